"""The running instance: the current snapshot of a store, kept fresh, and the one way to change it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import TracebackType
from typing import Protocol
from zoneinfo import ZoneInfo

from graph.domain.changes import Change, ChangeSet, Put, Remove, Revision, Version
from graph.domain.codec import fitted, value_problems
from graph.domain.errors import (
    Conflict,
    Forbidden,
    InvalidGraph,
    InvalidInput,
    NotFound,
    Problem,
    StoreError,
    StoreUnavailable,
)
from graph.domain.kinds import Record
from graph.domain.rules import check, check_all
from graph.domain.text import Text
from graph.model.memory import no_cycle_collection, set_aside, take_back
from graph.model.seen import StandIns
from graph.model.snapshot import Snapshot
from graph.store.access import AccessStore, Secret
from graph.store.audit import AuditFile
from graph.store.port import Store
from graph.store.rewriting import Rewriting
from graph.usecases.auditing import denied
from graph.usecases.door import check_rights
from graph.usecases.kept_sign_ins import KeptSignIns
from graph.usecases.notices import Post, tell_changed
from graph.usecases.signing_in import SignIns, check_others_left, people_signing_in_otherwise
from graph.usecases.viewer import Viewer, sees_everything
from graph.usecases.watching import WatchedTask
from graph.usecases.world import World

__all__ = ["Clock", "Committed", "Desk", "KnownAt", "MakeChanges", "SystemClock"]

KnownAt = int | datetime | date
"""A revision number, an instant, or a date, which stands for the end of that day."""

MakeChanges = Callable[[Snapshot], Iterable[Change]]

RETRIES_ON_CONFLICT = 5
TURN_SECONDS = 10.0
"""How long a change waits for those that are made before it."""
PURGED_EVERY = timedelta(minutes=10)
LARGEST_OVERLAY = 5_000
LOG_PAGE = 500
"""Revisions that are read at once of a log of which the length is not known."""
PAST_SNAPSHOTS_KEPT = 2
LARGE_SNAPSHOT = 10_000
"""Records from which a search for cycles through them costs more than setting them aside."""
OUTSIDE = "outside"
HIDDEN_IDS = "ids of who is hidden"
"""For which secret of the store."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How much later than here it may be where somebody else writes."""

log = logging.getLogger(__name__)


class Clock(Protocol):
    """What time it is; tests give their own."""

    def now(self) -> datetime:
        """The instant, in UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a change did.

    Attributes:
        revision: the revision that holds it; for a repeated request the first one, for a change that changed
            nothing None.
        number: the revision at which the store stands for the reader of this answer.
        snapshot: in which the change can be seen.
    """

    revision: Revision | None
    number: int
    snapshot: Snapshot


