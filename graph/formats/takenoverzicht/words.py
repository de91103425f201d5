"""What a task overview of one organisation is about: whose names it may use, and which mandates are its own.

Writing an overview and reading one share these, so that what is written under a name is read as that name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from graph.domain.folding import fold
from graph.domain.kinds import At, BodyOf, Mandate, Node, Organisation, PartOf, Serves, kind_of_id
from graph.model.snapshot import Snapshot

__all__ = ["around", "functions_by_name", "is_own", "names_of", "places_of"]


def around(snapshot: Snapshot, home: str) -> tuple[str, ...]:
    """The organisation, then those above it and those below it, nearest first, whatever the day."""
    found = dict.fromkeys([home])
    for upward in (True, False):
        waiting = [home]
        while waiting:
            here = waiting.pop(0)
            links = snapshot.out(PartOf, here) if upward else snapshot.into(PartOf, here)
            further = [link.to_id if upward else link.from_id for link in links]
            waiting.extend(place for place in further if place not in found)
            found.update(dict.fromkeys(further))
    return tuple(found)


def functions_by_name(snapshot: Snapshot, places: tuple[str, ...]) -> Mapping[str, set[str]]:
    """The roles and bodies of these organisations, and every partner, by folded name."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in _functions(snapshot, places):
        for name in names_of(node):
            found[fold(name)].add(node.id)
    return found


def names_of(node: Node) -> tuple[str, ...]:
    """Its name, and its names per language, each once."""
    return tuple(dict.fromkeys((node.name, *(name for _, name in node.names))))


def is_own(snapshot: Snapshot, mandate: Mandate, home: str) -> bool:
    """Whether the mandate is for exactly this organisation, and does not come down to it from above."""
    return home in places_of(snapshot, mandate)


def places_of(snapshot: Snapshot, mandate: Mandate) -> tuple[str, ...]:
    """The organisations that the mandate is for: its scope, else those of its holder; whatever the day."""
    if mandate.scope:
        return mandate.scope
    if kind_of_id(mandate.from_id) == "body":
        links: Iterable[BodyOf | Serves | At] = snapshot.out(BodyOf, mandate.from_id)
    else:
        links = snapshot.out(Serves, mandate.from_id) or snapshot.out(At, mandate.from_id)
    return tuple(dict.fromkeys(link.to_id for link in links))


def _functions(snapshot: Snapshot, places: tuple[str, ...]) -> Iterator[Node]:
    for place in places:
        for link in (*snapshot.into(At, place), *snapshot.into(BodyOf, place)):
            node = snapshot.node(link.from_id)
            if node is not None:
                yield node
    yield from (partner for partner in snapshot.nodes(Organisation) if partner.type == "partner")
