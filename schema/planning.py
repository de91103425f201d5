"""What would happen, whom to ask, and who could do it together. None of it writes, keeps or logs anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, cast

import strawberry

from graph.analyses.gaps.findings import Finding
from graph.analyses.planning.rehearsal import Counts, ItemChange, Rehearsal
from graph.analyses.planning.repair import REASONS, RepairPlan, RepairStep
from graph.analyses.planning.team import Team
from graph.domain.codec import to_plain
from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.usecases import planning
from graph.usecases.viewer import HIDDEN
from graph.usecases.world import World
from schema.arguments import (
    Info,
    Limit,
    few,
)
from schema.asking import answer_of
from schema.declared import Answer, choice_enum
from schema.derive import answers, as_declared, computed, shown_all
from schema.inputs import MOST_RECORDS
from schema.scalars import JSON

__all__ = ["PlanningQuery"]

MOST_PEOPLE = 100

choice_enum(
    "UnrepairedReason",
    tuple(REASONS),
    "A norm allows no more people; too few can be asked; who could be asked is needed elsewhere or has no hours left.",
)


# What if


as_declared(Counts, name="ItemCounts")


@answers(ItemChange)
class ShownChange(Answer[ItemChange]):
    """How many people there are is told as well as who, since not everybody may be named."""

    @computed("How many people hold it now; null when it is nothing to hold now.")
    def count_before(self) -> int | None:
        return None if self.record.before is None else len(self.record.before)

    @computed("How many people would hold it; null when it would be nothing to hold.")
    def count_after(self) -> int | None:
        return None if self.record.after is None else len(self.record.after)


@answers(Rehearsal)
class ShownRehearsal(Answer[Rehearsal]):
    """What would open speaks of records as they would be."""

    @computed("Findings that there would be and are not now, gravest first.")
    def opened(self, limit: Limit = 50) -> list[Answer[Finding]]:
        return shown_all(self.world.over(self.record.then), self.record.opened[:limit])

    @computed("How many `opened` has.")
    def opened_count(self) -> int:
        return len(self.record.opened)


@strawberry.input(description="What would happen: one of these, or several together.")
class WhatIfInput:
    """What would happen."""

    leaves: list[strawberry.ID] | None = strawberry.field(
        description="People who leave (100 at most): id, e-mail address or identifier.", default=None
    )
    absent: list[strawberry.ID] | None = strawberry.field(
        description="People who are absent (100 at most): id, e-mail address or identifier.", default=None
    )
    organisation_leaves: strawberry.ID | None = strawberry.field(
        description="An organisation that leaves those above it.", default=None
    )
    puts: list[JSON] | None = strawberry.field(
        description="Records in the native format that would be added or replaced (5,000 at most).", default=None
    )
    removals: list[strawberry.ID] | None = strawberry.field(
        description="Ids of records that would be gone (5,000 at most).", default=None
    )
    since: date | None = strawberry.field(
        description="First day of it, and the day that is looked at; default: the day asked.", default=None
    )
    until: date | None = strawberry.field(description="First day after an absence; default: not known.", default=None)

    def asked(self) -> planning.WhatIf:
        """The same in the words of the use case.

        Raises:
            InvalidInput: there is too much of something, or a record cannot be read.
        """
        puts = cast(tuple[Mapping[str, object], ...], few(self.puts or (), "puts", most=MOST_RECORDS))
        return planning.WhatIf(
            leaves=few(self.leaves or (), "leaves", most=MOST_PEOPLE),
            absent=few(self.absent or (), "absent", most=MOST_PEOPLE),
            organisation_leaves=self.organisation_leaves,
            changes=planning.changes_of_records(puts, few(self.removals or (), "removals", most=MOST_RECORDS)),
            since=self.since,
            until=self.until,
        )


# Whom to ask


@answers(RepairStep)
class ShownStep(Answer[RepairStep]):
    """A step says at once whether it asks to learn first."""

    @computed("Whether they would learn from a colleague first.")
    def is_shadowing(self) -> bool:
        return self.record.is_shadowing


@answers(RepairPlan, without=("size",))
class ShownPlan(Answer[RepairPlan]):
    """The plan as changes too."""

    @computed("How many of the requests are to learn something from a colleague first.")
    def shadowing_count(self) -> int:
        return len(self.record.shadowings)

    @computed("The new mandates in the native format, as an import takes them; those of hidden people are left out.")
    def changes(self) -> JSON:
        edges = [to_plain(step.edge) for step in self.record.steps if step.person != HIDDEN]
        return JSON({"mandaatwijzer": 1, "nodes": [], "edges": edges})


as_declared(Team, without=("deciding", "size"))


# The questions


@strawberry.type
class PlanningQuery:
    """What would happen, whom to ask, and who could do it together."""

    @computed(
        "What would open, close and hang on few people if something happened; null when what is named is unknown. "
        "It comes by POST only: its answer is about people and has no link.",
        cost=1000,
    )
    async def rehearse(
        self,
        info: Info,
        world: World,
        what_if: Annotated[WhatIfInput, strawberry.argument(description="What would happen.")],
        organisation: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="What is looked at, with all below; default: all that it can concern."),
        ] = None,
    ) -> Answer[Rehearsal] | None:
        if info.context.has_link:
            raise InvalidInput.because(Text("A rehearsal has no link that can be passed on"), Text("Send it by POST"))
        asked = what_if.asked()
        return await answer_of(
            info, world, lambda deadline: planning.rehearse(world, asked, organisation, deadline=deadline)
        )
