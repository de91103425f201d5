"""As whom an owner can look at the register: somebody of each sort that sees something else."""

from __future__ import annotations

from datetime import date

from graph.domain.kinds import Person
from graph.model.snapshot import Snapshot
from graph.usecases.onlookers import onlookers
from graph.usecases.powers import Powers
from graph.usecases.viewer import LOCAL_OWNER
from graph.usecases.world import World
from tests.api.test_examples import example_records
from tests.graphs import edge, node, organisation, records_of, school

DAY = date(2026, 10, 15)


def world(*records: object) -> World:
    return World(graph=Snapshot.of(records), on=DAY, today=DAY, viewer=LOCAL_OWNER, known_at=1)  # type: ignore[arg-type]


def test_the_example_group_has_somebody_of_every_sort() -> None:
    example = world(*example_records())
    found = onlookers(example)
    powers = Powers.of(example.graph, DAY)
    schools = example.coverage.affiliations(found["head"])
    assert list(found) == ["head", "keeper", "member", "guest"]
    assert any(found["head"] in powers.heads(place) for place in example.coverage.above(schools[0]))
    assert len(set(found.values())) == 4


def test_where_nobody_is_of_a_sort_it_is_left_out() -> None:
    small = records_of(
        organisation("vaart", "school_group"),
        school("brug", under=["vaart"]),
        node("person/an"),
        edge("AFFILIATED_WITH", "person/an", "organisation/brug", capacity="staff"),
    )
    assert onlookers(world(*small)) == {"member": "person/an"}
    assert onlookers(world()) == {}
    assert isinstance(world(*small).get("person/an"), Person)
