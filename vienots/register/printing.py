"""An event as a page for paper: what its reader sees, in Latvian, with the source of each fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache

from msgspec import Struct, structs

from vienots.kernel.clock import RIGA
from vienots.kernel.i18n import Catalogue, load_catalogue
from vienots.kernel.printing import font_faces, templates_of
from vienots.register.contracts import EventView
from vienots.register.domain.document import LISTS, Listed

CODED: Mapping[str, str] = {
    "type": "incident_type",
    "legal_class": "legal_class",
    "category": "response_category",
    "received_via": "received_via",
    "outcome.kind": "outcome_kind",
    "persons.role": "person_role",
    "persons.sex": "sex",
    "vehicles.role": "vehicle_role",
    "objects.object_class": "object_class",
    "objects.status": "object_status",
    "documents.document_type": "document_type",
    "documents.status": "object_status",
    "organisations.role": "person_role",
}
"""Which code list a field's words stand in."""
FACTS = (
    "received_at",
    "received_via",
    "occurred_from",
    "occurred_to",
    "on_scene_at",
    "place.address",
    "place.atvk",
    "place.note",
    "legal_class",
    "category",
    "outcome.kind",
    "outcome.number",
    "outcome.decided_at",
)
_REFS = ("driver", "owner", "holder")

Words = Mapping[str, Mapping[str, str]]
"""Code list to code to word."""


class Printed(Struct, frozen=True):
    """What stands on every page beside the event."""

    institution: str
    by: str
    at: datetime
    purpose: str


class _List(Struct, frozen=True):
    title: str
    head: list[str]
    rows: list[list[str]]


@cache
def _texts() -> Catalogue:
    return load_catalogue(["vienots.register"])


def _t(code: str, **data: object) -> str:
    return _texts().text("lv", code, data)


def page_of(event: EventView, words: Words, printed: Printed) -> str:
    """The HTML of the page; whatever was typed is escaped by the template."""
    facts = [
        (_t(f"event_field.{path}"), _said(path, _value(event, path), words), _source(event, path))
        for path in FACTS
        if _value(event, path) is not None
    ]
    if event.officer_name:
        facts.append((_t("print.officer"), event.officer_name, ""))
    if event.card_number:
        facts.append((_t("print.card"), event.card_number, ""))
    at = moment(printed.at)
    return (
        templates_of("vienots.register")
        .get_template("event.html")
        .render(
            faces=font_faces(),
            number=event.number,
            printed=_t("print.by", at=at, by=printed.by, purpose=printed.purpose, v=event.version),
            institution=printed.institution,
            type=_said("type", event.type, words),
            status=_t(f"event_status.{event.status}"),
            level="" if event.level == "ordinary" else _t(f"print.level.{event.level}"),
            others=_other_numbers(event),
            title_facts=_t("print.facts"),
            facts=facts,
            title_narrative=_t("event_field.narrative"),
            narrative=event.narrative,
            lists=[_list_of(event, name, words) for name in LISTS if getattr(event, name)],
            withheld=_t("print.withheld") if event.withheld else "",
            sign_officer=_t("print.sign_officer"),
            sign_date=_t("print.sign_date"),
        )
    )


def _other_numbers(event: EventView) -> str:
    others = [one.number for one in event.numbers if one.number != event.number]
    return _t("print.other_numbers", numbers=", ".join(others)) if others else ""


def _value(event: EventView, path: str) -> object:
    head, _, field = path.partition(".")
    found = getattr(event, head)
    return getattr(found, field) if field and found is not None else found


def _said(path: str, value: object, words: Words) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if value is None:
        return ""
    return words.get(CODED.get(path, ""), {}).get(str(value), str(value))


def _source(event: EventView, path: str) -> str:
    origin = event.origins.get(path)
    if origin is None:
        return ""
    return f"{_t(f'event_origin.{origin.origin}')}: {origin.source}"


def _list_of(event: EventView, name: str, words: Words) -> _List:
    """Only columns in which something stands."""
    items: Sequence[Listed] = getattr(event, name)
    told = [structs.asdict(item) for item in items]
    fields = [
        field for field in LISTS[name].__struct_fields__
        if field != "ref" and any(one[field] not in (None, "", []) for one in told)
    ]  # fmt: skip
    names = {person.ref: _name_of(person.name, person.surname) for person in event.persons}
    names |= {one.ref: one.name or one.ref for one in event.organisations}
    rows = [
        [
            names.get(str(one[field]), str(one[field] or ""))
            if field in _REFS
            else _said(f"{name}.{field}", one[field], words)
            for field in fields
        ]
        for one in told
    ]
    head = [_t(f"event_field.{name}.{field}") for field in fields]
    return _List(_t(f"event_field.{name}"), head, rows)


def _name_of(name: str | None, surname: str | None) -> str:
    return " ".join(part for part in (name, surname) if part)


def moment(at: datetime) -> str:
    return f"{at.astimezone(RIGA):%d.%m.%Y %H:%M}"
