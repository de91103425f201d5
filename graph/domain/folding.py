"""Texts as they are compared: without accents, case and signs."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold"]


def fold(text: str) -> str:
    """The text without accents, case and signs, its words separated by one space: "Coördinator (ICT)" and
    "coordinator ict" fold to the same."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", plain))
