-- name: insert_case
INSERT INTO protection.violence_case (id, event_id, institution, opened_at, opened_by_name)
VALUES (%(id)s, %(event_id)s, %(institution)s, %(opened_at)s, %(opened_by_name)s)
ON CONFLICT ON CONSTRAINT violence_case_once DO NOTHING

-- name: get_case_of
SELECT id, event_id, institution, opened_at, opened_by_name, reported_at, reported_by_name,
       released_at
FROM protection.violence_case WHERE event_id = %(event_id)s

-- name: lock_case
SELECT id, event_id, institution, opened_at, opened_by_name, reported_at, reported_by_name,
       released_at
FROM protection.violence_case WHERE id = %(id)s FOR UPDATE

-- name: set_reported
UPDATE protection.violence_case SET reported_at = %(at)s, reported_by_name = %(by_name)s
WHERE id = %(id)s

-- name: insert_answer
INSERT INTO protection.answer (case_id, question, version, value, at, by_name)
VALUES (%(case_id)s, %(question)s, %(version)s, %(value)s, %(at)s, %(by_name)s)

-- name: list_answers
SELECT DISTINCT ON (question) question, version, value, at, by_name
FROM protection.answer WHERE case_id = %(case_id)s
ORDER BY question, id DESC

-- name: insert_check
INSERT INTO protection.weapons_check (id, case_id, result, note, at, by_name)
VALUES (%(id)s, %(case_id)s, %(result)s, %(note)s, %(at)s, %(by_name)s)
ON CONFLICT (id) DO NOTHING

-- name: list_checks
SELECT id, result, note, at, by_name FROM protection.weapons_check
WHERE case_id = %(case_id)s ORDER BY at DESC, id

-- name: insert_decision
INSERT INTO protection.decision (id, case_id, number, from_ref, protected_refs, decided_at,
    decided_by_name, days, ends_at, distance_m, conditions, to_court)
VALUES (%(id)s, %(case_id)s, %(number)s, %(from_ref)s, %(protected_refs)s, %(decided_at)s,
    %(decided_by_name)s, %(days)s, %(ends_at)s, %(distance_m)s, %(conditions)s, %(to_court)s)

-- name: list_decisions
SELECT id, number, from_ref, protected_refs, decided_at, decided_by_name, days, ends_at, distance_m,
       conditions, to_court, revoked_at, revoked_reason
FROM protection.decision WHERE case_id = %(case_id)s
ORDER BY decided_at DESC, id

-- name: revoke_decision
UPDATE protection.decision SET revoked_at = %(at)s, revoked_reason = %(reason)s
WHERE case_id = %(case_id)s AND id = %(id)s AND revoked_at IS NULL

-- name: find_recipient
-- The territory's own before the one for everybody.
SELECT name, address FROM protection.recipient
WHERE kind = %(kind)s AND atvk IN (%(atvk)s::text, '*')
  AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
ORDER BY atvk = '*'
LIMIT 1

-- name: put_recipient
INSERT INTO protection.recipient (kind, atvk, name, address, valid_from)
VALUES (%(kind)s, %(atvk)s, %(name)s, %(address)s, '2012-01-01')
ON CONFLICT ON CONSTRAINT recipient_pkey DO UPDATE SET
    name = excluded.name, address = excluded.address

-- name: insert_notice
INSERT INTO protection.notice (id, case_id, rule, kind, due_at, state)
VALUES (%(id)s, %(case_id)s, %(rule)s, %(kind)s, %(due_at)s, 'open')
ON CONFLICT ON CONSTRAINT notice_once DO NOTHING

-- name: finish_notice
UPDATE protection.notice
SET state = %(state)s, recipient_name = %(recipient_name)s, recipient_address = %(recipient_address)s,
    payload = %(payload)s, sha256 = %(sha256)s, next_try_at = %(at)s
WHERE id = %(id)s

-- name: list_notices
SELECT id, case_id, rule, kind, recipient_name, due_at, state, sha256, tries, last_error,
       delivered_at, receipt
FROM protection.notice WHERE case_id = %(case_id)s
ORDER BY due_at NULLS LAST, rule

