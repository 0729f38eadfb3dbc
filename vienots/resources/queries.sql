-- name: upsert_station
INSERT INTO resources.station
    (id, code, kind, name, address, institution, region, atvk, lat, lon, modelled)
VALUES (%(id)s, %(code)s, %(kind)s, %(name)s, %(address)s, %(institution)s, %(region)s, %(atvk)s,
        %(lat)s, %(lon)s, %(modelled)s)
ON CONFLICT ON CONSTRAINT station_code DO NOTHING

-- name: list_stations
SELECT id, code, kind, name, address, institution, region, atvk, lat, lon, modelled
FROM resources.station ORDER BY kind, code

-- name: get_station
SELECT id, code, kind, name, address, institution, region, atvk, lat, lon, modelled
FROM resources.station WHERE id = %(id)s

-- name: insert_unit
-- Nothing where the call sign is taken: the caller says so.
INSERT INTO resources.unit
    (id, call_sign, institution, service, station_id, kind, capabilities, crew, crew_norm, crew_min,
     skills, state, state_at, state_note, modelled)
VALUES (%(id)s, %(call_sign)s, %(institution)s, %(service)s, %(station_id)s, %(kind)s,
        %(capabilities)s, %(crew)s, %(crew_norm)s, %(crew_min)s, %(skills)s, %(state)s, %(state_at)s,
        %(state_note)s, %(modelled)s)
ON CONFLICT ON CONSTRAINT unit_call_sign DO NOTHING

-- name: list_units
SELECT u.id, u.call_sign, u.institution, u.service, u.station_id, s.name AS station_name, u.kind,
       u.capabilities, u.crew, u.crew_norm, u.skills, u.state, u.state_at, u.card_id,
       CASE WHEN p.unit_id IS NOT NULL THEN jsonb_build_object(
           'lat', p.lat, 'lon', p.lon, 'at', p.at, 'speed_kmh', p.speed_kmh,
           'heading_deg', p.heading_deg, 'accuracy_m', p.accuracy_m) END AS position,
       u.modelled, u.version, u.crew_min, u.state_note
FROM resources.unit u
JOIN resources.station s ON s.id = u.station_id
LEFT JOIN resources.position_latest p ON p.unit_id = u.id
WHERE (%(institution)s::text IS NULL OR u.institution = %(institution)s)
  AND (%(ids)s::uuid[] IS NULL OR u.id = ANY (%(ids)s))
ORDER BY u.institution, u.call_sign

-- name: get_unit_by_call_sign
SELECT id FROM resources.unit WHERE call_sign = %(call_sign)s

-- name: list_fleet
-- What a recommendation looks at, flat: one row per unit that carries anything of what is wanted.
SELECT u.id, u.call_sign, s.name AS station_name, u.kind, u.capabilities, u.skills, u.crew,
       u.crew_norm, u.crew_min, u.state, u.state_note, s.lat AS station_lat, s.lon AS station_lon,
       p.lat, p.lon, p.at AS position_at
FROM resources.unit u
JOIN resources.station s ON s.id = u.station_id
LEFT JOIN resources.position_latest p ON p.unit_id = u.id
WHERE u.institution = %(institution)s
  AND (u.capabilities && %(wanted)s::text[]
       OR EXISTS (SELECT FROM unnest(u.skills) AS skill
                  WHERE split_part(skill, ':', 1) = ANY (%(wanted)s::text[])))
ORDER BY u.call_sign

-- name: lock_units
-- In the order of their ids, so that two desks that want the same units can't wait for each other.
SELECT id, call_sign, institution, service, state, card_id FROM resources.unit
WHERE id = ANY (%(ids)s) ORDER BY id FOR UPDATE

-- name: set_unit_state
UPDATE resources.unit
SET state = %(state)s, state_at = %(state_at)s, state_note = %(state_note)s, card_id = %(card_id)s,
    version = version + 1
WHERE id = %(id)s

-- name: set_unit_station
UPDATE resources.unit SET station_id = %(station_id)s, version = version + 1 WHERE id = %(id)s

-- name: set_unit_crew
UPDATE resources.unit
SET crew = %(crew)s, skills = coalesce(%(skills)s::text[], skills), version = version + 1
WHERE id = %(id)s

