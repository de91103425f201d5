"""The spreadsheet that schools keep: tasks in blocks, names in cells.

What is exact goes through: a task under its own name or a keyword, a role or body of the school under its own name,
an e-mail address, and whatever a person answered before. Everything else is a question. Names of people are always
asked once: a name alone does not say who it is.

Answers are remembered where an erasure or a merge finds them: for a person as identifier `alias:<text>` of that
person, for a task or decision as a Dutch keyword, and for a role, body or task group, which have neither, as
identifier `alias:<text>=<id>` of the organisation. An alias of a person counts for organisations that the person
is affiliated with, or that lie above or below one of those; `alias:<text>@<organisation>` counts for that one alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph.domain.codec import derived_edge_id, to_plain
from graph.domain.errors import Problem
from graph.domain.kinds import (
    HOLDER_KINDS,
    MANDATE_KINDS,
    AffiliatedWith,
    At,
    Body,
    BodyOf,
    Decision,
    Edge,
    InGroup,
    Mandate,
    Node,
    NotUsedAt,
    OfType,
    Organisation,
    PartOf,
    Person,
    Role,
    RoleType,
    Serves,
    Task,
    TaskGroup,
    kind_of_id,
    mandate_class,
)
from graph.domain.periods import SchoolYear
from graph.importers.answers import Asker, question_id
from graph.importers.layout import UNKNOWN, Column, Row, rows_of, school_year_in
from graph.importers.mentions import Calendar, Mention, When, is_blank, is_not_used, mentions_in
from graph.importers.reconcile import Found, has_derived_id, puts, settle
from graph.importers.result import (
    CREATE,
    OPEN,
    PICK,
    SKIP,
    Imported,
    NamedBytes,
    Note,
    Proposal,
    Question,
    both,
    note,
)
from graph.importers.text import alike, day_from, fold, opaque_key, slug, squeezed
from graph.importers.workbook import Cell, Sheet, read_workbook
from graph.model.snapshot import Snapshot

__all__ = ["read_takenoverzicht"]

_ALIAS = "alias:"
_LIKELY = 0.45
_MOST_PROPOSALS = 5
LONGEST_TITLE = 80
_HEADS = ("directie", "directeur", "directrice", "schoolleiding", "beleid", "coordinerend directeur")
_EVERYBODY = ("iedereen", "alle", "allen", "alle leerkrachten", "leerkrachten", "personeel", "team", "everyone", "all")
_FILLERS = {"taken", "taak", "ict", "luik", "domein", "taakgroep", "groep", "cluster", "en", "de", "het", "van", "deel"}
_MANDATE_NAMES = {
    "EXECUTES": "Voert uit",
    "STEERS": "Stuurt aan en volgt op",
    "CONTACT_POINT_FOR": "Aanspreekpunt",
    "DECIDES": "Beslist",
}


def read_takenoverzicht(
    file: NamedBytes,
    snapshot: Snapshot,
    *,
    organisation: str,
    on: date,
    school_year: SchoolYear | None = None,
    answers: NamedBytes | None = None,
) -> Imported:
    """Read a task overview of one organisation.

    Args:
        file: an XLSX workbook; every visible sheet is read.
        snapshot: what is stored.
        organisation: id of the organisation that the sheet is about; its mandates get it as scope.
        on: the day of the import, for dates without a year.
        school_year: the school year of the sheet; by default the one that its titles name.
        answers: answers to the questions of an earlier reading.

    Returns:
        The changes that are clear, and a question for each unclear thing; or the problems that the file or the
        answers have, and no change.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    asker = Asker(answers, problems, notes)
    home = snapshot.find(Organisation, organisation)
    if home is None:
        problems.append(
            Problem(
                message=f"There is no {organisation[:120]!r}", remedy="Give the id of the organisation of the sheet"
            )
        )
    book = read_workbook(file)
    if isinstance(book, Problem):
        problems.append(book)
    if home is None or isinstance(book, Problem):
        return Imported.refused(problems)
    calendar = Calendar(on=on, school_year=school_year or _titled(book.sheets, notes))
    overview = _Overview(snapshot, home, calendar, asker, file.name)
    _read_sheets(book.sheets, overview, file, problems, notes)
    settled = settle(overview.found(), snapshot)
    problems.extend(settled.problems)
    if problems:
        return Imported.refused(problems, notes)
    return Imported.accepted(
        snapshot,
        puts(settled.records, snapshot),
        questions=asker.questions(),
        notes=notes,
        corrected=settled.corrected,
    )


def _titled(sheets: tuple[Sheet, ...], notes: list[Note]) -> SchoolYear | None:
    year = school_year_in(sheets)
    if year is not None:
        notes.append(
            note(
                nl=f"Datums zonder jaar vallen in het schooljaar {year} van de titel",
                en=f"Dates without a year fall in the school year {year} of the title",
            )
        )
    return year


