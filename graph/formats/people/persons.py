"""Whom a row of a list of people is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graph.domain.errors import Problem
from graph.domain.kinds import Person
from graph.domain.text import Text
from graph.formats.people.records import Records
from graph.formats.people.rows import StaffRow
from graph.formats.reading.answers import Asker, question_id
from graph.formats.reading.matching import (
    CORRECT_ROW,
    alias_of,
    asked_person,
    identified,
    new_person_id,
    nobody_has,
    only,
    proposals_of,
    who_is,
)
from graph.formats.reading.result import Question
from graph.formats.reading.text import fold, opaque_key

__all__ = ["Persons"]


class Persons:
    """Finds and fills in the people of rows, asking who a name alone means."""

    def __init__(self, records: Records, asker: Asker) -> None:
        self.records = records
        self.people = records.people
        self.asker = asker

    def of(self, row: StaffRow, organisation: str | None) -> str | None:
        """The person of a row, with what it states; None when that waits for an answer or is contradicted."""
        doubts = list(self.people.doubts(row.staff_number, row.email))
        for field, message in doubts:
            self._problem(row, field, message)
        if doubts:
            return None
        if not (row.staff_number or row.email):
            return self._told(row, organisation or "")
        known = self.people.numbered(row.staff_number) or self.people.addressed(row.email)
        person = known or f"person/{row.staff_number or opaque_key(row.email)}"
        self._fill_in(person, row)
        return person

    def acting_for(self, row: StaffRow) -> str | None:
        """Whom somebody replaces; nobody, with a problem, when it is not told by staff number or address."""
        if not row.acting_for:
            return None
        found = only(self.people.referred(row.acting_for))
        if found is None:
            self._problem(row, "acting_for", nobody_has(row.acting_for))
        return found

    def _told(self, row: StaffRow, organisation: str) -> str | None:
        """Whom somebody said, before or now, that a name alone means."""
        key = fold(row.name)
        remembered = only(self.people.told(key, organisation))
        if remembered is not None:
            return remembered
        question = Question(
            id=question_id("person", organisation, key),
            kind="person",
            address=row.place,
            value=row.name,
            text=who_is(row.name),
            proposals=proposals_of(self.people.called(row.name)),
        )

        def create(name: str) -> Person | None:
            made = new_person_id(organisation, key)
            self._fill_in(made, replace(row, name=name or row.name))
            return self.people.find(made)

        person = asked_person(self.asker, question, self.people, create)
        if person is None:
            return None
        self.records.put(identified(person, alias_of(key, organisation)), row.place)
        return person.id

    def _fill_in(self, person: str, row: StaffRow) -> None:
        """Keep what the row states of somebody; what it does not speak of stays."""
        known = self.people.find(person)
        names = {"given_name": row.given_name, "family_name": row.family_name, "name": row.name, "email": row.email}
        stated: dict[str, Any] = {key: value for key, value in names.items() if value}
        if known is None:
            numbers = {"identifiers": [f"staff:{row.staff_number}"]} if row.staff_number else {}
            self.records.make({"kind": "person", "id": person, "type": row.capacity, **numbers, **stated}, row.place)
            return
        if known.email and known.email.casefold() == row.email:
            del stated["email"]
        if fold(known.name) == fold(row.name):
            stated.pop("name", None)
        numbered = identified(known, f"staff:{row.staff_number}") if row.staff_number else known
        self.records.put(replace(numbered, **stated), row.place)

    def _problem(self, row: StaffRow, field: str, message: Text) -> None:
        self.asker.problems.append(Problem(place=row.place, field=field, message=message, remedy=CORRECT_ROW))
