"""What is wrong with a file, a text or a change, in the reader's language.

Importers and use cases say what is wrong in English, for the command line and for programs. The sentences that people
meet most on the pages are known here with their places for values, so that the catalogue can say them in Dutch; any
other stays as it is, marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from graph.domain.errors import Problem
from graph.domain.text import N_
from graph.words.catalogue import Texts

__all__ = ["SENTENCES", "Said", "ShownProblem", "place_in_words", "sentence", "shown_problems"]

MOST_SHOWN = 100
LINE = N_("line {number}")

Said = tuple[str, str]
"""A sentence, and its language where that is not the reader's."""

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
    # Addresses
    N_("{text} is not a date"),
    N_("Write it as 2026-09-01"),
    N_("{text} is no moment"),
    N_("Give a revision number, a date or an instant"),
    N_("{text} is not an amount"),
    N_("Write the amount in whole euro"),
    N_("{text} is not a number of hours"),
    N_("Write hours a week, such as 2 or 1,5"),
    N_("The way needs who asks and a topic"),
    N_("Start from the list of colleagues"),
    N_("The instant has no time zone"),
    N_("Write it as 2026-09-01T12:00:00Z"),
    # Changes
    N_("{record} is already there with other values"),
    N_("End or correct that one, or begin on another day"),
    N_("{record} already says the same: same ends, start and identity"),
    N_("Change that one, or give another `since`"),
    N_("{kind} would go round in a circle: {circle}"),
    N_("Remove one of these links"),
    N_("The period ends ({until}) before it has held a day (since {since})"),
    N_("Give an `until` after `since`; `until` is the first day that no longer counts"),
    N_("A mandate of {person} does not say for which organisations it is"),
    N_("Give `scope`: only a role or a body brings a scope of its own"),
    N_("{record} still uses it"),
    N_("Remove that one in the same change, or end the period of both instead"),
    N_("The text has {number} characters"),
    N_("Keep it within {number}"),
    N_("The text holds control characters"),
    N_("Remove them"),
    N_("{number} is out of range"),
    N_("Give a number {bounds} ({unit})"),
    N_("Somebody cannot hand over to themselves"),
    N_("Give another person"),
    N_("{person} does not hold it on {day}"),
    N_("Leave it out, or give another day"),
    N_("{person} holds nothing on {day}"),
    N_("Give another day, or another person"),
    N_("It begins on that very day"),
    N_("Give a later day, or leave it out"),
    N_("{person} belongs to no organisation on {day}"),
    N_("Give `organisations`"),
    N_("{person} has nothing in {group} that somebody could take over"),
    N_("Leave that task group out"),
    N_("{text} is not a fraction"),
    N_("Write it as 15/21, 0.5 or 50%"),
    N_("{school} has no roles, bodies or lists on {day}"),
    N_("Copy another school"),
    N_("It is held by a person, which is not copied"),
    N_("It is held by an organisation, which is not copied"),
    N_("It is held by a role elsewhere, which is not copied"),
    N_("It is held by a body elsewhere, which is not copied"),
    N_("It is for other organisations as well"),
    N_("It replaced the one by the other"),
    N_("{record} says the same with other values, and stays"),
    N_("The acceptance would end on {until}, not after {since}"),
    N_("Give a later `until`"),
    N_("{finding} is accepted already by {record}"),
    N_("End that acceptance first"),
    N_("The finding {finding} on {day} is not known"),
    N_("Take the id from the report of that day"),
    N_("Revision {number} is not known"),
    N_("Look at the list of revisions"),
    N_("{text} is not known"),
    N_("Look the id up with a search"),
    N_("There is no {record}"),
    N_("Add it in the same change, or name one that exists"),
)
"""The sentences of problems and remedies as the product says them, each value as a name between braces.

The first that fits is taken: one with more words of its own stands before one with fewer.
"""

DAYS = ("day", "since", "until")
"""The places for values that hold a day."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ID = re.compile(r"\b[a-z_]+/[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProblem:
    """One problem.

    Attributes:
        place: file with line or cell; may be empty.
        text: what is wrong and what to do, each a sentence with its language where that is not the reader's.
    """

    place: str
    text: tuple[Said, ...]


def shown_problems(texts: Texts, problems: Iterable[Problem]) -> tuple[ShownProblem, ...]:
    """The first problems in the reader's language, in the order in which they were found."""
    return tuple(
        ShownProblem(
            place=place_in_words(texts, problem.place),
            text=(sentence(texts, str(problem.message)), sentence(texts, str(problem.remedy))),
        )
        for problem in tuple(problems)[:MOST_SHOWN]
    )


def place_in_words(texts: Texts, place: str) -> str:
    """A place in a pasted list in the reader's language; a place in a file as it is."""
    match = _pattern(LINE).fullmatch(place)
    return texts.gettext(LINE, **match.groupdict()) if match is not None else place


def sentence(texts: Texts, english: str, called: Callable[[str], str] = str) -> Said:
    """A sentence in the reader's language, with a full stop; and `en` when only the English is known.

    Args:
        texts: of the reader.
        english: the message or the remedy of a problem.
        called: how the record with an id is called for the reader.
    """
    for template in SENTENCES:
        match = _pattern(template).fullmatch(english)
        if match is not None:
            values = {name: _value(texts, name, text, called) for name, text in match.groupdict().items()}
            return f"{texts.gettext(template, **values)}.", ""
    return f"{_with_names(english, called)}.", "" if texts.language == "en" else "en"


def _value(texts: Texts, name: str, text: str, called: Callable[[str], str]) -> str:
    return texts.day(date.fromisoformat(text)) if name in DAYS and _DATE.fullmatch(text) else _with_names(text, called)


def _with_names(text: str, called: Callable[[str], str]) -> str:
    return _ID.sub(lambda found: called(found[0]), text)


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
