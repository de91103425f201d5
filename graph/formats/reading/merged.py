"""Files from before a merge: they name records that go under another id now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.domain.text import Named, Text
from graph.formats.reading.result import Note
from graph.model.snapshot import Snapshot

__all__ = ["Merged"]


class Merged:
    """Leads plain records on to the records into which others were merged.

    Attributes:
        notes: one for each record that was left out because it is part of another now.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.notes: list[Note] = []
        self._snapshot = snapshot
        self._aliases = snapshot.aliases()

    def lead_on(self, plain: Any, place: str) -> Any:
        """The plain record as it is said now; None when it is a node that was merged into another.

        Args:
            plain: of unknown quality; what is no record comes back as it is.
            place: where it stands, for the note.
        """
        if not self._aliases or not isinstance(plain, Mapping):
            return plain
        own = plain.get("id")
        kept = self._aliases.get(own) if isinstance(own, str) and self._snapshot.get(own) is None else None
        if kept is not None:
            self.notes.append(_left_out(str(own), kept, place))
            return None
        return {key: value if key in ("id", "aliases") else self._led(value) for key, value in plain.items()}

    def _led(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._aliases.get(value, value)
        return [self._led(one) for one in value] if isinstance(value, list) else value


def _left_out(own: str, kept: str, place: str) -> Note:
    return Note(address=place, text=Text("{own} was merged into {kept} and is left out", own=own, kept=Named(kept)))
