"""A register that is known, laid out as people do, comes in as what it is: nothing is filed otherwise in silence.

A layout and its disorder are drawn at random from a number, so that a failure comes back with that number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from random import Random

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from graph.formats.reading.result import Imported, NamedBytes
from graph.formats.takenoverzicht.read import read_takenoverzicht
from graph.model.snapshot import Snapshot
from tests.graphs import Plain, edge, node, organisation, school, seat, snapshot_of
from tests.unit.formats.sheets import answers, as_text

ON = date(2026, 11, 24)
NUMBERS = 4
UNKNOWN_IN = 0.4
"""In so many of the workbooks there is a school that the register does not know."""
UNKNOWN = "nest"
SCHOOLS = {
    "brug": "Basisschool De Brug",
    "linde": "Basisschool De Linde",
    "vaart": "Atheneum De Vaart",
    UNKNOWN: "Basisschool Het Nest",
}
PEOPLE = {
    "brug": {"an": ("An", "Claes"), "tom": ("Tom", "Maes"), "els": ("Els", "Van den Broeck")},
    "linde": {"jan": ("Jan", "Peeters"), "mia": ("Mia", "De Smedt")},
    "vaart": {"piet": ("Piet", "Janssens"), "lies": ("Lies", "D'hondt")},
    UNKNOWN: {"bo": ("Bo", "Wuyts"), "ria": ("Ria", "Nys")},
}
TASKS = {
    "netwerk": "Netwerk onderhouden",
    "accounts": "Accounts beheren",
    "vorming": "Leraren vormen",
    "bestellen": "Toestellen bestellen",
    "printers": "Printers nakijken",
    "site": "Website bijwerken",
}
BLOCKS = ["Technisch", "Pedagogisch", "Administratief"]
Fact = tuple[str, str, str, str]
"""Kind of mandate, holder, task and school, by the keys of their ids."""


def register() -> Snapshot:
    """Three schools of a group with colleagues, a head and a team each, and six tasks; the fourth is not known."""
    parts: list[Plain] = [organisation("groep", "school_group", name="Scholengroep Leie")]
    for place, name in SCHOOLS.items():
        if place == UNKNOWN:
            continue
        parts += [school(place, under=["groep"], name=name)]
        parts += [seat(f"role/directie-{place}", at=f"organisation/{place}", name=f"Directeur {name.split(' ', 1)[1]}")]
        parts += [node(f"body/team-{place}", name=f"ICT-team {name.split(' ', 1)[1]}", type="ict_team")]
        parts += [edge("BODY_OF", f"body/team-{place}", f"organisation/{place}")]
        for key, (given, family) in PEOPLE[place].items():
            parts += [
                node(f"person/{key}", name=f"{given} {family}", given_name=given, family_name=family),
                edge("AFFILIATED_WITH", f"person/{key}", f"organisation/{place}", capacity="staff"),
            ]
    parts += [node(f"task_group/{name.lower()}", name=name) for name in BLOCKS]
    parts += [node(f"task/{key}", name=name) for key, name in TASKS.items()]
    return snapshot_of(*parts)


@dataclass
class Drawn:
    """A workbook as it is drawn, and what it says."""

    random: Random
    facts: set[Fact] = field(default_factory=set)
    book: Workbook = field(default_factory=Workbook)
    name: str = "taken.xlsx"
    schools: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.schools = [place for place in SCHOOLS if place != UNKNOWN or self.random.random() < UNKNOWN_IN]
        self.random.shuffle(self.schools)
        self.book.remove(self.book.worksheets[0])

    def sheet(self, title: str) -> Worksheet:
        """A new sheet, with a title and blank rows above what follows, or without."""
        made = self.book.create_sheet(title)
        for _ in range(self.random.randrange(3)):
            made.append([])
        if self.random.random() < 0.5:
            made.append([self.random.choice(["Takenverdeling ICT", "Wie doet wat? 2026-2027", "Overzicht taken"])])
        return made

    def some(self, of: str) -> list[str]:
        """Some of the holders of a school."""
        there = [*PEOPLE[of], f"directie-{of}", f"team-{of}"]
        return self.random.sample(there, self.random.choice([0, 1, 1, 1, 2, 2, 3]))

    def tasks(self) -> list[str]:
        return self.random.sample(list(TASKS), self.random.randint(3, len(TASKS)))

    def school(self, place: str) -> str:
        """What a school is called in a sheet."""
        full = SCHOOLS[place]
        short = full.split(" ", 1)[1]
        return self.random.choice([full, short, short.upper(), f"BS {short}" if full.startswith("Basis") else short])

    def task(self, task: str) -> str:
        name = TASKS[task]
        return self.random.choice([name, name, f" {name} ", name.upper(), f"{self.random.randint(1, 20)}. {name}"])

    def called(self, holder: str, place: str) -> str:
        """What somebody is called in a cell."""
        if holder not in PEOPLE[place]:
            return f"Directeur {SCHOOLS[place].split(' ', 1)[1]}" if "directie" in holder else self.team(place)
        given, family = PEOPLE[place][holder]
        return self.random.choice(
            [f"{given} {family}"] * 3
            + [
                f"{family} {given}",
                given,
                f"{given[0]}. {family}",
                f"{given} {family[0]}.",
                f"{given.upper()} {family}",
            ]
            + [f"dhr. {given} {family}", f"{given} {family} ", f"{given} {family} 2u", f"{given} {family} (halftijds)"]
        )

    def team(self, place: str) -> str:
        return f"ICT-team {SCHOOLS[place].split(' ', 1)[1]}"

    def cell(self, holders: list[str], place: str) -> str | None:
        """A cell with the names of holders."""
        if not holders:
            return self.random.choice([None, None, "-", "/", "?", "n.t.b."])
        between = self.random.choice([", ", " / ", "\n", " + ", " en ", " & ", "; "])
        return between.join(self.called(holder, place) for holder in holders)

    def say(self, kind: str, holders: list[str], task: str, place: str) -> str | None:
        """A cell that says who has a kind of mandate, which is noted as a fact."""
        self.facts |= {(kind, holder, task, place) for holder in holders}
        return self.cell(holders, place)

    def close(self, sheet: Worksheet, width: int) -> None:
        """What stands below a table, or nothing."""
        if self.random.random() < 0.4:
            sheet.append(["TOTAAL", *[self.random.randint(1, 9) for _ in range(width)]])
        if self.random.random() < 0.3:
            sheet.append([])

    def file(self) -> NamedBytes:
        content = BytesIO()
        self.book.save(content)
        return NamedBytes(self.name, content.getvalue())


KINDS = {"EXECUTES": ["Wie voert uit", "Voert uit", "Uitvoerder"], "DECIDES": ["Wie beslist", "Beslist"]}


def _kinds(drawn: Drawn) -> dict[str, str]:
    kinds = list(KINDS)
    drawn.random.shuffle(kinds)
    return {kind: drawn.random.choice(KINDS[kind]) for kind in kinds}


def a_sheet_each(drawn: Drawn) -> None:
    for place in drawn.schools:
        sheet, kinds = drawn.sheet(drawn.school(place)), _kinds(drawn)
        sheet.append(["Taak", *kinds.values()])
        for task in drawn.tasks():
            sheet.append([drawn.task(task), *(drawn.say(kind, drawn.some(place), task, place) for kind in kinds)])
        drawn.close(sheet, 2)


def schools_below_each_other(drawn: Drawn) -> None:
    sheet, kinds, repeats = drawn.sheet("Taken"), _kinds(drawn), drawn.random.random() < 0.6
    for number, place in enumerate(drawn.schools):
        sheet.append([drawn.school(place)])
        if repeats or not number:
            sheet.append(["Taken", *kinds.values()])
        for task in drawn.tasks():
            sheet.append([drawn.task(task), *(drawn.say(kind, drawn.some(place), task, place) for kind in kinds)])
        drawn.close(sheet, 2)


def schools_side_by_side(drawn: Drawn) -> None:
    sheet = drawn.sheet("Taken")
    sheet.append(["Taak", *map(drawn.school, drawn.schools)])
    for task in drawn.tasks():
        sheet.append(
            [drawn.task(task), *(drawn.say("EXECUTES", drawn.some(place), task, place) for place in drawn.schools)]
        )
    drawn.close(sheet, 3)


def kinds_under_schools(drawn: Drawn) -> None:
    sheet, kinds, first = drawn.sheet("Taken"), _kinds(drawn), [None]
    for place in drawn.schools:
        first += [drawn.school(place), None]  # type: ignore[list-item]
    sheet.append(first)
    if drawn.random.random() < 0.5:
        for column in range(2, 2 + 2 * len(drawn.schools), 2):
            sheet.merge_cells(
                start_row=sheet.max_row, end_row=sheet.max_row, start_column=column, end_column=column + 1
            )
    sheet.append(["Taak", *(heading for _ in drawn.schools for heading in kinds.values())])
    _both(drawn, sheet, [(place, kind) for place in drawn.schools for kind in kinds])


def schools_under_kinds(drawn: Drawn) -> None:
    sheet, kinds, first = drawn.sheet("Taken"), _kinds(drawn), [None]
    for heading in kinds.values():
        first += [heading, *([None] * (len(drawn.schools) - 1))]  # type: ignore[list-item]
    sheet.append(first)
    sheet.append(["Taak", *(drawn.school(place) for _ in kinds for place in drawn.schools)])
    _both(drawn, sheet, [(place, kind) for kind in kinds for place in drawn.schools])


def _both(drawn: Drawn, sheet: Worksheet, columns: list[tuple[str, str]]) -> None:
    for task in drawn.tasks():
        sheet.append([drawn.task(task), *(drawn.say(kind, drawn.some(place), task, place) for place, kind in columns)])
    drawn.close(sheet, 6)


def a_column_of_schools(drawn: Drawn) -> None:
    sheet, kinds = drawn.sheet("Taken"), _kinds(drawn)
    sheet.append(["School", "Taak", *kinds.values()])
    for place in drawn.schools:
        repeats = drawn.random.random() < 0.5
        for number, task in enumerate(drawn.tasks()):
            named = drawn.school(place) if repeats or not number else None
            cells = [drawn.say(kind, drawn.some(place), task, place) for kind in kinds]
            sheet.append([named, drawn.task(task), *cells])


def crosses(drawn: Drawn) -> None:
    for place in drawn.schools:
        sheet = drawn.sheet(drawn.school(place))
        people = list(PEOPLE[place])
        sheet.append(["Taak", *(" ".join(PEOPLE[place][person]) for person in people)])
        _marks(drawn, sheet, [(place, person) for person in people], lambda: {"x": ["EXECUTES"], "": []})


def crosses_of_all_schools(drawn: Drawn) -> None:
    sheet = drawn.sheet("Taken")
    columns = [(place, person) for place in drawn.schools for person in PEOPLE[place]]
    firsts = {next(iter(PEOPLE[place])) for place in drawn.schools}
    sheet.append([None, *(drawn.school(place) if person in firsts else None for place, person in columns)])
    sheet.append(["Taak", *(" ".join(PEOPLE[place][person]) for place, person in columns)])
    _marks(drawn, sheet, columns, lambda: {"x": ["EXECUTES"], "": []})


def letters(drawn: Drawn) -> None:
    for place in drawn.schools:
        sheet = drawn.sheet(drawn.school(place))
        columns = [(place, holder) for holder in (*PEOPLE[place], f"directie-{place}")]
        names = [" ".join(PEOPLE[place][person]) for person in PEOPLE[place]]
        sheet.append(["Taak", *names, f"Directeur {SCHOOLS[place].split(' ', 1)[1]}"])
        said = {"R": ["EXECUTES"], "A": ["DECIDES"], "R/A": ["EXECUTES", "DECIDES"], "C": [], "I": [], "": []}
        _marks(drawn, sheet, columns, lambda said=said: said)


def _marks(
    drawn: Drawn, sheet: Worksheet, columns: list[tuple[str, str]], said: Callable[[], dict[str, list[str]]]
) -> None:
    for task in drawn.tasks():
        marks = [drawn.random.choice(list(said())) for _ in columns]
        marks[drawn.random.randrange(len(marks))] = next(iter(said()))
        for mark, (place, holder) in zip(marks, columns, strict=True):
            drawn.facts |= {(kind, holder, task, place) for kind in said()[mark]}
        sheet.append([drawn.task(task), *(mark or None for mark in marks)])
    drawn.close(sheet, len(columns))


def tasks_side_by_side(drawn: Drawn) -> None:
    for place in drawn.schools:
        sheet, tasks = drawn.sheet(drawn.school(place)), drawn.tasks()
        sheet.append(["Naam", *(TASKS[task] for task in tasks)])
        for person in PEOPLE[place]:
            does = [drawn.random.random() < 0.6 for _ in tasks]
            drawn.facts |= {("EXECUTES", person, task, place) for task, it in zip(tasks, does, strict=True) if it}
            sheet.append([" ".join(PEOPLE[place][person]), *("x" if it else None for it in does)])


def blocks(drawn: Drawn) -> None:
    for place in drawn.schools:
        sheet, kinds = drawn.sheet(drawn.school(place)), _kinds(drawn)
        for block in drawn.random.sample(BLOCKS, 2):
            sheet.append([block, *kinds.values()])
            for task in drawn.tasks()[:3]:
                sheet.append([drawn.task(task), *(drawn.say(kind, drawn.some(place), task, place) for kind in kinds)])
            sheet.append([])


def blocks_with_schools_side_by_side(drawn: Drawn) -> None:
    sheet, titles = drawn.sheet("Taken"), [drawn.school(place) for place in drawn.schools]
    for block in drawn.random.sample(BLOCKS, 2):
        sheet.append([block, *titles])
        for task in drawn.tasks()[:3]:
            names = (drawn.say("EXECUTES", drawn.some(place), task, place) for place in drawn.schools)
            sheet.append([drawn.task(task), *names])


LAYOUTS = (
    a_sheet_each,
    schools_below_each_other,
    schools_side_by_side,
    kinds_under_schools,
    schools_under_kinds,
    a_column_of_schools,
    crosses,
    crosses_of_all_schools,
    letters,
    tasks_side_by_side,
    blocks,
    blocks_with_schools_side_by_side,
)


def read(file: NamedBytes, given: dict[str, str]) -> Imported:
    return read_takenoverzicht(file, register(), on=ON, answers=answers(**given))


def said_by(imported: Imported) -> set[Fact]:
    """What an import files."""
    return {
        (one.kind, one.from_id.partition("/")[2], one.to_id.partition("/")[2], place.partition("/")[2])
        for one in register().apply(imported.changes).mandates()
        for place in one.scope
    }


def rounds(file: NamedBytes) -> Iterator[Imported]:
    """Each reading of somebody who takes every suggestion."""
    given: dict[str, str] = {}
    while True:
        found = read(file, given)
        yield found
        more = {one.id: one.suggested for one in found.doubts if one.suggested and one.id not in given}
        if not more:
            return
        given |= more


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("number", range(NUMBERS))
def test_what_is_known_comes_in_as_it_is_or_is_asked(layout: Callable[[Drawn], None], number: int) -> None:
    drawn = Drawn(Random(f"{layout.__name__} {number}"))
    layout(drawn)
    facts = {fact for fact in drawn.facts if fact[3] != UNKNOWN}
    first, *later = rounds(drawn.file())
    assert first.problems == ()
    for imported in (first, *later):
        assert said_by(imported) - facts == set()
    last = [first, *later][-1]
    missing = facts - said_by(last)
    asked = defaultdict(list)
    for doubt in last.doubts:
        asked[doubt.kind].append(doubt.value)
    assert not missing or asked, missing
    assert len(missing) <= len(facts) // 4, (missing, asked)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("number", range(NUMBERS // 2))
def test_a_sheet_that_is_saved_as_text_says_what_the_sheet_says(layout: Callable[[Drawn], None], number: int) -> None:
    drawn = Drawn(Random(f"{layout.__name__} {number}"))
    layout(drawn)
    first, *others = drawn.book.worksheets
    for sheet in others:
        drawn.book.remove(sheet)
    for merged in list(first.merged_cells.ranges):
        first.unmerge_cells(str(merged))
    book = replace(drawn.file(), name=f"{first.title}.xlsx")
    separator, encoding = drawn.random.choice(";,\t|"), drawn.random.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    text = as_text(book, separator=separator, encoding=encoding)
    (*_, last), (*_, same) = rounds(book), rounds(text)
    assert same.problems == ()
    assert said_by(same) == said_by(last)
    asked = [(doubt.kind, doubt.value, str(doubt.address)) for doubt in last.doubts]
    assert [
        (d.kind, *(said.replace(".csv", ".xlsx") for said in (d.value, str(d.address)))) for d in same.doubts
    ] == asked
