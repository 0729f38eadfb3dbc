-- name: lock_index
-- One writer at a time: the follower, or a command that builds anew. Readers never wait.
SELECT pg_advisory_xact_lock(112, 64)

-- name: get_version
SELECT version FROM index.event WHERE id = %(id)s

-- name: put_event
INSERT INTO index.event (id, version, number, numbers, institution, readers, type, status,
                         received_at, address, atvk, indexed_at)
VALUES (%(id)s, %(version)s, %(number)s, %(numbers)s, %(institution)s, %(readers)s, %(type)s,
        %(status)s, %(received_at)s, %(address)s, %(atvk)s, %(indexed_at)s)
ON CONFLICT ON CONSTRAINT event_pkey DO UPDATE SET
    version = excluded.version, number = excluded.number, numbers = excluded.numbers,
    institution = excluded.institution, readers = excluded.readers, type = excluded.type,
    status = excluded.status, received_at = excluded.received_at, address = excluded.address,
    atvk = excluded.atvk, indexed_at = excluded.indexed_at

-- name: get_head
-- What decides who finds it, as it is indexed now.
SELECT readers, type, atvk, received_at FROM index.event WHERE id = %(id)s

-- name: delete_mentions
DELETE FROM index.mention WHERE event_id = %(event_id)s
RETURNING thing_id, role, label, birth_on, personal_code, phone

-- name: insert_change
INSERT INTO index.change (event_id, at, things, was_readers, was_type, was_atvk, was_received_at)
VALUES (%(event_id)s, %(at)s, %(things)s, %(was_readers)s, %(was_type)s, %(was_atvk)s,
        %(was_received_at)s)

-- name: delete_unmentioned
-- What stands in no event any more is forgotten, unless a person has judged of it.
DELETE FROM index.thing t
WHERE t.id = ANY (%(ids)s::bigint[])
  AND NOT EXISTS (SELECT FROM index.mention m WHERE m.thing_id = t.id)
  AND NOT EXISTS (SELECT FROM index.merge g WHERE t.id IN (g.one, g.other))

-- name: list_parts
-- Things, names and words of one event.
SELECT coalesce(array_agg(DISTINCT m.thing_id), '{}') AS things,
       coalesce(array_agg(DISTINCT m.name_id) FILTER (WHERE m.name_id IS NOT NULL), '{}') AS names,
       ARRAY(
           SELECT p.token_id FROM index.name_pair p WHERE p.name_id IN (
               SELECT n.name_id FROM index.mention n WHERE n.event_id = %(event_id)s)
           UNION
           SELECT unnest(a.tokens) FROM index.address a WHERE a.thing_id IN (
               SELECT n.thing_id FROM index.mention n WHERE n.event_id = %(event_id)s)
       ) AS tokens
FROM index.mention m WHERE m.event_id = %(event_id)s

-- name: list_empty_merges
SELECT g.id, g.one, g.other FROM index.merge g
WHERE (g.one = ANY (%(things)s::bigint[]) OR g.other = ANY (%(things)s::bigint[]))
  AND NOT (EXISTS (SELECT FROM index.mention m WHERE m.thing_id = g.one)
           AND EXISTS (SELECT FROM index.mention m WHERE m.thing_id = g.other))

-- name: forget_merges
SELECT index.forget_merges(%(things)s::bigint[])

-- name: delete_unmentioned_names
DELETE FROM index.name n
WHERE n.id = ANY (%(ids)s::int[]) AND NOT EXISTS (SELECT FROM index.mention m WHERE m.name_id = n.id)

-- name: delete_unmentioned_tokens
DELETE FROM index.token t
WHERE t.id = ANY (%(ids)s::int[])
  AND NOT EXISTS (SELECT FROM index.name_pair p WHERE p.token_id = t.id)
  AND NOT EXISTS (SELECT FROM index.address a WHERE a.tokens @> ARRAY[t.id])

-- name: put_things
WITH wanted AS (
    SELECT DISTINCT kind, key
    FROM unnest(%(kinds)s::text[], %(keys)s::text[]) AS w (kind, key)
), added AS (
    INSERT INTO index.thing (kind, key)
    SELECT kind, key FROM wanted w
    WHERE NOT EXISTS (SELECT FROM index.thing t WHERE t.kind = w.kind AND t.key = w.key)
    RETURNING id, kind, key
)
SELECT id, kind, key, true AS added FROM added
UNION ALL
SELECT t.id, t.kind, t.key, false FROM wanted w
JOIN index.thing t ON t.kind = w.kind AND t.key = w.key

