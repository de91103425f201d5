"""The words of pasted lists, in Dutch and English, as a list is read whatever language its writer speaks."""

from __future__ import annotations

from collections.abc import Mapping

from graph.domain.text import Text

__all__ = ["HEADINGS", "LEVEL_BY_WORD", "SPECIAL", "line_place"]

LEVEL_BY_WORD: Mapping[str, str] = {
    "basis": "basis", "basisonderwijs": "basis", "basisschool": "basis", "bs": "basis", "vbs": "basis", "gbs": "basis",
    "kleuter": "basis", "kleuterschool": "basis", "lager": "basis", "lagere": "basis", "primary": "basis",
    "bubao": "basis", "secundair": "secundair", "secundaire": "secundair", "middenschool": "secundair",
    "college": "secundair", "atheneum": "secundair", "lyceum": "secundair", "instituut": "secundair",
    "humaniora": "secundair", "so": "secundair", "ti": "secundair", "vti": "secundair", "buso": "secundair",
    "secondary": "secundair", "volwassenen": "volwassenen", "volwassenenonderwijs": "volwassenen",
    "cvo": "volwassenen", "cbe": "volwassenen", "ligo": "volwassenen", "adult": "volwassenen",
}  # fmt: skip
"""Folded words that say what sort of school it is, in its name or in a cell of its own."""

SPECIAL = frozenset({"bubao", "buso", "buitengewoon"})
"""Folded words that say that a school is for special needs education."""

HEADINGS: Mapping[str, str] = {"name": "naam", "email": "e-mail", "organisation": "school", "role": "functie"}
"""What stands above a column of colleagues that has no heading of its own, by what it holds."""


def line_place(number: int) -> Text:
    """Where a line of a pasted list stands."""
    return Text("line {number}", number=number)
