"""The rules of coverage, each on a graph small enough to draw.

Most graphs stand in this one: the schools *brug* and *dijk* and the site *kaai* of *brug*, all under the group *vaart*.

        vaart
        |   |
     brug   dijk
      |
     kaai
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.domain.changes import Put
from graph.domain.kinds import Mandate
from graph.model.cells import Cell
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, norm, organisation, part_of, school, seat, snapshot_of

BRUG, DIJK, KAAI, VAART = (f"organisation/{key}" for key in ("brug", "dijk", "kaai", "vaart"))
WIFI, BUY, TECHNICAL, PLATFORMS = "task/wifi", "decision/buy", "task_group/technical", "task_group/platforms"
AN, BEN, CAS = "person/an", "person/ben", "person/cas"
TODAY = day("2026-10-15")

PLACES: Plains = [
    organisation("vaart", "school_group"),
    school("brug", under=["vaart"]),
    school("dijk", under=["vaart"]),
    organisation("kaai", "site", under=["brug"]),
    node(WIFI),
    node(BUY),
    node(TECHNICAL),
    edge("IN_GROUP", WIFI, TECHNICAL),
    [node(person) for person in (AN, BEN, CAS)],
]


def coverage_of(*more: Plains, on: date = TODAY) -> Coverage:
    return Coverage.of(snapshot_of(PLACES, *more), on)


def cell_of(*more: Plains, at: str = BRUG, on: date = TODAY, kind: str = "EXECUTES", about: str = WIFI) -> Cell:
    return coverage_of(*more, on=on).cell(at, about, kind)


def executes(holder: str, subject: str = WIFI, **fields: Any) -> Plains:
    return edge("EXECUTES", holder, subject, **fields)


def away(person: str, place: str = VAART, **fields: Any) -> Plains:
    return edge("ABSENT_FROM", person, place, **fields)


def says(coverage: Coverage, mandate_id: str) -> Mandate:
    found = coverage.snapshot.find(Mandate, mandate_id)
    assert found is not None
    return found


# Reach


def test_a_mandate_of_the_group_reaches_its_schools_and_their_sites() -> None:
    coverage = coverage_of(executes(AN, scope=[VAART]))
    assert [coverage.cell(place, WIFI, "EXECUTES").present for place in (VAART, BRUG, DIJK, KAAI)] == [(AN,)] * 4


def test_a_mandate_of_a_school_reaches_no_other_school_and_not_the_group() -> None:
    coverage = coverage_of(executes(AN, scope=[BRUG]))
    assert [coverage.cell(place, WIFI, "EXECUTES").present for place in (VAART, BRUG, DIJK, KAAI)] == [
        (),
        (AN,),
        (),
        (AN,),
    ]


def test_a_way_tells_over_which_organisations_the_mandate_came_down() -> None:
    (way,) = cell_of(executes(AN, TECHNICAL, scope=[VAART]), at=KAAI).ways
    assert (way.scope, way.chain, way.through) == (VAART, (KAAI, BRUG, VAART), TECHNICAL)


def test_of_two_organisations_of_its_scope_the_nearest_gives_the_mandate() -> None:
    (way,) = cell_of(executes(AN, scope=[BRUG, VAART]), at=KAAI).ways
    assert way.chain == (KAAI, BRUG)


def test_no_mandate_comes_down_a_link_that_does_not_inherit() -> None:
    lone = [organisation("lei", "school"), part_of("organisation/lei", VAART, inherits=False)]
    assert cell_of(lone, executes(AN, scope=[VAART]), at="organisation/lei").ways == ()


def test_a_mandate_comes_down_another_way_when_one_does_not_inherit() -> None:
    board = organisation("bestuur", "board", under=["vaart"])
    both = [
        organisation("lei", "school"),
        part_of("organisation/lei", VAART, inherits=False),
        part_of("organisation/lei", "organisation/bestuur"),
    ]
    (way,) = cell_of(board, both, executes(AN, scope=[VAART]), at="organisation/lei").ways
    assert way.chain == ("organisation/lei", "organisation/bestuur", VAART)


@pytest.mark.parametrize("subject", [WIFI, TECHNICAL])
def test_whoever_does_it_themselves_gets_no_mandate_from_above(subject: str) -> None:
    coverage = coverage_of(executes(AN, scope=[VAART]), edge("OPTS_OUT", BRUG, subject))
    assert [coverage.cell(place, WIFI, "EXECUTES").present for place in (BRUG, KAAI, DIJK)] == [(), (), (AN,)]


def test_whoever_does_it_themselves_keeps_and_hands_down_its_own_mandates() -> None:
    coverage = coverage_of(executes(AN, scope=[BRUG]), edge("OPTS_OUT", BRUG, WIFI))
    assert [coverage.cell(place, WIFI, "EXECUTES").present for place in (BRUG, KAAI)] == [(AN,), (AN,)]


def test_doing_something_else_yourself_stops_nothing() -> None:
    assert cell_of(executes(AN, scope=[VAART]), edge("OPTS_OUT", BRUG, BUY)).present == (AN,)


def test_a_mandate_on_a_group_of_tasks_covers_what_lies_in_groups_below_it() -> None:
    nested = [node(PLATFORMS), node("task/mail"), edge("IN_GROUP", "task/mail", PLATFORMS)]
    inside = edge("IN_GROUP", PLATFORMS, TECHNICAL)
    assert cell_of(nested, inside, executes(AN, TECHNICAL, scope=[BRUG]), about="task/mail").present == (AN,)
    assert cell_of(nested, inside, executes(AN, PLATFORMS, scope=[BRUG]), about=WIFI).present == ()


def test_a_task_group_has_no_cells_of_its_own() -> None:
    cell = cell_of(executes(AN, TECHNICAL, scope=[BRUG]), about=TECHNICAL)
    assert (cell.ways, cell.evaluated) == ((), False)


# Scope


def test_the_scope_of_a_role_is_what_it_serves_and_else_where_it_is() -> None:
    role = seat("role/ict", at=VAART, held_by=[AN])
    serves = edge("SERVES", "role/ict", BRUG, until="2026-10-16")
    mandate = executes("role/ict", id="executes/1")
    before, after = (coverage_of(role, serves, mandate, on=on) for on in (TODAY, day("2026-10-16")))
    assert before.scope_of(says(before, "executes/1")) == (BRUG,)
    assert after.scope_of(says(after, "executes/1")) == (VAART,)
    assert before.cell(DIJK, WIFI, "EXECUTES").present == ()
    assert after.cell(DIJK, WIFI, "EXECUTES").present == (AN,)


def test_a_mandate_with_a_scope_does_not_look_at_what_the_role_serves() -> None:
    role = [seat("role/ict", at=VAART, held_by=[AN]), edge("SERVES", "role/ict", BRUG)]
    coverage = coverage_of(role, executes("role/ict", scope=[DIJK]))
    assert [coverage.cell(place, WIFI, "EXECUTES").present for place in (BRUG, DIJK)] == [(), (AN,)]


def test_the_scope_of_a_body_is_its_organisation() -> None:
    body = [node("body/team", unnamed_members=2), edge("BODY_OF", "body/team", BRUG)]
    coverage = coverage_of(body, executes("body/team"))
    assert [coverage.cell(place, WIFI, "EXECUTES").present for place in (BRUG, DIJK)] == [("body/team",), ()]


def test_an_organisation_of_the_scope_that_no_longer_exists_is_skipped() -> None:
    gone = school("lei", until="2026-09-01")
    coverage = coverage_of(gone, executes(AN, scope=[BRUG, "organisation/lei"], id="executes/1"))
    assert coverage.scope_of(says(coverage, "executes/1")) == (BRUG,)
    assert coverage.cell("organisation/lei", WIFI, "EXECUTES").ways == ()


def test_an_edge_counts_from_its_first_day_up_to_but_not_on_its_last_bound() -> None:
    mandate = executes(AN, scope=[BRUG], since="2026-10-15", until="2026-10-17")
    days = ["2026-10-14", "2026-10-15", "2026-10-16", "2026-10-17"]
    assert [cell_of(mandate, on=day(text)).covered for text in days] == [False, True, True, False]


# Holders


def test_a_role_is_covered_by_whoever_holds_it_that_day() -> None:
    cell = cell_of(seat("role/ict", at=BRUG, held_by=[AN, BEN]), executes("role/ict"))
    assert cell.present == (AN, BEN)
    assert [(way.role, way.holding and way.holding.from_id) for way in cell.ways] == [
        ("role/ict", AN),
        ("role/ict", BEN),
    ]


def test_a_role_that_nobody_holds_covers_nothing() -> None:
    cell = cell_of(seat("role/ict", at=BRUG), executes("role/ict"))
    assert (cell.ways, cell.holders, cell.covered) == ((), (), False)


def test_nobody_counts_twice_in_a_cell() -> None:
    cell = cell_of(seat("role/ict", at=BRUG, held_by=[AN]), executes("role/ict"), executes(AN, scope=[VAART]))
    assert len(cell.ways) == 2
    assert (cell.holders, cell.present, cell.people) == ((AN,), (AN,), {AN})


@pytest.mark.parametrize(("place", "expected"), [(VAART, ()), (BRUG, ()), (DIJK, (AN,)), (KAAI, (AN,))])
def test_an_absence_counts_there_and_below(place: str, expected: tuple[str, ...]) -> None:
    cell = cell_of(executes(AN, scope=[VAART]), away(AN, place))
    assert (cell.holders, cell.present) == ((AN,), expected)
    assert [way.counts for way in cell.ways] == [bool(expected)]


def test_an_absence_counts_below_over_a_link_that_does_not_inherit() -> None:
    lone = [organisation("lei", "school"), part_of("organisation/lei", VAART, inherits=False)]
    coverage = coverage_of(lone, away(AN, VAART))
    assert coverage.absent(AN, "organisation/lei")


def test_an_organisation_that_holds_a_mandate_is_one_holder_and_always_present() -> None:
    partner = organisation("netwerk-bv", "partner")
    cell = cell_of(partner, executes("organisation/netwerk-bv", scope=[BRUG]))
    assert cell.present == ("organisation/netwerk-bv",)
    assert cell.people == {"organisation/netwerk-bv"}


# Acting


def acting(*chain: str, at: str = BRUG) -> Plains:
    """A role with its holder and, one after the other, those who act for the one before."""
    stand_ins = zip(chain[1:], chain, strict=False)
    return [
        seat("role/ict", at=at, held_by=[chain[0]]),
        *(edge("HOLDS", person, "role/ict", acting_for=replaced) for person, replaced in stand_ins),
        executes("role/ict"),
    ]


def test_who_acts_for_somebody_counts_only_while_that_one_is_absent() -> None:
    assert cell_of(acting(AN, BEN)).present == (AN,)
    cell = cell_of(acting(AN, BEN), away(AN))
    assert (cell.holders, cell.present) == ((AN, BEN), (BEN,))
    assert [(way.holder, way.acting_for) for way in cell.ways] == [(AN, None), (BEN, AN)]


def test_who_acts_for_somebody_and_is_absent_too_is_no_holder() -> None:
    cell = cell_of(acting(AN, BEN), away(AN), away(BEN))
    assert (cell.holders, cell.present) == ((AN,), ())


def test_absence_is_judged_at_the_cell() -> None:
    coverage = coverage_of(acting(AN, BEN, at=VAART), away(AN, DIJK))
    assert [coverage.cell(place, WIFI, "EXECUTES").present for place in (BRUG, DIJK)] == [(AN,), (BEN,)]


def test_the_second_in_line_waits_until_everybody_up_the_chain_is_away() -> None:
    assert cell_of(acting(AN, BEN, CAS), away(AN)).present == (BEN,)
    assert cell_of(acting(AN, BEN, CAS), away(BEN)).present == (AN,)
    assert cell_of(acting(AN, BEN, CAS), away(AN), away(BEN)).present == (CAS,)


def test_who_acts_for_somebody_who_no_longer_holds_the_role_counts() -> None:
    ended = [
        node("role/ict"),
        edge("AT", "role/ict", BRUG),
        edge("HOLDS", AN, "role/ict", until="2026-10-01"),
        edge("HOLDS", BEN, "role/ict", acting_for=AN),
        executes("role/ict"),
    ]
    assert cell_of(ended).present == (BEN,)


def test_the_chain_goes_on_over_an_acting_holding_that_is_over() -> None:
    """Cas acts for Ben, who acted for An until a month ago: An is back, so Cas waits."""
    over = [
        seat("role/ict", at=BRUG, held_by=[AN]),
        edge("HOLDS", BEN, "role/ict", acting_for=AN, since="2026-09-01", until="2026-10-01"),
        edge("HOLDS", CAS, "role/ict", acting_for=BEN, since="2026-09-15"),
        executes("role/ict"),
    ]
    assert cell_of(over).present == (AN,)
    assert cell_of(over, away(AN)).present == (CAS,)


def test_the_chain_stops_where_periods_do_not_overlap() -> None:
    apart = [
        seat("role/ict", at=BRUG, held_by=[AN]),
        edge("HOLDS", BEN, "role/ict", acting_for=AN, since="2026-08-01", until="2026-09-01"),
        edge("HOLDS", CAS, "role/ict", acting_for=BEN, since="2026-09-01"),
        executes("role/ict"),
    ]
    assert cell_of(apart).present == (AN, CAS)


def test_an_acting_mandate_counts_while_the_one_replaced_is_away_from_the_cell() -> None:
    both = [executes(AN, scope=[BRUG]), executes(BEN, scope=[BRUG], acting_for=AN)]
    assert cell_of(both).present == (AN,)
    assert cell_of(both, away(AN)).present == (BEN,)


def test_an_acting_mandate_counts_when_the_one_replaced_does_not_hold_the_cell() -> None:
    assert cell_of(executes(BEN, scope=[BRUG], acting_for=AN)).present == (BEN,)


def test_the_chain_of_a_mandate_goes_on_over_one_that_is_over_as_that_of_a_holding_does() -> None:
    """Cas acts for Ben, who acted for An until a month ago: An is back, so Cas waits."""
    over = [
        executes(AN, scope=[BRUG]),
        executes(BEN, scope=[BRUG], acting_for=AN, since="2026-09-01", until="2026-10-01"),
        executes(CAS, scope=[BRUG], acting_for=BEN, since="2026-09-15"),
    ]
    assert cell_of(over).present == (AN,)
    assert cell_of(over, away(AN)).present == (CAS,)


def test_the_chain_of_a_mandate_stops_where_periods_do_not_overlap() -> None:
    apart = [
        executes(AN, scope=[BRUG]),
        executes(BEN, scope=[BRUG], acting_for=AN, since="2026-08-01", until="2026-09-01"),
        executes(CAS, scope=[BRUG], acting_for=BEN, since="2026-09-01"),
    ]
    assert cell_of(apart).present == (AN, CAS)


def test_an_answer_waits_for_the_seat_of_whom_an_ended_mandate_made_stand_in() -> None:
    """Ben acted for An in the role that he holds until 1 December: from then on nobody links Cas to An."""
    over = [
        executes(AN, scope=[BRUG]),
        seat("role/ict", at=BRUG),
        edge("HOLDS", BEN, "role/ict", until="2026-12-01"),
        executes("role/ict", scope=[BRUG], acting_for=AN, since="2026-09-01", until="2026-10-01"),
        executes(CAS, scope=[BRUG], acting_for=BEN, since="2026-09-15"),
    ]
    assert cell_of(over).present == (AN,)
    assert coverage_of(over).changes_after(BRUG, WIFI) == day("2026-12-01")


def test_an_acting_mandate_waits_for_who_holds_the_cell_through_a_role() -> None:
    role = [seat("role/ict", at=BRUG, held_by=[AN]), executes("role/ict")]
    assert cell_of(role, executes(BEN, scope=[BRUG], acting_for=AN)).present == (AN,)


def test_an_acting_mandate_waits_for_who_holds_the_cell_through_a_body() -> None:
    """An's own mandate is over, and she is back in the team that has one."""
    team = [node("body/team"), edge("MEMBER_OF", AN, "body/team"), executes("body/team", scope=[BRUG])]
    over = executes(AN, scope=[BRUG], until="2026-10-01")
    assert BEN not in cell_of(team, over, executes(BEN, scope=[BRUG], acting_for=AN)).present
    assert BEN in cell_of(team, over, executes(BEN, scope=[BRUG], acting_for=AN), away(AN)).present


