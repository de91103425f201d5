"""Mandates in force, each by itself, as what codes are judged about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.analyses.gaps.area import Area
from graph.analyses.gaps.code import Evidence, Matter, Where, persons_among
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.places import places_of_mandate
from graph.domain.kinds import Mandate, kind_of_id
from graph.model.bounds import Bounds

__all__ = ["MANDATES", "cause_at", "mandate_evidence"]


class _Mandates(Matter[Mandate, Mandate]):
    """The mandates whose scope ever names an organisation of an area."""

    def ever(self, area: Area) -> Iterable[Mandate]:
        return area.mandates()

    def on(self, look: Look, key: Mandate) -> Mandate:
        return key

    def where(self, look: Look, key: Mandate) -> Where:
        places = places_of_mandate(look.coverage, key)
        return Where(
            organisation=places[0] if places else None,
            subject=key.to_id,
            mandate=key.kind,
            affects=places[1:],
            counts_at=look.coverage.scope_of(key),
        )

    def bounds(self, bounds: Bounds, key: Mandate) -> frozenset[date]:
        return bounds.of_edge(key)

    def identity(self, key: Mandate) -> tuple[str, ...]:
        return (key.id,)


MANDATES = _Mandates()


def mandate_evidence(edge: Mandate) -> Evidence:
    """The mandate itself, and who or what has it."""
    return Evidence(records=(edge.id,), persons=persons_among([edge.from_id]), caused_by=cause_at(edge.from_id))


def cause_at(node_id: str) -> str | None:
    """The role or person, when it is one."""
    return node_id if kind_of_id(node_id) in ("role", "person") else None
