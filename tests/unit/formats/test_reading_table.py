"""Lists in CSV as programs write them: the separator, the lines above the headings, and what nobody sees."""

from __future__ import annotations

import pytest

from graph.domain.errors import InvalidInput
from graph.formats.institutions.read import read_institutions
from graph.formats.pasted.schools import schools_in
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.table import Table, read_table
from graph.model.snapshot import Snapshot


def read(text: str, *known: str) -> Table:
    """The table of a text whose headings hold these."""
    table = read_table(
        NamedBytes("lijst.csv", text.encode()), [], (lambda row: set(known) <= set(row)) if known else None
    )
    assert table is not None
    return table


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("a;b\n1;2\n", ("a", "b")),
        ("a;b, c, d\n1;2\n", ("a", "b, c, d")),
        ("a,b\n1,2\n", ("a", "b")),
        ("a;b\n0,5;1,5\n2,5;3,5\n", ("a", "b")),
        ("a,b\n1;2,3;4;5\n6;7,8\n", ("a", "b")),
        ("a|b\n1|2\n", ("a", "b")),
        ("sep=,\na,b;c\n1,2\n", ("a", "b;c")),
        ("Sep=\t\r\na\tb\r\n1\t2\r\n", ("a", "b")),
        ('"a\nb";"c;d"\n1;2\n', ("a b", "c;d")),
        ("a\n1,2\n3,4\n", ("a",)),
        ("a;b\n", ("a", "b")),
    ],
)
def test_the_separator_is_the_one_that_cuts_the_rows_as_the_headings(text: str, headings: tuple[str, ...]) -> None:
    assert read(text).headings == headings


@pytest.mark.parametrize(
    "above",
    ["Lijst\n", "Lijst, met komma's, van 1/9/2026\n\n\n", "Lijst;;\n;;\nVan;De Brug;\n", "\n\n", 'x\n"a\nb"\n'],
)
def test_headings_are_found_below_lines_of_another_kind(above: str) -> None:
    table = read(above + "naam;mail;rol\nAn;an@x.example;\n", "naam", "mail")
    line = above.count("\n") + 1
    assert (table.place, table.headings) == (f"lijst.csv:{line}", ("naam", "mail", "rol"))
    assert [row.place for row in table.lines] == [f"lijst.csv:{line + 1}"]
    assert len(table.notes) == (1 if above.strip() else 0)


def test_signs_that_nobody_sees_are_left_out_with_a_note() -> None:
    table = read("naam;mail\nA\u00adn;\u200ban@x.example\n")
    assert table.lines[0].cells == ("An", "an@x.example")
    assert [note.address for note in table.notes] == ["lijst.csv:2"]


def test_institutions_come_in_below_a_title_too() -> None:
    text = (
        "Open data\n\nschoolnummer;intern_vplnummer;net;naam;instellingstype\n99101;1;vrij;Basisschool De Vlieger;1\n"
    )
    answer = read_institutions([NamedBytes("lijst.csv", text.encode())], Snapshot.of(()))
    assert answer.problems == ()
    assert "Basisschool De Vlieger" in {getattr(change.record, "name", "") for change in answer.changes}


def test_a_pasted_school_with_broken_letters_is_told_by_its_line() -> None:
    with pytest.raises(InvalidInput) as caught:
        schools_in("De Brug\nSint-JozÃ©f\n#N/B\n")
    assert [(str(problem.place), problem.field) for problem in caught.value.problems] == [
        ("line 2", "lines"),
        ("line 3", "lines"),
    ]
