from __future__ import annotations

from vienots.kernel.errors import BadInput, NotFound, Unavailable


class OutsideCountry(BadInput):
    code = "gis.outside_country"


class NoSuchLayer(NotFound):
    code = "gis.no_such_layer"


class NoMap(Unavailable):
    """Territories are not loaded yet."""

    code = "gis.no_map"


class BadRoads(BadInput):
    """The road file can't be read, or holds no road."""

    code = "gis.bad_roads"
