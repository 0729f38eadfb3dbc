"""Personal codes, plates, phones and names: their forms, and the one form they are searched by."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

_PERSONAL_CODE = re.compile(r"^([0-9]{6})-?([0-9]{5})$")
_CENTURY = {"0": 1800, "1": 1900, "2": 2000}
# Not officially confirmed; public validators use these weights, so a failure only warns.
_WEIGHTS = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PHONE = re.compile(r"^\+?[0-9]{3,15}$")
_PHONE_NOISE = re.compile(r"[\s().\-/]")
_LATVIAN_PLATE = re.compile(r"^(?=.*[A-Z])[A-Z0-9]{2,8}$")
_VIN = re.compile(r"^[A-HJ-NPR-Z0-9]{17}$")
_REGISTRATION_NUMBER = re.compile(r"^(?:LV)?([0-9]{11})$")
_REGISTRATION_WEIGHTS = (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)
_IMEI = re.compile(r"^[0-9]{14,16}$")
_NOT_WORD = re.compile(r"[\W_]+")
LATVIA = "LVA"


class PersonalCode(NamedTuple):
    digits: str
    birth_on: date | None
    """Only codes given until 30.06.2017 carry a date."""
    checksum_fits: bool | None
    """None: the newer codes have no published check digit."""

    @property
    def text(self) -> str:
        return f"{self.digits[:6]}-{self.digits[6:]}"


def parse_personal_code(text: str) -> PersonalCode | None:
    """None where it can be no personal code of either form."""
    found = _PERSONAL_CODE.match(text.strip())
    if found is None:
        return None
    digits = found[1] + found[2]
    if digits[0] == "3" and digits[1] in "23456789":
        return PersonalCode(digits, None, None)
    birth_on = _birth_of(digits)
    if birth_on is None:
        return None
    return PersonalCode(digits, birth_on, _checksum_fits(digits))


def _birth_of(digits: str) -> date | None:
    century = _CENTURY.get(digits[6])
    if century is None:
        return None
    try:
        return date(century + int(digits[4:6]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def _checksum_fits(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return (1101 - total) % 11 == int(digits[10])


def normalise_phone(text: str) -> str | None:
    """`+37120000001`, or digits alone where the country is not known; None: no phone number."""
    bare = _PHONE_NOISE.sub("", text)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    if not bare.isascii() or not _PHONE.match(bare):
        return None
    # Closed dialling: eight digits, beginning with 2 (mobile), 6 (fixed), 7, 8 or 9 (services).
    if len(bare) == 8 and bare[0] in "26789":
        return "+371" + bare
    if len(bare) == 11 and bare.startswith("371"):
        return "+" + bare
    return bare


def normalise_plate(text: str) -> str | None:
    """Letters and digits alone, in capitals; None where there are none of either."""
    return "".join(char for char in text.upper() if char.isalnum()) or None


def fits_latvian_plate(plate: str) -> bool:
    """Two letters and digits, a trailer's one letter, or two to eight chosen ones."""
    return _LATVIAN_PLATE.match(plate) is not None


def normalise_vin(text: str) -> str | None:
    return normalise_plate(text)


def fits_vin(vin: str) -> bool:
    return _VIN.match(vin) is not None


def normalise_registration_number(text: str) -> str | None:
    """Eleven digits, the first above 3; the letters of a VAT number are left off."""
    found = _REGISTRATION_NUMBER.match(_PHONE_NOISE.sub("", text).upper())
    return found[1] if found and found[1][0] > "3" else None


def fits_registration_number(number: str) -> bool:
    """The check sum of commercial numbers; some public bodies have others."""
    weighed = sum(
        weight * int(digit) for weight, digit in zip(_REGISTRATION_WEIGHTS, number, strict=True)
    )
    return weighed % 11 == 3


def normalise_imei(text: str) -> str | None:
    """14 digits without, 15 with the check digit, 16 with the software's version."""
    bare = _PHONE_NOISE.sub("", text)
    return bare if bare.isascii() and _IMEI.match(bare) else None


def fits_imei(imei: str) -> bool:
    """Luhn's check digit, where there is one."""
    if len(imei) != 15:
        return True
    total = 0
    for place, char in enumerate(reversed(imei)):
        digit = int(char) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def normalise_document_number(text: str) -> str | None:
    """Letters and digits alone, in capitals; None where there is no digit."""
    bare = normalise_plate(text)
    return bare if bare and any(char.isdigit() for char in bare) else None


def fold(text: str) -> str:
    """What search compares: no diacritics, no case, one space between words."""
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
    )
    return _NOT_WORD.sub(" ", bare.casefold()).strip()
