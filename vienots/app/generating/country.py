"""The country in which generated events happen: what, how often, where, and who writes it."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from uuid import UUID

from msgspec import Struct

from vienots.app.generating.names import full_name
from vienots.gis.contracts import Settlement
from vienots.kernel.contracts import Actor
from vienots.register.contracts import EventPlace

EVENTS_A_YEAR = 455_000
SPAN_MIN = timedelta(days=60)
"""However few they are, they have a past: most of them are ended."""

TYPES: dict[str, tuple[str, float]] = {
    "order.noise": ("order", 14), "order.drunk": ("order", 12), "order.fight": ("order", 5),
    "order.vandalism": ("order", 4), "order.threats": ("order", 3), "order.intruder": ("order", 2),
    "order.animal": ("order", 2), "order.minors": ("order", 2), "order.weapon": ("order", 0.4),
    "traffic.no_injured": ("traffic", 9), "traffic.parking": ("traffic", 6),
    "traffic.drunk_driver": ("traffic", 3), "traffic.injured": ("traffic", 2),
    "traffic.animal": ("traffic", 1.5), "traffic.pedestrian": ("traffic", 0.7),
    "theft.shop": ("theft", 6), "theft.other": ("theft", 5), "theft.burglary": ("theft", 2),
    "theft.bicycle": ("theft", 2), "theft.vehicle": ("theft", 0.8), "theft.robbery": ("theft", 0.5),
    "family_violence.conflict": ("family_violence", 4),
    "family_violence.assault": ("family_violence", 1.5), "other.assistance": ("other", 4),
    "other.body_found": ("other", 0.6), "other.suicide_threat": ("other", 0.6),
    "other.environment": ("other", 0.8), "other.suspicious_object": ("other", 0.3),
    "rescue.lost_person": ("rescue", 0.8), "fire.grass": ("fire", 0.5),
    "fire.dwelling": ("fire", 0.3),
}  # fmt: skip
"""Code to its group and its share."""
MUNICIPAL = {"order": 0.55, "other": 0.2, "traffic": 0.25}
"""Share of a group that the municipal police register, where there is one."""
AT_PORT = 0.004
STATE_POLICE = "vp"
OFFICERS = {STATE_POLICE: 400}
OFFICERS_ELSEWHERE = 12
# Of a day's events, by the hour: nights are short and evenings long.
_HOURS = (5, 4, 3, 3, 2, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 7, 8, 8, 8, 9, 9, 9, 8, 7)
_DAY_S = 86_400
STREETS = (
    "Brīvības iela", "Rīgas iela", "Lielā iela", "Skolas iela", "Dārza iela", "Parka iela",
    "Upes iela", "Meža iela", "Zemgales prospekts", "Raiņa iela", "Raiņa bulvāris",
    "Kalpaka bulvāris", "Ausekļa iela", "Liepu iela", "Bērzu iela", "Ozolu iela", "Kļavu iela",
    "Jaunā iela", "Vecā iela", "Zaļā iela", "Saules iela", "Ezera iela", "Stacijas iela",
    "Tirgus iela", "Baznīcas iela", "Pils iela", "Krasta iela", "Lāčplēša iela",
    "Kr. Barona iela", "Kr. Valdemāra iela", "Maskavas iela", "Ganību iela", "Kalna iela",
    "Pļavas iela", "Rūpniecības iela", "Ventspils iela", "Jelgavas iela", "Cēsu iela",
    "Daugavpils iela", "Atmodas iela", "Miera iela", "Vienības gatve", "Ulmaņa gatve",
    "Dzirnavu iela", "Avotu iela", "Ziedu iela", "Smilšu iela", "Alejas iela",
)  # fmt: skip
_FARMS = (
    "Kalniņi", "Lejnieki", "Bērziņi", "Ozoli", "Vītoli", "Upmaļi", "Silmači", "Strautiņi",
    "Priedes", "Liepas", "Mežmaļi", "Jaunzemji", "Vecsētas", "Gravas", "Ābelītes", "Rožkalni",
)  # fmt: skip
STREETS_FROM = 1_500
"""People; smaller places have farms with names."""
FLATS_FROM = 6_000


def day_fraction(share: float) -> float:
    """Seconds of the day before which this share of its events has come."""
    place = min(share, 0.999_999) * _HOURS_BEFORE[-1]
    hour = bisect(_HOURS_BEFORE, place)
    before = _HOURS_BEFORE[hour - 1] if hour else 0.0
    return 3_600 * (hour + (place - before) / _HOURS[hour])


_HOURS_BEFORE = [float(sum_) for sum_ in accumulate(_HOURS)]


class Country(Struct, frozen=True):
    seed: int
    events: int
    persons: int
    since: datetime
    until: datetime
    settlements: Sequence[Settlement]
    people_before: Sequence[int]
    """Running sums of their people."""
    municipal: frozenset[str]
    ports: Sequence[str]
    types: Sequence[str]
    weights: Sequence[float]

    @property
    def addresses(self) -> int:
        return max(1_000, self.persons // 4)

    def registered_at(self, number: int) -> datetime:
        """Later numbers are never earlier."""
        days = (self.until - self.since).total_seconds() / _DAY_S
        place = days * number / self.events
        return self.since + timedelta(seconds=int(place) * _DAY_S + day_fraction(place % 1))

    def settlement(self, rng: random.Random) -> Settlement:
        return self.settlements[bisect(self.people_before, rng.randrange(self.people_before[-1]))]

    def institution(self, rng: random.Random, group: str, atvk: str) -> str:
        if self.ports and rng.random() < AT_PORT:
            return rng.choice(self.ports)
        local = f"pp-{atvk}"
        if local in self.municipal and rng.random() < MUNICIPAL.get(group, 0):
            return local
        return STATE_POLICE

    def address(self, number: int) -> EventPlace:
        """The same of a number always."""
        rng = random.Random(self.seed << 42 | 1 << 41 | number)
        return self.place(rng, self.settlement(rng), lives_there=True)

    def place(self, rng: random.Random, town: Settlement, *, lives_there: bool) -> EventPlace:
        if town.people < STREETS_FROM:
            text = f"“{rng.choice(_FARMS)}”, {town.name}"
        else:
            # A few streets are long and busy, most are short.
            street = STREETS[int(len(STREETS) * rng.random() ** 1.7)]
            house = 1 + int(160 * rng.random() ** 1.6)
            flat = lives_there and town.people >= FLATS_FROM and rng.random() < 0.8
            text = f"{street} {house}{f'-{rng.randint(1, 60)}' if flat else ''}, {town.name}"
        spread = 0.004 + min(0.05, town.people / 10_000_000)
        return EventPlace(
            address=text,
            atvk=town.atvk,
            lat=round(rng.gauss(town.lat, spread), 5),
            lon=round(rng.gauss(town.lon, 1.8 * spread), 5),
            accuracy_m=30,
        )


def span_of(events: int, until: datetime, earliest: datetime) -> datetime:
    """When the first of so many happened: the country's own rate, as far as its map goes back."""
    span = max(SPAN_MIN, timedelta(days=365 * events / EVENTS_A_YEAR))
    return max(earliest, until - span)


def officer_of(seed: int, institution: str, rng: random.Random) -> tuple[Actor, Actor]:
    """Who writes it, and a colleague who looks at its ending."""
    count = OFFICERS.get(institution, OFFICERS_ELSEWHERE)
    place = int(count * rng.random() ** 1.5)
    return _officer(seed, institution, place), _officer(seed, institution, (place + 1) % count)


@lru_cache(maxsize=4_096)
def _officer(seed: int, institution: str, place: int) -> Actor:
    rng = random.Random(f"{seed}/{institution}/{place}")
    given, surname = full_name(rng)
    person_id = UUID(int=rng.getrandbits(128), version=4)
    return Actor(
        f"person:{person_id}", f"{given} {surname}", institution, frozenset(), trained=True
    )
