"""What changes do to a graph: which records are added, changed, ended and removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.domain.changes import Change, Put, RecordChange
from graph.model.snapshot import Snapshot

__all__ = ["Difference", "changes_against", "difference_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Changes by their effect.

    Attributes:
        added: records that are new.
        changed: records with other values, apart from those in `ended`.
        ended: records that only get an end, or an earlier one.
        removed: records that go away.
    """

    added: tuple[RecordChange, ...] = ()
    changed: tuple[RecordChange, ...] = ()
    ended: tuple[RecordChange, ...] = ()
    removed: tuple[RecordChange, ...] = ()

    def __bool__(self) -> bool:
        return any(changes for _, changes in self.by_effect())

    def by_effect(self) -> Iterator[tuple[str, tuple[RecordChange, ...]]]:
        """Each effect with the changes that have it, also where there are none."""
        yield "added", self.added
        yield "changed", self.changed
        yield "ended", self.ended
        yield "removed", self.removed


def changes_against(snapshot: Snapshot, changes: Iterable[Change]) -> tuple[RecordChange, ...]:
    """Changes with the record that is stored before and the one after, without those that change nothing."""
    pairs = ((snapshot.get(change.id), change.record if isinstance(change, Put) else None) for change in changes)
    return tuple(RecordChange(before=before, after=after) for before, after in pairs if before != after)


def difference_of(changes: Iterable[RecordChange]) -> Difference:
    """Changes by their effect, each list in the order in which they are given."""
    found: dict[str, list[RecordChange]] = {"added": [], "changed": [], "ended": [], "removed": []}
    for change in changes:
        found[change.effect].append(change)
    return Difference(**{effect: tuple(some) for effect, some in found.items()})
