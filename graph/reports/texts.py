"""The words of the product for people, in Dutch and English: one place, so that every report says the same."""

from __future__ import annotations

from collections.abc import Mapping

from graph.domain.words import MANDATE_TITLES

__all__ = ["CODE_TITLES", "MANDATE_TITLES", "OBLIGATION_TITLES", "SEVERITY_TITLES", "title"]

Titles = Mapping[str, Mapping[str, str]]
"""Per language, the words for a code."""

CODE_TITLES: Titles = {
    "nl": {
        "vacant": "Niemand aangeduid",
        "absent_without_replacement": "Afwezig, geen vervanging",
        "fallback_only": "Komt nu bij een andere functie terecht",
        "under_norm": "Te weinig mensen aangeduid",
        "over_norm": "Te veel mensen aangeduid",
        "unfilled_role": "Functie niet ingevuld",
        "not_independent": "Allemaal van dezelfde school of firma",
        "ends_soon": "Loopt af, nog geen opvolger",
        "never_granted": "Nog niet bevestigd door de directie",
        "without_expertise": "Nodige expertise niet gekend bij deze persoon",
        "missing_coupled": "Hoort nog iets anders te hebben",
        "outside_period": "Data kloppen niet",
        "overlapping": "Dubbel ingevoerd",
        "stale": "Dit schooljaar nog niet nagekeken",
    },
    "en": {
        "vacant": "Nobody appointed",
        "absent_without_replacement": "Absent, no replacement",
        "fallback_only": "Ends up with another function for now",
        "under_norm": "Too few people appointed",
        "over_norm": "Too many people appointed",
        "unfilled_role": "Function not filled",
        "not_independent": "All from the same school or company",
        "ends_soon": "Ends soon, no successor yet",
        "never_granted": "Not yet confirmed by the head",
        "without_expertise": "Expertise needed, not known of this person",
        "missing_coupled": "Should have something else as well",
        "outside_period": "Dates do not fit",
        "overlapping": "Entered twice",
        "stale": "Not checked yet this school year",
    },
}

SEVERITY_TITLES: Titles = {
    "nl": {"critical": "Dringend", "high": "Hoog", "medium": "Gemiddeld", "low": "Laag"},
    "en": {"critical": "Critical", "high": "High", "medium": "Medium", "low": "Low"},
}

OBLIGATION_TITLES: Titles = {
    "nl": {"law": "Verplicht", "recommended": "Aanbevolen", "own": "Eigen afspraak"},
    "en": {"law": "Required by law", "recommended": "Recommended", "own": "Own agreement"},
}


def title(titles: Titles, code: str | None, language: str) -> str:
    """The words for a code; nothing for no code."""
    return "" if code is None else titles[language][code]
