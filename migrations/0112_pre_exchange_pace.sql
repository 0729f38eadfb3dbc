-- What came, one row each: the pace of the exchange is counted from here, and each number can be
-- listed. It names no persons. Rows are only added, so that no two statements wait for one counter;
-- `exchange.use`, which was one, keeps the days before.
CREATE TABLE exchange.statement (
    -- In the order of time; a running number would tell how much came from others.
    id uuid PRIMARY KEY,
    institution text NOT NULL,
    client text NOT NULL,
    at timestamptz NOT NULL,
    -- As far as it could be read.
    source_id text CONSTRAINT statement_source_length CHECK (length(source_id) BETWEEN 1 AND 100),
    outcome text NOT NULL CONSTRAINT statement_outcome CHECK (
        outcome IN ('registered', 'replaced', 'unchanged', 'rejected', 'late', 'asked')
    ),
    event_id uuid,
    -- When it happened, or was told to the institution where that is not known.
    occurred_at timestamptz,
    -- What was wrong: the codes of all faults, or that of the refusal.
    faults text[] NOT NULL DEFAULT '{}',
    -- When readers of the feed could see it; told by the worker.
    visible_at timestamptz
);
CREATE INDEX statement_of ON exchange.statement (institution, at DESC)
    INCLUDE (client, outcome);
CREATE INDEX statement_all ON exchange.statement (at);
CREATE INDEX statement_unseen ON exchange.statement (event_id)
    WHERE visible_at IS NULL AND outcome IN ('registered', 'replaced');

ALTER TABLE exchange.statement ENABLE ROW LEVEL SECURITY;
CREATE POLICY statement_own ON exchange.statement TO vienots_app
    USING (institution = ANY (kernel.reader_keys()) OR 'house' = ANY (kernel.reader_keys()));
GRANT SELECT, INSERT, UPDATE, DELETE ON exchange.statement TO vienots_app;

-- A paused one is told nothing; it goes on from where it stood.
ALTER TABLE exchange.subscription ADD COLUMN paused_at timestamptz;
CREATE INDEX delivery_latest ON exchange.delivery (subscription_id, made_at DESC);