def _read_sheets(
    sheets: tuple[Sheet, ...], overview: _Overview, file: NamedBytes, problems: list[Problem], notes: list[Note]
) -> None:
    read = 0
    for sheet in sheets:
        rows = rows_of(sheet, overview.groups.names_one, notes)
        read += len(rows)
        if not rows:
            notes.append(
                note(
                    sheet.name,
                    nl="Op dit blad staat geen rij met hoofdingen zoals Taak en Wie voert uit: niet gelezen",
                    en="This sheet has no row of headings such as Taak and Wie voert uit: not read",
                )
            )
        for row in rows:
            overview.take(row)
    if not read:
        problems.append(
            Problem(
                place=file.name,
                message="No sheet holds a table of tasks",
                remedy="Give one row headings such as: Taakgroep, Taak, Wie voert uit, Wie stuurt aan, Aanspreekpunt",
            )
        )


class _Overview:
    """Turns rows into records, asking what is unclear."""

    def __init__(self, snapshot: Snapshot, home: Organisation, calendar: Calendar, asker: Asker, source: str) -> None:
        self.draft = _Draft(snapshot, home, source)
        self.asker = asker
        self.notes = asker.notes
        self.calendar = calendar
        self.groups = _Groups(self.draft, asker)
        self.tasks = _Tasks(self.draft, asker, self.groups)
        self.holders = _Holders(self.draft, asker)
        self.fields: dict[str, str | None] = {}

    def found(self) -> Iterator[Found]:
        """The records that the rows stand for."""
        return self.draft.found()

    def take(self, row: Row) -> None:
        """Take in one row."""
        if row.form == "alone" and row.task is not None:
            self._take_alone(row.task, row.group)
            return
        cells = tuple(self._known(row.cells))
        subject = self._subject(row, cells)
        if subject is None:
            self._ask_ahead(row, cells)
            return
        remarks = tuple(cell.text for field, cell in cells if field == "note")
        written = [edge for field, cell in cells if field in MANDATE_KINDS for edge in self._cell(field, cell, subject)]
        if remarks:
            self._remark(written, "\n".join(remarks), row.address)

    def _take_alone(self, cell: Cell, group: Cell | None) -> None:
        question = Question(
            id=question_id("row", self.draft.home.id, cell.text),
            kind="row",
            address=cell.address,
            value=cell.text,
            text=both(
                nl=f"“{cell.text}” staat alleen op een rij. Is het een taak, of de titel van een taakgroep?",
                en=f"“{cell.text}” stands alone in a row. Is it a task, or the title of a task group?",
            ),
            proposals=(*self.groups.proposals(), *self.tasks.proposals(cell.text)),
        )
        if not is_blank(cell.text) and self.tasks.exact(cell.text) == ():
            answer = self.asker.ask(question)
            if answer is not None:
                self.tasks.answered(question, answer.word, answer.argument, cell.text, group, "")

    def _ask_ahead(self, row: Row, cells: Iterable[tuple[str, Cell]]) -> None:
        """Ask about the names of a row whose task waits for an answer, so that one round of answers will do."""
        if row.task is None or not self.tasks.is_skipped(row.task):
            for field, cell in cells:
                if field in MANDATE_KINDS and not is_blank(cell.text) and not is_not_used(cell.text):
                    for mention in mentions_in(cell.text, self.calendar):
                        self.holders.find(mention, cell.address)

    def _subject(self, row: Row, cells: tuple[tuple[str, Cell], ...]) -> str | None:
        level = next((cell.text for field, cell in cells if field == "level"), "")
        if row.task is not None:
            return self.tasks.find(row.task, row.group, level)
        names = [cell for field, cell in cells if field in MANDATE_KINDS and not is_blank(cell.text)]
        return self.tasks.missing(row, names) if names else None

    def _known(self, cells: Iterable[tuple[Column, Cell]]) -> Iterator[tuple[str, Cell]]:
        for column, cell in cells:
            field = self._asked_field(column, cell) if column.field == UNKNOWN else column.field
            if field is not None:
                yield field, cell

    def _asked_field(self, column: Column, cell: Cell) -> str | None:
        value = column.heading or cell.address.rpartition("!")[2].rstrip("0123456789")
        question = Question(
            id=question_id("column", self.draft.home.id, value),
            kind="column",
            address=column.address,
            value=value,
            text=both(
                nl=f"Wat staat er in de kolom “{value}”? Bijvoorbeeld: {cell.text[:60]}",
                en=f"What does the column “{value}” hold? For instance: {cell.text[:60]}",
            ),
            proposals=(
                *(Proposal(pick=kind, name=name) for kind, name in _MANDATE_NAMES.items()),
                Proposal(pick="note", name="Opmerking"),
            ),
            choices=(PICK, SKIP, OPEN),
        )
        if question.id not in self.fields:
            answer = self.asker.ask(question)
            known = (*MANDATE_KINDS, "note")
            if answer is not None and answer.argument not in known:
                self.asker.refuse(question, f"{answer.argument!r} is no kind of column")
                answer = None
            self.fields[question.id] = None if answer is None else answer.argument
        return self.fields[question.id]

    def _cell(self, kind: str, cell: Cell, subject: str) -> list[Edge]:
        if is_not_used(cell.text):
            self._not_used(cell, subject)
            return []
        mentions = () if is_blank(cell.text) else mentions_in(cell.text, self.calendar)
        if not mentions and "?" in cell.text:
            self.notes.append(note(cell.address, nl="Hier staat nog een vraagteken", en="A question mark stands here"))
        named = [(mention, holder) for mention in mentions if (holder := self.holders.find(mention, cell.address))]
        dated = [(holder, period) for mention, holder in named if (period := self._period(mention, cell)) is not None]
        remarks = {holder: mention.remark for mention, holder in named if mention.remark}
        periods = self._handed_over(dated, kind, subject, cell)
        return [
            self.draft.mandate(kind, holder, subject, since, until, remarks.get(holder))
            for holder, (since, until) in periods
        ]

    def _period(self, mention: Mention, cell: Cell) -> tuple[date | None, date | None] | None:
        """The days that a mention names; None when one of them is unclear."""
        days: list[date | None] = []
        for when in (mention.since, mention.until):
            day = None if when is None else when.day or self._asked_day(when, mention, cell)
            if when is not None and day is None:
                return None
            days.append(day)
        since, until = days
        if since is not None and until is not None and since >= until:
            self.notes.append(
                note(
                    cell.address,
                    nl=f"“{cell.text}” eindigt voor het begint: niet overgenomen",
                    en=f"“{cell.text}” ends before it begins: left out",
                )
            )
            return None
        return since, until

    def _asked_day(self, when: When, mention: Mention, cell: Cell) -> date | None:
        question = Question(
            id=question_id("date", self.draft.home.id, f"{when.text} {mention.text}"),
            kind="date",
            address=cell.address,
            value=when.text,
            text=both(
                nl=f"Welke dag is “{when.text}” bij {mention.text}? (Een einde is de eerste dag die niet meer telt.)",
                en=f"Which day is “{when.text}” for {mention.text}? (An end is the first day that no longer counts.)",
            ),
            proposals=tuple(Proposal(pick=day.isoformat(), name=day.isoformat()) for day in when.options),
            choices=(PICK, SKIP, OPEN),
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        day = day_from(answer.argument)
        if day is None:
            self.asker.refuse(question, f"{answer.argument!r} is no day")
        return day

    def _handed_over(
        self, dated: list[tuple[str, tuple[date | None, date | None]]], kind: str, subject: str, cell: Cell
    ) -> list[tuple[str, tuple[date | None, date | None]]]:
        """Whether those without dates stop when somebody else begins."""
        staying = [holder for holder, period in dated if period == (None, None)]
        starts = sorted({period[0] for _, period in dated if period[0] is not None})
        if not staying or len(starts) != 1:
            return dated
        day = starts[0]
        if any(self.draft.ends_on(kind, holder, subject, day) for holder in staying):
            return dated
        question = Question(
            id=question_id("handover", self.draft.home.id, f"{kind} {subject} {cell.text}"),
            kind="handover",
            address=cell.address,
            value=cell.text,
            text=both(
                nl=f"“{cell.text}”: stoppen de anderen op {day}, of doen ze het dan samen?",
                en=f"“{cell.text}”: do the others stop on {day}, or do they go on together?",
            ),
            proposals=(
                Proposal(pick="joins", name="Ze doen het samen"),
                Proposal(pick="replaces", name=f"De anderen stoppen op {day}"),
            ),
            choices=(PICK, SKIP, OPEN),
        )
        answer = self.asker.ask(question)
        if answer is not None and answer.argument not in ("joins", "replaces"):
            self.asker.refuse(question, f"{answer.argument!r} is neither")
        if answer is None or answer.argument != "replaces":
            return dated
        return [(holder, (None, day) if period == (None, None) else period) for holder, period in dated]

    def _not_used(self, cell: Cell, subject: str) -> None:
        if self.draft.is_not_used(subject):
            return
        question = Question(
            id=question_id("not_used", self.draft.home.id, subject),
            kind="not_used",
            address=cell.address,
            value=cell.text,
            text=both(
                nl=f"Komt {self.draft.name(subject)} bij {self.draft.home.name} niet voor?",
                en=f"Does {self.draft.home.name} not have {self.draft.name(subject)} at all?",
            ),
            proposals=(Proposal(pick="not_used", name="Niet bij ons"),),
            choices=(PICK, SKIP, OPEN),
        )
        answer = self.asker.ask(question)
        if answer is not None and answer.argument == "not_used":
            self.draft.add_edge(NotUsedAt, subject, self.draft.home.id)
        elif answer is not None:
            self.asker.refuse(question, f"{answer.argument!r} is no answer here")

    def _remark(self, written: list[Edge], remark: str, address: str) -> None:
        executing = [edge for edge in written if edge.kind == "EXECUTES"] or written
        for edge in executing:
            self.draft.add_note(edge, remark)
        if not executing:
            self.notes.append(
                note(address, nl=f"Opmerking niet overgenomen: {remark}", en=f"Remark not taken over: {remark}")
            )


class _Draft:
    """The records of the import as they grow, over what is stored."""

    def __init__(self, snapshot: Snapshot, home: Organisation, source: str) -> None:
        self.snapshot = snapshot
        self.home = home
        self.source = source
        self.nodes: dict[str, Node] = {}
        self.edges: dict[str, Edge] = {}
        self.around = _around(snapshot, home.id)

    def found(self) -> Iterator[Found]:
        for node in self.nodes.values():
            yield Found(node, self.source)
        for edge in self.edges.values():
            stored = self.snapshot.edge(edge.id) is not None
            yield Found(edge, self.source, own_id=stored or not has_derived_id(edge))

    def node(self, node_id: str) -> Node | None:
        return self.nodes.get(node_id) or self.snapshot.node(node_id)

    def name(self, node_id: str) -> str:
        node = self.node(node_id)
        return node_id if node is None else node.name

    def put(self, node: Any) -> str:
        self.nodes[node.id] = node
        return str(node.id)

    def all(self, kind: type[Any]) -> list[Any]:
        """The nodes of a kind, those of the import included, by id."""
        found = {node.id: node for node in self.snapshot.nodes(kind)}
        found.update({node.id: node for node in self.nodes.values() if isinstance(node, kind)})
        return [found[key] for key in sorted(found)]

    def add_edge(self, kind: Any, from_id: str, to_id: str, **values: Any) -> Edge:
        given = {"from_id": from_id, "to_id": to_id, **values}
        draft: Edge = kind(id=f"{kind.kind.lower()}/draft", source=self.source, **given)
        edge = replace(draft, id=derived_edge_id(kind, to_plain(draft)))
        known: Edge
        for known in self.snapshot.out(kind, from_id):
            if known.to_id == to_id and all(getattr(known, name) == value for name, value in given.items()):
                return known
        return self.edges.setdefault(edge.id, edge)

    def remember(self, text: str, node_id: str) -> None:
        """Keep an answer for the next file."""
        node = self.node(node_id)
        if isinstance(node, Person):
            self.put(replace(node, identifiers=_with(node.identifiers, f"{_ALIAS}{text}")))
        elif isinstance(node, Task | Decision):
            known = dict(node.keywords)
            if fold(text) not in {fold(word) for word in (node.name, *(name for _, name in node.names))}:
                known["nl"] = _with(known.get("nl", ()), squeezed(text))
                self.put(replace(node, keywords=tuple(sorted(known.items()))))
        else:
            current = self.node(self.home.id)
            home = current if isinstance(current, Organisation) else self.home
            self.put(replace(home, identifiers=_with(home.identifiers, f"{_ALIAS}{text}={node_id}")))

    def remembered(self, text: str) -> str | None:
        """What the organisation was told that a text means."""
        current = self.node(self.home.id)
        identifiers = current.identifiers if isinstance(current, Organisation) else ()
        prefix = f"{_ALIAS}{text}="
        found = [known.removeprefix(prefix) for known in identifiers if known.startswith(prefix)]
        return found[0] if len(found) == 1 and self.node(found[0]) is not None else None

    def mandate(
        self, kind: str, holder: str, subject: str, since: date | None, until: date | None, remark: str | None
    ) -> Edge:
        """The mandate that a cell speaks of: the stored one with what the cell states, else a new one."""
        values = (("until", until), ("note", remark))
        stated: dict[str, Any] = {name: value for name, value in values if value is not None}
        there = self._stored(kind, holder, subject, since)
        if there is not None:
            edge = replace(self.edges.get(there.id, there), **stated)
            self.edges[edge.id] = edge
            return edge
        cls = mandate_class(kind)
        made = cls(
            id=f"{kind.lower()}/draft",
            from_id=holder,
            to_id=subject,
            since=since,
            scope=(self.home.id,),
            source=self.source,
            **stated,
        )
        made = replace(made, id=derived_edge_id(cls, to_plain(made)))
        self.edges[made.id] = replace(self.edges.get(made.id, made), **stated)
        return self.edges[made.id]

    def ends_on(self, kind: str, holder: str, subject: str, day: date) -> bool:
        there = self._stored(kind, holder, subject, None)
        return there is not None and there.until == day

    def is_not_used(self, subject: str) -> bool:
        return any(edge.to_id in self.around for edge in self.snapshot.out(NotUsedAt, subject))

    def add_note(self, edge: Edge, remark: str) -> None:
        current = self.edges[edge.id]
        if isinstance(current, Mandate):
            known = (current.note or "").split("\n")
            more = [line for line in remark.split("\n") if line not in known]
            self.edges[edge.id] = replace(current, note="\n".join([*filter(None, known), *more]) or None)

    def _stored(self, kind: str, holder: str, subject: str, since: date | None) -> Mandate | None:
        """A stored mandate that already says this; without a date in the cell, any period of it."""
        fitting = [
            edge
            for edge in self.snapshot.out(mandate_class(kind), holder)
            if edge.to_id == subject and self._is_here(edge) and since in (None, edge.since)
        ]
        return max(fitting, key=lambda edge: (edge.until is None, edge.until or date.min, edge.id), default=None)

    def _is_here(self, edge: Mandate) -> bool:
        if edge.scope:
            return self.home.id in edge.scope
        if kind_of_id(edge.from_id) == "body":
            return any(link.to_id == self.home.id for link in self.snapshot.out(BodyOf, edge.from_id))
        served = [link.to_id for link in self.snapshot.out(Serves, edge.from_id)]
        at = [link.to_id for link in self.snapshot.out(At, edge.from_id)]
        return self.home.id in (served or at)


class _Groups:
    """The task groups that blocks are named after."""

    def __init__(self, draft: _Draft, asker: Asker) -> None:
        self.draft = draft
        self.asker = asker
        self.known: dict[str, str | None] = {}

    def names_one(self, text: str) -> bool:
        """Whether a text is the title of a task group."""
        answer = self.asker.given(question_id("row", self.draft.home.id, text))
        return len(text) <= LONGEST_TITLE and (
            len(self._fitting(text)) == 1
            or self.draft.remembered(fold(text)) is not None
            or (answer is not None and isinstance(self.draft.node(answer.argument), TaskGroup))
        )

    def find(self, cell: Cell | None) -> str | None:
        """The task group of a block; None when it is not known."""
        if cell is None:
            return None
        key = fold(cell.text)
        if key not in self.known:
            self.known[key] = self._find(cell, key)
        return self.known[key]

    def proposals(self) -> tuple[Proposal, ...]:
        """All task groups."""
        return tuple(Proposal(pick=group.id, name=group.name) for group in self.draft.all(TaskGroup))

    def _find(self, cell: Cell, key: str) -> str | None:
        fitting = self._fitting(cell.text)
        remembered = self.draft.remembered(key)
        told = self.asker.given(question_id("row", self.draft.home.id, cell.text))
        if told is not None and isinstance(self.draft.node(told.argument), TaskGroup):
            self.draft.remember(key, told.argument)
            return told.argument
        if remembered is not None or len(fitting) == 1:
            return remembered or fitting[0]
        question = Question(
            id=question_id("task_group", self.draft.home.id, key),
            kind="task_group",
            address=cell.address,
            value=cell.text,
            text=both(nl=f"Welke taakgroep is “{cell.text}”?", en=f"Which task group is “{cell.text}”?"),
            proposals=self.proposals(),
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        if answer.word == CREATE:
            return self.draft.put(
                TaskGroup(
                    id=f"task_group/{slug(answer.argument or cell.text)}",
                    name=answer.argument or squeezed(cell.text),
                    source=self.draft.source,
                )
            )
        if not isinstance(self.draft.node(answer.argument), TaskGroup):
            self.asker.refuse(question, f"There is no task group {answer.argument[:120]!r}")
            return None
        self.draft.remember(key, answer.argument)
        return answer.argument

    def _fitting(self, text: str) -> list[str]:
        stems = _stems(text)
        if not stems:
            return []
        return [
            group.id
            for group in self.draft.all(TaskGroup)
            if any(stems <= known or known <= stems for known in map(_stems, _names(group)) if known)
        ]


class _Tasks:
    """The tasks and decisions that rows are about."""

    def __init__(self, draft: _Draft, asker: Asker, groups: _Groups) -> None:
        self.draft = draft
        self.asker = asker
        self.groups = groups
        self.known: dict[str, str | None] = {}
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.by_keyword: dict[str, set[str]] = defaultdict(set)
        self.words: list[tuple[str, str]] = []
        for subject in (*draft.all(Task), *draft.all(Decision)):
            self._index(subject)

    def find(self, cell: Cell, group: Cell | None, level: str) -> str | None:
        """The task of a row; None when it waits for an answer, or is left out."""
        text = _without_number(cell.text)
        key = fold(text)
        if not key:
            return None
        if key not in self.known:
            exact = self.exact(text)
            self.known[key] = exact[0] if len(exact) == 1 else self._asked(cell, text, key, group, level)
        elif self.known[key] is None:
            self._asked(cell, text, key, group, level)
        return self.known[key]

    def is_skipped(self, cell: Cell) -> bool:
        """Whether the answer was to leave the task out."""
        answer = self.asker.given(question_id("task", self.draft.home.id, fold(_without_number(cell.text))))
        return answer is not None and answer.word == SKIP

    def exact(self, text: str) -> tuple[str, ...]:
        """The tasks with this very name, else with this very keyword."""
        key = fold(_without_number(text))
        return tuple(sorted(self.by_name.get(key) or self.by_keyword.get(key) or ()))

    def missing(self, row: Row, names: list[Cell]) -> str | None:
        """The task of a row that names people only."""
        above = None if row.after is None else self.find(row.after, row.group, "")
        value = ", ".join(squeezed(cell.text) for cell in names)
        question = Question(
            id=question_id("task", self.draft.home.id, f"(blank) {above} {value}"),
            kind="task",
            address=names[0].address,
            value=value,
            text=both(
                nl=f"Bij welke taak hoort “{value}”? De taak op deze rij is leeg.",
                en=f"Which task does “{value}” belong to? The task of this row is blank.",
            ),
            proposals=() if above is None else (Proposal(pick=above, name=self.draft.name(above)),),
            choices=(PICK, SKIP, OPEN),
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        return self._picked(question, answer.argument)

    def proposals(self, text: str) -> tuple[Proposal, ...]:
        """Tasks that a text may mean, likeliest first."""
        likeness: dict[str, float] = {}
        for words, subject in self.words:
            likeness[subject] = max(likeness.get(subject, 0.0), alike(text, words))
        best = sorted((-score, subject) for subject, score in likeness.items() if score >= _LIKELY)
        return tuple(
            Proposal(
                pick=subject,
                name=self.draft.name(subject),
                why=both(nl=f"lijkt voor {-score:.0%}", en=f"{-score:.0%} alike"),
            )
            for score, subject in best[:_MOST_PROPOSALS]
        )

    def answered(
        self, question: Question, word: str, argument: str, text: str, group: Cell | None, level: str
    ) -> str | None:
        """The task that an answer names or makes."""
        if word == PICK:
            subject = self._picked(question, argument)
            if subject is not None:
                self.draft.remember(text, subject)
            return subject
        return self._created(argument or squeezed(text), group, level)

    def _asked(self, cell: Cell, text: str, key: str, group: Cell | None, level: str) -> str | None:
        exact = self.exact(text)
        proposals = (
            tuple(Proposal(pick=subject, name=self.draft.name(subject)) for subject in exact)
            if exact
            else self.proposals(text)
        )
        question = Question(
            id=question_id("task", self.draft.home.id, key),
            kind="task",
            address=cell.address,
            value=cell.text,
            text=both(
                nl=f"De taak “{text}” is niet gekend. Welke is het?",
                en=f"The task “{text}” is not known. Which one is it?",
            ),
            proposals=proposals,
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        return self.answered(question, answer.word, answer.argument, text, group, level)

    def _picked(self, question: Question, subject: str) -> str | None:
        if isinstance(self.draft.node(subject), Task | Decision):
            return subject
        self.asker.refuse(question, f"There is no task or decision {subject[:120]!r}")
        return None

    def _created(self, name: str, group: Cell | None, level: str) -> str:
        subject = f"task/{slug(name)}"
        if self.draft.node(subject) is not None:
            subject = f"{subject}-{opaque_key(fold(name))}"
        task = Task(id=subject, name=name, usual_level=_level(level), source=self.draft.source)
        self.draft.put(task)
        self._index(task)
        block = self.groups.find(group)
        if block is not None:
            self.draft.add_edge(InGroup, subject, block)
        return subject

    def _index(self, subject: Task | Decision) -> None:
        for name in _names(subject):
            self.by_name[fold(name)].add(subject.id)
            self.words.append((name, subject.id))
        for _, keywords in subject.keywords:
            for keyword in keywords:
                self.by_keyword[fold(keyword)].add(subject.id)
                self.words.append((keyword, subject.id))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is looked up: folded, with the question mark that makes it another text."""

    text: str
    key: str


class _Holders:
    """The people, roles, bodies and partners that cells name."""

    def __init__(self, draft: _Draft, asker: Asker) -> None:
        self.draft = draft
        self.asker = asker
        self.near = {link.from_id for place in draft.around for link in draft.snapshot.into(AffiliatedWith, place)}
        self.by_alias: dict[str, set[str]] = defaultdict(set)
        self.by_email: dict[str, set[str]] = defaultdict(set)
        self.by_function: dict[str, set[str]] = defaultdict(set)
        self._index_people()
        self._index_functions()
        self.told: set[str] = set()

    def find(self, mention: Mention, address: str) -> str | None:
        """The holder that a mention means; None when it waits for an answer, or is left out."""
        name = _Name(mention.text, fold(mention.text) + ("?" if mention.doubtful else ""))
        if not fold(mention.text):
            return None
        known = self._known(mention, name)
        if known is not None:
            self._tell(mention, known, address)
            return known
        return self._asked(mention, name, address)

    def _known(self, mention: Mention, name: _Name) -> str | None:
        direct = self.draft.node(mention.text)
        if direct is not None and direct.kind in HOLDER_KINDS and not mention.doubtful:
            return direct.id
        if "@" in mention.text and not mention.doubtful:
            return _only(self.by_email.get(mention.text.casefold(), ()))
        near = [person for person in self.by_alias.get(name.key, ()) if person in self.near]
        return (
            self.draft.remembered(name.key)
            or _only(self.by_alias.get(f"{name.key}@{self.draft.home.id}", ()))
            or _only(near)
            or (None if mention.doubtful else _only(self.by_function.get(name.key, ())))
        )

    def _tell(self, mention: Mention, known: str, address: str) -> None:
        evident = fold(self.draft.name(known)) == fold(mention.text) or "@" in mention.text or mention.text == known
        key = fold(mention.text) + ("?" if mention.doubtful else "")
        if evident or key in self.told:
            return
        self.told.add(key)
        self.asker.notes.append(
            note(
                address,
                nl=f"“{mention.text}” is {self.draft.name(known)} ({known}), zoals eerder geantwoord",
                en=f"“{mention.text}” is {self.draft.name(known)} ({known}), as answered before",
            )
        )

    def _asked(self, mention: Mention, name: _Name, address: str) -> str | None:
        everybody, head = name.key in _EVERYBODY, name.key in _HEADS
        question = Question(
            id=question_id("holder" if everybody or head else "person", self.draft.home.id, name.key),
            kind="holder" if everybody or head else "person",
            address=address,
            value=mention.text + ("?" if mention.doubtful else ""),
            text=_who(mention, self.draft.home),
            proposals=self._proposals(name.key, everybody=everybody, head=head),
            choices=(PICK, SKIP, OPEN) if everybody else (PICK, CREATE, SKIP, OPEN),
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        if answer.word == PICK:
            return self._picked(question, name, answer.argument)
        make = self._created_role if head else self._created_person
        return make(name, answer.argument)

    def _picked(self, question: Question, name: _Name, holder: str) -> str | None:
        found = self.draft.node(holder)
        if found is None or found.kind not in HOLDER_KINDS:
            self.asker.refuse(question, f"There is no {' or '.join(HOLDER_KINDS)} {holder[:120]!r}")
            return None
        far = found.kind == "person" and holder not in self.near
        return self._kept(f"{name.key}@{self.draft.home.id}" if far else name.key, holder)

    def _kept(self, key: str, holder: str) -> str:
        self.told.add(key.partition("@")[0])
        self.draft.remember(key, holder)
        self.by_alias[key].add(holder)
        return holder

    def _created_person(self, name: _Name, given: str) -> str:
        person = f"person/{opaque_key(self.draft.home.id, name.key)}"
        known = self.draft.node(person)
        if known is None:
            email = name.text if "@" in name.text else None
            self.draft.put(
                Person(
                    id=person,
                    name=given or name.text,
                    given_name=None,
                    family_name=None,
                    email=email,
                    source=self.draft.source,
                )
            )
            self.draft.add_edge(AffiliatedWith, person, self.draft.home.id, capacity="staff")
        self.near.add(person)
        return self._kept(name.key, person)

    def _created_role(self, name: _Name, given: str) -> str:
        role = f"role/{opaque_key(self.draft.home.id, name.key)}"
        if self.draft.node(role) is None:
            self.draft.put(Role(id=role, name=given or name.text, source=self.draft.source))
            self.draft.add_edge(At, role, self.draft.home.id)
        return self._kept(name.key, role)

    def _proposals(self, key: str, *, everybody: bool, head: bool) -> tuple[Proposal, ...]:
        if everybody:
            found = [*self._bodies(("staff_meeting", "ict_team")), self.draft.home]
        elif head:
            found = [*self._heads(), *self._bodies(("management_team",))]
        else:
            found = self._alike(key.rstrip("?"))
        return tuple(Proposal(pick=node.id, name=node.name, why=self._where(node)) for node in found[:_MOST_PROPOSALS])

    def _alike(self, key: str) -> list[Node]:
        scored = []
        for person in self.draft.all(Person):
            score = _name_score(key, person) + (0.2 if person.id in self.near else 0.0)
            if score >= 0.7:
                scored.append((-score, person.id, person))
        functions: list[tuple[float, str, Node]] = []
        for function, ids in self.by_function.items():
            likeness = alike(key, function)
            if likeness >= 0.6:
                functions += [(-likeness, node, found) for node in ids if (found := self.draft.node(node))]
        return [node for _, _, node in sorted([*scored, *functions], key=lambda item: item[:2])]

    def _heads(self) -> list[Node]:
        found: list[Node] = []
        for role in self._roles():
            types = [link.to_id for link in self.draft.snapshot.out(OfType, role.id)]
            names = [role.name, *(kind.name for kind in map(self.draft.node, types) if isinstance(kind, RoleType))]
            if any("direct" in fold(name) for name in names):
                found.append(role)
        return found

    def _bodies(self, types: tuple[str, ...]) -> list[Node]:
        bodies = (
            self.draft.node(link.from_id)
            for place in self.draft.around
            for link in self.draft.snapshot.into(BodyOf, place)
        )
        return [body for body in bodies if isinstance(body, Body) and body.type in types]

    def _roles(self) -> Iterator[Node]:
        for place in self.draft.around:
            for link in self.draft.snapshot.into(At, place):
                role = self.draft.node(link.from_id)
                if role is not None:
                    yield role

    def _where(self, node: Node) -> tuple[tuple[str, str], ...]:
        kinds: tuple[type[Any], ...] = (AffiliatedWith, At, BodyOf)
        places = {link.to_id for kind in kinds for link in self.draft.snapshot.out(kind, node.id)}
        names = ", ".join(sorted(self.draft.name(place) for place in places))
        return both(nl=f"bij {names}", en=f"at {names}") if names else ()

    def _index_people(self) -> None:
        for person in self.draft.snapshot.nodes(Person):
            for identifier in person.identifiers:
                if identifier.startswith(_ALIAS):
                    self.by_alias[identifier.removeprefix(_ALIAS)].add(person.id)
            if person.email:
                self.by_email[person.email.casefold()].add(person.id)

    def _index_functions(self) -> None:
        for role in self._roles():
            self._index(role)
        for place in self.draft.around:
            for link in self.draft.snapshot.into(BodyOf, place):
                body = self.draft.node(link.from_id)
                if body is not None:
                    self._index(body)
        for partner in self.draft.snapshot.nodes(Organisation):
            if partner.type == "partner":
                self._index(partner)

    def _index(self, node: Node) -> None:
        for name in _names(node):
            self.by_function[fold(name)].add(node.id)


def _around(snapshot: Snapshot, home: str) -> tuple[str, ...]:
    """The organisation, then those above it and those below it, nearest first."""
    found = dict.fromkeys([home])
    for upward in (True, False):
        waiting = [home]
        while waiting:
            here = waiting.pop(0)
            links = snapshot.out(PartOf, here) if upward else snapshot.into(PartOf, here)
            further = [link.to_id if upward else link.from_id for link in links]
            waiting.extend(place for place in further if place not in found)
            found.update(dict.fromkeys(further))
    return tuple(found)


def _name_score(key: str, person: Person) -> float:
    """How well a folded name fits a person: 1 for all names, 0.7 for one of them, else likeness."""
    asked, known = set(key.split()), set(fold(person.name).split())
    known |= set(fold(f"{person.given_name or ''} {person.family_name or ''}").split())
    if asked == known:
        return 1.0
    if asked <= known:
        return 0.8
    initials = all(any(name.startswith(part) for name in known) for part in asked)
    return 0.7 if initials else alike(key, person.name) - 0.1


def _who(mention: Mention, home: Organisation) -> tuple[tuple[str, str], ...]:
    if mention.doubtful:
        return both(
            nl=f"Bij {home.name} staat “{mention.text}?” met een vraagteken. Klopt het, en wie is het?",
            en=f"At {home.name} “{mention.text}?” stands with a question mark. Is it right, and who is it?",
        )
    return both(nl=f"Wie is “{mention.text}” bij {home.name}?", en=f"Who is “{mention.text}” at {home.name}?")


def _names(node: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys((node.name, *(name for _, name in node.names))))


def _stems(text: str) -> frozenset[str]:
    words = [word for word in fold(_without_number(text)).split() if word not in _FILLERS and not word.isdigit()]
    return frozenset(word[:6] for word in words)


def _without_number(text: str) -> str:
    return squeezed(text).lstrip("0123456789.)-–•*◦ ").strip() or squeezed(text)


def _with(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(sorted({*values, value}))


def _only(found: Iterable[str]) -> str | None:
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None


def _level(text: str) -> str | None:
    folded = fold(text)
    if "groep" in folded or "gemeenschap" in folded or "group" in folded:
        return None if "school" in folded.replace("scholengroep", "").replace("scholengemeenschap", "") else "group"
    if "vestiging" in folded or "site" in folded:
        return "site"
    return "school" if "school" in folded else None
