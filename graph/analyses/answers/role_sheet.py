"""What a function is: its duties, where and when it is, and what it asks, as an annex to the job description."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.analyses.answers.duties import Duty, Need, duties_of, needs_of
from graph.analyses.common.reaching import channels_of
from graph.domain.errors import NotFound
from graph.domain.kinds import At, Holds, MemberOf, OfType, Role, Serves
from graph.domain.text import Quoted, Text
from graph.model.coverage import Coverage

__all__ = ["Place", "RoleSheet", "Seated", "role_sheet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An organisation that a function serves.

    Attributes:
        organisation: its id.
        hours_per_week: hours there, when they are recorded.
        days: half days there, as `mon_am`.
    """

    organisation: str
    hours_per_week: float | None = None
    days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """Somebody who holds the function that day.

    Attributes:
        person: their id.
        since: first day of the holding; None = it has no beginning.
        until: first day that it no longer holds; None = no end.
        fraction_as_written: of a full-time appointment, as people write it.
        hours_per_week: hours in this function, when they are recorded.
        acting_for: the person who is replaced.
    """

    person: str
    since: date | None = None
    until: date | None = None
    fraction_as_written: str | None = None
    hours_per_week: float | None = None
    acting_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSheet:
    """A function on a day.

    Attributes:
        role: its id.
        on: the day.
        role_types: the entries of the catalogue that it is of.
        seats: how many people should hold it.
        at: where it is.
        places: the schools that it serves; without any it serves what lies below `at`.
        holders: who holds it, by id.
        duties: its mandates.
        bodies: where whoever holds it sits.
        channels: how it is reached, in order.
        needs: the expertise that its duties ask for.
    """

    role: str
    on: date
    role_types: tuple[str, ...]
    seats: int
    at: tuple[str, ...]
    places: tuple[Place, ...]
    holders: tuple[Seated, ...]
    duties: tuple[Duty, ...]
    bodies: tuple[str, ...]
    channels: tuple[str, ...]
    needs: tuple[Need, ...]


def role_sheet(coverage: Coverage, role: str) -> RoleSheet:
    """The sheet of a function.

    Raises:
        NotFound: there is no such role.
    """
    node = coverage.snapshot.find(Role, role)
    if node is None:
        raise NotFound(Text("The role {text}", text=Quoted(role[:120])))
    duties = duties_of(coverage, role)
    return RoleSheet(
        role=role,
        on=coverage.on,
        role_types=tuple(edge.to_id for edge in coverage.out(OfType, role)),
        seats=node.seats,
        at=tuple(edge.to_id for edge in coverage.out(At, role)),
        places=tuple(_place(edge) for edge in coverage.out(Serves, role)),
        holders=tuple(_seated(edge) for edge in coverage.into(Holds, role)),
        duties=duties,
        bodies=tuple(edge.to_id for edge in coverage.out(MemberOf, role)),
        channels=tuple(channel.id for channel in channels_of(coverage, role)),
        needs=needs_of(coverage, duties),
    )


def _place(edge: Serves) -> Place:
    return Place(organisation=edge.to_id, hours_per_week=edge.hours_per_week, days=edge.days)


def _seated(edge: Holds) -> Seated:
    return Seated(
        person=edge.from_id,
        since=edge.since,
        until=edge.until,
        fraction_as_written=edge.fraction_as_written,
        hours_per_week=edge.hours_per_week,
        acting_for=edge.acting_for,
    )
