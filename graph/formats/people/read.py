"""People and what they hold, from CSV or a workbook: a list of one's own, or the export of an administration package.

Columns are found by their headings. A person is matched by staff number, then by e-mail address. A name alone is
asked about, and so is a function that the organisation has not exactly once.

Answers are remembered: for a person as identifier `alias:<name>@<organisation>`, for an organisation as identifier
`alias:<text>`, and for a function, which has no identifiers, as identifier `alias:function <text>=<role>` of its
organisation.
"""

from __future__ import annotations

from graph.domain.errors import Problem
from graph.domain.kinds import Organisation
from graph.domain.text import Quoted, Text
from graph.formats.people.persons import Persons
from graph.formats.people.places import Places
from graph.formats.people.records import Records
from graph.formats.people.roles import Roles
from graph.formats.people.rows import column_problems, columns_of, is_people, staff_rows, unread_columns
from graph.formats.reading.answers import Asker
from graph.formats.reading.grid import read_list
from graph.formats.reading.reconcile import puts, settle
from graph.formats.reading.result import Imported, NamedBytes
from graph.formats.reading.table import Table
from graph.model.snapshot import Snapshot

__all__ = ["people_in", "read_people"]


def read_people(
    file: NamedBytes,
    snapshot: Snapshot,
    *,
    organisation: str | None = None,
    answers: NamedBytes | None = None,
) -> Imported:
    """Read a file of people and holdings; returns what `people_in` does.

    Args:
        file: what was given.
        snapshot: what is stored.
        organisation: id of the organisation of rows that name none; by default it is asked.
        answers: answers to the questions of an earlier reading.
    """
    problems: list[Problem] = []
    asker = Asker(answers, problems, [])
    table = read_list(file, problems, is_people)
    if table is None:
        return Imported.refused(problems)
    return people_in(table, snapshot, asker, source=file.name, organisation=organisation)


def people_in(
    table: Table, snapshot: Snapshot, asker: Asker, *, source: str, organisation: str | None = None
) -> Imported:
    """The people and holdings of a list.

    Args:
        table: the list.
        snapshot: what is stored.
        asker: has the answers to the questions of an earlier reading, and what was wrong so far.
        source: what the list is called.
        organisation: id of the organisation of rows that name none; by default it is asked.

    Returns:
        The changes that are clear, and a question for each unclear thing; or every problem, and no change.
    """
    problems, notes = asker.problems, asker.notes
    columns = columns_of(table.headings)
    problems.extend(column_problems(table, columns))
    notes.extend([*table.notes, *unread_columns(table, columns)])
    if organisation is not None and snapshot.find(Organisation, organisation) is None:
        unknown = Text("There is no {text}", text=Quoted(organisation))
        problems.append(Problem(message=unknown, remedy=Text("Give the id of an organisation")))
    if problems:
        return Imported.refused(problems, notes)
    rows = list(staff_rows(table, columns, problems))
    records = Records(snapshot, source, problems)
    places, persons, roles = Places(records, asker, organisation), Persons(records, asker), Roles(records, asker)
    for row in rows:
        place = places.of(row)
        if persons.is_contradicted(row, place) or place is None:
            continue
        person = persons.of(row, place)
        if person is None:
            continue
        records.belong(person, place, row)
        role = roles.of(row, place)
        if role is not None:
            records.hold(person, role, persons.acting_for(row), row)
    settled = settle(records.found(), snapshot)
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
