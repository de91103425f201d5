"""The snapshot that is served, and how it follows the store: by the log each second, by the whole now and then."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from graph.domain.changes import Change, ChangeSet, Version
from graph.domain.errors import Conflict, InvalidGraph, Problem, StoreError
from graph.domain.kinds import Record
from graph.domain.text import Text
from graph.model.memory import set_aside
from graph.model.snapshot import Snapshot
from graph.store.port import Store
from graph.usecases.serving.clock import Clock
from graph.usecases.serving.comparing import Found, Logged, add_logged, judged, problems_of_both, snapshot_of
from graph.usecases.serving.loading import Reading, log_pages, version_of
from graph.usecases.serving.past import Past

__all__ = ["READS_GO_ON", "Following"]

LARGEST_OVERLAY = 5_000
LARGE_SNAPSHOT = 10_000
"""Records from which a search for cycles through them costs more than setting them aside."""
OUTSIDE = "outside"
READS_GO_ON = Text("Reads go on from the last good snapshot")

log = logging.getLogger(__name__)


class Following:
    """Keeps one snapshot where the store is, and knows why it is stale when it cannot.

    Args:
        store: that is followed.
        reading: reads what is held of it.
        clock: what time it is.
        past: what is let go of when the store turns out to be another one.
        refresh_every: how often the timer looks.
        audit_every: how often at most the whole store is compared with its log, once somebody changed it.
        stale_after: how old the last answer of the store may be.
        lasts: whether it serves longer than one answer.

    Attributes:
        snapshot: that is served.
        writing: held by whoever changes the store or moves the snapshot.
        looks: how often it was looked whether anybody committed.
        unfolded: how often folding the overlay failed.
    """

    def __init__(
        self,
        store: Store,
        reading: Reading,
        clock: Clock,
        past: Past,
        *,
        refresh_every: timedelta,
        audit_every: timedelta,
        stale_after: timedelta,
        lasts: bool,
    ) -> None:
        self.snapshot = Snapshot.of(())
        self.writing = asyncio.Lock()
        self.looks = 0
        self.unfolded = 0
        self._store = store
        self._reading = reading
        self._clock = clock
        self._past = past
        self._refresh_every = refresh_every
        self._audit_every = audit_every
        self._stale_after = stale_after
        self._lasts = lasts
        self._unsound: tuple[Problem, ...] = ()
        self._unreached: tuple[Problem, ...] = ()
        self._as_logged = False  # whether the snapshot is known to be what the log says
        self._seen: datetime | None = None  # when the store last answered
        self._audit_due: datetime | None = None
        self._folding: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Read the store.

        Raises:
            StoreError: it cannot be read at all.
        """
        self._audit_due = self._clock.now()
        self._saw_store()
        try:
            self.snapshot = await self._reading.loaded()
        except InvalidGraph:
            if self._reading.part is not None:
                raise
            # Nothing of it can be served: the comparison finds every problem and serves what the log says.
            await self._audit()
        else:
            self._as_logged = self._reading.part is not None  # the log of the rest is not read for it
            await self._settle()
        self._saw_store()

    async def close(self) -> None:
        """Break off what goes on beside the requests."""
        if self._folding is not None:
            self._folding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._folding

    # How fresh it is

    @property
    def version(self) -> Version:
        """The version of the store that the snapshot shows."""
        return version_of(self.snapshot)

    @property
    def unsound(self) -> tuple[Problem, ...]:
        """What is wrong with the graph in the store, so that what the log says is served."""
        return self._unsound

    @property
    def out_of_reach(self) -> tuple[Problem, ...]:
        """That the store did not answer, or that nobody could look at it for too long, whatever holds that up."""
        age = self.seen_seconds_ago
        if self._unreached or age <= self._stale_after.total_seconds():
            return self._unreached
        message = Text("The store last answered {seconds} s ago", seconds=f"{age:.0f}")
        return (Problem(message=message, remedy=READS_GO_ON),)

    @property
    def seen_seconds_ago(self) -> float:
        """How long ago the store answered."""
        return (self._clock.now() - (self._seen or self._clock.now())).total_seconds()

    def _saw_store(self) -> None:
        self._seen = self._clock.now()

    # Looking

    async def keep_fresh(self) -> None:
        """Look for ever; what the timer does."""
        while True:
            await asyncio.sleep(self._refresh_every.total_seconds())
            try:
                await self.refresh()
            except StoreError as error:
                self._note_out_of_reach(Problem(message=error.said, remedy=READS_GO_ON))
            except Exception:
                log.exception("refresh_failed")
                self._note_out_of_reach(
                    Problem(message=Text("The store could not be read"), remedy=Text("See the log of the service"))
                )

    async def refresh(self) -> None:
        """Look once whether anybody committed, and catch up.

        Raises:
            StoreError: the store is out of reach.
        """
        version = await self._store.version()
        self.looks += 1
        self._saw_store()
        if version != self.snapshot.version and not self.writing.locked():  # who changes catches up
            async with self.writing:
                await self.catch_up()
                self._saw_store()
        if self._audit_due is not None and self._clock.now() >= self._audit_due:
            self._audit_due = None
            async with self.writing:
                await self._audit()
        self._unreached = ()

    async def catch_up(self) -> None:
        """Bring the snapshot to where the store is, by the log when it explains the move; `writing` is held."""
        mine = self.version
        now = await self._store.version()
        if now == mine:
            return
        if self._audit_due is None:
            self._audit_due = self._clock.now() + self._audit_every
        if now.store_id != mine.store_id or now.revision < mine.revision:
            self._past.forget()
            await self._begin_anew()
        elif now.revision == mine.revision:
            await self._audit()
        else:
            self.snapshot = await self._reading.brought_to(now, self.snapshot)
            self._fold_when_large()

    async def _begin_anew(self) -> None:
        """Read another store than the one before."""
        if self._reading.part is None:
            self._as_logged = False
            await self._audit()
        else:
            self.snapshot = await self._reading.loaded()
            await self._settle()

    def _note_out_of_reach(self, problem: Problem) -> None:
        if self._unreached != (problem,):
            log.warning("store_out_of_reach", extra={"facts": {"problem": str(problem)}})
        self._unreached = (problem,)

    # Folding

    def _fold_when_large(self) -> None:
        if self.snapshot.overlay_size > LARGEST_OVERLAY and (self._folding is None or self._folding.done()):
            self._folding = asyncio.create_task(self._fold_once())

    async def _fold_once(self) -> None:
        try:
            await self._fold()
        except Exception:  # the overlay serves on, and the next change tries again
            self.unfolded += 1
            log.exception("overlay_not_folded", extra={"facts": {"times": self.unfolded}})

    async def _fold(self) -> None:
        """Fold the overlay into one layer while the snapshot serves on, then add what was committed meanwhile.

        Nothing is committed meanwhile over a part: what a revision brings along to it is read only once.
        """
        if self._reading.part is not None:
            async with self.writing:
                self.snapshot = await asyncio.to_thread(self.snapshot.flat)
            return
        grown = self.snapshot
        flat = await asyncio.to_thread(grown.flat)
        async with self.writing:
            here, there = self.version, version_of(flat)
            if here.store_id != there.store_id or here.revision < there.revision or not self.snapshot.overlay_size:
                return  # the store was read again: that is flat already
            self.snapshot = await self._reading.brought_to(here, flat)

    # Comparing

    async def check(self) -> tuple[Problem, ...]:
        """Every problem of the store: the graph against its rules, and against its log."""
        _version, logged, found = await self._log_and_store()
        return await asyncio.to_thread(problems_of_both, logged, found)

    async def _audit(self) -> None:
        """Compare the whole store with its whole log.

        What a hand changed in the store becomes a revision of its own when the graph is still sound; when it is
        not, what the log says keeps serving, marked stale.
        """
        if await self._compare():
            await self._settle()

    async def _compare(self) -> bool:
        """The same; whether what is served now was made from the log, in place of what was served before."""
        version, logged, found = await self._log_and_store()
        self._saw_store()
        difference, problems = await asyncio.to_thread(judged, logged, found)
        if isinstance(found, Snapshot) and not difference and not problems:
            snapshot = found  # what is served is what the log says
        else:
            snapshot = await asyncio.to_thread(snapshot_of, logged, version, self.snapshot)
        self._as_logged = True
        self.snapshot = await self._adopted(difference, snapshot, version) if difference and not problems else snapshot
        if problems:
            self._note_unsound(problems)
        else:
            self._unsound = ()
        return not isinstance(logged, Snapshot) and snapshot is not found

    async def _settle(self) -> None:
        """Set what is served aside, once it was read whole; what was known in the past is not.

        What answers one command ends before a search for cycles would find it.
        """
        if self._lasts and len(self.snapshot) >= LARGE_SNAPSHOT:
            self._past.forget()
            await asyncio.to_thread(set_aside)

    async def _adopted(self, difference: tuple[Change, ...], snapshot: Snapshot, version: Version) -> Snapshot:
        """The snapshot with what a hand changed, once that is a revision; without it when somebody came before."""
        outside = ChangeSet(changes=difference, author=OUTSIDE, reason="changed in the store itself", key="")
        # The revision is in the key: the same change, made by hand again later, is a new one.
        keyed = replace(outside, key=f"outside-{version.revision}-{outside.digest()}")
        try:
            adopted = await self._store.adopt(keyed, expected=version.revision)
        except Conflict:
            self._audit_due = self._clock.now()
            return snapshot
        facts = {"changes": len(difference), "revision": adopted.number}
        log.info("outside_changes_adopted", extra={"facts": facts})
        # With the token of before: whatever else moved since then is seen at the next look.
        return await self._reading.brought_to(replace(version, revision=adopted.number), snapshot)

    async def _log_and_store(self) -> tuple[Version, Logged, Found]:
        """At one revision what the log says that the graph is, and what the store holds.

        Cost: a load of what is held, and of the log where the snapshot was not compared with it before.
        """
        if self._reading.part is not None:
            return await self._log_and_store_of_part()
        version, found = await self._found()
        if self._as_logged and self.version.revision <= version.revision:
            return version, await self._reading.brought_to(version, self.snapshot), found
        records: dict[str, Record] = {}
        async for page in log_pages(self._store):
            await asyncio.to_thread(add_logged, records, [one for one in page if one.number <= version.revision])
        return version, records, found

    async def _log_and_store_of_part(self) -> tuple[Version, Logged, Found]:
        """The same of a part: what is held as the log brought it here, against the same read once more."""
        while True:
            self.snapshot = await self._reading.brought_to(await self._store.version(), self.snapshot)
            try:
                version, found = await self._reading.again()
            except InvalidGraph as unreadable:
                return self.version, self.snapshot, unreadable
            if version.revision == self.version.revision and version.store_id == self.version.store_id:
                return version, self.snapshot, found

    async def _found(self) -> tuple[Version, Found]:
        """What the store holds; what was just read from it is not read again."""
        mine = self.snapshot.version
        if mine is not None and not self._as_logged and mine == await self._store.version():
            return mine, self.snapshot
        try:
            return await self._reading.again()
        except InvalidGraph as unreadable:
            return await self._store.version(), unreadable

    def _note_unsound(self, problems: Iterable[Problem]) -> None:
        self._unsound = tuple(problems)
        self._audit_due = self._clock.now() + self._audit_every
        log.warning("snapshot_stale", extra={"facts": {"problems": [str(problem) for problem in self._unsound]}})
