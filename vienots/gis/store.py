"""Every query of this context, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from vienots.gis.index import Layer
from vienots.kernel.db import (
    Db,
    execute,
    execute_many,
    fetch_all,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)

queries = load_queries(__package__)


class TerritoryRow(Struct, frozen=True):
    atvk: str
    kind: str
    name: str
    parent: str | None
    valid_from: date
    valid_to: date | None
    shape: bytes


class PlaceRow(Struct, frozen=True):
    id: str
    kind: str
    name: str
    address: str | None
    lat: float
    lon: float
    population: int | None
    unit_atvk: str | None
    atvk: str


class RoadNetRow(Struct, frozen=True):
    version: int
    source: str
    modelled: bool
    content: bytes


async def upsert_territories(db: Db, rows: Sequence[dict[str, object]]) -> None:
    await execute_many(db, queries["upsert_territory"], rows)


async def list_territories(db: Db) -> list[TerritoryRow]:
    return await fetch_all(db, TerritoryRow, queries["list_territories"])


class TerritoryTerm(Struct, frozen=True):
    atvk: str
    valid_from: date
    valid_to: date | None


async def list_territory_terms(db: Db) -> list[TerritoryTerm]:
    return await fetch_all(db, TerritoryTerm, queries["list_territory_terms"])


async def upsert_places(db: Db, rows: Sequence[dict[str, object]]) -> None:
    await execute_many(db, queries["upsert_place"], rows)


async def list_places(db: Db) -> list[PlaceRow]:
    return await fetch_all(db, PlaceRow, queries["list_places"])


async def insert_road_net(
    db: Db, content: bytes, *, source: str, modelled: bool, nodes: int, edges: int, at: datetime
) -> int:
    found = await fetch_value(
        db,
        queries["insert_road_net"],
        source=source,
        modelled=modelled,
        made_at=at,
        nodes=nodes,
        edges=edges,
        content=content,
    )
    return int(found)


async def newest_road_net(db: Db) -> RoadNetRow | None:
    return await fetch_one_or_none(db, RoadNetRow, queries["newest_road_net"])


async def upsert_layer(db: Db, layer: Layer) -> None:
    await execute(
        db, queries["upsert_layer"], name=layer.name, etag=layer.etag, content=layer.content
    )


async def list_layers(db: Db) -> list[Layer]:
    return await fetch_all(db, Layer, queries["list_layers"])
