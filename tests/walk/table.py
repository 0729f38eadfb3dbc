"""Every address that tells something: what kind of things, to whom, and how it is asked.

Written out by hand on purpose: whoever adds an address says here what it may tell.
"""

from __future__ import annotations

from tests.walk.address import Address, Query
from tests.walk.address import look as _look
from tests.walk.address import of as _of

CENTRE, JELGAVA = "call_taker of 112", "register_officer of pp-0003000"
VP_HEAD, ADMINISTRATOR = "register_supervisor of vp", "administrator of iemic"
AT = {"lat": "56.6511", "lon": "23.7214"}
WAY = {"from_lat": "56.65", "from_lon": "23.72", "to_lat": "56.66", "to_lon": "23.73"}
SOUGHT: tuple[Query, ...] = tuple(
    {"q": q}
    for q in (
        "{surname}",
        "{first_name} Zariņš",
        "Zariņš",
        "Bērziņš",
        "AB-1",
        "{plate}",
        "{shared_plate}",
        "{phone}",
        "{shared_phone}",
        "{code}",
        "{paper}",
        "{registration}",
        "Lielā iela 1",
        "{number}",
        "2026",
    )
)
LISTED: tuple[Query, ...] = (
    {},
    {"limit": "2"},
    {"status": "open"},
    {"status": "cancelled"},
    {"mine": "true"},
    {"q": "{number}"},
    {"q": "Lielā"},
    {"q": "JPP-2026"},
)
PACE: tuple[Query, ...] = ({}, {"institution": "pp-0003000"}, {"institution": "vp"})
LETTERS: tuple[Query, ...] = (
    {},
    {"system": "krass"},
    {"standing": "waiting"},
    {"event": "{event_id}"},
    {"limit": "2"},
)
KNOWN: tuple[Query, ...] = tuple(
    {"list": items, "q": q}
    for items, words in (
        ("persons", ("{surname}", "Zariņš", "{code}", "{shared_phone}")),
        ("vehicles", ("AB-1", "{plate}", "{shared_plate}")),
        ("documents", ("{paper}", "LQ77")),
        ("organisations", ("{registration}", "{word}")),
    )
    for q in words
)
FIGURES = (
    "registered",
    "incomplete",
    "late_entry",
    "open_long",
    "twice",
    "looked_again",
    "returned",
    "unlooked",
)

