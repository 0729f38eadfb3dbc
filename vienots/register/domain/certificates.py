"""Certificates as files: what a spreadsheet reads, and what a program reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from msgspec import json

from vienots.register.retention_contracts import Certificate

FORMATS = ("csv", "json")
HEAD = (
    "sertifikāts", "notikums", "notikuma numurs", "iestāde", "noteikums", "versija", "nosaukums",
    "pamats", "ierosināja", "apstiprināja", "apstiprināts", "tiesiskā klase", "rezultāts",
    "beidzies", "termiņš", "pieteikts", "dzēsts", "SHA-256", "skaiti",
)  # fmt: skip


def write_csv(certificates: Sequence[Certificate]) -> bytes:
    """UTF-8 with a mark, semicolons: as spreadsheets of this country read it. What people have
    typed is kept from being read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    for one in certificates:
        typed = (one.rule_name, one.rule_basis, one.proposed_by_name, one.confirmed_by_name)
        row = (
            one.number, one.subject_id, one.event_number, one.institution, one.rule_code,
            one.rule_version, *map(_harmless, typed), one.confirmed_at.isoformat(),
            one.legal_class or "", one.outcome_kind or "", one.ended_on, one.due_on, one.marked_on,
            one.deleted_at.isoformat(), one.content_sha256,
            ", ".join(f"{part}={count}" for part, count in sorted(one.counts.items()) if count),
        )  # fmt: skip
        writer.writerow(row)
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def write_json(certificates: Sequence[Certificate]) -> bytes:
    return json.format(json.encode(certificates), indent=2)
