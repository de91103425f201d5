"""Who serves whom: the people and partners that hold a cell at an organisation now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.analyses.common.membership import holdings_of
from graph.domain.kinds import MANDATE_KINDS, At, Mandate, Organisation, Person, Serves, kind_of_id
from graph.model.coverage import Coverage

__all__ = ["Service", "Services"]

_ORDER = ("CONTACT_POINT_FOR", *(kind for kind in MANDATE_KINDS if kind != "CONTACT_POINT_FOR"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One cell that a holder holds at an organisation.

    Attributes:
        holder: a present person, or an organisation.
        organisation: where the cell is.
        subject: the task or decision.
        mandate: the mandate it rests on.
    """

    holder: str
    organisation: str
    subject: str
    mandate: Mandate


class Services:
    """Who holds a cell where, looked up as far as it is asked and then kept.

    A holder counts who is present in the cell; a body does not serve, nor does an organisation serve itself. Of all
    cells that somebody holds at an organisation one is told: as contact point first, then by kind of mandate,
    subject and id.
    """

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self._snapshot = coverage.snapshot
        self._at: dict[str, Mapping[str, Service]] = {}
        self._of: dict[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, coverage: Coverage) -> Services:
        """The services of a day, kept with the snapshot."""
        return coverage.snapshot.kept(("services", coverage.on), lambda: cls(coverage))

    def at(self, organisation: str) -> Mapping[str, Service]:
        """Whoever serves the organisation, by id, each with the cell that is told."""
        if organisation not in self._at:
            self._at[organisation] = self._found_at(organisation)
        return self._at[organisation]

    def of_holder(self, holder: str) -> tuple[str, ...]:
        """The organisations that a person or organisation serves, sorted."""
        if holder not in self._of:
            reached = {each for top in self._scopes(holder) for each in self._coverage.below(top)}
            self._of[holder] = tuple(each for each in sorted(reached) if holder in self.at(each))
        return self._of[holder]

    def _found_at(self, organisation: str) -> Mapping[str, Service]:
        best: dict[str, tuple[tuple[int, str, str], Service]] = {}
        for service in self._cells_held_at(organisation):
            order = (_ORDER.index(service.mandate.kind), service.subject, service.mandate.id)
            if service.holder not in best or order < best[service.holder][0]:
                best[service.holder] = (order, service)
        return {holder: best[holder][1] for holder in sorted(best)}

    def _cells_held_at(self, organisation: str) -> Iterator[Service]:
        for subject, kind in sorted(self._cells(organisation)):
            for way in self._coverage.cell(organisation, subject, kind).ways:
                if way.counts and kind_of_id(way.holder) in ("person", "organisation") and way.holder != organisation:
                    yield Service(holder=way.holder, organisation=organisation, subject=subject, mandate=way.mandate)

    def _cells(self, organisation: str) -> set[tuple[str, str]]:
        return {
            (subject, mandate.kind)
            for above in self._coverage.above(organisation)
            for mandate in self._scoped_to(above)
            for subject in self._coverage.subjects_in(mandate.to_id)
        }

    def _scoped_to(self, organisation: str) -> Iterator[Mandate]:
        """Mandates of people, roles and organisations whose scope may hold the organisation that day."""
        snapshot = self._snapshot
        seats = {edge.from_id for edge in snapshot.into(At, organisation)}
        seats.update(edge.from_id for edge in snapshot.into(Serves, organisation))
        own = (mandate for mandate in snapshot.scoped_to(organisation) if kind_of_id(mandate.from_id) != "body")
        by_seat = (mandate for seat in sorted(seats) for mandate in snapshot.mandates_from(seat) if not mandate.scope)
        for mandate in (*own, *by_seat):
            if self._coverage.in_force(mandate):
                yield mandate

    def _scopes(self, holder: str) -> set[str]:
        snapshot = self._snapshot
        if snapshot.find(Organisation, holder) is None and snapshot.find(Person, holder) is None:
            return set()
        seats = [holder, *(edge.to_id for edge in holdings_of(self._coverage, holder))]
        return {
            top
            for seat in seats
            for mandate in snapshot.mandates_from(seat)
            if self._coverage.in_force(mandate)
            for top in self._coverage.scope_of(mandate)
        }
