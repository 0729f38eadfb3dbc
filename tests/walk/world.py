"""The country of the walk: what is seen, then one layer of hidden things on another.

Each layer is a database of its own, copied from the one before: what is seen is the very same in
all of them, to the last id.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import psycopg
from cryptography.fernet import Fernet
from msgspec import Struct

from tests.conftest import ROOT
from tests.index.saved import turn
from tests.people import AIVARS, DACE, VALDIS, VIKTORS
from tests.people import a_person as someone
from tests.register.builders import load_code_lists
from tests.register.referred import prepare
from tests.register.retention import INESE as KEEPER
from tests.register.retention import a_rule
from tests.resources.builders import a_station, a_unit
from tests.walk import surroundings
from tests.walk.story import SHARED_SURNAME, Story, Told, tell, transaction
from tests.walk.walkers import WALKERS, Walker
from vienots.app.contexts import FOLLOWERS
from vienots.audit import actions as audit
from vienots.audit.look_contracts import NewEnquiry, Question
from vienots.identity import secrets, store
from vienots.identity.api import Right, Vault, load_institutions
from vienots.identity.contracts import NewClient
from vienots.index import actions as index
from vienots.index.saved_contracts import NewSavedSearch
from vienots.kernel import clock, follow
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import as_json
from vienots.kernel.ids import new_id
from vienots.register import actions as register
from vienots.register.work_contracts import Invitation, NewRelation, Offer

JELGAVA, VALMIERA, LIEPAJA = "pp-0003000", "pp-0054000", "pp-0005000"
COLLEAGUE = someone(601, "Gunārs Zeltiņš", JELGAVA, "duty_officer")
GUARD = someone(602, "Egils Sargs", LIEPAJA, "duty_officer")
AUTHORS = (AIVARS, VALDIS, DACE, COLLEAGUE, GUARD)
SEEN = Told("Redzams", 11)
HIDDEN = {
    "minors": Told("Bernu", 22, minor=True, at_home=True),
    "foreign": Told("Svess", 33),
    "restricted": Told("Ierobezots", 44, "restricted", at_home=True),
    "state_security": Told("Drosibas", 55, "state_security"),
}
AUTHOR_OF = {
    "minors": COLLEAGUE,
    "foreign": VALDIS,
    "restricted": COLLEAGUE,
    "state_security": GUARD,
}


class World(Struct, frozen=True):
    databases: list[str]
    """By the number of layers that are in it."""
    stories: list[Story]
    """The seen one, then one a layer."""
    markers: list[frozenset[str]]
    """What came into being with each layer: its words, ids and numbers."""
    walker_ids: dict[str, dict[str, str]]
    """What is a walker's own, by his name."""


def token_of(name: str) -> str:
    """Of a session, or a client's secret: the same in every run."""
    return urlsafe_b64encode(sha256(name.encode()).digest()).decode().rstrip("=")


async def build_seen(dsn: str) -> tuple[Story, dict[str, dict[str, str]]]:
    at = clock.now() - timedelta(hours=2)
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        await load_institutions(db, ROOT / "data/identity/institutions.json")
        await load_code_lists(db)
    await prepare(dsn)
    await _add_fire_type(dsn)
    await _seat(dsn, at)
    async with transaction(dsn) as db:
        for follower in FOLLOWERS:
            await follow.register(db, follower)
    own = await _wait_for_news(dsn, at)
    story = await tell(dsn, SEEN, AIVARS, at)
    ids = story.ids | await surroundings.call(dsn, SEEN, "0003000", at)
    ids |= await surroundings.refer(dsn, ids["leg_id"], at)
    ids |= await surroundings.state(dsn, SEEN, JELGAVA, Vault(Fernet.generate_key()), at)
    ids |= await _fight_fire(dsn, at)
    async with transaction(dsn) as db:
        event = UUID(ids["event_id"])
        await register.offer_event(db, AIVARS, event, Offer("vp", "Jūsu lieta"), at)
        await register.invite_institution(db, AIVARS, event, Invitation("vp", True, "Kopā"), at)
        enquiry = await audit.make_enquiry(
            db,
            VIKTORS,
            NewEnquiry(Question(number=ids["number"]), "Sūdzība 12/2026"),
            Purpose("audit", "A-1"),
            at,
        )
        ids["enquiry_id"] = str(enquiry.enquiry.id)
        rule = a_rule(at, code="walk", outcome_kind=None)
        ids["rule_id"] = str((await register.propose_retention_rule(db, KEEPER, rule, at)).id)
    await settle(dsn, at)
    return Story(SEEN, ids | await _things(dsn, SEEN, ids)), own


async def add_layer(dsn: str, layer: str, seen: Story) -> Story:
    at = clock.now() - timedelta(hours=1)
    told, author = HIDDEN[layer], AUTHOR_OF[layer]
    story = await tell(dsn, told, author, at)
    ids = dict(story.ids)
    if layer == "foreign":
        ids |= await surroundings.call(dsn, told, "0054000", at)
        ids |= await surroundings.refer(dsn, ids["leg_id"], at)
        ids |= await surroundings.state(dsn, told, VALMIERA, Vault(Fernet.generate_key()), at)
    if layer != "state_security":
        related = author if author.institution == JELGAVA else DACE
        async with transaction(dsn) as db:
            wanted = NewRelation(new_id(), ids["number"], "same_people", f"Saistīts {told.word}")
            await register.relate_event(db, related, UUID(seen.ids["event_id"]), wanted, at)
    await settle(dsn, at)
    return Story(told, ids | await _things(dsn, told, ids))


