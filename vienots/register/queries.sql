-- name: get_event
-- Everything of one event that this viewer may see, persons included.
SELECT e.id, e.number, e.institution, e.seen_by, e.level, e.members, e.writers, e.version, e.type_version,
       e.type_group, e.officer, e.officer_name, e.card_id, e.card_number, e.card_version, e.origins,
       e.created_at, e.created_by, e.changed_at, e.completed_at,
       register.document_of(e) AS document
FROM register.event e
WHERE e.id = %(id)s AND e.readers && %(keys)s::text[]

-- name: get_whole
-- For the house itself, which decides anew who sees it: no viewer.
SELECT e.id, e.version, e.number, e.institution, e.readers,
       ARRAY(SELECT k FROM unnest(e.readers) AS r (k) WHERE k <> 'house' AND k NOT LIKE 'glass#%%')
           AS audience, e.card_number,
       ARRAY(SELECT n.number FROM register.event_number n WHERE n.event_id = e.id
             ORDER BY n.given_at, n.number) AS numbers,
       register.document_of(e) AS content
FROM register.event e WHERE e.id = %(id)s

-- name: list_ids
SELECT id FROM register.event
WHERE %(after)s::uuid IS NULL OR id > %(after)s
ORDER BY id LIMIT %(limit)s

-- name: lock_event
-- Held until the transaction ends: two people's changes are merged one after the other. Read again
-- by a statement of its own afterwards: this one's snapshot is older than the wait for the lock.
SELECT e.id, e.institution FROM register.event e
WHERE e.id = %(id)s AND e.readers && %(keys)s::text[]
FOR UPDATE

-- name: lock_event_of_card
-- For the house itself, which carries the card over: no viewer.
SELECT e.id, e.institution FROM register.event e WHERE e.card_id = %(card_id)s FOR UPDATE

-- name: exists_event
-- For a desk that sends its new event again.
SELECT EXISTS (SELECT FROM register.event WHERE id = %(id)s) AS found

-- name: insert_event
INSERT INTO register.event (
    id, number, institution, seen_by, version, type, type_version, type_group, legal_class, category,
    status, status_reason, received_at, received_via, occurred_from, occurred_to, on_scene_at,
    address, address_folded, address_code, atvk, lat, lon, accuracy_m, place_note, narrative,
    outcome_kind, outcome_number, outcome_decided_at, officer, officer_name, card_id, card_number,
    card_version, origins, missing_count, created_at, created_by, changed_at, completed_at, level,
    has_minors, members, writers
)
VALUES (
    %(id)s, %(number)s, %(institution)s, %(seen_by)s, %(version)s, %(type)s, %(type_version)s,
    %(type_group)s, %(legal_class)s, %(category)s, %(status)s, %(status_reason)s, %(received_at)s,
    %(received_via)s, %(occurred_from)s, %(occurred_to)s, %(on_scene_at)s, %(address)s,
    %(address_folded)s, %(address_code)s, %(atvk)s, %(lat)s, %(lon)s, %(accuracy_m)s,
    %(place_note)s, %(narrative)s, %(outcome_kind)s, %(outcome_number)s, %(outcome_decided_at)s,
    %(officer)s, %(officer_name)s, %(card_id)s, %(card_number)s, %(card_version)s, %(origins)s,
    %(missing_count)s, %(created_at)s, %(created_by)s, %(changed_at)s, %(completed_at)s, %(level)s,
    %(has_minors)s, %(members)s, %(writers)s
)

-- name: update_event
-- The row is locked and its version was read under the lock; one row always answers.
UPDATE register.event SET
    number = %(number)s, institution = %(institution)s, seen_by = %(seen_by)s,
    version = %(version)s, type = %(type)s, type_version = %(type_version)s,
    type_group = %(type_group)s, legal_class = %(legal_class)s, category = %(category)s,
    status = %(status)s, status_reason = %(status_reason)s, received_at = %(received_at)s,
    received_via = %(received_via)s, occurred_from = %(occurred_from)s,
    occurred_to = %(occurred_to)s, on_scene_at = %(on_scene_at)s, address = %(address)s,
    address_folded = %(address_folded)s, address_code = %(address_code)s, atvk = %(atvk)s,
    lat = %(lat)s, lon = %(lon)s, accuracy_m = %(accuracy_m)s, place_note = %(place_note)s,
    narrative = %(narrative)s, outcome_kind = %(outcome_kind)s,
    outcome_number = %(outcome_number)s, outcome_decided_at = %(outcome_decided_at)s,
    officer = %(officer)s, officer_name = %(officer_name)s, card_id = %(card_id)s,
    card_number = %(card_number)s, card_version = %(card_version)s, origins = %(origins)s,
    missing_count = %(missing_count)s, changed_at = %(changed_at)s,
    completed_at = %(completed_at)s, level = %(level)s, has_minors = %(has_minors)s,
    members = %(members)s, writers = %(writers)s
WHERE id = %(id)s AND version = %(version)s - 1

-- name: set_card_version
-- The card changed in nothing that the event tells.
UPDATE register.event SET card_version = %(card_version)s WHERE id = %(id)s

-- name: delete_persons
DELETE FROM register.event_person WHERE event_id = %(event_id)s

-- name: insert_person
INSERT INTO register.event_person (
    event_id, ref, ordinal, role, personal_code, personal_code_digits, name, surname, name_folded,
    birth_on, sex, citizenship, phone, phone_normal, address, address_folded, condition
)
VALUES (
    %(event_id)s, %(ref)s, %(ordinal)s, %(role)s, %(personal_code)s, %(personal_code_digits)s,
    %(name)s, %(surname)s, %(name_folded)s, %(birth_on)s, %(sex)s, %(citizenship)s, %(phone)s,
    %(phone_normal)s, %(address)s, %(address_folded)s, %(condition)s
)

-- name: delete_vehicles
DELETE FROM register.event_vehicle WHERE event_id = %(event_id)s

-- name: insert_vehicle
INSERT INTO register.event_vehicle (
    event_id, ref, ordinal, role, plate, plate_normal, country, vin, vin_normal, make, model, colour,
    driver
)
VALUES (
    %(event_id)s, %(ref)s, %(ordinal)s, %(role)s, %(plate)s, %(plate_normal)s, %(country)s, %(vin)s,
    %(vin_normal)s, %(make)s, %(model)s, %(colour)s, %(driver)s
)

-- name: delete_objects
DELETE FROM register.event_object WHERE event_id = %(event_id)s

-- name: insert_object
INSERT INTO register.event_object (
    event_id, ref, ordinal, object_class, description, quantity, unit, status, owner, value_eur,
    serial, imei, imei_normal, storage
)
VALUES (
    %(event_id)s, %(ref)s, %(ordinal)s, %(object_class)s, %(description)s, %(quantity)s, %(unit)s,
    %(status)s, %(owner)s, %(value_eur)s::text::numeric, %(serial)s, %(imei)s, %(imei_normal)s,
    %(storage)s
)

-- name: delete_organisations
DELETE FROM register.event_organisation WHERE event_id = %(event_id)s

