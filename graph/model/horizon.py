"""Until when an answer about a cell is good: the first date after a day on which anything can change that it rests on.

An earlier date than needed does no harm; a later one would.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date

from graph.domain.kinds import (
    PLACING_KINDS,
    BodyOf,
    ConsultedOn,
    InGroup,
    Mandate,
    Norm,
    Organisation,
    ReachedBy,
    Record,
)
from graph.model.bounded import Bounded
from graph.model.day import MOST_PLACES, closure
from graph.model.norms import may_apply
from graph.model.snapshot import Snapshot
from graph.model.walk import Walk

__all__ = ["Horizon"]

NEVER = date.max
"""Stands for "it does not change", so that the earliest of several is their minimum."""


class Horizon(Walk[date]):
    """Until when an answer is good: the first date after a day. Whatever is over by then is left out of account.

    Args:
        snapshot: the graph.
        on: the day.
    """

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        super().__init__(snapshot)
        self._on = on
        self._contacts: Bounded[str, date] = Bounded(MOST_PLACES)
        self._norms = self._norms_by_subject()

    def next_change(self, organisation: str, subject: str) -> date | None:
        """The next date on which the answer about a task or decision can change; None = no date is known.

        It is never later than the first date on which the answer does change; it may be earlier, for instance
        when somebody is replaced by somebody who was there already.
        """
        around, groups = self.place(organisation), self.groups(subject)
        places = around.ids
        norms = self._norms_at(organisation, places, groups.ids)
        first = min(
            around.bounds,
            groups.bounds,
            self._contacts.get(organisation, self._found_contacts),
            self._of_marks(places, groups.ids),
            self._of_norms(norms, places),
            self._of_fallbacks(norms, places),
            self._of_mandates(places, groups.ids),
            self._of_bodies(places, groups.ids),
        )
        return None if first == NEVER else first

    def next_change_in(self, organisation: str, task_group: str) -> date | None:
        """The same for the answers about everything in a task group, what joins or leaves it included."""
        inside = closure(task_group, lambda here: (edge.from_id for edge in self._into(InGroup, here)))
        first = self._of(edge for group in inside for edge in self._into(InGroup, group))
        each = (self.next_change(organisation, subject) for subject in inside)
        first = min([first, *(day for day in each if day is not None)])
        return None if first == NEVER else first

    def _for_place(self, mandates: Iterable[Mandate], place: str) -> Iterable[Mandate]:
        """One that ended is among them when it was acting: who acts today may stand in for whom it stood in."""
        return [
            each
            for each in mandates
            if (each.acting_for or self._counts(each)) and (each.scope or self._will_be_at(each, place))
        ]

    def _will_be_at(self, mandate: Mandate, place: str) -> bool:
        return any(link.to_id == place for kind in PLACING_KINDS for link in self._out(kind, mandate.from_id))

    def _norms_at(self, organisation: str, places: Set[str], groups: Set[str]) -> list[Norm]:
        place = self.snapshot.find(Organisation, organisation)
        if place is None:
            return []
        return [norm for group in groups for norm in self._norms.get(group, ()) if may_apply(norm, place, places)]

    def _found_contacts(self, organisation: str) -> date:
        """Of the channels that lead to the organisation and those above it."""
        places = self.place(organisation).ids
        return self._of_edges_with_ends([edge for place in places for edge in self._out(ReachedBy, place)])

    def _of_mandates(self, places: frozenset[str], groups: Set[str]) -> date:
        mandates = self._mandates(places, groups)
        granted = any(mandate.granted_by for mandate in mandates if mandate.kind == "DECIDES")
        return min(
            self._of(mandates),
            self._of_nodes([mandate.channel for mandate in mandates if mandate.channel]),
            self._of_holders({mandate.from_id for mandate in mandates}, places),
            self._of_grantors(places) if granted else NEVER,  # an answer names who stays accountable
        )

    def _of_bodies(self, places: Set[str], groups: Set[str]) -> date:
        """Of bodies that have a say."""
        belonging = [edge for place in places for edge in self._into(BodyOf, place)]
        consulted = [
            edge
            for body in {each.from_id for each in belonging}
            for edge in self._out(ConsultedOn, body)
            if edge.to_id in groups
        ]
        asked = {edge.from_id for edge in consulted}
        return self._of_edges_with_ends([*consulted, *(edge for edge in belonging if edge.from_id in asked)])

    def _of(self, records: Iterable[Record]) -> date:
        on, first = self._on, NEVER
        for record in records:
            since, until = record.since, record.until
            if since is not None and on < since < first:
                first = since
            if until is not None and on < until < first:
                first = until
        return first

    def _sum(self, *parts: date) -> date:
        return min(parts)

    def _counts(self, record: Record) -> bool:
        return record.until is None or record.until > self._on