-- name: put_tokens
WITH wanted AS (
    SELECT DISTINCT scope, token, stem
    FROM unnest(%(scopes)s::text[], %(tokens)s::text[], %(stems)s::text[]) AS w (scope, token, stem)
), added AS (
    INSERT INTO index.token (scope, token, stem)
    SELECT scope, token, stem FROM wanted w
    WHERE NOT EXISTS (SELECT FROM index.token t WHERE t.scope = w.scope AND t.token = w.token)
    RETURNING id, scope, token
)
SELECT id, scope, token, true AS added FROM added
UNION ALL
SELECT t.id, t.scope, t.token, false FROM wanted w
JOIN index.token t ON t.scope = w.scope AND t.token = w.token

-- name: insert_deletions
INSERT INTO index.token_deletion (hash, token_id)
SELECT DISTINCT hash, token_id
FROM unnest(%(hashes)s::bigint[], %(token_ids)s::int[]) AS d (hash, token_id)

-- name: put_names
WITH wanted AS (
    SELECT DISTINCT key FROM unnest(%(keys)s::text[]) AS w (key)
), added AS (
    INSERT INTO index.name (key)
    SELECT key FROM wanted w WHERE NOT EXISTS (SELECT FROM index.name n WHERE n.key = w.key)
    RETURNING id, key
)
SELECT id, key, true AS added FROM added
UNION ALL
SELECT n.id, n.key, false FROM wanted w JOIN index.name n ON n.key = w.key

-- name: insert_name_pairs
INSERT INTO index.name_pair (token_id, other_id, name_id)
SELECT DISTINCT token_id, other_id, name_id
FROM unnest(%(token_ids)s::int[], %(other_ids)s::int[], %(name_ids)s::int[])
    AS p (token_id, other_id, name_id)
ON CONFLICT ON CONSTRAINT name_pair_pkey DO NOTHING

-- name: put_address
INSERT INTO index.address (thing_id, tokens) VALUES (%(thing_id)s, %(tokens)s)
ON CONFLICT ON CONSTRAINT address_pkey DO UPDATE SET tokens = excluded.tokens

-- name: insert_mention
INSERT INTO index.mention (event_id, ref, thing_id, kind, owner_ref, role, label, detail, name_id,
                           birth_on, personal_code, phone, received_at)
VALUES (%(event_id)s, %(ref)s, %(thing_id)s, %(kind)s, %(owner_ref)s, %(role)s, %(label)s,
        %(detail)s, %(name_id)s, %(birth_on)s, %(personal_code)s, %(phone)s, %(received_at)s)

-- name: list_event_ids
SELECT id FROM index.event
WHERE %(after)s::uuid IS NULL OR id > %(after)s
ORDER BY id LIMIT %(limit)s

-- name: delete_events
DELETE FROM index.event WHERE id = ANY (%(ids)s::uuid[])

-- name: delete_unused_names
DELETE FROM index.name n WHERE NOT EXISTS (SELECT FROM index.mention m WHERE m.name_id = n.id)

-- name: delete_unused_things
DELETE FROM index.thing t
WHERE NOT EXISTS (SELECT FROM index.mention m WHERE m.thing_id = t.id)
  AND NOT EXISTS (SELECT FROM index.merge g WHERE t.id IN (g.one, g.other))

-- name: delete_unused_tokens
DELETE FROM index.token t
WHERE (t.scope = 'name' AND NOT EXISTS (SELECT FROM index.name_pair p WHERE p.token_id = t.id))
   OR (t.scope = 'place' AND NOT EXISTS (
           SELECT FROM index.address a WHERE a.tokens @> ARRAY[t.id]))

-- name: list_tokens
SELECT id, scope, token FROM index.token
WHERE id > %(after)s ORDER BY id LIMIT %(limit)s

-- name: delete_deletions
DELETE FROM index.token_deletion WHERE token_id = ANY (%(token_ids)s::int[])

-- name: set_stems
UPDATE index.token t SET stem = s.stem
FROM unnest(%(token_ids)s::int[], %(stems)s::text[]) AS s (id, stem)
WHERE t.id = s.id AND t.stem <> s.stem

