"""The coverage of the days that a gap report looks at: the day asked, days around it, and days foreseen."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from typing import TypeVar

from graph.domain.kinds import AbsentFrom
from graph.domain.periods import in_force
from graph.model.coverage import PASSING_KINDS, Coverage
from graph.model.snapshot import Snapshot

__all__ = ["Days", "day_after", "horizon"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

DAYS_AHEAD = 60
_SUMMER_STARTS = (5, 1)
_SUMMER_ENDS = (9, 15)


def horizon(on: date) -> date:
    """The last day that counts as soon: 60 days ahead, and from 1 May at least 15 September."""
    ahead = day_after(on, DAYS_AHEAD)
    if on >= date(on.year, *_SUMMER_STARTS):
        return max(ahead, date(on.year, *_SUMMER_ENDS))
    return ahead


def day_after(day: date, days: int) -> date:
    """The day so many days later, or earlier when negative; within the calendar that dates know."""
    ordinal = day.toordinal() + days
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


class Days:
    """Coverages of one snapshot by day, kept for as long as a report is made.

    Args:
        snapshot: the graph.
        most: how many days to keep at a time, for whoever looks at hundreds of them; None = all, and with the
            snapshot for the next report.
    """

    def __init__(self, snapshot: Snapshot, *, most: int | None = None) -> None:
        self.snapshot = snapshot
        self._most = most
        self._coverages: OrderedDict[date, Coverage] = OrderedDict()
        self._eras: OrderedDict[int, Coverage] = OrderedDict()
        self._absences: dict[date, frozenset[str]] = {}
        self._foreseen_coverages: OrderedDict[tuple[frozenset[str], date], Coverage] = OrderedDict()

    def at(self, day: date) -> Coverage:
        """The coverage of a day."""
        return self._kept(self._coverages, day, lambda: self._coverage(day))

    def foreseen(self, on: date, later: date) -> Coverage:
        """The coverage of a later day if the people who are absent `on`, and only they, are still absent."""
        absent = self._absent(on)
        if absent == self._absent(later):
            return self.at(later)
        return self._kept(
            self._foreseen_coverages,
            (absent, later),
            lambda: Coverage(self.snapshot, later, absences_on=on, like=self._alike(later)),
        )

    def _coverage(self, day: date) -> Coverage:
        if self._most is None:
            return Coverage.of(self.snapshot, day)
        return Coverage(self.snapshot, day, like=self._alike(day))

    def _alike(self, day: date) -> Coverage:
        """A coverage with the structure of the day: its own, or one since the structure last changed."""
        if self._most is None:
            return self.at(day)
        era = bisect_right(self._steps(), day)
        return self._kept(self._eras, era, lambda: Coverage(self.snapshot, day))

    def _steps(self) -> list[date]:
        return self.snapshot.kept("days on which the structure changes", lambda: _structural_days(self.snapshot))

    def _kept(self, kept: OrderedDict[K, V], key: K, make: Callable[[], V]) -> V:
        if key not in kept:
            kept[key] = make()
            while self._most is not None and len(kept) > self._most:
                kept.popitem(last=False)
        elif self._most is not None:
            kept.move_to_end(key)
        return kept[key]

    def _absent(self, day: date) -> frozenset[str]:
        if day not in self._absences:
            edges = self.snapshot.edges(AbsentFrom)
            self._absences[day] = frozenset(edge.id for edge in edges if in_force(edge, day))
        return self._absences[day]


def _structural_days(snapshot: Snapshot) -> list[date]:
    records = (record for record in snapshot.records() if type(record) not in PASSING_KINDS)
    return sorted({day for record in records for day in (record.since, record.until) if day is not None})
