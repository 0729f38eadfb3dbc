-- One owner and joint work: offers of an event, other institutions in it, comments, tasks, second looks.

-- Institutions that work on it beside its owner and may write.
ALTER TABLE register.event ADD COLUMN writers text[] NOT NULL DEFAULT '{}';

ALTER TABLE register.event_version DROP CONSTRAINT event_version_cause;
ALTER TABLE register.event_version ADD CONSTRAINT event_version_cause CHECK (
    cause IN ('registered', 'card', 'changed', 'completed', 'transferred', 'access', 'shared', 'returned')
);

CREATE TABLE register.transfer (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES register.event (id),
    from_institution text NOT NULL,
    to_institution text NOT NULL,
    -- It saw the event before it was offered, and goes on seeing it whatever it answers.
    saw_before boolean NOT NULL,
    reason text NOT NULL CONSTRAINT transfer_reason_length CHECK (length(reason) BETWEEN 1 AND 1000),
    state text NOT NULL CONSTRAINT transfer_state CHECK (
        state IN ('offered', 'accepted', 'rejected', 'withdrawn')
    ),
    offered_at timestamptz NOT NULL,
    offered_by_name text NOT NULL,
    due_at timestamptz NOT NULL,
    overdue_at timestamptz,
    answered_at timestamptz,
    answered_by_name text,
    answer_reason text CONSTRAINT transfer_answer_length CHECK (length(answer_reason) <= 1000),
    CONSTRAINT transfer_answered CHECK ((state = 'offered') = (answered_at IS NULL)),
    CONSTRAINT transfer_elsewhere CHECK (from_institution <> to_institution)
);
CREATE UNIQUE INDEX transfer_open_once ON register.transfer (event_id) WHERE state = 'offered';
CREATE INDEX transfer_of ON register.transfer (event_id);
CREATE INDEX transfer_waiting ON register.transfer (due_at) WHERE state = 'offered';

CREATE TABLE register.participant (
    event_id uuid NOT NULL REFERENCES register.event (id),
    institution text NOT NULL,
    may_write boolean NOT NULL,
    reason text NOT NULL CONSTRAINT participant_reason_length CHECK (length(reason) BETWEEN 1 AND 1000),
    invited_at timestamptz NOT NULL,
    invited_by_name text NOT NULL,
    ended_at timestamptz,
    ended_by_name text,
    CONSTRAINT participant_pkey PRIMARY KEY (event_id, institution)
);

CREATE TABLE register.comment (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES register.event (id),
    at timestamptz NOT NULL,
    by text NOT NULL,
    by_name text NOT NULL,
    institution text NOT NULL,
    text text NOT NULL CONSTRAINT comment_length CHECK (length(text) BETWEEN 1 AND 4000),
    -- The comment that this one puts right; both stay.
    corrects uuid CONSTRAINT comment_corrects REFERENCES register.comment (id)
);
CREATE INDEX comment_of ON register.comment (event_id, at);

CREATE TABLE register.task (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES register.event (id),
    institution text NOT NULL,
    -- Null: whoever of the institution takes it.
    assignee text,
    assignee_name text,
    title text NOT NULL CONSTRAINT task_title_length CHECK (length(title) BETWEEN 1 AND 300),
    due_at timestamptz,
    set_at timestamptz NOT NULL,
    set_by_name text NOT NULL,
    done_at timestamptz,
    done_by_name text,
    CONSTRAINT task_done CHECK ((done_at IS NULL) = (done_by_name IS NULL))
);
CREATE INDEX task_of ON register.task (event_id);
CREATE INDEX task_open ON register.task (institution, due_at) WHERE done_at IS NULL;

CREATE TABLE register.second_look (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES register.event (id),
    institution text NOT NULL,
    why text NOT NULL CONSTRAINT second_look_why CHECK (why IN ('cancelled', 'sampled')),
    queued_at timestamptz NOT NULL,
    ended_by text NOT NULL,
    ended_by_name text NOT NULL,
    verdict text CONSTRAINT second_look_verdict CHECK (verdict IN ('upheld', 'returned')),
    judged_at timestamptz,
    judged_by text,
    judged_by_name text,
    note text CONSTRAINT second_look_note_length CHECK (length(note) <= 1000),
    CONSTRAINT second_look_judged CHECK ((verdict IS NULL) = (judged_at IS NULL)),
    CONSTRAINT second_look_other_eyes CHECK (judged_by <> ended_by)
);
CREATE INDEX second_look_waiting ON register.second_look (institution, queued_at) WHERE verdict IS NULL;
CREATE INDEX second_look_of ON register.second_look (event_id);

DO $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['transfer', 'participant', 'comment', 'task', 'second_look'] LOOP
        EXECUTE format('ALTER TABLE register.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format(
            'CREATE POLICY of_seen_event ON register.%I TO vienots_app
             USING (event_id = (SELECT e.id FROM register.event e WHERE e.id = event_id))', part
        );
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON register.transfer, register.participant, register.task,
    register.second_look TO vienots_app;
GRANT SELECT, INSERT ON register.comment TO vienots_app;
