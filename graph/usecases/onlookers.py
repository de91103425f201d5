"""As whom an owner can look at the register: somebody of each sort that sees something else."""

from __future__ import annotations

from collections.abc import Iterator

from graph.analyses.common.deadline import Deadline
from graph.domain.choices import SCHOOL_TYPES
from graph.domain.kinds import AffiliatedWith, Organisation, Person
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.nearby import group_above
from graph.usecases.parameters import Time
from graph.usecases.powers import Powers
from graph.usecases.world import World

__all__ = ["SORTS", "onlookers"]

SORTS = {
    "head": N_("a head"),
    "keeper": N_("somebody who keeps the register"),
    "member": N_("a colleague"),
    "guest": N_("somebody from outside the school group"),
}
"""Who sees something else, in words."""


def onlookers(world: World, *, deadline: Time = None) -> dict[str, str]:
    """By sort the id of somebody of that sort, in the order of `SORTS`; without a sort that nobody is of.

    Args:
        world: of an owner, on today.
        deadline: time for the answer; there may be nobody of a sort, and then everybody is looked at.

    Raises:
        DeadlineExceeded: it took too long.
    """
    limit = deadline or Deadline()
    schools = [node.id for node in read.nodes(world, Organisation) if node.type in SCHOOL_TYPES]
    powers = Powers.of(world.graph, world.today)
    found: dict[str, str] = {}
    for school in limit.over(schools):
        for sort, people in (("head", powers.heads(school)), ("keeper", powers.keepers(school))):
            if people:
                found.setdefault(sort, min(people))
    inside = next((group for school in schools if (group := group_above(world, school)) is not None), None)
    for person in limit.over(_staff(world)):
        if len(found) == len(SORTS):
            break
        if any(group_above(world, home.to_id) == inside for home in read.edges_from(world, AffiliatedWith, person)):
            if person not in found.values():
                found.setdefault("member", person)
        else:
            found.setdefault("guest", person)
    return {sort: found[sort] for sort in SORTS if sort in found}


def _staff(world: World) -> Iterator[str]:
    """The people of the staff who belong somewhere."""
    for person in read.nodes(world, Person):
        if person.type == "staff" and read.edges_from(world, AffiliatedWith, person.id):
            yield person.id
