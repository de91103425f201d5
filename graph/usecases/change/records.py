"""Putting and removing records as they are given, and undoing a revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from graph.domain.changes import Change, Put, Remove, Revision
from graph.domain.codec import read_record
from graph.domain.described import AnyId
from graph.domain.errors import InvalidInput, NotFound, Problem
from graph.domain.rules import check
from graph.domain.text import Quoted, Text
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import (
    LEFT_OUT,
    Changeable,
    Changed,
    LeftOut,
    Request,
    Shows,
    check_new_ids,
    commit,
)
from graph.usecases.knowable import IN_THE_WAY, hidden_among, in_the_way, knowable
from graph.usecases.viewer import Viewer
from graph.usecases.world import World

__all__ = ["ApplyChanges", "EndRecord", "RevertRevision", "apply_changes", "end_record", "revert_revision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevertRevision(Request):
    """Undo a revision as far as later work allows.

    Attributes:
        revision: its number.
    """

    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyChanges(Request):
    """Put and remove records, all or none.

    Attributes:
        puts: records in the native format.
        removals: ids of records that were wrong; what merely ended gets an `until` instead.
    """

    puts: tuple[Mapping[str, Any], ...] = ()
    removals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRecord(Request):
    """End the period of any node or edge; it stays in the history.

    Attributes:
        record: its id.
        until: first day that it no longer counts.
    """

    record: AnyId
    until: date


async def end_record(desk: Changeable, viewer: Viewer, request: EndRecord) -> Annotated[Changed, Shows("record")]:
    """End the period of a record; it stays in the history.

    Raises:
        NotFound: there is no such record.
        InvalidInput: the end lies before the start.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        record: Any = snapshot.get(request.record)
        if record is None:
            raise NotFound(Text("{text}", text=Quoted(request.record[:120])))
        return [Put(replace(record, until=request.until))]

    return await commit(desk, viewer, request, make)


async def revert_revision(desk: Changeable, viewer: Viewer, request: RevertRevision) -> Annotated[Changed, LEFT_OUT]:
    """Undo a revision with a new one; what later work changed or still uses stays, and is listed.

    Raises:
        NotFound: there is no such revision.
        Forbidden: it holds something that the viewer may not know, whether that would change or stay.
    """
    reverted = await desk.logged(request.revision)
    world = await desk.world(viewer)
    hidden = hidden_among(world, (change.record for change in reverted.changes))
    left: list[LeftOut] = []

    def make(snapshot: Snapshot) -> list[Change]:
        if any(snapshot.get(record) is not None for record in hidden):
            raise in_the_way()
        changes, left_out = _undoing(snapshot, reverted)
        left[:] = [_as_known(one, world) for one in left_out if one.record not in hidden]
        return changes

    changed = await commit(desk, viewer, request, make, reason=f"revert of revision {request.revision}")
    return replace(changed, left_out=tuple(left))


def _as_known(left: LeftOut, world: World) -> LeftOut:
    """The same, where the reason names what the viewer may not know without that."""
    known = knowable(world)
    is_told = known is None or all(world.graph.get(each) is None or known.get(each) for each in left.reason.ids())
    return left if is_told else replace(left, reason=IN_THE_WAY.message)


async def apply_changes(desk: Changeable, viewer: Viewer, request: ApplyChanges) -> Changed:
    """Put and remove records as they are given.

    Raises:
        InvalidInput: every problem of every record.
    """
    problems: list[Problem] = []
    records = [read_record(plain, f"puts[{index}]", problems) for index, plain in enumerate(request.puts)]
    if problems:
        raise InvalidInput(problems)
    puts = [Put(record) for record in records if record is not None]

    def make(snapshot: Snapshot) -> list[Change]:
        check_new_ids(viewer, snapshot, (put.record for put in puts))
        missing = [record for record in request.removals if snapshot.get(record) is None]
        if missing:
            raise InvalidInput(
                Problem(
                    record=record,
                    field="removals",
                    message=Text("There is no such record"),
                    remedy=Text("Leave it out"),
                )
                for record in missing
            )
        return [*puts, *(Remove(record) for record in request.removals)]

    return await commit(desk, viewer, request, make)


def _undoing(snapshot: Snapshot, reverted: Revision) -> tuple[list[Change], list[LeftOut]]:
    """The changes that undo a revision, and what cannot be undone because of later work."""
    undo: dict[str, Change] = {}
    kept: list[LeftOut] = []
    for change in reverted.changes:
        if snapshot.get(change.id) != change.after:
            kept.append(LeftOut(record=change.id, reason=Text("A later revision changed it")))
        else:
            undo[change.id] = Put(change.before) if change.before is not None else Remove(change.id)
    while undo:
        problems = check(snapshot.apply(undo.values()), undo)
        blocked = {problem.record: problem for problem in problems if problem.record in undo}
        if not blocked:
            break
        for record_id, problem in blocked.items():
            del undo[str(record_id)]
            kept.append(LeftOut(record=str(record_id), reason=problem.message))
    return list(undo.values()), kept
