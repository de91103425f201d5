"""The notebook of the examples: every cell runs, and prints what the file shows."""

from __future__ import annotations

from tests.notebook import committed, executed


def test_the_notebook_prints_what_it_shows() -> None:
    assert executed() == committed()
