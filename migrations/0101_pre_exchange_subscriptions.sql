-- Changes that are brought to journals: who wants which, and what waits or has failed.
CREATE TABLE exchange.subscription (
    id uuid PRIMARY KEY,
    institution text NOT NULL,
    client text NOT NULL,
    client_name text NOT NULL,
    url text NOT NULL CONSTRAINT subscription_url_length CHECK (length(url) BETWEEN 1 AND 500),
    types text[] NOT NULL CONSTRAINT subscription_types CHECK (cardinality(types) BETWEEN 1 AND 50),
    -- Sealed with the installation's key.
    secret text NOT NULL,
    -- How far the journal has been walked for it.
    xid xid8 NOT NULL,
    entry_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by_name text,
    CONSTRAINT subscription_ended CHECK ((ended_at IS NULL) = (ended_by_name IS NULL))
);
CREATE INDEX subscription_of ON exchange.subscription (institution) WHERE ended_at IS NULL;

CREATE TABLE exchange.delivery (
    subscription_id uuid NOT NULL
        CONSTRAINT delivery_subscription REFERENCES exchange.subscription (id),
    -- The event's own id, which is its place in the journal: one is brought once.
    event_id text NOT NULL,
    type text NOT NULL,
    body text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CONSTRAINT delivery_state CHECK (
        state IN ('waiting', 'delivered', 'failed', 'dropped')
    ),
    tries integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    said text,
    CONSTRAINT delivery_pkey PRIMARY KEY (subscription_id, event_id)
);
CREATE INDEX delivery_due ON exchange.delivery (next_at) WHERE state = 'waiting';
CREATE INDEX delivery_failed ON exchange.delivery (subscription_id, made_at) WHERE state = 'failed';

ALTER TABLE exchange.subscription ENABLE ROW LEVEL SECURITY;
CREATE POLICY subscription_own ON exchange.subscription TO vienots_app
    USING (institution = ANY (kernel.reader_keys()) OR 'house' = ANY (kernel.reader_keys()));
ALTER TABLE exchange.delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seen_subscription ON exchange.delivery TO vienots_app USING (
    subscription_id = (SELECT s.id FROM exchange.subscription s WHERE s.id = subscription_id)
);
GRANT SELECT, INSERT, UPDATE ON exchange.subscription, exchange.delivery TO vienots_app;
