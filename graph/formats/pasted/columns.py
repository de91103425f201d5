"""Pasted colleagues as a list of people: under the headings that were pasted, else under those that the cells tell."""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.errors import Problem
from graph.domain.kinds import Organisation, Role, RoleType
from graph.formats.pasted.lines import pasted_lines
from graph.formats.pasted.words import HEADINGS
from graph.formats.people.columns import columns_of, has_names
from graph.formats.reading.table import Line, Table, table_of
from graph.formats.reading.text import fold
from graph.model.snapshot import Snapshot

__all__ = ["colleagues_table"]

_BEFORE_FAMILY_NAMES = ("van ", "de ", "den ", "der ", "le ", "la ", "el ", "ter ", "ten ")


def colleagues_table(text: str, snapshot: Snapshot, problems: list[Problem]) -> Table | None:
    """The rows of a text under their headings; None when there are none, or they cannot be read.

    Args:
        text: what was pasted, its cells separated by tabs, semicolons or commas.
        snapshot: has the names of the organisations.
        problems: gets what is wrong with the rows.
    """
    lines = pasted_lines(text, problems)
    if not lines or problems:
        return None
    if _are_family_names_first(lines, snapshot):
        lines = [Line(line.place, (", ".join(line.cells),)) for line in lines]
    first, *others = lines
    if has_names(columns_of(first.cells)):
        return table_of(first, others, problems)
    return table_of(Line(first.place, _guessed(lines, snapshot)), lines, problems)


def _are_family_names_first(lines: Sequence[Line], snapshot: Snapshot) -> bool:
    """Whether every line is "Claes, An": a word or "Van den Bos" before another name, that is no function or place."""
    if any(len(line.cells) != 2 or not all(line.cells) or "@" in "".join(line.cells) for line in lines):
        return False
    nodes = (*snapshot.nodes(Organisation), *snapshot.nodes(Role), *snapshot.nodes(RoleType))
    known = {fold(name) for node in nodes for name in (node.name, *dict(node.names).values())}
    return all(
        second[0].isupper()
        and len(second.split()) <= 2
        and fold(second) not in known
        and (" " not in first or fold(first).startswith(_BEFORE_FAMILY_NAMES))
        for first, second in (line.cells for line in lines)
    )


def _guessed(lines: Sequence[Line], snapshot: Snapshot) -> tuple[str, ...]:
    """A heading for each column by what most of its cells are; the first other is the name, then the function."""
    places = {fold(place.name) for place in snapshot.nodes(Organisation)}
    headings: list[str] = []
    for column in range(max(len(line.cells) for line in lines)):
        cells = [line.cells[column] for line in lines if column < len(line.cells) and line.cells[column]]
        fields = [HEADINGS[field] for field in _likely_fields(cells, places)]
        headings.append(next((heading for heading in fields if heading not in headings), f"kolom {column + 1}"))
    return tuple(headings)


def _likely_fields(cells: Sequence[str], places: set[str]) -> tuple[str, ...]:
    if 2 * sum("@" in cell for cell in cells) > len(cells):
        return ("email",)
    if 2 * sum(_is_place(cell, places) for cell in cells) > len(cells):
        return ("organisation",)
    if all(not any(letter.isalpha() for letter in cell) for cell in cells):
        return ()
    return ("name", "role")


def _is_place(cell: str, places: set[str]) -> bool:
    words = set(fold(cell).split())
    return any(words and words <= set(place.split()) for place in places)
