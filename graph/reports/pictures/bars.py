"""Lying bars with a mark to hold them against: what is, beside what was agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.reports.pictures.svg import Drawing, Element, fitted, group, line, rectangle, text, width_of

__all__ = ["Bar", "bars"]

ROW_HEIGHT, BAR_HEIGHT, PLOT_WIDTH, TOP = 28.0, 16.0, 360.0, 6.0
MOST_NAME, LEAST_NAME = 260.0, 80.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        name: whose it is.
        length: how long, in the unit of all of them.
        mark: where a stroke stands across it; None = none.
        tone: its colour, one of `FILLS`.
        label: what stands at its end.
        hint: the whole of it in words.
    """

    name: str
    length: float
    mark: float | None
    tone: str
    label: str
    hint: str


def bars(shown: Sequence[Bar], *, title: str, description: str) -> Drawing:
    """Bars below each other, on one scale.

    Args:
        shown: from the top down.
        title: what the picture shows.
        description: what can be seen in it, in words.
    """
    left = min(MOST_NAME, max([LEAST_NAME, *(width_of(bar.name) for bar in shown)])) + 10
    scale = PLOT_WIDTH / max([1.0, *(max(bar.length, bar.mark or 0.0) for bar in shown)])
    right = max([0.0, *(width_of(bar.label) for bar in shown)])
    return Drawing(
        width=left + PLOT_WIDTH + right + 24,
        height=TOP * 2 + len(shown) * ROW_HEIGHT,
        title=title,
        description=description,
        parts=tuple(_bar(bar, left, TOP + place * ROW_HEIGHT, scale) for place, bar in enumerate(shown)),
    )


def _bar(bar: Bar, left: float, top: float, scale: float) -> Element:
    return group(_parts(bar, left, top, scale), hint=bar.hint)


def _parts(bar: Bar, left: float, top: float, scale: float) -> Iterator[Element]:
    baseline, end = top + ROW_HEIGHT / 2 + 4.5, left + bar.length * scale
    yield text(left - 10, baseline, fitted(bar.name, MOST_NAME), anchor="end")
    yield rectangle(left, top + (ROW_HEIGHT - BAR_HEIGHT) / 2, bar.length * scale, BAR_HEIGHT, bar.tone, radius=2)
    if bar.mark is not None:
        x = left + bar.mark * scale
        yield line([(x, top + 2), (x, top + ROW_HEIGHT - 2)], width=3)
    yield text(max(end, left + (bar.mark or 0.0) * scale) + 8, baseline, bar.label)
