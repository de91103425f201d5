"""A report in the formats that people open: one module a format, one list of them here.

The library of a format is imported where the first report is written in it: some are slow to import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from graph.domain.errors import InvalidInput
from graph.domain.text import Quoted, Series, Text

if TYPE_CHECKING:
    from graph.reports.model import Report

__all__ = ["FORMATS", "MEDIA_TYPES", "rendered"]

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "md": "text/markdown; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
"""The media type of each format, for a door that serves it."""

FORMATS = tuple(MEDIA_TYPES)
"""Every format of a report, by the ending of its files; JSON is of the result itself."""


def rendered(report: Report, format_name: str, *, among: tuple[str, ...] = FORMATS) -> bytes:
    """A report as the bytes of a file.

    Args:
        report: what to write.
        format_name: one of `FORMATS`.
        among: the formats that the caller offers.

    Raises:
        InvalidInput: the format does not exist or is not offered here.
    """
    if format_name not in among or format_name not in _RENDERERS:
        raise InvalidInput.because(
            Text("{text} is not a format of this", text=Quoted(format_name[:40])),
            Text("Take one of: {choices}", choices=Series(tuple(among))),
            field="--format",
        )
    return _RENDERERS[format_name](report)


def _markdown(report: Report) -> bytes:
    from graph.reports.render.markdown import markdown_page

    return markdown_page(report).encode("utf-8")


def _html(report: Report) -> bytes:
    from graph.reports.render.html import html_page

    return html_page(report).encode("utf-8")


def _csv(report: Report) -> bytes:
    from graph.reports.render.comma_separated import csv_file

    return csv_file(report)


def _xlsx(report: Report) -> bytes:
    from graph.reports.render.workbook import xlsx_file

    return xlsx_file(report)


def _docx(report: Report) -> bytes:
    from graph.reports.render.document import docx_file

    return docx_file(report)


_RENDERERS: Mapping[str, Callable[[Report], bytes]] = MappingProxyType(
    {"md": _markdown, "html": _html, "csv": _csv, "xlsx": _xlsx, "docx": _docx}
)
