"""The one form that a word, plate, phone or number is compared by, however it was written."""

from __future__ import annotations

import re
import unicodedata

WORD_LENGTH_MAX = 40
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "z", "з": "z",
    "и": "i", "й": "j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "ш": "s", "щ": "sc",
    "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a", "є": "e", "і": "i", "ї": "ji",
    "ґ": "g", "ў": "u",
}  # fmt: skip
_IOTATED = {"е": "je", "ё": "jo", "ю": "ju", "я": "ja"}
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяієї")
_NO_DECOMPOSITION = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "t", "ð": "d", "ı": "i"}
)
# Other languages' spellings of one sound. Longer ones first; ends of words are left to endings.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"shch", "sc"),
        (r"tsch|sch|sh|sz", "s"),
        (r"tch|ch|cz", "c"),
        (r"zh", "z"),
        (r"kh", "h"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"ck", "k"),
        (r"ts(?=.)|tz(?=.)", "c"),
        (r"ks(?=.)", "x"),
        (r"q", "k"),
        (r"w", "v"),
        (r"[jy]", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[^aeiou])i(?=[aou])", ""),
    )
)
_CONSONANT_ENDINGS = ("iem", "am", "em", "im", "um", "s")
_VOWELS = "aeiou"
STEM_MIN = 3
_NOT_WORD = re.compile(r"[\W_]+")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
# Letters of a plate that look the same in both alphabets.
_PLATE_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")
_PLATE_CONFUSED = str.maketrans("OIB", "018")
_PHONE_NOISE = re.compile(r"[\s().\-/]")
_PHONE = re.compile(r"^\+?[0-9]{3,15}$")


def has_cyrillic(text: str) -> bool:
    return _CYRILLIC_LETTER.search(text) is not None


def fold(text: str) -> str:
    """Latin letters without marks or case, one blank between words."""
    latin = _transliterate(text.casefold()).translate(_NO_DECOMPOSITION)
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(char)
    )
    return _NOT_WORD.sub(" ", bare).strip()


def _transliterate(text: str) -> str:
    if not has_cyrillic(text):
        return text
    # Composed first: й and ё are letters of their own, not letters with marks.
    text = unicodedata.normalize("NFC", text)
    letters = []
    for place, char in enumerate(text):
        before = text[place - 1] if place else ""
        opens = not before.isalpha() or before in _CYRILLIC_VOWELS or before in "ьъ"
        if char in _IOTATED and opens:
            letters.append(_IOTATED[char])
        else:
            letters.append(_CYRILLIC.get(char, char))
    return "".join(letters)


def key_of(word: str) -> str:
    """The form in which spellings of one name agree: `Bērziņš`, `Berzinsh`, `Берзиньш`."""
    key = fold(word).replace(" ", "")[:WORD_LENGTH_MAX]
    for pattern, to in _SPELLINGS:
        key = pattern.sub(to, key)
    return key


def stem_of(key: str) -> str:
    """The key without its case ending: `berzins`, `berzinam` and `berzina` all become `berzin`."""
    stem = key
    for ending in _CONSONANT_ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= STEM_MIN:
            stem = key[: -len(ending)]
            break
    while len(stem) > STEM_MIN and stem[-1] in _VOWELS:
        stem = stem[:-1]
    return stem


def plate_key(text: str) -> str:
    """Letters and digits alone; signs that are taken for one another are one: O and 0, I and 1."""
    latin = text.upper().translate(_PLATE_LOOKALIKES)
    return bare_plate(latin).translate(_PLATE_CONFUSED)


def bare_plate(text: str) -> str:
    return "".join(char for char in text.upper() if char.isalnum())


def phone_key(text: str) -> str | None:
    """`+37120000001`, or digits alone where the country is not known; None: no phone number."""
    bare = _PHONE_NOISE.sub("", text)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    if not bare.isascii() or not _PHONE.match(bare):
        return None
    if len(bare) == 8 and bare[0] in "26789":
        return "+371" + bare
    if len(bare) == 11 and bare.startswith("371"):
        return "+" + bare
    return bare


def mark_key(text: str) -> str:
    """A document's or a thing's own number: letters and digits alone."""
    return "".join(char for char in fold(text).upper() if char.isalnum())
