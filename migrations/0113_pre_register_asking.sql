-- Registers that are asked: how each fares, what it has said, and what is still to be checked of an event.
CREATE TABLE register.source_standing (
    source text PRIMARY KEY CONSTRAINT standing_source CHECK (source ~ '^[a-z_]{1,40}$'),
    failures integer NOT NULL DEFAULT 0,
    -- Not asked before then.
    rests_until timestamptz,
    answered_at timestamptz,
    troubled_at timestamptz,
    said text CONSTRAINT standing_said_length CHECK (length(said) <= 300)
);

-- Kept for as long as the code list allows, and no longer.
CREATE TABLE register.source_answer (
    source text NOT NULL,
    key text NOT NULL CONSTRAINT answer_key_length CHECK (length(key) BETWEEN 1 AND 60),
    answer jsonb NOT NULL,
    answered_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    CONSTRAINT source_answer_pkey PRIMARY KEY (source, key)
);
CREATE INDEX source_answer_ends ON register.source_answer (ends_at);

CREATE TABLE register.event_check (
    event_id uuid NOT NULL CONSTRAINT check_event REFERENCES register.event (id) ON DELETE CASCADE,
    list text NOT NULL CONSTRAINT check_list CHECK (list ~ '^[a-z]{1,20}$'),
    ref text NOT NULL,
    source text NOT NULL,
    key text NOT NULL CONSTRAINT check_key_length CHECK (length(key) BETWEEN 1 AND 60),
    state text NOT NULL DEFAULT 'waiting' CONSTRAINT check_state CHECK (
        state IN ('waiting', 'clear', 'absent', 'differs', 'alert')
    ),
    note text CONSTRAINT check_note_length CHECK (length(note) <= 500),
    checked_at timestamptz,
    tries integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL,
    -- For whom it is asked: the journal names the person.
    actor text NOT NULL,
    actor_name text NOT NULL,
    institution text NOT NULL,
    CONSTRAINT event_check_pkey PRIMARY KEY (event_id, list, ref, source),
    CONSTRAINT check_done CHECK ((state = 'waiting') = (checked_at IS NULL))
);
CREATE INDEX event_check_due ON register.event_check (next_at) WHERE state = 'waiting';

ALTER TABLE register.event_check ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seen_event ON register.event_check TO vienots_app
    USING (event_id = (SELECT e.id FROM register.event e WHERE e.id = event_id));
-- What a register said of somebody is for the house to pass on, with a purpose and an entry.
ALTER TABLE register.source_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_house ON register.source_answer TO vienots_app
    USING ('house' = ANY (kernel.reader_keys()));

GRANT SELECT, INSERT, UPDATE ON register.source_standing TO vienots_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON register.source_answer, register.event_check TO vienots_app;
