"""People and holdings from CSV: columns by their headings, people by number and address, never by a name alone."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from graph.domain.changes import Put
from graph.domain.kinds import AffiliatedWith, Holds, Organisation, Person, Role
from graph.domain.rules import check_all
from graph.formats.people.columns import columns_of
from graph.formats.people.read import read_people
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot
from graph.words.catalogue import texts_in
from tests.graphs import Plain, edge, node, school, seat, snapshot_of
from tests.unit.formats.sheets import answers, doubt_about, workbook

EXPORT = """\
Stamboeknummer;Naam;Voornaam;Instellingsnummer;Ambt;Opdracht;Begindatum;Einddatum;E-mail
10001;Peeters;Els;012345;ICT-coördinator;15/21;01/09/2026;31/08/2027;els@debrug.example
"""


def brug(*more: Plain) -> Snapshot:
    """De Brug with one ICT seat, An with a staff number and Tom with an address, and more."""
    return snapshot_of(
        school("brug", name="De Brug", number="012345"),
        school("linde", name="De Linde", number="054321"),
        seat("role/ict", at="organisation/brug", name="ICT-coördinator"),
        node("person/an", name="An Claes", identifiers=["staff:777"]),
        node("person/tom", name="Tom Maes", email="tom@debrug.example"),
        edge("AFFILIATED_WITH", "person/an", "organisation/brug", capacity="staff"),
        *more,
    )


def read(
    text: str, snapshot: Snapshot | None = None, given: NamedBytes | None = None, *, organisation: str | None = None
) -> Imported:
    file = NamedBytes("lijst.csv", text.encode())
    return read_people(file, brug() if snapshot is None else snapshot, organisation=organisation, answers=given)


def at_brug(text: str, snapshot: Snapshot | None = None, given: NamedBytes | None = None) -> Imported:
    return read(text, snapshot, given, organisation="organisation/brug")


def after(answer: Imported, snapshot: Snapshot | None = None) -> Snapshot:
    assert answer.problems == ()
    changed = (brug() if snapshot is None else snapshot).apply(answer.changes)
    assert check_all(changed) == ()
    return changed


def test_an_export_gives_the_person_where_she_belongs_and_what_she_holds() -> None:
    answer = read(EXPORT)
    assert answer.doubts == ()
    graph = after(answer)
    els = graph.find(Person, "person/10001")
    assert els is not None
    assert (els.name, els.given_name, els.family_name, els.email) == (
        "Els Peeters",
        "Els",
        "Peeters",
        "els@debrug.example",
    )
    assert els.identifiers == ("staff:10001",)
    (holding,) = graph.out(Holds, els.id)
    assert (holding.to_id, holding.fraction_as_written, holding.since, holding.until) == (
        "role/ict",
        "15/21",
        date(2026, 9, 1),
        date(2027, 9, 1),
    )
    assert holding.fraction == pytest.approx(15 / 21)
    (home,) = graph.out(AffiliatedWith, els.id)
    assert (home.to_id, home.capacity, home.since, home.until) == (
        "organisation/brug",
        "staff",
        date(2026, 9, 1),
        date(2027, 9, 1),
    )


def test_importing_again_changes_nothing() -> None:
    assert read(EXPORT, after(read(EXPORT))).changes == ()


def test_a_new_start_corrects_the_holding_and_where_she_belongs() -> None:
    graph = after(read(EXPORT))
    answer = read(EXPORT.replace("01/09/2026", "01/10/2026"), graph)
    assert answer.difference.added == ()
    assert [(item.kind, item.fields[0].after) for item in answer.difference.changed] == [
        ("AFFILIATED_WITH", "2026-10-01"),
        ("HOLDS", "2026-10-01"),
    ]


def test_an_earlier_end_is_shown_as_an_end() -> None:
    answer = read(EXPORT.replace("31/08/2027", "31/12/2026"), after(read(EXPORT)))
    assert [item.fields[0].after for item in answer.difference.ended] == ["2027-01-01", "2027-01-01"]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_found(separator: str) -> None:
    answer = read(EXPORT.replace(";", separator))
    assert len(answer.changes) == 3


def test_headings_are_known_whatever_their_accents_case_and_language() -> None:
    assert columns_of(("E-MAIL", "First name", "Surname", "Staff number")) == {
        "email": 0,
        "given_name": 1,
        "family_name": 2,
        "staff_number": 3,
    }
    assert columns_of(("Naam", "Stamboek-nummer")) == {"name": 0}
    assert columns_of(("Naam", "Voornaam")) == {"family_name": 0, "given_name": 1}


def test_a_person_is_found_by_staff_number_first() -> None:
    graph = after(at_brug("naam;stamboeknummer;e-mail\nAn Claes;777;an@debrug.example\n"))
    an = graph.find(Person, "person/an")
    assert an is not None
    assert an.email == "an@debrug.example"
    assert len(graph.nodes(Person)) == 2


def test_a_person_is_found_by_address_and_gets_the_staff_number() -> None:
    graph = after(at_brug("naam;stamboeknummer;e-mail\nTom Maes;888;TOM@debrug.example\n"))
    tom = graph.find(Person, "person/tom")
    assert tom is not None
    assert (tom.identifiers, tom.email) == (("staff:888",), "tom@debrug.example")


def test_a_new_person_without_staff_number_gets_an_opaque_key_from_the_address() -> None:
    text = "naam;e-mail\nJo Nijs;jo@debrug.example\n"
    graph = after(at_brug(text))
    (jo,) = [person for person in graph.nodes(Person) if person.name == "Jo Nijs"]
    assert len(jo.id) == len("person/") + 8
    assert "nijs" not in jo.id
    assert at_brug(text, graph).changes == ()


def told(answer: Imported) -> list[str]:
    """What matters of an answer that refuses nothing."""
    assert answer.problems == ()
    return [str(note) for note in answer.notes if note.matters]


def test_a_row_with_the_number_and_the_address_of_two_people_is_left_out_and_told() -> None:
    answer = at_brug("naam;stamboeknummer;e-mail\nAn;777;tom@debrug.example\nJo Nijs;;jo@x.example\n")
    (note,) = told(answer)
    assert note.startswith("lijst.csv:2: ")
    assert "person/an" in note
    assert "person/tom" in note
    assert set(names_in(after(answer))) == {"An Claes", "Tom Maes", "Jo Nijs"}


def test_an_address_of_somebody_with_another_number_is_left_out_and_told() -> None:
    graph = after(at_brug("naam;stamboeknummer;e-mail\nTom Maes;888;tom@debrug.example\n"))
    answer = at_brug("naam;stamboeknummer;e-mail\nTom Maes;999;tom@debrug.example\n", graph)
    assert ["another staff number" in note for note in told(answer)] == [True]
    assert answer.changes == ()


def test_a_name_alone_is_asked_and_the_answer_is_kept() -> None:
    text = "naam;functie\nA. Claes;ICT-coördinator\n"
    first = at_brug(text)
    (doubt,) = first.doubts
    assert (doubt.kind, doubt.address) == ("person", "lijst.csv:2")
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["person/an"]
    assert first.changes == ()
    graph = after(at_brug(text, None, answers(**{doubt.id: "pick person/an"})))
    assert [holding.to_id for holding in graph.out(Holds, "person/an")] == ["role/ict"]
    again = at_brug(text, graph)
    assert (again.changes, again.doubts) == ((), ())


def test_the_very_name_of_one_colleague_here_is_taken_unless_somebody_says_otherwise() -> None:
    text = "naam;functie\nClaes An;ICT-coördinator\n"
    answer = at_brug(text)
    assert [holding.to_id for holding in after(answer).out(Holds, "person/an")] == ["role/ict"]
    (doubt,) = answer.answered
    assert (doubt.suggested, doubt.certainty) == ("pick person/an", "sure")
    assert at_brug(text, None, answers(**{doubt.id: "open"})).changes == ()


def test_what_was_answered_can_be_answered_otherwise() -> None:
    text = "naam;functie\nA. Claes;ICT-coördinator\n"
    (doubt,) = at_brug(text).doubts
    for answer in ("pick person/an", "skip", "open"):
        again = at_brug(text, None, answers(**{doubt.id: answer}))
        assert (again.doubts, again.answered) == ((), (doubt,))


def test_a_name_that_is_created_stays_one_person() -> None:
    text = "naam\nJo Nijs\n"
    given = answers(**{at_brug(text).doubts[0].id: "create"})
    graph = after(at_brug(text, None, given))
    assert [person.name for person in graph.nodes(Person) if person.source == "lijst.csv"] == ["Jo Nijs"]
    assert at_brug(text, graph).changes == ()
    assert at_brug(text, graph, given).changes == ()


def test_an_unknown_function_is_asked_and_can_be_created_as_a_seat() -> None:
    text = EXPORT.replace("ICT-coördinator", "Netwerkbeheerder")
    first = read(text)
    doubt = doubt_about(first, "Netwerkbeheerder")
    assert [suggestion.pick for suggestion in doubt.suggestions] == ["role/ict"]
    assert sorted(item.kind for item in first.difference.added) == ["AFFILIATED_WITH", "person"]
    graph = after(read(text, None, answers(**{doubt.id: "create"})))
    assert sorted(role.name for role in graph.nodes(Role)) == ["ICT-coördinator", "Netwerkbeheerder"]
    assert (read(text, graph).changes, read(text, graph).doubts) == ((), ())


def test_a_function_that_is_picked_is_remembered_by_the_organisation() -> None:
    text = EXPORT.replace("ICT-coördinator", "Netwerkbeheerder")
    given = answers(**{read(text).doubts[0].id: "pick role/ict"})
    graph = after(read(text, None, given))
    place = graph.find(Organisation, "organisation/brug")
    assert place is not None
    assert place.identifiers == ("alias:function netwerkbeheerder=role/ict",)
    assert (read(text, graph).changes, read(text, graph).doubts) == ((), ())


def test_a_number_without_its_leading_zero_still_finds_the_school() -> None:
    assert read(EXPORT.replace("012345", "12345")).doubts == ()


def test_a_school_may_stand_as_its_number_in_any_column_of_schools() -> None:
    for heading in ("instelling", "school", "instellingsnummer"):
        answer = read(f"naam;e-mail;{heading}\nJo;jo@x.example;12345\nEls;els@x.example;054321\n")
        assert answer.doubts == ()
        homes = [edge.to_id for edge in after(answer).edges(AffiliatedWith) if edge.from_id != "person/an"]
        assert sorted(homes) == ["organisation/brug", "organisation/linde"]


def test_an_unknown_school_is_asked_and_the_answer_is_kept() -> None:
    text = "naam;e-mail;school\nJo;jo@x.example;De Brugge\n"
    doubt = doubt_about(read(text), "De Brugge")
    assert doubt.suggestions[0].pick == "organisation/brug"
    graph = after(read(text, None, answers(**{doubt.id: "pick organisation/brug"})))
    assert (read(text, graph).changes, read(text, graph).doubts) == ((), ())


def test_rows_without_a_school_need_one_for_the_file() -> None:
    text = "naam;e-mail\nJo;jo@x.example\nAn;an@x.example\n"
    first = read(text)
    (doubt,) = first.doubts
    assert (doubt.kind, doubt.value, doubt.also) == ("organisation", "lijst.csv", ("lijst.csv:3",))
    answer = read(text, None, answers(**{doubt.id: "pick organisation/brug"}))
    assert [item.kind for item in answer.difference.added] == ["AFFILIATED_WITH", "AFFILIATED_WITH", "person", "person"]
    assert str(read(text, organisation="organisation/none").problems[0].message) == "There is no 'organisation/none'"


def test_a_replacement_names_whom_it_replaces() -> None:
    text = "naam;e-mail;functie;vervangt\nJo;jo@x.example;ICT-coördinator;777\n"
    graph = after(at_brug(text))
    (holding,) = [edge for edge in graph.edges(Holds) if edge.acting_for]
    assert holding.acting_for == "person/an"
    unknown = at_brug(text.replace("777", "778"))
    assert ["nobody's staff number" in note for note in told(unknown)] == [True]
    assert after(unknown).edges(Holds) == ()


def test_two_appointments_at_one_school_make_one_affiliation() -> None:
    text = (
        "naam;e-mail;functie;begindatum;einddatum\n"
        "Jo;jo@x.example;ICT-coördinator;1/9/2025;31/8/2026\n"
        "Jo;jo@x.example;ICT-coördinator;1/9/2026;\n"
    )
    graph = after(at_brug(text))
    (home,) = [edge for edge in graph.edges(AffiliatedWith) if edge.from_id != "person/an"]
    assert (home.since, home.until) == (date(2025, 9, 1), None)
    assert len(graph.edges(Holds)) == 2


def test_an_affiliation_that_is_stored_already_is_not_made_again() -> None:
    answer = at_brug("naam;stamboeknummer;begindatum\nAn Claes;777;1/9/2026\n")
    assert answer.changes == ()


def test_what_the_file_does_not_speak_of_stays() -> None:
    graph = after(read(EXPORT))
    holding = graph.edges(Holds)[0]
    known = {"days": ["mon_am"], "hours_per_week": 26}
    stored = snapshot_of(
        school("brug", name="De Brug", number="012345"),
        seat("role/ict", at="organisation/brug", name="ICT-coördinator"),
        node("person/10001", name="Els Peeters", identifiers=["staff:10001"], share_expertise="group"),
        edge("HOLDS", "person/10001", "role/ict", since="2026-09-01", **known),
    )
    answer = read(EXPORT, stored)
    after_import = after(answer, stored)
    kept = after_import.find(Holds, holding.id)
    assert kept is not None
    assert (kept.days, kept.hours_per_week, kept.fraction_as_written) == (("mon_am",), 26.0, "15/21")
    person = after_import.find(Person, "person/10001")
    assert person is not None
    assert person.share_expertise == "group"


def test_no_odd_cell_refuses_a_list_each_is_told_with_its_line_or_asked() -> None:
    answer = at_brug(
        "naam;e-mail;opdracht;dagen;uren per week;stamboeknummer;functie\n"
        "Jo Nijs;geen adres;1e999999;zondag;veel;1,2E+10;ICT-coördinator\n"
        ";jo@x.example;;;;;\n"
        "Bo Wit;bo@x.example;22/0;;;;ICT-coördinator\n"
    )
    assert [note.split(": ", 1)[1].split(". ")[0] for note in told(answer)] == [
        "'geen adres' is no e-mail address: not taken over",
        "'1e999999' is not understood: not taken over",
        "'veel' is not understood: not taken over",
        "'zondag' is not understood: not taken over",
        "'1,2E+10' is a number that a spreadsheet has shortened",
        "The row names nobody",
        "'22/0' is not understood: not taken over",
        "1 row is left out: what of it cannot be read is told",
    ]
    assert [(doubt.kind, doubt.value) for doubt in answer.doubts] == [("person", "Jo Nijs")]
    graph = after(answer)
    assert {one.name for one in graph.nodes(Person)} == {"An Claes", "Tom Maes", "Bo Wit"}
    assert [one.fraction for one in graph.edges(Holds)] == [None]


def test_a_period_that_ends_before_it_begins_leaves_its_row_out() -> None:
    answer = at_brug("naam;e-mail;begindatum;einddatum\nJo;jo@x.example;1/9/2026;1/8/2026\nBo Wit;bo@x.example;;\n")
    assert ["ends before it begins" in note for note in told(answer)] == [True, False]
    assert set(names_in(after(answer))) == {"An Claes", "Tom Maes", "Bo Wit"}


def test_a_capacity_that_is_not_known_is_asked_once() -> None:
    text = "naam;e-mail;hoedanigheid\nJo Nijs;jo@x.example;stagiair\nBo Wit;bo@x.example;stagiair\n"
    (doubt,) = at_brug(text).doubts
    assert (doubt.value, doubt.suggested) == ("stagiair", "")
    graph = after(at_brug(text, None, answers(**{doubt.id: "pick external"})))
    assert [link.capacity for link in graph.edges(AffiliatedWith) if link.from_id != "person/an"] == ["external"] * 2
    assert at_brug(text, graph).doubts == ()


def holding_of(heading: str, written: str, given: str | None = None) -> tuple[float | None, float | None, Any]:
    """Part of full time, hours a week and days of a holding with one cell, after its question was answered."""
    text = f'naam;e-mail;functie;{heading}\nJo Nijs;jo@x.example;ICT-coördinator;"{written}"\n'
    first = at_brug(text)
    assert told(first) == []
    assert [doubt.kind for doubt in first.doubts] == (["amount"] if given else [])
    graph = after(at_brug(text, None, answers(**{doubt.id: given or "" for doubt in first.doubts})))
    (holding,) = graph.edges(Holds)
    return holding.fraction, holding.hours_per_week, holding.days


@pytest.mark.parametrize(
    ("written", "fraction"),
    [
        ("½", 0.5), ("1½/36", 1.5 / 36), ("1,5/36", 1.5 / 36), ("12/36 + 6/36", 0.5), ("12/36 en 6/36", 0.5),
        ("80 %", 0.8), ("80 procent", 0.8), ("0,8 VTE", 0.8), ("halftijds", 0.5), ("1/2 tijds", 0.5), ("4/5de", 0.8),
        ("12u/36u", 1 / 3), ("18 op 36", 0.5), ("deeltijds 50%", 0.5), ("Halve opdracht", 0.5), ("driekwart", 0.75),
        ("voltijds", 1.0), ("1 VTE", 1.0),
    ],
)  # fmt: skip
def test_a_part_of_full_time_is_read_as_people_write_it(written: str, fraction: float) -> None:
    assert holding_of("opdracht", written) == (pytest.approx(fraction), None, ())
    assert holding_of("uren per week", written)[0] == (None if written == "½" else pytest.approx(fraction))


@pytest.mark.parametrize("heading", ["VTE", "fte", "Voltijdsequivalent"])
def test_a_column_of_full_time_equivalents_is_known_by_its_usual_headings(heading: str) -> None:
    assert holding_of(heading, "0,5") == (0.5, None, ())


@pytest.mark.parametrize(
    ("written", "hours"), [("4u", 4), ("4 uur", 4), ("12u30", 12.5), ("12:30", 12.5), ("12 + 4", 16), ("22u/w", 22)]
)
def test_hours_are_read_as_people_write_them(written: str, hours: float) -> None:
    assert holding_of("uren per week", written) == (None, hours, ())


@pytest.mark.parametrize(
    ("heading", "written", "proposals"),
    [
        ("opdracht", "22", ["hours_per_week 22", "fraction 0.22"]),
        ("opdracht", "50", ["fraction 0.5", "hours_per_week 50"]),
        ("opdracht", "15/21 (TAO)", ["fraction 0.714286"]),
        ("opdracht", "12/36; 6/36", ["fraction 0.5"]),
        ("opdracht", "2026-02-01", ["fraction 0.5", "fraction 0.0769231"]),
        ("opdracht", "1936-12-01", ["fraction 0.333333", "fraction 0.0833333"]),
        ("uren per week", "ca. 10", ["hours_per_week 10"]),
        ("uren per week", "2026-05-12", ["hours_per_week 12.5"]),
        ("dagen", "di-do", ["days thu_am,thu_pm,tue_am,tue_pm,wed_am,wed_pm", "days thu_am,thu_pm,tue_am,tue_pm"]),
        ("dagen", "ma (even weken)", ["days mon_am,mon_pm"]),
    ],
)
def test_an_amount_that_may_mean_several_things_is_asked(heading: str, written: str, proposals: list[str]) -> None:
    text = f'naam;e-mail;functie;{heading}\nJo Nijs;jo@x.example;ICT-coördinator;"{written}"\n'
    answer = at_brug(text)
    (doubt,) = answer.doubts
    assert [one.pick for one in doubt.suggestions] == proposals
    assert doubt.suggested == f"pick {proposals[0]}"
    assert answer.changes == ()
    assert after(at_brug(text, None, answers(**{doubt.id: doubt.suggested}))).edges(Holds) != ()
    left_out = after(at_brug(text, None, answers(**{doubt.id: "skip"})))
    (holding,) = left_out.edges(Holds)
    assert (holding.fraction, holding.hours_per_week, holding.days) == (None, None, ())
    assert at_brug(text, left_out).doubts == ()


def test_days_are_proposed_in_the_order_of_the_week_and_whole_days_as_one() -> None:
    (doubt,) = at_brug("naam;e-mail;functie;dagen\nJo Nijs;jo@x.example;ICT-coördinator;di-do").doubts
    assert [str(one.name) for one in doubt.suggestions] == [
        "Tuesday, Wednesday and Thursday",
        "Tuesday and Thursday",
    ]


def test_what_is_wrong_with_a_cell_is_told_once() -> None:
    notes = at_brug("naam;e-mail;tweede e-mail\nJo Nijs;jo@x.example;geen adres\nEls Wit;#N/B;els@x.example").notes
    assert [str(note.text) for note in notes if note.remedy] == [
        "'geen adres' is no e-mail address: not taken over",
        "'#N/B' is an error value of a spreadsheet",
    ]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("ma t.e.m. wo", "mon tue wed"), ("di-wo", "tue wed"), ("ma-wo-vr", "mon wed fri"), ("woe, don", "wed thu"),
        ("elke dag", "mon tue wed thu fri"), ("maandag en dinsdag", "mon tue"), ("ma tot vr", "mon tue wed thu fri"),
    ],
)  # fmt: skip
def test_days_of_the_week_are_read_as_people_write_them(written: str, days: str) -> None:
    halves = {f"{day}_{half}" for day in days.split() for half in ("am", "pm")}
    assert set(holding_of("dagen", written)[2]) == halves


@pytest.mark.parametrize(
    ("written", "email"),
    [
        ("Jo Nijs <jo@x.example>", "jo@x.example"),
        ("mailto:jo@x.example", "jo@x.example"),
        ("geen", None),
        ("n.v.t.", None),
    ],
)
def test_an_address_is_read_out_of_what_stands_around_it(written: str, email: str | None) -> None:
    answer = at_brug(f"naam;stamboeknummer;e-mail\nJo Nijs;888;{written}\n")
    assert told(answer) == []
    assert names_in(after(answer))["Jo Nijs"] == email


def test_two_addresses_in_a_cell_both_find_somebody() -> None:
    graph = after(at_brug("naam;stamboeknummer;e-mail\nJo Nijs;888;jo@x.example, nijs@x.example\n"))
    (jo,) = (one for one in graph.nodes(Person) if one.name == "Jo Nijs")
    assert (jo.email, jo.other_emails) == ("jo@x.example", ("nijs@x.example",))


@pytest.mark.parametrize(
    ("written", "fraction"), [("15/21", 15 / 21), ("0,5", 0.5), ("50%", 0.5), ("1", 1.0), ("11 / 22", 0.5)]
)
def test_a_fraction_is_kept_as_written(written: str, fraction: float) -> None:
    graph = after(at_brug(f'naam;e-mail;functie;opdracht\nJo;jo@x.example;ICT-coördinator;"{written}"\n'))
    (holding,) = graph.edges(Holds)
    assert (holding.fraction_as_written, holding.fraction) == (written, pytest.approx(fraction))


def test_days_may_be_half_days() -> None:
    graph = after(at_brug('naam;e-mail;functie;dagen\nJo;jo@x.example;ICT-coördinator;"ma, di vm en vr"\n'))
    assert graph.edges(Holds)[0].days == ("fri_am", "fri_pm", "mon_am", "mon_pm", "tue_am")


def test_the_end_of_all_days_is_no_end() -> None:
    assert after(read(EXPORT.replace("31/08/2027", "31/12/9999"))).edges(Holds)[0].until is None


def test_columns_that_are_not_read_are_named() -> None:
    notes = [str(note) for note in at_brug("naam;e-mail;geslacht\nJo;jo@x.example;x\n").notes]
    assert notes == ["lijst.csv:1: Columns that are not read: geslacht"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("naam;functie\nRené;\x01\n".encode("latin-1"), "Latin-1"),
        ("naam;functie\nRené;x\n".encode("utf-16")[:-1], "UTF-16"),
        (b"", "no rows"),
        (b"a;b\n1;2\n", "No column holds the names"),
        (b'naam;e-mail\n"Jo;jo@x.example\n', "cannot be read as CSV"),
        (b"naam;e-mail\nJo;jo@x.example;extra\n", "has 3 cells"),
        (b"naam\0;e-mail\nJo;x\n", "null character"),
    ],
)
def test_a_file_that_is_no_list_of_people_is_refused(content: bytes, word: str) -> None:
    (problem, *_) = read_people(NamedBytes("lijst.csv", content), brug(), organisation="organisation/brug").problems
    assert word in str(problem.message)
    assert problem.place.startswith("lijst.csv")


def test_a_byte_order_mark_and_a_separator_line_are_no_problem() -> None:
    content = b"\xef\xbb\xbfsep=;\r\n" + EXPORT.replace("\n", "\r\n").encode()
    assert len(read_people(NamedBytes("lijst.csv", content), brug()).changes) == 3


def names_in(graph: Snapshot) -> dict[str, str | None]:
    """The address of each person, by name."""
    return {person.name: person.email for person in graph.nodes(Person)}


TWO_ON_ONE_ADDRESS = "naam;e-mail\nJo Nijs;onthaal@debrug.example\nEls Wit;onthaal@debrug.example\n"


def test_two_people_on_one_address_are_asked_about_and_nobody_is_lost() -> None:
    first = at_brug(TWO_ON_ONE_ADDRESS)
    (doubt,) = first.doubts
    assert (doubt.address, doubt.value) == ("lijst.csv:3", "Els Wit")
    assert str(doubt.text) == (
        "onthaal@debrug.example belongs to “Jo Nijs” (lijst.csv:2); is “Els Wit” the same person?"
    )
    assert names_in(after(first))["Jo Nijs"] == "onthaal@debrug.example"
    given = answers(**{doubt.id: "create"})
    graph = after(at_brug(TWO_ON_ONE_ADDRESS, None, given))
    assert (names_in(graph)["Jo Nijs"], names_in(graph)["Els Wit"]) == ("onthaal@debrug.example", None)
    again = at_brug(TWO_ON_ONE_ADDRESS, graph)
    assert (again.changes, again.doubts) == ((), ())


@pytest.mark.parametrize("identity", ["e-mail;tom@debrug.example", "stamboeknummer;777"])
def test_nobody_is_renamed_by_their_address_or_number_without_an_answer(identity: str) -> None:
    heading, value = identity.split(";")
    text = f"naam;{heading}\nKarim Bossuyt;{value}\n"
    first = at_brug(text)
    (doubt,) = first.doubts
    assert first.changes == ()
    owner = "person/an" if value == "777" else "person/tom"
    assert [suggestion.pick for suggestion in doubt.suggestions] == [owner]
    renamed = after(at_brug(text, None, answers(**{doubt.id: f"pick {owner}"}))).find(Person, owner)
    assert renamed is not None
    assert renamed.name == "Karim Bossuyt"
    assert renamed.other_names in (("An Claes",), ("Tom Maes",))
    others = after(at_brug(text, None, answers(**{doubt.id: "create"})))
    assert {"An Claes", "Tom Maes", "Karim Bossuyt"} == names_in(others).keys()
    skipped = after(at_brug(text, None, answers(**{doubt.id: "skip"})))
    assert names_in(skipped).keys() == {"An Claes", "Tom Maes"}
    assert at_brug(text, skipped).doubts == ()


@pytest.mark.parametrize("written", ["Maes Tom", "T. Maes", "Tom", "tom maes"])
def test_a_name_in_another_order_or_in_short_changes_no_name(written: str) -> None:
    answer = at_brug(f"naam;e-mail\n{written};tom@debrug.example\n")
    assert answer.doubts == ()
    assert "Tom Maes" in names_in(after(answer))


def test_a_fuller_name_is_taken_over() -> None:
    assert "Tom Maes Peeters" in names_in(after(at_brug("naam;e-mail\nTom Maes Peeters;tom@debrug.example\n")))


def test_of_two_addresses_in_a_list_the_first_finds_the_person_and_the_second_is_noted() -> None:
    text = "stamboeknummer;naam;e-mail\n555;Jo Nijs;jo@debrug.example\n555;Jo Nijs;nijs@debrug.example\n"
    answer = at_brug(text)
    assert [str(note) for note in answer.notes] == [
        "lijst.csv:3: “Jo Nijs” has a second address: jo@debrug.example and nijs@debrug.example both find them"
    ]
    jo = next(person for person in after(answer).nodes(Person) if person.name == "Jo Nijs")
    assert jo.other_emails == ("nijs@debrug.example",)
    assert at_brug("naam;e-mail\nJo Nijs;nijs@debrug.example\n", after(answer)).difference.added == ()
    assert names_in(after(answer))["Jo Nijs"] == "jo@debrug.example"


def test_an_address_that_changed_is_taken_over_with_a_note() -> None:
    text = "stamboeknummer;naam;e-mail\n555;Jo Nijs;jo@debrug.example\n"
    answer = at_brug(text.replace("jo@", "nijs@"), after(at_brug(text)))
    assert "takes the place of jo@debrug.example" in str(answer.notes[0])


def test_of_two_stored_people_with_one_address_the_name_tells_who_is_meant() -> None:
    shared = snapshot_of(
        school("brug", name="De Brug"),
        node("person/an", name="An Claes", email="ict@debrug.example"),
        node("person/tom", name="Tom Maes", email="ict@debrug.example"),
    )
    answer = at_brug("naam;e-mail\nMaes Tom;ict@debrug.example\n", shared)
    assert ([item.kind for item in answer.difference.added], answer.doubts) == (["AFFILIATED_WITH"], ())
    other = at_brug("naam;e-mail\nJo Nijs;ict@debrug.example\n", shared)
    assert (other.changes, ["have the same email" in note for note in told(other)]) == ((), [True])


@pytest.mark.parametrize(
    ("identity", "number", "address"),
    [("999;tom@debrug.example", "999", None), ("777;karim@debrug.example", None, "karim@debrug.example")],
)
def test_somebody_else_keeps_the_number_or_address_that_is_their_own(
    identity: str, number: str | None, address: str | None
) -> None:
    text = f"naam;stamboeknummer;e-mail\nKarim Bossuyt;{identity}\n"
    (doubt,) = at_brug(text).doubts
    graph = after(at_brug(text, None, answers(**{doubt.id: "create"})))
    (karim,) = (person for person in graph.nodes(Person) if person.name == "Karim Bossuyt")
    assert ([each for each in karim.identifiers if each.startswith("staff:")], karim.email) == (
        [f"staff:{number}"] if number else [],
        address,
    )
    assert (at_brug(text, graph).changes, at_brug(text, graph).doubts, at_brug(text, graph).problems) == ((), (), ())


def test_a_new_person_with_a_known_name_is_noted() -> None:
    answer = at_brug("naam;e-mail\nTom Maes;tom.maes@elders.example\n")
    assert [str(note) for note in answer.notes] == [
        "lijst.csv:2: “Tom Maes” is new, beside person/tom with the same name"
    ]
    assert answer.notes[0].said(texts_in("en"), {"person/tom": "Tom (De Linde)"}.__getitem__) == (
        "lijst.csv:2: “Tom Maes” is new, beside Tom (De Linde) with the same name"
    )


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("An Claess", "person/an"),
        ("Ann Claes", "person/an"),
        ("A. Claes", "person/an"),
        ("Lise Vandevelde", "person/lise"),
        ("van de Velde Lise", "person/lise"),
        ("Lies Van de Velde", "person/lise"),
        ("Gulsen Celik", "person/gulsen"),
        ("Jef Bogaert", None),
    ],
)
def test_a_near_name_is_proposed(written: str, proposed: str | None) -> None:
    snapshot = brug().apply(
        [
            Put(Person(id="person/lise", name="Lise Van de Velde")),
            Put(Person(id="person/gulsen", name="Gülsen Çelik")),
        ]
    )
    (doubt,) = at_brug(f"naam\n{written}\n", snapshot).doubts
    assert [suggestion.pick for suggestion in doubt.suggestions] == ([proposed] if proposed else [])


def test_of_a_row_whose_school_is_skipped_or_open_nothing_is_stored() -> None:
    text = "naam;e-mail;school;functie\nJo Nijs;jo@x.example;Nergens;ICT-coördinator\nEls Wit;els@x.example;De Brug;\n"
    (doubt,) = read(text).doubts
    for given in (None, answers(**{doubt.id: "skip"}), answers(**{doubt.id: "open"})):
        answer = read(text, None, given)
        assert answer.problems == ()
        assert names_in(after(answer)).keys() == {"An Claes", "Tom Maes", "Els Wit"}


def test_a_number_is_the_same_however_a_spreadsheet_wrote_it() -> None:
    text = "stamboeknummer;naam;instellingsnummer;vervangt\n888;Jo Nijs;012345;\n888,00;Jo Nijs;12345.0;777.0\n"
    text += '\'888;Jo Nijs;;\n"=""888""";Jo Nijs;;\n'
    graph = after(at_brug(text))
    assert [person.id for person in graph.nodes(Person) if person.name == "Jo Nijs"] == ["person/888"]


