"""What is said of absences that no longer tell who was away."""

from __future__ import annotations

from collections.abc import Iterator

from graph.reports.model import Block, Paragraph
from graph.words.catalogue import Texts

__all__ = ["unnamed_note", "unnamed_told"]


def unnamed_told(number: int, texts: Texts) -> str:
    """That the name went from some absences, so that nobody knows what they left undone; empty without any."""
    if not number:
        return ""
    return texts.ngettext(
        "{number} absence says no longer who was away; nobody knows what was left undone by it.",
        "{number} absences say no longer who was away; nobody knows what was left undone by them.",
        number,
    )


def unnamed_note(number: int, texts: Texts) -> Iterator[Block]:
    """The same as a note."""
    if number:
        yield Paragraph.of(unnamed_told(number, texts), note=True)
