"""Columns whose headings are not known: what each holds is asked, with a suggestion by what stands below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.domain.text import Text
from graph.formats.people.columns import columns_of, has_names
from graph.formats.people.words import CAPACITY_BY_WORD, FIELD_BY_HEADING, HEADINGS
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.days import day_from
from graph.formats.reading.first_row import holds_headings
from graph.formats.reading.place_names import PlaceNames
from graph.formats.reading.result import LIKELY, OPEN, PICK, POSSIBLE, SKIP, Doubt, Suggestion
from graph.formats.reading.table import Line, Table
from graph.formats.reading.text import fold

__all__ = ["has_addresses", "mapped"]

_FIELDS = {
    "name": Text("Full name"),
    "given_name": Text("Given name"),
    "family_name": Text("Family name"),
    "email": Text("E-mail"),
    "other_email": Text("Second e-mail address"),
    "staff_number": Text("Staff number"),
    "organisation": Text("School"),
    "role": Text("Function"),
    "fraction": Text("Part of full time"),
    "hours_per_week": Text("Hours per week"),
    "since": Text("First day"),
    "last_day": Text("Last day"),
}
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_NUMBER = re.compile(r"\d{7,12}")
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,4}")
_LOOKED_AT = 50
_EVIDENT = {"email", "staff_number", "organisation"}
_OF_SOMETHING_ELSE = re.compile(
    r"prive|private|personal|persoonlijk|thuis|recovery|gsm|mobiel|mobile|telefoon|phone|rijksregister|groep|klas"
)
"""Headings of what is no address or number at school, or no school, though it looks so."""


def has_addresses(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether rows are a list with e-mail addresses, whatever stands above them: at least two, beside other texts."""
    return sum(any(_ADDRESS.fullmatch(cell) for cell in row) and len(list(filter(None, row))) > 1 for row in rows) > 1


def mapped(table: Table, asker: Asker, names: PlaceNames) -> Table:
    """The table with the headings that were told. Where its own tell who is meant, only a column is asked about that no
    heading tells of, and that holds addresses, staff numbers or schools that no other column has.

    What was told is kept by heading, so that the next file of the same source asks nothing. A first row with an address
    is somebody's, and no headings, and one without a known heading is asked about: the columns of a list without
    headings are told by their numbers, and asked again of the next file.

    Args:
        table: as it was read.
        asker: has the answers.
        names: of the organisations that cells may name.
    """
    if has_names(columns_of(table.headings)):
        return _with_evident(table, asker, names)
    if not _names_people(table, names):
        return table
    if not _has_headings(table, asker, names):
        numbers = tuple(str(column) for column in range(1, 1 + len(table.headings)))
        table = replace(table, headings=numbers, lines=(Line(table.place, table.headings), *table.lines))
    given = {FIELD_BY_HEADING[fold(each)] for each in table.headings if fold(each) in FIELD_BY_HEADING}
    headings: list[str] = []
    for column, heading in enumerate(table.headings):
        known = fold(heading) in FIELD_BY_HEADING or not heading
        field = None if known else _asked(table, column, given, asker, names)
        if field is not None:
            given.add(field)
        headings.append(HEADINGS[field][0] if field is not None else heading)
    return replace(table, headings=tuple(headings))


def _with_evident(table: Table, asker: Asker, names: PlaceNames) -> Table:
    given = set(columns_of(table.headings))
    if "organisation_number" in given:
        given.add("organisation")
    headings = list(table.headings)
    for column, heading in enumerate(table.headings):
        if not heading or fold(heading) in FIELD_BY_HEADING or _OF_SOMETHING_ELSE.search(fold(heading)):
            continue
        cells = [line.cells[column] for line in table.lines[:_LOOKED_AT] if line.cells[column]]
        if _likely(cells, given, names) in _EVIDENT - given:
            field = _asked(table, column, given, asker, names)
            headings[column] = heading if field is None else HEADINGS[field][0]
    return replace(table, headings=tuple(headings))


def _has_headings(table: Table, asker: Asker, names: PlaceNames) -> bool:
    if any(map(_ADDRESS.fullmatch, table.headings)):
        return False
    return any(fold(heading) in FIELD_BY_HEADING for heading in table.headings) or holds_headings(
        asker,
        table.place,
        table.headings,
        [line.cells for line in table.lines],
        is_like_a_row=any(names.named(heading) is not None for heading in table.headings),
    )


def _names_people(table: Table, names: PlaceNames) -> bool:
    """Whether a column looks like names or addresses of people."""
    columns = ([line.cells[column] for line in table.lines[:_LOOKED_AT]] for column in range(len(table.headings)))
    return any(_likely(list(filter(None, cells)), set(), names) in ("name", "email") for cells in columns)


def _asked(table: Table, column: int, given: set[str], asker: Asker, names: PlaceNames) -> str | None:
    heading = table.headings[column]
    cells = [line.cells[column] for line in table.lines[:_LOOKED_AT] if line.cells[column]]
    likely = _likely(cells, given, names)
    doubt = Doubt(
        id=doubt_id("column", "people", heading),
        kind="heading",
        address=table.place,
        value=heading,
        text=Text(
            "What does the column “{value}” hold? For instance: {example}",
            value=heading,
            example=", ".join(cells[:3])[:80],
        ),
        suggestions=tuple(Suggestion(pick=field, name=name) for field, name in _FIELDS.items()),
        choices=(PICK, SKIP, OPEN),
        suggested=f"{PICK} {likely}" if likely else SKIP,
        certainty=LIKELY if likely else POSSIBLE,
        is_kept=not heading.isdecimal(),
    )
    if likely:
        given.add(likely)
    return asker.one_of(doubt, _FIELDS)


def _likely(cells: Sequence[str], given: set[str], names: PlaceNames) -> str | None:
    """What most of the cells are, unless another column is that already."""
    if not cells:
        return None
    tests = {
        "email": lambda cell: _ADDRESS.fullmatch(cell) is not None,
        "staff_number": lambda cell: _NUMBER.fullmatch(cell) is not None,
        "organisation": lambda cell: names.named(cell) is not None,
        "since": lambda cell: day_from(cell) is not None,
        "name": lambda cell: _NAME.fullmatch(cell) is not None and fold(cell) not in CAPACITY_BY_WORD,
    }
    for field, fits in tests.items():
        if field not in given and 2 * sum(map(fits, cells)) > len(cells):
            return field
    return None
