"""Quotas: what a process counts is written and learnt; what they are, and who may set them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from vienots.exchange import quota_store as store
from vienots.exchange.domain.meter import Meter, Window, window_of
from vienots.exchange.errors import QuotaFaulty
from vienots.exchange.events import QuotaSet
from vienots.exchange.quota_contracts import Amounts, ClientQuotas, NewQuota, Quota
from vienots.exchange.quota_store import QuotaRow
from vienots.identity.api import CENTRAL, Right, System, list_systems, require
from vienots.kernel import classifiers, journal
from vienots.kernel.classifiers import UnknownClassifier
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id

QUOTAS = "exchange_quota"
MINUTES_KEPT = timedelta(days=1)
DAYS_KEPT = timedelta(days=400)


async def synchronise(db: Db, meter: Meter, process: UUID, at: datetime) -> None:
    """Writes what this process has counted; learns what the others have, and what may be asked."""
    sums = meter.unwritten()
    async with as_house(db):
        if sums:
            await store.put_meter(db, process, sums)
        others = await _metered(db, at, without=process)
    exceptions = await store.list_valid_quotas(db, at.astimezone(RIGA).date())
    meter.learn(await _list_quotas(db, at), exceptions, others)
    meter.written(sums, at)


async def forget_metered(db: Db, at: datetime) -> None:
    async with as_house(db):
        await store.forget_metered(db, at - MINUTES_KEPT, at - DAYS_KEPT)


async def list_client_quotas(
    db: Db, actor: Actor, institution: str | None, at: datetime
) -> list[ClientQuotas]:
    """How clients stand: of one's own institution, or of any as the keeper of the platform."""
    require(actor, Right.EXCHANGE_READ)
    owner = institution if actor.institution == CENTRAL else actor.institution
    clients = await list_systems(db, Right.REGISTER_READ, owner)
    ids = [one.id for one in clients]
    quotas, history = await _list_quotas(db, at), await store.list_quotas(db, ids)
    exceptions = await store.list_valid_quotas(db, at.astimezone(RIGA).date())
    async with as_house(db):
        used = await _metered(db, at, without=None)
    meter = Meter()
    meter.learn(quotas, exceptions, used)
    return [
        ClientQuotas(
            client=one.id,
            client_name=one.name,
            institution=one.institution,
            standings=meter.standing(one.id, at),
            refused_today=_refused(used, one.id, at),
            exceptions=history.get(one.id, []),
        )
        for one in clients
    ]


async def set_quota(db: Db, actor: Actor, new: NewQuota, at: datetime) -> ClientQuotas:
    """For one client, from a day on. The keeper of the platform alone: nobody widens his own."""
    require(actor, Right.EXCHANGE_READ)
    require(actor, Right.IDENTITY_ADMINISTER)
    known = {one.id: one for one in await list_systems(db, Right.REGISTER_READ, None)}
    faults = _find_faults(new, known, {one.code for one in await _list_quotas(db, at)}, at)
    if actor.institution != CENTRAL:
        faults.append(Fault("client", "exchange.quota_not_yours"))
    if faults:
        raise QuotaFaulty(faults)
    row = QuotaRow(
        client=new.client,
        code=new.code,
        amount=new.amount,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        reason=new.reason,
        set_at=at,
        set_by_name=actor.name,
    )
    quota_id, institution = new_id(), known[new.client].institution
    await store.insert_quota(db, quota_id, row)
    told = QuotaSet(
        quota_id, new.client, new.code, new.amount, new.valid_from, new.valid_to, new.reason
    )
    await journal.record(db, actor, told, audience=[institution, actor.institution], at=at)
    shown = await list_client_quotas(db, actor, institution, at)
    return next(one for one in shown if one.client == new.client)


def _find_faults(
    new: NewQuota, known: dict[str, System], codes: set[str], at: datetime
) -> list[Fault]:
    faults = []
    if new.client not in known:
        faults.append(Fault("client", "exchange.client_unknown"))
    if new.code not in codes:
        faults.append(Fault("code", "exchange.quota_unknown", {"given": new.code}))
    if new.valid_from < at.astimezone(RIGA).date():
        faults.append(Fault("valid_from", "exchange.day_past"))
    if new.valid_to is not None and new.valid_to < new.valid_from:
        faults.append(Fault("valid_to", "exchange.days_turned"))
    return faults


async def _metered(db: Db, at: datetime, without: UUID | None) -> dict[Window, Amounts]:
    minute, day = (window_of("", span, at).starts_at for span in ("minute", "day"))
    return await store.list_metered(db, minute, day, without)


async def _list_quotas(db: Db, at: datetime) -> list[Quota]:
    try:
        found = await classifiers.get(db, QUOTAS, at)
    except UnknownClassifier:
        # An installation into which no code lists have been loaded yet.
        return []
    return [
        Quota(one.code, one.attributes["unit"], one.attributes["span"], one.attributes["amount"])
        for one in found.values
    ]


def _refused(used: dict[Window, Amounts], client: str, at: datetime) -> int:
    found = used.get(window_of(client, "day", at))
    return 0 if found is None else found.refused
