"""Which function at an organisation a row of a list of people names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from graph.domain.kinds import At, Holds, Node, OfType, Organisation, Role, RoleType
from graph.domain.text import Quoted, Series, Text, counted
from graph.formats.people.records import Records
from graph.formats.people.rows import StaffRow
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.matching import alias_of, identified
from graph.formats.reading.result import (
    CREATE,
    LIKELY,
    MOST_SUGGESTIONS,
    PICK,
    POSSIBLE,
    Doubt,
    Note,
    Place,
    Suggestion,
)
from graph.formats.reading.text import alike, fold, opaque_key, squeezed, words_of

__all__ = ["Roles"]

ALIKE = 0.8
_SEVERAL = re.compile(r"\s[/+]\s|[;|\n]")
"""What stands between the names of several functions, and never in the name of one."""
_PERHAPS_SEVERAL = re.compile(r"[/,+&]|\s(?:en|and)\s")
"""What stands between such names, and in the name of one too."""


class Roles:
    """Finds the functions of rows, asking which one a name means that the organisation has not exactly once."""

    def __init__(self, records: Records, asker: Asker) -> None:
        self.records = records
        self.asker = asker
        self.sorts = {name for kind in records.snapshot.nodes(RoleType) for name in _folded_names(kind)}

    def of(self, row: StaffRow, organisation: str) -> Iterator[tuple[str, StaffRow]]:
        """Each function of a row, with what the row says of it; none that waits for an answer or is left out."""
        parts = self._functions(row.role, organisation)
        if len(parts) > 1 and row.holding:
            text = Text(
                "“{text}” is several functions: hours and days of all of them together are not read. Give each a row",
                text=row.role,
            )
            self.asker.notes.append(Note(address=row.place, text=text, matters=True))
        for part in parts:
            one = row if len(parts) == 1 else replace(row, role=part, holding={})
            exact = self._exact(part, organisation)
            role = exact[0] if len(exact) == 1 else self._asked(one, organisation)
            if role is not None:
                yield role, one

    def _functions(self, text: str, organisation: str) -> tuple[str, ...]:
        """The functions that a cell names: one, unless several stand in it that its whole text is not the name of."""
        if not text or self._exact(text, organisation):
            return (text,) if text else ()
        parts = tuple(filter(None, map(squeezed, _SEVERAL.split(text))))
        if len(parts) > 1:
            return tuple(dict.fromkeys(parts))
        near = tuple(filter(None, map(squeezed, _PERHAPS_SEVERAL.split(text))))
        return near if len(near) > 1 and all(self._is_known(part, organisation) for part in near) else (text,)

    def _is_known(self, text: str, organisation: str) -> bool:
        """Whether a function is called so, at the organisation or anywhere."""
        return bool(self._exact(text, organisation)) or fold(text) in self.sorts

    def _asked(self, row: StaffRow, organisation: str) -> str | None:
        key = fold(row.role)
        place = self.records.organisation(organisation)
        likeness = {role.id: _likeness(row.role, role, place) for role in self._at(organisation)}
        likeliest = sorted(self._at(organisation), key=lambda role: (-likeness[role.id], role.id))
        is_alike = bool(likeliest) and likeness[likeliest[0].id] >= ALIKE
        doubt = Doubt(
            id=doubt_id("role", organisation, key),
            kind="role",
            address=row.place,
            value=row.role,
            text=Text(
                "Which role at {place} is “{role}”?", place=organisation if place is None else place.name, role=row.role
            ),
            suggestions=tuple(Suggestion(pick=role.id, name=role.name) for role in likeliest[:MOST_SUGGESTIONS]),
            suggested=f"{PICK} {likeliest[0].id}" if is_alike else CREATE,
            certainty=LIKELY if is_alike or not likeliest else POSSIBLE,
        )
        answer = self.asker.ask(doubt)
        if answer is None:
            return None
        if answer.word == CREATE:
            return self._created(answer.argument or row.role, key, organisation, row.place)
        if not isinstance(self.records.node(answer.argument), Role):
            self.asker.refuse(doubt, Text("There is no role {text}", text=Quoted(answer.argument)))
            return None
        if place is not None:
            self.records.put(identified(place, f"{_told(key)}{answer.argument}"), row.place)
        return answer.argument

    def tell_others(self, row: StaffRow, role: str, person: str, on: date | None) -> None:
        """That a function has its holders already, before one more comes beside them."""
        node = self.records.snapshot.find(Role, role)
        if node is None or on is None or row.acting_for or (row.until is not None and row.until <= on):
            return
        links = self.records.snapshot.into(Holds, role)
        others = {link.from_id for link in links if self.records.snapshot.in_force(link, on) and not link.acting_for}
        if person not in others and len(others) >= node.seats:
            names = sorted(other.name for one in others if (other := self.records.node(one)) is not None)
            text = counted(
                "{others} holds “{role}” already, which has room for {seats}; {new} comes beside",
                "{others} hold “{role}” already, which has room for {seats}; {new} comes beside",
                len(names),
                others=Series(tuple(names), "and"),
                role=node.name,
                seats=node.seats,
                new=row.name,
            )
            self.asker.notes.append(Note(address=row.place, text=text, matters=True))

    def _tell_same_sort(self, name: str, kind: str, organisation: str, place: Place) -> None:
        """That a function of this sort is there already, before a second one is made."""
        there = [role for role in self._at(organisation) if kind in {each.id for each in self._types(role)}]
        if there:
            text = Text("“{name}” is new, beside {role}, a function of the same sort", name=name, role=there[0].name)
            self.asker.notes.append(Note(address=place, text=text, matters=True))

    def _exact(self, text: str, organisation: str) -> list[str]:
        """The roles of the organisation that were told to have this name, else that have it, else their type has."""
        key = fold(text)
        place = self.records.organisation(organisation)
        identifiers = place.identifiers if place is not None else ()
        told = [known.removeprefix(_told(key)) for known in identifiers if known.startswith(_told(key))]
        here = self._at(organisation)
        named = [role.id for role in here if key in _folded_names(role)]
        typed = [role.id for role in here if any(key in _folded_names(kind) for kind in self._types(role))]
        return [role for role in told if self.records.node(role)] or named or typed

    def _at(self, organisation: str) -> list[Role]:
        made = [found.record for found in self.records.edges if isinstance(found.record, At)]
        links = [*self.records.snapshot.into(At, organisation), *(edge for edge in made if edge.to_id == organisation)]
        roles = {link.from_id: self.records.node(link.from_id) for link in links}
        return [role for _, role in sorted(roles.items()) if isinstance(role, Role)]

    def _types(self, role: Role) -> Iterator[RoleType]:
        for link in self.records.snapshot.out(OfType, role.id):
            kind = self.records.snapshot.find(RoleType, link.to_id)
            if kind is not None:
                yield kind

    def _created(self, name: str, key: str, organisation: str, place: Place) -> str:
        role = f"role/{opaque_key(organisation, key)}"
        if self.records.node(role) is None:
            self.records.make({"kind": "role", "id": role, "name": name}, place)
            self.records.link({"kind": "AT", "from": role, "to": organisation}, place)
            kinds = [kind.id for kind in self.records.snapshot.nodes(RoleType) if fold(name) in _folded_names(kind)]
            if len(kinds) == 1:
                self._tell_same_sort(name, kinds[0], organisation, place)
                self.records.link({"kind": "OF_TYPE", "from": role, "to": kinds[0]}, place)
        return role


def _likeness(text: str, role: Role, place: Organisation | None) -> float:
    """How much a text is like the name of a function, also without the name of the place where it is."""
    of_place = words_of(f"{place.name} {place.municipality or ''}") if place is not None else frozenset()
    bare = " ".join(word for word in fold(role.name).split() if word not in of_place)
    return max(alike(text, role.name), alike(text, bare))


def _told(key: str) -> str:
    """The beginning of the identifier of an organisation that keeps which function a folded name means there."""
    return f"{alias_of(f'function {key}')}="


def _folded_names(node: Node) -> set[str]:
    return {fold(name) for name in (node.name, *(text for _, text in node.names))}