@pytest.mark.parametrize("written", ["1,70099E+10", "1.7E+10", "2e5"])
def test_a_number_that_was_shortened_is_said_to_be(written: str) -> None:
    for heading, is_taken in (("stamboeknummer", True), ("instellingsnummer", False)):
        answer = at_brug(f"{heading};naam;e-mail\n{written};Jo Nijs;jo@x.example\n")
        assert "a spreadsheet has shortened. Format the column as text" in told(answer)[0]
        assert ("Jo Nijs" in names_in(after(answer))) is is_taken


def test_long_fractions_are_read() -> None:
    text = (
        "naam;e-mail;functie;opdracht;uren per week\nJo;jo@x.example;ICT-coördinator;0,714285714285714;25,714285714\n"
    )
    (holding,) = after(at_brug(text)).edges(Holds)
    assert (holding.fraction, holding.hours_per_week) == (pytest.approx(15 / 21), pytest.approx(180 / 7))


def test_signs_that_nobody_sees_make_nobody_else() -> None:
    text = (
        "naam;e-mail\nJo\u00a0Nijs;\u200bjo@x.example\nJo Ni\u00adjs;\u202ajo@x.example\u202c\n"
        "Jo Nijs;jo@x.example\ufeff\nRene\u0301 Wit;rene@x.example\n"
    )
    names = names_in(after(at_brug(text)))
    assert names == {
        "An Claes": None, "Tom Maes": "tom@debrug.example", "Jo Nijs": "jo@x.example", "René Wit": "rene@x.example",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("RenÃ© Wit", "wrong encoding"),
        ("AÃ¯cha Ben Ã‰tienne", "wrong encoding"),
        ("Ren\ufffd Wit", "wrong encoding"),
        ("Dâ€™Hondt Els", "wrong encoding"),
        ("#VERW!", "error value"),
        ("#N/A", "error value"),
        ("#DEEL/0!", "error value"),
        ("Wit #WAARDE!", "error value"),
        ("#######", "error value"),
        ("Err:502", "error value"),
    ],
)
def test_a_row_with_what_no_person_wrote_is_left_out_and_told(written: str, word: str) -> None:
    for text in (f"naam;e-mail\n\n{written};jo@x.example\n", f"naam;school;e-mail\n\nJo;{written};jo@x.example\n"):
        note, count = told(at_brug(text))
        assert (note.startswith("lijst.csv:3: "), word in note) == (True, True)
        assert "1 row is left out" in count
        assert at_brug(text).changes == ()


