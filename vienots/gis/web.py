from __future__ import annotations

import gzip
from typing import Annotated, Any

from litestar import Request, Response, Router, get
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, QueryParameter

from vienots.gis.actions import reading
from vienots.gis.api import GisParam
from vienots.gis.contracts import Place, Route, Territory, TravelTime
from vienots.kernel.web import ActorParam, LatitudeQuery, LongitudeQuery, NowParam

GEOJSON = "application/geo+json"
Wanted = Annotated[str, QueryParameter(min_length=1, max_length=reading.SEARCH_LENGTH_MAX)]

# More is cut to the most, less to one.
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": reading.PLACES_MAX})]


@get("/places")
async def find_places(  # noqa: PLR0913 (each is a parameter of the address)
    actor: ActorParam,
    gis: GisParam,
    q: Wanted,
    lat: Annotated[float | None, QueryParameter(ge=-90, le=90)] = None,
    lon: Annotated[float | None, QueryParameter(ge=-180, le=180)] = None,
    limit: Limit = 8,
) -> list[Place]:
    """Addresses, streets, settlements, stations, hospitals, coordinates; nearer ones first."""
    return reading.find_places(actor, gis, q, (lat, lon), limit)


@get("/territory")
async def get_territory(
    actor: ActorParam,
    gis: GisParam,
    now: NowParam,
    lat: LatitudeQuery,
    lon: LongitudeQuery,
) -> Territory:
    return reading.territory_at(actor, gis, lat, lon, now)


@get("/travel")
async def get_travel_time(  # noqa: PLR0913 (each is a parameter of the address)
    actor: ActorParam,
    gis: GisParam,
    from_lat: LatitudeQuery,
    from_lon: LongitudeQuery,
    to_lat: LatitudeQuery,
    to_lon: LongitudeQuery,
) -> TravelTime:
    return reading.travel_time(actor, gis, (from_lat, from_lon), (to_lat, to_lon))


@get("/route")
async def get_route(  # noqa: PLR0913 (each is a parameter of the address)
    actor: ActorParam,
    gis: GisParam,
    from_lat: LatitudeQuery,
    from_lon: LongitudeQuery,
    to_lat: LatitudeQuery,
    to_lon: LongitudeQuery,
) -> Route:
    return reading.route(actor, gis, (from_lat, from_lon), (to_lat, to_lon))


@get(
    "/layers/{name:str}",
    media_type=GEOJSON,
    opt={"sends_compressed": True},
    responses={
        200: ResponseSpec(dict[str, Any], media_type=GEOJSON, generate_examples=False),
        304: ResponseSpec(None, description="As the reader has it", generate_examples=False),
    },
)
async def get_layer(
    request: Request[Any, Any, Any], name: FromPath[str], actor: ActorParam, gis: GisParam
) -> Response[bytes]:
    """GeoJSON: land, lakes, rivers, borders, municipalities, units, towns, roads, streets."""
    layer = reading.layer(actor, gis, name)
    headers = {
        "ETag": f'"{layer.etag}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    content = layer.content
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, media_type=GEOJSON, headers=headers)


router = Router(
    "/gis",
    route_handlers=[find_places, get_territory, get_travel_time, get_route, get_layer],
    tags=["gis"],
)
