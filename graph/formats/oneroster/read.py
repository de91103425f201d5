"""OneRoster 1.2 in CSV as a list of people: who of the staff is at which school.

Of `users.csv`, `roles.csv` and `orgs.csv` a row is made for each role of a member of staff. Pupils and parents are left
out, and so is what is to be deleted. The roles of OneRoster are too coarse to be functions here, so they only tell who
is staff. Dates come from `roles.csv`; `academicSessions.csv` tells nothing that is kept.

Source of the columns: 1EdTech, OneRoster: CSV Binding 1.2.1, https://www.imsglobal.org/spec/oneroster/v1p2/bind/csv/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from graph.domain.errors import Problem
from graph.domain.text import Text, counted
from graph.formats.format import ReadingOptions
from graph.formats.people.read import people_in
from graph.formats.people.words import HEADINGS
from graph.formats.reading.answers import Asker
from graph.formats.reading.kept import kept_answers
from graph.formats.reading.result import Imported, NamedBytes, Note
from graph.formats.reading.table import Line, Table, read_table
from graph.model.snapshot import Snapshot

__all__ = ["file_of", "read_oneroster"]

_COLUMNS: Mapping[str, frozenset[str]] = {
    "users": frozenset({"sourcedId", "username", "givenName", "familyName"}),
    "roles": frozenset({"sourcedId", "userSourcedId", "roleType", "role", "orgSourcedId"}),
    "orgs": frozenset({"sourcedId", "name", "type", "parentSourcedId"}),
    "academicSessions": frozenset({"sourcedId", "title", "type", "startDate", "endDate", "schoolYear"}),
}
_NEEDED = ("users", "roles", "orgs")
_NO_STAFF = frozenset({"student", "parent", "guardian", "relative"})
_FIELDS = ("name", "given_name", "family_name", "email", "organisation_number", "organisation", "since", "last_day")

Rows = Mapping[str, list[tuple[str, Mapping[str, str]]]]
"""By file, each row with its place."""


def file_of(headings: tuple[str, ...]) -> str | None:
    """Which of the files has these headings, whose names tell apart capitals; None when none has."""
    return next((name for name, columns in _COLUMNS.items() if columns <= set(headings)), None)


def read_oneroster(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    """Read the files of a roster as one import.

    Args:
        files: `users.csv`, `roles.csv` and `orgs.csv`, in any order and under any name, and others that are not read.
        snapshot: what is stored.
        options: how they are read.
    """
    problems: list[Problem] = []
    asker = Asker(options.answers, problems, [], kept_answers(snapshot))
    rows = _rows(files, asker)
    missing = [name for name in _NEEDED if name not in rows]
    problems.extend(
        Problem(
            place=", ".join(file.name for file in files),
            message=Text("{file} is missing", file=f"{name}.csv"),
            remedy=Text("Choose users.csv, roles.csv and orgs.csv together"),
        )
        for name in missing
    )
    if problems:
        return Imported.refused(problems)
    table = Table("users.csv", tuple(HEADINGS[field][0] for field in _FIELDS), tuple(_lines(rows, asker)))
    return people_in(
        (table,),
        snapshot,
        asker,
        source="OneRoster",
        organisation=options.organisation,
        on=options.on,
        retire=options.retire,
        progress=options.progress,
    )


def _rows(files: Sequence[NamedBytes], asker: Asker) -> Rows:
    found: dict[str, list[tuple[str, Mapping[str, str]]]] = {}
    for file in files:
        table = read_table(file, asker.problems)
        name = None if table is None else file_of(table.headings)
        if table is None or name is None:
            asker.notes.append(Note(address=file.name, text=Text("This file is not read"), matters=True))
            continue
        rows = found.setdefault(name, [])
        for line in table.lines:
            row = dict(zip(table.headings, line.cells, strict=False))
            if row.get("status", "").casefold() != "tobedeleted":
                rows.append((str(line.place), row))
    return found


def _lines(rows: Rows, asker: Asker) -> Iterator[Line]:
    users = {row["sourcedId"]: (place, row) for place, row in rows["users"]}
    orgs = {row["sourcedId"]: row for _, row in rows["orgs"]}
    left_out = Counter[str]()
    for place, role in rows["roles"]:
        if role["role"] in _NO_STAFF:
            left_out[role["role"]] += 1
            continue
        where, user = users.get(role["userSourcedId"], (place, None))
        org = orgs.get(role["orgSourcedId"])
        if user is None or org is None:
            text = Text("The role is of somebody, or at an organisation, that is in no file: not read")
            asker.notes.append(Note(address=place, text=text, matters=True))
            continue
        yield Line(where, tuple(_values(user, org, role)))
    for word, number in sorted(left_out.items()):
        text = counted(
            "One row of “{role}” is left out: only staff is read",
            "{number} rows of “{role}” are left out: only staff is read",
            number,
            role=word,
        )
        asker.notes.append(Note(text=text))


def _values(user: Mapping[str, str], org: Mapping[str, str], role: Mapping[str, str]) -> Iterator[str]:
    given, family = user.get("preferredGivenName") or user["givenName"], user["familyName"]
    number = org.get("identifier", "")
    yield from (f"{given} {family}".strip(), given, family, user.get("email", ""))
    yield from (number if number.isdecimal() and len(number) in (5, 6) else "", org["name"])
    yield from (role.get("beginDate", ""), role.get("endDate", ""))