class Desk:
    """Serves one store: reads from the current snapshot, commits with validation and retry, stays fresh.

    Use it as an async context manager. It serves as soon as the store is read; the first look of its timer compares
    the store with its log. While the store is out of reach, or holds a graph that breaks the rules, the last good
    snapshot keeps serving and `problems` says why it is stale.

    Attributes:
        looks: how often it looked whether anybody committed.
        conflicts: how often a change was made again, because somebody else committed in between.
        audit_file: in which is noted what has to be; None = nothing is.
        post: takes mail for people; None = nobody does.

    Raises:
        StoreError: on entering, when the store cannot be read at all.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock | None = None,
        timezone: str = "Europe/Brussels",
        refresh_seconds: float = 1.0,
        stale_seconds: float = 15.0,
        audit_seconds: float = 600.0,
        audit_file: AuditFile | None = None,
        sign_ins: SignIns | None = None,
        post: Post | None = None,
    ) -> None:
        self.looks = 0
        self.conflicts = 0
        self.audit_file = audit_file
        self.post = post
        self._store = store
        self._sign_ins = sign_ins or KeptSignIns(self)
        self._clock = clock or SystemClock()
        self._timezone = ZoneInfo(timezone)
        self._refresh_every = timedelta(seconds=refresh_seconds)
        self._stale_after = timedelta(seconds=refresh_seconds + stale_seconds)
        self._audit_every = timedelta(seconds=audit_seconds)
        self._snapshot = Snapshot.of(())
        self._stand_ins: StandIns | None = None  # until somebody asks from whom something is hidden
        self._past: OrderedDict[int | datetime, Snapshot] = OrderedDict()
        self._unsound: tuple[Problem, ...] = ()
        self._unreached: tuple[Problem, ...] = ()
        self._as_logged = False  # whether the snapshot is known to be what the log says
        self._writing = asyncio.Lock()
        self._looking_back = asyncio.Lock()
        self._unanswered: StoreError | None = None  # the last time that the store did not take a change
        self._refused_at: datetime | None = None  # when that was; None once it took one
        self._seen: datetime | None = None  # when the store last answered
        self._audit_due: datetime | None = None
        self._timer = WatchedTask("refresh", self._keep_fresh)
        self._purger = WatchedTask("purge", self._keep_tidy)
        self._folding: asyncio.Task[None] | None = None
        self._unfolded = 0
        self._beside: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Desk:
        try:
            await self._open()
        except BaseException:
            await self._store.close()
            raise
        self._timer.start()
        self._purger.start()
        return self

    async def _open(self) -> None:
        self._audit_due = self._clock.now()
        self._saw_store()
        try:
            self._snapshot = await self._load(None)
        except InvalidGraph:
            # Nothing of it can be served: the comparison finds every problem and serves what the log says.
            await self._audit()
        else:
            await self._settle()
        self._saw_store()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._timer.stop()
        await self._purger.stop()
        await asyncio.gather(*self._beside)
        if self._folding is not None:
            self._folding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._folding
        await self._store.close()
        take_back()

    def beside(self, work: Coroutine[None, None, None]) -> None:
        """Do something that nobody waits for and that fails by itself; the desk closes after it."""
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    @property
    def access(self) -> AccessStore:
        """What the store keeps of who comes in."""
        return self._store.access

    @property
    def clock(self) -> Clock:
        """What time it is."""
        return self._clock

    # Reading

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot."""
        return self._snapshot

    @property
    def revision(self) -> int:
        """Number of the revision that the current snapshot shows."""
        return _version(self._snapshot).revision

    @property
    def store_id(self) -> str:
        """The random id of the store that is served."""
        return _version(self._snapshot).store_id

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the current snapshot is stale; empty while it is fresh."""
        return self._unsound + (self._unreached or self._old() or self._refusing())

    def _refusing(self) -> tuple[Problem, ...]:
        """That the store did not take the last change; for a while, because only another change can tell more."""
        refused, error = self._refused_at, self._unanswered
        if refused is None or error is None or self._clock.now() - refused > self._stale_after:
            return ()
        message = Text("The last change could not be written: {reason}", reason=error.said)
        return (Problem(message=message, remedy=Text("Reads go on from the last good snapshot")),)

    def _old(self) -> tuple[Problem, ...]:
        """That nobody could look at the store for too long, whatever holds the looking up."""
        age = self.seen_seconds_ago
        if age <= self._stale_after.total_seconds():
            return ()
        message = Text("The store last answered {seconds} s ago", seconds=f"{age:.0f}")
        return (Problem(message=message, remedy=Text("Reads go on from the last good snapshot")),)

    def _saw_store(self) -> None:
        self._seen = self._clock.now()

    @property
    def seen_seconds_ago(self) -> float:
        """How long ago the store answered."""
        return (self._clock.now() - (self._seen or self._clock.now())).total_seconds()

    @property
    def failures(self) -> int:
        """How often work beside the requests failed, and was begun again."""
        return self._timer.failures + self._purger.failures + self._unfolded

    def today(self) -> date:
        """The calendar day now, in the time zone of the instance."""
        return self._clock.now().astimezone(self._timezone).date()

    async def world(self, viewer: Viewer, *, on: date | None = None, known_at: KnownAt | None = None) -> World:
        """What one question sees.

        Raises:
            NotFound: nothing was known yet at `known_at`, or that revision does not exist.
        """
        snapshot = self._snapshot if known_at is None else await self.at(known_at)
        stand_ins = StandIns() if sees_everything(viewer) else await self._stand_ins_of_store()
        today = self.today()
        return World(
            graph=snapshot,
            on=on or today,
            today=today,
            viewer=viewer,
            known_at=_version(snapshot).revision,
            timezone=self._timezone,
            current=self._snapshot,
            stand_ins=stand_ins,
        )

    async def _stand_ins_of_store(self) -> StandIns:
        """Those of all instances on the store, whichever makes the secret of them first."""
        if self._stand_ins is None:
            now = self._clock.now()
            wanted = Secret(key=HIDDEN_IDS, value=secrets.token_hex(16))
            held = await self.access.find(Secret, HIDDEN_IDS, now)
            if held is None and not await self.access.add(wanted, now):
                held = await self.access.find(Secret, HIDDEN_IDS, now)
            self._stand_ins = StandIns(bytes.fromhex((held or wanted).value))
        return self._stand_ins

    async def at(self, known_at: KnownAt) -> Snapshot:
        """The graph as it was known at a revision, an instant, or the end of a day; what is still to come is now.

        Cost: a load of the whole store; the last few are kept.

        Raises:
            NotFound: that revision does not exist.
        """
        moment = self._moment(known_at)
        self._check_moment(moment)
        if moment == self.revision or (isinstance(moment, datetime) and moment >= self._clock.now()):
            return self._snapshot
        if moment in self._past:
            self._past.move_to_end(moment)
            return self._past[moment]
        async with self._looking_back:  # one at a time: each is as large as the graph, while it is made twice as large
            return await self._at_past(moment)

    async def _at_past(self, moment: int | datetime) -> Snapshot:
        if moment in self._past:
            return self._past[moment]
        snapshot = await self._load(moment)
        self._past[moment] = snapshot
        while len(self._past) > PAST_SNAPSHOTS_KEPT:
            self._past.popitem(last=False)
        return snapshot

    async def revisions(self, since: int = 0, limit: int | None = None) -> list[Revision]:
        """The change log after a revision, oldest first, at most so many."""
        return await self._store.changes(since, limit)

    async def log_pages(self, since: int = 0) -> AsyncIterator[list[Revision]]:
        """The same a page at a time, so that a long log is never in memory as a whole."""
        while page := await self._store.changes(since, LOG_PAGE):
            yield page
            since = page[-1].number

    async def logged(self, number: int) -> Revision:
        """The revision with a number.

        Raises:
            NotFound: there is none.
        """
        found = await self._store.changes(number - 1, 1) if number > 0 else []
        if not found:
            raise NotFound(Text("Revision {number}", number=number), Text("Look at the list of revisions"))
        return found[0]

    async def history(self, records: Collection[str]) -> list[Revision]:
        """The revisions that changed some records, oldest first, each with those changes alone."""
        return await self._store.history(records)

    def _moment(self, known_at: KnownAt) -> int | datetime:
        if isinstance(known_at, int | datetime):
            return known_at
        end = datetime.combine(known_at + timedelta(days=1), time.min, self._timezone)
        return end.astimezone(UTC) - timedelta(microseconds=1)

    def _check_moment(self, moment: int | datetime) -> None:
        if isinstance(moment, datetime):
            if moment.tzinfo is None:
                raise InvalidInput.because(
                    Text("The instant has no time zone"), Text("Write it as 2026-09-01T12:00:00Z"), field="known_at"
                )
        elif not 0 <= moment <= self.revision:
            raise NotFound(
                Text("Revision {number}", number=moment),
                Text("The store stands at revision {current}; ask for one up to that", current=self.revision),
            )

    # Changing

    async def commit(
        self,
        make: MakeChanges,
        *,
        viewer: Viewer,
        reason: str,
        key: str,
        request: str | None = None,
        expected_revision: int | None = None,
    ) -> Committed:
        """Make changes from the current snapshot, check them, and commit them whole.

        When somebody else commits in between, it catches up, makes and checks the changes again and retries;
        with an `expected_revision` it does not, because the caller decided on what it saw there.

        Args:
            make: the changes, from the snapshot that they will be checked against; may be called several times.
            viewer: who changes; the log names them.
            reason: why.
            key: idempotency key.
            request: digest of what was asked; see `ChangeSet.request`.
            expected_revision: the revision that the caller looked at.

        Raises:
            InvalidInput: the changes break rules; nothing is written.
            Forbidden: the viewer may not make them; nothing is written.
            Conflict: the store moved on; nothing is written.
            KeyReused: the key belongs to another request.
            StoreError: the store cannot serve.
        """
        async with self._turn():
            for attempt in range(RETRIES_ON_CONFLICT + 1):
                before = self._snapshot
                expected = _version(before).revision if expected_revision is None else expected_revision
                draft = ChangeSet(changes=(), author=viewer.author, reason=reason, key=key, request=request)
                try:
                    changes = await self.permitted_changes(make, before, viewer)
                    revision = await self._store.commit(replace(draft, changes=changes), expected=expected)
                except (InvalidInput, NotFound, Forbidden) as error:
                    replayed = await self._replayed(draft)
                    if replayed is None:
                        if isinstance(error, Forbidden):
                            await denied(self, viewer, detail="change")
                        raise
                    revision = replayed
                except Conflict:
                    if expected_revision is not None or attempt == RETRIES_ON_CONFLICT:
                        raise
                    self.conflicts += 1
                    await self._catch_up()
                    continue
                return await self._committed(revision, key)
        raise AssertionError("the last attempt returns or raises")

    async def permitted_changes(self, make: MakeChanges, before: Snapshot, viewer: Viewer) -> tuple[Change, ...]:
        """The changes to a snapshot, checked against what the viewer may and against the rules.

        Raises:
            Forbidden: all that the viewer may not.
            InvalidInput: every rule that they break.
        """
        today = self.today()
        owners = await self._sign_ins.owners()
        world = World(
            graph=before,
            on=today,
            today=today,
            viewer=viewer,
            known_at=_version(before).revision,
            timezone=self._timezone,
        )
        return await asyncio.to_thread(_permitted, make, world, owners)

    async def rewrite(self, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
        """Put what a rewriting gives in the place of everything in the graph and the log; see `Store.rewrite`.

        Whoever calls it has made sure that this may be done.

        Raises:
            StoreError: the store cannot serve.
        """
        async with self._turn():
            count = await self._store.rewrite(rewriting, author=author, reason=reason, key=key)
            await self._catch_up()
        return count

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait until no other change is made; whom the store would keep waiting as it did the one before is told so.

        Raises:
            StoreUnavailable: the turn does not come; nothing was written.
        """
        before = self._unanswered
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._writing.acquire()
        except TimeoutError:
            raise _not_begun() from None
        try:
            if self._unanswered is not before:
                raise _not_begun()
            with self._noted():
                yield
        finally:
            self._writing.release()

    @contextlib.contextmanager
    def _noted(self) -> Iterator[None]:
        """Note whether the store takes changes."""
        try:
            yield
        except StoreError as error:
            self._unanswered = error
            self._refused_at = self._clock.now()
            raise
        else:
            self._refused_at = None

    async def _replayed(self, draft: ChangeSet) -> Revision | None:
        """The first revision of a request that was made before, although it no longer fits the graph."""
        if draft.request is None:
            return None
        revision = await self._store.commit(draft)
        return revision if revision.key == draft.key else None

    async def _committed(self, revision: Revision, key: str) -> Committed:
        await self._catch_up()
        people = people_signing_in_otherwise(revision.changes) if revision.key == key else frozenset()
        if people:
            await self._sign_ins.changed(people)
            await tell_changed(self, revision.changes)
        return Committed(
            revision=revision if revision.key == key else None,
            number=self.revision,
            snapshot=self._snapshot,
        )

    # Staying fresh

    async def refresh(self) -> None:
        """Look once whether anybody committed, and catch up; what the timer does.

        Raises:
            StoreError: the store is out of reach.
        """
        version = await self._store.version()
        self.looks += 1
        self._saw_store()
        if version != self._snapshot.version and not self._writing.locked():  # who changes catches up
            async with self._writing:
                await self._catch_up()
                self._saw_store()
        if self._audit_due is not None and self._clock.now() >= self._audit_due:
            self._audit_due = None
            async with self._writing:
                await self._audit()
        self._unreached = ()

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(self._refresh_every.total_seconds())
            try:
                await self.refresh()
            except StoreError as error:
                self._out_of_reach(Problem(message=error.said, remedy=Text("Reads go on from the last good snapshot")))
            except Exception:
                log.exception("refresh_failed")
                self._out_of_reach(
                    Problem(message=Text("The store could not be read"), remedy=Text("See the log of the service"))
                )

    async def _keep_tidy(self) -> None:
        """Take away now and then what is past its time of who came in; it lets nobody in before that either."""
        while True:
            await asyncio.sleep(PURGED_EVERY.total_seconds())
            with contextlib.suppress(StoreError):  # out of reach: the looks at the store say so
                await self._store.access.purge(self._clock.now())

    async def _catch_up(self) -> None:
        """Bring the snapshot to where the store is, by the log when it explains the move."""
        mine = _version(self._snapshot)
        now = await self._store.version()
        if now == mine:
            return
        if self._audit_due is None:
            self._audit_due = self._clock.now() + self._audit_every
        if now.store_id != mine.store_id or now.revision < mine.revision:
            self._as_logged = False
            self._past.clear()
            await self._audit()
        elif now.revision == mine.revision:
            await self._audit()
        else:
            self._snapshot = await self._brought_to(now, self._snapshot)
            self._fold_when_large()

    async def _brought_to(self, version: Version, snapshot: Snapshot) -> Snapshot:
        """A snapshot with the revisions of the log up to a version."""
        for revision in await self._store.changes(_version(snapshot).revision):
            if revision.number <= version.revision:
                snapshot = snapshot.apply(_as_changes(revision), version)
        return snapshot.at_version(version)

    def _fold_when_large(self) -> None:
        if self._snapshot.overlay_size > LARGEST_OVERLAY and (self._folding is None or self._folding.done()):
            self._folding = asyncio.create_task(self._fold_once())

    async def _fold_once(self) -> None:
        try:
            await self._fold()
        except Exception:  # the overlay serves on, and the next change tries again
            self._unfolded += 1
            log.exception("overlay_not_folded", extra={"facts": {"times": self._unfolded}})

    async def _fold(self) -> None:
        """Fold the overlay into one layer while the snapshot serves on, then add what was committed meanwhile."""
        grown = self._snapshot
        flat = await asyncio.to_thread(grown.flat)
        async with self._writing:
            here, there = _version(self._snapshot), _version(flat)
            if here.store_id != there.store_id or here.revision < there.revision or not self._snapshot.overlay_size:
                return  # the store was read again: that is flat already
            self._snapshot = await self._brought_to(here, flat)

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
        difference, problems = await asyncio.to_thread(_judged, logged, found)
        if isinstance(found, Snapshot) and not difference and not problems:
            snapshot = found  # what is served is what the log says
        else:
            snapshot = await asyncio.to_thread(_snapshot_of, logged, version, self._snapshot)
        self._as_logged = True
        self._snapshot = await self._adopted(difference, snapshot, version) if difference and not problems else snapshot
        if problems:
            self._stale(problems)
        else:
            self._unsound = ()
        return not isinstance(logged, Snapshot) and snapshot is not found

    async def _settle(self) -> None:
        """Set what is served aside, once it was read whole; what was known in the past is not."""
        if len(self._snapshot) >= LARGE_SNAPSHOT:
            self._past.clear()
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
        return snapshot.apply(_as_changes(adopted), replace(version, revision=adopted.number))

    async def _log_and_store(self) -> tuple[Version, Logged, Found]:
        """At one revision what the log says that the graph is, and what the store holds.

        Cost: a load of the store, and of the log where the snapshot was not compared with it before.
        """
        version, found = await self._found()
        if self._as_logged and _version(self._snapshot).revision <= version.revision:
            return version, await self._brought_to(version, self._snapshot), found
        records: dict[str, Record] = {}
        async for page in self.log_pages():
            await asyncio.to_thread(_fold, records, [one for one in page if one.number <= version.revision])
        return version, records, found

    async def _found(self) -> tuple[Version, Found]:
        """What the store holds; what was just read from it is not read again."""
        mine = self._snapshot.version
        if mine is not None and not self._as_logged and mine == await self._store.version():
            return mine, self._snapshot
        try:
            return await self._store.load()
        except InvalidGraph as unreadable:
            return await self._store.version(), unreadable

    async def _load(self, at: int | datetime | None) -> Snapshot:
        version, records = await self._store.load(at)
        return await asyncio.to_thread(_built, records, version)

    async def check(self) -> tuple[Problem, ...]:
        """Every problem of the store: the graph against its rules, and against its log."""
        _version_now, logged, found = await self._log_and_store()
        if isinstance(found, InvalidGraph):
            return found.problems
        difference = await asyncio.to_thread(_difference, logged, found)
        unsound = (
            *await self.clock_problems(),
            *await asyncio.to_thread(_problems_of, found),
            *await asyncio.to_thread(_unfit_in, found),
        )
        return unsound + tuple(
            Problem(
                record=change.id,
                message=Text("The store and its change log do not agree"),
                remedy=Text("A running service takes the change over as a revision of its own; or revert it by hand"),
            )
            for change in difference
        )

    async def clock_problems(self) -> tuple[Problem, ...]:
        """That the log is ahead of the clock, which a clock that ran ahead once leaves behind."""
        last = await self._store.changes(self.revision - 1, 1) if self.revision else []
        if not last or last[0].at <= SystemClock().now() + CLOCKS_DIFFER:  # the clock by which stores date the log
            return ()
        message = Text(
            "Revision {number} was made at {moment} (UTC), which is still to come",
            number=last[0].number,
            moment=f"{last[0].at:%Y-%m-%d %H:%M}",
        )
        remedy = Text(
            "Set the clock of the machine right. What is written until then gets that time too: "
            "ask for it by its number, or restore the last backup from before"
        )
        return (Problem(message=message, remedy=remedy),)

    def _stale(self, problems: Iterable[Problem]) -> None:
        self._unsound = tuple(problems)
        self._audit_due = self._clock.now() + self._audit_every
        log.warning("snapshot_stale", extra={"facts": {"problems": [str(problem) for problem in self._unsound]}})

    def _out_of_reach(self, problem: Problem) -> None:
        if self._unreached != (problem,):
            log.warning("store_out_of_reach", extra={"facts": {"problem": str(problem)}})
        self._unreached = (problem,)


