"""The columns and rows of a list of people: headings to columns, cells to values.

Headings are in Dutch or English, whatever their case, accents and order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from graph.domain.errors import Problem
from graph.domain.text import Series, Text
from graph.formats.reading.result import Note
from graph.formats.reading.table import Line, Table
from graph.formats.reading.text import day_from, fold

__all__ = ["HEADINGS", "StaffRow", "column_problems", "columns_of", "staff_rows", "unread_columns"]

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "staff_number": (
        "stamboeknummer", "stamboeknr", "stamboek", "stamnummer", "stamnr", "personeelsnummer", "personeelsnr",
        "staff number", "staff id", "employee number", "employee id",
    ),
    "family_name": ("achternaam", "familienaam", "family name", "last name", "surname"),
    "given_name": ("voornaam", "roepnaam", "given name", "first name"),
    "name": ("naam", "volledige naam", "naam en voornaam", "personeelslid", "name", "full name"),
    "email": (
        "e mail", "email", "mail", "e mailadres", "emailadres", "mailadres", "e mail werk", "e mail school",
        "e mailadres school", "e mailadres werk", "schoolmail", "e mail address", "email address",
    ),
    "organisation_number": (
        "instellingsnummer", "instellingsnr", "instnr", "schoolnummer", "institution number", "school number",
    ),
    "organisation": (
        "school", "instelling", "organisatie", "instellingsnaam", "vestiging", "organisation", "institution",
    ),
    "role": (
        "ambt", "functie", "rol", "ambtsnaam", "omschrijving ambt", "role", "function", "job title", "position",
    ),
    "fraction": (
        "opdracht", "opdrachtbreuk", "breuk", "fractie", "volume", "aanstellingsbreuk", "fraction", "fte",
    ),
    "numerator": ("teller", "opdrachtteller", "prestatieteller", "numerator"),
    "denominator": ("noemer", "opdrachtnoemer", "prestatienoemer", "denominator"),
    "hours_per_week": (
        "uren per week", "uren week", "weekuren", "uren", "lesuren", "hours per week", "weekly hours", "hours",
    ),
    "since": (
        "begindatum", "begin", "startdatum", "start", "vanaf", "sinds", "begin date", "start date", "since", "from",
    ),
    "last_day": (
        "einddatum", "einde", "t e m", "tem", "tot en met", "laatste dag", "end date", "last day",
    ),
    "until": ("until", "tot"),
    "days": ("dagen", "werkdagen", "days"),
    "capacity": ("hoedanigheid", "soort", "capacity", "type"),
    "acting_for": ("vervangt", "vervanger van", "titularis", "replaces", "acting for"),
}  # fmt: skip
"""The folded headings of each column; `last_day` still counts, `until` is the first day that no longer does."""

_CAPACITIES = {
    "personeel": "staff", "staff": "staff", "leraar": "staff", "leerkracht": "staff", "teacher": "staff",
    "leerling": "pupil", "cursist": "pupil", "pupil": "pupil", "student": "pupil",
    "ouder": "parent", "parent": "parent", "extern": "external", "externe": "external", "external": "external",
}  # fmt: skip
_WEEKDAYS = {
    "ma": "mon", "maandag": "mon", "mon": "mon", "monday": "mon", "di": "tue", "dinsdag": "tue", "tue": "tue",
    "tuesday": "tue", "wo": "wed", "woensdag": "wed", "wed": "wed", "wednesday": "wed", "do": "thu",
    "donderdag": "thu", "thu": "thu", "thursday": "thu", "vr": "fri", "vrijdag": "fri", "fri": "fri", "friday": "fri",
}  # fmt: skip
_HALVES = {"vm": ("am",), "am": ("am",), "voormiddag": ("am",), "nm": ("pm",), "pm": ("pm",), "namiddag": ("pm",)}
_FRACTION = re.compile(r"(?P<part>\d{1,4}(?:\.\d{1,6})?)(?:/(?P<over>\d{1,4}(?:\.\d{1,6})?))?(?P<percent>%)?\Z")
_FRACTION_WORDS = {
    "voltijds": "1", "fulltime": "1", "full time": "1", "halftijds": "1/2", "halftime": "1/2", "half time": "1/2",
}  # fmt: skip
_NO_END = 9999


def columns_of(headings: tuple[str, ...]) -> dict[str, int]:
    """Where each column stands that a heading names; the first one when several do.

    "Naam" is the family name where another column holds the given name.
    """
    by_heading = {heading: field for field, known in HEADINGS.items() for heading in known}
    columns: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = by_heading.get(fold(heading))
        if field is not None:
            columns.setdefault(field, place)
    if "given_name" in columns and "family_name" not in columns and "name" in columns:
        columns["family_name"] = columns.pop("name")
    return columns


def column_problems(table: Table, columns: Mapping[str, int], name: str) -> Iterator[Problem]:
    has_name = "name" in columns or {"given_name", "family_name"} <= columns.keys()
    if not has_name:
        yield Problem(
            place=f"{name}:1",
            message="No column holds the names of people",
            remedy="Give headings such as: stamboeknummer;naam;voornaam;e-mail;instellingsnummer;ambt;opdracht",
        )
    seen: dict[str, str] = {}
    by_heading = {heading: field for field, known in HEADINGS.items() for heading in known}
    for heading in table.headings:
        field = by_heading.get(fold(heading))
        if field is not None and field in seen:
            yield Problem(
                place=f"{name}:1",
                message=f"The columns {seen[field]!r} and {heading!r} say the same",
                remedy="Leave one of them out, or give it another heading",
            )
        elif field is not None:
            seen[field] = heading


def unread_columns(table: Table, columns: Mapping[str, int], name: str) -> Iterator[Note]:
    read = set(columns.values())
    unread = [heading for place, heading in enumerate(table.headings) if heading and place not in read]
    if unread:
        yield Note(
            address=f"{name}:1", text=Text("Columns that are not read: {columns}", columns=Series(tuple(unread)))
        )
    if "last_day" in columns:
        yield Note(
            address=f"{name}:1",
            text=Text(
                "“{column}” is read as the last day that still counts", column=table.headings[columns["last_day"]]
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One row, its values read."""

    place: str
    staff_number: str
    email: str
    name: str
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


