"""Texts that no person wrote: what a spreadsheet puts where a formula fails, and letters that were decoded wrongly."""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.domain.errors import Problem
from graph.domain.text import Quoted, Text
from graph.formats.reading.result import Place

__all__ = ["damage_of", "damaged_cells"]

_ERROR = re.compile(
    r"(?:^|\s)(?:#(?:n/?[abv]|nv|na[am]{1,2}e?\?|nom\?|ref!|verw!|value!|waarde!|div/0!|deel/0!|num!|getal!|null!|leeg!"
    r"|spill!|overloop!|calc!|berekenen!|field!|veld!|blocked!|unknown!|busy!|#{2,})|err:\d{3})(?=\s|$)",
    re.IGNORECASE,
)
_SECOND_BYTES = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore"))
_DECODED_WRONGLY = re.compile(f"[ÃÂÄÅ](?:[{_SECOND_BYTES}\x80-\x9f ]|$)|â€|ï»¿|\N{REPLACEMENT CHARACTER}")
"""UTF-8 that was read as Windows-1252: each letter with an accent became two signs; or it was lost altogether."""


def damaged_cells(cells: Mapping[str, str], place: Place, problems: list[Problem]) -> None:
    """Tell of each cell that holds an error value, or text that went through a wrong encoding.

    Args:
        cells: by field.
        place: of their row.
        problems: gets one for each.
    """
    for field, text in cells.items():
        damage = damage_of(text)
        if damage is not None:
            message, remedy = damage
            problems.append(Problem(place=place, field=field, message=message, remedy=remedy))


def damage_of(text: str) -> tuple[Text, Text] | None:
    """What is wrong with a text that no person wrote, and what to do; None when it is sound."""
    if _ERROR.search(text):
        return (
            Text("{text} is an error value of a spreadsheet", text=Quoted(text, most=60)),
            Text("Correct the formula, or leave the cell blank"),
        )
    if not text.isascii() and _DECODED_WRONGLY.search(text):
        return (
            Text("{text} went through a wrong encoding", text=Quoted(text, most=60)),
            Text("Export the list again in UTF-8, or correct the text"),
        )
    return None
