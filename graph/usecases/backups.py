"""Backups: made while a store serves, looked through, brought back into an empty store, and made every night."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from graph.domain.changes import Revision
from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import Edge, Record
from graph.domain.rules import check_all
from graph.domain.text import Text
from graph.model.memory import no_cycle_collection
from graph.model.snapshot import Snapshot
from graph.store.access import AccessStore
from graph.store.access_archive import LASTING, read_access, write_access
from graph.store.archive import Origin, origin_of, read_archive, written_archive
from graph.store.kept import Kept
from graph.store.port import Store
from graph.usecases.desk import Desk
from graph.usecases.serving.clock import Clock, SystemClock
from graph.usecases.watching import WatchedTask

__all__ = [
    "BackedUp",
    "KeptBackups",
    "Looked",
    "NightlyBackups",
    "back_up",
    "back_up_access",
    "kept_backups",
    "look_through",
    "read_access",
    "restore",
    "restore_access",
]

LOOK_EVERY_SECONDS = 30.0
AGAIN_AFTER_SECONDS = 600.0
ENDING = ".backup"
STEM = "mandaatwijzer-"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """A backup that was made.

    Attributes:
        file: where it is.
        revision: the last revision that is in it.
        size: in bytes.
        problems: why the store held more than its log, which is not in it.
    """

    file: Path
    revision: int
    size: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is in a backup that is whole, and of which each revision fits those before it.

    Attributes:
        made_at: when it was made.
        store_id: of the store that it comes from.
        revision: the last revision that is in it.
        last_at: when that was made; None when there is none.
        records: how many there are in the graph to which it leads.
        problems: the rules of today that this graph breaks.
    """

    made_at: datetime
    store_id: str
    revision: int
    last_at: datetime | None
    records: int
    problems: tuple[Problem, ...]


async def back_up(desk: Desk, file: Path, *, clock: Clock | None = None) -> BackedUp:
    """Write the whole log up to now into a file, while others read and write on.

    What a hand changed in the store is looked for first, so that it is a revision too.

    Args:
        desk: the running instance.
        file: takes the place of one with that name, once it is whole.
        clock: what time it is.

    Raises:
        StoreError: the store is out of reach.
        InvalidInput: the file cannot be written.
    """
    await desk.refresh()
    last = desk.revision
    origin = Origin(store_id=desk.store_id, revision=last, made_at=(clock or SystemClock()).now())
    with written_archive(file, origin) as archive:
        async for page in desk.log_pages():
            await asyncio.to_thread(archive.add, [revision for revision in page if revision.number <= last])
            if page[-1].number >= last:
                break
    size = (await asyncio.to_thread(file.stat)).st_size
    return BackedUp(file=file, revision=last, size=size, problems=desk.problems)


async def back_up_access(access: AccessStore, file: Path, *, clock: Clock | None = None) -> int:
    """Write who may come in into a file of its own; how much that is.

    Args:
        access: where that is kept.
        file: takes the place of one with that name, once it is whole.
        clock: what time it is.

    Raises:
        StoreError: the store is out of reach.
        InvalidInput: the file cannot be written.
    """
    now = (clock or SystemClock()).now()
    kept = [value for kind in LASTING for value in await access.all(kind, now)]
    await asyncio.to_thread(write_access, file, kept)
    return len(kept)


async def restore_access(access: AccessStore, kept: Iterable[Kept], *, clock: Clock | None = None) -> None:
    """Let in again who could come in; what is there stays as it is.

    Raises:
        StoreError: the store is out of reach.
    """
    now = (clock or SystemClock()).now()
    for value in kept:
        await access.add(value, now)


