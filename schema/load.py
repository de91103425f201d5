"""How many hours the work of people asks."""

from __future__ import annotations

from graph.analyses.load.hours import LoadPart, LoadReport, OrganisationLoad
from schema.arguments import Limit
from schema.declared import Answer
from schema.derive import answers, computed, shown_all

__all__ = ["ShownLoad", "ShownPart"]


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
        return shown_all(self.world, sorted(self.record.organisations, key=lambda row: -row.hours)[:limit])