-- name: find_tokens
-- Words that meet a typed one under some form, of each typed word so many, the nearest ones. What is
-- told of the distance here counts changed neighbours twice; it is told exactly later.
SELECT r.word, r.id, r.token, r.stem
FROM (
    SELECT w.word, t.id, t.token, t.stem, row_number() OVER (
               PARTITION BY w.word ORDER BY f.apart, f.apart_whole, t.id
           ) AS place
    FROM (
        SELECT DISTINCT g.word, d.token_id
        FROM unnest(%(words)s::int[], %(hashes)s::bigint[]) AS g (word, hash)
        JOIN index.token_deletion d ON d.hash = g.hash
    ) w
    JOIN index.token t ON t.id = w.token_id
    CROSS JOIN LATERAL (
        SELECT levenshtein_less_equal(t.token, (%(tokens)s::text[])[w.word + 1], 5) AS apart_whole
    ) h
    CROSS JOIN LATERAL (
        SELECT h.apart_whole, least(
            h.apart_whole, levenshtein_less_equal(t.stem, (%(stems)s::text[])[w.word + 1], 3)
        ) AS apart
    ) f
    WHERE f.apart <= 3
) r
WHERE r.place <= %(each)s
ORDER BY r.word, r.place

-- name: find_names_of_pairs
SELECT n.id, n.key
FROM (
    SELECT DISTINCT p.name_id
    FROM unnest(%(token_ids)s::int[], %(other_ids)s::int[]) AS g (token_id, other_id)
    JOIN index.name_pair p ON p.token_id = g.token_id AND p.other_id = g.other_id
    LIMIT %(limit)s
) f
JOIN index.name n ON n.id = f.name_id

-- name: find_names_near
-- Names that have one of these words, those first whose other word is nearest to what was typed.
SELECT n.id, n.key
FROM (
    SELECT p.name_id, min(levenshtein(o.stem, %(stem)s)) AS apart
    FROM (
        SELECT token_id, other_id, name_id FROM index.name_pair
        WHERE token_id = ANY (%(token_ids)s::int[]) AND other_id <> 0
        LIMIT %(looked_at)s
    ) p
    JOIN index.token o ON o.id = p.other_id
    GROUP BY p.name_id
    ORDER BY apart, p.name_id
    LIMIT %(limit)s
) f
JOIN index.name n ON n.id = f.name_id

-- name: find_names_with
SELECT n.id, n.key
FROM (
    SELECT DISTINCT p.name_id FROM index.name_pair p
    WHERE p.token_id = ANY (%(token_ids)s::int[])
      AND EXISTS (
          SELECT FROM index.mention m JOIN index.event e ON e.id = m.event_id
          WHERE m.name_id = p.name_id AND e.readers && %(keys)s::text[]
            AND (%(among)s::bigint[] IS NULL OR m.thing_id = ANY (%(among)s))
      )
    LIMIT %(limit)s
) f
JOIN index.name n ON n.id = f.name_id

-- name: find_persons_of_names
-- Of each name so many persons as the reader may see: those of the birth date, and the newest.
-- The nearer name comes first.
SELECT f.thing_id AS id
FROM unnest(%(name_ids)s::int[]) WITH ORDINALITY AS n (id, place)
CROSS JOIN LATERAL (
    (
        SELECT m.thing_id, m.event_id FROM index.mention m JOIN index.event e ON e.id = m.event_id
        WHERE m.name_id = n.id AND m.birth_on BETWEEN %(born_since)s::date AND %(born_until)s::date
          AND e.readers && %(keys)s::text[]
          AND (%(since)s::timestamptz IS NULL OR e.received_at >= %(since)s)
          AND (%(until)s::timestamptz IS NULL OR e.received_at < %(until)s)
          AND (%(atvk)s::text IS NULL OR e.atvk = %(atvk)s)
          AND (%(type)s::text IS NULL OR e.type = %(type)s OR e.type LIKE %(type_group)s::text)
          AND (%(role)s::text IS NULL OR m.role = %(role)s)
          AND (%(among)s::bigint[] IS NULL OR m.thing_id = ANY (%(among)s))
        LIMIT %(each)s
    )
    UNION ALL
    (
        SELECT m.thing_id, m.event_id FROM index.mention m JOIN index.event e ON e.id = m.event_id
        WHERE m.name_id = n.id
          AND e.readers && %(keys)s::text[]
          AND (%(since)s::timestamptz IS NULL OR e.received_at >= %(since)s)
          AND (%(until)s::timestamptz IS NULL OR e.received_at < %(until)s)
          AND (%(atvk)s::text IS NULL OR e.atvk = %(atvk)s)
          AND (%(type)s::text IS NULL OR e.type = %(type)s OR e.type LIKE %(type_group)s::text)
          AND (%(role)s::text IS NULL OR m.role = %(role)s)
          AND (%(among)s::bigint[] IS NULL OR m.thing_id = ANY (%(among)s))
        ORDER BY m.received_at DESC
        LIMIT %(each)s
    )
) f
GROUP BY f.thing_id
ORDER BY min(n.place), f.thing_id
LIMIT %(limit)s

