"""What an incident needs: run cards as data, the most exact one wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from vienots.dispatch.contracts import Need

EVERYTHING = "*"


class RunCard(Struct, frozen=True):
    code: str
    version: int
    service: str
    applies_to: str
    """An incident type, a group of types, or `*`."""
    needs: list[Need]
    valid_from: date
    valid_to: date | None

    @property
    def label(self) -> str:
        """As it is named to people and kept with a proposal: `UG-3/1`."""
        return f"{self.code}/{self.version}"


def pick_run_card(cards: Sequence[RunCard], service: str, type_code: str | None) -> RunCard | None:
    """Of those valid on the day: for the type, else for its group, else for everything."""
    code = type_code or EVERYTHING
    known = {card.applies_to: card for card in cards if card.service == service}
    for wanted in (code, code.partition(".")[0], EVERYTHING):
        if wanted in known:
            return known[wanted]
    return None


class ReferralRule(Struct, frozen=True):
    from_institution: str
    to_institution: str
    deadline_s: int
    valid_from: date
    valid_to: date | None


def find_rule(
    rules: Sequence[ReferralRule], from_institution: str, to_institution: str
) -> ReferralRule | None:
    return next(
        (
            rule
            for rule in rules
            if _names(rule.from_institution, from_institution)
            and _names(rule.to_institution, to_institution)
        ),
        None,
    )


def _names(pattern: str, code: str) -> bool:
    """`pp-` stands for every code that begins so; any other pattern for itself."""
    return code.startswith(pattern) if pattern.endswith("-") else code == pattern
