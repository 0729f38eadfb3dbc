-- What is needed, what was proposed, who was sent, and who asked whom to take over.
CREATE SCHEMA dispatch;

CREATE TABLE dispatch.run_card (
    code text NOT NULL CONSTRAINT run_card_code CHECK (code ~ '^[A-Z]{2,4}-[0-9A-Z]{1,6}$'),
    version integer NOT NULL CONSTRAINT run_card_version CHECK (version > 0),
    service text NOT NULL CONSTRAINT run_card_service CHECK (service IN (
        'fire', 'police', 'medical', 'municipal', 'port')),
    -- An incident type, a group of types, or `*` for all that no other card names.
    applies_to text NOT NULL CONSTRAINT run_card_applies_to CHECK (applies_to ~ '^(\*|[a-z_]+(\.[a-z_]+)?)$'),
    needs jsonb NOT NULL CONSTRAINT run_card_needs CHECK (jsonb_typeof(needs) = 'array'),
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT run_card_pkey PRIMARY KEY (code, version),
    CONSTRAINT run_card_dates CHECK (valid_to IS NULL OR valid_to >= valid_from),
    -- One answer on any day.
    CONSTRAINT run_card_once EXCLUDE USING gist (
        service WITH =, applies_to WITH =, daterange(valid_from, valid_to, '[]') WITH &&
    )
);
COMMENT ON TABLE dispatch.run_card IS 'Incident type and service → what is needed. Data, edited without a deployment.';

CREATE TABLE dispatch.turnout (
    service text NOT NULL,
    seconds integer NOT NULL CONSTRAINT turnout_seconds CHECK (seconds BETWEEN 0 AND 3600),
    source text NOT NULL CONSTRAINT turnout_source CHECK (length(source) BETWEEN 1 AND 300),
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT turnout_pkey PRIMARY KEY (service, valid_from),
    CONSTRAINT turnout_dates CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT turnout_once EXCLUDE USING gist (
        service WITH =, daterange(valid_from, valid_to, '[]') WITH &&
    )
);
COMMENT ON TABLE dispatch.turnout IS 'From the alarm to the moving vehicle, of a crew at its station.';

CREATE TABLE dispatch.referral_rule (
    -- A code, or the beginning of codes: `vp`, `pp-`.
    from_institution text NOT NULL,
    to_institution text NOT NULL,
    deadline_s integer NOT NULL CONSTRAINT referral_rule_deadline CHECK (deadline_s BETWEEN 10 AND 86400),
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT referral_rule_pkey PRIMARY KEY (from_institution, to_institution, valid_from),
    CONSTRAINT referral_rule_dates CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT referral_rule_once EXCLUDE USING gist (
        from_institution WITH =, to_institution WITH =, daterange(valid_from, valid_to, '[]') WITH &&
    )
);
COMMENT ON TABLE dispatch.referral_rule IS 'Who may ask whom to take over a leg, and how long the answer may take.';

CREATE TABLE dispatch.recommendation (
    id uuid PRIMARY KEY,
    card_id uuid NOT NULL,  -- calls.card; no foreign key across contexts
    leg_id uuid NOT NULL,  -- calls.leg
    at timestamptz NOT NULL,
    actor text NOT NULL,
    engine text NOT NULL,
    -- Everything that the engine was given: the same input gives the same proposal, at any time.
    inputs jsonb NOT NULL,
    result jsonb NOT NULL
);
CREATE INDEX recommendation_leg ON dispatch.recommendation (leg_id, at DESC);

CREATE TABLE dispatch.assignment (
    id uuid PRIMARY KEY,
    card_id uuid NOT NULL,  -- calls.card
    leg_id uuid NOT NULL,  -- calls.leg
    unit_id uuid NOT NULL,  -- resources.unit
    call_sign text NOT NULL,
    institution text NOT NULL,
    state text NOT NULL CONSTRAINT assignment_state CHECK (state IN (
        'assigned', 'accepted', 'en_route', 'on_scene', 'transporting', 'at_hospital', 'released',
        'recalled')),
    assigned_at timestamptz NOT NULL,
    accepted_at timestamptz,
    en_route_at timestamptz,
    on_scene_at timestamptz,
    transporting_at timestamptz,
    at_hospital_at timestamptz,
    released_at timestamptz,
    eta_at timestamptz,
    -- As reported, though they do not follow each other: kept and flagged, never mended.
    out_of_order boolean NOT NULL,
    -- Entered afterwards, with all its times: it may lie over another one of the same unit.
    entered_late boolean NOT NULL DEFAULT false,
    recommendation_id uuid REFERENCES dispatch.recommendation,
    reason text CONSTRAINT assignment_reason CHECK (length(reason) <= 300),
    end_reason text CONSTRAINT assignment_end_reason CHECK (length(end_reason) <= 300),
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT assignment_ended CHECK ((released_at IS NOT NULL) = (state IN ('released', 'recalled')))
);
-- A unit serves one card at a time; the database holds this rule, not the code.
CREATE UNIQUE INDEX assignment_unit_busy ON dispatch.assignment (unit_id) WHERE released_at IS NULL;
CREATE INDEX assignment_card ON dispatch.assignment (card_id, assigned_at);
CREATE INDEX assignment_leg ON dispatch.assignment (leg_id);
CREATE INDEX assignment_unit ON dispatch.assignment (unit_id, assigned_at DESC);
CREATE INDEX assignment_time ON dispatch.assignment (assigned_at);

CREATE TABLE dispatch.referral (
    id uuid PRIMARY KEY,
    card_id uuid NOT NULL,  -- calls.card
    card_number text NOT NULL,
    leg_id uuid NOT NULL,  -- calls.leg
    from_institution text NOT NULL,
    to_institution text NOT NULL,
    state text NOT NULL CONSTRAINT referral_state CHECK (state IN (
        'offered', 'accepted', 'rejected', 'timed_out', 'withdrawn', 'completed')),
    offered_at timestamptz NOT NULL,
    answer_due_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by_name text,
    reason text CONSTRAINT referral_reason CHECK (length(reason) <= 1000),
    note text CONSTRAINT referral_note CHECK (length(note) <= 1000),
    -- What the other institution was shown to decide by, as it stood when it was offered.
    offer jsonb NOT NULL,
    new_leg_id uuid,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT referral_decided CHECK ((state = 'offered') = (decided_at IS NULL)),
    CONSTRAINT referral_new_leg CHECK ((new_leg_id IS NOT NULL) = (state IN ('accepted', 'completed'))),
    CONSTRAINT referral_elsewhere CHECK (from_institution <> to_institution)
);
-- A leg is offered to one institution at a time.
CREATE UNIQUE INDEX referral_open ON dispatch.referral (leg_id) WHERE state = 'offered';
CREATE INDEX referral_due ON dispatch.referral (answer_due_at) WHERE state = 'offered';
CREATE INDEX referral_card ON dispatch.referral (card_id);
CREATE UNIQUE INDEX referral_new_leg_once ON dispatch.referral (new_leg_id) WHERE new_leg_id IS NOT NULL;
CREATE INDEX referral_time ON dispatch.referral (offered_at);

GRANT USAGE ON SCHEMA dispatch TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON dispatch.run_card, dispatch.turnout, dispatch.referral_rule,
    dispatch.assignment, dispatch.referral TO vienots_app;
-- A proposal is kept as it was shown.
GRANT SELECT, INSERT ON dispatch.recommendation TO vienots_app;
