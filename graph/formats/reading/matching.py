"""Which person a text means: by staff number, then by e-mail address, never by a name alone.

A name alone is asked about. The answer stays with the person as identifier `alias:<folded name>@<organisation>`, so
that the name means them at that organisation only, or as `alias:<folded name>`, so that it means them everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from graph.domain.identifiers import ALIAS
from graph.domain.kinds import Organisation, Person
from graph.domain.text import Named, Quoted, Series, Text
from graph.formats.reading.answers import Asker
from graph.formats.reading.names import NearNames, is_same_name, is_short_for, same_names
from graph.formats.reading.result import CREATE, MOST_SUGGESTIONS, Doubt, Place, Suggestion
from graph.formats.reading.text import alike, fold, opaque_key

__all__ = [
    "CORRECT_ROW",
    "People",
    "alias_of",
    "asked_person",
    "identified",
    "is_called",
    "likeness_of_name",
    "new_person_id",
    "nobody_has",
    "only",
    "suggestions_of",
    "who_is",
    "whose_is",
]

STAFF = "staff:"
CORRECT_ROW = Text("Correct the row, or the record that is stored")

_Identified = TypeVar("_Identified", Person, Organisation)


class People:
    """The people whom a text can mean, by what tells who they are.

    Whom an import makes or changes is added as it goes on, and is still found by what told it before.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self._people: dict[str, Person] = {}
        self._by_identifier: dict[str, set[str]] = defaultdict(set)
        self._by_email: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._near = NearNames()
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Find this person too, or by this as well."""
        self._people[person.id] = person
        for identifier in person.identifiers:
            self._by_identifier[identifier].add(person.id)
        for address in (person.email, *person.other_emails):
            if address:
                self._by_email[address.casefold()].add(person.id)
        for name in (person.name, *person.other_names):
            self._by_name[same_names(name)].add(person.id)
            self._near.add(person.id, name)

    def find(self, person: str) -> Person | None:
        """The person with an id, as they were added last."""
        return self._people.get(person)

    def numbered(self, number: str) -> str | None:
        """Who has a staff number: as an identifier, else as the key of their id."""
        key = f"person/{number}"
        return only(self._numbered(number)) or (key if key in self._people else None)

    def addressed(self, email: str, name: str = "") -> str | None:
        """Who has an address; of several the one with a name."""
        found = self._addressed(email)
        return only(found) or only(person for person in found if is_same_name(name, self._people[person].name))

    def referred(self, text: str) -> frozenset[str]:
        """Whose staff number or address a text is."""
        number = self.numbered(text.replace(" ", ""))
        return frozenset({*self._addressed(text), *([number] if number else [])})

    def told(self, key: str, place: str | None = None) -> frozenset[str]:
        """Whom somebody said that a folded text means at a place; everywhere when it is None."""
        return frozenset(self._by_identifier.get(alias_of(key, place), ()))

    def called(self, name: str) -> tuple[Person, ...]:
        """Those whose names are a name or near it, nearest first."""
        return tuple(self._people[person] for person in self._near.likeliest(name, MOST_SUGGESTIONS))

    def namesakes(self, name: str) -> tuple[Person, ...]:
        """Those whose names have the same words, in any order, by id."""
        return tuple(self._people[person] for person in sorted(self._by_name.get(same_names(name), ())))

    def owner_and_called(self, owner: Person, name: str) -> tuple[Person, ...]:
        """The owner of what a row refers to, then those whose names are near the name in the row."""
        others = (person for person in self.called(name) if person.id != owner.id)
        return (owner, *others)[:MOST_SUGGESTIONS]

    def contradiction(self, number: str, email: str, name: str = "") -> Text | None:
        """That a staff number and an address are of two people; None when they are not."""
        numbered, addressed = self.numbered(number), self.addressed(email, name)
        if numbered is None or addressed is None or numbered == addressed:
            return None
        return Text(
            "{email} belongs to {person}, the staff number to {other}",
            email=email,
            person=Named(addressed),
            other=Named(numbered),
        )

    def doubts(self, number: str, email: str, name: str) -> Iterator[Text]:
        """Every reason why a staff number and an address do not tell together who is meant.

        Several people have one of them, they are of two people, or who has the address has another staff number.
        """
        numbered, addressed = self._numbered(number), self._addressed(email)
        meant = self.addressed(email, name)
        if len(numbered) > 1:
            yield Text("{people} have the same staff number", people=_listed(numbered))
        if len(addressed) > 1 and meant is None:
            yield Text("{people} have the same email", people=_listed(addressed))
        contradiction = self.contradiction(number, email, name)
        if contradiction is not None:
            yield contradiction
        person = self._people.get(meant or "")
        if person is not None and number and self.numbered(number) is None and _has_number(person):
            another = Text(
                "{email} belongs to {person}, who has another staff number", email=email, person=Named(person.id)
            )
            yield another

    def _numbered(self, number: str) -> Collection[str]:
        return self._by_identifier.get(f"{STAFF}{number}", ()) if number else ()

    def _addressed(self, email: str) -> Collection[str]:
        return self._by_email.get(email.casefold(), ()) if email else ()


# Names


def asked_person(asker: Asker, doubt: Doubt, people: People, create: Callable[[str], Person | None]) -> Person | None:
    """Who is meant according to the answer to a doubt.

    Args:
        asker: has the answers.
        doubt: about a name.
        people: who may be picked.
        create: makes somebody new, under the name that the answer gives or "".

    Returns:
        Who was picked or made; None when the doubt is skipped, left open, or waits for an answer.
    """
    answer = asker.ask(doubt)
    if answer is None:
        return None
    if answer.word == CREATE:
        return create(answer.argument)
    person = people.find(answer.argument)
    if person is None:
        asker.refuse(doubt, Text("There is no person {text}", text=Quoted(answer.argument)))
    return person


def who_is(name: str, reference: str = "") -> Text:
    """The doubt about a name, with a staff number or address that nobody has where there is one."""
    if not reference:
        return Text("Who is “{name}”? There is no staff number or e-mail address.", name=name)
    return Text("Who is “{name}”? {reference} is not known.", name=name or reference, reference=reference)


def whose_is(reference: str, owner: Person, place: Place, name: str) -> Text:
    """The doubt about a name beside the number or address of somebody who is called otherwise.

    Args:
        reference: the number or address.
        owner: whose it is.
        place: where the list speaks of the owner, else the id.
        name: as it is written.
    """
    return Text(
        "{reference} belongs to “{owner}” ({place}); is “{name}” the same person?",
        reference=reference,
        owner=owner.name,
        place=place,
        name=name,
    )


def is_called(name: str, person: Person) -> bool:
    """Whether a name can be somebody's as it is written: none, the same, a shorter or a longer one."""
    names = (person.name, *person.other_names)
    return not name or any(
        is_same_name(name, known) or is_short_for(name, known) or is_short_for(known, name) for known in names
    )


