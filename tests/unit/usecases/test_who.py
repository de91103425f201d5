"""Who does what, as different viewers read it."""

from __future__ import annotations

from graph.domain.kinds import Person
from graph.usecases import read
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from tests.graphs import day, edge, node, school, snapshot_of

BRUG, DIJK = "organisation/brug", "organisation/dijk"
PUPIL, TEACHER = "person/pupil", "person/teacher"
STRANGER = Viewer(kind=ViewerKind.PERSON, name="els", person="person/els", organisations=frozenset({DIJK}))


def world(viewer: Viewer) -> World:
    """At De Brug a pupil decides on the radio up to 100 euro, granted by another pupil, and a teacher on any amount."""
    snapshot = snapshot_of(
        school("brug"), school("dijk"), node(TEACHER), node("person/els"), node("decision/radio"),
        node(PUPIL, type="pupil"), node("person/president", type="pupil"),
        edge("AFFILIATED_WITH", PUPIL, BRUG), edge("AFFILIATED_WITH", "person/president", BRUG),
        edge("AFFILIATED_WITH", TEACHER, BRUG), edge("AFFILIATED_WITH", "person/els", DIJK),
        edge("DECIDES", PUPIL, "decision/radio", scope=[BRUG], ceiling_eur=100, granted_by="person/president"),
        edge("DECIDES", TEACHER, "decision/radio", scope=[BRUG], granted_by=BRUG),
    )  # fmt: skip
    return World(graph=snapshot, on=day("2026-10-01"), today=day("2026-10-01"), viewer=viewer, known_at=1)


def test_who_decides_is_reckoned_with_and_not_named_to_somebody_from_elsewhere() -> None:
    all_of_it = read.responsible(world(LOCAL_OWNER), BRUG, "decision/radio")
    assert (all_of_it.first_available, all_of_it.accountable) == (PUPIL, ("person/president",))

    asked = world(STRANGER)
    nameless = [asked.stand_ins.of(each) for each in (PUPIL, TEACHER, "person/president")]
    from_elsewhere = read.responsible(asked, BRUG, "decision/radio")
    assert [each.holder for each in from_elsewhere.deciders] == nameless[:2]
    assert (from_elsewhere.first_available, from_elsewhere.accountable) == (nameless[0], tuple(nameless[2:]))
    assert not any(isinstance(read.get(asked, each), Person) for each in nameless)
