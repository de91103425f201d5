"""A store that tells of every call how long it took and how it ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from graph.domain.changes import ChangeSet, Revision, Version
from graph.domain.errors import MandaatwijzerError
from graph.domain.kinds import Record
from graph.domain.part import Ask, Part
from graph.store.access import AccessStore
from graph.store.port import Knowing, Store
from graph.store.rewriting import Rewriting

__all__ = ["MeasuredStore", "TellCall"]

T = TypeVar("T")

TellCall = Callable[[str, str, float], None]
"""Is told the method, the outcome (`ok`, or the name of the error) and the seconds of a call."""


class MeasuredStore:
    """Another store, whose calls are told; see `graph.store.port.Store`.

    Args:
        store: does the work.
        tell: is told; it must not fail.
    """

    def __init__(self, store: Store, tell: TellCall) -> None:
        self._store = store
        self._tell = tell

    @property
    def access(self) -> AccessStore:
        return self._store.access

    async def version(self) -> Version:
        return await self._told("version", self._store.version())

    async def load(self, at: int | datetime | None = None) -> tuple[Version, list[Record]]:
        return await self._told("load", self._store.load(at))

    async def gather(self, part: Part, ask: Ask) -> tuple[Version, list[Record], Part]:
        return await self._told("gather", self._store.gather(part, ask))

    async def knowing(self, asked: Knowing) -> list[str]:
        return await self._told("knowing", self._store.knowing(asked))

    async def changes(self, since: int, limit: int | None = None) -> list[Revision]:
        return await self._told("changes", self._store.changes(since, limit))

    async def time_of(self, number: int) -> datetime:
        return await self._told("time_of", self._store.time_of(number))

    async def history(self, records: Collection[str]) -> list[Revision]:
        return await self._told("history", self._store.history(records))

    async def commit(self, change_set: ChangeSet, expected: int | None = None) -> Revision:
        return await self._told("commit", self._store.commit(change_set, expected))

    async def adopt(self, change_set: ChangeSet, expected: int) -> Revision:
        return await self._told("adopt", self._store.adopt(change_set, expected))

    async def rewrite(self, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
        return await self._told("rewrite", self._store.rewrite(rewriting, author=author, reason=reason, key=key))

    async def restore(self, revisions: Iterable[Revision]) -> None:
        await self._told("restore", self._store.restore(revisions))

    async def close(self) -> None:
        await self._store.close()

    async def _told(self, method: str, call: Awaitable[T]) -> T:
        begun, outcome = perf_counter(), "cancelled"
        try:
            result = await call
            outcome = "ok"
            return result
        except MandaatwijzerError as error:
            outcome = type(error).__name__
            raise
        except Exception:
            outcome = "unexpected"
            raise
        finally:
            self._tell(method, outcome, perf_counter() - begun)
