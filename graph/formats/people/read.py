"""People and what they hold, from CSV: a list of one's own, or the export of a school administration package.

Columns are found by their headings (`staff_rows`). A person is matched by staff number, then by e-mail address. A name
alone is asked about, and so is a function that the organisation has not exactly once.

Answers are remembered: for a person as identifier `alias:<name>@<organisation>`, for an organisation as identifier
`alias:<text>`, and for a function, which has no identifiers, as identifier `alias:function <text>=<role>` of its
organisation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from graph.domain.codec import read_record
from graph.domain.errors import Problem
from graph.domain.kinds import (
    AffiliatedWith,
    At,
    Edge,
    Holds,
    Node,
    OfType,
    Organisation,
    Person,
    Role,
    RoleType,
)
from graph.domain.periods import overlap
from graph.domain.text import Text
from graph.formats.people.rows import StaffRow, column_problems, columns_of, staff_rows, unread_columns
from graph.formats.reading.answers import Asker, question_id
from graph.formats.reading.reconcile import Found, edge_like, has_derived_id, puts, settle
from graph.formats.reading.result import CREATE, OPEN, PICK, SKIP, Imported, NamedBytes, Note, Proposal, Question
from graph.formats.reading.table import read_table
from graph.formats.reading.text import alike, fold, opaque_key
from graph.model.snapshot import Snapshot

__all__ = ["read_people"]

_LIKELY = 0.6
_ALIAS = "alias:"


def read_people(
    file: NamedBytes,
    snapshot: Snapshot,
    *,
    organisation: str | None = None,
    answers: NamedBytes | None = None,
) -> Imported:
    """Read a CSV file of people and holdings.

    Args:
        file: what was given.
        snapshot: what is stored.
        organisation: id of the organisation of rows that name none; by default it is asked.
        answers: answers to the questions of an earlier reading.

    Returns:
        The changes that are clear, and a question for each unclear thing; or every problem, and no change.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    asker = Asker(answers, problems, notes)
    table = read_table(file, problems)
    if table is None:
        return Imported.refused(problems)
    columns = columns_of(table.headings)
    problems.extend(column_problems(table, columns, file.name))
    notes.extend(unread_columns(table, columns, file.name))
    if organisation is not None and snapshot.find(Organisation, organisation) is None:
        problems.append(Problem(message=f"There is no {organisation[:120]!r}", remedy="Give the id of an organisation"))
    if problems:
        return Imported.refused(problems, notes)
    rows = tuple(staff_rows(table, columns, file.name, problems))
    people = _People(snapshot, asker, file.name, organisation)
    for row in rows:
        people.take(row)
    settled = settle(people.found(), snapshot)
    problems.extend([*settled.problems, *(problem for _, problem in settled.dangling)])
    if problems:
        return Imported.refused(problems, notes)
    return Imported(
        changes=puts(settled.records, snapshot),
        questions=asker.questions(),
        answered=asker.answered(),
        notes=tuple(notes),
        snapshot=snapshot,
        corrected=settled.corrected,
    )


