"""The smallest graph that has a gap, and the one beside it that has not, in the native format.

The same example proves a rule in the tests and, of a rule that others bring, before it is used (`proof`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

__all__ = [
    "AN",
    "BRUG",
    "FUNCTION",
    "ICT",
    "SCHOOL",
    "TODAY",
    "TOM",
    "WIFI",
    "Example",
    "edge",
    "executes",
    "node",
    "norm",
]

Plain = Mapping[str, Any]

TODAY = date(2026, 10, 15)


@dataclass(frozen=True, slots=True)
class Example:
    """What a rule has to find exactly once, and what it has to leave alone.

    Attributes:
        both: nodes and edges of both graphs.
        has_it: those beside them where it has to be found.
        has_it_not: those beside them where it may not be found.
        on: the day on which both are looked at.
    """

    both: tuple[Plain, ...]
    has_it: tuple[Plain, ...] = ()
    has_it_not: tuple[Plain, ...] = ()
    on: date = TODAY


def node(node_id: str, **fields: Any) -> Plain:
    """A node called by its key."""
    return {"kind": node_id.partition("/")[0], "id": node_id, "name": node_id.partition("/")[2], **fields}


def edge(kind: str, from_id: str, to_id: str, **fields: Any) -> Plain:
    """An edge, whose id is derived."""
    return {"kind": kind, "from": from_id, "to": to_id, **fields}


def norm(**fields: Any) -> Plain:
    """A norm on who takes care of the wifi."""
    return node("norm/wifi", subject=WIFI, mandate="EXECUTES", **fields)


def executes(person: str, **fields: Any) -> Plain:
    """Somebody who takes care of the wifi."""
    return edge("EXECUTES", person, WIFI, scope=[BRUG], **fields)


BRUG = "organisation/brug"
AN, TOM = "person/an", "person/tom"
WIFI, ICT = "task/wifi", "role/ict"

SCHOOL = (node(BRUG, type="school"), node(WIFI), node(AN), node(TOM))
"""A school, something to do and two people."""

FUNCTION = (node(ICT), edge("AT", ICT, BRUG))
"""A function at the school."""
