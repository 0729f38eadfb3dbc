"""The demonstration country's stations (open data) and units (modelled, and marked as such)."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

import msgspec
from pyproj import Transformer

from vienots.gis.contracts import Territory
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.resources import store
from vienots.resources.contracts import NewUnit, Station
from vienots.resources.domain import UnitState
from vienots.resources.events import CountryLoaded
from vienots.resources.store import StateRow

LKS_92 = "EPSG:3059"
WGS_84 = "EPSG:4326"
INVENTOR = Actor(
    id="system:demonstration", name="Demonstrācija", institution="iemic", rights=frozenset()
)
POLICE_REGIONS = ("Rīgas", "Vidzemes", "Latgales", "Zemgales", "Kurzemes")
SERVICE_OF_POST = {"pp": "municipal", "op": "port"}


class Territories(Protocol):
    """What stations need of the map."""

    def territory_at(self, lat: float, lon: float) -> Territory | None: ...


class Kind(msgspec.Struct, frozen=True):
    letter: str
    capabilities: list[str]
    crew_norm: int
    crew_min: int
    skills: list[str]


class Vehicle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One place in a station's yard; what is not said is as usual for the kind."""

    kind: str
    crew: int | None = None
    crew_norm: int | None = None
    skills: list[str] | None = None
    capabilities: list[str] | None = None
    state: str = "available"
    note: str | None = None


class OutOfService(msgspec.Struct, frozen=True):
    one_in: int
    note: str


class Model(msgspec.Struct, frozen=True):
    kinds: dict[str, Kind]
    fire_stations: dict[str, list[Vehicle]]
    out_of_service: OutOfService


class Place(msgspec.Struct, frozen=True):
    """A station before the map has said where it lies."""

    code: str
    kind: str
    name: str
    address: str
    institution: str
    region: str | None
    lat: float
    lon: float
    modelled: bool


class Stand(msgspec.Struct, frozen=True):
    """A vehicle, its call sign and the code of its station."""

    call_sign: str
    station: str
    service: str
    vehicle: Vehicle


class Country(msgspec.Struct, frozen=True):
    places: list[Place]
    stands: list[Stand]
    model: Model


async def load_demonstration(db: Db, gis: Territories, at: datetime, seeds: Path) -> int:
    """Add what is missing, change nothing that is there; the number of units that are new."""
    country = read_country(seeds / "resources")
    before = len(await store.list_units(db))
    stations_before = len(await store.list_stations(db))
    await store.upsert_stations(db, [_as_station(gis, place) for place in country.places])
    stations = {station.code: station for station in await store.list_stations(db)}
    units = [
        _as_unit(country.model, stand, stations[stand.station], at) for stand in country.stands
    ]
    await store.insert_units(db, units)
    added = len(await store.list_units(db)) - before
    if added or len(stations) > stations_before:
        event = CountryLoaded(new_id(), len(stations) - stations_before, added)
        await journal.record(db, INVENTOR, event, audience=journal.NOBODY, at=at)
    return added


def read_country(folder: Path) -> Country:
    model = msgspec.json.decode((folder / "model.json").read_bytes(), type=Model)
    to_wgs = Transformer.from_crs(LKS_92, WGS_84, always_xy=True)
    fire = _rows(folder / "fire_crews.csv")
    police = _rows(folder / "police_crews.csv")
    posts = _rows(folder / "posts.csv")
    bases = _rows(folder / "medical_bases.csv")
    places = [
        *_fire_stations(_rows(folder / "vugd_depo_lks92.csv"), fire, to_wgs),
        *_police_offices(_rows(folder / "vp_iecirkni_lks92.csv"), police, to_wgs),
        *_posts(posts),
        *_hospitals(_rows(folder / "slimnicas_24h_wgs84.csv")),
        *_bases(bases),
    ]
    stands = [
        *_fire_vehicles(fire, model),
        *_police_crews(police),
        *_post_patrols(posts),
        *_medical_crews(bases),
    ]
    return Country(places, stands, model)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _turn(to_wgs: Transformer, row: Mapping[str, str]) -> tuple[float, float]:
    lon, lat = to_wgs.transform(float(row["x"]), float(row["y"]))
    return round(lat, 6), round(lon, 6)


def _fire_stations(
    rows: Sequence[Mapping[str, str]], crews: Sequence[Mapping[str, str]], to_wgs: Transformer
) -> Iterator[Place]:
    numbers = {row["station"]: int(row["number"]) for row in crews}
    for row in rows:
        lat, lon = _turn(to_wgs, row)
        yield Place(
            f"VUGD-{numbers[row['id']]:02d}",
            "fire_station",
            row["nosaukums"],
            row["adrese"],
            "vugd",
            row["parvalde"],
            lat,
            lon,
            False,
        )


def _police_offices(
    rows: Sequence[Mapping[str, str]], crews: Sequence[Mapping[str, str]], to_wgs: Transformer
) -> Iterator[Place]:
    regions = {row["office"]: POLICE_REGIONS[int(row["region"]) - 1] for row in crews}
    for row in rows:
        lat, lon = _turn(to_wgs, row)
        yield Place(
            f"VP-{row['id']}",
            "police_office",
            row["nosaukums"],
            row["adrese"],
            "vp",
            f"{regions[row['id']]} reģiona pārvalde",
            lat,
            lon,
            False,
        )


