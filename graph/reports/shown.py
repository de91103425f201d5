"""A text of the data as it may be shown anywhere: nothing in it steers what stands around it."""

from __future__ import annotations

import re

__all__ = ["one_line", "safe_link", "shown"]

# Control characters but for tab and line end, halves of letters, what is no character, and the marks that turn the
# direction of what follows up to the end of the line: letters carry their own direction.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)
_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)[^\s<>\"\\]*", re.IGNORECASE)


def shown(text: str) -> str:
    """The text without control characters, halves of letters and marks of direction; line ends and tabs stay."""
    return _STEERING.sub("", text)


def one_line(text: str) -> str:
    """The shown text, with every run of white space as one space."""
    return " ".join(shown(text.replace("\r", " ")).split())


def safe_link(address: str | None) -> str | None:
    """An address that a reader may follow: on the web, to write or call to, or in the product; else None.

    What comes from the data could be an address that runs something where it is shown.
    """
    return address if address is not None and _SAFE_LINK.fullmatch(address) else None
