"""A store is filled from the log of another one, of whatever kind: whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.domain.changes import Remove, Revision
from graph.domain.errors import InvalidInput, StoreUnavailable
from graph.store.port import Store
from graph.store.sqlite.store import SqliteStore
from tests.contract.places import LastingPlace, Neo4jPlace
from tests.contract.records import change_set, every_kind, many, people, puts, taught

MORE_THAN_A_TRANSACTION = 6_000


class BrokenOffError(Exception):
    """Somebody ends it half-way."""


async def another_log() -> list[Revision]:
    """The log of another store: records of every kind come, one is changed, one goes."""
    other = SqliteStore(":memory:")
    await other.commit(change_set(*puts(*every_kind()), key="first"))
    await other.commit(change_set(*puts(*taught()), key="taught", author="bo", reason="import"))
    await other.commit(change_set(*puts(*people("an", name="An Peeters")), key="name"))
    await other.commit(change_set(Remove("knows/1"), key="last"))
    log = await other.changes(0)
    await other.close()
    return log


async def graph_in(store: Store) -> dict[str, object]:
    _version, records = await store.load()
    return {record.id: record for record in records}


def folded(log: list[Revision]) -> dict[str, object]:
    """What a graph holds after a log."""
    graph: dict[str, object] = {}
    for revision in log:
        for change in revision.changes:
            if change.after is None:
                del graph[change.id]
            else:
                graph[change.id] = change.after
    return graph


async def test_the_log_comes_back_with_its_numbers_times_authors_and_keys(store: Store) -> None:
    log = await another_log()
    await store.restore(iter(log))
    assert await store.changes(0) == log
    assert (await store.version()).revision == 4
    assert await graph_in(store) == folded(log)
    assert await store.history(["person/an"]) == [
        *(await _only("person/an", log[1:3])),
    ]


async def _only(record: str, log: list[Revision]) -> list[Revision]:
    other = SqliteStore(":memory:")
    await other.restore(log)
    found = await other.history([record])
    await other.close()
    return found


async def test_a_restored_store_goes_on_where_the_other_stood(store: Store) -> None:
    log = await another_log()
    await store.restore(log)
    revision = await store.commit(change_set(*puts(*people("new")), key="next"), expected=4)
    assert revision.number == 5
    assert revision.at > log[-1].at
    assert await store.commit(change_set(Remove("knows/1"), key="last")) == log[-1]


async def test_a_revision_larger_than_a_transaction_comes_back(store: Store) -> None:
    other = SqliteStore(":memory:")
    await other.commit(change_set(*many(MORE_THAN_A_TRANSACTION)))
    log = await other.changes(0)
    await other.close()
    await store.restore(log)
    assert await store.changes(0) == log
    assert await graph_in(store) == folded(log)


async def test_a_store_that_holds_something_is_not_filled(store: Store) -> None:
    await store.commit(change_set(*puts(*people("zo")), key="mine"))
    with pytest.raises(InvalidInput, match="holds something already"):
        await store.restore(await another_log())
    assert list(await graph_in(store)) == ["person/zo"]


async def test_what_was_broken_off_is_not_served_and_can_be_begun_again(lasting: LastingPlace) -> None:
    log = await another_log()
    first = lasting.open()
    with pytest.raises(BrokenOffError):
        await first.restore(_broken_off(log))
    other = lasting.open()
    if isinstance(lasting, Neo4jPlace):
        with pytest.raises(StoreUnavailable, match="is being restored"):
            await other.load()
    else:
        assert await graph_in(other) == {}
    again = lasting.open()
    await again.restore(log)
    assert await again.changes(0) == log
    assert await graph_in(again) == folded(log)
    assert await graph_in(other) == folded(log)


def _broken_off(log: list[Revision]) -> Iterator[Revision]:
    yield from log[:3]
    raise BrokenOffError
