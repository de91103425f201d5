"""What every store does when its graph and its log are rewritten; see the port. Each test runs on every place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.domain.changes import Put, Remove, Revision
from graph.domain.errors import KeyReused
from graph.domain.kinds import Edge, Person, Record
from graph.store.port import Store
from tests.contract.places import Place
from tests.contract.records import change_set, people, taught


class Nobody:
    """Puts person/x in the place of person/an."""

    new: tuple[Record, ...] = ()

    def record(self, record: Record) -> Record:
        """The record without An."""
        if isinstance(record, Person) and record.id == "person/an":
            return Person(id="person/x", name="x")
        if isinstance(record, Edge) and record.from_id == "person/an":
            return replace(record, from_id="person/x", id="knows/x")
        return record

    def head(self, revision: Revision) -> Revision:
        """An did nothing, and is not spoken of."""
        author = "person/x" if revision.author == "person/an" else revision.author
        told = {name: getattr(revision, name).replace("person/an", "person/x") for name in ("reason", "key")}
        return replace(revision, author=author, **told)


async def rewritten(store: Store, key: str = "erase") -> int:
    return await store.rewrite(Nobody(), author="local owner", reason="erased", key=key)


async def held(store: Store) -> str:
    """All that a store says, as one text."""
    _version, records = await store.load()
    return repr((records, await store.changes(0)))


async def test_nothing_of_what_went_is_in_the_graph_or_the_log(store: Store) -> None:
    puts = tuple(Put(record) for record in taught())
    await store.commit(change_set(*puts, author="person/an", key="import of person/an"))
    await store.commit(change_set(Put(Person(id="person/an", name="An Peeters")), key="second", author="person/bo"))
    await store.commit(change_set(Remove("knows/1"), key="third", reason="person/an asked it"))
    assert await rewritten(store) == 4, "one node, and three revisions"
    said = await held(store)
    assert "person/an" not in said
    assert "Peeters" not in said
    assert "knows/1" not in said
    assert "person/x" in said
    assert "person/bo" in said


async def test_the_graph_of_every_revision_is_the_same_but_for_that(store: Store) -> None:
    await store.commit(change_set(*(Put(record) for record in taught()), key="first"))
    await store.commit(change_set(Remove("knows/1"), key="second"))
    await rewritten(store)
    _version, then = await store.load(1)
    assert {record.id for record in then} == {"person/x", "expertise/wifi", "knows/x"}
    _version, now = await store.load()
    assert {record.id for record in now} == {"person/x", "expertise/wifi"}


async def test_it_is_a_revision_without_changes_and_another_store_for_whoever_read_it(store: Store) -> None:
    await store.commit(change_set(*(Put(record) for record in taught()), key="first"))
    before = await store.version()
    await rewritten(store)
    after = await store.version()
    assert after.revision == before.revision + 1
    assert after.store_id != before.store_id
    assert after.token != before.token
    (note,) = await store.changes(before.revision)
    assert (note.author, note.reason, note.changes) == ("local owner", "erased", ())


async def test_with_the_same_key_it_is_done_once(store: Store) -> None:
    await store.commit(change_set(*(Put(record) for record in taught()), key="first"))
    await rewritten(store)
    version = await store.version()
    assert await rewritten(store) == 0
    assert (await store.version()).revision == version.revision


async def test_what_was_asked_before_is_not_answered_with_what_became_of_it(store: Store) -> None:
    asked = change_set(*(Put(record) for record in taught()), key="first")
    await store.commit(asked)
    await rewritten(store)
    with pytest.raises(KeyReused):
        await store.commit(asked)


async def test_an_empty_store_can_be_rewritten_and_goes_on(store: Store) -> None:
    assert await rewritten(store) == 0
    revision = await store.commit(change_set(*(Put(record) for record in people("bo")), key="first"), expected=1)
    assert revision.number == 2


async def test_another_one_on_the_same_place_sees_it(place: Place) -> None:
    one, other = place.open(), place.open()
    await one.commit(change_set(*(Put(record) for record in taught()), key="first"))
    assert "person/an" in await held(other)
    await rewritten(one)
    assert "person/an" not in await held(other)


async def test_what_it_needs_was_there_from_the_first_revision_on(store: Store) -> None:
    await store.commit(change_set(*(Put(record) for record in people("bo")), key="first"))
    await store.commit(change_set(*(Put(record) for record in taught()), key="second"))
    nobody = Nobody()
    nobody.new = people("somebody")
    await store.rewrite(nobody, author="local owner", reason="retention", key="once")
    _version, then = await store.load(1)
    assert {record.id for record in then} == {"person/bo", "person/somebody"}
    _version, now = await store.load()
    assert "person/somebody" in {record.id for record in now}
