"""What a viewer may, row by row of the table, and the days on which it begins and ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.model.snapshot import Snapshot
from graph.usecases.rights import Right, Rights, may_of, rights_of
from graph.usecases.viewer import LOCAL_OWNER, PUBLIC, Scope, Viewer, ViewerKind
from tests.graphs import Plains, day, edge, node, part_of, seat, snapshot_of
from tests.unit.usecases.groups import BEEK, BRUG, GRANT, GROEP, GROUP, KEEP, VER, viewer_of

TODAY = date(2026, 10, 15)


def without(*ids: str) -> list[Any]:
    return [plain for plain in GROUP if not (isinstance(plain, dict) and plain.get("id") in ids)]


def rights(name: str, *more: Plains, on: date = TODAY, graph: Any = GROUP) -> Rights:
    return rights_of(viewer_of(name), snapshot_of(*graph, *more), on)


def where(found: Rights) -> tuple[set[str], set[str]]:
    return set(found.at(Right.GRANT)), set(found.at(Right.KEEP))


def key(*scopes: Scope, at: tuple[str, ...] = (BRUG,)) -> Viewer:
    return Viewer(kind=ViewerKind.KEY, name="helpdesk", organisations=frozenset(at), scopes=frozenset(scopes))


# The rows


def test_the_owner_may_everything() -> None:
    assert rights_of(LOCAL_OWNER, snapshot_of(*GROUP), TODAY).everything


def test_a_head_grants_at_the_own_school_and_keeps_nothing() -> None:
    assert where(rights("dir")) == ({BRUG}, set())


def test_a_head_of_the_group_grants_at_every_school_below() -> None:
    assert where(rights("alg")) == ({GROEP, BRUG, BEEK}, set())


def test_a_keeper_keeps_the_own_school_and_grants_nothing() -> None:
    assert where(rights("kim")) == (set(), {BRUG})


def test_a_keeper_of_the_group_keeps_every_school_below() -> None:
    assert where(rights("kaat")) == (set(), {GROEP, BRUG, BEEK})


def test_a_head_appoints_and_makes_agreements_but_does_not_change_the_organisation() -> None:
    found = rights("dir")
    assert {right for right in Right if found.may(right, BRUG)} == {
        Right.GRANT, Right.APPOINT, Right.AFFILIATE, Right.AGREE,
    }  # fmt: skip


def test_a_keeper_may_all_but_grant() -> None:
    assert {right for right in Right if rights("kim").may(right, BRUG)} == set(Right) - {Right.GRANT}


def test_a_member_may_what_is_their_own() -> None:
    found = rights("lies")
    assert (where(found), found.own) == ((set(), set()), "person/lies")


def test_somebody_who_belongs_nowhere_may_nothing() -> None:
    found = rights("gast", node("person/gast"))
    assert (where(found), found.own) == ((set(), set()), None)


def test_somebody_of_a_partner_may_nothing() -> None:
    partner = [node("organisation/firma", type="partner"), node("person/firma")]
    found = rights("firma", partner, edge("AFFILIATED_WITH", "person/firma", "organisation/firma"))
    assert found.own is None


def test_whoever_did_not_sign_in_may_nothing() -> None:
    assert rights_of(PUBLIC, snapshot_of(*GROUP), TODAY) == Rights()


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        ((Scope.READ, Scope.READ_PEOPLE, Scope.READ_EXPERTISE), set()),
        ((Scope.WRITE_PEOPLE,), {Right.PEOPLE, Right.AFFILIATE}),
        ((Scope.WRITE_MANDATES,), {Right.APPOINT}),
        ((Scope.ADMIN,), set(Right) - {Right.GRANT}),
    ],
)
def test_a_key_may_what_its_scopes_say_at_its_organisations(scopes: tuple[Scope, ...], may: set[Right]) -> None:
    found = rights_of(key(*scopes), snapshot_of(*GROUP), TODAY)
    assert {right for right in Right if found.may(right, BRUG)} == may
    assert not any(found.may(right, BEEK) for right in Right)


def test_a_key_of_a_group_holds_below_it() -> None:
    found = rights_of(key(Scope.WRITE_PEOPLE, at=(GROEP,)), snapshot_of(*GROUP), TODAY)
    assert found.may(Right.PEOPLE, BRUG, BEEK)
    assert not found.may(Right.PEOPLE, VER)


def test_only_a_key_for_all_administers_all() -> None:
    assert rights_of(key(Scope.ADMIN, at=()), snapshot_of(*GROUP), TODAY).everything
    assert rights_of(key(Scope.WRITE_PEOPLE, at=()), snapshot_of(*GROUP), TODAY).places == {
        Right.PEOPLE: frozenset(), Right.AFFILIATE: frozenset(),
    }  # fmt: skip


# What counts


def test_a_mandate_that_is_to_be_confirmed_gives_nothing() -> None:
    unconfirmed = edge("DECIDES", "person/lies", GRANT, scope=[BRUG])
    assert where(rights("lies", unconfirmed)) == (set(), set())


def test_a_mandate_by_whoever_may_not_grant_there_gives_nothing() -> None:
    assert (
        where(rights("lies", edge("DECIDES", "person/lies", GRANT, scope=[BEEK], granted_by="role/directeur")))[0]
        == set()
    )
    assert where(rights("lies", edge("DECIDES", "person/lies", GRANT, scope=[BEEK], granted_by="role/algemeen")))[
        0
    ] == {BEEK}


@pytest.mark.parametrize(
    ("on", "may"), [("2026-08-31", set()), ("2026-09-01", {BRUG}), ("2026-10-14", {BRUG}), ("2026-10-15", set())]
)
def test_a_mandate_gives_rights_on_the_days_that_it_holds(on: str, may: set[str]) -> None:
    ended = edge(
        "DECIDES", "person/lies", GRANT, scope=[BRUG], granted_by=GROEP, since="2026-09-01", until="2026-10-15"
    )
    assert where(rights("lies", ended, on=day(on)))[0] == may


def test_a_head_who_is_absent_stays_head_and_the_stand_in_is_head_meanwhile() -> None:
    acting = edge("HOLDS", "person/lies", "role/directeur", acting_for="person/dir")
    away = edge("ABSENT_FROM", "person/dir", BRUG, since="2026-10-01", until="2026-11-01")
    for on, granted in (("2026-09-30", set()), ("2026-10-01", {BRUG}), ("2026-10-31", {BRUG}), ("2026-11-01", set())):
        assert where(rights("lies", acting, away, on=day(on)))[0] == granted
        assert where(rights("dir", acting, away, on=day(on)))[0] == {BRUG}


def test_a_body_that_keeps_the_register_makes_its_members_keeper_and_one_that_grants_makes_nobody_head() -> None:
    team = [
        node("body/team"),
        edge("BODY_OF", "body/team", BRUG),
        edge("MEMBER_OF", "person/lies", "body/team"),
        edge("EXECUTES", "body/team", KEEP),
        edge("DECIDES", "body/team", GRANT, granted_by=GROEP),
    ]
    assert where(rights("lies", team)) == (set(), {BRUG})


def test_a_school_that_does_it_itself_is_out_of_reach_of_the_group() -> None:
    itself = [edge("OPTS_OUT", BEEK, KEEP), edge("OPTS_OUT", BEEK, GRANT)]
    assert where(rights("kaat", itself)) == (set(), {GROEP, BRUG})
    assert where(rights("alg", itself)) == ({GROEP, BRUG}, set())


def test_a_link_that_passes_no_mandates_on_passes_no_rights_on() -> None:
    loose = part_of(VER, GROEP, inherits=False)
    assert where(rights("kaat", loose)) == (set(), {GROEP, BRUG, BEEK})


def test_the_task_group_of_the_task_counts() -> None:
    group = [node("task_group/beleid"), edge("IN_GROUP", KEEP, "task_group/beleid")]
    assert where(rights("lies", group, edge("EXECUTES", "person/lies", "task_group/beleid", scope=[BEEK])))[1] == {BEEK}


def test_whoever_left_may_nothing() -> None:
    left = [plain for plain in GROUP if not (isinstance(plain, dict) and plain.get("id") == "person/kim")]
    gone = node("person/kim", until="2026-10-15")
    assert rights("kim", gone, graph=left) == rights("niemand", gone, graph=left)


def test_steering_and_being_contact_point_keep_nothing() -> None:
    other = [edge(kind, "person/lies", KEEP, scope=[BRUG]) for kind in ("STEERS", "CONTACT_POINT_FOR", "DECIDES")]
    assert where(rights("lies", other)) == (set(), set())


# For who asks


def test_what_one_may_is_told_with_the_organisations() -> None:
    snapshot = snapshot_of(*GROUP)
    kaat, owner = rights_of(viewer_of("kaat"), snapshot, TODAY), rights_of(LOCAL_OWNER, snapshot, TODAY)
    assert (may_of(kaat, snapshot).grant_at, may_of(kaat, snapshot).keep_at) == ((), (BEEK, BRUG, GROEP))
    assert may_of(owner, snapshot).grant_at == (BEEK, BRUG, GROEP, VER)


def test_it_is_worked_out_once_a_snapshot() -> None:
    snapshot: Snapshot = snapshot_of(*GROUP, seat("role/x", at=BEEK))
    assert rights_of(viewer_of("kim"), snapshot, TODAY) is rights_of(viewer_of("kim"), snapshot, TODAY)
