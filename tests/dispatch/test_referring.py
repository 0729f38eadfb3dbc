"""One institution asks another: offered, accepted, rejected, withdrawn, out of time, completed."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import psycopg
import pytest

from tests.dispatch.builders import (
    NOON,
    a_card,
    a_patrol,
    after,
    assign,
    last_entry,
    leg_now,
    leg_of,
    report,
    topics,
)
from tests.people import AIVARS, ANNA, ILZE, JANIS, PETERIS, VALDIS
from vienots.calls import api as calls
from vienots.calls.contracts import Card
from vienots.calls.errors import LegNotFound
from vienots.dispatch import api
from vienots.dispatch.contracts import CloseLeg, NewReferral, Referral
from vienots.dispatch.errors import (
    BadReferral,
    LegEnded,
    LegNotReferable,
    ReferralDecided,
    ReferralNotAllowed,
    ReferralNotFound,
    ReferralOpen,
)
from vienots.identity.errors import RightMissing
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

JELGAVA = "pp-0003000"


async def a_police_card(db: Db) -> Card:
    return await a_card(db, what="Kaujas", type_code="order.vandalism")


async def offered(db: Db, card: Card, to: str | None = None, by: Actor = PETERIS) -> Referral:
    leg = leg_of(card, by.institution)
    return await api.refer(db, by, leg.id, NewReferral(to, "Lūdzam pārņemt"), NOON)


async def test_a_leg_is_offered_to_the_police_of_the_territory(dispatch: Db) -> None:
    card = await a_police_card(dispatch)

    referral = await offered(dispatch, card)

    assert (referral.state, referral.to_institution) == ("offered", JELGAVA)
    assert referral.answer_due_at == NOON + timedelta(minutes=5)
    assert referral.offer is not None
    assert (referral.offer.what, referral.offer.type_code) == ("Kaujas", "order.vandalism")
    assert referral.offer.place == card.place
    entry = await last_entry(dispatch, card.id)
    assert entry.topic == "dispatch.referral_offered"
    assert set(entry.audience) == {"112", "vp", JELGAVA}
    assert entry.payload["referral"]["note"] == "Lūdzam pārņemt"


async def test_an_accepted_leg_goes_over_and_the_card_with_it(dispatch: Db) -> None:
    card = await a_police_card(dispatch)
    referral = await offered(dispatch, card)

    accepted = await api.accept_referral(dispatch, AIVARS, referral.id, after(1))

    assert (accepted.state, accepted.decided_by_name) == ("accepted", AIVARS.name)
    assert accepted.new_leg_id is not None
    changed = await calls.see_card(dispatch, AIVARS, card.id)
    new = next(leg for leg in changed.legs if leg.id == accepted.new_leg_id)
    assert (new.service, new.institution, new.state) == ("municipal", JELGAVA, "accepted")
    assert leg_of(changed, "vp").state == "transferred"
    assert changed.state == "informed"
    assert (await topics(dispatch, card.id))[-4:] == [
        "calls.leg_added",
        "calls.leg_changed",
        "calls.leg_changed",
        "dispatch.referral_accepted",
    ]
    assert JELGAVA in (await last_entry(dispatch, card.id)).audience


async def test_the_municipal_police_works_and_the_state_police_hears_the_end(
    dispatch: Db,
) -> None:
    card = await a_police_card(dispatch)
    accepted = await api.accept_referral(dispatch, AIVARS, (await offered(dispatch, card)).id, NOON)
    assert accepted.new_leg_id is not None
    leg = await calls.get_leg(dispatch, accepted.new_leg_id)
    assert leg is not None
    [assignment] = await assign(dispatch, leg, await a_patrol(dispatch, "JPP1", JELGAVA), by=AIVARS)
    await report(dispatch, assignment, "on_scene", by=AIVARS)
    await report(dispatch, assignment, "released", by=AIVARS)

    await api.close_leg(dispatch, AIVARS, leg.id, CloseLeg("done"), after(9))

    completed = await api.get_referral(dispatch, accepted.id)
    assert completed is not None
    assert (completed.state, completed.decided_by_name) == ("completed", AIVARS.name)
    assert (await topics(dispatch, card.id))[-3:] == [
        "calls.leg_changed",
        "calls.card_closed",
        "dispatch.referral_completed",
    ]
    assert "vp" in (await last_entry(dispatch, card.id)).audience


async def test_a_system_of_the_municipality_completes_what_it_accepted(dispatch: Db) -> None:
    card = await a_police_card(dispatch)
    rights = frozenset({"dispatch.answer_referral", "calls.read"})
    journal_system = Actor("client:journal-jelgava", "Žurnāls", JELGAVA, rights)
    referral = await offered(dispatch, card)
    with pytest.raises(ReferralDecided):
        await api.complete_referral(dispatch, journal_system, referral.id, CloseLeg("done"), NOON)

    await api.accept_referral(dispatch, journal_system, referral.id, NOON)
    done = await api.complete_referral(
        dispatch, journal_system, referral.id, CloseLeg("done", "Izrunāts"), NOON
    )

    assert done.state == "completed"


async def test_a_rejected_leg_stays_where_it_was_with_the_reason(dispatch: Db) -> None:
    card = await a_police_card(dispatch)
    leg = leg_of(card, "vp")
    await api.accept_leg(dispatch, PETERIS, leg.id, NOON)
    referral = await offered(dispatch, card)

    rejected = await api.reject_referral(
        dispatch, AIVARS, referral.id, "Visas patruļas aizņemtas", after(2)
    )

    assert (rejected.state, rejected.reason) == ("rejected", "Visas patruļas aizņemtas")
    assert (await leg_now(dispatch, leg)).state == "accepted"
    again = await offered(dispatch, card)
    assert again.id != referral.id


async def test_a_withdrawn_offer_can_not_be_accepted_any_more(dispatch: Db) -> None:
    card = await a_police_card(dispatch)
    referral = await offered(dispatch, card)

    withdrawn = await api.withdraw_referral(dispatch, PETERIS, referral.id, NOON)

    assert withdrawn.state == "withdrawn"
    for answer in (
        api.accept_referral(dispatch, AIVARS, referral.id, NOON),
        api.reject_referral(dispatch, AIVARS, referral.id, "par vēlu", NOON),
        api.withdraw_referral(dispatch, PETERIS, referral.id, NOON),
    ):
        with pytest.raises(ReferralDecided) as refused:
            await answer
        assert refused.value.data == {"state": "withdrawn"}
    assert (await leg_now(dispatch, leg_of(card, "vp"))).state == "received"


async def test_an_unanswered_offer_ends_and_both_sides_hear_of_it(dispatch: Db) -> None:
    card = await a_police_card(dispatch)
    leg = leg_of(card, "vp")
    referral = await offered(dispatch, card)

    assert await api.time_out_due(dispatch, referral.answer_due_at - timedelta(seconds=1)) == 0
    assert await api.time_out_due(dispatch, referral.answer_due_at) == 1
    assert await api.time_out_due(dispatch, referral.answer_due_at) == 0

    ended = await api.get_referral(dispatch, referral.id)
    assert ended is not None
    assert (ended.state, ended.decided_at) == ("timed_out", referral.answer_due_at)
    assert (await leg_now(dispatch, leg)).state == leg.state
    entry = await last_entry(dispatch, card.id)
    assert (entry.topic, entry.actor) == ("dispatch.referral_timed_out", "system:dispatch")
    assert {"vp", JELGAVA} <= set(entry.audience)
    await assign(dispatch, leg, await a_patrol(dispatch, "VP101"), by=PETERIS)


async def test_an_offered_leg_is_acted_on_by_nobody_until_it_is_answered(dispatch: Db) -> None:
    card = await a_police_card(dispatch)
    leg = leg_of(card, "vp")
    await offered(dispatch, card)

    with pytest.raises(ReferralOpen):
        await offered(dispatch, card, "op-riga")
    with pytest.raises(ReferralOpen):
        await assign(dispatch, leg, await a_patrol(dispatch, "VP101"), by=PETERIS)
    with pytest.raises(ReferralOpen):
        await api.close_leg(dispatch, PETERIS, leg.id, CloseLeg("done"), NOON)


async def test_the_deadline_is_data(dispatch: Db) -> None:
    await dispatch.execute(
        "UPDATE dispatch.referral_rule SET deadline_s = 45 WHERE to_institution = 'pp-'"
    )

    referral = await offered(dispatch, await a_police_card(dispatch))

    assert referral.answer_due_at == NOON + timedelta(seconds=45)


async def test_the_municipal_police_may_hand_back_to_the_state_police(dispatch: Db) -> None:
    card = await a_card(dispatch, what="Troksnis", type_code="order.noise")

    referral = await offered(dispatch, card, "vp", by=AIVARS)
    accepted = await api.accept_referral(dispatch, PETERIS, referral.id, NOON)

    assert accepted.new_leg_id is not None
    leg = await calls.get_leg(dispatch, accepted.new_leg_id)
    assert leg is not None
    assert (leg.service, leg.institution) == ("police", "vp")


@pytest.mark.parametrize("to", ["vugd", "nmpd", "112", "vp"])
async def test_nobody_refers_where_no_rule_leads(dispatch: Db, to: str) -> None:
    with pytest.raises(ReferralNotAllowed):
        await offered(dispatch, await a_police_card(dispatch), to)


async def test_what_can_not_be_referred_says_why(dispatch: Db) -> None:
    card = await a_police_card(dispatch)
    leg = leg_of(card, "vp")

    with pytest.raises(BadReferral):
        await offered(dispatch, card, "pp-9999999")
    with pytest.raises(LegNotFound):
        await api.refer(dispatch, PETERIS, new_id(), NewReferral(), NOON)
    with pytest.raises(RightMissing):
        await api.refer(dispatch, ILZE, leg.id, NewReferral(), NOON)
    await assign(dispatch, leg, await a_patrol(dispatch, "VP101"), by=PETERIS)
    with pytest.raises(LegNotReferable):
        await offered(dispatch, card)


async def test_a_card_without_a_territory_needs_a_named_receiver(dispatch: Db) -> None:
    from tests.calls.builders import a_place

    card = await a_card(
        dispatch, what="Kaujas", type_code="order.fight", place=a_place("nezinu", None)
    )

    with pytest.raises(BadReferral) as refused:
        await offered(dispatch, card)

    assert refused.value.faults[0].code == "dispatch.territory_unknown"
    assert (await offered(dispatch, card, JELGAVA)).to_institution == JELGAVA


async def test_an_institution_that_works_on_the_card_already_is_not_asked(dispatch: Db) -> None:
    card = await a_police_card(dispatch)
    await calls.add_leg(dispatch, PETERIS, card.id, calls.WantedLeg("municipal", JELGAVA, 3), NOON)

    with pytest.raises(BadReferral) as refused:
        await offered(dispatch, card)

    assert refused.value.faults[0].code == "dispatch.has_leg_already"


async def test_only_those_who_were_asked_answer_and_only_who_asked_withdraws(
    dispatch: Db,
) -> None:
    referral = await offered(dispatch, await a_police_card(dispatch))

    for who in (VALDIS, PETERIS, JANIS):
        with pytest.raises(ReferralNotFound):
            await api.accept_referral(dispatch, who, referral.id, NOON)
        with pytest.raises(ReferralNotFound):
            await api.reject_referral(dispatch, who, referral.id, "nē nē", NOON)
    for who in (AIVARS, JANIS):
        with pytest.raises(ReferralNotFound):
            await api.withdraw_referral(dispatch, who, referral.id, NOON)
    with pytest.raises(RightMissing):
        await api.accept_referral(dispatch, ANNA, referral.id, NOON)
    with pytest.raises(ReferralNotFound):
        await api.accept_referral(dispatch, AIVARS, new_id(), NOON)


async def test_whoever_has_a_part_sees_the_referral(dispatch: Db) -> None:
    referral = await offered(dispatch, await a_police_card(dispatch))

    async def seen(who: Actor, state: str | None = None) -> list[Referral]:
        return await api.list_referrals(dispatch, who, state)

    for who in (PETERIS, AIVARS, ILZE):
        assert [one.id for one in await seen(who)] == [referral.id]
    assert await seen(VALDIS) == []
    assert await seen(AIVARS, "accepted") == []


async def test_the_database_itself_holds_one_offer_per_leg(dispatch: Db) -> None:
    await offered(dispatch, await a_police_card(dispatch))

    with pytest.raises(psycopg.errors.UniqueViolation) as broken:
        await dispatch.execute(
            "INSERT INTO dispatch.referral (id, card_id, card_number, leg_id, from_institution,"
            " to_institution, state, offered_at, answer_due_at, offer) SELECT gen_random_uuid(),"
            " card_id, card_number, leg_id, from_institution, to_institution, state, offered_at,"
            " answer_due_at, offer FROM dispatch.referral"
        )

    assert broken.value.diag.constraint_name == "referral_open"


async def test_an_ended_leg_is_referred_no_more(dispatch: Db) -> None:
    card = await a_police_card(dispatch)
    leg = leg_of(card, "vp")
    await api.close_leg(dispatch, PETERIS, leg.id, CloseLeg("done"), NOON)

    with pytest.raises(LegEnded):
        await api.refer(dispatch, PETERIS, leg.id, msgspec.convert({}, NewReferral), NOON)
