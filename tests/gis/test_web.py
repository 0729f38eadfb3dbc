from __future__ import annotations

import json
from typing import Any

from tests.people import ANNA, ILZE
from tests.register.desks import Desks

RIGA: dict[str, Any] = {"lat": 56.9496, "lon": 24.1052}
WAY: dict[str, Any] = {
    "from_lat": 56.9496,
    "from_lon": 24.1052,
    "to_lat": 56.6511,
    "to_lon": 23.7136,
}
LAYERS = (
    "land", "lakes", "rivers", "borders", "municipalities", "units", "towns", "roads", "streets",
)  # fmt: skip
ADDRESSES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/gis/places", {"q": "riga"}),
    ("/gis/territory", RIGA),
    ("/gis/travel", WAY),
    ("/gis/route", WAY),
    ("/gis/layers/land", {}),
)


async def test_a_desk_finds_places_territories_and_ways(desks: Desks) -> None:
    ilze = await desks.of(ILZE)

    places = await ilze.get("/gis/places", q="liela 12 jelgava", limit=3)
    territory = await ilze.get("/gis/territory", **RIGA)
    travel = await ilze.get("/gis/travel", **WAY)
    route = await ilze.get("/gis/route", **WAY)

    assert places.json()[0]["name"] == "Lielā iela 12, Jelgava"
    assert len(places.json()) == 3
    assert territory.json()["atvk"] == "0001000"
    assert travel.json()["by"] == route.json()["by"] == "roads"
    assert abs(travel.json()["seconds"] - route.json()["seconds"]) < 1
    assert len(route.json()["coordinates"]) == len(route.json()["passed_s"]) > 20


async def test_every_layer_is_geojson_that_is_sent_once(desks: Desks) -> None:
    ilze = await desks.of(ILZE)

    for name in LAYERS:
        first = await ilze.get(f"/gis/layers/{name}")
        known = {"If-None-Match": first.headers["etag"]}
        again = await ilze.get(f"/gis/layers/{name}", more=known)

        assert first.headers["content-type"].startswith("application/geo+json"), name
        assert first.headers["content-encoding"] == "gzip"
        assert json.loads(first.content)["type"] == "FeatureCollection"
        assert len(first.json()["features"]) > 0
        assert (again.status_code, again.content) == (304, b"")


async def test_nobody_unknown_and_nobody_without_the_right_gets_an_answer(desks: Desks) -> None:
    anna = await desks.of(ANNA)

    for path, params in ADDRESSES:
        unknown = await desks.nobody.get(path, **params)
        without = await anna.get(path, **params)

        assert (unknown.status_code, without.status_code) == (401, 403), path


async def test_bad_questions_are_refused_with_their_faults(desks: Desks) -> None:
    ilze = await desks.of(ILZE)
    bad: list[tuple[str, dict[str, Any], int]] = [
        ("/gis/places", {}, 400),
        ("/gis/places", {"q": ""}, 400),
        ("/gis/places", {"q": "x" * 201}, 400),
        ("/gis/places", {"q": "riga", "limit": "many"}, 400),
        ("/gis/places", {"q": "riga", "lat": 56.9}, 400),
        ("/gis/places", {"q": "riga", "lat": 156.9, "lon": 24}, 400),
        ("/gis/territory", {"lat": 56.9}, 400),
        ("/gis/territory", {"lat": "nan", "lon": 24.1}, 400),
        ("/gis/territory", {"lat": "inf", "lon": 24.1}, 400),
        ("/gis/territory", {"lat": 54.69, "lon": 25.28}, 400),
        ("/gis/travel", WAY | {"to_lon": 500}, 400),
        ("/gis/travel", WAY | {"to_lon": "nan"}, 400),
        ("/gis/route", WAY | {"from_lat": "north"}, 400),
        ("/gis/route", WAY | {"from_lat": "nan"}, 400),
        ("/gis/layers/secrets", {}, 404),
        ("/gis/layers/..", {}, 404),
    ]

    answers = [(case, await ilze.get(case[0], **case[1])) for case in bad]

    wrong = [
        (case, answer.status_code) for case, answer in answers if answer.status_code != case[2]
    ]
    assert wrong == []
    assert {answer.headers["content-type"] for _, answer in answers} == {"application/problem+json"}


async def test_any_limit_is_bounded(desks: Desks) -> None:
    ilze = await desks.of(ILZE)

    for limit, count in ((-5, 1), (0, 1), (1, 1), (10**9, 30)):
        answer = await ilze.get("/gis/places", q="iela", limit=limit)

        assert len(answer.json()) == count


async def test_far_away_the_way_is_a_line(desks: Desks) -> None:
    ilze = await desks.of(ILZE)

    answer = await ilze.get("/gis/route", **WAY | {"to_lat": -33.9, "to_lon": 18.4})

    assert answer.json()["by"] == "line"
    assert len(answer.json()["coordinates"]) == 2
