"""What a column holds whose heading does not tell, as somebody says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from graph.domain.kinds import MANDATE_KINDS, Organisation
from graph.domain.text import Quoted, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.first_row import holds_headings, is_value, stands_above_values
from graph.formats.reading.place_names import PlaceNames
from graph.formats.reading.result import LIKELY, OPEN, PICK, POSSIBLE, SKIP, SURE, Doubt, Suggestion
from graph.formats.reading.sheet_marks import letters_of
from graph.formats.reading.text import squeezed
from graph.formats.reading.workbook import Sheet, SheetCell
from graph.formats.takenoverzicht.columns import DEPUTY, heading_of
from graph.formats.takenoverzicht.layout import field_of_heading, is_passed_over
from graph.formats.takenoverzicht.rearranged import SubjectNames
from graph.words.catalogue import texts_in
from graph.words.titles import mandate_title

__all__ = ["asked_kind", "column_doubt", "mapped"]

_SUBJECTS = (
    Suggestion(pick="task", name=Text("The tasks")),
    Suggestion(pick="group", name=Text("The task groups")),
    Suggestion(pick="school", name=Text("The school that the row is about")),
)
_KINDS = ("EXECUTES", "STEERS", "CONTACT_POINT_FOR", "DECIDES")


def mapped(sheet: Sheet, asker: Asker, subjects: SubjectNames, names: PlaceNames) -> Sheet:
    """A sheet of which no headings are known, with those that were told; what each column holds is asked.

    Whether the first row with several texts holds the headings is asked, unless it names a known task. For the tasks is
    taken the column that holds most known ones, else the first. A column without a heading is told by its letter, and
    asked again of the next file.
    """
    rows = iter(sheet.rows.items())
    number, first = next(((n, row) for n, row in rows if len({cell.address for cell in row.values()}) > 1), (0, {}))
    written = first if first and _are_headings(sheet, number, first, asker, subjects) else {}
    if first and not written:  # the headings get a row above it
        sheet = replace(sheet, rows={each + (each >= number): row for each, row in sheet.rows.items()})
    below = [row for each, row in sheet.rows.items() if each > number]
    if not first or not below:
        return sheet
    told: dict[int, SheetCell] = {}
    heads = _with_letters(sheet, number, written, below)
    cells = {column: [row[column].text for row in below if column in row] for column in heads}
    likely = _likely(heads, cells, subjects, names)
    for column, cell in heads.items():
        example = next(iter(cells[column]), "")
        doubt = column_doubt(squeezed(cell.text), cell.address, example, (), subjects=True)
        suggested = f"{PICK} {likely[column]}" if likely[column] else SKIP
        is_kept = column in written
        doubt = replace(doubt, kind="heading", suggested=suggested, certainty=POSSIBLE, is_kept=is_kept)
        answer = asker.ask(doubt) if example else None
        if answer is not None and answer.argument == "school":
            told[column] = SheetCell("School", cell.address)
        elif answer is not None and answer.argument in (*MANDATE_KINDS, DEPUTY, "task", "group", "note"):
            told[column] = SheetCell(heading_of(answer.argument), cell.address)
        elif answer is not None:
            asker.refuse(doubt, Text("{written} is no kind of column", written=Quoted(answer.argument)))
    above = {each: row for each, row in sheet.rows.items() if each < number}
    under = {
        each: {column: cell for column, cell in row.items() if column in told}
        for each, row in sheet.rows.items()
        if each > number
    }
    return replace(sheet, rows={each: row for each, row in {**above, number: told, **under}.items() if row})


def _likely(
    heads: Mapping[int, SheetCell],
    cells: Mapping[int, Sequence[str]],
    subjects: SubjectNames,
    names: PlaceNames,
) -> dict[int, str]:
    """What each column holds, as its heading and its cells tell; empty = nothing that is read.

    The tasks are where the heading says so, else where most known ones stand, else in the first column. Who does them
    is in the first other one, when no heading tells of another kind.
    """
    fields = {column: field_of_heading(cell.text) for column, cell in heads.items()}
    known = {column: sum(map(subjects.is_any, texts)) for column, texts in cells.items()}
    schools = {column for column, texts in cells.items() if _mostly(texts, lambda text: names.named(text) is not None)}
    others = [column for column in heads if column not in schools] or list(heads)
    of_tasks = min(
        others,
        key=lambda column: (
            fields[column] != "task",
            _mostly(cells[column], is_value),
            fields[column] in MANDATE_KINDS,
            -known[column],
            column,
        ),
    )
    found = {
        column: "task"
        if column == of_tasks or 2 * known[column] > len(cells[column])
        else "school"
        if column in schools
        else field
        if (field := fields[column] or "") in (*MANDATE_KINDS, DEPUTY, "note", "group")
        else ""
        for column in heads
    }
    if not set(found.values()) & {*MANDATE_KINDS}:
        rest = (column for column, cell in heads.items() if not found[column] and not is_passed_over(cell.text))
        found |= dict.fromkeys(islice(rest, 1), _KINDS[0])
    return found


def _mostly(texts: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return 2 * sum(map(fits, texts)) > len(texts)


def _are_headings(
    sheet: Sheet, number: int, first: Mapping[int, SheetCell], asker: Asker, subjects: SubjectNames
) -> bool:
    cells, place = [squeezed(cell.text) for cell in first.values()], f"{sheet.name}!{number}"
    below = [row for each, row in sheet.rows.items() if each > number]
    rows = [[row[column].text if column in row else "" for column in first] for row in below]
    known = sum(map(subjects.is_any, cells))
    if known and not stands_above_values(cells, rows):
        return sum(field_of_heading(cell) is not None for cell in cells) > known
    return not rows or holds_headings(asker, place, cells, rows)


def _with_letters(
    sheet: Sheet, number: int, heads: Mapping[int, SheetCell], below: Sequence[Mapping[int, SheetCell]]
) -> dict[int, SheetCell]:
    """The headings with, for each column that has none above its texts, its letter."""
    title = sheet.name.partition("!")[0]
    bare = {column for row in below for column in row} - heads.keys()
    letters = {column: letters_of(column) for column in bare}
    found = {column: SheetCell(letter, f"{title}!{letter}{number}") for column, letter in letters.items()}
    return dict(sorted({**heads, **found}.items()))


def column_doubt(
    heading: str, address: str, example: str, places: tuple[Organisation, ...], *, subjects: bool = False
) -> Doubt:
    """What a column holds whose heading is not known.

    Args:
        heading: its text, else its letter.
        address: where it stands.
        example: a text below it.
        places: the organisations that the heading may name.
        subjects: whether it may hold the tasks or the task groups.
    """
    one = len(places) == 1
    return Doubt(
        id=doubt_id("column", "", heading),
        kind="column",
        address=address,
        value=heading,
        text=Text("What does the column “{value}” hold? For instance: {example}", value=heading, example=example[:60]),
        suggestions=(
            *(_SUBJECTS if subjects else ()),
            *_kinds(),
            Suggestion(pick=DEPUTY, name=Text("Who does it when the first cannot")),
            Suggestion(pick="note", name=Text("Remark")),
            *(Suggestion(pick=place.id, name=place.name, why=Text("who does it at this school")) for place in places),
        ),
        choices=(PICK, SKIP, OPEN),
        suggested=f"{PICK} {places[0].id}" if one else "",
        certainty=LIKELY,
        is_kept=True,
    )


def _kinds() -> tuple[Suggestion, ...]:
    return tuple(Suggestion(pick=kind, name=mandate_title(kind, texts_in())) for kind in _KINDS)


def asked_kind(asker: Asker, key: str, cell: SheetCell, text: Text) -> str | None:
    """The kind of mandate that something says: carrying out, unless somebody says otherwise; None = they left it out.

    Args:
        asker: has the answers.
        key: tells this doubt apart.
        cell: where it stands.
        text: the question.
    """
    doubt = Doubt(
        id=doubt_id("column", "", key),
        kind="column",
        address=cell.address,
        value=squeezed(cell.text),
        text=text,
        suggestions=_kinds(),
        choices=(PICK, SKIP, OPEN),
        suggested=f"{PICK} {_KINDS[0]}",
        certainty=SURE,
        is_kept=True,
    )
    return asker.one_of(doubt, MANDATE_KINDS)