def test_an_acting_mandate_waits_for_nobody_in_an_acting_seat_that_does_not_count() -> None:
    """An stands in for Cas in the seat, Cas is there: An holds nothing that Ben would have to wait for."""
    seated = [seat("role/ict", at=BRUG, held_by=[CAS]), edge("HOLDS", AN, "role/ict", acting_for=CAS)]
    stands_in = executes(BEN, scope=[BRUG], acting_for=AN)
    assert cell_of(seated, executes("role/ict"), stands_in).present == (BEN, CAS)
    assert cell_of(seated, executes("role/ict"), stands_in, away(CAS)).present == (AN,)


def test_a_chain_of_acting_mandates_goes_up_through_the_cell() -> None:
    chain = [
        executes(AN, scope=[BRUG]),
        executes(BEN, scope=[BRUG], acting_for=AN),
        executes(CAS, scope=[BRUG], acting_for=BEN),
    ]
    assert cell_of(chain, away(AN)).present == (BEN,)
    assert cell_of(chain, away(BEN)).present == (AN,)
    assert cell_of(chain, away(AN), away(BEN)).present == (CAS,)


# Bodies

TEAM: Plains = [node("body/team"), edge("BODY_OF", "body/team", BRUG), executes("body/team")]
PUPILS: Plains = [node("body/team", unnamed_members=5), edge("BODY_OF", "body/team", BRUG), executes("body/team")]


