"""Queries that fill the index."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct, convert

from vienots.index.domain.mentions import Mention
from vienots.index.domain.normal import stem_of
from vienots.index.domain.words import NAME, PLACE, Word, hashes_of, join_keys
from vienots.kernel.db import (
    Db,
    copy_rows,
    execute,
    execute_many,
    fetch_all,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)
from vienots.register.contracts import WholeEvent

queries = load_queries("vienots.index")

TokenIds = Mapping[tuple[str, str], int]


class _Thing(Struct, frozen=True):
    id: int
    kind: str
    key: str
    added: bool


class _Token(Struct, frozen=True):
    id: int
    scope: str
    token: str
    added: bool


class _Name(Struct, frozen=True):
    id: int
    key: str
    added: bool


class KeptToken(Struct, frozen=True):
    id: int
    scope: str
    token: str


class _Id(Struct, frozen=True):
    id: UUID


class _Told(Struct, frozen=True):
    """What an event said of a thing: said otherwise, it is news."""

    thing_id: int
    role: str | None
    label: str
    birth_on: date | None
    personal_code: str | None
    phone: str | None


class _Head(Struct, frozen=True):
    readers: list[str]
    type: str
    atvk: str | None
    received_at: datetime


class Change(Struct, frozen=True):
    """What an event brought into the index that was not there before."""

    event_id: UUID
    things: list[int]
    was: _Head | None


async def lock_index(db: Db) -> None:
    await execute(db, queries["lock_index"])


async def get_version(db: Db, event_id: UUID) -> int | None:
    """None where the event is not indexed yet."""
    version: int | None = await fetch_value(db, queries["get_version"], id=event_id)
    return version


async def put_event(
    db: Db, event: WholeEvent, mentions: Sequence[Mention], indexed_at: datetime
) -> Change | None:
    """The event as it is now, in place of what was indexed of it before. None: nothing in it can be
    found that could not be found before."""
    was = await fetch_one_or_none(db, _Head, queries["get_head"], id=event.id)
    row = _event_row(event, indexed_at)
    await execute(db, queries["put_event"], **row)
    before = await fetch_all(db, _Told, queries["delete_mentions"], event_id=event.id)
    told = await _insert_mentions(db, event, mentions) if mentions else []
    if before:
        ids = [one.thing_id for one in before]
        await execute(db, queries["delete_unmentioned"], ids=ids)
    things = sorted(
        {one.thing_id for one in told} - {one.thing_id for one in told if one in before}
    )
    if not things and was is not None and _same_head(was, event):
        return None
    return Change(event.id, things, was)


def _same_head(was: _Head, event: WholeEvent) -> bool:
    content = event.content
    now = set(event.readers), content.type, content.place.atvk, content.received_at
    return (set(was.readers), was.type, was.atvk, was.received_at) == now


async def insert_change(db: Db, change: Change, at: datetime) -> None:
    was = change.was
    await execute(
        db,
        queries["insert_change"],
        event_id=change.event_id,
        at=at,
        things=change.things,
        was_readers=was.readers if was else None,
        was_type=was.type if was else None,
        was_atvk=was.atvk if was else None,
        was_received_at=was.received_at if was else None,
    )


def _event_row(event: WholeEvent, indexed_at: datetime) -> dict[str, object]:
    content = event.content
    return {
        "id": event.id,
        "version": event.version,
        "number": event.number,
        "numbers": " ".join(part for part in (*event.numbers, event.card_number) if part).upper(),
        "institution": event.institution,
        "readers": event.readers,
        "type": content.type,
        "status": content.status,
        "received_at": content.received_at,
        "address": content.place.address,
        "atvk": content.place.atvk,
        "indexed_at": indexed_at,
    }


async def copy_events(
    db: Db, events: Sequence[tuple[WholeEvent, Sequence[Mention]]], indexed_at: datetime
) -> None:
    """Many events that are not in the index yet, at once."""
    rows = (_event_row(event, indexed_at) for event, _ in events)
    await copy_rows(db, queries["copy_event"], rows)
    every = [mention for _, mentions in events for mention in mentions]
    ids = await _put_parts(db, every)
    told = (row for event, mentions in events for row in _mention_rows(event, mentions, ids))
    await copy_rows(db, queries["copy_mention"], told)
    new = {row["thing_id"]: row for row in _address_rows(every, ids)}
    await copy_rows(
        db, queries["copy_address"], (row for id_, row in new.items() if id_ in ids.added)
    )


class _Ids(Struct, frozen=True):
    """Of everything that mentions are made of."""

    things: Mapping[tuple[str, str], int]
    tokens: TokenIds
    names: Mapping[str, int]
    added: frozenset[int]
    """Things that nothing mentioned before."""


async def _put_parts(db: Db, mentions: Sequence[Mention]) -> _Ids:
    things = await _put_things(db, mentions)
    tokens = await put_words(
        db,
        [(NAME, word) for mention in mentions for word in mention.names]
        + [(PLACE, word) for mention in mentions for word in mention.places],
    )
    names = await _put_names(db, mentions, tokens)
    added = frozenset(thing.id for thing in things if thing.added)
    return _Ids({(thing.kind, thing.key): thing.id for thing in things}, tokens, names, added)


async def _insert_mentions(db: Db, event: WholeEvent, mentions: Sequence[Mention]) -> list[_Told]:
    ids = await _put_parts(db, mentions)
    rows = _mention_rows(event, mentions, ids)
    await execute_many(db, queries["insert_mention"], rows)
    addresses = _address_rows(mentions, ids)
    if addresses:
        await execute_many(db, queries["put_address"], addresses)
    return [convert({name: row[name] for name in _Told.__struct_fields__}, _Told) for row in rows]


def _mention_rows(
    event: WholeEvent, mentions: Sequence[Mention], ids: _Ids
) -> list[dict[str, object]]:
    return [
        {
            "event_id": event.id,
            "ref": mention.ref,
            "thing_id": ids.things[mention.kind, mention.key],
            "kind": mention.kind,
            "owner_ref": mention.owner_ref,
            "role": mention.role,
            "label": mention.label,
            "detail": mention.detail,
            "name_id": ids.names.get(join_keys(mention.names)),
            "birth_on": mention.birth_on,
            "personal_code": mention.personal_code,
            "phone": mention.phone,
            "received_at": event.content.received_at,
        }
        for mention in mentions
    ]


def _address_rows(mentions: Sequence[Mention], ids: _Ids) -> list[dict[str, object]]:
    return [
        {
            "thing_id": ids.things[mention.kind, mention.key],
            "tokens": [ids.tokens[PLACE, word.key] for word in mention.places],
        }
        for mention in mentions
        if mention.places
    ]


async def _put_things(db: Db, mentions: Sequence[Mention]) -> list[_Thing]:
    return await fetch_all(
        db,
        _Thing,
        queries["put_things"],
        kinds=[mention.kind for mention in mentions],
        keys=[mention.key for mention in mentions],
    )


async def put_words(db: Db, words: Sequence[tuple[str, Word]]) -> dict[tuple[str, str], int]:
    """Ids of the words; new ones come in with all their forms."""
    if not words:
        return {}
    by_key = {(scope, word.key): word for scope, word in words}
    found = await fetch_all(
        db,
        _Token,
        queries["put_tokens"],
        scopes=[scope for scope, _ in by_key],
        tokens=[word.key for word in by_key.values()],
        stems=[word.stem for word in by_key.values()],
    )
    added = [(token.id, token.scope, by_key[token.scope, token.token]) for token in found
             if token.added]  # fmt: skip
    await _insert_deletions(db, added)
    return {(token.scope, token.token): token.id for token in found}


async def _insert_deletions(db: Db, words: Sequence[tuple[int, str, Word]]) -> None:
    pairs = [(form, id_) for id_, scope, word in words for form in hashes_of(scope, word)]
    if pairs:
        hashes, token_ids = zip(*pairs, strict=True)
        await execute(
            db, queries["insert_deletions"], hashes=list(hashes), token_ids=list(token_ids)
        )


async def _put_names(db: Db, mentions: Sequence[Mention], tokens: TokenIds) -> dict[str, int]:
    by_key = {join_keys(mention.names): mention.names for mention in mentions if mention.names}
    if not by_key:
        return {}
    found = await fetch_all(db, _Name, queries["put_names"], keys=list(by_key))
    pairs = [
        (one, other, name.id)
        for name in found
        if name.added
        for one, other in pairs_of([tokens[NAME, word.key] for word in by_key[name.key]])
    ]
    if pairs:
        ones, others, ids = zip(*pairs, strict=True)
        await execute(
            db,
            queries["insert_name_pairs"],
            token_ids=list(ones),
            other_ids=list(others),
            name_ids=list(ids),
        )
    return {name.key: name.id for name in found}


NO_OTHER = 0


def pairs_of(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Every word of a name with every other of it; a name of one word stands with none."""
    if len(ids) == 1:
        return [(ids[0], NO_OTHER)]
    return [(one, other) for i, one in enumerate(ids) for j, other in enumerate(ids) if i != j]


