-- name: list_figures
-- Percentiles by linear interpolation between the two nearest ranks. An interval that ends before
-- it begins stays in: leaving it out would mend the record in silence. It is counted beside.
WITH card AS (
    SELECT c.id, coalesce(c.type_code, '') AS type_code, c.received_at
    FROM analytics.card c
    WHERE (%(since)s::timestamptz IS NULL OR c.received_at >= %(since)s)
      AND (%(until)s::timestamptz IS NULL OR c.received_at < %(until)s)
), assignment AS (
    SELECT a.card_id, a.assigned_at, a.en_route_at, a.on_scene_at, c.type_code, c.received_at
    FROM analytics.assignment a
    JOIN card c ON c.id = a.card_id
    WHERE %(institution)s::text IS NULL OR a.institution = %(institution)s
), first AS (
    SELECT type_code, received_at, min(assigned_at) AS assigned_at, min(on_scene_at) AS on_scene_at
    FROM assignment
    GROUP BY card_id, type_code, received_at
), measured (code, type_code, seconds) AS (
    SELECT 'received_to_first_arrival', type_code,
           extract(epoch FROM on_scene_at - received_at)::double precision
    FROM first WHERE on_scene_at IS NOT NULL
    UNION ALL
    SELECT 'received_to_first_dispatch', type_code,
           extract(epoch FROM assigned_at - received_at)::double precision
    FROM first
    UNION ALL
    SELECT 'dispatch_to_response', type_code,
           extract(epoch FROM en_route_at - assigned_at)::double precision
    FROM assignment WHERE en_route_at IS NOT NULL
    UNION ALL
    SELECT 'response_to_on_scene', type_code,
           extract(epoch FROM on_scene_at - en_route_at)::double precision
    FROM assignment WHERE on_scene_at IS NOT NULL AND en_route_at IS NOT NULL
)
SELECT code, type_code, count(*) AS n, count(*) FILTER (WHERE seconds < 0) AS negative,
       percentile_cont(ARRAY[0.5, 0.9, 0.95]) WITHIN GROUP (ORDER BY seconds) AS percentiles
FROM measured
GROUP BY GROUPING SETS ((code), (code, type_code))

-- name: list_counts
WITH card AS (
    SELECT c.id, coalesce(c.type_code, '') AS type_code, c.received_at, c.informed_at
    FROM analytics.card c
    WHERE (%(since)s::timestamptz IS NULL OR c.received_at >= %(since)s)
      AND (%(until)s::timestamptz IS NULL OR c.received_at < %(until)s)
      AND (%(institution)s::text IS NULL OR EXISTS (
          SELECT FROM analytics.leg l WHERE l.card_id = c.id AND l.institution = %(institution)s))
), contact AS (
    SELECT coalesce(c.type_code, '') AS type_code,
           t.card_id IS NOT NULL AND EXISTS (
               SELECT FROM analytics.contact earlier
               WHERE earlier.card_id = t.card_id
                 AND (earlier.ringing_at, earlier.id) < (t.ringing_at, t.id)) AS repeat
    FROM analytics.contact t
    LEFT JOIN analytics.card c ON c.id = t.card_id
    WHERE (%(since)s::timestamptz IS NULL OR t.ringing_at >= %(since)s)
      AND (%(until)s::timestamptz IS NULL OR t.ringing_at < %(until)s)
      AND (%(institution)s::text IS NULL OR EXISTS (
          SELECT FROM analytics.leg l
          WHERE l.card_id = t.card_id AND l.institution = %(institution)s))
), counted (type_code, contacts, cards, repeats, assignments, out_of_order) AS (
    SELECT type_code, 1, 0, repeat::integer, 0, 0 FROM contact
    UNION ALL
    SELECT type_code, 0, 1, 0, 0, 0 FROM card
    UNION ALL
    -- greatest() passes over what is not known: each time is held against the latest before it.
    SELECT c.type_code, 0, 0, 0, 1, coalesce(
               c.informed_at < c.received_at
               OR a.assigned_at < greatest(c.received_at, c.informed_at), false)::integer
           | coalesce(a.en_route_at < greatest(c.received_at, c.informed_at, a.assigned_at),
               false)::integer
           | coalesce(a.on_scene_at < greatest(c.received_at, c.informed_at, a.assigned_at,
               a.en_route_at), false)::integer
           | coalesce(a.transporting_at < greatest(c.received_at, c.informed_at, a.assigned_at,
               a.en_route_at, a.on_scene_at), false)::integer
           | coalesce(a.at_hospital_at < greatest(c.received_at, c.informed_at, a.assigned_at,
               a.en_route_at, a.on_scene_at, a.transporting_at), false)::integer
           | coalesce(a.released_at < greatest(c.received_at, c.informed_at, a.assigned_at,
               a.en_route_at, a.on_scene_at, a.transporting_at, a.at_hospital_at), false)::integer
    FROM analytics.assignment a
    JOIN card c ON c.id = a.card_id
    WHERE %(institution)s::text IS NULL OR a.institution = %(institution)s
)
SELECT type_code, sum(contacts)::bigint AS contacts, sum(cards)::bigint AS cards,
       sum(repeats)::bigint AS repeats, sum(assignments)::bigint AS assignments,
       sum(out_of_order)::bigint AS out_of_order
