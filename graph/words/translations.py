"""The translations in a file of gettext, read as it is committed.

Every command that says something reads them, so this is done with no more than it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from gettext import NullTranslations
from pathlib import Path

__all__ = ["Translations", "read_translations"]

BETWEEN = "\x04"
"""Stands between a context and its text, as in every catalogue of gettext."""
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}


class Translations(NullTranslations):
    """The translations of one file, before those on which it rests.

    It has two forms for numbers, one and several, as Dutch and English do.
    """

    def __init__(self, said: Mapping[str, tuple[str, ...]]) -> None:
        """Take what is said.

        Args:
            said: by the English text, in each of its forms; by context and text where it has a context.
        """
        super().__init__()
        self._said = said

    def gettext(self, message: str) -> str:
        """A text."""
        said = self._said.get(message)
        return super().gettext(message) if said is None else said[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The text for one or for several."""
        said = self._said.get(msgid1)
        return super().ngettext(msgid1, msgid2, n) if said is None else said[n != 1]

    def pgettext(self, context: str, message: str) -> str:
        """A text in a context."""
        said = self._said.get(f"{context}{BETWEEN}{message}")
        return super().pgettext(context, message) if said is None else said[0]


def read_translations(file: Path) -> NullTranslations:
    """Those of a file; nothing is translated where there is none, as for the language of the source.

    What is marked as fuzzy is no translation yet, and neither is an empty one.
    """
    if not file.exists():
        return NullTranslations()
    entries = _entries(file.read_text(encoding="utf-8").splitlines())
    return Translations(
        {
            _key(entry): forms
            for entry in entries
            if entry.get("msgid") and "fuzzy" not in entry and all(forms := _forms(entry))
        }
    )


def _key(entry: Mapping[str, str]) -> str:
    return f"{entry['msgctxt']}{BETWEEN}{entry['msgid']}" if "msgctxt" in entry else entry["msgid"]


def _forms(entry: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(text for keyword, text in entry.items() if keyword.startswith("msgstr"))


def _entries(lines: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """What stands behind each keyword, entry by entry."""
    entry: dict[str, str] = {}
    keyword = ""
    for line in map(str.strip, lines):
        if line.startswith('"'):
            entry[keyword] = entry.get(keyword, "") + _meant(line)
            continue
        if keyword.startswith("msgstr") and line.startswith(("#", "msgctxt ", "msgid ")):
            yield entry
            entry, keyword = {}, ""
        if line.startswith("msg"):
            keyword, _, text = line.partition(" ")
            entry[keyword] = _meant(text)
        elif line.startswith("#,") and "fuzzy" in line:
            entry["fuzzy"] = line
    yield entry


def _meant(quoted: str) -> str:
    """A text without its quotes and escapes."""
    text = quoted[1:-1]
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), text) if "\\" in text else text
