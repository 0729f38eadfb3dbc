"""What every answer of the walk must keep; each rule names what is wrong, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from os.path import commonprefix
from typing import Any
from uuid import UUID

from msgspec import Struct

from tests.walk.address import PURPOSE, Address
from tests.walk.serving import Answer, Request
from tests.walk.story import SHARED_CODE, SHARED_PHONE, SHARED_PLATE, Story
from tests.walk.walkers import Walker
from vienots.audit.actions.following import read_shown

MOVES_WITH_THE_CLOCK = frozenset({"age_s", "cursor", "longest_s", "oldest_s", "at"})
"""Fields that tell of the moment of asking."""
NAMELESS = frozenset({"machine", "open", "house", "staff", "cards", "events", "terms"})


class Asked(Struct, frozen=True):
    """One request with all that is known of it."""

    address: Address
    request: Request
    walker: Walker
    story: Story
    stories: Sequence[Story]
    """All that this walker may see."""
    is_first: bool
    """Of its address."""


_IS_NUMBER = re.compile(r"[0-9a-f-]{36}|[A-Z]+-\d{4}-\d+")
"""An id, or a registration number."""


def wrong_status(asked: Asked, answer: Answer) -> str | None:
    may = asked.address.asks <= asked.walker.rights
    if answer.status >= 500:
        return f"{answer.status} {answer.text[:300]}"
    if may and answer.status == 403:
        return f"403 though the table allows it: {answer.text[:200]}"
    if not may and answer.status != 403:
        return f"{answer.status} though the table forbids it"
    return None


def hidden_told(asked: Asked, answer: Answer, markers: frozenset[str]) -> str | None:
    """Whatever the reader said himself may come back to him."""
    told = answer.headers + answer.text
    said = asked.request.said
    if asked.address.kind == "terms":
        markers = frozenset(mark for mark in markers if not _IS_NUMBER.fullmatch(mark))
    found = sorted(mark for mark in markers if _stands_in(told, mark) and mark not in said)
    return f"tells of the hidden: {found[:5]}" if found else None


def _stands_in(told: str, mark: str) -> bool:
    """By itself: VALPP-2026-000001 holds no LPP-2026-000001."""
    return mark in told and re.search(rf"(?<!\w){re.escape(mark)}", told) is not None


def people_named(asked: Asked, answer: Answer) -> str | None:
    if asked.address.kind not in NAMELESS:
        return None
    words = {SHARED_CODE, SHARED_PHONE, SHARED_PLATE}
    for story in asked.stories:
        words |= {*story.told.personal["p1"], *story.told.personal["p2"], story.told.plate}
        words |= {story.told.paper}
    if asked.address.kind == "cards":
        # Who calls is known by the number: that is the card's work.
        words -= {story.told.phone for story in asked.stories}
    text = answer.text
    said = asked.request.said
    found = sorted(word for word in words if word in text and word not in said)
    return f"names people without a look: {found[:5]}" if found else None


def unlogged(asked: Asked, answer: Answer) -> str | None:
    """Rows told = rows written down, with the purpose; nothing is written of what was refused."""
    if asked.address.logs is None:
        return f"a look that nobody expects: {_topics(answer)}" if answer.looks else None
    if answer.status >= 400:
        return f"refused, but written down: {_topics(answer)}" if answer.looks else None
    if not answer.looks:
        return None if _is_empty(asked, answer) else "nothing is written down"
    purposes = {f"{look.purpose};ref={look.purpose_ref}" for look in answer.looks}
    if purposes != {asked.address.purpose or PURPOSE}:
        return f"written down for {purposes}"
    return _LOGGED[asked.address.logs](asked, answer)


def _is_empty(asked: Asked, answer: Answer) -> bool:
    """Nothing was found: there is nothing to write down but a search for a purpose."""
    if asked.address.logs == "items":
        return not _items_in(answer.json())
    return asked.address.purpose is None and not _events_in(asked, answer)


def _topics(answer: Answer) -> list[str]:
    return [look.topic for look in answer.looks]


def _refs_differ(asked: Asked, answer: Answer) -> str | None:
    """The people of the one event that is open, by their refs."""
    if answer.kind == "application/pdf":
        return None
    event_id = UUID(_event_of(asked))
    told = {ref for ref, words in asked.story.told.refs.items() if _tells(answer.text, words)}
    logged = {ref for look in answer.looks for ref in read_shown(look).events.get(event_id, [])}
    return None if told == logged else f"tells of {sorted(told)}, writes down {sorted(logged)}"


def _event_of(asked: Asked) -> str:
    ids = asked.story.ids
    return ids["stated_id"] if "source_id" in asked.address.path else ids["event_id"]


def _tells(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _hits_differ(asked: Asked, answer: Answer) -> str | None:
    shown = [read_shown(look) for look in answer.looks]
    logged = {str(event) for one in shown for event in one.events}
    told = _events_in(asked, answer)
    counts = asked.address.logs == "things"
    if told - logged if counts else told != logged:
        return f"tells of events {sorted(told)}, writes down {sorted(logged)}"
    persons = {number for one in shown for number in one.persons}
    named = _persons_in(answer.json())
    return None if named <= persons else f"tells of persons {named}, writes down {persons}"


def _events_in(asked: Asked, answer: Answer) -> set[str]:
    known = {
        story.ids[name]
        for story in asked.stories
        for name in ("event_id", "other_event_id", "stated_id", "card_event_id")
        if name in story.ids
    }
    return {event for event in known if event in answer.text}


def _persons_in(told: Any) -> set[int]:
    """Persons of the index, wherever they stand in an answer."""
    if isinstance(told, list):
        return {number for one in told for number in _persons_in(one)}
    if not isinstance(told, dict):
        return set()
    found = {number for one in told.values() for number in _persons_in(one)}
    if told.get("kind") == "person":
        key = str(told.get("id") or told.get("key") or "").rpartition(":")[2]
        found |= {int(key)} if key.isdigit() else set()
    return found


def _items_differ(_: Asked, answer: Answer) -> str | None:
    logged = {str(item) for look in answer.looks for item in look.payload["items"]}
    told = _items_in(answer.json())
    return None if told == logged else f"tells of things {told}, writes down {logged}"


def _items_in(told: Any) -> set[str]:
    """A page of things, or offers with one each."""
    if isinstance(told, list):
        return {one["item"]["id"] for one in told}
    return {one["id"] for one in told["items"]}


def _subject_differs(asked: Asked, answer: Answer) -> str | None:
    wanted = set(asked.request.path.split("/")) & set(asked.story.ids.values())
    logged = {str(look.subject_id) for look in answer.looks}
    return None if wanted == logged else f"opens {wanted}, writes down {logged}"


_LOGGED: dict[str, Callable[[Asked, Answer], str | None]] = {
    "refs": _refs_differ,
    "hits": _hits_differ,
    "things": _hits_differ,
    "items": _items_differ,
    "subject": _subject_differs,
    "made": lambda *_: None,
}


def wanted_of(walker: Walker, stories: Sequence[Story]) -> set[str]:
    """Numbers that must have been told to who may see them: a walk may fail both ways."""
    seen = stories[: walker.sees + 1]
    found: set[str] = set()
    if walker.rights & {"register.read", "audit.read"}:
        found |= {story.ids["number"] for story in seen}
    if "calls.read" in walker.rights and walker.is_person:
        card = "fire_card_number" if walker.actor.institution == "vugd" else "card_number"
        found |= {story.ids[card] for story in seen if card in story.ids}
    return found


def differs(asked: Asked, before: Answer | None, after: Answer, since: datetime) -> str | None:
    """The same question in the world without what is hidden, and in the one with it."""
    if before is None or asked.address.fresh or asked.address.kind in ("machine", "terms"):
        return None
    if before.status != after.status:
        return f"{before.status} without the hidden, {after.status} with it: {after.text[:200]}"
    if after.kind == "application/pdf":
        return None
    one, other = _comparable(before, since), _comparable(after, since)
    if one == other:
        return None
    place = len(commonprefix([one, other]))
    near = slice(max(0, place - 60), place + 120)
    return f"differs: {one[near]!r} without the hidden, {other[near]!r} with it"


_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?")
_CURSOR = re.compile(r'("cursor": ?)"[^"]*"|(?m:^id: \d+-\d+$)')


def _comparable(answer: Answer, since: datetime) -> str:
    if "json" in answer.kind:
        return repr(_still(answer.json(), since))
    return _TIME.sub(lambda found: _still_time(found[0], since), _CURSOR.sub("", answer.text))


def _still(value: Any, since: datetime) -> Any:
    if isinstance(value, dict):
        return {k: _still(v, since) for k, v in value.items() if k not in MOVES_WITH_THE_CLOCK}
    if isinstance(value, list):
        return [_still(one, since) for one in value]
    if isinstance(value, str):
        return _TIME.sub(lambda found: _still_time(found[0], since), value)
    return value


def _still_time(text: str, since: datetime) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return "now" if moment.tzinfo is None or moment >= since else text
