-- name: put_place
INSERT INTO custody.place (id, institution, code, name, kind, active)
VALUES (%(id)s, %(institution)s, %(code)s, %(name)s, %(kind)s, %(active)s)
ON CONFLICT ON CONSTRAINT place_once DO UPDATE SET
    name = excluded.name, kind = excluded.kind, active = excluded.active
RETURNING id, institution, code, name, kind, active

-- name: list_places
SELECT id, institution, code, name, kind, active FROM custody.place
WHERE institution = %(institution)s ORDER BY active DESC, code
LIMIT %(limit)s

-- name: get_place
SELECT id, institution, code, name, kind, active FROM custody.place WHERE id = %(id)s

-- name: take_seq
-- The row stays locked until the commit: the next number waits for it, so none is ever left out.
INSERT INTO custody.number_counter AS c (institution, series, last)
VALUES (%(institution)s, %(series)s, 1)
ON CONFLICT ON CONSTRAINT number_counter_pkey DO UPDATE SET last = c.last + 1
RETURNING last

-- name: insert_item
INSERT INTO custody.item (
    id, number, institution, event_id, event_number, event_part, event_ref, kind, description,
    quantity, unit, value_eur, marks, taken_at, taken_by, taken_by_name, taken_where, legal_basis,
    due_on, place_id, holder, holder_name, holder_institution, status, legal_hold, steps, head,
    readers, changed_at
) VALUES (
    %(id)s, %(number)s, %(institution)s, %(event_id)s, %(event_number)s, %(event_part)s,
    %(event_ref)s, %(kind)s, %(description)s, %(quantity)s, %(unit)s, %(value_eur)s, %(marks)s,
    %(taken_at)s, %(taken_by)s, %(taken_by_name)s, %(taken_where)s, %(legal_basis)s, %(due_on)s,
    %(place_id)s, %(holder)s, %(holder_name)s, %(holder_institution)s, %(status)s, %(legal_hold)s,
    %(steps)s, %(head)s, %(readers)s, %(changed_at)s
)

-- name: update_item
-- What it is and how it was taken never changes.
UPDATE custody.item SET
    due_on = %(due_on)s, place_id = %(place_id)s, holder = %(holder)s,
    holder_name = %(holder_name)s, holder_institution = %(holder_institution)s,
    status = %(status)s, legal_hold = %(legal_hold)s,
    destruction_asked_by = %(destruction_asked_by)s,
    destruction_asked_name = %(destruction_asked_name)s,
    steps = %(steps)s, head = %(head)s, readers = %(readers)s, changed_at = %(changed_at)s
WHERE id = %(id)s

-- name: lock_item
-- Read again by a statement of its own afterwards: this one's snapshot is older than the wait.
SELECT id FROM custody.item WHERE id = %(id)s FOR UPDATE

-- name: get_item
SELECT i.id, i.number, i.institution, i.event_id, i.event_number, i.event_part, i.event_ref, i.kind,
       i.description, i.quantity, i.unit, i.value_eur, i.marks, i.taken_at, i.taken_by,
       i.taken_by_name, i.taken_where, i.legal_basis, i.due_on, i.place_id, p.code AS place_code,
       p.name AS place_name, i.holder, i.holder_name, i.holder_institution, i.status, i.legal_hold,
       i.destruction_asked_by, i.destruction_asked_name, i.steps, i.head, i.changed_at
FROM custody.item i LEFT JOIN custody.place p ON p.id = i.place_id
WHERE i.id = %(id)s

-- name: list_items
-- What is due first stands first, then what has no term, then what is gone. Row security shows what this reader may
-- see; an institution's own desk asks for its own.
SELECT i.id, i.number, i.institution, i.event_id, i.event_number, i.event_part, i.event_ref, i.kind,
       i.description, i.quantity, i.unit, i.value_eur, i.marks, i.taken_at, i.taken_by,
       i.taken_by_name, i.taken_where, i.legal_basis, i.due_on, i.place_id, p.code AS place_code,
       p.name AS place_name, i.holder, i.holder_name, i.holder_institution, i.status, i.legal_hold,
       i.destruction_asked_by, i.destruction_asked_name, i.steps, i.head, i.changed_at
