"""What hangs on few people, and who alone joins schools."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, TypedDict, Unpack

import strawberry

from graph.analyses.fragility.bridges import Separation
from graph.analyses.fragility.bus_factor import BusFactorReport, SinglePoint
from graph.analyses.fragility.items import POPULATIONS, Item
from graph.analyses.fragility.smallest_set import SmallestSet
from graph.domain.described import Between, MandateKind, OneOf
from graph.domain.kinds import MAX_LEVEL
from graph.usecases import fragility
from graph.usecases.parameters import share_of
from graph.usecases.world import World
from schema.arguments import EverythingBelow, Info, Limit, Mandates, OrganisationId, few, word, words
from schema.asking import answers_of, found
from schema.connections import Connection, Source, paged
from schema.declared import Answer, choice_enum
from schema.derive import answers, as_declared, computed, shown, shown_all
from schema.ids import ItemId, item_id
from schema.paging import FIRST_PAGE, PageArguments
from schema.scalars import CursorValue
from schema.types import Node

__all__ = ["FragilityQuery", "item_named"]

choice_enum("BusFactorPopulation", POPULATIONS, "Of what it is counted how many people hold it.")

Population = Annotated[
    str, OneOf(POPULATIONS), strawberry.argument(description="Of what it is counted how many people hold it.")
]
CountedMandates = Annotated[
    list[MandateKind] | None, strawberry.argument(description="Only these kinds of mandate; not for expertise.")
]
TaskGroups = Annotated[
    list[strawberry.ID] | None,
    strawberry.argument(description="Only subjects in these task groups; not for expertise."),
]


# The answers


@dataclass(frozen=True, slots=True)
class Counted:
    """How the items of a report were counted, which is part of what an item is."""

    population: str
    min_level: int


@answers(Item, name="BusFactorItem")
class BusFactorItem(Node):
    """An item is a node."""

    record: strawberry.Private[Item]
    counted: strawberry.Private[Counted]

    @computed("`item/`, the population, and what it is about: the same item has the same id on every day.")
    def id(self) -> strawberry.ID:
        counted = self.counted
        return strawberry.ID(item_id(counted.population, self.record, min_level=counted.min_level))


@answers(SinglePoint)
class ShownSinglePoint(Answer[SinglePoint]):
    """The items come in pages."""

    counted: strawberry.Private[Counted]

    @computed("How many items nobody else holds.")
    def count(self) -> int:
        return len(self.record.items)

    @computed("The items, in order of organisation and subject.")
    def items(self, page: PageArguments = FIRST_PAGE) -> Connection[Answer[Item]]:
        return _items(self.world, self.counted, self.record.items, page)


@answers(BusFactorReport, without=("shapley_cov",))
class ShownReport(Answer[BusFactorReport]):
    """The items come in pages, and know how they were counted."""

    @computed("Every item, fewest people first.")
    def items(self, page: PageArguments = FIRST_PAGE) -> Connection[Answer[Item]]:
        return _items(self.world, self._counted, self.record.items, page)

    @computed("Who alone holds something, from most items to fewest.")
    def single_points(self) -> list[Answer[SinglePoint]]:
        return shown_all(self.world, self.record.single_points, counted=self._counted)

    @property
    def _counted(self) -> Counted:
        return Counted(self.record.population, self.record.min_level)


as_declared(Separation, name="Bridge")


def _items(world: World, counted: Counted, items: Iterable[Item], page: PageArguments) -> Connection[Answer[Item]]:
    def key(item: Item) -> CursorValue:
        return (item.bus_factor, item.organisation, item.subject or "", item.mandate or "", item.expertise or "")

    source = Source(
        items=sorted(items, key=key),
        key=key,
        show=lambda item: shown(world, item, counted=counted),
    )
    return paged(source, page)


# The questions


@strawberry.type
class FragilityQuery:
    """What hangs on few people."""

    @computed("What hangs on few people at an organisation and below it; null when it is unknown.", cost=500)
    async def bus_factor(
        self,
        info: Info,
        world: World,
        organisation: OrganisationId,
        items: Population = POPULATIONS[0],
        mandates: CountedMandates = None,
        task_groups: TaskGroups = None,
        roles: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="Only what these roles, or roles of these sorts, hold; not for expertise."),
        ] = None,
        topics: Annotated[
            list[strawberry.ID] | None, strawberry.argument(description="Only about these topics.")
        ] = None,
        share: Annotated[float, strawberry.argument(description="For the critical set: above 0, at most 1.")] = 0.5,
        min_level: Annotated[
            int, Between(1, MAX_LEVEL), strawberry.argument(description="For expertise: from which level, 1-5.")
        ] = 2,
    ) -> Answer[BusFactorReport] | None:
        report = await _bus_factor(
            info,
            world,
            organisation,
            items=word(items),
            mandates=words(mandates or ()),
            task_groups=few(task_groups or (), "taskGroups"),
            roles=few(roles or (), "roles"),
            topics=few(topics or (), "topics"),
            share=share_of(str(share)),
            min_level=min_level,
        )
        return None if report is None else shown(world, report)

    @computed("The fewest people whose leaving empties a share of what is held; null when unknown.", cost=500)
    async def critical_set(
        self,
        info: Info,
        world: World,
        organisation: OrganisationId,
        items: Population = POPULATIONS[0],
        mandates: CountedMandates = None,
        task_groups: TaskGroups = None,
        share: Annotated[float, strawberry.argument(description="Above 0, at most 1.")] = 0.5,
    ) -> Answer[SmallestSet] | None:
        report = await _bus_factor(
            info,
            world,
            organisation,
            items=word(items),
            mandates=words(mandates or ()),
            task_groups=few(task_groups or (), "taskGroups"),
            share=share_of(str(share)),
        )
        return None if report is None else shown(world, report.critical_set)

    @computed("The fewest people that keep everything held that is held now; null when it is unknown.", cost=500)
    async def core_team(
        self,
        info: Info,
        world: World,
        organisation: OrganisationId,
        items: Population = POPULATIONS[0],
        mandates: Mandates = None,
    ) -> Answer[SmallestSet] | None:
        report = await _bus_factor(info, world, organisation, items=word(items), mandates=words(mandates or ()))
        return None if report is None else shown(world, report.core_team)

    @computed("Who alone joins schools that work together; null when it is unknown.", cost=500)
    async def bridges(
        self,
        info: Info,
        world: World,
        organisation: EverythingBelow = None,
        limit: Limit = 50,
    ) -> list[Answer[Separation]] | None:
        return await answers_of(
            info, world, lambda deadline: fragility.bridges(world, organisation, deadline=deadline), limit
        )


class _Asked(TypedDict, total=False):
    """What of `fragility.bus_factor` is asked beside the organisation."""

    items: str
    mandates: tuple[str, ...]
    task_groups: tuple[str, ...]
    roles: tuple[str, ...]
    topics: tuple[str, ...]
    share: Fraction
    min_level: int


async def _bus_factor(info: Info, world: World, organisation: str, **asked: Unpack[_Asked]) -> BusFactorReport | None:
    return await found(info, lambda deadline: fragility.bus_factor(world, organisation, deadline=deadline, **asked))


async def item_named(info: Info, world: World, asked: ItemId) -> Answer[Item] | None:
    """The item that an id stands for; None when there is none on the day."""
    item = await found(
        info,
        lambda _deadline: fragility.bus_factor_item(
            world,
            asked.population,
            asked.organisation,
            subject=asked.subject,
            mandate=asked.mandate,
            expertise=asked.expertise,
            min_level=asked.min_level,
        ),
    )
    return None if item is None else shown(world, item, counted=Counted(asked.population, asked.min_level))
