-- Retention: rules under four eyes, holds, what is due, and the certificates of what was deleted.

-- ---- the journal: a payload may give way to its own hash ---------------------------------------

-- 1: the payload itself stands in the chain; 2: its SHA-256, which goes on fitting without it.
ALTER TABLE kernel.journal_seal ADD COLUMN form smallint NOT NULL DEFAULT 1
    CONSTRAINT journal_seal_form CHECK (form IN (1, 2));

ALTER TABLE audit.verification ADD COLUMN erased bigint NOT NULL DEFAULT 0
    CONSTRAINT verification_erased CHECK (erased >= 0);

-- The one way in which an entry ever changes. It takes nothing away that an entry of this very
-- transaction doesn't name with the right hash: whoever calls it leaves that entry behind.
CREATE FUNCTION kernel.erase_payloads(subject uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told record;
    done integer;
BEGIN
    SELECT j.id, j.payload INTO told FROM kernel.journal j
    WHERE j.subject_id = subject AND j.topic = 'kernel.payloads_erased'
      AND j.xid = pg_current_xact_id()
    ORDER BY j.id DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing in this transaction says what is erased'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE kernel.journal j
    SET payload = jsonb_build_object('$erased', jsonb_build_object(
        'by', told.id, 'certificate', told.payload->'certificate', 'sha256', e.payload_sha256))
    FROM jsonb_to_recordset(told.payload->'entries') AS e (id bigint, payload_sha256 text)
    WHERE j.id = e.id AND j.subject_id = subject AND j.kind = 'change'
      AND j.topic <> 'kernel.payloads_erased'
      AND encode(sha256(convert_to(j.payload::text, 'UTF8')), 'hex') = e.payload_sha256;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> jsonb_array_length(told.payload->'entries') THEN
        RAISE EXCEPTION 'an entry is not what it is said to be' USING ERRCODE = 'data_exception';
    END IF;
    RETURN done;
END
$$;
REVOKE ALL ON FUNCTION kernel.erase_payloads(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.erase_payloads(uuid) TO vienots_app;

-- ---- rules --------------------------------------------------------------------------------------

CREATE TABLE register.retention_rule (
    id uuid PRIMARY KEY,
    -- `*`: of all institutions; an institution's own rule comes before it.
    institution text NOT NULL,
    code text NOT NULL CONSTRAINT retention_rule_code CHECK (code ~ '^[a-z0-9_]{2,40}$'),
    version integer NOT NULL CONSTRAINT retention_rule_version CHECK (version > 0),
    name text NOT NULL CONSTRAINT retention_rule_name CHECK (length(name) BETWEEN 3 AND 200),
    -- The law or the decision that it rests on.
    basis text NOT NULL CONSTRAINT retention_rule_basis CHECK (length(basis) BETWEEN 3 AND 500),
    -- Null: any. The rule that names more of them comes first.
    legal_class text,
    outcome_kind text,
    category text,
    type_group text,
    -- Null: what it names is kept, and nothing is deleted.
    keep_count integer CONSTRAINT retention_rule_count CHECK (keep_count BETWEEN 1 AND 1200),
    keep_unit text CONSTRAINT retention_rule_unit CHECK (keep_unit IN ('day', 'month', 'year')),
    -- Between the day when it is announced as due and the day when it goes.
    waiting_days integer NOT NULL CONSTRAINT retention_rule_waiting CHECK (waiting_days BETWEEN 1 AND 3650),
    valid_from date NOT NULL,
    valid_to date,
    state text NOT NULL CONSTRAINT retention_rule_state CHECK (
        state IN ('proposed', 'standing', 'refused', 'withdrawn')
    ),
    proposed_at timestamptz NOT NULL,
    proposed_by text NOT NULL,
    proposed_by_name text NOT NULL,
    decided_at timestamptz,
    decided_by text,
    decided_by_name text,
    decision_note text CONSTRAINT retention_rule_note CHECK (length(decision_note) <= 500),
    CONSTRAINT retention_rule_once UNIQUE (institution, code, version),
    CONSTRAINT retention_rule_term CHECK ((keep_count IS NULL) = (keep_unit IS NULL)),
    CONSTRAINT retention_rule_dates CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT retention_rule_decided CHECK (
        (state = 'proposed') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)
    ),
    CONSTRAINT retention_rule_four_eyes CHECK (state NOT IN ('standing', 'refused') OR decided_by <> proposed_by),
    CONSTRAINT retention_rule_one_stands EXCLUDE USING gist (
        institution WITH =, code WITH =, daterange(valid_from, valid_to, '[]') WITH &&
    ) WHERE (state = 'standing')
);
CREATE UNIQUE INDEX retention_rule_one_proposed ON register.retention_rule (institution, code)
    WHERE state = 'proposed';

-- The one place where a rule is chosen: the institution's own before the country's, then the one
-- that names more; the newest where that leaves two. `candidate`: as if that proposal stood today
-- in place of its earlier version; null to choose among those that stand.
CREATE FUNCTION register.retention_rule_of(
    institution text, legal_class text, outcome_kind text, category text, type_group text, day date,
    candidate uuid
) RETURNS SETOF register.retention_rule LANGUAGE sql STABLE AS $$
    SELECT r.* FROM register.retention_rule r
    WHERE r.institution IN ($1, '*')
      AND (r.id = $7 OR (
          r.state = 'standing' AND r.valid_from <= $6 AND (r.valid_to IS NULL OR r.valid_to >= $6)
          AND NOT EXISTS (
              SELECT FROM register.retention_rule c
              WHERE c.id = $7 AND (c.institution, c.code) = (r.institution, r.code)
          )
      ))
      AND (r.legal_class IS NULL OR r.legal_class = $2)
      AND (r.outcome_kind IS NULL OR r.outcome_kind = $3)
      AND (r.category IS NULL OR r.category = $4)
      AND (r.type_group IS NULL OR r.type_group = $5)
    ORDER BY r.institution = '*',
             num_nonnulls(r.legal_class, r.outcome_kind, r.category, r.type_group) DESC,
             r.valid_from DESC, r.id
    LIMIT 1
$$;

-- When the term of a rule is over for what ended then. Null: never.
CREATE FUNCTION register.retention_due_on(ended_at timestamptz, keep_count integer, keep_unit text)
RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT ((ended_at AT TIME ZONE 'Europe/Riga')::date + CASE keep_unit
        WHEN 'day' THEN make_interval(days => keep_count)
        WHEN 'month' THEN make_interval(months => keep_count)
        WHEN 'year' THEN make_interval(years => keep_count)
    END)::date
$$;

CREATE INDEX event_ended ON register.event ((coalesce(completed_at, changed_at)), id)
    WHERE status IN ('completed', 'cancelled', 'transferred');

-- ---- what stops it ------------------------------------------------------------------------------

CREATE TABLE register.retention_hold (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES register.event (id),
    -- `person`: set by somebody; else the context that set it and lifts it.
    source text NOT NULL CONSTRAINT retention_hold_source CHECK (source ~ '^[a-z_]{2,40}$'),
    reason text NOT NULL CONSTRAINT retention_hold_reason CHECK (length(reason) BETWEEN 3 AND 1000),
    -- Things of the event that the context answers for, `objects.o1`: it knows what became of them.
    about text[] NOT NULL DEFAULT '{}',
    -- Null: until it is lifted.
    until_on date,
    set_at timestamptz NOT NULL,
    set_by text NOT NULL,
    set_by_name text NOT NULL,
    lifted_at timestamptz,
    lifted_by_name text,
    lift_reason text CONSTRAINT retention_hold_lift_reason CHECK (length(lift_reason) BETWEEN 3 AND 1000),
    CONSTRAINT retention_hold_lifted CHECK (
        (lifted_at IS NULL) = (lifted_by_name IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL)
    )
);
CREATE INDEX retention_hold_of ON register.retention_hold (event_id) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX retention_hold_of_context ON register.retention_hold (event_id, source)
    WHERE lifted_at IS NULL AND source <> 'person';

-- All that stops an event from going on that day: codes, for the people who can end them.
CREATE FUNCTION register.retention_stops(event uuid, day date) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN EXISTS (
            SELECT FROM register.retention_hold h WHERE h.event_id = event AND h.lifted_at IS NULL
              AND h.source = 'person' AND (h.until_on IS NULL OR h.until_on >= day)
        ) THEN 'hold' END,
        CASE WHEN EXISTS (
            SELECT FROM register.retention_hold h WHERE h.event_id = event AND h.lifted_at IS NULL
              AND h.source <> 'person' AND (h.until_on IS NULL OR h.until_on >= day)
        ) THEN 'linked_case' END,
        CASE WHEN EXISTS (
            SELECT FROM register.event_object o
            JOIN kernel.classifier_value v ON v.name = 'object_status' AND v.code = o.status
             AND v.valid_from <= day AND (v.valid_to IS NULL OR v.valid_to >= day)
            WHERE o.event_id = event AND v.attributes @> '{"custody": true}' AND NOT EXISTS (
                SELECT FROM register.retention_hold h
                WHERE h.event_id = event AND 'objects.' || o.ref = ANY (h.about)
            )
        ) THEN 'custody' END,
        CASE WHEN EXISTS (
            SELECT FROM register.task t WHERE t.event_id = event AND t.done_at IS NULL
        ) THEN 'task' END,
        CASE WHEN EXISTS (
            SELECT FROM register.transfer t WHERE t.event_id = event AND t.state = 'offered'
        ) THEN 'transfer' END,
        CASE WHEN EXISTS (
            SELECT FROM register.second_look l WHERE l.event_id = event AND l.verdict IS NULL
        ) THEN 'second_look' END
    ], NULL)
