"""Which format a file has."""

from __future__ import annotations

import pytest

from graph.domain.errors import InvalidInput, Problem
from graph.formats.detect import detect, format_of_all
from graph.formats.format import Format
from graph.formats.graphml.format import GRAPHML
from graph.formats.institutions.format import INSTITUTIONS
from graph.formats.native.format import NATIVE
from graph.formats.people.format import PEOPLE
from graph.formats.reading.result import NamedBytes
from graph.formats.survey.format import SURVEY
from graph.formats.takenoverzicht.format import TAKENOVERZICHT
from graph.formats.taxonomy.format import TAXONOMY
from tests.unit.formats.sheets import workbook


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.json", b"{}", NATIVE),
        ("a.yaml", b"x", NATIVE),
        ("a.ndjson", b"{", NATIVE),
        ("upload", b'\xef\xbb\xbf {"mandaatwijzer": 1}', NATIVE),
        ("upload", b"# ours\nmandaatwijzer: 1\n", NATIVE),
        ("a.graphml", b"<?xml", GRAPHML),
        ("upload", b'<?xml version="1.0"?>\n<graphml xmlns="x">', GRAPHML),
        ("a.csv", b"Naam;Voornaam;Ambt\n", PEOPLE),
        ("a.txt", b"\n\nname\temail\nJo\tx\n", PEOPLE),
        ("a.csv", b'"location","context","source","target"\n', TAXONOMY),
        ("a.json", b'{"meta": {}, "content": [{"instelling_nummer": 5}]}', INSTITUTIONS),
        ("a.csv", b"schoolnummer;intern_vplnummer;net;naam\n", INSTITUTIONS),
        ("a.csv", b"Tijdstempel,E-mailadres,Naam,Intune\n", SURVEY),
        ("a.xlsx", workbook(["ID", "Begintijd", "E-mail", "Naam"]).content, SURVEY),
        ("a.csv", b'\xef\xbb\xbfsep=,\r\n"achternaam","voornaam"\r\n', PEOPLE),
        ("a.csv", b"SEP=|\nname|email\n", PEOPLE),
        ("a.csv", b'"familienaam","voornaam","e-mail\nwerk"\n"Claes","An","an@x.example"\n', PEOPLE),
        ("a.csv", b"Lijst van 3/9/2026, De Brug\n\nnaam,mail\nAn,an@x.example\n", PEOPLE),
        ("a.csv", b"Timestamp;Email address;Apps (Word, Excel, Teams)\n1/9/2026;an@x.example;3\n", SURVEY),
        ("a.csv", b"Export\n\nlocation,context,source,target\n", TAXONOMY),
        ("a.xlsx", workbook(["a"]).content, TAKENOVERZICHT),
        (
            "a.xlsx",
            workbook(["Personeel 2026"], [], ["Naam", "Mail", "Opdracht"], ["An", "an@x.example", 1]).content,
            PEOPLE,
        ),
        (
            "a.xlsx",
            workbook(["Taak", "Naam", "E-mail", "Wie voert uit"], ["Wifi", "", "", "An"]).content,
            TAKENOVERZICHT,
        ),
        ("a.csv", workbook(["a"]).content, TAKENOVERZICHT),
        ("a.xls", b"anything", TAKENOVERZICHT),
        ("a.csv", b"Taak;Wie beslist;Wie voert uit\nWifi;;An\n", TAKENOVERZICHT),
        ("a.tsv", "Takenlijst De Brug\n\nTaak\tWie doet het?\n".encode("utf-16"), TAKENOVERZICHT),
        ("a.csv", b"Taak,An Claes,Tom Maes\nWifi,x,\n", TAKENOVERZICHT),
        ("a.csv", b'"Taken ICT, 2026-2027"\n\nTaak,Verantwoordelijke,Letter\nWifi,An,R\n', TAKENOVERZICHT),
        ("a.csv", b"Opdracht;Wie\nWifi;An\n", TAKENOVERZICHT),
        ("a.csv", b"Naam;Voornaam;Opdracht;Contact\nClaes;An;1;052\n", PEOPLE),
        ("a.xls", b"Naam\tVoornaam\te-mail\nClaes\tAn\tan@x.example\n", PEOPLE),
        ("a.xls", b"<html><table><tr><td>Naam;Voornaam\n", TAKENOVERZICHT),
    ],
)
def test_the_format_is_told_by_content_and_name(name: str, content: bytes, expected: Format) -> None:
    assert detect(NamedBytes(name, content)) is expected


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\xef\xbb\xbf\n", "empty"),
        ("a.csv", b"x;y\n1;2\n", "not recognised"),
        ("a.csv", b"Leerkracht;Opdracht\nAn Claes;15/21\n", "not recognised"),
        ("a.csv", "naam;e-mail;coördinator\x01\n".encode("latin-1"), "Latin-1"),
        ("a.pdf", b"%PDF-1.7 \xff\xfe", "not recognised"),
        ("a.bin", bytes(range(256)), "not recognised"),
    ],
)
def test_an_unknown_format_is_a_problem_that_lists_the_known_ones(name: str, content: bytes, word: str) -> None:
    answer = detect(NamedBytes(name, content))
    assert isinstance(answer, Problem)
    assert word in str(answer.message)


def test_files_of_one_import_have_one_format() -> None:
    native, people = NamedBytes("a.json", b"{}"), NamedBytes("b.csv", b"naam;e-mail\n")
    assert format_of_all([native, native]) is NATIVE
    for files in ([native, people], [NamedBytes("a.pdf", b"%PDF")], []):
        with pytest.raises(InvalidInput):
            format_of_all(files)
