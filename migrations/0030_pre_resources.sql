-- Stations, units with their crews and states, and where units are.
CREATE SCHEMA resources;

CREATE TABLE resources.station (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT station_code UNIQUE,
    kind text NOT NULL CONSTRAINT station_kind CHECK (kind IN (
        'fire_station', 'police_office', 'municipal_post', 'port_post', 'hospital', 'medical_base')),
    name text NOT NULL CONSTRAINT station_name CHECK (length(name) BETWEEN 1 AND 200),
    address text NOT NULL,
    institution text NOT NULL,
    region text,
    atvk text NOT NULL CONSTRAINT station_atvk CHECK (atvk ~ '^[0-9]{7}$'),
    lat double precision NOT NULL CONSTRAINT station_lat CHECK (lat BETWEEN -90 AND 90),
    lon double precision NOT NULL CONSTRAINT station_lon CHECK (lon BETWEEN -180 AND 180),
    modelled boolean NOT NULL
);
CREATE INDEX station_institution ON resources.station (institution);

CREATE TABLE resources.unit (
    id uuid PRIMARY KEY,
    -- A letter is a must: a call sign can never be taken for a house number on the command line.
    call_sign text NOT NULL CONSTRAINT unit_call_sign UNIQUE
        CONSTRAINT unit_call_sign_form CHECK (call_sign ~ '^[A-Z][A-Z0-9-]{1,11}$'),
    institution text NOT NULL,
    service text NOT NULL CONSTRAINT unit_service CHECK (service IN (
        'fire', 'police', 'municipal', 'port', 'medical')),
    station_id uuid NOT NULL REFERENCES resources.station,
    kind text NOT NULL,
    capabilities text[] NOT NULL,
    crew smallint NOT NULL CONSTRAINT unit_crew CHECK (crew BETWEEN 0 AND 99),
    crew_norm smallint NOT NULL CONSTRAINT unit_crew_norm CHECK (crew_norm BETWEEN 1 AND 99),
    -- With fewer people it is not sent.
    crew_min smallint NOT NULL DEFAULT 1 CONSTRAINT unit_crew_min CHECK (crew_min BETWEEN 0 AND 99),
    skills text[] NOT NULL DEFAULT '{}',
    state text NOT NULL CONSTRAINT unit_state CHECK (state IN (
        'available', 'assigned', 'en_route', 'on_scene', 'transporting', 'at_hospital', 'returning',
        'unavailable')),
    state_at timestamptz NOT NULL,
    state_note text CONSTRAINT unit_state_note CHECK (length(state_note) <= 300),
    card_id uuid,  -- calls.card; no foreign key across contexts
    modelled boolean NOT NULL,
    version integer NOT NULL DEFAULT 1,
    -- A unit at work is at work on a card, and only then.
    CONSTRAINT unit_card CHECK ((card_id IS NOT NULL) = (state IN (
        'assigned', 'en_route', 'on_scene', 'transporting', 'at_hospital')))
) WITH (fillfactor = 70);
CREATE INDEX unit_institution ON resources.unit (institution, call_sign);
CREATE INDEX unit_station ON resources.unit (station_id);

CREATE TABLE resources.position_latest (
    unit_id uuid PRIMARY KEY REFERENCES resources.unit,
    at timestamptz NOT NULL,
    lat double precision NOT NULL CONSTRAINT position_latest_lat CHECK (lat BETWEEN -90 AND 90),
    lon double precision NOT NULL CONSTRAINT position_latest_lon CHECK (lon BETWEEN -180 AND 180),
    speed_kmh real,
    heading_deg real,
    accuracy_m real,
    -- The writing transaction: what a reader of changes goes by. No index on it, so that the many
    -- updates of a row stay in its page; the table is small enough to be read whole.
    xid xid8 NOT NULL DEFAULT pg_current_xact_id()
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- The trail: one partition per day (UTC), made ahead and dropped whole.
CREATE TABLE resources.position (
    unit_id uuid NOT NULL,
    at timestamptz NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    speed_kmh real,
    heading_deg real,
    accuracy_m real,
    CONSTRAINT position_pkey PRIMARY KEY (unit_id, at)
) PARTITION BY RANGE (at);
-- What comes before its day's partition is made stays here until then: no position is refused.
CREATE TABLE resources.position_default PARTITION OF resources.position DEFAULT;

CREATE TABLE resources.retention (
    name text PRIMARY KEY,
    days integer NOT NULL CONSTRAINT retention_days CHECK (days BETWEEN 1 AND 3650)
);
COMMENT ON TABLE resources.retention IS 'How long things are kept, as data: changed without a deployment.';
INSERT INTO resources.retention (name, days) VALUES ('position', 30);

-- The application may not make tables; these two functions do it with the owner's rights and
-- nothing but their one job.
CREATE FUNCTION resources.make_position_partitions(from_day date, day_count integer)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted date;
    name text;
    made integer := 0;
BEGIN
    IF day_count NOT BETWEEN 1 AND 31 THEN
        RAISE EXCEPTION 'day_count must be 1 to 31';
    END IF;
    -- One maker at a time: another one finds everything made.
    PERFORM pg_advisory_xact_lock(hashtext('resources.make_position_partitions'));
    FOR wanted IN SELECT from_day + n FROM generate_series(0, day_count - 1) AS n LOOP
        name := 'position_' || to_char(wanted, 'YYYYMMDD');
        CONTINUE WHEN to_regclass('resources.' || name) IS NOT NULL;
        EXECUTE format('CREATE TABLE resources.%I (LIKE resources.position INCLUDING ALL)', name);
        EXECUTE format(
            'WITH moved AS (DELETE FROM resources.position_default WHERE at >= %L AND at < %L RETURNING *)
             INSERT INTO resources.%I SELECT * FROM moved',
            wanted::timestamp AT TIME ZONE 'UTC', (wanted + 1)::timestamp AT TIME ZONE 'UTC', name);
        EXECUTE format(
            'ALTER TABLE resources.position ATTACH PARTITION resources.%I FOR VALUES FROM (%L) TO (%L)',
            name, wanted::timestamp AT TIME ZONE 'UTC', (wanted + 1)::timestamp AT TIME ZONE 'UTC');
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;

CREATE FUNCTION resources.drop_position_partitions(before_day date)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    old record;
    dropped integer := 0;
BEGIN
    FOR old IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'resources.position'::regclass AND c.relname ~ '^position_[0-9]{8}$'
          AND to_date(right(c.relname, 8), 'YYYYMMDD') < before_day
    LOOP
        EXECUTE format('DROP TABLE resources.%I', old.relname);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM resources.position_default WHERE at < before_day::timestamp AT TIME ZONE 'UTC';
    RETURN dropped;
END
$$;
REVOKE ALL ON FUNCTION resources.make_position_partitions, resources.drop_position_partitions FROM PUBLIC;

SELECT resources.make_position_partitions((now() AT TIME ZONE 'UTC')::date - 1, 5);

GRANT USAGE ON SCHEMA resources TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON resources.station, resources.unit, resources.position_latest TO vienots_app;
GRANT SELECT, INSERT ON resources.position TO vienots_app;
GRANT SELECT, UPDATE ON resources.retention TO vienots_app;
GRANT EXECUTE ON FUNCTION resources.make_position_partitions, resources.drop_position_partitions TO vienots_app;