-- name: find_things
SELECT id, kind, key FROM index.thing WHERE kind = %(kind)s AND key = ANY (%(keys)s::text[])

-- name: find_things_like
SELECT t.id, t.kind, t.key FROM index.thing t
WHERE t.kind IN ('vehicle', 'phone', 'mark') AND t.kind = %(kind)s AND t.key LIKE %(pattern)s
  AND (%(among)s::bigint[] IS NULL OR t.id = ANY (%(among)s))
  AND EXISTS (
      SELECT FROM index.mention m JOIN index.event e ON e.id = m.event_id
      WHERE m.thing_id = t.id AND e.readers && %(keys)s::text[]
  )
ORDER BY length(t.key), t.id
LIMIT %(limit)s

-- name: find_addresses
-- One index for all groups at once: the rare word leads. A group that is not needed is a repeated one.
SELECT t.id, t.kind, t.key FROM index.address a JOIN index.thing t ON t.id = a.thing_id
WHERE a.tokens && %(first)s::int[] AND a.tokens && %(second)s::int[]
  AND a.tokens && %(third)s::int[] AND a.tokens && %(fourth)s::int[]
  AND (%(among)s::bigint[] IS NULL OR t.id = ANY (%(among)s))
  AND EXISTS (
      SELECT FROM index.mention m JOIN index.event e ON e.id = m.event_id
      WHERE m.thing_id = t.id AND e.readers && %(keys)s::text[]
  )
LIMIT %(limit)s

-- name: find_owners
-- Persons to whom these things belong in an event that the reader may see.
SELECT DISTINCT p.thing_id AS id, t.thing_id AS of_id
FROM index.mention t
JOIN index.event e ON e.id = t.event_id
JOIN index.mention p ON p.event_id = t.event_id AND p.ref = t.owner_ref AND p.kind = 'person'
WHERE t.thing_id = ANY (%(ids)s::bigint[]) AND e.readers && %(keys)s::text[]
  AND (%(among)s::bigint[] IS NULL OR p.thing_id = ANY (%(among)s))
LIMIT %(limit)s

-- name: find_events
SELECT e.id, e.number, e.institution, e.type, e.status, e.received_at, e.address, e.atvk,
       NULL::text AS role
FROM index.find_ids(%(patterns)s::text[]) AS f (id) JOIN index.event e ON e.id = f.id
WHERE e.readers && %(keys)s::text[]
  AND (%(events)s::uuid[] IS NULL OR e.id = ANY (%(events)s))
  AND (%(since)s::timestamptz IS NULL OR e.received_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR e.received_at < %(until)s)
  AND (%(atvk)s::text IS NULL OR e.atvk = %(atvk)s)
  AND (%(type)s::text IS NULL OR e.type = %(type)s OR e.type LIKE %(type_group)s::text)
ORDER BY e.received_at DESC, e.id
LIMIT %(limit)s

-- name: list_told
-- Everything that these events mention, as far as the reader may see the events.
SELECT m.event_id, m.ref, m.owner_ref, coalesce(t.same_as, t.id) AS root, m.kind, m.role, m.label,
       m.detail, m.birth_on, m.received_at
FROM index.mention m
JOIN index.event e ON e.id = m.event_id
JOIN index.thing t ON t.id = m.thing_id
WHERE m.event_id = ANY (%(event_ids)s::uuid[]) AND e.readers && %(keys)s::text[]
ORDER BY m.received_at DESC, m.event_id, m.ref
LIMIT %(limit)s

-- name: list_events
SELECT e.id, e.number, e.institution, e.type, e.status, e.received_at, e.address, e.atvk,
       NULL::text AS role
FROM index.event e
WHERE e.id = ANY (%(ids)s::uuid[]) AND e.readers && %(keys)s::text[]
ORDER BY e.received_at DESC, e.id

-- name: get_kind
SELECT kind FROM index.thing WHERE id = %(id)s