-- name: insert_organisation
INSERT INTO register.event_organisation (
    event_id, ref, ordinal, role, registration_number, registration_number_normal, name, name_folded,
    phone, phone_normal, address
)
VALUES (
    %(event_id)s, %(ref)s, %(ordinal)s, %(role)s, %(registration_number)s,
    %(registration_number_normal)s, %(name)s, %(name_folded)s, %(phone)s, %(phone_normal)s,
    %(address)s
)

-- name: delete_documents
DELETE FROM register.event_document WHERE event_id = %(event_id)s

-- name: insert_document
INSERT INTO register.event_document (
    event_id, ref, ordinal, document_type, number, number_normal, country, status, holder
)
VALUES (
    %(event_id)s, %(ref)s, %(ordinal)s, %(document_type)s, %(number)s, %(number_normal)s,
    %(country)s, %(status)s, %(holder)s
)

-- name: delete_officers
DELETE FROM register.event_attending_officer WHERE event_id = %(event_id)s

-- name: insert_officer
INSERT INTO register.event_attending_officer (event_id, ref, ordinal, name, badge)
VALUES (%(event_id)s, %(ref)s, %(ordinal)s, %(name)s, %(badge)s)

-- name: insert_version
INSERT INTO register.event_version
    (event_id, version, at, by, by_name, institution, cause, document, origins)
VALUES (%(event_id)s, %(version)s, %(at)s, %(by)s, %(by_name)s, %(institution)s, %(cause)s,
        %(document)s, %(origins)s)

-- name: get_version
SELECT event_id, version, at, by, by_name, institution, cause, document, origins
FROM register.event_version
WHERE event_id = %(event_id)s AND version = %(version)s

-- name: list_versions
SELECT event_id, version, at, by, by_name, institution, cause, document, origins
FROM register.event_version
WHERE event_id = %(event_id)s
ORDER BY version DESC
LIMIT %(limit)s

-- name: get_numbering
-- The institution's own row before the one for everybody.
SELECT coalesce(prefix, upper(%(institution)s::text)) AS prefix, pattern
FROM register.numbering
WHERE institution IN (%(institution)s::text, '*')
  AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
ORDER BY institution = '*'
LIMIT 1

-- name: take_seq
-- The row stays locked until the commit: the next number waits for it, so none is ever left out.
INSERT INTO register.number_counter AS c (institution, series, last)
VALUES (%(institution)s, %(series)s, 1)
ON CONFLICT ON CONSTRAINT number_counter_pkey DO UPDATE SET last = c.last + 1
RETURNING last

-- name: insert_number
INSERT INTO register.event_number (number, event_id, institution, series, seq, given_at)
VALUES (%(number)s, %(event_id)s, %(institution)s, %(series)s, %(seq)s, %(given_at)s)

-- name: list_numbers
SELECT number, institution, given_at FROM register.event_number
WHERE event_id = %(event_id)s
ORDER BY given_at, number

-- name: list_rows
-- Row security filters by the same keys. Both would be counted as if they thinned out the rows twice,
-- and a small institution's list would be gathered whole and sorted: what is coalesced is not.
SELECT id, number, institution, type, category, status, received_at, address, atvk, officer_name,
       card_number, missing_count AS missing, changed_at, version, level
FROM register.event
WHERE coalesce(readers && %(keys)s::text[], false)
  AND (%(statuses)s::text[] IS NULL OR status = ANY (%(statuses)s::text[]))
  AND (%(type)s::text IS NULL OR type = %(type)s OR type LIKE %(type_group)s::text)
  AND (%(since)s::timestamptz IS NULL OR received_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR received_at < %(until)s)
  AND (%(officer)s::text IS NULL OR officer = %(officer)s)
  AND (%(after_at)s::timestamptz IS NULL OR (received_at, id) < (%(after_at)s, %(after_id)s::uuid))
ORDER BY received_at DESC, id DESC
LIMIT %(limit)s

-- name: list_rows_matching
-- Matched first, ordered after: walking the time index for a rare text could take minutes.
WITH found AS MATERIALIZED (
    SELECT id FROM register.find_ids(
        %(number)s, %(card)s, %(address_key)s, %(address)s::text[]
    ) AS f (id)
)
SELECT e.id, e.number, e.institution, e.type, e.category, e.status, e.received_at, e.address, e.atvk,
       e.officer_name, e.card_number, e.missing_count AS missing, e.changed_at, e.version, e.level
FROM found JOIN register.event e ON e.id = found.id
WHERE coalesce(e.readers && %(keys)s::text[], false)
  AND (%(statuses)s::text[] IS NULL OR e.status = ANY (%(statuses)s::text[]))
  AND (%(type)s::text IS NULL OR e.type = %(type)s OR e.type LIKE %(type_group)s::text)
  AND (%(since)s::timestamptz IS NULL OR e.received_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR e.received_at < %(until)s)
  AND (%(officer)s::text IS NULL OR e.officer = %(officer)s)
  AND (%(after_at)s::timestamptz IS NULL
       OR (e.received_at, e.id) < (%(after_at)s, %(after_id)s::uuid))
ORDER BY e.received_at DESC, e.id DESC
LIMIT %(limit)s

-- name: list_open_rows
SELECT id, number, institution, type, category, status, received_at, address, atvk, officer_name,
       card_number, missing_count AS missing, changed_at, version, level
FROM register.event
WHERE coalesce(readers && %(keys)s::text[], false) AND status IN ('registered', 'in_progress', 'suspended')
ORDER BY received_at DESC, id DESC
LIMIT %(limit)s

-- name: get_row
SELECT id, number, institution, type, category, status, received_at, address, atvk, officer_name,
       card_number, missing_count AS missing, changed_at, version, level
FROM register.event
WHERE id = %(id)s AND readers && %(keys)s::text[]

-- name: get_row_of_card
SELECT id, number, institution, type, category, status, received_at, address, atvk, officer_name,
       card_number, missing_count AS missing, changed_at, version, level
FROM register.event
WHERE card_id = %(card_id)s AND readers && %(keys)s::text[]

-- name: get_own_row_of_card
SELECT id, number, institution, type, category, status, received_at, address, atvk, officer_name,
       card_number, missing_count AS missing, changed_at, version, level
FROM register.event
WHERE card_number = %(card_number)s AND institution = %(institution)s AND readers && %(keys)s::text[]

-- name: had_card
-- Seen by an earlier owner, too: it gave its number.
SELECT EXISTS (
    SELECT FROM register.event e JOIN register.event_number n ON n.event_id = e.id
    WHERE e.card_number = %(card_number)s AND n.institution = %(institution)s)

-- name: count_by_status
SELECT status, count(*)::int AS count FROM register.event
WHERE coalesce(readers && %(keys)s::text[], false) AND (%(owner)s::text IS NULL OR institution = %(owner)s)
  AND received_at >= %(since)s
GROUP BY status ORDER BY status

-- name: insert_content
-- The same bytes are kept once, whoever brings them.
INSERT INTO register.content (sha256, media_type, data, kept_at)
VALUES (%(sha256)s, %(media_type)s, %(data)s, %(at)s)
ON CONFLICT (sha256) DO NOTHING

