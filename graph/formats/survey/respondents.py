"""Who answered a survey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.domain.errors import Problem
from graph.domain.kinds import AffiliatedWith, Person
from graph.domain.text import Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.matching import (
    CORRECT_ROW,
    People,
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
from graph.formats.reading.reconcile import Found, with_derived_id
from graph.formats.reading.result import Doubt, left_out
from graph.formats.reading.text import key_of
from graph.formats.survey.rows import Row
from graph.model.snapshot import Snapshot

__all__ = ["Respondents"]


class Respondents:
    """Finds the people of rows, asking who a name alone means.

    Args:
        snapshot: what is stored.
        asker: has the answers.
        source: what the file is called.
        organisation: id of the organisation where people belong who are new; None = nowhere.
    """

    def __init__(self, snapshot: Snapshot, asker: Asker, source: str, organisation: str | None) -> None:
        self._snapshot = snapshot
        self._asker = asker
        self._source = source
        self._organisation = organisation
        self._people = People(snapshot.nodes(Person))
        self._changed: dict[str, Person] = {}
        self._edges: dict[str, AffiliatedWith] = {}

    def found(self) -> Iterator[Found]:
        """The people who are new or changed, and where the new ones belong."""
        for person in self._changed.values():
            yield Found(person, self._source)
        for edge in self._edges.values():
            yield Found(edge, self._source, own_id=self._snapshot.edge(edge.id) is not None)

    def share(self, person: str, consent: str) -> None:
        """Keep who may see the answers."""
        known = self._people.find(person)
        if known is not None and known.share_expertise != consent:
            self._put(replace(known, share_expertise=consent))

    def of(self, row: Row) -> str | None:
        """The person of a row; None when that waits for an answer, or the row is left out."""
        contradiction = self._people.contradiction(row.staff_number, row.email, row.name)
        if contradiction is not None:
            self._refuse(row, contradiction)
            return None
        reference = row.email or row.staff_number
        known = self._people.find(
            self._people.numbered(row.staff_number) or self._people.addressed(row.email, row.name) or ""
        )
        if known is None:
            return self._told(row, reference)
        return known.id if is_called(row.name, known) else self._owner_or_other(row, reference, known)

    def entered_by(self, row: Row, person: str) -> str | None:
        """Who filled the form in for the person; None when they did it themselves."""
        text = row.text("entered_by")
        form = row.text("form_email") if row.text("asked_email") else ""
        for candidate in (text, form):
            found = only(self._people.referred(candidate))
            if found is not None and found != person:
                return found
        return None

    def is_unknown(self, row: Row) -> bool:
        """Whether a row says that somebody filled it in whom nobody knows, which is told."""
        text = row.text("entered_by")
        if not text or self._people.referred(text):
            return False
        self._refuse(row, nobody_has(text))
        return True

    def _told(self, row: Row, reference: str) -> str | None:
        """Whom somebody said, before or now, that a name or an unknown reference means."""
        key = key_of(reference or row.name)
        known = self._people.find(self._remembered(key) or "")
        if known is not None:
            return known.id if is_called(row.name, known) else self._owner_or_other(row, reference, known)
        text, likely = who_is(row.name, reference), self._people.called(row.name)
        asked = f"{reference} {key_of(row.name)}" if reference and row.name else key
        return self._asked(row, reference, key, asked, text, likely)

    def _owner_or_other(self, row: Row, reference: str, owner: Person) -> str | None:
        """Who answered with the number or address of somebody who is called otherwise."""
        key = key_of(row.name)
        text = whose_is(reference, owner, owner.id, row.name)
        likely = self._people.owner_and_called(owner, row.name)
        return self._remembered(key) or self._asked(row, "", key, f"{reference} {key}", text, likely)

    def _remembered(self, key: str) -> str | None:
        return only(self._people.told(key, self._organisation)) or only(self._people.told(key))

    def _asked(
        self, row: Row, reference: str, key: str, asked: str, text: Text, likely: Iterable[Person]
    ) -> str | None:
        """Whom an answer means, kept under a key for the next file; somebody new gets the reference."""
        place = self._organisation
        doubt = Doubt(
            id=doubt_id("person", place or "", asked),
            kind="person",
            address=row.place,
            value=f"{row.name} ({reference})" if row.name and reference else row.name or reference,
            text=text,
            suggestions=suggestions_of(likely),
        )

        def create(name: str) -> Person:
            return self._created(name or row.name or reference, reference, new_person_id(place or "", key))

        person = asked_person(self._asker, doubt, self._people, create)
        if person is None:
            return None
        self._put(identified(person, alias_of(key, place)))
        return person.id

    def _created(self, name: str, reference: str, person_id: str) -> Person:
        known = self._people.find(person_id)
        if known is not None:
            return known
        email = reference.casefold() if "@" in reference else None
        if self._organisation is not None:
            self._belong(person_id, self._organisation)
        return Person(
            id=person_id,
            name=name,
            given_name=None,
            family_name=None,
            email=email,
            identifiers=(f"staff:{reference}",) if reference and email is None else (),
            source=self._source,
        )

    def _belong(self, person: str, organisation: str) -> None:
        edge = AffiliatedWith(
            id="affiliated_with/draft",
            from_id=person,
            to_id=organisation,
            capacity="staff",
            fraction=None,
            source=self._source,
        )
        edge = with_derived_id(edge)
        self._edges[edge.id] = edge

    def _put(self, person: Person) -> None:
        self._changed[person.id] = person
        self._people.add(person)

    def _refuse(self, row: Row, message: Text) -> None:
        self._asker.notes.append(left_out(Problem(place=row.place, message=message, remedy=CORRECT_ROW)))
