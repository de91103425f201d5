"""What can ever be a gap at some organisations, and on which days each can begin or stop.

A track follows one cell, function, mandate, edge or pair of edges through time. It is judged only on its own days:
between two of them nothing that it rests on changes. The judging itself is that of the report of one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from graph.analyses.gaps.cells import cell_code
from graph.analyses.gaps.coupled import missing_coupled
from graph.analyses.gaps.dates import DatesNear
from graph.analyses.gaps.days import Days
from graph.analyses.gaps.drafts import Draft
from graph.analyses.gaps.edges import (
    MONTH_OF_CONFIRMATION,
    entered_twice,
    leaves_an_end,
    outside_period,
    overlapping,
    stale,
)
from graph.analyses.gaps.expertise import Knowledge
from graph.analyses.gaps.findings import cell_finding_id, severity_of
from graph.analyses.gaps.grants import GRANTED_KINDS, dates_of_grant, grantors_recorded, never_granted
from graph.analyses.gaps.intervals import first_seen, people_near
from graph.analyses.gaps.places import all_edges, edges_near
from graph.analyses.gaps.roles import unfilled_role
from graph.domain.kinds import (
    JUDGED_KINDS,
    AffiliatedWith,
    At,
    BodyOf,
    Decision,
    Edge,
    Mandate,
    Norm,
    Organisation,
    PartOf,
    Requires,
    Role,
    Serves,
    Task,
    kind_of_id,
)
from graph.model.norms import may_apply
from graph.model.snapshot import Snapshot

__all__ = ["Gap", "Track", "Tracks"]

DAYS_KEPT = 48
"""Coverages kept at a time: the day that is judged, and the days that many judgements look back or ahead to."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What a track finds on a day: a finding without its evidence.

    Attributes:
        places: the organisations of the report that it is a gap of.
    """

    id: str
    code: str
    organisation: str | None
    subject: str | None
    mandate: str | None
    places: tuple[str, ...]

    @property
    def severity(self) -> str:
        """How grave it is."""
        return severity_of(self.code, self.mandate)


@dataclass(frozen=True, slots=True)
class Track:
    """Something that can be a gap, the days on which that can change, and what it is on a day."""

    days: frozenset[date]
    judge: Callable[[date], tuple[Gap, ...]]


class Tracks:
    """The tracks of an organisation with everything that ever lies below it, or of a whole graph.

    Args:
        snapshot: the graph.
        organisation: None = the whole graph.
        since: first day that will be asked.
        until: first day that will not.
    """

    def __init__(self, snapshot: Snapshot, organisation: str | None, since: date, until: date) -> None:
        self.snapshot = snapshot
        self.organisation = organisation
        self.years = range(since.year, until.year + 1)
        self.days = Days(snapshot, most=DAYS_KEPT)
        self.near = DatesNear(snapshot)
        self.organisations = _ever_below(snapshot, organisation)
        self._knowledge: Knowledge | None = None
        self._ids: dict[tuple[str, str, str, str], str] = {}

    def all(self) -> Iterator[Track]:
        """Every track; each gap of a report of any day comes from one of them."""
        for place in self.organisations:
            yield from self._cells(place)
            yield from self._coupled(place)
        yield from self._roles()
        yield from self._mandates()
        yield from self._edges()

    # Cells

    def _cells(self, place: str) -> Iterator[Track]:
        for subject, mandate in sorted(self._keys(place)):
            days = self.near.of_cell(place, subject, mandate)
            seen = {early for day in days for early in first_seen(day)} if self._is_asked(subject, mandate) else ()
            yield Track(days.union(seen), partial(self._judged, place, subject, mandate))
            if mandate in JUDGED_KINDS and self.snapshot.out(Requires, subject):
                people = people_near(self.near, place, subject, mandate)
                known = self.near.of_knowledge(subject, people)
                yield Track(days | known, partial(self._expertise, place, subject, mandate))

    def _is_asked(self, subject: str, mandate: str) -> bool:
        return self.near.is_ever_asked(subject, mandate)

    def _keys(self, place: str) -> set[tuple[str, str]]:
        """The subjects and kinds that a scope or a norm ever names at an organisation."""
        node, above = self.snapshot.find(Organisation, place), self.near.above(place)
        asked = {(edge.to_id, edge.kind) for edge in self.near.mandates_at(place)}
        if node is not None:
            norms = self.snapshot.nodes(Norm)
            asked |= {(norm.subject, norm.mandate) for norm in norms if may_apply(norm, node, above)}
        return {(subject, mandate) for top, mandate in asked for subject in self._subjects_in(top)}

    def _subjects_in(self, top: str) -> tuple[str, ...]:
        """The tasks and decisions that ever lie at or below a subject."""
        below = self.snapshot.kept("subjects ever below", lambda: _ever_in_groups(self.snapshot, self.near))
        found: tuple[str, ...] = below.get(top, ())
        return found

    def _judged(self, place: str, subject: str, mandate: str, on: date) -> tuple[Gap, ...]:
        coverage = self.days.at(on)
        if not self._is_within(place, on):
            return ()
        code = cell_code(self.days, self.near, coverage.cell(place, subject, mandate))
        return () if code is None else (self._cell_gap(code, place, subject, mandate),)

    def _expertise(self, place: str, subject: str, mandate: str, on: date) -> tuple[Gap, ...]:
        if not self._is_within(place, on):
            return ()
        if self._knowledge is None or self._knowledge.on != on:
            self._knowledge = Knowledge(self.snapshot, on)
        need = self._knowledge.need(self.days.at(on).cell(place, subject, mandate))
        if need is None or not need.known:
            return ()
        return (self._cell_gap("without_expertise", place, subject, mandate),)

    def _cell_gap(self, code: str, place: str, subject: str, mandate: str) -> Gap:
        key = (code, place, subject, mandate)
        if key not in self._ids:
            self._ids[key] = cell_finding_id(*key)
        return Gap(self._ids[key], code, place, subject, mandate, (place,))

    # What stands beside the cells

    def _coupled(self, place: str) -> Iterator[Track]:
        norms = [norm for norm in self.snapshot.nodes(Norm) if norm.implies is not None]
        days: set[date] = set()
        implied = [self.snapshot.find(Norm, norm.implies or "") for norm in norms]
        for one in (*norms, *(found for found in implied if found is not None)):
            for subject in self._subjects_in(one.subject):
                days |= self.near.of_cell(place, subject, one.mandate)
        if norms:
            yield Track(frozenset(days), partial(self._coupled_on, place))

    def _coupled_on(self, place: str, on: date) -> tuple[Gap, ...]:
        if not self._is_within(place, on):
            return ()
        return self._gaps(on, missing_coupled(self.days, self.near, self.days.at(on), [place]))

    def _roles(self) -> Iterator[Track]:
        for role in self._candidate_roles():
            places = [edge.to_id for kind in (At, Serves) for edge in self.snapshot.out(kind, role.id)]
            yield Track(self._with_places(self.near.of_holder(role.id), places), partial(self._role, role))

    def _candidate_roles(self) -> Iterable[Role]:
        if self.organisation is None:
            return self.snapshot.nodes(Role)
        ids = {edge.from_id for place in self.organisations for edge in self.snapshot.into(At, place)}
        roles = (self.snapshot.find(Role, role) for role in sorted(ids))
        return [role for role in roles if role is not None]

    def _role(self, role: Role, on: date) -> tuple[Gap, ...]:
        draft = unfilled_role(self.days.at(on), self.near, role)
        return () if draft is None else self._gaps(on, [draft])

    def _mandates(self) -> Iterator[Track]:
        recorded = grantors_recorded(self.snapshot)
        due = frozenset(date(year, MONTH_OF_CONFIRMATION, 1) for year in self.years)
        for edge in self._candidate_mandates():
            yield Track(self.near.of_scope(edge) | due, partial(self._stale, edge))
            if recorded and edge.kind in GRANTED_KINDS:
                yield Track(frozenset(dates_of_grant(self.near, edge)), partial(self._ungranted, edge))

    def _candidate_mandates(self) -> Iterable[Mandate]:
        if self.organisation is None:
            return self.snapshot.mandates()
        return {edge.id: edge for place in self.organisations for edge in self.near.mandates_at(place)}.values()

    def _stale(self, edge: Mandate, on: date) -> tuple[Gap, ...]:
        return self._gaps(on, stale(self.days.at(on), [edge])) if self._counts(edge, on) else ()

    def _ungranted(self, edge: Mandate, on: date) -> tuple[Gap, ...]:
        if not self._counts(edge, on):
            return ()
        return self._gaps(on, never_granted(self.days, self.near, self.days.at(on), [edge]))

    def _counts(self, edge: Mandate, on: date) -> bool:
        """Whether a mandate is in force and names an organisation of the report that day."""
        if not self.snapshot.in_force(edge, on):
            return False
        if self.organisation is None:
            return True
        return any(self._is_within(place, on) for place in self.days.at(on).scope_of(edge))

    def _edges(self) -> Iterator[Track]:
        edges = all_edges(self.snapshot) if self.organisation is None else edges_near(self.snapshot, self.organisations)
        edges = list(edges)
        for edge in edges:
            if leaves_an_end(self.snapshot, edge):
                yield Track(self._edge_days(edge), partial(self._outside, edge))
        for one, other in entered_twice(edges):
            yield Track(self._edge_days(one) | self._edge_days(other), partial(self._twice, one, other))

    def _outside(self, edge: Edge, on: date) -> tuple[Gap, ...]:
        return self._gaps(on, outside_period(self.days.at(on), [edge]))

    def _twice(self, one: Edge, other: Edge, on: date) -> tuple[Gap, ...]:
        return self._gaps(on, overlapping(self.days, self.near, self.days.at(on), [one, other]))

    # Where and when

    def _edge_days(self, edge: Edge) -> frozenset[date]:
        bounds = frozenset(bound for bound in (edge.since, edge.until) if bound is not None)
        ends = bounds.union(*(self.near.of_holder(end) for end in (edge.from_id, edge.to_id)))
        return self._with_places(ends, self._ever_places(edge))

    def _with_places(self, days: frozenset[date], places: Iterable[str]) -> frozenset[date]:
        return days.union(*(self.near.of_place(place) for place in places))

    def _ever_places(self, edge: Edge) -> set[str]:
        """Every organisation that an edge could ever be said to lie at."""
        places = set(edge.scope) if isinstance(edge, Mandate) else set()
        for end in (edge.from_id, edge.to_id):
            if kind_of_id(end) == "organisation":
                places.add(end)
            for kind in (At, Serves, BodyOf, AffiliatedWith):
                places.update(link.to_id for link in self.snapshot.out(kind, end))
        return places

    def _is_within(self, place: str, on: date) -> bool:
        above = self.days.at(on).above(place)
        return bool(above) if self.organisation is None else self.organisation in above

    def _gaps(self, on: date, drafts: Iterable[Draft]) -> tuple[Gap, ...]:
        """The drafts that concern an organisation of the report that day."""
        found = []
        for draft in drafts:
            places = (() if draft.organisation is None else (draft.organisation,)) + draft.affects
            if self.organisation is not None:
                places = tuple(place for place in places if self._is_within(place, on))
            if places or self.organisation is None:
                found.append(
                    Gap(draft.id, draft.code, draft.organisation, draft.subject, draft.mandate, tuple(sorted(places)))
                )
        return tuple(found)


def _ever_below(snapshot: Snapshot, organisation: str | None) -> tuple[str, ...]:
    """The organisation and everything that ever lies below it, sorted; all of them when None."""
    if organisation is None:
        return tuple(node.id for node in snapshot.nodes(Organisation))
    seen, waiting = {organisation}, [organisation]
    while waiting:
        for link in snapshot.into(PartOf, waiting.pop()):
            if link.from_id not in seen:
                seen.add(link.from_id)
                waiting.append(link.from_id)
    return tuple(sorted(seen))


def _ever_in_groups(snapshot: Snapshot, near: DatesNear) -> dict[str, tuple[str, ...]]:
    """The tasks and decisions that ever lie at or below each subject."""
    below: dict[str, list[str]] = {}
    for node in (*snapshot.nodes(Task), *snapshot.nodes(Decision)):
        for group in near.groups(node.id):
            below.setdefault(group, []).append(node.id)
    return {group: tuple(found) for group, found in below.items()}
