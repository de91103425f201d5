"""A day as the judges of gaps look at it, with what they keep from one day and one judgement to the next."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from typing import TypeVar

from graph.analyses.gaps.knowledge import Knowledge
from graph.domain.kinds import AbsentFrom
from graph.domain.periods import in_force
from graph.model.bounded import Bounded
from graph.model.bounds import Bounds, structural_days
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["Days", "Look"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST_GRANTS = 8_192


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
        self._knowledge: OrderedDict[date, Knowledge] = OrderedDict()
        self._eras: OrderedDict[int, Coverage] = OrderedDict()
        self._absences: dict[date, frozenset[str]] = {}
        self._foreseen_coverages: OrderedDict[tuple[frozenset[str], date], Coverage] = OrderedDict()

    def at(self, day: date) -> Coverage:
        """The coverage of a day."""
        return self._kept(self._coverages, day, lambda: self._coverage(day))

    def knowledge(self, day: date) -> Knowledge:
        """What people know on a day."""
        return self._kept(self._knowledge, day, lambda: Knowledge(self.snapshot, day))

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
        era = bisect_right(structural_days(self.snapshot), day)
        return self._kept(self._eras, era, lambda: Coverage(self.snapshot, day))

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


class Look:
    """A day of a graph, and the way to its other days.

    Attributes:
        on: the day.
        days: the coverages by day.
        bounds: the dates on which things change.
        grants: what was judged about who granted what.
    """

    __slots__ = ("_coverage", "bounds", "days", "grants", "on")

    def __init__(self, on: date, days: Days, bounds: Bounds, grants: Bounded[Hashable, bool]) -> None:
        self.on = on
        self.days = days
        self.bounds = bounds
        self.grants = grants
        self._coverage: Coverage | None = None

    @classmethod
    def of(cls, snapshot: Snapshot, on: date, *, most: int | None = None) -> Look:
        """A look at a day; for `most` see `Days`."""
        return cls(on, Days(snapshot, most=most), Bounds(snapshot), Bounded(MOST_GRANTS))

    def at(self, day: date) -> Look:
        """The look at another day."""
        return self if day == self.on else Look(day, self.days, self.bounds, self.grants)

    @property
    def coverage(self) -> Coverage:
        """Of the day; worked out when a judge first asks for it."""
        if self._coverage is None:
            self._coverage = self.days.at(self.on)
        return self._coverage

    @property
    def snapshot(self) -> Snapshot:
        """The graph."""
        return self.days.snapshot
