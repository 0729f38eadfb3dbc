"""Whatever a journal sends by mistake or on purpose is refused by name at every door; none of it is
a fault of ours, and a body without an end is not read to its end."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from httpx import Response

from tests.exchange.journals import JELGAVA, LIEPAJA, Journal, Journals, an_event

DOORS = ("put", "batch", "check")
WHOLE = msgspec.json.encode(an_event("B-1"))


def said(**changes: Any) -> bytes:
    return msgspec.json.encode(an_event("B-1", **changes))


def deep(levels: int) -> bytes:
    return WHOLE[:-1] + b',"x":' + b"[" * levels + b"]" * levels + b"}"


async def send(journal: Journal, door: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """The status, and the problem with its faults: `check` tells them as a verdict."""
    if door == "put":
        answer = await journal.put_bytes("B-1", body)
        return answer.status_code, answer.json()
    if door == "batch":
        answer = await journal.send_batch(body)
        assert answer.status_code == 200, answer.text
        [line] = [json.loads(one) for one in answer.content.splitlines()]
        return line["status"], line["problem"]
    answer = await check(journal, body)
    assert answer.status_code == 200, answer.text
    return (200 if answer.json()["accepted"] else 400), {"errors": answer.json()["faults"]}


async def check(journal: Journal, body: bytes) -> Response:
    client, headers = journal._client, journal._headers
    path = "/api/v1/exchange/events:check"
    return await client.post(
        path, headers=headers | {"Content-Type": "application/json"}, content=body
    )


WRONG: list[tuple[str, bytes, set[tuple[str, str]]]] = [
    ("half a line", WHOLE[: len(WHOLE) // 2], {("", "input.not_json")}),
    ("no JSON", b"nothing", {("", "input.not_json")}),
    ("not UTF-8", WHOLE.replace(b"JLG", b"").replace("Skaļa".encode(), b"\xff\xfe"),
     {("", "input.not_json")}),
    ("deep nesting", deep(100_000), {("", "input.not_json")}),
    ("a list", b"[]", {("", "input.invalid")}),
    ("a number", b"1e400", {("", "input.not_json")}),
    ("wrong types", said(version="one", persons={}, status=3, place=[]),
     {("version", "input.invalid"), ("persons", "input.invalid"), ("status", "input.invalid"),
      ("place", "input.invalid")}),
    ("a clock without an offset", said(received_at="2026-11-20T08:15:00"),
     {("received_at", "register.time_without_offset")}),
    ("a clock that is no time", said(received_at="2026-13-45T99:99:99Z"),
     {("received_at", "input.invalid")}),
    ("a clock of tomorrow", said(received_at="2127-01-01T00:00:00Z"), {("received_at", "")}),
    ("ends before it begins",
     said(occurred_from="2026-11-20T07:50:00+02:00", occurred_to="2026-11-20T07:40:00+02:00"),
     {("occurred_to", "")}),
    ("NUL in words", said(narrative="a\x00b"), {("narrative", "")}),
    ("NUL in a number", said(persons=[{"ref": "p1", "role": "witness", "phone": "+371\x0020"}]),
     {("persons.p1.phone", "")}),
    ("unknown fields", said(password="x", admin=True),
     {("password", "input.unknown_field"), ("admin", "input.unknown_field")}),
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("what", "body", "faults"), WRONG, ids=[one[0] for one in WRONG])
async def test_every_fault_is_named_at_every_door(
    journals: Journals, door: str, what: str, body: bytes, faults: set[tuple[str, str]]
) -> None:
    journal = await journals.of(JELGAVA)

    status, problem = await send(journal, door, body)

    assert 400 <= status < 500, f"{what}: {problem}"
    named = {(one["path"], one["code"]) for one in problem["errors"]}
    for path, code in faults:
        assert any(path == at and code in {"", found} for at, found in named), f"{what}: {named}"
    assert (await journal.get("/state")).json()["events"] == 0


@pytest.mark.parametrize("door", ("put", "batch"))
async def test_stale_versions_say_which_one_stands(journals: Journals, door: str) -> None:
    journal = await journals.of(JELGAVA)
    await journal.put(an_event("B-1", version=3))

    earlier = await send(journal, door, said(version=2))
    other = await send(journal, door, said(version=3, narrative="Citi vārdi"))

    told = [(status, problem["code"], problem["data"]["version"]) for status, problem in
            (earlier, other)]  # fmt: skip
    assert told == [(409, "exchange.version_passed", 3), (409, "exchange.version_taken", 3)]


async def test_another_institutions_numbers_and_rejects_are_not_there(journals: Journals) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    taken = (await jelgava.put(an_event("B-1"))).json()
    await jelgava.put(an_event("B-2", type="no.such"))
    [reject] = (await jelgava.get("/rejects")).json()["rejects"]

    foreign = [
        await liepaja.read("B-1"),
        await liepaja.read(taken["id"]),
        await liepaja.get(f"/rejects/{reject['id']}/body"),
        await liepaja.post(f"/rejects/{reject['id']}/send"),
        await liepaja.post(f"/rejects/{reject['id']}/give-up", {"reason": "x"}),
        await liepaja.post(f"/referrals/{taken['id']}/accept"),
    ]
    own = await liepaja.put(an_event("B-1"))

    assert [one.status_code for one in foreign] == [404] * 6
    assert (own.status_code, own.json()["id"] != taken["id"]) == (201, True)


@pytest.mark.parametrize("name", ["x" * 101, "x" * 5_000, "a\x00b", "%00", "../../etc"])
async def test_names_in_the_address_are_judged_too(journals: Journals, name: str) -> None:
    journal = await journals.of(JELGAVA)

    answer = await journal.put_bytes(name, WHOLE)

    assert 400 <= answer.status_code < 500, answer.text
    assert (await journal.get("/state")).json()["events"] == 0


async def test_a_body_of_too_many_lines_is_refused_whole(journals: Journals) -> None:
    journal = await journals.of(JELGAVA)

    answer = await journal.send_batch(b"{}\n" * 10_001)

    assert (answer.status_code, answer.json()["code"]) == (413, "exchange.batch_too_long")
    assert (await journal.get("/state")).json()["open_rejects"] == 0