-- name: insert_attachment
-- Nothing where this event has the same file already.
INSERT INTO register.attachment (id, event_id, sha256, name, added_at, added_by, added_by_name)
VALUES (%(id)s, %(event_id)s, %(sha256)s, %(name)s, %(added_at)s, %(added_by)s, %(added_by_name)s)
ON CONFLICT (event_id, sha256) WHERE withdrawn_at IS NULL DO NOTHING

-- name: list_attachments
SELECT a.id, a.name, c.media_type, c.size, encode(a.sha256, 'hex') AS sha256, a.added_at,
       a.added_by_name, a.withdrawn_at, a.withdrawn_by_name, a.withdrawn_reason
FROM register.attachment a JOIN register.content c USING (sha256)
WHERE a.event_id = %(event_id)s
ORDER BY a.added_at, a.id

-- name: get_content
SELECT a.name, c.media_type, c.data, a.withdrawn_at IS NOT NULL AS withdrawn
FROM register.attachment a JOIN register.content c USING (sha256)
WHERE a.event_id = %(event_id)s AND a.id = %(id)s

-- name: withdraw_attachment
UPDATE register.attachment
SET withdrawn_at = %(at)s, withdrawn_by_name = %(by_name)s, withdrawn_reason = %(reason)s
WHERE event_id = %(event_id)s AND id = %(id)s AND withdrawn_at IS NULL

-- name: enter
-- What the reader's keys open from here to the transaction's end, with those of a broken glass.
SELECT k.keys, set_config('vienots.keys', array_to_string(k.keys, ','), true) AS told
FROM (
    SELECT %(keys)s::text[] || ARRAY(
        SELECT DISTINCT key FROM register.glass g CROSS JOIN LATERAL unnest(g.keys) AS u (key)
        WHERE g.actor = %(actor)s AND g.ends_at > %(at)s
    ) AS keys
) k

-- name: delete_members
DELETE FROM register.member WHERE event_id = %(event_id)s

-- name: insert_member
INSERT INTO register.member (event_id, id, name, institution, added_by, added_at)
VALUES (%(event_id)s, %(id)s, %(name)s, %(institution)s, %(added_by)s, %(added_at)s)

-- name: list_members
SELECT id, name, institution FROM register.member WHERE event_id = %(event_id)s ORDER BY name, id

-- name: lock_glass
SELECT id, actor, actor_name, institution, ground, reason, asked_at, broken_at, ends_at, keys,
       reviewed_at, reviewed_by, reviewed_by_name, justified, review_note
FROM register.glass WHERE id = %(id)s
FOR UPDATE

-- name: insert_glass
INSERT INTO register.glass (id, actor, actor_name, institution, ground, reason, asked_at, keys)
VALUES (%(id)s, %(actor)s, %(actor_name)s, %(institution)s, %(ground)s, %(reason)s, %(asked_at)s,
        %(keys)s)

-- name: update_glass
UPDATE register.glass SET
    broken_at = %(broken_at)s, ends_at = %(ends_at)s, reviewed_at = %(reviewed_at)s,
    reviewed_by = %(reviewed_by)s, reviewed_by_name = %(reviewed_by_name)s,
    justified = %(justified)s, review_note = %(review_note)s
WHERE id = %(id)s

-- name: list_glasses
-- What waits for a review comes first.
SELECT id, actor, actor_name, institution, ground, reason, asked_at, broken_at, ends_at,
       reviewed_at, reviewed_by_name, justified, review_note
FROM register.glass
WHERE institution = %(institution)s AND broken_at IS NOT NULL
  AND (%(actor)s::text IS NULL OR actor = %(actor)s)
ORDER BY (reviewed_at IS NULL) DESC, broken_at DESC, id
LIMIT %(limit)s

-- name: insert_transfer
INSERT INTO register.transfer (id, event_id, from_institution, to_institution, saw_before, reason,
                               state, offered_at, offered_by_name, due_at)
VALUES (%(id)s, %(event_id)s, %(from_institution)s, %(to_institution)s, %(saw_before)s, %(reason)s,
        %(state)s, %(offered_at)s, %(offered_by_name)s, %(due_at)s)

-- name: get_transfer
SELECT id, event_id, from_institution, to_institution, saw_before, reason, state, offered_at,
       offered_by_name, due_at, overdue_at, answered_at, answered_by_name, answer_reason
FROM register.transfer WHERE id = %(id)s

-- name: list_transfers
SELECT id, event_id, from_institution, to_institution, saw_before, reason, state, offered_at,
       offered_by_name, due_at, overdue_at, answered_at, answered_by_name, answer_reason
FROM register.transfer WHERE event_id = %(event_id)s
ORDER BY offered_at DESC, id

-- name: answer_transfer
UPDATE register.transfer
SET state = %(state)s, answered_at = %(at)s, answered_by_name = %(by_name)s,
    answer_reason = %(reason)s
WHERE id = %(id)s AND state = 'offered'

-- name: list_overdue_transfers
SELECT id, event_id, from_institution, to_institution, saw_before, reason, state, offered_at,
       offered_by_name, due_at, overdue_at, answered_at, answered_by_name, answer_reason
FROM register.transfer
WHERE state = 'offered' AND due_at <= %(at)s AND overdue_at IS NULL
ORDER BY due_at, id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: mark_overdue
UPDATE register.transfer SET overdue_at = %(at)s WHERE id = %(id)s

-- name: list_offers
SELECT id, event_id, from_institution, to_institution, saw_before, reason, state, offered_at,
       offered_by_name, due_at, overdue_at, answered_at, answered_by_name, answer_reason
FROM register.transfer
WHERE state = 'offered' AND %(institution)s IN (from_institution, to_institution)
ORDER BY due_at, id
LIMIT %(limit)s

-- name: put_participant
INSERT INTO register.participant (event_id, institution, may_write, reason, invited_at,
                                  invited_by_name)
VALUES (%(event_id)s, %(institution)s, %(may_write)s, %(reason)s, %(at)s, %(by_name)s)
ON CONFLICT ON CONSTRAINT participant_pkey DO UPDATE SET
    may_write = excluded.may_write, reason = excluded.reason, invited_at = excluded.invited_at,
    invited_by_name = excluded.invited_by_name, ended_at = NULL, ended_by_name = NULL

-- name: end_participant
UPDATE register.participant SET ended_at = %(at)s, ended_by_name = %(by_name)s
WHERE event_id = %(event_id)s AND institution = %(institution)s AND ended_at IS NULL

-- name: list_participants
SELECT institution, may_write, reason, invited_at, invited_by_name, ended_at, ended_by_name
FROM register.participant WHERE event_id = %(event_id)s
ORDER BY invited_at, institution

-- name: insert_comment
INSERT INTO register.comment (id, event_id, at, by, by_name, institution, text, corrects)
VALUES (%(id)s, %(event_id)s, %(at)s, %(by)s, %(by_name)s, %(institution)s, %(text)s, %(corrects)s)
ON CONFLICT (id) DO NOTHING

