"""Asking the registers of the country: while somebody types, and by itself for what was entered.

No register stands between an officer and an entry: what cannot be asked now is said to be
unchecked, and asked later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import Unavailable
from vienots.kernel.follow import Opened
from vienots.kernel.ids import new_id
from vienots.kernel.web import Asking
from vienots.register import asking_store as store
from vienots.register import store as events
from vienots.register.actions.reading import get_seen
from vienots.register.asking_contracts import (
    Asker,
    Check,
    DueCheck,
    Inquiry,
    RegisterQuestion,
    RegisterSaid,
    SourceAnswer,
    Sources,
    SourceStanding,
)
from vienots.register.domain.asking import (
    AskedRule,
    after_failure,
    after_success,
    inquiries_of,
    is_quiet,
    judge,
    key_of,
    next_check,
    rests,
    touches,
)
from vienots.register.events import ChecksRead, EventChecked, RegistersAsked

RULES = "asked_register"
ENTRY = "event_entry"
ASKED_AT_ONCE = 8
LEASE = timedelta(seconds=60)
SAID_MAX = 300
Clock = Callable[[], datetime]


class Outcome(Struct, frozen=True):
    """What came of one inquiry: an answer, or the trouble."""

    answer: SourceAnswer | None
    trouble: str | None = None
    kept_at: datetime | None = None
    """It was answered before, and still counts."""
    rested: bool = False


class Begun(Struct, frozen=True):
    rules: dict[str, AskedRule]
    wanted: list[Inquiry]
    known: list[Outcome | None]


async def ask_registers(
    asking: Asking, sources: Sources, question: RegisterQuestion, purpose: Purpose, clock: Clock
) -> list[RegisterSaid]:
    """What every register that this installation reaches says about somebody or something.

    Written down before it is asked; nothing is held open while registers think.
    """
    async with asking() as (db, actor):
        begun = await begin_asking(db, actor, sources, question, purpose, clock())
    wanted = begun.wanted
    outcomes = await _ask_all(sources, wanted, begun.known)
    at = clock()
    async with asking() as (db, _):
        for inquiry, outcome in zip(wanted, outcomes, strict=True):
            await _learn(db, inquiry, outcome, begun.rules[inquiry.source], at)
    return [
        RegisterSaid(
            inquiry.source,
            "not_checked" if outcome.answer is None else "answered",
            outcome.answer,
            None if outcome.answer is None else outcome.kept_at or at,
        )
        for inquiry, outcome in zip(wanted, outcomes, strict=True)
    ]


async def begin_asking(  # noqa: PLR0913 (who asks whom what, why and when)
    db: Db,
    actor: Actor,
    sources: Sources,
    question: RegisterQuestion,
    purpose: Purpose,
    at: datetime,
) -> Begun:
    """Who is to be asked, and what is known already. From here on the look is written down."""
    require(actor, Right.REGISTER_PERSONS)
    rules = await _rules(db, at)
    wanted = [
        Inquiry(source, question.list, key_of(question.key))
        for source in _reached(rules, sources, purpose)
        if question.list in rules[source].asks
    ]
    asked = RegistersAsked(new_id(), question.key, [one.source for one in wanted])
    await journal.record_read(db, actor, purpose, asked, at=at)
    return Begun(rules, wanted, [await _look_up(db, one, at) for one in wanted])


async def plan_checks(
    db: Db, event_id: UUID, asker: Asker, at: datetime, fields: Collection[str] = ()
) -> None:
    """What an event says now is to be checked; what it says no more is not. `fields`: paths that
    have changed; a name that was put right is judged anew."""
    whole = await events.get_whole(db, event_id)
    if whole is None:
        return
    wanted = inquiries_of(whole.content, await _rules(db, at))
    before = await store.list_check_keys(db, event_id)
    kept = {(one.list, one.ref, one.source): one for one in before}
    for place, check in kept.items():
        if place not in wanted:
            await store.delete_check(db, event_id, check)
    for place, inquiry in wanted.items():
        same = place in kept and kept[place].key == inquiry.key
        if not same or touches(fields, *place[:2]):
            await store.put_check(db, event_id, place[1], inquiry, asker, at)


async def check_due(opened: Opened, sources: Sources, clock: Clock) -> bool:
    """Questions that wait, side by side, each written down in the name of whoever entered what it
    is about. False: none is due."""
    at = clock()
    async with opened() as db:
        rules = await _rules(db, at)
        names = _reached(rules, sources, Purpose(ENTRY, None))
        due = await store.take_checks(db, names, at, at + LEASE, ASKED_AT_ONCE)
        wanted = [Inquiry(one.source, one.list, one.key) for one in due]
        for one in due:
            await _write_down(db, one, at)
        known = [await _look_up(db, one, at) for one in wanted]
    outcomes = await _ask_all(sources, wanted, known)
    for check, inquiry, outcome in zip(due, wanted, outcomes, strict=True):
        async with opened() as db:
            await _learn(db, inquiry, outcome, rules[inquiry.source], clock())
            await _settle(db, check, outcome, clock())
    return bool(due)


async def read_checks(
    db: Db, actor: Actor, sources: Sources, event_id: UUID, purpose: Purpose, at: datetime
) -> list[Check]:
    """How the people and things of an event stand with the registers."""
    require(actor, Right.REGISTER_READ)
    require(actor, Right.REGISTER_PERSONS)
    record = await get_seen(db, actor, event_id)
    checks = await store.list_checks(db, event_id, sources.names)
    refs = sorted({one.ref for one in checks if one.list == "persons"})
    read = ChecksRead(record.id, record.number, refs)
    await journal.record_read(db, actor, purpose, read, at=at)
    return checks


async def list_sources(
    db: Db, actor: Actor, sources: Sources, at: datetime
) -> list[SourceStanding]:
    """How each register fares, and how much waits for it."""
    require(actor, Right.EXCHANGE_READ)
    known = await classifiers.get(db, RULES, at)
    standings = {one.source: one for one in await store.list_standings(db)}
    async with as_house(db):
        waiting = {one.source: one for one in await store.count_waiting_checks(db)}
    return [
        _standing(code, code in sources.names, standings.get(code), waiting.get(code))
        for code in (value.code for value in known.values)
    ]


async def forget_answers(db: Db, at: datetime) -> None:
    """Those that may be kept no longer."""
    await store.forget_answers(db, at)


def _standing(
    source: str,
    configured: bool,
    standing: store.Standing | None,
    waiting: store.Waiting | None,
) -> SourceStanding:
    found = standing or store.Standing(source, None, None, None, None)
    counted = waiting if configured and waiting else store.Waiting(source, 0, None)
    return SourceStanding(
        source,
        configured,
        found.answered_at,
        found.troubled_at,
        found.said,
        found.rests_until,
        counted.waiting,
        counted.oldest_at,
    )


async def _rules(db: Db, at: datetime) -> dict[str, AskedRule]:
    told = await classifiers.get(db, RULES, at)
    return {one.code: msgspec.convert(one.attributes, AskedRule) for one in told.values}


def _reached(rules: dict[str, AskedRule], sources: Sources, purpose: Purpose) -> Collection[str]:
    return [
        source
        for source, rule in rules.items()
        if source in sources.names and (rule.purposes is None or purpose.code in rule.purposes)
    ]


async def _look_up(db: Db, inquiry: Inquiry, at: datetime) -> Outcome | None:
    """An answer that still counts, or that the register rests; None: it is to be asked."""
    async with as_house(db):
        kept = await store.get_answer(db, inquiry, at)
    if kept is not None:
        return Outcome(kept.answer, kept_at=kept.answered_at)
    if rests(await store.get_breaker(db, inquiry.source), at):
        return Outcome(None, rested=True)
    return None


async def _ask_all(
    sources: Sources, wanted: Sequence[Inquiry], known: Sequence[Outcome | None]
) -> list[Outcome]:
    async def ask(inquiry: Inquiry) -> Outcome:
        try:
            return Outcome(await sources.ask(inquiry))
        except Unavailable as error:
            said = " ".join([error.code, *(str(value) for value in error.data.values())])
            return Outcome(None, said[:SAID_MAX])

    async def outcome(inquiry: Inquiry, before: Outcome | None) -> Outcome:
        return before or await ask(inquiry)

    return list(await asyncio.gather(*map(outcome, wanted, known)))


async def _learn(db: Db, inquiry: Inquiry, outcome: Outcome, rule: AskedRule, at: datetime) -> None:
    """How the register fares; its answer, for as long as it may be kept."""
    if outcome.rested or outcome.kept_at is not None:
        return
    source = inquiry.source
    if outcome.answer is None:
        before = await store.get_breaker(db, source)
        await store.put_standing(db, source, after_failure(before, at), outcome.trouble, at)
        return
    await store.put_standing(db, source, after_success(), None, at)
    if rule.cache_minutes:
        ends_at = at + timedelta(minutes=rule.cache_minutes)
        async with as_house(db):
            await store.put_answer(db, inquiry, outcome.answer, at, ends_at)


async def _write_down(db: Db, check: DueCheck, at: datetime) -> None:
    asker = Actor(check.actor, check.actor_name, check.institution, frozenset())
    asked = RegistersAsked(new_id(), check.key, [check.source])
    await journal.record_read(db, asker, Purpose(ENTRY, check.number), asked, at=at)


async def _settle(db: Db, check: DueCheck, outcome: Outcome, at: datetime) -> None:
    if outcome.answer is None:
        await store.set_unchecked(db, check, next_check(check.tries, at))
        return
    whole = await events.get_whole(db, check.event_id)
    items = [] if whole is None else getattr(whole.content, check.list)
    item = next((one for one in items if one.ref == check.ref), None)
    state, note = judge(outcome.answer, item)
    if state == "absent" and is_quiet(check.source):
        state = "clear"
    if whole is not None and await store.set_checked(db, check, state, note, at):
        actor = Actor(check.actor, check.actor_name, check.institution, frozenset())
        event = EventChecked(check.event_id, check.source, state == "alert")
        await journal.record(db, actor, event, audience=whole.audience, at=at)