def look_through(file: Path) -> Looked:
    """What a backup holds, once all of it was read and found sound. Cost: linear in its log.

    Raises:
        InvalidInput: it is no backup, was cut, is damaged, or does not hold together.
        OSError: it cannot be read.
    """
    origin = origin_of(file)
    graph: dict[str, Record] = {}
    keys: set[str] = set()
    last: Revision | None = None
    with no_cycle_collection():
        for revision in read_archive(file):
            if revision.key in keys or (last is not None and revision.at <= last.at):
                raise _does_not_fit(file, revision)
            _follow(graph, revision, file)
            keys.add(revision.key)
            last = revision
    return Looked(
        made_at=origin.made_at,
        store_id=origin.store_id,
        revision=origin.revision,
        last_at=None if last is None else last.at,
        records=len(graph),
        problems=check_all(Snapshot.of(graph.values())),
    )


def _follow(graph: dict[str, Record], revision: Revision, file: Path) -> None:
    for change in revision.changes:
        if graph.get(change.id) != change.before:
            raise _does_not_fit(file, revision)
        if change.after is None:
            graph.pop(change.id, None)
        else:
            graph[change.id] = change.after
    added = (change.after for change in revision.changes if isinstance(change.after, Edge))
    if not all(end in graph for end in chain.from_iterable((edge.from_id, edge.to_id) for edge in added)):
        raise _does_not_fit(file, revision)


def _does_not_fit(file: Path, revision: Revision) -> InvalidInput:
    return InvalidInput.because(
        Text("{path}: revision {number} does not fit those before it", path=str(file), number=revision.number),
        Text("Take another backup"),
    )


async def restore(store: Store, file: Path) -> Looked:
    """Fill an empty store with what a backup holds: the graph, and every revision with its number, time and author.

    Raises:
        InvalidInput: the backup is not sound, or the store holds something; nothing is changed.
        StoreError: the store is out of reach.
    """
    looked = await asyncio.to_thread(look_through, file)
    await store.restore(read_archive(file))
    return looked


@dataclass(frozen=True, slots=True)
class KeptBackups:
    """The backups of every night.

    Attributes:
        folder: where they lie; other files may lie there too.
    """

    folder: Path

    def of_day(self, day: date) -> Path:
        """Where that of a day is."""
        return self.folder / f"{STEM}{day.isoformat()}{ENDING}"

    def files(self) -> list[Path]:
        """Those that are there, oldest first."""
        return sorted(self.folder.glob(f"{STEM}????-??-??{ENDING}"))

    def age_seconds(self) -> float | None:
        """How old the youngest is; None when there is none."""
        files = self.files()
        return None if not files else SystemClock().now().timestamp() - files[-1].stat().st_mtime


class NightlyBackups:
    """Makes a backup a day, and keeps the last ones.

    Args:
        desk: the running instance.
        kept: where they go.
        at: the time of the day from which on that day's is made.
        keep: how many stay.
        timezone: in which it is that time.
        clock: what time it is.

    Attributes:
        kept: where they are.
    """

    def __init__(
        self, desk: Desk, kept: KeptBackups, *, at: time, keep: int, timezone: str, clock: Clock | None = None
    ) -> None:
        self.kept = kept
        self._desk = desk
        self._at = at
        self._keep = keep
        self._timezone = ZoneInfo(timezone)
        self._clock = clock or SystemClock()

    async def work(self) -> None:
        """Go on until cancelled, or until one cannot be made."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def look(self) -> None:
        """Make today's, when it is time and it is not there."""
        now = self._clock.now().astimezone(self._timezone)
        file = self.kept.of_day(now.date())
        if now.time() < self._at or file.exists():
            return
        made = await back_up(self._desk, file, clock=self._clock)
        facts = {"file": str(file), "revision": made.revision, "size": made.size}
        log.info("backup_made", extra={"facts": facts})
        for old in self.kept.files()[: -self._keep]:
            old.unlink(missing_ok=True)


@contextlib.asynccontextmanager
async def kept_backups(nightly: NightlyBackups | None) -> AsyncIterator[None]:
    """While the block runs, backups are made; one that cannot be is logged, and tried again after some minutes."""
    if nightly is None:
        yield
        return
    async with WatchedTask("backup", nightly.work, pause_seconds=AGAIN_AFTER_SECONDS):
        yield
