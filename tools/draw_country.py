"""Draws the small picture of the first page (console/src/identity/country.json) from data/gis."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "console/src/identity/country.json"
WIDTH = 1000
MIDDLE_LATITUDE = 56.88
TOLERANCE_DEG = 0.01
"""About 800 m: one pixel on the first page."""
CENTRES = {"Rīga": (56.949, 24.105), "Cēsis": (57.313, 25.275), "Jelgava": (56.652, 23.721)}
"""The contact centres of 112."""


def _read(name: str) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(
        gzip.decompress((ROOT / f"data/gis/{name}.geojson.gz").read_bytes())
    )["features"]
    return features


def main() -> None:
    valid = [f for f in _read("municipalities") if f["properties"]["valid_to"] is None]
    areas = shapely.coverage_simplify([shape(f["geometry"]) for f in valid], TOLERANCE_DEG)
    west, south, east, north = shapely.total_bounds(areas)
    scale = WIDTH / (east - west)
    tall = 1 / math.cos(math.radians(MIDDLE_LATITUDE))

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * scale, 1), round((north - lat) * scale * tall, 1)

    def ring(points: Any) -> str:
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in (at(*p) for p in points.coords[:-1])) + "Z"

    polygons = [p for area in areas for p in shapely.get_parts(area)]
    paths = [ring(r) for p in polygons for r in (p.exterior, *p.interiors)]
    services = [
        [f["properties"]["veids"], *at(*f["geometry"]["coordinates"])] for f in _read("services")
    ]
    picture = {
        "width": WIDTH,
        "height": round((north - south) * scale * tall),
        "municipalities": len(areas),
        "land": "".join(paths),
        "services": services,
        "centres": [[name, *at(lon, lat)] for name, (lat, lon) in CENTRES.items()],
    }
    TARGET.write_text(json.dumps(picture, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
