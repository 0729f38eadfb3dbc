-- name: upsert_run_card
-- The file is the truth for the versions that it names.
INSERT INTO dispatch.run_card (code, version, service, applies_to, needs, valid_from, valid_to)
VALUES (%(code)s, %(version)s, %(service)s, %(applies_to)s, %(needs)s, %(valid_from)s, %(valid_to)s)
ON CONFLICT ON CONSTRAINT run_card_pkey DO UPDATE
SET service = excluded.service, applies_to = excluded.applies_to, needs = excluded.needs,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to

-- name: upsert_turnout
INSERT INTO dispatch.turnout (service, seconds, source, valid_from, valid_to)
VALUES (%(service)s, %(seconds)s, %(source)s, %(valid_from)s, %(valid_to)s)
ON CONFLICT ON CONSTRAINT turnout_pkey DO UPDATE
SET seconds = excluded.seconds, source = excluded.source, valid_to = excluded.valid_to

-- name: upsert_referral_rule
INSERT INTO dispatch.referral_rule (from_institution, to_institution, deadline_s, valid_from, valid_to)
VALUES (%(from_institution)s, %(to_institution)s, %(deadline_s)s, %(valid_from)s, %(valid_to)s)
ON CONFLICT ON CONSTRAINT referral_rule_pkey DO UPDATE
SET deadline_s = excluded.deadline_s, valid_to = excluded.valid_to

-- name: list_run_cards
SELECT code, version, service, applies_to, needs, valid_from, valid_to FROM dispatch.run_card
WHERE (%(service)s::text IS NULL OR service = %(service)s)
  AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
ORDER BY service, code

-- name: get_turnout
SELECT seconds FROM dispatch.turnout
WHERE service = %(service)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)

-- name: list_referral_rules
-- The exact name before the beginning of names.
SELECT from_institution, to_institution, deadline_s, valid_from, valid_to FROM dispatch.referral_rule
WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
ORDER BY length(from_institution) DESC, length(to_institution) DESC

-- name: insert_recommendation
INSERT INTO dispatch.recommendation (id, card_id, leg_id, at, actor, engine, inputs, result)
VALUES (%(id)s, %(card_id)s, %(leg_id)s, %(at)s, %(actor)s, %(engine)s, %(inputs)s, %(result)s)

-- name: get_recommendation
SELECT id, card_id, leg_id, at, engine, inputs, result FROM dispatch.recommendation WHERE id = %(id)s

-- name: insert_assignment
-- Nothing where the unit is on a card already: the caller says on which. Waits for another desk that
-- is just assigning the same unit.
INSERT INTO dispatch.assignment
    (id, card_id, leg_id, unit_id, call_sign, institution, state, assigned_at, eta_at, out_of_order,
     recommendation_id, reason)
VALUES (%(id)s, %(card_id)s, %(leg_id)s, %(unit_id)s, %(call_sign)s, %(institution)s, 'assigned',
        %(assigned_at)s, %(eta_at)s, false, %(recommendation_id)s, %(reason)s)
ON CONFLICT (unit_id) WHERE released_at IS NULL DO NOTHING

-- name: insert_past_assignment
INSERT INTO dispatch.assignment
    (id, card_id, leg_id, unit_id, call_sign, institution, state, assigned_at, accepted_at,
     en_route_at, on_scene_at, transporting_at, at_hospital_at, released_at, out_of_order,
     entered_late, reason)
VALUES (%(id)s, %(card_id)s, %(leg_id)s, %(unit_id)s, %(call_sign)s, %(institution)s, %(state)s,
        %(assigned_at)s, %(accepted_at)s, %(en_route_at)s, %(on_scene_at)s, %(transporting_at)s,
        %(at_hospital_at)s, %(released_at)s, %(out_of_order)s, true, %(reason)s)

-- name: list_assignments
SELECT id, card_id, leg_id, unit_id, call_sign, institution, state, assigned_at, accepted_at,
       en_route_at, on_scene_at, transporting_at, at_hospital_at, released_at, eta_at, out_of_order,
       version, end_reason, entered_late
FROM dispatch.assignment
WHERE (%(card_ids)s::uuid[] IS NULL OR card_id = ANY (%(card_ids)s))
  AND (%(leg_id)s::uuid IS NULL OR leg_id = %(leg_id)s)
  AND (%(ids)s::uuid[] IS NULL OR id = ANY (%(ids)s))
ORDER BY assigned_at, id
LIMIT %(limit)s

-- name: lock_assignment
SELECT id, card_id, leg_id, unit_id, call_sign, institution, state, assigned_at, accepted_at,
       en_route_at, on_scene_at, transporting_at, at_hospital_at, released_at, eta_at, out_of_order,
       version, end_reason, entered_late
