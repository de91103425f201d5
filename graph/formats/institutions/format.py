"""The open data of the Flemish government about schools, boards and sites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.domain.text import N_
from graph.formats.format import TABLE_SUFFIXES, WORKBOOK_SUFFIXES, Format, ReadingOptions
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["INSTITUTIONS"]

_KEYS = re.compile(rb'"(?:instellingsgegevens|instelling_nummer)"\s*:')


def _is_page_of_the_service(suffix: str, start: bytes) -> bool:
    return start.startswith((b"{", b"[")) and _KEYS.search(start) is not None


def _has_columns_of_the_download(headings: tuple[str, ...]) -> bool:
    from graph.formats.institutions.download import is_institutions

    return is_institutions(headings)


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    from graph.formats.institutions.read import read_institutions

    return read_institutions(files, snapshot, retire=options.retire, on=options.on)


INSTITUTIONS = Format(
    name="institutions",
    title=N_("schools from the open data of the government"),
    heading="Institutions",
    suffixes=(*TABLE_SUFFIXES, "json", *WORKBOOK_SUFFIXES),
    is_told_by_start=_is_page_of_the_service,
    is_told_by_headings=_has_columns_of_the_download,
    read=_read,
    can_retire=True,
)
