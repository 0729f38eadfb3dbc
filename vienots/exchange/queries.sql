-- name: lock_name
-- Two statements of one event wait for each other, also the first ones.
SELECT pg_advisory_xact_lock(112100, hashtext(%(institution)s || '|' || %(source_id)s))

-- name: get_source
SELECT source_id, event_id, version, document, digest FROM exchange.source
WHERE institution = %(institution)s AND source_id = %(source_id)s

-- name: get_source_of_event
SELECT source_id, event_id, version, document, digest FROM exchange.source
WHERE institution = %(institution)s AND event_id = %(event_id)s

-- name: insert_source
INSERT INTO exchange.source (institution, source_id, event_id, version, document, digest, client,
                             first_at, last_at)
VALUES (%(institution)s, %(source_id)s, %(event_id)s, %(version)s, %(document)s, %(digest)s,
        %(client)s, %(at)s, %(at)s)

-- name: update_source
UPDATE exchange.source SET version = %(version)s, document = %(document)s, digest = %(digest)s,
                           client = %(client)s, last_at = %(at)s
WHERE institution = %(institution)s AND source_id = %(source_id)s

-- name: list_names
SELECT event_id, source_id, version FROM exchange.source
WHERE institution = %(institution)s AND event_id = ANY (%(event_ids)s::uuid[])

-- name: put_reject
-- The same bytes again are the same reject, however often they come.
INSERT INTO exchange.reject (id, institution, client, client_name, source_id, digest, body, code,
                             data, faults, first_at, last_at)
VALUES (%(id)s, %(institution)s, %(client)s, %(client_name)s, %(source_id)s, %(digest)s, %(body)s,
        %(code)s, %(data)s, %(faults)s, %(at)s, %(at)s)
ON CONFLICT (institution, digest) WHERE state = 'open' DO UPDATE SET
    times = exchange.reject.times + 1, last_at = excluded.last_at, code = excluded.code,
    data = excluded.data, faults = excluded.faults
RETURNING times

-- name: end_rejects_of
-- A later statement of the same event was taken: what was wrong with the earlier ones is mended.
UPDATE exchange.reject SET state = 'mended', ended_at = %(at)s, ended_by_name = %(by_name)s
WHERE institution = %(institution)s AND source_id = %(source_id)s AND state = 'open'
RETURNING id

-- name: end_reject
UPDATE exchange.reject SET state = %(state)s, ended_at = %(at)s, ended_by_name = %(by_name)s,
                           reason = %(reason)s
WHERE id = %(id)s AND state = 'open'

-- name: get_reject
SELECT id, institution, client, client_name, source_id, body, code, data, faults, first_at, last_at,
       times, state, ended_at, ended_by_name, reason
FROM exchange.reject WHERE id = %(id)s AND institution = %(institution)s

-- name: list_rejects
SELECT id, institution, client, client_name, source_id, ''::bytea AS body, code, data, faults,
       first_at, last_at, times, state, ended_at, ended_by_name, reason
FROM exchange.reject
WHERE institution = %(institution)s
  AND (%(state)s::text IS NULL OR state = %(state)s)
  AND (%(after_at)s::timestamptz IS NULL OR (last_at, id) < (%(after_at)s, %(after_id)s::uuid))
ORDER BY last_at DESC, id DESC
LIMIT %(limit)s

-- name: count_use
INSERT INTO exchange.use (client, on_day, institution, outcome, times, last_at)
VALUES (%(client)s, %(on_day)s, %(institution)s, %(outcome)s, %(times)s, %(at)s)
ON CONFLICT ON CONSTRAINT use_pkey DO UPDATE SET
    times = exchange.use.times + excluded.times, last_at = excluded.last_at

-- name: list_use
SELECT client, on_day, outcome, times, last_at FROM exchange.use
WHERE institution = %(institution)s AND on_day >= %(since)s
ORDER BY on_day DESC, client, outcome

-- name: count_state
SELECT (SELECT count(*) FROM exchange.source WHERE institution = %(institution)s) AS events,
       (SELECT count(*) FROM exchange.reject
        WHERE institution = %(institution)s AND state = 'open') AS open_rejects,
       (SELECT max(last_at) FROM exchange.use WHERE institution = %(institution)s) AS last_at
