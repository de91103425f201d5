"""What is wrong with single edges: dates that do not fit, double entries, mandates not confirmed for long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from graph.analyses.gaps.dates import DatesNear
from graph.analyses.gaps.days import Days
from graph.analyses.gaps.drafts import Draft, Period, persons_among
from graph.analyses.gaps.places import places_of_edge, places_of_mandate
from graph.domain.kinds import Edge, Holds, Mandate, Node
from graph.domain.periods import in_force, school_year_of
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = [
    "MONTH_OF_CONFIRMATION",
    "confirmed_since",
    "entered_twice",
    "leaves_an_end",
    "outside_period",
    "overlapping",
    "stale",
]

MONTH_OF_CONFIRMATION = 11
"""From 1 November on, mandates should have been confirmed in the school year that runs."""


# Dates that do not fit


def outside_period(coverage: Coverage, edges: Iterable[Edge]) -> Iterator[Draft]:
    """The edges among those given whose own period holds the day, with a bound beyond a bound of an end.

    Only bounds that are written down count; an edge that lies wholly before or after its end counts too.
    """
    for edge in edges:
        if (edge.since is not None or edge.until is not None) and in_force(edge, coverage.on):
            end = _end_left(coverage.snapshot, edge)
            if end is not None:
                yield _outside_draft(coverage, edge, end)


def _outside_draft(coverage: Coverage, edge: Edge, end: Node) -> Draft:
    places = places_of_edge(coverage, edge)
    is_mandate = isinstance(edge, Mandate)
    return Draft(
        code="outside_period",
        organisation=places[0] if places else None,
        subject=edge.to_id if is_mandate else None,
        mandate=edge.kind if is_mandate else None,
        persons=persons_among([edge.from_id, edge.to_id]),
        caused_by=end.id if end.id.startswith(("role/", "person/")) else None,
        affects=places[1:],
        evidence=(edge.id,),
        about=(edge.id,),
        facts={"edge": edge, "end": end},
        period=(edge.since, edge.until),
    )


def leaves_an_end(snapshot: Snapshot, edge: Edge) -> bool:
    """Whether a written bound of an edge lies beyond a written bound of one of its ends, whatever the day."""
    return _end_left(snapshot, edge) is not None


def _end_left(snapshot: Snapshot, edge: Edge) -> Node | None:
    """The first end whose bounds an edge goes beyond."""
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


# Double entries


def overlapping(days: Days, near: DatesNear, coverage: Coverage, edges: Iterable[Edge]) -> Iterator[Draft]:
    """The pairs of holdings, or of mandates with a common scope, that say the same twice on the day.

    Acting never overlaps.

    Args:
        days: the coverages by day.
        near: the bounds of the same snapshot.
        coverage: of the day asked.
        edges: the edges to look among; of a pair both.
    """
    for one, other in entered_twice(edges):
        if _overlap_on(coverage, one, other):
            yield _overlap_draft(days, near, coverage, one, other)


def entered_twice(edges: Iterable[Edge]) -> Iterator[tuple[Holds | Mandate, Holds | Mandate]]:
    """The pairs of holdings, or of mandates, with the same ends and kind, on whatever days; acting ones left out."""
    first: dict[tuple[str, str, str], Holds | Mandate] = {}
    more: dict[tuple[str, str, str], list[Holds | Mandate]] = {}
    for edge in edges:
        if isinstance(edge, Holds | Mandate) and edge.acting_for is None:
            key = (edge.from_id, edge.to_id, edge.kind)
            if first.setdefault(key, edge) is not edge:
                more.setdefault(key, [first[key]]).append(edge)
    for repeated in more.values():
        yield from combinations(sorted(repeated, key=lambda edge: edge.id), 2)


def _overlap_on(coverage: Coverage, one: Edge, other: Edge) -> bool:
    snapshot, on = coverage.snapshot, coverage.on
    if not (snapshot.in_force(one, on) and snapshot.in_force(other, on)):
        return False
    if isinstance(one, Mandate) and isinstance(other, Mandate):
        return not set(coverage.scope_of(one)).isdisjoint(coverage.scope_of(other))
    return True


def _overlap_draft(
    days: Days, near: DatesNear, coverage: Coverage, one: Holds | Mandate, other: Holds | Mandate
) -> Draft:
    places = _common_places(coverage, one, other)
    is_mandate = isinstance(one, Mandate)
    ends = persons_among([one.from_id])
    return Draft(
        code="overlapping",
        organisation=places[0] if places else None,
        subject=one.to_id if is_mandate else None,
        mandate=one.kind if is_mandate else None,
        persons=ends,
        caused_by=one.from_id if one.from_id.startswith(("role/", "person/")) else None,
        affects=places[1:],
        evidence=(one.id, other.id),
        about=(one.id, other.id),
        facts={"edge": one},
        holds=lambda day: _overlap_on(days.at(day), one, other),
        dates=lambda: _overlap_dates(near, one, other),
    )


def _common_places(coverage: Coverage, one: Edge, other: Edge) -> tuple[str, ...]:
    if isinstance(one, Mandate) and isinstance(other, Mandate):
        return tuple(sorted({*coverage.scope_of(one)} & {*coverage.scope_of(other)}))
    return places_of_edge(coverage, one)


def _overlap_dates(near: DatesNear, one: Holds | Mandate, other: Holds | Mandate) -> set[date]:
    found = set(near.of_holder(one.from_id) | near.of_holder(one.to_id))
    for edge in (one, other):
        found.update(bound for bound in (edge.since, edge.until) if bound is not None)
        for place in edge.scope if isinstance(edge, Mandate) else ():
            found |= near.of_place(place)
    return found


# Mandates not confirmed for long


def stale(coverage: Coverage, mandates: Iterable[Mandate]) -> Iterator[Draft]:
    """The mandates among those given, all in force, not confirmed for the school year that had to be."""
    due = confirmed_since(coverage.on)
    for edge in mandates:
        last = _last_word(edge)
        if last is not None and last < due:
            places = places_of_mandate(coverage, edge)
            yield Draft(
                code="stale",
                organisation=places[0] if places else None,
                subject=edge.to_id,
                mandate=edge.kind,
                persons=persons_among([edge.from_id]),
                caused_by=edge.from_id if edge.from_id.startswith(("role/", "person/")) else None,
                affects=places[1:],
                evidence=(edge.id,),
                about=(edge.id,),
                facts={"last": last},
                period=_stale_period(coverage.snapshot, edge, last),
            )


def confirmed_since(on: date) -> date:
    """The day since which mandates must have been confirmed: 1 September of the school year that counts.

    From 1 November that is the year that runs, before that the one before it.
    """
    year = school_year_of(on)
    runs_long_enough = on >= date(year.first_year, MONTH_OF_CONFIRMATION, 1)
    return year.since if runs_long_enough else date(year.first_year - 1, year.since.month, year.since.day)


def _last_word(edge: Mandate) -> date | None:
    """The latest day on which a mandate was confirmed, granted or begun."""
    last = edge.since
    for day in (edge.granted_on, edge.verified_on):
        if day is not None and (last is None or day > last):
            last = day
    return last


def _stale_period(snapshot: Snapshot, edge: Mandate, last: date) -> Period:
    """The period of the mandate and its ends, from the first 1 November by which it had to be confirmed."""
    starts = [date(school_year_of(last).first_year + 1, MONTH_OF_CONFIRMATION, 1)]
    stops = []
    for record in (edge, snapshot.node(edge.from_id), snapshot.node(edge.to_id)):
        if record is not None and record.since is not None:
            starts.append(record.since)
        if record is not None and record.until is not None:
            stops.append(record.until)
    return max(starts), min(stops, default=None)
