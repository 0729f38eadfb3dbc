-- name: append
INSERT INTO kernel.journal (
    happened_at, kind, actor, actor_name, institution, topic, subject_id, audience,
    purpose, purpose_ref, payload
)
VALUES (
    %(happened_at)s, %(kind)s, %(actor)s, %(actor_name)s, %(institution)s, %(topic)s,
    %(subject_id)s, %(audience)s, %(purpose)s, %(purpose_ref)s, %(payload)s
)

-- name: copy_entry
COPY kernel.journal (
    happened_at, kind, actor, actor_name, institution, topic, subject_id, audience, purpose,
    purpose_ref, payload
) FROM STDIN

-- name: wake
-- Empty on purpose: a wake-up, never the carrier. Repeated ones in a transaction are sent once.
SELECT pg_notify('journal', '')

-- name: listen
LISTEN journal

-- name: read_after
-- Only entries older than every running transaction: a later commit can't slip in before them.
-- The order names its table: a bare xid would be the output's text, where 1000 comes before 999.
SELECT xid::text AS xid, id, recorded_at, happened_at, kind, actor, actor_name, institution, topic,
       subject_id, audience, purpose, purpose_ref, payload
FROM kernel.journal
WHERE (xid, id) > (%(xid)s::xid8, %(id)s)
  AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY journal.xid, id
LIMIT %(limit)s

-- name: read_subject
SELECT xid::text AS xid, id, recorded_at, happened_at, kind, actor, actor_name, institution, topic,
       subject_id, audience, purpose, purpose_ref, payload
FROM kernel.journal
WHERE subject_id = %(subject_id)s
ORDER BY id DESC
LIMIT %(limit)s

-- name: list_told
SELECT DISTINCT subject_id FROM kernel.journal
WHERE subject_id = ANY (%(ids)s::uuid[]) AND kind = 'change'
  AND (xid, id) <= (%(xid)s::xid8, %(id)s)

-- name: list_cursors
SELECT xid::text AS xid, id FROM kernel.journal WHERE id = ANY (%(ids)s::bigint[])

-- name: read_last
SELECT xid::text AS xid, id, recorded_at, happened_at, kind, actor, actor_name, institution, topic,
       subject_id, audience, purpose, purpose_ref, payload
FROM kernel.journal
WHERE topic = %(topic)s
ORDER BY id DESC
LIMIT 1

-- name: horizon
-- Everything below it is decided and visible; what a snapshot read now may lack comes after it.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon

-- name: last_position
SELECT xid::text AS xid, id FROM kernel.journal
WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY journal.xid DESC, id DESC LIMIT 1

-- name: lock_sealer
-- One sealer in the whole country: the lock goes with its connection.
SELECT pg_try_advisory_lock(112, 1)

-- name: last_seal
SELECT seq, entry_id, entry_xid::text AS entry_xid, hash FROM kernel.journal_seal
ORDER BY seq DESC LIMIT 1

-- name: read_to_seal
SELECT id, xid::text AS xid, recorded_at, happened_at, kind, actor, actor_name, institution, topic,
       subject_id, audience, purpose, purpose_ref, payload::text AS payload
FROM kernel.journal
WHERE (xid, id) > (%(xid)s::xid8, %(id)s)
  AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY journal.xid, id
LIMIT %(limit)s

-- name: insert_seals
INSERT INTO kernel.journal_seal (seq, entry_id, entry_xid, hash, sealed_at, form)
SELECT s.seq, s.entry_id, s.entry_xid::xid8, s.hash, %(sealed_at)s, %(form)s
FROM unnest(%(seqs)s::bigint[], %(entry_ids)s::bigint[], %(entry_xids)s::text[], %(hashes)s::bytea[])
    AS s (seq, entry_id, entry_xid, hash)

-- name: insert_checkpoint
INSERT INTO kernel.journal_checkpoint (seq, hash, at, key_id, signature)
VALUES (%(seq)s, %(hash)s, %(at)s, %(key_id)s, %(signature)s)

-- name: read_sealed
-- Seals with their entries, in the order of sealing; a deleted entry leaves nulls behind.
SELECT s.seq, s.entry_id, s.hash, s.form, j.id, j.recorded_at, j.happened_at, j.kind, j.actor, j.actor_name,
       j.institution, j.topic, j.subject_id, j.audience, j.purpose, j.purpose_ref,
       j.payload::text AS payload
FROM kernel.journal_seal s
LEFT JOIN kernel.journal j ON j.id = s.entry_id
WHERE s.seq > %(after)s
ORDER BY s.seq
LIMIT %(limit)s

-- name: list_to_erase
-- Changes of one thing whose payloads are still there; `holding`: only those that hold this.
SELECT id, xid::text AS xid, recorded_at, happened_at, kind, actor, actor_name, institution, topic,
       subject_id, audience, purpose, purpose_ref, payload::text AS payload
