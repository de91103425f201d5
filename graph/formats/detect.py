"""Which format a file has, by its content and its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.domain.errors import InvalidInput, Problem
from graph.domain.text import Series, Text
from graph.formats.format import TABLE_SUFFIXES, Format
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.text import beginning, empty, not_in_utf8
from graph.formats.reading.workbook import is_workbook
from graph.formats.table import readable

__all__ = ["detect", "format_of_all", "knows_headings"]

_MARK = b"\xef\xbb\xbf"
_LOST = "\N{REPLACEMENT CHARACTER}"
_SAMPLE_BYTES = 200_000
_TABLE, _WORKBOOK = "csv", "xlsx"
_HEADINGS_OF_TASKS = ("Taak", "Wie voert uit")
_HEADINGS_OF_PEOPLE = ("stamboeknummer", "naam", "voornaam", "e-mail")


def detect(file: NamedBytes) -> Format | Problem:
    """The format of a file.

    A name decides between text formats, the content decides everything else: a workbook is one by its first bytes,
    and a table is told by its headings. Reading may still find that the file is not sound.

    Returns:
        The format; a problem when none fits.
    """
    start = file.content[:_SAMPLE_BYTES]
    if not start.strip(_MARK + b" \t\r\n"):
        return empty(file)
    suffix = file.name.lower().rpartition(".")[2]
    if is_workbook(file):
        rows = _rows_of_book(file)
        found = _with_headings(_WORKBOOK, rows) or _with_cells(_WORKBOOK, rows) or _for_the_rest(_WORKBOOK, rows)
    else:
        rows = () if (found := _told_by_start(suffix, start)) else _rows_of_table(start)
        found = found or _with_headings(_TABLE, rows) or _with_cells(_TABLE, rows) or _for_the_rest(_TABLE, rows)
        if found is None and suffix in TABLE_SUFFIXES:
            return not_in_utf8(NamedBytes(file.name, _whole_lines(start))) or _not_recognised(file.name)
    return found or _not_recognised(file.name)


def format_of_all(files: Sequence[NamedBytes]) -> Format:
    """The one format that several files of one import have.

    Raises:
        InvalidInput: a format is not recognised, or the files have several; every such file is named.
    """
    answers = [detect(file) for file in files]
    problems = [answer for answer in answers if isinstance(answer, Problem)]
    found = {answer.name: answer for answer in answers if isinstance(answer, Format)}
    if len(found) > 1:
        problems.append(
            Problem(
                message=Text("The files have several formats: {formats}", formats=Series(tuple(sorted(found)))),
                remedy=Text("Import the files of each format on their own"),
            )
        )
    if problems or not found:
        raise InvalidInput(problems or [_NO_FILE])
    return next(iter(found.values()))


def knows_headings(row: tuple[str, ...]) -> bool:
    """Whether a row of a table is one of headings that a format knows."""
    return any(_TABLE in each.suffixes and _has_headings(each, row) for each in _in_turn())


_NO_FILE = Problem(message=Text("No file is given"), remedy=Text("Name at least one file"))


def _in_turn() -> Iterator[Format]:
    """The formats that come in, those that take nearly anything last."""
    yield from sorted(readable().values(), key=lambda each: each.is_general)


def _told_by_start(suffix: str, start: bytes) -> Format | None:
    text = start.removeprefix(_MARK).lstrip()
    told = (each for each in _in_turn() if each.is_told_by_start is not None and each.is_told_by_start(suffix, text))
    return next(told, None)


def _with_headings(form: str, rows: Sequence[tuple[str, ...]]) -> Format | None:
    told = (each for each in _in_turn() if form in each.suffixes and any(_has_headings(each, row) for row in rows))
    return next(told, None)


def _with_cells(form: str, rows: Sequence[tuple[str, ...]]) -> Format | None:
    told = (each for each in _in_turn() if form in each.suffixes and each.is_told_by_cells is not None)
    return next((each for each in told if each.is_told_by_cells is not None and each.is_told_by_cells(rows)), None)


def _has_headings(each: Format, row: tuple[str, ...]) -> bool:
    return each.is_told_by_headings is not None and each.is_told_by_headings(row)


def _for_the_rest(form: str, rows: Sequence[tuple[str, ...]]) -> Format | None:
    told = (each for each in _in_turn() if form in each.suffixes and each.takes_the_rest is not None)
    return next((each for each in told if each.takes_the_rest is not None and each.takes_the_rest(form, rows)), None)


def _rows_of_book(file: NamedBytes) -> Sequence[tuple[str, ...]]:
    """The rows that may hold headings; none when the workbook cannot be read: reading it tells why."""
    from graph.formats.reading.grid import first_rows

    return tuple(first_rows(file))


def _rows_of_table(start: bytes) -> Sequence[tuple[str, ...]]:
    """The rows that may hold headings, of a text that may end within one; those that cannot be read are left out."""
    from graph.formats.reading.table import MOST_ABOVE, lines_in

    lines = lines_in(beginning(start), str, [], knows_headings)[: MOST_ABOVE + 1]
    return [line.cells for line in lines if not any(_LOST in cell for cell in line.cells)]


def _whole_lines(sample: bytes) -> bytes:
    return sample if len(sample) < _SAMPLE_BYTES else sample.rpartition(b"\n")[0]


def _not_recognised(name: str) -> Problem:
    from graph.formats.taxonomy.read import COLUMNS

    return Problem(
        place=name,
        message=Text("The format of the file is not recognised"),
        remedy=Text(
            "Give a takenoverzicht in Excel (.xlsx), a CSV file with headings such as {tasks} (tasks), {people} "
            "(colleagues) or {taxonomy} (topics), or a file of Mandaatwijzer itself",
            tasks=Series(_HEADINGS_OF_TASKS),
            people=Series(_HEADINGS_OF_PEOPLE),
            taxonomy=Series(COLUMNS),
        ),
    )
