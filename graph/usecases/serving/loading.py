"""Snapshots of what a store holds, and what its log makes of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import replace
from datetime import datetime

from graph.domain.changes import Change, Put, Revision, Version
from graph.domain.kinds import Record
from graph.domain.part import Ask, Part
from graph.model.memory import no_cycle_collection
from graph.model.snapshot import Snapshot
from graph.store.log import undone
from graph.store.port import Store

__all__ = ["Reading", "built", "log_pages", "version_of"]

LOG_PAGE = 500
"""Revisions that are read at once of a log of which the length is not known."""


def version_of(snapshot: Snapshot) -> Version:
    """The version of the store that a snapshot shows; that of an empty one before there is any."""
    return snapshot.version or Version(revision=0, store_id="", token="")


def built(records: Iterable[Record], version: Version, after: Snapshot | None = None) -> Snapshot:
    """A snapshot of records, in the place of another one where that is told."""
    with no_cycle_collection():
        return Snapshot.of(records, version, after=after)


class Reading:
    """Reads of a store what an instance holds of it: everything, or the part for some organisations.

    Args:
        store: where it is kept.
        within: ids of these organisations; none = everything is held.

    Attributes:
        part: what is held, as far as it was read; None = everything.
    """

    def __init__(self, store: Store, within: Collection[str] = ()) -> None:
        self.part: Part | None = Part(within) if within else None
        self._store = store

    async def loaded(self, at: int | datetime | None = None) -> Snapshot:
        """What the store holds now, or held at a revision or an instant; of a part as it was before, begun anew.

        Raises:
            InvalidGraph: it holds what is no record.
        """
        if self.part is None:
            version, records = await self._store.load(at)
        elif at is None:
            empty = Part(self.part.within)
            version, records, self.part = await self._store.gather(empty, empty.first())
        else:
            version, records = await self._part_before(self.part, at)
        return await asyncio.to_thread(built, records, version)

    async def again(self) -> tuple[Version, list[Record]]:
        """What the store holds now of what is held, read once more.

        Raises:
            InvalidGraph: it holds what is no record.
        """
        part = self.part
        if part is None:
            return await self._store.load()
        version, records, _grown = await self._store.gather(part, part.again())
        return version, [record for record in records if part.holds(record)]

    async def brought_to(self, version: Version, snapshot: Snapshot) -> Snapshot:
        """A snapshot of what is held with the revisions of the log up to a version, or a newer one.

        It is newer where a revision brings records along that nobody changed: a store gives these as they are now.
        """
        if self.part is not None:
            snapshot, self.part = await self._part_brought_to(version, snapshot, self.part)
            return snapshot
        for revision in await self._store.changes(version_of(snapshot).revision):
            if revision.number <= version.revision:
                snapshot = snapshot.apply(as_changes(revision), version)
        return snapshot.at_version(version)

    async def _part_brought_to(self, version: Version, snapshot: Snapshot, part: Part) -> tuple[Snapshot, Part]:
        begun, grown, asked = snapshot, part.copy(), list[Ask]()
        while version_of(snapshot).revision < version.revision or asked:
            for revision in await self._store.changes(version_of(snapshot).revision):
                if revision.number <= version.revision:
                    asked += _taken(grown, revision)
                    snapshot = snapshot.apply(_held_changes(grown, snapshot, revision))
            snapshot = snapshot.at_version(version)
            if asked:
                version, records, grown = await self._store.gather(grown, asked.pop())
                if version.store_id != version_of(begun).store_id:
                    return begun, part  # the next look sees that it is another one
                snapshot = snapshot.apply(map(Put, records), snapshot.version)
        return snapshot.at_version(version), grown

    async def _part_before(self, part: Part, at: int | datetime) -> tuple[Version, list[Record]]:
        """What a part held once: what is held now, what was in it then, and both as they were."""
        while True:
            version, records, grown = await self._store.gather(part, part.again())
            number = at if isinstance(at, int) else await self._number_at(at, version.revision)
            later = [one for one in await self._store.changes(number) if one.number <= version.revision]
            befores = (change.before for one in later for change in one.changes if change.before is not None)
            asked = grown.take(befores)
            if asked is not None:
                then, more, grown = await self._store.gather(grown, asked)
                if then != version:
                    continue  # somebody committed between the two
                records += more
            held = filter(grown.holds, undone(records, later))
            return replace(version, revision=number), list(held)

    async def _number_at(self, moment: datetime, last: int) -> int:
        """The number of the last revision until a moment: they are in order of time."""
        first = 0
        while first < last:
            middle = (first + last + 1) // 2
            made = await self._store.time_of(middle)
            first, last = (middle, last) if made <= moment else (first, middle - 1)
        return first


def _taken(part: Part, revision: Revision) -> list[Ask]:
    """What a revision brings along to a part, which takes it in."""
    part.let_go(change.id for change in revision.changes if change.after is None)
    asked = part.take(change.after for change in revision.changes if change.after is not None)
    return [] if asked is None else [asked]


def _held_changes(part: Part, snapshot: Snapshot, revision: Revision) -> list[Change]:
    """What a revision did to what a part holds; what was held and went out of sight is changed there too."""
    return [
        change.change for change in revision.changes if part.holds(change.record) or snapshot.get(change.id) is not None
    ]


async def log_pages(store: Store, since: int = 0) -> AsyncIterator[list[Revision]]:
    """The log after a revision, oldest first, a page at a time, so that a long one is never in memory as a whole."""
    while page := await store.changes(since, LOG_PAGE):
        yield page
        since = page[-1].number


def as_changes(revision: Revision) -> tuple[Change, ...]:
    """What a revision did, as changes to make."""
    return tuple(change.change for change in revision.changes)
