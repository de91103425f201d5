"""The spreadsheet that schools keep: tasks in blocks, names in cells.

What is exact goes through: a task under its own name or a keyword, a role or body of the school under its own name,
an e-mail address, and whatever a person answered before. Everything else is a doubt. Names of people are always
asked once: a name alone does not say who it is.

Answers are remembered where an erasure or a merge finds them: for a person as identifier `alias:<text>` of that
person, for a task or decision as a Dutch keyword, and for a role, body or task group, which have neither, as
identifier `alias:<text>=<id>` of the organisation. An alias of a person counts for organisations that the person
is affiliated with, or that lie above or below one of those; `alias:<text>@<organisation>` counts for that one alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from graph.domain.errors import Problem
from graph.domain.kinds import MANDATE_KINDS, ConsultedOn, Edge, NotUsedAt, Organisation, Record
from graph.domain.periods import SchoolYear, last_day
from graph.domain.text import Quoted, Series, Text, counted
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.asked_days import asked_day
from graph.formats.reading.damage import damage_of
from graph.formats.reading.days import Calendar
from graph.formats.reading.kept import keep, kept_answers
from graph.formats.reading.never import Never, is_total, never_a_person
from graph.formats.reading.periods import Dated, When
from graph.formats.reading.place_names import PlaceNames
from graph.formats.reading.progress import Progress
from graph.formats.reading.reconcile import Found, puts, settle
from graph.formats.reading.result import (
    LIKELY,
    MOST_SUGGESTIONS,
    OPEN,
    PICK,
    SKIP,
    Doubt,
    Imported,
    NamedBytes,
    Note,
    Suggestion,
)
from graph.formats.reading.sheets import read_sheets
from graph.formats.reading.text import squeezed
from graph.formats.reading.workbook import Sheet, SheetCell
from graph.formats.takenoverzicht.beside import is_absence
from graph.formats.takenoverzicht.columns import DEPUTY, PERIOD_FIELDS, SAYS, heading_of
from graph.formats.takenoverzicht.draft import OverviewDraft
from graph.formats.takenoverzicht.holders import MentionedHolders
from graph.formats.takenoverzicht.homes import Homes
from graph.formats.takenoverzicht.layout import UNKNOWN, Row, SheetColumn, names_tasks, rows_of, school_year_in
from graph.formats.takenoverzicht.mapping import column_doubt
from graph.formats.takenoverzicht.mentions import Mention, is_blank, is_not_used, mentions_in, within
from graph.formats.takenoverzicht.row_period import period_of_row
from graph.formats.takenoverzicht.school_years import sheets_of_now
from graph.formats.takenoverzicht.subjects import Groups, Tasks
from graph.model.snapshot import Snapshot
from graph.words.catalogue import texts_in
from graph.words.titles import mandate_title

__all__ = ["read_takenoverzicht"]

_EXECUTES = "EXECUTES"

_LISTED = re.compile(r"[\n,;+&/•]|\s(?:en|and)\s")
_SUCH_HEADINGS = tuple(map(heading_of, ("group", "task", "EXECUTES", "STEERS", "CONTACT_POINT_FOR")))


def read_takenoverzicht(
    file: NamedBytes,
    snapshot: Snapshot,
    *,
    on: date,
    organisation: str | None = None,
    school_year: SchoolYear | None = None,
    answers: NamedBytes | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read a task overview of one organisation.

    Args:
        file: a workbook, of which every visible sheet is read, or a text in CSV.
        snapshot: what is stored.
        on: the day of the import, for dates without a year.
        organisation: id of the organisation that the sheet is about; its mandates get it as scope. By default the
            one that the titles or the file name name; when they name none, it is asked.
        school_year: the school year of the sheet; by default the one that its titles name.
        answers: answers to the doubts of an earlier reading.
        progress: counts the rows, and may stop the reading.

    Returns:
        The changes that are clear, and a doubt for each unclear thing; or the problems that the file or the
        answers have, and no change.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    asker = Asker(answers, problems, notes, kept_answers(snapshot))
    book = read_sheets(file, problems, names_tasks)
    if book is None:
        return Imported.refused(problems)
    notes.extend(book.notes)
    corrected: set[str] = set()
    records: dict[str, Record] = {}
    # One school after the other, so that what was answered for the first is known for the next.
    current = snapshot
    read = 0
    homes = Homes(snapshot, asker, file, organisation)
    shares = () if problems else tuple(homes.share_out(tuple(sheets_of_now(book.sheets, on, asker))))
    for home, sheets in shares:
        calendar = Calendar(on=on, school_year=school_year or _titled(sheets, notes))
        overview = _Overview(current, _now(home, current), calendar, asker, file.name)
        read += _read_sheets(sheets, overview, notes, progress or Progress())
        settled = settle(overview.found(), current)
        problems.extend([*settled.problems, *(problem for _, problem in settled.dangling)])
        if problems:
            continue
        corrected |= settled.corrected
        records |= {record.id: record for record in settled.records}
        current = current.apply(puts(settled.records, current))
    if shares and not read and not asker.doubts():
        problems.append(_no_table(file))
    if problems:
        return Imported.refused(problems, notes)
    _keep(records, homes, asker, current, shares[0][0].id if len(shares) == 1 else None)
    return Imported(
        changes=puts(records.values(), snapshot),
        doubts=asker.doubts(),
        answered=asker.answered(),
        notes=tuple(dict.fromkeys(notes)),
        snapshot=snapshot,
        corrected=frozenset(corrected),
    )


def _now(home: Organisation, snapshot: Snapshot) -> Organisation:
    return snapshot.find(Organisation, home.id) or home


def _titled(sheets: tuple[Sheet, ...], notes: list[Note]) -> SchoolYear | None:
    year = school_year_in(sheets)
    if year is not None:
        notes.append(
            Note(text=Text("Dates without a year fall in the school year {year} of the title", year=str(year)))
        )
    return year


def _read_sheets(sheets: tuple[Sheet, ...], overview: _Overview, notes: list[Note], progress: Progress) -> int:
    """Take in the rows of sheets; gives how many there are."""
    read = 0
    for sheet in sheets:
        rows = rows_of(sheet, overview.groups.names_one, notes)
        read += len(rows)
        if not rows and not any(doubt.kind == "heading" for doubt in overview.asker.doubts()):
            notes.append(
                Note(
                    address=sheet.name,
                    text=Text("This sheet has no row of headings such as Taak and Wie voert uit: not read"),
                )
            )
        for row in progress.over(rows):
            overview.take(row)
    overview.tell_unkept()
    return read


def _no_table(file: NamedBytes) -> Problem:
    return Problem(
        place=file.name,
        message=Text("No sheet holds a table of tasks"),
        remedy=Text("Give one row headings such as: {headings}", headings=Series(_SUCH_HEADINGS)),
    )


def _keep(records: dict[str, Record], homes: Homes, asker: Asker, current: Snapshot, home: str | None) -> None:
    """Keep what no other record keeps at the organisations: what sheets are called, and other answers."""
    for place in homes.told.values():
        now = records.get(place.id) or current.find(Organisation, place.id)
        if isinstance(now, Organisation):
            told = {*now.identifiers, *place.identifiers}
            records[place.id] = replace(now, identifiers=tuple(sorted(told)))
    keep(records, asker, current, home)


def _names_holders(field: str) -> bool:
    return field in MANDATE_KINDS or field == DEPUTY


def _is_said(text: str) -> bool:
    return not is_blank(text) and not is_not_used(text)


class _Overview:
    """Turns rows into records, asking what is unclear."""

    def __init__(self, snapshot: Snapshot, home: Organisation, calendar: Calendar, asker: Asker, source: str) -> None:
        self.draft = OverviewDraft(snapshot, home, source)
        self.asker = asker
        self.notes = asker.notes
        self.calendar = calendar
        self.groups = Groups(self.draft, asker)
        self.tasks = Tasks(self.draft, asker, self.groups)
        self.holders = MentionedHolders(self.draft, asker)
        self.names = PlaceNames(snapshot.nodes(Organisation))
        self.fields: dict[str, str | None] = {}
        self.left_out: set[str] = set()
        self.period = Dated()
        self.names_somebody = False
        self.unkept: dict[str, list[str]] = {}

    def found(self) -> Iterator[Found]:
        """The records that the rows stand for."""
        return self.draft.found()

    def take(self, row: Row) -> None:
        """Take in one row."""
        row = self._sound(row)
        several = self._several(row.task)
        if several:
            for task in several:
                self.take(replace(row, task=task))
            return
        is_alone = row.form == "alone" or not row.cells
        if is_alone and row.task is not None and self.tasks.exact(row.task.text) == () and not is_total(row.task.text):
            self._take_alone(row.task, row.group)
            return
        is_known = row.task is not None and self.tasks.exact(row.task.text) != ()
        if row.task is not None and is_total(row.task.text) and not is_known:
            text = Text("“{text}” adds up other rows: not read", text=row.task.text)
            self.notes.append(Note(address=row.address, text=text))
            return
        cells = tuple(self._known(row.cells))
        subject = self._subject(row, cells)
        remarks = tuple(cell.text for field, cell in cells if field == "note")
        if subject is None:
            self._ask_ahead(row, cells)
            if remarks and row.task is None:
                self._remark([], "\n".join(remarks), row.address)
            return
        self.period = period_of_row(row.cells, self.calendar)
        self.names_somebody = any(_names_holders(field) and _is_said(cell.text) for field, cell in cells)
        written = [edge for field, cell in cells if field in MANDATE_KINDS for edge in self._cell(field, cell, subject)]
        self._deputies(cells, subject, written)
        for field, cell in cells:
            if field in SAYS:
                self._says(field, cell, subject)
        if remarks:
            self._remark(written, "\n".join(remarks), row.address)

    def _several(self, task: SheetCell | None) -> tuple[SheetCell, ...]:
        """The tasks of a cell that lists known ones, or some beside what is like others; nothing when it holds one."""
        parts = [] if task is None else [part for part in map(squeezed, _LISTED.split(task.text)) if part]
        if task is None or len(parts) < 2 or self.tasks.exact(task.text):
            return ()
        known = [bool(self.tasks.exact(part)) for part in parts]
        if not any(known) or not all(
            there or self.tasks.suggested(part)[0] for part, there in zip(parts, known, strict=True)
        ):
            return ()
        return tuple(SheetCell(part, task.address) for part in parts)

    def _sound(self, row: Row) -> Row:
        """The row without cells that no person wrote; each is said."""
        task = None if row.task is None or self._is_damaged(row.task) else row.task
        return replace(row, task=task, cells=tuple(each for each in row.cells if not self._is_damaged(each[1])))

    def _is_damaged(self, cell: SheetCell) -> bool:
        damage = damage_of(cell.text)
        if damage is not None:
            self.notes.append(Note(address=cell.address, text=damage[0], matters=True))
        return damage is not None

    def _deputies(self, cells: tuple[tuple[str, SheetCell], ...], subject: str, first: list[Edge]) -> None:
        """Who carries it out when the first cannot comes after them."""
        behind = [edge for field, cell in cells if field == DEPUTY for edge in self._cell(_EXECUTES, cell, subject)]
        if behind:
            ahead = [edge for edge in first if edge.kind == _EXECUTES and edge.id not in {one.id for one in behind}]
            self.draft.rank(ahead, behind)

    def _says(self, stage: str, cell: SheetCell, subject: str) -> None:
        """Keep of a consultation that it has a say; whoever else has one is told of."""
        for mention in () if is_blank(cell.text) else mentions_in(cell.text, self.calendar):
            body = self.holders.body(mention, cell.address)
            if body is not None:
                self.draft.add_edge(ConsultedOn, body, subject, stage=stage)
            elif never_a_person(mention.text) is not Never.NOTHING and not self.holders.is_meeting(mention):
                self.unkept.setdefault(mention.text, []).append(cell.address)

    def tell_unkept(self) -> None:
        """Once for everybody of whom a say was not kept: in the register only a consultation has one."""
        if self.unkept:
            places = list(dict.fromkeys(place for places in self.unkept.values() for place in places))
            text = counted(
                "{number} cell says of {names} that they are consulted or informed: not kept, as only a consultation "
                "can have a say. Make a consultation of them, and let it give advice on the task or be informed",
                "{number} cells say of {names} that they are consulted or informed: not kept, as only a consultation "
                "can have a say. Make a consultation of them, and let it give advice on these tasks or be informed",
                len(places),
                names=Series(tuple(self.unkept)[:MOST_SUGGESTIONS], "and"),
            )
            self.notes.append(Note(address=places[0], text=text, matters=True))

    def _take_alone(self, cell: SheetCell, group: SheetCell | None) -> None:
        doubt = Doubt(
            id=doubt_id("row", "", cell.text),
            kind="row",
            address=cell.address,
            value=cell.text,
            text=Text(
                "“{text}” stands alone in a row. Is it a task, the title of a task group, or the name of a school?",
                text=cell.text,
            ),
            suggestions=(
                *self.tasks.suggestions(cell.text),
                *(Suggestion(pick=place.id, name=place.name) for place in self.names.likely(cell.text)),
                *self.groups.suggestions(),
            ),
        )
        if never_a_person(cell.text) not in (Never.NOTHING, Never.TOTAL):
            answer = self.asker.ask(doubt)
            if answer is not None:
                self.tasks.answered(doubt, answer.word, answer.argument, cell.text, group, "")

    def _ask_ahead(self, row: Row, cells: Iterable[tuple[str, SheetCell]]) -> None:
        """Ask about the names of a row whose task waits for an answer, so that one round of answers will do."""
        if row.task is None or not self.tasks.is_skipped(row.task):
            for field, cell in cells:
                if _names_holders(field) and _is_said(cell.text):
                    for mention in self.holders.joined(mentions_in(cell.text, self.calendar)):
                        self.holders.find(mention, cell.address)

    def _subject(self, row: Row, cells: tuple[tuple[str, SheetCell], ...]) -> str | None:
        level = next((cell.text for field, cell in cells if field == "level"), "")
        if row.task is not None and (
            self.tasks.exact(row.task.text) or never_a_person(row.task.text) is not Never.NOTHING
        ):
            return self.tasks.find(row.task, row.group, level)
        names = [cell for field, cell in cells if _names_holders(field) and not is_blank(cell.text)]
        return self.tasks.missing(row, names) if names else None

    def _known(self, cells: Iterable[tuple[SheetColumn, SheetCell]]) -> Iterator[tuple[str, SheetCell]]:
        for column, cell in cells:
            field = self._asked_field(column, cell) if column.field == UNKNOWN else column.field
            if field is not None:
                yield field, cell

    def _asked_field(self, column: SheetColumn, cell: SheetCell) -> str | None:
        value = column.heading or cell.address.rpartition("!")[2].rstrip("0123456789")
        doubt = column_doubt(value, column.address, cell.text, tuple(self.names.likely(value)))
        if doubt.id not in self.fields:
            known = (*MANDATE_KINDS, DEPUTY, *SAYS, *PERIOD_FIELDS, "note")
            self.fields[doubt.id] = self.asker.one_of(doubt, known)
        return self.fields[doubt.id]

    def _cell(self, kind: str, cell: SheetCell, subject: str) -> list[Edge]:
        if is_not_used(cell.text):
            self._not_used(cell, subject)
            return []
        mentions = () if is_blank(cell.text) else mentions_in(cell.text, self.calendar)
        if not mentions and "?" in cell.text:
            self.notes.append(Note(address=cell.address, text=Text("A question mark stands here")))
        elif not mentions and not is_blank(cell.text):
            self.notes.append(Note(address=cell.address, text=Text("“{text}” names nobody: not read", text=cell.text)))
        mentions = tuple(within(mention, self.period) for mention in self.holders.joined(mentions))
        for unread in (mention.unread for mention in mentions if mention.unread):
            self._tell_unread(unread, cell.address)
        named = [(mention, holder) for mention in mentions if (holder := self.holders.find(mention, cell.address))]
        dated = [
            (mention, holder, period)
            for mention, holder in named
            if (period := self._period(mention, cell)) is not None
        ]
        periods = self._handed_over(dated, kind, subject, cell)
        self._tell_others(kind, subject, [holder for _, holder, _ in dated], cell)
        made = [
            self._mandate(kind, subject, mention, holder, period, cell.address)
            for (mention, holder, _), period in zip(dated, periods, strict=True)
        ]
        behind = [edge for edge, (mention, _, _) in zip(made, dated, strict=True) if mention.is_deputy]
        if behind:
            self.draft.rank([edge for edge in made if edge not in behind], behind)
        return made

    def _tell_unread(self, text: str, address: str) -> None:
        told = Text("“{text}” is not kept here", text=text)
        if is_absence(text):
            told = Text("“{text}” is not kept: tell with “Somebody is not available” from when until when", text=text)
        self.notes.append(Note(address=address, text=told, matters=True))

    def _tell_others(self, kind: str, subject: str, holders: list[str], cell: SheetCell) -> None:
        """That somebody has it already, before others come beside them."""
        others = self.draft.holders_now(kind, subject, self.calendar.on)
        new = [holder for holder in holders if holder not in others]
        rest = [holder for holder in sorted(others) if holder not in holders]
        if new and rest:
            text = counted(
                "“{subject}”: {others} has this already ({kind}); {new} comes beside. End it there if that is not so",
                "“{subject}”: {others} have this already ({kind}); {new} comes beside. End it there if that is not so",
                len(rest),
                subject=self.draft.name(subject),
                others=Series(tuple(map(self.draft.name, rest)), "and"),
                kind=mandate_title(kind, texts_in()),
                new=Series(tuple(map(self.draft.name, new)), "and"),
            )
            self.notes.append(Note(address=cell.address, text=text, matters=True))

    def _mandate(
        self,
        kind: str,
        subject: str,
        mention: Mention,
        holder: str,
        period: tuple[date | None, date | None],
        address: str,
    ) -> Edge:
        remark, ceiling = mention.remark, mention.ceiling_eur
        if ceiling is not None and kind != "DECIDES":
            # Only a decider has an amount; elsewhere it stays what somebody wanted to say.
            remark, ceiling = squeezed(f"{remark} t.e.m. € {ceiling}"), None
        if mention.hours_per_week is not None and kind != _EXECUTES:
            remark = squeezed(f"{remark} {mention.hours_per_week:g} u/w")
        edge = self.draft.mandate(
            kind,
            holder,
            subject,
            *period,
            remark or None,
            ceiling=ceiling,
            no_start=mention.no_start,
            no_ceiling=mention.no_ceiling,
            hours=mention.hours_per_week if kind == _EXECUTES else None,
        )
        elsewhere = self.draft.going_on.pop(edge.id, ())
        if elsewhere:
            places = Series(tuple(map(self.draft.name, elsewhere)), "and")
            ends = Text("“{name}” ends here alone, and goes on at {places}", name=mention.text, places=places)
            self.notes.append(Note(address=address, text=ends))
        return edge

    def _period(self, mention: Mention, cell: SheetCell) -> tuple[date | None, date | None] | None:
        """The days that a mention names; None when one of them is unclear."""
        ends = (mention.since, mention.until)
        (knows_since, since), (knows_until, until) = (
            (True, None) if when is None else self._day(when, mention, cell) for when in ends
        )
        if not (knows_since and knows_until):
            return None
        if since is not None and until is not None and since >= until:
            self.notes.append(
                Note(address=cell.address, text=Text("“{text}” ends before it begins: left out", text=cell.text))
            )
            return None
        return since, until

    def _day(self, when: When, mention: Mention, cell: SheetCell) -> tuple[bool, date | None]:
        """Whether it is known what an end of a period says, and the day; None when that is no day."""
        if when.day is None:
            return self._asked_day(when, mention, cell)
        if when.is_left_out:
            self._tell_left_out(when, when.day, cell)
        return True, when.day

    def _tell_left_out(self, when: When, day: date, cell: SheetCell) -> None:
        if when.text not in self.left_out:
            self.left_out.add(when.text)
            told = Text(
                "“{written}” is read as: {last} is the last day that counts. Write t.e.m. for {day} itself",
                written=when.text,
                last=last_day(day) or day,
                day=day,
            )
            self.notes.append(Note(address=cell.address, text=told))

    def _asked_day(self, when: When, mention: Mention, cell: SheetCell) -> tuple[bool, date | None]:
        question = Text(
            "Which day is “{day}” for {name}? (An end is the first day that no longer counts.)",
            day=when.text,
            name=mention.text,
        )
        doubt = doubt_id("date", self.draft.home.id, f"{when.text} {mention.text}")
        return asked_day(self.asker, when, doubt, cell.address, question)

    def _handed_over(
        self,
        dated: list[tuple[Mention, str, tuple[date | None, date | None]]],
        kind: str,
        subject: str,
        cell: SheetCell,
    ) -> list[tuple[date | None, date | None]]:
        """The periods, after it is clear whether those without dates stop when somebody else begins."""
        periods = [period for _, _, period in dated]
        staying = [holder for mention, holder, period in dated if period == (None, None) and not mention.no_start]
        starts = sorted({since for since, _ in periods if since is not None})
        if not staying or len(starts) != 1:
            return periods
        day = starts[0]
        if any(self.draft.ends_on(kind, holder, subject, day) for holder in staying):
            return periods
        doubt = Doubt(
            id=doubt_id("handover", self.draft.home.id, f"{kind} {subject} {cell.text}"),
            kind="handover",
            address=cell.address,
            value=cell.text,
            text=Text("“{text}”: do the others stop on {day}, or do they go on together?", text=cell.text, day=day),
            suggestions=(
                Suggestion(pick="joins", name=Text("They do it together")),
                Suggestion(pick="replaces", name=Text("The others stop on {day}", day=day)),
            ),
            choices=(PICK, SKIP, OPEN),
            suggested=f"{PICK} joins",
        )
        if self.asker.one_of(doubt, ("joins", "replaces")) != "replaces":
            return periods
        return [
            (None, day) if period == (None, None) and not mention.no_start else period for mention, _, period in dated
        ]

    def _not_used(self, cell: SheetCell, subject: str) -> None:
        if self.draft.is_not_used(subject):
            return
        doubt = Doubt(
            id=doubt_id("not_used", self.draft.home.id, subject),
            kind="not_used",
            address=cell.address,
            value=cell.text,
            text=Text(
                "Does {place} not have {subject} at all?", place=self.draft.home.name, subject=self.draft.name(subject)
            ),
            suggestions=(Suggestion(pick="not_used", name=Text("Not here")),),
            choices=(PICK, SKIP, OPEN),
            suggested=SKIP if self.names_somebody else f"{PICK} not_used",
            certainty=LIKELY,
        )
        answer = self.asker.ask(doubt)
        if answer is not None and answer.argument == "not_used":
            self.draft.add_edge(NotUsedAt, subject, self.draft.home.id)
        elif answer is not None:
            self.asker.refuse(doubt, Text("{written} is no answer here", written=Quoted(answer.argument)))

    def _remark(self, written: list[Edge], remark: str, address: str) -> None:
        if is_absence(remark):
            self._tell_unread(remark, address)
            return
        executing = [edge for edge in written if edge.kind == "EXECUTES"] or written
        for edge in executing:
            self.draft.add_note(edge, remark)
        if not executing:
            self.notes.append(Note(address=address, text=Text("Remark not taken over: {remark}", remark=remark)))
