"""The coverage of the days that a gap report looks at: the day asked, days around it, and days foreseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from graph.domain.changes import Change, Put, Remove
from graph.domain.kinds import AbsentFrom
from graph.domain.periods import in_force
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["Days", "day_after", "horizon"]

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
    """Coverages of one snapshot by day, kept for as long as a report is made."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._coverages: dict[date, Coverage] = {}
        self._absences: dict[date, frozenset[str]] = {}
        self._foreseen: dict[frozenset[str], Snapshot] = {}
        self._foreseen_coverages: dict[tuple[frozenset[str], date], Coverage] = {}

    def at(self, day: date) -> Coverage:
        """The coverage of a day."""
        if day not in self._coverages:
            self._coverages[day] = Coverage.of(self.snapshot, day)
        return self._coverages[day]

    def foreseen(self, on: date, later: date) -> Coverage:
        """The coverage of a later day if the people who are absent `on`, and only they, are still absent."""
        absent = self._absent(on)
        if absent == self._absent(later):
            return self.at(later)
        if (absent, later) not in self._foreseen_coverages:
            snapshot = self._with_absences(absent)
            self._foreseen_coverages[absent, later] = Coverage.of(snapshot, later)
        return self._foreseen_coverages[absent, later]

    def _absent(self, day: date) -> frozenset[str]:
        if day not in self._absences:
            edges = self.snapshot.edges(AbsentFrom)
            self._absences[day] = frozenset(edge.id for edge in edges if in_force(edge, day))
        return self._absences[day]

    def _with_absences(self, absent: frozenset[str]) -> Snapshot:
        if absent not in self._foreseen:
            self._foreseen[absent] = self.snapshot.apply(
                [_lasting(edge) if edge.id in absent else Remove(edge.id) for edge in self.snapshot.edges(AbsentFrom)]
            )
        return self._foreseen[absent]


def _lasting(absence: AbsentFrom) -> Change:
    return Put(replace(absence, since=None, until=None))
