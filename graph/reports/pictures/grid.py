"""A table as a picture: coloured boxes with a sign in each, names at the sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.reports.pictures.svg import Drawing, Element, fitted, group, rectangle, text, width_of

__all__ = ["Box", "grid"]

BOX_WIDTH, BOX_HEIGHT, GAP = 58.0, 26.0, 3.0
MOST_NAME, LEAST_NAME = 260.0, 80.0
MOST_HEAD = 190.0
SLANT = 35.0
"""Degrees by which the names of the columns rise, so that long ones fit above narrow boxes."""


@dataclass(frozen=True, slots=True)
class Box:
    """One place of a grid.

    Attributes:
        sign: what stands in it; short.
        tone: its colour, one of `FILLS`.
        hint: the whole of it in words, shown when a pointer rests on it.
    """

    sign: str
    tone: str
    hint: str


def grid(
    rows: Sequence[str], columns: Sequence[str], boxes: Sequence[Sequence[Box]], *, title: str, description: str
) -> Drawing:
    """Boxes in rows and columns.

    Args:
        rows: a name for each row.
        columns: a name for each column.
        boxes: a row of boxes for each row.
        title: what the picture shows.
        description: what can be seen in it, in words.
    """
    left = min(MOST_NAME, max([LEAST_NAME, *(width_of(name) for name in rows)])) + 10
    longest = min(MOST_HEAD, max([0.0, *(width_of(name) for name in columns)]))
    top = longest * 0.574 + 22
    overhang = longest * 0.82
    width = left + len(columns) * (BOX_WIDTH + GAP) + max(8.0, overhang - BOX_WIDTH / 2)
    return Drawing(
        width=width,
        height=top + len(rows) * (BOX_HEIGHT + GAP) + 4,
        title=title,
        description=description,
        parts=(*_heads(columns, left, top), *_rows(rows, boxes, left, top)),
    )


def _heads(columns: Sequence[str], left: float, top: float) -> Iterator[Element]:
    for place, name in enumerate(columns):
        x = left + place * (BOX_WIDTH + GAP) + BOX_WIDTH / 2 - 4
        yield group([text(x, top - 8, fitted(name, MOST_HEAD), turned=-SLANT)], hint=name)


def _rows(rows: Sequence[str], boxes: Sequence[Sequence[Box]], left: float, top: float) -> Iterator[Element]:
    for place, (name, row) in enumerate(zip(rows, boxes, strict=True)):
        y = top + place * (BOX_HEIGHT + GAP)
        baseline = y + BOX_HEIGHT / 2 + 4.5
        yield group([text(left - 10, baseline, fitted(name, MOST_NAME), anchor="end")], hint=name)
        for column, box in enumerate(row):
            x = left + column * (BOX_WIDTH + GAP)
            parts = [rectangle(x, y, BOX_WIDTH, BOX_HEIGHT, box.tone)]
            if box.sign:
                parts.append(text(x + BOX_WIDTH / 2, baseline, box.sign, anchor="middle"))
            yield group(parts, hint=box.hint)
