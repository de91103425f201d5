"""Whether a rule does what its own example shows: it finds the one graph exactly once and leaves the other alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from graph.analyses.gaps.code import AnyCode
from graph.analyses.gaps.report import mandate_gaps
from graph.domain.codec import read_record
from graph.domain.errors import InvalidInput, Problem
from graph.domain.text import Text
from graph.model.snapshot import Snapshot

__all__ = ["failures"]


def failures(code: AnyCode) -> Iterator[Text]:
    """What is wrong between a rule and its example; nothing when the rule does what it shows.

    Raises:
        InvalidInput: the example is no sound graph.

    Cost: two tiny reports.
    """
    example = code.example
    found = _count(code, (*example.both, *example.has_it), example.on)
    if found != 1:
        yield Text("The rule {rule} finds its example {number} times, not once", rule=code.code, number=found)
    wrongly = _count(code, (*example.both, *example.has_it_not), example.on)
    if wrongly:
        yield Text("The rule {rule} finds what its example has not, {number} times", rule=code.code, number=wrongly)


def _count(code: AnyCode, plains: Iterable[Mapping[str, Any]], on: date) -> int:
    problems: list[Problem] = []
    records = [read_record(plain, f"example record {place}", problems) for place, plain in enumerate(plains)]
    if problems:
        raise InvalidInput(problems)
    snapshot = Snapshot.of(each for each in records if each is not None)
    report = mandate_gaps(snapshot, on, intervals=False, codes=(code,))
    return len(report.findings)
