-- Territories with validity, named places, road nets and map layers.
CREATE SCHEMA gis;

CREATE TABLE gis.territory (
    atvk text NOT NULL CONSTRAINT territory_atvk CHECK (atvk ~ '^[0-9]{7}$'),
    kind text NOT NULL CONSTRAINT territory_kind CHECK (kind IN ('city', 'municipality', 'town', 'parish')),
    name text NOT NULL,
    parent text,
    region text,
    valid_from date NOT NULL,
    valid_to date,
    -- WGS84, well-known binary.
    shape bytea NOT NULL,
    CONSTRAINT territory_pkey PRIMARY KEY (atvk, valid_from),
    CONSTRAINT territory_dates CHECK (valid_to IS NULL OR valid_to >= valid_from)
);

CREATE TABLE gis.place (
    id text PRIMARY KEY,
    kind text NOT NULL CONSTRAINT place_kind CHECK (kind IN ('settlement', 'station', 'hospital')),
    name text NOT NULL,
    address text,
    lat double precision NOT NULL CONSTRAINT place_lat CHECK (lat BETWEEN -90 AND 90),
    lon double precision NOT NULL CONSTRAINT place_lon CHECK (lon BETWEEN -180 AND 180),
    population integer,
    unit_atvk text,
    atvk text NOT NULL
);

CREATE TABLE gis.road_net (
    version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    modelled boolean NOT NULL,
    made_at timestamptz NOT NULL,
    nodes integer NOT NULL,
    edges integer NOT NULL,
    -- Compressed arrays (NumPy .npz); the newest version is the one in use.
    content bytea NOT NULL
);

CREATE TABLE gis.layer (
    name text PRIMARY KEY,
    etag text NOT NULL,
    -- GeoJSON, compressed with gzip.
    content bytea NOT NULL
);

GRANT USAGE ON SCHEMA gis TO vienots_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA gis TO vienots_app;
