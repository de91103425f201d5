"""A report as a workbook (XLSX): a sheet that says what it is, then one sheet for each table.

A text stays a text: what a spreadsheet would run as a formula is stored and marked as text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise, repeat
from typing import Any

import xlsxwriter

from graph.reports.model import Bullets, Cell, Facts, Heading, Paragraph, Report, Span, Table, plain_text
from graph.reports.render.comma_separated import is_formula
from graph.reports.shown import shown
from graph.words.catalogue import Texts

__all__ = ["xlsx_file"]

_CODES = {"nl_BE": 0x0813, "en_GB": 0x0809}
"""The numbers by which a workbook knows a language."""
_MOST_CHARACTERS = 32_767
"""What a cell of a workbook holds."""
_WIDEST, _NARROWEST, _OVERVIEW_WIDTH = 60, 9, 110
_LINE_HEIGHT, _MOST_LINES = 15, 27
_WIDTH_OF_A_PAGE = 230
"""Characters that are still read when they are shrunk to the width of one page."""
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_SHEET_NAME_LENGTH = 31
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (a fixed moment, so that the same report is the same file)


def xlsx_file(report: Report) -> bytes:
    """A workbook: a sheet that says what it is, then one sheet for each table, ready to filter and to print."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": shown(report.title), "subject": shown(report.about), "created": _MADE})
        formats = _formats(workbook, report.texts)
        names = _SheetNames()
        _overview(workbook.add_worksheet(names.of(report.texts.gettext("Overview"))), report, formats)
        for table in report.tables:
            _sheet(workbook.add_worksheet(names.of(table.caption)), table, report, formats)
    return _with_language(content.getvalue(), report.texts.locale_tag)


