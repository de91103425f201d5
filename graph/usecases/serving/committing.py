"""Changes to the graph that is served: one at a time, checked, whole, and made again when another came first."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from graph.domain.changes import Change, ChangeSet, Put, Remove, Revision
from graph.domain.codec import fitted
from graph.domain.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    Problem,
    StoreError,
    StoreUnavailable,
)
from graph.domain.rules import check
from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.store.port import Store
from graph.store.rewriting import Rewriting
from graph.usecases.door import check_rights
from graph.usecases.knowable import IN_THE_WAY, knowable, touches_hidden, without_hidden
from graph.usecases.serving.clock import Clock
from graph.usecases.serving.following import READS_GO_ON, Following
from graph.usecases.signing_in import (
    SignIns,
    check_others_left,
    people_signing_in_otherwise,
    shared_ways_in,
)
from graph.usecases.viewer import sees_everything
from graph.usecases.world import World

__all__ = ["Commits", "Committed", "MakeChanges", "permitted", "proposable"]

MakeChanges = Callable[[Snapshot], Iterable[Change]]

RETRIES_ON_CONFLICT = 5
TURN_SECONDS = 10.0
"""How long a change waits for those that are made before it."""


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


class Commits:
    """Commits to the store that is followed, a change at a time.

    Args:
        store: that is changed.
        following: its snapshot, which catches up.
        sign_ins: what has to know whom a change lets sign in otherwise.
        clock: what time it is.

    Attributes:
        conflicts: how often a change was made again, because somebody else committed in between.
    """

    def __init__(self, store: Store, following: Following, sign_ins: SignIns, clock: Clock) -> None:
        self.conflicts = 0
        self._store = store
        self._following = following
        self._sign_ins = sign_ins
        self._clock = clock
        self._unanswered: StoreError | None = None  # the last time that the store did not take a change
        self._refused_at: datetime | None = None  # when that was; None once it took one

    def refused_within(self, lately: timedelta) -> tuple[Problem, ...]:
        """That the store did not take the last change; for a while, because only another change can tell more."""
        refused, error = self._refused_at, self._unanswered
        if refused is None or error is None or self._clock.now() - refused > lately:
            return ()
        message = Text("The last change could not be written: {reason}", reason=error.said)
        return (Problem(message=message, remedy=READS_GO_ON),)

    async def commit(
        self,
        changes_to: Callable[[Snapshot], Awaitable[tuple[Change, ...]]],
        draft: ChangeSet,
        *,
        expected_revision: int | None,
    ) -> Committed:
        """Make changes, and commit them whole.

        Args:
            changes_to: the changes to a snapshot, checked.
            draft: what else the revision says.
            expected_revision: the revision that the caller looked at, when it may be no other one.

        Raises:
            InvalidInput, NotFound, Forbidden: the changes cannot be made; nothing is written.
            Conflict: the store moved on; nothing is written.
            KeyReused: the key belongs to another request.
            StoreError: the store cannot serve.
        """
        async with self._turn():
            for attempt in range(RETRIES_ON_CONFLICT + 1):
                before = self._following.snapshot
                expected = self._following.version.revision if expected_revision is None else expected_revision
                try:
                    changes = await changes_to(before)
                    revision = await self._store.commit(replace(draft, changes=changes), expected=expected)
                except (InvalidInput, NotFound, Forbidden):
                    replayed = await self._replayed(draft)
                    if replayed is None:
                        raise
                    revision = replayed
                except Conflict:
                    if expected_revision is not None or attempt == RETRIES_ON_CONFLICT:
                        raise
                    self.conflicts += 1
                    await self._following.catch_up()
                    continue
                return await self._committed(revision if revision.key == draft.key else None)
        raise AssertionError("the last attempt returns or raises")

    async def rewrite(self, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
        """Put what a rewriting gives in the place of everything in the graph and the log; see `Store.rewrite`.

        Raises:
            StoreError: the store cannot serve.
        """
        async with self._turn():
            count = await self._store.rewrite(rewriting, author=author, reason=reason, key=key)
            await self._following.catch_up()
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
                await self._following.writing.acquire()
        except TimeoutError:
            raise _not_begun() from None
        try:
            if self._unanswered is not before:
                raise _not_begun()
            with self._noted():
                yield
        finally:
            self._following.writing.release()

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

    async def _committed(self, revision: Revision | None) -> Committed:
        await self._following.catch_up()
        people = frozenset[str]() if revision is None else people_signing_in_otherwise(revision.changes)
        if people:
            await self._sign_ins.changed(people)
        return Committed(
            revision=revision,
            number=self._following.version.revision,
            snapshot=self._following.snapshot,
        )


def _not_begun() -> StoreUnavailable:
    return StoreUnavailable(Text("Changes before this one hold the store up. Nothing was written; try again later."))


def permitted(make: MakeChanges, world: World, owners: frozenset[str]) -> tuple[Change, ...]:
    """The changes to the graph of a world, checked against what its viewer may and against the rules.

    What goes wrong is told in words of what the viewer may know (`graph.usecases.knowable`).

    Raises:
        Forbidden: all that the viewer may not.
        InvalidInput: every rule that they break.
        NotFound: what the changes are about is not there, or may not be known.
        NotHeldHere: they touch more than the instance holds.
    """
    known = knowable(world)
    if known is None:
        return _permitted(make, world, owners)
    try:
        return _permitted(make, world, owners, known)
    except Forbidden as error:
        if touches_hidden(make(world.graph), world.graph, known):
            _judge_as_known(make, world, known, owners)
        raise without_hidden(error, world.graph, known) from None
    except (InvalidInput, NotFound) as error:
        _judge_as_known(make, world, known, owners)
        raise without_hidden(error, world.graph, known) from None


def proposable(make: MakeChanges, world: World) -> tuple[Change, ...]:
    """The changes that the viewer of a world might propose: they touch nothing hidden, and break no rule.

    Raises:
        InvalidInput: every rule that they break.
        NotFound: what the changes are about is not there, or may not be known.
    """
    known = knowable(world)
    if known is None:
        return _permitted(make, world, frozenset())
    unfit: list[Problem] = []
    try:
        changes = tuple(_fitted(change, world.graph, unfit) for change in make(world.graph))
        _check_rules(world, world.graph.apply(changes), changes, unfit)
    except (Forbidden, InvalidInput, NotFound) as error:
        list(make(known))
        raise without_hidden(error, world.graph, known) from None
    if touches_hidden(changes, world.graph, known):
        list(make(known))
        raise InvalidInput([IN_THE_WAY])
    return changes


def _judge_as_known(make: MakeChanges, world: World, known: Snapshot, owners: frozenset[str]) -> None:
    """Refuse changes as they would be if nothing else were there than what may be known."""
    unfit: list[Problem] = []
    changes = tuple(_fitted(change, known, unfit) for change in make(known))
    _check_removed(changes, known)
    check_rights(world, changes, known.apply(changes), owners, known=known)
    if unfit:
        raise InvalidInput(unfit)


def _permitted(
    make: MakeChanges, world: World, owners: frozenset[str], known: Snapshot | None = None
) -> tuple[Change, ...]:
    unfit: list[Problem] = []
    changes = tuple(_fitted(change, world.graph, unfit) for change in make(world.graph))
    if world.held is not None:
        world.held.check_changes(world.graph, changes)
    after = world.graph.apply(changes)
    if known is not None:
        _check_removed(changes, world.graph)
    check_rights(world, changes, after, owners)
    check_others_left(owners, [each for each in owners if world.graph.get(each) and not after.get(each)])
    _check_rules(world, after, changes, unfit)
    return changes


def _check_removed(changes: Iterable[Change], snapshot: Snapshot) -> None:
    """Do nothing when all that goes away is there: to whom much is hidden, what is nowhere is refused alike."""
    for change in changes:
        if isinstance(change, Remove) and snapshot.get(change.id) is None:
            raise NotFound.record(change.id)


def _check_rules(world: World, after: Snapshot, changes: tuple[Change, ...], unfit: Iterable[Problem]) -> None:
    shared = () if sees_everything(world.viewer) else shared_ways_in(changes, world.graph, after, world.snapshot)
    problems = (*unfit, *check(after, (change.id for change in changes)), *shared)
    if problems:
        raise InvalidInput(problems)


def _fitted(change: Change, snapshot: Snapshot, problems: list[Problem]) -> Change:
    """The change as it may be stored, whichever way it came in; what stands in its way is added to the problems."""
    if isinstance(change, Remove):
        return change
    record, unfit = fitted(change.record, snapshot.get(change.id))
    problems.extend(unfit)
    return change if record == change.record else Put(record)