$$;

-- Cases of family violence that stand already; later ones set their holds themselves.
INSERT INTO register.retention_hold (id, event_id, source, reason, set_at, set_by, set_by_name)
SELECT c.id, c.event_id, 'protection', 'violence_case', c.opened_at, 'system:protection',
       c.opened_by_name
FROM protection.violence_case c;

-- So does what is in custody already.
INSERT INTO register.retention_hold (
    id, event_id, source, reason, about, set_at, set_by, set_by_name
)
SELECT DISTINCT ON (i.event_id) i.id, i.event_id, 'custody', 'thing_in_custody',
       ARRAY(SELECT o.event_part || '.' || o.event_ref FROM custody.item o
             WHERE o.event_id = i.event_id ORDER BY 1),
       i.taken_at, 'system:custody', i.taken_by_name
FROM custody.item i WHERE i.event_id IS NOT NULL AND i.status NOT IN ('released', 'destroyed')
ORDER BY i.event_id, i.taken_at, i.id;

-- ---- what is due, and how far the nightly walk has come -----------------------------------------

CREATE TABLE register.retention_due (
    event_id uuid PRIMARY KEY REFERENCES register.event (id),
    institution text NOT NULL,
    rule_id uuid NOT NULL REFERENCES register.retention_rule (id),
    ended_at timestamptz NOT NULL,
    due_on date NOT NULL,
    marked_on date NOT NULL,
    delete_on date NOT NULL,
    seen_on date NOT NULL,
    stops text[] NOT NULL,
    CONSTRAINT retention_due_waits CHECK (delete_on > marked_on)
);
CREATE INDEX retention_due_next ON register.retention_due (delete_on, event_id);
CREATE INDEX retention_due_rule ON register.retention_due (rule_id);
CREATE INDEX retention_due_of ON register.retention_due (institution, delete_on, event_id);

