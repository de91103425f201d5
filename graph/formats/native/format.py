"""The native format: a file of the product itself, without loss."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from graph.domain.text import N_
from graph.formats.format import Format, ReadingOptions, Writing
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["NATIVE"]

_SUFFIXES = ("json", "yaml", "yml", "ndjson", "jsonl")


def _is_native(suffix: str, start: bytes) -> bool:
    return suffix in _SUFFIXES or start.startswith(b"{") or b"mandaatwijzer:" in start


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    from graph.formats.native.read import read_native

    return read_native(files, snapshot, retire=options.retire, on=options.on)


def _json(writing: Writing) -> bytes:
    from graph.formats.native.write import native_json

    return native_json(writing.records)


def _ndjson(writing: Writing) -> bytes:
    from graph.formats.native.write import native_ndjson

    return native_ndjson(writing.records)


def _yaml(writing: Writing) -> bytes:
    from graph.formats.native.write import native_yaml

    return native_yaml(writing.records)


NATIVE = Format(
    name="native",
    title=N_("a file of Mandaatwijzer itself"),
    heading="Native (JSON, YAML, NDJSON)",
    suffixes=_SUFFIXES,
    is_told_by_start=_is_native,
    is_general=True,
    read=_read,
    writers=MappingProxyType({"native": _json, "json": _json, "ndjson": _ndjson, "yaml": _yaml}),
    is_lossless=True,
    can_retire=True,
)
