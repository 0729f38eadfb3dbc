"""Letters that follow from what was done: each in one transaction with the step of its follower."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from vienots.custody import api as custody
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.outbox import store
from vienots.outbox.contracts import (
    SCHEMA,
    CaseEvent,
    CaseMessage,
    SeparationOrder,
    ThingInCustody,
)
from vienots.outbox.domain.composing import (
    EMPTY,
    Parts,
    Rule,
    choose,
    digest_of,
    meaning_of,
    read_rules,
)
from vienots.outbox.events import LetterMoved
from vienots.outbox.store import Newest, Posted
from vienots.protection import api as protection
from vienots.register import api as register
from vienots.register.contracts import WholeEvent

HOUSE = Actor("system:outbox", "Izsūtne", "iemic", frozenset())
RULES = "outbox_rule"


async def post_about_event(db: Db, event_id: UUID, at: datetime) -> None:
    """A letter for each rule whose message says something else than the last one did. A message
    that held and holds no more goes out once, empty: its receiver learns of that, too."""
    whole = await register.get_whole(db, event_id)
    if whole is None:
        return
    told = await classifiers.get(db, RULES, at)
    rules = read_rules({rule.code: rule.attributes for rule in told.values})
    kept = [
        ThingInCustody(one.number, one.event_ref, one.kind, one.status, one.taken_at, one.due_on)
        for one in await custody.list_of_event(db, event_id)
    ]
    orders = [
        SeparationOrder(
            one.number,
            one.decided_at,
            one.ends_at,
            one.from_ref,
            one.protected_refs,
            one.revoked_at,
        )
        for one in await protection.list_separations(db, event_id)
    ]
    newest = {(one.system, one.message): one for one in await store.list_newest(db, event_id)}
    for rule in rules:
        parts = choose(rule, whole.content, kept, orders)
        await _post(db, whole, rule, parts, newest.get((rule.system, rule.message)), at)


async def _post(
    db: Db, whole: WholeEvent, rule: Rule, parts: Parts, last: Newest | None, at: datetime
) -> None:
    event = _event_of(whole)
    meaning = meaning_of(event, parts)
    if (last is None and parts == EMPTY) or (last is not None and last.meaning == meaning):
        return
    version = 1 if last is None else last.version + 1
    letter_id = new_id()
    message = CaseMessage(
        SCHEMA,
        letter_id,
        rule.system,
        rule.message,
        version,
        at,
        event,
        **{name: getattr(parts, name) for name in Parts.__struct_fields__},
    )
    content = msgspec.to_builtins(message)
    await store.overtake(db, rule.system, rule.message, whole.id, at)
    letter = Posted(
        id=letter_id,
        system=rule.system,
        message=rule.message,
        version=version,
        event_id=whole.id,
        event_number=whole.number,
        institution=whole.institution,
        address=None,
        content=content,
        digest=digest_of(content),
        meaning=meaning,
        printed=False,
    )
    await _insert(db, letter, whole.audience, at)


async def _insert(db: Db, letter: Posted, audience: list[str], at: datetime) -> None:
    if await store.insert_letter(db, letter, at):
        moved = LetterMoved(letter.id, letter.system, letter.message, "waiting", letter.event_id)
        await journal.record(db, HOUSE, moved, audience=audience, at=at)


def _event_of(whole: WholeEvent) -> CaseEvent:
    content = whole.content
    return CaseEvent(
        id=whole.id,
        number=whole.number,
        numbers=whole.numbers,
        institution=whole.institution,
        version=whole.version,
        type=content.type,
        legal_class=content.legal_class,
        status=content.status,
        received_at=content.received_at,
        place=content.place,
    )


async def post_notice(db: Db, notice_id: UUID, at: datetime) -> None:
    """A notice that is finished, under its own id; one that is there already goes to where it
    belongs now."""
    notice = await protection.get_finished_notice(db, notice_id)
    if notice is None:
        return
    whole = await register.get_whole(db, notice.event_id)
    assert whole is not None, "a case stands on its event"
    letter = Posted(
        id=notice.id,
        system=notice.kind,
        message=notice.rule,
        version=1,
        event_id=notice.event_id,
        event_number=whole.number,
        institution=whole.institution,
        address=notice.recipient_address,
        content=notice.payload,
        digest=notice.sha256,
        meaning=notice.sha256,
        printed=True,
    )
    await store.readdress(db, notice.id, notice.recipient_address, at)
    await _insert(db, letter, whole.audience, at)


async def forget_event(db: Db, event_id: UUID, at: datetime) -> None:
    """What was said goes with the event; that it was said, when and with what proof stays."""
    await store.drop_letters(db, event_id, at)