-- name: list_comments
SELECT id, at, by_name, institution, text, corrects
FROM register.comment WHERE event_id = %(event_id)s
ORDER BY at, id

-- name: insert_relation
INSERT INTO register.relation (id, event_id, other_id, kind, note, at, by_name, institution)
VALUES (%(id)s, %(event_id)s, %(other_id)s, %(kind)s, %(note)s, %(at)s, %(by_name)s,
        %(institution)s)
ON CONFLICT DO NOTHING

-- name: get_relation
SELECT id, event_id, other_id, kind, note, at, by_name, institution, ended_at, ended_by_name
FROM register.relation WHERE id = %(id)s

-- name: end_relation
UPDATE register.relation SET ended_at = %(at)s, ended_by_name = %(by_name)s
WHERE id = %(id)s AND ended_at IS NULL

-- name: list_relations
SELECT id, event_id, other_id, kind, note, at, by_name, institution, ended_at, ended_by_name
FROM register.relation
WHERE %(event_id)s IN (event_id, other_id) AND ended_at IS NULL
ORDER BY at DESC, id
LIMIT %(limit)s

-- name: insert_task
INSERT INTO register.task (id, event_id, institution, assignee, assignee_name, title, due_at, set_at,
                           set_by_name)
VALUES (%(id)s, %(event_id)s, %(institution)s, %(assignee)s, %(assignee_name)s, %(title)s,
        %(due_at)s, %(set_at)s, %(set_by_name)s)
ON CONFLICT (id) DO NOTHING

-- name: get_task
SELECT id, event_id, institution, assignee, assignee_name, title, due_at, set_at, set_by_name,
       done_at, done_by_name
FROM register.task WHERE id = %(id)s

-- name: finish_task
UPDATE register.task SET done_at = %(at)s, done_by_name = %(by_name)s
WHERE id = %(id)s AND done_at IS NULL

-- name: list_tasks
SELECT id, event_id, institution, assignee, assignee_name, title, due_at, set_at, set_by_name,
       done_at, done_by_name
FROM register.task WHERE event_id = %(event_id)s
ORDER BY done_at NULLS FIRST, due_at NULLS LAST, set_at, id

-- name: list_open_tasks
-- One's own, and those of one's institution that nobody has been given.
SELECT id, event_id, institution, assignee, assignee_name, title, due_at, set_at, set_by_name,
       done_at, done_by_name
FROM register.task
WHERE institution = %(institution)s AND done_at IS NULL
  AND (assignee IS NULL OR assignee = %(actor)s)
ORDER BY due_at NULLS LAST, set_at, id
LIMIT %(limit)s

-- name: insert_second_look
INSERT INTO register.second_look (id, event_id, institution, why, queued_at, ended_by, ended_by_name)
VALUES (%(id)s, %(event_id)s, %(institution)s, %(why)s, %(queued_at)s, %(ended_by)s,
        %(ended_by_name)s)

-- name: get_second_look
SELECT id, event_id, institution, why, queued_at, ended_by, ended_by_name, verdict, judged_at,
       judged_by_name, note
FROM register.second_look WHERE id = %(id)s

-- name: judge_second_look
UPDATE register.second_look
SET verdict = %(verdict)s, judged_at = %(at)s, judged_by = %(by)s, judged_by_name = %(by_name)s,
    note = %(note)s
WHERE id = %(id)s AND verdict IS NULL

-- name: list_second_looks
SELECT id, event_id, institution, why, queued_at, ended_by, ended_by_name, verdict, judged_at,
       judged_by_name, note
FROM register.second_look WHERE event_id = %(event_id)s
ORDER BY queued_at DESC, id

-- name: list_waiting_looks
SELECT id, event_id, institution, why, queued_at, ended_by, ended_by_name, verdict, judged_at,
       judged_by_name, note
FROM register.second_look
WHERE institution = %(institution)s AND verdict IS NULL AND ended_by <> %(actor)s
ORDER BY queued_at, id
LIMIT %(limit)s

-- name: list_rows_of
SELECT id, number, institution, type, category, status, received_at, address, atvk, officer_name,
       card_number, missing_count AS missing, changed_at, version, level
FROM register.event
WHERE id = ANY (%(ids)s::uuid[]) AND readers && %(keys)s::text[]

-- name: list_owners
-- For the house's rules about looks: whose these events are.
SELECT id, institution FROM register.event WHERE id = ANY (%(ids)s::uuid[])

-- name: list_closed
-- For the house: of these events, those that none of a reader's keys opens.
SELECT id FROM register.event WHERE id = ANY (%(ids)s::uuid[]) AND NOT readers && %(keys)s::text[]

-- name: find_by_number
SELECT event_id AS id FROM register.event_number WHERE number = %(number)s

-- name: find_whole
-- As far as this reader may see it.
SELECT e.id, e.version, e.number, e.institution, e.readers,
       ARRAY(SELECT k FROM unnest(e.readers) AS r (k) WHERE k <> 'house' AND k NOT LIKE 'glass#%%')
           AS audience, e.card_number,
       ARRAY(SELECT n.number FROM register.event_number n WHERE n.event_id = e.id
             ORDER BY n.given_at, n.number) AS numbers,
       register.document_of(e) AS content
FROM register.event e WHERE e.id = %(id)s AND e.readers && %(keys)s::text[]

-- name: insert_retention_rule
-- Sent again, it is the same.
INSERT INTO register.retention_rule (
    id, institution, code, version, name, basis, legal_class, outcome_kind, category, type_group,
    keep_count, keep_unit, waiting_days, valid_from, state, proposed_at, proposed_by, proposed_by_name
)
SELECT %(id)s, %(institution)s, %(code)s::text,
       (SELECT coalesce(max(r.version), 0) + 1 FROM register.retention_rule r
        WHERE r.institution = %(institution)s::text AND r.code = %(code)s::text),
       %(name)s, %(basis)s, %(legal_class)s, %(outcome_kind)s, %(category)s, %(type_group)s,
       %(keep_count)s, %(keep_unit)s, %(waiting_days)s, %(valid_from)s, 'proposed', %(at)s, %(by)s,
       %(by_name)s
ON CONFLICT (id) DO NOTHING

-- name: lock_retention_rule
SELECT id, institution, code, version, name, basis, legal_class, outcome_kind, category, type_group,
       keep_count, keep_unit, waiting_days, valid_from, valid_to, state, proposed_at, proposed_by,
       proposed_by_name, decided_at, decided_by, decided_by_name, decision_note
FROM register.retention_rule WHERE id = %(id)s
FOR UPDATE

-- name: list_retention_rules
-- What waits for a decision first; then by code, the newest version before the older ones.
SELECT id, institution, code, version, name, basis, legal_class, outcome_kind, category, type_group,
       keep_count, keep_unit, waiting_days, valid_from, valid_to, state, proposed_at, proposed_by,
       proposed_by_name, decided_at, decided_by, decided_by_name, decision_note
