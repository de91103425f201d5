"""What one question sees: a snapshot, a day, and who asks. Taken once, kept to the end of the request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo

from graph.domain.kinds import Record
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.usecases.viewer import Viewer, ViewerKind, may_see

__all__ = ["World"]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A snapshot as a viewer sees it on a day.

    Attributes:
        snapshot: the graph, as known at the time asked.
        on: the day asked.
        today: the calendar day now, in the time zone of the instance.
        viewer: who asks.
        known_at: number of the revision that the snapshot shows.
        timezone: of the instance, in which moments have their day.
    """

    snapshot: Snapshot
    on: date
    today: date
    viewer: Viewer
    known_at: int
    timezone: tzinfo = UTC

    @property
    def coverage(self) -> Coverage:
        """Who covers what, on the day asked."""
        return Coverage.of(self.snapshot, self.on)

    def sees(self, record: Record) -> bool:
        """Whether the viewer may see a record."""
        return may_see(self.viewer, record, self.coverage, today=self.today)

    @property
    def is_owner(self) -> bool:
        """Whether the owner of the store asks, who is of every team."""
        return self.viewer.kind is ViewerKind.LOCAL_OWNER

    def moved(self, on: date | None) -> World:
        """The same on another day; the same day when none is given."""
        return self if on is None or on == self.on else replace(self, on=on)
