"""People and what they hold, from CSV or a workbook: a list of one's own, or the export of an administration package.

Columns are found by their headings. A person is matched by staff number, then by e-mail address. A name alone is
asked about, and so is a function that the organisation has not exactly once.

Answers are remembered: for a person as identifier `alias:<name>@<organisation>`, for an organisation as identifier
`alias:<text>`, and for a function, which has no identifiers, as identifier `alias:function <text>=<role>` of its
organisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph.domain.errors import Problem
from graph.domain.kinds import Organisation
from graph.domain.text import Quoted, Text
from graph.formats.people.asked import with_answers
from graph.formats.people.classes import without_pupils
from graph.formats.people.columns import column_problems, columns_of, has_names, is_people, unread_columns
from graph.formats.people.leavers import leavers
from graph.formats.people.mapping import mapped
from graph.formats.people.persons import Persons
from graph.formats.people.places import ListTitles, Places
from graph.formats.people.records import Records
from graph.formats.people.roles import Roles
from graph.formats.people.rows import StaffRow, staff_rows
from graph.formats.reading.answers import Asker
from graph.formats.reading.days import Calendar
from graph.formats.reading.grid import read_lists
from graph.formats.reading.kept import keep, kept_answers
from graph.formats.reading.place_names import PlaceNames
from graph.formats.reading.progress import Progress
from graph.formats.reading.reconcile import Found, puts, settle
from graph.formats.reading.result import Imported, NamedBytes, Note
from graph.formats.reading.table import Table
from graph.model.snapshot import Snapshot

__all__ = ["people_in", "read_people"]


def read_people(
    file: NamedBytes,
    snapshot: Snapshot,
    *,
    organisation: str | None = None,
    answers: NamedBytes | None = None,
    on: date | None = None,
    retire: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Read a file of people and holdings; returns what `people_in` does.

    Args:
        file: what was given; of a workbook every sheet with such headings is read.
        snapshot: what is stored.
        organisation: id of the organisation of rows that name none; by default it is asked.
        answers: answers to the doubts of an earlier reading.
        on: the first day on which those no longer count who are not in the list; None = nothing is said of them.
        retire: ask about each of them whether they stop.
        progress: counts the rows, and may stop the reading.
    """
    problems: list[Problem] = []
    asker = Asker(answers, problems, [], kept_answers(snapshot))
    names = PlaceNames(snapshot.nodes(Organisation))
    tables = tuple(mapped(table, asker, names) for table in read_lists(file, problems, is_people))
    if problems:
        return Imported.refused(problems)
    return people_in(
        tables, snapshot, asker, source=file.name, organisation=organisation, on=on, retire=retire, progress=progress
    )


def people_in(
    tables: Sequence[Table],
    snapshot: Snapshot,
    asker: Asker,
    *,
    source: str,
    organisation: str | None = None,
    on: date | None = None,
    retire: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """The people and holdings of lists.

    Args:
        tables: the lists.
        snapshot: what is stored.
        asker: has the answers to the doubts of an earlier reading, and what was wrong so far.
        source: what the lists are called.
        organisation: id of the organisation of rows that name none; by default a list tells it, or it is asked.
        on: the first day on which those no longer count who are not in the lists; None = nothing is said of them.
        retire: ask about each of them whether they stop.
        progress: counts the rows, and may stop the reading.

    Returns:
        The changes that are clear, and a doubt for each unclear thing; or every problem, and no change.
    """
    problems, notes = asker.problems, asker.notes
    if organisation is not None and snapshot.find(Organisation, organisation) is None:
        unknown = Text("There is no {text}", text=Quoted(organisation))
        problems.append(Problem(message=unknown, remedy=Text("Give the id of an organisation")))
    records = Records(snapshot, source, notes, on)
    persons, roles = Persons(records, asker), Roles(records, asker)
    titles = ListTitles(snapshot, asker, organisation)
    for table in tables[1:]:
        notes.append(Note(address=table.title, text=Text("This sheet holds people too, and is read"), matters=True))
    for table in tables:
        rows = _rows_of(table, asker, None if on is None else Calendar(on=on))
        usual, is_read = titles.usual(table)
        places = Places(records, asker, usual, table.title if len(tables) > 1 else source)
        for row in (progress or Progress()).over(rows if is_read else ()):
            _take(row, records, places, persons, roles, on)
    if retire and not records.is_whole:
        text = Text("Not every row could be read, so it is not asked of anybody whether they stop")
        notes.append(Note(text=text, matters=True))
    elif on is not None and not problems:
        ended = leavers(snapshot, records.listed | records.waiting, records.places, asker, on=on, is_asked=retire)
        records.edges.extend(Found(edge, source) for edge in ended)
    settled = settle(records.found(), snapshot)
    problems.extend([*settled.problems, *(problem for _, problem in settled.dangling)])
    if problems:
        return Imported.refused(problems, notes)
    changes = {record.id: record for record in settled.records}
    only_place = next(iter(records.places)) if len(records.places) == 1 else None
    keep(changes, asker, snapshot, organisation or only_place)
    return Imported(
        changes=puts(changes.values(), snapshot),
        doubts=asker.doubts(),
        answered=asker.answered(),
        notes=tuple(notes),
        snapshot=snapshot,
        corrected=settled.corrected,
    )


def _rows_of(table: Table, asker: Asker, calendar: Calendar | None) -> list[StaffRow]:
    """The rows of a list that name somebody; none when its columns are unfit, or wait for an answer."""
    problems, notes = asker.problems, asker.notes
    columns = columns_of(table.headings)
    if not has_names(columns) and any(doubt.kind == "heading" for doubt in asker.doubts()):
        return []
    found = list(column_problems(table, columns))
    problems.extend(found)
    notes.extend([*table.notes, *unread_columns(table, columns)])
    if found:
        return []
    return list(staff_rows(without_pupils(table, columns, asker), columns, problems, notes, calendar))


def _take(row: StaffRow, records: Records, places: Places, persons: Persons, roles: Roles, on: date | None) -> None:
    records.is_whole &= row.is_sound
    place = places.of(row) if row.is_sound else None
    if place is None or persons.is_contradicted(row, place):
        records.waiting |= persons.known(row)
        return
    dated = with_answers(row, roles.asker)
    if dated is None:
        records.waiting |= persons.known(row)
        return
    person = persons.of(dated, place)
    if person is None or records.node(person) is None:
        return
    records.belong(person, place, dated)
    for role, held in roles.of(dated, place):
        acting_for = persons.acting_for(held)
        if acting_for is None and held.acting_for:
            continue  # a stand-in for somebody unknown would be one who holds it
        roles.tell_others(held, role, person, on)
        records.hold(person, role, acting_for, held)
