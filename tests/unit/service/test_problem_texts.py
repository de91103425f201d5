"""The sentences about files, in Dutch: each is one that an importer really says."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.domain.errors import Problem
from graph.formats.detect import detect
from graph.formats.people.format import PEOPLE
from graph.formats.people.read import read_people
from graph.formats.reading.result import NamedBytes
from graph.formats.takenoverzicht.read import read_takenoverzicht
from service.web.language import texts_of
from service.web.problem_texts import SENTENCES, sentence, shown_problems
from tests.graphs import day, graph, school

SOURCES = "".join(
    file.read_text(encoding="utf-8")
    for folder in ("graph", "service/web")
    for file in Path(folder).rglob("*.py")
    if file.name != "problem_texts.py"
)


def problems_of(name: str, content: bytes) -> tuple[Problem, ...]:
    file = NamedBytes(name, content)
    found = detect(file)
    if isinstance(found, Problem):
        return (found,)
    snapshot = graph(school("brug"))
    if found is PEOPLE:
        return read_people(file, snapshot).problems
    return read_takenoverzicht(file, snapshot, on=day("2026-10-15")).problems


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leeg.csv", b""),
        ("foto.png", b"\x89PNG\0"),
        ("a.csv", "naam;e-mail\nAndré;\n".encode("latin-1")),
        ("a.csv", b"naam;e-mail\nAn;nergens\n"),
        ("a.csv", b"naam;e-mail;begindatum\nAn;a@b.be;morgen\n"),
        ("a.csv", b"naam;e-mail;opdracht\nAn;a@b.be;veel\n"),
        ("a.csv", b"naam;e-mail;uren\nAn;a@b.be;veel\n"),
        ("a.csv", b"naam;e-mail\n;a@b.be\n"),
        ("a.csv", b"naam;volledige naam;e-mail\nAn;An;a@b.be\n"),
        ("a.csv", b"e-mail;school\na@b.be;x\n"),
        ("a.csv", b"naam;e-mail\nAn;a@b.be;te veel\n"),
        ("a.csv", b'naam;e-mail\n"An;a@b.be\n'),
        ("a.csv", b"naam;e-mail;stamboeknummer\nAn;a@b.be;!!\n"),
        ("a.xlsx", b"PK\x03\x04rommel"),
        ("a.xls", b"\xd0\xcf\x11\xe0"),
    ],
)
def test_a_problem_is_told_in_the_language_of_the_reader(name: str, content: bytes) -> None:
    problems = problems_of(name, content)
    assert problems
    for shown in shown_problems(texts_of("nl"), problems):
        assert [language for _, language in shown.text] == ["", ""], shown.text


def test_what_has_no_translation_stays_english_and_says_so() -> None:
    assert sentence(texts_of("nl"), "Nobody ever wrote this") == ("Nobody ever wrote this.", "en")
    assert sentence(texts_of("en"), "Nobody ever wrote this") == ("Nobody ever wrote this.", "")


def test_values_are_kept_in_the_translation() -> None:
    text, _ = sentence(texts_of("nl"), "The file is not in UTF-8; it looks like UTF-16")
    assert text == "Het bestand is niet in UTF-8; het lijkt UTF-16."


def test_records_and_days_are_called_as_the_reader_knows_them() -> None:
    text, _ = sentence(texts_of("nl"), "person/an holds nothing on 2026-09-01", {"person/an": "An"}.__getitem__)
    assert text == "An heeft niets om over te dragen op 1 september 2026."


@pytest.mark.parametrize("template", SENTENCES)
def test_every_sentence_is_one_that_the_product_says(template: str) -> None:
    pieces = [piece for piece in template.replace("}", "{").split("{")[::2] if len(piece) > 8]
    longest = max(pieces, key=len, default=template)
    assert longest.strip()[:25] in SOURCES or longest.strip()[-12:] in SOURCES
