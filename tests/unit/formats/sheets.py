"""Workbooks for tests, made when a test runs, and a school to read them into."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook, load_workbook

from graph.formats.reading.result import Doubt, Imported, NamedBytes
from graph.model.snapshot import Snapshot
from tests.graphs import Plain, edge, node, organisation, school, seat, snapshot_of

__all__ = ["answers", "as_text", "brug", "doubt_about", "workbook"]


def workbook(
    *rows: Iterable[Any], merged: Iterable[str] = (), title: str = "Taken", name: str = "taken.xlsx"
) -> NamedBytes:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for reference in merged:
        sheet.merge_cells(reference)
    content = BytesIO()
    book.save(content)
    return NamedBytes(name, content.getvalue())


def as_text(book: NamedBytes, *, separator: str = ";", encoding: str = "utf-8", suffix: str = "csv") -> NamedBytes:
    """The first sheet of a workbook as a spreadsheet saves it as text."""
    sheet = load_workbook(BytesIO(book.content)).worksheets[0]
    written = StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(sheet.iter_rows(values_only=True))
    return NamedBytes(f"{sheet.title}.{suffix}", written.getvalue().encode(encoding))


def brug(*more: Plain) -> Snapshot:
    """The school De Brug under a group: two people called An, Tom, a head, an ICT team, some tasks, and more."""
    return snapshot_of(
        organisation("groep", "school_group", name="Scholengroep Leie"),
        school("brug", under=["groep"], name="De Brug"),
        school("linde", under=["groep"], name="De Linde"),
        node("person/an", name="An Claes", given_name="An", family_name="Claes", email="an@debrug.example"),
        node("person/tom", name="Tom Maes", given_name="Tom", family_name="Maes"),
        node("person/an-linde", name="An Wouters", given_name="An", family_name="Wouters"),
        edge("AFFILIATED_WITH", "person/an", "organisation/brug", capacity="staff"),
        edge("AFFILIATED_WITH", "person/tom", "organisation/brug", capacity="staff"),
        edge("AFFILIATED_WITH", "person/an-linde", "organisation/linde", capacity="staff"),
        seat("role/directie-brug", at="organisation/brug", name="Directeur De Brug"),
        node("body/ict", name="ICT-team", type="ict_team"),
        edge("BODY_OF", "body/ict", "organisation/brug"),
        node("task_group/technisch", name="Technisch"),
        node("task_group/pedagogisch", name="Pedagogisch-didactisch"),
        node("task_group/administratief", name="Administratief"),
        node("task_group/visie", name="Visie en beleid"),
        node("task/netwerk", name="Netwerk onderhouden", keywords={"nl": ["wifi"]}),
        node("task/accounts", name="Accounts beheren", keywords={"nl": ["paswoord"]}),
        node("task/vorming", name="Leraren vormen"),
        node("task/bestellen", name="Toestellen bestellen"),
        node("decision/aankoop", name="Aankoop goedkeuren"),
        *more,
    )


def answers(**given: str) -> NamedBytes:
    """An answers file; the words of a key are joined by dashes."""
    lines = [f'"{key}": "{value}"' for key, value in given.items()]
    return NamedBytes("answers.json", ("{" + ",".join(lines) + "}").encode())


def doubt_about(imported: Imported, value: str, kind: str | None = None) -> Doubt:
    """The one doubt about a text."""
    found = [item for item in imported.doubts if item.value == value and kind in (None, item.kind)]
    assert len(found) == 1, [item.value for item in imported.doubts]
    return found[0]
