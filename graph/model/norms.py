"""Which norms apply where, and what they ask together."""

from __future__ import annotations

from collections.abc import Container, Mapping

from graph.domain.choices import GENERAL_TYPES
from graph.domain.kinds import Adopts, ExceptedFrom, Norm, Organisation
from graph.domain.periods import in_force
from graph.model.bounded import Bounded
from graph.model.cells import Demand
from graph.model.day import MOST_PLACES, Day

__all__ = ["Norms", "may_apply"]

_STRICTNESS = {"law": 0, "recommended": 1, "own": 2}
_MOST_SETS = 512

Demands = Mapping[tuple[str, str], Demand]
"""What is asked, by subject and kind of mandate."""


class Norms:
    """The norms of a day. Organisations to which the same norms apply share what those ask."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._valid = tuple(norm for norm in day.snapshot.nodes(Norm) if in_force(norm, day.on))
        self._at: Bounded[str, Demands] = Bounded(MOST_PLACES)
        self._asked: Bounded[tuple[Norm, ...], Demands] = Bounded(_MOST_SETS)

    def at(self, organisation: str) -> Demands:
        """What norms ask at an organisation, subjects that are not used there included."""
        return self._at.get(organisation, self._found_at)

    def _found_at(self, organisation: str) -> Demands:
        return self._asked.get(self._applying(organisation), self._found_asked)

    def _applying(self, organisation: str) -> tuple[Norm, ...]:
        day = self._day
        place, above = day.snapshot.find(Organisation, organisation), day.above(organisation)
        if place is None or not above:
            return ()
        adopted = {edge.to_id for up in above for edge in day.out(Adopts, up)}
        excepted = {edge.to_id for up in above for edge in day.out(ExceptedFrom, up)}
        return tuple(
            norm
            for norm in self._valid
            if norm.id not in excepted
            and (norm.profile is None or norm.profile in adopted)
            and may_apply(norm, place, above)
        )

    def _found_asked(self, norms: tuple[Norm, ...]) -> Demands:
        asked: dict[tuple[str, str], list[Norm]] = {}
        for norm in norms:
            for subject in self._day.subjects_in(norm.subject):
                asked.setdefault((subject, norm.mandate), []).append(norm)
        return {key: _together(found) for key, found in asked.items()}


def may_apply(norm: Norm, place: Organisation, above: Container[str]) -> bool:
    """Whether a norm is meant for an organisation, by place, type and level.

    A norm without types is meant for schools, centres and school groups, and for whatever it names.

    Args:
        norm: the norm.
        place: the organisation.
        above: the organisation and those above it.
    """
    if norm.applies_to and not any(up in above for up in norm.applies_to):
        return False
    if norm.applies_to_types:
        if place.type not in norm.applies_to_types:
            return False
    elif place.type not in GENERAL_TYPES and place.id not in norm.applies_to:
        return False
    return not norm.applies_to_levels or any(level in norm.applies_to_levels for level in place.levels)


def _together(norms: list[Norm]) -> Demand:
    maxima = [norm.maximum for norm in norms if norm.maximum is not None]
    return Demand(
        norms=tuple(norms),
        minimum=max(norm.minimum for norm in norms),
        maximum=min(maxima, default=None),
        fallback=next((norm.fallback for norm in norms if norm.fallback), None),
        obligation=min((norm.obligation for norm in norms), key=_STRICTNESS.__getitem__),
    )
