-- The police event register: events with persons, vehicles and objects, their versions and numbers.
CREATE SCHEMA register;

CREATE TABLE register.numbering (
    -- `*` stands for every institution without a row of its own.
    institution text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    -- Null: the institution's own code in capitals.
    prefix text CONSTRAINT numbering_prefix CHECK (prefix ~ '^[A-Z0-9]{1,12}$'),
    pattern text NOT NULL CONSTRAINT numbering_pattern CHECK (pattern ~ '\{seq(:0[1-9]d)?\}' AND length(pattern) <= 60),
    CONSTRAINT numbering_pkey PRIMARY KEY (institution, valid_from),
    CONSTRAINT numbering_dates CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT numbering_once EXCLUDE USING gist (
        institution WITH =, daterange(valid_from, valid_to, '[]') WITH &&
    )
);
COMMENT ON TABLE register.numbering IS 'How an institution numbers its events: the form is not laid down by law.';

-- One row per institution and series; its lock makes numbers without gaps.
CREATE TABLE register.number_counter (
    institution text NOT NULL,
    series text NOT NULL,
    last integer NOT NULL CONSTRAINT number_counter_last CHECK (last > 0),
    CONSTRAINT number_counter_pkey PRIMARY KEY (institution, series)
);

CREATE TABLE register.event (
    id uuid PRIMARY KEY,
    number text NOT NULL CONSTRAINT event_number_once UNIQUE,
    institution text NOT NULL,
    seen_by text[] NOT NULL,
    version integer NOT NULL CONSTRAINT event_version_positive CHECK (version > 0),
    type text NOT NULL CONSTRAINT event_type_length CHECK (length(type) BETWEEN 1 AND 300),
    type_version integer NOT NULL,
    -- Group of the type as of the event's time: decides what is wanted before completing.
    type_group text NOT NULL,
    legal_class text,
    category text CONSTRAINT event_category CHECK (category IN ('A', 'B', 'C', 'D')),
    status text NOT NULL CONSTRAINT event_status CHECK (
        status IN ('registered', 'in_progress', 'suspended', 'transferred', 'completed', 'cancelled')
    ),
    status_reason text CONSTRAINT event_reason_length CHECK (length(status_reason) <= 300),
    received_at timestamptz NOT NULL,
    received_via text NOT NULL,
    occurred_from timestamptz,
    occurred_to timestamptz,
    on_scene_at timestamptz,
    address text CONSTRAINT event_address_length CHECK (length(address) <= 300),
    address_folded text,
    address_code text CONSTRAINT event_address_code CHECK (address_code ~ '^[0-9]{9}$'),
    atvk text CONSTRAINT event_atvk CHECK (atvk ~ '^[0-9]{7}$'),
    lat double precision CONSTRAINT event_lat CHECK (lat BETWEEN -90 AND 90),
    lon double precision CONSTRAINT event_lon CHECK (lon BETWEEN -180 AND 180),
    accuracy_m integer CONSTRAINT event_accuracy CHECK (accuracy_m BETWEEN 0 AND 100000),
    place_note text CONSTRAINT event_place_note_length CHECK (length(place_note) <= 300),
    narrative text NOT NULL CONSTRAINT event_narrative_length CHECK (length(narrative) <= 20000),
    outcome_kind text,
    outcome_number text CONSTRAINT event_outcome_number_length CHECK (length(outcome_number) <= 300),
    outcome_decided_at timestamptz,
    officer text,
    officer_name text,
    card_id uuid,  -- calls.card; no foreign key across contexts
    card_number text,
    -- Version of the card that was taken over last: an older one comes too late.
    card_version integer,
    -- Path of a field to origin, source, time and actor of its present value.
    origins jsonb NOT NULL,
    missing_count integer NOT NULL CONSTRAINT event_missing_count CHECK (missing_count >= 0),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    completed_at timestamptz,
    CONSTRAINT event_card_once UNIQUE (card_id),
    CONSTRAINT event_owner_sees CHECK (institution = ANY (seen_by)),
    CONSTRAINT event_coordinates CHECK ((lat IS NULL) = (lon IS NULL)),
    CONSTRAINT event_occurred CHECK (occurred_to >= occurred_from),
    CONSTRAINT event_completed CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
    CONSTRAINT event_ends_with_outcome CHECK (
        status NOT IN ('completed', 'transferred') OR outcome_kind IS NOT NULL
    ),
    CONSTRAINT event_cancelled_with_reason CHECK (status <> 'cancelled' OR status_reason IS NOT NULL)
);
CREATE INDEX event_received ON register.event (received_at DESC, id DESC);
CREATE INDEX event_owner_received ON register.event (institution, received_at DESC, id DESC);
CREATE INDEX event_seen_by ON register.event USING gin (seen_by);
CREATE INDEX event_open ON register.event (received_at DESC, id DESC)
    WHERE status IN ('registered', 'in_progress', 'suspended');
