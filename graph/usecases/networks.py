"""The graph as networks of networkx, as a viewer may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.analyses.common.within import organisations_within
from graph.analyses.expertise.surroundings import surroundings
from graph.analyses.networks import projections
from graph.reports.model import Picture
from graph.reports.network_picture import network_picture
from graph.usecases.read import get, person_named, place_named
from graph.usecases.world import World
from graph.words.catalogue import Texts

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["collaboration_graph", "holders_and_cells", "people_and_topics", "picture_around", "sharing_network"]


def holders_and_cells(world: World, organisation: str | None = None) -> nx.Graph[str]:
    """Who covers what at an organisation and below it: holders on one side, cells on the other.

    `graph.analyses.networks.projections` tells what the nodes and links say.

    Raises:
        NotFound: the organisation is unknown.
    """
    return projections.holders_and_cells(world.coverage, _within(world, organisation), may_see=world.sees)


def people_and_topics(world: World, *, min_level: int = 1) -> nx.Graph[str]:
    """Who knows what at a level or above: people on one side, topics on the other."""
    return projections.people_and_topics(world.coverage, min_level=min_level, may_see=world.sees)


def sharing_network(world: World) -> nx.DiGraph[str]:
    """Over which facts people reach each other, with the hubs where they meet and the cost in steps."""
    return projections.sharing_network(world.coverage, may_see=world.sees)


def picture_around(world: World, person: str, texts: Texts) -> Picture | None:
    """Whom somebody works with, as a picture with its table; None when nothing is known.

    Raises:
        NotFound: the person is unknown.
    """
    known = person_named(world, person).id
    found = surroundings(world.coverage, known, lambda record: get(world, record) is not None)
    return network_picture(found, known, world.naming(texts))


def collaboration_graph(world: World, organisation: str | None = None) -> nx.Graph[str]:
    """The organisations at and below one, joined by the people and bodies that they share.

    Raises:
        NotFound: the organisation is unknown.
    """
    return projections.collaboration_graph(world.coverage, _within(world, organisation), may_see=world.sees)


def _within(world: World, organisation: str | None) -> tuple[str, ...]:
    place = place_named(world, organisation)
    return organisations_within(world.coverage, place)
