-- name: lock_card_id
-- The same card sent twice at the same moment: the second waits and finds the first.
SELECT pg_advisory_xact_lock(hashtextextended('calls.card ' || %(id)s::text, 0))

-- name: next_card_number
-- The row stays locked until the card is committed: numbers come without gaps, in order.
INSERT INTO calls.card_counter (year, last) VALUES (%(year)s, 1)
ON CONFLICT (year) DO UPDATE SET last = calls.card_counter.last + 1
RETURNING last

-- name: insert_card
INSERT INTO calls.card (
    id, number, state, what, type_code, type_version, place, grid_x, grid_y, priority, centre,
    opened_by, opened_by_name, opened_at, happened_at, crew_text, search_text
)
VALUES (
    %(id)s, %(number)s, 'draft', %(what)s, %(type_code)s, %(type_version)s, %(place)s, %(grid_x)s,
    %(grid_y)s, %(priority)s, %(centre)s, %(opened_by)s, %(opened_by_name)s, %(opened_at)s,
    %(happened_at)s, %(crew_text)s, %(number)s || ' ' || %(search_text)s
)

-- name: lock_card
SELECT id, field_versions FROM calls.card WHERE id = %(id)s FOR UPDATE

-- name: lock_card_of_leg
-- The card is the lock for all its legs: two dispatchers can't close it past each other.
SELECT c.id, c.field_versions FROM calls.card c
WHERE c.id = (SELECT card_id FROM calls.leg WHERE id = %(leg_id)s) FOR UPDATE

-- name: get_card
SELECT c.id, c.number, c.state, c.what, c.type_code, c.type_version, c.place, c.priority, c.centre,
       c.opened_by, c.opened_by_name, c.opened_at, c.informed_at, c.closed_at, c.closed_as,
       c.happened_at, c.crew_text, c.version,
       (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.received_at, l.id), '[]')
        FROM calls.leg l WHERE l.card_id = c.id) AS legs,
       (SELECT coalesce(jsonb_agg(t.id ORDER BY t.ringing_at), '[]')
        FROM calls.contact t WHERE t.card_id = c.id) AS contacts
FROM calls.card c WHERE c.id = %(id)s

-- name: list_cards
-- An institution sees the cards on which it has or had a leg; the contact centre sees all.
SELECT c.id, c.number, c.state, c.what, c.type_code, c.type_version, c.place, c.priority, c.centre,
       c.opened_by, c.opened_by_name, c.opened_at, c.informed_at, c.closed_at, c.closed_as,
       c.happened_at, c.crew_text, c.version,
       (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.received_at, l.id), '[]')
        FROM calls.leg l WHERE l.card_id = c.id) AS legs,
       (SELECT coalesce(jsonb_agg(t.id ORDER BY t.ringing_at), '[]')
        FROM calls.contact t WHERE t.card_id = c.id) AS contacts
FROM calls.card c
WHERE (%(state)s::text IS NULL OR c.state = %(state)s)
  AND (NOT %(open_only)s OR c.state <> 'closed')
  AND (%(institution)s::text IS NULL
       OR EXISTS (SELECT FROM calls.leg l WHERE l.card_id = c.id AND l.institution = %(institution)s))
  AND (%(before)s::timestamptz IS NULL OR (c.happened_at, c.id) < (%(before)s, %(before_id)s))
ORDER BY c.happened_at DESC, c.id DESC
LIMIT %(limit)s

-- name: search_cards
-- Materialised, or the planner walks all cards by time in search of rare words.
WITH found AS MATERIALIZED (
    SELECT id FROM calls.card WHERE search_text LIKE %(pattern)s
)
SELECT c.id, c.number, c.state, c.what, c.type_code, c.type_version, c.place, c.priority, c.centre,
       c.opened_by, c.opened_by_name, c.opened_at, c.informed_at, c.closed_at, c.closed_as,
       c.happened_at, c.crew_text, c.version,
       (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.received_at, l.id), '[]')
        FROM calls.leg l WHERE l.card_id = c.id) AS legs,
       (SELECT coalesce(jsonb_agg(t.id ORDER BY t.ringing_at), '[]')
        FROM calls.contact t WHERE t.card_id = c.id) AS contacts
