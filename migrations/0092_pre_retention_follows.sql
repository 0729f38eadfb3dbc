-- What other contexts have of an event goes with it: cases, things that are gone, merged identities.

-- Whether the case still holds its event; null: it does.
ALTER TABLE protection.violence_case ADD COLUMN released_at timestamptz;
CREATE INDEX violence_case_holding ON protection.violence_case (id) WHERE released_at IS NULL;

-- The house finds what is left when the event is gone, whose sight these followed.
CREATE POLICY of_house ON protection.violence_case TO vienots_app
    USING ('house' = ANY (kernel.reader_keys()));
CREATE POLICY of_house ON custody.item TO vienots_app
    USING ('house' = ANY (kernel.reader_keys()));

-- Append-only as they are for the application, they go one way alone: after their event, which a
-- certificate tells of.
CREATE FUNCTION register.is_deleted(event uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM register.deletion_certificate c WHERE c.subject_id = event)
       AND NOT EXISTS (SELECT FROM register.event e WHERE e.id = event)
$$;

CREATE FUNCTION protection.erase_cases(event uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    cases uuid[];
    part text;
BEGIN
    IF NOT register.is_deleted(event) THEN
        RAISE EXCEPTION 'its event is there' USING ERRCODE = 'insufficient_privilege';
    END IF;
    cases := ARRAY(SELECT c.id FROM protection.violence_case c WHERE c.event_id = event);
    FOREACH part IN ARRAY ARRAY['answer', 'weapons_check', 'decision', 'notice'] LOOP
        EXECUTE format('DELETE FROM protection.%I WHERE case_id = ANY ($1)', part) USING cases;
    END LOOP;
    DELETE FROM protection.violence_case c WHERE c.id = ANY (cases);
    RETURN cardinality(cases);
END
$$;

-- Only things that are gone: what somebody still holds had stopped the event from going.
CREATE FUNCTION custody.erase_items(event uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    items uuid[];
BEGIN
    IF NOT register.is_deleted(event) THEN
        RAISE EXCEPTION 'its event is there' USING ERRCODE = 'insufficient_privilege';
    END IF;
    items := ARRAY(
        SELECT i.id FROM custody.item i
        WHERE i.event_id = event AND i.status IN ('released', 'destroyed')
    );
    DELETE FROM custody.offer o WHERE o.item_id = ANY (items);
    DELETE FROM custody.step s WHERE s.item_id = ANY (items);
    DELETE FROM custody.item i WHERE i.id = ANY (items);
    RETURN cardinality(items);
END
$$;

-- A judgement that two persons are one says nothing when no event mentions one of them any more.
CREATE FUNCTION index.forget_merges(things bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM index.merge g
    WHERE (g.one = ANY (things) OR g.other = ANY (things))
      AND NOT (EXISTS (SELECT FROM index.mention m WHERE m.thing_id = g.one)
               AND EXISTS (SELECT FROM index.mention m WHERE m.thing_id = g.other));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

REVOKE ALL ON FUNCTION register.is_deleted(uuid), protection.erase_cases(uuid),
    custody.erase_items(uuid), index.forget_merges(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION protection.erase_cases(uuid), custody.erase_items(uuid),
    index.forget_merges(bigint[]) TO vienots_app;
