"""What every store does with what it keeps of who comes in; see the port. Each test runs on every place."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from graph.store.access import AccessStore
from graph.store.kept import (
    AuditAnchor,
    Identity,
    Kept,
    Notice,
    Owner,
    Passkey,
    PersonalLink,
    Proposal,
    Pseudonym,
    Secret,
    SentForm,
    ServiceKey,
    Session,
    SignIn,
    Unfinished,
    Webhook,
    hashed,
)
from graph.store.port import Store
from tests.contract.places import LastingPlace, Place
from tests.contract.records import change_set, puts, taught

NOW = datetime(2026, 9, 1, 8, 30, 15, 123456, UTC)
SOON = timedelta(minutes=1)
MANY_AT_ONCE = 8

AN = Session(key="a1", person="person/an", provider="school", opened=NOW, seen=NOW, agent="Firefox on Linux")
LINK = PersonalLink(key=hashed("secret"), person="person/an", made=NOW, made_by="person/bo")
PASSKEY = Passkey(
    key="credential", person="person/an", public_key=bytes(range(256)), sign_count=3, name="phone", made=NOW, used=NOW
)
KEY = ServiceKey(
    key="pub",
    digest=hashed("bits"),
    name="helpdesk",
    scopes=("read", "read:people"),
    organisations=("organisation/de-sluis",),
    made=NOW,
    made_by="local owner",
    ends=NOW + timedelta(days=365),
)
PROPOSAL = Proposal(
    key="v1",
    person="person/an",
    made=NOW,
    revision=7,
    changes='[[null,{"kind":"task","id":"task/wifi","name":"Wifi \u00e9n kabels"}]]',
    form="/wijzigen/toevoegen",
    fields='[["kind","task"]]',
    why="het \u2018stond\u2019 er niet",
)
EVERY_SORT: tuple[Kept, ...] = (
    Owner(key="person/an", since=NOW, by="local owner"),
    AN,
    replace(AN, key="a2", person=None, provider="local", agent=""),
    LINK,
    PASSKEY,
    replace(PASSKEY, key="unused", used=None),
    KEY,
    replace(KEY, key="old", organisations=(), used=NOW, revoked=NOW, renews="older"),
    Webhook(key="pub", url="https://helpdesk.school.example/\u00e9", told=7, secret=bytes(range(32)), due=SOON + NOW),
    Webhook(key="old", url="https://x", told=1, secret=b"", due=NOW, told_at=NOW, failures=3, status=503),
    SignIn(key="state", provider="school", browser="b", begun=NOW, nonce="n", verifier="v", onward="/mijn"),
    SignIn(key="challenge", provider="passkey", browser="b", begun=NOW, person="person/an"),
    Identity(key="school:4711", person="person/an", since=NOW),
    PROPOSAL,
    replace(PROPOSAL, key="v2", state="declined", answered=NOW, answered_by="person/bo", word="nee"),
    replace(PROPOSAL, key="v3", state="accepted", answered=NOW, answered_by="local owner", became=8),
    Unfinished(
        key="u", person="person/an", at=NOW, form="/wijzigen/x", path="/wijzigen/x", fields='[["naam","\u00e9"]]'
    ),
    Pseudonym(key="p-1", person="person/an"),
    Secret(key="ids", value="00ff"),
    SentForm(key=hashed("form"), at=NOW),
    Notice(key="n", person="person/an", what="passkey_added", at=NOW),
    AuditAnchor(key="/srv/audit.jsonl", count=3, digest=hashed("line")),
)
OF_AN = [each for each in EVERY_SORT if each.about == "person/an"]


@pytest.fixture
def access(store: Store) -> AccessStore:
    return store.access


async def filled(access: AccessStore) -> None:
    """Keep one or two of every sort."""
    for value in EVERY_SORT:
        assert await access.add(value, NOW)


async def kept(access: AccessStore, now: datetime = NOW) -> list[Kept]:
    """Everything, in the order of `EVERY_SORT`."""
    found = [await access.find(type(value), value.key, now) for value in EVERY_SORT]
    return [value for value in found if value is not None]


class TestKeeping:
    async def test_what_was_added_is_found_as_it_was(self, access: AccessStore) -> None:
        await filled(access)
        assert await kept(access) == list(EVERY_SORT)

    async def test_a_key_means_something_of_its_own_for_each_sort(self, access: AccessStore) -> None:
        assert await access.add(AN, NOW)
        assert await access.find(PersonalLink, AN.key, NOW) is None
        assert await access.add(replace(LINK, key=AN.key), NOW)
        assert await access.find(Session, AN.key, NOW) == AN

    async def test_what_is_there_is_not_added_again(self, access: AccessStore) -> None:
        assert await access.add(AN, NOW)
        assert not await access.add(replace(AN, person="person/bo"), NOW)
        assert await access.find(Session, AN.key, NOW) == AN

    async def test_all_of_a_sort_or_only_those_of_one_person(self, access: AccessStore) -> None:
        bo = replace(AN, key="a0", person="person/bo")
        await filled(access)
        await access.add(bo, NOW)
        assert [each.key for each in await access.all(Session, NOW)] == ["a0", "a1", "a2"]
        assert await access.all(Session, NOW, about="person/bo") == [bo]
        assert await access.all(Session, NOW, about="person/nobody") == []

    async def test_a_value_takes_the_place_of_the_one_that_was_looked_at_only(self, access: AccessStore) -> None:
        await access.add(AN, NOW)
        first, second = replace(AN, seen=NOW + SOON), replace(AN, seen=NOW + 2 * SOON)
        assert await access.swap(AN, first, NOW)
        assert not await access.swap(AN, second, NOW)
        assert await access.find(Session, AN.key, NOW) == first

    async def test_what_was_taken_away_does_not_come_back_by_a_swap(self, access: AccessStore) -> None:
        await access.add(AN, NOW)
        await access.take(Session, AN.key, NOW)
        assert not await access.swap(AN, replace(AN, seen=NOW + SOON), NOW)
        assert await access.find(Session, AN.key, NOW) is None

    async def test_everything_of_a_person_is_forgotten_and_nothing_of_others(self, access: AccessStore) -> None:
        await filled(access)
        assert await access.forget("person/an") == len(OF_AN)
        assert await kept(access) == [each for each in EVERY_SORT if each not in OF_AN]

    async def test_or_only_some_sorts(self, access: AccessStore) -> None:
        await filled(access)
        assert await access.forget("person/an", Session, PersonalLink) == 2
        assert await kept(access) == [each for each in EVERY_SORT if each not in (AN, LINK)]

    async def test_closing_and_opening_again_keeps_everything(self, lasting: LastingPlace) -> None:
        first = lasting.open()
        await filled(first.access)
        await first.close()
        assert await kept(lasting.open().access) == list(EVERY_SORT)


class TestTime:
    @pytest.mark.parametrize("value", [each for each in EVERY_SORT if each.until])
    async def test_what_is_past_its_time_is_not_there(self, access: AccessStore, value: Kept) -> None:
        until = value.until
        assert until is not None
        await access.add(value, NOW)
        kind = type(value)
        assert await access.find(kind, value.key, until - timedelta(microseconds=1)) == value
        assert await access.find(kind, value.key, until) is None
        assert await access.all(kind, until) == []
        assert not await access.swap(value, value, until)
        assert await access.take(kind, value.key, until) is None

    async def test_its_key_can_be_given_again(self, access: AccessStore) -> None:
        await access.add(LINK, NOW)
        later = replace(LINK, made=LINK.until)
        assert await access.add(later, LINK.until)
        assert await access.find(PersonalLink, LINK.key, LINK.until) == later

    async def test_purging_takes_away_what_is_past_its_time_and_nothing_else(self, access: AccessStore) -> None:
        await filled(access)
        await access.spend("door", 1, NOW, SOON)
        assert await access.purge(NOW) == 0
        later = NOW + timedelta(hours=12)
        assert await access.purge(later) == 5  # two sessions, two sign-ins, one bucket
        assert await access.purge(later) == 0
        assert await kept(access) == [each for each in EVERY_SORT if each.until is None or each.until > later]

    async def test_a_session_that_is_seen_lasts_longer_but_no_longer_than_thirty_days(self) -> None:
        assert replace(AN, seen=NOW + timedelta(hours=11)).until == NOW + timedelta(hours=23)
        assert replace(AN, seen=NOW + timedelta(days=30)).until == NOW + timedelta(days=30)


class TestPoints:
    async def test_points_add_up_until_the_bucket_empties_itself(self, access: AccessStore) -> None:
        assert await access.spend("door", 2, NOW, SOON) == 2
        assert await access.spend("door", 3, NOW + SOON / 2, SOON) == 5
        assert await access.spend("door", 1, NOW + SOON, SOON) == 1

    async def test_what_a_clock_that_ran_ahead_counted_keeps_nobody_waiting(self, access: AccessStore) -> None:
        await access.spend("door", 9, NOW + timedelta(days=1), SOON)
        assert await access.spend("door", 1, NOW, SOON) == 1
        assert await access.spend("door", 1, NOW, SOON) == 2

    async def test_looking_spends_nothing(self, access: AccessStore) -> None:
        assert await access.spend("door", 0, NOW, SOON) == 0
        await access.spend("door", 2, NOW, SOON)
        assert await access.spend("door", 0, NOW, SOON) == 2

    async def test_buckets_are_apart(self, access: AccessStore) -> None:
        await access.spend("door", 2, NOW, SOON)
        assert await access.spend("window", 1, NOW, SOON) == 1


class TestSeveralAtOnce:
    async def test_one_use_is_one_use_whoever_asks_at_the_same_time(self, place: Place) -> None:
        stores = [place.open().access for _ in range(MANY_AT_ONCE)]
        await stores[0].add(LINK, NOW)
        answers = await asyncio.gather(*(store.take(PersonalLink, LINK.key, NOW) for store in stores))
        assert sorted(answers, key=str) == sorted([LINK] + [None] * (MANY_AT_ONCE - 1), key=str)

    async def test_one_of_them_adds(self, place: Place) -> None:
        stores = [place.open().access for _ in range(MANY_AT_ONCE)]
        answers = await asyncio.gather(*(store.add(LINK, NOW) for store in stores))
        assert sorted(answers) == [False] * (MANY_AT_ONCE - 1) + [True]

    async def test_one_of_them_swaps(self, place: Place) -> None:
        stores = [place.open().access for _ in range(MANY_AT_ONCE)]
        await stores[0].add(PASSKEY, NOW)
        wanted = [replace(PASSKEY, sign_count=PASSKEY.sign_count + 1 + place) for place in range(MANY_AT_ONCE)]
        answers = await asyncio.gather(
            *(store.swap(PASSKEY, after, NOW) for store, after in zip(stores, wanted, strict=True))
        )
        assert await stores[0].find(Passkey, PASSKEY.key, NOW) == wanted[answers.index(True)]
        assert answers.count(True) == 1

    async def test_no_point_is_lost(self, place: Place) -> None:
        stores = [place.open().access for _ in range(MANY_AT_ONCE)]
        totals = await asyncio.gather(*(store.spend("door", 1, NOW, SOON) for store in stores))
        assert sorted(totals) == list(range(1, MANY_AT_ONCE + 1))

    async def test_the_last_one_stays_whoever_takes_the_others_at_the_same_time(self, lasting: LastingPlace) -> None:
        one, two = lasting.open().access, lasting.open().access
        owners = [Owner(key=f"person/{name}", since=NOW, by="local owner") for name in ("an", "bo", "cis")]
        for each in owners:
            await one.add(each, NOW)
        taken = await asyncio.gather(
            *(place.take(Owner, each.key, NOW, but_last=True) for each in owners for place in (one, two))
        )
        assert len([each for each in taken if each is not None]) == 2
        (left,) = await one.all(Owner, NOW)
        assert await two.take(Owner, left.key, NOW, but_last=True) is None
        assert await two.all(Owner, NOW) == [left]

    async def test_what_one_adds_or_takes_away_the_other_knows_at_once(self, lasting: LastingPlace) -> None:
        here, there = lasting.open().access, lasting.open().access
        await here.add(AN, NOW)
        assert await there.find(Session, AN.key, NOW) == AN
        assert await there.take(Session, AN.key, NOW) == AN
        assert await here.find(Session, AN.key, NOW) is None


class TestApartFromTheGraph:
    async def test_it_moves_nothing_that_readers_of_the_graph_look_at(self, lasting: LastingPlace) -> None:
        ours, theirs = lasting.open(), lasting.open()
        await ours.commit(change_set(*puts(*taught())))
        await filled(ours.access)  # the first of a sort may count as a move: names are new to a database
        await ours.access.forget("person/an")
        before = [await store.version() for store in (ours, theirs)]
        await ours.access.add(AN, NOW)
        await theirs.access.swap(AN, replace(AN, seen=NOW + SOON), NOW)
        await theirs.access.spend("door", 1, NOW, SOON)
        await ours.access.forget("person/an")
        assert [await store.version() for store in (ours, theirs)] == before

    async def test_a_move_of_the_graph_is_still_seen(self, lasting: LastingPlace) -> None:
        ours, theirs = lasting.open(), lasting.open()
        await ours.commit(change_set(*puts(*taught())))
        await filled(ours.access)
        before = await theirs.version()
        lasting.set_by_hand("person/an", name="By hand")
        await ours.access.forget("person/an")
        after = await theirs.version()
        assert (after.revision, after.store_id) == (before.revision, before.store_id)
        assert after.token != before.token

    async def test_it_is_in_no_load_and_no_log(self, store: Store) -> None:
        await store.commit(change_set(*puts(*taught())))
        before, log = await store.load(), await store.changes(0)
        await filled(store.access)
        version, records = await store.load()
        assert records == before[1]
        assert version.revision == before[0].revision
        assert await store.changes(0) == log
