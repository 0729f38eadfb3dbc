"""What a system is told about an event: chosen by rules that are data, never by the code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from vienots.outbox.contracts import (
    CaseEvent,
    MessageKind,
    SeparationOrder,
    ThingInCustody,
)
from vienots.register.contracts import (
    EventContent,
    EventDocument,
    EventObject,
    EventOrganisation,
    EventOutcome,
    EventPerson,
    EventVehicle,
)


class Rule(Struct, frozen=True):
    """One value of the code list `outbox_rule`. Without a condition it holds for every event; with
    one or both, for an event that fulfils either."""

    system: str
    message: MessageKind
    legal_class: list[str] = []
    outcome: list[str] = []
    roles: list[str] = []
    """Of persons and organisations, or of vehicles; of documents and things `statuses`."""
    statuses: list[str] = []


class Parts(Struct, frozen=True):
    """What of an event one message tells."""

    persons: list[EventPerson] = []
    organisations: list[EventOrganisation] = []
    vehicles: list[EventVehicle] = []
    documents: list[EventDocument] = []
    things: list[EventObject] = []
    custody: list[ThingInCustody] = []
    outcome: EventOutcome | None = None
    separations: list[SeparationOrder] = []


EMPTY = Parts()


def holds(rule: Rule, content: EventContent) -> bool:
    if not rule.legal_class and not rule.outcome:
        return True
    decided = content.outcome.kind if content.outcome else None
    return content.legal_class in rule.legal_class or decided in rule.outcome


def choose(
    rule: Rule,
    content: EventContent,
    custody: Sequence[ThingInCustody],
    separations: Sequence[SeparationOrder],
) -> Parts:
    """`EMPTY` where the rule does not hold, or nothing of it is there."""
    if not holds(rule, content):
        return EMPTY
    match rule.message:
        case "persons":
            return Parts(
                persons=_of(content.persons, rule.roles),
                organisations=_of(content.organisations, rule.roles),
            )
        case "vehicles":
            vehicles = _of(content.vehicles, rule.roles)
            return Parts(vehicles=vehicles, custody=_kept(custody, vehicles))
        case "documents":
            documents = [one for one in content.documents if one.status in rule.statuses]
            held = {one.holder for one in documents}
            holders = [one for one in content.persons if one.ref in held]
            return Parts(documents=documents, persons=holders, custody=_kept(custody, documents))
        case "things":
            things = [one for one in content.objects if one.status in rule.statuses]
            return Parts(things=things, custody=_kept(custody, things))
        case "decisions":
            decided = content.outcome
            told = decided if decided and decided.kind in rule.outcome else None
            people = _of(content.persons, rule.roles)
            if told is None and not separations:
                return EMPTY
            return Parts(persons=people, outcome=told, separations=list(separations))


Member = TypeVar("Member", EventPerson, EventOrganisation, EventVehicle)


def _of(items: Sequence[Member], roles: Collection[str]) -> list[Member]:
    return [one for one in items if one.role in roles]


def _kept(
    custody: Sequence[ThingInCustody],
    of: Sequence[EventVehicle] | Sequence[EventDocument] | Sequence[EventObject],
) -> list[ThingInCustody]:
    refs = {one.ref for one in of}
    return [one for one in custody if one.ref in refs]


def meaning_of(event: CaseEvent, parts: Parts) -> str:
    """Equal for two that a receiver would do the same about: the event's own version and how far
    its work has come do not count."""
    told = msgspec.structs.replace(event, version=0, status="")
    return digest_of([told, parts])


def digest_of(content: Any) -> str:
    return sha256(body_of(content)).hexdigest()


def body_of(content: Any) -> bytes:
    """The same bytes however the database kept it."""
    return msgspec.json.encode(content, order="sorted")


def read_rules(told: Mapping[str, Mapping[str, Any]]) -> list[Rule]:
    """Of the code list's attributes. Raises msgspec.ValidationError."""
    return [msgspec.convert(attributes, Rule) for attributes in told.values()]
