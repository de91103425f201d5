"""The columns of a task overview: how they are headed where it is written, and by which words they are known.

A column of a kind of mandate is also known by what that kind is called elsewhere in the product.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph.domain.kinds import MANDATE_KINDS
from graph.formats.reading.text import fold
from graph.words.catalogue import LANGUAGES, texts_in
from graph.words.titles import mandate_title

__all__ = [
    "COLUMNS",
    "DEPUTY",
    "HEADINGS",
    "PERIOD_FIELDS",
    "READ",
    "SAYS",
    "VIA",
    "OverviewColumn",
    "heading_of",
    "is_via",
]

VIA, DEPUTY = "via", "deputy"


@dataclass(frozen=True, slots=True)
class OverviewColumn:
    """What a column of an overview holds, and what its heading may say.

    Attributes:
        field: a kind of mandate, `group`, `task`, `level`, `note`, `deputy` for who carries it out when the first
            cannot, or `via` for what comes from elsewhere.
        heading: as it is written.
        width: in letters.
        words: what else its heading may say, folded, as a pattern; empty = the column is not read.
    """

    field: str
    heading: str
    width: int
    words: str = ""

    def fits(self, folded: str) -> bool:
        """Whether a folded heading is one of this column."""
        return bool(self.words) and (re.search(self.words, folded) is not None or folded in _titles(self.field))


COLUMNS = (
    OverviewColumn(
        "group", "Taakgroep", 20, r"^taakgroep|^groep$|^domein|^cluster|^categorie|^luik|^task group|^rubriek"
    ),
    OverviewColumn(
        "task",
        "Taak",
        44,
        r"^(?:taak|taken)(?: ?\d+)?$|^taken? ict|^ict ta[ak]|^taakomschrijving|^omschrijving|^activiteit|^task"
        r"|^deeltaak|^wat$|^wat moet|^wat te doen|^opdracht|^onderwerp|^actie|^werk$|^what",
    ),
    OverviewColumn("level", "Niveau", 13, r"^niveau|^level|^waar$|school (of )?(scholen)?groep"),
    OverviewColumn("DECIDES", "Wie beslist", 30, r"beslis|knoop|goedkeur|keurt\b.*\bgoed|decide|decision|^accountable"),
    OverviewColumn(
        "EXECUTES",
        "Wie voert uit",
        34,
        r"uitvoer|uitgevoerd|\bvoert\b.*\buit\b|\bdoet\b|execut|^wie$|^door wie$|^who$|^responsible",
    ),
    OverviewColumn(
        "STEERS",
        "Wie stuurt aan",
        30,
        r"\bstuurt\b|\bstuur\b|aanstur|aangestuurd|opvolg|\bvolgt\b.*\bop\b|steer|follow",
    ),
    OverviewColumn("CONTACT_POINT_FOR", "Aanspreekpunt", 34, r"aanspreek|contact|terecht|bereik"),
    OverviewColumn(
        "note",
        "Opmerking",
        40,
        r"^opm\b|^opmerking|^nota|^notitie|^commentaar|^toelichting|^remark|^comment|^note|^(extra )?info(rmatie)?\b",
    ),
    OverviewColumn(VIA, "Via groep, bestuur of taakgroep", 44),
)
"""In the order in which they are written."""

READ = (
    *COLUMNS,
    OverviewColumn(
        DEPUTY, "Back-up", 30, r"back ?up|^(?:\d ?(?:e|de|ste) )?vervang|plaatsvervang|^reserve|deputy|bij afwezigheid"
    ),
    OverviewColumn("advises", "Geeft advies", 30, r"^(wie )?(geeft|geven) advies|^advies|geraadpleegd|consult"),
    OverviewColumn("informed", "Wordt geïnformeerd", 30, r"geinformeerd|^ter info|^informed|^wie informeren"),
    OverviewColumn("since", "Vanaf", 12, r"^vanaf|^sinds|^begindatum|^startdatum|^start$|^begin$|^van$|^from|^since"),
    OverviewColumn(
        "until",
        "Tot en met",
        12,
        r"^tot\b(?!.*bedrag)|^t ?e ?m\b|^tem\b|^einddatum|^einde?$|^laatste dag|^until|^till|^end date",
    ),
    OverviewColumn("period", "Periode", 24, r"^periode|^looptijd|^geldig|^schooljaar$|^duur$|^period|^data$"),
)
"""Those that are recognised; who does it when the first cannot is written among those who carry it out, and days are
written behind the names."""

SAYS = ("advises", "informed")
"""The columns of who has a say in a task, by how far it goes."""

PERIOD_FIELDS = ("since", "until", "period")
"""The columns with days, for whoever stands in the row."""

HEADINGS = tuple(column.heading for column in COLUMNS)


def heading_of(field: str) -> str:
    """How the column of a field is headed."""
    return next(column.heading for column in READ if column.field == field)


def is_via(folded: str) -> bool:
    """Whether a folded heading is that of the column with what comes from elsewhere: never read, no news to anybody."""
    return folded.startswith(f"{VIA} ")


@cache
def _titles(field: str) -> tuple[str, ...]:
    if field not in MANDATE_KINDS:
        return ()
    return tuple(fold(mandate_title(field, texts_in(language))) for language in LANGUAGES)
