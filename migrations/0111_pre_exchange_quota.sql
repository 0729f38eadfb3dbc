-- How much each client may ask of the exchange, and how much it has.

-- What differs from the code list `exchange_quota` for one client. A later row of the same client and
-- quota takes the place of an earlier one from its first day on; none is ever changed.
CREATE TABLE exchange.quota (
    id uuid PRIMARY KEY,
    client text NOT NULL CONSTRAINT quota_client CHECK (client LIKE 'client:%'),
    code text NOT NULL CONSTRAINT quota_code CHECK (code ~ '^[a-z_]{1,40}$'),
    -- Null: as the code list says again.
    amount bigint CONSTRAINT quota_amount CHECK (amount > 0),
    valid_from date NOT NULL,
    valid_to date,
    reason text NOT NULL CONSTRAINT quota_reason CHECK (length(reason) BETWEEN 3 AND 300),
    set_at timestamptz NOT NULL,
    set_by_name text NOT NULL,
    CONSTRAINT quota_days CHECK (valid_to >= valid_from)
);
CREATE INDEX quota_of ON exchange.quota (client, code, set_at DESC);

-- Sums of one web process: each writes rows of its own every other second, so that nobody waits for
-- anybody. They are whole sums, not additions: written twice, they are the same.
CREATE TABLE exchange.meter (
    span text NOT NULL CONSTRAINT meter_span CHECK (span IN ('minute', 'day')),
    starts_at timestamptz NOT NULL,
    client text NOT NULL,
    process uuid NOT NULL,
    institution text NOT NULL,
    requests bigint NOT NULL CONSTRAINT meter_requests CHECK (requests >= 0),
    events bigint NOT NULL CONSTRAINT meter_events CHECK (events >= 0),
    bytes bigint NOT NULL CONSTRAINT meter_bytes CHECK (bytes >= 0),
    refused bigint NOT NULL CONSTRAINT meter_refused CHECK (refused >= 0),
    CONSTRAINT meter_pkey PRIMARY KEY (span, starts_at, client, process)
);
CREATE INDEX meter_of ON exchange.meter (institution, span, starts_at);

ALTER TABLE exchange.meter ENABLE ROW LEVEL SECURITY;
CREATE POLICY meter_own ON exchange.meter TO vienots_app
    USING (institution = ANY (kernel.reader_keys()) OR 'house' = ANY (kernel.reader_keys()));
GRANT SELECT, INSERT ON exchange.quota TO vienots_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON exchange.meter TO vienots_app;
