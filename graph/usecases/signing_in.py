"""What of a person says who signs in as whom: the address, the numbers elsewhere, and what was merged into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from graph.domain.changes import RecordChange
from graph.domain.errors import InvalidInput
from graph.domain.kinds import Person
from graph.domain.text import Text
from graph.model.snapshot import Snapshot

__all__ = ["SignIns", "check_others_left", "people_signing_in_otherwise", "sharers_of", "signs_in_otherwise", "ways_in"]


class SignIns(Protocol):
    """What the desk asks and tells whoever keeps owners and sessions."""

    async def owners(self) -> frozenset[str]:
        """Ids of the people who are owner of the register, and the addresses of those who did not come in yet."""

    async def changed(self, people: frozenset[str]) -> None:
        """What says who signs in as these people changed: their sessions end, and they are told."""


def check_others_left(owners: Collection[str], gone: Collection[str]) -> None:
    """Do nothing when the register keeps an owner after some of them go, or had none.

    Args:
        owners: ids or addresses of all of them.
        gone: of those who go.

    Raises:
        InvalidInput: nobody would be owner any more.
    """
    if owners and set(owners) <= set(gone):
        raise InvalidInput.because(
            Text("Nobody else is an owner of the register"),
            Text("Name another owner first, with mandaatwijzer owner add"),
            field="owner",
        )


def ways_in(person: Person) -> tuple[str, ...]:
    """What a provider can know somebody by, in small letters: the address, and the numbers elsewhere."""
    found = (*((person.email,) if person.email else ()), *person.identifiers)
    return tuple(dict.fromkeys(each.casefold() for each in found))


def signs_in_otherwise(change: RecordChange) -> bool:
    """Whether somebody else could sign in as a person, or the person no longer, after a change of a record."""
    before, after = change.before, change.after
    if isinstance(before, Person) and isinstance(after, Person):
        return ways_in(before) != ways_in(after) or before.aliases != after.aliases
    return isinstance(change.record, Person)


def people_signing_in_otherwise(changes: Iterable[RecordChange]) -> frozenset[str]:
    """Whose sessions end by changes; who is new has none."""
    found = (change.id for change in changes if change.before is not None and signs_in_otherwise(change))
    return frozenset(found)


def sharers_of(person: Person, snapshot: Snapshot) -> frozenset[str]:
    """The other people who sign in by something that this person has, or whose id this person takes over."""
    known: Mapping[str, frozenset[str]] = snapshot.kept_with(Person, "by what they sign in", lambda: _known(snapshot))
    found = frozenset[str]().union(*(known.get(way, frozenset()) for way in ways_in(person)))
    taken = (alias for alias in person.aliases if snapshot.find(Person, alias) is not None)
    return found.union(taken) - {person.id}


def _known(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for way, person in _pairs(snapshot):
        found[way].add(person)
    return {way: frozenset(people) for way, people in found.items()}


def _pairs(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for person in snapshot.nodes(Person):
        for way in ways_in(person):
            yield way, person.id
