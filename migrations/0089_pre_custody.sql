-- Things in custody: where they are, who holds them, and the chain of steps that proves it.
CREATE SCHEMA custody;

CREATE TABLE custody.place (
    id uuid PRIMARY KEY,
    institution text NOT NULL,
    code text NOT NULL CONSTRAINT place_code CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9./-]{0,29}$'),
    name text NOT NULL CONSTRAINT place_name CHECK (length(name) BETWEEN 1 AND 200),
    kind text NOT NULL CONSTRAINT place_kind CHECK (
        kind IN ('store', 'safe', 'cold_store', 'vehicle_park', 'laboratory', 'other')
    ),
    active boolean NOT NULL,
    CONSTRAINT place_once UNIQUE (institution, code)
);

-- One row per institution and series; its lock makes numbers without gaps.
CREATE TABLE custody.number_counter (
    institution text NOT NULL,
    series text NOT NULL,
    last integer NOT NULL CONSTRAINT number_counter_last CHECK (last > 0),
    CONSTRAINT number_counter_pkey PRIMARY KEY (institution, series)
);

CREATE TABLE custody.item (
    id uuid PRIMARY KEY,
    number text NOT NULL CONSTRAINT item_number_once UNIQUE,
    institution text NOT NULL,
    event_id uuid,
    event_number text,
    -- Where in the event it stands: a list and a ref in it.
    event_part text CONSTRAINT item_part CHECK (event_part IN ('objects', 'vehicles', 'documents')),
    event_ref text,
    kind text NOT NULL CONSTRAINT item_kind CHECK (
        kind IN ('seized', 'found', 'lost_property', 'document', 'vehicle')
    ),
    description text NOT NULL CONSTRAINT item_description CHECK (length(description) BETWEEN 1 AND 1000),
    quantity double precision CONSTRAINT item_quantity CHECK (quantity > 0),
    unit text CONSTRAINT item_unit CHECK (length(unit) <= 300),
    value_eur text CONSTRAINT item_value CHECK (value_eur ~ '^[0-9]{1,10}(\.[0-9]{1,2})?$'),
    marks jsonb NOT NULL,
    taken_at timestamptz NOT NULL,
    taken_by text NOT NULL,
    taken_by_name text NOT NULL,
    taken_where text CONSTRAINT item_where CHECK (length(taken_where) <= 300),
    legal_basis text CONSTRAINT item_basis CHECK (length(legal_basis) <= 300),
    -- Null: the term is not configured, and nobody set one.
    due_on date,
    place_id uuid REFERENCES custody.place (id),
    holder text NOT NULL,
    holder_name text NOT NULL,
    holder_institution text NOT NULL,
    status text NOT NULL CONSTRAINT item_status CHECK (
        status IN ('held', 'handed_over', 'transferred', 'released', 'destroyed')
    ),
    legal_hold boolean NOT NULL,
    destruction_asked_by text,
    destruction_asked_name text,
    -- The end of its chain: how many steps, and the hash of the last one.
    steps integer NOT NULL CONSTRAINT item_steps CHECK (steps > 0),
    head text NOT NULL CONSTRAINT item_head CHECK (head ~ '^[0-9a-f]{64}$'),
    -- Who sees it besides those who see its event.
    readers text[] NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT item_of_event CHECK (
        (event_id IS NULL) = (event_number IS NULL)
        AND (event_id IS NULL) = (event_part IS NULL)
        AND (event_id IS NULL) = (event_ref IS NULL)
    ),
    CONSTRAINT item_taken_once UNIQUE (event_id, event_part, event_ref),
    CONSTRAINT item_destruction CHECK (
        (destruction_asked_by IS NULL) = (destruction_asked_name IS NULL)
    ),
    CONSTRAINT item_hold_keeps CHECK (NOT legal_hold OR status NOT IN ('released', 'destroyed'))
);
-- As the list is ordered: what is due first, then what has no term, then what is gone.
CREATE INDEX item_due ON custody.item (
    (CASE WHEN status IN ('released', 'destroyed') THEN 'infinity'::date
          ELSE coalesce(due_on, '9999-12-31') END), id
);
CREATE INDEX item_institution ON custody.item (institution);
CREATE INDEX item_holder_institution ON custody.item (holder_institution);
CREATE INDEX item_place ON custody.item (place_id);
CREATE INDEX item_readers ON custody.item USING gin (readers);

-- Append-only: the application may not change a step, and each holds the hash of the one before.
CREATE TABLE custody.step (
    item_id uuid NOT NULL REFERENCES custody.item (id),
    seq integer NOT NULL CONSTRAINT step_seq CHECK (seq > 0),
    at timestamptz NOT NULL,
    by text NOT NULL,
    by_name text NOT NULL,
    institution text NOT NULL,
    act text NOT NULL CONSTRAINT step_act CHECK (act IN (
        'taken', 'moved', 'offered', 'accepted', 'declined', 'withdrawn', 'voided', 'due_changed',
        'hold_changed', 'released', 'destruction_asked', 'destroyed'
    )),
    from_holder text,
    to_holder text,
    place text,
    note text CONSTRAINT step_note CHECK (length(note) <= 2000),
    code_hash text,
    prev_hash text NOT NULL CONSTRAINT step_prev CHECK (prev_hash ~ '^[0-9a-f]{64}$'),
    hash text NOT NULL CONSTRAINT step_hash CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT step_pkey PRIMARY KEY (item_id, seq)
);

CREATE TABLE custody.offer (
    id uuid PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES custody.item (id),
    from_person text NOT NULL,
    from_name text NOT NULL,
    from_institution text NOT NULL,
    to_institution text NOT NULL,
    -- Null: anybody there.
    to_person text,
    to_name text,
    note text CONSTRAINT offer_note CHECK (length(note) <= 1000),
    code_hash text NOT NULL CONSTRAINT offer_code CHECK (code_hash ~ '^[0-9a-f]{64}$'),
    offered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    wrong_codes integer NOT NULL DEFAULT 0,
    state text NOT NULL CONSTRAINT offer_state CHECK (
        state IN ('open', 'accepted', 'declined', 'withdrawn', 'void')
    ),
    answered_at timestamptz,
    answered_by_name text,
    CONSTRAINT offer_answered CHECK ((state = 'open') = (answered_at IS NULL)),
    CONSTRAINT offer_to CHECK ((to_person IS NULL) = (to_name IS NULL)),
    CONSTRAINT offer_to_another CHECK (to_person <> from_person)
);
CREATE UNIQUE INDEX offer_one_open ON custody.offer (item_id) WHERE state = 'open';
CREATE INDEX offer_waiting ON custody.offer (to_institution, expires_at) WHERE state = 'open';

-- Whoever sees the event of a thing sees the thing; so do its holders and whom it is offered to.
ALTER TABLE custody.item ENABLE ROW LEVEL SECURITY;
CREATE POLICY item_seen ON custody.item TO vienots_app USING (
    readers && kernel.reader_keys()
    OR event_id = (SELECT e.id FROM register.event e WHERE e.id = event_id)
);
ALTER TABLE custody.step ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seen_item ON custody.step TO vienots_app
    USING (item_id = (SELECT i.id FROM custody.item i WHERE i.id = item_id));
ALTER TABLE custody.offer ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seen_item ON custody.offer TO vienots_app
    USING (item_id = (SELECT i.id FROM custody.item i WHERE i.id = item_id));

GRANT USAGE ON SCHEMA custody TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON custody.place, custody.number_counter, custody.item, custody.offer
    TO vienots_app;
GRANT SELECT, INSERT ON custody.step TO vienots_app;
