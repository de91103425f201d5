"""What records are called by their own names, and a text said with those."""

from __future__ import annotations

from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.words.catalogue import Naming, texts_in

__all__ = ["names_in", "said_in"]


def names_in(snapshot: Snapshot, language: str) -> Naming:
    """The name of each record in a language; its id where it is not there."""

    def name(record_id: str) -> str:
        node = snapshot.node(record_id)
        return record_id if node is None else node.name_in(language)

    return name


def said_in(text: Text, snapshot: Snapshot, language: str) -> str:
    """A text in words, with records by their names."""
    return texts_in(language).say(text, names_in(snapshot, language))
