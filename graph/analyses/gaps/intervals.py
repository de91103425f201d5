"""Since when and until when the same finding holds: the longest interval around a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date

from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.dates import DatesNear
from graph.analyses.gaps.days import DAYS_AHEAD, day_after
from graph.analyses.gaps.drafts import Draft, Period

__all__ = ["first_seen", "interval_around", "people_near", "period_of"]


def period_of(draft: Draft, on: date, near: DatesNear, deadline: Deadline) -> Period:
    """The longest interval around the day in which a draft holds, judged for its own cell or records.

    A school whose gap becomes a part of the gap of its group keeps its own interval.

    Raises:
        DeadlineExceeded: the time is over.
    """
    if draft.period is not None:
        return draft.period
    if draft.holds is None:
        return None, None

    def holds(day: date) -> bool:
        deadline.check()
        return draft.holds is not None and draft.holds(day)

    return interval_around(on, _days_of(draft, near), holds)


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


def _days_of(draft: Draft, near: DatesNear) -> Iterable[date]:
    if draft.dates is not None:
        return draft.dates()
    cell = (draft.organisation or "", draft.subject or "", draft.mandate or "")
    days = near.of_cell(*cell)
    if draft.code == "without_expertise":
        return days | near.of_knowledge(cell[1], people_near(near, *cell))
    if draft.code == "ends_soon":
        return days | {early for day in days for early in first_seen(day)}
    return days


def people_near(near: DatesNear, organisation: str, subject: str, mandate: str) -> set[str]:
    """Everybody who ever stands for a holder of a mandate that could reach a cell."""
    people: set[str] = set()
    for edge in near.mandates_near(organisation, subject, mandate):
        people |= near.people_of(edge.from_id)
    return people


def first_seen(day: date) -> tuple[date, date]:
    """The days from which a day can lie within the horizon."""
    return day_after(day, -DAYS_AHEAD), date(day.year, 5, 1)
