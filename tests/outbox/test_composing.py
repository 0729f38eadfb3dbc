"""Which message an event becomes: by rules that are data."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.conftest import ROOT
from tests.register.builders import a_person, a_vehicle
from vienots.outbox.contracts import ThingInCustody
from vienots.outbox.domain.composing import EMPTY, Rule, choose, read_rules
from vienots.outbox.domain.sending import TRIES_MAX, next_try
from vienots.register.contracts import (
    EventContent,
    EventDocument,
    EventObject,
    EventOutcome,
    EventPlace,
)

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def content(**changes: Any) -> EventContent:
    fields: dict[str, Any] = {
        "type": "theft",
        "status": "in_progress",
        "received_at": NOON,
        "place": EventPlace(),
        "persons": [a_person("p1", role="suspect"), a_person("p2", role="witness")],
        "vehicles": [a_vehicle("v1", role="stolen"), a_vehicle("v2", role="involved")],
        "objects": [
            EventObject("o1", "phone", status="seized"),
            EventObject("o2", "phone", status="stolen"),
        ],
        "documents": [EventDocument("d1", "passport", number="LV1", status="lost", holder="p2")],
        "legal_class": "criminal_offence",
    }
    return EventContent(**(fields | changes))


def test_the_shipped_rules_can_be_read() -> None:
    told = json.loads((ROOT / "data/classifiers/outbox_rule.json").read_text("utf-8"))
    systems = json.loads((ROOT / "data/classifiers/outbox_system.json").read_text("utf-8"))

    rules = read_rules({one["code"]: one["attributes"] for one in told})

    assert {rule.system for rule in rules} <= {one["code"] for one in systems}
    assert len({(rule.system, rule.message) for rule in rules}) == len(rules)
    assert {rule.system for rule in rules} == {
        "krass",
        "apas",
        "punishments",
        "wanted",
        "invalid_documents",
    }


def test_a_condition_is_either_the_class_or_the_outcome() -> None:
    rule = Rule(
        "krass", "persons", legal_class=["criminal_offence"], outcome=["x"], roles=["suspect"]
    )
    decided = EventOutcome(kind="x")

    assert [one.ref for one in choose(rule, content(), [], []).persons] == ["p1"]
    assert choose(rule, content(legal_class=None), [], []) == EMPTY
    assert choose(rule, content(legal_class=None, outcome=decided), [], []) != EMPTY


def test_a_thing_goes_with_where_it_is_kept() -> None:
    rule = Rule("krass", "things", statuses=["seized"])
    kept = [
        ThingInCustody("JEL-G-1", "o1", "object", "kept", NOON, None),
        ThingInCustody("JEL-G-2", "o2", "object", "kept", NOON, None),
    ]

    parts = choose(rule, content(), kept, [])

    assert [one.ref for one in parts.things] == ["o1"]
    assert [one.number for one in parts.custody] == ["JEL-G-1"]


def test_a_document_goes_with_its_holder() -> None:
    parts = choose(Rule("invalid_documents", "documents", statuses=["lost"]), content(), [], [])

    assert [one.ref for one in parts.documents] == ["d1"]
    assert [one.ref for one in parts.persons] == ["p2"]


def test_without_a_decision_there_is_nothing_to_tell_of_one() -> None:
    rule = Rule("krass", "decisions", outcome=["criminal_case"], legal_class=["criminal_offence"])

    assert choose(rule, content(), [], []) == EMPTY
    assert choose(rule, content(outcome=EventOutcome("criminal_case")), [], []).outcome is not None


def test_a_rule_that_says_something_else_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        read_rules({"a": {"system": "krass", "message": "weather"}})


def test_pauses_grow_and_end() -> None:
    pauses = [next_try(tries, NOON) for tries in range(1, TRIES_MAX + 1)]

    told = [pause for pause in pauses if pause is not None]
    assert told == sorted(told)
    assert pauses[-1] is None
