"""Whose expertise somebody is told who belongs nowhere, or who asks for another."""

from __future__ import annotations

import pytest

from graph.usecases.analyse import expertise, expertise_paths, find_expertise
from graph.usecases.planning import team
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from tests.graphs import Plains, day, edge, node, organisation, school, snapshot_of

TODAY = "2026-10-01"
BRUG, DIJK = "organisation/brug", "organisation/dijk"
AN, CIS, WIFI = "person/an", "person/cis", "expertise/wifi"
NOBODY_S_KEY = Viewer(kind=ViewerKind.SERVICE_KEY, name="helpdesk")
OTHER_SCHOOL = Viewer(kind=ViewerKind.SERVICE_KEY, name="brug", organisations=frozenset({BRUG}))


def world(viewer: Viewer, shares: str) -> World:
    plains: Plains = [
        organisation("groep", "school_group"), school("brug", under=["groep"]), school("dijk", under=["groep"]),
        node(WIFI), node("body/net", type="network"), node(CIS), node(AN, share_expertise=shares),
        edge("AFFILIATED_WITH", AN, DIJK), edge("AFFILIATED_WITH", CIS, BRUG), edge("KNOWS", AN, WIFI, level=3),
        edge("MEMBER_OF", AN, "body/net"), edge("MEMBER_OF", CIS, "body/net"),
    ]  # fmt: skip
    return World(snapshot=snapshot_of(plains), on=day(TODAY), today=day(TODAY), viewer=viewer, known_at=1)


@pytest.mark.parametrize(("shares", "told"), [("nobody", []), ("school", []), ("group", []), ("everyone", [AN])])
def test_who_belongs_nowhere_is_told_what_is_shared_with_everyone_only(shares: str, told: list[str]) -> None:
    asked = world(NOBODY_S_KEY, shares)
    assert [found.person for found in find_expertise(asked, [WIFI])] == told
    assert [member.person for member in team(asked, [WIFI]).members] == told
    assert [found.to_id for found in expertise_paths(asked, CIS, WIFI)] == told
    assert [who.person for topic in expertise(asked).topics for who in topic.candidates] == told


@pytest.mark.parametrize(
    ("viewer", "shares", "told"),
    [
        (LOCAL_OWNER, "group", [AN]),
        (OTHER_SCHOOL, "group", [AN]),
        (NOBODY_S_KEY, "group", []),
        (LOCAL_OWNER, "nobody", []),
    ],
)
def test_a_way_asked_for_somebody_else_goes_by_who_shares_with_both(
    viewer: Viewer, shares: str, told: list[str]
) -> None:
    assert [found.to_id for found in expertise_paths(world(viewer, shares), CIS, WIFI)] == told
