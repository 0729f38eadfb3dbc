"""Addresses that change something, with what is sent there: asked of what is hidden, each must
answer as if it were not there at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ID = "00000000-0000-7000-8000-00000000ac70"
_EARLIER, _LATER = "2026-11-23T10:00:00+02:00", "2026-11-23T11:00:00+02:00"
_REASON = {"reason": "Nav mūsu"}

ACTS: Mapping[str, Mapping[str, Any] | list[Any] | None] = {
    "POST /api/v1/calls/contacts/{contact_id}/answer": {"desk": "R-01"},
    "POST /api/v1/calls/contacts/{contact_id}/close": {"closed_as": "silent"},
    "PATCH /api/v1/calls/cards/{card_id}": {"version": 1, "what": "cits"},
    "POST /api/v1/calls/cards/{card_id}/inform": None,
    "POST /api/v1/calls/cards/{card_id}/notes": {"text": "piezīme"},
    "POST /api/v1/calls/cards/{card_id}/contacts": {"contact_id": _ID},
    "POST /api/v1/calls/cards/{card_id}/close": {"closed_as": "child"},
    "POST /api/v1/dispatch/legs/{leg_id}/accept": None,
    "POST /api/v1/dispatch/legs/{leg_id}/assignments": {"units": [_ID]},
    "POST /api/v1/dispatch/legs/{leg_id}/past-assignments": [
        {"unit_id": _ID, "assigned_at": _EARLIER, "released_at": _LATER}
    ],
    "POST /api/v1/dispatch/legs/{leg_id}/close": {"outcome": "done"},
    "POST /api/v1/dispatch/legs/{leg_id}/referrals": {},
    "POST /api/v1/dispatch/referrals/{referral_id}/accept": None,
    "POST /api/v1/dispatch/referrals/{referral_id}/reject": _REASON,
    "POST /api/v1/dispatch/referrals/{referral_id}/withdraw": None,
    "PATCH /api/v1/register/events/{event_id}": {"version": 1, "narrative": "Cits."},
    "POST /api/v1/register/events/{event_id}/complete": {"version": 1},
    "POST /api/v1/register/events/{event_id}/access": {
        "version": 1,
        "level": "restricted",
        "members": [],
        "reason": "Noslēpums",
    },
    "POST /api/v1/register/glass/{glass_id}/break": None,
    "POST /api/v1/register/glass/{glass_id}/review": {"justified": True, "note": "Vajadzēja"},
    "POST /api/v1/register/events/{event_id}/attachments?name=a.pdf": None,
    "POST /api/v1/register/events/{event_id}/attachments/{attachment_id}/withdraw": _REASON,
    "POST /api/v1/register/events/{event_id}/transfers": {
        "to_institution": "vp",
        "reason": "Nav mūsu",
    },
    "POST /api/v1/register/events/{event_id}/participants": {
        "institution": "vp",
        "may_write": False,
        "reason": "Kopā",
    },
    "POST /api/v1/register/events/{event_id}/participants/vp/end": None,
    "POST /api/v1/register/events/{event_id}/relations": {
        "id": _ID,
        "number": "JPP-2026-000001",
        "kind": "series",
    },
    "POST /api/v1/register/events/{event_id}/relations/{relation_id}/end": None,
    "POST /api/v1/register/events/{event_id}/comments": {"id": _ID, "text": "Piezīme"},
    "POST /api/v1/register/events/{event_id}/tasks": {
        "id": _ID,
        "title": "Uzdevums",
        "institution": "vp",
    },
    "POST /api/v1/register/tasks/{task_id}/done": None,
    "POST /api/v1/register/transfers/{transfer_id}/accept": None,
    "POST /api/v1/register/transfers/{transfer_id}/reject": _REASON,
    "POST /api/v1/register/transfers/{transfer_id}/withdraw": None,
    "POST /api/v1/register/second-looks/{look_id}/judge": {"verdict": "upheld", "note": "Labi"},
    "POST /api/v1/register/retention/rules/{rule_id}/decide": {"verdict": "refused", "note": "Nē"},
    "POST /api/v1/register/retention/holds/{hold_id}/lift": {"reason": "Beidzies"},
    "POST /api/v1/index/saved/{search_id}/rename": {"name": "Cits"},
    "POST /api/v1/index/saved/{search_id}/pause": None,
    "POST /api/v1/index/saved/{search_id}/resume": None,
    "POST /api/v1/index/saved/{search_id}/extend": {"ends_on": "2026-12-01"},
    "DELETE /api/v1/index/saved/{search_id}": None,
    "POST /api/v1/index/saved/{search_id}/seen": {"notices": [_ID]},
    "POST /api/v1/protection/events/{event_id}/case": None,
    "POST /api/v1/protection/cases/{case_id}/answers": {"answers": {"remarks": "Nav"}},
    "POST /api/v1/protection/cases/{case_id}/weapons": {"id": _ID, "result": "none"},
    "POST /api/v1/protection/cases/{case_id}/decisions": {
        "id": _ID,
        "from_ref": "p2",
        "protected_refs": ["p1"],
        "days": 8,
    },
    "POST /api/v1/protection/cases/{case_id}/report": None,
    "POST /api/v1/protection/notices/{notice_id}/resend": None,
    "POST /api/v1/custody/items/{item_id}/move": {"place_id": _ID},
    "POST /api/v1/custody/items/{item_id}/due": {"due_on": "2027-01-01", "note": "Vajag"},
    "POST /api/v1/custody/items/{item_id}/hold": {"legal_hold": True, "note": "Vajag"},
    "POST /api/v1/custody/items/{item_id}/release": {
        "name": "Anna",
        "document": "Pase",
        "note": "Parakstījās",
    },
    "POST /api/v1/custody/items/{item_id}/destruction": {"note": "Bojāts"},
    "POST /api/v1/custody/items/{item_id}/destruction/confirm": {"note": "Bojāts"},
    "POST /api/v1/custody/items/{item_id}/offers": {},
    "POST /api/v1/custody/offers/{offer_id}/accept": {"code": "AAAA-AAAA"},
    "POST /api/v1/custody/offers/{offer_id}/decline": {"note": "Nē"},
    "POST /api/v1/custody/offers/{offer_id}/withdraw": None,
    "POST /api/v1/custody/events/{event_id}/take": {},
    "POST /api/v1/exchange/referrals/{referral_id}/accept": None,
    "POST /api/v1/exchange/referrals/{referral_id}/reject": _REASON,
    "POST /api/v1/exchange/referrals/{referral_id}/complete": {"outcome": "done"},
    "POST /api/v1/exchange/rejects/{reject_id}/send": None,
    "POST /api/v1/exchange/rejects/{reject_id}/give-up": _REASON,
    "POST /api/v1/outbox/letters/{letter_id}/send": None,
    "POST /api/v1/exchange/subscriptions/{subscription_id}/end": None,
    "POST /api/v1/exchange/subscriptions/{subscription_id}/send": {"event_id": "1-1"},
    "POST /api/v1/exchange/subscriptions/{subscription_id}/pause": None,
    "POST /api/v1/exchange/subscriptions/{subscription_id}/resume": None,
    "POST /api/v1/exchange/subscriptions/{subscription_id}/trial": None,
    "POST /api/v1/imports/{import_id}/mapping": {},
    "POST /api/v1/imports/{import_id}/mapping-file": {"toml": ""},
    "POST /api/v1/imports/{import_id}/check": None,
    "POST /api/v1/imports/{import_id}/start": None,
    "POST /api/v1/imports/{import_id}/pause": None,
    "POST /api/v1/imports/{import_id}/cancel": None,
}
ELSEWHERE: Mapping[str, str] = {
    name: reason
    for reason, names in {
        "the caller's own session": (
            "POST /api/v1/session",
            "DELETE /api/v1/session",
            "POST /api/v1/session/password",
            "PATCH /api/v1/session/preferences",
            "POST /api/v1/session/totp",
            "POST /api/v1/session/totp/drop",
            "POST /api/v1/demonstration/session",
            "GET /api/v1/session/oidc/start",
            "GET /api/v1/session/oidc/callback",
            "POST /oauth/token",
        ),
        "accounts, of which nothing is hidden from who may ask": (
            "POST /api/v1/identity/people",
            "PATCH /api/v1/identity/people/{person_id}",
            "POST /api/v1/identity/people/{person_id}/password",
            "POST /api/v1/identity/clients",
            "PATCH /api/v1/identity/clients/{client_id}",
            "POST /api/v1/identity/clients/{client_id}/secret",
            "POST /api/v1/exchange/quotas",
        ),
        "something new, which names nothing that could be hidden": (
            "POST /api/v1/resources/units",
            "POST /api/v1/avl/positions",
            "POST /api/v1/intake/calls",
            "POST /api/v1/intake/aml",
            "POST /api/v1/calls/cards",
            "POST /api/v1/register/events",
            "POST /api/v1/register/glass",
            "POST /api/v1/register/retention/rules",
            "POST /api/v1/index/saved",
            "POST /api/v1/custody/items",
            "POST /api/v1/custody/places",
            "POST /api/v1/exchange/subscriptions",
            "POST /api/v1/imports",
            "POST /api/v1/audit/verifications",
        ),
        "the journal's own numbers, in its own institution": (
            "PUT /api/v1/exchange/events/{source_id}",
            "POST /api/v1/exchange/events:batch",
        ),
        "kept safe by its number, whatever its level (docs/guide/retention.md)": (
            "POST /api/v1/register/retention/holds",
        ),
        "auditors, who see everything": ("POST /api/v1/audit/findings/{finding_id}/judge",),
        "things of the index by their numbers: see the tests of merging": (
            "POST /api/v1/index/merges",
            "POST /api/v1/index/merges/{merge_id}/undo",
        ),
        "units, of which nothing is hidden": (
            "POST /api/v1/dispatch/assignments/{assignment_id}/state",
            "POST /api/v1/dispatch/units/{unit_id}/state",
            "POST /api/v1/resources/units/{unit_id}/station",
            "POST /api/v1/resources/units/{unit_id}/crew",
        ),
        "all of a system, of which each is hidden by itself: see the tests of letters": (
            "POST /api/v1/outbox/systems/{system}/send",
        ),
        "a decision within a case, which is asked of above": (
            "POST /api/v1/protection/cases/{case_id}/decisions/{decision_id}/revoke",
        ),
    }.items()
    for name in names
}
"""Addresses that the walk leaves alone, each with its reason."""
