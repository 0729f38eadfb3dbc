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

-- name: list_owned
-- What journals call an event, of whatever institution.
SELECT institution, source_id FROM exchange.source WHERE event_id = %(event_id)s

-- name: blank_source
-- The event was deleted: the name and the version stay, so that it is known and not taken again.
UPDATE exchange.source SET document = jsonb_build_object(
           'source_id', source_id, 'version', version, 'type', '-', 'received_via', '-',
           'received_at', %(at)s::timestamptz),
       digest = decode(repeat('00', 32), 'hex')
WHERE institution = %(institution)s AND source_id = %(source_id)s

-- name: blank_rejects
UPDATE exchange.reject
SET body = '', data = '{}', faults = '[]', reason = NULL,
    state = CASE state WHEN 'open' THEN 'given_up' ELSE state END,
    ended_at = coalesce(ended_at, %(at)s), ended_by_name = coalesce(ended_by_name, %(by_name)s)
WHERE institution = %(institution)s AND source_id = %(source_id)s
RETURNING id

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

-- name: insert_subscription
INSERT INTO exchange.subscription (id, institution, client, client_name, url, types, secret, xid,
                                   entry_id, created_at)
VALUES (%(id)s, %(institution)s, %(client)s, %(client_name)s, %(url)s, %(types)s, %(secret)s,
        %(xid)s::xid8, %(entry_id)s, %(at)s)

-- name: list_subscriptions
SELECT s.id, s.client, s.client_name, s.url, s.types, s.created_at, s.ended_at, s.ended_by_name,
       count(d.event_id) FILTER (WHERE d.state = 'waiting') AS waiting,
       count(d.event_id) FILTER (WHERE d.state = 'failed') AS failed,
       max(d.ended_at) FILTER (WHERE d.state = 'delivered') AS last_delivered_at
FROM exchange.subscription s
LEFT JOIN exchange.delivery d ON d.subscription_id = s.id
WHERE s.institution = %(institution)s
GROUP BY s.id
ORDER BY s.ended_at DESC NULLS FIRST, s.created_at DESC
LIMIT 50

-- name: end_subscription
UPDATE exchange.subscription SET ended_at = %(at)s, ended_by_name = %(by_name)s
WHERE id = %(id)s AND institution = %(institution)s AND ended_at IS NULL

-- name: drop_deliveries
UPDATE exchange.delivery SET state = 'dropped', ended_at = %(at)s
WHERE subscription_id = %(id)s AND state = 'waiting'

-- name: take_walking
SELECT id, institution, client, types, xid::text::bigint AS xid, entry_id
FROM exchange.subscription WHERE ended_at IS NULL
ORDER BY id
FOR UPDATE SKIP LOCKED

-- name: move_subscription
UPDATE exchange.subscription SET xid = %(xid)s::xid8, entry_id = %(entry_id)s WHERE id = %(id)s

-- name: insert_deliveries
INSERT INTO exchange.delivery (subscription_id, event_id, type, body, next_at, made_at)
SELECT %(id)s, d.event_id, d.type, d.body, %(at)s, %(at)s
FROM unnest(%(event_ids)s::text[], %(types)s::text[], %(bodies)s::text[])
    AS d (event_id, type, body)
ON CONFLICT ON CONSTRAINT delivery_pkey DO NOTHING

-- name: take_due
SELECT d.subscription_id, d.event_id, d.body, d.tries, s.url, s.secret
FROM exchange.delivery d JOIN exchange.subscription s ON s.id = d.subscription_id
WHERE d.state = 'waiting' AND d.next_at <= %(at)s
ORDER BY d.next_at, d.made_at
LIMIT 1
FOR UPDATE OF d SKIP LOCKED

-- name: set_delivery
UPDATE exchange.delivery SET state = %(state)s, said = %(said)s, next_at = %(next_at)s,
                             ended_at = %(ended_at)s, tries = tries + 1
WHERE subscription_id = %(id)s AND event_id = %(event_id)s

-- name: blank_deliveries
-- By the key, subscription by subscription: there are few of them, and very many deliveries.
UPDATE exchange.delivery d
SET body = '', said = NULL,
    state = CASE WHEN d.state = 'delivered' THEN d.state ELSE 'dropped' END,
    ended_at = coalesce(d.ended_at, %(at)s)
WHERE d.subscription_id IN (SELECT s.id FROM exchange.subscription s)
  AND d.event_id = ANY (%(event_ids)s::text[])

-- name: list_unbrought
SELECT d.subscription_id, d.event_id, d.type, d.state, d.tries, d.next_at, d.made_at, d.ended_at,
       d.said
FROM exchange.delivery d JOIN exchange.subscription s ON s.id = d.subscription_id
WHERE s.institution = %(institution)s AND d.subscription_id = %(id)s
  AND (d.state = 'failed' OR (d.state = 'waiting' AND d.tries > 0))
ORDER BY d.made_at, d.event_id
LIMIT %(limit)s

-- name: send_again
UPDATE exchange.delivery d SET state = 'waiting', tries = 0, next_at = %(at)s, ended_at = NULL
FROM exchange.subscription s
WHERE s.id = d.subscription_id AND s.institution = %(institution)s AND s.ended_at IS NULL
  AND d.subscription_id = %(id)s AND d.event_id = %(event_id)s AND d.state IN ('failed', 'waiting')