def test_a_body_is_one_holder_and_stands_for_its_present_members() -> None:
    cell = cell_of(TEAM, edge("MEMBER_OF", AN, "body/team"), edge("MEMBER_OF", BEN, "body/team"), away(BEN))
    assert (cell.holders, cell.present, cell.people) == (("body/team",), ("body/team",), {AN})


def test_a_body_whose_members_are_all_absent_holds_but_does_not_cover() -> None:
    cell = cell_of(TEAM, edge("MEMBER_OF", AN, "body/team"), away(AN))
    assert (cell.holders, cell.present, cell.people) == (("body/team",), (), frozenset())


def test_a_body_without_members_is_no_holder() -> None:
    assert cell_of(TEAM).holders == ()
    assert cell_of(TEAM, seat("role/lead", at=BRUG), edge("MEMBER_OF", "role/lead", "body/team")).holders == ()


def test_who_holds_a_role_that_sits_in_a_body_is_a_member() -> None:
    role = seat("role/lead", at=BRUG, held_by=[AN])
    assert cell_of(TEAM, role, edge("MEMBER_OF", "role/lead", "body/team")).people == {AN}


def test_a_body_with_unnamed_members_is_present_and_adds_one_pseudo_person() -> None:
    cell = cell_of(PUPILS, edge("MEMBER_OF", AN, "body/team"), away(AN))
    assert (cell.present, cell.people) == (("body/team",), {"body/team#unnamed"})