FROM kernel.journal
WHERE subject_id = %(subject_id)s AND kind = 'change' AND topic <> 'kernel.payloads_erased'
  AND NOT payload ? '$erased'
  AND (%(holding)s::jsonb IS NULL OR payload @> %(holding)s::jsonb)
ORDER BY id
LIMIT %(limit)s

-- name: erase_payloads
SELECT kernel.erase_payloads(%(subject_id)s)

-- name: list_erasures
-- What the entries that erasures point to say of them, if there are such entries.
SELECT j.id AS by, j.payload->>'certificate' AS certificate, e.id, e.payload_sha256, e.entry_sha256
FROM kernel.journal j
CROSS JOIN LATERAL jsonb_to_recordset(j.payload->'entries')
    AS e (id bigint, payload_sha256 text, entry_sha256 text)
WHERE j.id = ANY (%(ids)s::bigint[]) AND j.topic = 'kernel.payloads_erased'

-- name: list_unsealed_intruders
-- Entries that stand before the last seal and yet were never sealed: put in afterwards.
SELECT j.id FROM kernel.journal j
WHERE (j.xid, j.id) <= (%(xid)s::xid8, %(id)s)
  AND NOT EXISTS (SELECT FROM kernel.journal_seal s WHERE s.entry_id = j.id)
ORDER BY j.id
LIMIT 1000

-- name: count_unsealed
SELECT count(*) AS waiting, min(recorded_at) AS oldest FROM kernel.journal j
WHERE (j.xid, j.id) > (%(xid)s::xid8, %(id)s)

-- name: insert_idempotency
-- Waits for another transaction that holds the same key, then finds its answer.
INSERT INTO kernel.idempotency (actor, key, request_hash)
VALUES (%(actor)s, %(key)s, %(request_hash)s)
ON CONFLICT ON CONSTRAINT idempotency_pkey DO NOTHING

-- name: get_idempotency
SELECT request_hash, status, content_type, body FROM kernel.idempotency
WHERE actor = %(actor)s AND key = %(key)s

-- name: set_idempotency_answer
UPDATE kernel.idempotency
SET status = %(status)s, content_type = %(content_type)s, body = %(body)s
WHERE actor = %(actor)s AND key = %(key)s

-- name: delete_old_idempotency
DELETE FROM kernel.idempotency WHERE created_at < %(before)s

-- name: insert_follower
-- A new follower starts at the beginning of the journal: nothing that happened before it is skipped.
INSERT INTO kernel.follower (name, xid, id) VALUES (%(name)s, '0', 0) ON CONFLICT DO NOTHING

-- name: lock_follower
SELECT xid::text AS xid, id FROM kernel.follower WHERE name = %(name)s FOR UPDATE SKIP LOCKED

-- name: move_follower
UPDATE kernel.follower SET xid = %(xid)s::xid8, id = %(id)s, moved_at = now() WHERE name = %(name)s

-- name: insert_stuck
INSERT INTO kernel.follower_stuck (follower, entry_id, refusal)
VALUES (%(follower)s, %(entry_id)s, %(refusal)s) ON CONFLICT DO NOTHING

-- name: list_classifier
SELECT code, version, valid_from, valid_to, text_lv, text_en, sort, attributes
FROM kernel.classifier_value
WHERE name = %(name)s
ORDER BY sort, code

-- name: upsert_classifier_value
INSERT INTO kernel.classifier_value
    (name, code, version, valid_from, valid_to, text_lv, text_en, sort, attributes)
VALUES (%(name)s, %(code)s, %(version)s, %(valid_from)s, %(valid_to)s, %(text_lv)s, %(text_en)s,
        %(sort)s, %(attributes)s)
ON CONFLICT ON CONSTRAINT classifier_value_pkey DO UPDATE
SET valid_from = excluded.valid_from, valid_to = excluded.valid_to, text_lv = excluded.text_lv,
    text_en = excluded.text_en, sort = excluded.sort, attributes = excluded.attributes

-- name: schema_version
SELECT max(name) FROM public.vienots_migration WHERE name LIKE '%%.sql' AND name NOT LIKE '%%:%%'

-- name: analyze
ANALYZE

-- name: vacuum
-- After a great load: what waits to be sorted into an index is sorted in, and everything is counted.
VACUUM (ANALYZE)

-- name: grant_jobs
DO $$
DECLARE
    found regclass;
BEGIN
    FOR found IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = 'public' AND c.relname LIKE 'procrastinate\_%' AND c.relkind IN ('r', 'S')
    LOOP
        EXECUTE format('GRANT ALL ON %s TO vienots_app', found);
    END LOOP;
END
$$
