"""Advanced Mobile Location (ETSI TS 103 625): bytes to readings. Pure; tolerant, and says of what.

A position that can save a life is used though its message is odd; what was odd is flagged.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from msgspec import Struct

HEADER = 'A"ML='
FIELDS_MAX = 100
RADIUS_UNKNOWN_M = 2_000.0
"""Assumed where none was told: about what a mast alone tells in a town."""
RADIUS_MAX_M = 100_000.0
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
_HMAC_FIELD = b"&hmac="


class Fix(Struct, frozen=True):
    lat: float
    lon: float
    radius_m: float


class Reading(Struct, frozen=True, kw_only=True):
    """What a message says. None: not told, or not readable."""

    form: str
    """sms_v1, sms_v2, https, none."""
    number: str | None = None
    fix: Fix | None = None
    fix_at: datetime | None = None
    call_at: datetime | None = None
    source: str | None = None
    """gps, wifi, cell, unknown."""
    confidence: int | None = None
    altitude_m: float | None = None
    floor: str | None = None
    imei: str | None = None
    network: str | None = None
    language: str | None = None
    authenticated: bool | None = None
    """None: no proof was sent or none could be checked."""
    flags: tuple[str, ...] = ()


def read_sms(body: bytes) -> Reading:
    """The text of an SMS, version 1 or 2; also as packed GSM 7-bit septets of a data SMS."""
    text, flags = _find_text(body)
    if text is None:
        return Reading(form="none", flags=("not_aml",))
    version, _, rest = text[len(HEADER) :].partition(";")
    fields, odd = _split_fields(rest)
    flags += odd
    if version == "1":
        return _read_v1(text, fields, flags)
    if version == "2":
        return _read_v2(fields, flags)
    return Reading(form="none", flags=(*flags, "version_unknown"))


def _find_text(body: bytes) -> tuple[str | None, tuple[str, ...]]:
    for text in (body.decode("utf-8", "replace"), unpack_septets(body)):
        start = text.find(HEADER)
        if start >= 0:
            found = text[start:].rstrip("\x00\r\n ")
            return found, ("text_before_header",) if text[:start].strip("\ufeff \r\n") else ()
    return None, ()


def unpack_septets(body: bytes) -> str:
    """GSM 7-bit default alphabet (3GPP TS 23.038); all that AML uses there is as in ASCII."""
    bits = int.from_bytes(body[:1_000], "little")
    count = len(body[:1_000]) * 8 // 7
    return "".join(chr((bits >> (7 * place)) & 0x7F) for place in range(count))


def _split_fields(rest: str) -> tuple[dict[str, str], tuple[str, ...]]:
    fields: dict[str, str] = {}
    flags: tuple[str, ...] = ()
    for part in rest.split(";")[:FIELDS_MAX]:
        name, equals, value = part.partition("=")
        if not name.strip() and not value:
            continue
        if not equals:
            flags = (*flags, "field_unreadable")
        elif name in fields:
            flags = (*flags, "field_repeated")
        else:
            fields[name.strip()] = value.strip()
    return fields, flags


def _read_v1(text: str, fields: dict[str, str], flags: tuple[str, ...]) -> Reading:
    length = fields.pop("ml", None)
    if length is None:
        # Whatever came last may have lost its end; half a coordinate is a wrong coordinate.
        if fields:
            fields.popitem()
        flags = (*flags, "truncated")
    elif length != str(len(text)):
        # Real telephones get it wrong.
        flags = (*flags, "length_wrong")
    fix, odd = _fix(fields.get("lt"), fields.get("lg"), fields.get("rd"))
    if fields.get("pm") == "N":
        fix, odd = None, ("position_missing",)
    mcc, mnc = fields.get("mcc"), fields.get("mnc")
    return Reading(
        form="sms_v1",
        fix=fix,
        fix_at=_compact_time(fields.get("top")),
        source=_SOURCE_OF.get(fields.get("pm", ""), "unknown"),
        confidence=_percent(fields.get("lc")),
        imei=fields.get("ei"),
        network=f"{mcc}{mnc}" if mcc and mnc else None,
        flags=(*flags, *odd),
    )


_SOURCE_OF: Mapping[str, str] = {"G": "gps", "W": "wifi", "C": "cell"}


_AFTER_POSITION = frozenset({"lt", "lc", "lz", "ls", "ei", "nc", "hc", "lg"})


def _read_v2(fields: dict[str, str], flags: tuple[str, ...]) -> Reading:
    parts = fields.get("lo", "").split(",")
    if len(parts) == 3:
        fix, odd = _fix(*parts)
    else:
        # Cut off in the middle, or no position at all.
        fix, odd = None, ("position_missing",)
    if not fields.keys() & _AFTER_POSITION:
        # Nothing follows: the radius may have lost its last digits.
        fix = None if fix is None else Fix(fix.lat, fix.lon, max(fix.radius_m, RADIUS_UNKNOWN_M))
        odd = (*odd, "truncated")
    call_at = _unix_time(fields.get("et"))
    before_s = _number(fields.get("lt"))
    fix_at = None
    if call_at is not None and before_s is not None and abs(before_s) < 1e9:
        fix_at = call_at + timedelta(seconds=before_s)
    number = fields.get("en")
    return Reading(
        form="sms_v2",
        # The number that was called is short; one with a country is the caller's.
        number=number if number is not None and number.startswith("+") else None,
        fix=fix,
        fix_at=fix_at,
        call_at=call_at,
        source=_SOURCE_OF.get(fields.get("ls", ""), "unknown"),
        confidence=_percent(fields.get("lc")),
        altitude_m=_number(fields.get("lz", "").partition(",")[0]),
        imei=fields.get("ei"),
        network=fields.get("nc"),
        language=fields.get("lg"),
        flags=(*flags, *odd),
    )


def read_form(body: bytes, key: bytes | None = None) -> Reading:
    """The HTTPS form. With a key, the HMAC is checked where one was sent."""
    authenticated, flags = _check_proof(body, key)
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX
        )
    except ValueError:
        return Reading(form="none", authenticated=authenticated, flags=(*flags, "not_aml"))
    fields = dict(reversed(pairs))
    if len(fields) < len(pairs):
        flags = (*flags, "field_repeated")
    if not any(name.startswith(("location_", "device_")) for name in fields):
        return Reading(form="none", authenticated=authenticated, flags=(*flags, "not_aml"))
    fix, odd = _fix(
        fields.get("location_latitude"),
        fields.get("location_longitude"),
        fields.get("location_accuracy"),
    )
    mcc, mnc = fields.get("cell_network_mcc"), fields.get("cell_network_mnc")
    return Reading(
        form="https",
        number=fields.get("device_number") or None,
        fix=fix,
        fix_at=_milliseconds(fields.get("location_time")),
        source=fields.get("location_source", "unknown").lower() or "unknown",
        confidence=_percent(fields.get("location_certainty")),
        altitude_m=_number(fields.get("location_altitude")),
        floor=fields.get("location_floor") or None,
        imei=fields.get("device_imei") or None,
        network=f"{mcc}{mnc}" if mcc and mnc else None,
        authenticated=authenticated,
        flags=(*flags, *odd),
    )


def _check_proof(body: bytes, key: bytes | None) -> tuple[bool | None, tuple[str, ...]]:
    """HMAC-SHA1 over everything before the last field `hmac`."""
    signed, found, proof = body.rpartition(_HMAC_FIELD)
    if not found:
        return None, ()
    if key is None:
        return None, ("proof_unchecked",)
    # TS 103 625 prescribes SHA-1; within an HMAC it still holds.
    expected = hmac.new(key, signed, hashlib.sha1).hexdigest().encode()
    right = hmac.compare_digest(expected, proof.strip().lower())
    return right, () if right else ("proof_wrong",)


# ---- values -------------------------------------------------------------------------------------


def _number(text: str | None) -> float | None:
    if text is None or _NUMBER.fullmatch(text.strip()) is None:
        return None
    return float(text)


def _fix(
    lat: str | None, lon: str | None, radius: str | None
) -> tuple[Fix | None, tuple[str, ...]]:
    north, east, radius_m = _number(lat), _number(lon), _number(radius)
    if north is None or east is None:
        return None, ("position_missing",)
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        return None, ("position_impossible",)
    if radius_m is None or not 0 <= radius_m <= RADIUS_MAX_M:
        return Fix(north, east, RADIUS_UNKNOWN_M), ("radius_missing",)
    return Fix(north, east, radius_m), ()


def _percent(text: str | None) -> int | None:
    value = _number(text)
    return round(value) if value is not None and 0 <= value <= 100 else None


_UNIX_MAX = 32_503_680_000
"""The year 3000: beyond it a time is a mistake."""


def _unix_time(text: str | None) -> datetime | None:
    value = _number(text)
    if value is None or not 0 <= value < _UNIX_MAX:
        return None
    return datetime.fromtimestamp(value, UTC)


def _milliseconds(text: str | None) -> datetime | None:
    value = _number(text)
    if value is None or not 0 <= value / 1_000 < _UNIX_MAX:
        return None
    return datetime.fromtimestamp(value / 1_000, UTC)


def _compact_time(text: str | None) -> datetime | None:
    """`20191112112928`, in UTC."""
    if text is None or re.fullmatch(r"[0-9]{14}", text) is None:
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
