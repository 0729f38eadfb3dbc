"""First data of the map: territories, places, layers and a modelled road net."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import shapely
from shapely.geometry import shape

from vienots.gis import store
from vienots.gis.domain import modelled, roads
from vienots.gis.domain.places import fold
from vienots.gis.domain.territories import Shape, TerritoryIndex
from vienots.gis.index import Layer
from vienots.kernel.db import Db

SOURCE = "modelled over the real places"
BASE_LAYERS = ("land", "lakes", "rivers", "borders")
UNIT_KIND = {6: "town", 7: "parish"}
TOWN_PEOPLE = 2_500
"""A town whose people are not in the data; the median of the small Latvian towns is near it."""
VILLAGE_PEOPLE = 150
LABELS_FROM = 700
# GeoNames writes most places without their Latvian letters; these are too well known to show so.
BY_HAND = {
    "riga": "Rīga", "jurmala": "Jūrmala", "liepaja": "Liepāja", "rezekne": "Rēzekne",
    "cesis": "Cēsis", "jekabpils": "Jēkabpils", "kuldiga": "Kuldīga", "sigulda": "Sigulda",
    "aluksne": "Alūksne", "ogre": "Ogre", "salaspils": "Salaspils", "tukums": "Tukums",
    "livani": "Līvāni", "preili": "Preiļi", "kraslava": "Krāslava", "limbazi": "Limbaži",
    "saulkrasti": "Saulkrasti", "kekava": "Ķekava", "marupe": "Mārupe", "adazi": "Ādaži",
    "ikskile": "Ikšķile", "lielvarde": "Lielvārde", "vangazi": "Vangaži", "pinki": "Piņķi",
}  # fmt: skip


class _Service(msgspec.Struct, frozen=True):
    veids: str
    nosaukums: str
    adrese: str
    id: str
    atvk: str | None


def _read(folder: Path, name: str) -> list[dict[str, Any]]:
    content = gzip.decompress((folder / f"{name}.geojson.gz").read_bytes())
    features: list[dict[str, Any]] = json.loads(content)["features"]
    return features


async def load_map(db: Db, folder: Path, at: datetime) -> None:
    """Idempotent; a road net that was imported stays in use."""
    territories = _territories(folder)
    await store.upsert_territories(db, territories)
    places = _places(folder)
    await store.upsert_places(db, [msgspec.structs.asdict(row) for row in places])
    for layer in _base_layers(folder, places):
        await store.upsert_layer(db, layer)
    if not await store.has_road_net(db):
        await _model_roads(db, folder, places, at)


async def _model_roads(
    db: Db, folder: Path, places: Iterable[store.PlaceRow], at: datetime
) -> None:
    features = _read(folder, "municipalities")
    now = [f for f in features if f["properties"]["valid_to"] is None]
    country = shapely.union_all([shape(f["geometry"]).buffer(0) for f in now])
    settlements = [
        modelled.Settlement(row.name, row.lat, row.lon, row.population or VILLAGE_PEOPLE)
        for row in places
        if row.kind == "settlement"
    ]
    built = modelled.build(settlements, country)
    net = built.net
    await store.insert_road_net(
        db,
        roads.save(net),
        source=SOURCE,
        modelled=True,
        nodes=len(net.lat),
        edges=len(net.tail),
        at=at,
    )
    await store.upsert_layer(db, as_layer("roads", [_line(c, p) for c, p in built.lines]))
    await store.upsert_layer(db, as_layer("streets", [_street(s) for s in built.streets]))


def _line(kind: str, points: list[tuple[float, float]]) -> dict[str, Any]:
    return _feature({"class": kind}, {"type": "LineString", "coordinates": points})


def _street(street: modelled.Street) -> dict[str, Any]:
    ends = [
        [round(street.a[1], 5), round(street.a[0], 5)],
        [round(street.b[1], 5), round(street.b[0], 5)],
    ]
    return _feature(
        {"name": street.name, "town": street.town}, {"type": "LineString", "coordinates": ends}
    )


def _feature(properties: Mapping[str, Any], geometry: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def as_layer(name: str, features: list[dict[str, Any]]) -> Layer:
    plain = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    return Layer(name, hashlib.sha256(plain).hexdigest()[:24], gzip.compress(plain, mtime=0))


def _territories(folder: Path) -> list[dict[str, object]]:
    rows = [_as_row(f["properties"], f["geometry"]) for f in _read(folder, "municipalities")]
    for feature in _read(folder, "units"):
        about = feature["properties"]
        if about["type"] in UNIT_KIND:
            unit = {
                "atvk": about["atvk"],
                "kind": UNIT_KIND[about["type"]],
                "name": about["name"],
                "region": None,
                "parent": about["municipality"],
                # The source's own day; what came before is not in it, what comes after replaces it.
                "valid_from": "2021-07-01",
                "valid_to": None,
            }
            rows.append(_as_row(unit, feature["geometry"]))
    return rows


def _as_row(about: Mapping[str, Any], geometry: Mapping[str, Any]) -> dict[str, object]:
    return {
        "atvk": about["atvk"],
        "kind": about["kind"],
        "name": about["name"],
        "parent": about.get("parent"),
        "region": about.get("region"),
        "valid_from": date.fromisoformat(about["valid_from"]),
        "valid_to": date.fromisoformat(about["valid_to"]) if about["valid_to"] else None,
        "shape": shapely.to_wkb(shape(geometry).buffer(0)),
    }


def _places(folder: Path) -> list[store.PlaceRow]:
    index = TerritoryIndex([_as_shape(row) for row in _territories(folder)])
    today = date(2026, 1, 1)
    units = {f["properties"]["atvk"]: f["properties"]["name"] for f in _read(folder, "units")}
    towns = {
        f["properties"]["atvk"] for f in _read(folder, "units") if f["properties"]["type"] in (1, 6)
    }
    rows = []
    settlements = json.loads(gzip.decompress((folder / "places.json.gz").read_bytes()))
    for place in settlements:
        found = index.at(place["lat"], place["lon"], today)
        if found is not None:
            own_town = place["unit"] in towns and fold(units[place["unit"]]) == fold(place["name"])
            people = place["population"] or (TOWN_PEOPLE if own_town else None)
            name = _latvian_name(place["name"], units.get(place["unit"]))
            spot = (place["lat"], place["lon"])
            rows.append(
                store.PlaceRow(
                    f"gn{place['id']}",
                    "settlement",
                    name,
                    None,
                    *spot,
                    people,
                    place["unit"],
                    found.atvk,
                )
            )
    for feature in _read(folder, "services"):
        about = msgspec.convert(feature["properties"], _Service, strict=False)
        lon, lat = feature["geometry"]["coordinates"]
        found = index.at(lat, lon, today)
        kind = "hospital" if about.veids.startswith("slimn") else "station"
        if found is not None:
            rows.append(
                store.PlaceRow(
                    f"{about.veids}{about.id}", kind, about.nosaukums, about.adrese, lat, lon, None,
                    about.atvk, found.atvk,
                )
            )  # fmt: skip
    return rows


def _latvian_name(name: str, unit: str | None) -> str:
    """With the Latvian letters, where the official name of its town tells them."""
    folded = fold(name)
    if folded in BY_HAND:
        return BY_HAND[folded]
    return unit if unit is not None and fold(unit) == folded else name


def _as_shape(row: Mapping[str, Any]) -> Shape:
    return Shape(
        row["atvk"],
        row["kind"],
        row["name"],
        row["parent"],
        row["valid_from"],
        row["valid_to"],
        shapely.from_wkb(row["shape"]),
    )


def _base_layers(folder: Path, places: Iterable[store.PlaceRow]) -> list[Layer]:
    layers = [as_layer(name, _read(folder, name)) for name in BASE_LAYERS]
    now = [f for f in _read(folder, "municipalities") if f["properties"]["valid_to"] is None]
    layers.append(as_layer("municipalities", now))
    layers.append(as_layer("units", _read(folder, "units")))
    towns = [
        _feature(
            {"name": row.name, "population": row.population, "rank": _rank(row.population)},
            {"type": "Point", "coordinates": [row.lon, row.lat]},
        )
        for row in places
        if row.kind == "settlement" and (row.population or 0) >= LABELS_FROM
    ]
    layers.append(as_layer("towns", towns))
    return layers


def _rank(people: int | None) -> int:
    """1 for the largest; the map shows more of them the nearer it is."""
    return next(
        (n for n, limit in enumerate((100_000, 20_000, 6_000, 2_000), 1) if (people or 0) >= limit),
        5,
    )