def test_a_body_adds_nothing_when_its_present_members_count_in_person() -> None:
    member = edge("MEMBER_OF", AN, "body/team")
    in_person = executes(AN, scope=[BRUG])
    assert cell_of(TEAM, member, in_person).present == (AN,)
    assert cell_of(TEAM, member, in_person).holders == ("body/team", AN)
    assert cell_of(PUPILS, member, in_person).present == ("body/team", AN)
    assert cell_of(TEAM, member, in_person, edge("MEMBER_OF", BEN, "body/team")).present == ("body/team", AN)


# Norms


def asked(coverage: Coverage, place: str = BRUG, subject: str = WIFI) -> tuple[str, ...]:
    return tuple(found.id for found in coverage.norms_at(place, subject, "EXECUTES"))


def test_a_norm_without_types_is_for_schools_centres_and_school_groups() -> None:
    coverage = coverage_of(norm("norm/1", WIFI, "EXECUTES"))
    assert [asked(coverage, place) for place in (BRUG, VAART, KAAI)] == [("norm/1",), ("norm/1",), ()]


@pytest.mark.parametrize("fields", [{"applies_to": [KAAI]}, {"applies_to_types": ["site"]}])
def test_a_norm_is_for_a_site_when_it_names_the_site_or_its_type(fields: dict[str, Any]) -> None:
    coverage = coverage_of(norm("norm/1", WIFI, "EXECUTES", **fields))
    assert [asked(coverage, place) for place in (BRUG, KAAI)] == [(), ("norm/1",)]