-- name: find_alike
-- Other persons with the same birth date, phone or address, in events that the reader may see; and
-- the latest with the same name.
WITH own AS (
    SELECT m.event_id, m.ref, m.birth_on, m.phone, m.name_id FROM index.mention m
    JOIN index.event e ON e.id = m.event_id
    WHERE m.thing_id = ANY (%(ids)s::bigint[]) AND e.readers && %(keys)s::text[]
), homes AS (
    SELECT a.thing_id FROM own o
    JOIN index.mention a ON a.event_id = o.event_id AND a.owner_ref = o.ref AND a.kind = 'address'
), alike AS (
    SELECT m.thing_id, m.event_id FROM index.mention m
    WHERE m.birth_on IN (SELECT birth_on FROM own)
    UNION
    SELECT m.thing_id, m.event_id FROM index.mention m
    WHERE m.kind = 'person' AND m.phone IN (SELECT phone FROM own)
    UNION
    SELECT n.thing_id, n.event_id FROM (SELECT DISTINCT name_id FROM own) o
    CROSS JOIN LATERAL (
        SELECT m.thing_id, m.event_id FROM index.mention m
        WHERE m.name_id = o.name_id
        ORDER BY m.received_at DESC LIMIT %(namesakes)s
    ) n
    UNION
    SELECT p.thing_id, p.event_id FROM homes h
    JOIN index.mention a ON a.thing_id = h.thing_id
    JOIN index.mention p ON p.event_id = a.event_id AND p.ref = a.owner_ref AND p.kind = 'person'
)
SELECT DISTINCT coalesce(t.same_as, t.id) AS id
FROM alike l
JOIN index.event e ON e.id = l.event_id
JOIN index.thing t ON t.id = l.thing_id
WHERE e.readers && %(keys)s::text[]
LIMIT %(limit)s

-- name: list_homes
-- Addresses of persons, as events tell them that the reader may see.
SELECT DISTINCT p.thing_id AS id, t.key
FROM index.mention p
JOIN index.event e ON e.id = p.event_id
JOIN index.mention a ON a.event_id = p.event_id AND a.owner_ref = p.ref AND a.kind = 'address'
JOIN index.thing t ON t.id = a.thing_id
WHERE p.thing_id = ANY (%(ids)s::bigint[]) AND p.kind = 'person'
  AND e.readers && %(keys)s::text[]

-- name: insert_merge
INSERT INTO index.merge (id, one, other, reason, score, reasons, by, by_name, institution, at)
VALUES (%(id)s, %(one)s, %(other)s, %(reason)s, %(score)s, %(reasons)s, %(by)s, %(by_name)s,
        %(institution)s, %(at)s)

-- name: lock_merge
SELECT id, one, other, reason, score, reasons, by, by_name, institution, at, undone_at, undone_by,
       undone_reason
FROM index.merge WHERE id = %(id)s FOR UPDATE

-- name: undo_merge
UPDATE index.merge SET undone_at = %(undone_at)s, undone_by = %(undone_by)s,
                       undone_reason = %(undone_reason)s
WHERE id = %(id)s AND undone_at IS NULL

-- name: list_merges
SELECT id, one, other, reason, score, reasons, by, by_name, institution, at, undone_at, undone_by,
       undone_reason
FROM index.merge
WHERE undone_at IS NULL AND one = ANY (%(ids)s::bigint[]) AND other = ANY (%(ids)s::bigint[])
ORDER BY at DESC, id

-- name: list_joined
-- Everybody who is one with this person by standing judgements, over however many steps.
WITH RECURSIVE part (id) AS (
    SELECT %(id)s::bigint
    UNION
    SELECT CASE WHEN g.one = p.id THEN g.other ELSE g.one END
    FROM part p JOIN index.merge g ON p.id IN (g.one, g.other) AND g.undone_at IS NULL
)
SELECT id FROM part ORDER BY id

-- name: set_same
-- The first of them stands for all; who is alone stands for himself.
UPDATE index.thing SET same_as = nullif(%(root)s::bigint, id) WHERE id = ANY (%(ids)s::bigint[])

