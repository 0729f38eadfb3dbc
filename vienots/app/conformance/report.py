"""The walk as a page that both sides can sign: Latvian and English beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vienots.app.conformance.walk import Outcome
from vienots.kernel.clock import RIGA

TITLES = {
    "sign_in": ("Pieteikšanās ar klienta noslēpumu", "Signing in with the client's secret"),
    "judge": ("Dokumenta pārbaude bez saglabāšanas", "A document judged and not kept"),
    "first": ("Pirmais notikums un tas pats vēlreiz", "First event, and the same again"),
    "correct": ("Labojums, cita un novēlota versija", "Correction, another and a late version"),
    "be_refused": ("Noraidījums, tā saglabāšana un labošana", "A refusal, kept and mended"),
    "send_batch": ("Daudzi notikumi ar kļūdām, atkārtoti", "A batch with faults, sent twice"),
    "hear": ("Izmaiņas pēc kursora", "Changes by cursor"),
    "be_told": ("Parakstīts paziņojums pēc neveiksmes", "A signed webhook after a failure"),
    "answer_referral": ("Pārsūtīta notikuma pieņemšana", "Answering a referral"),
    "tidy": ("Pārbaudes notikumu atcelšana", "Cancelling the events of the walk"),
}
RESULTS = {
    "passed": ("izturēts", "passed"),
    "failed": ("NAV izturēts", "FAILED"),
    "not_tried": ("nav mēģināts", "not tried"),
}


def line_of(outcome: Outcome) -> str:
    title, result = TITLES[outcome.step], RESULTS[outcome.result]
    return f"{result[0]:13} {title[0]} / {title[1]}: {outcome.detail}"


def page_of(outcomes: Sequence[Outcome], base: str, client: str, at: datetime) -> str:
    """Markdown."""
    failed = sum(one.result == "failed" for one in outcomes)
    rows = [
        f"| {TITLES[one.step][0]} | {TITLES[one.step][1]} "
        f"| {' / '.join(RESULTS[one.result])} | {_cell(one.detail)} |"
        for one in outcomes
    ]
    verdict = "atbilst / conforms" if not failed else f"neatbilst / does not conform: {failed}"
    return "\n".join(
        [
            "# Žurnāla saskarnes pārbaude / Conformance of a journal",
            "",
            f"{at.astimezone(RIGA):%d.%m.%Y %H:%M} · {base} · {client}",
            "",
            "| solis | step | iznākums / result | ziņas / details |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            f"**{verdict}**",
            "",
            "Žurnāla uzturētājs / Journal's side: ______________________",
            "",
            "Reģistra uzturētājs / Register's side: ______________________",
            "",
        ]
    )


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
