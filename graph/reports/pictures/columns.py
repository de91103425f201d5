"""Columns of stacked parts along a line of time, with the total over each and the names of longer spans below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.reports.pictures.svg import Drawing, Element, group, line, rectangle, text, width_of

__all__ = ["Column", "Part", "columns"]

COLUMN_WIDTH, GAP, SPAN_GAP = 20.0, 4.0, 14.0
PLOT_HEIGHT, TOP, LEFT = 170.0, 26.0, 12.0
SMALL = 11.0
LEAST_PART = 2.0
"""Height of a part that would otherwise be too thin to see."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a column: its name, how many, and its colour, one of `FILLS`."""

    name: str
    number: int
    tone: str


@dataclass(frozen=True, slots=True)
class Column:
    """A moment.

    Attributes:
        name: short, below it.
        span: the longer span that it belongs to; columns of one span stand together.
        parts: from the foot up.
        hint: the whole of it in words.
    """

    name: str
    span: str
    parts: tuple[Part, ...]
    hint: str

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(part.number for part in self.parts)


def columns(shown: Sequence[Column], *, title: str, description: str) -> Drawing:
    """Columns in order of time, with a key of the colours below.

    Args:
        shown: at least one.
        title: what the picture shows.
        description: what can be seen in it, in words.
    """
    places = _places(shown)
    keys = {part.name: part.tone for column in shown for part in column.parts}
    width = max(places[-1] + COLUMN_WIDTH + LEFT, _key_width(keys))
    foot = TOP + PLOT_HEIGHT
    scale = PLOT_HEIGHT / max(1, *(column.total for column in shown))
    return Drawing(
        width=width,
        height=foot + 78,
        title=title,
        description=description,
        parts=(
            line([(LEFT, foot), (width - LEFT, foot)], width=1),
            *(_column(column, x, foot, scale) for column, x in zip(shown, places, strict=True)),
            *_spans(shown, places, foot),
            *_key(keys, foot + 62),
        ),
    )


def _places(shown: Sequence[Column]) -> list[float]:
    x, before, places = LEFT, shown[0].span, []
    for column in shown:
        x += SPAN_GAP if column.span != before else 0
        places.append(x)
        x, before = x + COLUMN_WIDTH + GAP, column.span
    return places


def _column(column: Column, x: float, foot: float, scale: float) -> Element:
    middle, top, parts = x + COLUMN_WIDTH / 2, foot, []
    for part in column.parts:
        if part.number:
            height = max(LEAST_PART, part.number * scale)
            top -= height
            parts.append(rectangle(x, top, COLUMN_WIDTH, height, part.tone, radius=0))
    parts.append(text(middle, top - 5, str(column.total), anchor="middle", size=SMALL))
    parts.append(text(middle, foot + 15, column.name, anchor="middle", size=SMALL, name="faint"))
    return group(parts, hint=column.hint)


def _spans(shown: Sequence[Column], places: Sequence[float], foot: float) -> Iterator[Element]:
    for span in dict.fromkeys(column.span for column in shown):
        of_span = [x for column, x in zip(shown, places, strict=True) if column.span == span]
        begin, end = of_span[0], of_span[-1] + COLUMN_WIDTH
        yield line([(begin, foot + 22), (end, foot + 22)], width=1)
        if end - begin >= width_of(span):
            yield text((begin + end) / 2, foot + 39, span, anchor="middle", strong=True)
        else:
            yield text(begin, foot + 39, span[-4:], size=SMALL)


def _key(keys: dict[str, str], y: float) -> Iterator[Element]:
    x = LEFT
    for name, tone in keys.items():
        yield rectangle(x, y - 11, 14, 14, tone)
        yield text(x + 20, y, name)
        x += 20 + width_of(name) + 22


def _key_width(keys: dict[str, str]) -> float:
    return LEFT + sum(42 + width_of(name) for name in keys)
