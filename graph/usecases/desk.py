"""The running instance: one store, served from memory, and the one way to change it."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Collection, Coroutine, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType, TracebackType
from zoneinfo import ZoneInfo

from graph.domain.changes import Change, ChangeSet, Put, RecordChange, Revision
from graph.domain.errors import Forbidden, InvalidInput, NotFound, Problem, Refusal, StoreError
from graph.domain.kinds import Organisation
from graph.domain.text import Text
from graph.model.memory import take_back
from graph.model.seen import StandIns
from graph.model.snapshot import Snapshot
from graph.store.access import AccessStore
from graph.store.audit import AuditFile
from graph.store.kept import Secret
from graph.store.port import Knowing, Store
from graph.store.rewriting import Rewriting
from graph.usecases.attempts import LOOK, MET, spend_try
from graph.usecases.auditing import denied
from graph.usecases.door import refusals_of
from graph.usecases.holding import Holding
from graph.usecases.kept_sign_ins import KeptSignIns
from graph.usecases.knowable import knowable, meets_hidden
from graph.usecases.notices import Post, tell_changed
from graph.usecases.serving.clock import Clock, SystemClock
from graph.usecases.serving.committing import Commits, Committed, MakeChanges, permitted, proposable
from graph.usecases.serving.following import Following
from graph.usecases.serving.loading import Reading, log_pages, version_of
from graph.usecases.serving.past import KnownAt, Past, check_moment, moment_of
from graph.usecases.serving.reaching import Reaching
from graph.usecases.signing_in import SignIns
from graph.usecases.viewer import Viewer, sees_everything
from graph.usecases.watching import WatchedTask
from graph.usecases.world import World

__all__ = ["Desk"]

HIDDEN_IDS = "ids of who is hidden"
"""For which secret of the store."""
PURGED_EVERY = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(minutes=5)
"""How much later than here it may be where somebody else writes."""


class Desk:
    """Serves one store: reads from the current snapshot, commits with validation and retry, stays fresh.

    Use it as an async context manager. It serves as soon as the store is read; the first look of its timer compares
    the store with its log. While the store is out of reach, or holds a graph that breaks the rules, the last good
    snapshot keeps serving and `problems` says why it is stale.

    With `within` it holds only the part of the register for these organisations (`graph.domain.part`), and says of the
    others at which of the `places` they are held (`graph.usecases.holding`).

    With `lasts=False` it is for one answer, and does nothing that only pays in the long run.

    Attributes:
        access: what the store keeps of who comes in.
        clock: what time it is.
        audit_file: in which is noted what has to be; None = nothing is.
        post: takes mail for people; None = nobody does.

    Raises:
        StoreError: on entering, when the store cannot be read at all.
        InvalidInput: on entering, when an organisation that it should hold is not there.
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
        lasts: bool = True,
        post: Post | None = None,
        within: Collection[str] = (),
        places: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.access: AccessStore = store.access
        self.clock: Clock = clock or SystemClock()
        self.audit_file = audit_file
        self.post = post
        self._store = store
        self._timezone = ZoneInfo(timezone)
        self._stale_after = timedelta(seconds=refresh_seconds + stale_seconds)
        self._stand_ins: StandIns | None = None  # until somebody asks from whom something is hidden
        self._beside: set[asyncio.Task[None]] = set()
        self._places = places
        self._reading = Reading(store, within)
        self._past = Past(self._reading)
        self._following = Following(
            store,
            self._reading,
            self.clock,
            self._past,
            refresh_every=timedelta(seconds=refresh_seconds),
            audit_every=timedelta(seconds=audit_seconds),
            stale_after=self._stale_after,
            lasts=lasts,
        )
        self._reaching = Reaching(self._following)
        self._sign_ins = sign_ins or KeptSignIns(self)
        self._commits = Commits(store, self._following, self._sign_ins, self.clock)
        self._timer = WatchedTask("refresh", self._following.keep_fresh)
        self._purger = WatchedTask("purge", self._keep_tidy)

    async def __aenter__(self) -> Desk:
        try:
            await self._following.open()
            self._check_places()
        except BaseException:
            await self._store.close()
            raise
        self._timer.start()
        self._purger.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._timer.stop()
        await self._purger.stop()
        await asyncio.gather(*self._beside)
        await self._reaching.close()
        await self._following.close()
        await self._store.close()
        take_back()

    def _check_places(self) -> None:
        """Do nothing when every organisation that was set is there.

        Raises:
            InvalidInput: all that are not.
        """
        part = self._reading.part
        within = () if part is None else part.within
        unknown = [
            Problem(
                place=place,
                message=Text("There is no organisation {id} in the register", id=each),
                remedy=Text("Give the id of one that is there, or take it away"),
            )
            for place, given in ((Text("what is held"), within), (Text("the list of places"), self._places))
            for each in sorted(given)
            if self.snapshot.find(Organisation, each) is None
        ]
        if unknown:
            raise InvalidInput(unknown)

    def beside(self, work: Coroutine[None, None, None]) -> None:
        """Do something that nobody waits for and that fails by itself; the desk closes after it."""
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _keep_tidy(self) -> None:
        """Take away now and then what is past its time of who came in; it lets nobody in before that either."""
        while True:
            await asyncio.sleep(PURGED_EVERY.total_seconds())
            with contextlib.suppress(StoreError):  # out of reach: the looks at the store say so
                await self.access.purge(self.clock.now())

    # Reading

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot."""
        return self._following.snapshot

    @property
    def revision(self) -> int:
        """Number of the revision that the current snapshot shows."""
        return self._following.version.revision

    @property
    def store_id(self) -> str:
        """The random id of the store that is served."""
        return self._following.version.store_id

    @property
    def held(self) -> Holding | None:
        """What this instance holds, and where the rest is; None when it holds everything."""
        part = self._reading.part
        return None if part is None else Holding(part, self._places)

    def check_holds_all(self) -> None:
        """Do nothing when this instance holds the whole register.

        Raises:
            NotHeldHere: it holds a part.
        """
        if self.held is not None:
            self.held.check_all()

    def today(self) -> date:
        """The calendar day now, in the time zone of the instance."""
        return self.clock.now().astimezone(self._timezone).date()

    async def world(self, viewer: Viewer, *, on: date | None = None, known_at: KnownAt | None = None) -> World:
        """What one question sees.

        Raises:
            NotFound: nothing was known yet at `known_at`, or that revision does not exist.
        """
        snapshot = self.snapshot if known_at is None else await self.at(known_at)
        stand_ins = StandIns() if sees_everything(viewer) else await self._stand_ins_of_store()
        today = self.today()
        return World(
            graph=snapshot,
            on=on or today,
            today=today,
            viewer=viewer,
            known_at=version_of(snapshot).revision,
            timezone=self._timezone,
            current=self.snapshot,
            held=self.held,
            stand_ins=stand_ins,
        )

    async def _stand_ins_of_store(self) -> StandIns:
        """Those of all instances on the store, whichever makes the secret of them first."""
        if self._stand_ins is None:
            now = self.clock.now()
            wanted = Secret(key=HIDDEN_IDS, value=secrets.token_hex(16))
            held = await self.access.find(Secret, HIDDEN_IDS, now)
            if held is None and not await self.access.add(wanted, now):
                held = await self.access.find(Secret, HIDDEN_IDS, now)
            self._stand_ins = StandIns(bytes.fromhex((held or wanted).value))
        return self._stand_ins

    async def searched(self, world: World, asked: Knowing) -> World:
        """A world with whoever knows something elsewhere, and the ways to them; the same where everything is held.

        What somebody may see there follows from the same policy, of the same records.

        Raises:
            NotHeldHere: the store cannot search.
        """
        held = world.held
        if held is None or world.known_at != self.revision:
            return world
        part, ask = held.part.with_whole(await self._store.knowing(asked))
        _version, records, grown = await self._store.gather(part, ask)
        graph = world.graph.apply(map(Put, records), world.graph.version)
        return replace(world, graph=graph, current=graph, held=replace(held, part=grown, is_searched=True))

    async def at(self, known_at: KnownAt) -> Snapshot:
        """The graph as it was known at a revision, an instant, or the end of a day; what is still to come is now.

        Cost: a load of the whole store; the last few are kept.

        Raises:
            NotFound: that revision does not exist.
        """
        moment = moment_of(known_at, self._timezone)
        check_moment(moment, self.revision)
        if moment == self.revision or (isinstance(moment, datetime) and moment >= self.clock.now()):
            return self.snapshot
        return await self._past.at(moment)

    async def revisions(self, since: int = 0, limit: int | None = None) -> list[Revision]:
        """The change log after a revision, oldest first, at most so many."""
        return await self._store.changes(since, limit)

    def log_pages(self, since: int = 0) -> AsyncIterator[list[Revision]]:
        """The same a page at a time, so that a long log is never in memory as a whole."""
        return log_pages(self._store, since)

    async def logged(self, number: int) -> Revision:
        """The revision with a number.

        Raises:
            NotFound: there is none.
        """
        found = await self._store.changes(number - 1, 1) if number > 0 else []
        if not found:
            raise NotFound(Text("Revision {number}", number=number), Text("Look at the list of revisions"))
        return found[0]

    async def made_at(self, number: int) -> datetime:
        """When a revision that is there was made."""
        return await self._store.time_of(number)

    async def history(self, records: Collection[str]) -> list[Revision]:
        """The revisions that changed some records, oldest first, each with those changes alone."""
        return await self._store.history(records)

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
        draft = ChangeSet(changes=(), author=viewer.author, reason=reason, key=key, request=request)
        try:
            done = await self._commits.commit(
                lambda before: self.permitted_changes(make, before, viewer), draft, expected_revision=expected_revision
            )
        except Forbidden:
            await denied(self, viewer, detail="change")
            raise
        if done.revision is not None:
            await tell_changed(self, done.revision.changes)
        return done

    async def permitted_changes(self, make: MakeChanges, before: Snapshot, viewer: Viewer) -> tuple[Change, ...]:
        """The changes to a snapshot, checked against what the viewer may and against the rules.

        Raises:
            Forbidden: all that the viewer may not.
            InvalidInput: every rule that they break.
            NotFound: what they are about is not there, or may not be known.
            NotHeldHere: they touch more than this instance holds.
        """
        world, owners = await self._judging(before, viewer)
        async with self._tried(viewer):
            changes = await asyncio.to_thread(permitted, make, world, owners)
        if world.held is not None:
            await self._check_new(before, changes)
        return changes

    async def _check_new(self, before: Snapshot, changes: tuple[Change, ...]) -> None:
        """Do nothing when what is new here is new everywhere.

        Raises:
            NotHeldHere: a record with such an id is elsewhere.
        """
        new = [change.id for change in changes if before.get(change.id) is None]
        last = {each.id: each for revision in await self._store.history(new) for each in revision.changes}
        if any(each.after is not None for each in last.values()):
            self.check_holds_all()

    async def proposable_changes(self, make: MakeChanges, before: Snapshot, viewer: Viewer) -> tuple[Change, ...]:
        """The changes to a snapshot that the viewer might ask somebody else to make, checked against the rules.

        Raises:
            InvalidInput: every rule that they break.
            NotFound: what they are about is not there, or may not be known.
        """
        world, _owners = await self._judging(before, viewer)
        async with self._tried(viewer):
            return await asyncio.to_thread(proposable, make, world)

    @contextlib.asynccontextmanager
    async def _tried(self, viewer: Viewer) -> AsyncIterator[None]:
        """Judge a change of somebody; what it meets that is hidden from them is counted and noted.

        Raises:
            TooOften: they met too much.
        """
        if sees_everything(viewer):
            yield
            return
        await spend_try(self, viewer, LOOK)
        try:
            yield
        except (Forbidden, InvalidInput) as error:
            if meets_hidden(error):
                await denied(self, viewer, detail="hidden")
                await spend_try(self, viewer, MET)
            raise

    async def refusals(self, changes: tuple[RecordChange, ...], viewer: Viewer) -> tuple[Refusal, ...]:
        """Why a viewer may not make changes; none when they may.

        Args:
            changes: each record before and after. Where one is no longer as before, each is judged by itself.
            viewer: who would make them.
        """
        before = self.snapshot
        world, owners = await self._judging(before, viewer)
        fits = all(before.get(change.id) == change.before for change in changes)
        after = before.apply(change.change for change in changes) if fits else None
        return await asyncio.to_thread(refusals_of, world, changes, after, owners)

    async def _judging(self, before: Snapshot, viewer: Viewer) -> tuple[World, frozenset[str]]:
        """The graph for whoever would change it, and the owners where these have a say."""
        return self._world_over(before, viewer), await self._sign_ins.owners()

    def known_to(self, viewer: Viewer, before: Snapshot) -> Snapshot | None:
        """What a viewer may know of a snapshot when they change it; None = all of it."""
        return knowable(self._world_over(before, viewer))

    def _world_over(self, before: Snapshot, viewer: Viewer) -> World:
        today = self.today()
        return World(
            graph=before,
            on=today,
            today=today,
            viewer=viewer,
            known_at=version_of(before).revision,
            timezone=self._timezone,
            held=self.held,
        )

    async def rewrite(self, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
        """Put what a rewriting gives in the place of everything in the graph and the log; see `Store.rewrite`.

        Whoever calls it has made sure that this may be done.

        Raises:
            StoreError: the store cannot serve.
        """
        return await self._commits.rewrite(rewriting, author=author, reason=reason, key=key)

    # Staying fresh

    async def refresh(self) -> None:
        """Look once whether anybody committed, and catch up; what the timer does.

        Raises:
            StoreError: the store is out of reach.
        """
        await self._following.refresh()

    async def reach(self, revision: int, *, within: float) -> bool:
        """Whether the current snapshot shows a revision, or comes to show it within some seconds.

        For who was told of it by another instance: the store is looked at now, and not when the timer does.
        """
        return await self._reaching.reach(revision, within=within)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the current snapshot is stale; empty while it is fresh."""
        following = self._following
        return following.unsound + (following.out_of_reach or self._commits.refused_within(self._stale_after))

    @property
    def seen_seconds_ago(self) -> float:
        """How long ago the store answered."""
        return self._following.seen_seconds_ago

    @property
    def looks(self) -> int:
        """How often it looked whether anybody committed."""
        return self._following.looks

    @property
    def conflicts(self) -> int:
        """How often a change was made again, because somebody else committed in between."""
        return self._commits.conflicts

    @property
    def failures(self) -> int:
        """How often work beside the requests failed, and was begun again."""
        return self._timer.failures + self._purger.failures + self._following.unfolded

    async def check(self) -> tuple[Problem, ...]:
        """Every problem of the store: the graph against its rules, and against its log."""
        return await self.clock_problems() + await self._following.check()

    async def clock_problems(self) -> tuple[Problem, ...]:
        """That the log is ahead of the clock, which a clock that ran ahead once leaves behind."""
        made = await self.made_at(self.revision) if self.revision else None
        if made is None or made <= SystemClock().now() + CLOCKS_DIFFER:  # the clock by which stores date the log
            return ()
        message = Text(
            "Revision {number} was made at {moment} (UTC), which is still to come",
            number=self.revision,
            moment=f"{made:%Y-%m-%d %H:%M}",
        )
        remedy = Text(
            "Set the clock of the machine right. What is written until then gets that time too: "
            "ask for it by its number, or restore the last backup from before"
        )
        return (Problem(message=message, remedy=remedy),)
