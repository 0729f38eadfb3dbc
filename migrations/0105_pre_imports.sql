-- Files of history: kept for a while by their content, with how far each is and what was refused.
CREATE SCHEMA imports;

-- Each institution keeps its own: the same bytes of two are two.
CREATE TABLE imports.content (
    institution text NOT NULL,
    sha256 bytea NOT NULL CONSTRAINT content_sha256 CHECK (length(sha256) = 32),
    data bytea NOT NULL,
    kept_at timestamptz NOT NULL,
    CONSTRAINT content_pkey PRIMARY KEY (institution, sha256)
);

CREATE TABLE imports.import (
    id uuid PRIMARY KEY,
    institution text NOT NULL,
    sha256 bytea NOT NULL CONSTRAINT import_sha256 CHECK (length(sha256) = 32),
    file_name text NOT NULL CONSTRAINT import_name CHECK (length(file_name) BETWEEN 1 AND 200),
    size integer NOT NULL CONSTRAINT import_size CHECK (size > 0),
    -- Who moves it on: the worker, or the command that made it.
    runner text NOT NULL CONSTRAINT import_runner CHECK (runner IN ('worker', 'command')),
    state text NOT NULL CONSTRAINT import_state CHECK (
        state IN ('draft', 'checking', 'checked', 'running', 'paused', 'done', 'cancelled')
    ),
    mapping jsonb,
    -- Headings, for the mapping to be found again by the next file of the kind.
    columns text[],
    -- Events that are behind us: moves in the transaction that takes them.
    position integer NOT NULL DEFAULT 0 CONSTRAINT import_position CHECK (position >= 0),
    rows_total integer NOT NULL DEFAULT 0,
    rows_done integer NOT NULL DEFAULT 0,
    new integer NOT NULL DEFAULT 0,
    changed integer NOT NULL DEFAULT 0,
    same integer NOT NULL DEFAULT 0,
    refused integer NOT NULL DEFAULT 0,
    -- Seconds of work on what is done, for telling how long the rest will take.
    worked_s double precision NOT NULL DEFAULT 0,
    fault text,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    -- Who had it checked or begun last, and answers for what it writes.
    run_by text NOT NULL,
    run_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    told_at timestamptz NOT NULL
);
CREATE INDEX import_newest ON imports.import (institution, made_at DESC, id);
CREATE INDEX import_working ON imports.import (changed_at) WHERE state IN ('checking', 'running');
CREATE INDEX import_content ON imports.import (institution, sha256);

-- An event that was not taken: the rows it stands in, and what to mend.
CREATE TABLE imports.refused (
    import_id uuid NOT NULL CONSTRAINT refused_import REFERENCES imports.import (id) ON DELETE CASCADE,
    position integer NOT NULL,
    rows integer[] NOT NULL CONSTRAINT refused_rows CHECK (cardinality(rows) > 0),
    source_id text,
    faults jsonb NOT NULL,
    CONSTRAINT refused_pkey PRIMARY KEY (import_id, position)
);

ALTER TABLE imports.content ENABLE ROW LEVEL SECURITY;
CREATE POLICY content_own ON imports.content TO vienots_app
    USING (institution = ANY (kernel.reader_keys()) OR 'house' = ANY (kernel.reader_keys()));
ALTER TABLE imports.import ENABLE ROW LEVEL SECURITY;
CREATE POLICY import_own ON imports.import TO vienots_app
    USING (institution = ANY (kernel.reader_keys()) OR 'house' = ANY (kernel.reader_keys()));
ALTER TABLE imports.refused ENABLE ROW LEVEL SECURITY;
CREATE POLICY refused_own ON imports.refused TO vienots_app
    USING (import_id = (SELECT i.id FROM imports.import i WHERE i.id = import_id));

GRANT USAGE ON SCHEMA imports TO vienots_app;
GRANT SELECT, INSERT, DELETE ON imports.content, imports.refused TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON imports.import TO vienots_app;
