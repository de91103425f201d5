"""Results as a viewer may see them: findings without hidden people, sums without the names behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from graph.analyses.common.sharing import OUTSIDER, Sharing
from graph.analyses.gaps.findings import Acceptance, Finding
from graph.domain.kinds import Person
from graph.usecases.read import get
from graph.usecases.viewer import Audience, audience
from graph.usecases.world import World

__all__ = [
    "HIDDEN",
    "asker_of",
    "finding_as_seen",
    "may_be_found",
    "may_be_named",
    "named_to",
    "shares_with_viewer",
]

HIDDEN = "person/hidden"
"""Stands for somebody whom the viewer may not be told about."""


def may_be_named(world: World, person: str) -> bool:
    """Whether the viewer may be told that something hangs on this person, or how much that person has to do."""
    return audience(world.viewer, person, world.coverage) in (Audience.SELF, Audience.OWNER)


def named_to(world: World, persons: Iterable[str]) -> tuple[str, ...]:
    """As many people, with those hidden whom the viewer may not be told about."""
    return tuple(person if may_be_named(world, person) else HIDDEN for person in persons)


def may_be_found(world: World, person: str) -> bool:
    """Whether the viewer may see that the person exists; the analyses apply `share_expertise` themselves."""
    return world.snapshot.find(Person, person) is None or get(world, person) is not None


def asker_of(world: World) -> str | None:
    """Who asks for expertise: the viewer, else one of their organisations, else an outsider; None = the local owner."""
    if world.is_owner:
        return None
    return world.viewer.person or min(world.viewer.organisations, default=OUTSIDER)


def shares_with_viewer(world: World) -> Callable[[str], bool]:
    """Whether a person may be found and shares their expertise with the viewer, whoever they ask for."""
    sharing = Sharing(world.coverage, asker_of(world))
    return lambda person: may_be_found(world, person) and sharing.with_asker(person)


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
