"""The takenoverzicht: the workbook that schools keep of who does what."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from graph.domain.kinds import MANDATE_KINDS
from graph.domain.text import N_
from graph.formats.format import WORKBOOK_SUFFIXES, Format, ReadingOptions, Writing
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["TAKENOVERZICHT"]


def _has_columns_of_tasks(headings: tuple[str, ...]) -> bool:
    from graph.formats.takenoverzicht.layout import field_of_heading

    fields = set(map(field_of_heading, headings))
    return "task" in fields and bool(fields & set(MANDATE_KINDS))


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    from graph.formats.takenoverzicht.read import read_takenoverzicht

    (file,) = files
    return read_takenoverzicht(
        file,
        snapshot,
        organisation=options.organisation,
        answers=options.answers,
        on=options.on,
        progress=options.progress,
    )


def _write(writing: Writing) -> bytes:
    from graph.formats.takenoverzicht.sheets import organisations_with_a_sheet
    from graph.formats.takenoverzicht.write import takenoverzicht

    snapshot = writing.snapshot()
    return takenoverzicht(snapshot, organisations_with_a_sheet(snapshot, writing.on, writing.organisation), writing.on)


TAKENOVERZICHT = Format(
    name="takenoverzicht",
    title=N_("a takenoverzicht (Excel)"),
    heading="Takenoverzicht",
    suffixes=WORKBOOK_SUFFIXES,
    is_told_by_headings=_has_columns_of_tasks,
    # Any workbook may be one: schools name their columns themselves, and reading says what is missing.
    takes_the_rest=True,
    is_general=True,
    read=_read,
    writers=MappingProxyType({"takenoverzicht": _write}),
    takes_one_file=True,
    can_narrow=True,
)
