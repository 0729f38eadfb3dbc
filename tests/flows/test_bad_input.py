"""What people and machines send by mistake or on purpose, at both doors of the register: the desk
and a municipality's journal. Refused by name or let through in the open; nothing is lost by it."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from httpx import Response

from tests.exchange.journals import JELGAVA, Journal, an_event, opened_journals
from tests.people import AIVARS, a_person
from tests.register.builders import NOISE
from tests.register.desks import Desk
from vienots.register.domain import files

COLLEAGUE = a_person(61, "Inga Lapa", "pp-0003000", "duty_officer")
LONG = "Ā" * 10_000
PERSON = {"ref": "p1", "role": "witness", "name": "Jānis", "surname": "Bērziņš"}
WHOLE: dict[str, Any] = {
    "narrative": "Skaļa mūzika.",
    "place": {"address": "Lielā iela 1", "atvk": "0003000", "note": "3. stāvs"},
    "persons": [PERSON | {"personal_code": "161175-19997", "phone": "+37120000001",
                          "address": "Lielā iela 2"}],
    "organisations": [{"ref": "o1", "role": "victim", "name": "SIA Ābols", "address": "Pils 1",
                       "phone": "+37120000002", "registration_number": "40003188233"}],
    "vehicles": [{"ref": "v1", "role": "involved", "plate": "AB-1234", "vin": "WVWZZZ1JZXW000001",
                  "make": "Audi", "model": "A6", "colour": "zila"}],
    "documents": [{"ref": "d1", "document_type": "passport", "number": "LV1234567"}],
    "objects": [{"ref": "b1", "object_class": "phone", "description": "Melns", "unit": "pcs",
                 "serial": "X-17", "imei": "490154203237518", "storage": "Plaukts 1"}],
    "officers": [{"ref": "f1", "name": "Aivars Kauliņš", "badge": "117"}],
}  # fmt: skip
DOORS = ("desk", "journal")
NOTHING: dict[str, Any] = {"persons": [], "objects": [], "documents": [], "officers": []}
CODES = {"object_class": "class", "document_type": "type"}


def journals_words(said: dict[str, Any]) -> dict[str, Any]:
    """A journal names two fields in its own way and its officers by their names alone."""
    lists = {
        name: [{CODES.get(key, key): value for key, value in one.items()} for one in items]
        for name, items in said.items()
        if isinstance(items, list)
    }
    for officer in lists.get("officers", []):
        del officer["ref"]
    return said | lists


class Doors(NamedTuple):
    desk: Desk
    other: Desk
    """A colleague of the same institution."""
    journal: Journal

    async def send(self, door: str, said: dict[str, Any]) -> Response:
        """The same event through either door."""
        if door == "journal":
            return await self.journal.put(an_event("B-1", **(NOTHING | journals_words(said))))
        first = {"id": str(uuid4()), "type": NOISE, "received_via": "phone"}
        first |= {"received_at": "2026-11-20T08:15:00+02:00"}
        opened = await self.desk.post("/register/events", first)
        assert opened.status_code == 201, opened.text
        path = f"/register/events/{first['id']}"
        return await self.desk.patch(path, said | {"version": opened.json()["version"]})

    async def events(self) -> int:
        return len((await self.desk.get("/register/events")).json()["rows"])


@pytest.fixture
async def doors(own_dsn: str, tmp_path: Path) -> AsyncIterator[Doors]:
    async with opened_journals(own_dsn, tmp_path) as journals:
        desks = journals.desks
        desk, other = await desks.of(AIVARS), await desks.of(COLLEAGUE)
        yield Doors(desk, other, await journals.of(JELGAVA))


def texts_of(said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each field of text by its path, with the event in which it alone says `{}`."""
    for name, value in said.items():
        if isinstance(value, str):
            yield name, said | {name: "{}"}
        elif isinstance(value, dict):
            for key in value:
                yield f"{name}.{key}", said | {name: value | {key: "{}"}}
        else:
            [one] = value
            for key in one.keys() - {"ref", "role", *CODES}:
                yield f"{name}.{key}", said | {name: [one | {key: "{}"}]}


def saying(said: dict[str, Any], text: str) -> dict[str, Any]:
    filled: dict[str, Any] = json.loads(json.dumps(said).replace('"{}"', json.dumps(text)))
    return filled


