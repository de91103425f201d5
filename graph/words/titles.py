"""The words for the codes of the product: one place, so that every report and page says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

from graph.domain.text import N_
from graph.words.catalogue import Texts
from graph.words.phrases import MANDATE_TITLES

__all__ = [
    "LEVEL_TITLES",
    "OBLIGATION_TITLES",
    "PROVENANCE_TITLES",
    "SEVERITY_TITLES",
    "SEVERITY_TONES",
    "Tone",
    "mandate_title",
    "title",
]

Code = TypeVar("Code", str, int)

Tone = Literal["bad", "warn", "notice", "calm", "good"]
"""How a value is meant, from grave to fine; a colour beside words or a sign that say it too, never alone."""

SEVERITY_TITLES: Mapping[str, str] = {
    "critical": N_("Critical"),
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
}

SEVERITY_TONES: Mapping[str, Tone] = {"critical": "bad", "high": "warn", "medium": "notice", "low": "calm"}
"""The colour beside the word."""

OBLIGATION_TITLES: Mapping[str, str] = {
    "law": N_("Required by law"),
    "recommended": N_("Recommended"),
    "own": N_("Own agreement"),
}

LEVEL_TITLES: Mapping[int, str] = {
    1: N_("Knows the basics"),
    2: N_("Works independently"),
    3: N_("Helps colleagues"),
    4: N_("Is our reference"),
    5: N_("Trains others"),
}
"""The levels of expertise."""

PROVENANCE_TITLES: Mapping[str, str] = {
    "declared": N_("their own word"),
    "endorsed": N_("confirmed by a colleague"),
    "certified": N_("with a certificate"),
    "inferred": N_("inferred from tasks"),
}
"""Where knowledge of somebody's expertise comes from."""


def title(titles: Mapping[Code, str], code: Code | None, texts: Texts) -> str:
    """The words for a code; nothing for no code."""
    return "" if code is None else texts.gettext(titles[code])


def mandate_title(kind: str | None, texts: Texts) -> str:
    """What a kind of mandate is called; nothing for no kind."""
    return "" if kind is None else MANDATE_TITLES[texts.language][kind]
