"""Whom an open contact card names to everybody: who is to be asked there, and nobody else."""

from __future__ import annotations

import pytest

from graph.domain.kinds import Person
from graph.usecases.viewer import PUBLIC
from graph.usecases.world import World
from tests.graphs import day, edge, node, organisation, school, seat, snapshot_of

TODAY = day("2026-10-01")
GROUP, BRUG, DIJK = "organisation/groep", "organisation/brug", "organisation/dijk"


@pytest.mark.parametrize(
    ("scope", "named"),
    [([], ["person/an"]), ([BRUG], ["person/an"]), ([GROUP, DIJK], ["person/an"]), ([DIJK], [])],
)
def test_a_function_of_the_group_is_named_where_it_is_contact_point_for_the_school(
    scope: list[str], named: list[str]
) -> None:
    graph = snapshot_of(
        [
            organisation("groep", "school_group"),
            school("brug", under=["groep"], contact_card_public=True),
            school("dijk", under=["groep"]),
            node("person/an"),
            node("task/wifi"),
            seat("role/ict", at=GROUP, held_by=["person/an"]),
            edge("CONTACT_POINT_FOR", "role/ict", "task/wifi", scope=scope),
        ]
    )
    world = World(graph=graph, on=TODAY, today=TODAY, viewer=PUBLIC, known_at=1)
    assert [person.id for person in world.snapshot.nodes(Person)] == named
