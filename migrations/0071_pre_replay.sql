-- What a replay of recorded calls has done: one row per step, written in the step's own transaction,
-- so that a replay that was killed goes on without doing anything twice.
CREATE SCHEMA replay;

CREATE TABLE replay.step (
    source text NOT NULL CONSTRAINT step_source CHECK (length(source) BETWEEN 1 AND 100),
    key text NOT NULL CONSTRAINT step_key CHECK (length(key) BETWEEN 1 AND 200),
    -- The card, contact, unit or assignment that the step made or moved.
    subject_id uuid NOT NULL,
    done_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT step_pkey PRIMARY KEY (source, key)
);

GRANT USAGE ON SCHEMA replay TO vienots_app;
GRANT SELECT, INSERT ON replay.step TO vienots_app;
