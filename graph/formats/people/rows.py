"""The rows of a list of people: which of them name somebody who is there, and what each says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.domain.errors import Problem
from graph.domain.text import Text, counted
from graph.formats.people.amounts import Amount
from graph.formats.people.values import Values
from graph.formats.people.words import GONE_BY_WORD, YES_WORDS
from graph.formats.reading.damage import damage_of
from graph.formats.reading.days import Calendar, day_from
from graph.formats.reading.never import is_total
from graph.formats.reading.periods import When
from graph.formats.reading.result import Note, Place
from graph.formats.reading.table import Line, Table
from graph.formats.reading.text import fold, whole_number

__all__ = ["StaffRow", "staff_rows"]

_SEVERAL = re.compile(r"[&+/|;\n]|\s(?:en|and)\s")
"""What stands between the names of several people, and never in a name."""
MOST_UNREAD = 10_000
"""So much that cannot be read says that the list is not what it seems; more would only take time."""
_NAMING = ("name", "family_name", "given_name")
_ENDS_BY_FLAG = {"status": "since", "blocked": "last_day"}
_DAY = re.compile(r"\d \d|\d{4}|\d\d? [a-z]{3,}|\b(?:begin|half|eind|einde)\b")
"""What stands in "In dienst" or "Uit dienst" where it tells a day rather than yes or no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One row, its values read."""

    place: Place
    is_sound: bool
    """Whether what tells who and where can be read; nothing is taken of another row."""

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

    amounts: Mapping[str, tuple[str, Amount]]
    """Its cells of a holding that may mean several things, as they are written."""


def staff_rows(
    table: Table, columns: Mapping[str, int], problems: list[Problem], notes: list[Note], calendar: Calendar | None
) -> Iterator[StaffRow]:
    """The rows that are about somebody who is there.

    What cannot be read in them is noted; so are those that add up, name several people or are of somebody who is gone.
    """
    gone: list[Line] = []
    unread: list[Line] = []
    told = 0
    for line in table.lines:
        if told > MOST_UNREAD:
            problems.append(_too_many(line.place, told))
            break
        names = [line.cells[columns[each]] for each in _NAMING if each in columns]
        first = next(filter(None, (*names, *line.cells)), "")
        several = next((name for name in names if _SEVERAL.search(name) and damage_of(name) is None), None)
        if is_total(first):
            notes.append(Note(address=line.place, text=Text("“{text}” adds up other rows: not read", text=first)))
        elif _is_gone(line, columns, calendar):
            gone.append(line)
        elif several is not None:
            text = Text("“{text}” names several people: not read. Give each of them a row", text=several)
            notes.append(Note(address=line.place, text=text, matters=True))
        else:
            cells = _with_days_of_service({field: line.cells[column] for field, column in columns.items()})
            values = Values(cells, line.place, calendar)
            row = _row(values)
            notes.extend(values.notes)
            told += len(values.notes)
            if not row.is_sound:
                unread.append(line)
            yield row
    notes.extend(_left_out(gone, unread))


def _left_out(gone: list[Line], unread: list[Line]) -> Iterator[Note]:
    if gone:
        text = counted(
            "{number} row says that somebody is no longer there: left out",
            "{number} rows say that somebody is no longer there: left out",
            len(gone),
        )
        yield Note(address=gone[0].place, text=text, matters=True)
    if unread:
        text = counted(
            "{number} row is left out: what of it cannot be read is told",
            "{number} rows are left out: what of them cannot be read is told",
            len(unread),
        )
        yield Note(address=unread[0].place, text=text, matters=True)


def _too_many(place: Place, number: int) -> Problem:
    return Problem(
        place=place,
        message=Text("{number} things are wrong before this line: it is not read on from here", number=number),
        remedy=Text("Correct those first"),
    )


def _is_gone(line: Line, columns: Mapping[str, int], calendar: Calendar | None) -> bool:
    """Whether a row says of somebody that they are no longer there."""
    there, blocked = (line.cells[columns[each]] if each in columns else "" for each in ("status", "blocked"))
    last_day = day_from(blocked.replace(" ", "/"))
    is_over = last_day is not None and (calendar is None or last_day < calendar.on)
    return fold(there) in GONE_BY_WORD or fold(blocked) in YES_WORDS or is_over


def _with_days_of_service(cells: dict[str, str]) -> dict[str, str]:
    """The cells of a row with the days that stand in a column about being there, or being gone, as its period."""
    days = {end: cells[flag] for flag, end in _ENDS_BY_FLAG.items() if _DAY.search(fold(cells.get(flag, "")))}
    return {**cells, **{end: day for end, day in days.items() if not cells.get(end)}}


def _row(values: Values) -> StaffRow:
    given, family, name = values.names()
    email, other_email = values.emails()
    since, until = values.period()
    holding, number = values.holding(), values.organisation_number()
    return StaffRow(
        place=values.place,
        is_sound=values.is_sound,
        staff_number=values.staff_number(),
        email=email,
        other_email=other_email,
        name=name,
        other_name=values.cells.get("other_name", ""),
        given_name=given,
        family_name=family,
        organisation_number=number,
        organisation=values.cells.get("organisation", ""),
        role=values.role(),
        capacity=values.capacity(),
        acting_for=whole_number(values.cells.get("acting_for", "")),
        since=since,
        until=until,
        holding=holding,
        unclear=values.unclear,
        amounts=values.amounts,
    )
