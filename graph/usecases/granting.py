"""Who grants mandates, what they granted, and which mandates somebody can confirm."""

from __future__ import annotations

from collections.abc import Iterator

from graph.analyses.answers.duties import seats_of
from graph.domain.kinds import Holds, Mandate, Organisation, Person
from graph.model.coverage import Way
from graph.model.marked import granting_decisions
from graph.usecases import read
from graph.usecases.world import World

__all__ = ["delegated_by", "grantor_as", "grantors_at", "headed_by", "mandates_about"]


def headed_by(world: World, person: str) -> tuple[str, ...]:
    """The organisations named by the mandates with which a person decides who gets mandates, sorted."""
    granting = frozenset(granting_decisions(world.snapshot))
    holders = [person, *(edge.to_id for edge in read.edges_from(world, Holds, person))]
    mandates = (edge for holder in holders for edge in read.mandates_of(world, holder))
    named = (
        place
        for edge in mandates
        if edge.kind == "DECIDES" and granting.intersection(world.coverage.subjects_in(edge.to_id))
        for place in world.coverage.scope_of(edge)
    )
    return tuple(sorted(set(named)))


def grantors_at(world: World, place: str) -> tuple[str, ...]:
    """Ids of the functions, people and bodies that decide on granting mandates at an organisation."""
    holders = dict.fromkeys(way.mandate.from_id for way in _ways(world, place))
    return tuple(holder for holder in holders if world.get(holder) is not None)


def grantor_as(world: World, person: str, place: str) -> str | None:
    """As what a person may grant mandates at an organisation, such as by a function; None when they may not."""
    return next((way.mandate.from_id for way in _ways(world, place) if way.holder == person), None)


def delegated_by(world: World, person: str) -> tuple[Mandate, ...]:
    """The mandates in force that a person, or a function that they hold, granted to others, by subject and id.

    Cost: the first call on a snapshot reads every record once.
    """
    mine = {person, *(edge.to_id for edge in read.edges_from(world, Holds, person))}
    naming = (record for one in mine for record in world.snapshot.naming(one))
    granted = [edge for edge in naming if isinstance(edge, Mandate) and edge.granted_by in mine]
    shown = [edge for edge in read.edges(world, granted) if edge.from_id not in mine]
    return tuple(sorted(set(shown), key=lambda edge: (edge.to_id, edge.id)))


def mandates_about(world: World, about: str) -> tuple[Mandate, ...]:
    """The mandates in force of a person with all seats, or those for exactly an organisation, by id."""
    coverage = world.coverage
    found: list[Mandate] = []
    if read.find(world, Person, about) is not None:
        found = [edge for seat in seats_of(coverage, about) for edge in world.snapshot.mandates_from(seat)]
    elif read.find(world, Organisation, about) is not None:
        named = {way.mandate.id: way.mandate for cell in coverage.evaluated(about) for way in cell.ways}
        found = [edge for edge in named.values() if about in coverage.scope_of(edge)]
    return tuple(sorted(read.edges(world, found), key=lambda edge: edge.id))


def _ways(world: World, place: str) -> Iterator[Way]:
    """The ways in which somebody decides on granting mandates at an organisation."""
    for decision in granting_decisions(world.snapshot):
        yield from world.coverage.cell(place, decision, "DECIDES").ways
