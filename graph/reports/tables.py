"""Tables as people open them: CSV for a spreadsheet, Markdown for a page, and the small texts in their cells.

A CSV file is UTF-8 with a byte order mark and semicolons, as a spreadsheet with Belgian settings opens it
without questions. A text that a spreadsheet would run as a formula is disarmed with a leading apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from graph.domain.words import date_in_words as date_text
from graph.domain.words import last_day_in_words as last_day_text
from graph.domain.words import listing

__all__ = [
    "Cell",
    "csv_bytes",
    "date_text",
    "last_day_text",
    "listing",
    "markdown_table",
    "markdown_text",
    "number_text",
    "percent",
]

Cell = str | int | float | date | bool | None
"""What a table may hold; None is an empty cell."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Wide characters that spreadsheets with East Asian settings read as the same signs.
_WIDE_FORMULA_STARTS = ("＝", "＋", "－", "＠")
_MARKDOWN_SPECIAL = frozenset("\\`*_{}[]<>|#")
_WORDS = {"nl": {True: "ja", False: "nee"}, "en": {True: "yes", False: "no"}}


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]], language: str = "nl") -> bytes:
    """A CSV file: UTF-8 with byte order mark, semicolons, lines ended by CR LF.

    Args:
        headings: the first line, in the language of the reader.
        rows: each as long as the headings; dates are written as 2026-09-01, numbers with the decimal sign of
            the language, absent values as nothing.
        language: `nl` or `en`.

    Raises:
        ValueError: a row is longer or shorter than the headings.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_disarmed(heading) for heading in headings])
    for row in rows:
        if len(row) != len(headings):
            raise ValueError(f"a row has {len(row)} cells under {len(headings)} headings: {row!r}")
        writer.writerow([_csv_cell(cell, language) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[Cell]], language: str = "nl") -> str:
    """A Markdown table with a final line end; texts are escaped, line ends in them become spaces.

    Raises:
        ValueError: a row is longer or shorter than the headings.
    """
    lines = [_markdown_row(headings, language), "|" + " --- |" * len(headings)]
    for row in rows:
        if len(row) != len(headings):
            raise ValueError(f"a row has {len(row)} cells under {len(headings)} headings: {row!r}")
        lines.append(_markdown_row(row, language))
    return "\n".join(lines) + "\n"


def markdown_text(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    shown = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in _MARKDOWN_SPECIAL else letter for letter in shown)


def percent(share: Fraction | float, language: str = "nl") -> str:
    """A share of one as a percentage with at most one decimal: 0.125 is `12,5 %` in Dutch, `12.5%` in English."""
    tenths = round(Fraction(share) * 1000)
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    number = f"{sign}{whole}{_decimal_sign(language)}{rest}" if rest else f"{sign}{whole}"
    return f"{number} %" if language == "nl" else f"{number}%"


def number_text(number: float, language: str = "nl") -> str:
    """A number with the decimal sign of the language and at most two decimals; whole numbers have none."""
    written = f"{number:.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)
    return written.replace(".", _decimal_sign(language))


def _csv_cell(cell: Cell, language: str) -> str:
    return _disarmed(cell) if isinstance(cell, str) else _plain_cell(cell, language)


def _plain_cell(cell: Cell, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _WORDS[language][cell]
    if isinstance(cell, date):
        return cell.isoformat()
    return number_text(cell, language) if isinstance(cell, int | float) else cell


def _disarmed(text: str) -> str:
    if text.lstrip(" ").startswith(_FORMULA_STARTS + _WIDE_FORMULA_STARTS):
        return f"'{text}"
    return text


def _markdown_row(cells: Sequence[Cell], language: str) -> str:
    shown = (markdown_text(cell) if isinstance(cell, str) else _plain_cell(cell, language) for cell in cells)
    return "| " + " | ".join(shown) + " |"


def _decimal_sign(language: str) -> str:
    return "," if language == "nl" else "."