@pytest.mark.parametrize("name", ["João Ávila", "Åse Ängström", "JOÃO", "Ø. Ærø", "Nr. #2 Claes"])
def test_letters_of_other_languages_are_no_damage(name: str) -> None:
    assert name in names_in(after(at_brug(f"naam;e-mail\n{name};jo@x.example\n")))


ONE_ROW = "Nijs,Jo,jo@debrug.example\n"


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffsep=,\r\nachternaam,voornaam,mail\r\n" + ONE_ROW,
        '"sep=,"\nachternaam,voornaam,mail\n' + ONE_ROW,
        "sep=\t\nachternaam\tvoornaam\tmail\n" + ONE_ROW.replace(",", "\t"),
        'achternaam,voornaam,"e-mail\nwerk"\n' + ONE_ROW,
        "Collega's van De Brug;op 3/9/2026\n\nachternaam,voornaam,mail\n" + ONE_ROW,
        'achternaam;voornaam;mail;"talen, ook half (nl, fr, en, de)"\n' + ONE_ROW.strip().replace(",", ";") + ";\n",
    ],
)
def test_a_list_is_read_as_programs_write_it(content: str) -> None:
    graph = after(at_brug(content))
    (jo,) = (person for person in graph.nodes(Person) if person.email == "jo@debrug.example")
    assert jo.name == "Jo Nijs"
    assert len(graph.nodes(Person)) == 3


