-- Cards are found by any words on them, without diacritics; what came in is known by its digest.
ALTER TABLE calls.card ADD COLUMN search_text text NOT NULL DEFAULT '';
COMMENT ON COLUMN calls.card.search_text IS 'Number, words and place in lower case without diacritics.';
CREATE INDEX card_search_text ON calls.card USING gin (search_text gin_trgm_ops);

ALTER TABLE calls.intake_message
    ADD COLUMN sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(body)) STORED;