FROM register.retention_rule
WHERE %(institution)s::text IS NULL OR institution IN (%(institution)s, '*')
ORDER BY state <> 'proposed', institution, code, version DESC
LIMIT %(limit)s

-- name: close_retention_rule
-- The version before ends on the day before the new one begins.
UPDATE register.retention_rule SET valid_to = %(valid_from)s::date - 1
WHERE institution = %(institution)s AND code = %(code)s AND state = 'standing'
  AND valid_from < %(valid_from)s AND (valid_to IS NULL OR valid_to >= %(valid_from)s)

-- name: decide_retention_rule
UPDATE register.retention_rule
SET state = %(state)s, decided_at = %(at)s, decided_by = %(by)s, decided_by_name = %(by_name)s,
    decision_note = %(note)s
WHERE id = %(id)s AND state = 'proposed'

-- name: list_retention_coverage
SELECT c.institution, c.legal_class, c.outcome_kind, sum(c.events)::int AS events,
       min(c.oldest_on) AS oldest_on, r.code AS rule_code, r.name AS rule_name, r.keep_count, r.keep_unit
FROM (
    SELECT institution, legal_class, outcome_kind, category, type_group, count(*) AS events,
           (min(coalesce(completed_at, changed_at)) AT TIME ZONE 'Europe/Riga')::date AS oldest_on
    FROM register.event
    WHERE status IN ('completed', 'cancelled', 'transferred')
      AND (%(institution)s::text IS NULL OR institution = %(institution)s)
    GROUP BY institution, legal_class, outcome_kind, category, type_group
) c
LEFT JOIN LATERAL register.retention_rule_of(
    c.institution, c.legal_class, c.outcome_kind, c.category, c.type_group, %(day)s, NULL
) r ON true
GROUP BY c.institution, c.legal_class, c.outcome_kind, r.code, r.name, r.keep_count, r.keep_unit
ORDER BY r.code IS NOT NULL, events DESC, c.institution, c.legal_class, c.outcome_kind
LIMIT %(limit)s

-- name: count_reach
-- By kind first: a rule is chosen once for all events that are alike to it.
SELECT k.institution, sum(k.events)::int AS events, sum(k.over)::int AS over, sum(k.soon)::int AS soon,
       sum(k.stopped)::int AS stopped, min(k.oldest_on) AS oldest_on
FROM (
    SELECT e.institution, e.legal_class, e.outcome_kind, e.category, e.type_group,
           count(*) AS events,
           count(*) FILTER (WHERE t.due_on <= %(day)s) AS over,
           count(*) FILTER (WHERE t.due_on > %(day)s
                              AND t.due_on <= %(day)s::date + %(ahead)s::integer) AS soon,
           count(*) FILTER (WHERE t.due_on <= %(day)s::date + %(ahead)s::integer
                              AND register.retention_stops(e.id, %(day)s) <> '{}') AS stopped,
           (min(coalesce(e.completed_at, e.changed_at)) AT TIME ZONE 'Europe/Riga')::date AS oldest_on
    FROM register.event e
    CROSS JOIN register.retention_rule p
    CROSS JOIN LATERAL (
        SELECT register.retention_due_on(
            coalesce(e.completed_at, e.changed_at), p.keep_count, p.keep_unit
        ) AS due_on
    ) t
    WHERE p.id = %(rule_id)s AND p.institution IN (e.institution, '*')
      AND e.status IN ('completed', 'cancelled', 'transferred')
      AND (%(institution)s::text IS NULL OR e.institution = %(institution)s)
    GROUP BY e.institution, e.legal_class, e.outcome_kind, e.category, e.type_group
) k
CROSS JOIN LATERAL register.retention_rule_of(
    k.institution, k.legal_class, k.outcome_kind, k.category, k.type_group, %(day)s, %(rule_id)s
) r
WHERE r.id = %(rule_id)s
GROUP BY k.institution
ORDER BY sum(k.events) DESC, k.institution
LIMIT %(limit)s

-- name: list_reach
-- The oldest end first: what would go before the others.
SELECT e.id AS event_id, e.number, e.institution, e.type, e.legal_class, e.outcome_kind,
       coalesce(e.completed_at, e.changed_at) AS ended_at,
       register.retention_due_on(
           coalesce(e.completed_at, e.changed_at), r.keep_count, r.keep_unit
       ) AS due_on,
       register.retention_stops(e.id, %(day)s) AS stops
FROM register.event e
CROSS JOIN LATERAL register.retention_rule_of(
    e.institution, e.legal_class, e.outcome_kind, e.category, e.type_group, %(day)s, %(rule_id)s
) r
WHERE r.id = %(rule_id)s AND e.status IN ('completed', 'cancelled', 'transferred')
  AND (%(institution)s::text IS NULL OR e.institution = %(institution)s)
  AND (%(after_at)s::timestamptz IS NULL
       OR (coalesce(e.completed_at, e.changed_at), e.id) > (%(after_at)s, %(after_id)s::uuid))
ORDER BY coalesce(e.completed_at, e.changed_at), e.id
LIMIT %(limit)s

-- name: get_event_retention
-- As the reader may see the event.
SELECT CASE WHEN e.status IN ('completed', 'cancelled', 'transferred')
            THEN (coalesce(e.completed_at, e.changed_at) AT TIME ZONE 'Europe/Riga')::date
       END AS ended_on,
       r.code AS rule_code, r.version AS rule_version, r.name AS rule_name, r.basis AS rule_basis,
       CASE WHEN e.status IN ('completed', 'cancelled', 'transferred')
            THEN register.retention_due_on(
                coalesce(e.completed_at, e.changed_at), r.keep_count, r.keep_unit)
       END AS due_on,
       d.delete_on, register.retention_stops(e.id, %(day)s) AS stops
FROM register.event e
LEFT JOIN LATERAL register.retention_rule_of(
    e.institution, e.legal_class, e.outcome_kind, e.category, e.type_group, %(day)s, NULL
) r ON true
LEFT JOIN register.retention_due d ON d.event_id = e.id AND d.rule_id = r.id
WHERE e.id = %(event_id)s

-- name: list_holds_of
SELECT h.id, h.event_id, e.number, e.institution, h.source, h.reason, h.about, h.until_on, h.set_at,
       h.set_by_name, h.lifted_at, h.lifted_by_name, h.lift_reason
FROM register.retention_hold h JOIN register.event e ON e.id = h.event_id
WHERE h.event_id = %(event_id)s
ORDER BY h.lifted_at IS NOT NULL, h.set_at DESC, h.id
LIMIT %(limit)s

-- name: start_retention_walk
-- From the beginning, for this day: at the first look of a day, and when a rule has changed.
INSERT INTO register.retention_walk (one, day, after_at, after_id, finished)
VALUES (true, %(day)s, '-infinity', '00000000-0000-0000-0000-000000000000', false)
ON CONFLICT ON CONSTRAINT retention_walk_pkey DO UPDATE
SET day = excluded.day, after_at = excluded.after_at, after_id = excluded.after_id, finished = false
WHERE %(anew)s OR retention_walk.day < excluded.day

