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
    "juridiskā klase", "rezultāts", "beidzies", "termiņš", "pieteikts", "dzēsts", "SHA-256", "skaiti",
)  # fmt: skip


def write_csv(certificates: Sequence[Certificate]) -> bytes:
    """UTF-8 with a mark, semicolons: as spreadsheets of this country read it. No cell is typed by
    anybody but a rule's name, which is kept from being read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    for one in certificates:
        writer.writerow([
            one.number, one.subject_id, one.event_number, one.institution, one.rule_code,
            one.rule_version, _harmless(one.rule_name), one.legal_class or "", one.outcome_kind or "",
            one.ended_on, one.due_on, one.marked_on, one.deleted_at.isoformat(), one.content_sha256,
            ", ".join(f"{part}={count}" for part, count in sorted(one.counts.items()) if count),
        ])  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def write_json(certificates: Sequence[Certificate]) -> bytes:
    return json.format(json.encode(certificates), indent=2)