-- name: get_notice
SELECT id, case_id, rule, kind, recipient_name, due_at, state, sha256, tries, last_error,
       delivered_at, receipt
FROM protection.notice WHERE id = %(id)s

-- name: get_finished_notice
SELECT n.id, c.event_id, n.rule, n.kind, n.recipient_address, n.payload, n.sha256
FROM protection.notice n JOIN protection.violence_case c ON c.id = n.case_id
WHERE n.id = %(id)s AND n.state = 'waiting'

-- name: get_event_of
SELECT c.event_id FROM protection.notice n JOIN protection.violence_case c ON c.id = n.case_id
WHERE n.id = %(id)s

-- name: set_delivered
UPDATE protection.notice
SET state = 'delivered', delivered_at = %(at)s, receipt = %(receipt)s, tries = tries + 1,
    last_error = NULL, next_try_at = NULL
WHERE id = %(id)s

-- name: set_failed_once
UPDATE protection.notice
SET tries = tries + 1, last_error = %(error)s, next_try_at = %(next_try_at)s,
    state = CASE WHEN %(next_try_at)s::timestamptz IS NULL THEN 'failed' ELSE 'waiting' END
WHERE id = %(id)s

-- name: send_again
UPDATE protection.notice
SET state = 'waiting', next_try_at = %(at)s, tries = 0, recipient_name = %(recipient_name)s,
    recipient_address = %(recipient_address)s
WHERE id = %(id)s AND state IN ('failed', 'no_recipient', 'waiting')

-- name: take_near_due
SELECT n.id, n.case_id, c.event_id FROM protection.notice n
JOIN protection.violence_case c ON c.id = n.case_id
WHERE n.state <> 'delivered' AND n.alarmed_at IS NULL AND n.due_at <= %(before)s
ORDER BY n.due_at, n.id
LIMIT 100
FOR UPDATE OF n SKIP LOCKED

-- name: set_alarmed
UPDATE protection.notice SET alarmed_at = %(at)s WHERE id = %(id)s

-- name: list_due
SELECT n.id, n.case_id, n.rule, n.kind, n.recipient_name, n.due_at, n.state, n.sha256, n.tries,
       n.last_error, n.delivered_at, n.receipt, c.event_id
FROM protection.notice n JOIN protection.violence_case c ON c.id = n.case_id
WHERE c.institution = %(institution)s AND n.state <> 'delivered'
ORDER BY n.due_at NULLS LAST, n.id
LIMIT 200

-- name: is_over
-- Told to everybody who must be told, and no separation lasts.
SELECT c.reported_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM protection.notice n
                   WHERE n.case_id = c.id AND n.state <> 'delivered')
   AND NOT EXISTS (SELECT FROM protection.decision d
                   WHERE d.case_id = c.id AND d.revoked_at IS NULL AND d.ends_at > %(at)s)
FROM protection.violence_case c WHERE c.id = %(id)s

-- name: list_over
-- Of those that hold their events still.
SELECT id, event_id, institution, opened_at, opened_by_name, reported_at, reported_by_name,
       released_at
FROM protection.violence_case c
WHERE c.released_at IS NULL AND c.reported_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM protection.notice n
                  WHERE n.case_id = c.id AND n.state <> 'delivered')
  AND NOT EXISTS (SELECT FROM protection.decision d
                  WHERE d.case_id = c.id AND d.revoked_at IS NULL AND d.ends_at > %(at)s)
ORDER BY c.id
LIMIT %(limit)s

-- name: set_released
UPDATE protection.violence_case SET released_at = %(at)s WHERE id = %(id)s

-- name: erase_cases
SELECT protection.erase_cases(%(event_id)s)

-- name: list_decided_of
-- Newest separation decided on each of these events.
SELECT DISTINCT ON (c.event_id) c.event_id, d.number
FROM protection.violence_case c JOIN protection.decision d ON d.case_id = c.id
WHERE c.event_id = ANY (%(event_ids)s::uuid[])
ORDER BY c.event_id, d.decided_at DESC
