"""In which language a page speaks: Dutch or English, chosen by the reader, else by their browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.words.catalogue import LANGUAGES, Texts, texts_in

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["LANGUAGE_COOKIE", "LOCALE_FOLDER", "language_of", "texts_of"]

LANGUAGE_COOKIE = "mandaatwijzer_language"
LOCALE_FOLDER = Path(__file__).with_name("locale")
"""The translations of the pages, on top of those of the reports."""


def texts_of(language: str) -> Texts:
    """What a reader of the pages reads, in a language."""
    return texts_in(language, LOCALE_FOLDER)


def language_of(request: Request, default: str) -> str:
    """The language for a reader: what they chose before, else what their browser likes best, else the default."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return next((one for one in _accepted(request.headers.get("accept-language", "")) if one in LANGUAGES), default)


def _accepted(header: str) -> Sequence[str]:
    """The languages of an Accept-Language header, best first."""
    wanted = []
    for place, part in enumerate(header.lower().split(",")):
        name, _, parameter = part.partition(";")
        quality = _quality(parameter.strip().removeprefix("q="))
        if quality > 0:
            wanted.append((-quality, place, name.strip()[:2]))
    return [name for _, _, name in sorted(wanted)]


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