def test_a_list_without_headings_keeps_whom_its_first_row_names() -> None:
    text = "Jo Nijs;jo@x.example;De Brug\nEls Wit;els@x.example;De Brug\n"
    asked = read(text)
    assert [(doubt.value, doubt.suggested) for doubt in asked.doubts] == [
        ("1", "pick name"),
        ("2", "pick email"),
        ("3", "pick organisation"),
    ]
    taken = after(read(text, None, answers(**{doubt.id: doubt.suggested for doubt in asked.doubts})))
    assert {"Jo Nijs", "Els Wit"} <= {person.name for person in taken.nodes(Person)}
    assert [doubt.value for doubt in read(text, taken).doubts] == ["1", "2", "3"]


def test_a_first_row_without_an_address_and_without_headings_is_asked_about() -> None:
    text = "Jo Nijs;;De Brug\nEls Wit;els@x.example;De Brug\nBo Dag;bo@x.example;De Brug\n"
    asked = read(text)
    assert [(doubt.value, doubt.suggested) for doubt in asked.doubts] == [
        ("Jo Nijs, De Brug", "pick row"),
        ("1", "pick name"),
        ("2", "pick email"),
        ("3", "pick organisation"),
    ]
    given = answers(**{doubt.id: doubt.suggested for doubt in asked.doubts})
    assert [doubt.value for doubt in read(text, None, given).doubts] == ["Jo Nijs"]