Logged = Snapshot | dict[str, Record]
"""What the log says that the graph is: a snapshot that follows it, or its records by id."""

Found = Snapshot | list[Record] | InvalidGraph
"""What a store holds: just read, read again, or not to be read as records at all."""


def _not_begun() -> StoreUnavailable:
    return StoreUnavailable(Text("Changes before this one hold the store up. Nothing was written; try again later."))


def _version(snapshot: Snapshot) -> Version:
    return snapshot.version or Version(revision=0, store_id="", token="")


def _permitted(make: MakeChanges, world: World, owners: frozenset[str]) -> tuple[Change, ...]:
    unfit: list[Problem] = []
    changes = tuple(_fitted(change, world.graph, unfit) for change in make(world.graph))
    after = world.graph.apply(changes)
    check_rights(world, changes, after, owners)
    check_others_left(owners, [each for each in owners if world.graph.get(each) and not after.get(each)])
    problems = (*unfit, *check(after, (change.id for change in changes)))
    if problems:
        raise InvalidInput(problems)
    return changes


def _fitted(change: Change, snapshot: Snapshot, problems: list[Problem]) -> Change:
    """The change as it may be stored, whichever way it came in; what stands in its way is added to the problems."""
    if isinstance(change, Remove):
        return change
    record, unfit = fitted(change.record, snapshot.get(change.id))
    problems.extend(unfit)
    return change if record == change.record else Put(record)