-- One row: cut off at any moment, the next worker goes on from here.
CREATE TABLE register.retention_walk (
    one boolean PRIMARY KEY DEFAULT true CONSTRAINT retention_walk_one CHECK (one),
    day date NOT NULL,
    after_at timestamptz NOT NULL,
    after_id uuid NOT NULL,
    finished boolean NOT NULL
);

CREATE TABLE register.deletion_certificate (
    id uuid PRIMARY KEY,
    number text NOT NULL CONSTRAINT deletion_certificate_number_once UNIQUE,
    -- The deleted event; not `event_id`, for there is none any more.
    subject_id uuid NOT NULL CONSTRAINT deletion_certificate_subject_once UNIQUE,
    event_number text NOT NULL,
    institution text NOT NULL,
    rule_id uuid NOT NULL REFERENCES register.retention_rule (id),
    rule_code text NOT NULL,
    rule_version integer NOT NULL,
    rule_name text NOT NULL,
    rule_basis text NOT NULL,
    -- Who decided that such events go: proposed by one, confirmed by another.
    proposed_by_name text NOT NULL,
    confirmed_by_name text NOT NULL,
    confirmed_at timestamptz NOT NULL,
    legal_class text,
    outcome_kind text,
    ended_on date NOT NULL,
    due_on date NOT NULL,
    marked_on date NOT NULL,
    deleted_at timestamptz NOT NULL,
    counts jsonb NOT NULL,
    content_sha256 text NOT NULL CONSTRAINT deletion_certificate_hash CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX deletion_certificate_newest ON register.deletion_certificate (institution, deleted_at DESC, id DESC);

-- What hangs on an event by a foreign key, tables of later releases too; by one column or more.
CREATE FUNCTION register.parts_of_event(OUT part text, OUT columns text) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.relname::text, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
    FROM pg_constraint f
    JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
    WHERE f.contype = 'f' AND f.confrelid = 'register.event'::regclass AND n.nspname = 'register'
    GROUP BY c.relname ORDER BY c.relname
$$;

-- What would go with an event: rows of each part, and one hash over all of them.
CREATE FUNCTION register.weigh_event(event uuid, OUT counts jsonb, OUT sha256 text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    each record;
    told text;
    n integer;
    whole text;
BEGIN
    counts := '{}';
    SELECT to_jsonb(e)::text INTO whole FROM register.event e WHERE e.id = event;
    FOR each IN SELECT * FROM register.parts_of_event() WHERE part <> 'retention_due' LOOP
        EXECUTE format($q$
            SELECT count(*), coalesce(string_agg(t.j, E'\n' ORDER BY t.j), '')
            FROM (SELECT to_jsonb(r)::text AS j FROM register.%I r WHERE $1 IN (%s)) t
        $q$, each.part, each.columns) INTO n, told USING event;
        counts := counts || jsonb_build_object(each.part, n);
        whole := whole || E'\n' || each.part || E'\n' || told;
    END LOOP;
    SELECT counts || jsonb_build_object('content', count(DISTINCT a.sha256)) INTO counts
    FROM register.attachment a WHERE a.event_id = event AND NOT EXISTS (
        SELECT FROM register.attachment o WHERE o.sha256 = a.sha256 AND o.event_id <> event
    );
    sha256 := encode(pg_catalog.sha256(convert_to(whole, 'UTF8')), 'hex');
END
$$;

-- Everything of one event goes, and only with a certificate of the same transaction, by a rule
-- that two people have made stand, and while nothing stops it: a second wall behind the action's.
-- The number of contents that went: those that no other event has.
CREATE FUNCTION register.erase_event(event uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    day date;
    each record;
    hashes bytea[];
    gone integer;
BEGIN
    SELECT (c.deleted_at AT TIME ZONE 'Europe/Riga')::date INTO day
    FROM register.deletion_certificate c
    JOIN register.retention_rule r ON r.id = c.rule_id AND r.state = 'standing'
    WHERE c.subject_id = event AND c.xid = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no certificate names it in this transaction'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF register.retention_stops(event, day) <> '{}' THEN
        RAISE EXCEPTION 'something stops it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    hashes := ARRAY(SELECT a.sha256 FROM register.attachment a WHERE a.event_id = event);
    FOR each IN SELECT * FROM register.parts_of_event() LOOP
        EXECUTE format('DELETE FROM register.%I WHERE $1 IN (%s)', each.part, each.columns)
            USING event;
    END LOOP;
    DELETE FROM register.event e WHERE e.id = event;
    DELETE FROM register.content c
    WHERE c.sha256 = ANY (hashes)
      AND NOT EXISTS (SELECT FROM register.attachment a WHERE a.sha256 = c.sha256);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION register.weigh_event(uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION register.erase_event(uuid) FROM PUBLIC;
CREATE INDEX attachment_content ON register.attachment (sha256);

DO $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['retention_hold', 'retention_due'] LOOP
        EXECUTE format('ALTER TABLE register.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format(
            'CREATE POLICY of_seen_event ON register.%I TO vienots_app
             USING (event_id = (SELECT e.id FROM register.event e WHERE e.id = event_id))', part
        );
    END LOOP;
END $$;

ALTER TABLE register.deletion_certificate ENABLE ROW LEVEL SECURITY;
CREATE POLICY certificate_readers ON register.deletion_certificate TO vienots_app
    USING (ARRAY[institution, 'house'] && kernel.reader_keys());

-- ---- who does it --------------------------------------------------------------------------------

-- One role more, whatever roles are known by now.
DO $$
DECLARE
    known text := (
        SELECT pg_get_expr(c.conbin, c.conrelid) FROM pg_constraint c
        WHERE c.conname = 'person_role_known' AND c.conrelid = 'identity.person_role'::regclass
    );
BEGIN
    ALTER TABLE identity.person_role DROP CONSTRAINT person_role_known;
    EXECUTE format(
        'ALTER TABLE identity.person_role ADD CONSTRAINT person_role_known CHECK ((%s) OR role = %L)',
        known, 'data_protection_officer'
    );
END $$;

GRANT SELECT, INSERT, UPDATE ON register.retention_rule, register.retention_hold TO vienots_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON register.retention_due TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON register.retention_walk TO vienots_app;
GRANT SELECT, INSERT ON register.deletion_certificate TO vienots_app;
GRANT EXECUTE ON FUNCTION register.weigh_event(uuid), register.erase_event(uuid) TO vienots_app;
