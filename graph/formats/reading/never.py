"""Words in lists that are nobody's name and no task: totals, who is meant by an office or by everybody, and no answer.

Written folded. What is said of them is the same in every kind of file: a total is not read, an office is a function and
never a person, and everybody is a consultation or the whole school.
"""

from __future__ import annotations

import re
from enum import StrEnum

from graph.formats.reading.text import fold, squeezed

__all__ = ["Never", "has_a_remark", "is_meeting", "is_total", "never_a_person", "says_an_office", "says_nothing"]


class Never(StrEnum):
    """What a word is instead of a name."""

    NOTHING = "nothing"
    TOTAL = "total"
    ELSEWHERE = "elsewhere"
    EVERYBODY = "everybody"
    HEAD = "head"
    OFFICE = "office"
    MEETING = "meeting"
    OUTSIDE = "outside"


_WORDS = {
    Never.NOTHING: (
        "geen", "niemand", "niemand meer", "nee", "neen", "nog niemand", "nog te vinden",
        "nog te bepalen", "nog niet", "ntb", "tbd", "vacant", "vacature", "none", "nobody", "nog onbekend",
        "onbekend", "niet gekend", "nog in te vullen", "in te vullen", "te bepalen", "nvt", "n v t",
        "niet van toepassing", "n a", "na", "not applicable", "niet bij ons", "false", "onwaar",
    ),
    Never.ELSEWHERE: (
        "idem", "id", "zie boven", "zie hierboven", "zie links", "zie onder", "zelfde", "dezelfde", "hetzelfde", "same",
        "see above", "zie nota", "zie opmerking",
    ),
    Never.EVERYBODY: (
        "iedereen", "alle", "allen", "allemaal", "alle leerkrachten", "alle leraren", "leerkrachten", "leraren",
        "personeel", "alle personeel", "team", "everyone", "all", "alle scholen", "alle collega s", "collega s",
    ),
    Never.HEAD: (
        "dir", "directie", "directeur", "directrice", "directies", "schoolleiding", "beleid", "beleidsteam",
        "coordinerend directeur", "adj dir", "adjunct directeur",
    ),
    Never.OFFICE: (
        "secretariaat", "secr", "administratie", "onthaal", "boekhouding", "economaat", "helpdesk", "ict", "ict dienst",
        "ict team", "ict coordinator", "it", "zorg", "zorgteam", "preventie", "klusdienst", "poetsdienst", "leerlingen",
        "ouders", "ouderraad", "klasleerkracht", "klastitularis", "titularis", "zorgcoordinator", "internaat",
    ),
    Never.OUTSIDE: (
        "extern", "externe", "externen", "externe firma", "externe partner", "externe partij", "leverancier",
        "leveranciers", "firma", "partner", "external", "supplier",
    ),
}  # fmt: skip
_WHAT = {word: sort for sort, words in _WORDS.items() for word in words}
_TOTAL = re.compile(
    r"(?:(?:algemeen |sub ?|eind)?totaa?l(?:en)?(?: (?:uren|aantal|punten|lestijden|algemeen|per .*|van .*))?"
    r"|grand total|som|sum|gemiddelde?|average|aantal)"
    r"(?: [\d ]+(?: (?:uur|uren|u|personen|leden|personeelsleden|rijen))?)?"
)
_ARTICLE = re.compile(r"\A(?:de|het|onze|ons|the) ")
_MEETING = re.compile(
    r"(?:team|(?<!scholen)groep|overleg|vergadering|comite|commissie|werkgroepen)\b|\bcel\b|\bmeeting\b"
    r"|\b(?:ouder|leerlingen|school|leraren|pedagogische|mede\w*|ondernemings|vak|beleids|schoolbestuur)?raad\b"
    r"|\bcollege van\b"
)
_FUNCTION = re.compile(
    r"(?:coordinator|beheerder|verantwoordelijke|medewerk\w+|directeur|directrice|secretari\w+|technicus|leerkracht(?:en)?"
    r"|leraar|adviseur|boekhouder|opvoeder|begeleider|inkoper|programmeur|coach|diensthoofd|voorzitter)\b"
    r"|\baanspreekpunt|\bklas \d|\bhoofd\b"
)
_OF_REMARKS = frozenset(
    [
        "of", "met", "was", "vroeger", "voorheen", "meer", "nog", "niet", "naar", "zie", "ipv", "om", "wordt", "is",
        "bij", "alle", "behalve", "zonder", "uitgezonderd", "except",
    ]
)  # fmt: skip
"""Words that stand in remarks, and never in names."""
_NUMBER = re.compile(r"[-+]?[\d\s.,:/%€]+")


def never_a_person(text: str) -> Never | None:
    """What a text is that is never the name of somebody; None when it may be one."""
    folded = fold(text)
    if not folded or _NUMBER.fullmatch(squeezed(text)):
        return Never.NOTHING
    if _TOTAL.fullmatch(folded):
        return Never.TOTAL
    found = _what(folded) or _what(_ARTICLE.sub("", folded))
    if found is None and _MEETING.search(folded):
        return Never.MEETING
    return Never.OFFICE if found is None and _FUNCTION.search(folded) else found


def has_a_remark(text: str) -> bool:
    """Whether a word stands in a text that stands in remarks, and never in names."""
    return not _OF_REMARKS.isdisjoint(fold(text).split())


def says_an_office(text: str) -> bool:
    """Whether a text is one of the known words for a function, which each school has one of at the most."""
    return _what(_ARTICLE.sub("", fold(text))) is not None


def is_meeting(text: str) -> bool:
    """Whether a text is what a body that meets is called."""
    return _MEETING.search(fold(text)) is not None


def says_nothing(text: str) -> bool:
    """Whether a text is a word for nobody, or for what has yet to be filled in."""
    return _what(fold(text)) is Never.NOTHING


def is_total(text: str) -> bool:
    """Whether a text is the title of a row or column that adds up others."""
    return _TOTAL.fullmatch(fold(text)) is not None


def _what(folded: str) -> Never | None:
    """What a word is, also when it is written with dots: n.t.b."""
    return _WHAT.get(folded) or _WHAT.get(folded.replace(" ", ""))
