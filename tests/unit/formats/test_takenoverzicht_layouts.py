"""Sheets as people lay them out: a sheet a school, schools below or beside each other, people with crosses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from graph.domain.codec import to_plain
from graph.domain.kinds import Body, ConsultedOn, Person, Role
from graph.formats.reading.result import POSSIBLE, SURE, Imported, NamedBytes
from graph.formats.takenoverzicht.read import read_takenoverzicht
from graph.model.snapshot import Snapshot
from tests.graphs import Plain, edge, node, seat
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


def suggested(file: NamedBytes, snapshot: Snapshot, organisation: str | None = None) -> NamedBytes:
    """What somebody answers who takes every suggestion, until nothing more is suggested."""
    given: dict[str, str] = {}
    while True:
        asked = read(file, snapshot, answers(**given), organisation).doubts
        more = {one.id: one.suggested for one in asked if one.suggested and one.id not in given}
        if not more:
            return answers(**given)
        given |= more


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
    notes = read(book({"De Brug": rows}), two_schools(), given).notes
    told = [note for note in notes if "consulted or informed" in str(note.text)]
    assert [(note.address, note.text.values["number"], note.matters) for note in told] == [("De Brug!C2", 3, True)]
    assert "of Tom Maes and An Claes that" in str(told[0])


@pytest.mark.parametrize(
    ("letter", "stage"),
    [("C", "advises"), ("I", "informed"), ("C/I", "advises informed")],
)
def test_a_consultation_with_a_c_or_an_i_has_a_say_in_the_task(letter: str, stage: str) -> None:
    council = node("body/raad", name="Schoolraad De Brug", type="council")
    there = two_schools(council, edge("BODY_OF", "body/raad", "organisation/brug"))
    rows = [["Taak", "An Claes", "Schoolraad De Brug"], ["Netwerk onderhouden", "R", letter]]
    answer = read(book({"De Brug": rows}), there, suggested(book({"De Brug": rows}), there))
    said = {(one.from_id, one.to_id, one.stage) for one in there.apply(answer.changes).edges(ConsultedOn)}
    assert said == {("body/raad", "task/netwerk", each) for each in stage.split()}
    assert held(there, answer) == {("EXECUTES", "an", "netwerk", "brug")}


def test_a_body_that_is_not_known_is_asked_about_and_becomes_one() -> None:
    rows = [["Taak", "An Claes", "Werkgroep mediawijsheid"], ["Netwerk onderhouden", "R", "C"]]
    (asked,) = [one for one in read(book({"De Brug": rows}), brug()).doubts if one.kind == "letters"]
    first = read(book({"De Brug": rows}), brug(), answers(**{asked.id: asked.suggested}))
    doubt = doubt_about(first, "Werkgroep mediawijsheid", "holder")
    answer = read(book({"De Brug": rows}), brug(), answers(**{asked.id: asked.suggested, doubt.id: "create"}))
    there = brug().apply(answer.changes)
    (body,) = [one for one in there.nodes(Body) if one.name == "Werkgroep mediawijsheid"]
    assert body.type == "working_group"
    assert [(one.from_id, one.stage) for one in there.edges(ConsultedOn)] == [(body.id, "advises")]


def test_a_body_that_has_a_say_already_is_not_made_to_say_it_twice() -> None:
    say = edge("CONSULTED_ON", "body/ict", "task/netwerk", stage="advises", since="2025-09-01")
    rows = [["Taak", "An Claes", "ICT-team"], ["Netwerk onderhouden", "R", "C"]]
    answer = read(book({"De Brug": rows}), brug(say), suggested(book({"De Brug": rows}), brug(say)))
    assert len(list(brug(say).apply(answer.changes).edges(ConsultedOn))) == 1


def test_columns_may_be_headed_by_the_words_of_raci() -> None:
    rows = [
        ["Taak", "Responsible", "Accountable", "Consulted", "Informed"],
        ["Netwerk onderhouden", "An Claes", "Directeur De Brug", "ICT-team", "Tom Maes"],
    ]
    answer = read(book({"De Brug": rows}), brug())
    assert held(brug(), answer) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("DECIDES", "directie-brug", "netwerk", "brug"),
    }
    assert [(one.from_id, one.stage) for one in brug().apply(answer.changes).edges(ConsultedOn)] == [
        ("body/ict", "advises")
    ]
    assert any("of Tom Maes that" in str(note) for note in answer.notes)


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
        ("Item, Juf of meester, Kleur", "pick headings"),
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


def test_a_sheet_without_headings_keeps_the_task_of_its_first_row_and_asks_what_each_column_holds() -> None:
    rows = [["De Brug"], ["Netwerk onderhouden", "An Claes"], ["Accounts beheren", "Tom Maes"]]
    asked = read(book({"De Brug": rows}), two_schools())
    assert [(one.value, one.suggested) for one in asked.doubts] == [("A", "pick task"), ("B", "pick EXECUTES")]
    given = answers(**{one.id: one.suggested for one in asked.doubts})
    answer = read(book({"De Brug": rows}), two_schools(), given)
    assert held(two_schools(), answer) >= {("EXECUTES", "an", "netwerk", "brug")}
    again = read(book({"De Brug": rows}), two_schools().apply(answer.changes))
    assert [one.value for one in again.doubts if one.kind == "heading"] == ["A", "B"]


def test_a_first_row_without_a_known_task_is_asked_about_so_that_its_task_is_not_lost() -> None:
    rows = [["De Brug"], ["Koffie zetten", "An Claes"], ["Netwerk onderhouden", "Tom Maes"], ["Taart", "An Claes"]]
    asked = read(book({"De Brug": rows}), two_schools())
    assert [(one.value, one.suggested) for one in asked.doubts] == [
        ("Koffie zetten, An Claes", "pick row"),
        ("A", "pick task"),
        ("B", "pick EXECUTES"),
    ]
    columns = answers(**{one.id: one.suggested for one in asked.doubts})
    again = read(book({"De Brug": rows}), two_schools(), columns)
    assert [one.value for one in again.doubts] == ["Koffie zetten", "Taart"]
    assert held(two_schools(), again) == {("EXECUTES", "tom", "netwerk", "brug")}


def test_a_sheet_of_a_school_year_that_is_over_is_proposed_to_be_left_out_beside_a_later_one() -> None:
    file = book(
        {
            "2025-2026": [["De Brug"], HEADINGS[:2], ["Netwerk onderhouden", "An Claes"]],
            "2026-2027": [["De Brug"], HEADINGS[:2], ["Netwerk onderhouden", "Tom Maes"]],
        }
    )
    (doubt,) = read(file, two_schools()).doubts
    assert (doubt.value, doubt.suggested) == ("2025-2026", "skip")
    assert held(two_schools(), read(file, two_schools())) == {("EXECUTES", "tom", "netwerk", "brug")}
    both = read(file, two_schools(), answers(**{doubt.id: "pick now"}))
    assert {who for _, who, _, _ in held(two_schools(), both)} == {"an", "tom"}


def test_a_sheet_of_the_next_school_year_holds_from_its_first_day() -> None:
    rows = [
        ["Taakverdeling De Brug 2027-2028"],
        HEADINGS[:2],
        ["Netwerk onderhouden", "An Claes"],
        ["Wifi", "Tom Maes"],
    ]
    (doubt,) = read(book({"De Brug": rows}), two_schools()).doubts
    assert doubt.suggested == "pick then"
    answer = read(book({"De Brug": rows}), two_schools(), answers(**{doubt.id: doubt.suggested}))
    assert {edge.since for edge in two_schools().apply(answer.changes).mandates()} == {date(2027, 9, 1)}


def test_a_sheet_that_is_called_after_a_colleague_holds_their_tasks() -> None:
    file = book(
        {
            "An Claes": [["De Brug"], ["Taak", "Frequentie"], ["Netwerk onderhouden", "wekelijks"]],
            "Tom": [["Tom Maes, De Brug"], ["Tom Maes"], ["Taak", "Opmerking"], ["Accounts beheren", "in juni"]],
        }
    )
    answer = read(file, two_schools(), None, "organisation/brug")
    assert held(two_schools(), answer) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("EXECUTES", "tom", "accounts", "brug"),
    }


def test_colleagues_below_each_other_with_their_tasks_and_school_keep_each_their_own() -> None:
    rows = [
        ["Collega", "Taken", "School"],
        ["An Claes", "Netwerk onderhouden\nWifi herstellen", "De Brug"],
        ["Tom Maes", "Accounts beheren", "De Linde"],
    ]
    file = book({"Blad1": rows})
    given: dict[str, str] = {}
    for _ in range(3):
        asked = read(file, two_schools(), answers(**given) if given else None).doubts
        given |= {one.id: one.suggested for one in asked}
    answer = read(file, two_schools(), answers(**given))
    assert held(two_schools(), answer) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("EXECUTES", "tom", "accounts", "linde"),
    }


def test_hours_under_the_names_of_colleagues_say_who_does_it_and_stay_as_a_remark() -> None:
    rows = [
        ["Taak", "An Claes", "Tom Maes", "Totaal"],
        ["Netwerk onderhouden", 2, None, 2],
        ["Accounts beheren", 0, "1,5 u", 1.5],
        ["Totaal", 2, 1.5, 3.5],
    ]
    answer = read(book({"De Brug": rows}), two_schools())
    assert held(two_schools(), answer) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("EXECUTES", "tom", "accounts", "brug"),
    }
    assert {edge.note for edge in two_schools().apply(answer.changes).mandates()} == {"2 uur", "1,5 u"}


def test_what_a_column_holds_is_proposed_by_its_heading_and_never_tasks_above_addresses() -> None:
    rows = [
        ["Probleem", "Contactpersoon", "Frequentie", "Telefoon", "E-mail"],
        ["Wifi", "An Claes", "soms", "015 12 34 56", "an@debrug.example"],
        ["Koffie", "Accounts beheren", "nooit", "", ""],
    ]
    asked = read(book({"De Brug": rows}), two_schools()).doubts
    assert [(one.value, one.suggested) for one in asked if one.kind == "heading"] == [
        ("Probleem", "pick task"),
        ("Contactpersoon", "pick CONTACT_POINT_FOR"),
        ("Frequentie", "skip"),
        ("Telefoon", "skip"),
        ("E-mail", "skip"),
    ]


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


# What stands above, beside and in the headings


OF_BOTH = {
    ("EXECUTES", "an", "netwerk", "brug"),
    ("DECIDES", "directie-brug", "netwerk", "brug"),
    ("EXECUTES", "linde", "netwerk", "linde"),
    ("DECIDES", "directie-linde", "netwerk", "linde"),
}


def with_two_heads() -> Snapshot:
    return two_schools(seat("role/directie-linde", at="organisation/linde", name="Directeur De Linde"))


def test_kinds_may_stand_above_the_schools() -> None:
    rows = [
        [None, "Voert uit", None, "Beslist", None],
        ["Taak", "De Brug", "De Linde", "De Brug", "De Linde"],
        ["Netwerk onderhouden", "An Claes", "Werkgroep", "Directeur De Brug", "Directeur De Linde"],
    ]
    assert held(with_two_heads(), read(book({"Taken": rows}), with_two_heads())) == OF_BOTH


def test_names_of_schools_that_are_not_merged_reach_to_the_next_one() -> None:
    rows = [
        [None, "De Brug", None, "De Linde", None],
        ["Taak", "Voert uit", "Beslist", "Voert uit", "Beslist"],
        ["Netwerk onderhouden", "An Claes", "Directeur De Brug", "Werkgroep", "Directeur De Linde"],
        ["Totaal", 1, 1, 1, 1],
    ]
    answer = read(book({"Taken": rows}), with_two_heads())
    assert held(with_two_heads(), answer) == OF_BOTH
    assert [one.kind for one in answer.doubts] == []


def test_a_back_up_and_days_under_the_name_of_a_school_are_of_that_school() -> None:
    rows = [
        [None, "De Brug", None, None, "De Linde"],
        ["Taak", "Voert uit", "Back-up", "Vanaf", "Voert uit"],
        ["Netwerk onderhouden", "An Claes", "Tom Maes", "1/9/2026", "Werkgroep"],
    ]
    answer = read(book({"Taken": rows}), two_schools())
    mandates = two_schools().apply(answer.changes).mandates()
    assert {(one.from_id, one.scope, one.since, one.rank) for one in mandates} == {
        ("person/an", ("organisation/brug",), date(2026, 9, 1), 1),
        ("person/tom", ("organisation/brug",), date(2026, 9, 1), 2),
        ("body/linde", ("organisation/linde",), None, None),
    }


def test_people_with_crosses_may_stand_under_their_schools() -> None:
    rows = [
        [None, "De Brug", None, "De Linde"],
        ["Taak", "An Claes", "Tom Maes", "Werkgroep"],
        ["Netwerk onderhouden", "x", None, None],
        ["Accounts beheren", None, "x", "x"],
    ]
    assert held(two_schools(), read(book({"Taken": rows}), two_schools())) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("EXECUTES", "tom", "accounts", "brug"),
        ("EXECUTES", "linde", "accounts", "linde"),
    }


def test_a_row_of_names_above_a_cross_stays_a_row() -> None:
    rows = [
        ["Taak", "De Brug", "De Linde"],
        ["Netwerk onderhouden", "An Claes", "Werkgroep"],
        ["Accounts beheren", "Tom Maes", "x"],
    ]
    answer = read(book({"Taken": rows}), two_schools())
    assert held(two_schools(), answer) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("EXECUTES", "linde", "netwerk", "linde"),
        ("EXECUTES", "tom", "accounts", "brug"),
    }
    assert [one.address for one in answer.notes if "tells nobody" in str(one)] == ["Taken!C3"]


def test_a_column_may_name_the_school_of_each_row() -> None:
    rows = [
        ["School", "Taak", "Wie voert uit"],
        ["De Brug", "Netwerk onderhouden", "An Claes"],
        [None, "Accounts beheren", "Tom Maes"],
        ["De Brug en De Linde", "Leraren vormen", "ICT-team"],
        ["De Vlinder", "Toestellen bestellen", "Piet Pieters"],
        ["Totaal", 4, None],
    ]
    answer = read(book({"Taken": rows}), two_schools())
    assert held(two_schools(), answer) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("EXECUTES", "tom", "accounts", "brug"),
        ("EXECUTES", "ict", "vorming", "brug"),
    }
    assert [(one.kind, one.value) for one in answer.doubts] == [("organisation", "De Vlinder"), ("holder", "ICT-team")]
    (unknown, _) = answer.doubts
    later = read(book({"Taken": rows}), two_schools(), answers(**{unknown.id: "pick organisation/linde"}))
    assert doubt_about(later, "Piet Pieters").id


def test_what_stands_below_the_name_of_a_school_that_is_not_known_waits() -> None:
    rows = [
        ["De Brug"],
        HEADINGS,
        ROW_OF_BRUG,
        ["De Vlinder"],
        HEADINGS,
        ["Accounts beheren", "An Claes"],
        ["De Linde"],
        HEADINGS,
        ROW_OF_LINDE,
    ]
    answer = read(book({"Taken": rows}), two_schools())
    assert held(two_schools(), answer) == TWO
    doubt = doubt_about(answer, "De Vlinder", "organisation")
    stays = read(book({"Taken": rows}), two_schools(), answers(**{doubt.id: "pick organisation/brug"}))
    assert held(two_schools(), stays) == TWO | {("EXECUTES", "an", "accounts", "brug")}


def test_a_basisschool_that_is_not_known_ends_the_school_above_it() -> None:
    rows = [["De Brug"], HEADINGS, ROW_OF_BRUG, ["Basisschool Het Nest"], ["Accounts beheren", "An Claes"]]
    answer = read(book({"Taken": rows}), two_schools())
    assert held(two_schools(), answer) == {("EXECUTES", "ict", "netwerk", "brug")}
    assert doubt_about(answer, "Basisschool Het Nest", "organisation")


@pytest.mark.parametrize(
    "said",
    [
        "Nog niet alles is ingevuld. Geef wijzigingen door aan het secretariaat.",
        "Basisschool met drie vestigingen; de klassenraad kijkt dit elk jaar na",
        "Schooljaar 2026-2027",
        "Wat hier staat is in september met het hele team van de school overlopen en geldt voor alle vestigingen",
    ],
)
def test_a_note_or_a_year_above_headings_names_no_school(said: str) -> None:
    rows = [["De Brug"], [said], HEADINGS, ROW_OF_BRUG, ["De Linde"], HEADINGS, [said], ROW_OF_LINDE]
    answer = read(book({"Taken": rows}), two_schools())
    assert [doubt.value for doubt in answer.doubts if said in doubt.value and doubt.kind == "organisation"] == []
    assert held(two_schools(), answer) >= {("EXECUTES", "ict", "netwerk", "brug")}


def test_tasks_may_stand_side_by_side() -> None:
    rows = [
        ["Naam", "Netwerk onderhouden", "Accounts beheren", "Iets anders"],
        ["An Claes", "x", None, "x"],
        ["Tom Maes", None, "x", None],
    ]
    answer = read(book({"De Brug": rows}), two_schools())
    assert held(two_schools(), answer) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("EXECUTES", "tom", "accounts", "brug"),
    }
    assert [(one.kind, one.value, one.address) for one in answer.doubts] == [("task", "Iets anders", "De Brug!D1")]


def test_tasks_side_by_side_may_have_the_schools_below_each_other() -> None:
    rows = [
        ["School", "Netwerk onderhouden", "Accounts beheren"],
        ["De Brug", "ICT-team", None],
        ["De Linde", None, "Werkgroep"],
    ]
    assert held(two_schools(), read(book({"Taken": rows}), two_schools())) == TWO


def test_a_row_for_each_colleague_with_their_tasks_is_asked_about_with_the_right_suggestions() -> None:
    rows = [["Wie", "Doet"], ["An Claes", "Netwerk onderhouden\nAccounts beheren"], ["Tom Maes", "Leraren vormen"]]
    file = book({"De Brug": rows})
    assert held(two_schools(), read(file, two_schools(), suggested(file, two_schools()))) == {
        ("EXECUTES", "an", "netwerk", "brug"),
        ("EXECUTES", "an", "accounts", "brug"),
        ("EXECUTES", "tom", "vorming", "brug"),
    }


@pytest.mark.parametrize(
    ("headings", "cells", "since", "until", "asked"),
    [
        (["Vanaf", "Tot en met"], ["1/9/2026", "30/6/2027"], date(2026, 9, 1), date(2027, 7, 1), 0),
        (["Begindatum", "Tot"], [date(2026, 9, 1), date(2027, 6, 30)], date(2026, 9, 1), date(2027, 6, 30), 0),
        (["Periode"], ["schooljaar 2026-2027"], date(2026, 9, 1), date(2027, 9, 1), 0),
        (["Periode"], ["1/9/2026 - 30/6/2027"], date(2026, 9, 1), date(2027, 7, 1), 0),
        (["Van", "Einddatum"], [46266, "30/6/2027"], date(2026, 9, 1), date(2027, 7, 1), 2),
        (["Vanaf"], ["begin oktober"], date(2026, 10, 1), None, 1),
        (["Looptijd"], ["sj 26-27"], date(2026, 9, 1), date(2027, 9, 1), 0),
    ],
)
def test_days_in_columns_of_their_own_are_of_whoever_stands_in_the_row(
    headings: list[str], cells: list[object], since: date | None, until: date | None, asked: int
) -> None:
    rows = [["Taak", "Wie voert uit", *headings], ["Netwerk onderhouden", "An Claes", *cells]]
    file = book({"De Brug": rows})
    first = read(file, brug())
    assert [one.kind for one in first.doubts] == ["date"] * asked
    assert bool(held(brug(), first)) is (asked == 0)
    (made,) = brug().apply(read(file, brug(), suggested(file, brug())).changes).mandates()
    assert (made.since, made.until) == (since, until)


def test_a_day_that_is_no_day_holds_the_mandate_back() -> None:
    rows = [["Taak", "Wie voert uit", "Vanaf"], ["Netwerk onderhouden", "An Claes", "als Tom terug is"]]
    answer = read(book({"De Brug": rows}), brug())
    assert held(brug(), answer) == set()
    assert doubt_about(answer, "als Tom terug is", "date").suggested == ""


def test_a_cell_with_days_of_its_own_keeps_them() -> None:
    rows = [["Taak", "Wie voert uit", "Vanaf"], ["Netwerk onderhouden", "An Claes (vanaf 1/1/2027)", "1/9/2026"]]
    (made,) = brug().apply(read(book({"De Brug": rows}), brug()).changes).mandates()
    assert made.since == date(2027, 1, 1)


# What stands around a name


@pytest.mark.parametrize(
    ("written", "who", "note"),
    [
        ("dhr. Tom Maes", ["tom"], None),
        ("Claes, An", ["an"], None),
        ("Claes, An; Maes, Tom", ["an", "tom"], None),
        ("T. Maes", ["tom"], None),
        ("Maes T.", ["tom"], None),
        ("TM", ["tom"], None),
        ("Tom Maes 3u", ["tom"], "3u"),
        ("Tom Maes halftijds", ["tom"], "halftijds"),
        ("Tom Maes: 15/21", ["tom"], "15/21"),
        ("ma-di: Tom Maes", ["tom"], "ma-di"),
        ("Tom Maes ipv An Claes", ["tom"], "ipv An Claes"),
        ("1. Tom Maes\n2. An Claes", ["an", "tom"], None),
        ("• Tom Maes • An Claes", ["an", "tom"], None),
        ("Tom Maes | An Claes", ["an", "tom"], None),
        ("Tom Maes i.s.m. An Claes", ["an", "tom"], None),
        ("Tom Maes, tel. 015 12 34 56", ["tom"], None),
        ("Tom Maes (ziek)", ["tom"], None),
        ("An Claes (an@debrug.example)", ["an"], None),
        ("de directeur", ["directie-brug"], None),
    ],
)
def test_what_stands_around_a_name_says_not_who_it_is(written: str, who: list[str], note: str | None) -> None:
    file = book({"De Brug": [HEADINGS, ["Netwerk onderhouden", written]]})
    after = brug().apply(read(file, brug(), suggested(file, brug())).changes)
    assert sorted(one.from_id.partition("/")[2] for one in after.mandates()) == who
    assert {one.note for one in after.mandates()} == {note}
    assert len(list(after.nodes(Person))) == len(list(brug().nodes(Person)))


def test_hours_a_week_behind_a_name_are_those_of_the_mandate() -> None:
    file = book(
        {"De Brug": [HEADINGS, ["Netwerk onderhouden", "Tom Maes 3 u/w", "Directeur De Brug (1 uur per week)"]]}
    )
    made = {one.kind: one for one in brug().apply(read(file, brug()).changes).mandates()}
    assert (to_plain(made["EXECUTES"])["hours_per_week"], made["DECIDES"].note) == (3.0, "1 u/w")


def test_why_somebody_is_absent_is_never_kept_and_is_told() -> None:
    rows = [["Taak", "Wie voert uit", "Opmerking"], ["Netwerk onderhouden", "Tom Maes (burn-out)", "An is zwanger"]]
    answer = read(book({"De Brug": rows}), brug())
    assert {one.note for one in brug().apply(answer.changes).mandates()} == {None}
    told = [one.text.values["text"] for one in answer.notes if "Somebody is not available" in str(one)]
    assert told == ["burn-out", "An is zwanger"]


@pytest.mark.parametrize("written", ["Tom Maes of An Claes", "Tom Maes -> An Claes"])
def test_of_two_names_of_which_one_may_be_meant_each_is_asked(written: str) -> None:
    answer = read(book({"De Brug": [HEADINGS, ["Netwerk onderhouden", written]]}), brug())
    assert [(one.value, one.certainty) for one in answer.doubts] == [
        ("Tom Maes?", POSSIBLE),
        ("An Claes?", POSSIBLE),
    ]


def test_somebody_who_is_said_to_be_back_up_comes_after_who_carries_it_out() -> None:
    file = book({"De Brug": [HEADINGS, ["Netwerk onderhouden", "An Claes, back-up Tom Maes"]]})
    made = brug().apply(read(file, brug()).changes).mandates()
    assert {(one.from_id, one.rank) for one in made} == {("person/an", 1), ("person/tom", 2)}


@pytest.mark.parametrize(
    "written", ["klas 3A", "Tom Maes 2019", "vroeger Tom Maes", "Accounts beheren", "ICT-werkgroep", "Zorgcoördinator"]
)
def test_what_is_no_name_is_never_proposed_as_a_new_person(written: str) -> None:
    file = book({"De Brug": [HEADINGS, ["Netwerk onderhouden", written]]})
    first = read(file, brug())
    assert [one.suggested.startswith("create") for one in first.doubts] == [False]
    assert held(brug(), first) == set()


def test_the_function_of_another_school_is_proposed_and_no_person_of_that_name() -> None:
    file = book({"De Brug": [HEADINGS, ["Netwerk onderhouden", "Directeur De Linde"]]})
    (doubt,) = read(file, with_two_heads()).doubts
    assert (doubt.kind, doubt.suggested, doubt.certainty) == ("holder", "pick role/directie-linde", POSSIBLE)


def test_begin_october_behind_a_name_is_asked_about_as_a_day() -> None:
    file = book({"De Brug": [HEADINGS, ["Netwerk onderhouden", "Tom Maes begin oktober"]]})
    assert doubt_about(read(file, brug()), "begin oktober", "date").suggested == "pick 2026-10-01"


def test_a_school_year_in_short_is_a_period() -> None:
    file = book({"De Brug": [HEADINGS, ["Netwerk onderhouden", "Tom Maes (schooljaar 26-27)"]]})
    (made,) = brug().apply(read(file, brug()).changes).mandates()
    assert (made.since, made.until) == (date(2026, 9, 1), date(2027, 9, 1))


def test_columns_under_a_school_that_is_not_known_wait_and_are_of_no_other() -> None:
    rows = [
        [None, "De Brug", None, "De Vlinder", None],
        ["Taak", "Voert uit", "Beslist", "Voert uit", "Beslist"],
        ["Netwerk onderhouden", "An Claes", None, "Tom Maes", "Tom Maes"],
    ]
    answer = read(book({"Taken": rows}), two_schools())
    assert held(two_schools(), answer) == {("EXECUTES", "an", "netwerk", "brug")}
    doubt = doubt_about(answer, "De Vlinder", "organisation")
    later = read(book({"Taken": rows}), two_schools(), answers(**{doubt.id: "pick organisation/linde"}))
    assert {one.value for one in later.doubts} == {"Tom Maes"}


def test_a_row_of_teams_that_are_called_after_their_schools_is_no_row_of_headings() -> None:
    teams = [
        node("body/brug", name="Werkgroep De Brug", type="ict_team"),
        edge("BODY_OF", "body/brug", "organisation/brug"),
    ]
    rows = [
        ["Taak", "De Brug", "De Linde"],
        ["Netwerk onderhouden", "Werkgroep De Brug", "Werkgroep De Linde"],
        ["Accounts beheren", "An Claes", None],
    ]
    answer = read(book({"Taken": rows}), two_schools(*teams))
    assert held(two_schools(*teams), answer) == {
        ("EXECUTES", "brug", "netwerk", "brug"),
        ("EXECUTES", "an", "accounts", "brug"),
    }
    assert doubt_about(answer, "Werkgroep De Linde", "holder").suggested == "pick body/linde"


# Tables beside each other


def test_tables_beside_each_other_have_each_their_own_tasks_and_school() -> None:
    rows = [
        ["De Brug", None, None, "De Linde", None],
        ["Taak", "Wie", None, "Taak", "Wie"],
        ["Netwerk onderhouden", "ICT-team", None, "Accounts beheren", "Werkgroep"],
        [None, None, None, "Leraren vormen", "Werkgroep"],
    ]
    answer = read(book({"Taken": rows}), two_schools())
    assert held(two_schools(), answer) == TWO | {("EXECUTES", "linde", "vorming", "linde")}
    assert [note.address for note in answer.notes if note.matters] == ["Taken!A1", "Taken!D1"]


def test_tables_beside_each_other_of_one_school_are_read_one_after_the_other() -> None:
    rows = [
        ["Taakgroep", "Taak", "Wie", "Taakgroep", "Taak", "Wie"],
        ["Technisch", "Netwerk onderhouden", "ICT-team", "Administratief", "Toestellen bestellen", "ICT-team"],
    ]
    answer = read(book({"Taken": rows}), two_schools(), organisation="organisation/brug")
    assert held(two_schools(), answer) == {
        ("EXECUTES", "ict", "netwerk", "brug"),
        ("EXECUTES", "ict", "bestellen", "brug"),
    }


def test_two_headings_that_may_both_be_tasks_are_no_two_tables() -> None:
    rows = [["Taak", "Omschrijving", "Wie"], ["Netwerk onderhouden", "switchen en kabels", "ICT-team"]]
    answer = read(book({"Taken": rows}), two_schools(), organisation="organisation/brug")
    assert held(two_schools(), answer) == {("EXECUTES", "ict", "netwerk", "brug")}


def test_a_cell_that_lists_known_tasks_is_each_of_them() -> None:
    rows = [["Wie", "Taken"], ["ICT-team", "Netwerk onderhouden, accounts beheren en leraren vormen"]]
    answer = read(book({"Taken": rows}), two_schools(), organisation="organisation/brug")
    assert {task for _, _, task, _ in held(two_schools(), answer)} == {"netwerk", "accounts", "vorming"}
    assert answer.doubts == ()


def test_further_columns_of_tasks_are_tasks_of_the_same_people() -> None:
    taken = {("EXECUTES", "ict", task, "brug") for task in ("netwerk", "accounts")}
    taken |= {("EXECUTES", "directie-brug", "vorming", "brug")}
    for headings in (["Wie", "Taak 1", "Taak 2"], ["Persoon", "Taak 1", "Taak 2"], ["Naam", "Taken", None]):
        rows = [
            headings,
            ["ICT-team", "Netwerk onderhouden", "Accounts beheren"],
            ["Directeur De Brug", "Leraren vormen"],
        ]
        file = book({"Taken": rows})
        given = suggested(file, two_schools(), "organisation/brug")
        assert held(two_schools(), read(file, two_schools(), given, "organisation/brug")) == taken


# What a sheet says of itself


def test_a_sheet_with_the_name_of_one_school_and_the_title_of_another_is_asked_about() -> None:
    sheets = {"De Brug": [["Taakverdeling De Linde"], HEADINGS, ROW_OF_LINDE], "Blad2": [HEADINGS, ROW_OF_BRUG]}
    answer = read(book(sheets), two_schools())
    assert [(doubt.value, doubt.suggested) for doubt in answer.doubts] == [("De Brug", ""), ("Blad2", "")]
    assert answer.changes == ()


def test_a_sheet_that_is_called_nearly_as_a_school_is_asked_about_with_that_proposal() -> None:
    sheets = {"brug 26-27": [HEADINGS, ROW_OF_BRUG], "De Linde": [HEADINGS, ROW_OF_LINDE]}
    answer = read(book(sheets), two_schools())
    assert [(doubt.value, doubt.suggested) for doubt in answer.doubts] == [("brug 26-27", "pick organisation/brug")]


def test_who_is_left_out_of_everybody_is_nobody_new() -> None:
    rows = [HEADINGS, ["Netwerk onderhouden", "ICT-team, behalve Tom Maes"]]
    answer = read(book({"Taken": rows}), two_schools(), organisation="organisation/brug")
    assert [(doubt.value, doubt.suggested) for doubt in answer.doubts] == [("behalve Tom Maes", "")]


@pytest.mark.parametrize(("yes", "no"), [("TRUE", "FALSE"), (True, False), ("ja", "nee"), (1, 0), ("WAAR", "ONWAAR")])
def test_a_box_that_is_not_ticked_says_nothing(yes: object, no: object) -> None:
    rows = [["Taak", "ICT-team", "Tom Maes"], ["Netwerk onderhouden", yes, no], ["Accounts beheren", no, no]]
    answer = read(book({"Taken": rows}), two_schools(), organisation="organisation/brug")
    assert held(two_schools(), answer) == {("EXECUTES", "ict", "netwerk", "brug")}
    assert answer.doubts == ()
    assert not [note for note in answer.notes if "no cross" in str(note)]
