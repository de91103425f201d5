"""What lies at and around an organisation: who belongs there, which functions and bodies, and what is above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph.domain.choices import SCHOOL_TYPES
from graph.domain.kinds import (
    AffiliatedWith,
    At,
    Body,
    BodyOf,
    Edge,
    Mandate,
    Organisation,
    Person,
    Record,
    Role,
    Serves,
    kind_of_id,
)
from graph.usecases.read import edges_from, edges_to, find
from graph.usecases.world import World

__all__ = [
    "bodies_near",
    "functions_above",
    "functions_of",
    "group_above",
    "home_of",
    "homes_of",
    "is_away",
    "is_taken",
    "people_near",
    "places_about",
    "places_below",
    "places_of",
    "schools_below",
]

_BELONGS_BY: Mapping[str, type[Edge]] = {"person": AffiliatedWith, "role": At, "body": BodyOf}


def home_of(world: World, person: str | None) -> str | None:
    """The first organisation where a person belongs; None when they belong nowhere."""
    return next(iter(homes_of(world, person)), None)


def homes_of(world: World, person: str | None) -> tuple[str, ...]:
    """Ids of the organisations that a person belongs to on the day, sorted; none for nobody."""
    if person is None or find(world, Person, person) is None:
        return ()
    return world.coverage.affiliations(person)


def places_of(world: World, record_id: str) -> tuple[str, ...]:
    """Ids of the organisations where a person, function or body belongs on the day, sorted; none of anything else."""
    kind = _BELONGS_BY.get(kind_of_id(record_id))
    return () if kind is None else tuple(sorted({edge.to_id for edge in edges_from(world, kind, record_id)}))


def group_above(world: World, place: str) -> str | None:
    """The nearest school group at or above an organisation; None when it lies in none."""
    above = world.coverage.above(place)
    nodes = (find(world, Organisation, one) for one in sorted(above, key=lambda one: (above[one], one)))
    return next((node.id for node in nodes if node is not None and node.type == "school_group"), None)


def places_below(world: World, place: str) -> tuple[Organisation, ...]:
    """An organisation and everything below it on the day, by id."""
    found = (find(world, Organisation, one) for one in world.coverage.below(place))
    return tuple(node for node in found if node is not None)


def schools_below(world: World, place: str) -> tuple[Organisation, ...]:
    """The schools and centres at or below an organisation on the day, by id."""
    return tuple(node for node in places_below(world, place) if node.type in SCHOOL_TYPES)


def people_near(world: World, place: str) -> tuple[str, ...]:
    """Ids of the people who belong to an organisation, below it or above it."""
    near = dict.fromkeys((*world.coverage.below(place), *world.coverage.above(place)))
    return _seen(world, (edge.from_id for one in near for edge in edges_to(world, AffiliatedWith, one)), Person)


def functions_of(world: World, place: str) -> tuple[str, ...]:
    """Ids of the functions that are at an organisation, then of those that serve it."""
    here = (*edges_to(world, At, place), *edges_to(world, Serves, place))
    return _seen(world, (edge.from_id for edge in here), Role)


def functions_above(world: World, place: str) -> tuple[str, ...]:
    """Ids of the functions at the organisations above an organisation that are not its own."""
    own = frozenset(functions_of(world, place))
    above = (edge.from_id for up in world.coverage.above(place) for edge in edges_to(world, At, up))
    return _seen(world, (role for role in above if role not in own), Role)


def bodies_near(world: World, place: str) -> tuple[str, ...]:
    """Ids of the bodies of an organisation and of those above it."""
    above = (edge.from_id for up in world.coverage.above(place) for edge in edges_to(world, BodyOf, up))
    return _seen(world, above, Body)


def is_taken(world: World, role: str, place: str) -> bool:
    """Whether anybody has a function on the day, whether the viewer may be told who or not."""
    return bool(world.coverage.seated_at(role, place))


def is_away(world: World, person: str, place: str) -> bool:
    """Whether a person is absent at an organisation on the day."""
    return world.coverage.absent(person, place)


def _seen(world: World, ids: Iterable[str], kind: type[Person] | type[Role] | type[Body]) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys(ids) if find(world, kind, one) is not None)


def places_about(world: World, record: Record) -> Iterator[str]:
    """Ids of the organisations that a record is about, whatever the day: of an edge its scope or ends."""
    if isinstance(record, Organisation):
        yield record.id
    elif isinstance(record, Mandate) and record.scope:
        yield from record.scope
    elif isinstance(record, Edge):
        ends = [end for end in (record.to_id, record.from_id) if kind_of_id(end) == "organisation"]
        other = world.snapshot.node(record.to_id)
        yield from ends or (() if other is None else places_about(world, other))
    elif isinstance(record, Person | Role | Body):
        for link in (AffiliatedWith, At, BodyOf):
            yield from (edge.to_id for edge in world.snapshot.out(link, record.id))
