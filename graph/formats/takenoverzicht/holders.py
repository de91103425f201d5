"""The people, roles, bodies and partners that the cells of a task overview name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.domain.kinds import (
    HOLDER_KINDS,
    AffiliatedWith,
    At,
    Body,
    BodyOf,
    Node,
    OfType,
    Organisation,
    Person,
    Role,
    RoleType,
)
from graph.domain.text import Named, Quoted, Series, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.candidates import Candidates, NamesOfPeople
from graph.formats.reading.matching import People, likeness_of_name, new_person_id, only
from graph.formats.reading.never import Never, never_a_person
from graph.formats.reading.result import (
    CREATE,
    LIKELY,
    MOST_SUGGESTIONS,
    OPEN,
    PICK,
    POSSIBLE,
    SKIP,
    SURE,
    Doubt,
    Note,
    Suggestion,
)
from graph.formats.reading.text import alike, fold, opaque_key
from graph.formats.takenoverzicht.draft import OverviewDraft
from graph.formats.takenoverzicht.mentions import Mention
from graph.formats.takenoverzicht.words import functions_by_name

__all__ = ["MentionedHolders"]

_LIKELY_PERSON, _HERE, _LIKELY_FUNCTION = 0.7, 0.2, 0.6
_LIKELY_NAME = 0.6
"""What letters must have in common at the least: a name alike counts for 0.1 less, one who is here for 0.2 more."""
_NEARLY_THE_SAME = 0.85
_HEAD = "Directeur"
"""What the function of a head is called in a school that has none yet."""
_NOBODYS = (Never.NOTHING, Never.TOTAL, Never.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is looked up: folded, with the question mark that makes it another text."""

    text: str
    key: str
    reference: str = ""


