"""Finding a place as people say it: any word order, no diacritics, endings, a typing error.

Everything is in memory: the words of all names, their stems, and for each word the forms that one
typing error makes of it (symmetric deletes).
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct
from pyproj import Transformer

FUZZY_FROM = 4
"""Shorter words are not guessed at: almost any letter makes another word of them."""
CANDIDATES_MAX = 4_000
_WORD = re.compile(r"[^\W_]+(?:-\d+)?")
_HOUSE = re.compile(r"^\d{1,3}[a-z]?(?:[-/]\d{1,3})?$")
# Words that say what kind of thing it is; they never decide alone.
_KINDS = frozenset({"iela", "ielas", "nov", "pag", "novads", "pagasts", "lv", "pie", "latvija"})
_ENDINGS = (
    "ais",
    "as",
    "es",
    "is",
    "us",
    "am",
    "em",
    "im",
    "ai",
    "ei",
    "os",
    "s",
    "a",
    "e",
    "i",
    "u",
    "o",
)


class Named(Struct, frozen=True):
    """Something that can be found by its words."""

    id: str
    kind: str
    name: str
    line: str
    """As it is written on a card."""
    lat: float
    lon: float
    municipality: str
    atvk: str
    weight: float
    """The better known of two alike comes first."""
    end: tuple[float, float] | None = None
    """Far end of a street, for house numbers."""


class Hit(Struct, frozen=True):
    thing: Named
    score: float
    why: str
    house: str | None


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def stem(word: str) -> str:
    """Without its case ending: `jelgava`, `jelgavas` and `jelgavai` are alike."""
    if len(word) > FUZZY_FROM:
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word[: -len(ending)]
    return word


def _deletes(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


class PlaceIndex:
    """Built once; searched from memory."""

    def __init__(self, things: Sequence[Named]) -> None:
        self._things = list(things)
        exact: defaultdict[str, set[int]] = defaultdict(set)
        for place, thing in enumerate(self._things):
            for word in set(words_of(f"{thing.name} {thing.line} {thing.municipality}")):
                exact[word].add(place)
        self._exact = dict(exact)
        self._sorted = sorted(self._exact)
        stems: defaultdict[str, set[str]] = defaultdict(set)
        near: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._exact:
            stems[stem(word)].add(word)
            if len(word) >= FUZZY_FROM:
                for form in _deletes(stem(word)):
                    near[form].add(word)
        self._stems, self._near = dict(stems), dict(near)

    def find(self, text: str, near: tuple[float, float] | None = None, limit: int = 8) -> list[Hit]:
        """Best first. A house number counts for streets only."""
        words = words_of(text)
        house = next((word for word in words if _HOUSE.match(word)), None)
        wanted = [word for word in words if word != house and word not in _KINDS]
        if not wanted:
            wanted = [word for word in words if word != house]
        if not wanted:
            return []
        matches = [
            self._match(word, last=place == len(wanted) - 1) for place, word in enumerate(wanted)
        ]
        scores: defaultdict[int, float] = defaultdict(float)
        reasons: dict[int, set[str]] = defaultdict(set)
        counts: defaultdict[int, int] = defaultdict(int)
        for match in matches:
            for place, (score, why) in match.items():
                scores[place] += score
                counts[place] += 1
                reasons[place].add(why)
        # Of three words or more, one may be unknown to us: a shop, a landmark.
        needed = len(wanted) if len(wanted) < 3 else len(wanted) - 1
        found = [
            self._hit(place, scores[place], reasons[place], house, near, len(wanted))
            for place, count in counts.items()
            if count >= needed
        ]
        found.sort(key=lambda hit: (-hit.score, hit.thing.line))
        return found[:limit]

    def _hit(
        self,
        place: int,
        score: float,
        reasons: set[str],
        house: str | None,
        near: tuple[float, float] | None,
        wanted: int,
    ) -> Hit:
        thing = self._things[place]
        total = score + thing.weight * 0.25
        own = len([word for word in words_of(thing.name) if word not in _KINDS])
        total -= 0.35 * max(0, own - wanted)
        if house is not None and thing.kind == "street":
            total += 1.0
        if near is not None:
            away_km = math.hypot(thing.lat - near[0], (thing.lon - near[1]) * 0.55) * 111
            total += 1.6 / (1 + away_km / 12)
        why = next(w for w in ("fuzzy", "prefix", "word", "exact") if w in reasons)
        return Hit(thing, total, why, house if thing.kind == "street" else None)

    def _match(self, word: str, *, last: bool) -> dict[int, tuple[float, str]]:
        found: dict[int, tuple[float, str]] = {}

        def add(key: str, score: float, why: str) -> None:
            for place in self._exact.get(key, ()):
                if found.get(place, (0.0, ""))[0] < score:
                    found[place] = (score, why)

        add(word, 3.0, "exact")
        for key in self._stems.get(stem(word), ()):
            add(key, 2.7, "word")
        if last and len(word) >= 2:
            for key in self._starting(word):
                add(key, 2.2, "prefix")
        if not found and len(word) >= FUZZY_FROM:
            for form in _deletes(stem(word)):
                for key in self._near.get(form, ()):
                    add(key, 1.6, "fuzzy")
        return found

    def _starting(self, word: str) -> list[str]:
        start = bisect_left(self._sorted, word)
        keys = []
        for key in self._sorted[start : start + CANDIDATES_MAX]:
            if not key.startswith(word):
                break
            keys.append(key)
        return keys


HOUSE_EVERY_M = 12.0


def house_position(street: Named, house: str) -> tuple[float, float]:
    """Numbers grow along the street, odd on one side; beyond its end they stay at the end."""
    number = int(re.match(r"\d+", house)[0])  # type: ignore[index]
    assert street.end is not None
    north = (street.end[0] - street.lat) * 111_195
    east = (street.end[1] - street.lon) * 111_195 * 0.545
    length = max(1.0, math.hypot(north, east))
    share = min(1.0, (number // 2 * 2 * HOUSE_EVERY_M / 2 + HOUSE_EVERY_M) / length)
    side = (15.0 if number % 2 else -15.0) / length
    lat = (
        street.lat
        + (street.end[0] - street.lat) * share
        + (street.end[1] - street.lon) * side * 0.545
    )
    lon = (
        street.lon
        + (street.end[1] - street.lon) * share
        - (street.end[0] - street.lat) * side / 0.545
    )
    return lat, lon


# ---- coordinates in the usual notations ---------------------------------------------------------

_DECIMAL = re.compile(
    r"^\s*([+-]?\d{1,3}[.,]\d+)\s*°?\s*[NZ]?\s*[;,\s]\s*([+-]?\d{1,3}[.,]\d+)\s*°?\s*[EA]?\s*$",
    re.I,
)
_DMS = re.compile(
    r"(\d{1,3})\s*°\s*(\d{1,2})\s*['′]\s*(\d{1,2}(?:[.,]\d+)?)\s*[\"″]?\s*([NSEWZDAR])?", re.I
)
_LKS = re.compile(r"^\s*[NXx]?\s*(\d{6}(?:[.,]\d+)?)\s*[;,\s]\s*[EYy]?\s*(\d{6}(?:[.,]\d+)?)\s*$")
_TO_WGS84 = Transformer.from_crs(3059, 4326, always_xy=True)
EASTING = (300_000, 765_000)
NORTHING = (165_000, 445_000)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def read_coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude; None where the text is no coordinates.

    `56.95, 24.1` · `56,95 24,10` · `56°57'0" 24°6'36"` · LKS-92 `311789 507150` in either order:
    the ranges of northing and easting tell which is which.
    """
    if found := _DECIMAL.match(text):
        lat, lon = _number(found[1]), _number(found[2])
        return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None
    parts = _DMS.findall(text)
    if len(parts) == 2:
        values = [int(d) + int(m) / 60 + _number(s) / 3_600 for d, m, s, _ in parts]
        return (values[0], values[1]) if max(values) <= 90 else None
    if found := _LKS.match(text):
        a, b = _number(found[1]), _number(found[2])
        for northing, easting in ((a, b), (b, a)):
            fits = NORTHING[0] <= northing <= NORTHING[1] and EASTING[0] <= easting <= EASTING[1]
            if fits and not (
                northing > EASTING[0] and easting < NORTHING[1] and northing > easting
            ):
                lon, lat = _TO_WGS84.transform(easting, northing)
                return float(lat), float(lon)
    return None
