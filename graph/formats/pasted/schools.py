"""Schools from a pasted list: a line each, with what people have at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.domain.errors import InvalidInput, Problem
from graph.domain.text import Text
from graph.formats.pasted.lines import without_bullet
from graph.formats.pasted.words import LEVEL_BY_WORD, SPECIAL, line_place
from graph.formats.reading.damage import damaged_cells
from graph.formats.reading.text import fold, squeezed

__all__ = ["PastedSchool", "schools_in"]

MOST_SCHOOLS = 200

_NUMBER = re.compile(r"\d{5,6}")
_POSTCODE = re.compile(r"([1-9]\d{3})(?: +(.+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedSchool:
    """A school as a line names it.

    Attributes:
        name: as people call it.
        level: basis, secundair or volwassenen.
        is_level_told: whether the line tells the level; else it is the usual one.
        is_special: whether it is for special needs education.
        number: six characters; None = not given.
        municipality: None = not given.
        postcode: None = not given.
    """

    name: str
    level: str
    is_level_told: bool
    is_special: bool = False
    number: str | None = None
    municipality: str | None = None
    postcode: str | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What the line says of the organisation, as its fields."""
        special = ("buitengewoon",) if self.is_special else ()
        optional = {"number": self.number, "municipality": self.municipality, "postcode": self.postcode}
        return {"levels": tuple(sorted((self.level, *special))), **{k: v for k, v in optional.items() if v is not None}}


def schools_in(lines: str, usual_level: str = "basis") -> tuple[PastedSchool, ...]:
    """The schools of a pasted list: the name first, then in any order a number, a municipality, the sort of school.

    Cells are separated by tabs, semicolons or commas. What sort of school it is, is told by a cell of its own, else by
    the name, else it is `usual_level`.

    Raises:
        InvalidInput: every line that cannot be read, and schools that stand in the list twice.
    """
    problems: list[Problem] = []
    found: list[PastedSchool] = []
    for number, line in enumerate(lines.splitlines(), 1):
        if line.strip():
            school = _school(line, usual_level)
            problems.extend(_problems(school, found, number))
            damaged_cells({"lines": squeezed(line)}, line_place(number), problems)
            found.append(school)
    if not found:
        problems.append(
            Problem(
                message=Text("No school was named"),
                remedy=Text("Write the names of your schools, one on a line"),
                field="lines",
            )
        )
    if len(found) > MOST_SCHOOLS:
        problems.append(
            Problem(
                message=Text("{number} schools were named at once", number=len(found)),
                remedy=Text("Give at most {number} at a time", number=MOST_SCHOOLS),
                field="lines",
            )
        )
    if problems:
        raise InvalidInput(problems)
    return tuple(found)


def _school(line: str, usual_level: str) -> PastedSchool:
    separator = next((mark for mark in ("\t", ";", ",") if mark in line), "\t")
    cells = [squeezed(cell) for cell in without_bullet(line).split(separator)]
    values: dict[str, Any] = {}
    names: list[str] = []
    for cell in filter(None, cells):
        told, postcode = LEVEL_BY_WORD.get(fold(cell)), _POSTCODE.fullmatch(cell)
        if _NUMBER.fullmatch(cell):
            values.setdefault("number", cell.zfill(6))
        elif names and told:
            values.setdefault("level", told)
        elif names and postcode:
            values.setdefault("postcode", postcode[1])
            names.append(postcode[2] or "")
        else:
            names.append(cell)
    name, *rest = names or [""]
    words = fold(name).split()
    level = values.pop("level", None) or next((LEVEL_BY_WORD[word] for word in words if word in LEVEL_BY_WORD), None)
    municipality = next(filter(None, rest), None)
    is_special = bool(SPECIAL & {*words, *(fold(cell) for cell in cells)})
    return PastedSchool(
        name=name,
        level=level or usual_level,
        is_level_told=level is not None,
        is_special=is_special,
        municipality=municipality,
        **values,
    )


def _problems(school: PastedSchool, before: list[PastedSchool], number: int) -> Iterator[Problem]:
    place = line_place(number)
    if not any(letter.isalpha() for letter in school.name):
        message, remedy = Text("This line has no name"), Text("Write the name of the school first")
        yield Problem(place=place, message=message, remedy=remedy, field="lines")
    elif any(_is_same(school, other) for other in before):
        message, remedy = Text("This school stands in the list twice"), Text("Leave one of the two lines out")
        yield Problem(place=place, message=message, remedy=remedy, field="lines")


def _is_same(one: PastedSchool, other: PastedSchool) -> bool:
    if one.number and other.number:
        return one.number == other.number
    return fold(one.name) == fold(other.name) and one.municipality == other.municipality
