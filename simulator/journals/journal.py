"""One journal at work: its clerks write, its vendor's program sends, listens and answers."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from simulator.journals import invent
from simulator.journals.book import Book, Kept, Offer
from simulator.journals.habits import Habit
from simulator.journals.line import Away, Line

log = structlog.get_logger()

HOUR = timedelta(hours=1)
CHANGES_AT_ONCE = 200
REASON = "Nav brīvas patruļas"


class Journal:
    """Its book is the truth; a turn that fails somewhere is made good by the next ones."""

    def __init__(  # noqa: PLR0913 (one journal and all that makes it)
        self,
        institution: str,
        town: Mapping[str, Any],
        habit: Habit,
        line: Line,
        seed: int,
        prefix: str,
    ) -> None:
        self.institution = institution
        self.habit = habit
        self.book = Book()
        self.line = line
        self._town = town
        self._rng = random.Random(seed)
        self._prefix = prefix
        self._turn = 0
        self._count = 0

    async def turn(self) -> None:
        """A step of its day: write, correct, send when it is time to, listen, answer."""
        self._turn += 1
        self._write()
        self._correct()
        sends = self._turn % self.habit.sends_every == 0 and self._turn > self.habit.silent_for
        await self._attempt(listening=not self._turn <= self.habit.silent_for, sending=sends)

    async def settle(self) -> None:
        """After the day: no new events and no tricks, only what is still to be done."""
        await self._attempt(listening=True, sending=True, calm=True)
        for kept in self.book.events.values():
            if kept.refused:
                self._mend(kept)

    async def _attempt(self, *, listening: bool, sending: bool, calm: bool = False) -> None:
        try:
            if listening:
                await self._listen()
                await self._answer(at_once=calm)
            if sending:
                await self._send(calm=calm)
        except Away as away:
            log.info("journal.away", journal=self.institution, why=str(away)[:120])

    # ---- clerks ----------------------------------------------------------------------------------

    def _write(self) -> None:
        whole, part = divmod(self.habit.events, 1)
        for _ in range(int(whole) + (self._rng.random() < part)):
            event = invent.new_event(self._rng, self._next_id(), self._town, self._time())
            wrong = self._rng.random() < self.habit.wrong
            said = event | {"type": invent.WRONG_TYPE} if wrong else event
            self.book.events[event["source_id"]] = Kept(said, event if wrong else None)

    def _correct(self) -> None:
        for kept in self.book.events.values():
            if kept.refused:
                self._mend(kept)
            elif kept.right is None and self._rng.random() < self.habit.corrects / 4:
                kept.said = invent.corrected(self._rng, kept.said)

    def _mend(self, kept: Kept) -> None:
        """What the refusal named is put right: the code and the time that were meant. As a new
        version: a line that broke may have brought the old one in."""
        right = (kept.right or kept.said) | {"version": kept.said["version"] + 1}
        received = datetime.fromisoformat(right["received_at"])
        true = received - max(self.habit.clock_off, timedelta())
        kept.said = right | {"received_at": true.isoformat(timespec="seconds")}
        kept.right, kept.refused = None, False

    def _next_id(self) -> str:
        self._count += 1
        return f"{self._prefix}{self._count}/2026-Ķ"

    def _time(self) -> datetime:
        spent = timedelta(minutes=self._rng.uniform(0, 5))
        return datetime.now(UTC) - spent + self.habit.clock_off

    # ---- sending ---------------------------------------------------------------------------------

    async def _send(self, *, calm: bool) -> None:
        waiting = self.book.waiting()
        if not calm and waiting and self._rng.random() < self.habit.cuts:
            await self.line.break_off(self._rng, [one.said for one in waiting])
            return
        if self.habit.batches and waiting:
            await self._send_body(waiting)
        else:
            for kept in waiting:
                await self._send_one(kept)
        if not calm:
            await self._repeat()

    async def _send_one(self, kept: Kept) -> None:
        answer = await self.line.put(kept.said)
        self._note(kept, answer.status_code, answer.json())

    async def _send_body(self, waiting: Sequence[Kept]) -> None:
        for line in await self.line.put_many([one.said for one in waiting]):
            # Whatever the clerks did meanwhile, the answer is about what was sent.
            self._note(waiting[line["line"] - 1], line["status"], line.get("problem") or line)

    def _note(self, kept: Kept, status: int, answer: Mapping[str, Any]) -> None:
        if status in (200, 201):
            kept.taken = kept.said["version"]
            kept.number = answer["number"]
        elif status == 409 and answer["code"] == "exchange.version_passed":
            kept.taken = answer["data"]["version"]
        elif status == 503:
            return
        elif status in (400, 409):
            kept.refused = True
            log.info("journal.refused", journal=self.institution, code=answer["code"])
        else:
            raise Away(f"{status} {answer}")

    async def _repeat(self) -> None:
        """Vendors that do not trust an answer; the register takes nothing twice."""
        for kept in list(self.book.events.values())[-5:]:
            if kept.taken == kept.said["version"] and self._rng.random() < self.habit.repeats:
                await self.line.put(kept.said)
                if kept.taken > 1:
                    await self.line.put(kept.said | {"version": kept.taken - 1})

    # ---- listening and answering -----------------------------------------------------------------

    async def _listen(self) -> None:
        while True:
            after = {} if self.book.cursor is None else {"after": self.book.cursor}
            answer = await self.line.get("/changes", limit=CHANGES_AT_ONCE, **after)
            if answer.status_code != 200:
                raise Away(f"changes: {answer.status_code}")
            told = answer.json()
            for one in told:
                self.book.hear(one)
            if self.book.cursor == answer.headers["vienots-cursor"]:
                return
            self.book.cursor = answer.headers["vienots-cursor"]

    async def _answer(self, *, at_once: bool) -> None:
        if not self.habit.answers:
            return
        for offer in list(self.book.offers.values()):
            if at_once or self._rng.random() < 0.5:
                await self._answer_one(offer)

    async def _answer_one(self, offer: Offer) -> None:
        """What comes of it is heard like everything else: also that somebody was quicker."""
        path = f"/referrals/{offer.id}"
        if offer.state == "offered" and self._rng.random() < self.habit.accepts:
            await self.line.post(f"{path}/accept")
        elif offer.state == "offered":
            await self.line.post(f"{path}/reject", {"reason": REASON})
        elif offer.state == "accepted":
            kept = self._entry_of(offer)
            if kept.said["status"] != "completed":
                kept.said = invent.completed(
                    self._rng, kept.said | {"version": kept.said["version"] + 1}
                )
            await self.line.post(f"{path}/complete", {"outcome": "done"})

    def _entry_of(self, offer: Offer) -> Kept:
        for kept in self.book.events.values():
            if kept.said.get("related", {}).get("card") == offer.card:
                return kept
        event = invent.of_card(self._rng, self._next_id(), offer, self._time())
        return self.book.events.setdefault(event["source_id"], Kept(event))
