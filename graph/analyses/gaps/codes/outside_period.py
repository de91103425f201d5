"""Dates do not fit: a bound of an edge lies beyond a bound of one of its ends.

Only bounds that are written down count; an edge that lies wholly before or after its end counts too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.analyses.gaps.area import Area
from graph.analyses.gaps.code import Evidence, GapCode, Matter, Where, persons_among
from graph.analyses.gaps.example import AN, BRUG, ICT, SCHOOL, Example, edge, node
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.mandates import cause_at
from graph.analyses.gaps.places import places_of_edge
from graph.analyses.gaps.sentences import at, edge_words, end_words, period_words
from graph.domain.kinds import Edge, Mandate, Node
from graph.domain.periods import in_force
from graph.domain.text import N_, Text
from graph.model.bounds import Bounds, Dates
from graph.model.snapshot import Snapshot

__all__ = ["OUTSIDE_PERIOD"]


class _EdgesBeyond(Matter[Edge, Edge]):
    """The edges that have a bound beyond one of an end, whatever the day."""

    def ever(self, area: Area) -> Iterable[Edge]:
        return (edge for edge in area.edges if _end_left(area.snapshot, edge) is not None)

    def on(self, look: Look, key: Edge) -> Edge:
        return key

    def where(self, look: Look, key: Edge) -> Where:
        places = places_of_edge(look.coverage, key)
        is_mandate = isinstance(key, Mandate)
        return Where(
            organisation=places[0] if places else None,
            subject=key.to_id if is_mandate else None,
            mandate=key.kind if is_mandate else None,
            affects=places[1:],
        )

    def bounds(self, bounds: Bounds, key: Edge) -> frozenset[date]:
        return bounds.of_edge(key)

    def identity(self, key: Edge) -> tuple[str, ...]:
        return (key.id,)


def _end_left(snapshot: Snapshot, edge: Edge) -> Node | None:
    """The first end whose bounds an edge goes beyond."""
    if edge.since is None and edge.until is None:
        return None
    for end_id in (edge.from_id, edge.to_id):
        end = snapshot.node(end_id)
        if end is not None and (end.since is not None or end.until is not None) and _is_beyond(edge, end):
            return end
    return None


def _is_beyond(edge: Edge, end: Node) -> bool:
    begins_early = edge.since is not None and end.since is not None and edge.since < end.since
    begins_late = edge.since is not None and end.until is not None and edge.since >= end.until
    ends_late = edge.until is not None and end.until is not None and edge.until > end.until
    ends_early = edge.until is not None and end.since is not None and edge.until <= end.since
    return begins_early or begins_late or ends_late or ends_early


def _judge(look: Look, edge: Edge) -> Node | None:
    return _end_left(look.snapshot, edge) if in_force(edge, look.on) else None


def _bounds(bounds: Bounds, edge: Edge) -> Dates:
    return bounds.of_record(edge)


def _evidence(look: Look, edge: Edge, end: Node) -> Evidence:
    return Evidence(records=(edge.id,), persons=persons_among([edge.from_id, edge.to_id]), caused_by=cause_at(end.id))


def _message(edge: Edge, end: Node, where: Where) -> Text:
    return Text(
        "Dates do not fit{at}: {edge} runs {period}, but {end} exists {period_of_end}.",
        at=at(where.organisation),
        edge=edge_words(edge),
        period=period_words(edge),
        end=end_words(end),
        period_of_end=period_words(end),
    )


OUTSIDE_PERIOD = GapCode(
    code="outside_period",
    severity="low",
    title=N_("Dates do not fit"),
    matter=_EdgesBeyond(),
    judge=_judge,
    bounds=_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        (*SCHOOL, node(ICT, until="2027-01-01"), edge("AT", ICT, BRUG)),
        has_it=(edge("HOLDS", AN, ICT, since="2026-09-01", until="2027-09-01"),),
        has_it_not=(edge("HOLDS", AN, ICT, since="2026-09-01", until="2027-01-01"),),
    ),
)
