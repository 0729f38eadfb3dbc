-- Files of events: kept once by their content, never changed; what is withdrawn stays on record.
CREATE TABLE register.content (
    sha256 bytea PRIMARY KEY CONSTRAINT content_sha256 CHECK (length(sha256) = 32),
    media_type text NOT NULL,
    data bytea NOT NULL,
    size integer NOT NULL GENERATED ALWAYS AS (length(data)) STORED,
    kept_at timestamptz NOT NULL
);
-- Pictures and videos are compressed already.
ALTER TABLE register.content ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE register.attachment (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES register.event (id),
    sha256 bytea NOT NULL REFERENCES register.content (sha256),
    name text NOT NULL CONSTRAINT attachment_name CHECK (length(name) BETWEEN 1 AND 200),
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    added_by_name text NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by_name text,
    withdrawn_reason text CONSTRAINT attachment_reason CHECK (length(withdrawn_reason) BETWEEN 1 AND 300),
    CONSTRAINT attachment_withdrawn CHECK (
        (withdrawn_at IS NULL) = (withdrawn_reason IS NULL)
        AND (withdrawn_at IS NULL) = (withdrawn_by_name IS NULL)
    )
);
-- The same file twice in one event is one attachment.
CREATE UNIQUE INDEX attachment_once ON register.attachment (event_id, sha256) WHERE withdrawn_at IS NULL;
CREATE INDEX attachment_event ON register.attachment (event_id, added_at);

GRANT SELECT, INSERT ON register.content TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON register.attachment TO vienots_app;
