"""Changes are brought: signed, in time, again after a failure, never to who may not see them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import psycopg
import pytest

from tests.exchange.journals import JELGAVA, LIEPAJA, Journals, an_event
from vienots.exchange.actions.delivering import bring_next, fan_out
from vienots.exchange.domain.hooks import find_url_faults, next_try, wants
from vienots.identity.api import load_vault
from vienots.integration.webhooks import fake
from vienots.integration.webhooks.adapter import bring
from vienots.kernel import clock
from vienots.kernel.db import HOUSE_OPTIONS, Db

EVERYTHING = ["lv.vienots.register.*"]


@pytest.fixture
def receiver() -> fake.FakeReceiver:
    return fake.FakeReceiver()


@pytest.fixture
def address(receiver: fake.FakeReceiver) -> Iterator[str]:
    with fake.running(receiver) as url:
        yield url


class Worker:
    """Does what the worker does, once, at a time of the test's."""

    def __init__(self, journals: Journals) -> None:
        self._journals = journals
        self._vault = load_vault(journals.desks.app.state.settings.secret_key_path)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Db]:
        dsn = self._journals.dsn
        async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
            yield db

    async def work(self, at: datetime | None = None) -> int:
        at = at or clock.now() + timedelta(seconds=1)
        sent = 0
        async with self._transaction() as db:
            await fan_out(db, at)
        while True:
            if not await bring_next(self._transaction, bring, self._vault, lambda: at):
                return sent
            sent += 1


async def test_changes_are_brought_signed_once_and_only_what_may_be_seen(
    journals: Journals, receiver: fake.FakeReceiver, address: str
) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    await jelgava.put(an_event("before"))
    made = (await jelgava.post("/subscriptions", {"url": address, "types": EVERYTHING})).json()
    receiver.secret = made["secret"]
    await jelgava.put(an_event("1"))
    await liepaja.put(an_event("2"))
    await jelgava.put(an_event("1", version=2, narrative="Labots"))
    worker = Worker(journals)

    sent, again = await worker.work(), await worker.work()

    told = list(receiver.taken.values())
    assert (sent, again, receiver.forged) == (2, 0, 0)
    assert [(event["type"], event["sourceid"]) for event in told] == [
        ("lv.vienots.register.event-registered", "1"),
        ("lv.vienots.register.event-changed", "1"),
    ]
    assert list(receiver.taken) == [event["id"] for event in told]
    [one] = (await jelgava.get("/subscriptions")).json()
    assert (one["waiting"], one["failed"]) == (0, 0)
    assert "secret" not in one


async def test_what_is_not_taken_waits_fails_and_is_sent_again(
    journals: Journals, receiver: fake.FakeReceiver, address: str
) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    made = (await jelgava.post("/subscriptions", {"url": address, "types": EVERYTHING})).json()
    named = made["subscription"]["id"]
    receiver.secret, receiver.refuses_next = made["secret"], 8
    await jelgava.put(an_event("1"))
    worker, at = Worker(journals), clock.now()

    await worker.work(at + timedelta(seconds=1))
    [waiting] = (await jelgava.get(f"/subscriptions/{named}/unbrought")).json()
    for day in range(1, 9):
        await worker.work(at + timedelta(days=day))
    [failed] = (await jelgava.get(f"/subscriptions/{named}/unbrought")).json()
    foreign = (await liepaja.get(f"/subscriptions/{named}/unbrought")).json()
    again = await jelgava.post(f"/subscriptions/{named}/send", {"event_id": failed["event_id"]})
    await worker.work(clock.now() + timedelta(seconds=1))
    nothing = await jelgava.post(f"/subscriptions/{named}/send", {"event_id": failed["event_id"]})

    assert (waiting["state"], waiting["tries"]) == ("waiting", 1)
    assert "503" in waiting["said"]
    assert (failed["state"], failed["tries"]) == ("failed", 8)
    assert foreign == []
    assert again.status_code == 200
    assert [event["sourceid"] for event in receiver.taken.values()] == ["1"]
    assert nothing.status_code == 409


