"""A second reading of who is head and who is keeper, as plain and slow as it may be.

It shares no code with `graph.usecases.powers`: coverage comes from the slow reading of the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from graph.domain.kinds import Record
from tests.unit.model.oracle import World

__all__ = ["heads", "keepers", "own"]


def heads(records: Iterable[Record], on: date, organisation: str) -> set[str]:
    """The people who decide on granting mandates there by a mandate that is confirmed."""
    world = World(records, on)
    found = set()
    for decision in _granting(world):
        for held in world.ways(organisation, decision, "DECIDES"):
            mandate = next(edge for edge in world.edges if edge.id == held.mandate)
            if held.holder.startswith("person/") and _is_confirmed(world, mandate):
                found.add(held.holder)
    return found


def keepers(records: Iterable[Record], on: date, organisation: str) -> set[str]:
    """The people who carry out the task of keeping the register there, in person or in a body."""
    world = World(records, on)
    found = set()
    for task in [node.id for node in world.nodes.values() if getattr(node, "keeps_register", False)]:
        for held in world.ways(organisation, task, "EXECUTES"):
            if held.holder.startswith("person/"):
                found.add(held.holder)
            if held.holder.startswith("body/"):
                found |= {person for person, _here in world.members(held.holder, organisation)}
    return found


def own(records: Iterable[Record], on: date, person: str) -> bool:
    """Whether a person belongs to an organisation that is no partner."""
    world = World(records, on)
    homes: list[Any] = [edge.to_id for edge in world.of("AFFILIATED_WITH") if edge.from_id == person]
    return any(world.nodes[home].type != "partner" for home in homes)  # type: ignore[attr-defined]


def _granting(world: World) -> list[str]:
    return [node.id for node in world.nodes.values() if getattr(node, "grants_mandates", False)]


def _is_confirmed(world: World, mandate: Any) -> bool:
    grantor = mandate.granted_by
    if grantor is None:
        return False
    then = World(world.all, mandate.granted_on or mandate.since or world.on)
    places = world.scope(mandate)
    stands_above = getattr(then.nodes.get(grantor), "type", "") in ("board", "school_group") and all(
        grantor in then.above(place) for place in places
    )
    granting = [decision for decision in _granting(then) if then.there(decision)]
    if stands_above or not granting:
        return True
    as_what = {grantor, *(edge.to_id for edge in then.of("HOLDS") if edge.from_id == grantor)}
    theirs = [edge for edge in then.of("DECIDES") if edge.from_id in as_what]
    return all(
        any(then.distance(edge, place, decision) is not None for edge in theirs for decision in granting)
        for place in places
    )
