"""In which language a page speaks: Dutch or English, chosen by the reader, else by their browser.

The texts stand in English in templates and code, and in Dutch in `locale/nl/LC_MESSAGES/messages.po`. The catalogue
is read as it is; there is nothing to compile.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request

__all__ = ["CATALOGUE", "LANGUAGES", "LANGUAGE_COOKIE", "Words", "language_of", "translations"]

LANGUAGES = ("nl", "en")
LANGUAGE_COOKIE = "mandaatwijzer_language"
CATALOGUE = Path(__file__).with_name("locale") / "nl" / "LC_MESSAGES" / "messages.po"


class Words:
    """The texts of one language.

    Attributes:
        language: `nl` or `en`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = translations(language)

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in this language, with its `%(name)s` places filled in."""
        found = self._texts.gettext(text)
        return found % values if values else found

    def plural(self, one: str, several: str, number: int, /, **values: object) -> str:
        """The text for a number of things; `%(num)s` is the number."""
        return self._texts.ngettext(one, several, number) % {"num": number, **values}


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; English is the text itself."""
    if language != "nl":
        return NullTranslations()
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="nl", abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


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
