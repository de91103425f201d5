"""What a change would do, before it is made: the same verbs over a desk that commits nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.domain.changes import Change, RecordChange, Revision
from graph.domain.errors import Conflict
from graph.model.differences import changes_against
from graph.usecases.desk import Desk
from graph.usecases.serving.committing import Committed, MakeChanges
from graph.usecases.viewer import Viewer
from graph.usecases.world import World

__all__ = ["Draft", "is_as_before", "number_changed"]


class Draft:
    """Takes changes like the desk, checks them, and shows the graph with them; nothing is kept.

    Give it to a verb in place of the desk: `await grant_mandate(Draft(desk), viewer, request)` answers the records
    and the snapshot as they would be, or raises what the change itself would raise.

    Args:
        desk: the running instance.
        is_proposal: whether it shows what the change would do when somebody made it who may.

    Attributes:
        changes: what the last verb would change.
    """

    def __init__(self, desk: Desk, *, is_proposal: bool = False) -> None:
        self._desk = desk
        self._is_proposal = is_proposal
        self.changes: tuple[Change, ...] = ()

    def today(self) -> date:
        """The calendar day now."""
        return self._desk.today()

    async def world(self, viewer: Viewer) -> World:
        """What somebody sees of the register as it is."""
        return await self._desk.world(viewer)

    async def logged(self, number: int) -> Revision:
        """The revision with a number."""
        return await self._desk.logged(number)

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
        """The graph as it would be; see `Desk.commit`.

        Raises:
            InvalidInput: the changes break rules.
            Forbidden: the viewer may not make them.
            Conflict: the store moved on since the expected revision.
        """
        before = self._desk.snapshot
        if expected_revision is not None and expected_revision != self._desk.revision:
            raise Conflict(expected=expected_revision, current=self._desk.revision)
        made = self._desk.proposable_changes if self._is_proposal else self._desk.permitted_changes
        self.changes = await made(make, before, viewer)
        after = before.apply(self.changes, before.version)
        return Committed(revision=None, number=self._desk.revision, snapshot=after)


def number_changed(world: World, changes: Iterable[Change]) -> int:
    """How many records changes would leave otherwise than they are."""
    return len(changes_against(world.snapshot, changes))


def is_as_before(world: World, change: RecordChange) -> bool:
    """Whether a record is as a change found it."""
    return world.snapshot.get(change.id) == change.before
