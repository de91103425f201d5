"""What one question sees: a graph, a day, and who asks. Taken once, kept to the end of the request.

`World.snapshot` holds only what the viewer may see; the whole graph is for the policy and for counts of many.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, tzinfo
from typing import Any, TypeVar

from graph.domain.declaring import FieldSpec, Shape
from graph.domain.kinds import Edge, Node, Record, field_specs, kind_named, kind_of_id
from graph.model.coverage import Coverage
from graph.model.seen import StandIns, is_stand_in, seen
from graph.model.snapshot import Snapshot
from graph.reports.naming import Naming
from graph.usecases import viewer as policy
from graph.usecases.holding import Holding
from graph.usecases.sight import ViewerSight
from graph.usecases.standing import Standing
from graph.usecases.viewer import HIDDEN, STRANGER, PersonalFact, Viewer, ViewerKind
from graph.words.catalogue import Texts

__all__ = ["World"]

R = TypeVar("R", bound=Node | Edge)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The register as a viewer sees it on a day.

    Attributes:
        graph: the whole graph, as known at the time asked; what the viewer may see of it is `snapshot`.
        on: the day asked.
        today: the calendar day now, in the time zone of the instance.
        viewer: who asks.
        known_at: number of the revision that the graph shows.
        timezone: of the instance, in which moments have their day.
        current: the graph as it is known now, by which is decided what the viewer may see; None = the same.
        held: what the instance holds, where that is not everything.
        stand_ins: the ids of the instance for what may be reckoned with and not read.
        in_crisis: whether it is for a crisis list, which tells colleagues private ways to reach somebody too.
        is_draft: whether the graph is one that the viewer would make.
        looked: ids of the people whom this question was about by name, for whoever notes it before it is answered.
    """

    graph: Snapshot
    on: date
    today: date
    viewer: Viewer
    known_at: int
    timezone: tzinfo = UTC
    current: Snapshot | None = None
    held: Holding | None = field(default=None, compare=False)
    stand_ins: StandIns = field(default_factory=StandIns, compare=False)
    in_crisis: bool = False
    is_draft: bool = False
    looked: set[str] = field(default_factory=set, compare=False)

    @property
    def snapshot(self) -> Snapshot:
        """The graph with what the viewer may see, and nothing else."""
        return self.graph if self.sees_everything else self._sight[1]

    @property
    def counted(self) -> Snapshot:
        """The graph whose people are counted: everybody may read counts of many of whoever lies in what they see.

        Only for answers that leave out counts of few. Programs count what they see. So does everybody in a look at the
        past: what a count was before a change, beside who made that, would tell what somebody entered.
        """
        is_past = (self.current is not None and self.current is not self.graph) or self.on < self.today
        return self.graph if self.viewer.kind is ViewerKind.PERSON and not is_past else self.snapshot

    @property
    def revision_now(self) -> int:
        """Number of the revision at which the register stands, also where an earlier one is shown."""
        version = (self.current or self.graph).version
        return self.known_at if version is None else version.revision

    @property
    def coverage(self) -> Coverage:
        """Who covers what, on the day asked."""
        return Coverage.of(self.snapshot, self.on)

    def moved(self, on: date | None) -> World:
        """The same on another day; the same day when none is given."""
        return self if on is None or on == self.on else replace(self, on=on)

    def over(self, draft: Snapshot) -> World:
        """The same over the graph that a change would make: what the viewer may see still follows from what is."""
        return replace(self, graph=draft, current=self.current or self.graph, is_draft=True)

    def after(self, graph: Snapshot, known_at: int) -> World:
        """The same after a change was made: over the graph, and the number of the revision, that it led to."""
        return replace(self, graph=graph, current=None, known_at=known_at)

    def kept(self, name: Hashable, make: Callable[[], T]) -> T:
        """What was made for the graph as the viewer knows it, made when it is first asked; for every day."""
        return self.snapshot.kept(name, make)

    def look_at(self, record_id: str) -> None:
        """Say that somebody is looked at, when the record is a person; a rehearsal says it of nobody."""
        if kind_of_id(record_id) == "person":
            self.looked.add(record_id)

    # What the viewer may see

    @property
    def sees_everything(self) -> bool:
        """Whether the viewer sees the graph as it is."""
        return policy.sees_everything(self.viewer)

    def naming(self, texts: Texts) -> Naming:
        """What records are called before the viewer: who may not be seen is not named."""
        return Naming(snapshot=self.snapshot, texts=texts, may_name=self.sees)

    def sees(self, record: Record) -> bool:
        """Whether a record of the snapshot may be read, and not only reckoned with."""
        return not is_stand_in(record.id)

    def get(self, record_id: str) -> Record | None:
        """A record by its id, or by the id of one that was merged into it; None when it is unknown or hidden."""
        record = self.snapshot.get(record_id) or self._merged(record_id)
        return record if record is not None and self.sees(record) else None

    def _merged(self, record_id: str) -> Record | None:
        """The node into which one with this id was merged, where the viewer sees that it was.

        It is looked up in the whole graph: to read all that a viewer sees would be work for each of them.
        """
        record = self.snapshot.get(self.graph.aliases().get(record_id, ""))
        return record if isinstance(record, Node) and record_id in record.aliases else None

    def shown(self, record: R) -> R | None:
        """A record of the snapshot for reading, without the fields that name a stand-in; None when it is one."""
        if self.sees_everything:
            return record
        if is_stand_in(record.id):
            return None
        hidden = [spec.name for spec in _references(record.kind) if is_stand_in(getattr(record, spec.name) or "")]
        blank: dict[str, Any] = dict.fromkeys(hidden)
        return replace(record, **blank) if blank else record

    def as_seen(self, record: R) -> R | None:
        """A record of the change log as the viewer may read it; None when they may not."""
        if self.sees_everything:
            return record
        form = self._sight[0].form(record)
        return None if form is None else self.shown(form)

    def may_name(self, person: str) -> bool:
        """Whether the viewer may be told that something hangs on this person, or how much that person has to do."""
        return self.sees_everything or self._sight[2].may_see(PersonalFact.WHAT_HANGS_ON_THEM, person)

    def named(self, persons: Iterable[str]) -> tuple[str, ...]:
        """As many people, with those hidden whom the viewer may not be told about."""
        return tuple(person if self.may_name(person) else HIDDEN for person in persons)

    def shares(self, person: str) -> bool:
        """Whether a person may be found, and shares their expertise with the viewer today."""
        return self.sees_everything or (self.get(person) is not None and self._sight[2].shares(person))

    @property
    def _sight(self) -> tuple[ViewerSight, Snapshot, Standing]:
        """How the viewer sees the graph: made when it is first asked, and kept with it."""
        current = self.current if self.current is not self.graph else None
        key = ("seen", self.viewer, self.today, current, self.stand_ins, self.in_crisis, self.is_draft)
        return self.graph.kept(key, self._made)

    def _made(self) -> tuple[ViewerSight, Snapshot, Standing]:
        now = Coverage.of(self.current or self.graph, self.today)
        is_near = self.viewer.kind is ViewerKind.PERSON and self.viewer != STRANGER
        far, seen_from_far, strangers = replace(self, viewer=STRANGER)._sight if is_near else (None, None, None)
        standing = Standing(self.viewer, now, strangers)
        sight = ViewerSight(
            standing, self.graph, self.stand_ins, far=far, in_crisis=self.in_crisis, is_draft=self.is_draft
        )
        return sight, seen(self.graph, sight, seen_from_far), standing


def _references(word: str) -> list[FieldSpec]:
    """The fields of a kind that name one node."""
    return [spec for spec in field_specs(kind_named(word)) if spec.shape is Shape.REFERENCE]
