-- What everything stands on: the journal, its seals, answers to repeated requests, followers, classifiers.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vienots_app') THEN
        CREATE ROLE vienots_app NOLOGIN;
    END IF;
    -- The address's own role must be able to act as the application.
    EXECUTE format('GRANT vienots_app TO %I', current_user);
END
$$;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE SCHEMA IF NOT EXISTS kernel;

CREATE TABLE kernel.journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Readers stop below the oldest running transaction, so that no entry is ever skipped.
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    happened_at timestamptz NOT NULL,
    kind text NOT NULL CONSTRAINT journal_kind CHECK (kind IN ('change', 'read', 'refused')),
    actor text NOT NULL,
    actor_name text NOT NULL,
    institution text NOT NULL,
    topic text NOT NULL CONSTRAINT journal_topic CHECK (topic ~ '^[a-z_]+\.[a-z_]+$'),
    subject_id uuid NOT NULL,
    audience text[] NOT NULL,
    purpose text,
    purpose_ref text,
    payload jsonb NOT NULL,
    CONSTRAINT journal_read_has_purpose CHECK (kind <> 'read' OR purpose IS NOT NULL)
);
COMMENT ON TABLE kernel.journal IS 'Append-only. Audit trail and source of the live feed in one.';
CREATE INDEX journal_position ON kernel.journal (xid, id);
CREATE INDEX journal_subject ON kernel.journal (subject_id, id);
CREATE INDEX journal_actor ON kernel.journal (actor, id);
CREATE INDEX journal_topic_position ON kernel.journal (topic, id);
CREATE INDEX journal_recorded ON kernel.journal USING brin (recorded_at);

CREATE TABLE kernel.journal_seal (
    seq bigint PRIMARY KEY,
    entry_id bigint NOT NULL CONSTRAINT journal_seal_entry UNIQUE,
    entry_xid xid8 NOT NULL,
    -- SHA-256 of the previous seal's hash and this entry's canonical bytes.
    hash bytea NOT NULL CONSTRAINT journal_seal_hash CHECK (length(hash) = 32),
    sealed_at timestamptz NOT NULL
);

CREATE TABLE kernel.journal_checkpoint (
    seq bigint PRIMARY KEY,
    hash bytea NOT NULL,
    at timestamptz NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL
);

CREATE TABLE kernel.idempotency (
    actor text NOT NULL,
    key text NOT NULL CONSTRAINT idempotency_key_length CHECK (length(key) BETWEEN 1 AND 200),
    request_hash bytea NOT NULL,
    -- Null only inside the transaction that is still working on the answer.
    status smallint,
    content_type text,
    body bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_pkey PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_created ON kernel.idempotency (created_at);

CREATE TABLE kernel.follower (
    name text PRIMARY KEY,
    xid xid8 NOT NULL,
    id bigint NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE kernel.follower_stuck (
    follower text NOT NULL,
    entry_id bigint NOT NULL,
    refusal text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT follower_stuck_pkey PRIMARY KEY (follower, entry_id)
);
COMMENT ON TABLE kernel.follower_stuck IS 'Entries a follower could not act on: kept for people to see, never dropped in silence.';

CREATE TABLE kernel.classifier_value (
    name text NOT NULL,
    code text NOT NULL,
    version integer NOT NULL CONSTRAINT classifier_value_version CHECK (version > 0),
    valid_from date NOT NULL,
    valid_to date,
    text_lv text NOT NULL,
    text_en text NOT NULL,
    sort integer NOT NULL DEFAULT 0,
    attributes jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT classifier_value_pkey PRIMARY KEY (name, code, version),
    CONSTRAINT classifier_value_dates CHECK (valid_to IS NULL OR valid_to >= valid_from),
    -- One meaning of a code on any day.
    CONSTRAINT classifier_value_once EXCLUDE USING gist (
        name WITH =, code WITH =, daterange(valid_from, valid_to, '[]') WITH &&
    )
);

GRANT USAGE ON SCHEMA kernel TO vienots_app;
GRANT SELECT ON public.vienots_migration TO vienots_app;
-- The journal and its seals can only grow.
GRANT SELECT, INSERT ON kernel.journal, kernel.journal_seal, kernel.journal_checkpoint TO vienots_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON kernel.idempotency, kernel.follower TO vienots_app;
GRANT SELECT, INSERT ON kernel.follower_stuck TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON kernel.classifier_value TO vienots_app;
