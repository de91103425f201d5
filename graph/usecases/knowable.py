"""What whoever changes the register may know of it: what they see, and what they may change.

A change that is refused is refused in words of this alone. Whether a hidden record is there, where it lies and on which
days it holds, no refusal tells: it is refused as one that is nowhere would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from graph.domain.changes import Change, Put
from graph.domain.errors import Forbidden, InvalidInput, NotFound, Problem, Refusal, problems_of
from graph.domain.kinds import Edge, Node, Record, kind_of_id
from graph.domain.part import named_by
from graph.domain.text import Text
from graph.model.bounded import Bounded
from graph.model.seen import is_stand_in, seen
from graph.model.snapshot import Snapshot
from graph.usecases.bearing import places_borne_on, right_needed
from graph.usecases.rights import Right, Rights, rights_of
from graph.usecases.viewer import Viewer
from graph.usecases.world import World

__all__ = [
    "IN_THE_WAY",
    "OF_PEOPLE",
    "hidden_among",
    "in_the_way",
    "knowable",
    "meets_hidden",
    "touches_hidden",
    "without_hidden",
]

R = TypeVar("R", bound=Record)
N = TypeVar("N", bound=Node)
OF_PEOPLE = frozenset({"person", "channel"})
"""The kinds of nodes that may be hidden from whoever reads the register."""
MOST_KNOWN = 8
"""For so many who change something is kept what they may know: reading a list looks at all of it."""
IN_THE_WAY = Problem(
    message=Text("Something that you may not see stands in the way of this"),
    remedy=Text("Ask whoever keeps the register there, or the owner of this register"),
)


def knowable(world: World) -> Snapshot | None:
    """The graph of a world with what its viewer may know when they change it; None = all of it. Cost: none."""
    rights = rights_of(world.viewer, world.graph, world.today)
    if rights.everything or world.sees_everything:
        return None
    kept: Bounded[Viewer, Snapshot] = world.graph.kept(("knowable", world.today), lambda: Bounded(MOST_KNOWN))
    return kept.get(world.viewer, lambda _: seen(world.graph, _Known(world, rights)))


def hidden_among(world: World, records: Iterable[Record]) -> frozenset[str]:
    """Ids of those of some records, of the graph or the log, that its viewer may not know."""
    known = knowable(world)
    if known is None:
        return frozenset()
    gone = (record for record in records if known.get(record.id) is None)
    return frozenset(each.id for each in gone if world.graph.get(each.id) is not None or world.as_seen(each) is None)


def in_the_way() -> Forbidden:
    """The refusal of what meets something hidden."""
    return Forbidden.because([Refusal(message=IN_THE_WAY.message, remedy=IN_THE_WAY.remedy, right="owner")])


def touches_hidden(changes: Iterable[Change], whole: Snapshot, known: Snapshot) -> bool:
    """Whether changes are about, or name, a record that may not be known."""
    return any(
        whole.get(each) is not None and known.get(each) is None for change in changes for each in _named_by(change)
    )


def without_hidden(error: Forbidden | InvalidInput | NotFound, whole: Snapshot, known: Snapshot) -> Exception:
    """The same error, where it speaks of a record that may not be known without that."""

    def is_told(problem: Problem) -> bool:
        told = {problem.record or "", *problem.message.ids(), *problem.remedy.ids()}
        return all(whole.get(each) is None or known.get(each) is not None for each in told)

    if isinstance(error, Forbidden):
        if all(map(is_told, error.refusals)):
            return error
        return in_the_way()
    if isinstance(error, InvalidInput):
        told = [problem for problem in error.problems if is_told(problem)]
        hidden = [] if len(told) == len(error.problems) else [IN_THE_WAY]
        return InvalidInput([*told, *hidden])
    return error


def meets_hidden(error: Forbidden | InvalidInput) -> bool:
    """Whether an error says that something hidden stands in the way."""
    return any(problem.message == IN_THE_WAY.message for problem in problems_of(error))


def _named_by(change: Change) -> Iterator[str]:
    yield change.id
    if isinstance(change, Put):
        record = change.record
        yield from named_by(record)
        if isinstance(record, Edge):
            yield from (record.from_id, record.to_id)


class _Known:
    """What somebody may know; see `graph.model.seen.Sight`. Nothing is there as a stand-in."""

    def __init__(self, world: World, rights: Rights) -> None:
        self._world = world
        self._rights = rights

    def form(self, record: R) -> R | None:
        """The record, whole, where it may be known."""
        return record if self._is_seen(record) or self._is_theirs(record) else None

    def seen_id(self, node_id: str) -> str | None:
        """Its own id, where the node may be known."""
        node = self._world.graph.get(node_id)
        return node_id if node is None or self.form(node) is not None else None

    def original(self, record_id: str) -> str | None:
        """The same id."""
        return None if is_stand_in(record_id) else record_id

    def changes(self, kind: type[Any]) -> bool:
        """Any kind may have records that may not be known."""
        return True

    def is_told(self, person: str) -> bool:
        """What may not be known is not there at all."""
        return True

    def listed(self, node: N) -> N | None:
        """The node, where it may be known."""
        return self.form(node)

    def near(self, kind: type[Any]) -> None:
        """Nobody else knows the same."""

    def _is_seen(self, record: Record) -> bool:
        if self._world.snapshot.get(record.id) is not None:
            return True
        if not self._world.viewer.scopes:
            return False
        # A program that reads nothing has to name what it writes: what is about nobody is no secret before it.
        ends = (record.from_id, record.to_id) if isinstance(record, Edge) else (record.id,)
        return not any(kind_of_id(end) in OF_PEOPLE for end in ends)

    def _is_theirs(self, record: Record) -> bool:
        places = places_borne_on(record, self._world.graph, self._world.today)
        # Who may do anything where it lies has to name it; but an absence or what somebody knows only who changes that.
        rights = Right if type(record).personal is None else (right_needed(record),)
        return any(self._rights.may(right, *places) for right in rights) if places else False