def test_a_norm_for_a_group_is_for_the_schools_below_it() -> None:
    coverage = coverage_of(school("lei"), norm("norm/1", WIFI, "EXECUTES", applies_to=[VAART]))
    assert [asked(coverage, place) for place in (VAART, BRUG, "organisation/lei")] == [("norm/1",), ("norm/1",), ()]


def test_a_norm_for_a_level_is_for_organisations_with_that_level() -> None:
    levels = [school("lei", levels=["basis"]), school("meer", levels=["secundair"])]
    coverage = coverage_of(levels, norm("norm/1", WIFI, "EXECUTES", applies_to_levels=["basis"]))
    places = ("organisation/lei", "organisation/meer", BRUG)
    assert [asked(coverage, place) for place in places] == [("norm/1",), (), ()]


def test_a_norm_on_a_group_of_tasks_stands_for_each_of_them() -> None:
    coverage = coverage_of(norm("norm/1", TECHNICAL, "EXECUTES"))
    assert (asked(coverage), asked(coverage, subject=BUY)) == (("norm/1",), ())
    assert [cell.subject for cell in coverage.evaluated(BRUG)] == [WIFI]


def test_a_norm_of_a_profile_is_for_whoever_adopts_it_and_below() -> None:
    profile = [node("profile/small"), norm("norm/1", WIFI, "EXECUTES", profile="profile/small")]
    assert asked(coverage_of(profile)) == ()
    coverage = coverage_of(profile, edge("ADOPTS", VAART, "profile/small"))
    assert (asked(coverage), asked(coverage, DIJK)) == (("norm/1",), ("norm/1",))


def test_an_exception_holds_there_and_below() -> None:
    types = ["school", "site"]
    coverage = coverage_of(
        norm("norm/1", WIFI, "EXECUTES", applies_to_types=types), edge("EXCEPTED_FROM", BRUG, "norm/1")
    )
    assert [asked(coverage, place) for place in (BRUG, KAAI, DIJK)] == [(), (), ("norm/1",)]


