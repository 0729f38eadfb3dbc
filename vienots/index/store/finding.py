"""Queries that read the index. Each takes the reader's keys: nothing else is counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from vienots.index.contracts import HitEvent, Kind, SearchFilter
from vienots.index.domain.graph import ToldThing
from vienots.index.domain.query import Birth
from vienots.index.domain.rank import SeenMention
from vienots.index.domain.words import Word, hashes_of
from vienots.kernel.contracts import Keys
from vienots.kernel.db import Db, fetch_all, fetch_value, load_queries

queries = load_queries("vienots.index")

TOKENS_EACH = 100
NAMES_OF_PAIRS_MAX = 400
NAMES_NEAR_MAX = 60
NAMES_LOOKED_AT = 3_000
NAMES_WITH_MAX = 300
PERSONS_MIN, PERSONS_MAX = 300, 600
THINGS_MAX = 60
NOBODY_BORN = date(1, 1, 1)


class FoundToken(Struct, frozen=True):
    word: int
    """Place of the typed word that it meets."""
    id: int
    token: str
    stem: str


class FoundName(Struct, frozen=True):
    id: int
    key: str


class FoundThing(Struct, frozen=True):
    id: int
    kind: Kind
    key: str


class Owner(Struct, frozen=True):
    id: int
    of_id: int
    """The thing that is theirs."""


class _Id(Struct, frozen=True):
    id: int


def narrow(keys: Keys, wanted: SearchFilter) -> dict[str, object]:
    return {
        "keys": list(keys),
        "since": wanted.since,
        "until": wanted.until,
        "atvk": wanted.atvk,
        "type": wanted.type,
        "type_group": None if wanted.type is None else escape_like(wanted.type) + ".%",
    }


Among = Sequence[int] | None
"""Only these things are looked for; None: all."""


def _listed(among: Among) -> list[int] | None:
    return None if among is None else list(among)


def escape_like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


async def find_tokens(db: Db, scope: str, words: Sequence[Word]) -> list[FoundToken]:
    """Known words near to the typed ones; whose event they come from is not told here."""
    if not words:
        return []
    pairs = [(place, form) for place, word in enumerate(words) for form in hashes_of(scope, word)]
    return await fetch_all(
        db,
        FoundToken,
        queries["find_tokens"],
        words=[place for place, _ in pairs],
        hashes=[form for _, form in pairs],
        tokens=[word.key for word in words],
        stems=[word.stem for word in words],
        each=TOKENS_EACH,
    )


async def find_names_of_pairs(db: Db, pairs: Sequence[tuple[int, int]]) -> list[FoundName]:
    if not pairs:
        return []
    return await fetch_all(
        db,
        FoundName,
        queries["find_names_of_pairs"],
        token_ids=[one for one, _ in pairs],
        other_ids=[other for _, other in pairs],
        limit=NAMES_OF_PAIRS_MAX,
    )


async def find_names_near(db: Db, token_ids: Sequence[int], other: Word) -> list[FoundName]:
    """Names that have one of these words and another one like this."""
    if not token_ids:
        return []
    return await fetch_all(
        db,
        FoundName,
        queries["find_names_near"],
        token_ids=list(token_ids),
        stem=other.stem,
        looked_at=NAMES_LOOKED_AT,
        limit=NAMES_NEAR_MAX,
    )


async def find_names_with(
    db: Db, keys: Keys, token_ids: Sequence[int], among: Among
) -> list[FoundName]:
    if not token_ids:
        return []
    return await fetch_all(
        db,
        FoundName,
        queries["find_names_with"],
        keys=list(keys),
        token_ids=list(token_ids),
        among=_listed(among),
        limit=NAMES_WITH_MAX,
    )


async def find_persons_of_names(  # noqa: PLR0913 (what a search is narrowed by)
    db: Db,
    keys: Keys,
    wanted: SearchFilter,
    name_ids: Sequence[int],
    birth: Birth | None,
    among: Among,
) -> list[int]:
    if not name_ids:
        return []
    found = await fetch_all(
        db,
        _Id,
        queries["find_persons_of_names"],
        **narrow(keys, wanted),
        role=wanted.role,
        name_ids=list(name_ids),
        among=_listed(among),
        born_since=birth.since if birth else NOBODY_BORN,
        born_until=birth.until if birth else NOBODY_BORN,
        each=wanted.limit + 1,
        limit=min(PERSONS_MAX, max(PERSONS_MIN, 10 * wanted.limit)),
    )
    return [row.id for row in found]


async def find_things(db: Db, kind: Kind, keys: Sequence[str]) -> list[FoundThing]:
    """Whether anybody may see them is told by their mentions."""
    return await fetch_all(db, FoundThing, queries["find_things"], kind=kind, keys=list(keys))


async def find_things_like(
    db: Db, keys: Keys, kind: Kind, pattern: str, among: Among
) -> list[FoundThing]:
    return await fetch_all(
        db,
        FoundThing,
        queries["find_things_like"],
        keys=list(keys),
        kind=kind,
        pattern=pattern,
        among=_listed(among),
        limit=THINGS_MAX,
    )


GROUPS_MAX = 4


async def find_addresses(
    db: Db, keys: Keys, groups: Sequence[Sequence[int]], among: Among
) -> list[FoundThing]:
    """Addresses with one word of each group; at most four groups."""
    whole = [list(group) for group in groups[:GROUPS_MAX]]
    whole += [whole[0]] * (GROUPS_MAX - len(whole))
    named: Mapping[str, list[int]] = dict(
        zip(("first", "second", "third", "fourth"), whole, strict=True)
    )
    return await fetch_all(
        db,
        FoundThing,
        queries["find_addresses"],
        keys=list(keys),
        among=_listed(among),
        limit=THINGS_MAX,
        **named,
    )


async def find_owners(db: Db, keys: Keys, ids: Sequence[int], among: Among) -> list[Owner]:
    if not ids:
        return []
    return await fetch_all(
        db,
        Owner,
        queries["find_owners"],
        keys=list(keys),
        ids=list(ids),
        among=_listed(among),
        limit=THINGS_MAX,
    )


async def find_events(  # noqa: PLR0913 (what a search is narrowed by)
    db: Db,
    keys: Keys,
    wanted: SearchFilter,
    patterns: Sequence[str],
    limit: int,
    events: Sequence[UUID] | None,
) -> list[HitEvent]:
    return await fetch_all(
        db,
        HitEvent,
        queries["find_events"],
        **narrow(keys, wanted),
        patterns=list(patterns),
        events=None if events is None else list(events),
        limit=limit,
    )


async def list_told(db: Db, keys: Keys, event_ids: Collection[UUID], limit: int) -> list[ToldThing]:
    return await fetch_all(
        db,
        ToldThing,
        queries["list_told"],
        keys=list(keys),
        event_ids=list(event_ids),
        limit=limit,
    )


async def list_events(db: Db, keys: Keys, ids: Collection[UUID]) -> list[HitEvent]:
    return await fetch_all(db, HitEvent, queries["list_events"], keys=list(keys), ids=list(ids))


async def get_kind(db: Db, thing_id: int) -> str | None:
    kind: str | None = await fetch_value(db, queries["get_kind"], id=thing_id)
    return kind


async def list_mentions(
    db: Db, keys: Keys, wanted: SearchFilter, ids: Sequence[int], each: int
) -> list[SeenMention]:
    """So many of each thing, newest first, with those of the identities judged to be the same."""
    if not ids:
        return []
    return await fetch_all(
        db,
        SeenMention,
        queries["list_mentions"],
        **narrow(keys, wanted),
        role=wanted.role,
        ids=list(ids),
        each=each,
    )
