"""The columns of a list of people: headings in Dutch or English, whatever their case, accents and order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from graph.domain.errors import Problem
from graph.domain.text import N_, Series, Text
from graph.formats.people.words import EXAMPLE, FIELD_BY_HEADING
from graph.formats.reading.result import Note
from graph.formats.reading.table import Table, columns_by_field
from graph.formats.reading.text import fold

__all__ = ["column_problems", "columns_of", "has_names", "is_people", "unread_columns"]

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
    """What makes the columns unfit: nobody is named."""
    if not has_names(columns):
        yield Problem(
            place=table.place,
            message=Text("No column holds the names of people"),
            remedy=Text("Give headings such as: {headings}", headings=";".join(EXAMPLE)),
        )


def unread_columns(table: Table, columns: Mapping[str, int]) -> Iterator[Note]:
    """Notes on what is not read, and on how an end is read."""
    read = set(columns.values())
    unread = []
    for heading in (heading for place, heading in enumerate(table.headings) if heading and place not in read):
        same = columns.get(FIELD_BY_HEADING.get(fold(heading), ""))
        if same is None:
            unread.append(heading)
        else:
            text = Text("“{other}” says the same as “{one}”: not read", one=table.headings[same], other=heading)
            yield Note(address=table.place, text=text, matters=True)
    if unread:
        text = Text("Columns that are not read: {columns}", columns=Series(tuple(unread)))
        yield Note(address=table.place, text=text, matters=True)
    for field in (each for each in _READINGS_OF_AN_END if each in columns):
        heading = table.headings[columns[field]]
        yield Note(address=table.place, text=Text(_READINGS_OF_AN_END[field], column=heading))
