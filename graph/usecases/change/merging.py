"""Making one record of two that stand for the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

from graph.domain.changes import Change, Put, Remove
from graph.domain.choices import SHARING
from graph.domain.codec import identity_of
from graph.domain.declaring import Shape
from graph.domain.described import AnyId
from graph.domain.errors import InvalidInput
from graph.domain.kinds import Edge, Node, Record, field_specs
from graph.domain.text import Named, Text
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import LEFT_OUT, Changeable, Changed, LeftOut, Request, Shows, commit, known
from graph.usecases.viewer import Viewer

__all__ = ["MergeRecords", "merge_records"]

SETS = (Shape.TEXTS, Shape.TEXT_SET, Shape.CHOICE_SET, Shape.REFERENCE_SET)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRecords(Request):
    """Merge two records of one kind that stand for the same.

    Attributes:
        keep: the record that stays, and gets all edges.
        drop: the record that goes; its id still leads to the other.
    """

    keep: AnyId
    drop: AnyId


async def merge_records(
    desk: Changeable, viewer: Viewer, request: MergeRecords
) -> Annotated[Changed, Shows("record"), LEFT_OUT]:
    """Make one record of two.

    What the kept one does not say is taken from the other; lists are joined. An edge that the kept one has already
    stays as it is, and the other's is dropped; it is listed when it said something else. An edge between the two
    goes, and so does what one did in place of the other. Expertise is shared with the fewer of the two. The old id
    still leads to the kept record.

    Raises:
        NotFound: one of the two does not exist.
        InvalidInput: they are the same or of two kinds, or the graph would not be sound.
    """
    if request.keep == request.drop:
        raise InvalidInput.because(Text("A record cannot be merged with itself"), Text("Give two ids"), field="drop")
    left: list[LeftOut] = []

    def make(snapshot: Snapshot) -> list[Change]:
        keep = known(snapshot, Node, request.keep, "keep")
        drop = known(snapshot, Node, request.drop, "drop")
        if keep.kind != drop.kind:
            raise InvalidInput.because(
                Text(
                    "{one} is of the kind {kind}, {other} of the kind {other_kind}",
                    one=Named(keep.id),
                    kind=keep.kind,
                    other=Named(drop.id),
                    other_kind=drop.kind,
                ),
                Text("Merge two of one kind"),
                field="drop",
            )
        merge = _Merge(snapshot, keep, drop)
        changes = merge.changes()
        left[:] = merge.left
        return changes

    changed = await commit(desk, viewer, request, make, reason=f"merge of {request.drop} into {request.keep}")
    return replace(changed, left_out=tuple(left))


class _Merge:
    """One merge in the making."""

    def __init__(self, snapshot: Snapshot, keep: Any, drop: Any) -> None:
        self.snapshot = snapshot
        self.keep = keep
        self.drop = drop
        self.left: list[LeftOut] = []

    def changes(self) -> list[Change]:
        named = [record for record in self._concerned() if record.id not in (self.keep.id, self.drop.id)]
        moved = [change for record in named for change in self._moved(record)]
        return [Put(self._joined()), *moved, Remove(self.drop.id)]

    def _concerned(self) -> list[Record]:
        """The records that name the dropped one, at an end or elsewhere, by id."""
        found = {record.id: record for record in self.snapshot.naming(self.drop.id)}
        found |= {edge.id: edge for edge in self.snapshot.touching(self.drop.id)}
        return [found[record_id] for record_id in sorted(found)]

    def _moved(self, record: Record) -> Iterator[Change]:
        made = self._renamed(record)
        twin = self._twin(made) if isinstance(made, Edge) else None
        if isinstance(made, Edge) and made.from_id == made.to_id:
            yield Remove(record.id)
        elif getattr(made, "acting_for", None) == getattr(made, "from_id", ""):
            yield Remove(record.id)
            self.left.append(LeftOut(record=record.id, reason=Text("It replaced the one by the other")))
        elif twin is None:
            yield Put(made)
        else:
            yield Remove(record.id)
            self._note(made, twin)

    def _note(self, made: Edge, twin: Edge) -> None:
        if replace(made, id=twin.id) != twin:
            self.left.append(
                LeftOut(
                    record=made.id,
                    reason=Text("{record} says the same with other values, and stays", record=Named(twin.id)),
                )
            )

    def _twin(self, made: Edge) -> Edge | None:
        """The edge of the kept record that has the same identity."""
        candidates = self.snapshot.out(type(made), made.from_id)
        same = (edge for edge in candidates if edge.to_id == made.to_id and edge.id != made.id)
        return next((edge for edge in same if identity_of(edge) == identity_of(made)), None)

    def _renamed(self, record: Any) -> Any:
        """The record with the kept id wherever it names the dropped one."""
        values: dict[str, Any] = {}
        for spec in field_specs(type(record)):
            value = getattr(record, spec.name)
            if spec.shape is Shape.REFERENCE and value == self.drop.id:
                values[spec.name] = self.keep.id
            elif spec.shape is Shape.REFERENCE_SET and self.drop.id in value:
                values[spec.name] = tuple(sorted({*value, self.keep.id} - {self.drop.id}))
        return replace(record, **values) if values else record

    def _joined(self) -> Any:
        shapes = {spec.name: spec.shape for spec in field_specs(type(self.keep))}
        values: dict[str, Any] = {}
        for item in fields(self.keep):
            mine, theirs = getattr(self.keep, item.name), getattr(self.drop, item.name)
            if item.name == "share_expertise":
                values[item.name] = min(mine, theirs, key=list(SHARING).index)
            elif item.name in ("id", "name", "aliases", "since", "until"):
                continue
            elif shapes[item.name] in SETS:
                joined = dict.fromkeys((*mine, *theirs))
                values[item.name] = tuple(joined) if shapes[item.name] is Shape.TEXTS else tuple(sorted(joined))
            elif mine == item.default:
                values[item.name] = theirs
        aliases = {*self.keep.aliases, *self.drop.aliases, self.drop.id}
        return self._renamed(replace(self.keep, **values, aliases=tuple(sorted(aliases)), **self._period()))

    def _period(self) -> dict[str, Any]:
        """The period that holds both."""
        starts, ends = (self.keep.since, self.drop.since), (self.keep.until, self.drop.until)
        return {
            "since": None if None in starts else min(starts),
            "until": None if None in ends else max(ends),
        }
