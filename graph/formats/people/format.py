"""A list of people, as an administration exports it."""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.text import N_
from graph.formats.format import TABLE_SUFFIXES, WORKBOOK_SUFFIXES, Format, ReadingOptions
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["PEOPLE"]


def _has_columns_of_people(headings: tuple[str, ...]) -> bool:
    from graph.formats.people.columns import is_people

    return is_people(headings)


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    from graph.formats.people.read import read_people

    (file,) = files
    return read_people(
        file,
        snapshot,
        organisation=options.organisation,
        answers=options.answers,
        on=options.on,
        retire=options.retire,
        progress=options.progress,
    )


def _is_list_with_addresses(rows: Sequence[tuple[str, ...]]) -> bool:
    from graph.formats.people.mapping import has_addresses

    return has_addresses(rows)


PEOPLE = Format(
    name="people",
    title=N_("a list of colleagues (CSV or Excel)"),
    heading="People",
    suffixes=(*TABLE_SUFFIXES, *WORKBOOK_SUFFIXES),
    is_told_by_headings=_has_columns_of_people,
    is_told_by_cells=_is_list_with_addresses,
    is_general=True,
    read=_read,
    takes_one_file=True,
    can_retire=True,
)
