"""People of the generated country: each is made of the seed and a number, none is remembered."""

from __future__ import annotations

import random
from datetime import date, timedelta

from msgspec import Struct

from vienots.app.generating.country import Country
from vienots.app.generating.names import ERRORS, MEN, full_name
from vienots.register.contracts import EventPerson

# A prime number of days: people whose numbers differ by less have different birthdays.
_DAYS = 27_011
_FIRST_DAY = date(1934, 1, 1)
_CODE_WEIGHTS = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SERIALS_MAX = 500
_PHONES = 10_000_000
_FOREIGN = ("LTU", "EST", "UKR", "RUS", "BLR", "POL")
_MEN = frozenset(MEN)
_MISTAKES = [ERRORS[kind] for kind in ("no diacritics", "case ending", "one slip")]
_LETTERS = "ABCDEFGHJKLMNPRSTUVZ"


class Somebody(Struct, frozen=True):
    number: int
    name: str
    surname: str
    sex: str
    birth_on: date
    personal_code: str
    phone: str | None
    plate: str | None
    home: int | None
    """Number of an address."""
    citizenship: str


def somebody(country: Country, number: int) -> Somebody:
    rng = random.Random(country.seed << 42 | number)
    name, surname = full_name(rng)
    birth_on = _FIRST_DAY + timedelta(days=number * 7_919 % _DAYS)
    return Somebody(
        number=number,
        name=name,
        surname=surname,
        sex="M" if name in _MEN else "F",
        birth_on=birth_on,
        personal_code=_personal_code(birth_on, number // _DAYS),
        # Distinct for the first ten millions.
        phone=f"+3712{number * 7_368_787 % _PHONES:07d}" if rng.random() < 0.7 else None,
        plate=_plate(rng) if rng.random() < 0.35 else None,
        home=rng.randrange(country.addresses) if rng.random() < 0.75 else None,
        citizenship="LVA" if rng.random() < 0.88 else rng.choice(_FOREIGN),
    )


def _personal_code(birth_on: date, serial: int) -> str:
    """With the date while a day has serials left, then of the newer kind that tells nothing."""
    if serial >= _SERIALS_MAX:
        return f"32{birth_on.toordinal() % 10_000:04d}-{serial % 100_000:05d}"
    code = _with_check(birth_on, serial)
    # One in eleven has no check digit; its neighbour five hundred on has.
    return code or _with_check(birth_on, serial + _SERIALS_MAX) or ""


def _with_check(birth_on: date, serial: int) -> str | None:
    century = 1 if birth_on.year < 2000 else 2
    digits = f"{birth_on:%d%m%y}{century}{serial:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(_CODE_WEIGHTS, digits, strict=True))
    check = (1101 - total) % 11
    return None if check == 10 else f"{digits[:6]}-{digits[6:]}{check}"


def _plate(rng: random.Random) -> str:
    letters = rng.choice(_LETTERS) + rng.choice(_LETTERS)
    return f"{letters}-{rng.randint(1, 9_999)}"


def entry_of(
    rng: random.Random, country: Country, one: Somebody, ref: str, role: str, *, known: bool
) -> EventPerson:
    """What an officer writes down of somebody: never all of it, and not always right.

    `known`: not for the first time; the one whom a decision is about is always identified.
    """
    identified = role in ("offender", "detained", "threat")
    chance = rng.random()
    has_code = chance < (0.9 if identified else 0.55)
    has_birth = has_code or identified or chance < 0.8
    name, surname = one.name, one.surname
    if known and rng.random() < 0.08:
        name, surname = _mistaken(rng, name, surname)
    home = one.home if rng.random() < 0.6 else None
    return EventPerson(
        ref=ref,
        role=role,
        personal_code=one.personal_code if has_code else None,
        name=name,
        surname=surname,
        birth_on=one.birth_on if has_birth else None,
        sex=one.sex,
        citizenship=one.citizenship,
        phone=one.phone if rng.random() < 0.65 else None,
        address=None if home is None else country.address(home).address,
    )


def _mistaken(rng: random.Random, name: str, surname: str) -> tuple[str, str]:
    typed = rng.choice(_MISTAKES)(rng, name, surname).split()
    return (typed[0], typed[1]) if len(typed) == 2 else (name, surname)