def test_lines_above_the_headings_are_passed_over_with_a_note_and_lines_keep_their_numbers() -> None:
    answer = at_brug("Personeel\nSchooljaar 2026-2027\n\nnaam;e-mail\nJo Nijs;jo@debrug.example\nEls Wit;els@\n")
    assert [str(note.address) for note in answer.notes] == ["lijst.csv:1", "lijst.csv:6"]
    assert "The lines above the headings are not read" in str(answer.notes[0])


def test_a_column_of_names_with_commas_is_one_column() -> None:
    answer = at_brug("naam\nNijs, Jo\nWit, Els\n")
    assert [doubt.value for doubt in answer.doubts] == ["Jo Nijs", "Els Wit"]


def test_a_sheet_of_people_is_read_as_the_same_list_in_text() -> None:
    book = workbook(
        ["Personeel van De Brug"],
        [],
        ["Stamboeknummer", "Achternaam", "Voornaam", "Ambt", "Opdracht", "Begindatum", None],
        [17009990021, "Nijs", "Jo", "ICT-coördinator", 0.714285714285714, date(2026, 9, 1), "nieuw"],
        title="Personeel",
        name="personeel.xlsx",
    )
    answer = read_people(book, brug(), organisation="organisation/brug")
    graph = after(answer)
    (holding,) = graph.out(Holds, "person/17009990021")
    assert (holding.to_id, holding.fraction, holding.since) == ("role/ict", pytest.approx(15 / 21), date(2026, 9, 1))
    assert [str(note) for note in answer.notes] == [
        "Personeel: The lines above the headings are not read",
        "Personeel!3: Columns without a heading are not read",
        "Personeel: This sheet is read as the one of De Brug",
    ]
    assert read_people(book, graph, organisation="organisation/brug").changes == ()


def test_what_is_wrong_in_a_sheet_of_people_is_told_with_its_row() -> None:
    book = workbook(["naam", "e-mail"], ["Jo Nijs", "jo@x.example"], ["Els Wit", "geen adres"], title="Lijst")
    (note,) = told(read_people(book, brug(), organisation="organisation/brug"))
    assert note.startswith("Lijst!3: 'geen adres' is no e-mail address")


def test_a_name_written_backwards_is_turned_round_and_renames_nobody() -> None:
    graph = after(at_brug('Personeelslid,E-mail\n"Maes, Tom",tom@debrug.example\n"Wouters, Els",els@debrug.example\n'))
    tom = graph.find(Person, "person/tom")
    assert tom is not None
    assert tom.name == "Tom Maes"
    (els,) = (person for person in graph.nodes(Person) if person.email == "els@debrug.example")
    assert (els.name, els.given_name, els.family_name) == ("Els Wouters", "Els", "Wouters")


@pytest.mark.parametrize(
    ("heading", "written", "fraction", "hours"),
    [
        ("Opdracht", "voltijds", 1.0, None),
        ("Opdrachtbreuk", "Halftijds", 0.5, None),
        ("Uren", "12/24", 0.5, None),
        ("Lesuren", "12,5", None, 12.5),
    ],
)
def test_an_appointment_is_read_as_offices_write_it(
    heading: str, written: str, fraction: float | None, hours: float | None
) -> None:
    graph = after(read(f"Stamboeknummer;Naam;School;Ambt;{heading}\n777;An Claes;De Brug;ICT-coördinator;{written}\n"))
    (holding,) = graph.out(Holds, "person/an")
    assert (holding.fraction, holding.hours_per_week) == (fraction, hours)


def test_a_school_that_is_named_in_short_is_proposed_in_full() -> None:
    snapshot = snapshot_of(school("sluis", name="Basisschool De Sluis Zuid"), school("kade", name="De Kade"))
    answer = read("Stamboeknummer;Naam;School\n888;Cis;De Sluis\n", snapshot)
    (suggestion,) = doubt_about(answer, "De Sluis").suggestions[:1]
    assert suggestion.pick == "organisation/sluis"


@pytest.mark.parametrize(
    ("heading", "reading"),
    [("tot", "first day that no longer counts"), ("t.e.m.", "last day that still counts")],
)
def test_it_is_told_how_an_end_is_read(heading: str, reading: str) -> None:
    answer = at_brug(f"naam;e-mail;{heading}\nJo;jo@x.example;30/6/2027\n")
    assert [reading in str(note.text) for note in answer.notes] == [True]


