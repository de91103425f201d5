"""Long lists of records, of which somebody reads a part: each record is judged when a page comes to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.domain.kinds import Decides, Edge, Mandate, Node, Record, TaskGroup
from graph.domain.periods import in_force
from graph.usecases import read
from graph.usecases.world import World

__all__ = [
    "Listing",
    "ids_below",
    "ids_joined",
    "ids_of_subjects_in",
    "listed",
    "listed_from",
    "listed_to",
    "mandates_listed_of",
    "mandates_listed_on",
    "readable",
]

N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)
R = TypeVar("R", bound=Node | Edge)


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """Records that are read page by page.

    Attributes:
        candidates: in order of id.
        keep: whether one of them belongs to the list: it holds on the day, the viewer may see it, and it is asked.
    """

    candidates: Sequence[R]
    keep: Callable[[R], bool]


# One record


def may_read(world: World, record: Record) -> bool:
    """Whether the viewer may see a record, and of an edge both its ends."""
    if isinstance(record, Edge) and not all(world.get(end) is not None for end in (record.from_id, record.to_id)):
        return False
    return world.sees(record)


def readable(world: World, record_id: str) -> Record | None:
    """A record by its id, or by that of one that was merged into it; None when it or an end of it is hidden."""
    record = world.get(record_id)
    return record if record is not None and may_read(world, record) else None


# Lists


def listed(
    world: World, kind: type[N], keep: Callable[[N], bool] | None = None, *, is_placed: bool = False
) -> Listing[N]:
    """The nodes of a kind that exist on the day.

    Args:
        world: in which they are.
        kind: theirs.
        keep: which of them.
        is_placed: whether those are of an organisation that is held.

    Raises:
        NotHeldHere: not all of them are held here.
    """
    if world.held is not None and not is_placed:
        world.held.check_kind(kind)
    return Listing(
        world.snapshot.nodes(kind),
        lambda node: in_force(node, world.on) and (keep is None or keep(node)) and may_read(world, node),
    )


def listed_from(world: World, kind: type[E], node_id: str) -> Listing[E]:
    """The edges of a kind that start at a node and are in force on the day.

    Raises:
        NotHeldHere: not all of them are held here.
    """
    _check_held(world, kind, node_id, is_start=True)
    return _edges(world, world.snapshot.out(kind, node_id))


def listed_to(world: World, kind: type[E], node_id: str) -> Listing[E]:
    """The edges of a kind that end at a node and are in force on the day.

    Raises:
        NotHeldHere: not all of them are held here.
    """
    _check_held(world, kind, node_id, is_start=False)
    return _edges(world, world.snapshot.into(kind, node_id))


def mandates_listed_of(world: World, holder: str) -> Listing[Mandate]:
    """The mandates that somebody or something has itself.

    Raises:
        NotHeldHere: not all of them are held here.
    """
    _check_held(world, Decides, holder, is_start=True)
    return _edges(world, sorted(world.snapshot.mandates_from(holder), key=lambda mandate: mandate.id))


def mandates_listed_on(world: World, subject: str) -> Listing[Mandate]:
    """The mandates on exactly this subject.

    Raises:
        NotHeldHere: not all of them are held here.
    """
    _check_held(world, Decides, subject, is_start=False)
    return _edges(world, sorted(world.snapshot.mandates_to(subject), key=lambda mandate: mandate.id))


def _check_held(world: World, kind: type[Edge], node_id: str, *, is_start: bool) -> None:
    if world.held is not None:
        world.held.check_edges(kind, node_id, is_start=is_start)


def _edges(world: World, candidates: Sequence[E]) -> Listing[E]:
    return Listing(candidates, lambda edge: world.snapshot.in_force(edge, world.on) and may_read(world, edge))


# What narrows a list


def ids_below(world: World, organisation: str) -> frozenset[str]:
    """Ids of an organisation, by what it is called, and of everything below it.

    Raises:
        NotFound: it is unknown.
    """
    return frozenset(world.coverage.below(read.organisation_named(world, organisation).id))


def ids_joined(world: World, kind: type[Edge], organisation: str) -> frozenset[str]:
    """Where the edges of a kind start that end at an organisation, by what it is called, on the day.

    Raises:
        NotFound: it is unknown.
    """
    found = listed_to(world, kind, read.organisation_named(world, organisation).id)
    return frozenset(edge.from_id for edge in found.candidates if found.keep(edge))


def ids_of_subjects_in(world: World, group: str) -> frozenset[str]:
    """Ids of the subjects in a task group or a group in it; none when there is no such group."""
    known = read.find(world, TaskGroup, group)
    return frozenset() if known is None else frozenset(world.coverage.subjects_in(known.id))
