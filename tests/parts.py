"""The part of a list of records, found by looking at each of them for each question; the definition, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.domain.kinds import Record
from graph.domain.part import Part, gathered

__all__ = ["part_of"]


def part_of(records: Sequence[Record], within: Iterable[str]) -> tuple[Part, list[Record]]:
    """The part of the records for some organisations, and what it holds."""
    empty = Part(within)
    held, part = gathered(empty, empty.first(), lambda ask: filter(ask.wants, records))
    return part, held
