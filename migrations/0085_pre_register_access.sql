-- Who may see an event: kept in the row as keys, held by row security for the application's role.

-- The keys of whoever stands behind a transaction; none without them, and then nothing is seen.
CREATE FUNCTION kernel.reader_keys() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT string_to_array(current_setting('vienots.keys', true), ',')
$$;

ALTER TABLE register.event
    ADD COLUMN level text NOT NULL DEFAULT 'ordinary'
        CONSTRAINT event_level CHECK (level IN ('ordinary', 'restricted', 'state_security')),
    -- Somebody in it is under age: derived whenever the event is written.
    ADD COLUMN has_minors boolean NOT NULL DEFAULT false,
    -- People to whom the event is open by name, `person:<uuid>`, whatever its level.
    ADD COLUMN members text[] NOT NULL DEFAULT '{}';

-- The one place where a level becomes keys; `house` opens everything to the house's own work.
CREATE FUNCTION register.readers_of(
    seen_by text[], level text, has_minors boolean, members text[], officer text
) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN level = 'ordinary' AND NOT has_minors THEN seen_by || 'glass#ordinary'::text
        ELSE array(SELECT i || '#' || CASE level WHEN 'ordinary' THEN 'minors' ELSE level END
                   FROM unnest(seen_by) AS s (i))
             || members || array_remove(ARRAY[officer], NULL)
             || CASE level WHEN 'ordinary' THEN ARRAY['glass#minors']
                           WHEN 'restricted' THEN ARRAY['glass#restricted'] ELSE '{}' END
    END || 'house'::text
$$;

ALTER TABLE register.event
    ADD COLUMN readers text[] GENERATED ALWAYS AS (
        register.readers_of(seen_by, level, has_minors, members, officer)
    ) STORED;
CREATE INDEX event_readers ON register.event USING gin (readers);
DROP INDEX register.event_seen_by;

UPDATE register.event e SET has_minors = true
WHERE EXISTS (
    SELECT FROM register.event_person p
    WHERE p.event_id = e.id
      AND (p.role = 'minor' OR p.birth_on > (e.received_at - interval '18 years')::date)
);

ALTER TABLE register.event_version DROP CONSTRAINT event_version_cause;
ALTER TABLE register.event_version ADD CONSTRAINT event_version_cause CHECK (
    cause IN ('registered', 'card', 'changed', 'completed', 'transferred', 'access')
);

CREATE TABLE register.member (
    event_id uuid NOT NULL REFERENCES register.event (id),
    id text NOT NULL,
    name text NOT NULL,
    institution text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    CONSTRAINT member_pkey PRIMARY KEY (event_id, id)
);

-- A reason and two acts open what danger to life needs at once, for a while.
CREATE TABLE register.glass (
    id uuid PRIMARY KEY,
    actor text NOT NULL,
    actor_name text NOT NULL,
    institution text NOT NULL,
    ground text NOT NULL,
    reason text NOT NULL CONSTRAINT glass_reason_length CHECK (length(reason) BETWEEN 10 AND 1000),
    asked_at timestamptz NOT NULL,
    broken_at timestamptz,
    ends_at timestamptz,
    keys text[] NOT NULL,
    reviewed_at timestamptz,
    reviewed_by text,
    reviewed_by_name text,
    justified boolean,
    review_note text CONSTRAINT glass_note_length CHECK (length(review_note) <= 1000),
    CONSTRAINT glass_ends CHECK ((broken_at IS NULL) = (ends_at IS NULL)),
    CONSTRAINT glass_reviewed CHECK (
        (reviewed_at IS NULL) = (justified IS NULL) AND (reviewed_at IS NULL OR broken_at IS NOT NULL)
    ),
    CONSTRAINT glass_other_eyes CHECK (reviewed_by <> actor)
);
CREATE INDEX glass_of ON register.glass (actor, ends_at);
CREATE INDEX glass_unreviewed ON register.glass (institution, broken_at)
    WHERE broken_at IS NOT NULL AND reviewed_at IS NULL;

-- Row security for the application's role. The keys of things are looked up one by one, never
-- hashed from the whole table: hence the scalar form.
DO $$
DECLARE
    part text;
BEGIN
    ALTER TABLE register.event ENABLE ROW LEVEL SECURITY;
    CREATE POLICY event_readers ON register.event TO vienots_app
        USING (readers && kernel.reader_keys());
    FOREACH part IN ARRAY ARRAY[
        'event_number', 'event_version', 'event_person', 'event_vehicle', 'event_object',
        'event_organisation', 'event_document', 'event_attending_officer', 'attachment', 'member'
    ] LOOP
        EXECUTE format('ALTER TABLE register.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format(
            'CREATE POLICY of_seen_event ON register.%I TO vienots_app
             USING (event_id = (SELECT e.id FROM register.event e WHERE e.id = event_id))', part
        );
    END LOOP;
END $$;

-- The index carries the same keys.
ALTER TABLE index.event DROP CONSTRAINT event_owner_sees;
ALTER TABLE index.event RENAME COLUMN seen_by TO readers;
UPDATE index.event i SET readers = e.readers FROM register.event e WHERE e.id = i.id;
ALTER TABLE index.event ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_readers ON index.event TO vienots_app USING (readers && kernel.reader_keys());
ALTER TABLE index.mention ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seen_event ON index.mention TO vienots_app
    USING (event_id = (SELECT e.id FROM index.event e WHERE e.id = event_id));

-- A pattern is no question that may be asked beneath row security by an index: these two answer it
-- with bare ids, and whoever asks reads the rows through their policies.
CREATE FUNCTION register.find_ids(number text, card text, address_key text, address text[])
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT n.event_id FROM register.event_number n WHERE n.number LIKE $1
    UNION
    SELECT e.id FROM register.event e WHERE e.card_number = $2
    UNION
    SELECT e.id FROM register.event e
    WHERE e.address_folded LIKE $3 AND e.address_folded LIKE ALL ($4)
$$;
CREATE FUNCTION index.find_ids(patterns text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT e.id FROM index.event e WHERE e.numbers LIKE ANY ($1)
$$;
REVOKE ALL ON FUNCTION register.find_ids(text, text, text, text[]), index.find_ids(text[]) FROM PUBLIC;

GRANT SELECT, INSERT, DELETE ON register.member TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON register.glass TO vienots_app;
GRANT EXECUTE ON FUNCTION kernel.reader_keys() TO vienots_app;
GRANT EXECUTE ON FUNCTION register.readers_of(text[], text, boolean, text[], text) TO vienots_app;
GRANT EXECUTE ON FUNCTION register.find_ids(text, text, text, text[]), index.find_ids(text[]) TO vienots_app;

ALTER TABLE identity.person_role DROP CONSTRAINT person_role_known;
ALTER TABLE identity.person_role ADD CONSTRAINT person_role_known CHECK (role IN (
    'call_taker', 'dispatcher', 'station_commander', 'duty_officer',
    'register_officer', 'supervisor', 'analyst', 'auditor',
    'administrator', 'investigator', 'security_officer', 'register_supervisor'
));
