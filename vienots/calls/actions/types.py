"""Incident types from the classifier, as the other actions need them."""

from __future__ import annotations

from datetime import datetime

from vienots.calls.contracts import TypeProposal
from vienots.calls.domain import UNKNOWN_TYPE, TypeWords, propose_types
from vienots.identity.api import Right, require
from vienots.kernel import classifiers
from vienots.kernel.classifiers import Classifier, Value
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

CLASSIFIER = "incident_type"
PRIORITY_OTHERWISE = 3


async def load(db: Db, at: datetime) -> Classifier:
    return await classifiers.get(db, CLASSIFIER, at)


def words_of(types: Classifier) -> list[TypeWords]:
    return [
        TypeWords(value.code, value.attributes.get("words", []), priority_of(value))
        for value in types.values
    ]


def priority_of(value: Value | None) -> int:
    """The most urgent of its services'."""
    services = [] if value is None else value.attributes.get("services", [])
    return min((int(s["priority"]) for s in services), default=PRIORITY_OTHERWISE)


def best_type(types: Classifier, text: str) -> Value | None:
    """The type that the words speak for; the unknown one, which informs police and fire, else."""
    proposals = propose_types(text, words_of(types))
    return types.get(proposals[0].type_code) if proposals else types.get(UNKNOWN_TYPE)


async def types_of_text(db: Db, text: str, at: datetime) -> list[TypeProposal]:
    """For other contexts, whose own actions ask for the right."""
    return propose_types(text, words_of(await load(db, at)))


async def propose_type(db: Db, actor: Actor, text: str, at: datetime) -> list[TypeProposal]:
    require(actor, Right.CALLS_TAKE)
    return await types_of_text(db, text, at)
