"""The task overview as a workbook: a sheet per organisation, a block per task group, a row per task or decision.

It is the sheet that schools know, and it comes in again through `read` beside it: what it holds comes
back, and an import into the same graph changes nothing. What a flat sheet cannot hold is listed in `LOSSES`.

A holder stands under its own name where that name is clear at the organisation, else with an e-mail address or id in
<> behind it. Days, amounts and remarks stand in brackets. The texts are Dutch, like the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from typing import Any

from graph.domain.folding import fold
from graph.domain.identifiers import ALIAS, spelling_of
from graph.domain.kinds import (
    MANDATE_KINDS,
    Decides,
    Decision,
    InGroup,
    Mandate,
    NotUsedAt,
    Organisation,
    Person,
    Task,
)
from graph.domain.periods import last_day, school_year_of
from graph.formats.takenoverzicht.columns import COLUMNS, VIA
from graph.formats.takenoverzicht.words import around, functions_by_name, is_own, names_of
from graph.model.coverage import Coverage, Way
from graph.model.snapshot import Snapshot
from graph.words.catalogue import texts_in
from graph.words.titles import mandate_title

__all__ = ["LOSSES", "takenoverzicht"]

LOSSES: Mapping[str, str] = {
    "granted_by": "who granted the mandate",
    "granted_in": "where that is written",
    "granted_on": "when it was granted",
    "channel": "the way to reach the holder",
    "rank": "the order of contact points",
    "verified_on": "when it was last confirmed",
    "hours_per_week": "the hours for it",
    "acting_for": "mandates that only replace somebody for a time are left out",
    "until": "mandates that have ended are left out",
    "scope": "a mandate without a scope of its own, or for several organisations, comes back as one for each sheet",
    "source": "where the record came from",
    "id": "an edge that is made again gets the id that follows from it",
    "task_group": "a mandate on a whole task group is shown in the last column, which is not read",
}
"""What does not come back from a sheet: fields of a mandate and sorts of mandates, each with what that means."""

_LINE_HEIGHT = 15
_LEVELS = {"school": "school", "group": "scholengroep", "site": "vestiging"}
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
# A name that reads back as one name: no separators, brackets, dates or other signs that mean something in a cell.
_PLAIN_NAME = re.compile(r"[^\W\d_](?:[\w .’'-]*[^\W_])?\Z")
_WORDS_WITH_A_MEANING = frozenset(
    {
        "en", "and", "vanaf", "sinds", "met", "tot", "from", "since", "starting", "until", "till", "up",
        "geen", "niemand", "vacant", "none", "nobody", "nvt", "na",
    }
)  # fmt: skip


def takenoverzicht(snapshot: Snapshot, organisations: Sequence[str], on: date) -> bytes:
    """A workbook with a sheet for each of the organisations.

    Args:
        snapshot: the graph.
        organisations: ids, in the order of the sheets.
        on: the day that is shown; mandates that begin later are shown with their first day.

    Returns:
        An XLSX file, the same for the same graph and day.
    """
    import xlsxwriter  # slow to import, and only here needed

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": "Takenoverzicht ICT", "created": datetime.combine(on, time())})
        styles = _styles(book)
        used: set[str] = set()
        for organisation in organisations:
            place = snapshot.find(Organisation, organisation)
            if place is not None:
                sheet = book.add_worksheet(_sheet_name(place, used))
                _write(sheet, styles, _Overview(snapshot, place, on))
    return content.getvalue()


# What a sheet says


@dataclass(frozen=True, slots=True)
class _Block:
    """A task group with its rows; each row has a text per column, in the order of `COLUMNS`."""

    title: str
    rows: tuple[tuple[str, ...], ...]


class _Overview:
    """The tasks of one organisation and who has them."""

    def __init__(self, snapshot: Snapshot, home: Organisation, on: date) -> None:
        self.snapshot = snapshot
        self.home = home
        self.on = on
        self.coverage = Coverage.of(snapshot, on)
        self.names = _Names(snapshot, home)
        self.own = _own_mandates(snapshot, home.id, on)

    @property
    def titles(self) -> tuple[str, str]:
        """The two lines above the table; the second says to an import what the sheet is about."""
        number = f" ({self.home.number})" if self.home.number else ""
        day = texts_in("nl").day(self.on)
        return (
            f"Takenoverzicht {self.home.name}{number}, schooljaar {school_year_of(self.on)}",
            f"Toestand op {day}. Dit blad is van {self.home.id} en kan na aanpassing weer ingelezen "
            "worden; de laatste kolom wordt niet gelezen.",
        )

    def blocks(self) -> Iterator[_Block]:
        """Tasks without a group first, then the groups by name in the order in which they are declared."""
        by_group: dict[str, list[Task | Decision]] = {}
        for subject in self._subjects():
            by_group.setdefault(self._group_of(subject.id), []).append(subject)
        for group in sorted(by_group, key=lambda group: (bool(group), self._order(group), group)):
            node = self.snapshot.node(group)
            title = "" if node is None else node.name
            yield _Block(title, tuple(self._row(subject, title) for subject in by_group[group]))

    def _order(self, group: str) -> int:
        """The place of a group: technical, pedagogical, administrative, vision and policy, platforms, then others."""
        known = ("technisch", "pedagogisch", "administratief", "visie", "platform")
        name = fold(getattr(self.snapshot.node(group), "name", ""))
        return next((place for place, word in enumerate(known) if name.startswith(word)), len(known))

    def _subjects(self) -> Iterator[Task | Decision]:
        subjects: list[Task | Decision] = [*self.snapshot.nodes(Task), *self.snapshot.nodes(Decision)]
        for subject in subjects:
            if self.snapshot.exists(subject.id, self.on) and self._is_shown(subject.id):
                yield subject

    def _is_shown(self, subject: str) -> bool:
        return subject in self.own or self._is_left_out(subject) or self.coverage.used_at(subject, self.home.id)

    def _is_left_out(self, subject: str) -> bool:
        """Whether the organisation itself says that it does not have this."""
        links = self.snapshot.out(NotUsedAt, subject)
        return any(link.to_id == self.home.id and self.snapshot.in_force(link, self.on) for link in links)

    def _group_of(self, subject: str) -> str:
        links = (link.to_id for link in self.snapshot.out(InGroup, subject) if self.snapshot.in_force(link, self.on))
        return min(links, default="")

    def _row(self, subject: Task | Decision, group: str) -> tuple[str, ...]:
        own = self.own.get(subject.id, ())
        shared = _shared_note(own)
        cells = {kind: self._cell([each for each in own if each.kind == kind], shared) for kind in MANDATE_KINDS}
        if not own and self._is_left_out(subject.id):
            cells["EXECUTES"] = "n.v.t."
        cells |= {
            "group": group,
            "task": self.names.of_subject(subject),
            "level": _LEVELS.get(subject.usual_level or "", ""),
            "note": shared or "",
            VIA: self._via(subject.id),
        }
        return tuple(cells[column.field] for column in COLUMNS)

    def _cell(self, mandates: Sequence[Mandate], shared: str | None) -> str:
        """Each holder on a line of its own; where some have a first day or an amount, the others say they have none."""
        dated = any(mandate.since is not None for mandate in mandates)
        limited = any(getattr(mandate, "ceiling_eur", None) is not None for mandate in mandates)
        return "\n".join(self._mention(mandate, shared, dated=dated, limited=limited) for mandate in mandates)

    def _mention(self, mandate: Mandate, shared: str | None, *, dated: bool, limited: bool) -> str:
        remarks = [_ceiling(mandate, limited=limited), *_period(mandate, dated=dated)]
        if mandate.note and mandate.note != shared:
            remarks.append(f"nota: {_in_brackets(mandate.note)}")
        return " ".join([self.names.of_holder(mandate.from_id), *(f"({remark})" for remark in remarks if remark)])

    def _via(self, subject: str) -> str:
        """Who covers the subject here through a mandate that is not on this sheet."""
        lines = []
        for kind in MANDATE_KINDS:
            ways = self.coverage.cell(self.home.id, subject, kind).ways
            names = sorted({self._through(way) for way in ways if way.through or not self._is_own(way.mandate)})
            if names:
                lines.append(f"{mandate_title(kind, texts_in('nl'))}: {', '.join(names)}")
        return "\n".join(lines)

    def _is_own(self, mandate: Mandate) -> bool:
        return mandate.acting_for is None and is_own(self.snapshot, mandate, self.home.id)

    def _through(self, way: Way) -> str:
        who = self._name(way.mandate.from_id)
        place = "" if way.scope == self.home.id else f" ({self._name(way.scope)})"
        group = "" if way.through is None else f" (hele taakgroep {self._name(way.through)})"
        return f"{who}{place}{group}"

    def _name(self, node_id: str) -> str:
        node = self.snapshot.node(node_id)
        return node_id if node is None else node.name


def _own_mandates(snapshot: Snapshot, home: str, on: date) -> Mapping[str, tuple[Mandate, ...]]:
    """By task or decision, the mandates of exactly this organisation that hold on the day or begin later."""
    found: dict[str, list[Mandate]] = {}
    for mandate in snapshot.mandates():
        lasts = snapshot.in_force(mandate, on) or (mandate.since is not None and mandate.since > on)
        if lasts and mandate.acting_for is None and is_own(snapshot, mandate, home):
            found.setdefault(mandate.to_id, []).append(mandate)
    return {subject: tuple(sorted(some, key=_mandate_order)) for subject, some in found.items()}


def _mandate_order(mandate: Mandate) -> tuple[Any, ...]:
    rank = mandate.rank if mandate.rank is not None else float("inf")
    ceiling = getattr(mandate, "ceiling_eur", None)
    return (mandate.since or date.min, rank, ceiling if ceiling is not None else float("inf"), mandate.from_id)


def _shared_note(mandates: Iterable[Mandate]) -> str | None:
    """The note that stands in the column of remarks: where every executor, else every holder, has the same one.

    Those are the mandates to which an import adds the remark of a row.
    """
    own = list(mandates)
    concerned = [mandate for mandate in own if mandate.kind == "EXECUTES"] or own
    notes = {mandate.note for mandate in concerned}
    return notes.pop() if len(notes) == 1 else None


def _ceiling(mandate: Mandate, *, limited: bool) -> str:
    if not isinstance(mandate, Decides) or mandate.ceiling_eur is None:
        return "zonder maximumbedrag" if limited else ""
    return f"t.e.m. € {mandate.ceiling_eur:,}".replace(",", ".")


def _period(mandate: Mandate, *, dated: bool) -> list[str]:
    last = last_day(mandate.until)
    end = "" if last is None else f"t.e.m. {_day(last)}"
    if mandate.since is None:
        return ["begin niet gekend", end] if dated else [end]
    return [f"vanaf {_day(mandate.since)} {end}".strip()]


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _in_brackets(note: str) -> str:
    """A note on one line, without signs that would end the brackets around it."""
    line = " / ".join(line.strip() for line in note.splitlines() if line.strip())
    return " ".join(re.sub(r"[()\[\]<>]", " ", line).split())


class _Names:
    """What holders and subjects are called on one sheet, so that each text means one thing when it is read."""

    def __init__(self, snapshot: Snapshot, home: Organisation) -> None:
        self.snapshot = snapshot
        self.functions = functions_by_name(snapshot, around(snapshot, home.id))
        people = (person.identifiers for person in snapshot.nodes(Person))
        places = (place.identifiers for place in snapshot.nodes(Organisation))
        self.aliases = {
            spelling_of(identifier)
            for identifiers in (*people, *places)
            for identifier in identifiers
            if identifier.startswith(ALIAS)
        }
        self.emails: dict[str, int] = {}
        for person in snapshot.nodes(Person):
            if person.email:
                key = person.email.casefold()
                self.emails[key] = self.emails.get(key, 0) + 1
        self.subjects: dict[str, set[str]] = {}
        for subject in (*snapshot.nodes(Task), *snapshot.nodes(Decision)):
            for name in names_of(subject):
                self.subjects.setdefault(fold(name), set()).add(subject.id)

    def of_holder(self, holder: str) -> str:
        """A name that is clear, else a name with what makes it clear in <>."""
        node = self.snapshot.node(holder)
        if node is None:
            return f"<{holder}>"
        key = fold(node.name)
        if self.functions.get(key) == {holder} and key not in self.aliases and _is_plain(node.name):
            return node.name
        return f"{_quoted(node.name)} <{self._reference(node)}>"

    def of_subject(self, subject: Task | Decision) -> str:
        """The name of a task or decision; with its id where another one has that name too."""
        name = " ".join(subject.name.split())
        if self.subjects[fold(name)] == {subject.id} and fold(name):
            return name
        return f"{name} <{subject.id}>"

    def _reference(self, node: Any) -> str:
        email = node.email if isinstance(node, Person) else None
        if email and self.emails[email.casefold()] == 1 and re.fullmatch(r"[^\s<>@/]+@[^\s<>@]+", email):
            return str(email)
        return str(node.id)


def _is_plain(name: str) -> bool:
    return _PLAIN_NAME.match(name) is not None and not _WORDS_WITH_A_MEANING & set(fold(name).split())


def _quoted(name: str) -> str:
    shown = " ".join(name.replace('"', "'").split())
    return shown if _is_plain(shown) else f'"{shown}"'


# How a sheet looks


def _styles(book: Any) -> dict[str, Any]:
    # `quote_prefix` makes a spreadsheet keep a text that looks like a formula as a text, also after editing.
    text = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CDD3", "quote_prefix": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "quote_prefix": True}),
        "about": book.add_format({"italic": True, "font_color": "#555555", "quote_prefix": True}),
        "heading": book.add_format({**text, "bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}),
        "block": book.add_format({**text, "bold": True, "bg_color": "#DCE6F1"}),
        "text": book.add_format(text),
        "unread": book.add_format({**text, "font_color": "#555555", "bg_color": "#F5F5F5"}),
    }


def _write(sheet: Any, styles: Mapping[str, Any], overview: _Overview) -> None:
    for row, (text, style) in enumerate(zip(overview.titles, ("title", "about"), strict=True)):
        sheet.write_string(row, 0, text, styles[style])
    first = len(overview.titles) + 1
    for place, column in enumerate(COLUMNS):
        sheet.write_string(first, place, column.heading, styles["heading"])
        sheet.set_column(place, place, column.width)
    row = first + 1
    for block in overview.blocks():
        row = _write_block(sheet, styles, block, row)
    sheet.freeze_panes(first + 1, 2)
    sheet.autofilter(first, 0, max(row - 1, first), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)


def _write_block(sheet: Any, styles: Mapping[str, Any], block: _Block, row: int) -> int:
    if block.title:
        sheet.merge_range(row, 0, row, len(COLUMNS) - 1, block.title, styles["block"])
        row += 1
    for cells in block.rows:
        sheet.set_row(
            row, _LINE_HEIGHT * max(_lines(text, column.width) for text, column in zip(cells, COLUMNS, strict=True))
        )
        for place, (text, column) in enumerate(zip(cells, COLUMNS, strict=True)):
            style = styles["unread" if column.field == VIA else "text"]
            if text:
                sheet.write_string(row, place, text, style)
            else:
                sheet.write_blank(row, place, None, style)
        row += 1
    return row


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; spreadsheets do not all fit the height of a row by themselves."""
    return sum(max(1, ceil(len(line) / (width - 2))) for line in text.split("\n"))


def _sheet_name(place: Organisation, used: set[str]) -> str:
    """A name that spreadsheets accept and no other sheet has."""
    name = _NOT_IN_SHEET_NAME.sub(" ", " ".join(place.name.split())).strip("' ") or "Blad"
    number = 1
    shown = name[:_LONGEST_SHEET_NAME].strip("' ")
    while shown.casefold() in used or shown.casefold() == "history":
        number += 1
        ending = f" {number}"
        shown = name[: _LONGEST_SHEET_NAME - len(ending)].strip("' ") + ending
    used.add(shown.casefold())
    return shown
