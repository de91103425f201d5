"""Which format a file has."""

from __future__ import annotations

import pytest

from graph.domain.errors import InvalidInput, Problem
from graph.formats.detect import Format, detect, format_of_all
from graph.formats.reading.result import NamedBytes
from tests.unit.formats.sheets import workbook


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.json", b"{}", Format.NATIVE),
        ("a.yaml", b"x", Format.NATIVE),
        ("a.ndjson", b"{", Format.NATIVE),
        ("upload", b'\xef\xbb\xbf {"mandaatwijzer": 1}', Format.NATIVE),
        ("upload", b"# ours\nmandaatwijzer: 1\n", Format.NATIVE),
        ("a.graphml", b"<?xml", Format.GRAPHML),
        ("upload", b'<?xml version="1.0"?>\n<graphml xmlns="x">', Format.GRAPHML),
        ("a.csv", b"Naam;Voornaam;Ambt\n", Format.PEOPLE),
        ("a.txt", b"\n\nname\temail\nJo\tx\n", Format.PEOPLE),
        ("a.csv", b'"location","context","source","target"\n', Format.TAXONOMY),
        ("a.json", b'{"meta": {}, "content": [{"instelling_nummer": 5}]}', Format.INSTITUTIONS),
        ("a.csv", b"schoolnummer;intern_vplnummer;net;naam\n", Format.INSTITUTIONS),
        ("a.csv", b"Tijdstempel,E-mailadres,Naam,Intune\n", Format.SURVEY),
        ("a.xlsx", workbook(["ID", "Begintijd", "E-mail", "Naam"]).content, Format.SURVEY),
        ("a.csv", workbook(["a"]).content, Format.TAKENOVERZICHT),
        ("a.xls", b"anything", Format.TAKENOVERZICHT),
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
        ("a.csv", "naam;e-mail;coördinator\n".encode("latin-1"), "Latin-1"),
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
    assert format_of_all([native, native]) is Format.NATIVE
    for files in ([native, people], [NamedBytes("a.pdf", b"%PDF")], []):
        with pytest.raises(InvalidInput):
            format_of_all(files)
