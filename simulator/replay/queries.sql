-- name: lock_source
-- One replay of the same data at a time; the lock goes with its connection.
SELECT pg_try_advisory_lock(112, hashtext('replay.' || %(source)s))

-- name: list_steps
SELECT key, subject_id FROM replay.step WHERE source = %(source)s

-- name: get_step
SELECT key, subject_id FROM replay.step WHERE source = %(source)s AND key = %(key)s

-- name: insert_step
INSERT INTO replay.step (source, key, subject_id) VALUES (%(source)s, %(key)s, %(subject_id)s)
