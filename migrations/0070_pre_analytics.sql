-- Views through which figures are read, and the targets they are judged by.
--
-- A context may change its tables as long as these views keep their columns: they are the agreement.
-- Read are calls.card, calls.leg, calls.contact, dispatch.assignment, dispatch.referral and the
-- category in kernel.classifier_value.
CREATE SCHEMA analytics;

CREATE VIEW analytics.card AS
SELECT c.id, c.number, c.state, c.type_code, v.attributes->>'category' AS category,
       (c.place->>'city')::boolean AS city,
       c.happened_at AS received_at, c.opened_at, c.informed_at
FROM calls.card c
LEFT JOIN kernel.classifier_value v
       ON v.name = 'incident_type' AND v.code = c.type_code AND v.version = c.type_version;
COMMENT ON COLUMN analytics.card.received_at IS 'When the first contact came in: the clock of the card.';

CREATE VIEW analytics.leg AS
SELECT l.id, l.card_id, l.service, l.institution, l.priority, l.state, l.received_at
FROM calls.leg l;

CREATE VIEW analytics.contact AS
SELECT t.id, t.card_id, t.state, t.queue, t.desk, t.answered_by_name, t.ringing_at, t.answered_at,
       t.ended_at
FROM calls.contact t;

CREATE VIEW analytics.assignment AS
SELECT a.id, a.card_id, a.leg_id, a.unit_id, a.institution, a.state, a.assigned_at, a.accepted_at,
       a.en_route_at, a.on_scene_at, a.transporting_at, a.at_hospital_at, a.released_at
FROM dispatch.assignment a;

CREATE VIEW analytics.referral AS
SELECT r.id, r.card_id, r.leg_id, r.from_institution, r.to_institution, r.state, r.offered_at,
       r.answer_due_at
FROM dispatch.referral r;

-- What an interval should be. Data with validity, never code: laws change, and where none is known
-- `seconds` stays empty and the board says so.
CREATE TABLE analytics.target (
    code text NOT NULL,
    sort smallint NOT NULL,
    measure text NOT NULL CONSTRAINT target_measure CHECK (measure IN (
        'answer', 'inform', 'send', 'turnout', 'travel', 'arrival')),
    institution text,
    city boolean,
    category text,
    seconds integer CONSTRAINT target_seconds CHECK (seconds BETWEEN 1 AND 86400),
    share double precision CONSTRAINT target_share CHECK (share > 0 AND share <= 1),
    source text NOT NULL CONSTRAINT target_source CHECK (length(source) BETWEEN 1 AND 300),
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT target_pkey PRIMARY KEY (code, valid_from),
    CONSTRAINT target_dates CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT target_share_of_seconds CHECK ((seconds IS NULL) = (share IS NULL)),
    CONSTRAINT target_once EXCLUDE USING gist (
        code WITH =, daterange(valid_from, valid_to, '[]') WITH &&
    )
);
COMMENT ON COLUMN analytics.target.share IS
    'How many must keep it. The acts name no share: nine of ten is the house''s own reading.';

INSERT INTO analytics.target
    (code, sort, measure, institution, city, category, seconds, share, source, valid_from)
VALUES
    ('answer', 10, 'answer', NULL, NULL, NULL, NULL, NULL,
     'Nav noteikts: Latvijas normatīvie akti atbildes laiku nenosaka', '2012-01-01'),
    ('inform', 20, 'inform', NULL, NULL, NULL, 60, 0.9,
     'NFPA 1225 (2022): 60 s, 90 %; Latvijā nav noteikts', '2012-01-01'),
    ('send', 30, 'send', NULL, NULL, NULL, NULL, NULL, 'Nav noteikts', '2012-01-01'),
    ('turnout', 40, 'turnout', 'vugd', NULL, NULL, 90, 0.9, 'VUGD izbraukšanas norma', '2012-01-01'),
    ('travel_city', 50, 'travel', 'vugd', true, NULL, 480, 0.9,
     'VUGD ierašanās norma, apdzīvota vieta ar VUGD struktūrvienību', '2012-01-01'),
    ('travel_rural', 60, 'travel', 'vugd', false, NULL, 1380, 0.9,
     'VUGD ierašanās norma, pārējā teritorija', '2012-01-01'),
    ('police_a_city', 70, 'arrival', 'vp', true, 'A', 900, 0.9, 'MK noteikumi Nr. 190', '2012-01-01'),
    ('police_a_rural', 80, 'arrival', 'vp', false, 'A', 1500, 0.9, 'MK noteikumi Nr. 190', '2012-01-01'),
    ('police_b_city', 90, 'arrival', 'vp', true, 'B', 1500, 0.9, 'MK noteikumi Nr. 190', '2012-01-01'),
    ('police_b_rural', 100, 'arrival', 'vp', false, 'B', 2400, 0.9, 'MK noteikumi Nr. 190', '2012-01-01');

GRANT USAGE ON SCHEMA analytics TO vienots_app;
GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO vienots_app;
GRANT INSERT, UPDATE ON analytics.target TO vienots_app;
