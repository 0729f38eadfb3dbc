-- name: insert_content
INSERT INTO imports.content (institution, sha256, data, kept_at)
VALUES (%(institution)s, %(sha256)s, %(data)s, %(at)s)
ON CONFLICT (institution, sha256) DO NOTHING

-- name: get_content
SELECT data FROM imports.content WHERE institution = %(institution)s AND sha256 = %(sha256)s

-- name: insert_import
INSERT INTO imports.import (id, institution, sha256, file_name, size, runner, state, mapping,
                            made_at, made_by, made_by_name, run_by, run_by_name, changed_at, told_at)
VALUES (%(id)s, %(institution)s, %(sha256)s, %(file_name)s, %(size)s, %(runner)s, 'draft',
        %(mapping)s, %(at)s, %(by)s, %(by_name)s, %(by)s, %(by_name)s, %(at)s, %(at)s)

-- name: get_import
SELECT i.id, i.institution, i.sha256, i.file_name, i.size, i.runner, i.state, i.mapping, i.columns,
       i.position, i.rows_total, i.rows_done, i.new, i.changed, i.same, i.refused, i.worked_s,
       i.fault, i.made_at, i.made_by_name, i.run_by, i.run_by_name, i.changed_at, i.told_at,
       EXISTS (SELECT FROM imports.content c
               WHERE c.institution = i.institution AND c.sha256 = i.sha256) AS has_file
FROM imports.import i WHERE i.id = %(id)s AND i.institution = %(institution)s

-- name: lock_import
-- Whoever works on it or changes it has it alone.
SELECT i.id, i.institution, i.sha256, i.file_name, i.size, i.runner, i.state, i.mapping, i.columns,
       i.position, i.rows_total, i.rows_done, i.new, i.changed, i.same, i.refused, i.worked_s,
       i.fault, i.made_at, i.made_by_name, i.run_by, i.run_by_name, i.changed_at, i.told_at,
       EXISTS (SELECT FROM imports.content c
               WHERE c.institution = i.institution AND c.sha256 = i.sha256) AS has_file
FROM imports.import i WHERE i.id = %(id)s AND i.institution = %(institution)s FOR UPDATE OF i

-- name: list_imports
SELECT i.id, i.institution, i.sha256, i.file_name, i.size, i.runner, i.state, i.mapping, i.columns,
       i.position, i.rows_total, i.rows_done, i.new, i.changed, i.same, i.refused, i.worked_s,
       i.fault, i.made_at, i.made_by_name, i.run_by, i.run_by_name, i.changed_at, i.told_at,
       EXISTS (SELECT FROM imports.content c
               WHERE c.institution = i.institution AND c.sha256 = i.sha256) AS has_file
FROM imports.import i WHERE i.institution = %(institution)s
ORDER BY i.made_at DESC, i.id LIMIT %(limit)s

-- name: find_next
-- What waited longest; each gets its turn.
SELECT id, institution FROM imports.import
WHERE state IN ('checking', 'running') AND runner = 'worker'
ORDER BY changed_at, id LIMIT 1

-- name: find_of_command
-- What an earlier command with the same file and the same mapping left unfinished.
SELECT id FROM imports.import
WHERE institution = %(institution)s AND sha256 = %(sha256)s AND runner = 'command'
  AND mapping = %(mapping)s AND state NOT IN ('done', 'cancelled')
ORDER BY made_at DESC LIMIT 1

-- name: find_mapping
-- Of the last file with the same headings.
SELECT mapping FROM imports.import
WHERE institution = %(institution)s AND columns = %(columns)s::text[] AND mapping IS NOT NULL
ORDER BY changed_at DESC LIMIT 1

-- name: update_import
UPDATE imports.import SET
    state = %(state)s, mapping = %(mapping)s, columns = %(columns)s, position = %(position)s,
    rows_total = %(rows_total)s, rows_done = %(rows_done)s, new = %(new)s, changed = %(changed)s,
    same = %(same)s, refused = %(refused)s, worked_s = %(worked_s)s, fault = %(fault)s,
    run_by = %(run_by)s, run_by_name = %(run_by_name)s, changed_at = %(changed_at)s, told_at = %(told_at)s
WHERE id = %(id)s

-- name: insert_refused
INSERT INTO imports.refused (import_id, position, rows, source_id, faults)
VALUES (%(import_id)s, %(position)s, %(rows)s, %(source_id)s, %(faults)s)

-- name: delete_refused
DELETE FROM imports.refused WHERE import_id = %(import_id)s

-- name: list_refused
SELECT position, rows, source_id, faults FROM imports.refused
WHERE import_id = %(import_id)s AND position > %(after)s ORDER BY position LIMIT %(limit)s

-- name: count_faults
-- Of each kind, with one of them to be told by.
SELECT f ->> 'code' AS code, f ->> 'column' AS column, count(DISTINCT r.position) AS count,
       (array_agg(f ORDER BY r.position))[1] AS first
FROM imports.refused r CROSS JOIN LATERAL jsonb_array_elements(r.faults) f
WHERE r.import_id = %(import_id)s
GROUP BY f ->> 'code', f ->> 'column' ORDER BY count(DISTINCT r.position) DESC, min(r.position)
LIMIT %(limit)s

-- name: delete_old_content
-- Nobody has moved anything of it for long; what is at work now is never old.
DELETE FROM imports.content c
WHERE c.kept_at < %(before)s AND NOT EXISTS (
    SELECT FROM imports.import i
    WHERE i.institution = c.institution AND i.sha256 = c.sha256
      AND (i.changed_at >= %(before)s OR i.state IN ('checking', 'running'))
)

-- name: delete_old_refused
-- What it says of a file's words goes with the file; the counts stay.
DELETE FROM imports.refused r USING imports.import i
WHERE i.id = r.import_id AND i.changed_at < %(before)s AND i.state NOT IN ('checking', 'running')
