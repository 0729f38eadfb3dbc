"""Who may be one person is proposed with reasons; people judge, and take their judgement back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.index.builders import SEARCH, found, indexed
from tests.people import AIVARS, DACE
from tests.register.builders import a_person
from vienots.identity.errors import RightMissing, TrainingMissing
from vienots.index import actions
from vienots.index.contracts import Identity, Merge, NewMerge, Undo
from vienots.index.domain.same import PROPOSED_FROM, facts_of, judge
from vienots.index.errors import AlreadyOne, MergeNotFound, MergeUndone, ThingNotFound
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

UNKNOWN = UUID("00000000-0000-7000-8000-00000000dace")
BORN = date(1984, 3, 12)
HOME = "liela 18 jelgava"
HIDDEN = ["pp-0054000", "vp"]
JELGAVA = Actor(
    AIVARS.id, AIVARS.name, AIVARS.institution, AIVARS.rights | {"index.merge"}, trained=True
)


def andris(**changes: Any) -> Any:
    return a_person(**({"name": "Andris", "surname": "Zariņš"} | changes))


async def id_of(db: Db, person: Any, now: datetime, seen_by: Any = ("pp-0003000", "vp")) -> int:
    """The row of this person after an event with him."""
    event_id = await indexed(db, persons=[person], seen_by=seen_by)
    hits = await found(db, f"{person.name} {person.surname}", now, kind="person")
    [own] = [hit for hit in hits if event_id in {event.id for event in hit.events}]
    assert own.id is not None
    return own.id


async def identity(db: Db, person_id: int, now: datetime, actor: Actor = DACE) -> Identity:
    return await actions.read_identity(db, actor, person_id, SEARCH, now)


async def merged(db: Db, one: int, other: int, now: datetime, actor: Actor = DACE) -> Merge:
    new = NewMerge(one, other, "pases dati sakrīt")
    return await actions.merge_persons(db, actor, new, now)


async def rows(db: Db, now: datetime) -> list[tuple[int, int]]:
    hits = await found(db, "Andris Zariņš", now, kind="person")
    return sorted((hit.event_count, hit.merged) for hit in hits)


def facts(name: str, **known: Any) -> Any:
    given = {"codes": [], "births": [], "phones": [], "addresses": []} | known
    return facts_of([name], given["codes"], given["births"], given["phones"], given["addresses"])


@pytest.mark.parametrize(
    ("other", "known", "reasons"),
    [
        ("Andris Zariņš", {"births": [BORN]}, ["name", "birth_date"]),
        ("Андрис Заринш", {"births": [BORN]}, ["name", "birth_date"]),
        ("ZARINS ANDRIS", {"phones": ["+37120000512"]}, ["name", "phone"]),
        ("Andirs Zarims", {"births": [BORN]}, ["name_alike", "birth_date"]),
        ("Andris Zariņš", {"addresses": [HOME]}, ["name", "address"]),
        (
            "Andris Zariņš",
            {"births": [date(1984, 12, 3)], "addresses": [HOME]},
            ["name", "birth_near", "address"],
        ),
        (
            "Andris",
            {"births": [BORN], "addresses": [HOME]},
            ["name_alike", "birth_date", "address"],
        ),
        ("Andris Kalniņš", {"births": [BORN], "phones": ["+37120000512"]}, ["birth_date", "phone"]),
        ("Andris Zariņš", {"phones": ["+37120000521"]}, ["name", "phone_near"]),
        (
            "Andris Zariņš",
            {"phones": ["+37120000512"], "addresses": ["liela 18 3 jelgava"]},
            ["name", "phone", "address_near"],
        ),
        ("Andris Zariņš", {}, ["name"]),
    ],
)
def test_a_judgement_has_its_reasons(other: str, known: dict[str, Any], reasons: list[str]) -> None:
    one = facts("Andris Zariņš", births=[BORN], phones=["+37120000512"], addresses=[HOME])

    judged = judge(one, facts(other, **known))

    assert judged is not None
    assert judged.reasons == reasons
    assert (judged.score >= PROPOSED_FROM) == (len(reasons) > 1)


def test_another_code_or_birth_date_speaks_against() -> None:
    known = {"births": [BORN], "phones": ["+37120000512"]}
    one = facts("Andris Zariņš", codes=["120384-10215"], **known)

    alone = judge(one, facts("Andris Zariņš", codes=["161175-19997"]))
    renewed = judge(one, facts("Andris Zariņš", codes=["321175-19997"], **known))
    slipped = judge(one, facts("Andris Zariņš", codes=["120384-10251"]))
    twin = judge(one, facts("Uldis Zariņš", codes=["120384-10417"], **known))
    older = judge(one, facts("Andris Zariņš", births=[date(1990, 1, 1)]))

    assert alone is not None
    assert (alone.against, alone.score >= PROPOSED_FROM) == (["other_code"], False)
    assert renewed is not None
    assert (renewed.against, renewed.score >= PROPOSED_FROM) == (["other_code"], True)
    assert slipped is not None
    assert (slipped.reasons, slipped.score >= PROPOSED_FROM) == (["name", "code_near"], True)
    assert twin is None
    assert older is not None
    assert (older.against, older.score >= PROPOSED_FROM) == (["other_birth_date"], False)


def test_another_name_needs_a_birth_date_and_one_thing_more() -> None:
    one = facts("Andris Zariņš", births=[BORN], phones=["+37120000512"], addresses=[HOME])

    born = judge(one, facts("Andris Kalniņš", births=[BORN]))
    family = judge(one, facts("Ilze Zariņa", phones=["+37120000512"], addresses=[HOME]))
    renamed = judge(one, facts("Andris Kalniņš", births=[BORN], addresses=[HOME]))

    assert born is not None
    assert family is not None
    assert max(born.score, family.score) < PROPOSED_FROM
    assert renamed is not None
    assert renamed.score >= PROPOSED_FROM
    assert renamed.against == ["other_name"]


async def test_who_may_be_the_same_is_proposed_likeliest_first(db: Db, now: datetime) -> None:
    coded = await id_of(db, andris(personal_code="120384-10215", birth_on=BORN), now)
    born = await id_of(db, andris(surname="Zarinsh", birth_on=BORN), now)
    phoned = await id_of(db, andris(phone="20000512", address="Lielā iela 18, Jelgava"), now)
    await id_of(db, andris(birth_on=date(1990, 1, 1), phone="20000999"), now)
    both = await id_of(db, andris(birth_on=BORN, personal_code="120384-10215"), now)
    assert both == coded

    of_coded = await identity(db, coded, now)
    of_phoned = await identity(db, phoned, now)

    [proposal] = of_coded.proposals
    assert (proposal.other.id, proposal.reasons) == (born, ["name", "birth_date"])
    assert of_coded.person.event_count == 2
    assert of_phoned.proposals == []


async def test_what_may_not_be_seen_is_not_proposed(db: Db, now: datetime) -> None:
    seen = await id_of(db, andris(birth_on=BORN, personal_code="120384-10215"), now)
    hidden = await id_of(db, andris(birth_on=BORN), now, HIDDEN)

    assert [p.other.id for p in (await identity(db, seen, now)).proposals] == [hidden]
    assert (await identity(db, seen, now, AIVARS)).proposals == []
    for actor, person_id in ((AIVARS, hidden), (DACE, 2**60), (DACE, 999_999)):
        with pytest.raises(ThingNotFound):
            await identity(db, person_id, now, actor)
    with pytest.raises(ThingNotFound):
        await merged(db, seen, hidden, now, JELGAVA)


async def test_merged_persons_are_one_row_until_it_is_undone(db: Db, now: datetime) -> None:
    one = await id_of(db, andris(birth_on=BORN), now)
    other = await id_of(db, andris(phone="20000512"), now)
    assert await rows(db, now) == [(1, 1), (1, 1)]

    merge = await merged(db, one, other, now)
    together = await rows(db, now)
    standing = (await identity(db, other, now)).merges
    undone = await actions.undo_merge(db, DACE, merge.id, Undo("kļūda"), now)

    assert together == [(2, 2)]
    assert [found.id for found in standing] == [merge.id]
    assert (merge.by_name, merge.reasons) == (DACE.name, ["name"])
    assert (undone.undone_by, undone.undone_reason) == (DACE.name, "kļūda")
    assert await rows(db, now) == [(1, 1), (1, 1)]
    assert (await identity(db, one, now)).merges == []


async def test_judgements_are_undone_in_any_order(db: Db, now: datetime) -> None:
    a = await id_of(db, andris(birth_on=BORN), now)
    b = await id_of(db, andris(phone="20000512"), now)
    c = await id_of(db, andris(phone="20000513"), now)
    first, second = await merged(db, a, b, now), await merged(db, b, c, now)
    assert await rows(db, now) == [(3, 3)]

    await actions.undo_merge(db, DACE, first.id, Undo("kļūda"), now)
    after_first = await rows(db, now)
    await actions.undo_merge(db, DACE, second.id, Undo("kļūda"), now)

    assert after_first == [(1, 1), (2, 2)]
    assert await rows(db, now) == [(1, 1), (1, 1), (1, 1)]
    assert (await merged(db, a, b, now)).undone_at is None


async def test_what_is_one_already_or_undone_already_is_refused(db: Db, now: datetime) -> None:
    one = await id_of(db, andris(birth_on=BORN), now)
    other = await id_of(db, andris(phone="20000512"), now)
    merge = await merged(db, other, one, now)

    with pytest.raises(AlreadyOne):
        await merged(db, one, other, now)
    with pytest.raises(AlreadyOne):
        await merged(db, one, one, now)
    await actions.undo_merge(db, DACE, merge.id, Undo("kļūda"), now)
    with pytest.raises(MergeUndone):
        await actions.undo_merge(db, DACE, merge.id, Undo("kļūda"), now)
    with pytest.raises(MergeNotFound):
        await actions.undo_merge(db, DACE, UNKNOWN, Undo("kļūda"), now)
    with pytest.raises(RightMissing):
        await merged(db, one, other, now, AIVARS)
    with pytest.raises(TrainingMissing):
        await merged(db, one, other, now, msgspec.structs.replace(DACE, trained=False))


async def test_judgements_and_looks_are_in_the_journal(db: Db, now: datetime) -> None:
    one = await id_of(db, andris(birth_on=BORN), now)
    other = await id_of(db, andris(phone="20000512"), now)
    await identity(db, one, now)
    merge = await merged(db, one, other, now)
    await actions.undo_merge(db, DACE, merge.id, Undo("kļūda"), now)

    cursor = await db.execute(
        "SELECT topic, kind FROM kernel.journal WHERE topic LIKE 'index.%%'"
        " AND topic <> 'index.searched' ORDER BY id"
    )
    assert await cursor.fetchall() == [
        ("index.identity_read", "read"),
        ("index.persons_merged", "change"),
        ("index.merge_taken_back", "change"),
    ]