def nobody_has(text: str) -> Text:
    """That a text which should refer to somebody does not."""
    return Text("{text} is nobody's staff number or e-mail address", text=Quoted(text, most=60))


def alias_of(key: str, place: str | None = None) -> str:
    """The identifier of whom or what a folded text means at a place; everywhere when it is None."""
    return f"{ALIAS}{key}" if place is None else f"{ALIAS}{key}@{place}"


def identified(record: _Identified, identifier: str) -> _Identified:
    """The record with one more identifier, so that the next file finds it."""
    return replace(record, identifiers=tuple(sorted({*record.identifiers, identifier})))


def new_person_id(place: str, key: str) -> str:
    """The id of somebody of whom only a name is known, the same for the same name at the same place."""
    return f"person/{opaque_key(place, key)}"


def suggestions_of(nodes: Iterable[Person | Organisation]) -> tuple[Suggestion, ...]:
    """Each of them as a way to answer."""
    return tuple(Suggestion(pick=node.id, name=node.name) for node in nodes)


def likeness_of_name(key: str, person: Person) -> float:
    """How well a folded name fits a person: 1 for all their names, 0.8 for some, 0.7 for initials, else likeness."""
    asked, known = set(key.split()), set(fold(person.name).split())
    known |= set(fold(f"{person.given_name or ''} {person.family_name or ''}").split())
    if asked == known:
        return 1.0
    if asked <= known:
        return 0.8
    initials = all(any(name.startswith(part) for name in known) for part in asked)
    return 0.7 if initials else alike(key, person.name) - 0.1


def only(found: Iterable[str]) -> str | None:
    """The one that was found; None when there is none, or more than one."""
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None


def _has_number(person: Person) -> bool:
    return any(identifier.startswith(STAFF) for identifier in person.identifiers)


def _listed(people: Collection[str]) -> Series:
    return Series(tuple(map(Named, sorted(people))))