@pytest.mark.parametrize(
    ("last", "until", "asked"),
    [
        ("30/6/2027", "1/7/2027", []),
        ("30/6/2027", "30/6/2027", []),
        ("30/6/2027", "31/8/2027", ["2027-07-01", "2027-08-31"]),
    ],
)
def test_two_ends_that_differ_are_asked(last: str, until: str, asked: list[str]) -> None:
    answer = at_brug(f"naam;e-mail;einddatum;tot\nJo;jo@x.example;{last};{until}\n")
    assert [one.pick for doubt in answer.doubts for one in doubt.suggestions] == asked
    assert (answer.changes == ()) is bool(asked)


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("1/9/0027", "pick 2027-09-01"),
        ("1/9/27", "pick 2027-09-01"),
        ("2026-09-01T22:00:00Z", "pick 2026-09-01"),
        ("1/9/2270", ""),
        ("31/12/9999", ""),
    ],
)
def test_a_begin_that_cannot_be_meant_as_it_is_written_is_asked(written: str, proposed: str) -> None:
    answer = at_brug(f"naam;e-mail;begindatum\nJo;jo@x.example;{written}\n")
    assert [(doubt.kind, doubt.suggested) for doubt in answer.doubts] == [("date", proposed)]
    assert answer.changes == ()


# Workbooks and exports


def test_every_sheet_of_people_is_read_for_the_school_that_it_names() -> None:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in {"De Brug": [["An Nijs", "a@x.example"]], "De Linde": [["Bo Nijs", "b@x.example"]]}.items():
        sheet = made.create_sheet(title)
        sheet.append(["Naam", "E-mail"])
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    made.save(content)
    linde = school("linde", name="De Linde")
    graph = snapshot_of(school("brug", name="De Brug"), linde)
    answer = read_people(NamedBytes("mensen.xlsx", content.getvalue()), graph)
    belonging = {
        (record.from_id, record.to_id)
        for change in answer.changes
        if isinstance(change, Put) and isinstance(record := change.record, AffiliatedWith)
    }
    assert {place for _, place in belonging} == {"organisation/brug", "organisation/linde"}
    assert len(belonging) == 2
    assert answer.doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle\n"
        "jo@brug.example,Jo Nijs,Nijs,jo.nijs@brug.example,Jo,1,Member,Leraar\n",
        "First Name [Required],Last Name [Required],Email Address [Required],Org Unit Path [Required]\n"
        "Jo,Nijs,jo.nijs@brug.example,/\n",
        "Display name,User principal name,First name,Last name,Licenses\n"
        "Jo Nijs,jo.nijs@brug.example,Jo,Nijs,Unlicensed\n",
    ],
    ids=["Entra", "Google Workspace", "Microsoft 365"],
)
def test_the_headings_of_directories_are_known(text: str) -> None:
    jo = next(one for one in after(at_brug(text)).nodes(Person) if one.name == "Jo Nijs")
    assert (jo.email, jo.given_name, jo.family_name) == ("jo.nijs@brug.example", "Jo", "Nijs")


def test_columns_whose_headings_are_not_known_are_asked_with_a_suggestion_and_remembered() -> None:
    text = "Wie;Adres op school;Kleur\nJo Nijs;jo@x.example;rood\nBo Wit;bo@x.example;blauw\n"
    first = at_brug(text)
    assert [(one.value, one.suggested) for one in first.doubts] == [
        ("Wie", "pick name"),
        ("Adres op school", "pick email"),
        ("Kleur", "skip"),
    ]
    assert first.changes == ()
    graph = after(at_brug(text, None, answers(**{one.id: one.suggested for one in first.doubts})))
    assert names_in(graph)["Jo Nijs"] == "jo@x.example"
    again = at_brug(text.replace("rood", "geel") + "Al Dag;al@x.example;wit\n", graph)
    assert again.doubts == ()
    assert names_in(after(again))["Al Dag"] == "al@x.example"


@pytest.mark.parametrize("written", ["onbepaald", "onbepaalde duur", "tot nader order", "-", "n.v.t."])
def test_an_end_that_nobody_knows_is_no_end(written: str) -> None:
    answer = dated(f"Naam;E-mail;Begindatum;Einddatum\nPiet Wuyts;p@x.example;1/9/2026;{written}\n")
    assert (told(answer), answer.doubts) == ([], ())
    assert [link.until for link in brug().apply(answer.changes).edges(AffiliatedWith)] == [None, None]


def test_a_column_that_is_not_read_is_told_first() -> None:
    assert told(at_brug("Naam;E-mail;Taak\nJo Nijs;jo@x.example;wifi\n")) == [
        "lijst.csv:1: Columns that are not read: Taak"
    ]


def test_of_two_columns_that_say_the_same_the_first_is_read_and_the_other_told() -> None:
    answer = at_brug("Naam;Voornaam;Roepnaam;E-mail\nNijs;Johanna;Jo;jo@x.example\n")
    assert names_in(after(answer))["Johanna Nijs"] == "jo@x.example"
    assert any("“Roepnaam” says the same as “Voornaam”" in text for text in told(answer))


@pytest.mark.parametrize(
    ("heading", "cells", "suggested"),
    [
        ("Adres op het werk", ("jo@x.example", "bo@x.example"), "email"),
        ("Department", ("De Brug", "De Linde"), "organisation"),
        ("Matricule", ("17001010001", "17001010002"), "staff_number"),
    ],
)
def test_a_column_that_evidently_holds_what_no_other_does_is_asked_about(
    heading: str, cells: tuple[str, str], suggested: str
) -> None:
    text = f"Naam;Functie;{heading}\nJo Nijs;leraar;{cells[0]}\nBo Wit;leraar;{cells[1]}\n"
    asked = [(one.value, one.suggested) for one in read(text).doubts if one.kind == "heading"]
    assert asked == [(heading, f"pick {suggested}")]
    private = read(text.replace(heading, "Privé e-mail"))
    assert not [one for one in private.doubts if one.kind == "heading"]


def test_days_under_in_and_out_of_service_are_the_period_and_only_a_past_one_says_that_somebody_is_gone() -> None:
    text = (
        "Naam;E-mail;Functie;School;In dienst;Uit dienst\nJo Nijs;jo@x.example;leraar;De Brug;1/9/2020;31/12/2027\n"
        "Bo Wit;bo@x.example;leraar;De Brug;1/9/2020;30/6/2021\nAl Dag;al@x.example;leraar;De Brug;ja;eind juni\n"
    )
    file, day = NamedBytes("lijst.csv", text.encode()), date(2026, 12, 1)
    asked = read_people(file, brug(), on=day)
    assert "“eind juni”" in " ".join(str(one.text) for one in asked.doubts if one.kind == "date")
    given = answers(**{one.id: one.suggested for one in asked.doubts})
    graph = after(read_people(file, brug(), on=day, answers=given))
    held = {graph.node(edge.from_id).name: (edge.since, edge.until) for edge in graph.edges(Holds)}  # type: ignore[union-attr]
    assert held["Jo Nijs"] == (date(2020, 9, 1), date(2028, 1, 1))
    assert held["Al Dag"] == (None, date(2027, 7, 1))
    assert "Bo Wit" not in held


def test_a_list_without_days_leaves_those_of_a_function_that_somebody_holds_already() -> None:
    before = brug(edge("HOLDS", "person/an", "role/ict", since="2018-09-01", hours_per_week=4))
    text = "Stamboeknummer;Naam;Functie;Uren\n777;An Claes;ICT-coördinator;{}\n"
    assert at_brug(text.format(""), before).changes == ()
    (held,) = after(at_brug(text.format("6"), before), before).edges(Holds)
    assert (held.since, held.hours_per_week) == (date(2018, 9, 1), 6)


def test_a_function_whose_name_has_that_of_its_school_too_is_proposed_before_a_new_one() -> None:
    there = brug(seat("role/aan", at="organisation/brug", name="Aanspreekpunt ICT De Brug"))
    (doubt,) = at_brug("Naam;E-mail;Functie\nTom Maes;tom@debrug.example;Aanspreekpunt ICT\n", there).doubts
    assert (doubt.suggested, doubt.certainty) == ("pick role/aan", "likely")


@pytest.mark.parametrize("remark", ["(titularis 5A)", "(nieuw)", "?"])
def test_a_remark_beside_the_name_of_somebody_known_becomes_no_part_of_it(remark: str) -> None:
    answer = at_brug(f"Stamboeknummer;Naam\n777;Claes An {remark}\n")
    graph = brug().apply(answer.changes)
    assert {"An Claes"} == {person.name for person in graph.nodes(Person) if "Claes" in person.name}


def test_a_name_in_one_case_takes_the_capitals_of_nobody() -> None:
    def known(given_name: str, family_name: str) -> Snapshot:
        name = f"{given_name} {family_name}"
        return brug(
            node("person/jo", name=name, given_name=given_name, family_name=family_name, email="jo@x.example"),
            edge("AFFILIATED_WITH", "person/jo", "organisation/brug", capacity="staff"),
        )

    def named(before: Snapshot, family_name: str, given_name: str) -> tuple[str | None, str | None]:
        text = f"Naam;Voornaam;E-mail\n{family_name};{given_name};jo@x.example\n"
        jo = after(at_brug(text, before), before).find(Person, "person/jo")
        assert jo is not None
        return jo.given_name, jo.family_name

    for written in (("NIJS", "JO"), ("nijs", "jo")):
        assert named(known("Jo", "Nijs"), *written) == ("Jo", "Nijs")
    assert named(known("JO", "NIJS"), "Nijs", "Jo") == ("Jo", "Nijs")
    assert named(known("Jo", "Nijs"), "Nijs", "Jô") == ("Jô", "Nijs")


