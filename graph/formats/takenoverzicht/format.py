"""The takenoverzicht: the workbook that schools keep of who does what."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from graph.domain.text import N_
from graph.formats.format import TABLE_SUFFIXES, WORKBOOK_SUFFIXES, Format, ReadingOptions, Writing
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["TAKENOVERZICHT"]


def _tells_who_does_what(headings: tuple[str, ...]) -> bool:
    from graph.formats.takenoverzicht.layout import tells_who_does_what

    return tells_who_does_what(headings)


def _may_be_one(form: str, rows: Sequence[tuple[str, ...]]) -> bool:
    """Any workbook, as schools name their columns themselves and reading says what is missing; a text with tasks."""
    from graph.formats.takenoverzicht.layout import names_tasks

    return form in WORKBOOK_SUFFIXES or any(map(names_tasks, rows))


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
    title=N_("a takenoverzicht (Excel or CSV)"),
    heading="Takenoverzicht",
    suffixes=(*WORKBOOK_SUFFIXES, *TABLE_SUFFIXES),
    is_told_by_headings=_tells_who_does_what,
    takes_the_rest=_may_be_one,
    is_general=True,
    read=_read,
    writers=MappingProxyType({"takenoverzicht": _write}),
    takes_one_file=True,
    can_narrow=True,
)
