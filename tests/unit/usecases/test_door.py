"""What passes the door of the store: record by record, and what a change would let people do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from graph.domain.changes import Put
from graph.domain.codec import to_plain
from graph.domain.errors import Forbidden, InvalidInput, NotFound, Refusal, TooOften
from graph.domain.kinds import Executes
from graph.usecases.attempts import MOST_MET
from graph.usecases.change.copying import CopyArrangement, copy_arrangement
from graph.usecases.change.editing import ChangeFrom, RemoveRecord, change_from, remove_record
from graph.usecases.change.mandates import (
    ConfirmMandates,
    EndMandate,
    GrantMandate,
    confirm_mandates,
    end_mandate,
    grant_mandate,
)
from graph.usecases.change.merging import MergeRecords, merge_records
from graph.usecases.change.people import Appoint, Cover, RegisterAbsence, appoint, register_absence
from graph.usecases.change.records import ApplyChanges, RevertRevision, apply_changes, revert_revision
from graph.usecases.importing import ImportRequest, NamedBytes, bring_in, preview
from graph.usecases.rights import Right, rights_of
from graph.usecases.viewer import LOCAL_OWNER, PUBLIC, Scope, Viewer, ViewerKind
from tests.clocks import MORNING, HandClock
from tests.graphs import Plains, day, edge, node, organisation, part_of, records_of, school, seat
from tests.unit.usecases.desks import desk_over
from tests.unit.usecases.groups import BEEK, BRUG, GRANT, GROEP, GROUP, KEEP, VER, WIFI, viewer_of

TODAY, NEXT_YEAR = day("2026-10-15"), day("2027-09-01")


class Owners:
    """Who is owner, and whose sessions ended."""

    def __init__(self, *owners: str) -> None:
        self._owners = frozenset(owners)
        self.ended: list[frozenset[str]] = []

    async def owners(self) -> frozenset[str]:
        return self._owners

    async def changed(self, people: frozenset[str]) -> None:
        self.ended.append(people)


def flat(plains: Plains) -> list[Any]:
    return [plains] if isinstance(plains, dict) else [one for each in plains for one in flat(each)]


async def refusals(
    viewer: str | Viewer, *puts: Plains, remove: tuple[str, ...] = (), graph: Plains = (), owner: str = ""
) -> tuple[Refusal, ...]:
    """Why records may not be put or removed; empty when they are."""
    who = viewer_of(viewer) if isinstance(viewer, str) else viewer
    async with desk_over(*GROUP, graph, sign_ins=Owners(owner)) as desk:
        before = desk.revision
        try:
            await apply_changes(desk, who, ApplyChanges(puts=tuple(flat(puts)), removals=remove))
        except Forbidden as refused:
            assert desk.revision == before
            return refused.refusals
        assert desk.revision == before + 1
        return ()


async def allowed(viewer: str | Viewer, *puts: Plains, **more: Any) -> bool:
    return not await refusals(viewer, *puts, **more)


def person(who: str, **fields: Any) -> Any:
    return node(f"person/{who}", **{"email": f"{who}@school.example", **fields})


def key(*scopes: Scope) -> Viewer:
    return Viewer(kind=ViewerKind.KEY, name="sync", organisations=frozenset({BRUG}), scopes=frozenset(scopes))


WIFI_AT_BRUG = edge("EXECUTES", "person/lies", WIFI, scope=[BRUG])
CONTACT = edge("CONTACT_POINT_FOR", "person/lies", WIFI, scope=[BRUG])
GRANTED = {**CONTACT, "granted_by": "role/directeur", "granted_on": "2026-10-15"}
NEW_ROLE = seat("role/nieuw", at=BRUG)
NORM = node("norm/een", subject=WIFI, mandate="EXECUTES", applies_to=[BRUG])
CHANNEL = [node("channel/bel"), edge("REACHED_BY", BRUG, "channel/bel")]
KNOWS = edge("KNOWS", "person/lies", "expertise/netwerk", level=3, entered_by="person/kim")
AWAY = edge("ABSENT_FROM", "person/lies", BRUG, since="2026-10-20")


# Who may change what


@pytest.mark.parametrize(
    ("put", "may"),
    [
        (WIFI_AT_BRUG, {"alg", "dir", "kaat", "kim"}),
        (CONTACT, {"alg", "dir", "kaat", "kim"}),
        (GRANTED, {"alg", "dir"}),
        (edge("HOLDS", "person/lies", "role/secretariaat"), {"alg", "dir", "kaat", "kim"}),
        (edge("AFFILIATED_WITH", "person/veer", BRUG), {"alg", "dir", "kaat", "kim"}),
        (NORM, {"alg", "dir", "kaat", "kim"}),
        (edge("OPTS_OUT", BRUG, WIFI), {"alg", "dir", "kaat", "kim"}),
        (node("organisation/brug", type="school", name="De Brug"), {"kaat", "kim"}),
        (NEW_ROLE, {"kaat", "kim"}),
        (CHANNEL, {"kaat", "kim"}),
        (person("lies", name="Lies Maes"), {"kaat", "kim"}),
        (AWAY, {"kaat", "kim", "lies"}),
        (edge("KNOWS", "person/lies", "expertise/netwerk", level=3), {"kaat", "kim", "lies"}),
        (KNOWS, {"kaat", "kim"}),
        (person("lies", share_expertise="group"), {"kaat", "kim", "lies"}),
        (node(WIFI, name="Wifi"), set()),
        (organisation("los", "partner"), set()),
        (school("nieuw", under=["groep"]), {"kaat"}),
        (part_of(VER, GROEP), set()),
        (edge("EXECUTES", "person/lies", WIFI, scope=[BRUG, BEEK]), {"alg", "kaat"}),
        (edge("EXECUTES", "person/lies", WIFI, scope=[BRUG, VER]), set()),
        (edge("SUPPORTS", BRUG, BEEK), {"kaat"}),
    ],
)
async def test_a_record_is_changed_by_whoever_may_at_every_organisation_that_it_is_about(
    put: Plains, may: set[str]
) -> None:
    people = ("alg", "dir", "kaat", "kim", "lies", "veer")
    assert {who for who in people if await allowed(who, put)} == may
    assert await allowed(LOCAL_OWNER, put)
    assert not await allowed(PUBLIC, put)


@pytest.mark.parametrize(
    ("put", "scopes"),
    [
        (person("lies", name="Lies Maes"), {Scope.WRITE_PEOPLE, Scope.ADMIN}),
        (AWAY, {Scope.WRITE_PEOPLE, Scope.ADMIN}),
        (WIFI_AT_BRUG, {Scope.WRITE_MANDATES, Scope.ADMIN}),
        (CHANNEL, {Scope.ADMIN}),
        (GRANTED, set()),
        (edge("EXECUTES", "person/lies", WIFI, scope=[BEEK]), set()),
    ],
)
async def test_a_key_changes_what_its_scopes_say(put: Plains, scopes: set[Scope]) -> None:
    assert {scope for scope in Scope if await allowed(key(scope), put)} == scopes


async def test_both_the_organisation_before_and_the_one_after_count() -> None:
    of_beek = edge("EXECUTES", "person/lies", WIFI, scope=[BEEK], id="executes/wifi")
    to_brug = {**of_beek, "scope": [BRUG]}
    assert not await allowed("kim", to_brug, graph=of_beek)
    assert await allowed("kaat", to_brug, graph=of_beek)
    assert not await allowed("kim", remove=("executes/wifi",), graph=of_beek)


NEIGHBOURS: Plains = [
    node("person/bea", email="bea@school.example"),
    edge("AFFILIATED_WITH", "person/bea", BEEK),
    seat("role/van-beek", at=BEEK),
    seat("role/van-brug", at=BRUG),
    node("body/van-beek"),
    edge("BODY_OF", "body/van-beek", BEEK),
    node("body/van-brug"),
    edge("BODY_OF", "body/van-brug", BRUG),
    node("channel/van-beek"),
    edge("REACHED_BY", BEEK, "channel/van-beek"),
    node("channel/van-brug"),
    edge("REACHED_BY", BRUG, "channel/van-brug"),
]
"""De Brug and De Beek have the same things, once each."""


@pytest.mark.parametrize(
    ("kind", "of_brug", "of_beek"),
    [
        ("KNOWS", ("person/lies", "expertise/netwerk"), ("person/bea", "expertise/netwerk")),
        ("ABSENT_FROM", ("person/lies", BRUG), ("person/lies", BEEK)),
        ("AFFILIATED_WITH", ("person/veer", BRUG), ("person/veer", BEEK)),
        ("HOLDS", ("person/lies", "role/van-brug"), ("person/lies", "role/van-beek")),
        ("MEMBER_OF", ("person/lies", "body/van-brug"), ("person/lies", "body/van-beek")),
        ("REACHED_BY", ("role/van-brug", "channel/van-brug"), ("role/van-beek", "channel/van-beek")),
        ("SERVES", ("role/van-brug", BRUG), ("role/van-beek", BEEK)),
        ("EXECUTES", ("role/van-brug", WIFI), ("role/van-beek", WIFI)),
        ("OPTS_OUT", (BRUG, WIFI), (BEEK, WIFI)),
        ("NOT_USED_AT", (WIFI, BRUG), (WIFI, BEEK)),
    ],
)
async def test_a_link_that_gets_other_ends_is_changed_by_whoever_may_at_the_old_and_at_the_new(
    kind: str, of_brug: tuple[str, str], of_beek: tuple[str, str]
) -> None:
    here, there = (edge(kind, *ends, id=f"{kind.lower()}/moved", since="2026-10-20") for ends in (of_brug, of_beek))
    for before, after in ((here, there), (there, here)):
        assert not await allowed("kim", after, graph=[NEIGHBOURS, before])
        assert await allowed("kaat", after, graph=[NEIGHBOURS, before])
    assert await allowed("kim", here, graph=NEIGHBOURS)
    assert not await allowed("kim", there, graph=NEIGHBOURS)


@pytest.mark.parametrize(
    "works_at_beek",
    [
        seat("role/van-beek", at=BEEK, held_by=["person/los"]),
        edge("EXECUTES", "person/los", WIFI, scope=[BEEK]),
        [
            node("body/van-beek"),
            edge("BODY_OF", "body/van-beek", BEEK),
            edge("MEMBER_OF", "person/los", "body/van-beek"),
        ],
    ],
    ids=["function", "task", "body"],
)
async def test_who_works_elsewhere_and_belongs_nowhere_is_not_made_one_s_own(works_at_beek: Plains) -> None:
    graph = [node("person/los", email="los@school.example"), works_at_beek]
    belongs = edge("AFFILIATED_WITH", "person/los", BRUG)
    assert not await allowed("kim", belongs, graph=graph)
    assert await allowed("kaat", belongs, graph=graph)
    assert not await allowed("kim", person("los", email="kim2@school.example"), graph=graph)


async def test_who_is_nowhere_yet_comes_to_a_school_by_its_keeper() -> None:
    belongs = edge("AFFILIATED_WITH", "person/los", BRUG)
    assert await allowed("kim", belongs, graph=node("person/los"))
    assert await allowed("kim", node("person/los"), belongs)


async def test_a_person_of_two_schools_is_changed_by_whoever_may_at_both() -> None:
    both = edge("AFFILIATED_WITH", "person/lies", BEEK)
    assert not await allowed("kim", person("lies", name="Lies Maes"), graph=both)
    assert await allowed("kaat", person("lies", name="Lies Maes"), graph=both)


async def test_a_school_that_is_still_to_come_is_prepared_by_the_keeper_of_the_group() -> None:
    coming = [
        node("organisation/nieuw", type="school", since="2027-09-01"),
        edge("PART_OF", "organisation/nieuw", GROEP, since="2027-09-01"),
    ]
    mandate = edge("EXECUTES", "person/lies", WIFI, scope=["organisation/nieuw"])
    assert await allowed("kaat", mandate, graph=coming)
    assert not await allowed("kim", mandate, graph=coming)


async def test_a_new_school_with_all_that_it_has_comes_in_at_once() -> None:
    whole = [
        school("nieuw", under=["groep"]),
        seat("role/dir-nieuw", at="organisation/nieuw", held_by=["person/lies"]),
        edge("DECIDES", "role/dir-nieuw", GRANT),
        edge("EXECUTES", "role/dir-nieuw", WIFI),
    ]
    assert await allowed("kaat", whole)


async def test_every_refusal_is_told_at_once_with_who_may() -> None:
    found = await refusals("kim", GRANTED, edge("EXECUTES", "person/lies", WIFI, scope=[BEEK]), node(WIFI, name="Wifi"))
    assert [(one.right, one.organisations, one.ask) for one in found] == [
        (Right.GRANT, (BRUG,), ("role/directeur", "role/algemeen")),
        (Right.APPOINT, (BEEK,), ("person/kaat", "role/algemeen")),
        ("owner", (), ()),
    ]


async def test_who_reads_a_refusal_is_told_whom_to_ask() -> None:
    (found,) = await refusals("lies", CONTACT)
    assert str(found.message) == f"You may not change this at {BRUG}"
    assert str(found.remedy) == "Ask role/secretariaat or person/kaat or role/directeur"


async def test_a_change_that_changes_nothing_of_what_one_sees_is_nobody_s_business() -> None:
    async with desk_over(*GROUP) as desk:
        same = to_plain(desk.snapshot.get(BRUG))  # type: ignore[arg-type]
        done = await apply_changes(desk, viewer_of("veer"), ApplyChanges(puts=(same,)))
        assert done.revision is None


async def test_that_something_hidden_stays_as_it_is_is_refused_like_a_change_of_it() -> None:
    async with desk_over(*GROUP) as desk:
        same = to_plain(desk.snapshot.get("person/kim"))  # type: ignore[arg-type]
        with pytest.raises(Forbidden):
            await apply_changes(desk, viewer_of("veer"), ApplyChanges(puts=(same,)))


# A mandate that stands to be confirmed


async def test_what_a_keeper_enters_stands_to_be_confirmed_and_the_head_confirms_it() -> None:
    async with desk_over(*GROUP) as desk:
        asked = GrantMandate(kind="CONTACT_POINT_FOR", holder="person/lies", subject=WIFI, scope=(BRUG,))
        made = await grant_mandate(desk, viewer_of("kim"), asked)
        assert made.record is not None
        confirm = ConfirmMandates(mandates=(made.record.id,), granted_by="role/directeur")
        with pytest.raises(Forbidden):
            await confirm_mandates(desk, viewer_of("kim"), confirm)
        done = await confirm_mandates(desk, viewer_of("dir"), confirm)
        assert getattr(done.record, "granted_by", None) == "role/directeur"


@pytest.mark.parametrize(
    ("changed", "may"),
    [
        ({"note": "ook 's avonds"}, True),
        ({"until": "2027-07-01"}, True),
        ({"until": "2028-07-01"}, False),
        ({"verified_on": "2026-10-15"}, True),
        ({"scope": [BRUG, GROEP]}, False),
        ({"granted_by": "role/algemeen"}, False),
        ({"granted_by": None, "granted_on": None, "until": "2028-07-01"}, True),
    ],
)
async def test_a_keeper_leaves_what_the_head_granted_as_it_was_granted(changed: dict[str, Any], may: bool) -> None:
    granted = {**GRANTED, "id": "contact_point_for/1", "until": "2027-09-01"}
    put = {name: value for name, value in {**granted, **changed}.items() if value is not None}
    assert await allowed("kim", put, graph=granted) is may


async def test_a_keeper_ends_a_mandate_that_was_granted() -> None:
    async with desk_over(*GROUP, {**GRANTED, "id": "contact_point_for/1"}) as desk:
        done = await end_mandate(desk, viewer_of("kim"), EndMandate(mandate="contact_point_for/1", until=NEXT_YEAR))
        assert done.revision is not None


# Nobody gains by a change


async def gained(viewer: str, *puts: Plains, graph: Plains = ()) -> list[tuple[str, str]]:
    """Whom the door says that a change would let do more, as far as each record passes."""
    found = await refusals(viewer, *puts, graph=graph)
    assert all(one.right == Right.GRANT for one in found)
    return [(str(one.message.values.get("person", "self")), one.organisations[0]) for one in found]


async def test_a_keeper_who_enters_the_mandate_to_grant_for_herself_gains_nothing() -> None:
    mine = edge("DECIDES", "person/kim", GRANT, scope=[BRUG])
    async with desk_over(*GROUP) as desk:
        await apply_changes(desk, viewer_of("kim"), ApplyChanges(puts=(mine,)))
        assert not rights_of(viewer_of("kim"), desk.snapshot, TODAY).at(Right.GRANT)
    assert not await allowed("kim", {**mine, "granted_by": GROEP})


async def test_a_keeper_who_takes_the_function_of_the_head_is_refused() -> None:
    assert await gained("kim", edge("HOLDS", "person/kim", "role/directeur")) == [("self", BRUG)]
    assert await gained("kim", edge("HOLDS", "person/lies", "role/directeur")) == [("person/lies", BRUG)]
    assert await gained("kim", edge("HOLDS", "person/lies", "role/directeur", since="2027-09-01")) == [
        ("person/lies", BRUG)
    ]


async def test_the_head_above_appoints_a_head_and_nobody_appoints_themselves() -> None:
    assert await allowed("alg", edge("HOLDS", "person/lies", "role/directeur"))
    assert await gained("dir", edge("EXECUTES", "person/dir", KEEP, scope=[BRUG])) == [("self", BRUG)]
    assert await allowed("dir", edge("EXECUTES", "person/lies", KEEP, scope=[BRUG]))


async def test_a_keeper_makes_a_keeper_where_she_keeps_herself() -> None:
    assert await allowed("kim", edge("EXECUTES", "person/lies", KEEP, scope=[BRUG]))
    assert not await allowed("kim", edge("EXECUTES", "person/lies", KEEP, scope=[BEEK]))


async def test_a_function_that_reaches_further_is_not_given_by_the_keeper_of_where_it_is() -> None:
    wide = [seat("role/wijd", at=BRUG), edge("EXECUTES", "role/wijd", KEEP, scope=[BRUG, BEEK])]
    assert await gained("kim", edge("HOLDS", "person/kim", "role/wijd"), graph=wide) == [("self", BEEK)]


async def test_a_school_is_not_hung_under_one_s_own() -> None:
    assert not await allowed("kim", part_of(BEEK, BRUG))
    assert not await allowed("kaat", part_of(VER, GROEP))
    both = edge("EXECUTES", "person/kaat", KEEP, scope=[VER])
    assert await gained("kaat", part_of(VER, GROEP), graph=both) == [("person/alg", VER)]


async def test_a_school_that_grants_itself_is_not_opened_to_the_head_above_by_its_keeper() -> None:
    itself = edge("OPTS_OUT", BRUG, GRANT, id="opts_out/1")
    assert [one.right for one in await refusals("kim", remove=("opts_out/1",), graph=itself)] == [Right.GRANT]
    assert await allowed("dir", remove=("opts_out/1",), graph=itself)


async def test_an_absence_that_lets_a_stand_in_grant_is_noted_by_the_head() -> None:
    acting = edge("HOLDS", "person/kim", "role/directeur", acting_for="person/dir")
    away = edge("ABSENT_FROM", "person/dir", BRUG, since="2026-11-01")
    assert await gained("kim", away, graph=acting) == [("self", BRUG)]
    assert await gained("kaat", away, graph=acting) == [("person/kim", BRUG)]
    assert await allowed("dir", away, graph=acting)


async def test_a_replacement_that_a_keeper_enters_for_an_absent_head_gives_no_rights() -> None:
    group = [node("task_group/alles"), edge("IN_GROUP", GRANT, "task_group/alles")]
    async with desk_over(*GROUP, group) as desk:
        asked = RegisterAbsence(
            person="person/dir",
            since=TODAY,
            organisations=(BRUG,),
            covers=(Cover(task_group="task_group/alles", by="person/kim"),),
        )
        await register_absence(desk, viewer_of("kim"), asked)
        assert not rights_of(viewer_of("kim"), desk.snapshot, TODAY).at(Right.GRANT)


async def test_what_marks_rights_only_the_owner_changes() -> None:
    everywhere = edge("EXECUTES", "person/kaat", KEEP, scope=[GROEP, VER])
    for put in (
        node(WIFI, keeps_register=True),
        node(KEEP, keeps_register=False),
        node("decision/nieuw", grants_mandates=True),
        [node("task_group/g"), edge("IN_GROUP", KEEP, "task_group/g")],
    ):
        assert "owner" in {one.right for one in await refusals("kaat", put, graph=everywhere)}
    assert await allowed("kaat", node(WIFI, name="Wifi"), graph=everywhere)


async def test_a_head_does_not_prolong_her_own_mandate() -> None:
    ending = edge(
        "DECIDES", "person/lies", GRANT, id="decides/lies", scope=[BRUG], granted_by=GROEP, until="2027-07-01"
    )
    longer = {name: value for name, value in ending.items() if name != "until"}
    assert await gained("lies", longer, graph=ending) == [("self", BRUG)]
    assert await allowed("dir", longer, graph=ending)


# Who signs in as whom


async def test_the_address_of_the_head_is_changed_by_nobody_who_may_less() -> None:
    other = person("dir", email="kim2@school.example")
    assert [one.right for one in await refusals("kim", other)] == ["owner"]
    assert not await allowed("dir", other)
    assert await allowed(LOCAL_OWNER, other)


async def test_the_address_of_somebody_who_may_less_is_changed_by_the_keeper() -> None:
    assert await allowed("kim", person("lies", email="lies.maes@school.example"))
    assert await allowed("kaat", person("kim", email="kim.maes@school.example"))
    assert await allowed("kim", person("kim", email="kim.maes@school.example"))
    assert not await allowed("lies", person("lies", email="lies.maes@school.example"))


async def test_who_will_be_head_next_year_counts_as_head() -> None:
    coming = edge("HOLDS", "person/lies", "role/directeur", since="2027-09-01")
    assert not await allowed("kim", person("lies", email="lies.maes@school.example"), graph=coming)


async def test_the_owner_counts_as_who_may_everything() -> None:
    other = person("lies", email="kim2@school.example")
    assert not await allowed("kim", other, owner="person/lies")


async def test_the_address_of_an_owner_who_did_not_come_in_yet_is_not_taken() -> None:
    other = person("kim", email="Baas@school.example")
    assert not await allowed("kim", other, owner="baas@school.example")
    assert await allowed("kim", other)


async def problems(viewer: str, *puts: Plains, graph: Plains = ()) -> list[str]:
    """Why records are not put, in words."""
    async with desk_over(*GROUP, graph) as desk:
        with pytest.raises(InvalidInput) as refused:
            await apply_changes(desk, viewer_of(viewer), ApplyChanges(puts=tuple(flat(puts))))
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("who", ["kim", "kaat"])
async def test_what_a_colleague_signs_in_by_is_given_to_nobody_else(who: str) -> None:
    for other in (person("lies", email="DIR@school.example"), person("nieuw", email="dir@school.example")):
        (told,) = await problems(who, other)
        assert "person/dir signs in by 'dir@school.example' already" in told
        assert "merge the two" in told
    assert await allowed(who, person("nieuw", identifiers=["smartschool:1"]))
    two = [person("een", identifiers=["smartschool:1"]), person("twee", identifiers=["smartschool:1"])]
    assert [told.partition(":")[0] for told in await problems(who, two)] == [
        "person/een identifiers",
        "person/twee identifiers",
    ]


@pytest.mark.parametrize(
    ("other", "taken"),
    [
        (node("person/vreemd", email="vreemd@school.example"), {"email": "vreemd@school.example"}),
        (
            [node("person/els", identifiers=["stamboek:77"]), edge("AFFILIATED_WITH", "person/els", BEEK)],
            {"identifiers": ["stamboek:77"]},
        ),
    ],
)
async def test_a_keeper_is_not_told_whose_it_is_where_she_does_not_see_that(other: Any, taken: dict[str, Any]) -> None:
    """Of somebody of another group she does not see who they are, of a colleague of another school no numbers."""
    told = await problems("kim", person("lies", **taken), graph=other)
    assert told == [
        "Something that you may not see stands in the way of this. "
        "Ask whoever keeps the register there, or the owner of this register"
    ]


async def test_who_meets_what_is_hidden_too_often_changes_nothing_for_an_hour() -> None:
    other = node("person/vreemd", email="vreemd@school.example")
    async with desk_over(*GROUP, other) as desk:

        async def put(who: str, email: str) -> None:
            await apply_changes(desk, viewer_of(who), ApplyChanges(puts=(person("lies", email=email),)))

        for _ in range(MOST_MET):
            with pytest.raises(InvalidInput):
                await put("kim", "vreemd@school.example")
        for email in ("vreemd@school.example", "vrij@school.example"):
            with pytest.raises(TooOften):
                await put("kim", email)
        await put("kaat", "vrij@school.example")
        desk.clock = HandClock(MORNING + timedelta(hours=1))
        await put("kim", "lies@school.example")


async def test_an_address_that_was_given_up_is_free_and_one_that_was_taken_is_not() -> None:
    async with desk_over(*GROUP, person("nieuw"), edge("AFFILIATED_WITH", "person/nieuw", BRUG)) as desk:
        for who, email, may in (
            ("lies", "nieuw@school.example", False),
            ("nieuw", "nieuw2@school.example", True),
            ("lies", "nieuw@school.example", True),
            ("nieuw", "nieuw@school.example", False),
        ):
            try:
                await apply_changes(desk, viewer_of("kaat"), ApplyChanges(puts=(person(who, email=email),)))
            except InvalidInput:
                assert not may, (who, email)
            else:
                assert may, (who, email)


async def test_the_owner_may_let_two_share_a_mailbox() -> None:
    assert await allowed(LOCAL_OWNER, person("nieuw", email="dir@school.example"))


async def test_what_two_share_already_holds_up_no_other_change_of_them() -> None:
    both = [person("een", email="ict@school.example"), person("twee", email="ict@school.example")]
    assert await allowed(LOCAL_OWNER, person("een", name="Lies", email="ict@school.example"), graph=both)
    assert await allowed(LOCAL_OWNER, person("een", email="een@school.example"), graph=both)
    swapped = [person("lies", email="kim@school.example"), person("kim", email="lies@school.example")]
    assert await allowed(LOCAL_OWNER, swapped)


async def test_people_are_merged_by_whoever_may_all_that_both_may() -> None:
    for who, keep, drop, may in (
        ("kim", "lies", "dir", False),
        ("kim", "dir", "lies", False),
        ("kim", "lies", "kim", True),
        ("kaat", "lies", "kim", True),
    ):
        async with desk_over(*GROUP) as desk:
            asked = MergeRecords(keep=f"person/{keep}", drop=f"person/{drop}")
            try:
                await merge_records(desk, viewer_of(who), asked)
            except Forbidden:
                assert not may, (who, keep, drop)
            else:
                assert may, (who, keep, drop)


async def test_sessions_end_of_whom_signs_in_otherwise() -> None:
    told = Owners()
    async with desk_over(*GROUP, sign_ins=told) as desk:
        for put in (
            person("lies", name="Lies"),
            person("lies", name="Lies", email="l@school.example"),
            person("nieuw"),
        ):
            await apply_changes(desk, LOCAL_OWNER, ApplyChanges(puts=(put,)))
        await merge_records(desk, LOCAL_OWNER, MergeRecords(keep="person/lies", drop="person/kim"))
    assert told.ended == [frozenset({"person/lies"}), frozenset({"person/lies", "person/kim"})]


# What people share


async def test_only_the_person_widens_with_whom_their_expertise_is_shared() -> None:
    assert not await allowed("kim", person("lies", share_expertise="group"), graph=KNOWS)
    assert await allowed("lies", person("lies", share_expertise="group"), graph=KNOWS)
    open_ = person("lies", share_expertise="everyone")
    closed = [plain for plain in GROUP if plain != person("lies")]
    async with desk_over(*closed, open_, KNOWS) as desk:
        await apply_changes(desk, viewer_of("kim"), ApplyChanges(puts=(person("lies", share_expertise="nobody"),)))


# What is one's own


async def test_a_member_says_that_an_own_mandate_is_still_right_and_no_more() -> None:
    held = {**GRANTED, "id": "contact_point_for/1"}
    assert await allowed("lies", {**held, "verified_on": "2026-10-15"}, graph=held)
    assert not await allowed("lies", {**held, "verified_on": "2026-10-15", "note": "x"}, graph=held)
    assert not await allowed("veer", {**held, "verified_on": "2026-10-15"}, graph=held)


async def test_a_member_changes_how_the_own_function_is_reached() -> None:
    mine = [
        seat("role/ict", at=BRUG, held_by=["person/lies"]),
        node("channel/bel", address="an@brug.example"),
        edge("REACHED_BY", "role/ict", "channel/bel", id="reached_by/1"),
    ]
    assert await allowed("lies", node("channel/bel", address="bo@brug.example"), graph=mine)
    assert not await allowed("veer", node("channel/bel", address="bo@brug.example"), graph=mine)
    shared = [*mine, edge("REACHED_BY", BRUG, "channel/bel")]
    assert not await allowed("lies", node("channel/bel", address="bo@brug.example"), graph=shared)


@pytest.mark.parametrize("word", [{"entered_by": "person/kaat"}, {"provenance": "endorsed"}])
async def test_a_member_says_what_they_know_and_not_that_a_colleague_says_so(word: dict[str, str]) -> None:
    mine = edge("KNOWS", "person/lies", "expertise/netwerk", id="knows/1", level=3)
    assert await allowed("lies", {**mine, "level": 4, "provenance": "certified"}, graph=mine)
    assert not await allowed("lies", {**mine, **word}, graph=mine)
    assert await allowed("kim", {**mine, **word}, graph=mine)
    said = {**mine, **word}
    assert await allowed("lies", {**said, "level": 4}, graph=said), "what was said already may stand"
    assert await allowed("lies", {**said, "id": "knows/2", "since": "2026-10-20"}, graph=said)


async def test_a_member_takes_away_what_a_colleague_entered_about_them() -> None:
    assert await allowed("lies", remove=("knows/1",), graph={**KNOWS, "id": "knows/1"})


@pytest.mark.parametrize("who", ["veer", "dir", key(Scope.WRITE_MANDATES)])
@pytest.mark.parametrize("there", [True, False])
async def test_what_a_colleague_keeps_to_themselves_is_taken_away_by_nobody_as_if_it_were_nowhere(
    there: bool, who: str | Viewer
) -> None:
    entered = [{**KNOWS, "id": "knows/1"}] if there else []
    with pytest.raises(InvalidInput, match="There is no such record"):
        await allowed(who, remove=("knows/1",), graph=entered)


@pytest.mark.parametrize("guess", [3, 5])
async def test_a_change_from_a_day_tells_nobody_that_a_hidden_level_is_so_already(guess: int) -> None:
    async with desk_over(*GROUP, {**KNOWS, "id": "knows/1"}) as desk:
        asked = ChangeFrom(record="knows/1", since=NEXT_YEAR, values={"level": guess})
        with pytest.raises(NotFound):
            await change_from(desk, viewer_of("dir"), asked)


@pytest.mark.parametrize("taken", ["person/lies", "expertise/netwerk"])
async def test_a_head_is_not_told_what_colleagues_know_by_taking_away_what_it_hangs_on(taken: str) -> None:
    async def told(*graph: Plains) -> tuple[Refusal, ...]:
        async with desk_over(*GROUP, *graph) as desk:
            with pytest.raises(Forbidden) as refused:
                await remove_record(desk, viewer_of("dir"), RemoveRecord(record=taken))
            return refused.value.refusals

    assert await told({**KNOWS, "id": "knows/1"}) == await told()


@pytest.mark.parametrize("who", ["lies", "kim"])
async def test_what_is_taken_away_again_with_its_key_is_answered_as_the_first_time(who: str) -> None:
    request = ApplyChanges(removals=("knows/1",), key="once")
    async with desk_over(*GROUP, {**KNOWS, "id": "knows/1"}) as desk:
        first, again = [await apply_changes(desk, viewer_of(who), request) for _ in range(2)]
        assert again.revision == first.revision is not None
        with pytest.raises(InvalidInput, match="There is no such record"):
            await apply_changes(desk, viewer_of(who), replace(request, key="another"))


# Every way in


async def test_an_import_passes_the_same_door_and_its_preview_too() -> None:
    records = records_of(*GROUP, GRANTED)[-1:]
    content = json.dumps({"mandaatwijzer": 1, "nodes": [], "edges": [to_plain(one) for one in records]}).encode()
    request = ImportRequest(files=(NamedBytes(name="x.json", content=content),))
    async with desk_over(*GROUP) as desk:
        for verb in (preview, bring_in):
            with pytest.raises(Forbidden, match="Only the head grants mandates"):
                await verb(desk, viewer_of("kim"), request)
            with pytest.raises(Forbidden, match="by whoever keeps the register"):
                await verb(desk, viewer_of("lies"), request)


@pytest.mark.parametrize("is_changed_later", [True, False])
async def test_undoing_what_is_hidden_is_refused_alike_whether_it_is_still_so_or_was_changed_later(
    is_changed_later: bool,
) -> None:
    hidden = [{**KNOWS, "id": "knows/1"}, {**AWAY, "id": "absent_from/1"}]
    async with desk_over(*GROUP) as desk:
        await apply_changes(desk, LOCAL_OWNER, ApplyChanges(puts=hidden))
        made = RevertRevision(revision=desk.revision)
        if is_changed_later:
            later = ApplyChanges(puts=({**hidden[0], "level": 4}, {**hidden[1], "until": "2026-11-01"}))
            await apply_changes(desk, LOCAL_OWNER, later)
        with pytest.raises(Forbidden, match="Something that you may not see"):
            await revert_revision(desk, viewer_of("veer"), made)


async def test_who_undoes_a_revision_is_told_what_stays_and_not_by_which_hidden_thing() -> None:
    advice = [node("role/steun"), edge("HOLDS", "person/bo", "role/steun", id="holds/bo")]
    pupil = [node("person/bo", type="pupil"), edge("AFFILIATED_WITH", "person/bo", BRUG)]
    async with desk_over(*GROUP, *pupil) as desk:
        await apply_changes(desk, LOCAL_OWNER, ApplyChanges(puts=(advice[0],)))
        made = RevertRevision(revision=desk.revision)
        await apply_changes(desk, LOCAL_OWNER, ApplyChanges(puts=(advice[1],)))
        (left,) = (await revert_revision(desk, viewer_of("veer"), made)).left_out
        assert left.record == "role/steun"
        assert "holds/bo" not in str(left.reason)
        (left,) = (await revert_revision(desk, LOCAL_OWNER, made)).left_out
        assert "holds/bo" in str(left.reason)


async def test_a_copy_of_another_school_takes_no_notes_along_and_names_nobody_who_is_hidden() -> None:
    of_people = edge("EXECUTES", "person/lies", WIFI, scope=[BRUG], id="executes/lies")
    noted = edge("EXECUTES", "role/directeur", WIFI, note="vraag het eerst aan Lies")
    async with desk_over(*GROUP, noted, of_people, edge("EXECUTES", "person/veer", KEEP, scope=[VER])) as desk:
        copied = await copy_arrangement(desk, viewer_of("veer"), CopyArrangement(source=BRUG, target=VER))
        assert [each.note for each in copied.records if isinstance(each, Executes)] == [None, None]
        assert not copied.left_out


async def test_a_program_copies_no_school_that_it_does_not_see() -> None:
    program = replace(key(Scope.ADMIN), organisations=frozenset({VER}))
    async with desk_over(*GROUP) as desk:
        with pytest.raises(NotFound):
            await copy_arrangement(desk, program, CopyArrangement(source=BRUG, target=VER))


async def test_an_undone_revision_passes_the_same_door() -> None:
    async with desk_over(*GROUP) as desk:
        await end_mandate(desk, viewer_of("kim"), EndMandate(mandate="decides/directeur", until=TODAY))
        assert not rights_of(viewer_of("dir"), desk.snapshot, TODAY).at(Right.GRANT)
        with pytest.raises(Forbidden):
            await revert_revision(desk, viewer_of("kim"), RevertRevision(revision=desk.revision))
        await revert_revision(desk, viewer_of("alg"), RevertRevision(revision=desk.revision))
        assert rights_of(viewer_of("dir"), desk.snapshot, TODAY).at(Right.GRANT)


async def test_a_repeated_request_is_answered_although_the_right_has_ended_meanwhile() -> None:
    async with desk_over(*GROUP) as desk:
        asked = EndMandate(mandate="executes/kim", until=TODAY, key="k")
        first = await end_mandate(desk, viewer_of("kim"), asked)
        again = await end_mandate(desk, viewer_of("kim"), asked)
        assert first.revision == again.revision
        with pytest.raises(Forbidden):
            await appoint(desk, viewer_of("kim"), Appoint(person="person/lies", role="role/secretariaat"))


async def test_the_log_names_the_person_who_did_it() -> None:
    async with desk_over(*GROUP) as desk:
        await desk.commit(lambda _: [Put(records_of(*GROUP, CONTACT)[-1])], viewer=viewer_of("kim"), reason="", key="k")
        assert (await desk.revisions(1))[0].author == "person/kim"
