-- name: upsert_institution
INSERT INTO identity.institution (code, kind, name_lv, name_en, atvk, valid_from, valid_to)
VALUES (%(code)s, %(kind)s, %(name_lv)s, %(name_en)s, %(atvk)s, %(valid_from)s, %(valid_to)s)
ON CONFLICT (code) DO UPDATE
SET kind = excluded.kind, name_lv = excluded.name_lv, name_en = excluded.name_en,
    atvk = excluded.atvk, valid_from = excluded.valid_from, valid_to = excluded.valid_to

-- name: list_institutions
SELECT code, kind, name_lv, name_en, atvk FROM identity.institution
WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
ORDER BY kind, name_lv

-- name: get_institution
SELECT code, kind, name_lv, name_en, atvk FROM identity.institution WHERE code = %(code)s

-- name: find_session
-- One query tells who it is and what they may do: it runs with every request.
SELECT p.id AS person_id, p.name, p.institution, p.training_completed_on, s.desk, s.seen_at,
       array(SELECT role FROM identity.person_role r WHERE r.person_id = p.id ORDER BY role) AS roles
FROM identity.session s JOIN identity.person p ON p.id = s.person_id
WHERE s.token_hash = %(token_hash)s AND p.active AND s.ends_at > %(at)s AND s.seen_at > %(idle_since)s

-- name: touch_session
UPDATE identity.session SET seen_at = %(at)s WHERE token_hash = %(token_hash)s

-- name: touch_person
UPDATE identity.person SET last_seen_at = %(at)s WHERE id = %(id)s

-- name: insert_session
INSERT INTO identity.session (token_hash, person_id, desk, network, created_at, seen_at, ends_at)
VALUES (%(token_hash)s, %(person_id)s, %(desk)s, %(network)s, %(at)s, %(at)s, %(ends_at)s)

-- name: delete_session
DELETE FROM identity.session WHERE token_hash = %(token_hash)s

-- name: delete_sessions_of
DELETE FROM identity.session WHERE person_id = %(person_id)s

-- name: delete_other_sessions
DELETE FROM identity.session WHERE person_id = %(person_id)s AND token_hash <> %(kept_hash)s

-- name: delete_ended
WITH sessions AS (
    DELETE FROM identity.session WHERE ends_at < %(at)s OR seen_at < %(idle_since)s
), tokens AS (
    DELETE FROM identity.token WHERE ends_at < %(at)s
), states AS (
    DELETE FROM identity.oidc_state WHERE ends_at < %(at)s
), networks AS (
    DELETE FROM identity.known_network WHERE seen_at < %(known_since)s
), devices AS (
    DELETE FROM identity.known_device WHERE seen_at < %(known_since)s
)
DELETE FROM identity.sign_in_failure WHERE at < %(failures_before)s

-- name: get_credentials
SELECT id, login, name, institution, password_hash, totp_secret, totp_step, active, demonstration
FROM identity.person WHERE login = %(login)s

-- name: lock_credentials
SELECT id, login, name, institution, password_hash, totp_secret, totp_step, active, demonstration
FROM identity.person WHERE id = %(id)s FOR UPDATE

-- name: lock_sign_in
-- One guess at a time for a login from a place: many sent at once must not all count as the first.
SELECT pg_advisory_xact_lock(hashtextextended(%(login)s || ' ' || %(place)s, 10))

-- name: list_failures
-- The newest ones: the wait counts from the last of them.
SELECT at FROM identity.sign_in_failure
WHERE login = %(login)s AND network = %(place)s AND at > %(since)s ORDER BY at DESC LIMIT 100

-- name: list_failures_of_network
SELECT at FROM identity.sign_in_failure
WHERE network = %(network)s AND at > %(since)s ORDER BY at DESC LIMIT 500

-- name: insert_failure
-- A place is a network, `device:…` for a known browser, `inside` for guesses in an open session.
INSERT INTO identity.sign_in_failure (login, network, at) VALUES (%(login)s, %(place)s, %(at)s)

-- name: delete_failures
DELETE FROM identity.sign_in_failure WHERE login = %(login)s AND network = %(place)s

-- name: note_network
INSERT INTO identity.known_network (person_id, network, seen_at)
VALUES (%(person_id)s, %(network)s, %(at)s)
ON CONFLICT ON CONSTRAINT known_network_pkey DO UPDATE SET seen_at = excluded.seen_at

-- name: knows_network
SELECT EXISTS (
    SELECT FROM identity.known_network k JOIN identity.person p ON p.id = k.person_id
    WHERE p.login = %(login)s AND k.network = %(network)s AND k.seen_at > %(since)s
)

-- name: note_device
INSERT INTO identity.known_device (person_id, token_hash, seen_at)
VALUES (%(person_id)s, %(token_hash)s, %(at)s)
ON CONFLICT ON CONSTRAINT known_device_pkey DO UPDATE SET seen_at = excluded.seen_at

-- name: knows_device
SELECT EXISTS (
    SELECT FROM identity.known_device d JOIN identity.person p ON p.id = d.person_id
    WHERE p.login = %(login)s AND d.token_hash = %(token_hash)s AND d.seen_at > %(since)s
)

-- name: get_person
SELECT p.id, p.login, p.name, p.institution, p.active, p.training_completed_on,
       p.totp_secret IS NOT NULL AS totp, p.last_seen_at,
       array(SELECT role FROM identity.person_role r WHERE r.person_id = p.id ORDER BY role) AS roles
FROM identity.person p WHERE p.id = %(id)s

