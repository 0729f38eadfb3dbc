-- Institutions, people, roles, sessions, system clients.
CREATE SCHEMA identity;

CREATE TABLE identity.institution (
    code text PRIMARY KEY CONSTRAINT institution_code CHECK (code ~ '^[a-z0-9-]{2,40}$'),
    kind text NOT NULL CONSTRAINT institution_kind CHECK (kind IN (
        'contact_centre', 'fire_rescue', 'state_police', 'municipal_police', 'port_police',
        'medical', 'information_centre')),
    name_lv text NOT NULL,
    name_en text NOT NULL,
    atvk text CONSTRAINT institution_atvk CHECK (atvk ~ '^[0-9]{7}$'),
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT institution_dates CHECK (valid_to IS NULL OR valid_to >= valid_from)
);

CREATE TABLE identity.person (
    id uuid PRIMARY KEY,
    login text NOT NULL CONSTRAINT person_login UNIQUE
        CONSTRAINT person_login_form CHECK (login ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
    name text NOT NULL CONSTRAINT person_name CHECK (length(name) BETWEEN 1 AND 200),
    institution text NOT NULL REFERENCES identity.institution,
    -- Argon2id; null for people who come by the state identity provider only.
    password_hash text,
    totp_secret text,
    -- Time step of the last code that was used: a code seen over a shoulder is worth nothing.
    totp_step bigint,
    training_completed_on date,
    active boolean NOT NULL DEFAULT true,
    demonstration boolean NOT NULL DEFAULT false,
    preferences jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz
);
CREATE INDEX person_institution ON identity.person (institution);

CREATE TABLE identity.person_role (
    person_id uuid NOT NULL REFERENCES identity.person,
    role text NOT NULL CONSTRAINT person_role_known CHECK (role IN (
        'call_taker', 'dispatcher', 'station_commander', 'duty_officer', 'register_officer',
        'supervisor', 'analyst', 'auditor', 'administrator')),
    CONSTRAINT person_role_pkey PRIMARY KEY (person_id, role)
);

CREATE TABLE identity.session (
    -- SHA-256 of the cookie: whoever reads the table can't sign in with it.
    token_hash bytea PRIMARY KEY CONSTRAINT session_token CHECK (length(token_hash) = 32),
    person_id uuid NOT NULL REFERENCES identity.person,
    desk text,
    network text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX session_person ON identity.session (person_id);

-- Networks from which somebody has signed in: failures of others elsewhere never slow them down.
CREATE TABLE identity.known_network (
    person_id uuid NOT NULL REFERENCES identity.person,
    network text NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT known_network_pkey PRIMARY KEY (person_id, network)
);

CREATE TABLE identity.sign_in_failure (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL,
    network text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX sign_in_failure_login ON identity.sign_in_failure (login, at);
CREATE INDEX sign_in_failure_network ON identity.sign_in_failure (network, at);

CREATE TABLE identity.client (
    client_id text PRIMARY KEY CONSTRAINT client_id_form CHECK (client_id ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
    name text NOT NULL,
    institution text NOT NULL REFERENCES identity.institution,
    -- SHA-256 suffices: the secret is 256 random bits, there is nothing to guess.
    secret_hash bytea NOT NULL CONSTRAINT client_secret CHECK (length(secret_hash) = 32),
    scopes text[] NOT NULL,
    active boolean NOT NULL DEFAULT true,
    demonstration boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz
);

CREATE TABLE identity.token (
    token_hash bytea PRIMARY KEY CONSTRAINT token_hash_length CHECK (length(token_hash) = 32),
    client_id text NOT NULL REFERENCES identity.client,
    scopes text[] NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX token_client ON identity.token (client_id);
CREATE INDEX token_ends ON identity.token (ends_at);

-- A sign-in by the state identity provider that is under way.
CREATE TABLE identity.oidc_state (
    state text PRIMARY KEY,
    nonce text NOT NULL,
    verifier text NOT NULL,
    ends_at timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA identity TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA identity TO vienots_app;
GRANT DELETE ON identity.session, identity.token, identity.person_role, identity.sign_in_failure,
    identity.oidc_state TO vienots_app;