def test_several_norms_ask_the_highest_minimum_the_lowest_maximum_and_the_first_fallback() -> None:
    demand = coverage_of(
        node("role_type/head"),
        node("role_type/deputy"),
        norm("norm/1", WIFI, "EXECUTES", minimum=1, maximum=4, obligation="own"),
        norm("norm/2", TECHNICAL, "EXECUTES", minimum=2, fallback="role_type/head", obligation="law"),
        norm("norm/3", WIFI, "EXECUTES", minimum=0, maximum=3, fallback="role_type/deputy", obligation="recommended"),
    ).demand(BRUG, WIFI, "EXECUTES")
    assert demand is not None
    assert (demand.minimum, demand.maximum, demand.fallback, demand.obligation) == (2, 3, "role_type/head", "law")
    assert [found.id for found in demand.norms] == ["norm/1", "norm/2", "norm/3"]


@pytest.mark.parametrize("subject", [WIFI, TECHNICAL])
def test_what_is_not_used_has_no_cells_there_and_below(subject: str) -> None:
    coverage = coverage_of(
        norm("norm/1", WIFI, "EXECUTES"), executes(AN, scope=[VAART]), edge("NOT_USED_AT", subject, BRUG)
    )
    assert [coverage.used_at(WIFI, place) for place in (BRUG, KAAI, DIJK)] == [False, False, True]
    assert (coverage.evaluated(BRUG), asked(coverage), coverage.cell(BRUG, WIFI, "EXECUTES").ways) == ((), (), ())


# Evaluated cells


def test_cells_that_a_norm_demands_or_a_scope_names_are_evaluated() -> None:
    coverage = coverage_of(executes(AN, scope=[VAART]), norm("norm/1", BUY, "DECIDES", applies_to=[BRUG]))
    places = {place: [(c.subject, c.mandate) for c in coverage.evaluated(place)] for place in (VAART, BRUG, DIJK)}
    assert places == {VAART: [(WIFI, "EXECUTES")], BRUG: [(BUY, "DECIDES")], DIJK: []}


def test_a_site_has_cells_of_its_own_only_when_it_is_named() -> None:
    inherited = coverage_of(executes(AN, scope=[BRUG]), norm("norm/1", WIFI, "EXECUTES"))
    assert inherited.evaluated(KAAI) == ()
    assert not inherited.cell(KAAI, WIFI, "EXECUTES").evaluated
    named = coverage_of(executes(AN, scope=[KAAI]))
    assert [cell.subject for cell in named.evaluated(KAAI)] == [WIFI]


def test_a_norm_that_asks_nobody_makes_the_cell_evaluated() -> None:
    assert cell_of(norm("norm/1", WIFI, "EXECUTES", minimum=0)).evaluated


# Fallback


def head(role: str, at: str, *held_by: str) -> Plains:
    return [seat(role, at=at, held_by=held_by), edge("OF_TYPE", role, "role_type/head")]


FALLBACK: Plains = [node("role_type/head"), norm("norm/1", WIFI, "EXECUTES", fallback="role_type/head")]


def test_the_fallback_answers_where_nobody_covers_the_cell() -> None:
    cell = cell_of(FALLBACK, head("role/head", BRUG, BEN, AN))
    assert cell.fallback is not None
    assert (cell.fallback.organisation, cell.fallback.role, cell.fallback.persons) == (BRUG, "role/head", (AN, BEN))
    assert (cell.covered, cell.present, cell.people) == (False, (), frozenset())


def test_the_fallback_says_nothing_where_somebody_covers_the_cell() -> None:
    assert cell_of(FALLBACK, head("role/head", BRUG, AN), executes(BEN, scope=[BRUG])).fallback is None


def test_the_fallback_is_looked_for_upward_until_somebody_present_holds_it() -> None:
    cell = cell_of(
        FALLBACK, head("role/head", BRUG, AN), away(AN), head("role/other", BRUG), head("role/director", VAART, BEN)
    )
    assert cell.fallback is not None
    assert (cell.fallback.organisation, cell.fallback.persons) == (VAART, (BEN,))


def test_a_fallback_of_the_group_who_is_absent_at_the_school_does_not_answer_there() -> None:
    coverage = coverage_of(FALLBACK, head("role/director", VAART, BEN), away(BEN, BRUG))
    answers = [coverage.cell(place, WIFI, "EXECUTES").fallback for place in (BRUG, DIJK)]
    assert [answer and answer.persons for answer in answers] == [None, (BEN,)]


def test_of_fallbacks_at_one_distance_the_smallest_organisation_and_role_answer() -> None:
    cell = cell_of(
        organisation("aa", "board"),
        part_of(BRUG, "organisation/aa"),
        FALLBACK,
        head("role/z", "organisation/aa", AN),
        head("role/y", "organisation/aa", BEN),
        head("role/a", VAART, CAS),
    )
    assert cell.fallback is not None
    assert (cell.fallback.organisation, cell.fallback.role) == ("organisation/aa", "role/y")


