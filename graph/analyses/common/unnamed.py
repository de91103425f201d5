"""Absences that say no longer who was away, so that nobody knows which answer of those days they bear on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.domain.kinds import AbsentFrom, Person
from graph.model.snapshot import Snapshot

__all__ = ["unnamed_absences"]


def unnamed_absences(snapshot: Snapshot, since: date, until: date, places: Iterable[str] | None) -> int:
    """How many absences of a span of days are of somebody who is not named any more.

    Such an absence is of a person who was gone before it began: nobody in the register was away.

    Args:
        snapshot: the graph.
        since: first day of the span.
        until: first day after it.
        places: the organisations from which they were away; None = all.
    """
    absences = (
        snapshot.edges(AbsentFrom)
        if places is None
        else (edge for place in places for edge in snapshot.into(AbsentFrom, place))
    )
    return sum(
        (edge.since is None or edge.since < until) and (edge.until is None or edge.until > since)
        for edge in absences
        if _is_of_nobody(edge, snapshot)
    )


def _is_of_nobody(absence: AbsentFrom, snapshot: Snapshot) -> bool:
    person = snapshot.find(Person, absence.from_id)
    gone = None if person is None else person.until
    return gone is not None and absence.since is not None and absence.since >= gone
