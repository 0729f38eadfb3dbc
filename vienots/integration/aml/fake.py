"""A handset for tests and training: builds the messages that real ones send."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlencode

from msgspec import Struct

from vienots.integration.aml.protocol import HEADER


class Handset(Struct, frozen=True):
    number: str = "+37120000001"
    imei: str = "353472104343540"
    imsi: str = "247018201771948"
    lat: float = 56.9496
    lon: float = 24.1052
    radius_m: float = 20.0

    def sms_v1(self, fix_at: datetime, *, length_off_by: int = 0) -> bytes:
        """`length_off_by`: real telephones miscount."""
        text = (
            f"{HEADER}1;lt={self.lat:.5f};lg={self.lon:.5f};rd={self.radius_m:.0f};"
            f"top={fix_at:%Y%m%d%H%M%S};lc=68;pm=G;si={self.imsi};ei={self.imei};"
            "mcc=247;mnc=01;ml="
        )
        # The length counts its own three digits.
        return f"{text}{len(text) + 3 + length_off_by}".encode()

    def sms_v2(self, call_at: datetime, fix_at: datetime) -> bytes:
        before_s = int((fix_at - call_at).total_seconds())
        return (
            f"{HEADER}2;en={self.number};et={int(call_at.timestamp())};"
            f"lo={self.lat:.5f},{self.lon:.5f},{self.radius_m:.1f};lt={before_s};lc=68;"
            f"lz=12.0,5.0;ls=G;ei={self.imei};nc=24701;hc=24701;lg=lv-LV"
        ).encode()

    def form(self, fix_at: datetime, key: bytes | None = None) -> bytes:
        fields = {
            "v": "1",
            "device_number": self.number,
            "location_latitude": f"{self.lat:.5f}",
            "location_longitude": f"{self.lon:.5f}",
            "location_time": int(fix_at.timestamp() * 1_000),
            "location_accuracy": f"{self.radius_m:.1f}",
            "location_source": "GPS",
            "location_certainty": "83",
            "device_imei": self.imei,
        }
        body = urlencode(fields).encode()
        if key is None:
            return body
        return body + b"&hmac=" + hmac.new(key, body, hashlib.sha1).hexdigest().encode()


def pack_septets(text: bytes) -> bytes:
    """As a data SMS carries it: seven bits a letter."""
    bits = sum((letter & 0x7F) << (7 * place) for place, letter in enumerate(text))
    return bits.to_bytes((len(text) * 7 + 7) // 8, "little")
