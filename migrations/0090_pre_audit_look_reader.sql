-- Looks of a reader, by a part of the name: without it all looks are read through.
CREATE INDEX look_actor_name ON audit.look USING gin (actor_name gin_trgm_ops);