async def test_an_ended_subscription_is_told_nothing_more(
    journals: Journals, receiver: fake.FakeReceiver, address: str
) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    made = (await jelgava.post("/subscriptions", {"url": address, "types": EVERYTHING})).json()
    named = made["subscription"]["id"]
    await jelgava.put(an_event("1"))

    foreign = await liepaja.post(f"/subscriptions/{named}/end")
    ended = await jelgava.post(f"/subscriptions/{named}/end")
    sent = await Worker(journals).work()

    assert (foreign.status_code, ended.status_code, sent) == (404, 200, 0)
    assert ended.json()[0]["ended_by_name"] == "Žurnāls pp-0003000"
    assert receiver.taken == {}


async def test_a_faulty_subscription_is_refused(journals: Journals) -> None:
    jelgava = await journals.of(JELGAVA)

    plain = await jelgava.post(
        "/subscriptions", {"url": "http://u:p@jelgava.lv/x", "types": EVERYTHING}
    )
    shape = await jelgava.post("/subscriptions", {"url": "https://x.lv", "types": ["everything"]})

    assert [fault["code"] for fault in plain.json()["errors"]] == [
        "exchange.url_password",
        "exchange.url_unencrypted",
    ]
    assert shape.status_code == 400


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://jelgava.lv/vienots?x=1", True),
        ("http://127.0.0.1:8000/", True),
        ("http://[::1]/", True),
        ("http://10.0.0.1/", False),
        ("ftp://jelgava.lv/", False),
        ("https://", False),
        ("https://jelgava.lv:99999/", False),
        ("https://jel gava.lv/", False),
        ("https://ļ.lv/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_addresses_are_encrypted_or_at_home(url: str, fits: bool) -> None:
    assert (find_url_faults(url) == []) == fits


def test_types_are_named_one_by_one_or_by_their_kind() -> None:
    assert wants(["lv.vienots.register.*"], "lv.vienots.register.event-changed")
    assert wants(["lv.vienots.register.event-changed"], "lv.vienots.register.event-changed")
    assert not wants(["lv.vienots.register.event-changed"], "lv.vienots.register.event-registered")
    assert not wants(["lv.vienots.register.*"], "lv.vienots.dispatch.referral-offered")


def test_pauses_grow_and_end(now: datetime) -> None:
    tries = [next_try(count, now) for count in range(1, 9)]

    assert tries[-1] is None
    pauses = [time - now for time in tries if time is not None]
    assert pauses == sorted(pauses)


async def test_a_paused_subscription_goes_on_from_where_it_stood(
    journals: Journals, receiver: fake.FakeReceiver, address: str
) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    made = (await jelgava.post("/subscriptions", {"url": address, "types": EVERYTHING})).json()
    named, receiver.secret = made["subscription"]["id"], made["secret"]
    worker = Worker(journals)

    foreign = await liepaja.post(f"/subscriptions/{named}/pause")
    [paused] = (await jelgava.post(f"/subscriptions/{named}/pause")).json()
    await jelgava.put(an_event("1"))
    while_paused = await worker.work()
    [resumed] = (await jelgava.post(f"/subscriptions/{named}/resume")).json()
    afterwards = await worker.work()

    assert foreign.status_code == 404
    assert (paused["paused_at"] is None, resumed["paused_at"]) == (False, None)
    assert (while_paused, afterwards) == (0, 1)
    assert [event["sourceid"] for event in receiver.taken.values()] == ["1"]


async def test_a_trial_is_brought_and_signed_and_its_end_is_seen(
    journals: Journals, receiver: fake.FakeReceiver, address: str
) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    made = (await jelgava.post("/subscriptions", {"url": address, "types": EVERYTHING})).json()
    named, receiver.secret = made["subscription"]["id"], made["secret"]

    foreign = await liepaja.post(f"/subscriptions/{named}/trial")
    [waiting] = (await jelgava.post(f"/subscriptions/{named}/trial")).json()
    await Worker(journals).work()
    [brought] = (await jelgava.get(f"/subscriptions/{named}/deliveries")).json()
    others = (await liepaja.get(f"/subscriptions/{named}/deliveries")).json()

    assert (foreign.status_code, others, receiver.forged) == (404, [], 0)
    assert (waiting["state"], brought["state"]) == ("waiting", "delivered")
    [(event_id, event)] = receiver.taken.items()
    assert (event_id, event["type"], event["data"]) == (
        brought["event_id"],
        "lv.vienots.exchange.trial",
        {},
    )
