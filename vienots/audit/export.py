"""An enquiry as a list for the inspectorate: a cover that says what it is, then the looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct, json

from vienots.audit.look_contracts import Enquiry, Look
from vienots.kernel.sheets import Sheet, digest_of

HEAD = (
    "ieraksts", "laiks", "lietotājs", "vārds", "iestāde", "veids", "mērķis", "lieta",
    "meklēts", "notikumi", "personas",
)  # fmt: skip


class Cover(Struct, frozen=True):
    enquiry: Enquiry
    exported_by: str
    at: datetime
    sealed: int
    """Entries of the journal's chain at this moment, and its last hash: the rows can be checked."""
    last_hash: str


def sheet_of(cover: Cover, looks: Sequence[Look]) -> Sheet:
    enquiry = cover.enquiry
    rows = [_row_of(look) for look in looks]
    lines = [
        ("pieprasījums", str(enquiry.id)),
        ("jautājums", json.encode(enquiry.question).decode()),
        ("pamatojums", enquiry.reason),
        ("jautāja", f"{enquiry.by_name}, {enquiry.at.isoformat()}"),
        ("izvadīja", f"{cover.exported_by}, {cover.at.isoformat()}"),
        ("rindas", str(len(looks))),
        ("rindu SHA-256", digest_of(rows)),
        ("žurnāla ķēde", f"{cover.sealed} · {cover.last_hash}"),
    ]
    return Sheet("Skatījumi", "Pieprasījums", lines, HEAD, rows)


def _row_of(look: Look) -> list[str]:
    return [
        str(look.entry_id), look.at.isoformat(), look.actor, look.actor_name, look.institution,
        look.topic, look.purpose, look.purpose_ref or "", look.q or "", str(look.events),
        str(look.persons),
    ]  # fmt: skip
