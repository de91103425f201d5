"""What every store does; see the port. Each test runs on every place where a store can be kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from graph.domain.changes import Remove, Revision, Version
from graph.domain.errors import Conflict, InvalidInput, KeyReused, NotFound
from graph.domain.kinds import Record, field_specs
from graph.formats.native.write import native_json
from graph.store.port import Store
from tests.contract.places import LastingPlace, Place
from tests.contract.records import change_set, every_kind, many, pair, people, puts, taught
from tests.contract.worker import count_up

WRITERS = 8
ROUNDS = 3
VERY_MANY = 1_500


async def records_in(store: Store, at: int | datetime | None = None) -> dict[str, Record]:
    """What the store holds, by id."""
    _version, records = await store.load(at)
    assert len({record.id for record in records}) == len(records)
    return {record.id: record for record in records}


def by_id(*records: Record) -> dict[str, Record]:
    return {record.id: record for record in records}


class TestReadingAndWriting:
    async def test_an_empty_store_is_at_revision_0_and_holds_nothing(self, store: Store) -> None:
        version, records = await store.load()
        assert (version.revision, records, await store.changes(0)) == (0, [], [])
        assert version.store_id

    async def test_what_was_committed_is_read(self, store: Store) -> None:
        revision = await store.commit(change_set(*puts(*taught()), key="first"), expected=0)
        assert (revision.number, revision.author, revision.reason, revision.key) == (1, "an", "because", "first")
        assert await records_in(store) == by_id(*taught())
        assert (await store.version()).revision == 1

    async def test_a_record_of_every_kind_comes_back_as_it_went(self, store: Store) -> None:
        await store.commit(change_set(*puts(*every_kind())))
        _version, records = await store.load()
        assert by_id(*records) == by_id(*every_kind())
        assert native_json(records) == native_json(every_kind())
        (revision,) = await store.changes(0)
        assert by_id(*(change.after for change in revision.changes if change.after)) == by_id(*every_kind())

    async def test_a_full_record_becomes_bare_and_a_bare_one_full(self, store: Store) -> None:
        await store.commit(change_set(*puts(*every_kind()), key="1"))
        swapped = [_swapped(record, by_id(*every_kind())) for record in every_kind()]
        await store.commit(change_set(*puts(*swapped), key="2"))
        assert await records_in(store) == by_id(*swapped)

    async def test_replacing_and_removing(self, store: Store) -> None:
        an, wifi, knows = taught()
        await store.commit(change_set(*puts(an, wifi, knows), key="1"))
        (renamed,) = people("an", name="An Peeters")
        await store.commit(change_set(*puts(renamed), key="2"))
        assert await records_in(store) == by_id(renamed, wifi, knows)
        await store.commit(change_set(Remove("person/an"), Remove("knows/1"), key="3"))
        assert await records_in(store) == by_id(wifi)

    async def test_an_edge_can_get_other_ends(self, store: Store) -> None:
        an, wifi, knows = taught()
        (bo,) = people("bo")
        await store.commit(change_set(*puts(an, wifi, bo, knows), key="1"))
        moved = type(knows)(id="knows/1", from_id="person/bo", to_id="expertise/wifi", level=3)
        await store.commit(change_set(*puts(moved), Remove("person/an"), key="2"))
        assert await records_in(store) == by_id(bo, wifi, moved)

    async def test_the_last_change_of_a_record_counts_and_is_logged_once(self, store: Store) -> None:
        first, last = people("an", name="eerst") + people("an", name="laatst")
        revision = await store.commit(change_set(*puts(first, last)))
        assert [(change.before, change.after) for change in revision.changes] == [(None, last)]
        assert await records_in(store) == by_id(last)

    async def test_closing_and_opening_again_keeps_everything(self, lasting: LastingPlace) -> None:
        first = lasting.open()
        revision = await first.commit(change_set(*puts(*taught())))
        before = await first.version()
        await first.close()
        await first.close()
        again = lasting.open()
        assert await records_in(again) == by_id(*taught())
        assert await again.changes(0) == [revision]
        after = await again.version()
        assert (after.revision, after.store_id) == (before.revision, before.store_id)


def _swapped(record: Record, others: dict[str, Record]) -> Record:
    """The record with the fields of the other one of its kind: the full one for the bare one and the reverse."""
    kind, _, key = record.id.partition("/")
    other = others[f"{kind}/{'bare' if key == 'full' else 'full'}"]
    names = [spec.name for spec in field_specs(type(record)) if spec.name not in ("id", "from_id", "to_id")]
    return replace(record, **{name: getattr(other, name) for name in names})


class TestAllOrNothing:
    async def test_an_edge_without_its_end_is_refused_and_nothing_is_written(self, store: Store) -> None:
        an, _wifi, knows = taught()
        with pytest.raises(InvalidInput):
            await store.commit(change_set(*puts(an, knows)))
        version, records = await store.load()
        assert (version.revision, records, await store.changes(0)) == (0, [], [])

    async def test_a_node_with_an_edge_is_not_removed_alone(self, store: Store) -> None:
        await store.commit(change_set(*puts(*taught()), key="1"))
        with pytest.raises(InvalidInput):
            await store.commit(change_set(Remove("person/an"), key="2"))
        assert await records_in(store) == by_id(*taught())
        assert (await store.version()).revision == 1

    async def test_after_a_refusal_the_store_goes_on(self, store: Store) -> None:
        an, wifi, knows = taught()
        with pytest.raises(InvalidInput):
            await store.commit(change_set(*puts(knows), key="1"))
        revision = await store.commit(change_set(*puts(an, wifi, knows), key="1"))
        assert revision.number == 1


class TestKeys:
    async def test_the_same_key_with_the_same_content_answers_the_first_revision(self, store: Store) -> None:
        first = await store.commit(change_set(*puts(*taught())), expected=0)
        await store.commit(change_set(*puts(*people("bo")), key="other"))
        assert await store.commit(change_set(*puts(*taught())), expected=0) == first
        assert (await store.version()).revision == 2

    async def test_the_same_key_from_several_writers_at_once_is_one_revision(self, place: Place) -> None:
        stores = [place.open() for _ in range(4)]
        made = await asyncio.gather(*(store.commit(change_set(*puts(*taught()))) for store in stores))
        assert [revision.number for revision in made] == [1] * 4
        assert len(await stores[0].changes(0)) == 1

    async def test_the_same_key_with_other_content_is_refused(self, store: Store) -> None:
        await store.commit(change_set(*puts(*people("an"))))
        with pytest.raises(KeyReused) as refused:
            await store.commit(change_set(*puts(*people("bo"))))
        assert (refused.value.key, refused.value.revision) == ("k", 1)
        assert await records_in(store) == by_id(*people("an"))

    async def test_changing_nothing_in_an_empty_store_answers_number_0(self, store: Store) -> None:
        revision = await store.commit(change_set(Remove("person/an")))
        assert (revision.number, revision.changes, await store.changes(0)) == (0, (), [])

    async def test_changing_nothing_writes_nothing_and_answers_the_last_revision(self, store: Store) -> None:
        first = await store.commit(change_set(*puts(*taught()), key="1"))
        assert await store.commit(change_set(*puts(*taught()), key="2"), expected=1) == first
        assert await store.changes(0) == [first]

    async def test_what_stays_as_it_was_is_not_logged(self, store: Store) -> None:
        await store.commit(change_set(*puts(*taught()), key="1"))
        (bo,) = people("bo")
        revision = await store.commit(change_set(*puts(*taught(), bo), key="2"))
        assert [change.after for change in revision.changes] == [bo]

    async def test_of_very_many_records_too_only_what_differs_is_logged(self, store: Store) -> None:
        crowd = people(*(f"p{number:04}" for number in range(VERY_MANY)))
        await store.commit(change_set(*puts(*crowd), key="1"))
        last = replace(crowd[-1], name="Somebody else")
        (bo,) = people("bo")
        revision = await store.commit(change_set(*puts(*crowd[:-1], last, bo), key="2"))
        assert {(change.before, change.after) for change in revision.changes} == {(crowd[-1], last), (None, bo)}
        assert await records_in(store) == by_id(*crowd[:-1], last, bo)


class TestConflicts:
    async def test_another_revision_than_expected_is_a_conflict_and_nothing_is_written(self, store: Store) -> None:
        await store.commit(change_set(*puts(*people("an")), key="1"))
        with pytest.raises(Conflict) as conflict:
            await store.commit(change_set(*puts(*people("bo")), key="2"), expected=0)
        assert (conflict.value.expected, conflict.value.current) == (0, 1)
        assert await records_in(store) == by_id(*people("an"))

    async def test_eight_writers_at_once_lose_no_update(self, place: Place) -> None:
        stores = [place.open() for _ in range(WRITERS)]
        await stores[0].commit(change_set(*pair(0), key="start"))
        await asyncio.gather(*(count_up(store, f"writer {number}", ROUNDS) for number, store in enumerate(stores)))
        held = await records_in(stores[0])
        assert {record.name for record in held.values()} == {str(WRITERS * ROUNDS)}
        assert [r.number for r in await stores[0].changes(0)] == list(range(1, WRITERS * ROUNDS + 2))


class TestHistory:
    async def test_every_revision_tells_what_was_before_and_after(self, store: Store) -> None:
        an, wifi, knows = taught()
        (renamed,) = people("an", name="An Peeters")
        await store.commit(change_set(*puts(an, wifi, knows), key="1"))
        await store.commit(change_set(*puts(renamed), key="2", author="bo", reason="huwelijk"))
        await store.commit(change_set(Remove("knows/1"), key="3"))
        history = await store.changes(1)
        assert [(r.number, r.author, r.reason) for r in history] == [(2, "bo", "huwelijk"), (3, "an", "because")]
        assert [[(c.before, c.after) for c in r.changes] for r in history] == [[(an, renamed)], [(knows, None)]]

    async def test_the_log_is_read_in_pages(self, store: Store) -> None:
        for number in range(5):
            await store.commit(change_set(*pair(number), key=str(number)))
        pages = [await store.changes(since, limit=2) for since in (0, 2, 4, 5)]
        assert [[revision.number for revision in page] for page in pages] == [[1, 2], [3, 4], [5], []]

    async def test_the_history_of_a_record_is_what_the_log_says_of_it_alone(self, store: Store) -> None:
        an, wifi, knows = taught()
        (renamed,) = people("an", name="An Peeters")
        await store.commit(change_set(*puts(an, wifi, knows), key="1"))
        await store.commit(change_set(*puts(*people("bo")), key="2"))
        await store.commit(change_set(*puts(renamed), key="3", author="bo", reason="huwelijk"))
        await store.commit(change_set(Remove("knows/1"), key="4"))
        log = await store.changes(0)
        for records in (["person/an"], ["knows/1"], ["person/bo", "person/an"], ["person/unknown"], []):
            assert await store.history(records) == _changes_of(records, log)

    async def test_the_history_of_a_record_in_a_large_change_is_found(self, store: Store) -> None:
        await store.commit(change_set(*many(VERY_MANY)))
        (revision,) = await store.history(["knows/k1200"])
        assert (revision.number, [change.id for change in revision.changes]) == (1, ["knows/k1200"])

    async def test_times_rise_strictly_with_the_numbers_and_are_in_utc(self, store: Store) -> None:
        for number in range(20):
            await store.commit(change_set(*pair(number), key=str(number)))
        times = [revision.at for revision in await store.changes(0)]
        assert times == sorted(set(times))
        assert {moment.utcoffset() for moment in times} == {timedelta(0)}
        assert [await store.time_of(number) for number in range(1, 21)] == times

    async def test_a_load_at_a_number_gives_the_graph_of_then(self, store: Store) -> None:
        for number in range(1, 4):
            await store.commit(change_set(*pair(number), key=str(number)))
        for number in range(1, 4):
            version, records = await store.load(number)
            assert version.revision == number
            assert {record.name for record in records} == {str(number)}
        assert await records_in(store, 0) == {}

    async def test_a_load_at_an_instant_gives_what_was_known_then(self, store: Store) -> None:
        revisions = [await store.commit(change_set(*pair(number), key=str(number))) for number in (1, 2)]
        tick = timedelta(microseconds=1)
        at = [revisions[0].at - tick, revisions[0].at, revisions[1].at - tick, revisions[1].at]
        assert [(await store.load(moment))[0].revision for moment in at] == [0, 1, 1, 2]
        version, records = await store.load(datetime.now(UTC) + timedelta(days=1))
        assert version.revision == 2
        assert {record.name for record in records} == {"2"}

    async def test_a_revision_that_does_not_exist_is_not_found(self, store: Store) -> None:
        await store.commit(change_set(*pair(1)))
        for number in (2, -1):
            with pytest.raises(NotFound):
                await store.load(number)


def _changes_of(records: list[str], log: list[Revision]) -> list[Revision]:
    """The same by reading the whole log."""
    kept = [
        replace(revision, changes=tuple(change for change in revision.changes if change.id in records))
        for revision in log
    ]
    return [revision for revision in kept if revision.changes]


class TestFreshness:
    async def test_the_token_stays_while_nobody_commits(self, store: Store) -> None:
        await store.commit(change_set(*pair(1)))
        before = await store.version()
        await store.load()
        await store.changes(0)
        assert await store.version() == before

    async def test_the_token_moves_when_another_store_commits(self, place: Place) -> None:
        mine, other = place.open(), place.open()
        seen: list[Version] = [await mine.version()]
        for number in range(5):
            await other.commit(change_set(*pair(number), key=str(number)))
            seen.append(await mine.version())
        assert len({version.token for version in seen}) == 6
        assert [version.revision for version in seen] == [0, 1, 2, 3, 4, 5]

    async def test_the_token_moves_when_a_hand_changes_the_graph(self, lasting: LastingPlace) -> None:
        store = lasting.open()
        await store.commit(change_set(*puts(*taught())))
        before = await store.version()
        lasting.set_by_hand("person/an", name="An Peeters")
        after = await store.version()
        assert after.token != before.token
        assert after.revision == before.revision

    async def test_what_a_hand_changed_is_adopted_into_the_log_once(self, lasting: LastingPlace) -> None:
        store, other = lasting.open(), lasting.open()
        await store.commit(change_set(*puts(*taught()), key="1"))
        lasting.set_by_hand("person/an", name="An Peeters")
        (renamed,) = people("an", name="An Peeters")
        (before, *_) = taught()
        adopted = await store.adopt(change_set(*puts(renamed), key="outside"), expected=1)
        assert [(change.before, change.after) for change in adopted.changes] == [(before, renamed)]
        assert await other.adopt(change_set(*puts(renamed), key="outside"), expected=1) == adopted
        assert (await records_in(other))["person/an"] == renamed
        assert (await records_in(other, 1))["person/an"] == before

    async def test_loads_while_others_write_are_never_torn(self, place: Place) -> None:
        writer, reader = place.open(), place.open()
        await writer.commit(change_set(*pair(1), key="1"))
        done = asyncio.Event()

        async def write() -> None:
            for number in range(2, 60):
                await writer.commit(change_set(*pair(number), key=str(number)))
            done.set()

        async def read() -> None:
            while not done.is_set():
                version, records = await reader.load()
                assert [record.name for record in records] == [str(version.revision)] * 2

        await asyncio.gather(write(), read())
