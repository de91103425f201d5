"""A question of the ring: how many seats each school has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

from graph.domain.described import Between, Headed, OrganisationId
from graph.domain.kinds import At, Role
from graph.domain.text import N_
from graph.reports.columns import columns, table
from graph.reports.model import Report
from graph.usecases.parameters import Below, Time
from graph.usecases.questions.question import Answered, Question
from graph.usecases.read import place_named
from graph.usecases.world import World
from graph.words.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The seats of a school.

    Attributes:
        organisation: which.
        seats: how many people its functions are for.
    """

    organisation: Annotated[OrganisationId, Headed(N_("Ring school"))]
    seats: Annotated[int, Headed(N_("Seats"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsPerSchool:
    """How many seats each school has.

    Attributes:
        schools: most seats first.
    """

    schools: tuple[Seats, ...]


def seats_per_school(
    world: World, organisation: Below = None, *, least: Annotated[int, Between(1, 100)] = 1, deadline: Time = None
) -> SeatsPerSchool:
    """How many seats does each school have?

    Args:
        least: only schools with this many seats or more.
    """
    place = place_named(world, organisation)
    within = None if place is None else set(world.coverage.below(place))
    seats = Counter[str]()
    for role in world.snapshot.nodes(Role):
        for edge in world.snapshot.out(At, role.id):
            if within is None or edge.to_id in within:
                seats[edge.to_id] += role.seats
    found = sorted(seats.items(), key=lambda item: (-item[1], item[0]))
    return SeatsPerSchool(schools=tuple(Seats(organisation=one, seats=n) for one, n in found if n >= least))


N_("How many seats does each school have?")


def _layout(answered: Answered[SeatsPerSchool], texts: Texts) -> Report:
    return Report(
        texts=texts,
        title=texts.gettext("Seats per school"),
        about=texts.day(answered.world.on),
        blocks=(
            table(
                columns(Seats, answered.naming(texts)),
                answered.found.schools,
                caption=texts.gettext("Seats per school"),
                empty=texts.gettext("No school has a function."),
            ),
        ),
    )


SEATS_PER_SCHOOL = Question(name="seats-per-school", ask=seats_per_school, layout=_layout, field=10)
