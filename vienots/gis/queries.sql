-- name: upsert_territory
INSERT INTO gis.territory (atvk, kind, name, parent, region, valid_from, valid_to, shape)
VALUES (%(atvk)s, %(kind)s, %(name)s, %(parent)s, %(region)s, %(valid_from)s, %(valid_to)s, %(shape)s)
ON CONFLICT ON CONSTRAINT territory_pkey DO UPDATE
SET kind = excluded.kind, name = excluded.name, parent = excluded.parent, region = excluded.region,
    valid_to = excluded.valid_to, shape = excluded.shape

-- name: list_territories
SELECT atvk, kind, name, parent, valid_from, valid_to, shape FROM gis.territory

-- name: list_territory_terms
SELECT atvk, valid_from, valid_to FROM gis.territory

-- name: upsert_place
INSERT INTO gis.place (id, kind, name, address, lat, lon, population, unit_atvk, atvk)
VALUES (%(id)s, %(kind)s, %(name)s, %(address)s, %(lat)s, %(lon)s, %(population)s, %(unit_atvk)s, %(atvk)s)
ON CONFLICT (id) DO UPDATE
SET kind = excluded.kind, name = excluded.name, address = excluded.address, lat = excluded.lat,
    lon = excluded.lon, population = excluded.population, unit_atvk = excluded.unit_atvk,
    atvk = excluded.atvk

-- name: list_places
SELECT id, kind, name, address, lat, lon, population, unit_atvk, atvk FROM gis.place ORDER BY id

-- name: insert_road_net
INSERT INTO gis.road_net (source, modelled, made_at, nodes, edges, content)
VALUES (%(source)s, %(modelled)s, %(made_at)s, %(nodes)s, %(edges)s, %(content)s)
RETURNING version

-- name: newest_road_net
SELECT version, source, modelled, content FROM gis.road_net ORDER BY version DESC LIMIT 1

-- name: upsert_layer
INSERT INTO gis.layer (name, etag, content) VALUES (%(name)s, %(etag)s, %(content)s)
ON CONFLICT (name) DO UPDATE SET etag = excluded.etag, content = excluded.content

-- name: list_layers
SELECT name, etag, content FROM gis.layer
