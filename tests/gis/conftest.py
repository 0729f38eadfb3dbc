from __future__ import annotations

from datetime import date

import pytest
import shapely

from tests.conftest import ROOT
from vienots.gis import shipped
from vienots.gis.domain.territories import Shape, TerritoryIndex

DATA = ROOT / "data" / "gis"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def shapes() -> list[Shape]:
    """The country's territories, as they are loaded."""
    return [shipped.as_shape(row) for row in shipped.territories(DATA)]


@pytest.fixture(scope="session")
def territories(shapes: list[Shape]) -> TerritoryIndex:
    return TerritoryIndex(shapes)


@pytest.fixture(scope="session")
def country(shapes: list[Shape]) -> shapely.Geometry:
    """Everything within the municipalities of today."""
    return shapely.union_all(
        [s.geometry for s in shapes if s.kind in ("city", "municipality") and s.valid(TODAY)]
    )
