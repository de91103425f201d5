"""The download of institution data, in CSV or a workbook: a row per site, with its institution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from graph.domain.errors import Problem
from graph.domain.text import Quoted, Series, Text
from graph.formats.institutions.rows import Institution, Site, degrees_of, number_of, parent_of, site_number_of
from graph.formats.institutions.words import (
    BOARD,
    CENTRE,
    COMMUNITY,
    FIELD_BY_HEADING,
    HEADINGS,
    OURS,
    SCHOOL,
    levels_of,
    type_of,
)
from graph.formats.reading.damage import damaged_cells
from graph.formats.reading.days import day_from
from graph.formats.reading.grid import read_list
from graph.formats.reading.result import NamedBytes, Place
from graph.formats.reading.table import columns_by_field
from graph.formats.reading.text import fold

__all__ = ["institutions_in_csv", "is_institutions"]

_NO_END = 2099


def is_institutions(headings: tuple[str, ...]) -> bool:
    """Whether a row of headings is one of the download."""
    folded = {fold(heading) for heading in headings}
    has_number = bool(folded & set(HEADINGS["number"]))
    return has_number and len(folded & set(OURS)) >= 2


def institutions_in_csv(
    file: NamedBytes, problems: list[Problem], unread: list[Problem]
) -> Iterator[Institution | Site]:
    """The institutions and sites of the download, a row per site.

    Args:
        file: CSV, or a workbook.
        problems: gets why the file cannot be read.
        unread: gets why a row cannot be; nothing is taken of it.
    """
    table = read_list(file, problems, is_institutions)
    if table is None:
        return
    columns = columns_by_field(table.headings, FIELD_BY_HEADING)
    missing = tuple(HEADINGS[name][0] for name in ("number", "name") if name not in columns)
    if missing:
        problems.append(
            Problem(
                place=table.place,
                message=Text("The column {columns} is missing", columns=Series(missing, "and")),
                remedy=Text("Give the download as it is, with its row of headings"),
            )
        )
        return
    for line in table.lines:
        cells = {field: line.cells[column] for field, column in columns.items() if line.cells[column]}
        wrong: list[Problem] = []
        damaged_cells(cells, line.place, wrong)
        rows = list(_of_row(cells, line.place, wrong))
        unread.extend(wrong)
        yield from () if wrong else rows


def _of_row(cells: Mapping[str, str], place: Place, problems: list[Problem]) -> Iterator[Institution | Site]:
    number = number_of(cells.get("number", ""), place, "schoolnummer", problems)
    if number is None:
        return
    name = cells.get("name", "")
    if not name:
        problems.append(
            Problem(place=place, field="naam", message=Text("The institution has no name"), remedy=Text("Give one"))
        )
        return
    since, until = _period_of(cells, place, problems)
    site = site_number_of(cells.get("site", ""), place, problems) if cells.get("site") else None
    is_main = _is_main(cells)
    type_ = type_of(cells.get("type", ""), name=name, levels=cells.get("levels", ""), sort=cells.get("sort", ""))
    is_whole = site is None or is_main
    yield Institution(
        place=place,
        number=number,
        name=name,
        type=type_,
        levels=levels_of(cells.get("levels", ""), cells.get("structures", "")) if type_ in (SCHOOL, CENTRE) else (),
        kbo=cells.get("kbo", ""),
        email=cells.get("email", "").casefold(),
        phone=cells.get("phone", ""),
        website=cells.get("website", ""),
        since=since if is_whole else None,
        until=until if is_whole else None,
        board=_named_parent(cells.get("board", ""), place, BOARD),
        community=_named_parent(cells.get("community", ""), place, COMMUNITY),
        main_site=(site or "") if is_main else "",
    )
    if site is not None and type_ is not None:
        yield Site(
            place=place,
            institution=number,
            number=site,
            municipality=cells.get("municipality", ""),
            postcode=cells.get("postcode", ""),
            street=cells.get("street", ""),
            latitude=degrees_of(cells.get("latitude", "")),
            longitude=degrees_of(cells.get("longitude", "")),
            is_main=is_main,
            since=since,
            until=until,
        )


def _period_of(cells: Mapping[str, str], place: Place, problems: list[Problem]) -> tuple[date | None, date | None]:
    """The first day of an institution or site, and the first day on which it is no longer there."""
    since = _csv_day(cells.get("since", ""), place, "begindatum", problems)
    last = _csv_day(cells.get("until", ""), place, "einddatum", problems)
    return since, None if last is None or last.year >= _NO_END else last + timedelta(days=1)


def _is_main(cells: Mapping[str, str]) -> bool:
    return fold(cells.get("is_main", "")) in ("ja", "j", "1", "true", "waar", "x")


def _named_parent(text: str, place: Place, type_: str) -> Institution | None:
    """A board or community as a cell names it: its number, alone or before its name."""
    match = re.match(r"(\d{1,6})\b[\s:-]*(.*)\Z", text)
    if match is None or int(match[1]) == 0:
        return None
    return parent_of(match[1].zfill(6), match[2], place, type_)


def _csv_day(text: str, place: Place, field: str, problems: list[Problem]) -> date | None:
    if not text:
        return None
    day = day_from(text)
    if day is None:
        problems.append(
            Problem(
                place=place,
                field=field,
                message=Text("{text} is no day", text=Quoted(text, most=40)),
                remedy=Text("Write it as 1/9/2026"),
            )
        )
    return day
