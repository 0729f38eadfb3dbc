"""Positions of handsets over HTTP: joined to their calls, kept whatever they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from tests.calls.centre import Centre, opened_centre
from tests.people import ILZE
from vienots.integration.aml.fake import Handset, pack_septets
from vienots.kernel import clock

KEY = b"shared with the gateway"
FORM = "application/x-www-form-urlencoded"
HANDSET = Handset()


@pytest.fixture
async def centre(own_dsn: str, tmp_path: Path) -> AsyncIterator[Centre]:
    async with opened_centre(own_dsn, tmp_path, aml_key=KEY) as found:
        yield found


def read(answer: Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def ring(centre: Centre, call_id: str = "c-1", caller: str = HANDSET.number) -> str:
    exchange = await centre.system(f"exchange-{call_id}", "intake.telephony")
    event = {
        "call_id": call_id,
        "event": "ringing",
        "at": clock.now().isoformat(),
        "caller": caller,
    }
    contact_id: str = read(await exchange.post("/intake/calls", event))["contact_id"]
    return contact_id


async def contact(centre: Centre, contact_id: str) -> dict[str, Any]:
    ilze = await centre.person(ILZE)
    listed = read(await ilze.get("/calls/contacts"))
    found: dict[str, Any] = next(one for one in listed if one["id"] == contact_id)
    return found


async def test_every_form_of_the_message_finds_its_call(centre: Centre) -> None:
    gateway = await centre.system("aml", "intake.aml")
    contact_id = await ring(centre)
    now = clock.now()

    answers = [
        read(await gateway.send("/intake/aml", HANDSET.form(now, KEY), FORM)),
        read(await gateway.send("/intake/aml", HANDSET.sms_v2(now, now), "text/plain")),
        read(
            await gateway.send(
                "/intake/aml", HANDSET.sms_v1(now), "text/plain", Vienots_Caller="20000001"
            )
        ),
        read(
            await gateway.send(
                "/intake/aml",
                pack_septets(HANDSET.sms_v1(now)),
                "application/octet-stream",
                Vienots_Caller=HANDSET.number,
            )
        ),
    ]

    assert answers == [{"outcome": "read", "flags": [], "contact_id": contact_id}] * 4
    position = (await contact(centre, contact_id))["position"]
    assert (position["lat"], position["lon"], position["radius_m"], position["source"]) == (
        HANDSET.lat,
        HANDSET.lon,
        HANDSET.radius_m,
        "aml",
    )


async def test_a_position_that_comes_first_waits_for_its_call(centre: Centre) -> None:
    gateway = await centre.system("aml", "intake.aml")

    early = read(await gateway.send("/intake/aml", HANDSET.form(clock.now()), FORM))
    contact_id = await ring(centre)

    assert early["contact_id"] is None
    assert (await contact(centre, contact_id))["position"]["lat"] == HANDSET.lat


async def test_a_position_with_a_wrong_proof_is_kept_and_sends_nobody(centre: Centre) -> None:
    gateway = await centre.system("aml", "intake.aml")
    contact_id = await ring(centre)
    forged = HANDSET.form(clock.now(), b"guessed")

    answer = read(await gateway.send("/intake/aml", forged, FORM))

    assert (answer["outcome"], answer["contact_id"]) == ("wrong_proof", None)
    assert (await contact(centre, contact_id))["position"] is None
    assert await centre.rows("SELECT body FROM calls.intake_message") == [(forged,)]


async def test_whatever_comes_is_kept_as_it_came(centre: Centre) -> None:
    gateway = await centre.system("aml", "intake.aml")
    bodies = [
        (b"", "text/plain"),
        (b"\x00\xff\xfe", "text/plain"),
        (b'A"ML=1;lt=48.8', "text/plain; charset=utf-8"),
        (b"a=%ff&=&&hmac=", FORM),
        (b"x" * 60_000, "application/octet-stream"),
    ]

    for body, content_type in bodies:
        answer = read(await gateway.send("/intake/aml", body, content_type))
        assert answer["flags"] != []

    kept = await centre.rows("SELECT body, sha256 FROM calls.intake_message ORDER BY id")
    assert kept == [(body, sha256(body).digest()) for body, _ in bodies]


async def test_an_old_position_is_flagged(centre: Centre) -> None:
    gateway = await centre.system("aml", "intake.aml")
    long_ago = clock.now() - timedelta(days=3)
    ahead = clock.now() + timedelta(days=3)

    old = read(await gateway.send("/intake/aml", HANDSET.form(long_ago), FORM))
    early = read(await gateway.send("/intake/aml", HANDSET.form(ahead), FORM))

    assert (old["flags"], early["flags"]) == (["time_old"], ["time_ahead"])


async def test_what_is_no_message_of_a_handset_is_refused(centre: Centre) -> None:
    gateway = await centre.system("aml", "intake.aml")
    stranger = await centre.system("exchange", "intake.telephony")

    assert (await gateway.send("/intake/aml", b"{}", "application/json")).status_code == 415
    assert (await gateway.send("/intake/aml", b"x" * 70_000, "text/plain")).status_code == 413
    assert (await stranger.send("/intake/aml", b"x", "text/plain")).status_code == 403
    assert (await centre.nobody.send("/intake/aml", b"x", "text/plain")).status_code == 401
    assert await centre.rows("SELECT count(*) FROM calls.intake_message") == [(0,)]


async def test_the_address_is_described(centre: Centre) -> None:
    ilze = await centre.person(ILZE)

    document = read(await ilze.document())

    operation = document["paths"]["/api/v1/intake/aml"]["post"]
    assert set(operation["requestBody"]["content"]) == {
        FORM,
        "text/plain",
        "application/octet-stream",
    }
