"""A report as Markdown: plain enough to read as it is, and a page where Markdown is shown.

A picture is its twin; a page break is a line across.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.reports.model import (
    Block,
    Bullets,
    Cell,
    Facts,
    Heading,
    Inline,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    Span,
    Table,
    plain_text,
)
from graph.reports.shown import one_line, safe_link
from graph.words.catalogue import Texts

__all__ = ["markdown_page"]

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|#~]")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?= |$)")
_BREAK = "<br>"


def markdown_page(report: Report) -> str:
    """The report as Markdown, ended by one line end."""
    parts = [f"# {_markdown_text(report.title)}"]
    if report.about:
        parts.append(_markdown_text(report.about))
    parts.extend(part for block in report.blocks for part in _block(block, report.texts))
    if report.footer:
        parts.append(f"*{_markdown_text(report.footer)}*")
    return "\n\n".join(part for part in parts if part) + "\n"


def _markdown_text(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    escaped = _SPECIAL.sub(r"\\\g<0>", one_line(text))
    # At the start of a line these would begin a list or a quotation.
    if escaped[:1] in ("-", "+", "="):
        return f"\\{escaped}"
    return _NUMBERED.sub(r"\1\\\2", escaped)


def _block(block: Block, texts: Texts) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {_markdown_text(block.text)}"
        case Paragraph():
            text = _line(block.parts)
            yield f"> {text}" if block.note else text
        case Bullets():
            yield "\n".join(
                f"{f'{place}.' if block.numbered else '-'} {_line(item if isinstance(item, tuple) else (item,))}"
                for place, item in enumerate(block.items, 1)
            )
        case Facts():
            yield "\n".join(f"- **{_markdown_text(word)}**: {_cell(value, texts)}" for word, value in block.rows)
        case Table():
            yield from _table(block, texts)
        case Picture():
            yield f"**{_markdown_text(block.title)}**"
            yield from _block(block.twin, texts)
        case PageBreak():
            yield "---"


def _table(table: Table, texts: Texts) -> Iterator[str]:
    if table.captioned:
        yield f"**{_markdown_text(table.caption)}**"
    if not table.rows:
        yield _markdown_text(table.empty)
        return
    lines = [
        _row([_markdown_text(heading) for heading in table.headings]),
        "|" + " --- |" * len(table.headings),
        *(_row([_cell(cell, texts) for cell in row]) for row in table.rows),
    ]
    yield "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell, texts: Texts) -> str:
    match cell:
        case tuple():
            return _BREAK.join(_inline(part) for part in cell)
        case Span():
            return _inline(cell)
        case _:
            return _markdown_text(plain_text(cell, texts))


def _line(parts: tuple[Inline, ...]) -> str:
    return "".join(_inline(part) for part in parts).strip()


def _inline(part: Inline) -> str:
    text = part if isinstance(part, str) else part.text
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    written = _markdown_text(text)
    if isinstance(part, Span) and written:
        link = safe_link(part.link)
        written = f"[{written}](<{link}>)" if link else written
        written = f"**{written}**" if part.strong else written
    return f"{before}{written}{after}"
