"""Sheets as people lay them out: a sheet a school, schools below or beside each other, people with crosses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from graph.domain.kinds import Role
from graph.formats.reading.result import SURE, Imported, NamedBytes
from graph.formats.takenoverzicht.read import read_takenoverzicht
from graph.model.snapshot import Snapshot
from tests.graphs import Plain, edge, node
from tests.unit.formats.sheets import answers, brug, doubt_about, workbook

ON = date(2026, 11, 24)
HEADINGS = ["Taak", "Wie voert uit", "Wie beslist"]


def two_schools(*more: Plain) -> Snapshot:
    """De Brug and De Linde, each with a team of its own that carries out."""
    linde = node("body/linde", name="Werkgroep", type="ict_team")
    return brug(linde, edge("BODY_OF", "body/linde", "organisation/linde"), *more)


def book(sheets: Mapping[str, Iterable[Iterable[Any]]], name: str = "taken.xlsx") -> NamedBytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    content = BytesIO()
    made.save(content)
    return NamedBytes(name, content.getvalue())


def read(
    file: NamedBytes, snapshot: Snapshot, given: NamedBytes | None = None, organisation: str | None = None
) -> Imported:
    return read_takenoverzicht(file, snapshot, on=ON, answers=given, organisation=organisation)


def held(snapshot: Snapshot, answer: Imported) -> set[tuple[str, str, str, str]]:
    """Kind, holder, subject and school of each mandate, by the keys of their ids."""
    return {
        (one.kind, one.from_id.partition("/")[2], one.to_id.partition("/")[2], place.partition("/")[2])
        for one in snapshot.apply(answer.changes).mandates()
        for place in one.scope
    }


TWO = {
    ("EXECUTES", "ict", "netwerk", "brug"),
    ("EXECUTES", "linde", "accounts", "linde"),
}
ROW_OF_BRUG = ["Netwerk onderhouden", "ICT-team"]
ROW_OF_LINDE = ["Accounts beheren", "Werkgroep"]


# A sheet a school


def test_each_sheet_is_of_the_school_that_its_name_says() -> None:
    file = book({"De Brug": [HEADINGS, ROW_OF_BRUG], "Linde, De": [HEADINGS], "De Linde": [HEADINGS, ROW_OF_LINDE]})
    answer = read(file, two_schools())
    assert held(two_schools(), answer) == TWO
    assert {(one.value, one.suggested, one.certainty) for one in answer.answered} == {
        ("De Brug", "pick organisation/brug", SURE),
        ("De Linde", "pick organisation/linde", SURE),
    }


def test_a_sheet_that_was_recognised_can_be_said_to_be_of_another_school() -> None:
    file = book({"De Brug": [HEADINGS, ["Netwerk onderhouden", "Werkgroep"]], "De Linde": [HEADINGS, ROW_OF_LINDE]})
    (asked,) = [one for one in read(file, two_schools()).answered if one.value == "De Brug"]
    answer = read(file, two_schools(), answers(**{asked.id: "pick organisation/linde"}))
    assert ("EXECUTES", "linde", "netwerk", "linde") in held(two_schools(), answer)


def test_a_sheet_that_names_no_school_is_asked_about_once_where_others_do() -> None:
    file = book({"De Brug": [HEADINGS, ROW_OF_BRUG], "DL": [HEADINGS, ROW_OF_LINDE, ["Leraren vormen", "Werkgroep"]]})
    first = read(file, two_schools())
    assert [one.value for one in first.doubts] == ["DL"]
    assert held(two_schools(), first) == {("EXECUTES", "ict", "netwerk", "brug")}
    given = answers(**{first.doubts[0].id: "pick organisation/linde"})
    second = read(file, two_schools(), given)
    assert held(two_schools(), second) == {*TWO, ("EXECUTES", "linde", "vorming", "linde")}
    after = two_schools().apply(second.changes)
    assert (read(file, after).doubts, read(file, after).changes) == ((), ())


def test_sheets_of_which_none_names_a_school_are_of_one_or_each_of_another() -> None:
    file = book({"Blad1": [HEADINGS, ROW_OF_BRUG], "Blad2": [HEADINGS, ROW_OF_LINDE]})
    (doubt,) = read(file, two_schools()).doubts
    each = {doubt.id: f"pick {doubt.suggestions[0].pick}"}
    asked = read(file, two_schools(), answers(**each)).doubts
    assert [one.value for one in asked] == ["Blad1", "Blad2"]
    picks = {asked[0].id: "pick organisation/brug", asked[1].id: "pick organisation/linde"}
    assert held(two_schools(), read(file, two_schools(), answers(**each, **picks))) == TWO


def test_a_sheet_whose_name_and_title_name_two_schools_is_asked_about() -> None:
    file = book({"De Brug": [["Taken van De Linde en verder"], HEADINGS, ROW_OF_BRUG]})
    answer = read(file, two_schools())
    assert held(two_schools(), answer) == set()
    assert {suggestion.pick for suggestion in answer.doubts[0].suggestions} == {
        "organisation/brug",
        "organisation/linde",
    }


def test_a_sheet_of_another_school_is_left_out_of_an_import_for_one_school() -> None:
    file = book({"De Brug": [HEADINGS, ROW_OF_BRUG], "De Linde": [HEADINGS, ROW_OF_LINDE]})
    answer = read(file, two_schools(), organisation="organisation/brug")
    assert held(two_schools(), answer) == {("EXECUTES", "ict", "netwerk", "brug")}
    assert "De Linde" in [note.address for note in answer.notes if note.matters]


def test_an_import_for_a_group_takes_the_sheets_of_its_schools() -> None:
    file = book({"De Brug": [HEADINGS, ROW_OF_BRUG], "De Linde": [HEADINGS, ROW_OF_LINDE]})
    assert held(two_schools(), read(file, two_schools(), organisation="organisation/groep")) == TWO


# Schools below each other


def test_schools_below_each_other_are_told_apart_by_the_rows_with_their_names() -> None:
    file = book({"Blad1": [["De Brug"], HEADINGS, ROW_OF_BRUG, [], ["Taken De Linde"], HEADINGS, ROW_OF_LINDE]})
    answer = read(file, two_schools())
    assert held(two_schools(), answer) == TWO
    assert [note.address for note in answer.notes] == ["Blad1!A1", "Blad1!A5"]


def test_the_headings_need_not_be_repeated_below_each_school() -> None:
    file = book({"Blad1": [HEADINGS, ["De Brug"], ROW_OF_BRUG, ["De Linde"], ROW_OF_LINDE]})
    assert held(two_schools(), read(file, two_schools())) == TWO


def test_a_row_alone_that_was_not_known_for_a_school_can_be_said_to_be_one() -> None:
    file = book({"Blad1": [["De Brug"], HEADINGS, ROW_OF_BRUG, ["D.L."], ROW_OF_LINDE]})
    doubt = doubt_about(read(file, two_schools()), "D.L.", "row")
    answer = read(file, two_schools(), answers(**{doubt.id: "pick organisation/linde"}))
    assert held(two_schools(), answer) == TWO


def test_a_row_that_was_taken_for_the_name_of_a_school_can_be_said_to_be_none() -> None:
    file = book({"Blad1": [["De Brug"], HEADINGS, ROW_OF_BRUG, ["De Linde"], ["Accounts beheren", "ICT-team"]]})
    (asked,) = [one for one in read(file, two_schools()).answered if one.value == "De Linde"]
    answer = read(file, two_schools(), answers(**{asked.id: "skip"}))
    assert {place for *_, place in held(two_schools(), answer)} == {"brug"}


# Schools side by side


def test_schools_in_columns_each_have_their_own_cells() -> None:
    rows = [
        ["Taak", "De Brug", "De Linde"],
        ["Netwerk onderhouden", "ICT-team", None],
        ["Accounts beheren", None, "Werkgroep"],
    ]
    answer = read(book({"Blad1": rows}), two_schools())
    assert held(two_schools(), answer) == TWO
    assert [one.kind for one in answer.answered] == ["column"]


def test_what_the_names_under_schools_do_can_be_said_otherwise() -> None:
    rows = [
        ["Taak", "De Brug", "De Linde"],
        ["Netwerk onderhouden", "ICT-team", None],
        ["Accounts beheren", None, "Werkgroep"],
    ]
    (asked,) = read(book({"Blad1": rows}), two_schools()).answered
    answer = read(book({"Blad1": rows}), two_schools(), answers(**{asked.id: "pick STEERS"}))
    assert {kind for kind, *_ in held(two_schools(), answer)} == {"STEERS"}


def test_a_group_of_columns_may_lie_under_each_school() -> None:
    rows = [
        [None, "De Brug", None, "De Linde", None],
        ["Taak", "Wie voert uit", "Wie beslist", "Wie voert uit", "Wie beslist"],
        ["Netwerk onderhouden", "ICT-team", "Directeur De Brug", "Werkgroep", None],
    ]
    file = workbook(*rows, merged=["B1:C1", "D1:E1"])
    assert held(two_schools(), read(file, two_schools())) == {
        ("EXECUTES", "ict", "netwerk", "brug"),
        ("DECIDES", "directie-brug", "netwerk", "brug"),
        ("EXECUTES", "linde", "netwerk", "linde"),
    }


def test_a_column_that_was_not_known_for_a_school_can_be_said_to_be_one() -> None:
    rows = [
        ["Taak", "De Brug", "DL"],
        ["Netwerk onderhouden", "ICT-team", None],
        ["Accounts beheren", None, "Werkgroep"],
    ]
    first = read(book({"Blad1": rows}), two_schools())
    doubt = doubt_about(first, "DL", "column")
    answer = read(book({"Blad1": rows}), two_schools(), answers(**{doubt.id: "pick organisation/linde"}))
    assert held(two_schools(), answer) == TWO


# People side by side


def test_a_cross_in_the_column_of_somebody_says_that_they_carry_it_out() -> None:
    rows = [["Taak", "An Claes", "Tom Maes"], ["Netwerk onderhouden", "x", None], ["Accounts beheren", "X", "✓"]]
    answer = read(book({"De Brug": rows}), two_schools())
    assert answer.doubts == ()
    assert held(two_schools(), answer) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("EXECUTES", "an", "accounts", "brug"),
        ("EXECUTES", "tom", "accounts", "brug"),
    }


@pytest.mark.parametrize("last", ["?", "n.t.b.", "An Claes"])
def test_a_row_above_totals_keeps_its_names_and_is_no_row_of_headings(last: str) -> None:
    rows = [
        ["De Brug"],
        ["Taak", "Wie voert uit", "Wie stuurt aan"],
        ["Netwerk onderhouden", "An Claes", None],
        ["De Linde"],
        ["Accounts beheren", "Tom Maes", last],
        ["TOTAAL", 2, 1],
    ]
    answer = read(book({"Blad1": rows}), two_schools())
    given = answers(**{doubt.id: doubt.suggested for doubt in answer.doubts if doubt.suggested})
    found = held(two_schools(), read(book({"Blad1": rows}), two_schools(), given))
    assert {("EXECUTES", "an", "netwerk", "brug"), ("EXECUTES", "tom", "accounts", "linde")} <= found


def test_the_letters_of_raci_are_explained_and_asked_once() -> None:
    rows = [["Taak", "An Claes", "Tom Maes"], ["Netwerk onderhouden", "R", "A"], ["Accounts beheren", "R/A", "C"]]
    first = read(book({"De Brug": rows}), two_schools())
    (doubt,) = first.doubts
    assert (doubt.kind, len(doubt.also)) == ("letters", 3)
    given = answers(**{doubt.id: doubt.suggested})
    assert held(two_schools(), read(book({"De Brug": rows}), two_schools(), given)) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("DECIDES", "tom", "netwerk", "brug"),
        ("EXECUTES", "an", "accounts", "brug"),
        ("DECIDES", "an", "accounts", "brug"),
    }


def test_who_is_consulted_or_informed_is_told_once_with_how_many_cells_say_it() -> None:
    rows = [
        ["Taak", "An Claes", "Tom Maes"],
        ["Netwerk onderhouden", "R", "C"],
        ["Accounts beheren", "A/I", "I"],
        ["Printers beheren", "x", None],
    ]
    first = read(book({"De Brug": rows}), two_schools())
    given = answers(**{doubt.id: doubt.suggested for doubt in first.doubts if doubt.kind == "letters"})
    told = [note for note in read(book({"De Brug": rows}), two_schools(), given).notes if "C or I" in str(note.text)]
    assert [(note.address, note.text.values["number"], note.matters) for note in told] == [("De Brug!C2", 3, True)]


def test_nothing_needs_to_stand_above_the_tasks() -> None:
    rows = [[None, "An Claes", "Tom Maes"], ["Netwerk onderhouden", "x", None], ["Accounts beheren", None, "x"]]
    assert {holder for _, holder, *_ in held(two_schools(), read(book({"De Brug": rows}), two_schools()))} == {
        "an",
        "tom",
    }


# Words that are nobody, and those who have it already


def test_totals_numbers_and_question_marks_are_nobody_and_no_task() -> None:
    rows = [HEADINGS, ["TOTAAL", 12, 4], ["Netwerk onderhouden", "totaal", 3], ["Accounts beheren", "?", "n.t.b."]]
    answer = read(book({"De Brug": rows}), two_schools())
    assert (answer.doubts, answer.changes) == ((), ())
    assert {str(note.address) for note in answer.notes} >= {"De Brug!A2", "De Brug!B3", "De Brug!C3", "De Brug!B4"}


def test_everybody_is_not_the_school_itself_unless_somebody_says_so() -> None:
    rows = [HEADINGS, ["Netwerk onderhouden", "iedereen", None]]
    (everybody,) = read(book({"De Linde": rows}), brug()).doubts
    assert [suggestion.pick for suggestion in everybody.suggestions] == ["organisation/linde"]
    assert everybody.suggested == ""


def test_a_school_without_a_head_is_proposed_one() -> None:
    rows = [HEADINGS, ["Netwerk onderhouden", "dir", None]]
    (head,) = read(book({"De Linde": rows}), brug()).doubts
    assert head.suggested == "create Directeur De Linde"
    made = brug().apply(read(book({"De Linde": rows}), brug(), answers(**{head.id: head.suggested})).changes)
    assert "Directeur De Linde" in {role.name for role in made.nodes(Role)}


def test_a_task_that_is_not_known_is_asked_once_for_every_school() -> None:
    rows = [["Taak", "De Brug", "De Linde"], ["Beamers nakijken", "An Claes", "An Wouters"]]
    asked = read(book({"Blad1": rows}), two_schools()).doubts
    (task,) = [one for one in asked if one.kind == "task"]
    assert (task.value, task.address) == ("Beamers nakijken", "Blad1!A2")
    given = answers(**{task.id: "create"})
    made = {subject for _, _, subject, _ in held(two_schools(), read(book({"Blad1": rows}), two_schools(), given))}
    assert made == {"beamers-nakijken"}


def test_an_office_is_a_function_and_never_a_person() -> None:
    rows = [HEADINGS, ["Netwerk onderhouden", "secretariaat", "dir"], ["Accounts beheren", "extern", "iedereen"]]
    asked = read(book({"De Brug": rows}), two_schools()).doubts
    assert [(one.value, one.kind) for one in asked] == [
        ("secretariaat", "holder"),
        ("dir", "holder"),
        ("extern", "holder"),
        ("iedereen", "holder"),
    ]
    head = next(one for one in asked if one.value == "dir")
    assert head.suggested == "pick role/directie-brug"


def test_who_has_it_already_is_said_before_somebody_comes_beside_them() -> None:
    mandate = edge("EXECUTES", "person/an", "task/netwerk", scope=["organisation/brug"])
    rows = [HEADINGS, ["Netwerk onderhouden", "Tom Maes"]]
    answer = read(book({"De Brug": rows}), two_schools(mandate))
    (note,) = [one for one in answer.notes if one.address == "De Brug!B2"]
    assert "An Claes" in str(note.text) or "person/an" in str(note.text)
    assert note.matters


def test_a_back_up_comes_after_who_carries_it_out() -> None:
    rows = [["Taak", "Wie voert uit", "Back-up"], ["Netwerk onderhouden", "An Claes", "Tom Maes"]]
    answer = read(book({"De Brug": rows}), two_schools())
    ranks = {one.from_id: one.rank for one in two_schools().apply(answer.changes).mandates()}
    assert ranks == {"person/an": 1, "person/tom": 2}


def test_a_full_name_that_one_colleague_here_has_is_no_question() -> None:
    answer = read(book({"De Brug": [HEADINGS, ["Netwerk onderhouden", "claes an"]]}), two_schools())
    assert answer.doubts == ()
    assert held(two_schools(), answer) == {("EXECUTES", "an", "netwerk", "brug")}


def test_a_first_name_that_one_colleague_here_has_is_likely_and_asked() -> None:
    (doubt,) = read(book({"De Brug": [HEADINGS, ["Netwerk onderhouden", "Tom"]]}), two_schools()).doubts
    assert (doubt.suggested, doubt.certainty) == ("pick person/tom", "likely")


def test_a_full_name_like_nobodys_is_likely_a_new_colleague() -> None:
    (doubt,) = read(book({"De Brug": [HEADINGS, ["Netwerk onderhouden", "Els Goris"]]}), two_schools()).doubts
    assert (doubt.suggested, doubt.certainty) == ("create", "likely")


# Columns nobody knows


def test_a_sheet_without_known_headings_is_asked_about_column_by_column_and_remembered() -> None:
    rows = [["Onze school"], ["Item", "Juf of meester", "Kleur"], ["Netwerk onderhouden", "An Claes", "rood"]]
    first = read(book({"De Brug": rows}), two_schools())
    assert [(one.value, one.suggested) for one in first.doubts] == [
        ("Item", "pick task"),
        ("Juf of meester", "pick EXECUTES"),
        ("Kleur", "skip"),
    ]
    given = answers(**{one.id: one.suggested for one in first.doubts})
    second = read(book({"De Brug": rows}), two_schools(), given)
    assert held(two_schools(), second) == {("EXECUTES", "an", "netwerk", "brug")}
    after = two_schools().apply(second.changes)
    again = read(book({"De Brug": [*rows, ["Accounts beheren", "Tom Maes", "wit"]]}), after)
    assert again.doubts == ()
    assert ("EXECUTES", "tom", "accounts", "brug") in held(after, again)


def test_a_cross_may_carry_a_remark_and_what_is_no_cross_is_noted() -> None:
    rows = [["Taak", "An Claes"], ["Netwerk onderhouden", "x (2 uur)"], ["Accounts beheren", "misschien"]]
    answer = read(book({"De Brug": rows}), two_schools())
    (mandate,) = two_schools().apply(answer.changes).mandates()
    assert (mandate.from_id, mandate.note) == ("person/an", "2 uur")
    assert any("misschien" in str(note.text) and note.matters for note in answer.notes)


def test_a_cell_that_refers_to_another_is_nobody_and_is_said() -> None:
    answer = read(book({"De Brug": [HEADINGS, ["Netwerk onderhouden", "idem"]]}), two_schools())
    assert (answer.doubts, answer.changes) == ((), ())
    assert any(note.matters and note.address == "De Brug!B2" for note in answer.notes)


def test_what_no_person_wrote_and_signs_that_nobody_sees_are_said() -> None:
    rows = [HEADINGS, ["Netwerk onderhouden", "#N/A", "GÃ¼lsen"], ["Accounts\u200b beheren", "An Claes"]]
    answer = read(book({"De Brug": rows}), two_schools())
    assert answer.doubts == ()
    assert held(two_schools(), answer) == {("EXECUTES", "an", "accounts", "brug")}
    told = {str(note.address): str(note.text) for note in answer.notes}
    assert "error value" in told["De Brug!B2"]
    assert "wrong encoding" in told["De Brug!C2"]
    assert "nobody sees" in told["De Brug!A3"]
