-- The master index over all registered events: who and what is mentioned where, found by any spelling.
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE SCHEMA index;

-- The head of a registered event as the index knows it: what a reader may see is decided here.
CREATE TABLE index.event (
    id uuid PRIMARY KEY,
    version integer NOT NULL CONSTRAINT event_version_positive CHECK (version > 0),
    number text NOT NULL,
    -- All numbers that it has had and its card's, in one text.
    numbers text NOT NULL,
    institution text NOT NULL,
    seen_by text[] NOT NULL,
    type text NOT NULL,
    status text NOT NULL,
    received_at timestamptz NOT NULL,
    address text,
    atvk text,
    indexed_at timestamptz NOT NULL,
    CONSTRAINT event_owner_sees CHECK (institution = ANY (seen_by))
);
CREATE INDEX event_numbers ON index.event USING gin (numbers gin_trgm_ops);

-- One row for everything that can be the same in two events. The key is its normal form.
CREATE TABLE index.thing (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CONSTRAINT thing_kind CHECK (
        kind IN ('person', 'vehicle', 'phone', 'address', 'mark')
    ),
    key text NOT NULL CONSTRAINT thing_key_length CHECK (length(key) BETWEEN 1 AND 800),
    -- Persons that people have judged to be one: the first of them. Null: stands alone.
    same_as bigint CONSTRAINT thing_same_as REFERENCES index.thing (id),
    CONSTRAINT thing_once UNIQUE (kind, key),
    CONSTRAINT thing_same_person CHECK (same_as IS NULL OR kind = 'person')
);
-- Parts of plates, phone numbers and document numbers.
CREATE INDEX thing_part ON index.thing USING gin (key gin_trgm_ops)
    WHERE kind IN ('vehicle', 'phone', 'mark');
CREATE INDEX thing_same ON index.thing (same_as) WHERE same_as IS NOT NULL;

-- Distinct words: a country has far fewer of them than persons.
CREATE TABLE index.token (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope text NOT NULL CONSTRAINT token_scope CHECK (scope IN ('name', 'place')),
    token text NOT NULL,
    stem text NOT NULL,
    CONSTRAINT token_once UNIQUE (scope, token)
);

-- Each word under every form that is left when one or two letters are taken out of it: two words
-- that are a typing error apart meet under one of them, by equality alone.
CREATE TABLE index.token_deletion (
    hash bigint NOT NULL,
    token_id integer NOT NULL
        CONSTRAINT token_deletion_token REFERENCES index.token (id) ON DELETE CASCADE,
    CONSTRAINT token_deletion_pkey PRIMARY KEY (hash, token_id)
);
CREATE INDEX token_deletion_of ON index.token_deletion (token_id);

-- Distinct full names, as words in their order.
CREATE TABLE index.name (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL,
    CONSTRAINT name_once UNIQUE (key)
);

-- Every word of a name with every other one of it (0: it has no other): both at once is one descent.
CREATE TABLE index.name_pair (
    token_id integer NOT NULL,
    other_id integer NOT NULL,
    name_id integer NOT NULL
        CONSTRAINT name_pair_name REFERENCES index.name (id) ON DELETE CASCADE,
    CONSTRAINT name_pair_pkey PRIMARY KEY (token_id, other_id, name_id)
);
CREATE INDEX name_pair_of ON index.name_pair (name_id);

CREATE TABLE index.address (
    thing_id bigint PRIMARY KEY
        CONSTRAINT address_thing REFERENCES index.thing (id) ON DELETE CASCADE,
    tokens integer[] NOT NULL
);
CREATE INDEX address_tokens ON index.address USING gin (tokens) WITH (fastupdate = off);

-- A thing in an event. What is shown of a thing is what its mentions say that the reader may see.
CREATE TABLE index.mention (
    event_id uuid NOT NULL CONSTRAINT mention_event REFERENCES index.event (id) ON DELETE CASCADE,
    -- `p1`, `v1`, `p1.phone`, `p1.address`, `place`.
    ref text NOT NULL,
    thing_id bigint NOT NULL CONSTRAINT mention_thing REFERENCES index.thing (id),
    kind text NOT NULL,
    -- The person of the same event that it belongs to.
    owner_ref text,
    role text,
    label text NOT NULL,
    detail text,
    name_id integer CONSTRAINT mention_name_of REFERENCES index.name (id),
    birth_on date,
    personal_code text,
    phone text,
    received_at timestamptz NOT NULL,
    CONSTRAINT mention_pkey PRIMARY KEY (event_id, ref),
    CONSTRAINT mention_person CHECK (
        kind = 'person' OR (name_id IS NULL AND birth_on IS NULL AND personal_code IS NULL)
    )
);
CREATE INDEX mention_thing_received ON index.mention (thing_id, received_at DESC);
CREATE INDEX mention_name ON index.mention (name_id, received_at DESC) WHERE name_id IS NOT NULL;
CREATE INDEX mention_name_birth ON index.mention (name_id, birth_on) WHERE birth_on IS NOT NULL;
CREATE INDEX mention_phone ON index.mention (phone) WHERE phone IS NOT NULL AND kind = 'person';
CREATE INDEX mention_birth ON index.mention (birth_on) WHERE birth_on IS NOT NULL;

-- A person's judgement that two identities are one human being. Taken back, never deleted.
CREATE TABLE index.merge (
    id uuid PRIMARY KEY,
    one bigint NOT NULL CONSTRAINT merge_one REFERENCES index.thing (id),
    other bigint NOT NULL CONSTRAINT merge_other REFERENCES index.thing (id),
    reason text NOT NULL CONSTRAINT merge_reason_length CHECK (length(reason) BETWEEN 3 AND 300),
    score real NOT NULL,
    reasons text[] NOT NULL,
    by text NOT NULL,
    by_name text NOT NULL,
    institution text NOT NULL,
    at timestamptz NOT NULL,
    undone_at timestamptz,
    undone_by text,
    undone_reason text CONSTRAINT merge_undone_length CHECK (length(undone_reason) BETWEEN 3 AND 300),
    CONSTRAINT merge_two CHECK (one < other),
    CONSTRAINT merge_undone_whole CHECK (
        (undone_at IS NULL) = (undone_by IS NULL) AND (undone_at IS NULL) = (undone_reason IS NULL)
    )
);
CREATE UNIQUE INDEX merge_standing ON index.merge (one, other) WHERE undone_at IS NULL;
CREATE INDEX merge_of_other ON index.merge (other);

GRANT USAGE ON SCHEMA index TO vienots_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON index.event, index.thing, index.token, index.token_deletion,
    index.name, index.name_pair, index.address, index.mention TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON index.merge TO vienots_app;