CREATE INDEX event_officer ON register.event (officer, received_at DESC) WHERE officer IS NOT NULL;
CREATE INDEX event_card_number ON register.event (card_number) WHERE card_number IS NOT NULL;
CREATE INDEX event_address_words ON register.event USING gin (address_folded gin_trgm_ops);

-- Every number that an event has had: the earlier owners' numbers still find it.
CREATE TABLE register.event_number (
    number text PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES register.event (id),
    institution text NOT NULL,
    series text NOT NULL,
    seq integer NOT NULL,
    given_at timestamptz NOT NULL,
    CONSTRAINT event_number_one_each UNIQUE (event_id, institution),
    CONSTRAINT event_number_series UNIQUE (institution, series, seq)
);
CREATE INDEX event_number_part ON register.event_number USING gin (number gin_trgm_ops);

CREATE TABLE register.event_person (
    event_id uuid NOT NULL REFERENCES register.event (id),
    ref text NOT NULL CONSTRAINT event_person_ref CHECK (ref ~ '^[A-Za-z0-9_-]{1,40}$'),
    ordinal integer NOT NULL,
    role text NOT NULL,
    personal_code text,
    personal_code_digits text CONSTRAINT event_person_code CHECK (personal_code_digits ~ '^[0-9]{11}$'),
    name text,
    surname text,
    name_folded text,
    birth_on date,
    sex text,
    citizenship text,
    phone text,
    phone_normal text,
    address text,
    address_folded text,
    condition text[] NOT NULL DEFAULT '{}',
    CONSTRAINT event_person_pkey PRIMARY KEY (event_id, ref)
);
CREATE INDEX event_person_code_digits ON register.event_person (personal_code_digits)
    WHERE personal_code_digits IS NOT NULL;
CREATE INDEX event_person_phone ON register.event_person (phone_normal) WHERE phone_normal IS NOT NULL;
CREATE INDEX event_person_name ON register.event_person USING gin (name_folded gin_trgm_ops);
CREATE INDEX event_person_address ON register.event_person USING gin (address_folded gin_trgm_ops);

CREATE TABLE register.event_vehicle (
    event_id uuid NOT NULL REFERENCES register.event (id),
    ref text NOT NULL CONSTRAINT event_vehicle_ref CHECK (ref ~ '^[A-Za-z0-9_-]{1,40}$'),
    ordinal integer NOT NULL,
    role text NOT NULL,
    plate text,
    plate_normal text,
    country text,
    vin text,
    vin_normal text,
    make text,
    model text,
    colour text,
    driver text,
    CONSTRAINT event_vehicle_pkey PRIMARY KEY (event_id, ref)
);
CREATE INDEX event_vehicle_plate ON register.event_vehicle USING gin (plate_normal gin_trgm_ops);
CREATE INDEX event_vehicle_vin ON register.event_vehicle (vin_normal) WHERE vin_normal IS NOT NULL;

