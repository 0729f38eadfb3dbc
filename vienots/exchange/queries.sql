-- name: lock_names
-- Two statements of one event wait for each other, also the first ones. In one order: two who lock
-- several never wait for each other.
SELECT pg_advisory_xact_lock(112100, named.key) FROM (
    SELECT DISTINCT hashtext(%(institution)s || '|' || source_id) AS key
    FROM unnest(%(source_ids)s::text[]) AS source_id ORDER BY key
) AS named

-- name: list_known
SELECT source_id FROM exchange.source
WHERE institution = %(institution)s AND source_id = ANY (%(source_ids)s::text[])

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

-- name: copy_source
COPY exchange.source (
    institution, source_id, event_id, version, document, digest, client, first_at, last_at
) FROM STDIN

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
WHERE institution = %(institution)s AND source_id = ANY (%(source_ids)s::text[]) AND state = 'open'
RETURNING id, source_id

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

-- name: copy_statement
COPY exchange.statement (
    id, institution, client, at, source_id, outcome, event_id, occurred_at, faults
) FROM STDIN

-- name: list_use
-- By Latvian days. The days before statements were kept singly stand in a table of sums.
SELECT client, on_day, outcome, sum(times)::bigint AS times, max(last_at) AS last_at
FROM (
    SELECT client, on_day, outcome, times, last_at FROM exchange.use
    WHERE institution = %(institution)s AND on_day >= %(since)s
    UNION ALL
    SELECT client, (at AT TIME ZONE 'Europe/Riga')::date, outcome, count(*), max(at)
    FROM exchange.statement
    WHERE institution = %(institution)s
      AND at >= %(since)s::date::timestamp AT TIME ZONE 'Europe/Riga'
    GROUP BY 1, 2, 3
) AS used
GROUP BY client, on_day, outcome
ORDER BY on_day DESC, client, outcome

-- name: count_state
SELECT (SELECT count(*) FROM exchange.source WHERE institution = %(institution)s) AS events,
       (SELECT count(*) FROM exchange.reject
        WHERE institution = %(institution)s AND state = 'open') AS open_rejects,
       greatest((SELECT max(last_at) FROM exchange.use WHERE institution = %(institution)s),
                (SELECT max(at) FROM exchange.statement
                 WHERE institution = %(institution)s)) AS last_at

-- name: mark_visible
UPDATE exchange.statement SET visible_at = %(at)s
WHERE event_id = %(event_id)s AND visible_at IS NULL AND outcome IN ('registered', 'replaced')

-- name: forget_statements
DELETE FROM exchange.statement
WHERE id IN (SELECT id FROM exchange.statement WHERE at < %(before)s ORDER BY at LIMIT %(limit)s)

-- name: count_outcomes
SELECT client, outcome, (at AT TIME ZONE 'Europe/Riga')::date AS on_day,
       extract(hour FROM at AT TIME ZONE 'Europe/Riga')::integer AS hour, count(*) AS times
FROM exchange.statement
WHERE institution = %(institution)s AND at >= %(since)s AND at < %(until)s
GROUP BY 1, 2, 3, 4

-- name: count_faults
-- A statement may have several; each is counted once for it.
SELECT fault AS code, count(*) AS times
FROM (SELECT DISTINCT s.id, unnest(s.faults) AS fault FROM exchange.statement s
      WHERE s.institution = %(institution)s AND s.at >= %(since)s AND s.at < %(until)s
        AND s.outcome IN ('rejected', 'late')) AS wrong
GROUP BY fault ORDER BY times DESC, code

-- name: measure_lateness
-- From happening to being stated, for what was stated first; from there to being seen, for all.
SELECT count(*) FILTER (WHERE stated IS NOT NULL) AS stated_count,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY stated) AS stated_median_s,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY stated) AS stated_p95_s,
       count(*) FILTER (WHERE seen IS NOT NULL) AS visible_count,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seen) AS visible_median_s,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY seen) AS visible_p95_s
FROM (
    SELECT CASE outcome WHEN 'registered'
                THEN extract(epoch FROM greatest(at - occurred_at, '0'))::float8 END AS stated,
           extract(epoch FROM greatest(visible_at - at, '0'))::float8 AS seen
    FROM exchange.statement
    WHERE institution = %(institution)s AND at >= %(since)s AND at < %(until)s
      AND outcome IN ('registered', 'replaced')
) AS waits

-- name: list_statements
-- `order`: `newest`, or by how long it took until it was stated, or seen.
SELECT id, at, client, source_id, outcome, occurred_at, visible_at, faults
FROM exchange.statement
WHERE institution = %(institution)s AND at >= %(since)s AND at < %(until)s
  AND (%(outcome)s::text IS NULL OR outcome = %(outcome)s)
  AND (%(client)s::text IS NULL OR client = %(client)s)
  AND (%(fault)s::text IS NULL OR %(fault)s = ANY (faults))
  AND (%(hour)s::integer IS NULL
       OR extract(hour FROM at AT TIME ZONE 'Europe/Riga') = %(hour)s)
  AND (%(order)s <> 'stated' OR (outcome = 'registered' AND occurred_at IS NOT NULL))
  AND (%(order)s <> 'visible' OR visible_at IS NOT NULL)
  AND (%(before)s::uuid IS NULL OR id < %(before)s)
