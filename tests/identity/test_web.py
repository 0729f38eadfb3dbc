"""Signing in over HTTP: cookies, refusals that count, foreign pages, systems."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from httpx import Response

from tests.identity.house import PASSWORD, House, opened_house
from vienots.identity.domain import FREE_TRIES

SESSION = "/api/v1/session"


def cookies_of(answer: Response) -> dict[str, str]:
    """Name → the whole line."""
    return {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}


def code_of(answer: Response) -> str:
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    return str(answer.json()["code"])


async def test_a_person_signs_in_looks_and_signs_out(house: House) -> None:
    await house.account("ilze.kalnina", "112", "call_taker")

    answer = await house.sign_in("ilze.kalnina", desk="Rīga-04")
    seen = (await house.client.get(SESSION)).json()
    ended = await house.client.delete(SESSION)
    after = await house.client.get(SESSION)

    assert answer.status_code == 200
    assert answer.json() == seen
    assert (seen["institution"]["code"], seen["desk"]) == ("112", "Rīga-04")
    assert "calls.take" in seen["rights"]
    assert (ended.status_code, after.status_code) == (204, 401)


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    await house.account("ilze.kalnina")

    kept = cookies_of(await house.sign_in("ilze.kalnina"))

    assert set(kept) == {"vienots_session", "vienots_device"}
    for line in kept.values():
        assert "HttpOnly" in line
        assert "SameSite=strict" in line
        assert "Path=/" in line
        assert "Domain" not in line


async def test_over_https_cookies_stay_with_the_host(own_dsn: str, tmp_path: Path) -> None:
    async with opened_house(own_dsn, tmp_path, public_url="https://vienots.example") as house:
        await house.account("ilze.kalnina")
        kept = cookies_of(await house.sign_in("ilze.kalnina"))
        token = kept["__Host-vienots_session"].split(";")[0]
        house.client.cookies.clear()
        ended = await house.client.delete(SESSION, headers={"Cookie": token})

    assert set(kept) == {"__Host-vienots_session", "__Host-vienots_device"}
    assert all("Secure" in line for line in kept.values())
    last = cookies_of(ended)["__Host-vienots_session"]
    assert "Secure" in last
    assert "Max-Age=0" in last


async def test_a_refused_sign_in_counts_though_the_answer_is_a_refusal(house: House) -> None:
    await house.account("ilze.kalnina")

    answers = [await house.sign_in("ilze.kalnina", "wrong") for _ in range(FREE_TRIES)]
    slowed = await house.sign_in("ilze.kalnina")

    assert {(a.status_code, code_of(a)) for a in answers} == {(401, "identity.sign_in_refused")}
    assert (slowed.status_code, code_of(slowed)) == (429, "identity.sign_in_throttled")
    assert int(slowed.headers["retry-after"]) >= 1
    journal = await house.rows("SELECT kind FROM kernel.journal")
    assert journal == [("refused",)] * FREE_TRIES


async def test_many_guesses_at_once_are_no_more_than_one_after_another(house: House) -> None:
    await house.account("ilze.kalnina")

    answers = await asyncio.gather(*(house.sign_in("ilze.kalnina", "wrong") for _ in range(24)))

    statuses = sorted(answer.status_code for answer in answers)
    # Seldom a wait of two seconds ends while the others stand in line.
    assert statuses.count(401) <= FREE_TRIES + 2
    assert set(statuses) == {401, 429}


async def test_a_browser_that_was_here_is_known_again(house: House) -> None:
    await house.account("ilze.kalnina")
    await house.sign_in("ilze.kalnina")
    device = house.client.cookies["vienots_device"]
    house.client.cookies.clear()
    for _ in range(FREE_TRIES):
        await house.sign_in("ilze.kalnina", "wrong")

    stranger = await house.sign_in("ilze.kalnina")
    known = await house.sign_in("ilze.kalnina", headers={"Cookie": f"vienots_device={device}"})

    assert (stranger.status_code, known.status_code) == (429, 200)


NO_SIGN_INS: list[Any] = [
    {},
    {"login": "ilze.kalnina"},
    {"login": 7, "password": "x"},
    {"login": "x" * 65, "password": "x"},
    {"login": "ilze.kalnina", "password": "x" * 201},
    {"login": "ilze.kalnina", "password": "x", "more": 1},
    {"login": "a\u0000b", "password": "x"},
    [],
    None,
]


async def test_a_body_that_is_none_is_refused(house: House) -> None:
    for body in NO_SIGN_INS:
        answer = await house.client.post(SESSION, json=body)

        assert answer.status_code == 400, body
        code_of(answer)


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://other.example"},
    {"Origin": "null"},
]


async def test_a_foreign_page_cannot_act_with_our_cookie(house: House) -> None:
    await house.someone("anna.lace", "iemic", "administrator")

    for headers in FOREIGN:
        acted = await house.client.patch(
            f"{SESSION}/preferences", json={"theme": "night"}, headers=headers
        )

        assert (acted.status_code, code_of(acted)) == (403, "identity.cross_site"), headers
    assert (await house.client.get(SESSION)).json()["preferences"] == {}


async def test_a_foreign_page_cannot_sign_somebody_in(house: House) -> None:
    await house.account("ilze.kalnina")

    for headers in FOREIGN:
        answer = await house.sign_in("ilze.kalnina", headers=headers)

        assert (answer.status_code, code_of(answer)) == (403, "identity.cross_site"), headers
        assert cookies_of(answer) == {}


async def test_preferences_are_kept_and_bounded(house: House) -> None:
    await house.someone("ilze.kalnina", "112", "call_taker")

    kept = await house.client.patch(
        f"{SESSION}/preferences", json={"theme": "night", "layout.map": "wide"}
    )
    refused = await house.client.patch(
        f"{SESSION}/preferences",
        json={"theme": "pink", "": "x", "layout.left": "x" * 4_001},
    )

    assert kept.json() == {"theme": "night", "layout.map": "wide"}
    assert refused.status_code == 400
    assert {fault["path"] for fault in refused.json()["errors"]} == {"theme", "", "layout.left"}
    assert (await house.client.get(SESSION)).json()["preferences"] == kept.json()


async def test_ones_own_password_is_changed_by_who_knows_it(house: House) -> None:
    await house.someone("ilze.kalnina", "112", "call_taker")
    wrong = await house.client.post(
        f"{SESSION}/password", json={"old": "wrong", "password": "jaunā parole 2026"}
    )

    right = await house.client.post(
        f"{SESSION}/password", json={"old": PASSWORD, "password": "jaunā parole 2026"}
    )

    assert (wrong.status_code, code_of(wrong)) == (409, "identity.password_wrong")
    assert right.status_code == 204
    assert (await house.client.get(SESSION)).status_code == 200
    assert (await house.sign_in("ilze.kalnina")).status_code == 401
    assert await house.rows("SELECT count(*) FROM identity.sign_in_failure") == [(2,)]


NOT_FOR_NOBODY = [
    ("GET", "/identity/people"),
    ("GET", "/identity/clients"),
    ("GET", "/identity/roles"),
    ("GET", "/identity/institutions"),
    ("GET", "/session"),
    ("GET", "/session/totp"),
    ("DELETE", "/session"),
]


async def test_nobody_sees_nothing(house: House) -> None:
    for method, path in NOT_FOR_NOBODY:
        answer = await house.client.request(method, f"/api/v1{path}")

        assert (answer.status_code, code_of(answer)) == (401, "not_signed_in"), path


async def test_a_made_up_cookie_or_token_is_nobody(house: House) -> None:
    made_up: tuple[dict[str, Any], ...] = (
        {"Cookie": "vienots_session=" + "A" * 43},
        {"Cookie": "vienots_session="},
        {"Cookie": "nonsense; ; =; vienots_session=ā".encode()},
        {"Authorization": "Bearer " + "A" * 43},
        {"Authorization": "Bearer "},
        {"Authorization": "Nonsense"},
    )
    for headers in made_up:
        answer = await house.client.get(SESSION, headers=headers)
        assert answer.status_code == 401, headers


async def test_administration_over_http(house: House) -> None:
    await house.someone("anna.lace", "iemic", "administrator")
    new = {
        "login": "andra.ozola",
        "name": "Andra Ozola",
        "institution": "vugd",
        "roles": ["dispatcher"],
        "password": PASSWORD,
    }

    made = await house.client.post("/api/v1/identity/people", json=new)
    changed = await house.client.patch(
        f"/api/v1/identity/people/{made.json()['id']}",
        json={"training_completed_on": "2026-10-01"},
    )
    short = await house.client.post(
        f"/api/v1/identity/people/{made.json()['id']}/password", json={"password": "short"}
    )
    listed = await house.client.get("/api/v1/identity/people")

    assert (made.status_code, changed.status_code, short.status_code) == (201, 200, 400)
    assert changed.json()["training_completed_on"] == "2026-10-01"
    assert [person["login"] for person in listed.json()] == ["anna.lace", "andra.ozola"]


async def test_who_lacks_the_right_is_told_which(house: House) -> None:
    await house.someone("ilze.kalnina", "112", "call_taker")

    answer = await house.client.get("/api/v1/identity/people", headers={"Accept-Language": "en"})

    assert answer.status_code == 403
    assert "identity.administer" in answer.json()["title"]


async def test_the_table_of_roles_is_shown(house: House) -> None:
    await house.someone("anna.lace", "iemic", "administrator")

    roles = (await house.client.get("/api/v1/identity/roles")).json()

    by_role = {role["role"]: role for role in roles}
    assert "calls.take" in by_role["call_taker"]["rights"]
    assert by_role["duty_officer"]["institution_kinds"] == ["municipal_police", "port_police"]


async def test_elsewhere_there_is_no_demonstration(house: House) -> None:
    await house.account("demo", demonstration=True)

    shown = await house.client.get("/api/v1/demonstration")
    clicked = await house.client.post("/api/v1/demonstration/session", json={"login": "demo"})

    assert shown.json() == {"demonstration": False, "people": []}
    assert (clicked.status_code, code_of(clicked)) == (404, "identity.not_demonstration")


async def test_the_demonstration_opens_by_one_click(own_dsn: str, tmp_path: Path) -> None:
    async with opened_house(own_dsn, tmp_path, demonstration=True) as house:
        await house.account("demo", "112", "call_taker", demonstration=True)
        await house.account("real.person", "112", "call_taker")

        shown = await house.client.get("/api/v1/demonstration")
        real = await house.client.post(
            "/api/v1/demonstration/session", json={"login": "real.person"}
        )
        clicked = await house.client.post("/api/v1/demonstration/session", json={"login": "demo"})

    assert [person["login"] for person in shown.json()["people"]] == ["demo"]
    assert (real.status_code, clicked.status_code) == (404, 200)