FROM calls.card c JOIN found USING (id)
WHERE (%(state)s::text IS NULL OR c.state = %(state)s)
  AND (NOT %(open_only)s OR c.state <> 'closed')
  AND (%(institution)s::text IS NULL
       OR EXISTS (SELECT FROM calls.leg l WHERE l.card_id = c.id AND l.institution = %(institution)s))
  AND (%(before)s::timestamptz IS NULL OR (c.happened_at, c.id) < (%(before)s, %(before_id)s))
ORDER BY c.happened_at DESC, c.id DESC
LIMIT %(limit)s

-- name: list_near
SELECT c.id, c.number, c.state, c.what, c.type_code, c.type_version, c.place, c.priority, c.centre,
       c.opened_by, c.opened_by_name, c.opened_at, c.informed_at, c.closed_at, c.closed_as,
       c.happened_at, c.crew_text, c.version,
       (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.received_at, l.id), '[]')
        FROM calls.leg l WHERE l.card_id = c.id) AS legs,
       (SELECT coalesce(jsonb_agg(t.id ORDER BY t.ringing_at), '[]')
        FROM calls.contact t WHERE t.card_id = c.id) AS contacts
FROM calls.card c
WHERE c.grid_x BETWEEN %(grid_x)s - 1 AND %(grid_x)s + 1
  AND c.grid_y BETWEEN %(grid_y)s - 1 AND %(grid_y)s + 1
  AND (c.state <> 'closed' OR c.happened_at > %(since)s)
  AND c.happened_at > %(oldest)s
ORDER BY c.happened_at DESC
LIMIT %(limit)s

-- name: update_card
UPDATE calls.card
SET what = %(what)s, type_code = %(type_code)s, type_version = %(type_version)s, place = %(place)s,
    grid_x = %(grid_x)s, grid_y = %(grid_y)s, priority = %(priority)s, crew_text = %(crew_text)s,
    search_text = number || ' ' || %(search_text)s,
    field_versions = field_versions || %(field_versions)s, version = version + 1
WHERE id = %(id)s

-- name: set_informed
UPDATE calls.card SET state = 'informed', informed_at = %(informed_at)s, version = version + 1
WHERE id = %(id)s

-- name: set_closed
UPDATE calls.card
SET state = 'closed', closed_at = %(closed_at)s, closed_as = %(closed_as)s, version = version + 1
WHERE id = %(id)s

-- name: bump_card
UPDATE calls.card SET version = version + 1 WHERE id = %(id)s

-- name: set_crew_text
UPDATE calls.card SET crew_text = %(crew_text)s, version = version + 1 WHERE id = %(id)s

-- name: insert_leg
INSERT INTO calls.leg (id, card_id, service, institution, priority, state, received_at)
VALUES (%(id)s, %(card_id)s, %(service)s, %(institution)s, %(priority)s, 'received', %(received_at)s)

-- name: get_leg
SELECT id, card_id, service, institution, priority, state, received_at, accepted_at, dispatched_at,
       en_route_at, on_scene_at, completed_at, closed_at, closed_as
FROM calls.leg WHERE id = %(id)s

-- name: set_leg_state
-- The first time of each step stays; a step that comes again does not move it.
UPDATE calls.leg
SET state = %(state)s,
    accepted_at = CASE WHEN %(state)s = 'accepted' THEN coalesce(accepted_at, %(at)s) ELSE accepted_at END,
    dispatched_at = CASE WHEN %(state)s = 'dispatched' THEN coalesce(dispatched_at, %(at)s) ELSE dispatched_at END,
    en_route_at = CASE WHEN %(state)s = 'en_route' THEN coalesce(en_route_at, %(at)s) ELSE en_route_at END,
    on_scene_at = CASE WHEN %(state)s = 'on_scene' THEN coalesce(on_scene_at, %(at)s) ELSE on_scene_at END,
    completed_at = CASE WHEN %(state)s = 'completed' THEN %(at)s ELSE completed_at END,
    closed_at = CASE WHEN %(state)s IN ('closed', 'rejected', 'transferred', 'cancelled')
                     THEN %(at)s ELSE closed_at END,
    closed_as = coalesce(%(closed_as)s, closed_as)
