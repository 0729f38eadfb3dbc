"""P4: the same person recognised in records of many hands: the index's own rules against Splink,
on three public files with known truth and on generated Latvian people.

Splink is trained on the very records (no truth is shown to it) and gets its best threshold, which
nobody knows without the truth; the index has the one threshold of the product. Pairs are counted.
"""

from __future__ import annotations

import csv
import logging
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, structs

from bench.figures import FULL, ROOT, percentile, skip, tell
from vienots.app.generating.names import ERRORS, full_name
from vienots.index.domain.mentions import identity_key
from vienots.index.domain.same import PROPOSED_FROM, Facts, judge
from vienots.index.domain.words import address_words, join_keys, name_words

FILES = ROOT.parent / "shared/fixtures/record-linkage"
SEED = 44
PEOPLE = 100_000 if FULL else 6_000
ROUNDS = 7 if FULL else 3
LIMIT_F1, LIMIT_TIME = 1.0, 0.6
BLOCK_MAX = 300
"""The index looks at so many who are alike, and no further."""
Pairs = set[tuple[int, int]]
T = TypeVar("T")


class Record(Struct, frozen=True):
    cluster: str
    given: str | None
    surname: str | None
    birth: date | None
    phone: str | None
    """Or an address of the net."""
    address: str | None
    code: str | None = None
    """A number that the State has given the person, with slips."""


# ---- records -------------------------------------------------------------------------------------


def read_febrl(path: Path) -> list[Record]:
    with path.open(newline="") as file:
        rows = [
            {key.strip(): value.strip() or None for key, value in row.items()}
            for row in csv.DictReader(file)
        ]
    return [
        Record(
            cluster=str(row["rec_id"]).split("-")[1],
            given=row["given_name"],
            surname=row["surname"],
            birth=parse_date(row["date_of_birth"]),
            phone=None,
            code=row["soc_sec_id"],
            address=" ".join(
                part for part in (row["street_number"], row["address_1"], row["suburb"]) if part
            )
            or None,
        )
        for row in rows
    ]


def read_fake(path: Path) -> list[Record]:
    with path.open(newline="") as file:
        return [
            Record(
                row["cluster"],
                row["first_name"] or None,
                row["surname"] or None,
                parse_date(row["dob"]),
                row["email"] or None,
                row["city"] or None,
            )
            for row in csv.DictReader(file)
        ]


def parse_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def some_latvians(seed: int) -> list[Record]:
    """One to three records each, of which some are typed wrong and none is complete."""
    rng = random.Random(seed)
    records = []
    for number in range(PEOPLE):
        given, surname = full_name(rng)
        birth = date(1935, 1, 1) + timedelta(days=rng.randrange(27_000))
        phone = f"+3712{rng.randrange(10_000_000):07d}"
        address = f"{full_name(rng)[1]} iela {rng.randint(1, 90)}-{rng.randint(1, 60)}, Rīga"
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
            typed = given, surname
            if rng.random() < 0.3:
                kind = rng.choice(("no diacritics", "case ending", "Russian", "one slip"))
                parts = ERRORS[kind](rng, given, surname).split()
                typed = (parts[0], parts[1]) if len(parts) == 2 else typed
            chance = rng.random()
            slipped = birth + timedelta(days=rng.choice((-1, 1, 10, 365)))
            records.append(
                Record(
                    str(number),
                    *typed,
                    birth=None if chance < 0.1 else slipped if chance < 0.15 else birth,
                    phone=phone if rng.random() < 0.6 else None,
                    address=address if rng.random() < 0.6 else None,
                )
            )
    return records


# ---- the two -------------------------------------------------------------------------------------


def recognise(records: Sequence[Record]) -> Pairs:
    """As the index: one row for one identity; who is alike is judged, and proposed."""
    facts, blocks = [], defaultdict(list)
    for number, record in enumerate(records):
        label = " ".join(part for part in (record.given, record.surname) if part)
        home = join_keys(address_words(record.address)) if record.address else ""
        facts.append(
            Facts(
                labels=frozenset({label}),
                codes=told(record.code),
                births=told(record.birth),
                phones=told(record.phone),
                addresses=told(home),
            )
        )
        names = name_words(label)
        key = identity_key(names, record.code, record.birth, record.phone)
        for kind, value in (
            ("same", key if record.code or record.birth or record.phone else None),
            ("birth", record.birth),
            ("phone", record.phone),
            ("home", home or None),
            ("name", join_keys(names) or None),
        ):
            if value is not None:
                blocks[kind, value].append(number)
    return _judge(facts, blocks)


