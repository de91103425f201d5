"""Which format a file has, by its content and its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from graph.domain.errors import InvalidInput, Problem
from graph.formats.institutions.download import is_institutions
from graph.formats.people.rows import columns_of
from graph.formats.reading.grid import read_grid
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.table import read_table
from graph.formats.reading.text import fold
from graph.formats.survey.meaning import is_survey
from graph.formats.taxonomy.read import COLUMNS

__all__ = ["Format", "detect", "format_of_all"]

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_BLANK = b"\xef\xbb\xbf ;,\t|\r"
_INSTITUTION_KEYS = re.compile(rb'"(?:instellingsgegevens|instelling_nummer)"\s*:')
_SAMPLE_BYTES = 200_000
_NATIVE_SUFFIXES = ("json", "yaml", "yml", "ndjson", "jsonl")
_TABLE_SUFFIXES = ("csv", "tsv", "txt")
_BOOK_SUFFIXES = ("xlsx", "xlsm", "xls")


class Format(StrEnum):
    """The formats that can be imported; the words of `--format`."""

    NATIVE = "native"
    PEOPLE = "people"
    TAXONOMY = "taxonomy"
    TAKENOVERZICHT = "takenoverzicht"
    GRAPHML = "graphml"
    SURVEY = "survey"
    INSTITUTIONS = "institutions"


def detect(file: NamedBytes) -> Format | Problem:
    """The format of a file.

    A name decides between text formats, the content decides everything else: a workbook is one by its first bytes,
    and a table is told by its headings. Reading may still find that the file is not sound.

    Returns:
        The format; a problem when none fits.
    """
    suffix = file.name.lower().rpartition(".")[2]
    start = file.content[:_SAMPLE_BYTES]
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        return Problem(place=file.name, message="The file is empty", remedy="Give a file with records")
    if start.startswith((_ZIP, _OLD_OFFICE)) or suffix in _BOOK_SUFFIXES:
        return _of_workbook(file)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix in ("graphml", "xml") or (text.startswith(b"<") and b"<graphml" in start):
        return Format.GRAPHML
    if text.startswith((b"{", b"[")) and _INSTITUTION_KEYS.search(start):
        return Format.INSTITUTIONS
    if suffix in _NATIVE_SUFFIXES or text.startswith(b"{") or b"mandaatwijzer:" in start:
        return Format.NATIVE
    return _of_table(NamedBytes(file.name, start), suffix)


def format_of_all(files: Sequence[NamedBytes]) -> Format:
    """The one format that several files of one import have.

    Raises:
        InvalidInput: a format is not recognised, or the files have several; every such file is named.
    """
    found = [(file, detect(file)) for file in files]
    problems = [answer for _, answer in found if isinstance(answer, Problem)]
    formats = sorted({answer for _, answer in found if isinstance(answer, Format)})
    if len(formats) > 1:
        problems.append(
            Problem(
                message=f"The files have several formats: {', '.join(formats)}",
                remedy="Import the files of each format on their own",
            )
        )
    if problems or not formats:
        raise InvalidInput(problems or [Problem(message="No file is given", remedy="Name at least one file")])
    return formats[0]


def _of_workbook(file: NamedBytes) -> Format:
    """A survey is told by its first row; everything else is read as a task overview, which says what is wrong."""
    grid = read_grid(file, [])
    return Format.SURVEY if grid is not None and is_survey(grid.headings.values()) else Format.TAKENOVERZICHT


def _of_table(file: NamedBytes, suffix: str) -> Format | Problem:
    # Only the headings matter here, so a sample that ends in the middle of a row will do.
    lines = [line for line in file.content.split(b"\n") if line.strip(_BLANK) and not line.startswith(b"sep=")]
    problems: list[Problem] = []
    table = read_table(NamedBytes(file.name, lines[0] + b"\n"), problems) if lines else None
    if table is not None:
        headings = {fold(heading) for heading in table.headings}
        if is_survey(table.headings):
            return Format.SURVEY
        if is_institutions(table.headings):
            return Format.INSTITUTIONS
        if {"location", "source", "target"} <= headings:
            return Format.TAXONOMY
        if len(columns_of(table.headings)) >= 2:
            return Format.PEOPLE
    encoding = [problem for problem in problems if "UTF-8" in str(problem.message)]
    if encoding and suffix in _TABLE_SUFFIXES:
        return encoding[0]
    return Problem(
        place=file.name,
        message="The format of the file is not recognised",
        remedy="Give native JSON, YAML or NDJSON, an XLSX task overview, or a CSV file with headings "
        f"such as stamboeknummer, naam, voornaam, e-mail (people) or {', '.join(COLUMNS)} (taxonomy); "
        "or say which one it is with --format",
    )
