"""What callers say and officers find, in Latvian, as it is written down by those who listen."""

from __future__ import annotations

import random
from typing import Any

SENTENCES: dict[str, tuple[str, ...]] = {
    "fire": (
        "Deg dzīvoklis trešajā stāvā, pa logu nāk dūmi",
        "Deg vieglā mašīna pie mājas, neviena iekšā nav",
        "Aizdegusies kūla pļavā, vējš nes uz šķūņa pusi",
        "Skurstenī deg sodrēji, no dūmvada nāk dzirksteles",
        "Kāpņu telpā stipri dūmi, kaut kas piededzis",
        "Deg atkritumu konteiners pagalmā",
        "Mežā redzama liesma, deg zemsedze",
    ),
    "rescue": (
        "Koks uzkritis uz ceļa, abas joslas aizšķērsotas",
        "Cilvēks ielūzis ledū, turas pie malas",
        "Aiz durvīm vecs cilvēks, neatsaucas, jāatver durvis",
        "Kaķis kokā jau otro dienu, neviens nevar nocelt",
        "Strādnieks iekritis bedrē, netiek ārā",
        "Vējš norāvis jumta skārdu, draud nokrist uz ietves",
    ),
    "traffic": (
        "Sadūrušās divas mašīnas, vadītājs sūdzas par sāpēm kaklā",
        "Auto nobraucis no ceļa grāvī, cilvēki iekšā",
        "Mašīna notrieca gājēju uz pārejas, guļ uz brauktuves",
        "Notriekts alnis, mašīna stāv uz ceļa, cietušo nav",
        "Sadursme krustojumā, cietušo nav, satiksme stāv",
        "Velosipēdistu aizķēra automašīna, asiņo kāja",
    ),
    "order": (
        "Pie veikala kaujas trīs vīrieši",
        "Troksnis dzīvoklī virs mums, skaļa mūzika jau divas stundas",
        "Vīrietis iereibis guļ uz ielas, neceļas",
        "Jaunieši sit logus pieturā",
        "Svešs cilvēks staigā pa pagalmu un rausta durvis",
        "Suns bez saimnieka uzbrūk garāmgājējiem",
        "Auto novietots tā, ka nevar izbraukt no pagalma",
    ),
    "family_violence": (
        "Vīrs iereibis, sit sievu, bērns raud",
        "Kaimiņos ģimenes konflikts, dzirdami kliedzieni un sitieni",
        "Dēls draud mātei, ir agresīvs, lūdz policiju",
        "Bijušais vīrs laužas dzīvoklī un draud",
    ),
    "theft": (
        "Veikalā aizturēts zaglis, apsargs viņu tur",
        "Nozagts velosipēds no kāpņu telpas",
        "Uzlauzta mašīna, pazudusi soma un dators",
        "Dzīvoklī bijuši zagļi, viss izvandīts",
        "Uz ielas izrauta somiņa, zaglis aizskrēja",
    ),
    "medical": (
        "Vīrietim sāpes krūtīs, grūti elpot",
        "Sieviete zaudējusi samaņu, elpo",
        "Vecāmāte nokritusi, nevar piecelties, sāp gūža",
        "Bērnam augsta temperatūra un krampji",
        "Cilvēks nesaprotami runā, nekustas roka",
        "Stipra asiņošana no rokas, sagriezies",
        "Grūtniecei sākušās dzemdības",
    ),
}

NOT_EMERGENCY: tuple[tuple[str, str], ...] = (
    ("pocket_call", "Kabatas zvans, dzirdama tikai iela"),
    ("child", "Bērns spēlējas ar telefonu"),
    ("information", "Jautā slimnīcas reģistratūras numuru"),
    ("utilities", "Mājā nav siltā ūdens"),
    ("transport", "Lūdz izsaukt taksometru"),
)

STREETS = (
    "Brīvības iela", "Rīgas iela", "Skolas iela", "Lielā iela", "Parka iela", "Dārza iela",
    "Liepu iela", "Zaļā iela", "Raiņa iela", "Upes iela", "Stacijas iela", "Miera iela",
    "Pils iela", "Jaunā iela", "Bērzu iela", "Meža iela",
)  # fmt: skip

OUTCOMES = {
    "order": ("no_offence", "settled", "administrative_case"),
    "family_violence": ("administrative_case", "criminal_case", "settled"),
    "theft": ("criminal_case", "refused"),
    "traffic": ("administrative_case", "no_offence"),
}
GIVEN_NAMES = ("Anna", "Jānis", "Inese", "Andris", "Līga", "Mārtiņš", "Olga", "Sergejs", "Velta")
SURNAMES = ("Bērziņš", "Kalniņš", "Ozoliņš", "Jansons", "Liepiņš", "Krūmiņš", "Petrovs", "Balodis")

MAKES = (("VW", "Passat"), ("Audi", "A6"), ("Toyota", "Corolla"), ("Volvo", "V60"), ("BMW", "320"))
ROLES = {"family_violence": ("protected", "threat"), "theft": ("victim",)}


def _person(rng: random.Random, ref: str, role: str) -> dict[str, Any]:
    """Somebody who does not exist: new personal codes hold no date, so that none is invented."""
    return {
        "ref": ref,
        "role": role,
        "name": rng.choice(GIVEN_NAMES),
        "surname": rng.choice(SURNAMES),
        "personal_code": f"32{rng.randrange(10**4):04d}-{rng.randrange(10**5):05d}",
    }


def involved(
    rng: random.Random, group: str, outcome: str, known: list[dict[str, Any]]
) -> dict[str, Any]:
    """Persons, vehicles and things that an event of the group is completed with."""
    roles = [*ROLES.get(group, ()), *(["offender"] if outcome == "administrative_case" else [])]
    found: dict[str, Any] = {
        "persons": [*known, *(_person(rng, f"s{n}", role) for n, role in enumerate(roles, 1))]
    }
    if group == "traffic":
        make, model = rng.choice(MAKES)
        plate = f"{rng.choice('ABEHJKL')}{rng.choice('ABEHJKL')}-{rng.randrange(1, 9999)}"
        vehicle = {"ref": "v1", "role": "involved", "plate": plate, "country": "LVA"}
        found["vehicles"] = [{**vehicle, "make": make, "model": model}]
    if group == "theft":
        stolen = {"ref": "b1", "object_class": "other", "description": "Nozagtā manta"}
        found["objects"] = [{**stolen, "status": "stolen"}]
        if outcome == "criminal_case":
            tool = {"ref": "b2", "object_class": "other", "description": "Nozieguma rīks"}
            found["objects"].append({**tool, "status": "seized"})
    return found
