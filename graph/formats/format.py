"""What a file format is: how it is called, how a file of it is known, and how it comes in and goes out.

Each format declares itself in `format.py` of its folder; `graph.formats.table` gives all of them. A declaration is
small: what reads and writes is loaded when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from graph.domain.kinds import Record
from graph.formats.reading.progress import Progress
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["TABLE_SUFFIXES", "WORKBOOK_SUFFIXES", "Format", "Reader", "ReadingOptions", "Writer", "Writing"]

TABLE_SUFFIXES = ("csv", "tsv", "txt")
WORKBOOK_SUFFIXES = ("xlsx", "xlsm", "xlsb", "xls", "ods")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """How files are read; a format takes of it what it knows.

    Attributes:
        on: the day from which they hold, and from which what they no longer have ends.
        organisation: id of the one that they are about, or where people belong who are new; None = as they say.
        answers: to the doubts of an earlier reading.
        retire: end what the same source once brought and the files no longer have.
        progress: counts the rows of a long list, and may stop the reading.
    """

    on: date
    organisation: str | None = None
    answers: NamedBytes | None = None
    retire: bool = False
    progress: Progress = field(default_factory=Progress, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is written, and how; a format takes of it what it knows.

    Attributes:
        records: those that the reader of the file may see.
        on: the day, for formats that show one day.
        organisation: id of the one that it is narrowed to; None = all.
        base: what stands before every id in linked data; None = the usual one.
        stored: the graph when its reader may see all of it; None = it is made of the records.
    """

    records: tuple[Record, ...]
    on: date
    organisation: str | None = None
    base: str | None = None
    stored: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """The graph as far as the reader of the file may see it. Cost: linear in the records that are not all."""
        return Snapshot.of(self.records) if self.stored is None else self.stored


Reader: TypeAlias = Callable[[Sequence[NamedBytes], Snapshot, ReadingOptions], Imported]
Writer: TypeAlias = Callable[[Writing], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format in which files come in, go out, or both.

    Attributes:
        name: the word of `--format`.
        title: what people call a file of it, as a template of the catalogue.
        heading: of its part of `docs/formats.md`.
        suffixes: of the files that are offered for it, without the dot.
        is_told_by_start: whether the suffix and the first bytes of a text tell that it is of this format; None = never.
        is_told_by_headings: the same for one of the first rows of a table or a workbook, as its suffixes have it.
        is_told_by_cells: whether the first rows of a file that no headings tell are of this format; None = never.
        takes_the_rest: whether a file that nothing tells is taken for one of it, by its form (`csv` or `xlsx`) and its
            first rows; None = never.
        is_general: whether it takes nearly anything of its form, so that the other formats are tried first.
        read: None = it does not come in.
        writers: by word of `--format`; empty = it does not go out.
        takes_one_file: whether files come in one by one.
        is_lossless: whether it holds the whole graph, so that all of it comes back.
        can_narrow: whether an export can be narrowed to an organisation.
        can_retire: whether what the files no longer have can be ended.
    """

    name: str
    title: str
    heading: str
    suffixes: tuple[str, ...]
    is_told_by_start: Callable[[str, bytes], bool] | None = None
    is_told_by_headings: Callable[[tuple[str, ...]], bool] | None = None
    is_told_by_cells: Callable[[Sequence[tuple[str, ...]]], bool] | None = None
    takes_the_rest: Callable[[str, Sequence[tuple[str, ...]]], bool] | None = None
    is_general: bool = False
    read: Reader | None = None
    writers: Mapping[str, Writer] = field(default_factory=lambda: MappingProxyType({}))
    takes_one_file: bool = False
    is_lossless: bool = False
    can_narrow: bool = False
    can_retire: bool = False
