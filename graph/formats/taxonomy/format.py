"""Topics of expertise from a framework of competences."""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.text import N_
from graph.formats.format import TABLE_SUFFIXES, Format, ReadingOptions
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["TAXONOMY"]


def _has_columns_of_translations(headings: tuple[str, ...]) -> bool:
    from graph.formats.taxonomy.read import is_taxonomy

    return is_taxonomy(headings)


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    from graph.formats.taxonomy.read import read_taxonomy

    return read_taxonomy(files, snapshot)


TAXONOMY = Format(
    name="taxonomy",
    title=N_("a list of topics"),
    heading="Taxonomy",
    suffixes=TABLE_SUFFIXES,
    is_told_by_headings=_has_columns_of_translations,
    read=_read,
)
