"""Linked data: the graph in the terms of W3C ORG and OSLO, for programs elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from graph.domain.text import N_
from graph.formats.format import Format, ReadingOptions, Writing
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["LINKED_DATA"]


def _write(writing: Writing) -> bytes:
    from graph.formats.jsonld.write import BASE, jsonld

    return jsonld(writing.snapshot(), writing.on, BASE if writing.base is None else writing.base)


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    from graph.formats.jsonld.read import read_jsonld

    return read_jsonld(files, snapshot, retire=options.retire, on=options.on)


def _is_linked_data(suffix: str, start: bytes) -> bool:
    return suffix == "jsonld" or (start.startswith((b"{", b"[")) and b'"@context"' in start[:2_000])


LINKED_DATA = Format(
    name="jsonld",
    title=N_("linked data (JSON-LD)"),
    heading="Linked data (JSON-LD)",
    suffixes=("jsonld",),
    is_told_by_start=_is_linked_data,
    read=_read,
    can_retire=True,
    writers=MappingProxyType({"jsonld": _write}),
)
