-- name: list_newest
-- What was last said about an event, of each message to each system.
SELECT DISTINCT ON (system, message) system, message, version, meaning
FROM outbox.letter WHERE event_id = %(event_id)s AND NOT printed
ORDER BY system, message, version DESC

-- name: overtake
-- What still waits is not said any more: the newer letter says the whole.
UPDATE outbox.letter SET state = 'superseded', ended_at = %(at)s
WHERE system = %(system)s AND message = %(message)s AND event_id = %(event_id)s
  AND state IN ('waiting', 'dead')

-- name: insert_letter
INSERT INTO outbox.letter (id, system, message, version, event_id, event_number, institution,
    address, content, digest, meaning, printed, state, made_at, next_at)
VALUES (%(id)s, %(system)s, %(message)s, %(version)s, %(event_id)s, %(event_number)s,
    %(institution)s, %(address)s, %(content)s, %(digest)s, %(meaning)s, %(printed)s, 'waiting',
    %(at)s, %(at)s)
ON CONFLICT ON CONSTRAINT letter_pkey DO NOTHING

-- name: readdress
-- A notice that a person sends again, to where it belongs now.
UPDATE outbox.letter SET state = 'waiting', address = %(address)s, next_at = %(at)s, tries = 0,
    ended_at = NULL
WHERE id = %(id)s AND state IN ('waiting', 'sent', 'dead')

-- name: take_due
-- By whichever worker comes first; nobody else has them until the lease is over. A letter that a
-- broker took and nobody receipted goes again, too.
UPDATE outbox.letter SET next_at = %(leased_until)s, tries = tries + 1
WHERE id IN (
    SELECT id FROM outbox.letter
    WHERE state IN ('waiting', 'sent') AND next_at <= %(at)s
      AND (address IS NOT NULL OR system = ANY (%(routed)s::text[]))
    ORDER BY next_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
RETURNING id, system, message, address, content, digest, printed, pdf, pdf_digest, tries

-- name: set_pdf
UPDATE outbox.letter SET pdf = %(pdf)s, pdf_digest = %(pdf_digest)s WHERE id = %(id)s

-- name: set_sent
UPDATE outbox.letter SET state = 'sent', sent_at = %(at)s, next_at = %(next_at)s, said = NULL
WHERE id = %(id)s AND state IN ('waiting', 'sent')
RETURNING id, system, message, version, event_id, institution, printed, tries

-- name: set_delivered
-- The first receipt is the proof; a second one of the same letter changes nothing.
UPDATE outbox.letter
SET state = 'delivered', receipt = %(receipt)s, sent_at = coalesce(sent_at, %(at)s),
    ended_at = %(at)s, said = NULL
WHERE id = %(id)s AND state IN ('waiting', 'sent', 'dead', 'superseded')
RETURNING id, system, message, version, event_id, institution, printed, tries

-- name: set_failed
-- Without a next time it is dead.
UPDATE outbox.letter
SET said = %(said)s, next_at = coalesce(%(next_at)s::timestamptz, next_at),
    state = CASE WHEN %(next_at)s::timestamptz IS NULL THEN 'dead' ELSE state END,
    ended_at = CASE WHEN %(next_at)s::timestamptz IS NULL THEN %(at)s::timestamptz END
WHERE id = %(id)s AND state IN ('waiting', 'sent')
RETURNING id, system, message, version, event_id, institution, printed, tries

-- name: revive
-- Dead ones, as if they had not been tried.
UPDATE outbox.letter SET state = 'waiting', next_at = %(at)s, tries = 0, ended_at = NULL
WHERE system = %(system)s AND state = 'dead'
  AND (%(id)s::uuid IS NULL OR id = %(id)s)
  AND (%(institution)s::text IS NULL OR institution = %(institution)s)
  AND NOT printed
RETURNING id, system, message, version, event_id, institution, printed, tries

-- name: drop_letters
-- Their event is deleted: what they said goes with it, that they were sent stays.
UPDATE outbox.letter
SET content = NULL, pdf = NULL,
    state = CASE WHEN state IN ('waiting', 'sent', 'dead') THEN 'dropped' ELSE state END,
    ended_at = coalesce(ended_at, %(at)s)
WHERE event_id = %(event_id)s

-- name: list_letters
SELECT id, system, message, version, event_id, event_number, institution, state, made_at, next_at,
       tries, said, sent_at, ended_at, receipt, digest, pdf_digest
FROM outbox.letter
WHERE (%(institution)s::text IS NULL OR institution = %(institution)s)
  AND (%(system)s::text IS NULL OR system = %(system)s)
  AND (%(standing)s::text IS NULL OR state = %(standing)s)
  AND (%(event)s::uuid IS NULL OR event_id = %(event)s)
  AND (%(made_at)s::timestamptz IS NULL OR (made_at, id) < (%(made_at)s, %(id)s::uuid))
ORDER BY made_at DESC, id DESC
LIMIT %(limit)s

-- name: get_letter
SELECT id, system, message, version, event_id, event_number, institution, state, made_at, next_at,
       tries, said, sent_at, ended_at, receipt, digest, pdf_digest
FROM outbox.letter
WHERE id = %(id)s AND (%(institution)s::text IS NULL OR institution = %(institution)s)

-- name: get_content
SELECT content FROM outbox.letter WHERE id = %(id)s

-- name: get_pdf
SELECT pdf FROM outbox.letter WHERE id = %(id)s

-- name: count_by_system
SELECT system,
       count(*) FILTER (WHERE state = 'waiting') AS waiting,
       count(*) FILTER (WHERE state = 'sent') AS sent,
       count(*) FILTER (WHERE state = 'dead') AS dead,
       min(made_at) FILTER (WHERE state IN ('waiting', 'sent', 'dead')) AS oldest_at,
       count(*) FILTER (WHERE state = 'delivered' AND ended_at >= %(since)s) AS delivered_today,
       max(ended_at) FILTER (WHERE state = 'delivered') AS last_delivered_at,
       (array_agg(said ORDER BY next_at DESC) FILTER (
           WHERE said IS NOT NULL AND state IN ('waiting', 'sent', 'dead')
       ))[1] AS said
FROM outbox.letter
WHERE (%(institution)s::text IS NULL OR institution = %(institution)s)
  AND (state IN ('waiting', 'sent', 'dead') OR made_at >= %(since)s - interval '30 days')
GROUP BY system
ORDER BY system
