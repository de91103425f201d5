"""Since when and until when the same finding holds: the longest interval around a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable
from datetime import date

from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.code import AnyCode
from graph.analyses.gaps.look import Look
from graph.domain.periods import day_after

__all__ = ["Period", "holds_around", "interval_around"]

Period = tuple[date | None, date | None]
"""A half-open period; None = unbounded."""


def holds_around(look: Look, code: AnyCode, codes: tuple[AnyCode, ...], key: Hashable, deadline: Deadline) -> Period:
    """The longest interval around the day in which a thing has a code, judged for that thing by itself.

    A school whose gap becomes a part of the gap of its group keeps its own interval.

    Args:
        look: at a day on which it has the code.
        code: the one.
        codes: every code of the same matter, of which it may have another on another day.
        key: the thing.
        deadline: the time allowed.

    Raises:
        DeadlineExceeded: the time is over.
    """

    def holds(day: date) -> bool:
        deadline.check()
        then = look.at(day)
        return code.matter.has(code, codes, then, code.matter.on(then, key))

    return interval_around(look.on, code.bounds(look.bounds, key), holds)


def interval_around(on: date, days: Iterable[date], holds: Callable[[date], bool]) -> Period:
    """The longest half-open interval around a day in which something holds.

    Args:
        on: a day on which it holds.
        days: every day on which it may begin or stop to hold; others do no harm.
        holds: whether it holds on a day.

    Returns:
        Its first day, and the first day after it; None = it goes on beyond every such day.

    Cost: one call of `holds` for each day up to the first one on either side on which it does not.
    """
    steps = sorted(set(days))
    here = bisect_right(steps, on)
    until = next((day for day in steps[here:] if not holds(day)), None)
    since = None
    for place in range(here - 1, -1, -1):
        before = steps[place - 1] if place else day_after(steps[0], -1)
        if before < steps[place] and not holds(before):
            since = steps[place]
            break
    return since, until
