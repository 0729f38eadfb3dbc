"""Reads the map data that ship with the product: territories, places, layers to draw."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import shapely
from shapely.geometry import shape

from vienots.gis.domain.places import fold
from vienots.gis.domain.territories import Shape, TerritoryIndex
from vienots.gis.index import Layer
from vienots.gis.store import PlaceRow

BASE_LAYERS = ("land", "lakes", "rivers", "borders")
UNIT_KIND = {6: "town", 7: "parish"}
MERGED = {"0055000": "0038001"}
"""Varakļāni went into Madona on 2025-07-01."""
TOWN_PEOPLE = 2_500
"""A town whose people are not in the data; the median of the small Latvian towns is near it."""
ENDING_LETTERS_MAX = 2
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


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    content = gzip.decompress((folder / f"{name}.geojson.gz").read_bytes())
    features: list[dict[str, Any]] = json.loads(content)["features"]
    return features


def territories(folder: Path) -> list[dict[str, object]]:
    features = read(folder, "municipalities")
    rows = [_as_row(f["properties"], f["geometry"]) for f in features]
    municipalities = [f["properties"] for f in features]
    for feature in read(folder, "units"):
        about = feature["properties"]
        if about["type"] in UNIT_KIND:
            for parent in _parents(about["municipality"], municipalities):
                unit = {
                    "atvk": about["atvk"],
                    "kind": UNIT_KIND[about["type"]],
                    "name": about["name"],
                    "parent": parent["atvk"],
                    "valid_from": parent["valid_from"],
                    "valid_to": parent["valid_to"],
                }
                rows.append(_as_row(unit, feature["geometry"]))
    return rows


def _parents(code: str, municipalities: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The municipalities that a unit belonged to in turn; the last digit of a code counts changes.

    The units of a merged municipality keep their codes here: the source knows no later ones.
    """
    heir = MERGED.get(code)
    return [m for m in municipalities if m["atvk"][:6] == code[:6] or m["atvk"] == heir]


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


def places(folder: Path) -> list[PlaceRow]:
    index = TerritoryIndex([as_shape(row) for row in territories(folder)])
    today = date(2026, 1, 1)
    units = {f["properties"]["atvk"]: f["properties"]["name"] for f in read(folder, "units")}
    towns = {
        f["properties"]["atvk"] for f in read(folder, "units") if f["properties"]["type"] in (1, 6)
    }
    rows = []
    settlements = json.loads(gzip.decompress((folder / "places.json.gz").read_bytes()))
    for place in settlements:
        found = index.at(place["lat"], place["lon"], today)
        if found is not None:
            own_town = place["unit"] in towns and fold(units[place["unit"]]) == fold(place["name"])
            people = place["population"] or (TOWN_PEOPLE if own_town else None)
            name = _latvian_name(place["name"], (units.get(place["unit"]), found.name))
            spot = (place["lat"], place["lon"])
            rows.append(
                PlaceRow(
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
    for feature in read(folder, "services"):
        about = msgspec.convert(feature["properties"], _Service, strict=False)
        lon, lat = feature["geometry"]["coordinates"]
        found = index.at(lat, lon, today)
        kind = "hospital" if about.veids.startswith("slimn") else "station"
        if found is not None:
            rows.append(
                PlaceRow(
                    f"{about.veids}{about.id}", kind, about.nosaukums, about.adrese, lat, lon, None,
                    about.atvk, found.atvk,
                )
            )  # fmt: skip
    return rows


def _latvian_name(name: str, officials: Iterable[str | None]) -> str:
    """With the Latvian letters that the official names of its territory tell.

    `Nikrace` in `Nīkrāces pagasts` is `Nīkrāce`: the letters of the common beginning are taken.
    """
    folded = fold(name)
    if folded in BY_HAND:
        return BY_HAND[folded]
    if folded != name.lower():
        return name
    for official in filter(None, officials):
        common = _common_length(folded, fold(official))
        if common >= max(3, len(name) - ENDING_LETTERS_MAX):
            return official[:common] + name[common:]
    return name


def _common_length(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def as_shape(row: Mapping[str, Any]) -> Shape:
    return Shape(
        row["atvk"],
        row["kind"],
        row["name"],
        row["parent"],
        row["valid_from"],
        row["valid_to"],
        shapely.from_wkb(row["shape"]),
    )


def base_layers(folder: Path, rows: Iterable[PlaceRow]) -> list[Layer]:
    layers = [as_layer(name, read(folder, name)) for name in BASE_LAYERS]
    now = [f for f in read(folder, "municipalities") if f["properties"]["valid_to"] is None]
    layers.append(as_layer("municipalities", now))
    layers.append(as_layer("units", read(folder, "units")))
    towns = [
        feature(
            {"name": row.name, "population": row.population, "rank": _rank(row.population)},
            {"type": "Point", "coordinates": [row.lon, row.lat]},
        )
        for row in rows
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


def feature(properties: Mapping[str, Any], geometry: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def as_layer(name: str, features: Sequence[Mapping[str, Any]]) -> Layer:
    plain = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    return Layer(name, hashlib.sha256(plain).hexdigest()[:24], gzip.compress(plain, mtime=0))


def dry_land(folder: Path) -> dict[str, shapely.Geometry]:
    """Where roads may be modelled: the municipalities of today without the large lakes."""
    lakes = shapely.union_all([shape(f["geometry"]).buffer(0) for f in read(folder, "lakes")])
    return {
        f["properties"]["atvk"]: shapely.difference(shape(f["geometry"]).buffer(0), lakes)
        for f in read(folder, "municipalities")
        if f["properties"]["valid_to"] is None
    }
