-- What the checks of the journal's chain found, and when.
CREATE SCHEMA audit;

CREATE TABLE audit.verification (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    asked_by text NOT NULL,
    entries bigint NOT NULL CONSTRAINT verification_entries CHECK (entries >= 0),
    checkpoints bigint NOT NULL,
    whole boolean NOT NULL,
    -- At most the first hundred: one is enough to call for a person with `vienots audit verify`.
    findings jsonb NOT NULL,
    last_hash text NOT NULL,
    took_s double precision NOT NULL
);
CREATE INDEX verification_at ON audit.verification (at DESC);

GRANT USAGE ON SCHEMA audit TO vienots_app;
GRANT SELECT, INSERT ON audit.verification TO vienots_app;
