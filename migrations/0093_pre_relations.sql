-- Events that people have judged to belong together, and why. Ended, never deleted.
CREATE TABLE register.relation (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL CONSTRAINT relation_event REFERENCES register.event (id),
    other_id uuid NOT NULL CONSTRAINT relation_other REFERENCES register.event (id),
    -- A code of the classifier event_relation.
    kind text NOT NULL,
    note text CONSTRAINT relation_note_length CHECK (length(note) BETWEEN 1 AND 1000),
    at timestamptz NOT NULL,
    by_name text NOT NULL,
    institution text NOT NULL,
    ended_at timestamptz,
    ended_by_name text,
    CONSTRAINT relation_of_two CHECK (event_id <> other_id),
    CONSTRAINT relation_ended CHECK ((ended_at IS NULL) = (ended_by_name IS NULL))
);
CREATE UNIQUE INDEX relation_once ON register.relation
    (least(event_id, other_id), greatest(event_id, other_id)) WHERE ended_at IS NULL;
CREATE INDEX relation_of ON register.relation (event_id);
CREATE INDEX relation_of_other ON register.relation (other_id);

-- Whoever sees one of the two alone does not learn that there is another.
ALTER TABLE register.relation ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seen_events ON register.relation TO vienots_app USING (
    event_id = (SELECT e.id FROM register.event e WHERE e.id = event_id)
    AND other_id = (SELECT e.id FROM register.event e WHERE e.id = other_id)
);
GRANT SELECT, INSERT, UPDATE ON register.relation TO vienots_app;
