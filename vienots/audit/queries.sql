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
SELECT id, at, asked_by, entries, checkpoints, whole, findings, last_hash, took_s
FROM audit.verification ORDER BY at DESC LIMIT 1

-- name: insert_verification
INSERT INTO audit.verification
    (id, at, asked_by, entries, checkpoints, whole, findings, last_hash, took_s)
VALUES (%(id)s, %(at)s, %(asked_by)s, %(entries)s, %(checkpoints)s, %(whole)s, %(findings)s,
        %(last_hash)s, %(took_s)s)