CREATE TABLE register.event_object (
    event_id uuid NOT NULL REFERENCES register.event (id),
    ref text NOT NULL CONSTRAINT event_object_ref CHECK (ref ~ '^[A-Za-z0-9_-]{1,40}$'),
    ordinal integer NOT NULL,
    object_class text NOT NULL,
    description text,
    quantity double precision,
    unit text,
    status text,
    owner text,
    CONSTRAINT event_object_pkey PRIMARY KEY (event_id, ref)
);

-- The whole event as one value, in the order in which its things were entered.
CREATE FUNCTION register.document_of(e register.event) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'type', e.type, 'status', e.status, 'received_at', e.received_at,
        'received_via', e.received_via, 'legal_class', e.legal_class, 'category', e.category,
        'status_reason', e.status_reason, 'occurred_from', e.occurred_from,
        'occurred_to', e.occurred_to, 'on_scene_at', e.on_scene_at,
        'place', jsonb_build_object(
            'address', e.address, 'address_code', e.address_code, 'atvk', e.atvk, 'lat', e.lat,
            'lon', e.lon, 'accuracy_m', e.accuracy_m, 'note', e.place_note
        ),
        'narrative', e.narrative,
        'outcome', CASE WHEN e.outcome_kind IS NOT NULL THEN jsonb_build_object(
            'kind', e.outcome_kind, 'number', e.outcome_number, 'decided_at', e.outcome_decided_at
        ) END,
        'persons', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'ref', p.ref, 'role', p.role, 'personal_code', p.personal_code, 'name', p.name,
                'surname', p.surname, 'birth_on', p.birth_on, 'sex', p.sex,
                'citizenship', p.citizenship, 'phone', p.phone, 'address', p.address,
                'condition', p.condition
            ) ORDER BY p.ordinal), '[]')
            FROM register.event_person p WHERE p.event_id = e.id
        ),
        'vehicles', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'ref', v.ref, 'role', v.role, 'plate', v.plate, 'country', v.country,
                'vin', v.vin, 'make', v.make, 'model', v.model, 'colour', v.colour,
                'driver', v.driver
            ) ORDER BY v.ordinal), '[]')
            FROM register.event_vehicle v WHERE v.event_id = e.id
        ),
        'objects', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'ref', o.ref, 'object_class', o.object_class, 'description', o.description,
                'quantity', o.quantity, 'unit', o.unit, 'status', o.status, 'owner', o.owner
            ) ORDER BY o.ordinal), '[]')
            FROM register.event_object o WHERE o.event_id = e.id
        )
    )
$$;

-- Corrections supersede: every version is kept whole and is never touched again.
CREATE TABLE register.event_version (
    event_id uuid NOT NULL REFERENCES register.event (id),
    version integer NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    by_name text NOT NULL,
    institution text NOT NULL,
    cause text NOT NULL CONSTRAINT event_version_cause CHECK (
        cause IN ('registered', 'card', 'changed', 'completed', 'transferred')
    ),
    document jsonb NOT NULL,
    origins jsonb NOT NULL,
    CONSTRAINT event_version_pkey PRIMARY KEY (event_id, version)
);

-- What analytics may read: no person, no narrative, no address.
CREATE VIEW register.view_event AS
SELECT e.id, e.number, e.institution, e.seen_by, e.type, e.type_version, e.type_group, e.legal_class,
       e.category, e.status, e.received_at, e.received_via, e.occurred_from, e.occurred_to,
       e.on_scene_at, e.atvk, e.lat, e.lon, e.outcome_kind, e.card_id, e.card_number,
       e.missing_count, e.created_at, e.changed_at, e.completed_at, e.version,
       (SELECT min(n.given_at) FROM register.event_number n
        WHERE n.event_id = e.id AND n.institution = e.institution) AS owned_since
FROM register.event e;

GRANT USAGE ON SCHEMA register TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON register.numbering, register.number_counter TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON register.event TO vienots_app;
GRANT SELECT, INSERT ON register.event_number, register.event_version TO vienots_app;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON register.event_person, register.event_vehicle, register.event_object TO vienots_app;
GRANT SELECT ON register.view_event TO vienots_app;
GRANT EXECUTE ON FUNCTION register.document_of(register.event) TO vienots_app;
