"""What the documents say, on a school small enough to draw: An is coordinator, Tom teaches, Hilde is the head."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.analyses.answers.contact_card import contact_card, crisis_list
from graph.analyses.answers.duties import duties_of, needs_of, seats_of
from graph.analyses.answers.handover_sheet import handover_sheet
from graph.analyses.answers.role_sheet import role_sheet
from graph.analyses.answers.team_plan import team_plan
from graph.analyses.common.task_groups import subjects_in_play, top_task_group
from graph.domain.errors import NotFound
from graph.model.coverage import Coverage
from tests.graphs import Plains, edge, node, norm, organisation, school, seat, snapshot_of

ON = date(2026, 10, 15)
VAART, BRUG = "organisation/vaart", "organisation/brug"


def small_school() -> list[Any]:
    return [
        organisation("vaart", "school_group"),
        school("brug", under=["vaart"]),
        node("person/an"),
        node("person/tom"),
        node("person/hilde"),
        seat("role/ict", at=VAART, held_by=["person/an"]),
        seat("role/head", at=BRUG, held_by=["person/hilde"]),
        edge("SERVES", "role/ict", BRUG, hours_per_week=9, days=["mon_am", "mon_pm", "thu_am"]),
        edge("AFFILIATED_WITH", "person/tom", BRUG),
        node("task_group/tech"),
        node("task_group/it"),
        node("task/wifi"),
        node("task/print"),
        node("decision/buy"),
        node("decision/grant", grants_mandates=True),
        edge("IN_GROUP", "task_group/tech", "task_group/it"),
        edge("IN_GROUP", "task/wifi", "task_group/tech"),
        edge("IN_GROUP", "task/print", "task_group/tech"),
        edge("EXECUTES", "role/ict", "task_group/tech", id="executes/tech", hours_per_week=6),
        edge("EXECUTES", "person/tom", "task/print", scope=[BRUG], id="executes/print"),
        edge("CONTACT_POINT_FOR", "role/ict", "task/wifi", id="contact_point_for/wifi", rank=1),
        edge("CONTACT_POINT_FOR", "person/tom", "task/print", scope=[BRUG], id="contact_point_for/print"),
        edge("DECIDES", "role/head", "decision/buy", ceiling_eur=5000, id="decides/buy"),
        edge("DECIDES", "role/head", "decision/grant", id="decides/grant"),
        node("channel/phone", type="phone", address="015 00 00 00"),
        edge("REACHED_BY", "role/ict", "channel/phone"),
        node("expertise/network"),
        node("expertise/wifi"),
        edge("BROADER", "expertise/wifi", "expertise/network"),
        edge("REQUIRES", "task/wifi", "expertise/network", level=3),
        node("body/team", purpose="verdeelt het werk", unnamed_members=2),
        edge("BODY_OF", "body/team", BRUG),
        edge("MEMBER_OF", "role/ict", "body/team", capacity="lead"),
        edge("CONSULTED_ON", "body/team", "decision/buy", stage="advises"),
    ]


def coverage_of(*plains: Plains) -> Coverage:
    return Coverage.of(snapshot_of(*plains), ON)


class TestDuties:
    def test_a_person_has_those_of_the_person_the_roles_and_the_bodies(self) -> None:
        coverage = coverage_of(small_school())
        assert seats_of(coverage, "person/an") == ("person/an", "role/ict", "body/team")
        duties = duties_of(coverage, *seats_of(coverage, "person/an"))
        assert [(duty.kind, duty.subject, duty.places) for duty in duties] == [
            ("EXECUTES", "task_group/tech", (BRUG,)),
            ("CONTACT_POINT_FOR", "task/wifi", (BRUG,)),
        ]

    def test_what_ended_is_no_duty(self) -> None:
        ended = edge("STEERS", "role/ict", "task/print", until="2026-09-01")
        assert not [duty for duty in duties_of(coverage_of(small_school(), ended), "role/ict") if duty.kind == "STEERS"]

    def test_a_task_group_asks_for_what_its_tasks_ask_at_the_highest_level(self) -> None:
        coverage = coverage_of(small_school(), edge("REQUIRES", "task/print", "expertise/network", level=2))
        (need,) = needs_of(coverage, duties_of(coverage, "role/ict"))
        assert (need.topic, need.level, need.subjects) == ("expertise/network", 3, ("task/print", "task/wifi"))

    def test_being_a_contact_point_asks_for_no_expertise(self) -> None:
        coverage = coverage_of(small_school())
        contact = [duty for duty in duties_of(coverage, "role/ict") if duty.kind == "CONTACT_POINT_FOR"]
        assert needs_of(coverage, contact) == ()


class TestRoleSheet:
    def test_it_tells_where_when_by_whom_and_what(self) -> None:
        sheet = role_sheet(coverage_of(small_school()), "role/ict")
        (place,) = sheet.places
        assert (place.organisation, place.hours_per_week, place.days) == (BRUG, 9, ("mon_am", "mon_pm", "thu_am"))
        assert [seated.person for seated in sheet.holders] == ["person/an"]
        assert (sheet.bodies, sheet.channels) == (("body/team",), ("channel/phone",))

    def test_an_open_role_has_a_sheet_too(self) -> None:
        sheet = role_sheet(coverage_of(small_school(), seat("role/open", at=BRUG)), "role/open")
        assert (sheet.holders, sheet.duties, sheet.needs) == ((), (), ())

    def test_an_unknown_role_is_told(self) -> None:
        with pytest.raises(NotFound):
            role_sheet(coverage_of(small_school()), "role/none")


class TestHandoverSheet:
    def test_what_leaves_a_gap_comes_first(self) -> None:
        sheet = handover_sheet(coverage_of(small_school()), "person/tom")
        assert [(item.duty.mandate, item.uncovered) for item in sheet.items] == [
            ("contact_point_for/print", (BRUG,)),
            ("executes/print", ()),
        ]

    def test_colleagues_who_do_it_are_asked_before_those_who_work_on_it(self) -> None:
        sheet = handover_sheet(coverage_of(small_school()), "person/tom")
        asked = {item.duty.mandate: [(one.person, one.why) for one in item.candidates] for item in sheet.items}
        assert asked["executes/print"] == [("person/an", "covers_it")]
        assert asked["contact_point_for/print"] == [("person/an", "works_on_it")]

    def test_who_knows_a_narrower_topic_could_take_over(self) -> None:
        els = [
            node("person/els"),
            edge("AFFILIATED_WITH", "person/els", BRUG),
            edge("KNOWS", "person/els", "expertise/wifi", level=3),
            edge("EXECUTES", "person/tom", "task/wifi", scope=[BRUG], id="executes/wifi"),
        ]
        coverage = coverage_of(small_school(), els)
        items = {item.duty.mandate: item for item in handover_sheet(coverage, "person/tom").items}
        assert [(one.person, one.why) for one in items["executes/wifi"].candidates] == [
            ("person/an", "covers_it"),
            ("person/els", "knows_it"),
        ]

    @pytest.mark.parametrize(
        "spoiled",
        [
            edge("KNOWS", "person/els", "expertise/network", level=2),
            [
                edge("KNOWS", "person/els", "expertise/network", level=4),
                edge("ABSENT_FROM", "person/els", BRUG, since="2026-10-01"),
            ],
        ],
    )
    def test_who_knows_too_little_or_is_away_is_not_asked(self, spoiled: Plains) -> None:
        els = [
            node("person/els"),
            edge("AFFILIATED_WITH", "person/els", BRUG),
            edge("EXECUTES", "person/tom", "task/wifi", scope=[BRUG], id="executes/wifi"),
        ]
        items = handover_sheet(coverage_of(small_school(), els, spoiled), "person/tom").items
        assert "person/els" not in {one.person for item in items for one in item.candidates}

    def test_who_may_not_be_named_is_no_candidate(self) -> None:
        coverage = coverage_of(small_school())
        sheet = handover_sheet(coverage, "person/tom", visible=lambda person: person != "person/an")
        assert not [one for item in sheet.items for one in item.candidates]

    def test_somebody_who_holds_nothing_has_an_empty_sheet(self) -> None:
        sheet = handover_sheet(coverage_of(node("person/an")), "person/an")
        assert (sheet.items, sheet.roles, sheet.bodies) == ((), (), ())


class TestContactCard:
    def test_a_line_for_the_group_and_one_for_each_other_answer(self) -> None:
        card = contact_card(coverage_of(small_school()), BRUG)
        told = [(line.group, line.subjects, [one.holder for one in line.contacts]) for line in card.lines]
        assert told == [
            ("task_group/it", (), ["person/an"]),
            ("task_group/it", ("task/print",), ["person/tom"]),
        ]

    def test_a_subject_that_a_norm_asks_for_and_nobody_has_is_shown_as_open(self) -> None:
        asked = norm("norm/buy", "decision/buy", "CONTACT_POINT_FOR", applies_to=[BRUG])
        card = contact_card(coverage_of(small_school(), asked), BRUG)
        assert [line.subjects for line in card.lines if not line.contacts] == [("decision/buy",)]

    def test_who_serves_the_school_is_there_on_those_days(self) -> None:
        card = contact_card(coverage_of(small_school()), BRUG)
        assert [(each.person, each.days) for each in card.on_site] == [("person/an", ("mon_am", "mon_pm", "thu_am"))]

    def test_a_site_is_told_the_contacts_of_its_school(self) -> None:
        site = organisation("kade", "site", under=["brug"])
        card = contact_card(coverage_of(small_school(), site), "organisation/kade")
        assert card.general is not None
        assert card.general.holder == "person/an"

    def test_a_school_without_contact_points_has_an_empty_card(self) -> None:
        card = contact_card(coverage_of(school("leeg")), "organisation/leeg")
        assert (card.general, card.lines, card.on_site) == (None, (), ())


class TestCrisisList:
    def test_every_school_has_its_contacts_and_its_head(self) -> None:
        found = crisis_list(coverage_of(small_school(), school("sluis", under=["vaart"])), VAART)
        told = [
            (line.organisation, [one.holder for one in line.contacts], line.head.holder if line.head else None)
            for line in found.lines
        ]
        assert told == [
            (VAART, [], None),
            (BRUG, ["person/an"], "person/hilde"),
            ("organisation/sluis", [], None),
        ]

    def test_the_own_head_comes_before_the_one_of_the_group(self) -> None:
        general = [
            seat("role/director", at=VAART, held_by=["person/dirk"]),
            node("person/dirk"),
            edge("DECIDES", "role/director", "decision/grant"),
        ]
        found = crisis_list(coverage_of(small_school(), general), BRUG)
        assert [line.head.holder for line in found.lines if line.head] == ["person/hilde"]

    def test_a_school_is_called_on_its_phone(self) -> None:
        phone = edge("REACHED_BY", BRUG, "channel/phone")
        (line,) = crisis_list(coverage_of(small_school(), phone), BRUG).lines
        assert line.phones == ("channel/phone",)


class TestTeamPlan:
    def test_the_team_serves_the_school_or_is_at_it(self) -> None:
        plan = team_plan(coverage_of(small_school()), BRUG)
        told = [(member.role, member.people, member.hours_per_week) for member in plan.team]
        assert told == [("role/head", ("person/hilde",), None), ("role/ict", ("person/an",), 9)]

    def test_tasks_are_divided_by_function_per_task_group(self) -> None:
        (row,) = team_plan(coverage_of(small_school()), BRUG).division
        assert (row.group, row.tasks) == ("task_group/it", 2)
        assert [(share.holder, share.subjects) for share in row.of("EXECUTES")] == [("role/ict", 2), ("person/tom", 1)]
        assert row.of("STEERS") == ()

    def test_decisions_come_with_their_limits_and_who_has_a_say(self) -> None:
        plan = team_plan(coverage_of(small_school()), BRUG)
        assert [(each.decision, each.deciders, each.consulted) for each in plan.decisions] == [
            ("decision/buy", (("role/head", 5000),), (("body/team", "advises"),)),
            ("decision/grant", (("role/head", None),), ()),
        ]

    def test_bodies_are_counted_with_their_unnamed_members(self) -> None:
        (body,) = team_plan(coverage_of(small_school()), BRUG).bodies
        assert ([each.member for each in body.members], body.unnamed_members) == (["role/ict"], 2)

    def test_means_are_those_of_the_school_year_its_own_or_pooled_above(self) -> None:
        means = [
            node("allotment/own", school_year="2026-2027"),
            node("allotment/old", school_year="2025-2026"),
            node("allotment/pooled", school_year="2026-2027", pooled=True),
            node("allotment/elsewhere", school_year="2026-2027"),
            edge("ALLOTTED_TO", "allotment/own", BRUG),
            edge("ALLOTTED_TO", "allotment/old", BRUG),
            edge("ALLOTTED_TO", "allotment/pooled", VAART),
            edge("ALLOTTED_TO", "allotment/elsewhere", VAART),
        ]
        plan = team_plan(coverage_of(small_school(), means), BRUG)
        assert plan.allotments == ("allotment/own", "allotment/pooled")


def test_what_is_not_used_here_plays_no_part() -> None:
    coverage = coverage_of(small_school(), edge("NOT_USED_AT", "task/print", BRUG))
    assert "task/print" not in subjects_in_play(coverage, BRUG)
    assert top_task_group(coverage, "task/wifi") == "task_group/it"