FROM counted
GROUP BY GROUPING SETS ((), (type_code))

-- name: get_busy
-- An end and a beginning at one moment don't overlap: per moment only the difference counts.
WITH span AS (
    SELECT a.unit_id, a.assigned_at, a.released_at
    FROM analytics.assignment a
    JOIN analytics.card c ON c.id = a.card_id
    WHERE a.released_at > a.assigned_at
      AND (%(since)s::timestamptz IS NULL OR c.received_at >= %(since)s)
      AND (%(until)s::timestamptz IS NULL OR c.received_at < %(until)s)
      AND (%(institution)s::text IS NULL OR a.institution = %(institution)s)
), of_unit AS (
    SELECT unnest(range_agg(tstzrange(assigned_at, released_at))) AS held FROM span GROUP BY unit_id
), assignments_at AS (
    SELECT sum(sum(step)) OVER (ORDER BY at) AS running
    FROM (SELECT assigned_at AS at, 1 AS step FROM span
          UNION ALL SELECT released_at, -1 FROM span) AS one
    GROUP BY at
), units_at AS (
    SELECT sum(sum(step)) OVER (ORDER BY at) AS running
    FROM (SELECT lower(held) AS at, 1 AS step FROM of_unit
          UNION ALL SELECT upper(held), -1 FROM of_unit) AS one
    GROUP BY at
)
SELECT count(*) AS assignments,
       coalesce((SELECT max(running) FROM assignments_at), 0)::bigint AS max,
       sum(extract(epoch FROM released_at - assigned_at))::double precision
           / nullif(extract(epoch FROM max(released_at) - min(assigned_at)), 0)::double precision AS mean,
       coalesce((SELECT max(running) FROM units_at), 0)::bigint AS units_max
FROM span

-- name: get_waiting
SELECT count(*) AS count,
       extract(epoch FROM %(at)s::timestamptz - min(ringing_at))::double precision AS oldest_s
FROM analytics.contact WHERE state = 'ringing'

-- name: get_answering
SELECT count(*) AS offered, count(answered_at) AS answered,
       count(*) FILTER (WHERE state = 'abandoned') AS abandoned,
       avg((seconds <= %(within_s)s)::integer)::double precision AS within_10_s,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS p50_s,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90_s
FROM (SELECT state, answered_at,
             extract(epoch FROM answered_at - ringing_at)::double precision AS seconds
      FROM analytics.contact
      WHERE ringing_at >= %(since)s AND ringing_at <= %(at)s) AS one