def fields_named(answer: Response) -> set[str]:
    """`persons[0].name` of a shape and `persons.p1.name` of a rule are one field."""
    paths = [error["path"].replace("[0]", ".0") for error in answer.json()["errors"]]
    return {".".join([p for i, p in enumerate(path.split(".")) if i != 1 or path.count(".") < 2])
            for path in paths}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", ["Ā" * 30_000, "a\x00b", "a\x1bb", "a\x85b"])
async def test_no_text_is_too_long_or_unreadable_without_its_name(
    doors: Doors, door: str, text: str
) -> None:
    wrong = {}
    for path, said in texts_of(WHOLE):
        answer = await doors.send(door, saying(said, text))
        if answer.status_code != 400 or path not in fields_named(answer):
            wrong[path] = (answer.status_code, answer.text[:200])

    assert wrong == {}


@pytest.mark.parametrize("door", DOORS)
async def test_half_a_sign_is_refused(doors: Doors, door: str) -> None:
    body = b'{"version": 1, "source_id": "B-1", "narrative": "\\ud800"}'
    if door == "journal":
        answer = await doors.journal.put_bytes("B-1", body)
    else:
        opened = await doors.send("desk", {"narrative": "x"})
        answer = await doors.desk.patch_bytes(f"/register/events/{opened.json()['id']}", body)

    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("door", DOORS)
async def test_signs_that_turn_the_writing_are_left_out(doors: Doors, door: str) -> None:
    person = PERSON | {"surname": "\u202eBērziņš\u202c", "phone": "\u202a+371 20000001\u202c"}

    answer = await doors.send(door, {"persons": [person], "narrative": "\ufeffSkaļa\u200b mūzika"})

    assert answer.status_code in {200, 201}, answer.text
    event = await doors.desk.get(f"/register/events/{answer.json()['id']}", purpose=True)
    [kept] = event.json()["persons"]
    assert (kept["surname"], kept["phone"]) == ("Bērziņš", "+371 20000001")
    assert event.json()["narrative"] == "Skaļa mūzika"


REFUSED = [
    ("persons", PERSON | {"personal_code": "990000-1"}, "personal_code", "personal_code_form"),
    ("persons", PERSON | {"personal_code": "000000-00000"}, "personal_code", "personal_code_form"),
    ("persons", PERSON | {"birth_on": "2127-01-01"}, "birth_on", "birth_in_future"),
    ("persons", PERSON | {"birth_on": "2026-11-22"}, "birth_on", "born_after_the_event"),
    ("persons", PERSON | {"phone": "zvaniet"}, "phone", "phone_form"),
    ("vehicles", {"ref": "v1", "role": "involved", "plate": "--"}, "plate", "plate_form"),
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("name", "item", "field", "code"), REFUSED)
async def test_what_cannot_be_is_refused(
    doors: Doors, door: str, name: str, item: dict[str, Any], field: str, code: str
) -> None:
    answer = await doors.send(door, {name: [item]})

    assert answer.status_code == 400, answer.text
    found = {(one["path"], one["code"]) for one in answer.json()["errors"]}
    assert found == {(f"{name}.{item['ref']}.{field}", f"register.{code}")}


DOUBTFUL = [
    ("persons", PERSON | {"personal_code": "161175-19998"}, {"personal_code"}),
    ("persons", PERSON | {"birth_on": "1890-01-01"}, {"birth_on"}),
    ("persons", PERSON | {"personal_code": "161175-19997", "birth_on": "1976-11-16"}, {"birth_on"}),
    ("vehicles", {"ref": "v1", "role": "involved", "plate": "123 ABC", "country": "LTU"}, set()),
    ("vehicles", {"ref": "v1", "role": "involved", "plate": "А123ВС77", "country": "RUS"}, set()),
    ("vehicles", {"ref": "v1", "role": "involved", "plate": "M-AB 1234", "country": "DEU"}, set()),
    ("vehicles", {"ref": "v1", "role": "involved", "plate": "1-AAA-000", "country": "BEL"}, set()),
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("name", "item", "doubts"), DOUBTFUL)
async def test_what_is_odd_is_kept_as_it_was_said(
    doors: Doors, door: str, name: str, item: dict[str, Any], doubts: set[str]
) -> None:
    answer = await doors.send(door, {name: [item]})

    assert answer.status_code in {200, 201}, answer.text
    event = (await doors.desk.get(f"/register/events/{answer.json()['id']}", purpose=True)).json()
    [kept] = event[name]
    assert {key: kept[key] for key in item} == item
    paths = {one["path"].rpartition(".")[2] for one in event["warnings"]}
    assert paths == doubts