class _SheetNames:
    """Names of sheets as a workbook takes them, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, wanted: str) -> str:
        plain = " ".join(shown(wanted).translate(_NOT_IN_SHEET_NAMES).split())
        for number in range(1, 1000):
            ending = "" if number == 1 else f" {number}"
            name = _short(plain, _SHEET_NAME_LENGTH - len(ending)) + ending
            if name.casefold() not in self._taken:
                break
        self._taken.add(name.casefold())
        return name


def _short(name: str, most: int) -> str:
    """A name of at most so many characters, whole words where they fill half of it; never an apostrophe at an end."""
    kept = name[:most]
    if len(name) > most and name[most] != " " and kept.rfind(" ") >= most // 2:
        kept = kept[: kept.rfind(" ")]
    return kept.strip(" '") or "-"


def _formats(workbook: Any, texts: Texts) -> Mapping[str, Any]:
    code = f"{_CODES[texts.locale]:X}"
    top: dict[str, Any] = {"valign": "top"}
    words: dict[str, Any] = {
        "text_wrap": True,
        "align": "left",
        "indent": 1,
        **top,
    }  # apart from a number in the column before
    looks: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 16},
        "heading": {
            "bold": True,
            "bg_color": "#1f3a5f",
            "font_color": "#ffffff",
            "text_wrap": True,
            **top,
            "border": 1,
        },
        "strong": {"bold": True, "text_wrap": True, **top},
        "text": words,
        "formula": {"quote_prefix": True, **words},
        "number": {"num_format": "General", **top},
        "whole": {"num_format": "#,##0", **top},
        "share": {"num_format": "0.0%", **top},
        "date": {"num_format": f"[$-{code}]d mmm yyyy", "align": "left", **top},
        "bad": {"bg_color": "#f4b6ae", **words},
        "warn": {"bg_color": "#f8d3a4", **words},
        "notice": {"bg_color": "#f6e8ad", **words},
        "calm": {"bg_color": "#d5e3f2", **words},
        "good": {"bg_color": "#cbe6cf", **words},
    }
    return {name: workbook.add_format(look) for name, look in looks.items()}


def _overview(sheet: Any, report: Report, formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, _OVERVIEW_WIDTH)
    sheet.hide_gridlines(2)
    for place, (look, words) in enumerate(_lines(report)):
        _write(sheet, place, 0, words, report.texts, formats, look=look)
        if look != "title":
            sheet.set_row(place, _LINE_HEIGHT * max(1, -(-len(words) // _OVERVIEW_WIDTH)))
    _printed(sheet, report)


def _lines(report: Report) -> Iterator[tuple[str, str]]:
    """The texts of a report, a line each, with its look."""
    yield "title", report.title
    yield "text", report.about
    for block, following in pairwise((*report.blocks, None)):
        match block:
            case Heading() if isinstance(following, Paragraph | Bullets | Facts):
                yield "strong", block.text
            case Paragraph():
                yield "text", _joined(block.parts)
            case Bullets():
                for place, item in enumerate(block.items, 1):
                    mark = f"{place}." if block.numbered else "•"
                    yield "text", f"{mark} {_joined(item if isinstance(item, tuple) else (item,))}"
            case Facts():
                for word, value in block.rows:
                    yield "text", f"{word}: {plain_text(value, report.texts, between_lines=', ')}"
            case _:
                pass
    yield "text", report.footer


def _joined(parts: tuple[Any, ...]) -> str:
    return "".join(part.text if isinstance(part, Span) else part for part in parts)


def _sheet(sheet: Any, table: Table, report: Report, formats: Mapping[str, Any]) -> None:
    texts = report.texts
    widths = [
        _width(heading, [row[column] for row in table.rows], texts) for column, heading in enumerate(table.headings)
    ]
    for column, (heading, width) in enumerate(zip(table.headings, widths, strict=True)):
        _write(sheet, 0, column, heading, texts, formats, look="heading")
        sheet.set_column(column, column, width)
    # Room beside the sign of the filter, which covers the end of a heading.
    heads = [_lines_of(f"{heading}   ", width, texts) for heading, width in zip(table.headings, widths, strict=True)]
    sheet.set_row(0, _LINE_HEIGHT * max(heads, default=1))
    for place, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, place, column, cell, texts, formats)
        # Not every program makes a row as high as its wrapped texts ask.
        sheet.set_row(place, _LINE_HEIGHT * max(map(_lines_of, row, widths, repeat(texts))))
    if not table.rows and table.empty:
        _write(sheet, 1, 0, table.empty, texts, formats)
    sheet.freeze_panes(1, 1)
    if table.headings:
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.headings) - 1)
    sheet.repeat_rows(0)
    _printed(sheet, report, pages=1 + sum(widths) // _WIDTH_OF_A_PAGE)


def _printed(sheet: Any, report: Report, *, pages: int = 1) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(pages, 0)
    # In a footer an ampersand begins a code; two are one.
    sheet.set_footer(f"&L{shown(report.title).replace('&', '&&')[:150]}&R&P / &N")


def _write(
    sheet: Any, row: int, column: int, cell: Cell, texts: Texts, formats: Mapping[str, Any], *, look: str | None = None
) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats["date"])  # noqa: DTZ001
    elif isinstance(cell, Fraction):
        sheet.write_number(row, column, float(cell), formats["share"])
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell, formats["whole" if isinstance(cell, int) else "number"])
    elif cell is not None:
        text = shown(plain_text(cell, texts))[:_MOST_CHARACTERS]
        sheet.write_string(row, column, text, _text_format(cell, text, look, formats))


def _text_format(cell: Cell, text: str, look: str | None, formats: Mapping[str, Any]) -> Any:
    if look is not None and look != "text":
        return formats[look]
    if is_formula(text):
        return formats["formula"]
    return formats[cell.tone] if isinstance(cell, Span) and cell.tone is not None else formats["text"]


def _width(heading: str, cells: list[Cell], texts: Texts) -> int:
    """Characters: as wide as the widest cell asks, within bounds."""
    widest = max((len(part) for cell in cells for part in plain_text(cell, texts).split("\n")), default=0)
    longest_word = max(map(len, heading.split()), default=0)
    return max(_NARROWEST, min(_WIDEST, max(widest + 3, longest_word + 5)))


def _lines_of(cell: Cell, width: int, texts: Texts) -> int:
    """How many lines a cell takes in a column of a width."""
    return min(_MOST_LINES, sum(max(1, -(-len(part) // width)) for part in plain_text(cell, texts).split("\n")))


def _with_language(workbook: bytes, language: str) -> bytes:
    """The workbook with its language among its properties, which the library has no setting for."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "docProps/core.xml":
                end = b"</cp:coreProperties>"
                content = content.replace(end, f"<dc:language>{language}</dc:language>".encode() + end)
            new.writestr(item, content)
    return changed.getvalue()