-- name: lock_retention_walk
-- Whoever comes second leaves the turn to the first.
SELECT day, after_at::text AS after_at, after_id FROM register.retention_walk
WHERE NOT finished FOR UPDATE SKIP LOCKED

-- name: get_retention_walk
SELECT day, finished FROM register.retention_walk

-- name: move_retention_walk
UPDATE register.retention_walk SET after_at = %(after_at)s::text::timestamptz, after_id = %(after_id)s

-- name: finish_retention_walk
UPDATE register.retention_walk SET finished = true

-- name: get_latest_end
-- What ended on this moment or later won't be over by any rule before it is announced; null: no rule
-- lets anything go.
SELECT max(
    (%(day)s::date - CASE keep_unit WHEN 'day' THEN make_interval(days => keep_count)
                                    WHEN 'month' THEN make_interval(months => keep_count)
                                    WHEN 'year' THEN make_interval(years => keep_count) END
     + make_interval(days => %(ahead)s + 2)) AT TIME ZONE 'Europe/Riga'
) AS latest
FROM register.retention_rule
WHERE state = 'standing' AND keep_count IS NOT NULL AND valid_from <= %(day)s
  AND (valid_to IS NULL OR valid_to >= %(day)s)

-- name: list_ended
-- The next ended events in the order of their end.
SELECT e.id, coalesce(e.completed_at, e.changed_at)::text AS ended_at
FROM register.event e
WHERE e.status IN ('completed', 'cancelled', 'transferred')
  AND (coalesce(e.completed_at, e.changed_at), e.id)
      > (%(after_at)s::text::timestamptz, %(after_id)s::uuid)
  AND coalesce(e.completed_at, e.changed_at) < %(before)s
ORDER BY coalesce(e.completed_at, e.changed_at), e.id
LIMIT %(limit)s

-- name: mark_due
-- Some days ahead of its term. A day that was announced moves only when another rule takes its place.
INSERT INTO register.retention_due AS d (
    event_id, institution, rule_id, ended_at, due_on, marked_on, delete_on, seen_on, stops
)
SELECT e.id, e.institution, r.id, coalesce(e.completed_at, e.changed_at), t.due_on, %(day)s::date,
       greatest(t.due_on, %(day)s::date + r.waiting_days), %(day)s::date,
       register.retention_stops(e.id, %(day)s::date)
FROM register.event e
CROSS JOIN LATERAL register.retention_rule_of(
    e.institution, e.legal_class, e.outcome_kind, e.category, e.type_group, %(day)s::date, NULL
) r
CROSS JOIN LATERAL (
    SELECT register.retention_due_on(
        coalesce(e.completed_at, e.changed_at), r.keep_count, r.keep_unit
    ) AS due_on
) t
WHERE e.id = ANY (%(ids)s::uuid[]) AND e.status IN ('completed', 'cancelled', 'transferred')
  AND t.due_on <= %(day)s::date + %(ahead)s::integer
ON CONFLICT ON CONSTRAINT retention_due_pkey DO UPDATE SET
    seen_on = excluded.seen_on, stops = excluded.stops, due_on = excluded.due_on,
    institution = excluded.institution, rule_id = excluded.rule_id, ended_at = excluded.ended_at,
    marked_on = CASE WHEN d.rule_id = excluded.rule_id AND d.ended_at = excluded.ended_at
                     THEN d.marked_on ELSE excluded.marked_on END,
    delete_on = CASE WHEN d.rule_id = excluded.rule_id AND d.ended_at = excluded.ended_at
                     THEN d.delete_on ELSE excluded.delete_on END

-- name: unmark_unseen
-- Due no more: opened again, or its rule has changed.
DELETE FROM register.retention_due WHERE seen_on < %(day)s OR (
    %(day)s = seen_on AND NOT EXISTS (
        SELECT FROM register.event e
        CROSS JOIN LATERAL register.retention_rule_of(
            e.institution, e.legal_class, e.outcome_kind, e.category, e.type_group, %(day)s::date, NULL
        ) r
        WHERE e.id = event_id AND r.id = rule_id
          AND e.status IN ('completed', 'cancelled', 'transferred')
    )
)

-- name: count_due
SELECT count(*)::int AS due, count(*) FILTER (WHERE stops <> '{}')::int AS stopped,
       min(delete_on) FILTER (WHERE stops = '{}') AS next_on
FROM register.retention_due
WHERE %(institution)s::text IS NULL OR institution = %(institution)s

-- name: count_retention_rules
SELECT count(*) FILTER (WHERE state = 'standing' AND valid_from <= %(day)s
                          AND (valid_to IS NULL OR valid_to >= %(day)s))::int AS rules,
       count(*) FILTER (WHERE state = 'proposed')::int AS proposals
FROM register.retention_rule
WHERE %(institution)s::text IS NULL OR institution IN (%(institution)s, '*')

-- name: list_due
SELECT d.event_id, e.number, d.institution, e.type, e.legal_class, e.outcome_kind,
       r.code AS rule_code, r.version AS rule_version, r.name AS rule_name, d.ended_at, d.due_on,
       d.marked_on, d.delete_on, register.retention_stops(d.event_id, %(day)s) AS stops
FROM register.retention_due d
JOIN register.event e ON e.id = d.event_id
JOIN register.retention_rule r ON r.id = d.rule_id
WHERE (%(institution)s::text IS NULL OR d.institution = %(institution)s)
  AND (%(after_on)s::date IS NULL OR (d.delete_on, d.event_id) > (%(after_on)s, %(after_id)s::uuid))
ORDER BY d.delete_on, d.event_id
LIMIT %(limit)s

-- name: lock_walked
SELECT day, finished FROM register.retention_walk
WHERE finished AND day = %(day)s FOR UPDATE SKIP LOCKED

-- name: list_to_delete
-- Whose waiting time is over; not those that were stopped when they were looked at last today.
SELECT event_id FROM register.retention_due
WHERE delete_on <= %(day)s AND NOT (stops <> '{}' AND seen_on = %(day)s)
ORDER BY delete_on, event_id
LIMIT %(limit)s

-- name: lock_due
-- The event first: nobody writes in it while it is judged.
SELECT e.id FROM register.event e WHERE e.id = %(event_id)s FOR UPDATE

-- name: judge_due
-- As it stands now, under the lock: the rule that holds today, whether it is over, what stops it.
SELECT e.id, e.number, e.institution, e.legal_class, e.outcome_kind, d.due_on, d.marked_on,
       (d.ended_at AT TIME ZONE 'Europe/Riga')::date AS ended_on, r.id AS rule_id,
       coalesce(
           e.status IN ('completed', 'cancelled', 'transferred') AND r.id = d.rule_id
           AND register.retention_due_on(
               coalesce(e.completed_at, e.changed_at), r.keep_count, r.keep_unit) <= %(day)s
           AND d.delete_on <= %(day)s, false) AS over,
       register.retention_stops(e.id, %(day)s) AS stops,
       ARRAY(SELECT k FROM unnest(e.readers) AS s (k) WHERE k <> 'house' AND k NOT LIKE 'glass#%%')
           AS audience