async def settle(dsn: str, at: datetime) -> None:
    """Followers and saved searches, as the worker moves them, until nothing is left."""
    for follower in FOLLOWERS * 2:
        passed = 1
        while passed:
            async with transaction(dsn) as db:
                passed = await follow.step(db, follower, at)
    async with transaction(dsn) as db:
        cursor = await db.execute("SELECT follower, refusal FROM kernel.follower_stuck")
        assert await cursor.fetchall() == []
        await turn(db, at, 40)


async def _add_fire_type(dsn: str) -> None:
    services = {"group": "fire", "services": [{"service": "fire", "priority": 1}], "words": ["deg"]}
    async with transaction(dsn) as db:
        await db.execute(
            "INSERT INTO kernel.classifier_value"
            " (name, code, version, valid_from, text_lv, text_en, attributes)"
            " VALUES ('incident_type', %s, 1, '2012-01-01', 'Uguns', 'Fire', %s)",
            [surroundings.FIRE_TYPE, as_json(services)],
        )


async def _fight_fire(dsn: str, at: datetime) -> dict[str, str]:
    """A card of the fire service alone, and a unit."""
    told = Told("Uguns", 66)
    card = await surroundings.call(dsn, told, "0001000", at, surroundings.FIRE_TYPE)
    async with transaction(dsn) as db:
        station = await a_station(db)
        unit = await a_unit(db, station_id=station.id)
    return {f"fire_{name}": value for name, value in card.items()} | {"unit_id": str(unit.id)}


async def _seat(dsn: str, at: datetime) -> None:
    """Accounts of everybody, and the walkers signed in."""
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        for name, walker in WALKERS.items():
            if walker.is_person:
                await _add_person(db, walker.actor, at)
                person_id = UUID(walker.actor.id.removeprefix("person:"))
                await store.insert_session(
                    db,
                    secrets.hash_token(token_of(name)),
                    person_id,
                    desk=None,
                    network="test",
                    at=clock.now(),
                    ends_at=at + timedelta(days=365),
                )
            else:
                client_id = walker.actor.id.removeprefix("client:")
                client = NewClient(
                    client_id, client_id, walker.actor.institution, sorted(walker.rights)
                )
                hashed = secrets.hash_token(token_of(name))
                await store.insert_client(db, client, hashed, demonstration=False, at=at)
        for author in AUTHORS:
            await _add_person(db, author, at)


async def _add_person(db: psycopg.AsyncConnection[object], actor: Actor, at: datetime) -> None:
    person_id = UUID(actor.id.removeprefix("person:"))
    row = store.NewPersonRow(
        id=person_id,
        login=f"p{person_id.int % 1_000_000}",
        name=actor.name,
        institution=actor.institution,
        password_hash="-",
        training_completed_on=date(2026, 9, 1),
        demonstration=False,
        at=at,
    )
    await store.insert_person(db, row, sorted(actor.roles))


def _searches(walker: Walker) -> bool:
    return walker.is_person and Right.REGISTER_PERSONS in walker.rights


async def _wait_for_news(dsn: str, at: datetime) -> dict[str, dict[str, str]]:
    """Saved searches of the walkers, which all that comes would answer to."""
    own: dict[str, dict[str, str]] = {}
    for name, walker in WALKERS.items():
        if _searches(walker):
            wish = NewSavedSearch(new_id(), "Zariņi", SHARED_SURNAME, "criminal_case", "K-1")
            async with transaction(dsn) as db:
                await index.save_search(db, walker.actor, wish, at)
            own[name] = {"own_search_id": str(wish.id)}
    return own


async def _things(dsn: str, told: Told, ids: dict[str, str]) -> dict[str, str]:
    """The index's own number of its first person, and the event that its card became."""
    async with transaction(dsn) as db:
        cursor = await db.execute(
            "SELECT kind, max(t.id) FROM index.thing t WHERE t.key ILIKE %s GROUP BY kind",
            [f"%{told.code.replace('-', '')}%"],
        )
        found = dict(await cursor.fetchall())
        of_card = await db.execute(
            "SELECT id FROM register.event WHERE card_number = %s", [ids.get("card_number")]
        )
        event = await of_card.fetchone()
        posted = await db.execute(
            "SELECT id FROM outbox.letter WHERE event_id = %s AND message = 'documents'",
            [ids["event_id"]],
        )
        letters = await posted.fetchall()
    named = {"card_event_id": str(event[0])} if event else {}
    return named | {"person_id": str(found["person"]), "letter_id": str(letters[0][0])}


QUESTION = (
    "SELECT c.table_schema, c.table_name, c.column_name FROM information_schema.columns c"
    " JOIN information_schema.tables t USING (table_schema, table_name)"
    " WHERE t.table_type = 'BASE TABLE' AND c.udt_name = 'uuid'"
    " AND c.table_schema NOT IN ('pg_catalog', 'information_schema')"
)
NUMBERS = (
    "SELECT number FROM register.event_number UNION SELECT number FROM custody.item"
    " UNION SELECT number FROM calls.card"
)


def marks_of(dsn: str) -> frozenset[str]:
    """Every id and every number that a database holds."""
    found: set[str] = set()
    with psycopg.connect(dsn) as db:
        for schema, table, column in db.execute(QUESTION).fetchall():
            query = f'SELECT DISTINCT "{column}"::text FROM "{schema}"."{table}"'
            found.update(row[0] for row in db.execute(query.encode()) if row[0])
        found.update(row[0] for row in db.execute(NUMBERS))
    return frozenset(found)
