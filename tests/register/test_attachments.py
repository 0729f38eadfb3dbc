"""Files of events: what they say they are, kept once, opened with a purpose, never run."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import AIVARS, ANNA, DACE, VALDIS
from tests.register.builders import an_event
from tests.register.desks import Desk, Desks
from vienots.register.domain import files

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PDF = b"%PDF-1.7\n" + b"x" * 40
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(40)


def a_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("photo.jpg", bytes(5_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.jpg", JPEG, "image/jpeg"),
        ("A.JPEG", JPEG, "image/jpeg"),
        ("a.png", PNG, "image/png"),
        ("lēmums.pdf", PDF, "application/pdf"),
        ("a.mp4", MP4, "video/mp4"),
    ],
)
def test_known_kinds_are_taken(name: str, data: bytes, kind: str) -> None:
    assert files.media_type_of(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", a_bomb()),
        ("photo.jpg", b"<html><script>alert(1)</script>"),
        ("photo.png", JPEG),
        ("paper.pdf", b"MZ\x90\0" + bytes(60)),
        ("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("photo.zip", a_bomb()),
        ("photo", JPEG),
        ("empty.jpg", b""),
    ],
)
def test_what_is_something_else_is_refused(name: str, data: bytes) -> None:
    assert files.media_type_of(name, data) is None


@given(st.text(max_size=300))
def test_names_are_plain(name: str) -> None:
    clean = files.clean_name(name)

    assert len(clean) <= files.NAME_LENGTH_MAX
    assert not set(clean) & set("/\\\x00\n\u202e")
    assert not clean.startswith(".")


@given(st.binary(max_size=300), st.sampled_from(["a.jpg", "a.pdf", "a.mp4", "a.exe"]))
def test_no_bytes_break_the_judge(data: bytes, name: str) -> None:
    assert files.media_type_of(name, data) in {None, *files.SUFFIXES}


async def registered(desk: Desk) -> str:
    new = an_event()
    body: dict[str, Any] = {
        "id": str(new.id),
        "type": new.type,
        "received_at": new.received_at.isoformat(),
        "received_via": "phone",
    }
    body["received_at"] = "2026-11-20T10:00:00+02:00"
    answer = await desk.post("/register/events", body)
    assert answer.status_code == 201, answer.text
    return f"/register/events/{answer.json()['id']}/attachments"


async def test_a_file_is_added_listed_and_opened(desks: Desks) -> None:
    aivars, dace = await desks.of(AIVARS), await desks.of(DACE)
    path = await registered(aivars)

    added = await aivars.send(path, JPEG, name="../foto vietā.jpg")

    assert added.status_code == 201, added.text
    [one] = added.json()
    assert (one["name"], one["media_type"], one["size"]) == (
        "foto vietā.jpg",
        "image/jpeg",
        len(JPEG),
    )
    seen = await dace.get(path, purpose=True)
    assert [row["sha256"] for row in seen.json()] == [one["sha256"]]
    opened = await dace.get(f"{path}/{one['id']}", purpose=True)
    assert opened.content == JPEG
    assert opened.headers["content-type"] == "image/jpeg"
    assert opened.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in opened.headers["content-security-policy"]


async def test_every_look_is_written_down(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    path = await registered(aivars)
    [one] = (await aivars.send(path, PDF, name="a.pdf")).json()

    await aivars.get(f"{path}/{one['id']}", purpose=True)

    async with await psycopg.AsyncConnection.connect(desks.dsn) as db:
        found = await db.execute(
            "SELECT payload->'attachments'->>0, payload->>'opened', purpose FROM kernel.journal"
            " WHERE topic = 'register.attachments_read'"
        )
        assert await found.fetchall() == [(one["id"], "true", "event_entry")]
    without_purpose = await aivars.get(f"{path}/{one['id']}")
    assert without_purpose.status_code == 400


async def test_the_same_file_twice_is_one(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    path, other = await registered(aivars), await registered(aivars)

    await aivars.send(path, JPEG, name="a.jpg")
    again = await aivars.send(path, JPEG, name="b.jpg")
    await aivars.send(other, JPEG, name="a.jpg")

    assert [one["name"] for one in again.json()] == ["a.jpg"]
    async with await psycopg.AsyncConnection.connect(desks.dsn) as db:
        kept = await (await db.execute("SELECT count(*) FROM register.content")).fetchone()
        assert kept == (1,)


async def test_a_withdrawn_file_stays_on_record_and_is_not_opened(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    path = await registered(aivars)
    [one] = (await aivars.send(path, JPEG, name="a.jpg")).json()

    no_reason = await aivars.post(f"{path}/{one['id']}/withdraw", {"reason": ""})
    gone = await aivars.post(f"{path}/{one['id']}/withdraw", {"reason": "Cits notikums"})
    again = await aivars.post(f"{path}/{one['id']}/withdraw", {"reason": "Cits notikums"})

    assert no_reason.status_code == 400
    assert gone.json()[0]["withdrawn_reason"] == "Cits notikums"
    assert again.status_code == 409
    assert (await aivars.get(f"{path}/{one['id']}", purpose=True)).status_code == 409


async def test_strangers_see_no_file(desks: Desks) -> None:
    aivars, valdis, anna = [await desks.of(one) for one in (AIVARS, VALDIS, ANNA)]
    path = await registered(aivars)
    [one] = (await aivars.send(path, JPEG, name="a.jpg")).json()

    assert (await valdis.get(path, purpose=True)).status_code == 404
    assert (await valdis.get(f"{path}/{one['id']}", purpose=True)).status_code == 404
    assert (await valdis.send(path, PNG, name="b.png")).status_code == 404
    assert (await anna.get(path, purpose=True)).status_code == 403
    assert (await desks.nobody.get(path, purpose=True)).status_code == 401


async def test_a_refusal_says_what_is_wrong(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    path = await registered(aivars)

    disguised = await aivars.send(path, a_bomb(), name="foto.jpg")
    large = await aivars.send(path, bytes(files.SIZE_MAX + 1), name="foto.jpg")
    nameless = await aivars.send(path, JPEG)

    assert disguised.status_code == 400
    assert disguised.json()["errors"][0]["code"] == "register.attachment_kind"
    assert large.status_code == 413
    assert nameless.json()["errors"][0]["path"] == "name", nameless.text