-- name: list_mentions
-- Every mention that the reader may see of these things and of those judged to be the same, the
-- newest of each first. What may not be seen is out before anything is counted.
WITH asked AS MATERIALIZED (
    SELECT id, coalesce(same_as, id) AS root FROM index.thing WHERE id = ANY (%(ids)s::bigint[])
), members AS (
    SELECT id, root FROM asked
    UNION
    SELECT t.id, t.same_as FROM index.thing t
    WHERE t.same_as IN (SELECT root FROM asked)
    UNION
    SELECT root, root FROM asked
)
SELECT g.root, m.thing_id, m.kind, m.ref, m.role, m.label, m.detail, m.birth_on, m.personal_code,
       m.phone, m.event_id, m.number, m.institution, m.type, m.status, m.received_at, m.address,
       m.atvk
FROM members g
CROSS JOIN LATERAL (
    SELECT m.thing_id, m.kind, m.ref, m.role, m.label, m.detail, m.birth_on, m.personal_code,
           m.phone, m.event_id, e.number, e.institution, e.type, e.status, m.received_at,
           e.address, e.atvk
    FROM index.mention m JOIN index.event e ON e.id = m.event_id
    WHERE m.thing_id = g.id
      AND e.readers && %(keys)s::text[]
      AND (%(since)s::timestamptz IS NULL OR m.received_at >= %(since)s)
      AND (%(until)s::timestamptz IS NULL OR m.received_at < %(until)s)
      AND (%(atvk)s::text IS NULL OR e.atvk = %(atvk)s)
      AND (%(type)s::text IS NULL OR e.type = %(type)s OR e.type LIKE %(type_group)s::text)
      AND (%(role)s::text IS NULL OR m.role = %(role)s)
    ORDER BY m.received_at DESC, m.event_id
    LIMIT %(each)s
) m

-- name: find_known
-- For the auditor: by personal code, or by name and birth date, exactly; with all that people have
-- judged to be the same.
WITH told AS (
    SELECT t.id FROM index.thing t
    WHERE t.kind = 'person' AND t.key = ANY (%(keys)s::text[])
    UNION
    SELECT m.thing_id FROM index.mention m JOIN index.name n ON n.id = m.name_id
    WHERE n.key = ANY (%(names)s::text[]) AND m.birth_on = %(birth_on)s::date AND m.kind = 'person'
), roots AS (
    SELECT DISTINCT coalesce(t.same_as, t.id) AS id FROM told JOIN index.thing t ON t.id = told.id
), members AS (
    SELECT t.id FROM index.thing t JOIN roots r ON r.id IN (t.id, t.same_as)
)
SELECT m.thing_id AS id, m.event_id, m.ref, m.label, m.birth_on, m.personal_code
FROM members JOIN index.mention m ON m.thing_id = members.id
WHERE m.kind = 'person'
ORDER BY m.received_at DESC, m.event_id, m.ref

-- name: list_persons_told
-- Names under which persons are told, the newest first.
SELECT DISTINCT ON (m.thing_id) m.thing_id AS id, m.event_id, m.ref, m.label, m.birth_on,
       m.personal_code
FROM index.mention m
WHERE m.thing_id = ANY (%(ids)s::bigint[]) AND m.kind = 'person'
ORDER BY m.thing_id, m.received_at DESC

-- name: list_events_around
-- Other events that mention the same persons or the same address as this one, as far as the reader
-- may see them; with those judged to be the same person.
WITH own AS (
    SELECT DISTINCT m.kind, coalesce(t.same_as, t.id) AS root
    FROM index.mention m JOIN index.thing t ON t.id = m.thing_id
    WHERE m.event_id = %(event_id)s
      AND ((m.kind = 'person' AND m.ref = ANY (%(refs)s::text[]))
           OR (m.kind = 'address' AND (m.owner_ref IS NULL OR m.owner_ref = ANY (%(refs)s::text[]))))
), things AS (
    SELECT o.kind, t.id FROM own o JOIN index.thing t ON t.id = o.root OR t.same_as = o.root
), told AS (
    SELECT m.event_id, array_agg(DISTINCT m.kind ORDER BY m.kind) AS why
    FROM things g JOIN index.mention m ON m.thing_id = g.id
    WHERE m.event_id <> %(event_id)s
    GROUP BY m.event_id
)
SELECT e.id, e.number, e.institution, e.type, e.status, e.received_at, e.address, e.atvk,
       NULL::text AS role, t.why
FROM told t JOIN index.event e ON e.id = t.event_id
WHERE e.readers && %(keys)s::text[]
ORDER BY e.received_at DESC, e.id
LIMIT %(limit)s

-- name: lock_saved_searches_of
-- One at a time for each owner: two that are saved at once are both counted.
SELECT pg_advisory_xact_lock(hashtextextended('index.saved_search ' || %(owner)s, 0))