def test_an_address_of_somebody_whose_former_name_the_row_tells_is_proposed_as_theirs() -> None:
    (doubt,) = at_brug("Naam;E-mail;Vroegere naam\nTom Vermeulen;tom@debrug.example;Tom Maes\n").doubts
    assert (doubt.suggested, doubt.certainty) == ("pick person/tom", "likely")


def test_rows_that_add_up_and_functions_that_say_nothing_are_nobody() -> None:
    answer = at_brug(
        "naam;e-mail;functie;uren\nJo Nijs;jo@x.example;n.v.t.;12:30\nTotaal;;;12,5\nTotaal: 2 personeelsleden;;;\n"
    )
    assert (answer.problems, answer.doubts) == ((), ())
    assert "Totaal" in str(answer.notes[-1].text)


def test_who_is_no_longer_listed_is_proposed_for_ending_and_never_ended_silently() -> None:
    at = edge("AFFILIATED_WITH", "person/tom", "organisation/brug", capacity="staff")
    graph = brug(at)
    file = NamedBytes("lijst.csv", b"naam;stamboeknummer\nAn Claes;777\n")
    day = date(2026, 12, 1)

    def read(given: NamedBytes | None = None, *, retire: bool = True) -> Imported:
        return read_people(file, graph, organisation="organisation/brug", answers=given, on=day, retire=retire)

    assert "not in the list" in str(read(retire=False).notes[-1].text)
    (doubt,) = read().doubts
    assert (doubt.value, doubt.suggested) == ("Tom Maes", "pick ends")
    assert read().difference.ended == ()
    (ended,) = read(answers(**{doubt.id: "pick ends"})).difference.ended
    assert (ended.kind, ended.after and ended.after.until) == ("AFFILIATED_WITH", day)


def test_who_holds_a_function_already_is_said_before_one_more_comes_beside_them() -> None:
    held = edge("HOLDS", "person/an", "role/ict")
    file = NamedBytes("lijst.csv", b"naam;e-mail;functie\nJo Nijs;jo@x.example;ICT-co\xc3\xb6rdinator\n")
    answer = read_people(file, brug(held), organisation="organisation/brug", on=date(2026, 12, 1))
    (note,) = [one for one in answer.notes if one.matters]
    assert "An Claes holds “ICT-coördinator” already" in str(note.text)


def test_the_very_name_of_a_colleague_with_another_address_may_be_a_second_mailbox_and_is_asked() -> None:
    text = "naam;e-mail\nAn Claes;an.claes@elders.example\n"
    (doubt,) = at_brug(text).doubts
    assert (doubt.suggested, doubt.certainty) == ("pick person/an", "likely")
    same = after(at_brug(text, None, answers(**{doubt.id: "pick person/an"})))
    assert names_in(same)["An Claes"] == "an.claes@elders.example"
    assert len(same.nodes(Person)) == 2
    other = after(at_brug(text, None, answers(**{doubt.id: "create"})))
    assert len(other.nodes(Person)) == 3


@pytest.mark.parametrize(
    ("encoding", "called"),
    [("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("mac_roman", "Mac Roman"), ("cp850", "MS-DOS (850)")],
)
def test_a_list_is_read_in_the_encodings_in_which_spreadsheets_save_it(encoding: str, called: str) -> None:
    content = "Naam;Voornaam;E-mail\nÖztürk;Zoë;zoe@x.example\n".encode(encoding)
    answer = read_people(NamedBytes("lijst.csv", content), brug(), organisation="organisation/brug")
    assert "Zoë Öztürk" in {one.name for one in brug().apply(answer.changes).nodes(Person)}
    assert [one.matters for one in answer.notes if called in str(one)] == [True]


@pytest.mark.parametrize(
    "written", ["Piet Wuyts & Jan Boon", "Piet Wuyts / Jan Boon", "Piet Wuyts en Jan Boon", "P + J"]
)
def test_a_cell_with_several_people_makes_none_of_them_one_person(written: str) -> None:
    answer = at_brug(f"Naam;E-mail\n{written};p@x.example\n")
    assert answer.changes == ()
    assert ["several people" in str(one.text) for one in answer.notes] == [True]


def test_a_title_before_a_name_is_no_part_of_it() -> None:
    answer = at_brug("Naam;E-mail\nDhr. Piet Wuyts;p@x.example\nMevr. De Wit, Els;e@x.example\n")
    names = {one.name for one in brug().apply(answer.changes).nodes(Person)}
    assert {"Piet Wuyts", "Els De Wit"} <= names


@pytest.mark.parametrize(
    ("headings", "cells", "since", "until"),
    [
        ("Periode", "schooljaar 2026-2027", date(2026, 9, 1), date(2027, 9, 1)),
        ("Periode", "1/9/2026 - 30/6/2027", date(2026, 9, 1), date(2027, 7, 1)),
        ("Begindatum;Einddatum", "1 september 2026;30 juni 2027", date(2026, 9, 1), date(2027, 7, 1)),
        ("Begindatum;Einddatum", "46266;juni 2027", date(2026, 9, 1), date(2027, 7, 1)),
    ],
)
def test_days_are_read_in_words_and_as_a_spreadsheet_counts_them(
    headings: str, cells: str, since: date, until: date
) -> None:
    text = f"Naam;E-mail;{headings}\nPiet Wuyts;p@x.example;{cells}\n"
    answer = read_people(
        NamedBytes("lijst.csv", text.encode()), brug(), organisation="organisation/brug", on=date(2026, 11, 30)
    )
    (link,) = [one for one in brug().apply(answer.changes).edges(AffiliatedWith) if one.since is not None]
    assert (link.since, link.until) == (since, until)


def dated(text: str, given: NamedBytes | None = None, snapshot: Snapshot | None = None, **wanted: bool) -> Imported:
    """A list of De Brug that is read on 30 November 2026."""
    file, day = NamedBytes("lijst.csv", text.encode()), date(2026, 11, 30)
    return read_people(file, snapshot or brug(), organisation="organisation/brug", answers=given, on=day, **wanted)


@pytest.mark.parametrize(
    ("heading", "written", "proposed", "since", "until"),
    [
        ("Begindatum", "begin oktober", "2026-10-01", date(2026, 10, 1), None),
        ("Begindatum", "vanaf begin oktober", "2026-10-01", date(2026, 10, 1), None),
        ("Begindatum", "09/26", "2026-09-01", date(2026, 9, 1), None),
        ("Begindatum", "sep/26", "2026-09-01", date(2026, 9, 1), None),
        ("Stop", "06/27", "2027-07-01", None, date(2027, 7, 1)),
        ("Einddatum", "2027-06-30T23:59:59", "2027-07-01", None, date(2027, 7, 1)),
        ("Tot", "2027-07-01T08:00:00", "2027-07-01", None, date(2027, 7, 1)),
        ("Einddatum", "eind juni", "2027-07-01", None, date(2027, 7, 1)),
        ("Einddatum", "tot 31/8/2027", "2027-09-01", None, date(2027, 9, 1)),
        ("Periode", "begin oktober", "2026-10-01", date(2026, 10, 1), None),
    ],
)
def test_a_day_that_is_not_sure_is_asked_with_a_proposal_and_its_row_waits(
    heading: str, written: str, proposed: str, since: date | None, until: date | None
) -> None:
    text = f"Naam;E-mail;{heading}\nPiet Wuyts;p@x.example;{written}\nJan Boon;j@x.example;{written}\n"
    first = dated(text)
    assert (first.problems, first.changes) == ((), ())
    (doubt,) = first.doubts
    assert (doubt.kind, doubt.value, doubt.suggested) == ("date", written, f"pick {proposed}")
    taken = dated(text, answers(**{doubt.id: doubt.suggested}))
    links = [one for one in brug().apply(taken.changes).edges(AffiliatedWith) if one.from_id != "person/an"]
    assert [(one.since, one.until) for one in links] == [(since, until)] * 2


def test_a_day_in_no_words_at_all_is_asked_without_a_proposal() -> None:
    for heading in ("Begindatum", "Einddatum", "Periode"):
        answer = dated(f"Naam;E-mail;{heading}\nPiet Wuyts;p@x.example;ooit\n")
        assert [(doubt.value, doubt.suggested) for doubt in answer.doubts] == [("ooit", "")]
        assert answer.changes == ()


@pytest.mark.parametrize("written", ["2026-09", "2026/09", "09/2026", "9-2026", "sept 2026"])
def test_a_month_begins_on_its_first_day_and_ends_after_its_last(written: str) -> None:
    answer = dated(f"Naam;E-mail;Begindatum;Einddatum\nPiet Wuyts;p@x.example;{written};{written}\n")
    assert answer.doubts == ()
    assert [(link.since, link.until) for link in brug().apply(answer.changes).edges(AffiliatedWith) if link.since] == [
        (date(2026, 9, 1), date(2026, 10, 1))
    ]


def test_a_half_of_a_month_is_asked() -> None:
    answer = dated("Naam;E-mail;Begindatum;Einddatum\nPiet Wuyts;p@x.example;1e helft sept;2de helft van juni\n")
    assert [doubt.suggested for doubt in answer.doubts] == ["pick 2026-09-01", "pick 2027-07-01"]


def test_nobody_is_proposed_for_ending_by_a_list_that_is_not_wholly_read() -> None:
    at = edge("AFFILIATED_WITH", "person/tom", "organisation/brug", capacity="staff")
    answer = dated("Naam;Stamboeknummer\nAn Claes;777\n#N/B;778\n", snapshot=brug(at), retire=True)
    assert (answer.doubts, "Not every row could be read" in told(answer)[-1]) == ((), True)


def test_a_day_that_is_told_and_ends_the_period_before_it_begins_leaves_its_row_out() -> None:
    text = "Naam;E-mail;Begindatum;Einddatum\nPiet Wuyts;p@x.example;1/12/2026;begin oktober\n"
    (doubt,) = dated(text).doubts
    answer = dated(text, answers(**{doubt.id: "pick 2026-10-01"}))
    assert ["ends before it begins" in note for note in told(answer)] == [True]
    assert answer.changes == ()


def test_whoever_waits_for_a_day_is_not_proposed_for_leaving() -> None:
    text = "Naam;Stamboeknummer;Begindatum\nAn Claes;777;begin oktober\nTom Maes;778;\n"
    assert [one.kind for one in dated(text, retire=True).doubts] == ["date"]


def test_a_list_with_a_great_many_mistakes_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.formats.people.rows.MOST_UNREAD", 2)
    (problem,) = dated("Naam;E-mail\n" + "Jan Boon;jan@@x\n" * 9).problems
    assert (problem.place, "not read on" in str(problem.message)) == ("lijst.csv:5", True)


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("Secretariaat De Linde", "skip"),
        ("directie", "skip"),
        ("ICT-team", "skip"),
        ("Oudercomité", ""),
        ("Jan De Raad", ""),
        ("Wout Nys?", ""),
        ("Wout Nys (Mia Nys)", ""),
        ("Wout Nys ipv Mia Nys", ""),
    ],
)
def test_an_office_or_a_remark_with_an_address_becomes_nobody_without_an_answer(written: str, suggested: str) -> None:
    text = f"Naam;E-mail\n{written};info@x.example\n"
    first = dated(text)
    assert first.changes == ()
    (doubt,) = first.doubts
    assert (doubt.kind, doubt.value, doubt.suggested) == ("person", written, suggested)
    taken = dated(text, answers(**{doubt.id: "create Wout Nys"}))
    made = {one.name: one.email for one in brug().apply(taken.changes).nodes(Person)}
    assert made["Wout Nys"] == "info@x.example"
    again = dated(text, snapshot=brug().apply(taken.changes))
    assert again.doubts == ()