def staff_rows(table: Table, columns: Mapping[str, int], name: str, problems: list[Problem]) -> Iterator[StaffRow]:
    for line in table.lines:
        before = len(problems)
        row = _row(line, columns, f"{name}:{line.number}", problems)
        if len(problems) == before:
            yield row


def _row(line: Line, columns: Mapping[str, int], place: str, problems: list[Problem]) -> StaffRow:
    cells = {field: line.cells[column] for field, column in columns.items()}
    values = _Values(cells, place, problems)
    given, family, name = _names(cells)
    since, until = values.day("since"), values.end()
    if since is not None and until is not None and since >= until:
        values.problem("last_day", f"The period ends before it begins ({since})", "Correct one of the two days")
    row = StaffRow(
        place=place,
        staff_number=values.staff_number(),
        email=values.email(),
        name=name,
        given_name=given,
        family_name=family,
        organisation_number=cells.get("organisation_number", ""),
        organisation=cells.get("organisation", ""),
        role=cells.get("role", ""),
        capacity=values.capacity(),
        acting_for=cells.get("acting_for", ""),
        since=since,
        until=until,
        holding=values.holding(),
    )
    if not row.name:
        values.problem("name", "The row names nobody", "Give a name, or remove the row")
    return row


def _names(cells: Mapping[str, str]) -> tuple[str, str, str]:
    """Given name, family name and whole name; "Peeters, An" is An Peeters."""
    given, family = cells.get("given_name", ""), cells.get("family_name", "")
    name = cells.get("name", "") or f"{given} {family}".strip()
    before, comma, after = name.partition(",")
    if comma and before.strip() and after.strip() and "," not in after and not (given or family):
        family, given = before.strip(), after.strip()
        name = f"{given} {family}"
    return given, family, name