# Deciders, contact points, bodies to consult, accountability


def decides(holder: str, ceiling: int | None = None, **fields: Any) -> Plains:
    return edge("DECIDES", holder, BUY, scope=[BRUG], ceiling_eur=ceiling, **fields)


def tiers(coverage: Coverage, amount: int | None) -> list[tuple[int | None, list[str]]]:
    found = coverage.tiers(coverage.cell(BRUG, BUY, "DECIDES"), amount)
    return [(tier.ceiling_eur, [way.holder for way in tier.ways]) for tier in found]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (None, [(500, [AN]), (2000, [BEN]), (None, [CAS])]),
        (500, [(500, [AN]), (2000, [BEN]), (None, [CAS])]),
        (501, [(2000, [BEN]), (None, [CAS])]),
        (2001, [(None, [CAS])]),
    ],
)
def test_the_lowest_ceiling_that_is_enough_comes_first(amount: int | None, expected: Any) -> None:
    assert tiers(coverage_of(decides(AN, 500), decides(BEN, 2000), decides(CAS)), amount) == expected


def test_a_decider_with_several_ceilings_belongs_to_the_highest() -> None:
    role = [seat("role/head", at=BRUG, held_by=[AN]), edge("DECIDES", "role/head", BUY)]
    assert tiers(coverage_of(decides(AN, 500), decides(AN, 900), decides(BEN, 900)), None) == [(900, [AN, BEN])]
    assert tiers(coverage_of(role, decides(AN, 500)), 100) == [(None, [AN])]


def test_contact_points_come_present_first_then_by_rank_then_by_id() -> None:
    def contact(person: str, rank: int | None) -> Plains:
        return edge("CONTACT_POINT_FOR", person, WIFI, scope=[BRUG], rank=rank)

    people = [node("person/dirk"), node("person/els")]
    coverage = coverage_of(
        people, contact("person/dirk", None), contact("person/els", 3), contact(CAS, 2), contact(BEN, 2), contact(AN, 1)
    )
    ordered = coverage.contact_order(coverage.cell(BRUG, WIFI, "CONTACT_POINT_FOR"))
    assert [way.holder for way in ordered] == [AN, BEN, CAS, "person/els", "person/dirk"]
    absent = Coverage.of(
        coverage.snapshot.apply([Put(found) for found in snapshot_of(PLACES, away(AN)).records()]), TODAY
    )
    assert [way.holder for way in absent.contact_order(absent.cell(BRUG, WIFI, "CONTACT_POINT_FOR"))][-1] == AN


def test_a_body_of_an_organisation_above_is_consulted_on_a_group_above_the_task() -> None:
    body = [node("body/council", type="council"), edge("BODY_OF", "body/council", VAART)]
    coverage = coverage_of(body, edge("CONSULTED_ON", "body/council", TECHNICAL, stage="advises"))
    assert [found.from_id for found in coverage.consulted(KAAI, WIFI)] == ["body/council"]
    assert coverage.consulted(KAAI, BUY) == ()


def test_accountability_goes_from_grantor_to_grantor_until_one_repeats() -> None:
    granting = [
        node("decision/grant", grants_mandates=True),
        edge("DECIDES", BEN, "decision/grant", scope=[BRUG], granted_by=CAS),
        edge("DECIDES", "role/director", "decision/grant", scope=[VAART], granted_by=BEN),
        seat("role/director", at=VAART, held_by=[CAS]),
    ]
    coverage = coverage_of(granting, executes(AN, scope=[BRUG], granted_by=BEN, id="executes/1"))
    assert coverage.accountable(says(coverage, "executes/1"), BRUG) == (BEN, CAS)


def test_accountability_goes_through_the_function_that_a_grantor_holds() -> None:
    granting = [
        node("decision/grant", grants_mandates=True),
        seat("role/director", at=VAART, held_by=[CAS]),
        edge("DECIDES", "role/director", "decision/grant", granted_by=VAART),
    ]
    coverage = coverage_of(granting, executes(AN, scope=[BRUG], granted_by=CAS, id="executes/1"))
    assert coverage.accountable(says(coverage, "executes/1"), BRUG) == (CAS, VAART)


