"""The table of formats: what comes in, what goes out, and that it costs nothing to look at."""

from __future__ import annotations

import subprocess
import sys

from graph.formats.table import formats, readable, writable


def test_a_name_stands_for_one_format() -> None:
    names = [each.name for each in formats()]
    words = [word for each in formats() for word in each.writers]
    assert len(set(names)) == len(names)
    assert len(set(words)) == len(words) == len(writable())


def test_every_format_comes_in_or_goes_out() -> None:
    assert {each.name for each in formats()} == readable().keys() | {each.name for each in writable().values()}


def test_what_comes_in_can_be_told() -> None:
    for each in readable().values():
        assert each.is_told_by_start or each.is_told_by_headings, each.name


def test_looking_at_the_table_loads_nothing_that_reads_or_writes() -> None:
    look = "import sys, graph.formats.table; print(*(name for name in sys.modules if name.startswith('graph.formats')))"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.endswith((".read", ".write", ".rows", ".workbook", ".syntax"))] == []
