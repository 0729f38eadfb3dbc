-- Saved searches that stand: what changed in the index, who waits for what, and what was told.

-- What an event of the index brought that was not there before. Written under the index's own lock,
-- which is held until the commit: here the order of ids is the order of commits.
CREATE TABLE index.change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL CONSTRAINT change_event REFERENCES index.event (id) ON DELETE CASCADE,
    at timestamptz NOT NULL,
    -- Things that the event mentions now and did not before, or not so.
    things bigint[] NOT NULL,
    -- What decided before who found it; null readers: there was no such event.
    was_readers text[],
    was_type text,
    was_atvk text,
    was_received_at timestamptz,
    CONSTRAINT change_was CHECK (
        (was_readers IS NULL) = (was_type IS NULL)
        AND (was_readers IS NULL) = (was_received_at IS NULL)
    )
);
CREATE INDEX change_of ON index.change (event_id);

CREATE TABLE index.saved_search (
    id uuid PRIMARY KEY,
    version integer NOT NULL CONSTRAINT saved_search_version CHECK (version > 0),
    owner text NOT NULL CONSTRAINT saved_search_owner CHECK (owner LIKE 'person:%'),
    owner_name text NOT NULL,
    institution text NOT NULL,
    name text NOT NULL CONSTRAINT saved_search_name CHECK (length(name) BETWEEN 1 AND 120),
    q text NOT NULL CONSTRAINT saved_search_q CHECK (length(q) BETWEEN 2 AND 200),
    kind text CONSTRAINT saved_search_kind CHECK (
        kind IN ('person', 'vehicle', 'phone', 'address', 'mark', 'event')
    ),
    since timestamptz,
    until timestamptz,
    atvk text CONSTRAINT saved_search_atvk CHECK (length(atvk) BETWEEN 1 AND 100),
    type text CONSTRAINT saved_search_type CHECK (length(type) BETWEEN 1 AND 100),
    role text CONSTRAINT saved_search_role CHECK (length(role) BETWEEN 1 AND 100),
    purpose text NOT NULL,
    purpose_ref text NOT NULL
        CONSTRAINT saved_search_ref CHECK (length(purpose_ref) BETWEEN 1 AND 100),
    saved_at timestamptz NOT NULL,
    -- The last day on which it stands.
    ends_on date NOT NULL,
    -- Null: it stands.
    paused_because text CONSTRAINT saved_search_paused CHECK (
        paused_because IN ('owner', 'ended', 'account_closed', 'right_missing')
    ),
    -- The last change that was held against it, and when.
    checked bigint NOT NULL,
    checked_at timestamptz NOT NULL,
    told_at timestamptz
);
CREATE INDEX saved_search_of ON index.saved_search (owner, saved_at);
CREATE INDEX saved_search_institution ON index.saved_search (institution);
CREATE INDEX saved_search_waiting ON index.saved_search (checked_at) WHERE paused_because IS NULL;

-- One for each event that a search found; what is found in it later joins it and is new again.
CREATE TABLE index.search_notice (
    id uuid PRIMARY KEY,
    search_id uuid NOT NULL
        CONSTRAINT search_notice_search REFERENCES index.saved_search (id) ON DELETE CASCADE,
    owner text NOT NULL,
    event_id uuid NOT NULL
        CONSTRAINT search_notice_event REFERENCES index.event (id) ON DELETE CASCADE,
    matches jsonb NOT NULL,
    told_at timestamptz NOT NULL,
    seen_at timestamptz,
    CONSTRAINT search_notice_once UNIQUE (search_id, event_id)
);
CREATE INDEX search_notice_newest ON index.search_notice (search_id, told_at DESC);
CREATE INDEX search_notice_of_event ON index.search_notice (event_id);

-- A search is its owner's; a notice is, too, and only as long as its owner may see the event.
ALTER TABLE index.change ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seen_event ON index.change TO vienots_app
    USING (event_id = (SELECT e.id FROM index.event e WHERE e.id = event_id));
ALTER TABLE index.saved_search ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_owner ON index.saved_search TO vienots_app
    USING (owner = ANY (kernel.reader_keys()) OR 'house' = ANY (kernel.reader_keys()));
ALTER TABLE index.search_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_owner_and_seen_event ON index.search_notice TO vienots_app USING (
    (owner = ANY (kernel.reader_keys()) OR 'house' = ANY (kernel.reader_keys()))
    AND event_id = (SELECT e.id FROM index.event e WHERE e.id = event_id)
);

GRANT SELECT, INSERT, DELETE ON index.change TO vienots_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON index.saved_search, index.search_notice TO vienots_app;
