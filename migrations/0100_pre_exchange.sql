-- Journals of other systems: what each event is called there, what was refused, and what is sent out.
CREATE SCHEMA exchange;

-- An event as its journal calls it. The document is kept as it was last stated, so that the next
-- statement shows what the journal itself has changed.
CREATE TABLE exchange.source (
    institution text NOT NULL,
    source_id text NOT NULL CONSTRAINT source_id_length CHECK (length(source_id) BETWEEN 1 AND 100),
    event_id uuid NOT NULL,
    version integer NOT NULL CONSTRAINT source_version_positive CHECK (version > 0),
    document jsonb NOT NULL,
    digest bytea NOT NULL CONSTRAINT source_digest_length CHECK (length(digest) = 32),
    client text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT source_pkey PRIMARY KEY (institution, source_id)
);
CREATE UNIQUE INDEX source_event ON exchange.source (institution, event_id);

-- What was refused, kept as it came, until it is mended or somebody gives it up.
CREATE TABLE exchange.reject (
    id uuid PRIMARY KEY,
    institution text NOT NULL,
    client text NOT NULL,
    client_name text NOT NULL,
    -- As far as it could be read.
    source_id text CONSTRAINT reject_source_length CHECK (length(source_id) BETWEEN 1 AND 100),
    digest bytea NOT NULL CONSTRAINT reject_digest_length CHECK (length(digest) = 32),
    body bytea NOT NULL,
    code text NOT NULL,
    -- The refusal's own data, and every fault: path, code, data.
    data jsonb NOT NULL,
    faults jsonb NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    -- How often the same bytes came.
    times integer NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'open' CONSTRAINT reject_state CHECK (
        state IN ('open', 'mended', 'given_up')
    ),
    ended_at timestamptz,
    ended_by_name text,
    reason text CONSTRAINT reject_reason_length CHECK (length(reason) BETWEEN 1 AND 300),
    CONSTRAINT reject_ended CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX reject_once ON exchange.reject (institution, digest) WHERE state = 'open';
CREATE INDEX reject_open ON exchange.reject (institution, last_at DESC, id) WHERE state = 'open';
CREATE INDEX reject_all ON exchange.reject (institution, last_at DESC, id);
CREATE INDEX reject_source ON exchange.reject (institution, source_id) WHERE state = 'open';

-- What each client did on each day, by Latvian time.
CREATE TABLE exchange.use (
    client text NOT NULL,
    on_day date NOT NULL,
    institution text NOT NULL,
    outcome text NOT NULL,
    times bigint NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT use_pkey PRIMARY KEY (client, on_day, outcome)
);
CREATE INDEX use_institution ON exchange.use (institution, on_day);

ALTER TABLE exchange.source ENABLE ROW LEVEL SECURITY;
CREATE POLICY source_own ON exchange.source TO vienots_app
    USING (institution = ANY (kernel.reader_keys()) OR 'house' = ANY (kernel.reader_keys()));
ALTER TABLE exchange.reject ENABLE ROW LEVEL SECURITY;
CREATE POLICY reject_own ON exchange.reject TO vienots_app
    USING (institution = ANY (kernel.reader_keys()) OR 'house' = ANY (kernel.reader_keys()));

GRANT USAGE ON SCHEMA exchange TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON exchange.source, exchange.reject, exchange.use TO vienots_app;