def _as_changes(revision: Revision) -> tuple[Change, ...]:
    return tuple(Put(change.after) if change.after is not None else Remove(change.id) for change in revision.changes)


def _fold(records: dict[str, Record], revisions: Iterable[Revision]) -> None:
    """Bring what the graph holds by its log alone past some revisions."""
    for revision in revisions:
        for change in revision.changes:
            if change.after is None:
                records.pop(change.id, None)
            else:
                records[change.id] = change.after


def _records(graph: Logged | Snapshot | list[Record]) -> Iterable[Record]:
    if isinstance(graph, Snapshot):
        return graph.records()
    return graph.values() if isinstance(graph, dict) else graph


def _difference(logged: Logged, found: Snapshot | list[Record]) -> tuple[Change, ...]:
    """The changes that turn what the log says into what was found, by id."""
    puts: list[Change] = []
    known = 0
    for record in _records(found):
        before = logged.get(record.id)
        known += before is not None
        if before != record:
            puts.append(Put(record))
    removals: list[Change] = []
    if known < len(logged):
        there = {record.id for record in _records(found)}
        removals = [Remove(record.id) for record in _records(logged) if record.id not in there]
    return (*sorted(puts, key=_change_id), *sorted(removals, key=_change_id))


def _change_id(change: Change) -> str:
    return change.id


def _judged(logged: Logged, found: Found) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """What differs between the log and what was found, and every problem of it; what the log says is sound."""
    if isinstance(found, InvalidGraph):
        return (), found.problems
    difference = _difference(logged, found)
    if not difference:
        return (), ()
    strange = [problem for change in difference if isinstance(change, Put) for problem in value_problems(change.record)]
    return difference, tuple(strange) or _problems_of(found)


def _problems_of(found: Snapshot | list[Record]) -> tuple[Problem, ...]:
    return check_all(found if isinstance(found, Snapshot) else Snapshot.of(found))


def _unfit_in(found: Snapshot | list[Record]) -> tuple[Problem, ...]:
    """What a store of an older version may hold that no longer comes in."""
    return tuple(problem for record in _records(found) for problem in value_problems(record))


def _snapshot_of(logged: Logged, version: Version, after: Snapshot) -> Snapshot:
    return logged.at_version(version) if isinstance(logged, Snapshot) else _built(logged.values(), version, after)


def _built(records: Iterable[Record], version: Version, after: Snapshot | None = None) -> Snapshot:
    with no_cycle_collection():
        return Snapshot.of(records, version, after=after)