def packed(name: str, data: bytes, times: int = 1) -> bytes:
    """A zip in a zip … as often as said."""
    for _ in range(times):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
        data = out.getvalue()
    return data


BOMB = packed("0", bytes(10_000_000), times=3)
SCRIPT = b"<!doctype html><script>alert(document.cookie)</script>"
DISGUISED = [
    ("foto.jpg", BOMB),
    ("foto.zip", BOMB),
    ("lēmums.docx", packed("word/document.xml", b"<x/>")),
    ("lēmums.pdf", BOMB),
    ("foto.jpg", SCRIPT),
    ("foto.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("foto.jpg\x00.exe", b"MZ" + bytes(100)),
    ("\u202egpj.exe", b"MZ" + bytes(100)),
    ("balss.mp3", b"#!/bin/sh\nrm -rf /\n"),
    ("foto.png", b""),
]


async def test_files_that_are_something_else_are_not_taken(doors: Doors) -> None:
    event = (await doors.send("desk", {"narrative": "Ar pielikumiem"})).json()
    path = f"/register/events/{event['id']}/attachments"

    answers = [await doors.desk.send(path, data, name=name) for name, data in DISGUISED]
    large = await doors.desk.send(path, bytes(files.SIZE_MAX + 1), name="foto.jpg")

    assert [one.status_code for one in answers] == [400] * len(DISGUISED)
    assert all(one.json()["errors"][0]["path"] for one in answers)
    assert large.status_code == 413
    assert (await doors.desk.get(path, purpose=True)).json() == []


async def test_a_picture_with_a_script_behind_it_is_only_ever_a_file(doors: Doors) -> None:
    event = (await doors.send("desk", {"narrative": "Ar pielikumu"})).json()
    path = f"/register/events/{event['id']}/attachments"
    picture = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40) + SCRIPT + BOMB

    [one] = (await doors.desk.send(path, picture, name="foto.jpg")).json()
    opened = await doors.desk.get(f"{path}/{one['id']}", purpose=True)

    assert opened.content == picture
    assert opened.headers["content-type"] == "image/jpeg"
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert opened.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in opened.headers["content-security-policy"]


async def test_of_many_who_write_one_field_at_once_one_wins_and_all_are_told(doors: Doors) -> None:
    event = (await doors.send("desk", {"narrative": "Sākums"})).json()
    path, version = f"/register/events/{event['id']}", event["version"]

    answers = await asyncio.gather(
        *(
            (doors.desk if n % 2 else doors.other).patch(
                path, {"version": version, "narrative": f"Redakcija {n}"}
            )
            for n in range(8)
        )
    )
    by_place = await doors.other.patch(
        path, {"version": version, "place": {"address": "Pils iela 3", "atvk": "0003000"}}
    )

    [won] = [one.json()["narrative"] for one in answers if one.status_code == 200]
    lost = [one for one in answers if one.status_code != 200]
    assert {(one.status_code, one.json()["code"]) for one in lost} == {
        (409, "register.fields_collide")
    }
    assert {one.json()["data"]["present.narrative"] for one in lost} == {won}
    shown = by_place.json()
    assert (shown["narrative"], shown["place"]["address"]) == (won, "Pils iela 3")


async def test_a_refusal_takes_nothing_away_and_leaves_no_gap(doors: Doors) -> None:
    first = (await doors.send("journal", {})).json()
    for n in range(3):
        wrong = an_event(f"B-{n + 2}", persons=[PERSON | {"name": LONG}])
        assert (await doors.journal.put(wrong)).status_code == 400
    after = await doors.journal.put(an_event("B-9"))
    rejects = (await doors.journal.get("/rejects", state="open")).json()["rejects"]

    assert await doors.events() == 2
    assert int(after.json()["number"][-6:]) == int(first["number"][-6:]) + 1
    assert {one["source_id"] for one in rejects} == {"B-2", "B-3", "B-4"}
    kept = await doors.journal.get(f"/rejects/{rejects[0]['id']}/body")
    assert LONG in json.loads(kept.json()["text"])["persons"][0]["name"]
