"""Tables as a spreadsheet and a page read them."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction

import pytest

from graph.reports.tables import Cell, csv_bytes, last_day_text, listing, markdown_table, number_text, percent


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_csv_file_has_a_byte_order_mark_semicolons_and_windows_line_ends() -> None:
    assert csv_bytes(["Naam", "Aantal"], [["Zoë", 2]]) == b"\xef\xbb\xbfNaam;Aantal\r\nZo\xc3\xab;2\r\n"


def test_texts_with_semicolons_quotes_and_line_ends_come_back_as_they_were() -> None:
    text = 'een; "twee"\ndrie'
    assert read(csv_bytes(["Tekst"], [[text]]))[1] == [text]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    assert read(csv_bytes(["Tekst"], [[f"{start}1+1"]]))[1] == [f"'{start}1+1"]


def test_numbers_dates_and_answers_are_written_for_the_language() -> None:
    cells: list[Cell] = [-2, 1.5, date(2026, 9, 1), True, None]
    assert read(csv_bytes(list("abcde"), [cells]))[1] == ["-2", "1,5", "2026-09-01", "ja", ""]
    assert read(csv_bytes(list("abcde"), [cells], "en"))[1] == ["-2", "1.5", "2026-09-01", "yes", ""]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        csv_bytes(["a", "b"], [["x"]])
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        markdown_table(["a", "b"], [["x"]])


def test_a_markdown_table_escapes_what_would_break_it() -> None:
    assert markdown_table(["Taak"], [["a|b\nc <x>"]]) == "| Taak |\n| --- |\n| a\\|b c \\<x\\> |\n"


@pytest.mark.parametrize(
    ("share", "dutch", "english"),
    [
        (Fraction(1, 8), "12,5 %", "12.5%"),
        (Fraction(1, 3), "33,3 %", "33.3%"),
        (1, "100 %", "100%"),
        (0, "0 %", "0%"),
        (Fraction(-1, 8), "-12,5 %", "-12.5%"),
    ],
)
def test_a_share_is_a_percentage_with_at_most_one_decimal(share: Fraction, dutch: str, english: str) -> None:
    assert (percent(share), percent(share, "en")) == (dutch, english)


def test_a_period_is_shown_with_its_last_day() -> None:
    assert last_day_text(date(2027, 9, 1)) == "t.e.m. 31 augustus 2027"
    assert last_day_text(date(2027, 9, 1), "en") == "up to and including 31 August 2027"
    assert last_day_text(None) == ""


def test_texts_are_listed_as_in_a_sentence() -> None:
    assert [listing(list(names)) for names in ("", "a", "ab", "abc")] == ["", "a", "a en b", "a, b en c"]


def test_a_number_has_at_most_two_decimals() -> None:
    assert [number_text(number) for number in (2, 2.0, 0.125, 1 / 3, 100)] == ["2", "2", "0,12", "0,33", "100"]
