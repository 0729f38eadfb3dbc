"""How PostgreSQL would answer a query: which tables from end to end, and by which indexes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg
from msgspec import Struct


class Plan(Struct, frozen=True):
    read_through: frozenset[str]
    """Tables that are read from end to end."""
    indexes: frozenset[str]
    rows: int
    """As it expects to find."""


def explain(
    db: psycopg.Connection[Any], query: bytes, params: Mapping[str, object] | Sequence[object]
) -> Plan:
    row = db.execute(b"EXPLAIN (FORMAT JSON) " + query, params).fetchone()
    assert row is not None
    nodes = list(_nodes(row[0][0]["Plan"]))
    return Plan(
        frozenset(node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"),
        frozenset(node["Index Name"] for node in nodes if "Index Name" in node),
        nodes[0]["Plan Rows"],
    )


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)
