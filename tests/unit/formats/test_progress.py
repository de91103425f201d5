"""How far a reading is, and the way to stop it."""

from __future__ import annotations

from datetime import date

import pytest

from graph.formats.format import ReadingOptions
from graph.formats.people.format import PEOPLE
from graph.formats.reading.progress import Progress, Stopped
from graph.formats.reading.result import NamedBytes
from tests.graphs import school, snapshot_of

LIST = NamedBytes("lijst.csv", b"naam;e-mail\nJo Nijs;jo@x.example\nBo Wit;bo@x.example\n")


def test_rows_are_counted_as_they_are_read() -> None:
    progress = Progress()
    seen = [(row, progress.done, progress.total) for row in progress.over("ab")]
    assert seen == [("a", 1, 2), ("b", 2, 2)]


def test_a_reading_that_is_stopped_ends_at_the_next_row_and_takes_nothing() -> None:
    progress = Progress()
    progress.stop()
    assert PEOPLE.read is not None
    with pytest.raises(Stopped):
        PEOPLE.read([LIST], snapshot_of(school("brug")), ReadingOptions(on=date(2026, 12, 1), progress=progress))