FROM custody.item i LEFT JOIN custody.place p ON p.id = i.place_id
WHERE (%(institution)s::text IS NULL
       OR i.institution = %(institution)s OR i.holder_institution = %(institution)s)
  AND (%(status)s::text IS NULL OR i.status = %(status)s)
  AND (%(kind)s::text IS NULL OR i.kind = %(kind)s)
  AND (%(place_id)s::uuid IS NULL OR i.place_id = %(place_id)s)
  AND (%(event_id)s::uuid IS NULL OR i.event_id = %(event_id)s)
  AND (%(holder)s::text IS NULL OR i.holder = %(holder)s)
  AND (%(due_before)s::date IS NULL
       OR (i.due_on < %(due_before)s AND i.status NOT IN ('released', 'destroyed')))
  AND (%(pattern)s::text IS NULL OR i.number ILIKE %(pattern)s OR i.description ILIKE %(pattern)s
       OR i.marks::text ILIKE %(pattern)s)
  AND (%(after_id)s::uuid IS NULL
       OR (CASE WHEN i.status IN ('released', 'destroyed') THEN 'infinity'::date
             ELSE coalesce(i.due_on, '9999-12-31') END, i.id) > (%(after_due)s::date, %(after_id)s))
ORDER BY CASE WHEN i.status IN ('released', 'destroyed') THEN 'infinity'::date
              ELSE coalesce(i.due_on, '9999-12-31') END, i.id
LIMIT %(limit)s

-- name: list_items_of_event
SELECT i.id, i.number, i.institution, i.event_id, i.event_number, i.event_part, i.event_ref, i.kind,
       i.description, i.quantity, i.unit, i.value_eur, i.marks, i.taken_at, i.taken_by,
       i.taken_by_name, i.taken_where, i.legal_basis, i.due_on, i.place_id, p.code AS place_code,
       p.name AS place_name, i.holder, i.holder_name, i.holder_institution, i.status, i.legal_hold,
       i.destruction_asked_by, i.destruction_asked_name, i.steps, i.head, i.changed_at
FROM custody.item i LEFT JOIN custody.place p ON p.id = i.place_id
WHERE i.event_id = %(event_id)s

-- name: list_unheld
-- For the house: of these things, those that a reader sees by their event alone, if at all.
SELECT id, event_id FROM custody.item
WHERE id = ANY (%(ids)s::uuid[]) AND NOT readers && %(keys)s::text[]

-- name: erase_items
SELECT custody.erase_items(%(event_id)s)

-- name: insert_step
INSERT INTO custody.step (item_id, seq, at, by, by_name, institution, act, from_holder, to_holder,
    place, note, code_hash, prev_hash, hash)
VALUES (%(item_id)s, %(seq)s, %(at)s, %(by)s, %(by_name)s, %(institution)s, %(act)s,
    %(from_holder)s, %(to_holder)s, %(place)s, %(note)s, %(code_hash)s, %(prev_hash)s, %(hash)s)

-- name: list_steps
SELECT seq, at, by, by_name, institution, act, from_holder, to_holder, place, note, code_hash,
       prev_hash, hash
FROM custody.step WHERE item_id = %(item_id)s ORDER BY seq

-- name: insert_offer
INSERT INTO custody.offer (id, item_id, from_person, from_name, from_institution, to_institution,
    to_person, to_name, note, code_hash, offered_at, expires_at, state)
VALUES (%(id)s, %(item_id)s, %(from_person)s, %(from_name)s, %(from_institution)s,
    %(to_institution)s, %(to_person)s, %(to_name)s, %(note)s, %(code_hash)s, %(offered_at)s,
    %(expires_at)s, 'open')

-- name: get_offer
SELECT id, item_id, from_person, from_name, from_institution, to_institution, to_person, to_name,
       note, code_hash, offered_at, expires_at, wrong_codes, state, answered_at, answered_by_name
FROM custody.offer WHERE id = %(id)s

-- name: get_open_offer
SELECT id, item_id, from_person, from_name, from_institution, to_institution, to_person, to_name,
       note, code_hash, offered_at, expires_at, wrong_codes, state, answered_at, answered_by_name
FROM custody.offer WHERE item_id = %(item_id)s AND state = 'open'

-- name: list_offers_to
SELECT id, item_id, from_person, from_name, from_institution, to_institution, to_person, to_name,
       note, code_hash, offered_at, expires_at, wrong_codes, state, answered_at, answered_by_name
FROM custody.offer
WHERE state = 'open' AND expires_at > %(at)s AND to_institution = %(institution)s
  AND from_person <> %(person)s AND (to_person IS NULL OR to_person = %(person)s)
ORDER BY offered_at, id
LIMIT %(limit)s

-- name: list_expired_offers
SELECT id, item_id, from_person, from_name, from_institution, to_institution, to_person, to_name,
       note, code_hash, offered_at, expires_at, wrong_codes, state, answered_at, answered_by_name
FROM custody.offer WHERE state = 'open' AND expires_at <= %(at)s
ORDER BY expires_at, id
LIMIT %(limit)s

-- name: set_wrong_codes
UPDATE custody.offer SET wrong_codes = %(wrong_codes)s WHERE id = %(id)s

-- name: answer_offer
UPDATE custody.offer
SET state = %(state)s, answered_at = %(at)s, answered_by_name = %(by_name)s
WHERE id = %(id)s AND state = 'open'
