"""Texts as they are compared: without accents, case and signs."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "plain", "unturned", "visible"]

_TURNING = dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_PLAIN_LETTERS = str.maketrans({
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e",
    "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss",
})  # fmt: skip
"""Letters of European alphabets that are no letter with an accent, so that Unicode does not take them apart."""


def plain(text: str) -> str:
    """The text without accents, case and invisible signs: "Yıldız" and "yildiz" are plainly the same."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN_LETTERS)
    return visible("".join(letter for letter in letters if not unicodedata.combining(letter)))


def fold(text: str) -> str:
    """The plain text without signs, its words separated by one space: "Coördinator (ICT)" and "coordinator ict" fold
    to the same."""
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


def visible(text: str) -> str:
    """The text without signs that nobody sees, such as soft hyphens, spaces of no width and signs of direction."""
    return text if text.isascii() else "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def unturned(text: str) -> str:
    """The text without the marks that turn the direction of what is written around it."""
    return text if text.isascii() else text.translate(_TURNING)
