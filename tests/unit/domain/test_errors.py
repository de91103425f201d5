"""Errors carry facts, and one text that any door can say."""

from __future__ import annotations

from graph.domain.errors import InvalidInput, NotFound, Problem
from graph.domain.text import Text
from graph.words.catalogue import texts_in

DUTCH = texts_in("nl")
LEAVE_OUT = Problem(message=Text("There is no such record"), remedy=Text("Leave it out"))
NAMES = {"person/an": "An"}


def test_a_problem_says_where_it_is_what_is_wrong_and_what_to_do() -> None:
    problem = Problem(
        place="a.json",
        doubt="person-els",
        record="person/an",
        field="name",
        message=LEAVE_OUT.message,
        remedy=LEAVE_OUT.remedy,
    )
    assert str(problem) == "a.json person-els person/an name: There is no such record. Leave it out"
    assert str(LEAVE_OUT) == "There is no such record. Leave it out"


def test_every_problem_is_said_on_a_line_of_its_own_in_any_language() -> None:
    error = InvalidInput([LEAVE_OUT, Problem(record="person/an", message=LEAVE_OUT.message, remedy=LEAVE_OUT.remedy)])
    assert str(error).splitlines() == [
        "There is no such record. Leave it out",
        "person/an: There is no such record. Leave it out",
    ]
    assert DUTCH.say(error.said, lambda record: NAMES[record]).splitlines() == [
        "Dit bestaat niet. Laat het weg",
        "An: Dit bestaat niet. Laat het weg",
    ]


def test_a_record_that_is_not_known_is_called_as_its_reader_knows_it() -> None:
    error = NotFound.record("person/an")
    assert str(error) == "person/an is not known. Look the id up with a search."
    assert DUTCH.say(error.message, lambda record: NAMES[record]) == "An is niet gekend"