class MentionedHolders:
    """The people, roles, bodies and partners that cells name."""

    def __init__(self, draft: OverviewDraft, asker: Asker) -> None:
        self.draft = draft
        self.asker = asker
        self.near = {link.from_id for place in draft.around for link in draft.snapshot.into(AffiliatedWith, place)}
        self.people = People(draft.snapshot.nodes(Person))
        self.by_function = functions_by_name(draft.snapshot, draft.around)
        self.told: set[str] = set()
        self.names = NamesOfPeople(draft.snapshot.nodes(Person))
        self.functions = Candidates((name, node) for name, nodes in self.by_function.items() for node in nodes)
        self.keys = {node: frozenset(_key_words(node)) for nodes in self.by_function.values() for node in nodes}

    def find(self, mention: Mention, address: str) -> str | None:
        """The holder that a mention means; None when it waits for an answer, or is left out."""
        text = mention.reference if "@" in mention.reference else mention.text
        name = _Name(mention.text, fold(text) + ("?" if mention.doubtful else ""), mention.reference)
        if not fold(text) and not mention.reference:
            return None
        known = self._known(mention, name)
        if known is not None:
            self._tell(mention, known, address)
            return known
        sort = None if mention.reference or "@" in mention.text else never_a_person(mention.text)
        if sort in _NOBODYS:
            told = Text("“{text}” names nobody: not read", text=mention.text)
            self.asker.notes.append(Note(address=address, text=told, matters=sort is Never.ELSEWHERE))
            return None
        return self._asked(mention, name, address, sort)

    def _known(self, mention: Mention, name: _Name) -> str | None:
        reference = mention.reference or mention.text
        direct = self.draft.node(reference)
        if direct is not None and direct.kind in HOLDER_KINDS and not mention.doubtful:
            return direct.id
        if "@" in reference and not mention.doubtful:
            return self.people.addressed(reference) or self._told(fold(reference))
        return (
            self.draft.remembered(name.key)
            or self._told(name.key)
            or (None if mention.doubtful else only(self.by_function.get(name.key, ())))
        )

    def _told(self, key: str) -> str | None:
        """Who was said to be meant by a name, or by an address that no record has."""
        return only(self.people.told(key, self.draft.home.id)) or only(self.people.told(key) & self.near)

    def _tell(self, mention: Mention, known: str, address: str) -> None:
        evident = fold(self.draft.name(known)) == fold(mention.text) or "@" in mention.text or mention.text == known
        evident = evident or bool(mention.reference)
        if evident or mention.key in self.told:
            return
        self.told.add(mention.key)
        self.asker.notes.append(
            Note(
                address=address,
                text=Text(
                    "“{name}” is {holder} ({id}), as answered before",
                    name=mention.text,
                    holder=self.draft.name(known),
                    id=Named(known),
                ),
            )
        )

    def _asked(self, mention: Mention, name: _Name, address: str, sort: Never | None) -> str | None:
        found = self._meant(name.key, sort)
        suggested, certainty = ("", POSSIBLE) if sort else self._suggested(mention, name, found)
        own = [node for node in found if self._is_of_home(node)] or found
        if sort and len(own) == 1 and own[0].id != self.draft.home.id:
            suggested, certainty = f"{PICK} {own[0].id}", LIKELY
        if sort is Never.HEAD and not found:
            suggested, certainty = f"{CREATE} {_HEAD} {self.draft.home.name}", LIKELY
        doubt = Doubt(
            id=doubt_id("holder" if sort else "person", self.draft.home.id, name.key),
            kind="holder" if sort else "person",
            address=address,
            value=mention.text + ("?" if mention.doubtful else ""),
            text=_who(mention, self.draft.home),
            suggestions=tuple(
                Suggestion(pick=node.id, name=node.name, why=self._where(node)) for node in found[:MOST_SUGGESTIONS]
            ),
            choices=(PICK, SKIP, OPEN) if sort in (Never.EVERYBODY, Never.OUTSIDE) else (PICK, CREATE, SKIP, OPEN),
            suggested=suggested,
            certainty=certainty,
        )
        answer = self.asker.ask(doubt)
        if answer is None:
            return None
        if answer.word == PICK and certainty == SURE and suggested == f"{PICK} {answer.argument}":
            return answer.argument
        if answer.word == PICK:
            return self._picked(doubt, name, answer.argument)
        make = self._created_role if sort else self._created_person
        return make(name, answer.argument)

    def _suggested(self, mention: Mention, name: _Name, found: list[Node]) -> tuple[str, str]:
        """What is chosen already for the name of a person, and how certain that is."""
        namesakes = self.people.namesakes(mention.text)
        here = [person for person in namesakes if person.id in self.near]
        is_full = len(fold(mention.text).split()) > 1
        if is_full and len(here or namesakes) == 1:
            is_sure = bool(here) and not mention.doubtful
            return f"{PICK} {(here or namesakes)[0].id}", SURE if is_sure else LIKELY
        if is_full and namesakes:
            return "", POSSIBLE
        if not is_full:
            return self._suggested_short(name.key.rstrip("?"), found)
        near = next((node for node in found if alike(name.key, node.name) >= _NEARLY_THE_SAME), None)
        if near is not None:
            return f"{PICK} {near.id}", POSSIBLE
        return (CREATE, LIKELY) if not mention.doubtful else (CREATE, POSSIBLE)

    def _suggested_short(self, key: str, found: list[Node]) -> tuple[str, str]:
        """The only one here who has a name of one word, or whose function it is short for."""
        called = [node for node in found if node.id in self.near and key in fold(node.name).split()]
        if len(called) == 1:
            return f"{PICK} {called[0].id}", LIKELY
        return (f"{PICK} {found[0].id}", POSSIBLE) if len(found) == 1 else ("", POSSIBLE)

    def _picked(self, doubt: Doubt, name: _Name, holder: str) -> str | None:
        found = self.draft.node(holder)
        if found is None or found.kind not in HOLDER_KINDS:
            self.asker.refuse(doubt, Text("There is no role or person or body or organisation {id}", id=Quoted(holder)))
            return None
        far = found.kind == "person" and holder not in self.near
        return self._kept(f"{name.key}@{self.draft.home.id}" if far else name.key, holder)

    def _kept(self, key: str, holder: str) -> str:
        self.told.add(key.partition("@")[0])
        self.draft.remember(key, holder)
        kept = self.draft.node(holder)
        if isinstance(kept, Person):
            self.people.add(kept)
        return holder

    def _created_person(self, name: _Name, given: str) -> str:
        person = new_person_id(self.draft.home.id, name.key)
        known = self.draft.node(person)
        if known is None:
            address = name.reference or name.text
            email = address if "@" in address else None
            made = Person(
                id=person,
                name=given or name.text,
                given_name=None,
                family_name=None,
                email=email,
                source=self.draft.source,
            )
            self.draft.put(made)
            self.names.add(made)
            self.draft.add_edge(AffiliatedWith, person, self.draft.home.id, capacity="staff")
        self.near.add(person)
        return self._kept(name.key, person)

    def _created_role(self, name: _Name, given: str) -> str:
        role = f"role/{opaque_key(self.draft.home.id, name.key)}"
        if self.draft.node(role) is None:
            self.draft.put(Role(id=role, name=given or name.text, source=self.draft.source))
            self.draft.add_edge(At, role, self.draft.home.id)
        return self._kept(name.key, role)

    def _meant(self, key: str, sort: Never | None) -> list[Node]:
        if sort is Never.EVERYBODY:
            return [*self._bodies(("staff_meeting", "ict_team")), self.draft.home]
        if sort is Never.HEAD:
            return [*self._heads(), *self._bodies(("management_team",))]
        if sort is Never.OUTSIDE:
            return [place for place in self.draft.all(Organisation) if place.type == "partner"]
        found = self._alike(key.rstrip("?"))
        return [node for node in found if not isinstance(node, Person)] if sort is Never.OFFICE else found

    def _alike(self, key: str) -> list[Node]:
        scored: list[tuple[float, str]] = []
        for person in self.names.near(key, at_least=_LIKELY_NAME):
            score = likeness_of_name(key, person) + (_HERE if person.id in self.near else 0.0)
            if score >= _LIKELY_PERSON:
                scored.append((-score, person.id))
        functions = self.functions.like(key, at_least=_LIKELY_FUNCTION)
        asked = set(key.split())
        for node, words in self.keys.items():
            if asked <= words:  # such as `role/secretariaat-de-sluis`
                functions[node] = max(_LIKELY_FUNCTION, functions.get(node, 0.0))
        scored.extend((-likeness, node) for node, likeness in functions.items())
        found = (self.draft.node(node) for _, node in sorted(scored))
        return [node for node in found if node is not None]

    def _heads(self) -> list[Node]:
        found: list[Node] = []
        for role in self._roles():
            types = [link.to_id for link in self.draft.snapshot.out(OfType, role.id)]
            names = [role.name, *(kind.name for kind in map(self.draft.node, types) if isinstance(kind, RoleType))]
            if any("direct" in fold(name) for name in names):
                found.append(role)
        return found

    def _bodies(self, types: tuple[str, ...]) -> list[Node]:
        bodies = (
            self.draft.node(link.from_id)
            for place in self.draft.around
            for link in self.draft.snapshot.into(BodyOf, place)
        )
        return [body for body in bodies if isinstance(body, Body) and body.type in types]

    def _roles(self) -> Iterator[Node]:
        for place in self.draft.around:
            for link in self.draft.snapshot.into(At, place):
                role = self.draft.node(link.from_id)
                if role is not None:
                    yield role

    def _is_of_home(self, node: Node) -> bool:
        links = (*self.draft.snapshot.out(At, node.id), *self.draft.snapshot.out(BodyOf, node.id))
        return any(link.to_id == self.draft.home.id for link in links)

    def _where(self, node: Node) -> Text | None:
        kinds: tuple[type[Any], ...] = (AffiliatedWith, At, BodyOf)
        places = {link.to_id for kind in kinds for link in self.draft.snapshot.out(kind, node.id)}
        names = Series(tuple(sorted(self.draft.name(place) for place in places)))
        return Text("at {names}", names=names) if places else None


def _key_words(node: str) -> list[str]:
    return node.partition("/")[2].split("-")


def _who(mention: Mention, home: Organisation) -> Text:
    if mention.is_reserved:
        return Text(
            "At {place} “{name}” stands in brackets or with a reservation. Is it right, and who is it?",
            place=home.name,
            name=mention.text,
        )
    if mention.doubtful:
        return Text(
            "At {place} “{name}?” stands with a question mark. Is it right, and who is it?",
            place=home.name,
            name=mention.text,
        )
    return Text("Who is “{name}” at {place}?", name=mention.text, place=home.name)