-- name: count_saved_searches
SELECT count(*) FROM index.saved_search
WHERE owner = %(owner)s AND paused_because IS DISTINCT FROM 'ended'

-- name: insert_saved_search
INSERT INTO index.saved_search (id, version, owner, owner_name, institution, name, q, kind, since,
                                until, atvk, type, role, purpose, purpose_ref, saved_at, ends_on,
                                checked, checked_at)
VALUES (%(id)s, 1, %(owner)s, %(owner_name)s, %(institution)s, %(name)s, %(q)s, %(kind)s, %(since)s,
        %(until)s, %(atvk)s, %(type)s, %(role)s, %(purpose)s, %(purpose_ref)s, %(saved_at)s,
        %(ends_on)s, (SELECT coalesce(max(id), 0) FROM index.change), %(saved_at)s)
ON CONFLICT ON CONSTRAINT saved_search_pkey DO NOTHING

-- name: lock_saved_search
SELECT id, version, owner, owner_name, institution, name, q, kind, since, until, atvk, type, role,
       purpose, purpose_ref, saved_at, ends_on, paused_because, checked, told_at
FROM index.saved_search WHERE id = %(id)s AND owner = %(owner)s FOR UPDATE

-- name: list_saved_searches
SELECT id, version, owner, owner_name, institution, name, q, kind, since, until, atvk, type, role,
       purpose, purpose_ref, saved_at, ends_on, paused_because, checked, told_at
FROM index.saved_search WHERE owner = %(owner)s ORDER BY saved_at DESC, id LIMIT %(limit)s

-- name: list_standing
-- For who supervises: of one institution, or of all. Not what was found: it may be secret to them.
SELECT id, owner, owner_name, institution, name, q, kind, since, until, atvk, type, role,
       purpose, purpose_ref, saved_at, ends_on, paused_because
FROM index.saved_search
WHERE (%(institution)s::text IS NULL OR institution = %(institution)s)
ORDER BY (paused_because IS NOT NULL), saved_at DESC, id
LIMIT %(limit)s

-- name: set_saved_search
UPDATE index.saved_search SET version = version + 1, name = %(name)s, ends_on = %(ends_on)s,
                              paused_because = %(paused_because)s
WHERE id = %(id)s

-- name: wait_anew
-- What came while it was paused is not told: it begins with today.
UPDATE index.saved_search
SET checked = greatest(checked, (SELECT coalesce(max(id), 0) FROM index.change))
WHERE id = %(id)s

-- name: delete_saved_search
DELETE FROM index.saved_search WHERE id = %(id)s

-- name: end_saved_searches
UPDATE index.saved_search s SET version = s.version + 1, paused_because = 'ended'
FROM (
    SELECT id FROM index.saved_search WHERE paused_because IS NULL AND ends_on < %(today)s
    ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) e
WHERE s.id = e.id
RETURNING s.id, s.version, s.owner, s.owner_name, s.institution, s.name, s.q, s.kind, s.since, s.until,
          s.atvk, s.type, s.role, s.purpose, s.purpose_ref, s.saved_at, s.ends_on, s.paused_because,
          s.checked, s.told_at

-- name: forget_ended
DELETE FROM index.saved_search s
USING (
    SELECT id FROM index.saved_search WHERE ends_on < %(before)s
    ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) e
WHERE s.id = e.id
RETURNING s.id, s.owner, s.name, s.q

-- name: lock_waiting
-- The longest unchecked first; only where the index has moved since.
SELECT id, version, owner, owner_name, institution, name, q, kind, since, until, atvk, type, role,
       purpose, purpose_ref, saved_at, ends_on, paused_because, checked, told_at
FROM index.saved_search
WHERE paused_because IS NULL AND checked_at <= %(before)s
  AND checked < (SELECT coalesce(max(id), 0) FROM index.change)
ORDER BY checked_at, id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: get_upto
SELECT coalesce(max(c.id), %(after)s)
FROM (SELECT id FROM index.change WHERE id > %(after)s ORDER BY id LIMIT %(limit)s) c

-- name: set_checked
UPDATE index.saved_search SET checked = %(checked)s, checked_at = %(at)s WHERE id = %(id)s

-- name: set_told
UPDATE index.saved_search SET version = version + 1, told_at = %(at)s WHERE id = %(id)s

-- name: bump_version
UPDATE index.saved_search SET version = version + 1 WHERE id = %(id)s