def test_accountability_passes_by_an_acting_seat_that_does_not_count() -> None:
    """Ben stands in for Cas, who is there: whoever granted the function of Cas has nothing to do with Ben."""
    granting = [
        node("decision/grant", grants_mandates=True),
        seat("role/director", at=VAART, held_by=[CAS]),
        edge("HOLDS", BEN, "role/director", acting_for=CAS),
        edge("DECIDES", "role/director", "decision/grant", granted_by=VAART),
        executes(AN, scope=[BRUG], granted_by=BEN, id="executes/1"),
    ]
    coverage, while_away = coverage_of(granting), coverage_of(granting, away(CAS))
    assert coverage.accountable(says(coverage, "executes/1"), BRUG) == (BEN,)
    assert while_away.accountable(says(while_away, "executes/1"), BRUG) == (BEN, VAART)


def test_a_grantor_who_may_grant_elsewhere_only_ends_the_chain() -> None:
    granting = [
        node("decision/grant", grants_mandates=True),
        edge("DECIDES", BEN, "decision/grant", scope=[DIJK], granted_by=CAS),
    ]
    coverage = coverage_of(granting, executes(AN, scope=[BRUG], granted_by=BEN, id="executes/1"))
    assert coverage.accountable(says(coverage, "executes/1"), BRUG) == (BEN,)


# How long an answer holds


@pytest.mark.parametrize(
    "coming",
    [
        away(AN, VAART, since="2026-11-02"),
        away(AN, VAART, until="2026-11-02"),
        executes(BEN, TECHNICAL, scope=[VAART], since="2026-11-02"),
        edge("OPTS_OUT", BRUG, TECHNICAL, since="2026-11-02"),
        edge("NOT_USED_AT", WIFI, VAART, since="2026-11-02"),
        norm("norm/1", WIFI, "EXECUTES", since="2026-11-02"),
        [node(PLATFORMS), edge("IN_GROUP", WIFI, PLATFORMS, since="2026-11-02")],
        [school("lei"), part_of(BRUG, "organisation/lei", since="2026-11-02")],
    ],
)
def test_an_answer_is_good_until_something_that_it_rests_on_begins_or_ends(coming: Plains) -> None:
    coverage = coverage_of(executes(AN, scope=[BRUG]), coming)
    assert coverage.changes_after(BRUG, WIFI) == day("2026-11-02")


@pytest.mark.parametrize(
    "elsewhere",
    [
        away(BEN, VAART, since="2026-11-02"),
        away(AN, DIJK, since="2026-11-02"),
        executes(BEN, scope=[DIJK], since="2026-11-02"),
        edge("OPTS_OUT", BRUG, BUY, since="2026-11-02"),
        norm("norm/1", BUY, "EXECUTES", since="2026-11-02"),
        executes(BEN, scope=[BRUG], until="2026-10-15"),
    ],
)
def test_an_answer_is_good_for_ever_when_only_other_things_begin_or_end(elsewhere: Plains) -> None:
    assert coverage_of(executes(AN, scope=[BRUG]), elsewhere).changes_after(BRUG, WIFI) is None


def test_the_answer_about_a_group_of_tasks_holds_until_one_in_it_changes_or_joins() -> None:
    ending = coverage_of(executes(AN, scope=[BRUG], until="2026-12-01"))
    assert ending.changes_after(BRUG, TECHNICAL) == day("2026-12-01")
    joining = coverage_of(edge("IN_GROUP", BUY, TECHNICAL, since="2027-01-01"))
    assert joining.changes_after(BRUG, TECHNICAL) == day("2027-01-01")


# Structure and keeping


def test_above_gives_the_least_distance_and_below_everything() -> None:
    coverage = coverage_of(part_of(KAAI, VAART, relation="governance"))
    assert dict(coverage.above(KAAI)) == {KAAI: 0, BRUG: 1, VAART: 1}
    assert coverage.below(VAART) == (BRUG, DIJK, KAAI, VAART)
    assert coverage.below("organisation/nowhere") == ()
    assert dict(coverage.above("organisation/nowhere")) == {}


def test_where_somebody_belongs_is_asked_of_the_day() -> None:
    belongs = [edge("AFFILIATED_WITH", AN, DIJK), edge("AFFILIATED_WITH", AN, BRUG, until="2026-10-01")]
    assert coverage_of(belongs).affiliations(AN) == (DIJK,)


def test_the_coverage_of_a_day_is_kept_with_its_snapshot() -> None:
    snapshot = Snapshot.of([])
    assert Coverage.of(snapshot, TODAY) is Coverage.of(snapshot, TODAY)
    assert Coverage.of(snapshot, TODAY) is not Coverage.of(snapshot, day("2026-10-16"))


def test_a_cell_of_nothing_is_empty() -> None:
    cell = Coverage.of(Snapshot.of([]), TODAY).cell(BRUG, WIFI, "EXECUTES")
    assert (cell.ways, cell.evaluated, cell.demand, cell.covered) == ((), False, None, False)
