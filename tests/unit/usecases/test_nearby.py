"""What pages show around an organisation, and who covers what there, for the owner and for a stranger."""

from __future__ import annotations

import pytest

from graph.usecases.granting import grantor_as, grantors_at, mandates_about
from graph.usecases.matrix import changed_cells, school_matrix, subject_rows
from graph.usecases.nearby import (
    bodies_near,
    functions_above,
    functions_of,
    group_above,
    homes_of,
    is_away,
    people_near,
    schools_below,
)
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from tests.graphs import Plains, day, edge, node, organisation, school, seat, snapshot_of

VAART, BRUG, DIJK = "organisation/vaart", "organisation/brug", "organisation/dijk"
AN, BO, HEAD = "person/an", "person/bo", "person/hilde"
STRANGER = Viewer(kind=ViewerKind.PERSON, name="els", person="person/els", organisations=frozenset({DIJK}))


def vaart() -> tuple[Plains, ...]:
    """An does ICT for the group and is away at De Brug, where Hilde is head and Bo, a pupil, sees to the printers."""
    return (
        organisation("vaart", "school_group"),
        school("brug", under=["vaart"]),
        school("dijk", under=["vaart"]),
        node(AN),
        node(BO, type="pupil"),
        node(HEAD),
        edge("AFFILIATED_WITH", AN, VAART, capacity="staff"),
        edge("AFFILIATED_WITH", BO, BRUG, capacity="pupil"),
        edge("AFFILIATED_WITH", HEAD, BRUG, capacity="staff"),
        edge("ABSENT_FROM", AN, BRUG),
        seat("role/ict", at=VAART, held_by=[AN]),
        seat("role/head", at=BRUG, held_by=[HEAD]),
        node("body/team"),
        edge("BODY_OF", "body/team", VAART),
        node("task/print"),
        node("decision/grant", grants_mandates=True),
        edge("EXECUTES", BO, "task/print", scope=[BRUG], id="executes/bo", until="2027-07-01"),
        edge("DECIDES", "role/head", "decision/grant", id="decides/grant"),
    )


def world(viewer: Viewer = LOCAL_OWNER) -> World:
    today = day("2026-10-15")
    return World(graph=snapshot_of(*vaart()), on=today, today=today, viewer=viewer, known_at=1)


def test_what_lies_around_a_school_comes_from_above_it_as_well() -> None:
    assert group_above(world(), BRUG) == VAART
    assert [node.id for node in schools_below(world(), VAART)] == [BRUG, DIJK]
    assert functions_of(world(), BRUG) == ("role/head",)
    assert functions_above(world(), BRUG) == ("role/ict",)
    assert bodies_near(world(), BRUG) == ("body/team",)
    assert homes_of(world(), AN) == (VAART,)
    assert homes_of(world(), None) == ()
    assert is_away(world(), AN, BRUG)


@pytest.mark.parametrize(("viewer", "told"), [(LOCAL_OWNER, {AN, BO, HEAD}), (STRANGER, {AN, HEAD})])
def test_a_pupil_is_near_to_who_may_see_them_only(viewer: Viewer, told: set[str]) -> None:
    assert set(people_near(world(viewer), BRUG)) == told


@pytest.mark.parametrize(("viewer", "told"), [(LOCAL_OWNER, BO), (STRANGER, None)])
def test_a_matrix_counts_whom_it_does_not_name(viewer: Viewer, told: str | None) -> None:
    asked = world(viewer)
    told = told or asked.stand_ins.of(BO)
    (row,) = subject_rows(asked, "task/print", [BRUG])
    rows = {each.subject: each for part in school_matrix(asked, BRUG).parts for each in part.rows}
    assert rows["task/print"] == row
    (cell,) = [each for each in row.cells if each.state != "none"]
    assert (cell.mandate, cell.state, cell.present) == ("EXECUTES", "covered", (told,))
    (change,) = changed_cells(asked, asked.moved(day("2027-09-01")), BRUG)
    assert (change.before.present, change.after.present) == ((told,), ())


def test_the_head_grants_at_the_own_school_by_the_function() -> None:
    assert grantors_at(world(), BRUG) == ("role/head", "organisation/vaart")
    assert grantor_as(world(), HEAD, BRUG) == "role/head"
    assert grantor_as(world(), AN, BRUG) is None
    assert grantors_at(world(), DIJK) == ("organisation/vaart",)


def test_mandates_to_confirm_are_those_of_a_person_with_all_seats_or_of_exactly_a_school() -> None:
    assert [each.id for each in mandates_about(world(), HEAD)] == ["decides/grant"]
    assert [each.id for each in mandates_about(world(), BRUG)] == ["decides/grant", "executes/bo"]
    assert mandates_about(world(), VAART) == ()
