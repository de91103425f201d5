"""What of a person says who signs in as whom: the address, the numbers elsewhere, and what was merged into them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from graph.domain.changes import Change, Put, RecordChange
from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import Person
from graph.domain.text import Named, Quoted, Text
from graph.model.snapshot import Snapshot
from graph.usecases.by_words import ByWords, ids_by
from graph.usecases.knowable import IN_THE_WAY

__all__ = [
    "SignIns",
    "check_others_left",
    "ids_taken_over",
    "people_signing_in_otherwise",
    "shared_ways_in",
    "signs_in_otherwise",
    "ways_in",
]


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


def shared_ways_in(changes: Iterable[Change], before: Snapshot, after: Snapshot, seen: Snapshot) -> Iterator[Problem]:
    """What lets somebody sign in after changes by what somebody else signs in by: neither of them could any more.

    What they shared before stays as it is: whoever merges the two, or corrects one, is not held up by it.

    Args:
        changes: to the graph before.
        before: the graph without them.
        after: the graph with them.
        seen: the graph before, as whoever makes the changes sees it: who else it is, is told where that is seen.
    """
    put = [change.record for change in changes if isinstance(change, Put) and isinstance(change.record, Person)]
    gained = {person.id: _gained(person, before) for person in put}
    if not any(gained.values()):
        return
    known, also = ids_by("what they sign in by", ways_in, Person, before), ByWords(ways_in).renewed(tuple(put)).ids
    for person_id, ways in gained.items():
        for way in ways:
            for other in sorted({*known.get(way, ()), *also.get(way, ())} - {person_id}):
                if way in _ways_of(other, after):
                    is_told = other in gained or way in _ways_of(other, seen)
                    yield _shared(person_id, way, other) if is_told else IN_THE_WAY


def ids_taken_over(person: Person, snapshot: Snapshot) -> frozenset[str]:
    """The other people whose ids lead to this person from now on."""
    return frozenset(alias for alias in person.aliases if snapshot.find(Person, alias) is not None) - {person.id}


def _gained(person: Person, before: Snapshot) -> tuple[str, ...]:
    had = _ways_of(person.id, before)
    return tuple(way for way in ways_in(person) if way not in had)


def _ways_of(person: str, snapshot: Snapshot) -> tuple[str, ...]:
    found = snapshot.find(Person, person)
    return () if found is None else ways_in(found)


def _shared(person: str, way: str, other: str) -> Problem:
    is_address = ":" not in way
    return Problem(
        record=person,
        field="email" if is_address else "identifiers",
        message=Text("{person} signs in by {way} already", person=Named(other), way=Quoted(way)),
        remedy=Text("Give each colleague what is theirs alone, or merge the two when they are the same"),
    )
