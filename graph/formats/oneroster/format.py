"""OneRoster 1.2 in CSV: schools, their staff and what they are there."""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.text import N_
from graph.formats.format import Format, ReadingOptions
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["ONEROSTER"]


def _has_headings(headings: tuple[str, ...]) -> bool:
    from graph.formats.oneroster.read import file_of

    return file_of(headings) is not None


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    from graph.formats.oneroster.read import read_oneroster

    return read_oneroster(files, snapshot, options)


ONEROSTER = Format(
    name="oneroster",
    title=N_("OneRoster (orgs, users and roles in CSV)"),
    heading="OneRoster",
    suffixes=("csv",),
    is_told_by_headings=_has_headings,
    read=_read,
    can_retire=True,
)
