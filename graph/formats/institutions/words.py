"""The words of the institution data: columns of the download, and what tells a type and a level."""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.formats.reading.text import fold

__all__ = [
    "BOARD",
    "CENTRE",
    "COMMUNITY",
    "FIELD_BY_HEADING",
    "FILTER_LEVELS",
    "HEADINGS",
    "OURS",
    "SCHOOL",
    "levels_of",
    "type_of",
]

BOARD, COMMUNITY, SCHOOL, CENTRE = "board", "community", "school", "centre"

FILTER_LEVELS: Mapping[str, tuple[str, ...]] = {
    "so": ("secundair",), "bao": ("basis",), "ba": ("basis",), "vwo": ("volwassenen",),
}  # fmt: skip
"""The levels of a value of the filter `instelling_niveau`."""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("schoolnummer", "instellingsnummer", "instelling nummer"),
    "site": ("intern vplnummer", "vplnummer", "vestigingsnummer", "intern volgnummer"),
    "name": ("naam", "instellingsnaam", "naam instelling"),
    "is_main": ("hoofdzetel",),
    "street": ("adres", "straat", "straatnaam"),
    "postcode": ("postcode",),
    "municipality": ("gemeente", "deelgemeente"),
    "kbo": ("kbo nummer", "kbonummer", "kbo", "ondernemingsnummer"),
    "levels": ("onderwijsniveau",),
    "type": ("instellingstype", "type instelling"),
    "sort": ("soort instelling",),
    "since": ("begindatum",),
    "until": ("einddatum",),
    "board": ("bestuur", "bestuursnummer", "nummer bestuur", "schoolbestuur"),
    "community": ("scholengemeenschap", "nummer scholengemeenschap"),
    "structures": ("ingerichte hoofdstructuren", "hoofdstructuren"),
    "email": ("e mail", "email"),
    "phone": ("telefoon", "telefoonnummer"),
    "website": ("website",),
    "latitude": ("breedtegraad", "latitude", "lat"),
    "longitude": ("lengtegraad", "longitude", "lon", "lng"),
}
"""The folded headings of each column of the download."""

FIELD_BY_HEADING: Mapping[str, str] = {heading: field for field, known in HEADINGS.items() for heading in known}

OURS = ("intern vplnummer", "vplnummer", "niscode", "ingerichte hoofdstructuren", "status erkenning", "kbo nummer",
         "onderwijsniveau", "instellingstype", "net", "bestuur", "scholengemeenschap", "clb")  # fmt: skip
"""Folded headings that no other list has."""

_LEVELS = (
    ("basis", r"basis|kleuter|lager"),
    ("secundair", r"secundair"),
    ("volwassenen", r"volwassenen|basiseducatie"),
    ("buitengewoon", r"buitengewoon"),
)
_BOARDS = ("bestuur", "schoolbestuur", "inrichtende macht")
_OUT = re.compile(
    r"\b(clb|centr\w+ voor leerlingenbegeleiding|internaat|internaten|tehuis|\w*academies?|dko|deeltijds kunst\w*"
    r"|muziekschool|hogeschool|universiteit|hoger onderwijs|opvangcentrum|begeleidingsdienst)\b"
)
_SCHOOL_TYPES = re.compile(r"\b(basis|kleuter|lager|secundair|buitengewoon)( ?onderwijs|\b)")
_SCHOOL_NAMES = re.compile(
    r"\b(basisschool|kleuterschool|lagere school|middenschool|atheneum|lyceum|college|secundair)\b"
)
_CENTRES = re.compile(r"\b(cvo|cbe|centrum voor (volwassenenonderwijs|basiseducatie)|basiseducatie)\b")


def type_of(written: str, *, name: str, levels: str = "", sort: str = "") -> str | None:
    """The type of organisation; None for something without an ICT team.

    What the data say of the type goes before the name: a school may be called "Atheneum en internaat".

    Args:
        written: the type, as a word or a code; "" = not given.
        name: of the institution.
        levels: of education, in words; "" = not given.
        sort: what the data say beside the type; "" = nothing.
    """
    text, said = fold(written), fold(f"{written} {sort} {levels}")
    called = fold(name)
    if text in ("300", "4", *_BOARDS) or fold(sort) in _BOARDS:
        return BOARD
    if "scholengemeenschap" in (text, fold(sort)):
        return COMMUNITY
    if text in ("2", "3", "9") or _OUT.search(said):
        return None
    if _CENTRES.search(f"{said} {called}"):
        return CENTRE
    is_school = text == "1" or _SCHOOL_TYPES.search(text) or _SCHOOL_NAMES.search(called)
    return SCHOOL if is_school or not _OUT.search(called) else None


def levels_of(words: str, structures: str) -> tuple[str, ...]:
    """The levels of education that words and codes of main structures tell.

    A code has three digits: the first is 1 or 2 for basis, 3 for secundair; the second is 2 for buitengewoon.
    """
    found = {level for level, pattern in _LEVELS if re.search(pattern, fold(words))}
    for code in re.findall(r"\b(\d)(\d)\d\b", structures):
        found |= {"1": {"basis"}, "2": {"basis"}, "3": {"secundair"}}.get(code[0], set())
        found |= {"buitengewoon"} if code[1] == "2" else set()
    return tuple(sorted(found))
