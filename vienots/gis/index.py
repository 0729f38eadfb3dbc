"""Everything of the map that requests ask for, in memory: one object, made at the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from vienots.gis.contracts import Place, Route, Territory, TravelTime
from vienots.gis.domain.coordinates import read_coordinates
from vienots.gis.domain.places import Hit, PlaceIndex, house_position
from vienots.gis.domain.roads import RoadNet, line_route, line_times
from vienots.gis.domain.territories import TerritoryIndex

STREET_ACCURACY_M = 300
HOUSE_ACCURACY_M = 30
SETTLEMENT_ACCURACY_M = 1_000


class Layer(Struct, frozen=True):
    name: str
    etag: str
    content: bytes


class GisIndex:
    """Territories, places, roads and layers."""

    def __init__(
        self,
        territories: TerritoryIndex,
        places: PlaceIndex,
        roads: RoadNet | None,
        layers: Mapping[str, Layer],
        today: date,
    ) -> None:
        self._territories = territories
        self._places = places
        self._roads = roads
        self._layers = dict(layers)
        self._today = today

    @property
    def loaded(self) -> bool:
        return self._territories.count > 0

    @property
    def modelled_roads(self) -> bool:
        return self._roads is None or self._roads.modelled

    def territory_at(self, lat: float, lon: float, on: date | None = None) -> Territory | None:
        """None outside the country."""
        return self._territories.at(lat, lon, on or self._today)

    def find_places(
        self, text: str, near: tuple[float, float] | None = None, limit: int = 8
    ) -> list[Place]:
        spot = read_coordinates(text)
        if spot is not None:
            return self._at_coordinates(*spot)
        return [self._as_place(hit) for hit in self._places.find(text, near, limit)]

    def _at_coordinates(self, lat: float, lon: float) -> list[Place]:
        territory = self.territory_at(lat, lon)
        if territory is None:
            return []
        line = f"{lat:.5f}, {lon:.5f}"
        return [
            Place(
                line,
                "coordinates",
                line,
                lat,
                lon,
                10,
                territory.atvk,
                territory.name,
                False,
                "exact",
            )
        ]

    @staticmethod
    def _as_place(hit: Hit) -> Place:
        thing = hit.thing
        kind, name, lat, lon = thing.kind, thing.line, thing.lat, thing.lon
        accuracy = SETTLEMENT_ACCURACY_M if kind == "settlement" else 20
        if thing.end is not None:
            lat, lon = (lat + thing.end[0]) / 2, (lon + thing.end[1]) / 2
            accuracy = STREET_ACCURACY_M
            if hit.house is not None:
                kind, accuracy = "address", HOUSE_ACCURACY_M
                lat, lon = house_position(thing, hit.house)
                name = f"{thing.name} {hit.house}{thing.line.removeprefix(thing.name)}"
        return Place(
            f"{thing.id}:{hit.house}" if hit.house else thing.id,
            kind,
            name,
            lat,
            lon,
            accuracy,
            thing.atvk,
            thing.municipality,
            thing.end is not None,
            hit.why,
        )

    def travel_times(
        self,
        lat: float,
        lon: float,
        starts: Sequence[tuple[float, float]],
        limit_s: float | None = None,
    ) -> list[TravelTime]:
        """From each start (lat, lon) to the place; straight lines where no net is loaded."""
        if self._roads is None:
            return line_times(starts, (lat, lon))
        if limit_s is None:
            return self._roads.travel_times(lat, lon, starts)
        return self._roads.travel_times(lat, lon, starts, limit_s)

    def route(self, start: tuple[float, float], end: tuple[float, float]) -> Route:
        if self._roads is None:
            return line_route(start, end)
        return self._roads.route(start, end)

    def layer(self, name: str) -> Layer | None:
        return self._layers.get(name)
