"""Snapshots of what a store holds, and what its log makes of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from graph.domain.changes import Change, Revision, Version
from graph.domain.kinds import Record
from graph.model.memory import no_cycle_collection
from graph.model.snapshot import Snapshot
from graph.store.port import Store

__all__ = ["as_changes", "brought_to", "built", "loaded", "log_pages", "version_of"]

LOG_PAGE = 500
"""Revisions that are read at once of a log of which the length is not known."""


def version_of(snapshot: Snapshot) -> Version:
    """The version of the store that a snapshot shows; that of an empty one before there is any."""
    return snapshot.version or Version(revision=0, store_id="", token="")


async def loaded(store: Store, at: int | datetime | None = None) -> Snapshot:
    """What the store holds now, or held at a revision or an instant.

    Raises:
        InvalidGraph: it holds what is no record.
    """
    version, records = await store.load(at)
    return await asyncio.to_thread(built, records, version)


def built(records: Iterable[Record], version: Version, after: Snapshot | None = None) -> Snapshot:
    """A snapshot of records, in the place of another one where that is told."""
    with no_cycle_collection():
        return Snapshot.of(records, version, after=after)


async def brought_to(store: Store, version: Version, snapshot: Snapshot) -> Snapshot:
    """A snapshot with the revisions of the log up to a version."""
    for revision in await store.changes(version_of(snapshot).revision):
        if revision.number <= version.revision:
            snapshot = snapshot.apply(as_changes(revision), version)
    return snapshot.at_version(version)


async def log_pages(store: Store, since: int = 0) -> AsyncIterator[list[Revision]]:
    """The log after a revision, oldest first, a page at a time, so that a long one is never in memory as a whole."""
    while page := await store.changes(since, LOG_PAGE):
        yield page
        since = page[-1].number


def as_changes(revision: Revision) -> tuple[Change, ...]:
    """What a revision did, as changes to make."""
    return tuple(change.change for change in revision.changes)
