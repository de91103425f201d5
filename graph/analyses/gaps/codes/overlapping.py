"""Entered twice: two holdings of one person and role, or two mandates with a common scope, that say the same.

Different ceilings count as the same; acting never overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Literal

from graph.analyses.gaps.area import Area
from graph.analyses.gaps.code import Evidence, GapCode, Matter, Where, persons_among
from graph.analyses.gaps.example import AN, FUNCTION, ICT, SCHOOL, Example, edge
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.mandates import cause_at
from graph.analyses.gaps.places import places_of_edge
from graph.analyses.gaps.sentences import at, edge_words
from graph.domain.kinds import Holds, Mandate
from graph.domain.text import N_, Text
from graph.model.bounds import Bounds, Dates

__all__ = ["OVERLAPPING"]

Pair = tuple["Holds | Mandate", "Holds | Mandate"]


class _Pairs(Matter[Pair, Pair]):
    """The holdings and mandates with the same ends and kind, two by two, on whatever days."""

    def ever(self, area: Area) -> Iterator[Pair]:
        first: dict[tuple[str, str, str], Holds | Mandate] = {}
        more: dict[tuple[str, str, str], list[Holds | Mandate]] = {}
        for each in area.edges:
            if isinstance(each, Holds | Mandate) and each.acting_for is None:
                key = (each.from_id, each.to_id, each.kind)
                if first.setdefault(key, each) is not each:
                    more.setdefault(key, [first[key]]).append(each)
        for repeated in more.values():
            yield from combinations(sorted(repeated, key=lambda each: each.id), 2)

    def on(self, look: Look, key: Pair) -> Pair:
        return key

    def where(self, look: Look, key: Pair) -> Where:
        one, other = key
        if not isinstance(one, Mandate) or not isinstance(other, Mandate):
            places = places_of_edge(look.coverage, one)
            return Where(organisation=places[0] if places else None, affects=places[1:])
        places = tuple(sorted(_common_scope(look, one, other)))
        return Where(
            organisation=places[0] if places else None, subject=one.to_id, mandate=one.kind, affects=places[1:]
        )

    def bounds(self, bounds: Bounds, key: Pair) -> frozenset[date]:
        return bounds.of_edge(key[0]) | bounds.of_edge(key[1])

    def identity(self, key: Pair) -> tuple[str, ...]:
        return key[0].id, key[1].id


def _common_scope(look: Look, one: Mandate, other: Mandate) -> set[str]:
    return {*look.coverage.scope_of(one)} & {*look.coverage.scope_of(other)}


def _judge(look: Look, pair: Pair) -> Literal[True] | None:
    one, other = pair
    if not (look.snapshot.in_force(one, look.on) and look.snapshot.in_force(other, look.on)):
        return None
    if isinstance(one, Mandate) and isinstance(other, Mandate):
        return True if _common_scope(look, one, other) else None
    return True


def _bounds(bounds: Bounds, pair: Pair) -> Dates:
    return bounds.of_edge(pair[0]) | bounds.of_edge(pair[1])


def _evidence(look: Look, pair: Pair, found: Literal[True]) -> Evidence:
    holder = pair[0].from_id
    return Evidence(records=[edge.id for edge in pair], persons=persons_among([holder]), caused_by=cause_at(holder))


def _message(pair: Pair, found: Literal[True], where: Where) -> Text:
    return Text(
        "Entered twice{at}: {edge} is there twice for the same period.",
        at=at(where.organisation),
        edge=edge_words(pair[0]),
    )


OVERLAPPING = GapCode(
    code="overlapping",
    severity="low",
    title=N_("Entered twice"),
    matter=_Pairs(),
    judge=_judge,
    bounds=_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        (*SCHOOL, *FUNCTION, edge("HOLDS", AN, ICT, since="2025-09-01", until="2026-12-01")),
        has_it=(edge("HOLDS", AN, ICT, since="2026-10-01"),),
        has_it_not=(edge("HOLDS", AN, ICT, since="2026-12-01"),),
    ),
)
