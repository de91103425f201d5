"""GraphML: the whole graph for programs that draw and measure graphs."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from graph.domain.text import N_
from graph.formats.format import Format, ReadingOptions, Writing
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["GRAPHML"]

_SUFFIXES = ("graphml", "xml")


def _is_graphml(suffix: str, start: bytes) -> bool:
    return suffix in _SUFFIXES or (start.startswith(b"<") and b"<graphml" in start)


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    from graph.formats.graphml.read import read_graphml

    return read_graphml(files, snapshot, retire=options.retire, on=options.on)


def _write(writing: Writing) -> bytes:
    from graph.formats.graphml.write import graphml

    return graphml(writing.records)


GRAPHML = Format(
    name="graphml",
    title=N_("a graph (GraphML)"),
    heading="GraphML",
    suffixes=_SUFFIXES,
    is_told_by_start=_is_graphml,
    read=_read,
    writers=MappingProxyType({"graphml": _write}),
    is_lossless=True,
    can_retire=True,
)
