"""What is there already and looks like what a change makes: said before a second one of it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.domain.changes import Change, Put
from graph.domain.kinds import Decision, Expertise, Node, Organisation, Person, Task, TaskGroup
from graph.domain.text import Text
from graph.formats.reading.names import same_names
from graph.usecases.world import World

__all__ = ["Alike", "alike"]

MOST = 5
_KINDS = (Person, Organisation, Task, Decision, TaskGroup, Expertise)
"""What there is one of; every school has a function or consultation that is called as one elsewhere."""
_HAS = {
    "address": Text("has this e-mail address already"),
    "number": Text("has this number already"),
    "name": Text("is called so already"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Something that is there already.

    Attributes:
        record: its id.
        why: what it has in common with what a change makes.
    """

    record: str
    why: Text


def alike(world: World, changes: Iterable[Change]) -> tuple[Alike, ...]:
    """What of the same kind has a name, address or number that a change gives to something, as far as it is seen.

    Cost: linear in the records of its kind, for a change that gives one.
    """
    put = [change.record for change in changes if isinstance(change, Put)]
    found = (one for record in put if isinstance(record, _KINDS) for one in _like(world, record))
    return tuple(dict.fromkeys(found))[:MOST]


def _like(world: World, record: Node) -> Iterator[Alike]:
    before = world.snapshot.node(record.id)
    given = _told(record) - (set() if before is None else _told(before))
    for other in world.snapshot.nodes(type(record)) if given else ():
        if other.id != record.id:
            shared = given & _told(other)
            why = next((sort for sort in _HAS if any(sort == each for each, _ in shared)), None)
            if why is not None:
                yield Alike(record=other.id, why=_HAS[why])


def _told(node: Node) -> set[tuple[str, str]]:
    """What tells a node from others of its kind, each with what it is."""
    found = {("name", same_names(node.name))}
    if isinstance(node, Person):
        found |= {("address", address.casefold()) for address in (node.email, *node.other_emails) if address}
        found |= {("number", each) for each in node.identifiers if each.startswith("staff:")}
    if isinstance(node, Organisation) and node.number:
        found.add(("number", node.number))
    return found
