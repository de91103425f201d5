"""What hangs on one colleague: how many people hold each item of a population, and which few hold most of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.core_team import core_team
from graph.analyses.fragility.critical_set import critical_set
from graph.analyses.fragility.items import MIN_LEVEL, POPULATIONS, Item, Population
from graph.analyses.fragility.smallest_set import HolderSets, SmallestSet
from graph.domain.choices import SCHOOL_TYPES
from graph.domain.described import (
    OMITTED,
    UNTOLD,
    Headed,
    OneOf,
    OrganisationId,
    SeatId,
)
from graph.domain.kinds import Organisation
from graph.domain.text import N_
from graph.model.memory import no_cycle_collection
from graph.model.snapshot import Snapshot

__all__ = [
    "BusFactorReport",
    "SinglePoint",
    "bus_factor",
    "bus_factor_item",
    "bus_factor_items",
    "bus_factor_of_each",
    "single_points",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePoint:
    """Somebody who alone holds something.

    Attributes:
        person: who, when the viewer may be told.
        items: what nobody else holds.
        share: part of all items that one person holds (0 to 1).
    """

    person: SeatId
    items: Annotated[tuple[Item, ...], Headed(N_("Number"))]
    share: Annotated[Fraction, Headed(N_("Share"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusFactorReport:
    """What hangs on few people, in one population on one day.

    Attributes:
        on: the day.
        organisation: with everything below it; None = everything.
        population: of what it was counted how many people hold it.
        items: every item of the population, by organisation, subject, mandate and topic.
        single_points: from most items to fewest, then by id.
        critical_set: the fewest people whose leaving empties the asked share of the held items.
        core_team: the fewest people that keep every held item held.
        shapley_cov: per person, the sum over their items of 1 / number of holders.
        min_level: for items of expertise, the level from which somebody counts.
    """

    on: date
    organisation: Annotated[OrganisationId | None, OMITTED]
    population: Annotated[str, OneOf(POPULATIONS)]
    items: tuple[Item, ...]
    single_points: tuple[SinglePoint, ...]
    critical_set: SmallestSet
    core_team: SmallestSet
    shapley_cov: tuple[tuple[str, Fraction], ...]
    min_level: Annotated[int, UNTOLD] = MIN_LEVEL

    @property
    def orphans(self) -> tuple[Item, ...]:
        """The items that nobody holds."""
        return tuple(item for item in self.items if not item.persons)

    @property
    def at_risk(self) -> tuple[Item, ...]:
        """The items that one person holds."""
        return tuple(item for item in self.items if item.bus_factor == 1)


def bus_factor(
    snapshot: Snapshot,
    on: date,
    organisation: str | None = None,
    *,
    items: str = "mandates",
    mandates: Collection[str] = (),
    task_groups: Collection[str] = (),
    organisations: Collection[str] = (),
    roles: Collection[str] = (),
    topics: Collection[str] = (),
    share: Fraction = Fraction(1, 2),
    min_level: int = MIN_LEVEL,
    deadline: Deadline | None = None,
) -> BusFactorReport:
    """How many people hold each item of a population, and what hangs on few of them.

    Args:
        snapshot: the graph.
        on: the day.
        organisation: with everything below it; None = the whole store.
        items: one of `POPULATIONS`.
        mandates: kinds of mandate to keep; none given = all. Not for expertise.
        task_groups: keep subjects at or below these; none given = all. Not for expertise.
        organisations: keep items of these and everything below them; none given = all.
        roles: keep cells that a mandate of these roles, or of seats of these role types, reaches, held or not;
            whoever else holds such a cell counts as well. Not for expertise.
        topics: keep items about these topics and narrower ones; of mandates, the cells that require one.
        share: for the critical set, a part of the items that have a holder, rounded up exactly.
        min_level: for items of expertise, the level from which somebody counts.
        deadline: time for the whole answer; the two smallest sets become bounds when it is short.

    Raises:
        InvalidInput: a choice does not exist or does not fit the population.
        NotFound: an organisation, task group, role or topic is not there.
        DeadlineExceeded: the items, and bounds by counting them, were not ready in time.
    """
    population = Population(
        snapshot=snapshot,
        on=on,
        organisation=organisation,
        name=items,
        mandates=frozenset(mandates),
        task_groups=tuple(sorted(task_groups)),
        organisations=tuple(sorted(organisations)),
        roles=tuple(sorted(roles)),
        topics=tuple(sorted(topics)),
        min_level=min_level,
        deadline=deadline or Deadline(),
    )
    population.check(share)
    with no_cycle_collection():
        return _report(population, population.sorted_items(), share)


def bus_factor_items(
    snapshot: Snapshot,
    on: date,
    organisations: Collection[str],
    *,
    items: str = "mandates",
    min_level: int = MIN_LEVEL,
    deadline: Deadline | None = None,
) -> tuple[Item, ...]:
    """The items of some organisations and everything below them, each once, without any of the sets.

    Args:
        snapshot: the graph.
        on: the day.
        organisations: with everything below them; who does not exist that day has no items.
        items: one of `POPULATIONS`.
        min_level: for items of expertise, the level from which somebody counts.
        deadline: time for the answer.

    Returns:
        By organisation, subject, mandate and topic.

    Raises:
        InvalidInput: there is no such population.
        NotFound: an organisation is not there.
        DeadlineExceeded: the time is over.
    """
    population = Population(
        snapshot=snapshot,
        on=on,
        name=items,
        organisations=tuple(sorted(organisations)),
        min_level=min_level,
        deadline=deadline or Deadline(),
    )
    population.check()
    return population.sorted_items() if organisations else ()


def bus_factor_of_each(
    snapshot: Snapshot,
    on: date,
    organisations: Collection[str] | None = None,
    *,
    items: str = "mandates",
    share: Fraction = Fraction(1, 2),
    min_level: int = MIN_LEVEL,
    deadline: Deadline | None = None,
) -> Iterator[BusFactorReport]:
    """The report of each of many organisations with what lies below it, one after the other.

    Args:
        snapshot: the graph.
        on: the day.
        organisations: which; None = every school and centre.
        items: one of `POPULATIONS`.
        share: for the critical sets.
        min_level: for items of expertise, the level from which somebody counts.
        deadline: time for all of them together; sets that come late are bounds.

    Yields:
        By id of the organisation. A school by itself is small enough to be exact in milliseconds.

    Raises:
        InvalidInput, NotFound: as `bus_factor`.
        DeadlineExceeded: not even the items of the next one were ready in time.
    """
    wanted = _every_school(snapshot, on) if organisations is None else sorted(set(organisations))
    for organisation in wanted:
        yield bus_factor(snapshot, on, organisation, items=items, share=share, min_level=min_level, deadline=deadline)


def bus_factor_item(
    snapshot: Snapshot,
    on: date,
    population: str,
    organisation: str,
    *,
    subject: str | None = None,
    mandate: str | None = None,
    expertise: str | None = None,
    min_level: int = MIN_LEVEL,
) -> Item | None:
    """The one item of a population that is about these, with who holds it; None when there is no such item.

    Cost: evaluates the cells of one organisation, not of what lies below it.

    Raises:
        InvalidInput: there is no such population.
        NotFound: there is no such organisation.
    """
    asked = Population(
        snapshot=snapshot,
        on=on,
        organisation=organisation,
        name=population,
        min_level=min_level,
        with_below=False,
    )
    asked.check()
    about = (subject, mandate, expertise)
    return next((item for item in asked.items() if (item.subject, item.mandate, item.expertise) == about), None)


def single_points(items: Iterable[Item]) -> tuple[SinglePoint, ...]:
    """Who alone holds something: from most items to fewest, then by id."""
    alone: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.bus_factor == 1:
            alone[item.persons[0]].append(item)
    at_risk = sum(len(own) for own in alone.values())
    points = [
        SinglePoint(person=person, items=tuple(own), share=Fraction(len(own), at_risk)) for person, own in alone.items()
    ]
    return tuple(sorted(points, key=lambda point: (-len(point.items), point.person)))


# From items to a report


def _report(population: Population, items: tuple[Item, ...], share: Fraction) -> BusFactorReport:
    held = HolderSets.of((item.persons for item in items), population.deadline)
    carried = tuple(held.shapley_cov.items())  # before the sets, which take all the time that there is
    population.deadline.check()
    # The easier of the two first, and with a part of the time only: it must not be left without any.
    team = core_team(held, deadline=_third(population.deadline))
    population.deadline.check()
    critical = critical_set(held, share, deadline=population.deadline)
    return BusFactorReport(
        on=population.on,
        organisation=population.organisation,
        population=population.name,
        min_level=population.min_level,
        items=items,
        single_points=single_points(items),
        critical_set=critical,
        core_team=team,
        shapley_cov=carried,
    )


def _third(deadline: Deadline) -> Deadline:
    left = deadline.left()
    return Deadline(None if left is None else left / 3)


def _every_school(snapshot: Snapshot, on: date) -> list[str]:
    nodes = snapshot.nodes(Organisation)
    return [node.id for node in nodes if node.type in SCHOOL_TYPES and snapshot.exists(node.id, on)]
