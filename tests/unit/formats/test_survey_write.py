"""The expertise survey asks what matters there, and its answers come in without questions."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest

from graph.domain.folding import fold
from graph.domain.kinds import Knows, Organisation, Person
from graph.formats.reading.result import NamedBytes
from graph.formats.survey.read import read_expertise_survey
from graph.formats.survey.titles import topic_titles
from graph.formats.survey.write import Survey, SurveyQuestion, survey_of
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import edge, node, school, seat, snapshot_of

ON = date(2026, 11, 26)


def brug(*more: Any) -> Snapshot:
    return snapshot_of(
        school("brug", name="De Brug"),
        seat("role/ict", at="organisation/brug", held_by=["person/an"]),
        node("person/an", email="an@debrug.example"),
        node("task/wifi"),
        node("task/ander"),
        edge("EXECUTES", "role/ict", "task/wifi"),
        node("expertise/net", name="Netwerk"),
        node("expertise/wifi", name="Wifi"),
        node("expertise/ap", name="Toegangspunten"),
        node("expertise/klas", name="Klasgebruik"),
        edge("BROADER", "expertise/wifi", "expertise/net"),
        edge("BROADER", "expertise/ap", "expertise/wifi"),
        edge("REQUIRES", "task/wifi", "expertise/wifi"),
        edge("REQUIRES", "task/ander", "expertise/klas"),
        *more,
    )


def asked(survey: Survey) -> list[SurveyQuestion]:
    return [question for question in survey.questions if question.kind == "level"]


def test_a_topic_is_asked_when_a_task_of_the_school_requires_it_or_it_is_narrower() -> None:
    survey = survey_of(Coverage(brug(), ON), "organisation/brug")
    assert {question.topic for question in asked(survey)} == {"expertise/wifi", "expertise/ap"}
    assert {question.tasks for question in asked(survey)} == {("task/wifi",)}
    assert {dict(question.section)["nl"] for question in asked(survey)} == {"Netwerk"}


def test_a_school_where_nothing_is_arranged_yet_is_asked_about_every_task() -> None:
    survey = survey_of(Coverage(brug(school("linde")), ON), "organisation/linde")
    assert {question.topic for question in asked(survey)} == {"expertise/wifi", "expertise/ap", "expertise/klas"}


def test_of_more_topics_than_people_want_to_answer_the_most_needed_are_kept() -> None:
    survey = survey_of(Coverage(brug(), ON), "organisation/brug", most=1)
    assert [question.topic for question in asked(survey)] == ["expertise/wifi"]
    assert survey.left_out == ("expertise/ap",)


def test_the_person_and_the_consent_are_asked_before_the_topics_also_where_no_topic_matters() -> None:
    survey = survey_of(Coverage(brug(), date(2026, 1, 1)), "organisation/nowhere")
    assert [question.kind for question in survey.questions] == ["name", "email", "staff_number", "consent"]
    consent = survey.questions[-1]
    assert [dict(answer)["nl"] for answer in consent.answers] == [
        "Niemand",
        "Mijn school",
        "De scholengroep",
        "Iedereen",
    ]


def test_topics_that_share_a_name_or_are_called_like_a_column_of_the_form_are_told_apart() -> None:
    snapshot = brug(
        node("expertise/net2", name="Netwerk"),
        node("expertise/mail", name="E-mail"),
        edge("BROADER", "expertise/mail", "expertise/klas"),
    )
    titles = topic_titles(snapshot, "nl")
    assert titles["expertise/mail"] == "E-mail (Klasgebruik)"
    assert (titles["expertise/net"], titles["expertise/net2"]) == ("Netwerk (net)", "Netwerk (net2)")
    assert len({fold(title) for title in titles.values()}) == len(titles)


def filled_in(survey: Survey, language: str, people: list[Person]) -> NamedBytes:
    """The form as everybody filled it in: each question answered with each of its answers in turn."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["Tijdstempel", *(dict(question.title)[language] for question in survey.questions)])
    for number, person in enumerate(people):
        cells = [_answer(question, person, language, number + place) for place, question in enumerate(survey.questions)]
        writer.writerow(["20/11/2026 9:00:00", *cells])
    return NamedBytes("antwoorden.csv", text.getvalue().encode())


def _answer(question: SurveyQuestion, person: Person, language: str, number: int) -> str:
    if question.answers:
        return dict(question.answers[number % len(question.answers)])[language]
    return {"name": person.name, "email": person.email or "", "staff_number": ""}[question.kind]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_answers_to_exactly_these_questions_come_in_without_questions(example: Snapshot, language: str) -> None:
    people = [person for person in example.nodes(Person) if person.email][:9]
    places = [place.id for place in example.nodes(Organisation) if place.type in ("school", "school_group")]
    assert len(places) > 5
    for place in places:
        survey = survey_of(Coverage.of(example, ON), place)
        assert 0 < len(asked(survey)) <= 40
        imported = read_expertise_survey(filled_in(survey, language, people), example, on=ON)
        assert (imported.problems, imported.doubts) == ((), ())
        after = example.apply(imported.changes)
        topics = {question.topic for question in asked(survey)}
        assert topics == {item.to_id for item in after.edges(Knows) if item.to_id in topics}
