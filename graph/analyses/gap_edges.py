"""What is wrong with single edges: dates that do not fit, double entries, mandates not confirmed for long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from graph.analyses.gap_dates import DatesNear
from graph.analyses.gap_days import Days
from graph.analyses.gap_drafts import Draft, Period, persons_among
from graph.analyses.gap_places import places_of_edge, places_of_mandate
from graph.domain.kinds import EDGE_KINDS, Edge, Holds, Mandate, Node
from graph.domain.periods import in_force, school_year_of
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["confirmed_since", "outside_period", "overlapping", "stale"]

MONTH_OF_CONFIRMATION = 11
"""From 1 November on, mandates should have been confirmed in the school year that runs."""


# Dates that do not fit


def outside_period(coverage: Coverage) -> Iterator[Draft]:
    """The edges whose own period holds the day, with a bound beyond a bound of one of their ends.

    Only bounds that are written down count; an edge that lies wholly before or after its end counts too. Cost: reads
    every edge the first time on a snapshot.
    """
    snapshot = coverage.snapshot
    for edge, end in snapshot.kept("edges outside the period of an end", lambda: tuple(_outside(snapshot))):
        if not in_force(edge, coverage.on):
            continue
        places = places_of_edge(coverage, edge)
        yield Draft(
            code="outside_period",
            organisation=places[0] if places else None,
            subject=edge.to_id if isinstance(edge, Mandate) else None,
            mandate=edge.kind if isinstance(edge, Mandate) else None,
            persons=persons_among([edge.from_id, edge.to_id]),
            caused_by=end.id if end.id.startswith(("role/", "person/")) else None,
            affects=places[1:],
            evidence=(edge.id,),
            about=(edge.id,),
            facts={"edge": edge, "end": end},
            period=(edge.since, edge.until),
        )


def _outside(snapshot: Snapshot) -> Iterator[tuple[Edge, Node]]:
    for kind in EDGE_KINDS.values():
        for edge in snapshot.edges(kind):
            if edge.since is None and edge.until is None:
                continue
            for end_id in (edge.from_id, edge.to_id):
                end = snapshot.node(end_id)
                if end is not None and _is_beyond(edge, end):
                    yield edge, end
                    break


def _is_beyond(edge: Edge, end: Node) -> bool:
    begins_early = edge.since is not None and end.since is not None and edge.since < end.since
    begins_late = edge.since is not None and end.until is not None and edge.since >= end.until
    ends_late = edge.until is not None and end.until is not None and edge.until > end.until
    ends_early = edge.until is not None and end.since is not None and edge.until <= end.since
    return begins_early or begins_late or ends_late or ends_early


# Double entries


def overlapping(days: Days, near: DatesNear, coverage: Coverage) -> Iterator[Draft]:
    """The pairs of holdings, or of mandates with a common scope, that say the same twice on the day.

    Acting never overlaps. Cost: reads every holding and mandate the first time on a snapshot.
    """
    snapshot = coverage.snapshot
    for one, other in snapshot.kept("edges that repeat another", lambda: tuple(_repeats(snapshot))):
        if _overlap_on(coverage, one, other):
            yield _overlap_draft(days, near, coverage, one, other)


def _repeats(snapshot: Snapshot) -> Iterator[tuple[Holds | Mandate, Holds | Mandate]]:
    yield from _pairs(snapshot.edges(Holds))
    yield from _pairs(snapshot.mandates())


def _pairs(edges: Iterable[Holds | Mandate]) -> Iterator[tuple[Holds | Mandate, Holds | Mandate]]:
    same: dict[tuple[str, str, str], list[Holds | Mandate]] = {}
    for edge in edges:
        if edge.acting_for is None:
            same.setdefault((edge.kind, edge.from_id, edge.to_id), []).append(edge)
    for repeated in same.values():
        if len(repeated) > 1:
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
                period=_stale_period(coverage.snapshot, edge),
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


def _stale_period(snapshot: Snapshot, edge: Mandate) -> Period:
    """The period of the mandate and its ends, from the first 1 November by which it had to be confirmed."""
    last = _last_word(edge)
    starts = [] if last is None else [date(school_year_of(last).first_year + 1, MONTH_OF_CONFIRMATION, 1)]
    stops = []
    for record in (edge, snapshot.node(edge.from_id), snapshot.node(edge.to_id)):
        if record is not None and record.since is not None:
            starts.append(record.since)
        if record is not None and record.until is not None:
            stops.append(record.until)
    return max(starts, default=None), min(stops, default=None)
