"""Ways from somebody to somebody, drawn from left to right: boxes for who stands on it, a reason over each line.

Ways share their beginning, and their end when it is the same; what lies between goes its own line, so that one sees
that nobody stands on both.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.reports.pictures.svg import Drawing, Element, group, line, rectangle, text

__all__ = ["Step", "Stop", "ways"]

STOP_WIDTH, STOP_HEIGHT = 150.0, 52.0
STEP_WIDTH, LANE_HEIGHT, MARGIN = 170.0, 130.0, 8.0
NAME_LETTERS, REASON_LETTERS, REASON_LINES = 20, 25, 4
SMALL, REASON_LINE = 11.0, 13.5


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody on a way; an organisation or body has square corners, a person round ones."""

    name: str
    square: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Why one goes from a stop to the next."""

    reason: str


def ways(lines: Sequence[Sequence[Stop | Step]], *, title: str, description: str) -> Drawing:
    """One or more ways that begin at the same stop.

    Args:
        lines: each begins and ends with a stop, with a step between two stops.
        title: what the picture shows.
        description: what can be seen in it, in words.
    """
    longest = max((len(_stops(each)) for each in lines), default=1)
    width = 2 * MARGIN + longest * STOP_WIDTH + (longest - 1) * STEP_WIDTH
    parts = [part for lane, each in enumerate(lines) for part in _lane(lane, each)]
    return Drawing(
        width=width,
        height=2 * MARGIN + max(1, len(lines)) * LANE_HEIGHT - (LANE_HEIGHT - STOP_HEIGHT) / 2,
        title=title,
        description=description,
        parts=tuple(parts),
    )


def _stops(way: Sequence[Stop | Step]) -> list[Stop]:
    return [each for each in way if isinstance(each, Stop)]


def _lane(lane: int, way: Sequence[Stop | Step]) -> Iterator[Element]:
    reasons = [each.reason for each in way if isinstance(each, Step)]
    middle = MARGIN + lane * LANE_HEIGHT + LANE_HEIGHT / 2
    for place, reason in enumerate(reasons):
        begin = _x(place) + STOP_WIDTH
        if lane and place == 0:
            # From the foot of the shared beginning, down and along.
            yield line([(_x(0) + STOP_WIDTH / 2, MARGIN + LANE_HEIGHT / 2 + STOP_HEIGHT / 2),
                        (_x(0) + STOP_WIDTH / 2, middle), (begin + STEP_WIDTH, middle)], dashed=True)  # fmt: skip
        else:
            yield line([(begin, middle), (begin + STEP_WIDTH, middle)], dashed=lane > 0)
        yield _arrow(begin + STEP_WIDTH, middle)
        yield _reason(begin + STEP_WIDTH / 2, middle, reason)
    for place, stop in enumerate(_stops(way)):
        if not (lane and place == 0):
            yield _box(_x(place), middle - STOP_HEIGHT / 2, stop, ends=place in (0, len(reasons)))


def _x(place: int) -> float:
    return MARGIN + place * (STOP_WIDTH + STEP_WIDTH)


def _arrow(x: float, y: float) -> Element:
    return Element(
        "path",
        (("d", f"M{x - 9:.1f},{y - 5:.1f} L{x - 1:.1f},{y:.1f} L{x - 9:.1f},{y + 5:.1f}"), ("class", "edge"),
         ("fill", "none"), ("stroke", "#667085"), ("stroke-width", 2)),
    )  # fmt: skip


def _reason(x: float, y: float, reason: str) -> Element:
    words = textwrap.wrap(reason, REASON_LETTERS, max_lines=REASON_LINES, placeholder=" …") or [""]
    first = y - 8 - (len(words) - 1) * REASON_LINE
    rows = [text(x, first + row * REASON_LINE, each, anchor="middle", size=SMALL) for row, each in enumerate(words)]
    return group(rows, hint=reason)


def _box(x: float, y: float, stop: Stop, *, ends: bool) -> Element:
    words = textwrap.wrap(stop.name, NAME_LETTERS, max_lines=2, placeholder=" …") or [""]
    middle, first = x + STOP_WIDTH / 2, y + STOP_HEIGHT / 2 + 4.5 - (len(words) - 1) * 8
    box = rectangle(x, y, STOP_WIDTH, STOP_HEIGHT, "calm" if ends else "none", radius=2 if stop.square else 16)
    names = [text(middle, first + place * 16, each, anchor="middle", strong=ends) for place, each in enumerate(words)]
    return group([box, *names], hint=stop.name)
