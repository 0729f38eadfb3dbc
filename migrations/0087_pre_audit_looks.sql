-- Who looked at whom: looks of the journal, laid out to be asked; what is unusual among them; enquiries.

CREATE TABLE audit.look (
    entry_id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    actor_name text NOT NULL,
    institution text NOT NULL,
    topic text NOT NULL,
    purpose text NOT NULL,
    purpose_ref text,
    -- What was typed to find it.
    q text
);
CREATE INDEX look_actor ON audit.look (actor, at);
CREATE INDEX look_at ON audit.look (at);

-- Events of which something was shown; the refs of the persons, where it was they.
CREATE TABLE audit.look_event (
    entry_id bigint NOT NULL REFERENCES audit.look (entry_id),
    event_id uuid NOT NULL,
    refs text[] NOT NULL,
    CONSTRAINT look_event_pkey PRIMARY KEY (entry_id, event_id)
);
CREATE INDEX look_event_of ON audit.look_event (event_id, entry_id);

-- Persons of the index who were shown as such.
CREATE TABLE audit.look_person (
    entry_id bigint NOT NULL REFERENCES audit.look (entry_id),
    person_id bigint NOT NULL,
    CONSTRAINT look_person_pkey PRIMARY KEY (entry_id, person_id)
);
CREATE INDEX look_person_of ON audit.look_person (person_id, entry_id);

CREATE TABLE audit.finding (
    id uuid PRIMARY KEY,
    rule text NOT NULL,
    -- One finding of a rule, a reader and what it is about in a day: more looks join it.
    about text NOT NULL,
    day date NOT NULL,
    actor text NOT NULL,
    actor_name text NOT NULL,
    institution text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    entries bigint[] NOT NULL,
    why jsonb NOT NULL,
    state text NOT NULL DEFAULT 'new'
        CONSTRAINT finding_state CHECK (state IN ('new', 'explained', 'referred')),
    judged_at timestamptz,
    judged_by_name text,
    note text CONSTRAINT finding_note_length CHECK (length(note) <= 1000),
    CONSTRAINT finding_once UNIQUE (rule, actor, about, day),
    CONSTRAINT finding_judged CHECK ((state = 'new') = (judged_at IS NULL))
);
CREATE INDEX finding_newest ON audit.finding (state, last_at DESC);

CREATE TABLE audit.enquiry (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    by text NOT NULL,
    by_name text NOT NULL,
    question jsonb NOT NULL,
    reason text NOT NULL CONSTRAINT enquiry_reason_length CHECK (length(reason) BETWEEN 3 AND 1000),
    -- The looks up to here: asked again, the answer is the same.
    upto bigint NOT NULL,
    rows integer NOT NULL
);

GRANT SELECT, INSERT ON audit.look, audit.look_event, audit.look_person, audit.enquiry TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON audit.finding TO vienots_app;
