"""What the commands print of results: a report in the format that was asked, or JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.domain.errors import InvalidInput
from graph.domain.text import Quoted, Series, Text
from graph.reports.render import FORMATS, rendered
from service.cli.writing import json_of, write

if TYPE_CHECKING:
    from graph.reports.model import Report

__all__ = ["REPORT_FORMATS", "known_format", "show"]

REPORT_FORMATS = ("json", *FORMATS)
_BINARY = frozenset({"xlsx", "docx"})


def known_format(name: str, to: Path | None) -> str:
    """A format of reports that can be written where it should go.

    Raises:
        InvalidInput: there is no such format, or it is no text and would go to a terminal.
    """
    if name not in REPORT_FORMATS:
        raise InvalidInput.because(
            Text("{text} is not a format", text=Quoted(name[:40])),
            Text("Take one of: {choices}", choices=Series(tuple(REPORT_FORMATS))),
            field="--format",
        )
    if name in _BINARY and to is None and sys.stdout.isatty():
        raise InvalidInput.because(
            Text("{format} is not for a screen", format=name),
            Text("Give a file to write to: -o {file}.{ending}", file="report", ending=name),
            field="--output",
        )
    return name


def show(format_name: str, to: Path | None, *, values: Callable[[], Any], report: Callable[[], Report]) -> None:
    """Write a result to a file, or to stdout when none is given.

    Args:
        format_name: one of `REPORT_FORMATS`.
        to: the file.
        values: gives the result as JSON values.
        report: gives the result as a report for people.
    """
    write(json_of(values()) if format_name == "json" else rendered(report(), format_name), to)