def _posts(rows: Sequence[Mapping[str, str]]) -> Iterator[Place]:
    for row in rows:
        kind = "port_post" if row["institution"].startswith("op-") else "municipal_post"
        yield Place(
            row["code"],
            kind,
            row["name"],
            row["town"],
            row["institution"],
            None,
            float(row["lat"]),
            float(row["lon"]),
            True,
        )


def _hospitals(rows: Sequence[Mapping[str, str]]) -> Iterator[Place]:
    for row in rows:
        yield Place(
            f"SL-{int(row['nr']):02d}",
            "hospital",
            row["nosaukums"],
            row["adrese"],
            "nmpd",
            row["regions"],
            float(row["lat"]),
            float(row["lon"]),
            False,
        )


def _bases(rows: Sequence[Mapping[str, str]]) -> Iterator[Place]:
    for row in rows:
        yield Place(
            row["code"],
            "medical_base",
            row["name"],
            row["town"],
            "nmpd",
            None,
            float(row["lat"]),
            float(row["lon"]),
            True,
        )


def _fire_vehicles(rows: Sequence[Mapping[str, str]], model: Model) -> Iterator[Stand]:
    """`R31`: kind, station 3, its first vehicle of the kind."""
    for row in rows:
        extra = [Vehicle(kind) for kind in row["extra"].split()]
        counted: dict[str, int] = {}
        for vehicle in [*model.fire_stations[row["class"]], *extra]:
            counted[vehicle.kind] = counted.get(vehicle.kind, 0) + 1
            letter = model.kinds[vehicle.kind].letter
            call_sign = f"{letter}{row['number']}{counted[vehicle.kind]}"
            yield Stand(call_sign, f"VUGD-{int(row['number']):02d}", "fire", vehicle)


def _police_crews(rows: Sequence[Mapping[str, str]]) -> Iterator[Stand]:
    """`VP204`: region 2, its fourth crew."""
    counted: dict[str, int] = {}
    columns = {
        "patrols": "patrol",
        "traffic": "traffic_patrol",
        "dogs": "dog_patrol",
        "investigation": "investigation",
    }
    for row in rows:
        for column, kind in columns.items():
            for _ in range(int(row[column])):
                region = row["region"]
                counted[region] = counted.get(region, 0) + 1
                call_sign = f"VP{region}{counted[region]:02d}"
                yield Stand(call_sign, f"VP-{row['office']}", "police", Vehicle(kind))


def _post_patrols(rows: Sequence[Mapping[str, str]]) -> Iterator[Stand]:
    counted: dict[str, int] = {}
    for row in rows:
        for _ in range(int(row["patrols"])):
            prefix = row["prefix"]
            counted[prefix] = counted.get(prefix, 0) + 1
            service = SERVICE_OF_POST[row["institution"][:2]]
            call_sign = f"{prefix}{counted[prefix]}"
            yield Stand(call_sign, row["code"], service, Vehicle("patrol"))


def _medical_crews(rows: Sequence[Mapping[str, str]]) -> Iterator[Stand]:
    number = 0
    for row in rows:
        doctors = int(row["doctors"])
        for place in range(int(row["crews"])):
            number += 1
            kind = "intensive" if place < doctors else "ambulance"
            yield Stand(f"M{number}", row["code"], "medical", Vehicle(kind))


def _as_station(gis: Territories, place: Place) -> Station:
    territory = gis.territory_at(place.lat, place.lon)
    assert territory is not None, f"{place.code} lies outside the country"
    return Station(
        id=new_id(), atvk=territory.atvk, **{n: getattr(place, n) for n in place.__struct_fields__}
    )


def _as_unit(
    model: Model, stand: Stand, station: Station, at: datetime
) -> tuple[UUID, NewUnit, StateRow]:
    vehicle, kind = stand.vehicle, model.kinds[stand.vehicle.kind]
    crew_norm = kind.crew_norm if vehicle.crew_norm is None else vehicle.crew_norm
    new = NewUnit(
        call_sign=stand.call_sign,
        institution=station.institution,
        service=stand.service,
        station_id=station.id,
        kind=vehicle.kind,
        capabilities=kind.capabilities if vehicle.capabilities is None else vehicle.capabilities,
        crew=crew_norm if vehicle.crew is None else vehicle.crew,
        crew_norm=crew_norm,
        skills=kind.skills if vehicle.skills is None else vehicle.skills,
        crew_min=kind.crew_min,
        modelled=True,
    )
    if vehicle.state == UnitState.AVAILABLE and _is_in_repair(model, stand.call_sign):
        return new_id(), new, StateRow(str(UnitState.UNAVAILABLE), at, model.out_of_service.note)
    return new_id(), new, StateRow(vehicle.state, at, vehicle.note)


def _is_in_repair(model: Model, call_sign: str) -> bool:
    """The same ones in every demonstration, spread over the country."""
    return zlib.crc32(call_sign.encode()) % model.out_of_service.one_in == 0
