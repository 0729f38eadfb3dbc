"""The chain, the codes and what an event says of things: pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.custody.builders import BIKE, CAR, KNIFE, PASSPORT, PHONE, WITNESS_CAR
from vienots.custody.contracts import CustodyItem, Step
from vienots.custody.domain.chain import Link, find_break, forge, root_of
from vienots.custody.domain.codes import ALPHABET, draw_qr, hash_code, is_code, new_code
from vienots.custody.domain.holding import due_by, readers_of
from vienots.custody.domain.things import list_things
from vienots.kernel.ids import new_id
from vienots.register.contracts import EventContent, EventPlace

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=2)))


def an_item(**changes: object) -> CustodyItem:
    fields: dict[str, object] = dict.fromkeys(CustodyItem.__struct_fields__)
    fields |= {
        "id": new_id(),
        "number": "JPP-G-2026-00001",
        "institution": "pp-0003000",
        "kind": "found",
        "description": "Maks",
        "marks": [],
        "taken_at": NOON,
        "taken_by": "person:1",
        "taken_by_name": "Aivars",
        "holder": "person:1",
        "holder_name": "Aivars",
        "holder_institution": "pp-0003000",
        "status": "held",
        "legal_hold": False,
        "steps": 0,
        "head": "",
        "changed_at": NOON,
    }
    return CustodyItem(**(fields | changes))  # type: ignore[arg-type]


def a_chain(length: int) -> tuple[CustodyItem, list[Step]]:
    item = an_item()
    chain: list[Step] = []
    prev = root_of(item)
    for seq in range(1, length + 1):
        at = NOON + timedelta(minutes=seq)
        link = Link(at, "person:1", "Aivars", "pp-0003000", "moved", place=f"N-{seq}")
        chain.append(forge(link, seq, prev))
        prev = chain[-1].hash
    return structs.replace(item, steps=length, head=prev), chain


def test_a_whole_chain_has_no_break() -> None:
    item, chain = a_chain(5)

    assert find_break(item, chain) is None


@given(seq=st.integers(1, 5), field=st.sampled_from(["place", "note", "by_name", "to_holder"]))
def test_a_changed_step_is_found(seq: int, field: str) -> None:
    item, chain = a_chain(5)
    chain[seq - 1] = structs.replace(chain[seq - 1], **{field: "cits"})

    assert find_break(item, chain) == seq


def test_a_step_forged_anew_breaks_the_one_after_it() -> None:
    item, chain = a_chain(3)
    link = Link(NOON, "person:2", "Cits", "vp", "moved")
    chain[1] = forge(link, 2, chain[0].hash)

    assert find_break(item, chain) == 3


def test_a_step_that_was_cut_off_is_missed() -> None:
    item, chain = a_chain(3)

    assert find_break(item, chain[:2]) == 3


def test_another_description_of_the_thing_breaks_its_chain() -> None:
    item, chain = a_chain(2)

    assert find_break(structs.replace(item, description="Cits maks"), chain) == 1


def test_one_moment_is_one_moment_in_every_offset() -> None:
    item, chain = a_chain(1)
    utc = structs.replace(chain[0], at=chain[0].at.astimezone(timezone.utc))  # noqa: UP017

    assert find_break(item, [utc]) is None


def test_a_code_may_be_typed_as_people_type() -> None:
    offer, code = new_id(), new_code()
    kept = hash_code(offer, code)

    assert set(code) <= set(ALPHABET) | {"-"}
    assert is_code(offer, f" {code.lower().replace('-', ' ')} ", kept)
    assert not is_code(new_id(), code, kept)


def test_a_qr_code_is_a_square_of_modules() -> None:
    rows = draw_qr("JPP-G-2026-00001")

    assert {len(row) for row in rows} == {len(rows)}
    assert set("".join(rows)) == {"0", "1"}
    assert set(rows[0]) == {"0"}


def test_an_event_tells_of_seized_and_found_things() -> None:
    content = EventContent(
        "tried.noise",
        "registered",
        NOON,
        EventPlace(),
        [],
        [CAR, WITNESS_CAR],
        [PHONE, BIKE, KNIFE],
        documents=[PASSPORT],
    )

    things = list_things(content, lambda classifier, code: code)

    assert [(one.ref, one.kind, one.description) for one in things] == [
        ("b1", "seized", "phone: Samsung, melns"),
        ("b2", "found", "other: Velosipēds"),
        ("v1", "vehicle", "Audi A4, AB-1234"),
        ("d1", "document", "passport LV1234567 LVA"),
    ]
    assert [(mark.kind, mark.value) for mark in things[0].marks] == [("imei", "356789012345678")]


def test_without_a_configured_term_nothing_is_due() -> None:
    assert due_by(date(2026, 11, 24), None) is None
    assert due_by(date(2026, 11, 24), 30) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("event_readers", "sees"),
    [(["pp-0003000", "vp"], True), (["pp-0003000#restricted"], False)],
)
def test_a_secret_thing_opens_to_its_holder_alone(event_readers: list[str], sees: bool) -> None:
    item = an_item(event_id=new_id(), holder="person:9", holder_institution="pp-0054000")

    readers = readers_of(item, None, event_readers)

    assert "person:9" in readers
    assert ("pp-0054000" in readers) is sees
