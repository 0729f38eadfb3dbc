"""Finding a place as people say it: any word order, no diacritics, endings, a typing error.

Everything is in memory: for each word the things that carry it, in arrays; the words' stems; and
for each stem the forms that one typing error makes of it (symmetric deletes).
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

FUZZY_FROM = 4
"""Shorter words are not guessed at: almost any letter makes another word of them."""
ALWAYS_FUZZY_FROM = 6
"""Shorter ones only where nothing else fits: too many true words differ in one letter."""
WORDS_MAX = 12
EXACT, STEM, DEFINITE, FUZZY = 1.0, 0.92, 0.8, 0.55
PREFIX, PREFIX_GAIN = 0.55, 0.25
OWN, TOWN, MUNICIPALITY = 1.0, 0.95, 0.8
"""A word of the thing's own name says more than one of where it lies."""
KNOWN = 0.04
"""For each ten times more people."""
SETTLEMENT, HOUSE = 0.12, 0.2
UNSAID, UNSAID_MAX = 0.05, 5
"""For each word of the own name that nobody said."""
NEAR, NEAR_KM = 0.3, 12.0
_WORD = re.compile(r"[^\W_]+")
_POSTCODE = re.compile(r"\blv[- ]?\d{4}\b")
_HOUSE = re.compile(
    r"(?<![\w./-])(?P<number>\d{1,3}[a-z]?(?:/\d{1,3}[a-z]?)?)"
    r"(?:\s*k(?:orp(?:uss)?)?[-.\s]*(?P<block>\d{1,2}))?"
    r"(?:\s*-\s*\d{1,4})?(?![\w/]|\.\s*(?!nam|maj)\w)"
)
# Words that say what kind of thing it is; they never decide alone.
_KINDS = frozenset(
    {"iela", "ielas", "nov", "pag", "pils", "novads", "novada", "pagasts", "pagasta"}
    | {"lv", "pie", "latvija", "gatve", "prospekts", "pr", "bulvaris", "bulv", "nams", "maja"}
)
_ENDINGS = (
    "iem", "ais", "as", "es", "is", "us", "am", "em", "im", "ai", "ei", "os", "ie", "s", "a", "e",
    "i", "u", "o",
)  # fmt: skip
# Of adjectives: `lielajā` is `lielā`. Tried apart, for `Liepāja` is no `liep-`.
_DEFINITE = re.compile(r"(?<=\w{3})aj(?:ai|am|as|os|iem|a|o|u)$")


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
    """Power of ten of its people: the better known of two alike comes first."""
    end: tuple[float, float] | None = None
    """Far end of a modelled street, for house numbers."""


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
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _deletes(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


class Question(Struct, frozen=True):
    words: list[str]
    house: str | None

    @staticmethod
    def read(text: str) -> Question:
        folded = _POSTCODE.sub(" ", fold(text))
        found = _HOUSE.search(folded)
        house = None
        if found is not None:
            block = f" k-{found['block']}" if found["block"] else ""
            house = f"{found['number'].upper()}{block}"
            folded = f"{folded[: found.start()]} {folded[found.end() :]}"
        words = _WORD.findall(folded)
        telling = [word for word in words if word not in _KINDS]
        return Question((telling or words)[:WORDS_MAX], house)


class PlaceIndex:
    """Built once; searched from memory."""

    def __init__(self, things: Sequence[Named]) -> None:
        self._things = list(things)
        read = cache(words_of)
        self._own_words = [read(thing.name) for thing in self._things]
        carried = _carried_words(self._things, self._own_words)
        self._words = sorted(carried)
        self._number = {word: n for n, word in enumerate(self._words)}
        counts = [len(carried[word]) for word in self._words]
        # The things of word n stand at [first[n] : first[n + 1]]; a prefix is one slice of words.
        self._first = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).tolist()
        flat = [item for word in self._words for item in carried[word].items()]
        self._carriers = np.array([place for place, _ in flat], np.int32)
        self._shares = np.array([share for _, share in flat], np.float32)
        lengths = np.array([len(word) for word in self._words], np.float32)
        self._lengths = np.repeat(lengths, np.array(counts, np.int64))
        self._stems, self._near = self._stems_and_typos()
        self._lat = np.array([thing.lat for thing in self._things])
        self._lon = np.array([thing.lon for thing in self._things])
        self._is_street = np.array([thing.kind == "street" for thing in self._things], bool)
        telling = [sum(word not in _KINDS for word in own) for own in self._own_words]
        self._own_count = np.array(telling, np.float32)
        self._standing = np.array(
            [
                KNOWN * thing.weight + (SETTLEMENT if thing.kind == "settlement" else 0.0)
                for thing in self._things
            ],
            np.float64,
        )

    def _stems_and_typos(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        stems: defaultdict[str, list[int]] = defaultdict(list)
        near: defaultdict[str, list[int]] = defaultdict(list)
        for n, word in enumerate(self._words):
            stems[stem(word)].append(n)
            if len(word) >= FUZZY_FROM:
                for form in set(_deletes(stem(word))):
                    near[form].append(n)
        return dict(stems), dict(near)

    def find(self, text: str, near: tuple[float, float] | None = None, limit: int = 8) -> list[Hit]:
        """Best first. A house number counts for streets only."""
        question = Question.read(text)
        if not question.words or not self._things:
            return []
        matches = np.stack([self._match(word) for word in question.words])
        said = (matches > 0).sum(axis=0)
        wanted = len(question.words)
        best = int(said.max())
        if best == 0:
            return []
        # Some of several words may be unknown to us: a shop, a landmark, a person's name.
        needed = min(best, wanted - 1) if wanted > 2 else best
        chosen = np.flatnonzero(said >= needed)
        scores = matches[:, chosen].sum(axis=0) / wanted + self._standing[chosen]
        scores -= UNSAID * np.clip(self._own_count[chosen] - wanted, 0, UNSAID_MAX)
        if question.house is not None:
            scores += HOUSE * self._is_street[chosen]
        if near is not None:
            scores += self._nearness(chosen, near)
        if len(chosen) > limit:
            first = np.argpartition(-scores, limit)[:limit]
            chosen, scores = chosen[first], scores[first]
        hits = [
            self._hit(place, score, question)
            for place, score in zip(chosen.tolist(), scores.tolist(), strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.thing.line))

    def _nearness(
        self, chosen: npt.NDArray[np.int64], near: tuple[float, float]
    ) -> npt.NDArray[np.float64]:
        north = self._lat[chosen] - near[0]
        east = (self._lon[chosen] - near[1]) * 0.55
        return np.asarray(NEAR / (1 + np.hypot(north, east) * 111 / NEAR_KM), np.float64)

    def _hit(self, place: int, score: float, question: Question) -> Hit:
        thing = self._things[place]
        carried = {*self._own_words[place], *words_of(thing.line), *words_of(thing.municipality)}
        house = question.house if thing.kind == "street" else None
        return Hit(thing, score, _why(question.words, carried), house)

    def _match(self, word: str) -> npt.NDArray[np.float32]:
        """For each thing how well its best word fits; zero where none does."""
        found = np.zeros(len(self._things), np.float32)
        exact = self._number.get(word)
        if exact is not None:
            self._add(found, exact, exact + 1, EXACT)
        for n in self._stems.get(stem(word), ()):
            self._add(found, n, n + 1, STEM)
        for n in self._stems.get(_DEFINITE.sub("", word), ()):
            self._add(found, n, n + 1, DEFINITE)
        if len(word) >= 2:
            start = bisect_left(self._words, word)
            end = bisect_left(self._words, word + "\U0010ffff")
            self._add_prefix(found, start, end, len(word))
        if len(word) >= ALWAYS_FUZZY_FROM or (len(word) >= FUZZY_FROM and not found.any()):
            for n in {n for form in _deletes(stem(word)) for n in self._near.get(form, ())}:
                self._add(found, n, n + 1, FUZZY)
        return found

    def _add(self, found: npt.NDArray[np.float32], start: int, end: int, score: float) -> None:
        part = slice(self._first[start], self._first[end])
        np.maximum.at(found, self._carriers[part], self._shares[part] * np.float32(score))

    def _add_prefix(
        self, found: npt.NDArray[np.float32], start: int, end: int, length: int
    ) -> None:
        part = slice(self._first[start], self._first[end])
        scores = PREFIX + PREFIX_GAIN * np.float32(length) / self._lengths[part]
        np.maximum.at(found, self._carriers[part], self._shares[part] * scores)


def _carried_words(
    things: Sequence[Named], own_words: Sequence[Sequence[str]]
) -> dict[str, dict[int, float]]:
    """For each word who carries it, and how much it says of them."""
    carried: defaultdict[str, dict[int, float]] = defaultdict(dict)
    # Thousands of streets share their town's words.
    read = cache(words_of)
    for place, thing in enumerate(things):
        where = thing.line.removeprefix(thing.name)
        for text_words, share in (
            (read(thing.municipality), MUNICIPALITY),
            (read(where), TOWN if thing.municipality not in where else MUNICIPALITY),
            (read(where.replace(thing.municipality, "")), TOWN),
            (own_words[place], OWN),
        ):
            for word in text_words:
                carried[word][place] = max(share, carried[word].get(place, 0.0))
    return carried


def _why(words: Sequence[str], carried: set[str]) -> str:
    """How the worst of the words fits that fits at all."""
    stems = {stem(word) for word in carried}
    ways = {_way(word, carried, stems) for word in words}
    return next(way for way in ("fuzzy", "prefix", "word", "exact") if way in ways)


def _way(word: str, carried: set[str], stems: set[str]) -> str:
    if word in carried:
        return "exact"
    if stem(word) in stems or _DEFINITE.sub("", word) in stems:
        return "word"
    return "prefix" if any(other.startswith(word) for other in carried) else "fuzzy"


HOUSE_EVERY_M = 12.0
SIDE_M = 15.0
METRES_PER_DEGREE = 111_195.0


def house_position(street: Named, house: str) -> tuple[float, float]:
    """Numbers grow along the street, odd on one side; beyond its end they stay at the end."""
    assert street.end is not None
    number = int("".join(_leading_digits(house)))
    shrink = math.cos(math.radians(street.lat))
    north = (street.end[0] - street.lat) * METRES_PER_DEGREE
    east = (street.end[1] - street.lon) * METRES_PER_DEGREE * shrink
    length = max(1.0, math.hypot(north, east))
    along = min(length, HOUSE_EVERY_M * (number + 1) // 2)
    side = SIDE_M if number % 2 else -SIDE_M
    north_m = (north * along + east * side) / length
    east_m = (east * along - north * side) / length
    return (
        street.lat + north_m / METRES_PER_DEGREE,
        street.lon + east_m / (METRES_PER_DEGREE * shrink),
    )


def _leading_digits(house: str) -> Iterator[str]:
    for letter in house:
        if not letter.isdigit():
            return
        yield letter
