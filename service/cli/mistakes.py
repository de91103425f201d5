"""What somebody reads of a mistake: in the language that was asked, else in English."""

from __future__ import annotations

from graph.domain.errors import MandaatwijzerError
from graph.words.catalogue import LANGUAGES
from service.cli.writing import printable
from service.config import language_that_is_set
from service.web.language import texts_of

__all__ = ["mistake"]


def mistake(error: MandaatwijzerError, language: str | None = None) -> str:
    """Every problem on a line of its own, without control characters.

    Args:
        error: what went wrong.
        language: the one that was typed; None or none of ours = that of the settings, where it is set.
    """
    asked = language if language in LANGUAGES else language_that_is_set()
    said = str(error) if asked is None else texts_of(asked).say(error.said)
    return "\n".join(map(printable, said.splitlines()))