FROM register.event e
JOIN register.retention_due d ON d.event_id = e.id
LEFT JOIN LATERAL register.retention_rule_of(
    e.institution, e.legal_class, e.outcome_kind, e.category, e.type_group, %(day)s, NULL
) r ON true
WHERE e.id = %(event_id)s

-- name: set_stopped
UPDATE register.retention_due SET stops = %(stops)s, seen_on = %(day)s WHERE event_id = %(event_id)s

-- name: unmark
DELETE FROM register.retention_due WHERE event_id = %(event_id)s

-- name: list_ties
-- Relations of an event, standing and ended, with the event at their other end.
SELECT l.id, CASE WHEN l.event_id = %(event_id)s THEN l.other_id ELSE l.event_id END AS other_id
FROM register.relation l WHERE %(event_id)s IN (l.event_id, l.other_id)

-- name: weigh_event
SELECT counts, sha256 FROM register.weigh_event(%(event_id)s)

-- name: insert_certificate
INSERT INTO register.deletion_certificate (
    id, number, subject_id, event_number, institution, rule_id, rule_code, rule_version, rule_name,
    rule_basis, proposed_by_name, confirmed_by_name, confirmed_at, legal_class, outcome_kind, ended_on,
    due_on, marked_on, deleted_at, counts, content_sha256
)
VALUES (
    %(id)s, %(number)s, %(subject_id)s, %(event_number)s, %(institution)s, %(rule_id)s, %(rule_code)s,
    %(rule_version)s, %(rule_name)s, %(rule_basis)s, %(proposed_by_name)s, %(confirmed_by_name)s,
    %(confirmed_at)s, %(legal_class)s, %(outcome_kind)s, %(ended_on)s, %(due_on)s, %(marked_on)s, %(deleted_at)s, %(counts)s, %(content_sha256)s
)

-- name: erase_event
SELECT register.erase_event(%(event_id)s)

-- name: list_certificates
SELECT id, number, subject_id, event_number, institution, rule_id, rule_code, rule_version, rule_name,
       rule_basis, proposed_by_name, confirmed_by_name, confirmed_at, legal_class, outcome_kind,
       ended_on, due_on, marked_on, deleted_at, counts, content_sha256
FROM register.deletion_certificate
WHERE (%(institution)s::text IS NULL OR institution = %(institution)s)
  AND (%(q)s::text IS NULL OR number = %(q)s OR event_number = %(q)s)
  AND (%(after_at)s::timestamptz IS NULL OR (deleted_at, id) < (%(after_at)s, %(after_id)s::uuid))
ORDER BY deleted_at DESC, id DESC
LIMIT %(limit)s

-- name: find_certificates
SELECT number FROM register.deletion_certificate WHERE number = ANY (%(numbers)s::text[])

-- name: get_certificate_of
SELECT id, number, subject_id, event_number, institution, rule_id, rule_code, rule_version, rule_name,
       rule_basis, proposed_by_name, confirmed_by_name, confirmed_at, legal_class, outcome_kind,
       ended_on, due_on, marked_on, deleted_at, counts, content_sha256
FROM register.deletion_certificate WHERE subject_id = %(subject_id)s

-- name: insert_hold
-- A context has one standing hold on an event, however often it asks.
INSERT INTO register.retention_hold (
    id, event_id, source, reason, about, until_on, set_at, set_by, set_by_name
)
VALUES (
    %(id)s, %(event_id)s, %(source)s, %(reason)s, %(about)s, %(until_on)s, %(at)s, %(by)s, %(by_name)s
)
ON CONFLICT DO NOTHING

-- name: set_hold_about
UPDATE register.retention_hold SET about = %(about)s
WHERE event_id = %(event_id)s AND source = %(source)s AND about <> %(about)s

-- name: lock_hold
SELECT h.id, h.event_id, e.number, e.institution, h.source, h.reason, h.about, h.until_on, h.set_at,
       h.set_by_name, h.lifted_at, h.lifted_by_name, h.lift_reason
FROM register.retention_hold h JOIN register.event e ON e.id = h.event_id
WHERE h.id = %(id)s FOR UPDATE OF h

-- name: get_hold_of_context
SELECT h.id, h.event_id, e.number, e.institution, h.source, h.reason, h.about, h.until_on, h.set_at,
       h.set_by_name, h.lifted_at, h.lifted_by_name, h.lift_reason
FROM register.retention_hold h JOIN register.event e ON e.id = h.event_id
WHERE h.event_id = %(event_id)s AND h.source = %(source)s AND h.lifted_at IS NULL

-- name: lift_hold
UPDATE register.retention_hold
SET lifted_at = %(at)s, lifted_by_name = %(by_name)s, lift_reason = %(reason)s
WHERE id = %(id)s AND lifted_at IS NULL

-- name: list_holds
-- Standing ones first, then the newest.
SELECT h.id, h.event_id, e.number, e.institution, h.source, h.reason, h.about, h.until_on, h.set_at,
       h.set_by_name, h.lifted_at, h.lifted_by_name, h.lift_reason
FROM register.retention_hold h JOIN register.event e ON e.id = h.event_id
WHERE %(institution)s::text IS NULL OR e.institution = %(institution)s
ORDER BY h.lifted_at IS NOT NULL, h.set_at DESC, h.id
LIMIT %(limit)s
-- name: copy_event
COPY register.event (
    id, number, institution, seen_by, version, type, type_version, type_group, legal_class,
    category, status, status_reason, received_at, received_via, occurred_from, occurred_to,
    on_scene_at, address, address_folded, address_code, atvk, lat, lon, accuracy_m, place_note,
    narrative, outcome_kind, outcome_number, outcome_decided_at, officer, officer_name, card_id,
    card_number, card_version, origins, missing_count, created_at, created_by, changed_at,
    completed_at, level, has_minors, members, writers
) FROM STDIN

-- name: copy_number
COPY register.event_number (
    number, event_id, institution, series, seq, given_at
) FROM STDIN

-- name: copy_person
COPY register.event_person (
    event_id, ref, ordinal, role, personal_code, personal_code_digits, name, surname,
    name_folded, birth_on, sex, citizenship, phone, phone_normal, address, address_folded,
    condition
) FROM STDIN

-- name: copy_vehicle
COPY register.event_vehicle (
    event_id, ref, ordinal, role, plate, plate_normal, country, vin, vin_normal, make, model,
    colour, driver
) FROM STDIN

-- name: copy_object
COPY register.event_object (
    event_id, ref, ordinal, object_class, description, quantity, unit, status, owner, value_eur,
    serial, imei, imei_normal, storage
) FROM STDIN

-- name: copy_organisation
COPY register.event_organisation (
    event_id, ref, ordinal, role, registration_number, registration_number_normal, name,
    name_folded, phone, phone_normal, address
) FROM STDIN

-- name: copy_document
COPY register.event_document (
    event_id, ref, ordinal, document_type, number, number_normal, country, status, holder
) FROM STDIN

