"""The columns and rows of a list of people: headings to columns, cells to values.

Headings are in Dutch or English, whatever their case, accents and order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from graph.domain.errors import Problem
from graph.domain.text import N_, Quoted, Series, Text, counted
from graph.formats.people.words import (
    CAPACITY_BY_WORD,
    EXAMPLE,
    FIELD_BY_HEADING,
    FRACTION_BY_WORD,
    GONE_BY_WORD,
    HALVES_BY_WORD,
    PUPIL_WORDS,
    WEEKDAY_BY_WORD,
    YES_WORDS,
)
from graph.formats.reading.damage import damage_of, damaged_cells
from graph.formats.reading.days import Calendar, counted_day, day_from, is_no_end
from graph.formats.reading.names import without_salutation
from graph.formats.reading.never import Never, is_total, never_a_person
from graph.formats.reading.periods import Dated, When, in_column, within_brackets
from graph.formats.reading.result import Note, Place
from graph.formats.reading.table import Line, Table, columns_by_field
from graph.formats.reading.text import fold, whole_number

__all__ = [
    "StaffRow",
    "column_problems",
    "columns_of",
    "ends_first",
    "has_names",
    "is_people",
    "staff_rows",
    "unread_columns",
]

_FRACTION = re.compile(r"(?P<part>\d{1,4}(?:\.\d{1,20})?)(?:/(?P<over>\d{1,4}(?:\.\d{1,20})?))?(?P<percent>%)?\Z")
_CLOCK = re.compile(r"(?P<hours>\d{1,3})(?::|u|uur|h)(?P<minutes>[0-5]\d)?(?::00)?(?:m|min)?")
_FULL_TIME = re.compile(r"(?:vte|fte|voltijds?)\Z")
_PER_WEEK = re.compile(r"(?i)(?<=\d)(?P<unit> ?(?:u|uur|uren|h))? ?(?:/|per|p\.) ?(?:w|wk|week)\.?\Z")
_SEVERAL = re.compile(r"[&+/|;\n]|\s(?:en|and)\s")
"""What stands between the names of several people, and never in a name."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHORTENED = re.compile(r"\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
MOST_PROBLEMS = 10_000
"""So many say that the list is not what it seems; more would only take time."""
_NO_FUNCTION = (Never.NOTHING, Never.TOTAL, Never.EVERYBODY)
_NAMING = ("name", "family_name", "given_name")
_SAID = {"since": "vanaf", "last_day": "t.e.m.", "until": "tot"}
"""The word that says how a day in a column is meant."""
_READINGS_OF_AN_END = {
    "last_day": N_("“{column}” is read as the last day that still counts"),
    "until": N_("“{column}” is read as the first day that no longer counts"),
}


def columns_of(headings: tuple[str, ...]) -> dict[str, int]:
    """Where each column stands that a heading names; the first one when several do.

    "Naam" is the family name where another column holds the given name.
    """
    columns = columns_by_field(headings, FIELD_BY_HEADING)
    if "given_name" in columns and "family_name" not in columns and "name" in columns:
        columns["family_name"] = columns.pop("name")
    return columns


def has_names(columns: Collection[str]) -> bool:
    """Whether people are named in one of the columns, or in two."""
    return "name" in columns or {"given_name", "family_name"} <= set(columns)


def is_people(headings: tuple[str, ...]) -> bool:
    """Whether a row of headings is one of a list of people."""
    columns = columns_of(headings)
    return has_names(columns) and len(columns) > 1


def column_problems(table: Table, columns: Mapping[str, int]) -> Iterator[Problem]:
    """What makes the columns unfit: nobody is named, or two say the same."""
    if not has_names(columns):
        yield Problem(
            place=table.place,
            message=Text("No column holds the names of people"),
            remedy=Text("Give headings such as: {headings}", headings=";".join(EXAMPLE)),
        )
    seen: dict[str, str] = {}
    for heading in table.headings:
        field = FIELD_BY_HEADING.get(fold(heading))
        if field is not None and field in seen:
            yield Problem(
                place=table.place,
                message=Text(
                    "The columns {one} and {other} say the same", one=Quoted(seen[field]), other=Quoted(heading)
                ),
                remedy=Text("Leave one of them out, or give it another heading"),
            )
        elif field is not None:
            seen[field] = heading