ORDER BY CASE %(order)s WHEN 'stated' THEN at - occurred_at WHEN 'visible' THEN visible_at - at END
         DESC NULLS LAST, id DESC
LIMIT %(limit)s

-- name: list_paces
-- Every institution from which anything came in these days, or of which anything waits.
SELECT institution,
       coalesce(sum(times) FILTER (WHERE outcome = 'registered'), 0)::bigint AS registered,
       coalesce(sum(times) FILTER (WHERE outcome = 'replaced'), 0)::bigint AS replaced,
       coalesce(sum(times) FILTER (WHERE outcome = 'unchanged'), 0)::bigint AS unchanged,
       coalesce(sum(times) FILTER (WHERE outcome IN ('rejected', 'late')), 0)::bigint AS refused,
       coalesce(sum(times) FILTER (WHERE outcome = 'open_reject'), 0)::bigint AS open_rejects,
       coalesce(sum(times) FILTER (WHERE outcome = 'failed'), 0)::bigint AS failed_deliveries,
       max(last_at) AS last_at,
       max(median_s) AS stated_median_s
FROM (
    SELECT institution, outcome, count(*) AS times, max(at) AS last_at,
           percentile_cont(0.5) WITHIN GROUP (
               ORDER BY CASE outcome WHEN 'registered'
                        THEN extract(epoch FROM greatest(at - occurred_at, '0'))::float8 END
           ) AS median_s
    FROM exchange.statement WHERE at >= %(since)s AND at < %(until)s
    GROUP BY institution, outcome
    UNION ALL
    SELECT institution, 'open_reject', count(*), NULL, NULL
    FROM exchange.reject WHERE state = 'open' GROUP BY institution
    UNION ALL
    SELECT s.institution, 'failed', count(*), NULL, NULL
    FROM exchange.delivery d JOIN exchange.subscription s ON s.id = d.subscription_id
    WHERE d.state = 'failed' AND s.ended_at IS NULL GROUP BY s.institution
) AS told
GROUP BY institution ORDER BY institution

-- name: list_waiting_rejects
SELECT id, client_name AS client, source_id AS name, code, times, first_at AS since
FROM exchange.reject WHERE institution = %(institution)s AND state = 'open'
ORDER BY first_at LIMIT %(limit)s

-- name: list_waiting_deliveries
SELECT s.id, s.client_name AS client, d.type AS name, d.state AS code, d.tries AS times,
       d.made_at AS since
FROM exchange.delivery d JOIN exchange.subscription s ON s.id = d.subscription_id
WHERE s.institution = %(institution)s AND s.ended_at IS NULL AND d.state IN ('failed', 'waiting')
ORDER BY d.made_at, d.event_id LIMIT %(limit)s

-- name: count_waiting
SELECT (SELECT count(*) FROM exchange.reject
        WHERE institution = %(institution)s AND state = 'open') AS rejects,
       count(d.event_id) FILTER (WHERE d.state = 'waiting') AS deliveries,
       count(d.event_id) FILTER (WHERE d.state = 'failed') AS failed
FROM exchange.subscription s JOIN exchange.delivery d ON d.subscription_id = s.id
WHERE s.institution = %(institution)s AND s.ended_at IS NULL AND d.state IN ('waiting', 'failed')

-- name: insert_subscription
INSERT INTO exchange.subscription (id, institution, client, client_name, url, types, secret, xid,
                                   entry_id, created_at)
VALUES (%(id)s, %(institution)s, %(client)s, %(client_name)s, %(url)s, %(types)s, %(secret)s,
        %(xid)s::xid8, %(entry_id)s, %(at)s)

-- name: list_subscriptions
SELECT s.id, s.client, s.client_name, s.url, s.types, s.created_at, s.ended_at, s.ended_by_name,
       s.paused_at, count(d.event_id) FILTER (WHERE d.state = 'waiting') AS waiting,
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

-- name: pause_subscription
UPDATE exchange.subscription SET paused_at = %(paused_at)s
WHERE id = %(id)s AND institution = %(institution)s AND ended_at IS NULL

-- name: drop_deliveries
UPDATE exchange.delivery SET state = 'dropped', ended_at = %(at)s
WHERE subscription_id = %(id)s AND state = 'waiting'

