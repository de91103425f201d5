"""What was known before: snapshots of the past, of which the last few are kept."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from graph.domain.errors import InvalidInput, NotFound
from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.usecases.serving.loading import Reading

__all__ = ["KnownAt", "Past", "check_moment", "moment_of"]

KnownAt = int | datetime | date
"""A revision number, an instant, or a date, which stands for the end of that day."""

PAST_SNAPSHOTS_KEPT = 2


class Past:
    """The graph as it was known once. Cost of one: a load of the whole store.

    Args:
        reading: reads what is held of it.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._kept: OrderedDict[int | datetime, Snapshot] = OrderedDict()
        self._looking = asyncio.Lock()

    async def at(self, moment: int | datetime) -> Snapshot:
        """The graph at a revision or an instant."""
        if moment in self._kept:
            self._kept.move_to_end(moment)
            return self._kept[moment]
        async with self._looking:  # one at a time: each is as large as the graph, while it is made twice as large
            return self._kept[moment] if moment in self._kept else await self._loaded(moment)

    async def _loaded(self, moment: int | datetime) -> Snapshot:
        snapshot = await self._reading.loaded(moment)
        self._kept[moment] = snapshot
        while len(self._kept) > PAST_SNAPSHOTS_KEPT:
            self._kept.popitem(last=False)
        return snapshot

    def forget(self) -> None:
        """Let go of what is kept: the store is another one, or memory is needed."""
        self._kept.clear()


def moment_of(known_at: KnownAt, timezone: ZoneInfo) -> int | datetime:
    """The revision or instant that is meant."""
    if isinstance(known_at, int | datetime):
        return known_at
    end = datetime.combine(known_at + timedelta(days=1), time.min, timezone)
    return end.astimezone(UTC) - timedelta(microseconds=1)


def check_moment(moment: int | datetime, revision: int) -> None:
    """Do nothing for a moment that can be asked while the store stands at a revision.

    Raises:
        InvalidInput: the instant has no time zone.
        NotFound: that revision does not exist.
    """
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise InvalidInput.because(
                Text("The instant has no time zone"), Text("Write it as 2026-09-01T12:00:00Z"), field="known_at"
            )
    elif not 0 <= moment <= revision:
        raise NotFound(
            Text("Revision {number}", number=moment),
            Text("The store stands at revision {current}; ask for one up to that", current=revision),
        )