WHERE id = %(id)s

-- name: insert_note
INSERT INTO calls.note (id, card_id, text, for_crews, author, author_name, at)
VALUES (%(id)s, %(card_id)s, %(text)s, %(for_crews)s, %(author)s, %(author_name)s, %(at)s)

-- name: insert_contact
-- Two first events of one call may come at the same moment: the second waits here and joins.
INSERT INTO calls.contact (
    id, call_id, channel, state, caller, called, queue, desk, ringing_at, answered_at, ended_at
)
VALUES (
    %(id)s, %(call_id)s, %(channel)s, %(state)s, %(caller)s, %(called)s, %(queue)s, %(desk)s,
    %(ringing_at)s, %(answered_at)s, %(ended_at)s
)
ON CONFLICT ON CONSTRAINT contact_call_id DO NOTHING

-- name: lock_contact_of_call
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact WHERE call_id = %(call_id)s FOR UPDATE

-- name: get_contact
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact WHERE id = %(id)s

-- name: lock_contact
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact WHERE id = %(id)s FOR UPDATE

-- name: save_contact
-- The row is locked by whoever saves it.
UPDATE calls.contact
SET state = %(state)s, caller = %(caller)s, called = %(called)s, queue = %(queue)s, desk = %(desk)s,
    answered_by = %(answered_by)s, answered_by_name = %(answered_by_name)s,
    ringing_at = %(ringing_at)s, answered_at = %(answered_at)s, ended_at = %(ended_at)s,
    position = %(position)s, card_id = %(card_id)s, closed_as = %(closed_as)s,
    version = %(version)s
WHERE id = %(id)s

-- name: list_contacts
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact
WHERE %(state)s::text IS NULL OR state = %(state)s
ORDER BY ringing_at DESC LIMIT %(limit)s

-- name: list_contacts_now
-- What a desk needs: who waits, who speaks, who gave up and was not called back.
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact
WHERE state IN ('ringing', 'answered')
   OR (ringing_at > %(since)s AND closed_as IS NULL AND card_id IS NULL)
   OR card_id IN (SELECT id FROM calls.card WHERE state <> 'closed')
ORDER BY ringing_at DESC LIMIT %(limit)s

-- name: list_earlier_contacts
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact
WHERE caller = %(caller)s AND id <> %(id)s AND ringing_at > %(since)s
ORDER BY ringing_at DESC LIMIT 20

-- name: find_contact_by_caller
-- The handset's position comes seconds before or after the call itself.
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact
WHERE caller = %(caller)s AND ringing_at BETWEEN %(since)s AND %(until)s
ORDER BY abs(extract(epoch FROM ringing_at - %(at)s)) LIMIT 1
FOR UPDATE

-- name: insert_intake
INSERT INTO calls.intake_message
    (id, kind, received_at, content_type, body, outcome, flags, caller, position, contact_id)
VALUES (%(id)s, %(kind)s, %(received_at)s, %(content_type)s, %(body)s, %(outcome)s, %(flags)s,
        %(caller)s, %(position)s, %(contact_id)s)

-- name: lock_caller
-- A call and its position may come at the same moment in two transactions: one waits for the
-- other, or each would miss what the other has not committed yet.
SELECT pg_advisory_xact_lock(hashtextextended('calls.caller ' || %(caller)s, 0))

-- name: take_waiting_positions
-- Positions that came before their call: all belong to it, the newest first.
WITH taken AS (
    UPDATE calls.intake_message SET contact_id = %(contact_id)s
    WHERE caller = %(caller)s AND contact_id IS NULL AND position IS NOT NULL
      AND received_at BETWEEN %(since)s AND %(until)s
    RETURNING position, received_at
)
SELECT position FROM taken ORDER BY received_at DESC