-- name: get_informing
-- From the answered call; a card that no call opened counts from its opening.
SELECT count(*) AS cards, avg((seconds <= %(within_s)s)::integer)::double precision AS within_60_s,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS p50_s,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90_s
FROM (SELECT extract(epoch FROM c.informed_at - coalesce(
                 (SELECT min(t.answered_at) FROM analytics.contact t WHERE t.card_id = c.id),
                 c.opened_at))::double precision AS seconds
      FROM analytics.card c
      WHERE c.received_at >= %(since)s AND c.received_at <= %(at)s AND c.informed_at IS NOT NULL
        AND (%(institution)s::text IS NULL OR EXISTS (
            SELECT FROM analytics.leg l
            WHERE l.card_id = c.id AND l.institution = %(institution)s))) AS one

-- name: get_flow
-- Usual is the mean of the same minutes of the same weekday in four weeks; weeks before the first
-- call of all don't count.
SELECT (SELECT count(*) FROM analytics.contact
        WHERE ringing_at > %(at)s::timestamptz - %(within)s::interval AND ringing_at <= %(at)s) AS calls,
       (SELECT avg(calls)::double precision
        FROM (SELECT (SELECT count(*) FROM analytics.contact
                      WHERE ringing_at > week - %(within)s::interval AND ringing_at <= week) AS calls
              FROM generate_series(1, 4) AS n,
                   LATERAL (SELECT %(at)s::timestamptz - n * interval '7 days' AS week) AS back
              WHERE EXISTS (SELECT FROM analytics.contact
                            WHERE ringing_at <= week - %(within)s::interval)) AS weeks) AS usual

-- name: list_desks
SELECT t.desk, max(t.answered_by_name) AS person_name, count(*) AS calls,
       avg(extract(epoch FROM c.informed_at - t.answered_at))
           FILTER (WHERE c.informed_at >= t.answered_at)::double precision AS mean_to_inform_s,
       max(t.answered_at) FILTER (WHERE t.state = 'answered') AS talking_since
FROM analytics.contact t
LEFT JOIN analytics.card c ON c.id = t.card_id
WHERE t.desk IS NOT NULL AND t.answered_by_name IS NOT NULL
  AND t.ringing_at > %(at)s::timestamptz - interval '1 day'
  AND (t.answered_at > %(at)s::timestamptz - %(within)s::interval AND t.answered_at <= %(at)s
       OR t.state = 'answered')
GROUP BY t.desk
ORDER BY calls DESC, t.desk

-- name: list_waiting_legs
SELECT l.id AS leg_id, l.card_id, c.number AS card_number, c.type_code, l.service, l.institution,
       l.priority, l.received_at,
       extract(epoch FROM %(at)s::timestamptz - l.received_at)::double precision AS age_s
FROM analytics.leg l
JOIN analytics.card c ON c.id = l.card_id
WHERE l.state = 'received' AND c.state <> 'closed'
  AND (%(institution)s::text IS NULL OR l.institution = %(institution)s)
ORDER BY l.received_at, l.id
LIMIT %(limit)s

-- name: list_waiting_referrals
SELECT r.id, r.card_id, c.number AS card_number, r.from_institution, r.to_institution, r.offered_at,
       r.answer_due_at,
       extract(epoch FROM %(at)s::timestamptz - r.offered_at)::double precision AS age_s
FROM analytics.referral r
JOIN analytics.card c ON c.id = r.card_id
WHERE r.state = 'offered'
  AND (%(institution)s::text IS NULL OR %(institution)s IN (r.from_institution, r.to_institution))
ORDER BY r.offered_at, r.id
LIMIT %(limit)s

-- name: list_targets
SELECT code, sort, institution, measure, seconds AS target_s, share, source
FROM analytics.target
WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
ORDER BY sort, code

