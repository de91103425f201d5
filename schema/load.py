"""How many hours the work of people asks."""

from __future__ import annotations

import strawberry

from graph.analyses.load.hours import LoadPart, LoadReport, OrganisationLoad
from graph.usecases import analyse
from schema.arguments import EverythingBelow, Info, Known, Limit, in_range
from schema.asking import answer_of
from schema.connections import LARGEST_PAGE
from schema.declared import Answer, On
from schema.derive import answers, computed, shown_all

__all__ = ["LoadQuery"]


@answers(LoadPart, without=("persons", "evidence"))
class ShownPart(Answer[LoadPart]):
    """Who shares it is not told, only whether."""

    @computed("Whether several people share it, so that nobody's own hours are known.")
    def shared(self) -> bool:
        return len(self.record.persons) > 1


@answers(LoadReport)
class ShownLoad(Answer[LoadReport]):
    """The organisations in another order than that of their ids."""

    @computed("Per organisation, most hours first.")
    def organisations(self, limit: Limit = 100) -> list[Answer[OrganisationLoad]]:
        in_range("limit", limit, LARGEST_PAGE)
        return shown_all(self.world, sorted(self.record.organisations, key=lambda row: -row.hours)[:limit])


@strawberry.type
class LoadQuery:
    """Hours of work."""

    @computed("How many hours the work of people asks, against their appointment; null when it is unknown.", cost=500)
    async def load(
        self, info: Info, organisation: EverythingBelow = None, on: On = None, known_at: Known = None
    ) -> Answer[LoadReport] | None:
        world = info.context.world(on, known_at)
        return await answer_of(info, world, lambda deadline: analyse.load(world, organisation, deadline=deadline))
