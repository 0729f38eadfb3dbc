"""Invented people with Latvian-like names, and eight ways in which a name is typed wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence


def _words(text: str) -> list[str]:
    return text.split()


MEN = _words(
    "Jānis Andris Juris Edgars Māris Aivars Mārtiņš Pēteris Kārlis Guntis Valdis Raimonds Artūrs "
    "Ēriks Uģis Ģirts Kaspars Normunds Ainārs Rihards Zigmārs Žanis Krišjānis Tālivaldis Arvīds "
    "Dzintars Ojārs Imants Gatis Sandis Ēvalds Laimonis Aleksandrs Vladimirs Sergejs Andrejs "
    "Dmitrijs Jurijs Viktors Mihails Nikolajs Igors Oļegs Jevgēņijs Roberts Ralfs Gustavs Toms"
)
WOMEN = _words(
    "Anna Kristīne Inese Inga Ilze Līga Dace Sandra Iveta Zane Agnese Elīna Evita Laura Līna Māra "
    "Ilona Ieva Daiga Gunta Ruta Vija Dzintra Skaidrīte Ārija Aija Baiba Ženija Olga Jeļena "
    "Natālija Tatjana Irina Svetlana Marina Ludmila Ļubova Galina Valentīna Vineta Anita Biruta "
    "Mirdza Velta Rasma Austra Karīna Estere Alise Sofija Emīlija Paula Marta Katrīna"
)
_ROOTS = _words(
    "Bērz Kaln Ozol Jansons Liep Krūm Balod Eglīt Zariņ Pētersons Vītol Kļav Kārkl Vanag Grīnberg "
    "Koval Ābol Siliņ Lāc Mežal Zvirbul Kalēj Dzen Skuj Apsīt Priedīt Zālīt Roze Gail Puriņ Strazd "
    "Upīt Ziediņ Bērtul Cīrul Dreimań Ērgl Fridrihson Gulb Hermań Irbīt Jaunzem Kronberg Lūs "
    "Mieriņ Niedr Oš Pūpol Rudzīt Saulīt Šmit Tauriņ Urbań Veidemań Žagar Čakst Ķēniņ Ļaudam "
    "Ņikiforov Ģērmań Ivanov Petrov Sidorov Kuzņecov Smirnov Vasiļjev Fjodorov Mihailov "
    "Popov Sokolov Volkov"
)
_FRONTS = _words(
    "Aiz Pie Liel Maz Jaun Vec Balt Meln Sarkan Zaļ Kaln Lej Upes Ezer Mež Purv Akmeņ Smilš Sil "
    "Bērz Ozol Egl Pried Liep Kļav Vīksn Alksn Oš Kārkl Lazd Ābel Ķirš Plūm Bumbier Rudz Kvieš "
    "Miež Auz Zirg Gov Kaz Ait Cūk Zos Pīl Dzērv Stārķ Gulb Ērgl Vanag Krauk Žagat Zīl Strazd "
    "Cīruļ Dzeguz"
)
_BACKS = _words(
    "kaln birz lauk zem sēt māj dārz tec vald raj mal gal kroģ dzirnav muiž sils pļav "
    "strat krast ezer upe vāgn mut rag ciem"
)
_MALE_ENDINGS = ("s", "iņš", "is", "nieks", "ietis", "ītis", "āns")
_FEMALE = {"s": "a", "iņš": "iņa", "is": "e", "nieks": "niece", "ietis": "iete", "ītis": "īte",
           "āns": "āne"}  # fmt: skip
_VOWELS = "aāeēiīuūo"
LETTERS = "abcdefghijklmnoprstuvz"


def _clean(text: str) -> str:
    return text.replace("ń", "n")


def full_name(rng: random.Random) -> tuple[str, str]:
    """Given name and surname; a few of each are common, most are rare."""
    man = rng.random() < 0.5
    given = rng.choice((MEN if man else WOMEN)[: rng.choice((12, 60))])
    if rng.random() < 0.5:
        root = _clean(rng.choice(_ROOTS[: rng.choice((8, len(_ROOTS)))]))
    else:
        root = rng.choice(_FRONTS) + rng.choice(_BACKS)
    root = root.rstrip(_VOWELS)
    if root.endswith("ov") or root.endswith("ev"):
        return given, root + ("s" if man else "a")
    root = root.removesuffix("s") if len(root) > 5 else root
    ending = rng.choice(_MALE_ENDINGS)
    return given, root + (ending if man else _FEMALE[ending])


# ---- the ways of typing it wrong -----------------------------------------------------------------

_BARE = str.maketrans("āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ", "acegiklnsuzACEGIKLNSUZ")
_ENGLISH = {"š": "sh", "č": "ch", "ž": "zh", "j": "y", "ā": "aa", "ī": "ee", "ē": "e", "ū": "oo",
            "ģ": "g", "ķ": "k", "ļ": "l", "ņ": "n", "v": "w"}  # fmt: skip
_RUSSIAN = {
    "a": "а", "ā": "а", "b": "б", "c": "ц", "č": "ч", "d": "д", "e": "е", "ē": "е", "f": "ф",
    "g": "г", "ģ": "г", "h": "х", "i": "и", "ī": "и", "j": "й", "k": "к", "ķ": "к", "l": "л",
    "ļ": "ль", "m": "м", "n": "н", "ņ": "нь", "o": "о", "p": "п", "r": "р", "s": "с", "š": "ш",
    "t": "т", "u": "у", "ū": "у", "v": "в", "z": "з", "ž": "ж",
}  # fmt: skip
_SOFT = {"jā": "я", "ja": "я", "ju": "ю", "jū": "ю", "je": "е", "jē": "е", "ņa": "ня", "ļa": "ля",
         "ņu": "ню", "ļu": "лю", "ņi": "ни", "ļi": "ли", "ņe": "не", "ļe": "ле", "ņē": "не",
         "ija": "ия", "ļj": "ль"}  # fmt: skip
_DATIVE = (("iņš", "iņam"), ("is", "im"), ("s", "am"), ("š", "am"), ("a", "ai"), ("e", "ei"))
_ACCUSATIVE = (("is", "i"), ("š", "u"), ("s", "u"), ("a", "u"), ("e", "i"))


def bare(name: str) -> str:
    return name.translate(_BARE)


def english(name: str) -> str:
    return "".join(_ENGLISH.get(char, char) for char in name.lower()).title()


def russian(name: str) -> str:
    text, out, place = name.lower(), "", 0
    while place < len(text):
        for size in (3, 2):
            piece = text[place : place + size]
            if len(piece) == size and piece in _SOFT:
                out, place = out + _SOFT[piece], place + size
                break
        else:
            out, place = out + _RUSSIAN.get(text[place], text[place]), place + 1
    return out.title()


def declined(name: str, endings: Sequence[tuple[str, str]]) -> str:
    for ending, other in endings:
        if name.endswith(ending):
            return name.removesuffix(ending) + other
    return name


def slip(rng: random.Random, text: str) -> str:
    """One letter wrong, missing, too many or changed about with its neighbour."""
    place = rng.randrange(len(text))
    kind = rng.randrange(4)
    if text[place] == " ":
        place = max(0, place - 1)
    if kind == 0:
        return text[:place] + rng.choice(LETTERS) + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    if kind == 2:
        return text[:place] + rng.choice(LETTERS) + text[place:]
    after = min(len(text) - 1, place + 1)
    if text[after] == " ":
        return text[:place] + text[place + 1 :]
    return text[:place] + text[place + 1 : after + 1] + text[place] + text[after + 1 :]


def doubled(rng: random.Random, text: str) -> str:
    place = rng.choice([i for i, char in enumerate(text) if char != " "])
    return text[:place] + text[place] + text[place:]


Error = Callable[[random.Random, str, str], str]

ERRORS: dict[str, Error] = {
    "exact": lambda rng, given, family: f"{given} {family}",
    "no diacritics": lambda rng, given, family: bare(f"{given} {family}"),
    "swapped": lambda rng, given, family: bare(f"{family} {given}"),
    "case ending": lambda rng, given, family: " ".join(
        declined(part, rng.choice((_DATIVE, _ACCUSATIVE))) for part in (given, family)
    ),
    "Russian": lambda rng, given, family: russian(f"{given} {family}"),
    "English": lambda rng, given, family: english(f"{given} {family}"),
    "doubled letter": lambda rng, given, family: doubled(rng, f"{given} {family}"),
    "one slip": lambda rng, given, family: slip(rng, bare(f"{given} {family}")),
    "two slips": lambda rng, given, family: slip(rng, slip(rng, bare(f"{given} {family}"))),
}
