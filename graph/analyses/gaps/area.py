"""The organisations that a report or a history is about, and what could lie there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from graph.analyses.common.within import organisations_within
from graph.analyses.gaps.places import edges_near
from graph.domain.kinds import EDGE_KINDS, At, Edge, Mandate, Organisation, PartOf, Record, Role
from graph.model.bounds import Bounds
from graph.model.coverage import Coverage
from graph.model.day import closure
from graph.model.snapshot import Snapshot

__all__ = ["Area"]

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Area:
    """An organisation with everything below it, on a day or ever; or a whole graph.

    Attributes:
        bounds: of the graph.
        organisation: the one asked; None = the whole graph, with what lies at no organisation, or those `records`.
        organisations: it and those below it, sorted.
        records: the roles and edges that are looked at, wherever they lie; None = those that lie there.
    """

    bounds: Bounds
    organisation: str | None
    organisations: tuple[str, ...]
    records: frozenset[str] | None = None

    @classmethod
    def of_day(cls, coverage: Coverage, bounds: Bounds, organisation: str | None) -> Area:
        """What lies at or below an organisation on a day.

        Raises:
            NotFound: there is no such organisation.
        """
        return cls(bounds, organisation, organisations_within(coverage, organisation))

    @classmethod
    def ever(cls, bounds: Bounds, organisation: str | None) -> Area:
        """What ever lies at or below an organisation."""
        return cls(bounds, organisation, _ever_below(bounds.snapshot, organisation))

    @classmethod
    def some(cls, coverage: Coverage, bounds: Bounds, organisations: Iterable[str], records: frozenset[str]) -> Area:
        """Some organisations without those below them, as far as they exist that day, and some roles and edges."""
        there = (place for place in sorted(organisations) if coverage.snapshot.exists(place, coverage.on))
        return cls(bounds, None, tuple(there), records)

    @property
    def snapshot(self) -> Snapshot:
        """The graph."""
        return self.bounds.snapshot

    @cached_property
    def edges(self) -> list[Edge]:
        """Every edge that could lie there."""
        if self.records is not None:
            return self._named(Edge)
        if self.organisation is None:
            return [edge for kind in EDGE_KINDS.values() for edge in self.snapshot.edges(kind)]
        return edges_near(self.snapshot, self.organisations)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The organisations, to look one up."""
        return frozenset(self.organisations)

    def has(self, places: Iterable[str]) -> bool:
        """Whether a thing at some places lies there; everything does in a whole graph."""
        return self.organisation is None or not self.ids.isdisjoint(places)

    def roles(self) -> Iterable[Role]:
        """The roles that ever lie there."""
        if self.records is not None:
            return self._named(Role)
        if self.organisation is None:
            return self.snapshot.nodes(Role)
        ids = {edge.from_id for place in self.organisations for edge in self.snapshot.into(At, place)}
        roles = (self.snapshot.find(Role, role) for role in sorted(ids))
        return [role for role in roles if role is not None]

    def mandates(self) -> Iterable[Mandate]:
        """The mandates whose scope ever names an organisation there."""
        if self.records is not None:
            return self._named(Mandate)
        if self.organisation is None:
            return self.snapshot.mandates()
        near = (self.snapshot.mandates_at(place).values() for place in self.organisations)
        return {edge.id: edge for by_subject in near for edges in by_subject for edge in edges}.values()

    def _named(self, kind: type[R]) -> list[R]:
        found = (self.snapshot.get(each) for each in sorted(self.records or ()))
        return [record for record in found if isinstance(record, kind)]


def _ever_below(snapshot: Snapshot, organisation: str | None) -> tuple[str, ...]:
    if organisation is None:
        return tuple(node.id for node in snapshot.nodes(Organisation))
    return tuple(sorted(closure(organisation, lambda here: (link.from_id for link in snapshot.into(PartOf, here)))))
