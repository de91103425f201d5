"""What a store has to do: keep the graph of today and the whole log of how it came to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from graph.domain.changes import ChangeSet, Revision, Version
from graph.domain.kinds import Record
from graph.domain.part import Ask, Part
from graph.store.access import AccessStore
from graph.store.rewriting import Rewriting

__all__ = ["Knowing", "Store"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowing:
    """Whom is looked for in the whole register.

    Attributes:
        words: by which the topic is called.
        level: from which somebody counts.
        of_everybody: whether those who share it with nobody are sought too.
        origin: id of the person or organisation from which a way to them is wanted; None = no way is.
        most: people.
    """

    words: tuple[str, ...]
    level: int
    of_everybody: bool = False
    origin: str | None = None
    most: int = 200


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

    async def gather(self, part: Part, ask: Ask) -> tuple[Version, list[Record], Part]:
        """One consistent read of what a part of the register asks now, and of what that brings along.

        Cost: linear in what is found, but for one look at each mandate when organisations come near; what is found
        elsewhere never leaves the store.

        Args:
            part: what is held already; it stays as it is.
            ask: what is wanted of it.

        Returns:
            The version, the records, and the part that has grown by them.
        """

    async def knowing(self, asked: Knowing) -> list[str]:
        """Who recorded that they know something, anywhere in the register, and who and what is on a way to them.

        It only says where to look: who may be told of whom, and which way is the nearest, follows from their records.

        Returns:
            Ids of people, functions and bodies.

        Raises:
            NotHeldHere: the store cannot search, so that only what is held is known here.
        """

    async def changes(self, since: int, limit: int | None = None) -> list[Revision]:
        """The revisions after one, oldest first; 0 = all.

        Args:
            since: number of the last one that is known.
            limit: how many at most.
        """

    async def time_of(self, number: int) -> datetime:
        """When a revision that is there was made. Cost: the same however much it changed."""

    async def history(self, records: Collection[str]) -> list[Revision]:
        """The revisions that changed some records, oldest first, each with those changes alone.

        Cost: linear in what is found, however long the log is.

        Args:
            records: their ids.
        """

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

    async def rewrite(self, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
        """Put what a rewriting gives in the place of every record and every revision, whole and durable.

        A revision without changes is added that says so. The store gets another id, so that whoever read it before
        reads all of it again.

        Args:
            rewriting: what takes the place of what; it may be asked about the same more than once.
            author: who wants it.
            reason: why.
            key: idempotency key; when it is known already nothing is rewritten.

        Returns:
            How many records of the graph and revisions of the log became others.
        """

    async def restore(self, revisions: Iterable[Revision]) -> None:
        """Fill an empty store with the whole log of another one: numbers, times, authors and keys stay as they are.

        Until it is done nobody is served from it; what is broken off is begun again, from an empty store.

        Args:
            revisions: the log, oldest first, sound: each fits what those before it left.

        Raises:
            InvalidInput: the store holds something.
        """

    async def close(self) -> None:
        """Let go of every resource; a closed store is not used again. Closing twice is no error."""
