"""The sheets of workbooks in XLS, XLSB and ODS, read in a process of its own.

What such a file says of its size cannot be checked before it is read, as it can of XLSX: one cell in the last corner of
a sheet may ask for all memory. So it is read where memory and time have a limit, and what comes back is plain.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

__all__ = ["ForeignSheet", "Unreadable", "foreign_sheets"]

SECONDS = 20
BYTES = 900_000_000


class Unreadable(Exception):
    """The reader gave up: the file is damaged, has a password, or asks for too much."""


@dataclass(frozen=True, slots=True)
class ForeignSheet:
    """A sheet: its title, whether people see it, its rows from the first, and the ranges that are merged."""

    title: str
    is_visible: bool
    rows: tuple[tuple[Any, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...]


def foreign_sheets(content: bytes, most_rows: int, most_columns: int) -> tuple[ForeignSheet, ...]:
    """The sheets in order.

    Raises:
        Unreadable: with the reason in a word.
    """
    command = [sys.executable, "-I", "-c", _CHILD, str(most_rows), str(most_columns), str(BYTES), str(SECONDS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("timeout") from error
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise Unreadable(last.partition(":")[0].rpartition(".")[2] or "MemoryError")
    return tuple(
        ForeignSheet(title, is_visible, tuple(map(tuple, rows)), tuple(tuple(each) for each in merged))
        for title, is_visible, rows, merged in json.loads(done.stdout)
    )


_CHILD = """
import json, sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]),) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[4]),) * 2)
except ImportError:
    pass
from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

def plain(value):
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value

rows, columns = int(sys.argv[1]), int(sys.argv[2])
book = load_workbook(BytesIO(sys.stdin.buffer.read()))
found = []
for each in book.sheets_metadata:
    if each.typ == SheetTypeEnum.WorkSheet:
        sheet = book.get_sheet_by_name(each.name)
        values = sheet.to_python(skip_empty_area=False, nrows=rows)
        texts = [[plain(value) for value in row[:columns]] for row in values]
        merged = [[left + 1, top + 1, right + 1, bottom + 1]
                  for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
        found.append([each.name, each.visible == SheetVisibleEnum.Visible, texts, merged])
json.dump(found, sys.stdout)
"""
"""Imports nothing of the product, so that it starts within a blink."""
