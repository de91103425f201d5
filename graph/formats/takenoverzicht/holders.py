"""The people, roles, bodies and partners that the cells of a task overview name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from graph.domain.text import Quoted, Series, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.candidates import Candidates, NamesOfPeople
from graph.formats.reading.matching import People, likeness_of_name, new_person_id, only
from graph.formats.reading.names import is_short_for
from graph.formats.reading.never import Never, has_a_remark, is_meeting, never_a_person, says_an_office
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
from graph.formats.takenoverzicht.rearranged import SubjectNames
from graph.formats.takenoverzicht.words import functions_by_name

__all__ = ["MentionedHolders"]

_LIKELY_PERSON, _HERE, _LIKELY_FUNCTION = 0.7, 0.2, 0.6
_LIKELY_NAME = 0.6
"""What letters must have in common at the least: a name alike counts for 0.1 less, one who is here for 0.2 more."""
_NEARLY_THE_SAME = 0.85
_HEAD = "Directeur"
"""What the function of a head is called in a school that has none yet."""
_LIKE_A_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,5}")
_TYPES = (
    (r"beleid", "ict_policy_team"),
    (r"\bict\b", "ict_team"),
    (r"directie|directeurs|management", "management_team"),
    (r"klankbord", "sounding_board"),
    (r"vakgroep", "subject_group"),
    (r"personeel|leraren", "staff_meeting"),
    (r"raad\b", "council"),
)
"""What sort of body a word of its name makes it; any other is a working group."""
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
        self.far: dict[str, list[Node]] | None = None
        self.subjects: SubjectNames | None = None
        self.names = NamesOfPeople(draft.snapshot.nodes(Person))
        self.functions = Candidates((name, node) for name, nodes in self.by_function.items() for node in nodes)
        self.keys = {node: frozenset(_key_words(node)) for nodes in self.by_function.values() for node in nodes}

    def joined(self, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """The mentions, of which two with a comma between them are one where they are somebody's two names."""
        found: list[Mention] = []
        for mention in mentions:
            whole = self._whole_name(found[-1], mention) if found and mention.after_comma else ""
            if whole:
                found[-1] = replace(mention, text=whole, after_comma=found[-1].after_comma)
            else:
                found.append(mention)
        return tuple(found)

    def _whole_name(self, family: Mention, given: Mention) -> str:
        """The name that "Claes" and "An" are together; empty when nobody is called so."""
        is_bare = family == Mention(text=family.text, after_comma=family.after_comma) and not given.reference
        name = f"{given.text} {family.text}"
        namesakes = self.people.namesakes(name) if is_bare else ()
        alone = (self.people.namesakes(each) for each in (family.text, given.text))
        return name if namesakes and not any(alone) else ""

    def body(self, mention: Mention, address: str) -> str | None:
        """The consultation that a mention means; None when it means somebody else, or waits for an answer."""
        known = self._known(mention, _name(mention))
        if known is None and self.is_meeting(mention):
            known = self.find(mention, address)
        return known if known is not None and isinstance(self.draft.node(known), Body) else None

    def is_meeting(self, mention: Mention) -> bool:
        """Whether a mention is what a consultation is called."""
        return is_meeting(mention.text)

    def find(self, mention: Mention, address: str) -> str | None:
        """The holder that a mention means; None when it waits for an answer, or is left out."""
        name = _name(mention)
        if not name.key.rstrip("?") and not mention.reference:
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
                    id=known,
                ),
            )
        )

    def _asked(self, mention: Mention, name: _Name, address: str, sort: Never | None) -> str | None:
        found = self._meant(name.key, sort)
        suggested, certainty = ("", POSSIBLE) if sort else self._suggested(mention, name, found)
        own = [node for node in found if self._is_of_home(node)] or found
        far = self._elsewhere(name.key) if sort is Never.OFFICE else []
        if far:
            suggested, certainty = f"{PICK} {far[0].id}" if len(far) == 1 else "", POSSIBLE
        elif sort and len(own) == 1 and own[0].id != self.draft.home.id:
            suggested, certainty = f"{PICK} {own[0].id}", LIKELY if self._is_meant(name.key, own[0]) else POSSIBLE
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
        if sort and is_meeting(answer.argument or mention.text):
            return self._created_body(name, answer.argument)
        make = self._created_role if sort else self._created_person
        return make(name, answer.argument)

    def _suggested(self, mention: Mention, name: _Name, found: list[Node]) -> tuple[str, str]:
        """What is chosen already for the name of a person, and how certain that is."""
        namesakes = self.people.namesakes(mention.text)
        here = [person for person in namesakes if person.id in self.near]
        is_full = len(fold(mention.text).split()) > 1
        if is_full and len(here or namesakes) == 1:
            is_sure = bool(here) and not mention.doubtful
            certainty = SURE if is_sure else POSSIBLE if mention.is_reserved else LIKELY
            return f"{PICK} {(here or namesakes)[0].id}", certainty
        if is_full and namesakes:
            return "", POSSIBLE
        if not is_full:
            return self._suggested_short(name.key.rstrip("?"), found)
        if has_a_remark(name.key):
            return "", POSSIBLE
        short = [node for node in found if isinstance(node, Person) and is_short_for(name.key.rstrip("?"), node.name)]
        if short:
            own = [person for person in short if person.id in self.near] or short
            return (
                (f"{PICK} {own[0].id}", LIKELY if own[0].id in self.near else POSSIBLE)
                if len(own) == 1
                else ("", POSSIBLE)
            )
        near = next((node for node in found if alike(name.key, node.name) >= _NEARLY_THE_SAME), None)
        if near is not None:
            return f"{PICK} {near.id}", POSSIBLE
        if not _LIKE_A_NAME.fullmatch(mention.text) or self._subjects().is_task(mention.text):
            return "", POSSIBLE
        return (CREATE, LIKELY) if not mention.doubtful else (CREATE, POSSIBLE)

    def _subjects(self) -> SubjectNames:
        if self.subjects is None:
            self.subjects = SubjectNames(self.draft.snapshot)
        return self.subjects

    def _suggested_short(self, key: str, found: list[Node]) -> tuple[str, str]:
        """The only one here who has a name of one word, or whose function it is short for."""
        called = [
            node
            for node in found
            if node.id in self.near and (key in fold(node.name).split() or node in self._with_initials(key))
        ]
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

    def _created_body(self, name: _Name, given: str) -> str:
        body = f"body/{opaque_key(self.draft.home.id, name.key)}"
        if self.draft.node(body) is None:
            called = given or name.text
            sort = next((found for words, found in _TYPES if re.search(words, fold(called))), "working_group")
            self.draft.put(Body(id=body, name=called, type=sort, purpose=None, rhythm=None, source=self.draft.source))
            self.draft.add_edge(BodyOf, body, self.draft.home.id)
        return self._kept(name.key, body)

    def _meant(self, key: str, sort: Never | None) -> list[Node]:
        if sort is Never.EVERYBODY:
            return [*self._bodies(("staff_meeting", "ict_team")), self.draft.home]
        if sort is Never.HEAD:
            return [*self._heads(), *self._bodies(("management_team",))]
        if sort is Never.OUTSIDE:
            return [place for place in self.draft.all(Organisation) if place.type == "partner"]
        found = self._alike(key.rstrip("?"))
        if sort is Never.MEETING:
            return [node for node in found if isinstance(node, Body)]
        if sort is Never.OFFICE:
            return [*self._elsewhere(key.rstrip("?")), *(node for node in found if not isinstance(node, Person))]
        return [*found, *(person for person in self._with_initials(key) if person not in found)]

    def _elsewhere(self, key: str) -> list[Node]:
        """The functions of other schools with this very name."""
        if self.far is None:
            self.far = defaultdict(list)
            for role in self.draft.snapshot.nodes(Role):
                self.far[fold(role.name)].append(role)
        return list(self.far.get(key, ()))

    def _with_initials(self, key: str) -> list[Node]:
        """Those who are here and whose names begin with the letters of a text of two or three."""
        if not 2 <= len(key) <= 3 or " " in key:
            return []
        people = (self.draft.node(person) for person in sorted(self.near))
        return [
            person
            for person in people
            if isinstance(person, Person)
            and key in {"".join(word[0] for word in words) for words in (fold(person.name).split(), _backwards(person))}
        ]

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

    def _is_meant(self, key: str, node: Node) -> bool:
        """Whether the one function here is likely meant by a text: one that says what it is, and of no other school."""
        return says_an_office(key) or set(key.split()) <= set(fold(node.name).split())

    def _is_of_home(self, node: Node) -> bool:
        links = (*self.draft.snapshot.out(At, node.id), *self.draft.snapshot.out(BodyOf, node.id))
        return any(link.to_id == self.draft.home.id for link in links)

    def _where(self, node: Node) -> Text | None:
        kinds: tuple[type[Any], ...] = (AffiliatedWith, At, BodyOf)
        places = {link.to_id for kind in kinds for link in self.draft.snapshot.out(kind, node.id)}
        names = Series(tuple(sorted(self.draft.name(place) for place in places)))
        return Text("at {names}", names=names) if places else None


def _backwards(person: Person) -> list[str]:
    first, *rest = fold(person.name).split() or [""]
    return [*rest, first] if first else []


def _key_words(node: str) -> list[str]:
    return node.partition("/")[2].split("-")


def _name(mention: Mention) -> _Name:
    text = mention.reference if "@" in mention.reference else mention.text
    return _Name(mention.text, fold(text) + ("?" if mention.doubtful else ""), mention.reference)


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
