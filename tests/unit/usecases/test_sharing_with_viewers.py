"""Whose expertise somebody is told who belongs nowhere, or who asks for another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph.domain.changes import Revision
from graph.usecases.expertise import expertise, expertise_paths, find_expertise
from graph.usecases.fragility import bus_factor
from graph.usecases.planning import team
from graph.usecases.read import visible_revision
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from tests.graphs import Plains, day, edge, node, organisation, school, snapshot_of

TODAY = "2026-10-01"
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
BRUG, DIJK = "organisation/brug", "organisation/dijk"
AN, CIS, WIFI = "person/an", "person/cis", "expertise/wifi"
GUEST = Viewer(kind=ViewerKind.PERSON, name="gast", person="person/gast")
COLLEAGUE = Viewer(kind=ViewerKind.PERSON, name="cis", person=CIS)
OTHER_SCHOOL = Viewer(kind=ViewerKind.KEY, name="brug", organisations=frozenset({BRUG}))


def world(viewer: Viewer, shares: str) -> World:
    plains: Plains = [
        organisation("groep", "school_group"), school("brug", under=["groep"]), school("dijk", under=["groep"]),
        node(WIFI), node("body/net", type="network"), node(CIS), node(AN, share_expertise=shares),
        edge("AFFILIATED_WITH", AN, DIJK), edge("AFFILIATED_WITH", CIS, BRUG), edge("KNOWS", AN, WIFI, level=3),
        edge("MEMBER_OF", AN, "body/net"), edge("MEMBER_OF", CIS, "body/net"),
    ]  # fmt: skip
    return World(graph=snapshot_of(plains), on=day(TODAY), today=day(TODAY), viewer=viewer, known_at=1)


@pytest.mark.parametrize(("shares", "told"), [("nobody", []), ("school", []), ("group", []), ("everyone", [AN])])
def test_who_belongs_nowhere_is_told_what_is_shared_with_everyone_only(shares: str, told: list[str]) -> None:
    asked = world(GUEST, shares)
    assert [found.person for found in find_expertise(asked, [WIFI])] == told
    assert [member.person for member in team(asked, [WIFI]).members] == told
    assert [found.to_id for found in expertise_paths(asked, BRUG, WIFI)] == told
    assert [who.person for topic in expertise(asked).topics for who in topic.candidates] == told


@pytest.mark.parametrize(
    ("viewer", "shares", "told"),
    [
        (LOCAL_OWNER, "group", [AN]),
        (COLLEAGUE, "group", [AN]),
        (COLLEAGUE, "school", []),
        (LOCAL_OWNER, "nobody", []),
    ],
)
def test_a_way_asked_for_somebody_else_goes_by_who_shares_with_both(
    viewer: Viewer, shares: str, told: list[str]
) -> None:
    assert [found.to_id for found in expertise_paths(world(viewer, shares), CIS, WIFI)] == told


def knowing(people: int) -> World:
    """So many people of De Dijk know wifi and share it with everyone; somebody of nowhere asks."""
    plains: Plains = [school("dijk"), node(WIFI)]
    for place in range(people):
        plains += [
            node(f"person/p{place}", share_expertise="everyone"),
            edge("AFFILIATED_WITH", f"person/p{place}", DIJK),
            edge("KNOWS", f"person/p{place}", WIFI, level=3),
        ]
    return World(graph=snapshot_of(plains), on=day(TODAY), today=day(TODAY), viewer=GUEST, known_at=1)


@pytest.mark.parametrize(("people", "told"), [(1, []), (2, []), (3, [3])])
def test_expertise_that_few_have_is_counted_for_the_owner_alone(people: int, told: list[int]) -> None:
    asked = knowing(people)
    assert [item.bus_factor for item in bus_factor(asked, items="expertise").items] == told
    owner = replace(asked, viewer=LOCAL_OWNER)
    assert [item.bus_factor for item in bus_factor(owner, items="expertise").items] == [people]


@pytest.mark.parametrize(("viewer", "key"), [(LOCAL_OWNER, "k1"), (OTHER_SCHOOL, "k1"), (GUEST, "")])
def test_the_key_of_a_change_is_told_to_whoever_made_it(viewer: Viewer, key: str) -> None:
    made = Revision(number=1, at=NOON, author="brug", reason="", key="k1", digest="", changes=())
    assert visible_revision(world(viewer, "nobody"), made).key == key
