"""What is wrong with an event, all of it at once; and what is only doubtful."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from vienots.kernel.errors import Fault
from vienots.register.contracts import EventPerson, EventVehicle, EventWarning
from vienots.register.domain import codes
from vienots.register.domain.document import LISTS, PIVOTS, Document, flatten

# Clocks of desks and servers differ; more than this ahead is a mistake.
CLOCK_SKEW_MAX = timedelta(minutes=5)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
AGE_YEARS_DOUBTFUL = 115
# Control signs and halves of signs: no keyboard writes them, and no database holds all of them.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

CLASSIFIERS = {
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
    "organisations.role": "person_role",
    "documents.document_type": "document_type",
    "documents.status": "object_status",
}
"""Which code list judges which field, as of the time the event was received."""

Codes = Mapping[str, Container[str]]
"""Name of a classifier to its codes."""


def pattern_of(path: str) -> str:
    """`persons.p1.role` is judged as `persons.role`."""
    parts = path.split(".")
    return f"{parts[0]}.{parts[2]}" if len(parts) == 3 else path


def find_faults(document: Document, at: datetime) -> list[Fault]:
    """All that no event can be, whatever the code lists say."""
    faults = [*find_faults_of_shape(document), *_faults_of_times(document, at)]
    faults += _faults_of_refs(document)
    faults += _faults_of_texts(document)
    if any(fault.path in _times(document) for fault in faults):
        # Nothing can be compared with a time that is none.
        return faults
    faults += _faults_of_order(document)
    faults += _faults_of_place(document)
    for person in document.persons:
        faults += _faults_of_person(person, document, at)
    for vehicle in document.vehicles:
        if vehicle.plate is not None and codes.normalise_plate(vehicle.plate) is None:
            faults.append(Fault(f"vehicles.{vehicle.ref}.plate", "register.plate_form"))
    faults += _faults_of_things(document)
    return faults


def _faults_of_texts(document: Document) -> Iterator[Fault]:
    for path, value in flatten(document).items():
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and _UNREADABLE.search(text) for text in texts):
            yield Fault(path, "register.text_unreadable")


def _faults_of_things(document: Document) -> Iterator[Fault]:
    for thing in document.objects:
        if thing.quantity is not None and not 0 < thing.quantity < 1e12:
            yield Fault(f"objects.{thing.ref}.quantity", "register.quantity_range")
        if thing.imei and codes.normalise_imei(thing.imei) is None:
            yield Fault(f"objects.{thing.ref}.imei", "register.imei_form")
    for organisation in document.organisations:
        prefix = f"organisations.{organisation.ref}"
        number = organisation.registration_number
        if number and codes.normalise_registration_number(number) is None:
            yield Fault(f"{prefix}.registration_number", "register.registration_number_form")
        if organisation.phone and codes.normalise_phone(organisation.phone) is None:
            yield Fault(f"{prefix}.phone", "register.phone_form")
    for paper in document.documents:
        if paper.number and codes.normalise_document_number(paper.number) is None:
            yield Fault(f"documents.{paper.ref}.number", "register.document_number_form")


def find_faults_of_shape(document: Document) -> list[Fault]:
    """A thing without its one necessary field, or two with one ref: paths can't tell them."""
    necessary = {"type": document.type, "received_via": document.received_via}
    if document.outcome is not None:
        necessary["outcome.kind"] = document.outcome.kind
    faults = []
    for name in LISTS:
        items = getattr(document, name)
        necessary |= {f"{name}.{i.ref}.{PIVOTS[name]}": getattr(i, PIVOTS[name]) for i in items}
        refs = [item.ref for item in items]
        for ref in dict.fromkeys(ref for ref in refs if refs.count(ref) > 1):
            faults.append(Fault(f"{name}.{ref}", "register.ref_repeated", {"ref": ref}))
    return faults + [
        Fault(path, "register.field_missing") for path, value in necessary.items() if not value
    ]


def find_unknown_codes(flat: Mapping[str, object], known: Codes) -> list[Fault]:
    """Values that stand in no code list; only lists that are given are judged."""
    faults = []
    for path, value in flat.items():
        name = CLASSIFIERS.get(pattern_of(path))
        if name is not None and name in known and value not in known[name]:
            given: dict[str, str | int | float] = {"classifier": name, "given": str(value)[:60]}
            faults.append(Fault(path, "register.code_unknown", given))
    return faults


def _times(document: Document) -> dict[str, datetime]:
    times = {
        "received_at": document.received_at,
        "occurred_from": document.occurred_from,
        "occurred_to": document.occurred_to,
        "outcome.decided_at": document.outcome.decided_at if document.outcome else None,
    }
    return {path: time for path, time in times.items() if time is not None}


def _faults_of_times(document: Document, at: datetime) -> Iterator[Fault]:
    for path, time in _times(document).items():
        if time.tzinfo is None:
            yield Fault(path, "register.time_without_offset")
        elif not EARLIEST <= time <= LATEST:
            yield Fault(path, "register.time_range")
        elif time > at + CLOCK_SKEW_MAX:
            yield Fault(path, "register.time_in_future")


def _faults_of_order(document: Document) -> Iterator[Fault]:
    began, ended = document.occurred_from, document.occurred_to
    if began and ended and ended < began:
        yield Fault("occurred_to", "register.ends_before_it_begins")
    decided = document.outcome.decided_at if document.outcome else None
    if began and decided and decided < began:
        yield Fault("outcome.decided_at", "register.decided_before_it_occurred")