def unread_columns(table: Table, columns: Mapping[str, int]) -> Iterator[Note]:
    """Notes on what is not read, and on how an end is read."""
    read = set(columns.values())
    unread = [heading for place, heading in enumerate(table.headings) if heading and place not in read]
    if unread:
        yield Note(
            address=table.place, text=Text("Columns that are not read: {columns}", columns=Series(tuple(unread)))
        )
    for field in (each for each in _READINGS_OF_AN_END if each in columns):
        heading = table.headings[columns[field]]
        yield Note(address=table.place, text=Text(_READINGS_OF_AN_END[field], column=heading))


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One row, its values read."""

    place: Place
    staff_number: str
    email: str
    other_email: str
    name: str
    other_name: str
    given_name: str
    family_name: str
    organisation_number: str
    organisation: str
    role: str
    capacity: str
    acting_for: str
    since: date | None
    until: date | None
    holding: Mapping[str, Any]
    """What it says of a holding, in plain form."""

    unclear: Mapping[str, When]
    """Its ends, `since` or `until`, that do not clearly say which day they are."""


def staff_rows(
    table: Table, columns: Mapping[str, int], problems: list[Problem], notes: list[Note], calendar: Calendar | None
) -> Iterator[StaffRow]:
    """The rows of which every value can be read.

    What is wrong in the others is told. What adds up, names several people or is of somebody who is gone is noted.
    """
    gone: list[Line] = []
    for line in table.lines:
        before = len(problems)
        if before > MOST_PROBLEMS:
            problems.append(_too_many(line.place, before))
            break
        names = [line.cells[columns[each]] for each in _NAMING if each in columns]
        first = next(filter(None, (*names, *line.cells)), "")
        several = next((name for name in names if _SEVERAL.search(name) and damage_of(name) is None), None)
        if is_total(first):
            notes.append(Note(address=line.place, text=Text("“{text}” adds up other rows: not read", text=first)))
        elif _is_gone(line, columns):
            gone.append(line)
        elif several is not None:
            text = Text("“{text}” names several people: not read. Give each of them a row", text=several)
            notes.append(Note(address=line.place, text=text, matters=True))
        else:
            row = _row(line, columns, problems, calendar)
            if len(problems) == before:
                yield row
    if gone:
        text = counted(
            "{number} row says that somebody is no longer there: left out",
            "{number} rows say that somebody is no longer there: left out",
            len(gone),
        )
        notes.append(Note(address=gone[0].place, text=text, matters=True))


def _too_many(place: Place, number: int) -> Problem:
    return Problem(
        place=place,
        message=Text("{number} things are wrong before this line: it is not read on from here", number=number),
        remedy=Text("Correct those first"),
    )


def _is_gone(line: Line, columns: Mapping[str, int]) -> bool:
    """Whether a row says of somebody that they are no longer there."""
    there, blocked = (fold(line.cells[columns[each]]) if each in columns else "" for each in ("status", "blocked"))
    return there in GONE_BY_WORD or blocked in YES_WORDS or day_from(blocked.replace(" ", "/")) is not None


def _row(line: Line, columns: Mapping[str, int], problems: list[Problem], calendar: Calendar | None) -> StaffRow:
    cells = {field: line.cells[column] for field, column in columns.items()}
    damaged_cells(cells, line.place, problems)
    values = _Values(cells, line.place, problems, calendar)
    given, family, name = _names(cells)
    since, until = values.period(values.day("since"), values.end())
    if since is not None and until is not None and since >= until:
        values.problems.append(ends_first(line.place, since))
    row = StaffRow(
        place=line.place,
        staff_number=values.staff_number(),
        email=values.email("email") or values.email("other_email"),
        other_email=values.email("other_email"),
        name=name,
        other_name=cells.get("other_name", ""),
        given_name=given,
        family_name=family,
        organisation_number=values.number("organisation_number"),
        organisation=cells.get("organisation", ""),
        role="" if never_a_person(cells.get("role", "")) in _NO_FUNCTION else cells.get("role", ""),
        capacity=values.capacity(),
        acting_for=whole_number(cells.get("acting_for", "")),
        since=since,
        until=until,
        holding=values.holding(),
        unclear=values.unclear,
    )
    if not row.name:
        values.problem("name", Text("The row names nobody"), Text("Give a name, or remove the row"))
    return row


def ends_first(place: Place, since: date) -> Problem:
    """That the period of a row ends before it begins."""
    return Problem(
        place=place,
        field="last_day",
        message=Text("The period ends before it begins ({since})", since=since),
        remedy=Text("Correct one of the two days"),
    )


def _names(cells: Mapping[str, str]) -> tuple[str, str, str]:
    """Given name, family name and whole name; "Peeters, An" is An Peeters."""
    given, family = without_salutation(cells.get("given_name", "")), without_salutation(cells.get("family_name", ""))
    name = without_salutation(cells.get("name", "")) or f"{given} {family}".strip()
    before, comma, after = name.partition(",")
    if comma and before.strip() and after.strip() and "," not in after and not (given or family):
        family, given = before.strip(), after.strip()
        name = f"{given} {family}"
    return given, family, name


class _Values:
    """Reads the cells of one row and collects what is wrong."""

    def __init__(
        self, cells: Mapping[str, str], place: Place, problems: list[Problem], calendar: Calendar | None
    ) -> None:
        self.calendar = calendar
        self.cells = cells
        self.place = place
        self.problems = problems
        self.unclear: dict[str, When] = {}

    def problem(self, field: str, message: Text, remedy: Text) -> None:
        self.problems.append(Problem(place=self.place, field=field, message=message, remedy=remedy))

    def staff_number(self) -> str:
        text = self.number("staff_number")
        if text and not _SHORTENED.fullmatch(text) and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", text):
            self.problem(
                "staff_number",
                Text("{text} is no staff number", text=Quoted(text, most=40)),
                Text("Write letters and digits only"),
            )
        return text

    def number(self, field: str) -> str:
        """A number that tells who or where, as it was before a spreadsheet wrote it as an amount."""
        text = whole_number(self.cells.get(field, "").replace(" ", ""))
        if _SHORTENED.fullmatch(text):
            self.problem(
                field,
                Text("{text} is a number that a spreadsheet has shortened", text=Quoted(text, most=40)),
                Text("Format the column as text and export it again"),
            )
        return text

    def email(self, field: str) -> str:
        text = self.cells.get(field, "")
        if text and not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
            self.problem(
                field,
                Text("{text} is no e-mail address", text=Quoted(text, most=60)),
                Text("Correct it, or leave it blank"),
            )
        return text.casefold()

    def day(self, field: str) -> date | None:
        text = self.cells.get(field, "")
        if not text:
            return None
        day = day_from(text) or counted_day(text)
        when = self._when(text, field) if day is None else None
        if when is not None and when.day is None and when.options:
            self.unclear["since" if field == "since" else "until"] = replace(when, text=text)
            return None
        if when is not None and when.day is not None:
            day = when.day - timedelta(days=1) if field == "last_day" else when.day
        if day is None or (field == "since" and is_no_end(day)):
            self.problem(
                field,
                Text("{text} is no day", text=Quoted(text, most=40)),
                Text("Write it as 1/9/2026 (day first) or 2026-09-01"),
            )
        return day

    def _when(self, text: str, field: str) -> When | None:
        """What a day in words, or beside words, may mean in a column."""
        if self.calendar is None:
            return None
        when = in_column(text, _SAID[field], self.calendar, is_end=field != "since")
        if when.day is not None and when.is_left_out and field == "last_day":  # "tot 31/8" among last days
            return replace(when, day=None, options=(when.day + timedelta(days=1), when.day))
        return when

    def period(self, since: date | None, until: date | None) -> tuple[date | None, date | None]:
        """The days of the columns of days, with those of a column that holds a whole period."""
        text = self.cells.get("period", "")
        if not text:
            return since, until
        found = Dated(text=text) if self.calendar is None else within_brackets(text, self.calendar)
        ends = {name: when for name, when in (("since", found.since), ("until", found.until)) if when is not None}
        unclear = {name: when for name, when in ends.items() if when.day is None}
        if not ends or (found.text and not unclear) or not all(when.options for when in unclear.values()):
            self.problem(
                "period",
                Text("{text} is no period", text=Quoted(text, most=40)),
                Text("Write it as 1/9/2026 - 30/6/2027, or as schooljaar 2026-2027"),
            )
        self.unclear = {**unclear, **self.unclear}
        first, after = (None if when is None else when.day for when in (found.since, found.until))
        return since or first, until or after

    def end(self) -> date | None:
        last, until = self.day("last_day"), self.day("until")
        after = last + timedelta(days=1) if last is not None and not is_no_end(last) else None
        until = until if until is not None and not is_no_end(until) else None
        if last is not None and until is not None and after is not None and until not in (after, last):
            self.problem(
                "until",
                Text("The row has two ends that differ: {last} as the last day, and {until}", last=last, until=until),
                Text("Leave one of them blank"),
            )
        return after or until

    def capacity(self) -> str:
        if fold(self.cells.get("base_role", "")) in PUPIL_WORDS:
            return "pupil"
        text = self.cells.get("capacity", "")
        if text and fold(text) not in CAPACITY_BY_WORD:
            self.problem(
                "capacity",
                Text("{text} is not known", text=Quoted(text, most=40)),
                Text("Write personeel, leerling, ouder or extern"),
            )
        return CAPACITY_BY_WORD.get(fold(text), "staff")

    def holding(self) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        written = self.cells.get("fraction", "")
        if not written and self.cells.get("numerator"):
            written = f"{self.cells['numerator']}/{self.cells.get('denominator', '')}"
        if written:
            plain |= self._fraction(written)
        hours = _PER_WEEK.sub("", self.cells.get("hours_per_week", ""))
        if "/" in hours and not written:
            plain |= self._fraction(hours)
        elif hours:
            plain |= self._hours(hours)
        days = self.cells.get("days", "")
        if days:
            plain |= self._days(days)
        return plain

    def _fraction(self, written: str) -> dict[str, Any]:
        if _DAY.fullmatch(written):
            self.problem(
                "fraction",
                Text("{text} is a day that a spreadsheet made of a fraction", text=Quoted(written, most=40)),
                Text("Format the column as text and write the fraction again"),
            )
            return {}
        plain = FRACTION_BY_WORD.get(fold(written), written)
        match = _FRACTION.match(_FULL_TIME.sub("", plain.replace(",", ".").replace(" ", "").lower()))
        value = -1.0
        if match is not None and Fraction(match["over"] or 1) != 0:
            value = float(Fraction(match["part"]) / Fraction(match["over"] or 1) / (100 if match["percent"] else 1))
        if not 0 <= value <= 2:
            self.problem(
                "fraction",
                Text("{text} is no part of full time", text=Quoted(written, most=40)),
                Text("Write 15/21, 0.5, 50% or voltijds"),
            )
            return {}
        return {"fraction": value, "fraction_as_written": written}

    def _hours(self, written: str) -> dict[str, Any]:
        text = written.replace(",", ".")
        clock = _CLOCK.fullmatch(text.lower().replace(" ", ""))
        if clock is not None:
            text = str(int(clock["hours"]) + int(clock["minutes"] or 0) / 60)
        if not re.fullmatch(r"\d{1,3}(\.\d{1,20})?", text) or float(text) > 168:
            self.problem(
                "hours_per_week",
                Text("{text} is no number of hours", text=Quoted(written, most=40)),
                Text("Write 12 or 12,5"),
            )
            return {}
        return {"hours_per_week": float(text)}

    def _days(self, written: str) -> dict[str, Any]:
        days: set[str] = set()
        last: list[str] = []
        for word in fold(written).split():
            if word in WEEKDAY_BY_WORD:
                last = [f"{WEEKDAY_BY_WORD[word]}_{half}" for half in ("am", "pm")]
                days.update(last)
            elif word in HALVES_BY_WORD and last:
                days.difference_update(last)
                days.update(day for day in last if day[-2:] in HALVES_BY_WORD[word])
            elif word not in ("en", "and"):
                self.problem(
                    "days",
                    Text("{text} is no day of the week", text=Quoted(word)),
                    Text('Write "ma, di vm, do"'),
                )
        return {"days": sorted(days)}
