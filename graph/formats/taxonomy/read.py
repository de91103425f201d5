"""A framework of competences as an expertise taxonomy, from CSV files of texts and their translations.

Each row has a `location`, such as `digcomp.competence.1.2.label`, the text in the `source` language and in the
`target` language. Areas and competences become topics; a competence 1.2 is narrower than its area 1. Other rows
(levels, statements) are left out, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph.domain.codec import read_record
from graph.domain.errors import Problem
from graph.domain.kinds import Edge, Node
from graph.domain.text import Quoted, Series, Text
from graph.formats.reading.reconcile import Found, puts, settle
from graph.formats.reading.result import Imported, NamedBytes, Note, Place
from graph.formats.reading.table import Table, read_table
from graph.formats.reading.text import fold
from graph.model.snapshot import Snapshot

__all__ = ["COLUMNS", "is_taxonomy", "read_taxonomy"]

COLUMNS = ("location", "context", "source", "target")
_LOCATION = re.compile(r"([a-z][a-z0-9]*)\.(?:area|competence)\.(\d+(?:\.\d+)*)\.label\Z")
_DESCRIPTION = re.compile(r"[a-z][a-z0-9]*\.(?:area|competence)\.\d+(?:\.\d+)*\.description\Z")
_LANGUAGE = re.compile(r"(?:^|[-_.])(nl|en)(?=[-_.]|$)", re.IGNORECASE)


def is_taxonomy(headings: tuple[str, ...]) -> bool:
    """Whether a row of headings is one of a list of texts and their translations."""
    return {fold(heading) for heading in headings} >= {column for column in COLUMNS if column != "context"}


def read_taxonomy(
    files: Sequence[NamedBytes], snapshot: Snapshot, *, source_language: str = "en", target_language: str | None = None
) -> Imported:
    """Read the files of one framework.

    Args:
        files: each with the columns of `COLUMNS`.
        snapshot: what is stored.
        source_language: of the column `source`.
        target_language: of the column `target`; by default the one that the file name has, as in `core-nl.csv`.

    Returns:
        Topics with their names and `BROADER` links; or every problem, and no change.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    topics: dict[str, _Topic] = {}
    for file in files:
        table = read_table(file, problems, is_taxonomy)
        if table is not None:
            notes.extend(table.notes)
            _read_file(file.name, table, source_language, target_language, topics, problems, notes)
    if not topics and not problems:
        problems.append(
            Problem(
                place=", ".join(file.name for file in files),
                message=Text("No row names an area or a competence"),
                remedy=Text("The column `location` holds texts such as framework.area.1.label"),
            )
        )
    found = list(_records(topics, snapshot, problems))
    settled = settle(found, snapshot)
    problems.extend([*settled.problems, *(problem for _, problem in settled.dangling)])
    if problems:
        return Imported.refused(problems, notes)
    return Imported(
        changes=puts(settled.records, snapshot), notes=tuple(notes), snapshot=snapshot, corrected=settled.corrected
    )


class _Topic:
    """A topic as the files name it, language by language."""

    def __init__(self, framework: str, number: str, place: Place, source: str) -> None:
        self.id = f"expertise/{framework}-{number.replace('.', '-')}"
        self.framework = framework
        self.number = number
        self.place = place
        self.source = source
        self.names: dict[str, str] = {}


def _read_file(
    name: str,
    table: Table,
    source_language: str,
    target_language: str | None,
    topics: dict[str, _Topic],
    problems: list[Problem],
    notes: list[Note],
) -> None:
    columns = {fold(heading): place for place, heading in enumerate(table.headings)}
    missing = tuple(column for column in COLUMNS if column not in columns and column != "context")
    if missing:
        problems.append(_without_columns(table, missing))
        return
    target = target_language or _language_of(name)
    left_out = 0
    for line in table.lines:
        location = line.cells[columns["location"]]
        match = _LOCATION.match(location)
        if match is None:
            left_out += not _DESCRIPTION.match(location)
            continue
        place = line.place
        topic = topics.setdefault(match[2], _Topic(match[1], match[2], place, name))
        texts = [(source_language, line.cells[columns["source"]])]
        if line.cells[columns["target"]] and target is None:
            problems.append(_no_language(place))
        elif line.cells[columns["target"]] and target is not None:
            texts.append((target, line.cells[columns["target"]]))
        _name(topic, texts, place, problems)
    if left_out:
        about = Text("{left_out} rows about other things than areas and competences are not read", left_out=left_out)
        notes.append(Note(address=name, text=about))


def _without_columns(table: Table, missing: tuple[str, ...]) -> Problem:
    return Problem(
        place=table.place,
        message=Text("The column {columns} is missing", columns=Series(missing, "and")),
        remedy=Text("The columns are: {columns}", columns=Series(COLUMNS)),
    )


def _name(topic: _Topic, texts: Iterable[tuple[str, str]], place: Place, problems: list[Problem]) -> None:
    for language, text in texts:
        known = topic.names.setdefault(language, text) if text else text
        if text and known != text:
            problems.append(
                Problem(
                    place=place,
                    record=topic.id,
                    message=Text(
                        "{place} calls it {name}, this row {other} ({language})",
                        place=topic.place,
                        name=Quoted(known, most=60),
                        other=Quoted(text, most=60),
                        language=language,
                    ),
                    remedy=Text("Give files of the same version of the framework"),
                )
            )


def _no_language(place: Place) -> Problem:
    return Problem(
        place=place,
        field="target",
        message=Text("The language of the translation is not known"),
        remedy=Text("Name the file after it, such as core-framework-nl.csv"),
    )


def _language_of(name: str) -> str | None:
    stem = name.rpartition("/")[2].rpartition(".")[0]
    found = {language.lower() for language in _LANGUAGE.findall(stem)}
    return found.pop() if len(found) == 1 else None


def _records(topics: dict[str, _Topic], snapshot: Snapshot, problems: list[Problem]) -> Iterable[Found]:
    for number, topic in topics.items():
        stored = snapshot.node(topic.id)
        names = {**dict(stored.names if stored else ()), **topic.names}
        plain: dict[str, Any] = {
            "kind": "expertise",
            "id": topic.id,
            "name": names.get("nl") or names.get("en") or "",
            "names": names,
            "source": topic.source if stored is None or stored.source is None else stored.source,
        }
        record = read_record(plain, topic.place, problems)
        if isinstance(record, Node):
            yield Found(record if stored is None else _kept(stored, record), topic.place)
        above = topics.get(number.rpartition(".")[0])
        if above is not None:
            link = {"kind": "BROADER", "from": topic.id, "to": above.id, "source": topic.source}
            edge = read_record(link, topic.place, problems)
            if isinstance(edge, Edge):
                known = snapshot.edge(edge.id)
                yield Found(known or edge, topic.place, own_id=known is not None)
        elif "." in number:
            problems.append(
                Problem(
                    place=topic.place,
                    record=topic.id,
                    message=Text("Its area {area} is in none of the files", area=number.rpartition(".")[0]),
                    remedy=Text("Give the file that has it too"),
                )
            )


def _kept(stored: Node, record: Node) -> Node:
    """The stored topic under the names of the files; what they do not speak of stays."""
    return replace(stored, name=record.name, names=record.names)
