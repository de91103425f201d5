"""A format of the ring: a text with a topic on each line, in and out."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from graph.domain.kinds import Expertise
from graph.domain.text import N_, counted
from graph.formats.format import Format, ReadingOptions, Writing
from graph.formats.reading.reconcile import puts
from graph.formats.reading.result import Imported, NamedBytes, Note
from graph.formats.reading.text import slug
from graph.model.snapshot import Snapshot

FIRST_LINE = "# wish list"


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    lines = [line.strip() for file in files for line in file.content.decode().splitlines()]
    topics = [Expertise(id=f"expertise/{slug(line)}", name=line) for line in lines if line and not line.startswith("#")]
    note = Note(text=counted("{number} wish was read", "{number} wishes were read", len(topics)))
    return Imported(changes=puts(topics, snapshot), notes=(note,), snapshot=snapshot)


def _write(writing: Writing) -> bytes:
    topics = sorted(record.name for record in writing.records if isinstance(record, Expertise))
    return "\n".join([FIRST_LINE, *topics, ""]).encode()


WISH_LIST = Format(
    name="wishlist",
    title=N_("a wish list of the ring"),
    heading="Wish list",
    suffixes=("wish",),
    is_told_by_start=lambda suffix, start: start.startswith(FIRST_LINE.encode()),
    read=_read,
    writers=MappingProxyType({"wishlist": _write}),
)