FROM dispatch.assignment WHERE id = %(id)s FOR UPDATE

-- name: get_running_assignment_id
SELECT id FROM dispatch.assignment WHERE unit_id = %(unit_id)s AND released_at IS NULL

-- name: update_assignment
UPDATE dispatch.assignment
SET state = %(state)s, assigned_at = %(assigned_at)s, accepted_at = %(accepted_at)s,
    en_route_at = %(en_route_at)s, on_scene_at = %(on_scene_at)s,
    transporting_at = %(transporting_at)s, at_hospital_at = %(at_hospital_at)s,
    released_at = %(released_at)s, out_of_order = %(out_of_order)s, end_reason = %(end_reason)s,
    version = version + 1
WHERE id = %(id)s
RETURNING id, card_id, leg_id, unit_id, call_sign, institution, state, assigned_at, accepted_at,
          en_route_at, on_scene_at, transporting_at, at_hospital_at, released_at, eta_at,
          out_of_order, version, end_reason, entered_late

-- name: insert_referral
INSERT INTO dispatch.referral
    (id, card_id, card_number, leg_id, from_institution, to_institution, state, offered_at,
     answer_due_at, note, offer)
VALUES (%(id)s, %(card_id)s, %(card_number)s, %(leg_id)s, %(from_institution)s, %(to_institution)s,
        'offered', %(offered_at)s, %(answer_due_at)s, %(note)s, %(offer)s)
RETURNING id, card_id, card_number, leg_id, from_institution, to_institution, state, offered_at,
          answer_due_at, decided_at, decided_by_name, reason, note, new_leg_id, version, offer

-- name: list_referrals
-- Those of an institution's own, and those of cards that it sees anyway; null asks for all.
SELECT id, card_id, card_number, leg_id, from_institution, to_institution, state, offered_at,
       answer_due_at, decided_at, decided_by_name, reason, note, new_leg_id, version, offer
FROM dispatch.referral
WHERE (%(state)s::text IS NULL OR state = %(state)s)
  AND (%(since)s::timestamptz IS NULL OR state = 'offered' OR decided_at > %(since)s
       OR card_id = ANY (%(card_ids)s))
  AND (%(institution)s::text IS NULL OR from_institution = %(institution)s
       OR to_institution = %(institution)s OR card_id = ANY (%(card_ids)s))
ORDER BY offered_at DESC, id DESC
LIMIT %(limit)s

-- name: list_unanswered
-- Offered to an institution, and not answered; the oldest first.
SELECT id, card_number, offered_at, answer_due_at
FROM dispatch.referral WHERE to_institution = %(institution)s AND state = 'offered'
ORDER BY offered_at, id
LIMIT %(limit)s

-- name: has_taken_card
SELECT EXISTS (
    SELECT FROM dispatch.referral
    WHERE card_number = %(card_number)s AND to_institution = %(institution)s
      AND state IN ('accepted', 'completed'))

-- name: get_referral
SELECT id, card_id, card_number, leg_id, from_institution, to_institution, state, offered_at,
       answer_due_at, decided_at, decided_by_name, reason, note, new_leg_id, version, offer
FROM dispatch.referral WHERE id = %(id)s

-- name: get_open_referral_of_leg
SELECT id, card_id, card_number, leg_id, from_institution, to_institution, state, offered_at,
       answer_due_at, decided_at, decided_by_name, reason, note, new_leg_id, version, offer
FROM dispatch.referral WHERE leg_id = %(leg_id)s AND state = 'offered'

-- name: get_referral_by_new_leg
SELECT id, card_id, card_number, leg_id, from_institution, to_institution, state, offered_at,
       answer_due_at, decided_at, decided_by_name, reason, note, new_leg_id, version, offer
FROM dispatch.referral WHERE new_leg_id = %(leg_id)s AND state = 'accepted'

-- name: list_due_referrals
SELECT id, card_id, card_number, leg_id, from_institution, to_institution, state, offered_at,
       answer_due_at, decided_at, decided_by_name, reason, note, new_leg_id, version, offer
FROM dispatch.referral WHERE state = 'offered' AND answer_due_at <= %(at)s
ORDER BY answer_due_at LIMIT %(limit)s

-- name: decide_referral
-- Compare and set: two answers at the same moment can't both count.
UPDATE dispatch.referral
SET state = %(state)s, decided_at = %(decided_at)s, decided_by_name = %(decided_by_name)s,
    reason = coalesce(%(reason)s, reason), new_leg_id = coalesce(%(new_leg_id)s, new_leg_id),
    version = version + 1
WHERE id = %(id)s AND state = %(present)s
RETURNING id, card_id, card_number, leg_id, from_institution, to_institution, state, offered_at,
          answer_due_at, decided_at, decided_by_name, reason, note, new_leg_id, version, offer
