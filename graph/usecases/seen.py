"""Results as a viewer may see them: findings without hidden people, sums without the names behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from graph.analyses.findings import Acceptance, Finding
from graph.usecases.read import get
from graph.usecases.viewer import Audience, audience
from graph.usecases.world import World

__all__ = ["HIDDEN", "finding_as_seen", "may_be_named", "named_to"]

HIDDEN = "person/hidden"
"""Stands for somebody whom the viewer may not be told about."""


def may_be_named(world: World, person: str) -> bool:
    """Whether the viewer may be told that something hangs on this person, or how much that person has to do."""
    return audience(world.viewer, person, world.coverage) in (Audience.SELF, Audience.OWNER)


def named_to(world: World, persons: Iterable[str]) -> tuple[str, ...]:
    """As many people, with those hidden whom the viewer may not be told about."""
    return tuple(person if may_be_named(world, person) else HIDDEN for person in persons)


def finding_as_seen(world: World, finding: Finding) -> Finding:
    """The finding without hidden people, who leave the gap itself visible."""
    return replace(
        finding,
        persons=_visible(world, finding.persons),
        fallback=_visible(world, finding.fallback),
        accepted=_acceptance(world, finding.accepted),
    )


def _visible(world: World, persons: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(person for person in persons if get(world, person) is not None)


def _acceptance(world: World, accepted: Acceptance | None) -> Acceptance | None:
    if accepted is None or accepted.accepted_by is None or get(world, accepted.accepted_by) is not None:
        return accepted
    return replace(accepted, accepted_by=None)
