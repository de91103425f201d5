"""What holds differently between two moments: which records began, ended or say something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.places import places_of, places_of_edge
from graph.domain.changes import RecordChange
from graph.domain.choices import THEMES
from graph.domain.errors import NotFound
from graph.domain.kinds import Edge, Norm, Organisation, Record, kind_of_id
from graph.domain.periods import in_force
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["ACTS", "RecordDifference", "record_differences"]

ACTS = ("added", "ended", "changed")
"""Holds now and did not then; held then and does not now; holds at both moments and says something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDifference:
    """A record that holds differently than before.

    Attributes:
        act: one of `ACTS`.
        theme: one of `THEMES`.
        before: as it held at the earlier moment; None when it did not.
        after: as it holds at the later moment; None when it does not.
        recorded: as the later graph has it, in force or not; None when it was removed.
        fields: names of the fields that say something else, sorted; for `changed` only.
        places: ids of the organisations that it lies at, sorted; none for what belongs to no organisation.
    """

    act: str
    theme: str
    before: Record | None
    after: Record | None
    recorded: Record | None
    fields: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def record(self) -> Record:
        """The record: as it holds now, else as it held."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a difference needs a record before or after")
        return found

    @property
    def id(self) -> str:
        """Id of the record."""
        return self.record.id


def record_differences(
    before: Coverage, after: Coverage, organisation: str | None = None, *, deadline: Deadline | None = None
) -> tuple[RecordDifference, ...]:
    """What holds differently at one moment than at another.

    Args:
        before: of the graph as it was known, on the earlier day.
        after: of the graph as it is known, on the later day.
        organisation: only what lies at it or below it at either moment; None = everything, catalogue included.
        deadline: the time allowed; None = as long as it takes.

    Returns:
        By theme, act, and id.

    Raises:
        NotFound: neither graph has the organisation.
        DeadlineExceeded: the time is over.

    Cost: linear in the records of both graphs.
    """
    if organisation is not None and not any(
        coverage.snapshot.find(Organisation, organisation) for coverage in (before, after)
    ):
        raise NotFound.record(organisation)
    within = None if organisation is None else {*before.below(organisation), *after.below(organisation)}
    limit = deadline or Deadline()
    found = (
        difference
        for difference in _differences(before, after, limit)
        if within is None or not within.isdisjoint(difference.places)
    )
    themes = list(THEMES)
    return tuple(sorted(found, key=lambda one: (themes.index(one.theme), ACTS.index(one.act), one.id)))


def _differences(before: Coverage, after: Coverage, deadline: Deadline) -> Iterator[RecordDifference]:
    for number, record in enumerate(after.snapshot.records()):
        if number % 1000 == 0:
            deadline.check()
        former = before.snapshot.get(record.id)
        difference = _difference(before, after, former, record)
        if difference is not None:
            yield difference
    for record in before.snapshot.records():
        if after.snapshot.get(record.id) is None and _holds(before.snapshot, record, before.on):
            yield _made("ended", before, record, None, None)


def _difference(before: Coverage, after: Coverage, former: Record | None, record: Record) -> RecordDifference | None:
    held = former is not None and _holds(before.snapshot, former, before.on)
    holds = _holds(after.snapshot, record, after.on)
    if holds and not held:
        return _made("added", after, None, record, record)
    if held and not holds:
        return _made("ended", before, former, None, record)
    if held and former != record:
        return _made("changed", after, former, record, record)
    return None


def _holds(snapshot: Snapshot, record: Record, on: date) -> bool:
    return snapshot.in_force(record, on) if isinstance(record, Edge) else in_force(record, on)


def _made(
    act: str, coverage: Coverage, before: Record | None, after: Record | None, recorded: Record | None
) -> RecordDifference:
    record = after or before
    if record is None:
        raise ValueError("a difference needs a record before or after")
    return RecordDifference(
        act=act,
        theme=record.theme,
        before=before,
        after=after,
        recorded=recorded,
        fields=_fields(before, after),
        places=_places(coverage, record),
    )


def _fields(before: Record | None, after: Record | None) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    return tuple(each.field for each in RecordChange(before, after).fields)


def _places(coverage: Coverage, record: Record) -> tuple[str, ...]:
    if isinstance(record, Edge):
        return places_of_edge(coverage, record)
    if isinstance(record, Norm):
        return record.applies_to
    return (record.id,) if kind_of_id(record.id) == "organisation" else places_of(coverage, record.id)
