"""The open institution data of the Flemish government: institutions, their sites, boards and communities.

Two forms are collected: the CSV download (a row per site, columns such as schoolnummer, intern_vplnummer, naam) and the
answers of the API, either as single pages or collected in one document by `graph.formats.institutions.online`:

    {"instellingsgegevens": 1, "query": {"instelling_niveau": "SO"},
     "bestuur": [...], "instelling": [...], "instellingslocatie": [...]}

Of the boards under `bestuur` only those come in that an institution lies under. An institution is matched by its
number, of which both forms lose the leading zero. What somebody else entered stays;
only what is blank is filled in. What the same query brought once is kept up to date. Fields that are absent are
nothing special. CLBs, boarding schools, arts education and others that have no ICT team are left out, and named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.domain.changes import Change
from graph.domain.errors import Problem
from graph.domain.text import Series, Text, counted
from graph.formats.institutions.collected import Collected
from graph.formats.institutions.download import institutions_in_csv
from graph.formats.institutions.pages import institutions_in_pages
from graph.formats.institutions.records import MOST_SHOWN, Records
from graph.formats.reading.reconcile import puts, retired, settle
from graph.formats.reading.result import Imported, NamedBytes, Note, left_out
from graph.model.snapshot import Snapshot

__all__ = ["read_institutions"]


def read_institutions(
    files: Sequence[NamedBytes], snapshot: Snapshot, *, retire: bool = False, on: date | None = None
) -> Imported:
    """Read files of institution data as one import.

    Args:
        files: CSV, or JSON of the API.
        snapshot: what is stored.
        retire: also end what the same query once brought and the files no longer have.
        on: the first day that retired records no longer count; needed with `retire`.

    Returns:
        The changes and their difference; or every problem of every file, and no change.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    unread: list[Problem] = []
    untaken: list[Problem] = []
    collected = Collected()
    for file in files:
        _read_file(file, collected, problems, unread, notes)
    records = Records(snapshot, collected.source, unread, untaken)
    found = list(records.found(collected))
    if retire or not found:  # what a row does not say would be ended
        problems.extend([*unread, *untaken])
    else:
        notes.extend([*map(left_out, unread), *map(_untaken, untaken)])
    if not collected.institutions and not problems:
        problems.append(
            Problem(
                place=", ".join(file.name for file in files),
                message=Text("No row is about an institution"),
                remedy=Text("Give the CSV download, or JSON of the API with instelling_nummer and instelling_naam"),
            )
        )
    if retire and on is None:
        problems.append(
            Problem(message=Text("Retiring needs a day"), remedy=Text("Give the first day that no longer counts"))
        )
    settled = settle(found, snapshot)
    problems.extend([*settled.problems, *(problem for _, problem in settled.dangling)])
    if problems:
        return Imported.refused(dict.fromkeys(problems), notes)
    changes: tuple[Change, ...] = puts(settled.records, snapshot)
    if retire and on is not None:
        ended, more = retired(settled.records, snapshot, on=on, sources=(collected.source,))
        changes, notes = changes + ended, [*notes, *more]
    return Imported(
        changes=changes,
        notes=(*notes, *records.notes()),
        snapshot=snapshot,
        corrected=settled.corrected,
    )


def _read_file(
    file: NamedBytes, collected: Collected, problems: list[Problem], unread: list[Problem], notes: list[Note]
) -> None:
    start = file.content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        document = _json(file, problems)
        if document is None:
            return
        collected.query.update(_query(document))
        rows = institutions_in_pages(document, file.name, collected.query, problems, unread)
    else:
        rows = institutions_in_csv(file, problems, unread)
    others = collected.take(rows, unread)
    if others:
        notes.append(
            Note(
                address=file.name,
                text=counted(
                    "One institution without an ICT team (CLB, boarding school, arts education, other) "
                    "is left out: {names}",
                    "{number} institutions without an ICT team (CLB, boarding school, arts education, other) "
                    "are left out: {names}",
                    len(others),
                    names=_named(others),
                ),
            )
        )


def _untaken(problem: Problem) -> Note:
    text = Text("{reason}: not taken over", reason=problem.message)
    return Note(address=problem.place, text=text, remedy=problem.remedy, matters=True)


def _named(others: Mapping[str, str]) -> Series:
    names = [f"{name} ({number})" for number, name in sorted(others.items())]
    return Series((*names[:MOST_SHOWN], *(["..."] if len(names) > MOST_SHOWN else [])))


def _json(file: NamedBytes, problems: list[Problem]) -> Any:
    try:
        return json.loads(file.content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        problems.append(
            Problem(
                place=f"{file.name}:{line}",
                message=Text("This is not JSON in UTF-8"),
                remedy=Text("Fetch the data again"),
            )
        )
        return None


def _query(document: Any) -> dict[str, str]:
    query = document.get("query") if isinstance(document, Mapping) else None
    return {str(key): str(value) for key, value in query.items()} if isinstance(query, Mapping) else {}
