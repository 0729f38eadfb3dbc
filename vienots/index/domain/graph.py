"""What is tied to what, two steps from where one stands: pure, from what the events tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from vienots.index.contracts import Edge, HitEvent, Kind, Links, Node

HOPS = 2
NODES_MAX = 80
_OWN = frozenset({"phone", "address", "mark"})
"""Tied to the person that they belong to; to the event only where they belong to nobody."""
DRIVER = "driver"


class ToldThing(Struct, frozen=True):
    """A thing as one event tells it."""

    event_id: UUID
    ref: str
    owner_ref: str | None
    root: int
    kind: Kind
    role: str | None
    label: str
    detail: str | None
    birth_on: date | None
    received_at: datetime


class Told(Struct, frozen=True):
    events: Sequence[HitEvent]
    things: Sequence[ToldThing]


class Graph(Struct, frozen=True):
    links: Links
    event_ids: list[UUID]
    """Every event of which something is shown."""


class _Tie(Struct, frozen=True):
    edge: Edge
    event_id: UUID


def thing_key(kind: str, root: int) -> str:
    return f"{kind}:{root}"


def event_key(event_id: UUID) -> str:
    return f"event:{event_id}"


def neighbours(told: Told, start: str) -> list[str]:
    """What is one step away."""
    return [key for key, hop in _hops(_ties(told), start).items() if hop == 1]


def build(told: Told, start: str, *, cut: bool) -> Graph:
    """The nearest nodes, within a node the newest; ties between those that are shown."""
    ties = _ties(told)
    hops = _hops(ties, start)
    nodes = sorted(_nodes(told, hops), key=lambda node: (node.hop, -node.at.timestamp(), node.key))
    shown = {node.key for node in nodes[:NODES_MAX]}
    between = [tie for tie in ties if tie.edge.start in shown and tie.edge.end in shown]
    edges = _newest_of_each(tie.edge for tie in between)
    events = {node.key for node in nodes[:NODES_MAX] if node.kind == "event"}
    ids = {tie.event_id for tie in between}
    ids |= {event.id for event in told.events if event_key(event.id) in events}
    links = Links(nodes[:NODES_MAX], edges, cut or len(nodes) > NODES_MAX)
    return Graph(links, sorted(ids))


def _ties(told: Told) -> list[_Tie]:
    persons = {
        (thing.event_id, thing.ref): thing for thing in told.things if thing.kind == "person"
    }
    ties = []
    for thing in told.things:
        key = thing_key(thing.kind, thing.root)
        owner = persons.get((thing.event_id, thing.owner_ref)) if thing.owner_ref else None
        if owner is not None:
            relation = thing.kind if thing.kind in _OWN else DRIVER
            ties.append(_tie(thing_key("person", owner.root), key, relation, thing))
        if owner is None or thing.kind not in _OWN:
            relation = thing.role or ("place" if thing.ref == "place" else thing.kind)
            ties.append(_tie(key, event_key(thing.event_id), relation, thing))
    return ties


def _tie(start: str, end: str, relation: str, thing: ToldThing) -> _Tie:
    return _Tie(Edge(start, end, relation, thing.received_at), thing.event_id)


def _hops(ties: Sequence[_Tie], start: str) -> dict[str, int]:
    beside: dict[str, set[str]] = {}
    for tie in ties:
        beside.setdefault(tie.edge.start, set()).add(tie.edge.end)
        beside.setdefault(tie.edge.end, set()).add(tie.edge.start)
    hops = {start: 0}
    edge = [start]
    for hop in range(1, HOPS + 1):
        edge = sorted({key for one in edge for key in beside.get(one, ())} - hops.keys())
        hops |= dict.fromkeys(edge, hop)
    return hops


def _nodes(told: Told, hops: Mapping[str, int]) -> list[Node]:
    nodes: dict[str, Node] = {}
    for event in told.events:
        key = event_key(event.id)
        if key in hops:
            nodes[key] = Node(key, "event", event.number, event.type, hops[key], event.received_at)
    # Newest first: a thing is called as it was called last.
    for thing in sorted(told.things, key=lambda thing: thing.received_at, reverse=True):
        key = thing_key(thing.kind, thing.root)
        if key in hops and key not in nodes:
            born = thing.birth_on.isoformat() if thing.birth_on else None
            detail = thing.detail or born
            nodes[key] = Node(key, thing.kind, thing.label, detail, hops[key], thing.received_at)
    return list(nodes.values())


def _newest_of_each(edges: Iterable[Edge]) -> list[Edge]:
    newest: dict[tuple[str, str, str], Edge] = {}
    for edge in edges:
        key = edge.start, edge.end, edge.relation
        if key not in newest or edge.at > newest[key].at:
            newest[key] = edge
    return sorted(newest.values(), key=lambda edge: (-edge.at.timestamp(), edge.start, edge.end))
