"""The main table of a report as CSV.

UTF-8 with a byte order mark and semicolons, as a spreadsheet with Belgian settings opens it without questions; a
text that it would run as a formula is disarmed with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from graph.reports.model import Cell, Report, plain_text
from graph.reports.shown import shown
from graph.words.catalogue import Texts

__all__ = ["csv_bytes", "csv_file", "is_formula"]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Wide characters that spreadsheets with East Asian settings read as the same signs.
_WIDE_FORMULA_STARTS = ("＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DECIMALS = Decimal("0.0001")


def csv_file(report: Report) -> bytes:
    """The main table of a report, with its headings; a report without tables has one line, its title."""
    if not report.tables:
        return csv_bytes([report.title], [], report.texts)
    main = report.tables[0]
    return csv_bytes(main.headings, main.rows, report.texts)


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]], texts: Texts) -> bytes:
    """A CSV file: UTF-8 with byte order mark, semicolons, lines ended by CR LF.

    Args:
        headings: the first line, in the language of the reader.
        rows: each as long as the headings; dates are written as 2026-09-01, numbers without grouping and with the
            decimal sign of the language, shares as numbers, several lines with commas between them, absent values
            as nothing.
        texts: the language.

    Raises:
        ValueError: a row is longer or shorter than the headings.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_disarmed(shown(heading)) for heading in headings])
    for row in rows:
        if len(row) != len(headings):
            raise ValueError(f"a row has {len(row)} cells under {len(headings)} headings: {row!r}")
        writer.writerow([_written(cell, texts) for cell in row])
    return _BYTE_ORDER_MARK + text.getvalue().encode("utf-8")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a text instead of showing it."""
    return text.lstrip(" ").startswith(_FORMULA_STARTS + _WIDE_FORMULA_STARTS)


def _written(cell: Cell, texts: Texts) -> str:
    if isinstance(cell, bool):
        return texts.yes_or_no(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float | Fraction):
        return _number(cell, texts)
    return _disarmed(shown(plain_text(cell, texts, between_lines=", ")))


def _number(number: float | Fraction, texts: Texts) -> str:
    if isinstance(number, int):
        return str(number)
    rounded = Decimal(str(float(number))).quantize(_DECIMALS, ROUND_HALF_EVEN)
    written = f"{rounded:f}".rstrip("0").rstrip(".")
    return written.replace(".", texts.decimal_sign)


def _disarmed(text: str) -> str:
    return f"'{text}" if is_formula(text) else text
