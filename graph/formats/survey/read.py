"""The answers to an expertise survey, as form tools export them: a row per person, a column per topic.

A person is matched by staff number, then by e-mail address; a name alone is asked about. A column is a topic when its
heading is the title, a name or a keyword of one; else it is asked about. Answers are words or numbers; a word that is
not understood is asked about once.

Answers to doubts are remembered: for a person as identifier `alias:<text>`, for a topic as a Dutch keyword.
"""

from __future__ import annotations

from datetime import date

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.reading.answers import Asker
from graph.formats.reading.grid import Grid, read_grid
from graph.formats.reading.reconcile import puts, settle
from graph.formats.reading.result import Imported, NamedBytes, Note
from graph.formats.survey.columns import Columns
from graph.formats.survey.knowledge import Knowledge
from graph.formats.survey.meaning import is_survey
from graph.formats.survey.respondents import Respondents
from graph.formats.survey.rows import Row, rows_of
from graph.model.snapshot import Snapshot

__all__ = ["read_expertise_survey"]


def read_expertise_survey(
    file: NamedBytes,
    snapshot: Snapshot,
    *,
    on: date,
    organisation: str | None = None,
    answers: NamedBytes | None = None,
) -> Imported:
    """Read the answers to a survey.

    Args:
        file: CSV, or XLSX of which the first sheet with the headings is read.
        snapshot: what is stored.
        on: the day of the import, for rows without a time stamp.
        organisation: id of the organisation where people belong who are new.
        answers: answers to the doubts of an earlier reading.

    Returns:
        The changes that are clear, and a doubt for each unclear thing; or every problem, and no change.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    asker = Asker(answers, problems, notes)
    grid = read_grid(file, problems, is_survey)
    if grid is None:
        return Imported.refused(problems)
    notes.extend(grid.notes)
    columns = Columns(grid, snapshot, asker)
    people = Respondents(snapshot, asker, file.name, organisation)
    knowledge = Knowledge(snapshot, file.name)
    for row in rows_of(grid, columns, on, notes):
        _take(row, columns, people, knowledge)
    if not columns.topics and not problems and not asker.doubts():
        problems.append(_no_topics(grid))
    known = knowledge.found()
    settled = settle([*columns.found(file.name), *people.found(), *known], snapshot)
    problems.extend([*settled.problems, *(problem for _, problem in settled.dangling)])
    if problems:
        return Imported.refused(problems, notes)
    return Imported(
        changes=puts(settled.records, snapshot),
        doubts=asker.doubts(),
        answered=asker.answered(),
        notes=(*notes, *knowledge.notes()),
        snapshot=snapshot,
        corrected=settled.corrected,
    )


def _no_topics(grid: Grid) -> Problem:
    return Problem(
        place=grid.place,
        message=Text("No column is about a topic of expertise"),
        remedy=Text("Give a column per topic, its name as heading, or make the questions with: document survey"),
    )


def _take(row: Row, columns: Columns, people: Respondents, knowledge: Knowledge) -> None:
    """Take in one row; what is unclear about its answers is asked also when the person is not known yet."""
    given = {topic: columns.answer(text, row.place) for topic, text in row.topics.items()}
    consent = columns.consent(row.text("consent"), row.place)
    person = None if people.is_unknown(row) else people.of(row)
    if person is None:
        return
    entered_by = people.entered_by(row, person)
    if consent is not None and not knowledge.is_older(person, row.day):
        people.share(person, consent)
    for topic, answer in given.items():
        if answer is not None:
            knowledge.take(person, topic, answer, row.day, entered_by)
