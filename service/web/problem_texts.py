"""What is wrong with a file or a text, in the reader's language.

Importers say what is wrong in English, for the command line and for programs. The sentences that people meet most on
the pages are known here with their places for values, so that the catalogue can say them in Dutch; any other stays as
it is, marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from graph.domain.errors import Problem
from graph.reports.translations import N_, Texts

__all__ = ["SENTENCES", "ShownProblem", "place_in_words", "sentence", "shown_problems"]

MOST_SHOWN = 100
LINE = N_("line {number}")

SENTENCES = (
    # Any file
    N_("The file is empty"),
    N_("Give a file with records"),
    N_("The file has {number} bytes"),
    N_("The files have several formats: {formats}"),
    N_("Import the files of each format on their own"),
    N_("{number} files were given"),
    N_("Bring files of this format in one by one"),
    N_("The format of the file is not recognised"),
    N_(
        "Give native JSON, YAML or NDJSON, an XLSX task overview, or a CSV file with headings such as {people} "
        "(people) or {taxonomy} (taxonomy); or say which one it is with --format"
    ),
    N_("The file is not in UTF-8; it looks like {encoding}"),
    N_('Save it again with encoding UTF-8 (in Excel: "CSV UTF-8"), or run: {command}'),
    N_("The file holds a null character, so it is not a text file"),
    N_("Export it again as text in UTF-8"),
    # Workbooks
    N_("This is not an Excel workbook"),
    N_("This is a ZIP file, but not an Excel workbook"),
    N_("This is an OpenDocument file"),
    N_("This is an old Excel file (.xls), or a workbook with a password"),
    N_("The file has a password"),
    N_("Save it without a password"),
    N_("The workbook is damaged ({reason})"),
    N_("Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)"),
    N_("The workbook holds no rows"),
    N_("No sheet holds a table of tasks"),
    N_("Give one row headings such as: {headings}"),
    # Tables
    N_("The file holds no rows"),
    N_("Give a row of headings first"),
    N_("The row has {number} cells, the headings are {headings}"),
    N_("Put a text that holds the separator between double quotes"),
    N_("This row cannot be read as CSV ({reason})"),
    N_("Close every double quote, and write a quote within a text twice"),
    # People
    N_("No column holds the names of people"),
    N_("Give headings such as: {headings}"),
    N_("The columns {one} and {other} say the same"),
    N_("Leave one of them out, or give it another heading"),
    N_("The row names nobody"),
    N_("Give a name, or remove the row"),
    N_("{text} is no e-mail address"),
    N_("Correct it, or leave it blank"),
    N_("{text} is no staff number"),
    N_("Write letters and digits only"),
    N_("{text} is no day"),
    N_("Write it as 1/9/2026 (day first) or 2026-09-01"),
    N_("{text} is no part of full time"),
    N_("Write 15/21, 0.5, 50% or voltijds"),
    N_("{text} is no number of hours"),
    N_("Write 12 or 12,5"),
    N_("{text} is nobody's staff number or e-mail address"),
    N_("{email} belongs to {person}, the staff number to {other}"),
    N_("{email} belongs to {person}, who has another staff number"),
    N_("Correct the row, or the record that is stored"),
    # The first hour
    N_("This line has no name"),
    N_("Write the name of the school first"),
    N_("This school stands in the list twice"),
    N_("Leave one of the two lines out"),
    N_("No school was named"),
    N_("Write the names of your schools, one on a line"),
    N_("{number} schools were named at once"),
    N_("Give at most {number} at a time"),
    N_("Nobody was named"),
    N_("Paste your colleagues, one on a line"),
    # Answers
    N_("There is no {sort} {text}"),
    N_("Take one of: {choices}"),
    N_("A later revision changed it"),
)
"""The sentences of problems and remedies as they come from the importers, each value as a name between braces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProblem:
    """One problem.

    Attributes:
        place: file with line or cell; may be empty.
        text: what is wrong and what to do, each a sentence with its language where that is not the reader's.
    """

    place: str
    text: tuple[tuple[str, str], ...]


def shown_problems(texts: Texts, problems: Iterable[Problem]) -> tuple[ShownProblem, ...]:
    """The first problems in the reader's language, in the order in which they were found."""
    return tuple(
        ShownProblem(
            place=place_in_words(texts, problem.place),
            text=(sentence(texts, problem.message), sentence(texts, problem.remedy)),
        )
        for problem in tuple(problems)[:MOST_SHOWN]
    )


def place_in_words(texts: Texts, place: str) -> str:
    """A place in a pasted list in the reader's language; a place in a file as it is."""
    match = _pattern(LINE).fullmatch(place)
    return texts.gettext(LINE, **match.groupdict()) if match is not None else place


def sentence(texts: Texts, english: str) -> tuple[str, str]:
    """A sentence in the reader's language, with a full stop; and `en` when only the English is known."""
    for template in SENTENCES:
        match = _pattern(template).fullmatch(english)
        if match is not None:
            return f"{texts.gettext(template, **match.groupdict())}.", ""
    return f"{english}.", "" if texts.language == "en" else "en"


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\})", template)
    seen: set[str] = set()
    return re.compile("".join(_part(part, seen) for part in parts), re.DOTALL)


def _part(part: str, seen: set[str]) -> str:
    name = part[1:-1]
    if not (part.startswith("{") and name.isidentifier()):
        return re.escape(part)
    if name in seen:
        return f"(?P={name})"
    seen.add(name)
    return f"(?P<{name}>.+?)"