-- name: copy_officer
COPY register.event_attending_officer (
    event_id, ref, ordinal, name, badge
) FROM STDIN

-- name: copy_version
COPY register.event_version (
    event_id, version, at, by, by_name, institution, cause, document, origins
) FROM STDIN

-- name: copy_member
COPY register.member (
    event_id, id, name, institution, added_by, added_at
) FROM STDIN

-- name: copy_second_look
COPY register.second_look (
    id, event_id, institution, why, queued_at, ended_by, ended_by_name, verdict, judged_at,
    judged_by, judged_by_name, note
) FROM STDIN

-- name: take_seqs
-- As `take_seq`, so many at once; the last of them.
INSERT INTO register.number_counter AS c (institution, series, last)
VALUES (%(institution)s, %(series)s, %(count)s)
ON CONFLICT ON CONSTRAINT number_counter_pkey DO UPDATE SET last = c.last + %(count)s
RETURNING last

-- name: count_quality
SELECT count(*) AS registered,
       count(*) FILTER (WHERE incomplete) AS incomplete,
       count(*) FILTER (WHERE late_entry) AS late_entry,
       count(*) FILTER (WHERE open_long) AS open_long,
       count(*) FILTER (WHERE twice) AS twice,
       count(*) FILTER (WHERE looked_again) AS looked_again,
       count(*) FILTER (WHERE returned) AS returned,
       count(*) FILTER (WHERE unlooked) AS unlooked
FROM register.quality_of(
    %(owner)s, %(since)s::timestamptz, %(until)s::timestamptz, %(at)s::timestamptz,
    %(late)s::interval, %(long)s::interval, %(near)s::interval
)

-- name: list_quality
SELECT e.id, e.number, e.institution, e.type, e.category, e.status, e.received_at, e.address, e.atvk,
       e.officer_name, e.card_number, e.missing_count AS missing, e.changed_at, e.version, e.level
FROM register.quality_of(
    %(owner)s, %(since)s::timestamptz, %(until)s::timestamptz, %(at)s::timestamptz,
    %(late)s::interval, %(long)s::interval, %(near)s::interval
) q
JOIN register.event e ON e.id = q.id
WHERE CASE %(figure)s
          WHEN 'registered' THEN true
          WHEN 'incomplete' THEN q.incomplete
          WHEN 'late_entry' THEN q.late_entry
          WHEN 'open_long' THEN q.open_long
          WHEN 'twice' THEN q.twice
          WHEN 'looked_again' THEN q.looked_again
          WHEN 'returned' THEN q.returned
          WHEN 'unlooked' THEN q.unlooked
      END
  AND (%(after_at)s::timestamptz IS NULL
       OR (q.received_at, q.id) < (%(after_at)s::timestamptz, %(after_id)s::uuid))
ORDER BY q.received_at DESC, q.id DESC
LIMIT %(limit)s

-- name: list_checks
SELECT list, ref, source, state, note, checked_at FROM register.event_check
WHERE event_id = %(event_id)s AND source = ANY (%(sources)s::text[])
ORDER BY list, ref, source

-- name: list_check_keys
SELECT list, ref, source, key FROM register.event_check WHERE event_id = %(event_id)s

-- name: put_check
-- Asked anew only where the number is another one.
INSERT INTO register.event_check (event_id, list, ref, source, key, next_at, actor, actor_name,
    institution)
VALUES (%(event_id)s, %(list)s, %(ref)s, %(source)s, %(key)s, %(at)s, %(actor)s, %(actor_name)s,
    %(institution)s)
ON CONFLICT ON CONSTRAINT event_check_pkey DO UPDATE SET
    key = excluded.key, state = 'waiting', note = NULL, checked_at = NULL, tries = 0,
    next_at = excluded.next_at, actor = excluded.actor, actor_name = excluded.actor_name,
    institution = excluded.institution

-- name: delete_check
DELETE FROM register.event_check
WHERE event_id = %(event_id)s AND list = %(list)s AND ref = %(ref)s AND source = %(source)s

-- name: take_checks
-- By whichever worker comes first; a register that rests is left alone.
UPDATE register.event_check c SET next_at = %(leased_until)s, tries = c.tries + 1
FROM (
    SELECT d.event_id, d.list, d.ref, d.source, e.number
    FROM register.event_check d JOIN register.event e ON e.id = d.event_id
    LEFT JOIN register.source_standing s ON s.source = d.source
    WHERE d.state = 'waiting' AND d.next_at <= %(at)s AND d.source = ANY (%(sources)s::text[])
      AND (s.rests_until IS NULL OR s.rests_until <= %(at)s)
    ORDER BY d.next_at
    LIMIT %(limit)s
    FOR UPDATE OF d SKIP LOCKED
) due
WHERE c.event_id = due.event_id AND c.list = due.list AND c.ref = due.ref AND c.source = due.source
RETURNING c.event_id, due.number, c.list, c.ref, c.source, c.key, c.tries, c.actor, c.actor_name,
          c.institution

-- name: set_checked
UPDATE register.event_check SET state = %(state)s, note = %(note)s, checked_at = %(at)s
WHERE event_id = %(event_id)s AND list = %(list)s AND ref = %(ref)s AND source = %(source)s
  AND key = %(key)s AND state = 'waiting'

-- name: set_unchecked
UPDATE register.event_check SET next_at = %(next_at)s
WHERE event_id = %(event_id)s AND list = %(list)s AND ref = %(ref)s AND source = %(source)s
  AND state = 'waiting'

-- name: get_breaker
SELECT failures, rests_until FROM register.source_standing WHERE source = %(source)s

-- name: put_standing
INSERT INTO register.source_standing (source, failures, rests_until, answered_at, troubled_at, said)
VALUES (%(source)s, %(failures)s, %(rests_until)s, %(answered_at)s, %(troubled_at)s, %(said)s)
ON CONFLICT ON CONSTRAINT source_standing_pkey DO UPDATE SET
    failures = excluded.failures, rests_until = excluded.rests_until,
    answered_at = coalesce(excluded.answered_at, source_standing.answered_at),
    troubled_at = coalesce(excluded.troubled_at, source_standing.troubled_at), said = excluded.said

-- name: list_standings
SELECT s.source, s.answered_at, s.troubled_at, s.said, s.rests_until
FROM register.source_standing s

-- name: count_waiting_checks
SELECT source, count(*) AS waiting, min(next_at) AS oldest_at FROM register.event_check
WHERE state = 'waiting' GROUP BY source

-- name: get_answer
SELECT answer, answered_at FROM register.source_answer
WHERE source = %(source)s AND key = %(key)s AND ends_at > %(at)s

-- name: put_answer
INSERT INTO register.source_answer (source, key, answer, answered_at, ends_at)
VALUES (%(source)s, %(key)s, %(answer)s, %(answered_at)s, %(ends_at)s)
ON CONFLICT ON CONSTRAINT source_answer_pkey DO UPDATE SET
    answer = excluded.answer, answered_at = excluded.answered_at, ends_at = excluded.ends_at

-- name: forget_answers
DELETE FROM register.source_answer WHERE ends_at <= %(at)s
