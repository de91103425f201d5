"""Whom a row of a list of people is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from graph.domain.errors import Problem
from graph.domain.kinds import Person
from graph.domain.text import Named, Quoted, Text
from graph.formats.people.records import Records
from graph.formats.people.rows import StaffRow
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.matching import (
    CORRECT_ROW,
    alias_of,
    asked_person,
    identified,
    is_called,
    new_person_id,
    nobody_has,
    only,
    suggestions_of,
    who_is,
    whose_is,
)
from graph.formats.reading.names import is_same_name, is_short_for
from graph.formats.reading.never import Never, has_a_remark, never_a_person
from graph.formats.reading.place_names import above
from graph.formats.reading.result import CREATE, LIKELY, PICK, POSSIBLE, SKIP, SURE, Doubt, Note, left_out
from graph.formats.reading.text import fold, key_of, opaque_key

__all__ = ["Persons", "may_be_no_name"]

_SIGNS = re.compile(r"[?()\[\]=<>→*@]")
"""What stands beside a name in a remark, and never in one."""


class Persons:
    """Finds and fills in the people of rows, asking who a name alone means."""

    def __init__(self, records: Records, asker: Asker) -> None:
        self.records = records
        self.people = records.people
        self.asker = asker
        self._addressed: dict[str, str] = {}

    def of(self, row: StaffRow, organisation: str) -> str | None:
        """The person of a row, with what it states; None when that waits for an answer or is contradicted."""
        if not (row.staff_number or row.email):
            return self._told(row, organisation)
        made = f"person/{row.staff_number or opaque_key(row.email)}"
        known = self.people.find(
            self.people.numbered(row.staff_number) or self.people.addressed(row.email, row.name) or made
        )
        if known is not None and not is_called(row.name, known):
            return self._owner_or_other(row, known, organisation)
        if known is None and may_be_no_name(row.name):
            return self._named_or_not(row, organisation)
        if known is None:
            near = (organisation, *above(self.records.snapshot, organisation))
            here = [
                one
                for one in self.people.namesakes(row.name)
                if any(self.records.is_at(one.id, place) for place in near)
            ]
            if len(here) == 1:
                return self._namesake_or_other(row, here[0], organisation, made)
            self._note_namesakes(row)
        person = made if known is None else known.id
        self._fill_in(person, row)
        return person

    def known(self, row: StaffRow) -> set[str]:
        """Whom a row may be about, of those who are known."""
        found = (self.people.numbered(row.staff_number), self.people.addressed(row.email, row.name))
        return {one for one in found if one} | {one.id for one in self.people.namesakes(row.name)}

    def is_contradicted(self, row: StaffRow, organisation: str | None) -> bool:
        """Whether what a row says of who it is about contradicts itself or what is stored; each reason is told.

        Whom somebody said that the name means decides, whoever has the number and the address.
        """
        if only(self.people.told(key_of(row.name), organisation)) is not None:
            return False
        doubts = list(self.people.doubts(row.staff_number, row.email, row.name))
        for message in doubts:
            self._refuse(row, message)
        return bool(doubts)

    def acting_for(self, row: StaffRow) -> str | None:
        """Whom somebody replaces; nobody, which is told, when there is nobody with that staff number or address."""
        if not row.acting_for:
            return None
        found = only(self.people.referred(row.acting_for))
        if found is None:
            text = Text("{reason}: the function is left out", reason=nobody_has(row.acting_for))
            self.asker.notes.append(Note(address=row.place, text=text, remedy=CORRECT_ROW, matters=True))
        return found

    def _told(self, row: StaffRow, organisation: str) -> str | None:
        """Whom somebody said, before or now, that a name alone means."""
        key = key_of(row.name)
        remembered = only(self.people.told(key, organisation))
        if remembered is not None:
            return remembered
        doubt = self._suggesting(row, organisation, key)
        person = asked_person(self.asker, doubt, self.people, lambda name: self._created(row, organisation, name))
        if person is None:
            return None
        if doubt.certainty != SURE or doubt.suggested != f"{PICK} {person.id}":
            self.records.put(identified(person, alias_of(key, organisation)), row.place)
        return person.id

    def _suggesting(self, row: StaffRow, organisation: str, key: str) -> Doubt:
        """The doubt about a name alone, with what is likely: who is here with that very name, else somebody new."""
        likely = self.people.called(row.name)
        namesakes = self.people.namesakes(row.name)
        is_full = len(fold(row.name).split()) > 1
        suggested, certainty = "", POSSIBLE
        if is_full and len(namesakes) == 1:
            is_here = self.records.is_at(namesakes[0].id, organisation)
            suggested, certainty = f"{PICK} {namesakes[0].id}", SURE if is_here else LIKELY
        elif is_full and not likely:
            suggested, certainty = CREATE, LIKELY
        elif is_full and len(likely) == 1:
            suggested = f"{PICK} {likely[0].id}"
        if may_be_no_name(row.name):
            suggested, certainty = _without_a_name(row.name), POSSIBLE
        asked = self._doubt(row, organisation, key, who_is(row.name), likely)
        return replace(asked, suggested=suggested, certainty=certainty)

    def _owner_or_other(self, row: StaffRow, owner: Person, organisation: str) -> str | None:
        """Who a row is about with the number or address of somebody who is called otherwise: asked, then remembered.

        The owner gets the name of the row by that answer only; anybody else keeps what the row has of the owner off.
        """
        key = key_of(row.name)
        remembered = only(self.people.told(key, organisation))
        if remembered is not None:
            return remembered
        has_number = self.people.numbered(row.staff_number) == owner.id
        has_address = not has_number or self.people.addressed(row.email) == owner.id
        own = replace(row, email="" if has_address else row.email, staff_number="" if has_number else row.staff_number)
        reference = row.staff_number if has_number else row.email
        text = whose_is(reference, owner, self.records.place_of(owner.id) or owner.id, row.name)
        likely = self.people.owner_and_called(owner, row.name)
        doubt = self._doubt(row, organisation, f"{reference} {key}", text, likely)
        if row.other_name and is_called(row.other_name, owner):
            doubt = replace(doubt, suggested=f"{PICK} {owner.id}", certainty=LIKELY)
        person = asked_person(self.asker, doubt, self.people, lambda name: self._created(own, organisation, name))
        if person is None:
            return None
        if person.id == owner.id:
            self._fill_in(owner.id, row, renames=True)
        else:
            self._note(row, Text("{reference} stays with “{owner}”", reference=reference, owner=owner.name))
        known = self.people.find(person.id) or person
        self.records.put(identified(known, alias_of(key, organisation)), row.place)
        return person.id

    def _namesake_or_other(self, row: StaffRow, namesake: Person, organisation: str, made: str) -> str | None:
        """Who a row is about with a number or address that nobody has, and the very name of a colleague there."""
        key = key_of(row.name)
        reference = row.staff_number or row.email
        doubt = self._doubt(row, organisation, f"{reference} {key}", who_is(row.name, reference), [namesake])
        doubt = replace(doubt, suggested=f"{PICK} {namesake.id}", certainty=LIKELY)
        answer = self.asker.ask(doubt)
        if answer is None:
            return None
        person = made if answer.word == CREATE else answer.argument
        if answer.word == PICK and self.people.find(person) is None:
            self.asker.refuse(doubt, Text("There is no person {text}", text=Quoted(person)))
            return None
        self._fill_in(person, row)
        return person

    def _named_or_not(self, row: StaffRow, organisation: str) -> str | None:
        """Who a row with a number or address is about that has an office or a remark where a name stands: asked."""
        key = key_of(row.name)
        remembered = only(self.people.told(key, organisation))
        if remembered is not None:
            return remembered
        text = Text("“{name}” may be no name of one person. Who is it?", name=row.name)
        asked = self._doubt(row, organisation, f"{row.staff_number or row.email} {key}", text, ())
        doubt = replace(asked, suggested=_without_a_name(row.name))
        person = asked_person(self.asker, doubt, self.people, lambda name: self._created(row, organisation, name))
        if person is None:
            return None
        self.records.put(identified(person, alias_of(key, organisation)), row.place)
        return person.id

    def _doubt(self, row: StaffRow, organisation: str, key: str, text: Text, likely: Iterable[Person]) -> Doubt:
        return Doubt(
            id=doubt_id("person", organisation, key),
            kind="person",
            address=row.place,
            value=row.name,
            text=text,
            suggestions=suggestions_of(likely),
        )

    def _created(self, row: StaffRow, organisation: str, name: str) -> Person | None:
        made = new_person_id(organisation, key_of(row.name))
        self._fill_in(made, replace(row, name=name or row.name))
        return self.people.find(made)

    def _fill_in(self, person: str, row: StaffRow, *, renames: bool = False) -> None:
        """Keep what the row states of somebody; what it does not speak of stays."""
        known = self.people.find(person)
        names = {"given_name": row.given_name, "family_name": row.family_name, "name": row.name, "email": row.email}
        stated: dict[str, Any] = {key: value for key, value in names.items() if value}
        if known is None:
            self._addressed[person] = row.email
            numbers = {"identifiers": [f"staff:{row.staff_number}"]} if row.staff_number else {}
            others = {"other_emails": [row.other_email]} if row.other_email not in ("", row.email) else {}
            other_names = {"other_names": [row.other_name]} if row.other_name else {}
            plain = {"kind": "person", "id": person, "type": row.capacity, **numbers, **stated, **others, **other_names}
            self.records.make(plain, row.place)
            return
        if not (renames or _is_fuller(row.name, known)):
            stated = {key: value for key, value in stated.items() if _adds(known, key, value)}
        if row.email:
            stated |= self._addresses(known, row)
        if row.other_name:
            stated["other_names"] = tuple(sorted({*known.other_names, row.other_name}))
        if renames and row.name and not is_same_name(row.name, known.name):
            stated["other_names"] = tuple(sorted({*known.other_names, known.name}))
        numbered = identified(known, f"staff:{row.staff_number}") if row.staff_number else known
        self.records.put(replace(numbered, **stated), row.place)

    def _addresses(self, known: Person, row: StaffRow) -> dict[str, Any]:
        """The addresses of somebody with that of a row: the first of a list is theirs, any other finds them too."""
        kept = {known.email, *known.other_emails} - {None}
        if self.people.addressed(row.email, row.name) not in (None, known.id):
            return {"email": known.email}
        main = row.email if self._is_first(known, row) else known.email
        return {
            "email": main,
            "other_emails": tuple(sorted({*map(str, kept), row.email, row.other_email} - {str(main), ""})),
        }

    def _is_first(self, known: Person, row: StaffRow) -> bool:
        first = self._addressed.setdefault(known.id, row.email) or row.email
        if known.email is None or known.email.casefold() == row.email:
            return known.email is None
        names = {"address": row.email, "other": known.email, "name": known.name}
        if first != row.email:
            self._note(row, Text("“{name}” has a second address: {other} and {address} both find them", **names))
            return False
        self._note(row, Text("{address} takes the place of {other}; both find “{name}”", **names))
        return True

    def _note_namesakes(self, row: StaffRow) -> None:
        """That somebody with the same name is there under another number or address."""
        for person in self.people.namesakes(row.name):
            text = Text("“{name}” is new, beside {person} with the same name", name=row.name, person=Named(person.id))
            self.asker.notes.append(Note(address=row.place, text=text, matters=True))

    def _note(self, row: StaffRow, text: Text) -> None:
        self.asker.notes.append(Note(address=row.place, text=text))

    def _refuse(self, row: StaffRow, message: Text) -> None:
        self.asker.notes.append(left_out(Problem(place=row.place, message=message, remedy=CORRECT_ROW)))


def may_be_no_name(text: str) -> bool:
    """Whether a text says more than the name of one person, or what is never one."""
    return never_a_person(text) is not None or has_a_remark(text) or _SIGNS.search(text) is not None


def _without_a_name(text: str) -> str:
    """What is chosen already for a text that may be no name; nobody whose name has "raad" in it is left out by that."""
    return SKIP if never_a_person(text) not in (None, Never.MEETING) else ""


def _is_fuller(name: str, person: Person) -> bool:
    """Whether a name, and no remark beside it, has words that the known name of somebody leaves out or shortens."""
    return not may_be_no_name(name) and is_short_for(person.name, name) and not is_same_name(person.name, name)


def _adds(known: Person, field: str, value: str) -> bool:
    """Whether a value says more than what is known, or writes it with accents or capitals that are left out there."""
    before = getattr(known, field)
    if field == "email" or before is None:
        return True
    if field == "name" or fold(before) != fold(value):
        return False
    has_capitals = _is_in_one_case(before) or not _is_in_one_case(value)
    return has_capitals and _accents_in(value) >= _accents_in(before)


def _accents_in(name: str) -> int:
    return sum(not letter.isascii() for letter in name)


def _is_in_one_case(name: str) -> bool:
    """Whether a name is in capitals or small letters alone, as programs write them."""
    return name.isupper() or name.islower()
