-- Browsers that somebody has signed in with: wrong passwords typed elsewhere never slow them down.
CREATE TABLE identity.known_device (
    person_id uuid NOT NULL REFERENCES identity.person,
    -- SHA-256 of a cookie that outlives the session and gives no right by itself.
    token_hash bytea NOT NULL CONSTRAINT known_device_token CHECK (length(token_hash) = 32),
    seen_at timestamptz NOT NULL,
    CONSTRAINT known_device_pkey PRIMARY KEY (person_id, token_hash)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.known_device TO vienots_app;
GRANT DELETE ON identity.known_network TO vienots_app;