-- name: list_arrived_home
-- Back in the yard and standing, by a position of the last two minutes.
SELECT u.id
FROM resources.unit u
JOIN resources.station s ON s.id = u.station_id
JOIN resources.position_latest p ON p.unit_id = u.id
WHERE u.state = 'returning' AND p.at > %(since)s AND p.at > u.state_at
  AND coalesce(p.speed_kmh, 0) < 10
  AND abs(p.lat - s.lat) < %(lat_span)s AND abs(p.lon - s.lon) < %(lon_span)s
ORDER BY u.id LIMIT 200
FOR UPDATE OF u SKIP LOCKED

-- name: take_positions
-- One statement for the whole batch: newer than the stored one → trail and latest; the rest counted.
-- The arrays go over in binary: as text they cost four times as much as all the rest.
WITH given AS (
    SELECT * FROM unnest(%(call_signs)b::text[], %(ats)b::timestamptz[], %(lats)b::float8[],
                         %(lons)b::float8[], %(speeds)b::float8[], %(headings)b::float8[],
                         %(accuracies)b::float8[])
        AS g (call_sign, at, lat, lon, speed_kmh, heading_deg, accuracy_m)
),
known AS MATERIALIZED (
    SELECT u.id AS unit_id, g.at, g.lat, g.lon, g.speed_kmh, g.heading_deg, g.accuracy_m
    FROM given g JOIN resources.unit u ON u.call_sign = g.call_sign
),
fresh AS MATERIALIZED (
    SELECT DISTINCT ON (k.unit_id, k.at) k.*
    FROM known k LEFT JOIN resources.position_latest p ON p.unit_id = k.unit_id
    WHERE p.at IS NULL OR k.at > p.at
    ORDER BY k.unit_id, k.at DESC
),
trail AS (
    INSERT INTO resources.position (unit_id, at, lat, lon, speed_kmh, heading_deg, accuracy_m)
    SELECT unit_id, at, lat, lon, speed_kmh, heading_deg, accuracy_m FROM fresh
    ON CONFLICT (unit_id, at) DO NOTHING
),
latest AS (
    -- In the order of the ids, so that two batches can't wait for each other.
    INSERT INTO resources.position_latest AS held
        (unit_id, at, lat, lon, speed_kmh, heading_deg, accuracy_m)
    SELECT DISTINCT ON (unit_id) unit_id, at, lat, lon, speed_kmh, heading_deg, accuracy_m
    FROM fresh ORDER BY unit_id, at DESC
    ON CONFLICT (unit_id) DO UPDATE
    SET at = excluded.at, lat = excluded.lat, lon = excluded.lon, speed_kmh = excluded.speed_kmh,
        heading_deg = excluded.heading_deg, accuracy_m = excluded.accuracy_m,
        xid = pg_current_xact_id()
    WHERE held.at < excluded.at
)
SELECT (SELECT count(*) FROM fresh) AS stored,
       (SELECT count(*) FROM known) - (SELECT count(*) FROM fresh) AS stale,
       (SELECT coalesce(array_agg(DISTINCT g.call_sign ORDER BY g.call_sign), '{}') FROM given g
        WHERE NOT EXISTS (SELECT FROM resources.unit u WHERE u.call_sign = g.call_sign)) AS unknown

-- name: positions_mark
SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS mark

-- name: list_positions_since
-- Everything from the mark on that can be seen, and the next mark below the oldest transaction
-- that still runs: what that one commits later is found by the next reading. While it runs, newer
-- rows come again; a position is a state, so that does no harm.
SELECT unit_id, lat, lon, at, speed_kmh, heading_deg
FROM resources.position_latest WHERE xid >= %(mark)s::text::xid8

-- name: list_trail
SELECT lat, lon, at, speed_kmh, heading_deg, accuracy_m FROM resources.position
WHERE unit_id = %(unit_id)s AND at > %(since)s AND at <= %(until)s ORDER BY at LIMIT %(limit)s

-- name: make_position_partitions
SELECT resources.make_position_partitions(%(from_day)s, %(day_count)s)

-- name: drop_position_partitions
SELECT resources.drop_position_partitions(
    (SELECT (%(at)s::timestamptz AT TIME ZONE 'UTC')::date - r.days
     FROM resources.retention r WHERE r.name = 'position'))
