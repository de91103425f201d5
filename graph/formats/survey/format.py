"""The answers to an expertise survey, as a form tool exports them."""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.text import N_
from graph.formats.format import TABLE_SUFFIXES, WORKBOOK_SUFFIXES, Format, ReadingOptions
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot

__all__ = ["SURVEY"]


def _has_columns_of_a_survey(headings: tuple[str, ...]) -> bool:
    from graph.formats.survey.meaning import is_survey

    return is_survey(headings)


def _read(files: Sequence[NamedBytes], snapshot: Snapshot, options: ReadingOptions) -> Imported:
    from graph.formats.survey.read import read_expertise_survey

    (file,) = files
    return read_expertise_survey(
        file, snapshot, organisation=options.organisation, answers=options.answers, on=options.on
    )


SURVEY = Format(
    name="survey",
    title=N_("answers to an expertise survey"),
    heading="Expertise survey",
    suffixes=(*TABLE_SUFFIXES, *WORKBOOK_SUFFIXES),
    is_told_by_headings=_has_columns_of_a_survey,
    read=_read,
    takes_one_file=True,
)
