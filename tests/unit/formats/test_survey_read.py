"""The answers to an expertise survey, as form tools export them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from graph.domain.changes import Put
from graph.domain.codec import read_record
from graph.domain.kinds import Expertise, Knows, Person
from graph.formats.reading.result import Imported, NamedBytes
from graph.formats.survey.meaning import consent_of, day_order, moment_of, topic_answer, words_in
from graph.formats.survey.read import read_expertise_survey
from graph.model.snapshot import Snapshot
from tests.graphs import edge, node, school, snapshot_of
from tests.unit.formats.sheets import answers, doubt_about, workbook

ON = date(2026, 11, 26)


def brug() -> Snapshot:
    return snapshot_of(
        school("brug", name="De Brug"),
        node("person/an", name="An Claes", email="an@debrug.example", identifiers=["staff:17001234567"]),
        node("person/tom", name="Tom Maes", email="tom@debrug.example"),
        node("expertise/toestel", name="Toestelbeheer"),
        node("expertise/intune", name="Intune", keywords={"nl": ["mdm"]}),
        node("expertise/wifi", name="Draadloos netwerk", names={"nl": "Draadloos netwerk", "en": "Wireless network"}),
        edge("BROADER", "expertise/intune", "expertise/toestel"),
    )


def read(content: str | NamedBytes, snapshot: Snapshot | None = None, given: NamedBytes | None = None) -> Imported:
    file = content if isinstance(content, NamedBytes) else NamedBytes("antwoorden.csv", content.encode())
    return read_expertise_survey(file, snapshot or brug(), on=ON, answers=given)


def known(imported: Imported, snapshot: Snapshot | None = None) -> dict[tuple[str, str], tuple[int | None, bool]]:
    assert imported.problems == ()
    after = (snapshot or brug()).apply(imported.changes)
    return {(item.from_id, item.to_id): (item.level, item.wants) for item in after.edges(Knows)}


GOOGLE = (
    "Tijdstempel,E-mailadres,Je naam,Wie mag je antwoorden zien?,Intune,Draadloos netwerk\n"
    '20/11/2026 9:12:33,an@debrug.example,An,Mijn school,Helpt collega\'s,"Kent de basis, Ik wil dit leren"\n'
    "21/11/2026 10:00:00,Tom@DeBrug.example,Tom,Iedereen,Ken ik niet,Ik wil dit leren\n"
)


def test_answers_in_words_become_levels_wishes_and_consent() -> None:
    imported = read(GOOGLE)
    assert imported.doubts == ()
    assert known(imported) == {
        ("person/an", "expertise/intune"): (3, False),
        ("person/an", "expertise/wifi"): (1, True),
        ("person/tom", "expertise/wifi"): (None, True),
    }
    after = brug().apply(imported.changes)
    shares = {person.id: person.share_expertise for person in after.nodes(Person)}
    assert shares == {"person/an": "school", "person/tom": "everyone"}


def test_an_answer_is_the_persons_own_word_on_the_day_of_its_time_stamp() -> None:
    after = brug().apply(read(GOOGLE).changes)
    (intune,) = after.out(Knows, "person/an")[:1]
    facts = {(item.provenance, item.entered_by, item.since) for item in after.edges(Knows)}
    assert facts == {("declared", None, None)}
    assert {item.verified_on for item in after.edges(Knows)} == {date(2026, 11, 20), date(2026, 11, 21)}
    assert intune.source == "antwoorden.csv"


def test_a_second_import_changes_nothing() -> None:
    after = brug().apply(read(GOOGLE).changes)
    again = read(GOOGLE, after)
    assert (again.changes, again.doubts, again.problems) == ((), (), ())


def test_the_workbook_of_microsoft_forms_has_days_as_cells_and_answers_with_semicolons() -> None:
    book = workbook(
        ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Je e-mailadres op school", "mdm"],
        [
            1,
            datetime.fromisoformat("2026-11-19T09:00"),
            datetime.fromisoformat("2026-11-20T09:30"),
            "anonymous",
            None,
            "tom@debrug.example",
            "Is onze referentie;Ik wil dit leren;",
        ],
        name="Vragenlijst(1-1).xlsx",
    )
    imported = read(book)
    assert known(imported) == {("person/tom", "expertise/intune"): (4, True)}
    assert brug().apply(imported.changes).edges(Knows)[0].verified_on == date(2026, 11, 20)


def test_english_words_and_a_grid_question_are_understood() -> None:
    imported = read(
        "Timestamp;Username;Who may see your answers?;How well do you know this? [Wireless network]\n"
        "11/20/2026 9:12;an@debrug.example;Nobody;Trains others\n"
    )
    assert known(imported) == {("person/an", "expertise/wifi"): (5, False)}


def test_a_staff_number_goes_before_an_address_and_a_row_of_two_people_is_left_out() -> None:
    imported = read("Tijdstempel;Stamboeknummer;Naam;Intune\n20/11/2026 9:00;17001234567;A. Claes;3\n")
    assert known(imported) == {("person/an", "expertise/intune"): (3, False)}
    both = read("Tijdstempel;Stamboeknummer;E-mail;Intune\n20/11/2026 9:00;17001234567;tom@debrug.example;3\n")
    (note,) = [str(one) for one in both.notes if one.matters]
    assert note.startswith("antwoorden.csv:2: ")
    assert ("person/an" in note, both.changes) == (True, ())


NAME_ONLY = "Tijdstempel;Naam;Intune\n20/11/2026 9:00;An Claes;3\n"


def test_a_name_alone_is_asked_and_the_answer_is_remembered() -> None:
    first = read(NAME_ONLY)
    doubt = doubt_about(first, "An Claes")
    assert (doubt.kind, doubt.suggestions[0].pick, first.changes) == ("person", "person/an", ())
    after = brug().apply(read(NAME_ONLY, given=answers(**{doubt.id: "pick person/an"})).changes)
    assert known(read(NAME_ONLY, after), after) == {("person/an", "expertise/intune"): (3, False)}
    assert read(NAME_ONLY, after).doubts == ()
    assert read(NAME_ONLY, after).changes == ()


def test_an_unknown_address_is_asked_and_somebody_new_can_be_made_of_it() -> None:
    content = "Tijdstempel;E-mail;Naam;Intune\n20/11/2026 9:00;els@debrug.example;Els Peeters;2\n"
    file = NamedBytes("antwoorden.csv", content.encode())
    place = "organisation/brug"
    first = read_expertise_survey(file, brug(), on=ON, organisation=place)
    doubt = doubt_about(first, "Els Peeters (els@debrug.example)")
    given = answers(**{doubt.id: "create"})
    after = brug().apply(read_expertise_survey(file, brug(), on=ON, organisation=place, answers=given).changes)
    (els,) = [person for person in after.nodes(Person) if person.name == "Els Peeters"]
    assert (els.email, els.share_expertise) == ("els@debrug.example", "nobody")
    assert {link.kind for link in after.touching(els.id)} == {"AFFILIATED_WITH", "KNOWS"}
    assert read_expertise_survey(file, after, on=ON, organisation=place).changes == ()


def test_a_column_under_another_name_is_asked_and_remembered_as_a_keyword() -> None:
    content = "Tijdstempel;E-mail;Draadloze netwerken\n20/11/2026 9:00;an@debrug.example;2\n"
    doubt = doubt_about(read(content), "Draadloze netwerken")
    assert (doubt.kind, doubt.suggestions[0].pick) == ("topic", "expertise/wifi")
    after = brug().apply(read(content, given=answers(**{doubt.id: "pick expertise/wifi"})).changes)
    topic = after.find(Expertise, "expertise/wifi")
    assert topic is not None
    assert dict(topic.keywords)["nl"] == ("Draadloze netwerken",)
    assert read(content, after).doubts == ()
    assert read(content, after).changes == ()


def test_a_column_can_be_left_out_or_become_a_topic() -> None:
    content = "Tijdstempel;E-mail;Lievelingskleur;Lasersnijden\n20/11/2026 9:00;an@debrug.example;blauw;2\n"
    first = read(content)
    given = answers(
        **{doubt_about(first, "Lievelingskleur").id: "skip", doubt_about(first, "Lasersnijden").id: "create"}
    )
    assert known(read(content, given=given)) == {("person/an", "expertise/lasersnijden"): (2, False)}


def test_a_word_that_is_not_understood_is_asked_once_for_all_cells() -> None:
    content = (
        "Tijdstempel;E-mail;Intune;Draadloos netwerk\n"
        "20/11/2026 9:00;an@debrug.example;een beetje;een beetje\n"
        "20/11/2026 9:00;tom@debrug.example;Een beetje;3\n"
    )
    first = read(content)
    doubt = doubt_about(first, "een beetje")
    assert (doubt.kind, doubt.also) == ("answer", ("antwoorden.csv:3",))
    assert known(first) == {("person/tom", "expertise/wifi"): (3, False)}
    assert known(read(content, given=answers(**{doubt.id: "pick 1"}))) == {
        ("person/an", "expertise/intune"): (1, False),
        ("person/an", "expertise/wifi"): (1, False),
        ("person/tom", "expertise/intune"): (1, False),
        ("person/tom", "expertise/wifi"): (3, False),
    }


def stored(**fields: Any) -> Snapshot:
    given = {"level": 4, "verified_on": "2026-01-10", **fields}
    return brug().apply(
        snapshot_changes(edge("KNOWS", "person/an", "expertise/intune", id="knows/1", **given)),
    )


def snapshot_changes(*plains: Any) -> tuple[Any, ...]:
    return tuple(Put(record) for plain in plains if (record := read_record(plain, "", [])) is not None)


def row(answer: str, moment: str = "20/11/2026 9:00") -> str:
    return f"Tijdstempel;E-mail;Intune\n{moment};an@debrug.example;{answer}\n"


def test_a_new_answer_replaces_the_own_word_and_keeps_the_record() -> None:
    imported = read(row("2"), stored(entered_by="person/tom"))
    (change,) = imported.changes
    after = stored().apply([change]).find(Knows, "knows/1")
    assert after is not None
    assert (after.level, after.verified_on, after.entered_by) == (2, date(2026, 11, 20), None)


def test_a_wish_alone_leaves_the_level_and_not_knowing_it_ends_the_record() -> None:
    assert known(read(row("Ik wil dit leren"), stored()), stored())["person/an", "expertise/intune"] == (4, True)
    (change,) = read(row("Ken ik niet"), stored()).changes
    ended = stored().apply([change]).find(Knows, "knows/1")
    assert ended is not None
    assert (ended.level, ended.until) == (4, date(2026, 11, 20))
    assert read(row("Ken ik niet"), stored().apply([change])).changes == ()


def test_who_knows_it_again_after_an_end_gets_a_period_of_its_own() -> None:
    before = stored(until="2026-03-01")
    imported = read(row("2"), before)
    periods = sorted((str(item.since), str(item.until)) for item in before.apply(imported.changes).edges(Knows))
    assert periods == [("2026-03-01", "None"), ("None", "2026-03-01")]
    assert read(row("2"), before.apply(imported.changes)).changes == ()


def test_what_was_confirmed_or_certified_stays_with_a_note() -> None:
    imported = read(row("2"), stored(provenance="certified"))
    assert imported.changes == ()
    assert "certified" in str(imported.notes[0])


def test_an_older_answer_never_replaces_a_later_one_nor_its_consent() -> None:
    content = "Tijdstempel;E-mail;Wie mag je antwoorden zien?;Intune\n5/1/2026 9:00;an@debrug.example;Iedereen;2\n"
    imported = read(content, stored())
    assert imported.changes == ()
    assert "later answer" in str(imported.notes[-1])


def test_of_two_answers_of_one_person_the_later_counts_wherever_it_stands() -> None:
    content = (
        "Tijdstempel;E-mail;Intune;Draadloos netwerk\n"
        "22/11/2026 9:00;an@debrug.example;3;\n"
        "20/11/2026 9:00;an@debrug.example;1;2\n"
    )
    assert known(read(content)) == {
        ("person/an", "expertise/intune"): (3, False),
        ("person/an", "expertise/wifi"): (2, False),
    }


def test_a_form_that_a_colleague_filled_in_says_so() -> None:
    content = (
        "Tijdstempel;E-mailadres;Je e-mailadres op school;Intune\n"
        "20/11/2026 9:00;tom@debrug.example;an@debrug.example;3\n"
    )
    after = brug().apply(read(content).changes)
    assert [(item.from_id, item.entered_by) for item in after.edges(Knows)] == [("person/an", "person/tom")]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("Tijdstempel;E-mail\n20/11/2026 9:00;an@debrug.example\n", "No column is about a topic"),
        ("Tijdstempel;E-mail;Intune;MDM\n20/11/2026 9:00;an@debrug.example;3;3\n", "Two columns"),
        ("", "no rows"),
    ],
)
def test_what_is_wrong_is_a_problem_and_nothing_goes_through(content: str, word: str) -> None:
    imported = read(content)
    assert any(word in str(problem.message) for problem in imported.problems)
    assert imported.changes == ()


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ("morgen;tom@debrug.example;;3", "no moment"),
        ("20/11/2031 9:00;tom@debrug.example;;3", "after today"),
        ("20/11/2026 9:00;tom@debrug.example;;#WAARDE!", "error value"),
        ("20/11/2026 9:00;RenÃ© Wit;;3", "wrong encoding"),
        ("20/11/2026 9:00;tom@debrug.example;x@y.example;3", "nobody's staff"),
    ],
)
def test_a_row_that_cannot_be_read_says_nothing_against_the_others(cells: str, word: str) -> None:
    sound = "20/11/2026 9:00;an@debrug.example;;3\n"
    imported = read(f"Tijdstempel;E-mail;Ingevuld door;Intune\n{cells}\n{sound}")
    assert known(imported) == {("person/an", "expertise/intune"): (3, False)}
    assert [word in str(note) for note in imported.notes if note.matters] == [True]


@pytest.mark.parametrize(
    ("text", "level", "wants"),
    [
        ("3", 3, False),
        ("niveau 4", 4, False),
        ("4 - Is onze referentie", 4, False),
        ("0", 0, False),
        ("Kent de basis;Werkt zelfstandig;", 2, False),
        ("Werkt zelfstandig, Ik wil dit leren", 2, True),
        ("I want to learn this", None, True),
        ("geen antwoord", None, False),
    ],
)
def test_words_and_numbers_mean_a_level_or_a_wish(text: str, level: int | None, wants: bool) -> None:
    said = topic_answer(text, {})
    assert (said.level, said.wants, said.unknown) == (level, wants, ())


@pytest.mark.parametrize("text", ["6", "3 - Kent de basis", "soms", "2,5"])
def test_what_contradicts_itself_or_is_no_level_is_not_guessed(text: str) -> None:
    assert topic_answer(text, {}).unknown


def test_answers_are_cut_where_form_tools_join_them() -> None:
    assert words_in("Kent de basis;Ik wil dit leren;") == ("Kent de basis", "Ik wil dit leren")
    assert words_in("a\nb, c") == ("a", "b", "c")


def test_consent_is_understood_in_both_languages() -> None:
    texts = ["Niemand", "mijn school", "De scholengroep", "iedereen", "Nobody", "everyone", "misschien"]
    assert [consent_of(text) for text in texts] == [
        "nobody", "school", "group", "everyone", "nobody", "everyone", None,
    ]  # fmt: skip


def test_the_order_of_day_and_month_is_seen_from_the_whole_column() -> None:
    assert day_order(["1/2/2026 9:00", "11/20/2026 9:00"]) == "month"
    assert day_order(["1/2/2026", "20/11/2026"]) == "day"
    assert day_order(["1/2/2026", "3/11/2026"], date(2026, 4, 1)) == "month"
    assert moment_of("1/2/2026 9:00", "month") == datetime.fromisoformat("2026-01-02T09:00")
    assert moment_of("2026/11/20 9:12:33 am OEZ", "day") == datetime.fromisoformat("2026-11-20T09:12:33")
    assert moment_of("2026/11/20 12:05:00 PM EET", "day") == datetime.fromisoformat("2026-11-20T12:05")
    assert moment_of("20/11/26, 4.30 p.m.", "day") == datetime.fromisoformat("2026-11-20T16:30")
    assert moment_of("2026-11-20T09:12:33", "day") == datetime.fromisoformat("2026-11-20T09:12:33")
    assert moment_of("20/11/2026", "day") == datetime.fromisoformat("2026-11-20T00:00")
    assert moment_of("31/2/2026", "day") is None
    assert moment_of("20/11/2026 25:00", "day") is None


@pytest.mark.parametrize(
    "moments", [("20/11/2026 13:05", "20/11/2026 8:59"), ("11/20/2026 1:05 PM", "11/20/2026 8:59 AM")]
)
def test_of_two_answers_on_one_day_the_later_hour_counts_wherever_it_stands(moments: tuple[str, str]) -> None:
    later, earlier = moments
    content = (
        "Tijdstempel;E-mail;Wie mag je antwoorden zien?;Intune\n"
        f"{later};an@debrug.example;Mijn school;4\n{earlier};an@debrug.example;Iedereen;2\n"
    )
    imported = read(content)
    assert known(imported) == {("person/an", "expertise/intune"): (4, False)}
    (an,) = (change.record for change in imported.changes if change.id == "person/an" and isinstance(change, Put))
    assert isinstance(an, Person)
    assert an.share_expertise == "school"


def test_of_two_moments_of_a_workbook_the_later_hour_counts() -> None:
    book = workbook(
        ["ID", "Tijd van voltooien", "E-mail", "Intune"],
        [1, datetime.fromisoformat("2026-11-20T15:00"), "an@debrug.example", "5"],
        [2, datetime.fromisoformat("2026-11-20T10:00"), "an@debrug.example", "1"],
    )
    assert known(read(book)) == {("person/an", "expertise/intune"): (5, False)}


def test_days_that_can_be_read_in_two_ways_are_noted() -> None:
    imported = read("Timestamp;Email;Intune\n3/10/2026 9:00;an@debrug.example;3\n4/10/2026 9:00;tom@debrug.example;2\n")
    assert [str(note) for note in imported.notes] == [
        "antwoorden.csv:1: Days can be read with the day or the month first: '3/10/2026 9:00' is read as 2026-10-03"
    ]
    for certain in ("20/10/2026 9:00", "2026-10-04 9:00", "10/10/2026 9:00"):
        assert read(f"Timestamp;Email;Intune\n{certain};an@debrug.example;3\n").notes == ()


def test_an_answer_in_signs_is_asked_each_sign_by_itself() -> None:
    content = (
        "Tijdstempel;E-mail;Intune;Draadloos netwerk\n"
        "20/11/2026 9:00;an@debrug.example;★★;\N{THUMBS UP SIGN}\n"
        "20/11/2026 9:00;tom@debrug.example;-;3.0\n"
    )
    first = read(content)
    stars, thumb = doubt_about(first, "★★"), doubt_about(first, "\N{THUMBS UP SIGN}")
    assert (stars.kind, stars.suggestions[0].pick) == ("answer", "2")
    assert known(first) == {("person/tom", "expertise/wifi"): (3, False)}
    assert known(read(content, given=answers(**{stars.id: "pick 2", thumb.id: "skip"}))) == {
        ("person/an", "expertise/intune"): (2, False),
        ("person/tom", "expertise/wifi"): (3, False),
    }


def test_a_row_of_nobody_is_left_out_with_a_note_and_the_others_are_taken() -> None:
    imported = read(
        "Tijdstempel;E-mail;Je naam;Intune\n"
        "20/11/2026 9:00;anonymous;Anonieme gebruiker;een beetje\n"
        "20/11/2026 9:05;;;4\n"
        "20/11/2026 9:10;an@debrug.example;An;3\n"
    )
    assert known(imported) == {("person/an", "expertise/intune"): (3, False)}
    assert imported.doubts == ()
    assert [str(note) for note in imported.notes] == [
        "antwoorden.csv:2: 2 rows do not say who answered, and are left out"
    ]


def test_answers_from_the_account_of_somebody_with_another_name_are_asked_about() -> None:
    content = "Tijdstempel;E-mail;Je naam;Intune\n20/11/2026 9:00;an@debrug.example;Jef Bogaert;3\n"
    first = read(content)
    (doubt,) = first.doubts
    assert (first.changes, doubt.suggestions[0].pick) == ((), "person/an")
    assert known(read(content, given=answers(**{doubt.id: "pick person/an"}))) == {
        ("person/an", "expertise/intune"): (3, False)
    }
    graph = brug().apply(read(content, given=answers(**{doubt.id: "create"})).changes)
    assert {(person.name, person.email) for person in graph.nodes(Person)} >= {
        ("An Claes", "an@debrug.example"),
        ("Jef Bogaert", None),
    }
    assert (read(content, graph).changes, read(content, graph).doubts) == ((), ())


def test_two_people_on_one_unknown_address_are_two_questions() -> None:
    content = (
        "Tijdstempel;E-mail;Je naam;Intune\n"
        "20/11/2026 9:00;klas@debrug.example;Jef Bogaert;3\n20/11/2026 9:30;klas@debrug.example;Lien Wit;1\n"
    )
    jef = doubt_about(read(content), "Jef Bogaert (klas@debrug.example)")
    lien = doubt_about(read(content, given=answers(**{jef.id: "create"})), "Lien Wit")
    graph = brug().apply(read(content, given=answers(**{jef.id: "create", lien.id: "create"})).changes)
    levels = {person.name: [edge.level for edge in graph.out(Knows, person.id)] for person in graph.nodes(Person)}
    assert (levels["Jef Bogaert"], levels["Lien Wit"]) == ([3], [1])


def test_lines_above_the_headings_of_a_survey_are_passed_over() -> None:
    imported = read("Antwoorden op onze vragenlijst\n\n" + GOOGLE)
    assert known(imported) == known(read(GOOGLE))
