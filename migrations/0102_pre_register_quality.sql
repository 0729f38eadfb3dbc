-- What speaks of the quality of an institution's records: one walk for the numbers and for the lists
-- behind them. It runs as its reader: row security decides what is counted, and what is listed.
CREATE FUNCTION register.quality_of(
    owner text, since timestamptz, until timestamptz, at timestamptz,
    late interval, long interval, near interval
)
RETURNS TABLE (
    id uuid, received_at timestamptz, incomplete boolean, late_entry boolean, open_long boolean,
    twice boolean, looked_again boolean, returned boolean, unlooked boolean
)
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    WITH around AS MATERIALIZED (
        SELECT e.id, e.institution, e.status, e.type, e.address_folded, e.received_at, e.created_at,
               e.missing_count
        FROM register.event e
        WHERE e.received_at >= $2 - coalesce($7, '0') AND e.received_at < $3 + coalesce($7, '0')
    ), own AS (
        SELECT * FROM around a WHERE a.institution = $1 AND a.received_at >= $2 AND a.received_at < $3
    ), pairs AS (
        SELECT DISTINCT o.id FROM own o
        JOIN around a ON a.type = o.type AND a.address_folded = o.address_folded AND a.id <> o.id
                     AND a.received_at BETWEEN o.received_at - $7 AND o.received_at + $7
        WHERE o.status <> 'cancelled' AND a.status <> 'cancelled' AND o.address_folded <> ''
          AND NOT EXISTS (
              SELECT FROM register.relation r
              WHERE r.ended_at IS NULL AND least(r.event_id, r.other_id) = least(o.id, a.id)
                AND greatest(r.event_id, r.other_id) = greatest(o.id, a.id)
          )
    ), looks AS (
        SELECT s.event_id, bool_or(s.verdict IS NOT NULL) AS judged,
               bool_or(s.verdict = 'returned') AS returned, bool_or(s.verdict IS NULL) AS waiting
        FROM register.second_look s JOIN own o ON o.id = s.event_id
        GROUP BY s.event_id
    )
    SELECT o.id, o.received_at,
           o.missing_count > 0 AND o.status <> 'cancelled',
           coalesce(o.created_at - o.received_at > $5, false),
           coalesce(o.status IN ('registered', 'in_progress', 'suspended')
                    AND $4 - o.received_at > $6, false),
           p.id IS NOT NULL,
           coalesce(l.judged, false), coalesce(l.returned, false), coalesce(l.waiting, false)
    FROM own o
    LEFT JOIN pairs p ON p.id = o.id
    LEFT JOIN looks l ON l.event_id = o.id
$$;
REVOKE ALL ON FUNCTION register.quality_of(
    text, timestamptz, timestamptz, timestamptz, interval, interval, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION register.quality_of(
    text, timestamptz, timestamptz, timestamptz, interval, interval, interval) TO vienots_app;
