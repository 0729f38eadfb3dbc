"""A notice as a page for people: the same facts as its structured part, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from vienots.identity.api import list_institutions
from vienots.kernel import classifiers
from vienots.kernel.clock import RIGA
from vienots.kernel.db import Db
from vienots.kernel.printing import font_faces, templates_of
from vienots.protection.contracts import Decision, Involved, WeaponsCheck
from vienots.register.contracts import EventPlace

YES_NO = {"yes": "jā", "no": "nē", "unknown": "nav zināms"}
WEAPONS = {
    "registered": "ieroči reģistrēti",
    "none": "ieroču nav",
    "not_checked": "nav pārbaudīts",
}


class Said(Struct, frozen=True):
    """What the structured part of a notice holds."""

    notice: str
    event: str
    institution: str
    received_at: datetime
    place: EventPlace
    persons: list[Involved]
    answers: dict[str, str]
    weapons: list[WeaponsCheck]
    decisions: list[Decision]


class Section(Struct, frozen=True):
    title: str
    rows: list[tuple[str, str]]


async def page_of_notice(db: Db, payload: Mapping[str, Any], at: datetime) -> str:
    """HTML of the page. Everything in it stands in the payload; the code lists give the words."""
    said = msgspec.convert(payload, Said)
    owners = {one.code: one.name_lv for one in await list_institutions(db, at)}
    rules, questions, roles = [
        await _words(db, name, at) for name in ("notice_rule", "violence_question", "person_role")
    ]
    sections = [
        _facts(said),
        _people(said, roles),
        Section("Aptaujas lapa", _answers(said, questions)),
        Section("Ieroči", [(_moment(one.at), WEAPONS[one.result]) for one in said.weapons]),
        Section("Nošķiršana", [row for one in said.decisions for row in _decision(one, said)]),
    ]
    return (
        templates_of("vienots.protection")
        .get_template("notice.html")
        .render(
            faces=font_faces(),
            number=said.event,
            institution=owners.get(said.institution, said.institution),
            title=rules.get(said.notice, said.notice),
            sections=[section for section in sections if section.rows],
        )
    )


async def _words(db: Db, name: str, at: datetime) -> dict[str, str]:
    return {one.code: one.text_lv for one in (await classifiers.get(db, name, at)).values}


def _facts(said: Said) -> Section:
    place = " · ".join(part for part in (said.place.address, said.place.note) if part)
    rows = [("Notikums", said.event), ("Saņemts", _moment(said.received_at)), ("Vieta", place)]
    return Section("Notikums", [(label, value) for label, value in rows if value])


def _people(said: Said, roles: Mapping[str, str]) -> Section:
    rows = []
    for one in said.persons:
        told = [
            one.name or "vārds nav zināms",
            one.personal_code,
            f"dz. {one.birth_on:%d.%m.%Y}" if one.birth_on else None,
            "nepilngadīga persona" if one.minor else None,
            one.phone,
            one.address,
        ]
        rows.append((roles.get(one.role, one.role), ", ".join(part for part in told if part)))
    return Section("Iesaistītās personas", rows)


def _answers(said: Said, questions: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (text, YES_NO.get(said.answers[code], said.answers[code]))
        for code, text in questions.items()
        if code in said.answers
    ]


def _decision(one: Decision, said: Said) -> list[tuple[str, str]]:
    names = {person.ref: person.name for person in said.persons}
    protected = ", ".join(names.get(ref, ref) for ref in one.protected_refs)
    rows = [
        ("Lēmums", f"{one.number}, {_moment(one.decided_at)}, {one.decided_by_name}"),
        ("Nošķirams", names.get(one.from_ref, one.from_ref)),
        ("Aizsargājami", protected),
        ("Termiņš", f"{one.days} dienas, līdz {_moment(one.ends_at)}"),
    ]
    if one.distance_m is not None:
        rows.append(("Attālums", f"{one.distance_m} m"))
    if one.conditions:
        rows.append(("Nosacījumi", one.conditions))
    if one.revoked_at is not None:
        rows.append(("Atcelts", f"{_moment(one.revoked_at)}: {one.revoked_reason}"))
    return rows


def _moment(at: datetime) -> str:
    return f"{at.astimezone(RIGA):%d.%m.%Y %H:%M}"
