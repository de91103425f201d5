"""On which half days a holder is at which school."""

from __future__ import annotations

from typing import Any

import pytest

from graph.domain.errors import InvalidInput
from graph.domain.kinds import Holds, Serves
from graph.usecases.change.week import PlanWeek, WeekPart, places_of_week, plan_week
from graph.usecases.viewer import LOCAL_OWNER
from tests.graphs import day, edge, node, organisation, school, seat
from tests.unit.usecases.desks import TODAY, desk_over

BRUG, DIJK, GROUP = "organisation/brug", "organisation/dijk", "organisation/vaart"


def travelling(*more: Any) -> list[Any]:
    """An's function is at the group and serves two schools; on Monday mornings she is at De Brug."""
    return [
        organisation("vaart", "school_group"),
        school("brug", under=["vaart"]),
        school("dijk", under=["vaart"]),
        node("person/an"),
        seat("role/ict", at=GROUP),
        edge("SERVES", "role/ict", BRUG, days=["mon_am"], hours_per_week=8),
        edge("SERVES", "role/ict", DIJK),
        edge("HOLDS", "person/an", "role/ict", id="holds/an", days=["mon_am"]),
        *more,
    ]


def week(**days: tuple[str, ...]) -> PlanWeek:
    parts = (WeekPart(organisation=f"organisation/{name}", days=halves) for name, halves in days.items())
    return PlanWeek(holding="holds/an", parts=tuple(parts))


async def test_the_week_is_that_of_the_holding_and_of_each_school_and_the_hours_stay() -> None:
    async with desk_over(travelling()) as desk:
        await plan_week(desk, LOCAL_OWNER, week(brug=("mon_am", "mon_pm"), dijk=("tue_am",)))
        (holding,) = desk.snapshot.out(Holds, "person/an")
        assert (holding.id, holding.days) == ("holds/an", ("mon_am", "mon_pm", "tue_am"))
        served = {edge.to_id: (edge.days, edge.hours_per_week) for edge in desk.snapshot.out(Serves, "role/ict")}
        assert served == {BRUG: (("mon_am", "mon_pm"), 8), DIJK: (("tue_am",), None)}


async def test_a_school_that_is_not_named_has_no_days_any_more() -> None:
    async with desk_over(travelling()) as desk:
        await plan_week(desk, LOCAL_OWNER, week(dijk=("mon_am",)))
        world = await desk.world(LOCAL_OWNER, on=day(TODAY))
        (holding,) = desk.snapshot.out(Holds, "person/an")
        assert places_of_week(world, holding) == {BRUG: (), DIJK: ("mon_am",)}


async def test_a_function_at_one_school_has_its_days_with_the_holding() -> None:
    at_brug = [school("brug"), node("person/an"), seat("role/ict", at=BRUG)]
    async with desk_over(at_brug, edge("HOLDS", "person/an", "role/ict", id="holds/an")) as desk:
        await plan_week(desk, LOCAL_OWNER, week(brug=("fri_am",)))
        (holding,) = desk.snapshot.out(Holds, "person/an")
        assert holding.days == ("fri_am",)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (week(brug=("mon_am",), dijk=("mon_am",)), "two schools"),
        (week(vaart=("mon_am",)), "is not at"),
    ],
)
async def test_a_week_that_cannot_be_is_refused(asked: PlanWeek, why: str) -> None:
    async with desk_over(travelling()) as desk:
        with pytest.raises(InvalidInput, match=why):
            await plan_week(desk, LOCAL_OWNER, asked)


async def test_two_who_share_a_function_cannot_be_told_apart_at_its_schools() -> None:
    second = [node("person/bo"), edge("HOLDS", "person/bo", "role/ict")]
    async with desk_over(travelling(second)) as desk:
        with pytest.raises(InvalidInput, match="Several people"):
            await plan_week(desk, LOCAL_OWNER, week(brug=("mon_am",)))
