"""The verbs that change the graph: handing over, copying, merging, norms, bodies, and drafts of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.domain.errors import Conflict, InvalidInput, NotFound
from graph.domain.kinds import (
    AffiliatedWith,
    At,
    Decides,
    Executes,
    Holds,
    Knows,
    Mandate,
    MemberOf,
    Norm,
    NotUsedAt,
    OptsOut,
    Organisation,
    PartOf,
    Person,
    Role,
)
from graph.model.coverage import Coverage
from graph.usecases.change.bodies import JoinBody, LeaveBody, join_body, leave_body
from graph.usecases.change.copying import CopyArrangement, copy_arrangement
from graph.usecases.change.draft import Draft
from graph.usecases.change.expertise import ConfirmExpertise, confirm_expertise
from graph.usecases.change.handing_over import HandOver, hand_over
from graph.usecases.change.mandates import ConfirmMandates, confirm_mandates
from graph.usecases.change.merging import MergeRecords, merge_records
from graph.usecases.change.norms import (
    AdoptProfile,
    MarkNotUsed,
    OptOut,
    SetNorm,
    adopt_profile,
    mark_not_used,
    opt_out,
    set_norm,
)
from graph.usecases.change.people import Cover, RegisterAbsence, register_absence, works_to_cover
from graph.usecases.change.records import EndRecord, RevertRevision, end_record, revert_revision
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from tests.graphs import edge, node, norm, school, seat
from tests.unit.usecases.desks import desk_over

BRUG, SLUIS = "organisation/brug", "organisation/sluis"
MAY = date(2027, 5, 1)


def taught() -> list[Any]:
    """An is ICT coordinator at De Brug; Tom works there as well."""
    return [
        school("brug", name="De Brug"),
        school("sluis", name="De Sluis"),
        node("person/an"),
        node("person/tom"),
        seat("role/ict", at=BRUG, name="ICT-coördinator De Brug", names={"en": "ICT coordinator De Brug"}),
        edge(
            "HOLDS",
            "person/an",
            "role/ict",
            id="holds/an",
            since="2025-09-01",
            fraction=15 / 21,
            fraction_as_written="15/21",
            hours_per_week=10,
        ),
        node("task/wifi"),
        node("task_group/tech"),
        edge("IN_GROUP", "task/wifi", "task_group/tech"),
        edge("EXECUTES", "role/ict", "task/wifi", id="executes/role", since="2025-09-01", granted_by="person/tom"),
        edge(
            "EXECUTES",
            "person/an",
            "task/wifi",
            id="executes/an",
            since="2025-09-01",
            until="2027-09-01",
            scope=[BRUG],
            granted_by="person/tom",
            verified_on="2026-09-01",
        ),
        node("body/team", name="ICT-team De Brug"),
        edge("BODY_OF", "body/team", BRUG),
        edge("MEMBER_OF", "person/an", "body/team", id="member_of/an", capacity="chair"),
        edge("MEMBER_OF", "role/ict", "body/team", id="member_of/role", capacity="member"),
    ]


def held(desk: Any, kind: Any, person: str, on: date) -> list[Any]:
    return [edge for edge in desk.snapshot.out(kind, person) if desk.snapshot.in_force(edge, on)]


class TestHandingOver:
    async def test_everything_that_is_held_passes_on_the_day(self) -> None:
        async with desk_over(taught()) as desk:
            await hand_over(desk, LOCAL_OWNER, HandOver(person="person/an", to="person/tom", on=MAY))
            assert not [edge for kind in (Holds, Executes, MemberOf) for edge in held(desk, kind, "person/an", MAY)]
            assert [edge.to_id for edge in held(desk, Holds, "person/tom", MAY)] == ["role/ict"]
            assert [edge.capacity for edge in held(desk, MemberOf, "person/tom", MAY)] == ["chair"]
            assert [edge.to_id for edge in held(desk, AffiliatedWith, "person/tom", MAY)] == [BRUG]

    async def test_the_day_before_nothing_has_passed_yet(self) -> None:
        async with desk_over(taught()) as desk:
            await hand_over(desk, LOCAL_OWNER, HandOver(person="person/an", to="person/tom", on=MAY))
            eve = date(2027, 4, 30)
            assert [edge.id for edge in held(desk, Holds, "person/an", eve)] == ["holds/an"]
            assert held(desk, Holds, "person/tom", eve) == []

    async def test_a_planned_end_stays_and_what_was_agreed_with_the_former_holder_does_not_pass(self) -> None:
        async with desk_over(taught()) as desk:
            await hand_over(desk, LOCAL_OWNER, HandOver(person="person/an", to="person/tom", on=MAY))
            (mandate,) = held(desk, Executes, "person/tom", MAY)
            (holding,) = held(desk, Holds, "person/tom", MAY)
            assert (mandate.until, mandate.granted_by, mandate.verified_on) == (date(2027, 9, 1), None, None)
            assert (holding.fraction, holding.fraction_as_written, holding.hours_per_week) == (None, None, 10)

    async def test_whoever_leaves_belongs_nowhere_from_that_day_on(self) -> None:
        async with desk_over(taught(), edge("AFFILIATED_WITH", "person/an", BRUG, id="affiliated_with/an")) as desk:
            await hand_over(desk, LOCAL_OWNER, HandOver(person="person/an", to="person/tom", on=MAY, leaves=True))
            assert held(desk, AffiliatedWith, "person/an", MAY) == []
            assert [edge.id for edge in held(desk, AffiliatedWith, "person/an", date(2027, 4, 30))] == [
                "affiliated_with/an"
            ]

    async def test_whoever_stays_goes_on_belonging_there(self) -> None:
        async with desk_over(taught(), edge("AFFILIATED_WITH", "person/an", BRUG, id="affiliated_with/an")) as desk:
            await hand_over(desk, LOCAL_OWNER, HandOver(person="person/an", to="person/tom", on=MAY))
            assert [edge.id for edge in held(desk, AffiliatedWith, "person/an", MAY)] == ["affiliated_with/an"]

    async def test_a_grantor_grants_the_mandates_that_pass(self) -> None:
        async with desk_over(taught()) as desk:
            asked = HandOver(person="person/an", to="person/tom", on=MAY, granted_by="person/tom")
            await hand_over(desk, LOCAL_OWNER, asked)
            (mandate,) = held(desk, Executes, "person/tom", MAY)
            assert (mandate.granted_by, mandate.granted_on) == ("person/tom", MAY)

    async def test_a_part_can_pass_alone(self) -> None:
        async with desk_over(taught()) as desk:
            asked = HandOver(person="person/an", to="person/tom", on=MAY, facts=("executes/an",))
            await hand_over(desk, LOCAL_OWNER, asked)
            assert [edge.id for edge in held(desk, Holds, "person/an", MAY)] == ["holds/an"]
            assert len(held(desk, Executes, "person/tom", MAY)) == 1

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ({"to": "person/an"}, "themselves"),
            ({"on": date(2025, 9, 1)}, "begins on that very day"),
            ({"facts": ("holds/none",)}, "does not hold it"),
            ({"person": "person/tom", "to": "person/an"}, "holds nothing"),
        ],
    )
    async def test_what_cannot_pass_is_told(self, asked: dict[str, Any], told: str) -> None:
        async with desk_over(taught()) as desk:
            request = HandOver(**{"person": "person/an", "to": "person/tom", "on": MAY, **asked})
            with pytest.raises(InvalidInput, match=told):
                await hand_over(desk, LOCAL_OWNER, request)
            assert desk.revision == 1

    async def test_an_unknown_successor_is_told(self) -> None:
        async with desk_over(taught()) as desk:
            with pytest.raises(NotFound, match="person/els"):
                await hand_over(desk, LOCAL_OWNER, HandOver(person="person/an", to="person/els", on=MAY))


class TestCopyingAnArrangement:
    async def test_roles_bodies_and_mandates_are_copied_without_people(self) -> None:
        async with desk_over(taught()) as desk:
            done = await copy_arrangement(desk, LOCAL_OWNER, CopyArrangement(source=BRUG, target=SLUIS, since=MAY))
            (at,) = desk.snapshot.into(At, SLUIS)
            role = desk.snapshot.find(Role, at.from_id)
            assert role is not None
            assert (role.name, role.name_in("en")) == ("ICT-coördinator De Sluis", "ICT coordinator De Sluis")
            assert desk.snapshot.into(Holds, role.id) == ()
            (mandate,) = desk.snapshot.out(Executes, role.id)
            assert (mandate.to_id, mandate.since, mandate.granted_by) == ("task/wifi", MAY, None)
            assert [edge.capacity for edge in desk.snapshot.out(MemberOf, role.id)] == ["member"]
            assert [left.record for left in done.left_out] == ["executes/an"]

    @pytest.mark.parametrize(
        ("source", "target", "copied", "copy"),
        [
            ("Basisschool De Kade", "Basisschool De Linde", "Directeur De Kade", "Directeur De Linde"),
            ("Basisschool De Kade", "Basisschool De Linde", "ICT Basisschool De Kade", "ICT Basisschool De Linde"),
            ("Basisschool Klim-Op", "CVO De Brug", "Aanspreekpunt Klim-Op", "Aanspreekpunt CVO De Brug"),
            ("Basisschool De Kade", "Basisschool De Linde", "Poetsdienst De Kades", "Poetsdienst De Kades"),
            ("Basisschool De Kade", "Basisschool", "Directeur De Kade", "Directeur Basisschool"),
        ],
    )
    async def test_a_copy_is_called_after_the_school_that_gets_it(
        self, source: str, target: str, copied: str, copy: str
    ) -> None:
        records = [school("brug", name=source), school("sluis", name=target), seat("role/r", at=BRUG, name=copied)]
        async with desk_over(records) as desk:
            await copy_arrangement(desk, LOCAL_OWNER, CopyArrangement(source=BRUG, target=SLUIS))
            (at,) = desk.snapshot.into(At, SLUIS)
            role = desk.snapshot.find(Role, at.from_id)
            assert role is not None
            assert role.name == copy

    async def test_lists_and_exceptions_come_along(self) -> None:
        extras = [
            node("profile/small"),
            edge("ADOPTS", BRUG, "profile/small"),
            edge("OPTS_OUT", BRUG, "task/wifi", reason="eigen net"),
            edge("NOT_USED_AT", "task_group/tech", BRUG),
        ]
        async with desk_over(taught(), extras) as desk:
            await copy_arrangement(desk, LOCAL_OWNER, CopyArrangement(source=BRUG, target=SLUIS))
            assert [edge.reason for edge in desk.snapshot.out(OptsOut, SLUIS)] == ["eigen net"]
            assert [edge.from_id for edge in desk.snapshot.into(NotUsedAt, SLUIS)] == ["task_group/tech"]

    async def test_copying_again_adds_nothing(self) -> None:
        async with desk_over(taught()) as desk:
            asked = CopyArrangement(source=BRUG, target=SLUIS, since=MAY)
            await copy_arrangement(desk, LOCAL_OWNER, asked)
            again = await copy_arrangement(desk, LOCAL_OWNER, asked)
            assert (again.revision, desk.revision) == (None, 2)

    async def test_a_mandate_that_is_for_other_schools_as_well_is_left_out(self) -> None:
        wide = edge("DECIDES", "role/ict", "task/wifi", id="decides/wide", scope=[BRUG, SLUIS])
        async with desk_over(taught(), wide) as desk:
            done = await copy_arrangement(desk, LOCAL_OWNER, CopyArrangement(source=BRUG, target=SLUIS))
            assert {left.record: str(left.reason) for left in done.left_out}["decides/wide"].startswith(
                "It is for other"
            )
            assert not [edge for edge in desk.snapshot.edges(Decides) if edge.id != "decides/wide"]

    async def test_a_school_with_nothing_to_copy_is_told(self) -> None:
        async with desk_over(taught()) as desk:
            with pytest.raises(InvalidInput, match="De Sluis has no roles"):
                await copy_arrangement(desk, LOCAL_OWNER, CopyArrangement(source=SLUIS, target=BRUG))


class TestMergingRecords:
    async def test_edges_move_and_the_old_id_leads_on(self) -> None:
        async with desk_over(taught(), edge("AFFILIATED_WITH", "person/tom", SLUIS)) as desk:
            await merge_records(desk, LOCAL_OWNER, MergeRecords(keep="person/an", drop="person/tom"))
            assert desk.snapshot.get("person/tom") is None
            kept = desk.snapshot.get_or_merged("person/tom")
            assert kept is not None
            assert kept.id == "person/an"
            assert [edge.to_id for edge in desk.snapshot.out(AffiliatedWith, "person/an")] == [SLUIS]
            role_mandate = desk.snapshot.find(Executes, "executes/role")
            assert role_mandate is not None
            assert role_mandate.granted_by == "person/an"

    async def test_the_kept_record_says_first_and_the_other_fills_in(self) -> None:
        people = [
            node("person/a", name="An", email="an@vaart.example", identifiers=["hr:1"], share_expertise="everyone"),
            node("person/b", name="Anneke", given_name="Anneke", email="b@vaart.example", identifiers=["hr:2"]),
        ]
        async with desk_over(people) as desk:
            await merge_records(desk, LOCAL_OWNER, MergeRecords(keep="person/a", drop="person/b"))
            kept = desk.snapshot.find(Person, "person/a")
            assert kept is not None
            assert (kept.name, kept.given_name, kept.email) == ("An", "Anneke", "an@vaart.example")
            assert (kept.identifiers, kept.aliases) == (("hr:1", "hr:2"), ("person/b",))
            assert kept.share_expertise == "nobody"

    async def test_an_edge_that_both_have_stays_once_and_other_values_are_listed(self) -> None:
        twice = [
            edge("KNOWS", "person/an", "expertise/wifi", id="knows/an", since="2025-09-01", level=4),
            edge("KNOWS", "person/tom", "expertise/wifi", id="knows/tom", since="2025-09-01", level=2),
            node("expertise/wifi"),
        ]
        async with desk_over(taught(), twice) as desk:
            done = await merge_records(desk, LOCAL_OWNER, MergeRecords(keep="person/an", drop="person/tom"))
            assert [(edge.id, edge.level) for edge in desk.snapshot.edges(Knows)] == [("knows/an", 4)]
            assert [left.record for left in done.left_out] == ["knows/tom"]

    async def test_an_edge_between_the_two_goes(self) -> None:
        async with desk_over(school("brug"), school("sluis", under=["brug"])) as desk:
            await merge_records(desk, LOCAL_OWNER, MergeRecords(keep=BRUG, drop=SLUIS))
            assert desk.snapshot.edges(PartOf) == ()

    async def test_what_one_did_in_place_of_the_other_goes_and_is_listed(self) -> None:
        acting = edge("HOLDS", "person/tom", "role/ict", id="holds/tom", acting_for="person/an")
        async with desk_over(taught(), acting) as desk:
            done = await merge_records(desk, LOCAL_OWNER, MergeRecords(keep="person/an", drop="person/tom"))
            assert [edge.id for edge in desk.snapshot.edges(Holds)] == ["holds/an"]
            assert [left.record for left in done.left_out] == ["holds/tom"]

    async def test_scopes_of_two_schools_become_one(self) -> None:
        both = [
            edge("DECIDES", "role/ict", "task/wifi", id="decides/both", scope=[BRUG, SLUIS]),
            edge("DECIDES", "role/ict", "task/wifi", id="decides/one", scope=[BRUG]),
        ]
        async with desk_over(taught(), both) as desk:
            await merge_records(desk, LOCAL_OWNER, MergeRecords(keep=BRUG, drop=SLUIS))
            assert [(edge.id, edge.scope) for edge in desk.snapshot.edges(Decides)] == [("decides/one", (BRUG,))]

    async def test_reverting_a_merge_brings_both_back(self) -> None:
        async with desk_over(taught()) as desk:
            before = {record.id: record for record in desk.snapshot.records()}
            await merge_records(desk, LOCAL_OWNER, MergeRecords(keep="person/an", drop="person/tom"))
            await revert_revision(desk, LOCAL_OWNER, RevertRevision(revision=2))
            assert {record.id: record for record in desk.snapshot.records()} == before

    @pytest.mark.parametrize(
        ("keep", "drop", "told"), [("person/an", "person/an", "itself"), ("person/an", "role/ict", "one kind")]
    )
    async def test_only_two_of_a_kind_can_be_merged(self, keep: str, drop: str, told: str) -> None:
        async with desk_over(taught()) as desk:
            with pytest.raises(InvalidInput, match=told):
                await merge_records(desk, LOCAL_OWNER, MergeRecords(keep=keep, drop=drop))


class TestNormsAndExceptions:
    async def test_a_new_norm_is_made_once(self) -> None:
        async with desk_over(taught()) as desk:
            asked = SetNorm(name="Iemand voor wifi", subject="task/wifi", mandate="EXECUTES", applies_to=(BRUG,))
            made = await set_norm(desk, LOCAL_OWNER, asked)
            again = await set_norm(desk, LOCAL_OWNER, asked)
            assert len(desk.snapshot.nodes(Norm)) == 1
            assert (again.revision, again.record) == (None, made.record)

    async def test_only_what_is_given_changes(self) -> None:
        there = norm("norm/wifi", "task/wifi", "EXECUTES", minimum=1, maximum=3, obligation="law")
        async with desk_over(taught(), there) as desk:
            await set_norm(desk, LOCAL_OWNER, SetNorm(norm="norm/wifi", minimum=2, clear=("maximum",)))
            changed = desk.snapshot.find(Norm, "norm/wifi")
            assert changed is not None
            assert (changed.minimum, changed.maximum, changed.obligation) == (2, None, "law")

    @pytest.mark.parametrize(
        "asked", [SetNorm(name="Zonder onderwerp"), SetNorm(norm="norm/wifi", clear=("name",)), SetNorm(minimum=-1)]
    )
    async def test_a_norm_that_cannot_be_is_told(self, asked: SetNorm) -> None:
        async with desk_over(taught(), norm("norm/wifi", "task/wifi", "EXECUTES")) as desk:
            with pytest.raises(InvalidInput):
                await set_norm(desk, LOCAL_OWNER, asked)

    async def test_opting_out_keeps_its_reason_with_the_fact(self) -> None:
        async with desk_over(taught()) as desk:
            asked = OptOut(organisation=BRUG, subject="task/wifi", since=MAY, reason="eigen beheerder")
            done = await opt_out(desk, LOCAL_OWNER, asked)
            assert isinstance(done.record, OptsOut)
            assert (done.record.reason, done.revision and done.revision.reason) == ("eigen beheerder",) * 2

    async def test_not_used_and_profiles_are_about_a_known_organisation(self) -> None:
        async with desk_over(taught(), node("profile/small")) as desk:
            await mark_not_used(desk, LOCAL_OWNER, MarkNotUsed(organisation=BRUG, subject="task_group/tech"))
            await adopt_profile(desk, LOCAL_OWNER, AdoptProfile(organisation=BRUG, profile="profile/small"))
            with pytest.raises(NotFound):
                await adopt_profile(desk, LOCAL_OWNER, AdoptProfile(organisation=BRUG, profile="profile/none"))
            with pytest.raises(NotFound):
                await mark_not_used(desk, LOCAL_OWNER, MarkNotUsed(organisation="organisation/x", subject="task/wifi"))
            assert desk.revision == 3

    async def test_ending_any_record_closes_its_period(self) -> None:
        async with desk_over(taught(), edge("OPTS_OUT", BRUG, "task/wifi", id="opts_out/one")) as desk:
            await end_record(desk, LOCAL_OWNER, EndRecord(record="opts_out/one", until=MAY))
            assert [edge.until for edge in desk.snapshot.edges(OptsOut)] == [MAY]
            with pytest.raises(NotFound):
                await end_record(desk, LOCAL_OWNER, EndRecord(record="opts_out/none", until=MAY))


class TestBodiesAndExpertise:
    async def test_joining_and_leaving_a_body(self) -> None:
        async with desk_over(taught()) as desk:
            joined = await join_body(desk, LOCAL_OWNER, JoinBody(member="person/tom", body="body/team", since=MAY))
            assert joined.record is not None
            end = date(2027, 9, 1)
            await leave_body(desk, LOCAL_OWNER, LeaveBody(membership=joined.record.id, until=end))
            assert [edge.until for edge in desk.snapshot.out(MemberOf, "person/tom")] == [end]

    @pytest.mark.parametrize(
        ("by", "whose"), [(None, "declared"), ("person/an", "declared"), ("person/tom", "endorsed")]
    )
    async def test_a_colleague_who_confirms_a_level_endorses_it(self, by: str | None, whose: str) -> None:
        knows = [node("expertise/wifi"), edge("KNOWS", "person/an", "expertise/wifi", id="knows/an", level=3)]
        viewer = LOCAL_OWNER if by is None else Viewer(kind=ViewerKind.OWNER, name="owner", person=by)
        async with desk_over(taught(), knows) as desk:
            await confirm_expertise(desk, viewer, ConfirmExpertise(knows=("knows/an",)))
            (edge_now,) = desk.snapshot.edges(Knows)
            assert (edge_now.provenance, edge_now.verified_on, edge_now.level) == (whose, date(2026, 10, 15), 3)


class TestDrafts:
    async def test_a_draft_shows_the_graph_with_the_change_and_keeps_nothing(self) -> None:
        async with desk_over(taught()) as desk:
            asked = HandOver(person="person/an", to="person/tom", on=MAY)
            shown = await hand_over(Draft(desk), LOCAL_OWNER, asked)
            assert desk.revision == 1
            done = await hand_over(desk, LOCAL_OWNER, asked)
            assert set(shown.records) == set(done.records)
            assert list(shown.snapshot.records()) == list(desk.snapshot.records())

    async def test_a_draft_refuses_what_the_change_would_refuse(self) -> None:
        async with desk_over(taught()) as desk:
            with pytest.raises(InvalidInput):
                await merge_records(Draft(desk), LOCAL_OWNER, MergeRecords(keep="person/an", drop="role/ict"))
            stale = OptOut(organisation=BRUG, subject="task/wifi", expected_revision=7)
            with pytest.raises(Conflict):
                await opt_out(Draft(desk), LOCAL_OWNER, stale)

    async def test_the_merged_organisation_is_gone_in_a_draft_only(self) -> None:
        async with desk_over(taught()) as desk:
            shown = await merge_records(Draft(desk), LOCAL_OWNER, MergeRecords(keep=BRUG, drop=SLUIS))
            assert shown.snapshot.find(Organisation, SLUIS) is None
            assert desk.snapshot.find(Organisation, SLUIS) is not None


class TestTakingOverDuringAnAbsence:
    async def test_whoever_takes_over_acts_for_the_absent_one_and_stops_by_itself(self) -> None:
        async with desk_over(taught()) as desk:
            until = date(2027, 6, 1)
            asked = RegisterAbsence(
                person="person/an",
                since=MAY,
                until=until,
                organisations=(BRUG,),
                covers=(Cover(task_group="task_group/tech", by="person/tom"),),
            )
            await register_absence(desk, LOCAL_OWNER, asked)
            for day, present in ((date(2027, 4, 30), ("person/an",)), (MAY, ("person/tom",)), (until, ("person/an",))):
                assert Coverage.of(desk.snapshot, day).cell(BRUG, "task/wifi", "EXECUTES").present == present

    async def test_somebody_else_takes_over_at_each_school(self) -> None:
        serves = [edge("SERVES", "role/ict", BRUG), edge("SERVES", "role/ict", SLUIS), node("person/bo")]
        async with desk_over(taught(), serves) as desk:
            assert works_to_cover(await desk.world(LOCAL_OWNER, on=MAY), "person/an") == (
                (BRUG, "task_group/tech"),
                (SLUIS, "task_group/tech"),
            )
            covers = (
                Cover(task_group="task_group/tech", by="person/tom", organisations=(BRUG,)),
                Cover(task_group="task_group/tech", by="person/bo", organisations=(SLUIS,)),
            )
            asked = RegisterAbsence(person="person/an", since=MAY, organisations=(BRUG, SLUIS), covers=covers)
            await register_absence(desk, LOCAL_OWNER, asked)
            there = Coverage.of(desk.snapshot, MAY)
            assert there.cell(BRUG, "task/wifi", "EXECUTES").present == ("person/tom",)
            assert there.cell(SLUIS, "task/wifi", "EXECUTES").present == ("person/bo",)

    async def test_nothing_to_take_over_is_told(self) -> None:
        async with desk_over(taught(), node("task_group/other")) as desk:
            covers = (Cover(task_group="task_group/other", by="person/tom"),)
            asked = RegisterAbsence(person="person/an", since=MAY, organisations=(BRUG,), covers=covers)
            with pytest.raises(InvalidInput, match="has nothing in task_group/other"):
                await register_absence(desk, LOCAL_OWNER, asked)


class TestConfirming:
    async def test_a_grantor_grants_only_what_nobody_granted_yet(self) -> None:
        ungranted = edge("STEERS", "role/ict", "task/wifi", id="steers/open", since="2025-09-01")
        async with desk_over(taught(), ungranted) as desk:
            asked = ConfirmMandates(mandates=("steers/open", "executes/role"), granted_by="role/ict")
            await confirm_mandates(desk, LOCAL_OWNER, asked)
            opened, granted = desk.snapshot.edge("steers/open"), desk.snapshot.edge("executes/role")
            assert isinstance(opened, Mandate)
            assert isinstance(granted, Mandate)
            today = date(2026, 10, 15)
            assert (opened.granted_by, opened.granted_on, opened.verified_on) == ("role/ict", today, today)
            assert (granted.granted_by, granted.verified_on) == ("person/tom", today)