def _faults_of_refs(document: Document) -> Iterator[Fault]:
    persons = {person.ref for person in document.persons}
    for vehicle in document.vehicles:
        if vehicle.driver is not None and vehicle.driver not in persons:
            path = f"vehicles.{vehicle.ref}.driver"
            yield Fault(path, "register.ref_unknown", {"ref": vehicle.driver})
    for paper in document.documents:
        if paper.holder is not None and paper.holder not in persons:
            path = f"documents.{paper.ref}.holder"
            yield Fault(path, "register.ref_unknown", {"ref": paper.holder})
    owners = persons | {organisation.ref for organisation in document.organisations}
    for thing in document.objects:
        if thing.owner is not None and thing.owner not in owners:
            yield Fault(f"objects.{thing.ref}.owner", "register.ref_unknown", {"ref": thing.owner})


def _faults_of_place(document: Document) -> Iterator[Fault]:
    lat, lon = document.place.lat, document.place.lon
    if lat is None and lon is not None:
        yield Fault("place.lat", "register.coordinate_alone")
    if lon is None and lat is not None:
        yield Fault("place.lon", "register.coordinate_alone")


def _faults_of_person(person: EventPerson, document: Document, at: datetime) -> Iterator[Fault]:
    prefix = f"persons.{person.ref}"
    if person.personal_code and codes.parse_personal_code(person.personal_code) is None:
        yield Fault(f"{prefix}.personal_code", "register.personal_code_form")
    if person.phone and codes.normalise_phone(person.phone) is None:
        yield Fault(f"{prefix}.phone", "register.phone_form")
    if person.birth_on is not None:
        yield from _faults_of_birth(f"{prefix}.birth_on", person.birth_on, document, at)


def _faults_of_birth(
    path: str, birth_on: date, document: Document, at: datetime
) -> Iterator[Fault]:
    # A day later is allowed for: the world has more than one calendar day at a time.
    if birth_on > at.date() + timedelta(days=1):
        yield Fault(path, "register.birth_in_future")
    elif birth_on < date(1850, 1, 1):
        yield Fault(path, "register.birth_range")
    elif birth_on > (document.occurred_to or document.received_at).date() + timedelta(days=1):
        yield Fault(path, "register.born_after_the_event")


def find_warnings(document: Document) -> list[EventWarning]:
    """Doubtful, and let through: historic mistakes and foreign forms exist."""
    warnings: list[EventWarning] = []
    if document.occurred_from and document.occurred_from > document.received_at + CLOCK_SKEW_MAX:
        # Possible: a threat is reported before it is carried out.
        warnings.append(EventWarning("occurred_from", "register.warning.after_received"))
    for person in document.persons:
        warnings += _warnings_of_person(person, document)
    for vehicle in document.vehicles:
        warnings += _warnings_of_vehicle(vehicle)
    warnings += _warnings_of_numbers(document)
    return warnings


def _warnings_of_numbers(document: Document) -> Iterator[EventWarning]:
    for organisation in document.organisations:
        number = codes.normalise_registration_number(organisation.registration_number or "")
        if number is not None and not codes.fits_registration_number(number):
            path = f"organisations.{organisation.ref}.registration_number"
            yield EventWarning(path, "register.warning.checksum")
    for thing in document.objects:
        imei = codes.normalise_imei(thing.imei or "")
        if imei is not None and not codes.fits_imei(imei):
            yield EventWarning(f"objects.{thing.ref}.imei", "register.warning.checksum")


def _warnings_of_person(person: EventPerson, document: Document) -> Iterator[EventWarning]:
    prefix = f"persons.{person.ref}"
    if person.phone and codes.normalise_phone(person.phone) is None:
        # Only a card can bring it: an officer's own entry is refused.
        yield EventWarning(f"{prefix}.phone", "register.warning.phone")
    code = codes.parse_personal_code(person.personal_code) if person.personal_code else None
    if code is not None and code.checksum_fits is False:
        yield EventWarning(f"{prefix}.personal_code", "register.warning.checksum")
    if code is None:
        birth_on = person.birth_on
    elif person.birth_on and code.birth_on and person.birth_on != code.birth_on:
        yield EventWarning(f"{prefix}.birth_on", "register.warning.birth_differs")
        birth_on = None
    else:
        birth_on = person.birth_on or code.birth_on
    if birth_on and document.received_at.year - birth_on.year > AGE_YEARS_DOUBTFUL:
        yield EventWarning(f"{prefix}.birth_on", "register.warning.age")


def _warnings_of_vehicle(vehicle: EventVehicle) -> Iterator[EventWarning]:
    prefix = f"vehicles.{vehicle.ref}"
    plate = codes.normalise_plate(vehicle.plate) if vehicle.plate else None
    latvian = vehicle.country in (None, codes.LATVIA)
    if plate is not None and latvian and not codes.fits_latvian_plate(plate):
        yield EventWarning(f"{prefix}.plate", "register.warning.plate")
    vin = codes.normalise_vin(vehicle.vin) if vehicle.vin else None
    if vehicle.vin and (vin is None or not codes.fits_vin(vin)):
        yield EventWarning(f"{prefix}.vin", "register.warning.vin")