READS: tuple[Address, ...] = (
    # First, for what others ask may come into the feed. `since=0-0`: everything that it has ever
    # told; without it, what a new desk begins with.
    Address("/api/v1/live", "cards", frozenset({"live.read"}), ({"since": "0-0"}, {})),
    Address("/", "open"),
    Address("/health/live", "machine"),
    Address("/health/ready", "machine"),
    Address("/metrics", "machine"),
    Address("/openapi.json", "open", once=True, served_to=ADMINISTRATOR),
    Address("/openapi/exchange.json", "open", once=True, served_to=ADMINISTRATOR),
    Address("/api/v1/session/ways", "open"),
    Address("/api/v1/demonstration", "open"),
    Address("/api/v1/texts/lv", "open", once=True, served_to=ADMINISTRATOR),
    Address("/api/v1/classifiers/incident_type", "house"),
    Address("/api/v1/exchange/schema.json", "house"),
    Address("/api/v1/session", "own"),
    Address("/api/v1/session/totp", "own", fresh=True),
    Address("/api/v1/identity/roles", "house", frozenset({"identity.read"})),
    _of("/api/v1/identity/institutions", "house", "identity.people.list_institutions"),
    _of("/api/v1/identity/people", "staff", "identity.people.list_people"),
    _of("/api/v1/identity/clients", "staff", "identity.clients.list_clients"),
    _of(
        "/api/v1/gis/places",
        "house",
        "gis.reading.find_places",
        {"q": "Lielā iela"},
        {"q": "{word}"},
    ),
    _of("/api/v1/gis/territory", "house", "gis.reading.territory_at", AT),
    _of("/api/v1/gis/travel", "house", "gis.reading.travel_time", WAY),
    _of("/api/v1/gis/route", "house", "gis.reading.route", WAY),
    _of("/api/v1/gis/layers/municipalities", "house", "gis.reading.layer", served_to=""),
    _of("/api/v1/resources/stations", "house", "resources.list_stations"),
    _of("/api/v1/resources/units", "house", "resources.list_units", {}, {"institution": "vugd"}),
    _of("/api/v1/resources/units/{unit_id}", "house", "resources.see_unit"),
    _of("/api/v1/resources/units/{unit_id}/trail", "house", "resources.see_unit"),
    _of(
        "/api/v1/calls/contacts", "cards", "calls.contacts.list_contacts", {}, {"state": "ringing"}
    ),
    _of("/api/v1/calls/contacts/{contact_id}/earlier", "cards", "calls.contacts.list_earlier"),
    _of(
        "/api/v1/calls/cards",
        "cards",
        "calls.cards.list_cards",
        {},
        {"limit": "1"},
        {"q": "{word}"},
        {"q": "{card_number}"},
        {"q": "Lielā"},
        {"state": "informed"},
    ),
    _of("/api/v1/calls/cards/near", "cards", "calls.cards.list_near", AT, AT | {"what": "{word}"}),
    _of("/api/v1/calls/cards/{card_id}", "cards", "calls.cards.see_card"),
    _of("/api/v1/calls/cards/{card_id}/timeline", "cards", "calls.timeline.read_timeline"),
    _of(
        "/api/v1/calls/propose-type",
        "cards",
        "calls.types.propose_type",
        method="POST",
        body={"text": "draud {word}"},
    ),
    _of(
        "/api/v1/dispatch/legs/{leg_id}/recommendation",
        "cards",
        "dispatch.recommending.recommend",
        fresh=True,
        served_to="",
    ),
    _of(
        "/api/v1/dispatch/assignments",
        "cards",
        "dispatch.reading.list_assignments",
        {},
        {"card_id": "{card_id}"},
    ),
    _of(
        "/api/v1/dispatch/referrals",
        "cards",
        "dispatch.referring.list_referrals",
        {},
        {"state": "offered"},
    ),
    _of("/api/v1/register/events", "events", "register.reading.list_events", *LISTED),
    _of(
        "/api/v1/register/export",
        "events",
        "register.printing.export_list",
        {"format": "csv"},
        {"format": "xlsx"},
        {"format": "csv", "q": "{number}"},
    ),
    _of("/api/v1/register/effort", "house", "register.estimating.list_efforts"),
    _of("/api/v1/register/work", "events", "register.working.list_work"),
    _of("/api/v1/register/glass", "own", "register.access.list_glasses"),
    _of(
        "/api/v1/register/narrative",
        "house",
        "register.proposing.propose_from_narrative",
        method="POST",
        body={"text": "Lielā iela 1, {plate}, {phone}"},
        # A text is read with the help of the map alone: it says again what was typed.
        served_to=JELGAVA,
    ),
    _look("/api/v1/register/events/{event_id}", "register.reading.open_event", "refs"),
    _look("/api/v1/register/events/{event_id}/print", "register.printing.print_event", "refs"),
    _look("/api/v1/register/events/{event_id}/history", "register.reading.list_history", "refs"),
    _look("/api/v1/register/events/{event_id}/work", "register.working.read_event_work", "refs"),
    _look(
        "/api/v1/register/events/{event_id}/attachments",
        "register.attaching.list_attachments",
        "refs",
    ),
    _look(
        "/api/v1/register/events/{event_id}/attachments/{attachment_id}",
        "register.attaching.open_attachment",
        "refs",
    ),
    _of(
        "/api/v1/register/quality",
        "events",
        "register.measuring.measure_quality",
        {},
        {"institution": "pp-0003000"},
        {"institution": "pp-0054000"},
        served_to=VP_HEAD,
    ),
    *(
        _of(
            f"/api/v1/register/quality/{figure}",
            "events",
            "register.measuring.list_quality",
            {},
            {"institution": "pp-0003000"},
            served_to=VP_HEAD,
        )
        for figure in FIGURES
    ),
    _of(
        "/api/v1/register/quality/registered/export",
        "events",
        "register.measuring.export_quality",
        {"format": "csv"},
        {"format": "xlsx"},
        served_to=VP_HEAD,
    ),
    _of(
        "/api/v1/register/events/{event_id}/retention",
        "events",
        "register.reaching.read_event_retention",
    ),
    _of("/api/v1/register/retention/rules", "terms", "register.retaining.list_retention_rules"),
    _of(
        "/api/v1/register/retention/rules/{rule_id}/reach",
        "terms",
        "register.reaching.count_rule_reach",
    ),
    _of(
        "/api/v1/register/retention/rules/{rule_id}/events",
        "terms",
        "register.reaching.list_rule_reach",
        {},
        {"institution": "pp-0003000"},
    ),
    _of(
        "/api/v1/register/retention/coverage", "terms", "register.retaining.list_retention_coverage"
    ),
    _of("/api/v1/register/retention/due", "terms", "register.retaining.list_due"),
    _of("/api/v1/register/retention/holds", "terms", "register.holding.list_holds"),
    _of(
        "/api/v1/register/retention/certificates",
        "terms",
        "register.certifying.list_certificates",
        {},
        {"q": "{number}"},
    ),
    _of(
        "/api/v1/register/retention/certificates/export",
        "terms",
        "register.certifying.export_certificates",
        {"format": "csv"},
        {"format": "json"},
    ),
    _look("/api/v1/index/search", "index.searching.search", "hits", *SOUGHT),
    _look(
        "/api/v1/index/known",
        "index.knowing.list_known",
        "hits",
        *KNOWN,
        {"list": "persons", "q": "{surname}", "without": "{event_id}"},
    ),
    _look(
        "/api/v1/index/links",
        "index.linking.follow_links",
        "hits",
        {"kind": "event", "id": "{event_id}"},
        {"kind": "person", "id": "{person_id}"},
    ),
    _look("/api/v1/index/events/{event_id}/around", "index.telling.read_around", "hits"),
    _look("/api/v1/index/persons/{person_id}", "index.merging.read_identity", "things"),
    _of("/api/v1/index/saved", "own", "index.saving.list_own_searches"),
    _of(
        "/api/v1/index/saved/{own_search_id}/notices",
        "own",
        "index.noticing.list_notices",
        logs="hits",
    ),
    _of(
        "/api/v1/index/saved/{search_id}/notices",
        "own",
        "index.noticing.list_notices",
        served_to="",
    ),
    _of(
        "/api/v1/index/saved/{own_search_id}/run",
        "own",
        "index.saving.run_search",
        method="POST",
        logs="hits",
    ),
    _of(
        "/api/v1/index/saved/{search_id}/run",
        "own",
        "index.saving.run_search",
        method="POST",
        served_to="",
    ),
    _look(
        "/api/v1/index/standing",
        "index.supervising.list_standing",
        "made",
        kind="looks",
        served_to=VP_HEAD,
    ),
    _look(
        "/api/v1/index/standing/all", "index.supervising.list_all_standing", "made", kind="looks"
    ),
    _look("/api/v1/protection/events/{event_id}/case", "protection.working.read_case", "refs"),
    _of("/api/v1/protection/notices", "events", "protection.sending.list_due_notices"),
    _look(
        "/api/v1/custody/items",
        "custody.reading.list_items",
        "items",
        {},
        {"q": "{word}"},
        {"q": "{plate}"},
        {"q": "{item_number}"},
        {"event": "{event_id}"},
        {"place": "{place_id}"},
        {"status": "held"},
        {"limit": "1"},
    ),
    _look("/api/v1/custody/items/{item_id}", "custody.reading.read_item", "subject"),
    _look("/api/v1/custody/offers", "custody.handing.list_waiting_offers", "items"),
    _of("/api/v1/custody/places", "house", "custody.keeping.list_places"),
    _look(
        "/api/v1/custody/events/{event_id}/things", "custody.taking.list_event_things", "subject"
    ),
    _look("/api/v1/exchange/events/{source_id}", "exchange.reading.read_event", "refs"),
    _of(
        "/api/v1/exchange/events:check",
        "house",
        "exchange.stating.judge_event",
        method="POST",
        body={"source_id": "{source_id}", "version": 1, "type": "tried.noise"},
        served_to=JELGAVA,
    ),
    _of("/api/v1/exchange/events", "events", "exchange.reading.list_stated", {}, {"limit": "1"}),
    _of(
        "/api/v1/exchange/changes",
        "events",
        "exchange.changes.list_changes",
        {"limit": "1000"},
        {"limit": "3"},
    ),
    _of("/api/v1/exchange/state", "events", "exchange.reading.read_state"),
    _of("/api/v1/exchange/rejects", "events", "exchange.rejecting.list_rejects"),
    _look("/api/v1/exchange/rejects/{reject_id}/body", "exchange.rejecting.read_body", "subject"),
    _of("/api/v1/imports", "events", "imports.adding.list_imports"),
    _of("/api/v1/imports/{import_id}", "events", "imports.adding.read_import"),
    _look("/api/v1/imports/{import_id}/preview", "imports.mapping.preview", "subject"),
    _of("/api/v1/imports/{import_id}/mapping.toml", "events", "imports.mapping.read_mapping_file"),
    _of("/api/v1/imports/{import_id}/faults", "events", "imports.telling.list_faults"),
    _look(
        "/api/v1/imports/{import_id}/faults/export",
        "imports.telling.report_faults",
        "subject",
        {"format": "csv"},
    ),
    _look(
        "/api/v1/imports/{import_id}/refused",
        "imports.telling.write_refused",
        "subject",
        {"format": "csv"},
    ),
    _of(
        "/api/v1/exchange/subscriptions",
        "staff",
        "exchange.subscribing.list_subscriptions",
        served_to=JELGAVA,
    ),
    _of(
        "/api/v1/exchange/subscriptions/{subscription_id}/unbrought",
        "events",
        "exchange.subscribing.list_unbrought",
    ),
    _of(
        "/api/v1/exchange/subscriptions/{subscription_id}/deliveries",
        "events",
        "exchange.subscribing.list_deliveries",
    ),
    _of("/api/v1/exchange/pace", "events", "exchange.pacing.read_pace", *PACE),
    _of("/api/v1/exchange/pace/statements", "events", "exchange.pacing.list_statements", *PACE),
    _of(
        "/api/v1/exchange/pace/export",
        "events",
        "exchange.pacing.export_statements",
        {"format": "csv"},
        fresh=True,
    ),
    _of("/api/v1/exchange/pace/waiting", "events", "exchange.pacing.list_waiting", *PACE),
    _of(
        "/api/v1/exchange/pace/institutions",
        "terms",
        "exchange.pacing.list_paces",
        served_to=ADMINISTRATOR,
    ),
    _look(
        "/api/v1/register/ask",
        "register.asking.begin_asking",
        "made",
        method="POST",
        body={"list": "persons", "key": "{code}"},
        served_to="",
    ),
    _of(
        "/api/v1/register/sources", "terms", "register.asking.list_sources", served_to=ADMINISTRATOR
    ),
    _look(
        "/api/v1/register/events/{event_id}/checks",
        "register.asking.read_checks",
        "refs",
        served_to="",
    ),
    Address("/api/v1/outbox/schema.json", "house"),
    _of("/api/v1/outbox/systems", "terms", "outbox.reading.list_systems", served_to=ADMINISTRATOR),
    _of("/api/v1/outbox/letters", "events", "outbox.reading.list_letters", *LETTERS),
    _look("/api/v1/outbox/letters/{letter_id}", "outbox.reading.read_letter", "refs"),
    _look(
        "/api/v1/outbox/letters/{letter_id}/page", "outbox.reading.read_page", "refs", served_to=""
    ),
    _of(
        "/api/v1/exchange/quotas",
        "staff",
        "exchange.metering.list_client_quotas",
        served_to=JELGAVA,
    ),
    _of("/api/v1/analytics/intervals", "house", "analytics.read_intervals", served_to=VP_HEAD),
    _of("/api/v1/analytics/shift", "house", "analytics.read_shift", served_to=VP_HEAD),
    _look(
        "/api/v1/audit/entries",
        "audit.reading.read_journal",
        "made",
        {},
        {"subject": "{event_id}"},
        kind="looks",
    ),
    _of("/api/v1/audit/chain", "looks", "audit.reading.look_at_chain"),
    _look(
        "/api/v1/audit/enquiries/{enquiry_id}/export",
        "audit.enquiring.export_enquiry",
        "made",
        {"format": "csv"},
        {"format": "xlsx"},
        kind="looks",
    ),
    _look("/api/v1/audit/findings", "audit.enquiring.list_findings", "made", kind="looks"),
    _look(
        "/api/v1/audit/enquiries",
        "audit.enquiring.make_enquiry",
        "made",
        kind="looks",
        method="POST",
        body={"question": {"number": "{number}"}, "reason": "Sūdzība 13/2026"},
    ),
    _look(
        "/api/v1/audit/subject-reports",
        "audit.enquiring.report_to_subject",
        "made",
        kind="looks",
        method="POST",
        purpose="data_subject_request;ref=P-7",
        body={"personal_code": "{code}", "name": "{first_name}", "document_seen": "LV1234567"},
    ),
)
