"""From a registered event to the things that it mentions, each under the key that makes it one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from vienots.index.contracts import Kind
from vienots.index.domain import normal
from vienots.index.domain.words import Word, address_words, join_keys, name_words
from vienots.register.contracts import EventContent, EventPerson, EventVehicle

KEY_MAX = 800


class Mention(Struct, frozen=True):
    ref: str
    kind: Kind
    key: str
    label: str
    owner_ref: str | None = None
    role: str | None = None
    detail: str | None = None
    names: list[Word] = []
    birth_on: date | None = None
    personal_code: str | None = None
    phone: str | None = None
    places: list[Word] = []


def list_mentions(content: EventContent) -> list[Mention]:
    """Everything in the event that can be found again elsewhere; each ref once."""
    found = [
        *_of_place(content),
        *_of_persons(content),
        *_of_vehicles(content),
        *_of_organisations(content),
        *_of_documents(content),
        *_of_objects(content),
    ]
    return [mention for mention in found if len(mention.key) <= KEY_MAX]


def _of_place(content: EventContent) -> Iterator[Mention]:
    if content.place.address:
        yield from _address("place", content.place.address, None)


def _address(ref: str, text: str, owner: EventPerson | None) -> Iterator[Mention]:
    words = address_words(text)
    if words:
        owner_ref, role = (owner.ref, owner.role) if owner else (None, None)
        yield Mention(ref, "address", join_keys(words), text, owner_ref, role, places=words)


def _of_persons(content: EventContent) -> Iterator[Mention]:
    for person in content.persons:
        yield from _person(person)
        if person.phone:
            key = normal.phone_key(person.phone)
            if key is not None:
                yield Mention(f"{person.ref}.phone", "phone", key, key, person.ref, person.role)
        if person.address:
            yield from _address(f"{person.ref}.address", person.address, person)


def _person(person: EventPerson) -> Iterator[Mention]:
    label = " ".join(part for part in (person.name, person.surname) if part)
    names = name_words(label)
    code = code_digits(person.personal_code)
    phone = normal.phone_key(person.phone) if person.phone else None
    key = identity_key(names, code, person.birth_on, phone)
    if key is not None:
        yield Mention(
            ref=person.ref,
            kind="person",
            key=key,
            label=label or (person.personal_code or ""),
            role=person.role,
            names=names,
            birth_on=person.birth_on,
            personal_code=person.personal_code,
            phone=phone,
        )


def code_digits(text: str | None) -> str | None:
    digits = "".join(char for char in text or "" if char.isdigit())
    return digits if len(digits) == 11 else None


NAME_ONLY = "n:"


def identity_key(
    names: list[Word], code: str | None, birth_on: date | None, phone: str | None
) -> str | None:
    """What makes two mentions the same row without anybody's judgement: the same personal code,
    or the same name with the same birth date or phone. A name alone gathers namesakes, and says so.
    """
    if code is not None:
        return f"c:{code}"
    if not names:
        return None
    # Not the key of a word: Marija and Māra sound alike, but nobody has judged that they are one.
    name = " ".join(sorted(normal.fold(word.text) for word in names))
    if birth_on is not None:
        return f"b:{birth_on.isoformat()} {name}"
    if phone is not None:
        return f"p:{phone} {name}"
    return f"{NAME_ONLY}{name}"


def _of_vehicles(content: EventContent) -> Iterator[Mention]:
    for vehicle in content.vehicles:
        key = normal.plate_key(vehicle.plate) if vehicle.plate else ""
        if vehicle.plate and key:
            yield Mention(
                ref=vehicle.ref,
                kind="vehicle",
                key=key,
                label=vehicle.plate,
                owner_ref=vehicle.driver,
                role=vehicle.role,
                detail=_looks(vehicle),
            )
        yield from _mark(f"{vehicle.ref}.vin", vehicle.vin, "vin", vehicle.driver, vehicle.role)


def _mark(
    ref: str, text: str | None, detail: str, owner_ref: str | None, role: str | None = None
) -> Iterator[Mention]:
    """A number that something carries; `detail` says what kind of number."""
    key = normal.mark_key(text) if text else ""
    if text and key:
        yield Mention(ref, "mark", key, text, owner_ref, role, detail)


def _of_organisations(content: EventContent) -> Iterator[Mention]:
    for one in content.organisations:
        number = one.registration_number
        yield from _mark(f"{one.ref}.number", number, "registration_number", None, one.role)
        phone = normal.phone_key(one.phone) if one.phone else None
        if phone is not None:
            yield Mention(f"{one.ref}.phone", "phone", phone, phone, None, one.role)
        words = address_words(one.address) if one.address else []
        if one.address and words:
            key, ref = join_keys(words), f"{one.ref}.address"
            yield Mention(ref, "address", key, one.address, None, one.role, places=words)


def _of_documents(content: EventContent) -> Iterator[Mention]:
    for one in content.documents:
        yield from _mark(f"{one.ref}.number", one.number, one.document_type, one.holder)


def _of_objects(content: EventContent) -> Iterator[Mention]:
    for one in content.objects:
        yield from _mark(f"{one.ref}.serial", one.serial, "serial", one.owner)
        yield from _mark(f"{one.ref}.imei", one.imei, "imei", one.owner)


def _looks(vehicle: EventVehicle) -> str | None:
    model = " ".join(part for part in (vehicle.make, vehicle.model) if part)
    return ", ".join(part for part in (model, vehicle.colour) if part) or None