class _People:
    """Turns rows into records, asking what is unclear."""

    def __init__(self, snapshot: Snapshot, asker: Asker, source: str, organisation: str | None) -> None:
        self.snapshot = snapshot
        self.asker = asker
        self.problems = asker.problems
        self.source = source
        self.organisation = organisation
        self.nodes: dict[str, Node] = {}
        self.places: dict[str, str] = {}
        self.edges: list[Found] = []
        self.by_identifier: dict[str, set[str]] = defaultdict(set)
        self.by_email: dict[str, set[str]] = defaultdict(set)
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.belongs: dict[tuple[str, str, str], tuple[date | None, date | None, str]] = {}
        for person in snapshot.nodes(Person):
            self._index(person)

    def found(self) -> Iterator[Found]:
        """The records that the rows stand for."""
        for node_id, node in self.nodes.items():
            yield Found(node, self.places.get(node_id, self.source))
        yield from self.edges
        for (person, organisation, capacity), (since, until, place) in self.belongs.items():
            yield from self._affiliation(person, organisation, capacity, since, until, place)

    def take(self, row: StaffRow) -> None:
        """Take in one row."""
        organisation = self._organisation(row)
        person = self._person(row, organisation)
        if person is None or organisation is None:
            return
        self._belong(person, organisation, row)
        role = self._role(row, organisation) if row.role else None
        if role is None:
            return
        acting_for = self._acting_for(row)
        self._edge(
            {
                "kind": "HOLDS",
                "from": person,
                "to": role,
                **_period(row.since, row.until),
                **({"acting_for": acting_for} if acting_for else {}),
                **row.holding,
            },
            row.place,
        )

    # Who

    def _person(self, row: StaffRow, organisation: str | None) -> str | None:
        by_number = self._only(row, "staff_number", self.by_identifier.get(f"staff:{row.staff_number}", ()))
        if by_number is None and row.staff_number:
            known = self._node(f"person/{row.staff_number}")
            by_number = known.id if isinstance(known, Person) else None
        by_email = self._only(row, "email", self.by_email.get(row.email, ()) if row.email else ())
        if by_number is not None and by_email is not None and by_number != by_email:
            self._problem(row, "email", f"{row.email} belongs to {by_email}, the staff number to {by_number}")
            return None
        person = by_number or by_email
        if person is not None and by_number is None and row.staff_number and self._has_number(person):
            self._problem(row, "staff_number", f"{row.email} belongs to {person}, who has another staff number")
            return None
        if person is None and not (row.staff_number or row.email):
            return self._asked_person(row, organisation or "")
        return self._filled_in(person or self._new_key(row), row)

    def _has_number(self, person: str) -> bool:
        node = self._node(person)
        return isinstance(node, Person) and any(known.startswith("staff:") for known in node.identifiers)

    def _new_key(self, row: StaffRow) -> str:
        return f"person/{row.staff_number or opaque_key(row.email)}"

    def _filled_in(self, person_id: str, row: StaffRow) -> str:
        """The person with what the row states; what it does not speak of stays."""
        known = self._node(person_id)
        names = {"given_name": row.given_name, "family_name": row.family_name, "name": row.name, "email": row.email}
        stated: dict[str, Any] = {key: value for key, value in names.items() if value}
        if isinstance(known, Person):
            if known.email and known.email.casefold() == row.email:
                stated.pop("email", None)
            if fold(known.name) == fold(row.name):
                stated.pop("name", None)
            if row.staff_number:
                stated["identifiers"] = tuple(sorted({*known.identifiers, f"staff:{row.staff_number}"}))
            self._put(replace(known, **stated), row.place)
        else:
            identifiers = {"identifiers": [f"staff:{row.staff_number}"]} if row.staff_number else {}
            plain = {"kind": "person", "id": person_id, "type": row.capacity, "source": self.source, **identifiers}
            self._read({**plain, **stated}, row.place)
        return person_id

    def _asked_person(self, row: StaffRow, organisation: str) -> str | None:
        key = fold(row.name)
        alias = f"{_ALIAS}{key}@{organisation}"
        remembered = self.by_identifier.get(alias, set())
        if len(remembered) == 1:
            return next(iter(remembered))
        question = Question(
            id=question_id("person", organisation, key),
            kind="person",
            address=row.place,
            value=row.name,
            text=Text("Who is “{name}”? There is no staff number or e-mail address.", name=row.name),
            proposals=tuple(
                Proposal(pick=person, name=node.name)
                for person in sorted(self.by_name.get(key, ()))
                if (node := self._node(person)) is not None
            ),
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        if answer.word == CREATE:
            person = f"person/{opaque_key(organisation, key)}"
            self._filled_in(person, replace(row, name=answer.argument or row.name))
        else:
            person = answer.argument
        node = self._node(person)
        if not isinstance(node, Person):
            self.asker.refuse(question, f"There is no person {person[:120]!r}")
            return None
        self._put(replace(node, identifiers=tuple(sorted({*node.identifiers, alias}))), row.place)
        return person

    def _acting_for(self, row: StaffRow) -> str | None:
        text = row.acting_for
        if not text:
            return None
        found: set[str] = {
            *self.by_identifier.get(f"staff:{text.replace(' ', '')}", ()),
            *self.by_email.get(text.casefold(), ()),
        }
        if len(found) != 1:
            self._problem(row, "acting_for", f"{text[:60]!r} is nobody's staff number or e-mail address")
            return None
        return found.pop()

    # Where

    def _organisation(self, row: StaffRow) -> str | None:
        text = row.organisation_number or row.organisation
        if not text and self.organisation is not None:
            return self.organisation
        exact = self._organisations(row) if text else []
        if len(exact) == 1:
            return exact[0]
        text = text or self.source
        question = Question(
            id=question_id("organisation", "", fold(text)),
            kind="organisation",
            address=row.place,
            value=text,
            text=Text("Which organisation is “{text}”?", text=text),
            proposals=tuple(Proposal(pick=place.id, name=place.name) for place in self._likely(row)),
            choices=(PICK, SKIP, OPEN),
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        place = self._node(answer.argument)
        if not isinstance(place, Organisation):
            self.asker.refuse(question, f"There is no organisation {answer.argument[:120]!r}")
            return None
        if text == self.source:
            return place.id
        known = tuple(sorted({*place.identifiers, f"{_ALIAS}{fold(text)}"}))
        self._put(replace(place, identifiers=known), row.place)
        return place.id

    def _organisations(self, row: StaffRow) -> list[str]:
        number, name = row.organisation_number, row.organisation
        places = [self._now(place) for place in self.snapshot.nodes(Organisation)]
        # Spreadsheets drop the leading zeros of a number; with them it is six characters long.
        by_number = [place.id for place in places if number and place.number in (number, number.zfill(6))]
        if by_number or number:
            alias = f"{_ALIAS}{fold(number)}"
            return by_number or [place.id for place in places if alias in place.identifiers]
        folded = fold(name)
        return [
            place.id
            for place in places
            if name == place.id
            or folded in {fold(known) for known in (place.name, *(text for _, text in place.names))}
            or f"{_ALIAS}{folded}" in place.identifiers
        ]

    def _likely(self, row: StaffRow) -> list[Organisation]:
        text = row.organisation or row.organisation_number
        words = set(fold(text).split())
        scored = [
            (-1.0 if words and words <= set(fold(place.name).split()) else -alike(text, place.name), place.id, place)
            for place in self.snapshot.nodes(Organisation)
        ]
        return [place for score, _, place in sorted(scored, key=lambda item: item[:2])[:5] if -score >= _LIKELY]

    def _now(self, place: Organisation) -> Organisation:
        current = self.nodes.get(place.id)
        return current if isinstance(current, Organisation) else place

    def _belong(self, person: str, organisation: str, row: StaffRow) -> None:
        """Where somebody belongs lasts from the first of the rows to the last."""
        key = (person, organisation, row.capacity)
        since, until, place = self.belongs.get(key, (row.since, row.until, row.place))
        first = None if since is None or row.since is None else min(since, row.since)
        end = None if until is None or row.until is None else max(until, row.until)
        self.belongs[key] = (first, end, place)

    def _affiliation(
        self, person: str, organisation: str, capacity: str, since: date | None, until: date | None, place: str
    ) -> Iterator[Found]:
        plain = {"kind": "AFFILIATED_WITH", "from": person, "to": organisation, "capacity": capacity}
        found = self._read_edge({**plain, **_period(since, until), "source": self.source}, place)
        if found is None:
            return
        there = [
            edge
            for edge in self.snapshot.out(AffiliatedWith, person)
            if edge.to_id == organisation and edge.capacity in (None, capacity) and overlap(edge, found.record)
        ]
        if not there:
            yield found
        elif len(there) == 1 and there[0].source == self.source:
            yield Found(replace(there[0], since=since, until=until), place)

    # What

    def _role(self, row: StaffRow, organisation: str) -> str | None:
        exact = self._roles(row.role, organisation)
        if len(exact) == 1:
            return exact[0]
        key = fold(row.role)
        here = self._roles_at(organisation)
        question = Question(
            id=question_id("role", organisation, key),
            kind="role",
            address=row.place,
            value=row.role,
            text=Text("Which role at {place} is “{role}”?", place=self._name(organisation), role=row.role),
            proposals=tuple(
                Proposal(pick=role.id, name=role.name)
                for role in sorted(here, key=lambda role: (-alike(row.role, role.name), role.id))[:5]
            ),
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        if answer.word == CREATE:
            return self._created_role(answer.argument or row.role, key, organisation, row.place)
        if self._node(answer.argument) is None or not isinstance(self._node(answer.argument), Role):
            self.asker.refuse(question, f"There is no role {answer.argument[:120]!r}")
            return None
        place = self._node(organisation)
        if isinstance(place, Organisation):
            known = {*place.identifiers, f"{_ALIAS}function {key}={answer.argument}"}
            self._put(replace(place, identifiers=tuple(sorted(known))), row.place)
        return answer.argument

    def _roles(self, text: str, organisation: str) -> list[str]:
        """The roles of the organisation that were told to have this name, else that have it, else their type has."""
        key = fold(text)
        prefix = f"{_ALIAS}function {key}="
        place = self._node(organisation)
        identifiers = place.identifiers if isinstance(place, Organisation) else ()
        told = [known.removeprefix(prefix) for known in identifiers if known.startswith(prefix)]
        here = self._roles_at(organisation)
        named = [role.id for role in here if key in _folded_names(role)]
        typed = [role.id for role in here if any(key in _folded_names(kind) for kind in self._types(role))]
        return [role for role in told if self._node(role)] or named or typed

    def _roles_at(self, organisation: str) -> list[Role]:
        made = [found.record for found in self.edges if isinstance(found.record, At)]
        links = [*self.snapshot.into(At, organisation), *(edge for edge in made if edge.to_id == organisation)]
        roles = {link.from_id: self._node(link.from_id) for link in links}
        return [role for _, role in sorted(roles.items()) if isinstance(role, Role)]

    def _types(self, role: Role) -> Iterator[RoleType]:
        for link in self.snapshot.out(OfType, role.id):
            kind = self.snapshot.find(RoleType, link.to_id)
            if kind is not None:
                yield kind

    def _created_role(self, name: str, key: str, organisation: str, place: str) -> str:
        role = f"role/{opaque_key(organisation, key)}"
        if self._node(role) is None:
            self._read({"kind": "role", "id": role, "name": name, "source": self.source}, place)
            self._edge({"kind": "AT", "from": role, "to": organisation}, place)
            kinds = [kind.id for kind in self.snapshot.nodes(RoleType) if fold(name) in _folded_names(kind)]
            if len(kinds) == 1:
                self._edge({"kind": "OF_TYPE", "from": role, "to": kinds[0]}, place)
        return role

    # Records

    def _edge(self, plain: dict[str, Any], place: str) -> None:
        found = self._read_edge({**plain, "source": self.source}, place)
        if found is None or not isinstance(found.record, Edge):
            return
        stated = [key for key in plain if key not in ("kind", "from", "to", "since")]
        kept = edge_like(self.snapshot, found.record, stated)
        if kept is found.record and isinstance(kept, Holds):
            kept = self._later_stated(kept)
        self.edges.append(replace(found, record=kept, own_id=self.snapshot.edge(kept.id) is not None))

    def _later_stated(self, holding: Holds) -> Holds:
        """A stored holding that the file gives another start keeps its source, so that it is a correction."""
        for known in self.snapshot.out(Holds, holding.from_id):
            if known.to_id == holding.to_id and replace(known, id="", since=None, source=None) == replace(
                holding, id="", since=None, source=None
            ):
                return replace(holding, source=known.source)
        return holding

    def _read_edge(self, plain: dict[str, Any], place: str) -> Found | None:
        record = read_record(plain, place, self.problems)
        if not isinstance(record, Edge):
            return None
        return Found(record, place, own_id=not has_derived_id(record))

    def _read(self, plain: dict[str, Any], place: str) -> None:
        record = read_record(plain, place, self.problems)
        if isinstance(record, Node):
            self._put(record, place)

    def _put(self, node: Node, place: str) -> None:
        self.nodes[node.id] = node
        self.places.setdefault(node.id, place)
        if isinstance(node, Person):
            self._index(node)

    def _index(self, person: Person) -> None:
        for identifier in person.identifiers:
            self.by_identifier[identifier].add(person.id)
        if person.email:
            self.by_email[person.email.casefold()].add(person.id)
        self.by_name[fold(person.name)].add(person.id)

    def _node(self, node_id: str) -> Node | None:
        return self.nodes.get(node_id) or self.snapshot.node(node_id)

    def _name(self, node_id: str) -> str:
        node = self._node(node_id)
        return node_id if node is None else node.name

    def _only(self, row: StaffRow, field: str, found: Collection[str]) -> str | None:
        if len(found) > 1:
            self._problem(row, field, f"{', '.join(sorted(found))} have the same {field.replace('_', ' ')}")
        return next(iter(found)) if len(found) == 1 else None

    def _problem(self, row: StaffRow, field: str, message: str) -> None:
        self.problems.append(
            Problem(
                place=row.place, field=field, message=message, remedy="Correct the row, or the record that is stored"
            )
        )


def _folded_names(node: Node) -> set[str]:
    return {fold(name) for name in (node.name, *(text for _, text in node.names))}


def _period(since: date | None, until: date | None) -> dict[str, str]:
    days = {"since": since, "until": until}
    return {key: day.isoformat() for key, day in days.items() if day is not None}
