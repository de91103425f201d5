"""Mandates to decide or to be the contact point that nobody with the right to do so has granted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from graph.analyses.gaps.dates import DatesNear
from graph.analyses.gaps.days import Days
from graph.analyses.gaps.drafts import Draft, persons_among
from graph.analyses.gaps.places import places_of_mandate
from graph.domain.kinds import GRANTED_KINDS, Decides, Decision, Holds, Mandate, Organisation, kind_of_id
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["GRANTED_KINDS", "dates_of_grant", "grantors_recorded", "is_granted", "never_granted"]

_GRANTING_TYPES = frozenset({"board", "school_group"})


def grantors_recorded(snapshot: Snapshot) -> bool:
    """Whether any mandate of the graph says who granted it. Cost: linear the first time."""
    return snapshot.kept(
        "a mandate says who granted it", lambda: any(edge.granted_by is not None for edge in snapshot.mandates())
    )


def never_granted(days: Days, near: DatesNear, coverage: Coverage, mandates: Iterable[Mandate]) -> Iterator[Draft]:
    """The mandates among those given, all in force, that still have to be confirmed."""
    known: dict[tuple[str | None, date, tuple[str, ...]], bool] = {}
    for edge in mandates:
        if edge.kind in GRANTED_KINDS:
            # Many mandates are granted by one head, on one day, for one school.
            key = (edge.granted_by, edge.granted_on or edge.since or coverage.on, coverage.scope_of(edge))
            if key not in known:
                known[key] = is_granted(days, edge, coverage.on)
            if not known[key]:
                yield _draft(days, near, coverage, edge)


def is_granted(days: Days, edge: Mandate, on: date) -> bool:
    """Whether a mandate was granted by somebody who could.

    That is a board or school group which is, or lies above, every organisation of its scope; or whoever decides
    on granting mandates at each of them. Both are judged on the day of granting, else of the start, else on the
    day asked. Where no decision of that day is about granting mandates, any grantor will do.
    """
    if edge.granted_by is None:
        return False
    scope = days.at(on).scope_of(edge)
    then = days.at(edge.granted_on or edge.since or on)
    return _stands_above(then, edge.granted_by, scope) or _may_grant(then, edge.granted_by, scope)


def dates_of_grant(near: DatesNear, edge: Mandate) -> set[date]:
    """The days on which a mandate in force can start or stop to be granted."""
    found = set(near.of_scope(edge))
    if edge.granted_by is None or edge.granted_on is not None or edge.since is not None:
        return found
    # Judged on the day asked: whatever the grantor may decide then, and whether any decision is about granting.
    found |= near.of_holder(edge.granted_by) | near.of_place(edge.granted_by)
    for decision in near.snapshot.nodes(Decision):
        if decision.grants_mandates:
            found |= near.of_subject(decision.id)
    for holder in (edge.granted_by, *(held.to_id for held in near.snapshot.out(Holds, edge.granted_by))):
        for decides in near.snapshot.out(Decides, holder):
            found |= near.of_scope(decides)
    return found


def _stands_above(coverage: Coverage, grantor: str, scope: Iterable[str]) -> bool:
    organisation = coverage.snapshot.find(Organisation, grantor)
    if organisation is None or organisation.type not in _GRANTING_TYPES:
        return False
    return all(grantor in coverage.above(place) for place in scope)


def _may_grant(coverage: Coverage, grantor: str, scope: Iterable[str]) -> bool:
    decisions = _granting_decisions(coverage)
    if not decisions:
        return True
    mandates = tuple(_deciding(coverage, grantor))
    return all(
        any(_decides(coverage, edge, place, decision) for decision in decisions for edge in mandates) for place in scope
    )


def _decides(coverage: Coverage, edge: Mandate, organisation: str, decision: str) -> bool:
    is_about = edge.to_id in coverage.groups_above(decision)
    return is_about and coverage.reach(edge, organisation, decision) is not None


def _granting_decisions(coverage: Coverage) -> tuple[str, ...]:
    snapshot, on = coverage.snapshot, coverage.on
    known = snapshot.kept(
        "decisions that grant mandates",
        lambda: tuple(found.id for found in snapshot.nodes(Decision) if found.grants_mandates),
    )
    return tuple(decision for decision in known if snapshot.exists(decision, on))


def _deciding(coverage: Coverage, grantor: str) -> Iterator[Mandate]:
    """The DECIDES mandates in force of a grantor, and for a person those of the roles that the person holds."""
    snapshot, on = coverage.snapshot, coverage.on
    holders = [grantor]
    if kind_of_id(grantor) == "person":
        holders += [edge.to_id for edge in snapshot.out(Holds, grantor) if snapshot.in_force(edge, on)]
    for holder in holders:
        for edge in snapshot.out(Decides, holder):
            if snapshot.in_force(edge, on):
                yield edge


def _draft(days: Days, near: DatesNear, coverage: Coverage, edge: Mandate) -> Draft:
    places = places_of_mandate(coverage, edge)

    def holds(day: date) -> bool:
        return coverage.snapshot.in_force(edge, day) and not is_granted(days, edge, day)

    return Draft(
        code="never_granted",
        organisation=places[0] if places else None,
        subject=edge.to_id,
        mandate=edge.kind,
        persons=persons_among([edge.from_id]),
        caused_by=edge.from_id if edge.from_id.startswith(("role/", "person/")) else None,
        affects=places[1:],
        evidence=(edge.id,),
        about=(edge.id,),
        facts={"granted_by": edge.granted_by, "holder": edge.from_id},
        holds=holds,
        dates=lambda: dates_of_grant(near, edge),
    )
