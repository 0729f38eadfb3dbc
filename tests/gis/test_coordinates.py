from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vienots.gis.domain.coordinates import read_coordinates, to_lks92

latitudes = st.floats(55.7, 58.0)
longitudes = st.floats(21.0, 28.2)
REGISTER_POINTS = [
    (56.949673, 24.117556, 311789.914, 507150.882),
    (57.769418, 25.156929, 403626.965, 568822.179),
    (56.501866, 21.017097, 265924.774, 316413.259),
    (55.973753, 27.187617, 207745.873, 698901.095),
]
"""Four points of the state address register: degrees, northing, easting."""


def angle_text(value: float) -> str:
    minutes, seconds = divmod(round(value * 3_600, 3), 60)
    degrees, minutes = divmod(int(minutes), 60)
    return f"{degrees}°{minutes:02d}'{seconds:06.3f}\""


@pytest.mark.parametrize(
    "text",
    [
        "56.95, 24.1",
        "56.95,24.1",
        "56,95, 24,10",
        "56,95 24,10",
        "56,95; 24,1",
        "56.95 24.1",
        "56.95° 24.1°",
        "56.95°N 24.1°E",
        "N56.95 E24.1",
        "N 56.95, E 24.1",
        "56.95 Z, 24.1 A",
        "E24.1 N56.95",
        "24.1, 56.95",
        "56°57'0\" 24°6'0\"",
        "56° 57' 0\" N, 24° 6' 0\" E",
        "56°57'00.0\"N 24°06'00.0\"E",
        "56°57′00″ Z 24°06′00″ A",
        "56°57,0' 24°6,0'",
        "geo:56.95,24.1",
        "geo:56.95,24.1;u=12",
        "  56.95 ,  24.1  ",
    ],
)
def test_the_same_place_in_the_usual_notations(text: str) -> None:
    assert read_coordinates(text) == pytest.approx((56.95, 24.1))


@pytest.mark.parametrize(("lat", "lon", "northing", "easting"), REGISTER_POINTS)
@pytest.mark.parametrize(
    "form", ["{n} {e}", "{n}, {e}", "{e}; {n}", "N {n} E {e}", "E{e} N{n}", "X={n} Y={e}"]
)
def test_points_of_the_register_agree_to_six_centimetres(
    lat: float, lon: float, northing: float, easting: float, form: str
) -> None:
    found = read_coordinates(form.format(n=northing, e=easting))

    assert found == pytest.approx((lat, lon), abs=1e-6)
    assert to_lks92(lat, lon) == pytest.approx((northing, easting), abs=0.06)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "12 5",
        "12, 5",
        "Lielā iela 12, Jelgava",
        "Brīvības 56.95",
        "+37129000112",
        "112",
        "3003 1",
        "100000 100000",
        "999999 999999",
        "56°75' 24°6'",
        "95.5, 24.1",
        "N56.95 N24.1",
        "56.95, 24.1, 7",
        "LV-3001",
        "A10 12",
    ],
)
def test_what_is_no_coordinates_is_left_to_the_search(text: str) -> None:
    assert read_coordinates(text) is None


@given(latitudes, longitudes, st.sampled_from([", ", " ", "; ", ","]))
def test_decimal_degrees_come_back(lat: float, lon: float, between: str) -> None:
    assert read_coordinates(f"{lat:.6f}{between}{lon:.6f}") == pytest.approx((lat, lon), abs=1e-6)


@given(latitudes, longitudes)
def test_decimal_commas_come_back(lat: float, lon: float) -> None:
    text = f"{lat:.6f} {lon:.6f}".replace(".", ",")

    assert read_coordinates(text) == pytest.approx((lat, lon), abs=1e-6)


@given(latitudes, longitudes)
def test_degrees_minutes_seconds_come_back(lat: float, lon: float) -> None:
    text = f"{angle_text(lat)}N {angle_text(lon)}E"

    assert read_coordinates(text) == pytest.approx((lat, lon), abs=1e-6)


@given(latitudes, longitudes)
def test_lks92_comes_back(lat: float, lon: float) -> None:
    northing, easting = to_lks92(lat, lon)

    found = read_coordinates(f"N {northing:.2f} E {easting:.2f}")

    assert found == pytest.approx((lat, lon), abs=1e-6)


@given(st.text(max_size=60))
def test_any_text_is_read_or_left(text: str) -> None:
    found = read_coordinates(text)

    assert found is None or (abs(found[0]) <= 90 and abs(found[1]) <= 180)
