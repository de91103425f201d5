"""How far somebody came in the first hour, by what is in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.domain.choices import GROUP_TYPES, SCHOOL_TYPES
from graph.domain.kinds import AffiliatedWith, Organisation
from graph.model.snapshot import Snapshot
from graph.usecases.first_hour.arranging import mandates_at
from graph.usecases.world import World

__all__ = ["Progress", "progress"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is there already.

    Attributes:
        group: id of the school group or community, when there is exactly one.
        schools: ids of the schools and centres, by name.
        colleagues: how many people belong somewhere.
        arranged: ids of the schools at which somebody has some work.
    """

    group: str | None
    schools: tuple[str, ...]
    colleagues: int
    arranged: frozenset[str]


def progress(world: World) -> Progress:
    """How far the first hour is. Cost: linear in the mandates of the schools, once for a snapshot and a day."""
    snapshot = world.snapshot
    return snapshot.kept(("first hour", world.on), lambda: _progress(snapshot, world.on))


def _progress(snapshot: Snapshot, on: date) -> Progress:
    nodes = sorted(snapshot.nodes(Organisation), key=lambda node: (node.name.casefold(), node.id))
    groups = [node.id for node in nodes if node.type in GROUP_TYPES]
    schools = tuple(node.id for node in nodes if node.type in SCHOOL_TYPES)
    people = {edge.from_id for place in nodes for edge in snapshot.into(AffiliatedWith, place.id)}
    arranged = frozenset(school for school in schools if any(mandates_at(snapshot, on, school)))
    return Progress(
        group=groups[0] if len(groups) == 1 else None,
        schools=schools,
        colleagues=len(people),
        arranged=arranged,
    )
