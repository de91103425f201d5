"""For each code of a gap the smallest graph that has it, and the one beside it that has not, in the native format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

__all__ = ["EXAMPLES", "Example", "ExamplePair"]

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A graph and the day on which it is looked at.

    Attributes:
        records: nodes and edges in the native format.
        on: the day.
    """

    records: tuple[Plain, ...]
    on: date


@dataclass(frozen=True, slots=True)
class ExamplePair:
    """What a rule has to find exactly once, and what it has to leave alone."""

    has_it: Example
    has_it_not: Example


def _node(node_id: str, **fields: Any) -> Plain:
    return {"kind": node_id.partition("/")[0], "id": node_id, "name": node_id.partition("/")[2], **fields}


def _edge(kind: str, from_id: str, to_id: str, **fields: Any) -> Plain:
    return {"kind": kind, "from": from_id, "to": to_id, **fields}


BRUG, DIJK, GROUP = "organisation/brug", "organisation/dijk", "organisation/groep"
AN, TOM = "person/an", "person/tom"
WIFI, BUY, ICT = "task/wifi", "decision/aankopen", "role/ict"
TODAY = date(2026, 10, 15)

_SCHOOL = (_node(BRUG, type="school"), _node(WIFI), _node(AN), _node(TOM))
_FUNCTION = (_node(ICT), _edge("AT", ICT, BRUG))


def _norm(**fields: Any) -> Plain:
    return _node("norm/wifi", subject=WIFI, mandate="EXECUTES", **fields)


def _executes(person: str, **fields: Any) -> Plain:
    return _edge("EXECUTES", person, WIFI, scope=[BRUG], **fields)


def _pair(common: tuple[Plain, ...], has_it: tuple[Plain, ...], has_it_not: tuple[Plain, ...]) -> ExamplePair:
    return ExamplePair(Example((*common, *has_it), TODAY), Example((*common, *has_it_not), TODAY))


def _vacant() -> ExamplePair:
    return _pair((*_SCHOOL, _norm()), (), (_executes(AN),))


def _absent() -> ExamplePair:
    away = (*_SCHOOL, _norm(), _executes(AN), _edge("ABSENT_FROM", AN, BRUG))
    return _pair(away, (), (_executes(TOM),))


def _fallback_only() -> ExamplePair:
    head = (
        *_SCHOOL,
        *_FUNCTION,
        _node("role_type/directie"),
        _edge("OF_TYPE", ICT, "role_type/directie"),
        _edge("HOLDS", AN, ICT),
        _norm(fallback="role_type/directie"),
    )
    return _pair(head, (), (_executes(TOM),))


def _under_norm() -> ExamplePair:
    return _pair((*_SCHOOL, _norm(minimum=2), _executes(AN)), (), (_executes(TOM),))


def _over_norm() -> ExamplePair:
    return _pair((*_SCHOOL, _norm(maximum=1), _executes(AN)), (_executes(TOM),), ())


def _unfilled_role() -> ExamplePair:
    return _pair((*_SCHOOL, *_FUNCTION), (), (_edge("HOLDS", AN, ICT),))


def _not_independent() -> ExamplePair:
    two = (
        *_SCHOOL,
        _node(DIJK, type="school"),
        _norm(minimum=2, independent_of=["school"], applies_to=[BRUG]),
        _executes(AN),
        _executes(TOM),
        _edge("AFFILIATED_WITH", AN, BRUG),
    )
    return _pair(two, (_edge("AFFILIATED_WITH", TOM, BRUG),), (_edge("AFFILIATED_WITH", TOM, DIJK),))


def _ends_soon() -> ExamplePair:
    ending = (*_SCHOOL, _norm(), _executes(AN, until="2026-12-01"))
    return _pair(ending, (), (_executes(TOM, since="2026-12-01"),))


def _never_granted() -> ExamplePair:
    deciding = (
        *_SCHOOL,
        _node(GROUP, type="school_group"),
        _edge("PART_OF", BRUG, GROUP),
        _node(BUY),
        _edge("DECIDES", TOM, BUY, scope=[BRUG], granted_by=GROUP),
    )
    granted = _edge("DECIDES", AN, BUY, scope=[BRUG], granted_by=GROUP)
    return _pair(deciding, (_edge("DECIDES", AN, BUY, scope=[BRUG]),), (granted,))


def _without_expertise() -> ExamplePair:
    asking = (
        *_SCHOOL,
        _node("expertise/netwerk"),
        _edge("REQUIRES", WIFI, "expertise/netwerk", level=2),
        _executes(AN),
    )
    knows = (_edge("KNOWS", AN, "expertise/netwerk", level=level) for level in (1, 2))
    return _pair(asking, (next(knows),), (next(knows),))


def _missing_coupled() -> ExamplePair:
    coupled = (
        *_SCHOOL,
        _norm(implies="norm/volgt-op"),
        _node("norm/volgt-op", subject=WIFI, mandate="STEERS", minimum=0),
        _executes(AN),
    )
    return _pair(coupled, (), (_edge("STEERS", AN, WIFI, scope=[BRUG]),))


def _outside_period() -> ExamplePair:
    ending = (*_SCHOOL, _node(ICT, until="2027-01-01"), _edge("AT", ICT, BRUG))
    beyond, within = (_edge("HOLDS", AN, ICT, since="2026-09-01", until=day) for day in ("2027-09-01", "2027-01-01"))
    return _pair(ending, (beyond,), (within,))


def _overlapping() -> ExamplePair:
    first = (*_SCHOOL, *_FUNCTION, _edge("HOLDS", AN, ICT, since="2025-09-01", until="2026-11-01"))
    during, after = (_edge("HOLDS", AN, ICT, since=day) for day in ("2026-10-01", "2026-11-01"))
    return _pair(first, (during,), (after,))


def _stale() -> ExamplePair:
    return _pair(
        _SCHOOL, (_executes(AN, since="2024-09-01"),), (_executes(AN, since="2024-09-01", verified_on="2026-09-14"),)
    )


EXAMPLES: Mapping[str, ExamplePair] = MappingProxyType(
    {
        "vacant": _vacant(),
        "absent_without_replacement": _absent(),
        "fallback_only": _fallback_only(),
        "under_norm": _under_norm(),
        "over_norm": _over_norm(),
        "unfilled_role": _unfilled_role(),
        "not_independent": _not_independent(),
        "ends_soon": _ends_soon(),
        "never_granted": _never_granted(),
        "without_expertise": _without_expertise(),
        "missing_coupled": _missing_coupled(),
        "outside_period": _outside_period(),
        "overlapping": _overlapping(),
        "stale": _stale(),
    }
)
"""The examples of each code."""
