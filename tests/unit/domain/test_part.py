"""A part of the register answers about its organisations as the whole register does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.analyses.answers.contact_card import contact_card, crisis_list
from graph.analyses.answers.general_contact import general_contact_points
from graph.analyses.answers.matrix import school_matrix
from graph.analyses.answers.responsibility import responsibility
from graph.analyses.answers.role_sheet import role_sheet
from graph.analyses.answers.team_plan import team_plan
from graph.analyses.expertise.finder import expertise_overview
from graph.analyses.fragility.bus_factor import bus_factor
from graph.analyses.gaps.report import mandate_gaps
from graph.analyses.load.hours import load
from graph.domain.errors import MandaatwijzerError
from graph.domain.kinds import At, Record, Serves
from graph.domain.rules import check_all
from graph.model.coverage import Coverage
from graph.model.seen import StandIns
from graph.model.snapshot import Snapshot
from graph.usecases.rights import rights_of
from graph.usecases.viewer import LOCAL_OWNER, Viewer
from graph.usecases.world import World
from tests.graphs import day, edge, node, records_of, school, seat
from tests.parts import part_of
from tests.sight.random_registers import PLACES, TODAY, registers, viewers
from tests.unit.model.test_coverage_property import DAYS, ORGANISATIONS, SUBJECTS, graphs

modest = settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
STAND_INS = StandIns(b"the same for both")


def test_a_part_has_the_catalogue_and_the_map_and_of_the_rest_what_lies_near() -> None:
    records = records_of(
        school("brug", under=["groep"]), school("ver", under=["anderegroep"]),
        node("organisation/groep", type="school_group"), node("organisation/anderegroep", type="school_group"),
        node("task/wifi"), node("person/an"), node("person/bo"),
        seat("role/ict", at="organisation/groep", held_by=["person/an"]),
        seat("role/ver", at="organisation/ver", held_by=["person/bo"]),
        edge("EXECUTES", "role/ict", "task/wifi"), edge("EXECUTES", "role/ver", "task/wifi"),
    )  # fmt: skip
    part, held = part_of(records, ["organisation/brug"])
    ids = {record.id for record in held}
    assert {"organisation/ver", "task/wifi", "role/ict", "person/an"} <= ids
    assert ids.isdisjoint({"role/ver", "person/bo"})
    assert [part.has(f"organisation/{each}") for each in ("brug", "groep", "ver")] == [True, False, False]


def test_who_works_elsewhere_too_is_whole_and_whoever_shares_that_work_is_there_with_where_they_are() -> None:
    records = records_of(
        school("brug"), school("ver"), node("task/wifi"), node("expertise/net"),
        *(node(f"person/{name}") for name in ("an", "bo", "cis")),
        seat("role/ict", at="organisation/brug", held_by=["person/an"]),
        seat("role/ver", at="organisation/ver", held_by=["person/an", "person/bo"]),
        seat("role/net", at="organisation/ver", held_by=["person/bo", "person/cis"]),
        edge("EXECUTES", "role/ver", "task/wifi", hours_per_week=4.0),
        edge("KNOWS", "person/an", "expertise/net", level=3),
        edge("ABSENT_FROM", "person/bo", "organisation/ver"),
    )  # fmt: skip
    part, held = part_of(records, ["organisation/brug"])
    missing = [record for record in records if record not in held]
    assert {record.id for record in missing} - {"person/cis"} == {
        record.id for record in missing if getattr(record, "from_id", None) == "person/cis"
    }
    assert "person/cis" in {record.id for record in missing}
    assert [part.is_whole(f"person/{name}") for name in ("an", "bo")] == [True, False]


@modest
@given(graphs(), st.sampled_from(ORGANISATIONS), st.sampled_from(DAYS))
def test_a_part_of_a_random_graph_answers_as_the_whole(records: tuple[Record, ...], within: str, on: date) -> None:
    part, held = part_of(records, [within])
    whole, mine = Snapshot.of(records), Snapshot.of(held)
    assert len(check_all(mine)) <= len(check_all(whole))
    for place in filter(part.has, ORGANISATIONS):
        for subject in SUBJECTS:
            assert said(lambda s, p=place, t=subject: responsibility(Coverage.of(s, on), p, t), mine, whole)
            assert said(lambda s, p=place, t=subject: Coverage.of(s, on).changes_after(p, t), mine, whole)
        assert_answers(mine, whole, place, on)


@modest
@given(registers(), st.sampled_from(PLACES), viewers())
def test_a_part_answers_each_viewer_as_the_whole(records: tuple[Record, ...], within: str, viewer: Viewer) -> None:
    part, held = part_of(records, [within])
    if viewer.person is not None and not part.is_whole(viewer.person):
        viewer = LOCAL_OWNER  # somebody of elsewhere is a guest here
    whole, mine = (world(Snapshot.of(each), viewer) for each in (records, held))
    held_rights, rights = (rights_of(viewer, each.graph, each.today) for each in (mine, whole))
    assert held_rights == rights
    for place in filter(part.has, PLACES):
        assert_answers(mine.snapshot, whole.snapshot, place, whole.on)


def world(graph: Snapshot, viewer: Viewer) -> World:
    return World(graph=graph, on=day(TODAY), today=day(TODAY), viewer=viewer, known_at=0, stand_ins=STAND_INS)


def assert_answers(mine: Snapshot, whole: Snapshot, place: str, on: date) -> None:
    for ask in (
        lambda s: school_matrix(Coverage.of(s, on), place),
        lambda s: mandate_gaps(s, on, place),
        lambda s: load(s, on, place),
        lambda s: bus_factor(s, on, place),
        lambda s: general_contact_points(Coverage.of(s, on), place),
        lambda s: contact_card(Coverage.of(s, on), place),
        lambda s: crisis_list(Coverage.of(s, on), place),
        lambda s: team_plan(Coverage.of(s, on), place),
        lambda s: expertise_overview(s, on, place),
        lambda s: [role_sheet(Coverage.of(s, on), role) for role in seats_at(s, place)],
        lambda s: Coverage.of(s, on).evaluated(place),
    ):
        assert said(ask, mine, whole)


def seats_at(snapshot: Snapshot, place: str) -> list[str]:
    return sorted({edge.from_id for kind in (At, Serves) for edge in snapshot.into(kind, place)})


def said(ask: Callable[[Snapshot], Any], mine: Snapshot, whole: Snapshot) -> bool:
    here, there = answer(ask, mine), answer(ask, whole)
    assert here == there
    return True


def answer(ask: Callable[[Snapshot], Any], snapshot: Snapshot) -> Any:
    try:
        return ask(snapshot)
    except MandaatwijzerError as error:
        return str(error)
