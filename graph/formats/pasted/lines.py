"""The lines of a pasted list as cells, each cut by what separates its own: people paste from several places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.domain.errors import Problem
from graph.formats.pasted.words import line_place
from graph.formats.reading.table import Line, lines_in
from graph.formats.reading.text import squeezed

__all__ = ["pasted_lines", "without_bullet"]

_SEPARATORS = ("\t", ";", "|", ",")
_BULLET = re.compile(r"\s*(?:[-–—•*◦·▪]|\d{1,3}[.)])\s+")
_MAILBOX = r' ?(?:"[^"<>]*" ?|[^<>;|"@]*)<[^<>\s]+@[^<>\s]+> ?'
_RECEIVERS = re.compile(rf"{_MAILBOX}(?:[;,]{_MAILBOX})*[;,]? ?")
_RECEIVER = re.compile(r'(?P<name>"[^"<>]*" ?|[^<>;|"@]*)<(?P<address>[^<>]+)>[ ;,]*')
_NAME_THEN_ADDRESS = re.compile(r"(?P<name>[^@]*[^\s@:–-])[\s:–-]+(?P<address>[^\s@]+@[^\s@]+)")


def pasted_lines(text: str, problems: list[Problem]) -> list[Line]:
    """The rows of a text that are not blank, each with its place.

    A list with quotes is read as CSV. In any other, a line is cut by its tabs, else by what cuts most lines, else by
    the first of semicolon, bar and comma that it holds. Receivers as a mail program writes them are a row each.

    Args:
        text: what was pasted.
        problems: gets the reason why a row cannot be read.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and all("\t" not in line and _RECEIVERS.fullmatch(squeezed(line)) for _, line in lines):
        return [Line(line_place(number), cells) for number, line in lines for cells in _receivers(squeezed(line))]
    if '"' in text:
        return lines_in(text, line_place, problems)
    usual = _usual([line for _, line in lines])
    rows = [Line(line_place(number), _cells_of(line, usual)) for number, line in lines]
    return [row for row in rows if any(row.cells)]


def _usual(lines: Sequence[str]) -> str:
    """What cuts most lines of a list; a comma, which stands within names and texts too, when nothing else cuts half."""
    held = {separator: sum(separator in line for line in lines) for separator in _SEPARATORS}
    best = max(_SEPARATORS[:-1], key=held.__getitem__)
    return best if 2 * held[best] >= max(len(lines), 1) else _SEPARATORS[-1]


def _cells_of(line: str, usual: str) -> tuple[str, ...]:
    """The cells of a line, without the bullet or number before it."""
    bare = without_bullet(line)
    held = [separator for separator in ("\t", usual, *_SEPARATORS) if separator in bare]
    if held and (held[0] in ("\t", usual) or held[0] != "," or "@" in bare):  # a comma may be within a name
        return tuple(map(squeezed, bare.split(held[0])))
    pair = _NAME_THEN_ADDRESS.fullmatch(squeezed(bare))
    return (squeezed(bare),) if pair is None else (pair["name"], pair["address"])


def without_bullet(line: str) -> str:
    """A line without the dash, dot or number that stands before it in a list."""
    return _BULLET.sub("", line, count=1) if _BULLET.match(line) else line


def _receivers(line: str) -> Iterator[tuple[str, str]]:
    for match in _RECEIVER.finditer(line):
        yield match["name"].strip(' "'), match["address"]
