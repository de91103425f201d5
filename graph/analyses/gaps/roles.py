"""Functions with fewer people than seats."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph.analyses.gaps.dates import DatesNear
from graph.analyses.gaps.drafts import Draft
from graph.analyses.gaps.places import places_of
from graph.domain.kinds import At, Holds, Role
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["holders_of_seat", "unfilled_role", "unfilled_roles"]


def unfilled_roles(coverage: Coverage, near: DatesNear, within: frozenset[str] | None) -> Iterator[Draft]:
    """The functions with fewer distinct holders than seats; who acts for somebody fills none, who is absent does.

    Args:
        coverage: of the day asked.
        near: the bounds of the same snapshot.
        within: only functions of these organisations; None = all.
    """
    for role in _roles(coverage.snapshot, within):
        draft = unfilled_role(coverage, near, role)
        if draft is not None and (
            within is None or draft.organisation in within or not within.isdisjoint(draft.affects)
        ):
            yield draft


def unfilled_role(coverage: Coverage, near: DatesNear, role: Role) -> Draft | None:
    """The draft of one function with fewer holders than seats; None when it has enough or does not exist."""
    if not _is_unfilled(coverage.snapshot, role, coverage.on):
        return None
    return _draft(coverage.snapshot, near, role, coverage.on, places_of(coverage, role.id))


def holders_of_seat(snapshot: Snapshot, role: str, on: date) -> tuple[Holds, ...]:
    """The holdings of a role in force on a day, those of people who act for somebody left out."""
    return tuple(edge for edge in snapshot.into(Holds, role) if edge.acting_for is None and snapshot.in_force(edge, on))


def _draft(snapshot: Snapshot, near: DatesNear, role: Role, on: date, places: tuple[str, ...]) -> Draft:
    holdings = holders_of_seat(snapshot, role.id, on)
    people = tuple(sorted({edge.from_id for edge in holdings}))
    return Draft(
        code="unfilled_role",
        organisation=places[0] if places else None,
        affects=places[1:],
        persons=people,
        caused_by=role.id,
        evidence=tuple(sorted(edge.id for edge in (*holdings, *snapshot.out(At, role.id)))),
        about=(role.id,),
        facts={"role": role.id, "present": len(people), "minimum": role.seats},
        holds=lambda day: _is_unfilled(snapshot, role, day),
        dates=lambda: near.of_holder(role.id),
    )


def _is_unfilled(snapshot: Snapshot, role: Role, on: date) -> bool:
    if not snapshot.exists(role.id, on):
        return False
    return len({edge.from_id for edge in holders_of_seat(snapshot, role.id, on)}) < role.seats


def _roles(snapshot: Snapshot, within: frozenset[str] | None) -> Iterator[Role]:
    if within is None:
        yield from snapshot.nodes(Role)
        return
    ids = {edge.from_id for place in within for edge in snapshot.into(At, place)}
    for role_id in sorted(ids):
        role = snapshot.find(Role, role_id)
        if role is not None:
            yield role
