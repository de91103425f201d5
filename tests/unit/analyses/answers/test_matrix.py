"""The matrix of a school and of a group: each place says in a word what Coverage says of the cell."""

from __future__ import annotations

from graph.analyses.answers.matrix import (
    MatrixCell,
    SchoolMatrix,
    Tally,
    cell_state,
    group_matrix,
    matrix_changes,
    school_matrix,
    subject_rows,
)
from graph.domain.kinds import MANDATE_KINDS
from graph.model.coverage import Coverage
from tests.graphs import Plains, day, edge, node, organisation, school, seat, snapshot_of

TODAY = day("2026-10-01")
BRUG, DIJK, GROEP = "organisation/brug", "organisation/dijk", "organisation/groep"
WIFI, PRINT = "task/wifi", "task/print"

PLACES: Plains = [
    organisation("groep", "school_group"),
    school("brug", under=["groep"]),
    school("dijk", under=["groep"]),
    node("person/an", name="An"),
    node("person/bo", name="Bo"),
    node("task_group/tech", name="Technisch"),
    node(WIFI, name="Wifi"),
    node(PRINT, name="Printers"),
    edge("IN_GROUP", WIFI, "task_group/tech"),
]


def coverage(*plains: Plains) -> Coverage:
    return Coverage.of(snapshot_of(PLACES, *plains), TODAY)


def matrix(*plains: Plains) -> SchoolMatrix:
    return school_matrix(coverage(*plains), BRUG)


def place(found: SchoolMatrix, subject: str = WIFI, kind: str = "EXECUTES") -> MatrixCell:
    rows = {row.subject: row for part in found.parts for row in part.rows}
    return rows[subject].cells[MANDATE_KINDS.index(kind)]


def norm(minimum: int = 1, **more: object) -> Plains:
    return node("norm/n", subject=WIFI, mandate="EXECUTES", minimum=minimum, applies_to=[BRUG], **more)


def executes(who: str, where: str = BRUG) -> Plains:
    return edge("EXECUTES", who, WIFI, scope=[where])


AWAY = edge("ABSENT_FROM", "person/an", GROEP)


def test_a_place_is_covered_when_enough_people_are_there() -> None:
    assert place(matrix(executes("person/an"))).state == "covered"
    found = place(matrix(norm(2), executes("person/an"), executes("person/bo")))
    assert (found.state, found.present, found.minimum) == ("covered", ("person/an", "person/bo"), 2)


def test_a_place_has_too_few_people_when_a_norm_asks_more() -> None:
    assert place(matrix(norm(2), executes("person/an"))).state == "too_few"


def test_a_place_is_open_only_where_a_norm_asks_somebody() -> None:
    assert place(matrix(norm())).state == "open"
    assert place(matrix(norm(0), edge("STEERS", "person/an", WIFI, scope=[BRUG]))).state == "none"


def test_a_place_whose_holders_are_all_away_is_absent_and_names_them() -> None:
    found = place(matrix(norm(), executes("person/an"), AWAY))
    assert (found.state, found.present, found.absent) == ("absent", (), ("person/an",))


def test_a_fallback_answers_and_leaves_the_place_open() -> None:
    head = [
        node("role_type/head"),
        seat("role/head", at=BRUG, held_by=["person/bo"]),
        edge("OF_TYPE", "role/head", "role_type/head"),
    ]
    found = place(matrix(norm(fallback="role_type/head"), head))
    assert (found.state, found.answers) == ("fallback", ("person/bo",))


def test_rows_stand_under_their_task_group_and_silent_subjects_are_only_counted() -> None:
    found = matrix(executes("person/an"))
    assert [(part.task_group, [row.subject for row in part.rows], part.silent) for part in found.parts] == [
        ("task_group/tech", [WIFI], ()),
        (None, [], (PRINT,)),
    ]
    assert [(part.arranged, part.open) for part in found.parts] == [(1, 0), (0, 0)]


def test_what_comes_down_from_the_group_is_in_the_matrix_of_the_school() -> None:
    assert place(matrix(executes("person/an", GROEP))).present == ("person/an",)


def test_a_subject_that_is_not_used_has_no_row() -> None:
    def subjects(*plains: Plains) -> set[str]:
        return {row.subject for part in matrix(executes("person/an"), *plains).parts for row in part.rows}

    assert WIFI in subjects()
    assert WIFI not in subjects(edge("NOT_USED_AT", WIFI, BRUG))


def test_a_task_that_asks_for_attention_is_counted_once_and_not_as_arranged() -> None:
    (part, _) = matrix(norm(2), executes("person/an"), edge("STEERS", "person/bo", WIFI, scope=[BRUG])).parts
    assert (part.arranged, part.open) == (0, 1)


def test_the_matrix_of_a_group_counts_the_tasks_of_each_school() -> None:
    found = group_matrix(coverage(norm(), executes("person/an", DIJK)), GROEP, places=[BRUG, DIJK])
    assert found.task_groups == ("task_group/tech",)
    assert [(row.organisation, row.tallies["task_group/tech"]) for row in found.rows] == [
        (BRUG, Tally(arranged=0, open=1)),
        (DIJK, Tally(arranged=1, open=0)),
    ]


def test_a_subject_is_shown_across_schools_in_the_order_asked() -> None:
    rows = subject_rows(coverage(executes("person/an", DIJK)), WIFI, [DIJK, BRUG])
    assert [row.cells[1].state for row in rows] == ["covered", "none"]


def test_two_days_differ_only_where_somebody_else_does_it() -> None:
    both = coverage(executes("person/an"), edge("STEERS", "person/bo", WIFI, scope=[BRUG], since="2026-09-15"))
    before = school_matrix(Coverage.of(both.snapshot, day("2026-09-01")), BRUG)
    (change,) = matrix_changes(before, school_matrix(both, BRUG))
    assert (change.subject, change.before.state, change.after.present) == (WIFI, "none", ("person/bo",))
    assert matrix_changes(before, before) == ()


def test_the_word_of_every_cell_is_what_coverage_says() -> None:
    over = coverage(norm(2), executes("person/an"), executes("person/bo", GROEP), AWAY)
    for kind in MANDATE_KINDS:
        cell = over.cell(BRUG, WIFI, kind)
        assert (cell_state(cell) in ("covered", "too_few")) is cell.covered
