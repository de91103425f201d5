"""What a store has to do: keep the graph of today and the whole log of how it came to be."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from graph.domain.changes import ChangeSet, Revision, Version
from graph.domain.kinds import Record
from graph.store.access import AccessStore

__all__ = ["Store"]


class Store(Protocol):
    """The port that every store implements; one contract suite runs over all of them.

    Every method may raise StoreUnavailable, StoreLocked, StoreDamaged or StoreTooNew. A store opens itself at its
    first use.
    """

    @property
    def access(self) -> AccessStore:
        """What is kept beside the graph of who comes in; opened at its own first use, closed with the store."""

    async def version(self) -> Version:
        """Where the store stands. Cheap; the token moves whenever anybody commits, also by hand."""

    async def load(self, at: int | datetime | None = None) -> tuple[Version, list[Record]]:
        """One consistent read of everything.

        Args:
            at: the number of a revision, or an instant with time zone; None = now. What a hand changed in the
                store, and is not adopted yet, is in every load.

        Returns:
            The version, whose revision is that of the load, and the records.

        Raises:
            NotFound: that revision does not exist.
        """

    async def changes(self, since: int) -> list[Revision]:
        """The revisions after one, oldest first; 0 = all."""

    async def commit(self, change_set: ChangeSet, expected: int | None = None) -> Revision:
        """Make the changes, whole and durable, as one revision.

        The key is looked at first: with the same content the first revision is answered again and nothing is
        written. A change set that changes nothing writes nothing and answers the last revision, or one with
        number 0 in an empty store; its key tells the two apart.

        Args:
            change_set: the changes; validated by the caller.
            expected: the revision that it was validated against; None = any.

        Raises:
            KeyReused: the key belongs to other content.
            Conflict: the store is at another revision than expected.
            InvalidInput: an edge would lack an end.
        """

    async def adopt(self, change_set: ChangeSet, expected: int) -> Revision:
        """Log changes that a hand already made in the graph; the same as `commit`, without making them.

        Raises:
            KeyReused, Conflict: as for `commit`; several instances adopt one difference once.
        """

    async def close(self) -> None:
        """Let go of every resource; a closed store is not used again. Closing twice is no error."""
