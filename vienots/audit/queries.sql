-- name: list_entries
SELECT j.id, j.recorded_at, j.happened_at, j.kind, j.actor, j.actor_name, j.institution, j.topic,
       j.subject_id, j.purpose, j.purpose_ref, j.payload, s.seq AS sealed_seq
FROM kernel.journal j
LEFT JOIN kernel.journal_seal s ON s.entry_id = j.id
WHERE (%(before)s::bigint IS NULL OR j.id < %(before)s)
  AND (%(actor)s::text IS NULL OR j.actor = %(actor)s
       OR j.actor_name ILIKE '%%' || %(actor_pattern)s || '%%')
  AND (%(topic)s::text IS NULL OR j.topic = %(topic)s OR j.topic LIKE %(topic_pattern)s)
  AND (%(subject_id)s::uuid IS NULL OR j.subject_id = %(subject_id)s)
  AND (%(kind)s::text IS NULL OR j.kind = %(kind)s)
  AND (%(institution)s::text IS NULL OR j.institution = %(institution)s)
  AND (%(since)s::timestamptz IS NULL OR j.recorded_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR j.recorded_at < %(until)s)
ORDER BY j.id DESC
LIMIT %(limit)s

-- name: chain_state
SELECT coalesce(last.seq, 0) AS sealed, coalesce(last.hash, '\x'::bytea) AS last_hash,
       (SELECT count(*) FROM kernel.journal j
        WHERE last.seq IS NULL OR (j.xid, j.id) > (last.entry_xid, last.entry_id)) AS unsealed,
       (SELECT min(j.recorded_at) FROM kernel.journal j
        WHERE last.seq IS NULL OR (j.xid, j.id) > (last.entry_xid, last.entry_id)) AS oldest,
       checkpoint.at AS checkpoint_at, checkpoint.key_id
FROM (SELECT) AS one
LEFT JOIN LATERAL (
    SELECT seq, hash, entry_id, entry_xid FROM kernel.journal_seal ORDER BY seq DESC LIMIT 1
) AS last ON true
LEFT JOIN LATERAL (
    SELECT at, key_id FROM kernel.journal_checkpoint ORDER BY seq DESC LIMIT 1
) AS checkpoint ON true

-- name: last_verification
SELECT id, at, asked_by, entries, checkpoints, erased, whole, findings, last_hash, took_s
FROM audit.verification ORDER BY at DESC LIMIT 1

-- name: insert_verification
INSERT INTO audit.verification
    (id, at, asked_by, entries, checkpoints, erased, whole, findings, last_hash, took_s)
VALUES (%(id)s, %(at)s, %(asked_by)s, %(entries)s, %(checkpoints)s, %(erased)s,
        %(whole)s, %(findings)s, %(last_hash)s, %(took_s)s)

-- name: insert_look
INSERT INTO audit.look (entry_id, at, actor, actor_name, institution, topic, purpose, purpose_ref, q)
VALUES (%(entry_id)s, %(at)s, %(actor)s, %(actor_name)s, %(institution)s, %(topic)s, %(purpose)s,
        %(purpose_ref)s, %(q)s)

-- name: insert_look_event
INSERT INTO audit.look_event (entry_id, event_id, refs)
VALUES (%(entry_id)s, %(event_id)s, %(refs)s)

-- name: insert_look_person
INSERT INTO audit.look_person (entry_id, person_id) VALUES (%(entry_id)s, %(person_id)s)

-- name: count_events_of_hour
SELECT count(DISTINCT e.event_id) FROM audit.look l JOIN audit.look_event e USING (entry_id)
WHERE l.actor = %(actor)s AND l.at > %(since)s AND l.at <= %(at)s

-- name: count_readers
-- How many different people were shown this person of this event since then.
SELECT count(DISTINCT l.actor) FROM audit.look_event e JOIN audit.look l USING (entry_id)
WHERE e.event_id = %(event_id)s AND %(ref)s = ANY (e.refs) AND l.at > %(since)s

-- name: put_finding
INSERT INTO audit.finding (id, rule, about, day, actor, actor_name, institution, first_at, last_at,
                           entries, why)
VALUES (%(id)s, %(rule)s, %(about)s, %(day)s, %(actor)s, %(actor_name)s, %(institution)s, %(at)s,
        %(at)s, ARRAY[%(entry_id)s::bigint], %(why)s)
ON CONFLICT ON CONSTRAINT finding_once DO UPDATE SET
    last_at = excluded.last_at, why = excluded.why,
    entries = (finding.entries || excluded.entries)[1:500]

-- name: list_findings
SELECT id, rule, actor, actor_name, institution, first_at, last_at, entries, why, state, judged_at,
       judged_by_name, note
FROM audit.finding
WHERE %(state)s::text IS NULL OR state = %(state)s
ORDER BY (state = 'new') DESC, last_at DESC, id
LIMIT %(limit)s

-- name: judge_finding
UPDATE audit.finding
SET state = %(state)s, judged_at = %(at)s, judged_by_name = %(by_name)s, note = %(note)s
WHERE id = %(id)s AND state = 'new'
RETURNING id, rule, actor, actor_name, institution, first_at, last_at, entries, why, state,
          judged_at, judged_by_name, note

-- name: newest_look
SELECT coalesce(max(entry_id), 0) FROM audit.look

-- name: list_looks
-- By person: what was shown of him in an event, and as a person of the index. By event: any part.
WITH of_person AS (
    SELECT e.entry_id
    FROM unnest(%(event_ids)s::uuid[], %(refs)s::text[]) AS p (event_id, ref)
    JOIN audit.look_event e ON e.event_id = p.event_id AND p.ref = ANY (e.refs)
    UNION
    SELECT entry_id FROM audit.look_person WHERE person_id = ANY (%(person_ids)s::bigint[])
)
SELECT l.entry_id, l.at, l.actor, l.actor_name, l.institution, l.topic, l.purpose, l.purpose_ref, l.q,
       (SELECT count(*) FROM audit.look_event e WHERE e.entry_id = l.entry_id)::int AS events,
       ((SELECT coalesce(sum(cardinality(e.refs)), 0) FROM audit.look_event e
         WHERE e.entry_id = l.entry_id)
        + (SELECT count(*) FROM audit.look_person p WHERE p.entry_id = l.entry_id))::int AS persons
FROM audit.look l
WHERE l.entry_id <= %(upto)s
  AND (NOT %(by_person)s OR l.entry_id IN (SELECT entry_id FROM of_person))
  AND (%(event_id)s::uuid IS NULL OR l.entry_id IN (
           SELECT e.entry_id FROM audit.look_event e WHERE e.event_id = %(event_id)s))
  AND (%(reader)s::text IS NULL OR l.actor = %(reader)s
       OR l.actor_name ILIKE '%%' || %(reader_pattern)s || '%%')
  AND (%(institution)s::text IS NULL OR l.institution = %(institution)s)
  AND (%(purpose)s::text IS NULL OR l.purpose = %(purpose)s)
  AND (%(since)s::timestamptz IS NULL OR l.at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR l.at < %(until)s)
ORDER BY l.entry_id DESC
LIMIT %(limit)s

-- name: insert_enquiry
INSERT INTO audit.enquiry (id, at, by, by_name, question, reason, upto, rows)
VALUES (%(id)s, %(at)s, %(by)s, %(by_name)s, %(question)s, %(reason)s, %(upto)s, %(rows)s)

-- name: get_enquiry
SELECT id, at, by, by_name, question, reason, upto, rows FROM audit.enquiry WHERE id = %(id)s
