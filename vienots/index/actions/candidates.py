"""Which things a text may mean: keys first, then words that are a slip of the finger away."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from msgspec import Struct

from vienots.index.contracts import Kind, SearchFilter
from vienots.index.domain.normal import stem_of
from vienots.index.domain.query import Query
from vienots.index.domain.rank import Owned
from vienots.index.domain.score import APART_MAX, nearness
from vienots.index.domain.words import NAME, PLACE, Word, is_number
from vienots.index.store import finding
from vienots.index.store.finding import Among, FoundName, FoundThing, FoundToken, escape_like
from vienots.kernel.contracts import Keys
from vienots.kernel.db import Db

WORDS_TRIED = 3
PAIRS_MAX = 1_500
NAMES_MAX = 60
SURE_TOKENS_MAX = 5
SLIPS_SURE = 1.5
"""With more slips than this in the best name, names with one unlikely word are looked at, too."""


class Candidates(Struct, frozen=True):
    ids: list[int]
    owned: dict[int, Owned]


class _Near(Struct, frozen=True):
    """A known word near to a typed one."""

    id: int
    slips: int
    finer: float
    word: Word


async def find_candidates(
    db: Db, keys: Keys, query: Query, wanted: SearchFilter, among: Among = None
) -> Candidates:
    """`among`: only these things are wanted; none of them is lost behind a limit."""
    kinds = {wanted.kind} if wanted.kind else {"person", "vehicle", "phone", "address", "mark"}
    ids: list[int] = []
    owned: dict[int, Owned] = {}
    if kinds & {"vehicle", "phone", "mark", "person"}:
        keyed = await _find_keyed(db, keys, query, None)
        if among is not None:
            # A person among them may be found by something of theirs that is not.
            keyed += await _find_keyed(db, keys, query, among)
        ids += [thing.id for thing in keyed if thing.kind in kinds]
        if "person" in kinds:
            of = [thing.id for thing in keyed]
            for owner in await finding.find_owners(db, keys, of, among):
                owned.setdefault(owner.id, Owned(owner.of_id))
            # What a person is found by must be there to tell so.
            ids += [*owned, *(one.thing_id for one in owned.values())]
    if "person" in kinds:
        if query.personal_code:
            coded = await finding.find_things(db, "person", [f"c:{query.personal_code}"])
            ids += [thing.id for thing in coded]
        names = await _find_names(db, keys, query.names, among)
        ids += await finding.find_persons_of_names(db, keys, wanted, names, query.birth, among)
    if "address" in kinds:
        ids += await _find_addresses(db, keys, query.places, among)
    return Candidates(list(dict.fromkeys(ids)), owned)


async def _find_keyed(db: Db, keys: Keys, query: Query, among: Among) -> list[FoundThing]:
    """Vehicles, phones and marks, whole or by a part."""
    found: list[FoundThing] = []
    for plate in query.plates:
        found += await _find_by_part(db, keys, "vehicle", plate, among)
    if query.phone and query.phone_part:
        exact = await finding.find_things(db, "phone", [query.phone])
        found += exact or await _find_by_part(db, keys, "phone", query.phone_part, among)
    for mark in query.marks:
        found += await _find_by_part(db, keys, "mark", mark, among)
    return found


async def _find_by_part(
    db: Db, keys: Keys, kind: Kind, part: str, among: Among
) -> list[FoundThing]:
    if part.isalpha():
        return await finding.find_things(db, kind, [part])
    return await finding.find_things_like(db, keys, kind, f"%{escape_like(part)}%", among)


async def _find_names(db: Db, keys: Keys, typed: Sequence[Word], among: Among) -> list[int]:
    """Names of the dictionary that may have been meant, nearest first."""
    words = sorted(typed, key=lambda word: -len(word.key))[:WORDS_TRIED]
    if not words:
        return []
    near = _by_word(await finding.find_tokens(db, NAME, words), words)
    slips = _Slips(words, near)
    names: list[FoundName] = []
    if len(words) > 1:
        names = await finding.find_names_of_pairs(db, _pairs(near))
        if not names or min(slips.of(name.key) for name in names) > SLIPS_SURE:
            names = [*names, *(await _find_near(db, words, near))]
    if not names:
        sure = [token.id for tokens in near for token in _surest(tokens)]
        names = await finding.find_names_with(db, keys, sure, among)
    ordered = sorted({name.id: slips.of(name.key) for name in names}.items(), key=_by_slips)
    return [name_id for name_id, _ in ordered[:NAMES_MAX]]


def _by_slips(found: tuple[int, float]) -> tuple[float, int]:
    return found[1], found[0]


def _by_word(found: Sequence[FoundToken], words: Sequence[Word]) -> list[list[_Near]]:
    """For each typed word the known ones near to it, nearest first."""
    near: list[list[_Near]] = [[] for _ in words]
    for token in found:
        word = Word(token.token, token.token, token.stem)
        slips, finer = nearness(words[token.word], word)
        if slips <= APART_MAX:
            near[token.word].append(_Near(token.id, slips, finer, word))
    for tokens in near:
        tokens.sort(key=lambda token: (token.finer, token.id))
    return near


def _surest(tokens: Sequence[_Near]) -> list[_Near]:
    return [token for token in tokens if token.slips == tokens[0].slips][:SURE_TOKENS_MAX]


def _pairs(near: Sequence[Sequence[_Near]]) -> list[tuple[int, int]]:
    """Two near words that a name may have both of; few slips together come first."""
    scored = [
        (one.finer + other.finer, one.id, other.id)
        for ones, others in combinations(near, 2)
        for one in ones
        for other in others
        if one.slips + other.slips <= APART_MAX
    ]
    scored.sort()
    return [(one, other) for _, one, other in scored[:PAIRS_MAX]]


async def _find_near(
    db: Db, words: Sequence[Word], near: Sequence[Sequence[_Near]]
) -> list[FoundName]:
    """One word is sure, the other one too far off for the forms of words."""
    found: list[FoundName] = []
    for place, tokens in enumerate(near):
        sure = [token.id for token in _surest(tokens) if token.slips <= SLIPS_SURE]
        other = words[0] if place else words[1]
        found += await finding.find_names_near(db, sure, other)
    return found


class _Slips:
    """Slips between the typed words and a name; what the tokens told already is not measured."""

    def __init__(self, words: Sequence[Word], near: Sequence[Sequence[_Near]]) -> None:
        self._words = words
        self._known: dict[tuple[int, str], float] = {
            (place, token.word.key): token.finer
            for place, tokens in enumerate(near)
            for token in tokens
        }

    def of(self, name_key: str) -> float:
        parts = name_key.split()
        return sum(self._least(place, parts) for place in range(len(self._words)))

    def _least(self, place: int, parts: Sequence[str]) -> float:
        known = [self._known[place, part] for part in parts if (place, part) in self._known]
        if not known:
            for part in parts:
                _, finer = nearness(self._words[place], Word(part, part, stem_of(part)))
                self._known[place, part] = finer
                known.append(finer)
        return min(known)


async def _find_addresses(db: Db, keys: Keys, typed: Sequence[Word], among: Among) -> list[int]:
    """Every group is a typed word with what is near to it; the more telling ones are asked for."""
    if not typed:
        return []
    near = _by_word(await finding.find_tokens(db, PLACE, typed), typed)
    groups = [
        (word, [token.id for token in tokens if token.slips <= 2])
        for word, tokens in zip(typed, near, strict=True)
    ]
    known = [(word, ids) for word, ids in groups if ids]
    if not any(not is_number(word) for word, _ in known):
        return []
    known.sort(key=lambda group: (is_number(group[0]), -len(group[0].key)))
    things = await finding.find_addresses(db, keys, [ids for _, ids in known], among)
    return [thing.id for thing in things]
