-- Letters to case systems, registers and authorities: what waits, what was taken, what nobody takes.
CREATE SCHEMA outbox;

CREATE TABLE outbox.letter (
    -- The receiver's idempotency key: sent twice, it is one letter there.
    id uuid PRIMARY KEY,
    system text NOT NULL CONSTRAINT letter_system CHECK (system ~ '^[a-z_]{1,40}$'),
    -- Which message of that system it is; of one event and message only the newest is wanted.
    message text NOT NULL CONSTRAINT letter_message CHECK (message ~ '^[a-z_]{1,40}$'),
    version integer NOT NULL CONSTRAINT letter_version CHECK (version > 0),
    event_id uuid NOT NULL,
    event_number text NOT NULL,
    institution text NOT NULL,
    -- Null: wherever the system's route leads on the day of sending.
    address text,
    -- Null once its event was deleted; the digest stays.
    content jsonb,
    digest text NOT NULL CONSTRAINT letter_digest CHECK (digest ~ '^[0-9a-f]{64}$'),
    -- Of what it is about without its own number and time: said again only when this changes.
    meaning text NOT NULL CONSTRAINT letter_meaning CHECK (meaning ~ '^[0-9a-f]{64}$'),
    -- Goes with a page for people, made when it is first sent.
    printed boolean NOT NULL,
    pdf bytea,
    pdf_digest text CONSTRAINT letter_pdf_digest CHECK (pdf_digest ~ '^[0-9a-f]{64}$'),
    state text NOT NULL CONSTRAINT letter_state CHECK (
        state IN ('waiting', 'sent', 'delivered', 'dead', 'superseded', 'dropped')
    ),
    made_at timestamptz NOT NULL,
    -- When it is tried next; of one that was sent, until when its receipt is waited for.
    next_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    said text CONSTRAINT letter_said_length CHECK (length(said) <= 300),
    sent_at timestamptz,
    ended_at timestamptz,
    receipt jsonb,
    CONSTRAINT letter_proof CHECK ((state = 'delivered') = (receipt IS NOT NULL)),
    CONSTRAINT letter_once UNIQUE (system, message, event_id, version)
);
CREATE INDEX letter_due ON outbox.letter (next_at) WHERE state IN ('waiting', 'sent');
CREATE INDEX letter_dead ON outbox.letter (ended_at) WHERE state = 'dead';
CREATE INDEX letter_of_event ON outbox.letter (event_id);
CREATE INDEX letter_newest ON outbox.letter (made_at DESC, id DESC);

-- Whoever may not know of the event may not know of its letters.
ALTER TABLE outbox.letter ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seen_event ON outbox.letter TO vienots_app
    USING (event_id = (SELECT e.id FROM register.event e WHERE e.id = event_id)
        OR 'house' = ANY (kernel.reader_keys()));

GRANT USAGE ON SCHEMA outbox TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON outbox.letter TO vienots_app;