-- name: take_walking
SELECT id, institution, client, types, xid::text::bigint AS xid, entry_id
FROM exchange.subscription WHERE ended_at IS NULL AND paused_at IS NULL
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
-- By whichever worker comes first; nobody else has it until the lease is over.
UPDATE exchange.delivery t SET next_at = %(leased_until)s
FROM (
    SELECT d.subscription_id, d.event_id, s.url, s.secret
    FROM exchange.delivery d JOIN exchange.subscription s ON s.id = d.subscription_id
    WHERE d.state = 'waiting' AND d.next_at <= %(at)s AND s.paused_at IS NULL
    ORDER BY d.next_at, d.made_at
    LIMIT 1
    FOR UPDATE OF d SKIP LOCKED
) due
WHERE t.subscription_id = due.subscription_id AND t.event_id = due.event_id
RETURNING t.subscription_id, t.event_id, t.body, t.tries, due.url, due.secret

-- name: set_delivery
UPDATE exchange.delivery SET state = %(state)s, said = %(said)s, next_at = %(next_at)s,
                             ended_at = %(ended_at)s, tries = tries + 1
WHERE subscription_id = %(id)s AND event_id = %(event_id)s AND state = 'waiting'

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

-- name: list_deliveries
-- Those that failed or are tried in vain first, then the latest of all.
SELECT d.subscription_id, d.event_id, d.type, d.state, d.tries, d.next_at, d.made_at, d.ended_at,
       d.said
FROM exchange.delivery d JOIN exchange.subscription s ON s.id = d.subscription_id
WHERE s.institution = %(institution)s AND d.subscription_id = %(id)s
ORDER BY d.state = 'failed' OR (d.state = 'waiting' AND d.tries > 0) DESC, d.made_at DESC,
         d.event_id DESC
LIMIT %(limit)s

-- name: send_again
UPDATE exchange.delivery d SET state = 'waiting', tries = 0, next_at = %(at)s, ended_at = NULL
FROM exchange.subscription s
WHERE s.id = d.subscription_id AND s.institution = %(institution)s AND s.ended_at IS NULL
  AND d.subscription_id = %(id)s AND d.event_id = %(event_id)s AND d.state IN ('failed', 'waiting')

-- name: put_meter
-- Whole sums of one process, each into rows of its own: again is harmless, and nobody waits.
INSERT INTO exchange.meter (span, starts_at, client, process, institution, requests, events, bytes,
                            refused)
SELECT m.span, m.starts_at, m.client, %(process)s, m.institution, m.requests, m.events, m.bytes,
       m.refused
FROM unnest(%(spans)s::text[], %(starts)s::timestamptz[], %(clients)s::text[],
            %(institutions)s::text[], %(requests)s::bigint[], %(events)s::bigint[],
            %(bytes)s::bigint[], %(refused)s::bigint[])
    AS m (span, starts_at, client, institution, requests, events, bytes, refused)
ON CONFLICT ON CONSTRAINT meter_pkey DO UPDATE SET
    requests = excluded.requests, events = excluded.events, bytes = excluded.bytes,
    refused = excluded.refused

-- name: list_metered
-- What all processes but one have counted in windows that run now.
SELECT span, starts_at, client, min(institution) AS institution, sum(requests)::bigint AS requests,
       sum(events)::bigint AS events, sum(bytes)::bigint AS bytes, sum(refused)::bigint AS refused
FROM exchange.meter
WHERE ((span = 'minute' AND starts_at = %(minute)s) OR (span = 'day' AND starts_at = %(day)s))
  AND (%(without)s::uuid IS NULL OR process <> %(without)s)
GROUP BY span, starts_at, client

-- name: forget_metered
-- Days tell enough of what is past: the minutes of yesterday and the days of last year go.
DELETE FROM exchange.meter
WHERE (span, starts_at, client, process) IN (
    SELECT span, starts_at, client, process FROM exchange.meter
    WHERE (span = 'minute' AND starts_at < %(minutes_before)s)
       OR (span = 'day' AND starts_at < %(days_before)s)
    LIMIT %(limit)s
)

-- name: insert_quota
INSERT INTO exchange.quota (id, client, code, amount, valid_from, valid_to, reason, set_at,
                            set_by_name)
VALUES (%(id)s, %(client)s, %(code)s, %(amount)s, %(valid_from)s, %(valid_to)s, %(reason)s,
        %(set_at)s, %(set_by_name)s)

-- name: list_quotas
-- All that was ever set for these clients, newest first; null asks for all clients.
SELECT client, code, amount, valid_from, valid_to, reason, set_at, set_by_name
FROM exchange.quota
WHERE %(clients)s::text[] IS NULL OR client = ANY (%(clients)s::text[])
ORDER BY set_at DESC, id DESC
LIMIT %(limit)s

-- name: list_valid_quotas
-- Of each client and quota what was set last for this day.
SELECT DISTINCT ON (client, code) client, code, amount
FROM exchange.quota
WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
ORDER BY client, code, set_at DESC, id DESC
