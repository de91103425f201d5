"""What somebody reads of a mistake: in the language that was asked, else in English."""

from __future__ import annotations

from graph.domain.errors import InvalidInput, MandaatwijzerError
from graph.words.catalogue import LANGUAGES
from service.cli.writing import printable
from service.config import read_settings
from service.web.language import texts_of

__all__ = ["mistake"]


def mistake(error: MandaatwijzerError, language: str | None = None) -> str:
    """Every problem on a line of its own, without control characters.

    Args:
        error: what went wrong.
        language: the one that was typed; None or none of ours = that of the settings, where it is set.
    """
    asked = language if language in LANGUAGES else _set_language()
    said = str(error) if asked is None else texts_of(asked).say(error.said)
    return "\n".join(map(printable, said.splitlines()))


def _set_language() -> str | None:
    try:
        settings = read_settings()
    except InvalidInput:
        return None
    return settings.language if "language" in settings.model_fields_set else None