-- name: list_names
SELECT name FROM identity.person WHERE institution = %(institution)s AND active

-- name: find_people
SELECT 'person:' || p.id AS id, p.login, p.name, p.institution
FROM identity.person p WHERE p.login = ANY (%(logins)s::text[]) AND p.active
ORDER BY p.login

-- name: list_people
SELECT p.id, p.login, p.name, p.institution, p.active, p.training_completed_on,
       p.totp_secret IS NOT NULL AS totp, p.last_seen_at,
       array(SELECT role FROM identity.person_role r WHERE r.person_id = p.id ORDER BY role) AS roles
FROM identity.person p
WHERE %(institution)s::text IS NULL OR p.institution = %(institution)s
ORDER BY p.institution, p.name, p.login
LIMIT 5000

-- name: insert_person
INSERT INTO identity.person
    (id, login, name, institution, password_hash, training_completed_on, demonstration, created_at)
VALUES (%(id)s, %(login)s, %(name)s, %(institution)s, %(password_hash)s,
        %(training_completed_on)s, %(demonstration)s, %(at)s)

-- name: update_person
UPDATE identity.person
SET name = %(name)s, active = %(active)s, training_completed_on = %(training_completed_on)s
WHERE id = %(id)s

-- name: delete_roles
DELETE FROM identity.person_role WHERE person_id = %(person_id)s

-- name: insert_roles
INSERT INTO identity.person_role (person_id, role)
SELECT %(person_id)s, unnest(%(roles)s::text[])

-- name: count_other_administrators
SELECT count(*) FROM identity.person p JOIN identity.person_role r ON r.person_id = p.id
WHERE r.role = 'administrator' AND p.active AND p.institution = %(institution)s AND p.id <> %(id)s

-- name: lock_administrators
-- Two who take the role from each other at once must not both succeed.
SELECT p.id FROM identity.person p JOIN identity.person_role r ON r.person_id = p.id
WHERE r.role = 'administrator' AND p.institution = %(institution)s FOR UPDATE OF p

-- name: set_password
UPDATE identity.person SET password_hash = %(password_hash)s WHERE id = %(id)s

-- name: set_totp
UPDATE identity.person SET totp_secret = %(totp_secret)s, totp_step = %(totp_step)s WHERE id = %(id)s

-- name: get_preferences
SELECT preferences FROM identity.person WHERE id = %(id)s

-- name: set_preferences
UPDATE identity.person SET preferences = %(preferences)s WHERE id = %(id)s

-- name: list_clients
SELECT client_id, name, institution, scopes, active, created_at, last_used_at FROM identity.client
WHERE %(institution)s::text IS NULL OR institution = %(institution)s
ORDER BY institution, client_id LIMIT 2000

-- name: list_systems
SELECT 'client:' || client_id AS id, name, institution FROM identity.client
WHERE active AND %(scope)s = ANY (scopes)
  AND (%(institution)s::text IS NULL OR institution = %(institution)s)
ORDER BY institution, client_id LIMIT 2000

-- name: get_client
SELECT client_id, name, institution, scopes, active, created_at, last_used_at FROM identity.client
WHERE client_id = %(client_id)s

-- name: get_client_secret
SELECT secret_hash, active, demonstration FROM identity.client WHERE client_id = %(client_id)s

-- name: insert_client
INSERT INTO identity.client (client_id, name, institution, secret_hash, scopes, demonstration, created_at)
VALUES (%(client_id)s, %(name)s, %(institution)s, %(secret_hash)s, %(scopes)s, %(demonstration)s, %(at)s)

-- name: set_client_active
UPDATE identity.client SET active = %(active)s WHERE client_id = %(client_id)s

-- name: set_client_secret
UPDATE identity.client SET secret_hash = %(secret_hash)s WHERE client_id = %(client_id)s

-- name: delete_tokens_of
DELETE FROM identity.token WHERE client_id = %(client_id)s

-- name: insert_token
INSERT INTO identity.token (token_hash, client_id, scopes, ends_at)
VALUES (%(token_hash)s, %(client_id)s, %(scopes)s, %(ends_at)s)

-- name: touch_client
UPDATE identity.client SET last_used_at = %(at)s WHERE client_id = %(client_id)s

-- name: find_token
SELECT c.client_id, c.name, c.institution, t.scopes
FROM identity.token t JOIN identity.client c ON c.client_id = t.client_id
WHERE t.token_hash = %(token_hash)s AND t.ends_at > %(at)s AND c.active

-- name: find_active_client
SELECT client_id, name, institution, scopes FROM identity.client
WHERE client_id = %(client_id)s AND active

-- name: list_demonstration_people
SELECT p.login, p.name, p.institution, i.name_lv, i.name_en, i.kind,
       array(SELECT role FROM identity.person_role r WHERE r.person_id = p.id ORDER BY role) AS roles
FROM identity.person p JOIN identity.institution i ON i.code = p.institution
WHERE p.demonstration AND p.active
ORDER BY p.created_at, p.id

-- name: has_demonstration_accounts
SELECT EXISTS (SELECT FROM identity.person WHERE demonstration AND active)

-- name: insert_oidc_state
INSERT INTO identity.oidc_state (state, nonce, verifier, ends_at)
VALUES (%(state)s, %(nonce)s, %(verifier)s, %(ends_at)s)

-- name: take_oidc_state
-- Used once: a second callback with the same state finds nothing.
DELETE FROM identity.oidc_state WHERE state = %(state)s AND ends_at > %(at)s
RETURNING state, nonce, verifier