# ---- building anew -------------------------------------------------------------------------------


async def list_event_ids(db: Db, after: UUID | None, limit: int) -> list[UUID]:
    found = await fetch_all(db, _Id, queries["list_event_ids"], after=after, limit=limit)
    return [row.id for row in found]


async def delete_events(db: Db, ids: Collection[UUID]) -> None:
    await execute(db, queries["delete_events"], ids=list(ids))


async def renew_tokens(db: Db, after: int, limit: int) -> int | None:
    """Stems and forms by today's rules; the last id, None at the end."""
    kept = await fetch_all(db, KeptToken, queries["list_tokens"], after=after, limit=limit)
    if not kept:
        return None
    words = [(token.id, token.scope, _kept_word(token)) for token in kept]
    ids = [token.id for token in kept]
    await execute(db, queries["delete_deletions"], token_ids=ids)
    await execute(
        db, queries["set_stems"], token_ids=ids, stems=[word.stem for _, _, word in words]
    )
    await _insert_deletions(db, words)
    return ids[-1]


def _kept_word(token: KeptToken) -> Word:
    number = any(char.isdigit() for char in token.token)
    return Word(token.token, token.token, token.token if number else stem_of(token.token))


async def delete_unused(db: Db) -> None:
    """Names, words and things that stand in no event any more."""
    for name in ("delete_unused_names", "delete_unused_things", "delete_unused_tokens"):
        await execute(db, queries[name])
