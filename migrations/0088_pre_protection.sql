-- Family violence: the case of an event, its questionnaire, weapons, separation, notices with their terms.
CREATE SCHEMA protection;

CREATE TABLE protection.recipient (
    kind text NOT NULL CONSTRAINT recipient_kind CHECK (kind IN ('social_service', 'orphans_court', 'court')),
    -- `*`: for every territory without a row of its own.
    atvk text NOT NULL CONSTRAINT recipient_atvk CHECK (atvk ~ '^([0-9]{7}|\*)$'),
    name text NOT NULL,
    address text NOT NULL CONSTRAINT recipient_address CHECK (address ~ '^https?://'),
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT recipient_pkey PRIMARY KEY (kind, atvk, valid_from)
);

CREATE TABLE protection.violence_case (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL CONSTRAINT violence_case_once UNIQUE,
    institution text NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by_name text NOT NULL,
    reported_at timestamptz,
    reported_by_name text
);

-- The newest answer to a question counts; earlier ones stay.
CREATE TABLE protection.answer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES protection.violence_case (id),
    question text NOT NULL,
    version integer NOT NULL,
    value text NOT NULL CONSTRAINT answer_value CHECK (length(value) BETWEEN 1 AND 1000),
    at timestamptz NOT NULL,
    by_name text NOT NULL
);
CREATE INDEX answer_of ON protection.answer (case_id, question, id DESC);

CREATE TABLE protection.weapons_check (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES protection.violence_case (id),
    result text NOT NULL CONSTRAINT weapons_result CHECK (result IN ('registered', 'none', 'not_checked')),
    note text CONSTRAINT weapons_note_length CHECK (length(note) <= 1000),
    at timestamptz NOT NULL,
    by_name text NOT NULL
);
CREATE INDEX weapons_check_of ON protection.weapons_check (case_id, at DESC);

CREATE TABLE protection.decision (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES protection.violence_case (id),
    number text NOT NULL CONSTRAINT decision_number_once UNIQUE,
    -- Refs of persons in the event.
    from_ref text NOT NULL,
    protected_refs text[] NOT NULL CONSTRAINT decision_protects CHECK (cardinality(protected_refs) > 0),
    decided_at timestamptz NOT NULL,
    decided_by_name text NOT NULL,
    days integer NOT NULL CONSTRAINT decision_days CHECK (days > 0),
    ends_at timestamptz NOT NULL,
    distance_m integer CONSTRAINT decision_distance CHECK (distance_m BETWEEN 1 AND 10000),
    conditions text NOT NULL CONSTRAINT decision_conditions_length CHECK (length(conditions) <= 2000),
    to_court boolean NOT NULL,
    revoked_at timestamptz,
    revoked_reason text CONSTRAINT decision_reason_length CHECK (length(revoked_reason) BETWEEN 3 AND 1000),
    CONSTRAINT decision_revoked CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
);
CREATE UNIQUE INDEX decision_one_stands ON protection.decision (case_id) WHERE revoked_at IS NULL;

CREATE TABLE protection.notice (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES protection.violence_case (id),
    rule text NOT NULL,
    kind text NOT NULL,
    recipient_name text,
    recipient_address text,
    -- Null: the term is not configured.
    due_at timestamptz,
    -- `open`: its clock runs, but what it says is not finished.
    state text NOT NULL CONSTRAINT notice_state CHECK (
        state IN ('open', 'waiting', 'no_recipient', 'delivered', 'failed')
    ),
    payload jsonb,
    sha256 text,
    next_try_at timestamptz,
    tries integer NOT NULL DEFAULT 0,
    last_error text,
    delivered_at timestamptz,
    -- What the recipient answered, as it stands.
    receipt jsonb,
    alarmed_at timestamptz,
    CONSTRAINT notice_once UNIQUE (case_id, rule),
    CONSTRAINT notice_proof CHECK ((state = 'delivered') = (receipt IS NOT NULL AND delivered_at IS NOT NULL)),
    CONSTRAINT notice_finished CHECK (state = 'open' OR payload IS NOT NULL)
);
CREATE INDEX notice_to_send ON protection.notice (next_try_at) WHERE state = 'waiting';
CREATE INDEX notice_due ON protection.notice (due_at) WHERE state <> 'delivered';

-- A case is seen with its event, what hangs on it with the case.
DO $$
DECLARE
    part text;
BEGIN
    ALTER TABLE protection.violence_case ENABLE ROW LEVEL SECURITY;
    CREATE POLICY of_seen_event ON protection.violence_case TO vienots_app
        USING (event_id = (SELECT e.id FROM register.event e WHERE e.id = event_id));
    FOREACH part IN ARRAY ARRAY['answer', 'weapons_check', 'decision', 'notice'] LOOP
        EXECUTE format('ALTER TABLE protection.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format(
            'CREATE POLICY of_seen_case ON protection.%I TO vienots_app
             USING (case_id = (SELECT c.id FROM protection.violence_case c WHERE c.id = case_id))', part
        );
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA protection TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON protection.recipient, protection.violence_case, protection.decision,
    protection.notice TO vienots_app;
GRANT SELECT, INSERT ON protection.answer, protection.weapons_check TO vienots_app;