def told(value: T | None) -> frozenset[T]:
    return frozenset({value} if value else ())


def _judge(facts: Sequence[Facts], blocks: dict[tuple[str, Any], list[int]]) -> Pairs:
    found: Pairs = set()
    seen: Pairs = set()
    for (kind, _), numbers in blocks.items():
        for pair in combinations(numbers[:BLOCK_MAX], 2):
            if kind == "same":
                found.add(pair)
            elif pair not in seen:
                seen.add(pair)
                judged = judge(facts[pair[0]], facts[pair[1]])
                if judged is not None and judged.score >= PROPOSED_FROM:
                    found.add(pair)
    return found


def load_for_splink(records: Sequence[Record]) -> Any:
    """A DuckDB with the records: what it takes to load them is not counted."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (unique_id integer, given text, surname text, birth text, phone text,"
        " address text)"
    )
    rows = [
        (
            number,
            one.given,
            one.surname,
            one.birth and one.birth.isoformat(),
            one.phone or one.code,
            one.address,
        )
        for number, one in enumerate(records)
    ]
    connection.begin()
    connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    return connection


def by_splink(connection: Any) -> list[tuple[int, int, float]]:
    """Pairs with their probabilities."""
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    columns = (("birth",), ("phone",), ("address",), ("given", "surname"))
    rules = [block_on(*names) for names in columns]
    rules.append(block_on("surname", "substr(birth, 1, 4)"))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("given"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("birth", input_is_string=True),
            cl.LevenshteinAtThresholds("phone", [1, 2]),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88]),
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register("people"), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("given", "surname", "birth"), block_on("phone", "birth")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("birth"), block_on("surname", "given")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    rows: list[tuple[int, int, float]] = connection.execute(
        f"SELECT unique_id_l, unique_id_r, match_probability FROM {predicted.physical_name}"  # noqa: S608 (splink names its own table)
    ).fetchall()
    return rows


# ---- the comparison ------------------------------------------------------------------------------


def true_pairs(records: Sequence[Record]) -> Pairs:
    clusters = defaultdict(list)
    for number, record in enumerate(records):
        clusters[record.cluster].append(number)
    return {pair for numbers in clusters.values() for pair in combinations(numbers, 2)}


def f1(found: Iterable[tuple[int, int]], truth: Pairs) -> float:
    ordered = {(min(pair), max(pair)) for pair in found}
    right = len(ordered & truth)
    return 2 * right / (len(ordered) + len(truth)) if right else 0.0


def best_f1(rows: Sequence[tuple[int, int, float]], truth: Pairs) -> float:
    return max(
        f1(((one, other) for one, other, p in rows if p >= least), truth)
        for least in (0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)
    )


class Outcome(Struct, frozen=True):
    ours: float
    splink: float
    ours_s: float
    splink_s: float


def compare(records: Sequence[Record]) -> Outcome:
    truth = true_pairs(records)
    found, ours_s = timed(lambda: recognise(records))
    connection = load_for_splink(records)
    rows, splink_s = timed(lambda: by_splink(connection))
    connection.close()
    return Outcome(f1(found, truth), best_f1(rows, truth), ours_s, splink_s)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def tell_f1(name: str, outcomes: Sequence[Outcome], count: int) -> None:
    absolute = {key: percentile([getattr(one, key) for one in outcomes], 0.5)
                for key in structs.asdict(outcomes[0])}  # fmt: skip
    ratios = [one.ours / one.splink for one in outcomes]
    text = f"P4 F1 of recognising persons against Splink, {name}"
    tell(text, ratios, limit=LIMIT_F1, absolute=absolute | {"records": float(count)}, seed=SEED)


def main() -> None:
    if find_spec("splink") is None:
        skip("P4 recognising persons", "splink")
        return
    for name, read in (
        ("dataset1", read_febrl),
        ("dataset3", read_febrl),
        ("fake_1000", read_fake),
    ):
        path = FILES / f"{name}.csv"
        if not path.exists():
            print(f"P4 on {name}: left out, the file is not here", file=sys.stderr)
            continue
        records = read(path)
        tell_f1(name, [compare(records)], len(records))
    outcomes = []
    for number in range(ROUNDS):
        records = some_latvians(SEED + number)
        outcomes.append(compare(records))
    tell_f1("generated Latvian people", outcomes, len(records))
    ratios = [one.ours_s / one.splink_s for one in outcomes]
    name = "P4 time of recognising persons against Splink"
    absolute = {"records": float(len(records))}
    tell(name, ratios, limit=LIMIT_TIME, absolute=absolute, seed=SEED)


if __name__ == "__main__":
    main()
