"""Notices of a case: which are wanted, what they say, that each exists once."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from vienots.kernel import classifiers, journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.protection import store
from vienots.protection.actions.viewing import involved
from vienots.protection.domain.notices import Facts, body_of, find_wanted
from vienots.protection.events import NoticeChanged
from vienots.protection.store import CaseRecord
from vienots.register.contracts import WholeEvent

RULES = "notice_rule"


def facts_of(whole: WholeEvent, *, to_court: bool = False) -> Facts:
    return Facts(minors=any(one.minor for one in involved(whole)), to_court=to_court)


async def add_notices(
    db: Db,
    actor: Actor,
    record: CaseRecord,
    whole: WholeEvent,
    trigger: str,
    at: datetime,
    *,
    to_court: bool = False,
) -> None:
    """Those that the rules want now and the case has not: their clocks run from here."""
    rules = await classifiers.get(db, RULES, at)
    told = {rule.code: rule.attributes for rule in rules.values}
    for wanted in find_wanted(told, trigger, facts_of(whole, to_court=to_court), at):
        notice_id = new_id()
        if await store.insert_notice(db, notice_id, record.id, wanted):
            notice = await store.read_notice(db, notice_id)
            event = NoticeChanged(record.id, record.event_id, notice)
            await journal.record(db, actor, event, audience=whole.audience, at=at)


async def finish_open(
    db: Db, actor: Actor, record: CaseRecord, whole: WholeEvent, trigger: str, at: datetime
) -> None:
    """Those of this trigger are said now: made from the event and the case, nothing typed again."""
    rules = await classifiers.get(db, RULES, at)
    for notice in await store.list_notices(db, record.id):
        rule = rules.get(notice.rule)
        if notice.state != "open" or rule is None or rule.attributes["trigger"] != trigger:
            continue
        payload = await _payload_of(db, record, whole, notice.rule)
        digest = sha256(body_of(payload)).hexdigest()
        atvk, on = whole.content.place.atvk, at.astimezone(RIGA).date()
        recipient = await store.find_recipient(db, notice.kind, atvk, on)
        await store.finish_notice(db, notice.id, recipient, payload, digest, at)
        finished = await store.read_notice(db, notice.id)
        event = NoticeChanged(record.id, record.event_id, finished)
        await journal.record(db, actor, event, audience=whole.audience, at=at)


async def _payload_of(db: Db, record: CaseRecord, whole: WholeEvent, rule: str) -> dict[str, Any]:
    content = whole.content
    told: dict[str, Any] = msgspec.to_builtins(
        {
            "notice": rule,
            "event": whole.number,
            "institution": whole.institution,
            "received_at": content.received_at,
            "place": content.place,
            "persons": involved(whole),
            "answers": {one.question: one.value for one in await store.list_answers(db, record.id)},
            "weapons": await store.list_checks(db, record.id),
            "decisions": await store.list_decisions(db, record.id),
        }
    )
    return told
