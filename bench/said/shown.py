"""What of an answer is kept: the text that a reader sees, in lines that a comparison reads well."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

import openpyxl
import orjson

__all__ = ["shown"]

ONE_LINE = {"a", "b", "abbr", "cite", "code", "em", "i", "kbd", "mark", "small", "span", "strong", "sub", "sup", "time"}
UNSEEN = {"script", "style", "template"}
SAID_ASIDE = ("alt", "aria-label", "placeholder", "title", "href", "action", "value")


def shown(content: bytes, media_type: str = "") -> str:
    """An answer as text.

    Args:
        content: its bytes.
        media_type: what it is; seen from the bytes when it is an archive.
    """
    if content.startswith(b"PK"):
        return _archive(content)
    if "html" in media_type:
        return _page(content.decode())
    if "json" in media_type:
        return orjson.dumps(orjson.loads(content), option=orjson.OPT_INDENT_2).decode()
    return content.decode(errors="backslashreplace")


def _archive(content: bytes) -> str:
    """The cells of a workbook, or the text of a document."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if "word/document.xml" in packed.namelist():
            paragraphs = packed.read("word/document.xml").decode().replace("</w:p>", "\n")
            return re.sub(r"<[^>]+>", "", paragraphs)
    lines = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        lines.append(f"[{sheet.title}] {sheet.dimensions} {sheet.sheet_state}")
        lines += [f"{cell.coordinate}: {cell.value!r}" for row in sheet for cell in row if cell.value is not None]
    return "\n".join(lines)


def _page(html: str) -> str:
    seen = _Seen()
    seen.feed(html)
    lines = (" ".join(line.split()) for line in "".join(seen.parts).splitlines())
    return "\n".join(line for line in lines if line)


class _Seen(HTMLParser):
    """The text of a page, a line a block, with what is said beside the text in square brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._unseen += tag in UNSEEN
        if tag not in ONE_LINE:
            self.parts.append("\n")
        if given.get("type") != "hidden" and tag not in ("link", "script"):
            self.parts += [f"[{name}: {given[name]}] " for name in SAID_ASIDE if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN
        if tag not in ONE_LINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data.replace("\n", " "))