def test_two_given_names_beside_one_family_name_make_no_one_person() -> None:
    answer = dated("Familienaam;Voornaam;E-mail\nNys;Wout en Mia;nys@x.example\n")
    assert answer.changes == ()
    assert ["several people" in str(one.text) for one in answer.notes if one.matters] == [True]


def functions_asked(cell: str) -> list[str]:
    snapshot = brug(node("role_type/preventie", name="Preventieadviseur"), node("role_type/dir", name="Directeur"))
    answer = at_brug(f"Naam;E-mail;Functie;Opdracht\nPiet Wuyts;p@x.example;{cell};50%\n", snapshot)
    return [one.value for one in answer.doubts if one.kind == "role"]


@pytest.mark.parametrize(
    ("cell", "asked"),
    [
        ("ICT-coördinator / preventieadviseur", ["preventieadviseur"]),
        ("zorgcoach / preventieadviseur", ["zorgcoach", "preventieadviseur"]),
        ("directeur en preventieadviseur", ["directeur", "preventieadviseur"]),
        ("directeur/preventieadviseur", ["directeur", "preventieadviseur"]),
        ("directeur/directrice", ["directeur/directrice"]),
        ("coach zorg en welzijn", ["coach zorg en welzijn"]),
        ("coach zorg & welzijn", ["coach zorg & welzijn"]),
    ],
)
def test_two_functions_in_one_cell_are_asked_as_two_and_one_with_such_signs_as_one(cell: str, asked: list[str]) -> None:
    assert functions_asked(cell) == asked


def test_hours_of_two_functions_together_are_given_to_neither_and_that_is_said() -> None:
    more = seat("role/preventie", at="organisation/brug", name="Preventieadviseur")
    text = "Naam;E-mail;Functie;Opdracht\nPiet Wuyts;p@x.example;ICT-coördinator / Preventieadviseur;24/36\n"
    answer = at_brug(text, brug(more))
    held = {(one.to_id, one.fraction) for one in brug(more).apply(answer.changes).edges(Holds)}
    assert held == {("role/ict", None), ("role/preventie", None)}
    assert ["several functions" in str(one.text) for one in answer.notes if one.matters] == [True]


@pytest.mark.parametrize(
    ("heading", "gone", "there"),
    [
        ("Status", "uit dienst", "in dienst"),
        ("Actief", "nee", "ja"),
        ("accountEnabled", "False", "True"),
        ("Status [READ ONLY]", "Suspended", "Active"),
        ("Block credential", "True", "False"),
        ("Uit dienst", "30/6/2026", ""),
    ],
)
def test_whoever_is_said_to_be_gone_is_left_out_with_a_note(heading: str, gone: str, there: str) -> None:
    answer = at_brug(f"Naam;E-mail;{heading}\nPiet Wuyts;p@x.example;{gone}\nJan Boon;j@x.example;{there}\n")
    names = {one.name for one in brug().apply(answer.changes).nodes(Person)}
    assert ("Piet Wuyts" in names, "Jan Boon" in names) == (False, True)
    assert ["no longer there" in str(one.text) for one in answer.notes if one.matters] == [True]


def test_a_list_with_classes_is_asked_about_and_pupils_become_no_colleagues() -> None:
    text = "Naam;E-mail;Klas\n" + "".join(f"Kind {one};{one}@x.example;3A\n" for one in "ABC")
    first = at_brug(text)
    assert first.changes == ()
    doubt = doubt_about(first, "Klas", "column")
    assert doubt.suggested == "pick pupils"
    colleagues = at_brug(text, None, answers(**{doubt.id: "pick colleagues"}))
    assert sum(one.name.startswith("Kind") for one in brug().apply(colleagues.changes).nodes(Person)) == 3


def test_a_cell_with_two_schools_is_asked_about_without_choosing_one() -> None:
    snapshot = snapshot_of(school("sluis", name="De Sluis"), school("kade", name="De Kade"))
    doubt = doubt_about(read("Stamboeknummer;Naam;School\n888;Cis;De Sluis, De Kade\n", snapshot), "De Sluis, De Kade")
    assert doubt.suggested == ""


@pytest.mark.parametrize(
    "text",
    [
        "CODE,FAMILIENAAM,VOORNAAM\nWUYP,Wuyts,Piet\n",
        "voornaam;naam;gebruikersnaam;internnummer;status;emailadres;stamboeknummer;basisrol\n"
        "Piet;Wuyts;piet.wuyts;812;actief;p@x.example;17001112223;0\n"
        "Kind;Een;kind.een;813;actief;k@x.example;;1\n",
        "Voornaam;Naam;Stamnummer;School_email;Prive_email;Instelnr;Actief\n"
        "Piet;Wuyts;17001112223;p@x.example;thuis@x.example;;J\nWeg;Een;17001112224;w@x.example;;;N\n",
    ],
    ids=["WISA", "Smartschool", "Informat"],
)
def test_the_headings_of_programs_of_schools_are_known(text: str) -> None:
    answer = at_brug(text)
    if answer.doubts:
        answer = at_brug(text, None, answers(**{answer.doubts[0].id: answer.doubts[0].suggested}))
    people = {one.name: one.type for one in brug().apply(answer.changes).nodes(Person)}
    assert people["Piet Wuyts"] == "staff"
    assert people.get("Kind Een", "pupil") == "pupil"
    assert "Een Weg" not in people
    assert "thuis@x.example" not in str(answer.changes)
