-- name: next_card_number
-- The row stays locked until the card is committed: numbers come without gaps, in order.
INSERT INTO calls.card_counter (year, last) VALUES (%(year)s, 1)
ON CONFLICT (year) DO UPDATE SET last = calls.card_counter.last + 1
RETURNING last

-- name: insert_card
INSERT INTO calls.card (
    id, number, state, what, type_code, type_version, place, grid_x, grid_y, priority, centre,
    opened_by, opened_by_name, opened_at, happened_at, crew_text
)
VALUES (
    %(id)s, %(number)s, 'draft', %(what)s, %(type_code)s, %(type_version)s, %(place)s, %(grid_x)s,
    %(grid_y)s, %(priority)s, %(centre)s, %(opened_by)s, %(opened_by_name)s, %(opened_at)s,
    %(happened_at)s, %(crew_text)s
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
  AND (%(pattern)s::text IS NULL OR c.number LIKE %(pattern)s OR c.what ILIKE %(pattern)s
       OR c.place->>'text' ILIKE %(pattern)s)
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

-- name: upsert_contact
-- Telephone events come in any order and more than once: each fills what it knows, none goes back.
INSERT INTO calls.contact (
    id, call_id, channel, state, caller, called, queue, desk, ringing_at, answered_at, ended_at
)
VALUES (
    %(id)s, %(call_id)s, %(channel)s, %(state)s, %(caller)s, %(called)s, %(queue)s, %(desk)s,
    %(at)s, CASE WHEN %(state)s = 'answered' THEN %(at)s::timestamptz END,
    CASE WHEN %(state)s IN ('ended', 'abandoned') THEN %(at)s::timestamptz END
)
ON CONFLICT ON CONSTRAINT contact_call_id DO UPDATE SET
    caller = coalesce(calls.contact.caller, excluded.caller),
    queue = coalesce(calls.contact.queue, excluded.queue),
    desk = coalesce(excluded.desk, calls.contact.desk),
    ringing_at = least(calls.contact.ringing_at, excluded.ringing_at),
    answered_at = coalesce(calls.contact.answered_at, excluded.answered_at),
    ended_at = coalesce(calls.contact.ended_at, excluded.ended_at),
    state = CASE
        WHEN calls.contact.state = 'ended' OR excluded.state = 'ended' THEN
            -- A caller who was never answered has given up, whatever the exchange calls it.
            CASE WHEN calls.contact.answered_at IS NULL AND excluded.answered_at IS NULL
                 THEN 'abandoned' ELSE 'ended' END
        WHEN calls.contact.state = 'abandoned' AND excluded.state = 'answered' THEN 'ended'
        WHEN calls.contact.state = 'abandoned' THEN 'abandoned'
        WHEN excluded.state = 'abandoned' THEN
            CASE WHEN calls.contact.answered_at IS NULL THEN 'abandoned' ELSE 'ended' END
        WHEN calls.contact.state = 'answered' THEN 'answered'
        ELSE excluded.state
    END,
    version = calls.contact.version + 1
WHERE (calls.contact.state, calls.contact.caller, calls.contact.desk, calls.contact.answered_at,
       calls.contact.ended_at) IS DISTINCT FROM
      (excluded.state, coalesce(calls.contact.caller, excluded.caller),
       coalesce(excluded.desk, calls.contact.desk),
       coalesce(calls.contact.answered_at, excluded.answered_at),
       coalesce(calls.contact.ended_at, excluded.ended_at))

-- name: get_contact_of_call
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact WHERE call_id = %(call_id)s

-- name: get_contact
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact WHERE id = %(id)s

-- name: lock_contact
SELECT id, call_id, channel, state, caller, called, queue, desk, answered_by, answered_by_name,
       ringing_at, answered_at, ended_at, position, card_id, closed_as, version
FROM calls.contact WHERE id = %(id)s FOR UPDATE

-- name: set_answered
UPDATE calls.contact
SET state = 'answered', answered_by = %(answered_by)s, answered_by_name = %(answered_by_name)s,
    desk = %(desk)s, answered_at = coalesce(answered_at, %(at)s), version = version + 1
WHERE id = %(id)s

-- name: set_position
UPDATE calls.contact SET position = %(position)s, version = version + 1 WHERE id = %(id)s

-- name: set_card
UPDATE calls.contact SET card_id = %(card_id)s, version = version + 1 WHERE id = %(id)s

-- name: set_contact_closed
UPDATE calls.contact
SET closed_as = %(closed_as)s, state = CASE WHEN state = 'abandoned' THEN state ELSE 'ended' END,
    ended_at = coalesce(ended_at, %(at)s), version = version + 1
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

-- name: take_waiting_position
-- A position that came before its call.
UPDATE calls.intake_message SET contact_id = %(contact_id)s
WHERE id = (
    SELECT id FROM calls.intake_message
    WHERE caller = %(caller)s AND contact_id IS NULL AND position IS NOT NULL
      AND received_at > %(since)s
    ORDER BY received_at DESC LIMIT 1
    FOR UPDATE
)
RETURNING position
