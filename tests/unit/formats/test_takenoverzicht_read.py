"""The task overview of a school: what is exact goes through, what is unclear is asked, answers are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from time import process_time
from typing import Any

import pytest

from graph.domain.changes import Put
from graph.domain.codec import read_record
from graph.domain.kinds import Mandate, Organisation, Person, Task
from graph.domain.periods import SchoolYear
from graph.domain.rules import check_all
from graph.formats.reading.result import Imported, NamedBytes
from graph.formats.takenoverzicht.read import read_takenoverzicht
from graph.model.snapshot import Snapshot
from graph.words.catalogue import texts_in
from tests.graphs import edge, node
from tests.unit.formats.sheets import answers, as_text, brug, doubt_about, workbook

ON = date(2026, 11, 24)
HEADINGS = ["Taakgroep", "Taak", "Niveau", "Wie voert uit", "Wie stuurt aan", "Aanspreekpunt", "Opmerking"]


def read(
    book: NamedBytes, snapshot: Snapshot, given: NamedBytes | None = None, *, school_year: SchoolYear | None = None
) -> Imported:
    return read_takenoverzicht(
        book, snapshot, organisation="organisation/brug", on=ON, school_year=school_year, answers=given
    )


def one_row(task: str, *cells: str | None) -> NamedBytes:
    return workbook(HEADINGS, [None, task, None, *cells])


def told(answer: Imported, **picks: str) -> NamedBytes:
    """Answers by what is written in the file; the keys are the texts."""
    return answers(**{doubt_about(answer, text).id: given for text, given in picks.items()})


def mandates(snapshot: Snapshot) -> set[tuple[str, str, str]]:
    return {(edge.kind, edge.from_id, edge.to_id) for edge in snapshot.mandates()}


def test_a_role_a_body_an_address_and_a_task_by_their_own_names_go_through() -> None:
    book = one_row("netwerk ONDERHOUDEN", "ICT-team", "Directeur De Brug", "An@debrug.example")
    answer = read(book, brug())
    assert answer.doubts == ()
    assert mandates(brug().apply(answer.changes)) == {
        ("EXECUTES", "body/ict", "task/netwerk"),
        ("STEERS", "role/directie-brug", "task/netwerk"),
        ("CONTACT_POINT_FOR", "person/an", "task/netwerk"),
    }
    assert {edge.scope for edge in brug().apply(answer.changes).mandates()} == {("organisation/brug",)}


def test_a_keyword_is_as_good_as_a_name() -> None:
    answer = read(one_row("Wifi", "ICT-team"), brug())
    assert mandates(brug().apply(answer.changes)) == {("EXECUTES", "body/ict", "task/netwerk")}


def test_a_name_alone_is_always_asked_with_its_cells_and_the_people_it_may_be() -> None:
    book = workbook(HEADINGS, [None, "Wifi", None, "An"], [None, "Accounts beheren", None, "an", None, "An"])
    answer = read(book, brug())
    (doubt,) = answer.doubts
    assert (doubt.kind, doubt.address, doubt.also) == ("person", "Taken!D2", ("Taken!D3", "Taken!F3"))
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["person/an", "person/an-linde"]
    assert answer.changes == ()


def test_one_answer_counts_for_every_cell() -> None:
    book = workbook(HEADINGS, [None, "Wifi", None, "An"], [None, "Accounts beheren", None, "an"])
    answer = read(book, brug(), told(read(book, brug()), An="pick person/an"))
    assert mandates(brug().apply(answer.changes)) == {
        ("EXECUTES", "person/an", "task/netwerk"),
        ("EXECUTES", "person/an", "task/accounts"),
    }


def test_an_answer_is_kept_as_alias_of_the_person_and_known_in_the_next_file() -> None:
    book = one_row("Wifi", "An")
    answer = read(book, brug(), told(read(book, brug()), An="pick person/an"))
    after = brug().apply(answer.changes)
    person = after.find(Person, "person/an")
    assert person is not None
    assert person.identifiers == ("alias:an",)
    following = read(one_row("Accounts beheren", "AN"), after)
    assert following.doubts == ()
    assert [note.address for note in following.notes] == ["Taken!D2"]
    assert ("EXECUTES", "person/an", "task/accounts") in mandates(after.apply(following.changes))


def test_an_alias_does_not_count_at_a_school_where_the_person_does_not_belong() -> None:
    book = one_row("Wifi", "An")
    after = brug().apply(read(book, brug(), told(read(book, brug()), An="pick person/an")).changes)
    elsewhere = read_takenoverzicht(book, after, organisation="organisation/linde", on=ON)
    assert [doubt.value for doubt in elsewhere.doubts] == ["An"]


def test_somebody_from_elsewhere_is_remembered_for_this_school_alone() -> None:
    book = one_row("Wifi", "An")
    after = brug().apply(read(book, brug(), told(read(book, brug()), An="pick person/an-linde")).changes)
    person = after.find(Person, "person/an-linde")
    assert person is not None
    assert person.identifiers == ("alias:an@organisation/brug",)
    assert read(book, after).changes == ()
    assert read(book, after).doubts == ()


def test_a_person_who_is_created_gets_an_opaque_key_and_belongs_to_the_school() -> None:
    book = one_row("Wifi", "Els")
    after = brug().apply(read(book, brug(), told(read(book, brug()), Els="create Els Peeters")).changes)
    (els,) = [person for person in after.nodes(Person) if person.name == "Els Peeters"]
    assert "els" not in els.id
    assert len(els.id) == len("person/") + 8
    assert {edge.kind for edge in after.touching(els.id)} == {"EXECUTES", "AFFILIATED_WITH"}
    assert read(book, after).changes == ()


def test_the_board_is_asked_once_and_kept_with_the_organisation() -> None:
    book = one_row("Wifi", None, "directie")
    first = read(book, brug())
    (doubt,) = first.doubts
    assert doubt.kind == "holder"
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["role/directie-brug"]
    after = brug().apply(read(book, brug(), told(first, directie="pick role/directie-brug")).changes)
    place = after.find(Organisation, "organisation/brug")
    assert place is not None
    assert place.identifiers == ("alias:directie=role/directie-brug",)
    assert read(book, after).doubts == ()
    assert read(book, after).changes == ()


def test_everybody_is_never_created_as_a_person() -> None:
    (doubt,) = read(one_row("Wifi", "iedereen"), brug()).doubts
    assert "create" not in doubt.choices
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["body/ict", "organisation/brug"]


def test_a_doubtful_name_is_another_question_than_the_name() -> None:
    answer = read(workbook(HEADINGS, [None, "Wifi", None, "Tom?", "Tom"]), brug())
    assert sorted(doubt.value for doubt in answer.doubts) == ["Tom", "Tom?"]


def test_a_task_under_another_name_is_proposed_and_kept_as_keyword() -> None:
    book = one_row("Netwerk onderhoud", "ICT-team")
    first = read(book, brug())
    assert first.changes == ()
    assert doubt_about(first, "Netwerk onderhoud").suggestions[0].pick == "task/netwerk"
    after = brug().apply(read(book, brug(), told(first, **{"Netwerk onderhoud": "pick task/netwerk"})).changes)
    task = after.find(Task, "task/netwerk")
    assert task is not None
    assert dict(task.keywords)["nl"] == ("Netwerk onderhoud", "wifi")
    assert (read(book, after).doubts, read(book, after).changes) == ((), ())


@pytest.mark.parametrize(
    "written",
    ["Koffie bestellen", "Netwerkborrel", "Sleutels beheren", "Toestelletjes schilderen", "Boeken onderhouden"],
)
def test_a_task_that_shares_only_a_verb_or_a_part_of_a_word_is_not_chosen_already(written: str) -> None:
    doubt = doubt_about(read(workbook(["Taak", "Wie voert uit"], [written, "An Claes"]), brug()), written)
    assert doubt.suggested == ""
    assert {"create", "skip"} <= set(doubt.choices)


@pytest.mark.parametrize(
    ("written", "task"),
    [("Wifi herstellen", "netwerk"), ("Paswoorden resetten", "accounts"), ("Netwrek onderhouden", "netwerk")],
)
def test_a_task_that_shares_what_it_is_about_is_chosen_already(written: str, task: str) -> None:
    doubt = doubt_about(read(workbook(["Taak", "Wie voert uit"], [written, "An Claes"]), brug()), written)
    assert doubt.suggested == f"pick task/{task}"


def test_of_a_task_and_a_decision_that_are_as_like_the_task_is_proposed() -> None:
    more = (node("decision/beamer", name="Beamers kiezen"), node("task/beamer", name="Beamers onderhouden"))
    doubt = doubt_about(read(workbook(["Taak", "Wie voert uit"], ["Beamers", "An Claes"]), brug(*more)), "Beamers")
    assert doubt.suggested == "pick task/beamer"


@pytest.mark.parametrize("written", ["onbepaald", "tot nader order", "31/12/9999"])
def test_an_end_that_nobody_knows_is_no_end_of_a_mandate(written: str) -> None:
    file = workbook(["Taak", "Wie voert uit", "Einddatum"], ["Netwerk onderhouden", "ICT-team", written])
    answer = read(file, brug())
    assert answer.doubts == ()
    assert [edge.until for edge in brug().apply(answer.changes).mandates()] == [None]


def test_a_task_that_is_created_lies_in_the_group_of_its_block() -> None:
    book = workbook(HEADINGS, ["ADMINISTRATIEVE TAKEN"], [None, "Inventaris bijhouden", "school", "ICT-team"])
    first = read(book, brug())
    after = brug().apply(read(book, brug(), told(first, **{"Inventaris bijhouden": "create"})).changes)
    assert {(edge.from_id, edge.to_id) for edge in after.touching("task/inventaris-bijhouden")} == {
        ("task/inventaris-bijhouden", "task_group/administratief"),
        ("body/ict", "task/inventaris-bijhouden"),
    }


def test_skip_leaves_out_and_open_leaves_a_note() -> None:
    book = one_row("Wifi", "An", "Tom")
    first = read(book, brug())
    answer = read(book, brug(), told(first, An="skip", Tom="open"))
    assert answer.doubts == ()
    assert [note.address for note in answer.notes] == ["Taken!E2"]
    after = brug().apply(answer.changes)
    assert mandates(after) == set()
    assert [one.value for one in read(book, after).doubts] == ["Tom"]


@pytest.mark.parametrize("given", ["pick person/nobody", "pick task/netwerk", "pick", "yes", "skip now"])
def test_an_answer_that_does_not_fit_is_a_problem_and_nothing_goes_through(given: str) -> None:
    book = one_row("Wifi", "An", "ICT-team")
    answer = read(book, brug(), told(read(book, brug()), An=given))
    assert len(answer.problems) == 1
    assert answer.changes == ()


def test_an_answer_to_a_question_that_no_longer_comes_is_no_problem() -> None:
    assert read(one_row("Wifi", "ICT-team"), brug(), answers(**{"person-x-1": "skip"})).problems == ()


def test_a_dated_clause_gives_its_start_and_asks_whether_the_others_stop() -> None:
    book = one_row("Wifi", "ICT-team, vanaf sept. Directeur De Brug")
    first = read(book, brug(), school_year=SchoolYear(2026))
    (doubt,) = first.doubts
    assert doubt.kind == "handover"
    periods = {edge.from_id: (edge.since, edge.until) for edge in brug().apply(first.changes).mandates()}
    assert periods == {"body/ict": (None, None), "role/directie-brug": (date(2026, 9, 1), None)}
    given = answers(**{doubt.id: "pick replaces"})
    after = brug().apply(read(book, brug(), given, school_year=SchoolYear(2026)).changes)
    periods = {edge.from_id: (edge.since, edge.until) for edge in after.mandates()}
    assert periods == {"body/ict": (None, date(2026, 9, 1)), "role/directie-brug": (date(2026, 9, 1), None)}
    again = read(book, after, school_year=SchoolYear(2026))
    assert (again.changes, again.doubts) == ((), ())


def test_a_month_whose_year_is_not_clear_is_asked() -> None:
    book = one_row("Wifi", "vanaf sept. ICT-team")
    first = read_takenoverzicht(book, brug(), organisation="organisation/brug", on=date(2027, 5, 3))
    (doubt,) = first.doubts
    assert (doubt.kind, doubt.address) == ("date", "Taken!D2")
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["2026-09-01", "2027-09-01"]
    assert first.changes == ()
    given = answers(**{doubt.id: "pick 2027-09-01"})
    answer = read_takenoverzicht(book, brug(), organisation="organisation/brug", on=date(2027, 5, 3), answers=given)
    assert [edge.since for edge in brug().apply(answer.changes).mandates()] == [date(2027, 9, 1)]


def test_the_title_of_the_sheet_says_which_school_year_it_is() -> None:
    book = workbook(["Takenoverzicht 2027-2028"], HEADINGS, [None, "Wifi", None, "vanaf sept. ICT-team"])
    answer = read(book, brug(), told(read(book, brug()), Taken="pick now"))
    assert [edge.since for edge in brug().apply(answer.changes).mandates()] == [date(2027, 9, 1)]
    assert len(answer.notes) == 1


def test_a_merged_cell_counts_for_all_its_rows_and_columns() -> None:
    book = workbook(
        HEADINGS,
        [None, "Netwerk onderhouden", None, "ICT-team", None],
        [None, "Accounts beheren", None, None, None],
        merged=["D2:E3"],
    )
    assert mandates(brug().apply(read(book, brug()).changes)) == {
        (kind, "body/ict", task) for kind in ("EXECUTES", "STEERS") for task in ("task/netwerk", "task/accounts")
    }


def test_renamed_columns_are_recognised_in_any_order() -> None:
    book = workbook(["Contactpersoon", "Door wie?", "ICT-taken", "Beslisser"], ["ICT-team", None, "Wifi", "ICT-team"])
    assert {kind for kind, _, _ in mandates(brug().apply(read(book, brug()).changes))} == {
        "CONTACT_POINT_FOR",
        "DECIDES",
    }


def test_an_added_column_is_asked_about_and_taken_as_it_is_answered() -> None:
    book = workbook([*HEADINGS, "Meester"], [None, "Wifi", None, None, None, None, None, "ICT-team"])
    first = read(book, brug())
    (doubt,) = first.doubts
    assert (doubt.kind, doubt.address, doubt.value) == ("column", "Taken!H1", "Meester")
    answer = read(book, brug(), answers(**{doubt.id: "pick EXECUTES"}))
    assert mandates(brug().apply(answer.changes)) == {("EXECUTES", "body/ict", "task/netwerk")}


def test_a_row_without_a_task_is_asked_about() -> None:
    book = workbook(HEADINGS, [None, "Wifi", None, "ICT-team"], [None, None, None, "Directeur De Brug"])
    first = read(book, brug())
    (doubt,) = first.doubts
    assert (doubt.kind, doubt.address) == ("task", "Taken!D3")
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["task/netwerk"]


def test_what_a_school_does_not_have_is_asked_and_kept() -> None:
    book = one_row("Wifi", "n.v.t.")
    (doubt,) = read(book, brug()).doubts
    after = brug().apply(read(book, brug(), answers(**{doubt.id: "pick not_used"})).changes)
    assert [edge.kind for edge in after.touching("task/netwerk")] == ["NOT_USED_AT"]
    assert (read(book, after).changes, read(book, after).doubts) == ((), ())


def test_a_task_that_somebody_does_is_not_proposed_as_not_there() -> None:
    (nobody,) = read(one_row("Wifi", None, "n.v.t.", "n.v.t."), brug()).doubts
    (somebody,) = read(one_row("Wifi", "ICT-team", "n.v.t.", "n.v.t."), brug()).doubts
    assert (nobody.suggested, somebody.suggested) == ("pick not_used", "skip")


def test_a_remark_goes_with_who_executes() -> None:
    book = workbook(HEADINGS, [None, "Wifi", None, "ICT-team (netwerk)", None, None, "sleutel bij het secretariaat"])
    answer = read(book, brug())
    assert [edge.note for edge in brug().apply(answer.changes).mandates()] == ["netwerk\nsleutel bij het secretariaat"]


def test_a_stored_mandate_is_used_again_whatever_its_period() -> None:
    period = {"since": "2025-09-01", "until": "2026-06-30"}
    known = read_record(edge("EXECUTES", "body/ict", "task/netwerk", **period), "", [])
    assert known is not None
    snapshot = brug().apply([Put(known)])
    assert read(one_row("Wifi", "ICT-team"), snapshot).changes == ()


def full_overview() -> NamedBytes:
    """Everything that goes wrong in a sheet that many hands have kept for years."""
    headings = [
        *("Taakgroep", "Taak ", "niveau", "WIE VOERT UIT?"),
        *("stuurt aan & volgt op", "Aanspreekpunt", "Wie kan dit?", "Opm."),
    ]
    rows: Iterable[Iterable[Any]] = [
        ["Takenoverzicht ICT-coördinatie 2026-2027"],
        [],
        headings,
        ["1. TECHNISCHE TAKEN"],
        [None, "1.1 Netwerk onderhouden", "school", "An + Tom, vanaf sept. Els", "directie", "An", "x", None],
        [None, "paswoorden resetten", "school", "Wim?", "iedereen", "an@debrug.example", None, "zie draaiboek"],
        [],
        [None, None, None, None, None, None, None, "vergeten rij"],
        ["PEDAGOGISCH-DIDACTISCH"],
        [None, "Leraren vormen", "scholengroep", "ICT-team", None, "n.v.t.", None, None],
        [None, None, None, "Tom", None, None, None, None],
        ["Administratieve taken"],
        [None, "Inventaris bijhouden", "school", "Tom t.e.m. juni", None, None, None, None],
        [None, "Toestellen bestellen", "school", None, None, None, None, None],
        ["Nog na te kijken met de directie!"],
        ["ICT-visie & beleid"],
        headings,
        [None, "Aankoop goedkeuren", None, None, "Directeur De Brug", "niemand", None, None],
    ]
    return workbook(*rows, merged=["A1:H1", "A4:H4", "A9:H9", "A12:H12", "A15:H15", "B13:B13", "G5:G6"])


ANSWERS = {
    "An": "pick person/an",
    "Els": "create Els Peeters",
    "Wim?": "create Wim Nys",
    "iedereen": "skip",
    "directie": "pick role/directie-brug",
    "paswoorden resetten": "pick task/accounts",
    "Inventaris bijhouden": "create",
    "n.v.t.": "skip",
    "Wie kan dit?": "skip",
    "Nog na te kijken met de directie!": "skip",
}


def test_the_whole_overview_lists_every_unclear_cell_and_lets_the_rest_through() -> None:
    answer = read(full_overview(), brug())
    assert answer.problems == ()
    assert {(doubt.kind, doubt.address) for doubt in answer.doubts} == {
        ("person", "Taken!D5"),
        ("holder", "Taken!E5"),
        ("column", "Taken!G3"),
        ("task", "Taken!B6"),
        ("person", "Taken!D6"),
        ("holder", "Taken!E6"),
        ("not_used", "Taken!F10"),
        ("task", "Taken!D11"),
        ("task", "Taken!B13"),
        ("row", "Taken!A15"),
    }
    assert mandates(brug().apply(answer.changes)) == {
        ("EXECUTES", "body/ict", "task/vorming"),
        ("STEERS", "role/directie-brug", "decision/aankoop"),
    }


def test_the_whole_overview_with_answers_comes_in_once_and_stays() -> None:
    first = read(full_overview(), brug())
    ids = {doubt_about(first, text).id: given for text, given in ANSWERS.items()}
    ids |= {doubt_about(first, "Tom", "person").id: "pick person/tom"}
    ids |= {doubt_about(first, "Tom", "task").id: "pick task/vorming"}
    second = read(full_overview(), brug(), answers(**ids))
    assert [doubt.kind for doubt in second.doubts] == ["handover"]
    ids |= {second.doubts[0].id: "pick joins"}
    answer = read(full_overview(), brug(), answers(**ids))
    assert (answer.problems, answer.doubts) == ((), ())
    after = brug().apply(answer.changes)
    assert check_all(after) == ()
    named = {person.name: person.id for person in after.nodes(Person)}
    assert mandates(after) == {
        ("EXECUTES", "person/an", "task/netwerk"),
        ("EXECUTES", "person/tom", "task/netwerk"),
        ("EXECUTES", named["Els Peeters"], "task/netwerk"),
        ("STEERS", "role/directie-brug", "task/netwerk"),
        ("CONTACT_POINT_FOR", "person/an", "task/netwerk"),
        ("EXECUTES", named["Wim Nys"], "task/accounts"),
        ("CONTACT_POINT_FOR", "person/an", "task/accounts"),
        ("EXECUTES", "body/ict", "task/vorming"),
        ("EXECUTES", "person/tom", "task/vorming"),
        ("EXECUTES", "person/tom", "task/inventaris-bijhouden"),
        ("STEERS", "role/directie-brug", "decision/aankoop"),
    }
    ends: set[Mandate] = {edge for edge in after.mandates() if edge.since or edge.until}
    assert {(edge.to_id, edge.since, edge.until) for edge in ends} == {
        ("task/netwerk", date(2026, 9, 1), None),
        ("task/inventaris-bijhouden", None, date(2027, 7, 1)),
    }
    assert read(full_overview(), after, answers(**ids)).changes == ()
    assert read(full_overview(), after).changes == ()


def test_questions_have_the_same_id_in_every_file() -> None:
    here, there = (
        read(one_row("Wifi", "An"), brug()),
        read(workbook(HEADINGS, [], [None, "Wifi", None, None, "an"]), brug()),
    )
    assert [doubt.id for doubt in here.doubts] == [doubt.id for doubt in there.doubts]


def test_the_organisation_is_read_from_a_title() -> None:
    book = workbook(["ICT-taken De Brug 2026-2027"], HEADINGS, [None, "Wifi", None, "ICT-team"])
    answer = read_takenoverzicht(book, brug(), on=ON)
    assert mandates(brug().apply(answer.changes)) == {("EXECUTES", "body/ict", "task/netwerk")}
    assert "De Brug" in answer.notes[0].said(texts_in("en"))


def test_an_organisation_that_no_title_names_is_asked() -> None:
    book = one_row("Wifi", "ICT-team")
    first = read_takenoverzicht(book, brug(), on=ON)
    (doubt,) = first.doubts
    assert (doubt.kind, first.changes) == ("organisation", ())
    given = answers(**{doubt.id: "pick organisation/brug"})
    assert len(read_takenoverzicht(book, brug(), on=ON, answers=given).changes) == 1


def test_an_unknown_organisation_is_a_problem() -> None:
    answer = read_takenoverzicht(one_row("Wifi", "An"), brug(), organisation="organisation/x", on=ON)
    assert "organisation/x" in str(answer.problems[0].message)


def test_a_workbook_without_headings_is_a_problem_that_shows_some() -> None:
    (problem,) = read(workbook(["zomaar", "iets"]), brug()).problems
    assert "Wie voert uit" in str(problem.remedy)


@pytest.mark.parametrize(
    ("cell", "since", "until"),
    [
        ("ICT-team (1/9/2025 - 30/6/2026)", date(2025, 9, 1), date(2026, 7, 1)),
        ("ICT-team (van 1 oktober 2026 t.e.m. 31 januari 2027)", date(2026, 10, 1), date(2027, 2, 1)),
        ("ICT-team (schooljaar 2027-2028)", date(2027, 9, 1), date(2028, 9, 1)),
    ],
)
def test_a_period_in_brackets_bounds_the_mandate(cell: str, since: date, until: date) -> None:
    answer = read(one_row("Wifi", cell), brug())
    (edge,) = brug().apply(answer.changes).mandates()
    assert (edge.since, edge.until, edge.note) == (since, until, None)


def test_a_day_alone_in_brackets_may_be_a_remark() -> None:
    book = one_row("Wifi", "ICT-team (15/1/2027)")
    first = read(book, brug())
    (doubt,) = first.doubts
    assert first.changes == ()
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["2027-01-15", "remark"]
    begun, remarked = (
        next(iter(brug().apply(read(book, brug(), answers(**{doubt.id: given})).changes).mandates()))
        for given in ("pick 2027-01-15", "pick remark")
    )
    assert (begun.since, remarked.since) == (date(2027, 1, 15), None)


def test_a_holiday_is_asked_with_its_day() -> None:
    answer = read(one_row("Wifi", "ICT-team, na de krokusvakantie"), brug(), school_year=SchoolYear(2026))
    (doubt,) = answer.doubts
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["2027-02-15"]


def test_it_is_told_once_that_tot_leaves_the_day_itself_out() -> None:
    book = workbook(
        HEADINGS,
        [None, "Wifi", None, "ICT-team tot 31/8/2027"],
        [None, "Accounts beheren", None, "ICT-team tot 31/8/2027"],
        [None, "Leraren vormen", None, "ICT-team t.e.m. 31/8/2027"],
    )
    answer = read(book, brug())
    assert sorted(edge.until or ON for edge in brug().apply(answer.changes).mandates()) == [
        date(2027, 8, 31),
        date(2027, 8, 31),
        date(2027, 9, 1),
    ]
    assert [note.address for note in answer.notes] == ["Taken!D2"]
    assert "2027-08-30 is the last day that counts" in str(answer.notes[0].text)


def test_two_ends_of_one_name_that_differ_are_asked() -> None:
    answer = read(one_row("Wifi", "ICT-team t.e.m. 30/6/2027 (t.e.m. 31/8/2027)"), brug())
    (doubt,) = answer.doubts
    assert answer.changes == ()
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["2027-07-01", "2027-09-01"]


@pytest.mark.parametrize("cell", ["(ICT-team)", "ICT-team (?)", "ICT-team [??]", "ICT-team (nog te bevestigen)"])
def test_a_name_in_brackets_or_with_a_question_mark_in_brackets_is_asked(cell: str) -> None:
    answer = read(one_row("Wifi", cell), brug())
    assert answer.changes == ()
    assert [suggestion.pick for suggestion in doubt_about(answer, "ICT-team?").suggestions] == ["body/ict"]


def test_a_period_without_a_name_is_told() -> None:
    answer = read(one_row("Wifi", "vanaf 1/9/2026"), brug())
    assert [str(note) for note in answer.notes] == ["Taken!D2: “vanaf 1/9/2026” names nobody: not read"]


def test_what_a_sheet_ends_goes_on_at_the_other_schools_that_share_it() -> None:
    shared = edge(
        "EXECUTES", "person/an", "task/netwerk", scope=["organisation/brug", "organisation/linde"], since="2025-09-01"
    )
    stored = brug(shared)
    book = one_row("Wifi", "An Claes <an@debrug.example> (t.e.m. 31/1/2027)")
    answer = read(book, stored)
    after = stored.apply(answer.changes)
    assert {(mandate.scope, mandate.since, mandate.until) for mandate in after.mandates()} == {
        (("organisation/linde",), date(2025, 9, 1), None),
        (("organisation/brug",), date(2025, 9, 1), date(2027, 2, 1)),
    }
    assert [str(note.text) for note in answer.notes] == ["“An Claes” ends here alone, and goes on at De Linde"]
    assert read(book, after).changes == ()


def test_what_a_role_of_two_schools_does_ends_at_the_school_of_the_sheet_only() -> None:
    stored = brug(
        node("role/ict", name="ICT-coördinator"),
        edge("AT", "role/ict", "organisation/groep"),
        edge("SERVES", "role/ict", "organisation/brug"),
        edge("SERVES", "role/ict", "organisation/linde"),
        edge("EXECUTES", "role/ict", "task/netwerk"),
    )
    after = stored.apply(read(one_row("Wifi", "ICT-coördinator t.e.m. 30/6/2027"), stored).changes)
    assert {(mandate.scope, mandate.until) for mandate in after.mandates()} == {
        (("organisation/linde",), None),
        (("organisation/brug",), date(2027, 7, 1)),
    }


def test_many_unknown_names_and_tasks_are_read_in_seconds() -> None:
    rows = [[None, f"Onbekend werk {number}", None, f"Voornaam{number} Naam{number}"] for number in range(1000)]
    begin = process_time()
    answer = read(workbook(HEADINGS, *rows), brug())
    assert len(answer.doubts) == 2000
    assert process_time() - begin < 15


# A text in CSV, as a sheet is saved


def test_a_cell_of_a_text_holds_a_name_on_each_line() -> None:
    book = workbook(HEADINGS, [None, "Wifi", None, "ICT-team\nDirecteur De Brug"])
    answer = read(as_text(book), brug())
    assert (answer.problems, answer.doubts) == ((), ())
    assert {holder for _, holder, _ in mandates(brug().apply(answer.changes))} == {"body/ict", "role/directie-brug"}


def test_a_text_in_another_encoding_is_read_and_said() -> None:
    book = workbook(["Taak", "Wie voert uit", "Opmerking"], ["Wifi", "ICT-team", "één switch"])
    answer = read(as_text(book, encoding="cp1252"), brug())
    assert [str(note.text) for note in answer.notes if "Windows-1252" in str(note.text)]
    (edge,) = brug().apply(answer.changes).mandates()
    assert edge.note == "één switch"


def test_a_row_of_a_text_with_more_cells_than_the_headings_is_never_read_into_other_columns() -> None:
    text = b"Taak,Wie voert uit,Wie beslist\nWifi,An Claes, Tom Maes,Directeur De Brug\n"
    answer = read(NamedBytes("taken.csv", text), brug())
    assert [str(problem.place) for problem in answer.problems] == ["taken!2"]
    assert answer.changes == ()


def test_a_text_without_rows_or_with_an_open_quote_is_refused_with_its_place() -> None:
    assert [str(one.place) for one in read(NamedBytes("a.csv", b" \n;;\n"), brug()).problems] == ["a.csv"]
    open_quote = read(NamedBytes("a.csv", b'Taak;Wie voert uit\nWifi;"An\n'), brug())
    assert [str(one.place) for one in open_quote.problems] == ["a!2"]