class _Values:
    """Reads the cells of one row and collects what is wrong."""

    def __init__(self, cells: Mapping[str, str], place: str, problems: list[Problem]) -> None:
        self.cells = cells
        self.place = place
        self.problems = problems

    def problem(self, field: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(place=self.place, field=field, message=message, remedy=remedy))

    def staff_number(self) -> str:
        text = self.cells.get("staff_number", "").replace(" ", "")
        if text and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", text):
            self.problem("staff_number", f"{text[:40]!r} is no staff number", "Write letters and digits only")
        elif re.fullmatch(r"\d+(\.\d+)?E[+-]?\d+", text, re.IGNORECASE):
            self.problem(
                "staff_number",
                f"{text!r} is a number that a spreadsheet has shortened",
                "Format the column as text and export it again",
            )
        return text

    def email(self) -> str:
        text = self.cells.get("email", "")
        if text and not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
            self.problem("email", f"{text[:60]!r} is no e-mail address", "Correct it, or leave it blank")
        return text.casefold()

    def day(self, field: str) -> date | None:
        text = self.cells.get(field, "")
        day = day_from(text) if text else None
        if text and day is None:
            self.problem(field, f"{text[:40]!r} is no day", "Write it as 1/9/2026 (day first) or 2026-09-01")
        return day

    def end(self) -> date | None:
        last, until = self.day("last_day"), self.day("until")
        if last is not None and last.year < _NO_END:
            return last + timedelta(days=1)
        return until if until is not None and until.year < _NO_END else None

    def capacity(self) -> str:
        text = self.cells.get("capacity", "")
        if text and fold(text) not in _CAPACITIES:
            self.problem("capacity", f"{text[:40]!r} is not known", "Write personeel, leerling, ouder or extern")
        return _CAPACITIES.get(fold(text), "staff")

    def holding(self) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        written = self.cells.get("fraction", "")
        if not written and self.cells.get("numerator"):
            written = f"{self.cells['numerator']}/{self.cells.get('denominator', '')}"
        if written:
            plain |= self._fraction(written)
        hours = self.cells.get("hours_per_week", "")
        if "/" in hours and not written:
            plain |= self._fraction(hours)
        elif hours:
            plain |= self._hours(hours)
        days = self.cells.get("days", "")
        if days:
            plain |= self._days(days)
        return plain

    def _fraction(self, written: str) -> dict[str, Any]:
        plain = _FRACTION_WORDS.get(fold(written), written)
        match = _FRACTION.match(plain.replace(",", ".").replace(" ", ""))
        value = -1.0
        if match is not None and Fraction(match["over"] or 1) != 0:
            value = float(Fraction(match["part"]) / Fraction(match["over"] or 1) / (100 if match["percent"] else 1))
        if not 0 <= value <= 2:
            self.problem("fraction", f"{written[:40]!r} is no part of full time", "Write 15/21, 0.5, 50% or voltijds")
            return {}
        return {"fraction": value, "fraction_as_written": written}

    def _hours(self, written: str) -> dict[str, Any]:
        text = written.replace(",", ".")
        if not re.fullmatch(r"\d{1,3}(\.\d{1,4})?", text) or float(text) > 168:
            self.problem("hours_per_week", f"{written[:40]!r} is no number of hours", "Write 12 or 12,5")
            return {}
        return {"hours_per_week": float(text)}

    def _days(self, written: str) -> dict[str, Any]:
        days: set[str] = set()
        last: list[str] = []
        for word in fold(written).split():
            if word in _WEEKDAYS:
                last = [f"{_WEEKDAYS[word]}_{half}" for half in ("am", "pm")]
                days.update(last)
            elif word in _HALVES and last:
                days.difference_update(last)
                days.update(day for day in last if day[-2:] in _HALVES[word])
            elif word not in ("en", "and"):
                self.problem("days", f"{word!r} is no day of the week", 'Write "ma, di vm, do"')
        return {"days": sorted(days)}
