"""Vehicles, things, papers, bodies and the narrative of a generated event."""

from __future__ import annotations

import random
from collections.abc import Sequence

from vienots.app.generating.persons import Somebody
from vienots.register.contracts import (
    EventDocument,
    EventObject,
    EventOrganisation,
    EventPerson,
    EventVehicle,
)

_TOLD = {
    "order": (
        "Skaļa mūzika un kliegšana dzīvoklī, kaimiņi lūdz apturēt troksni.",
        "Vīrietis alkohola reibumā guļ uz soliņa, pats paiet nevar.",
        "Grupa cilvēku strīdas un grūstās, viens salauzis žogu.",
    ),
    "traffic": (
        "Divu automašīnu sadursme krustojumā, cietušo nav, satiksme apgrūtināta.",
        "Automašīna novietota uz ietves un traucē gājējiem.",
        "Automašīna brauc līkumojot, vadītājs, iespējams, reibumā.",
    ),
    "theft": (
        "Pazudušas mantas, uzlauzta noliktavas durvju slēdzene.",
        "Persona aizgājusi, nesamaksājot par precēm.",
        "No kāpņu telpas nozagta manta, atstāta bez uzraudzības.",
    ),
    "family_violence": (
        "Strīds ģimenē, viens draud otram, mājās ir bērni.",
        "Dzīvesbiedrs pielietojis fizisku spēku, redzami nobrāzumi.",
    ),
}
_ELSE = (
    "Lūdz palīdzību, apstākļi tiek noskaidroti uz vietas.",
    "Ziņojums par bīstamu situāciju, informēti citi dienesti.",
)
_MORE = (
    "Ieradušies uz vietas, veiktas pārrunas.",
    "Paņemti paskaidrojumi, veikta fotofiksācija.",
    "Iesniedzējs paskaidroja, ka tas notiek atkārtoti.",
    "Videoierakstu sola iesniegt vēlāk.",
    "",
)
_MAKES = (
    ("Volkswagen", "Golf"), ("Volkswagen", "Passat"), ("BMW", "320"), ("Audi", "A6"),
    ("Audi", "A4"), ("Toyota", "Corolla"), ("Volvo", "V70"), ("Opel", "Astra"),
    ("Ford", "Focus"), ("Škoda", "Octavia"), ("Mercedes-Benz", "E220"), ("Renault", "Megane"),
)  # fmt: skip
_COLOURS = ("pelēka", "melna", "balta", "zila", "sarkana", "zaļa", "sudraba")
_OBJECTS = (
    ("phone", "Viedtālrunis"), ("bicycle", "Kalnu velosipēds"), ("bag", "Somiņa ar dokumentiem"),
    ("tool", "Elektriskais urbis"), ("money", "Skaidra nauda"), ("jewellery", "Sudraba ķēdīte"),
    ("alcohol", "Degvīna pudele"), ("clothing", "Ziemas jaka"), ("computer", "Portatīvais dators"),
)  # fmt: skip
_SHOPS = ("Ozols", "Varavīksne", "Tirgotava", "Liepas", "Kalna veikals", "Pie Jāņa", "Saulīte")
_REGISTRATION_WEIGHTS = (9, 1, 4, 8, 3, 10, 2, 5, 7, 6)
_LETTERS = "ABCDEFGHJKLMNPRSTUVZ"


def narrative(rng: random.Random, group: str, address: str) -> str:
    first, more = rng.choice(_TOLD.get(group, _ELSE)), rng.choice(_MORE)
    return f"{address}. {first} {more}".strip()


def vehicles(
    rng: random.Random,
    type_: str,
    group: str,
    people: Sequence[Somebody],
    persons: Sequence[EventPerson],
) -> list[EventVehicle]:
    if group == "traffic":
        count = 2 if rng.random() < 0.4 else 1
    else:
        count = int(type_ == "theft.vehicle" or rng.random() < 0.06)
    role = "stolen" if type_ == "theft.vehicle" else "involved"
    return [
        _vehicle(
            rng, f"v{place + 1}", role, people[place] if place < len(people) else None, persons
        )
        for place in range(count)
    ]


def _vehicle(
    rng: random.Random,
    ref: str,
    role: str,
    owner: Somebody | None,
    persons: Sequence[EventPerson],
) -> EventVehicle:
    make, model = rng.choice(_MAKES)
    driver = persons[int(ref[1:]) - 1].ref if owner is not None and role == "involved" else None
    own = owner.plate if owner is not None else None
    strange = f"{rng.choice(_LETTERS)}{rng.choice(_LETTERS)}-{rng.randint(1, 9_999)}"
    return EventVehicle(
        ref=ref,
        role=role,
        plate=own or strange,
        country="LVA",
        make=make,
        model=model,
        colour=rng.choice(_COLOURS),
        driver=driver,
    )


def objects(rng: random.Random, group: str, persons: Sequence[EventPerson]) -> list[EventObject]:
    more = rng.random()
    count = 1 + (more < 0.25) if group == "theft" else int(more < 0.06)
    found = []
    for place in range(count):
        class_, text = rng.choice(_OBJECTS)
        marked = rng.random() < 0.3
        found.append(
            EventObject(
                ref=f"b{place + 1}",
                object_class=class_,
                description=text,
                quantity=1.0,
                unit="gab.",
                status="stolen" if group == "theft" else "seized",
                owner=persons[0].ref if persons else None,
                value_eur=f"{rng.randint(5, 900)}.00",
                serial=f"SN{rng.randrange(10**9):09d}" if marked and class_ != "phone" else None,
                imei=_imei(rng) if marked and class_ == "phone" else None,
            )
        )
    return found


def _imei(rng: random.Random) -> str:
    digits = f"35{rng.randrange(10**12):012d}"
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char) * (2 - place % 2)
        total += digit - 9 if digit > 9 else digit
    return digits + str(-total % 10)


def documents(rng: random.Random, persons: Sequence[EventPerson]) -> list[EventDocument]:
    if not persons or rng.random() > 0.05:
        return []
    number = f"LV{rng.randrange(10**7):07d}"
    kind, status = rng.choice((("passport", "lost"), ("identity_card", "found")))
    return [EventDocument("d1", kind, number, "LVA", status, persons[0].ref)]


def organisations(rng: random.Random, type_: str) -> list[EventOrganisation]:
    if type_ != "theft.shop":
        return []
    shop = rng.randrange(4_000)
    name = f"SIA “{_SHOPS[shop % len(_SHOPS)]}”"
    return [EventOrganisation("o1", "victim", _registration_number(shop), name)]


def _registration_number(shop: int) -> str:
    while True:
        digits = f"40{shop:08d}"
        weighed = sum(w * int(d) for w, d in zip(_REGISTRATION_WEIGHTS, digits, strict=True))
        # The last digit weighs one, and the whole leaves three of eleven.
        check = (3 - weighed) % 11
        if check < 10:
            return f"{digits}{check}"
        shop += 100_000
