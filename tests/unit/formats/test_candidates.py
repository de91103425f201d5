"""Which of many texts one may mean."""

from __future__ import annotations

from graph.domain.kinds import Person
from graph.formats.reading.candidates import Candidates, NamesOfPeople
from graph.formats.reading.text import alike

TEXTS = ("Netwerk onderhouden", "Netwerken onderhoud", "Toestellen bestellen", "Wifi", "Bestelling van toestellen", "?")


def test_candidates_are_as_like_as_texts_compared_one_by_one() -> None:
    candidates = Candidates((text, text) for text in TEXTS)
    for written in ("netwerk onderhoud", "toestellen bestellen", "wifi", "iets anders", ""):
        expected = {text: round(alike(written, text), 6) for text in TEXTS if alike(written, text) >= 0.5}
        found = candidates.like(written, at_least=0.5)
        assert {text: round(score, 6) for text, score in found.items()} == expected


def test_of_several_texts_for_one_thing_the_most_like_counts() -> None:
    candidates = Candidates([("Wifi", "task/netwerk"), ("Netwerk", "task/netwerk")])
    assert candidates.like("netwerk", at_least=0.5) == {"task/netwerk": 1.0}


def test_a_name_is_near_by_its_letters_its_words_or_their_beginnings() -> None:
    people = [_called("an", "An Claes"), _called("tom", "Tom De Maes"), _called("els", "Els Wouters")]
    names = NamesOfPeople(people)
    for written, found in (
        ("An", "an"),
        ("Maes", "tom"),
        ("T Maes", "tom"),
        ("Els Wauters", "els"),
        ("maes de tom", "tom"),
    ):
        assert [person.id for person in names.near(written, at_least=0.7)] == [f"person/{found}"]
    assert names.near("Jo", at_least=0.7) == names.near("", at_least=0.7) == ()


def _called(key: str, name: str) -> Person:
    return Person(id=f"person/{key}", name=name, given_name=None, family_name=None, email=None)
