"""A language in which every text stands between marks, for tests that look for what no catalogue translates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from babel.support import NullTranslations

from graph.words import catalogue
from service.web import rendering

__all__ = ["Marked", "marked_pages", "unmarked"]

BEGIN, END = "⟦", "⟧"


class Marked(NullTranslations):
    """Translates every text to itself between marks."""

    def gettext(self, message: str) -> str:
        return f"{BEGIN}{message}{END}"

    def ngettext(self, msgid1: str, msgid2: str, num: int) -> str:
        return f"{BEGIN}{msgid1 if num == 1 else msgid2}{END}"

    def pgettext(self, context: str, message: str) -> str:  # type: ignore[override]
        return f"{BEGIN}{message}{END}"


def unmarked(text: str) -> str:
    """What stands outside the marks; marks may nest, where a text fills in another."""
    depth, left = 0, []
    for letter in text:
        depth += letter == BEGIN
        if not depth:
            left.append(letter)
        depth -= letter == END
    return "".join(left)


@contextmanager
def marked_pages() -> Iterator[None]:
    """While it is open, every text of the product is said in the marked language."""
    with pytest.MonkeyPatch.context() as patch:
        _forget()
        patch.setattr(catalogue, "_catalogue", lambda *_: Marked())
        yield
    _forget()


def _forget() -> None:
    catalogue.texts_in.cache_clear()
    rendering.environment.cache_clear()