-- name: list_target_figures
-- Of each target of the day, over the cards and calls of a window: for each institution, and for all
-- of them together (`*`).
WITH card AS (
    SELECT id, received_at, opened_at, informed_at, city, category FROM analytics.card
    WHERE received_at >= %(since)s AND received_at <= %(at)s
), sent AS (
    SELECT a.leg_id, a.institution, a.assigned_at, a.en_route_at, a.on_scene_at,
           l.received_at AS leg_received_at, c.city, c.category
    FROM analytics.assignment a
    JOIN card c ON c.id = a.card_id
    JOIN analytics.leg l ON l.id = a.leg_id
), first AS (
    SELECT institution, city, category, leg_received_at,
           min(assigned_at) AS assigned_at, min(on_scene_at) AS on_scene_at
    FROM sent GROUP BY leg_id, institution, city, category, leg_received_at
), timed (measure, institution, city, category, taken) AS (
    SELECT 'answer', '112', NULL::boolean, NULL::text, answered_at - ringing_at
    FROM analytics.contact
    WHERE ringing_at >= %(since)s AND ringing_at <= %(at)s AND answered_at IS NOT NULL
    UNION ALL
    SELECT 'inform', '112', c.city, c.category, c.informed_at - coalesce(t.answered_at, c.opened_at)
    FROM card c
    LEFT JOIN (SELECT card_id, min(answered_at) AS answered_at FROM analytics.contact
               WHERE ringing_at >= %(since)s::timestamptz - interval '1 day' GROUP BY card_id) AS t
           ON t.card_id = c.id
    WHERE c.informed_at IS NOT NULL
    UNION ALL
    SELECT 'send', institution, city, category, assigned_at - leg_received_at FROM first
    UNION ALL
    SELECT 'arrival', institution, city, category, on_scene_at - leg_received_at
    FROM first WHERE on_scene_at IS NOT NULL
    UNION ALL
    SELECT 'turnout', institution, city, category, en_route_at - assigned_at
    FROM sent WHERE en_route_at IS NOT NULL
    UNION ALL
    SELECT 'travel', institution, city, category, on_scene_at - en_route_at
    FROM sent WHERE on_scene_at IS NOT NULL AND en_route_at IS NOT NULL
), judged AS (
    SELECT g.code, g.seconds AS target_s, m.institution,
           extract(epoch FROM m.taken)::double precision AS seconds
    FROM analytics.target g
    JOIN timed m ON m.measure = g.measure
         AND (g.institution IS NULL OR m.institution = g.institution)
         AND (g.city IS NULL OR m.city = g.city)
         AND (g.category IS NULL OR m.category = g.category)
    WHERE g.valid_from <= %(on)s AND (g.valid_to IS NULL OR g.valid_to >= %(on)s)
)
SELECT code, coalesce(institution, '*') AS institution, count(*) AS n,
       percentile_cont(ARRAY[0.5, 0.9, 0.95]) WITHIN GROUP (ORDER BY seconds) AS percentiles,
       avg((seconds <= target_s)::integer)::double precision AS within
FROM judged
GROUP BY GROUPING SETS ((code), (code, institution))

-- name: list_month_figures
SELECT code, institution, n, percentiles, within FROM analytics.month_figures

-- name: get_month_worked_out
SELECT at FROM analytics.month_worked_out

-- name: delete_month_figures
DELETE FROM analytics.month_figures

-- name: insert_month_figures
INSERT INTO analytics.month_figures (code, institution, n, percentiles, within)
VALUES (%(code)s, %(institution)s, %(n)s, %(percentiles)s, %(within)s)
-- Another worker may have been at it in the same moment.
ON CONFLICT ON CONSTRAINT month_figures_pkey DO UPDATE
SET n = excluded.n, percentiles = excluded.percentiles, within = excluded.within

-- name: set_month_worked_out
INSERT INTO analytics.month_worked_out (at) VALUES (%(at)s)
ON CONFLICT ON CONSTRAINT month_worked_out_pkey DO UPDATE SET at = excluded.at