-- name: list_news
-- What these changes brought to this reader: everything in an event that he did not find before, by
-- these very keys and filters; else the things that are new in it.
SELECT DISTINCT n.event_id, n.thing_id, n.root, n.whole
FROM (
    SELECT e.id AS event_id, m.thing_id, coalesce(t.same_as, t.id) AS root,
           c.things @> ARRAY[m.thing_id] AS fresh,
           c.was_readers IS NULL OR NOT coalesce(
               c.was_readers && %(keys)s::text[]
               AND (%(since)s::timestamptz IS NULL OR c.was_received_at >= %(since)s)
               AND (%(until)s::timestamptz IS NULL OR c.was_received_at < %(until)s)
               AND (%(atvk)s::text IS NULL OR c.was_atvk = %(atvk)s)
               AND (%(type)s::text IS NULL OR c.was_type = %(type)s
                    OR c.was_type LIKE %(type_group)s::text), false) AS whole
    FROM index.change c
    JOIN index.event e ON e.id = c.event_id
    LEFT JOIN index.mention m ON m.event_id = e.id
        AND (%(role)s::text IS NULL OR m.role = %(role)s)
    LEFT JOIN index.thing t ON t.id = m.thing_id
    WHERE c.id > %(after)s AND c.id <= %(upto)s
      AND e.readers && %(keys)s::text[]
      AND (%(since)s::timestamptz IS NULL OR e.received_at >= %(since)s)
      AND (%(until)s::timestamptz IS NULL OR e.received_at < %(until)s)
      AND (%(atvk)s::text IS NULL OR e.atvk = %(atvk)s)
      AND (%(type)s::text IS NULL OR e.type = %(type)s OR e.type LIKE %(type_group)s::text)
) n
WHERE n.whole OR n.fresh

-- name: list_members
-- Everybody who is one with these by standing judgements; themselves, too.
SELECT t.id FROM index.thing t WHERE t.id = ANY (%(roots)s::bigint[])
UNION
SELECT t.id FROM index.thing t WHERE t.same_as = ANY (%(roots)s::bigint[])

-- name: forget_changes
-- What everybody who waits has been held against. The hour is for a search that is being saved now.
DELETE FROM index.change c
WHERE c.at < %(before)s AND c.id <= (
    SELECT coalesce(min(s.checked), 9223372036854775807)
    FROM index.saved_search s WHERE s.paused_because IS NULL
)

-- name: list_notices_of
SELECT id, event_id, matches FROM index.search_notice
WHERE search_id = %(search_id)s AND event_id = ANY (%(event_ids)s::uuid[])

-- name: put_notice
INSERT INTO index.search_notice (id, search_id, owner, event_id, matches, told_at)
VALUES (%(id)s, %(search_id)s, %(owner)s, %(event_id)s, %(matches)s, %(at)s)
ON CONFLICT ON CONSTRAINT search_notice_once DO UPDATE
    SET matches = excluded.matches, told_at = excluded.told_at, seen_at = NULL

-- name: list_notices
SELECT n.id, n.search_id, n.told_at, n.seen_at, n.matches, e.id AS event_id, e.number, e.institution,
       e.type, e.status, e.received_at, e.address, e.atvk
FROM index.search_notice n JOIN index.event e ON e.id = n.event_id
WHERE n.search_id = %(search_id)s AND e.readers && %(keys)s::text[]
ORDER BY n.told_at DESC, n.id DESC
LIMIT %(limit)s

-- name: count_unseen
-- As far as the reader may see the events.
SELECT n.search_id, count(*) AS unseen
FROM index.search_notice n JOIN index.event e ON e.id = n.event_id
WHERE n.search_id = ANY (%(ids)s::uuid[]) AND n.seen_at IS NULL AND e.readers && %(keys)s::text[]
GROUP BY n.search_id

-- name: set_seen
UPDATE index.search_notice SET seen_at = %(at)s
WHERE search_id = %(search_id)s AND id = ANY (%(ids)s::uuid[]) AND seen_at IS NULL

-- name: copy_event
COPY index.event (
    id, version, number, numbers, institution, readers, type, status, received_at, address, atvk,
    indexed_at
) FROM STDIN

-- name: copy_mention
COPY index.mention (
    event_id, ref, thing_id, kind, owner_ref, role, label, detail, name_id, birth_on, personal_code,
    phone, received_at
) FROM STDIN

-- name: copy_address
COPY index.address (thing_id, tokens) FROM STDIN
