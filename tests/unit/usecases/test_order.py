"""In which order people are asked: said for several mandates at once, and read back whoever is away."""

from __future__ import annotations

import pytest

from graph.domain.errors import NotFound
from graph.domain.kinds import Mandate
from graph.usecases import read
from graph.usecases.change.mandates import OrderMandates, order_mandates
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER
from tests.graphs import Plain, edge, node, school
from tests.unit.usecases.desks import desk_over

SCHOOL, WIFI = "organisation/brug", "task/wifi"


def asked(name: str, **more: object) -> Plain:
    return edge("CONTACT_POINT_FOR", f"person/{name}", WIFI, scope=[SCHOOL], id=f"contact_point_for/{name}", **more)


THREE = (
    school("brug"),
    node(WIFI),
    *(node(f"person/{name}") for name in ("ada", "bea", "cas")),
    *(asked(name) for name in ("ada", "bea", "cas")),
)


async def order(desk: Desk) -> list[str]:
    mandates = read.mandates_in_order(await desk.world(LOCAL_OWNER), SCHOOL, WIFI, "CONTACT_POINT_FOR")
    return [mandate.from_id.partition("/")[2] for mandate in mandates]


def said(*names: str) -> OrderMandates:
    return OrderMandates(mandates=tuple(f"contact_point_for/{name}" for name in names))


async def test_each_gets_its_place_as_its_rank() -> None:
    async with desk_over(*THREE) as desk:
        assert await order(desk) == ["ada", "bea", "cas"]
        await order_mandates(desk, LOCAL_OWNER, said("cas", "ada", "bea"))
        ranks = {mandate.from_id: mandate.rank for mandate in desk.snapshot.mandates() if isinstance(mandate, Mandate)}
        assert ranks == {"person/cas": 1, "person/ada": 2, "person/bea": 3}
        assert await order(desk) == ["cas", "ada", "bea"]


async def test_whoever_is_away_keeps_their_place_and_a_stand_in_has_none() -> None:
    away = edge("ABSENT_FROM", "person/cas", SCHOOL)
    instead = edge(
        "CONTACT_POINT_FOR", "person/ada", WIFI, scope=[SCHOOL], acting_for="person/cas", id="contact_point_for/instead"
    )
    async with desk_over(*THREE, away, instead) as desk:
        await order_mandates(desk, LOCAL_OWNER, said("cas", "bea", "ada"))
        assert await order(desk) == ["cas", "bea", "ada"]


async def test_the_order_that_is_there_already_writes_nothing() -> None:
    async with desk_over(*THREE) as desk:
        await order_mandates(desk, LOCAL_OWNER, said("bea", "ada"))
        before = desk.revision
        await order_mandates(desk, LOCAL_OWNER, said("bea", "ada"))
        assert desk.revision == before


async def test_a_mandate_that_is_not_there_changes_nothing() -> None:
    async with desk_over(*THREE) as desk:
        with pytest.raises(NotFound, match="contact_point_for/dan"):
            await order_mandates(desk, LOCAL_OWNER, said("bea", "dan"))
        assert await order(desk) == ["ada", "bea", "cas"]
