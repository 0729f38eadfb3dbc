-- The rest of the event document: organisations, documents, officers on the scene, marks of things.
ALTER TABLE register.event_object
    ADD COLUMN value_eur numeric(12, 2) CONSTRAINT event_object_value CHECK (value_eur >= 0),
    ADD COLUMN serial text,
    ADD COLUMN imei text,
    ADD COLUMN imei_normal text CONSTRAINT event_object_imei CHECK (imei_normal ~ '^[0-9]{14,16}$'),
    ADD COLUMN storage text;
CREATE INDEX event_object_imei_normal ON register.event_object (imei_normal)
    WHERE imei_normal IS NOT NULL;

CREATE TABLE register.event_organisation (
    event_id uuid NOT NULL REFERENCES register.event (id),
    ref text NOT NULL CONSTRAINT event_organisation_ref CHECK (ref ~ '^[A-Za-z0-9_-]{1,40}$'),
    ordinal integer NOT NULL,
    role text NOT NULL,
    registration_number text,
    registration_number_normal text
        CONSTRAINT event_organisation_number CHECK (registration_number_normal ~ '^[0-9]{11}$'),
    name text,
    name_folded text,
    phone text,
    phone_normal text,
    address text,
    CONSTRAINT event_organisation_pkey PRIMARY KEY (event_id, ref)
);
CREATE INDEX event_organisation_number_normal
    ON register.event_organisation (registration_number_normal)
    WHERE registration_number_normal IS NOT NULL;
CREATE INDEX event_organisation_name ON register.event_organisation
    USING gin (name_folded gin_trgm_ops);

CREATE TABLE register.event_document (
    event_id uuid NOT NULL REFERENCES register.event (id),
    ref text NOT NULL CONSTRAINT event_document_ref CHECK (ref ~ '^[A-Za-z0-9_-]{1,40}$'),
    ordinal integer NOT NULL,
    document_type text NOT NULL,
    number text,
    number_normal text,
    country text,
    status text,
    holder text,
    CONSTRAINT event_document_pkey PRIMARY KEY (event_id, ref)
);
CREATE INDEX event_document_number_normal ON register.event_document (number_normal)
    WHERE number_normal IS NOT NULL;

CREATE TABLE register.event_attending_officer (
    event_id uuid NOT NULL REFERENCES register.event (id),
    ref text NOT NULL CONSTRAINT event_attending_officer_ref CHECK (ref ~ '^[A-Za-z0-9_-]{1,40}$'),
    ordinal integer NOT NULL,
    name text NOT NULL,
    badge text,
    CONSTRAINT event_attending_officer_pkey PRIMARY KEY (event_id, ref)
);

CREATE OR REPLACE FUNCTION register.document_of(e register.event) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'type', e.type, 'status', e.status, 'received_at', e.received_at,
        'received_via', e.received_via, 'legal_class', e.legal_class, 'category', e.category,
        'status_reason', e.status_reason, 'occurred_from', e.occurred_from,
        'occurred_to', e.occurred_to, 'on_scene_at', e.on_scene_at,
        'place', jsonb_build_object(
            'address', e.address, 'address_code', e.address_code, 'atvk', e.atvk, 'lat', e.lat,
            'lon', e.lon, 'accuracy_m', e.accuracy_m, 'note', e.place_note
        ),
        'narrative', e.narrative,
        'outcome', CASE WHEN e.outcome_kind IS NOT NULL THEN jsonb_build_object(
            'kind', e.outcome_kind, 'number', e.outcome_number, 'decided_at', e.outcome_decided_at
        ) END,
        'persons', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'ref', p.ref, 'role', p.role, 'personal_code', p.personal_code, 'name', p.name,
                'surname', p.surname, 'birth_on', p.birth_on, 'sex', p.sex,
                'citizenship', p.citizenship, 'phone', p.phone, 'address', p.address,
                'condition', p.condition
            ) ORDER BY p.ordinal), '[]')
            FROM register.event_person p WHERE p.event_id = e.id
        ),
        'vehicles', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'ref', v.ref, 'role', v.role, 'plate', v.plate, 'country', v.country,
                'vin', v.vin, 'make', v.make, 'model', v.model, 'colour', v.colour,
                'driver', v.driver
            ) ORDER BY v.ordinal), '[]')
            FROM register.event_vehicle v WHERE v.event_id = e.id
        ),
        'objects', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'ref', o.ref, 'object_class', o.object_class, 'description', o.description,
                'quantity', o.quantity, 'unit', o.unit, 'status', o.status, 'owner', o.owner,
                'value_eur', o.value_eur::text, 'serial', o.serial, 'imei', o.imei,
                'storage', o.storage
            ) ORDER BY o.ordinal), '[]')
            FROM register.event_object o WHERE o.event_id = e.id
        ),
        'organisations', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'ref', g.ref, 'role', g.role, 'registration_number', g.registration_number,
                'name', g.name, 'phone', g.phone, 'address', g.address
            ) ORDER BY g.ordinal), '[]')
            FROM register.event_organisation g WHERE g.event_id = e.id
        ),
        'documents', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'ref', d.ref, 'document_type', d.document_type, 'number', d.number,
                'country', d.country, 'status', d.status, 'holder', d.holder
            ) ORDER BY d.ordinal), '[]')
            FROM register.event_document d WHERE d.event_id = e.id
        ),
        'officers', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'ref', f.ref, 'name', f.name, 'badge', f.badge
            ) ORDER BY f.ordinal), '[]')
            FROM register.event_attending_officer f WHERE f.event_id = e.id
        )
    )
$$;

GRANT SELECT, INSERT, UPDATE, DELETE
    ON register.event_organisation, register.event_document, register.event_attending_officer TO vienots_app;
