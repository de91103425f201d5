"""A text of the data as it may be shown anywhere: nothing in it steers what stands around it."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["one_line", "safe_link", "shown"]

# Marks that turn the direction of what follows, up to the end of the line: letters carry their own direction.
_STEERING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_CHARACTERS = frozenset("\ufffe\uffff")
_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)[^\s<>\"\\]*", re.IGNORECASE)


def shown(text: str) -> str:
    """The text without control characters, halves of letters and marks of direction; line ends and tabs stay."""
    return "".join(letter for letter in text if letter in "\n\t" or not _steers(letter))


def one_line(text: str) -> str:
    """The shown text, with every run of white space as one space."""
    return " ".join(shown(text.replace("\r", " ")).split())


def safe_link(address: str | None) -> str | None:
    """An address that a reader may follow: on the web, to write or call to, or in the product; else None.

    What comes from the data could be an address that runs something where it is shown.
    """
    return address if address is not None and _SAFE_LINK.fullmatch(address) else None


def _steers(letter: str) -> bool:
    return letter in _STEERING or letter in _NO_CHARACTERS or unicodedata.category(letter) in ("Cc", "Cs")
