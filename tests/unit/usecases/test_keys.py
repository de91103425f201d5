"""Service keys: told once, for what was asked, until they end; and who is told nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from graph.domain.changes import ChangeSet, Put
from graph.domain.errors import Forbidden, InvalidInput, NotFound
from graph.store.kept import Owner, ServiceKey
from graph.store.sqlite.store import SqliteStore
from graph.usecases.auditing import AuditAction
from graph.usecases.change.mandates import EndMandate, end_mandate
from graph.usecases.desk import Desk
from graph.usecases.keys import (
    SECONDS_BETWEEN_LOOKS,
    KeyInfo,
    KeyRing,
    KeyState,
    NewKey,
    create_key,
    keys_of,
    renew_key,
    revoke_key,
    take_over_key,
    to_look_after,
)
from graph.usecases.viewer import LOCAL_OWNER, Scope, Viewer, ViewerKind
from graph.words.titles import AUDIT_TITLES, KEY_STATE_TITLES, SCOPE_TITLES
from tests.clocks import MORNING, HandClock
from tests.graphs import edge, node, organisation, records_of, school, seat

START = MORNING
DAY = timedelta(days=1)
AN = Viewer(kind=ViewerKind.PERSON, name="An", person="person/an", organisations=frozenset({"organisation/vaart"}))
HELPDESK = NewKey(name="helpdesk", scopes=("read:people", "read"), organisations=("organisation/vaart",), days=60)


GROUP = (
    organisation("vaart", "school_group"),
    school("brug", under=["vaart"]),
    school("sluis", under=["vaart"]),
    node("person/cis", name="Cis"),
    node("task/register", name="Register", keeps_register=True),
    seat("role/keeper", at="organisation/brug", held_by=["person/cis"]),
    edge("EXECUTES", "role/keeper", "task/register", scope=["organisation/brug"], id="executes/cis"),
    node("person/dirk", name="Dirk"),
    edge("EXECUTES", "person/dirk", "task/register", scope=["organisation/brug"]),
)
CIS = Viewer(kind=ViewerKind.PERSON, name="Cis", person="person/cis", organisations=frozenset({"organisation/brug"}))
DIRK = Viewer(kind=ViewerKind.PERSON, name="Dirk", person="person/dirk")
OF_BRUG = NewKey(name="timetable", scopes=("read", "write:people"), organisations=("organisation/brug",))


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Desk, HandClock]]:
    """A desk with one school group, and its clock."""
    store, clock = SqliteStore(":memory:"), HandClock()
    puts = tuple(Put(record) for record in records_of(*GROUP))
    await store.commit(ChangeSet(changes=puts, author="test", reason="first", key="first"))
    async with Desk(store, clock=clock, refresh_seconds=3600) as desk:
        yield desk, clock


async def loses_it(desk: Desk) -> None:
    """Cis keeps the register no longer."""
    ended = EndMandate(mandate="executes/cis", until=desk.today())
    await end_mandate(desk, LOCAL_OWNER, ended)


async def let_in(desk: Desk, secret: str) -> Viewer | None:
    """Whom a key makes of its bearer, for an instance that knows nothing yet."""
    return await KeyRing(desk).viewer(secret)


async def the_one(desk: Desk) -> KeyInfo:
    """The only key."""
    (info,) = await keys_of(desk, LOCAL_OWNER)
    return info


def test_every_code_has_its_words() -> None:
    assert set(KEY_STATE_TITLES) == set(KeyState)
    assert set(SCOPE_TITLES) == set(Scope)
    assert set(AUDIT_TITLES) == set(AuditAction)


class TestMaking:
    async def test_a_key_lets_its_program_in_with_what_was_asked(self) -> None:
        async with opened() as (desk, _clock):
            made = await create_key(desk, LOCAL_OWNER, HELPDESK)
            viewer = await let_in(desk, made.secret)
        assert viewer == Viewer(
            kind=ViewerKind.KEY,
            name=f"helpdesk (mw_{made.info.key})",
            organisations=frozenset({"organisation/vaart"}),
            scopes=frozenset({Scope.READ, Scope.READ_PEOPLE}),
        )
        assert made.info.ends == START + 60 * DAY
        assert made.info.made_by == "local owner"

    async def test_nothing_that_is_kept_or_told_afterwards_holds_the_secret(self) -> None:
        async with opened() as (desk, _clock):
            made = await create_key(desk, LOCAL_OWNER, HELPDESK)
            bits = made.secret.split("_", 2)[2]
            kept = await desk.access.all(ServiceKey, START)
            assert bits not in repr(kept)
            assert bits not in repr(await keys_of(desk, LOCAL_OWNER))
        assert len(bits) * 6 >= 256

    @pytest.mark.parametrize(
        "asked",
        [
            NewKey(name=" ", scopes=("read",)),
            NewKey(name="x" * 81, scopes=("read",)),
            NewKey(name="bell\a", scopes=("read",)),
            NewKey(name="x", scopes=()),
            NewKey(name="x", scopes=("read", "everything")),
            NewKey(name="x", scopes=("read",), days=0),
            NewKey(name="x", scopes=("read",), days=731),
        ],
        ids=repr,
    )
    async def test_what_no_key_can_be_is_refused(self, asked: NewKey) -> None:
        async with opened() as (desk, _clock):
            with pytest.raises(InvalidInput):
                await create_key(desk, LOCAL_OWNER, asked)
            assert await keys_of(desk, LOCAL_OWNER) == ()

    async def test_an_organisation_has_to_be_there(self) -> None:
        async with opened() as (desk, _clock):
            with pytest.raises(NotFound):
                await create_key(
                    desk, LOCAL_OWNER, NewKey(name="x", scopes=("read",), organisations=("organisation/x",))
                )

    @pytest.mark.parametrize("viewer", [AN, Viewer(kind=ViewerKind.KEY, name="k", scopes=frozenset(Scope))])
    async def test_who_is_no_owner_makes_none_and_sees_none(self, viewer: Viewer) -> None:
        async with opened() as (desk, _clock):
            made = await create_key(desk, LOCAL_OWNER, HELPDESK)
            for asked in (
                create_key(desk, viewer, HELPDESK),
                keys_of(desk, viewer),
                renew_key(desk, viewer, made.info.key),
                revoke_key(desk, viewer, made.info.key),
            ):
                with pytest.raises(Forbidden):
                    await asked
            assert await to_look_after(desk, viewer) == ()


class TestKeepers:
    """Cis keeps the register of De Brug, which is part of De Vaart."""

    async def test_a_keeper_makes_renews_and_revokes_keys_of_the_own_school(self) -> None:
        async with opened() as (desk, _clock):
            made = await create_key(desk, CIS, OF_BRUG)
            assert made.info.made_by == "person/cis"
            newer = await renew_key(desk, CIS, made.info.key)
            assert len(await keys_of(desk, CIS)) == 2
            assert (await revoke_key(desk, CIS, newer.info.key)).state is KeyState.REVOKED

    @pytest.mark.parametrize(
        "asked",
        [
            replace(OF_BRUG, organisations=()),
            replace(OF_BRUG, organisations=("organisation/brug", "organisation/sluis")),
            replace(OF_BRUG, organisations=("organisation/vaart",)),
            replace(OF_BRUG, scopes=("admin",)),
            replace(OF_BRUG, scopes=("read", "read:expertise")),
        ],
        ids=repr,
    )
    async def test_but_none_that_may_more_or_elsewhere(self, asked: NewKey) -> None:
        async with opened() as (desk, _clock):
            with pytest.raises(Forbidden):
                await create_key(desk, CIS, asked)
            made = await create_key(desk, LOCAL_OWNER, asked)
            assert await keys_of(desk, CIS) == ()
            for verb in (renew_key, revoke_key):
                with pytest.raises(Forbidden):
                    await verb(desk, CIS, made.info.key)


class TestComingIn:
    async def test_a_key_for_everywhere_names_what_everything_lies_below(self) -> None:
        async with opened() as (desk, _clock):
            everywhere = await create_key(desk, LOCAL_OWNER, replace(HELPDESK, organisations=()))
            owners = await create_key(desk, LOCAL_OWNER, replace(HELPDESK, organisations=(), scopes=("admin",)))
            limited, whole = await let_in(desk, everywhere.secret), await let_in(desk, owners.secret)
            assert limited is not None
            assert limited.organisations == {"organisation/vaart"}
            assert whole is not None
            assert whole.organisations == frozenset()

    @pytest.mark.parametrize("change", ["none", "other bits", "other key", "cut", "longer", "empty", "capitals"])
    async def test_nothing_but_the_whole_key_lets_anybody_in(self, change: str) -> None:
        async with opened() as (desk, _clock):
            secret = (await create_key(desk, LOCAL_OWNER, HELPDESK)).secret
            other = (await create_key(desk, LOCAL_OWNER, HELPDESK)).secret
            public, bits = secret.split("_", 2)[1:]
            given = {
                "none": "mw_",
                "other bits": f"mw_{public}_{other.split('_', 2)[2]}",
                "other key": f"mw_{'0' * 16}_{bits}",
                "cut": secret[:-1],
                "longer": f"{secret}a",
                "empty": "",
                "capitals": secret.upper(),
            }[change]
            assert await let_in(desk, given) is None
            assert await let_in(desk, secret) is not None

    async def test_why_not_is_for_the_log_alone_and_the_log_has_no_secret(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with opened() as (desk, clock):
            expired = await create_key(desk, LOCAL_OWNER, HELPDESK)
            clock.move(60 * DAY)
            revoked = await create_key(desk, LOCAL_OWNER, HELPDESK)
            await revoke_key(desk, LOCAL_OWNER, revoked.info.key)
            wrong = f"{revoked.secret[:-1]}{'A' if revoked.secret[-1] != 'A' else 'B'}"
            for secret in (expired.secret, revoked.secret, wrong, "mw_x"):
                assert await let_in(desk, secret) is None
        logs = [record.__dict__["facts"] for record in caplog.records if record.msg == "key_refused"]
        assert [entry["reason"] for entry in logs] == ["expired", "revoked", "wrong", "no key"]
        assert not any(secret.split("_", 2)[-1] in repr(logs) for secret in (expired.secret, revoked.secret, wrong))

    async def test_the_last_use_is_known_to_a_minute_and_written_no_oftener(self) -> None:
        async with opened() as (desk, clock):
            secret = (await create_key(desk, LOCAL_OWNER, HELPDESK)).secret
            ring = KeyRing(desk)
            assert (await the_one(desk)).used is None
            await ring.viewer(secret)
            clock.move(timedelta(seconds=59))
            await ring.viewer(secret)
            assert (await the_one(desk)).used == START
            clock.move(timedelta(seconds=1))
            await ring.viewer(secret)
            assert (await the_one(desk)).used == START + timedelta(minutes=1)

    async def test_what_an_instance_knows_of_a_key_is_a_second_old_at_most(self) -> None:
        async with opened() as (desk, _clock):
            made = await create_key(desk, LOCAL_OWNER, HELPDESK)
            seconds = [0.0]
            elsewhere = KeyRing(desk, lambda: seconds[0])
            assert await elsewhere.viewer(made.secret) is not None
            await revoke_key(desk, LOCAL_OWNER, made.info.key)
            seconds[0] = SECONDS_BETWEEN_LOOKS
            assert await elsewhere.viewer(made.secret) is None

    async def test_a_use_that_is_noted_does_not_undo_a_revocation(self) -> None:
        async with opened() as (desk, clock):
            made = await create_key(desk, LOCAL_OWNER, HELPDESK)
            elsewhere = KeyRing(desk, lambda: 0.0)
            await elsewhere.viewer(made.secret)
            await revoke_key(desk, LOCAL_OWNER, made.info.key)
            clock.move(timedelta(minutes=5))
            await elsewhere.viewer(made.secret)
            assert (await the_one(desk)).state is KeyState.REVOKED


class TestEnding:
    async def test_the_old_and_the_new_one_overlap(self) -> None:
        async with opened() as (desk, clock):
            old = await create_key(desk, LOCAL_OWNER, HELPDESK)
            new = await renew_key(desk, LOCAL_OWNER, old.info.key, days=90)
            assert (new.info.name, new.info.scopes, new.info.organisations) == (
                old.info.name,
                old.info.scopes,
                old.info.organisations,
            )
            assert await let_in(desk, old.secret) is not None
            clock.move(14 * DAY)
            assert await let_in(desk, old.secret) is None
            assert await let_in(desk, new.secret) is not None

    async def test_a_renewed_key_lasts_no_longer_than_it_did(self) -> None:
        async with opened() as (desk, clock):
            old = await create_key(desk, LOCAL_OWNER, HELPDESK)
            clock.move(55 * DAY)
            await renew_key(desk, LOCAL_OWNER, old.info.key)
            clock.move(5 * DAY)
            assert await let_in(desk, old.secret) is None

    async def test_a_key_is_renewed_once_and_while_it_lasts(self) -> None:
        async with opened() as (desk, clock):
            old = await create_key(desk, LOCAL_OWNER, HELPDESK)
            await renew_key(desk, LOCAL_OWNER, f"mw_{old.info.key}")
            with pytest.raises(InvalidInput, match="already"):
                await renew_key(desk, LOCAL_OWNER, old.info.key)
            clock.move(14 * DAY)
            with pytest.raises(InvalidInput, match="ended"):
                await renew_key(desk, LOCAL_OWNER, old.info.key)

    async def test_people_are_warned_thirty_days_before_unless_it_was_renewed(self) -> None:
        async with opened() as (desk, clock):
            old = await create_key(desk, LOCAL_OWNER, HELPDESK)
            clock.move(29 * DAY)
            assert await to_look_after(desk, LOCAL_OWNER) == ()
            clock.move(DAY)
            assert [info.key for info in await to_look_after(desk, LOCAL_OWNER)] == [old.info.key]
            await renew_key(desk, LOCAL_OWNER, old.info.key)
            assert await to_look_after(desk, LOCAL_OWNER) == ()

    async def test_one_that_ended_is_told_for_ninety_days(self) -> None:
        async with opened() as (desk, clock):
            await create_key(desk, LOCAL_OWNER, HELPDESK)
            clock.move(149 * DAY)
            assert (await the_one(desk)).state is KeyState.EXPIRED
            clock.move(DAY)
            assert await keys_of(desk, LOCAL_OWNER) == ()

    async def test_there_is_no_other_key_to_renew_or_revoke(self) -> None:
        async with opened() as (desk, _clock):
            for verb in (renew_key, revoke_key):
                with pytest.raises(NotFound):
                    await verb(desk, LOCAL_OWNER, "0123456789abcdef")


# Who answers for it


async def test_a_key_lets_nobody_in_from_the_day_that_its_maker_may_not_make_it_any_more() -> None:
    async with opened() as (desk, _):
        made = await create_key(desk, CIS, OF_BRUG)
        ring = KeyRing(desk)
        assert await ring.viewer(made.secret) is not None
        await loses_it(desk)
        assert ring.viewer_at_once(made.secret) is None
        assert await let_in(desk, made.secret) is None
        (shown,) = await keys_of(desk, LOCAL_OWNER)
        assert (shown.state, shown.made_by) == (KeyState.UNHELD, "person/cis")


async def test_the_key_of_somebody_who_left_is_taken_over_by_another_keeper_and_goes_on() -> None:
    async with opened() as (desk, _):
        made = await create_key(desk, CIS, OF_BRUG)
        await loses_it(desk)
        with pytest.raises(Forbidden):
            await take_over_key(desk, CIS, made.info.key)
        assert [info.key for info in await to_look_after(desk, DIRK)] == [made.info.key]
        taken = await take_over_key(desk, DIRK, made.info.key)
        assert (taken.state, taken.made_by) == (KeyState.VALID, "person/dirk")
        assert await let_in(desk, made.secret) is not None
        assert await to_look_after(desk, DIRK) == ()


async def test_what_an_owner_may_give_ends_when_they_are_no_owner_any_more() -> None:
    async with opened() as (desk, _):
        await desk.access.add(Owner(key="person/cis", since=START, by="local owner"), START)
        everywhere = replace(OF_BRUG, organisations=(), scopes=("read",))
        made = await create_key(desk, replace(CIS, kind=ViewerKind.OWNER), everywhere)
        assert await let_in(desk, made.secret) is not None
        await desk.access.take(Owner, "person/cis", START)
        assert await let_in(desk, made.secret) is None


async def test_the_key_of_the_local_owner_hangs_on_nobody() -> None:
    async with opened() as (desk, _):
        made = await create_key(desk, LOCAL_OWNER, OF_BRUG)
        await loses_it(desk)
        assert await let_in(desk, made.secret) is not None
