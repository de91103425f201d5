"""What one question sees: a snapshot, a day, and who asks. Taken once, kept to the end of the request."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo
from typing import Any, TypeVar

from graph.analyses.common.sharing import Sharing
from graph.domain.kinds import Edge, FieldSpec, Node, Person, Record, Shape, field_specs, kind_named
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.reports.naming import Naming
from graph.usecases import viewer as policy
from graph.usecases.viewer import HIDDEN, Viewer
from graph.words.catalogue import Texts

__all__ = ["World"]

R = TypeVar("R", bound=Node | Edge)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A snapshot as a viewer sees it on a day: the use cases ask the policy here.

    Attributes:
        snapshot: the graph, as known at the time asked.
        on: the day asked.
        today: the calendar day now, in the time zone of the instance.
        viewer: who asks.
        known_at: number of the revision that the snapshot shows.
        timezone: of the instance, in which moments have their day.
    """

    snapshot: Snapshot
    on: date
    today: date
    viewer: Viewer
    known_at: int
    timezone: tzinfo = UTC

    @property
    def coverage(self) -> Coverage:
        """Who covers what, on the day asked."""
        return Coverage.of(self.snapshot, self.on)

    def moved(self, on: date | None) -> World:
        """The same on another day; the same day when none is given."""
        return self if on is None or on == self.on else replace(self, on=on)

    def kept(self, name: Hashable, make: Callable[[], T]) -> T:
        """What was made for the graph as known then, made when it is first asked; for every day and viewer."""
        return self.snapshot.kept(name, make)

    # What the viewer may see

    @property
    def sees_everything(self) -> bool:
        """Whether nothing has to be taken out of an answer for the viewer."""
        return policy.sees_everything(self.viewer)

    def naming(self, texts: Texts) -> Naming:
        """What records are called before the viewer: who may not be seen is not named."""
        return Naming(snapshot=self.snapshot, texts=texts, may_name=self.sees)

    def sees(self, record: Record) -> bool:
        """Whether the viewer may see a record."""
        return policy.may_see(self.viewer, record, self.coverage, today=self.today)

    def get(self, record_id: str) -> Record | None:
        """A record by its id, or by the id of one that was merged into it; None when it is unknown or hidden."""
        record = self.snapshot.get_or_merged(record_id)
        return record if record is not None and self.sees(record) else None

    def shown(self, record: R) -> R | None:
        """A record without the fields that name something hidden; None when it is hidden or says nothing without."""
        if not self.sees(record):
            return None
        if self.sees_everything:
            return record
        hidden = [spec for spec in _references(record.kind) if self._is_hidden(getattr(record, spec.name))]
        if any(spec.required or spec.identity for spec in hidden):
            return None
        blank: dict[str, Any] = {spec.name: None for spec in hidden}
        return replace(record, **blank) if blank else record

    def may_name(self, person: str) -> bool:
        """Whether the viewer may be told that something hangs on this person, or how much that person has to do."""
        return policy.may_be_named(self.viewer, person, self.coverage)

    def named(self, persons: Iterable[str]) -> tuple[str, ...]:
        """As many people, with those hidden whom the viewer may not be told about."""
        return tuple(person if self.may_name(person) else HIDDEN for person in persons)

    def may_find(self, person: str) -> bool:
        """Whether the viewer may see that the person exists; the analyses apply `share_expertise` themselves."""
        return self.snapshot.find(Person, person) is None or self.get(person) is not None

    @property
    def asker(self) -> str | None:
        """As whom the viewer asks for expertise; None = as who sees all of it."""
        return policy.asks_as(self.viewer)

    def shared_with_viewer(self) -> Callable[[str], bool]:
        """Tells whether a person may be found and shares their expertise with the viewer, whoever they ask for."""
        sharing = Sharing(self.coverage, self.asker)
        return lambda person: self.may_find(person) and sharing.with_asker(person)

    def _is_hidden(self, node_id: str | None) -> bool:
        node = None if node_id is None else self.snapshot.node(node_id)
        return node is not None and not self.sees(node)


def _references(word: str) -> list[FieldSpec]:
    """The fields of a kind that name one node; organisations, which sets name, are never hidden."""
    return [spec for spec in field_specs(kind_named(word)) if spec.shape is Shape.REFERENCE]
