-- Contacts, cards (VEK), their legs, and everything that came in, kept raw.
CREATE SCHEMA calls;

CREATE TABLE calls.card_counter (
    year integer PRIMARY KEY,
    last bigint NOT NULL
);
COMMENT ON TABLE calls.card_counter IS 'Counted up in the transaction that opens the card: a card undone leaves no gap.';

CREATE TABLE calls.card (
    id uuid PRIMARY KEY,
    number text NOT NULL CONSTRAINT card_number UNIQUE,
    state text NOT NULL CONSTRAINT card_state CHECK (state IN ('draft', 'informed', 'closed')),
    what text NOT NULL CONSTRAINT card_what CHECK (length(what) <= 4000),
    type_code text,
    type_version integer,
    place jsonb,
    -- Copied out of the place for searching: 500 m cells of the Latvian grid.
    grid_x integer,
    grid_y integer,
    priority smallint NOT NULL CONSTRAINT card_priority CHECK (priority BETWEEN 1 AND 4),
    centre text NOT NULL,
    opened_by text NOT NULL,
    opened_by_name text NOT NULL,
    opened_at timestamptz NOT NULL,
    informed_at timestamptz,
    closed_at timestamptz,
    closed_as text,
    happened_at timestamptz NOT NULL,
    crew_text text[] NOT NULL DEFAULT '{}' CONSTRAINT card_crew_text CHECK (cardinality(crew_text) <= 3),
    -- Version at which each field changed last: two people may change different fields at once.
    field_versions jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT card_informed CHECK ((state = 'draft') = (informed_at IS NULL) OR state = 'closed'),
    CONSTRAINT card_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX card_open ON calls.card (happened_at DESC) WHERE state <> 'closed';
CREATE INDEX card_happened ON calls.card (happened_at DESC, id);
CREATE INDEX card_grid ON calls.card (grid_x, grid_y, happened_at DESC);

CREATE TABLE calls.leg (
    id uuid PRIMARY KEY,
    card_id uuid NOT NULL REFERENCES calls.card,
    service text NOT NULL CONSTRAINT leg_service CHECK (service IN (
        'fire', 'police', 'medical', 'municipal', 'port', 'gas')),
    institution text NOT NULL,
    priority smallint NOT NULL CONSTRAINT leg_priority CHECK (priority BETWEEN 1 AND 4),
    state text NOT NULL CONSTRAINT leg_state CHECK (state IN (
        'received', 'accepted', 'dispatched', 'en_route', 'on_scene', 'completed', 'closed',
        'rejected', 'transferred', 'cancelled')),
    received_at timestamptz NOT NULL,
    accepted_at timestamptz,
    dispatched_at timestamptz,
    en_route_at timestamptz,
    on_scene_at timestamptz,
    completed_at timestamptz,
    closed_at timestamptz,
    closed_as text
);
CREATE INDEX leg_card ON calls.leg (card_id);
CREATE INDEX leg_open ON calls.leg (institution, received_at)
    WHERE state NOT IN ('closed', 'rejected', 'transferred', 'cancelled');
-- An institution has one running leg on a card.
CREATE UNIQUE INDEX leg_once ON calls.leg (card_id, institution)
    WHERE state NOT IN ('closed', 'rejected', 'transferred', 'cancelled');

CREATE TABLE calls.contact (
    id uuid PRIMARY KEY,
    call_id text NOT NULL CONSTRAINT contact_call_id UNIQUE,
    channel text NOT NULL CONSTRAINT contact_channel CHECK (channel IN ('phone', 'ecall', 'sms')),
    state text NOT NULL CONSTRAINT contact_state CHECK (state IN (
        'ringing', 'answered', 'ended', 'abandoned')),
    caller text,
    called text NOT NULL,
    queue text,
    desk text,
    answered_by text,
    answered_by_name text,
    ringing_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    position jsonb,
    card_id uuid REFERENCES calls.card,
    closed_as text,
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX contact_waiting ON calls.contact (ringing_at) WHERE state IN ('ringing', 'answered');
CREATE INDEX contact_caller ON calls.contact (caller, ringing_at DESC) WHERE caller IS NOT NULL;
CREATE INDEX contact_card ON calls.contact (card_id) WHERE card_id IS NOT NULL;
CREATE INDEX contact_time ON calls.contact (ringing_at DESC);

CREATE TABLE calls.note (
    id uuid PRIMARY KEY,
    card_id uuid NOT NULL REFERENCES calls.card,
    text text NOT NULL CONSTRAINT note_text CHECK (length(text) BETWEEN 1 AND 2000),
    for_crews boolean NOT NULL,
    author text NOT NULL,
    author_name text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX note_card ON calls.note (card_id, at DESC);

-- Every message from outside as it came, readable or not: nothing that was sent to 112 is lost.
CREATE TABLE calls.intake_message (
    id uuid PRIMARY KEY,
    kind text NOT NULL CONSTRAINT intake_message_kind CHECK (kind IN ('aml', 'telephony')),
    received_at timestamptz NOT NULL,
    content_type text NOT NULL,
    body bytea NOT NULL CONSTRAINT intake_message_body CHECK (length(body) <= 65536),
    outcome text NOT NULL,
    flags text[] NOT NULL DEFAULT '{}',
    caller text,
    position jsonb,
    contact_id uuid REFERENCES calls.contact
);
CREATE INDEX intake_message_waiting ON calls.intake_message (caller, received_at DESC)
    WHERE contact_id IS NULL AND position IS NOT NULL;

GRANT USAGE ON SCHEMA calls TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA calls TO vienots_app;
