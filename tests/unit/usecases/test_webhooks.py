"""Webhooks: a program is told that the register changed, signed, until it took that, and by one instance alone."""

from __future__ import annotations

import asyncio
import base64
import runpy
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.domain.changes import ChangeSet, Put
from graph.domain.errors import Forbidden, InvalidInput, NotFound, SourceUnavailable
from graph.store.audit import AuditFile
from graph.store.kept import FAILURES_UNTIL_REST, Webhook
from graph.store.sqlite.store import SqliteStore
from graph.usecases.auditing import audit_entries
from graph.usecases.change.mandates import EndMandate, end_mandate
from graph.usecases.desk import Desk
from graph.usecases.keys import NewKey, create_key, keys_of, renew_key, revoke_key, take_over_key
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.watching import WatchedTask
from graph.usecases.webhooks import (
    IN_HAND,
    WAITS,
    CreatedWebhook,
    Outcome,
    Telling,
    _signed,
    end_webhook,
    resting_webhooks,
    set_webhook,
    try_webhook,
    webhooks_of,
    why_not_taken,
)
from service import outside
from service.outside import Outside
from tests.clocks import MORNING, HandClock
from tests.graphs import edge, node, organisation, records_of, school, seat
from tests.receiver import SILENT, TAKEN, receiver

START = MORNING
EXAMPLE = Path(__file__).parents[3] / "examples" / "webhook.py"
BRUG = "organisation/brug"
GROUP = records_of(
    organisation("vaart", "school_group"),
    school("brug", under=["vaart"]),
    node("person/cis", name="Cis"),
    node("person/an", name="An"),
    node("task/register", name="Register", keeps_register=True),
    seat("role/keeper", at=BRUG, held_by=["person/cis"]),
    edge("EXECUTES", "role/keeper", "task/register", scope=[BRUG], id="executes/cis"),
)
CIS = Viewer(kind=ViewerKind.PERSON, name="Cis", person="person/cis", organisations=frozenset({BRUG}))
AN = Viewer(kind=ViewerKind.PERSON, name="An", person="person/an", organisations=frozenset({BRUG}))
OF_BRUG = NewKey(name="timetable", scopes=("read",), organisations=(BRUG,))


class Instance:
    """One instance: its desk, and what it counted."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.outcomes: Counter[Outcome] = Counter()
        self.telling = Telling(desk, Outside("webhooks"), lambda outcome: self.outcomes.update([outcome]))

    async def look(self) -> None:
        """See what is in the store, and tell what is due."""
        await self.desk.refresh()
        await self.telling.look()


class Group:
    """Instances on one store, with a key whose program is told."""

    def __init__(self, instances: list[Instance], clock: HandClock) -> None:
        self.instances = instances
        self.clock = clock
        self.first = instances[0]
        self.desk = self.first.desk
        self.key = ""

    async def told_at(self, url: str, viewer: Viewer = LOCAL_OWNER, *, of: Viewer = LOCAL_OWNER) -> CreatedWebhook:
        """Let somebody make a key, and somebody let its program be told there."""
        self.key = (await create_key(self.desk, of, OF_BRUG)).info.key
        return await set_webhook(self.desk, viewer, self.key, url)

    async def change(self, name: str = "Ann") -> None:
        """Let somebody change the register, at the first instance."""
        await self.desk.commit(
            lambda _: (Put(records_of(node("person/an", name=name))[0]),), viewer=LOCAL_OWNER, reason="", key=name
        )

    async def passes(self, time: timedelta) -> None:
        """Let time pass, and the first instance look."""
        self.clock.move(time)
        await self.first.look()

    async def webhook(self) -> Webhook | None:
        """As it is kept."""
        return await self.desk.access.find(Webhook, self.key, self.clock.now())


@asynccontextmanager
async def group(number: int = 1, **given: Any) -> AsyncIterator[Group]:
    """Some instances over one store in memory."""
    store, clock = SqliteStore(":memory:"), HandClock()
    puts = tuple(Put(record) for record in GROUP)
    await store.commit(ChangeSet(changes=puts, author="test", reason="first", key="first"))
    async with AsyncExitStack() as stack:
        desks = [
            await stack.enter_async_context(Desk(store, clock=clock, refresh_seconds=3600, **given))
            for _ in range(number)
        ]
        yield Group([Instance(desk) for desk in desks], clock)


class TestANotice:
    async def test_says_the_newest_revision_and_nothing_else(self) -> None:
        async with group() as here, receiver() as program:
            await here.told_at(program.url)
            await here.first.look()
            assert program.got == []
            for name in ("Ann", "Anna"):
                await here.change(name)
            await here.first.look()
            await here.first.look()
            (notice,) = program.got
            last = (await here.desk.revisions())[-1]
        said = f'{{"type":"register.changed","timestamp":"{last.at.isoformat()}","data":{{"revision":3}}}}'
        assert notice.body.decode() == said
        assert (notice.path, notice.headers["content-type"]) == ("/register", "application/json")
        assert "authorization" not in notice.headers
        assert here.first.outcomes == {Outcome.TAKEN: 1}

    async def test_is_signed_with_the_secret_that_was_shown(self) -> None:
        async with group() as here, receiver() as program:
            made = await here.told_at(program.url)
            await here.change()
            await here.first.look()
        (notice,) = program.got
        assert notice.headers["webhook-signature"] == notice.signature(made.secret)
        assert notice.headers["webhook-timestamp"] == str(int(START.timestamp()))
        assert len(base64.b64decode(made.secret.removeprefix("whsec_"))) == 32

    def test_is_reckoned_as_in_the_specification(self) -> None:
        """The example of the libraries at https://github.com/standard-webhooks/standard-webhooks."""
        headers = _signed(
            base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            datetime.fromtimestamp(1614265330, UTC),
            b'{"test": 2432232314}',
        )
        assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    async def test_is_known_by_the_example_and_nothing_else_is(self) -> None:
        is_genuine = runpy.run_path(str(EXAMPLE))["is_genuine"]
        async with group() as here, receiver() as program:
            here.clock.moment = datetime.now(UTC)
            made = await here.told_at(program.url)
            await here.change()
            await here.first.look()
            here.clock.move(-timedelta(hours=1))
            await try_webhook(here.desk, LOCAL_OWNER, here.key, Outside("webhooks"))
            other = await set_webhook(here.desk, LOCAL_OWNER, here.key, program.url)
        ours, old = program.got
        assert is_genuine(ours.headers, ours.body, made.secret)
        assert not is_genuine(ours.headers, ours.body + b" ", made.secret)
        assert not is_genuine({**ours.headers, "webhook-id": "msg_2"}, ours.body, made.secret)
        assert not is_genuine(ours.headers, ours.body, other.secret)
        assert not is_genuine(old.headers, old.body, made.secret)
        assert not is_genuine({}, ours.body, made.secret)

    async def test_goes_to_nobody_by_a_redirect(self) -> None:
        async with group() as here, receiver(302, 307) as program:
            await here.told_at(program.url)
            await here.change()
            await here.first.look()
            await here.passes(WAITS[0])
        assert [each.path for each in program.got] == ["/register", "/register"]
        assert here.first.outcomes == {Outcome.REFUSED: 2}

    async def test_leaves_no_secret_and_no_address_in_the_log(self, caplog: pytest.LogCaptureFixture) -> None:
        async with group() as here, receiver(500) as program:
            made = await here.told_at(program.url)
            await here.change()
            await here.first.look()
        told = [record.__dict__["facts"] for record in caplog.records if record.msg == "webhook_not_taken"]
        assert told == [{"key": here.key, "status": 500}]
        assert made.secret not in caplog.text
        assert program.url not in caplog.text


class TestFailing:
    async def test_it_is_told_again_later_and_later_under_the_same_id(self) -> None:
        async with group() as here, receiver(500, 404, 503) as program:
            await here.told_at(program.url)
            await here.change()
            await here.first.look()
            for wait in WAITS[:3]:
                await here.passes(wait - timedelta(seconds=1))
                before = len(program.got)
                await here.passes(timedelta(seconds=1))
                assert len(program.got) == before + 1
            await here.passes(WAITS[-1])
            assert len({each.id for each in program.got}) == 1
            assert len({each.headers["webhook-timestamp"] for each in program.got}) == len(program.got) == 4
            found = await here.webhook()
        assert found is not None
        assert (found.told, found.failures, found.status, found.told_at) == (2, 0, None, here.clock.moment - WAITS[-1])

    async def test_what_is_committed_meanwhile_is_told_in_its_place_under_another_id(self) -> None:
        async with group() as here, receiver(500) as program:
            await here.told_at(program.url)
            await here.change()
            await here.first.look()
            await here.change("Anna")
            await here.first.look()
            assert program.revisions == [2]
            await here.passes(WAITS[0])
        assert program.revisions == [2, 3]
        assert len({each.id for each in program.got}) == 2

    async def test_who_does_not_answer_is_left_after_a_while(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with group() as here, receiver(SILENT) as program:
            await here.told_at(program.url)
            await here.change()
            with monkeypatch.context() as briefly:
                briefly.setattr(outside, "SECONDS", 0.2)
                await here.first.look()
            program.answers.clear()
            (told,) = (await webhooks_of(here.desk, await keys_of(here.desk, LOCAL_OWNER))).values()
            assert str(why_not_taken(told)) == "the address does not answer"
            await here.passes(WAITS[0])
        assert here.first.outcomes == {Outcome.SILENT: 1, Outcome.TAKEN: 1}

    def test_an_instance_has_it_in_hand_for_longer_than_it_waits_for_an_answer(self) -> None:
        assert IN_HAND.total_seconds() > outside.SECONDS

    @pytest.mark.parametrize("host", ["a..b", "x" * 70, "127.0.0.1:1"])
    async def test_an_address_that_leads_nowhere_is_silent(self, host: str) -> None:
        assert await Outside("webhooks").tell(f"http://{host}/", b"", {}) is None

    async def test_after_some_days_it_rests_and_whoever_may_renew_the_key_is_told(self) -> None:
        async with group() as here, receiver(*[500] * (FAILURES_UNTIL_REST + 1)) as program:
            await here.told_at(program.url, of=CIS)
            await here.change()
            again = [WAITS[-1]] * (FAILURES_UNTIL_REST - 1 - len(WAITS))
            for wait in (timedelta(), *WAITS, *again):
                assert await resting_webhooks(here.desk, CIS) == ()
                await here.passes(wait)
            assert timedelta(days=3) < here.clock.moment - START < timedelta(days=7)
            await here.passes(timedelta(days=30))
            assert len(program.got) == FAILURES_UNTIL_REST
            for viewer, told in ((CIS, ("timetable",)), (LOCAL_OWNER, ("timetable",)), (AN, ())):
                assert await resting_webhooks(here.desk, viewer) == told
            with pytest.raises(SourceUnavailable, match="status 500"):
                await try_webhook(here.desk, CIS, here.key, Outside("webhooks"))
            assert await resting_webhooks(here.desk, CIS) == ("timetable",)
            await try_webhook(here.desk, CIS, here.key, Outside("webhooks"))
            await here.change("Anna")
            await here.first.look()
            assert program.revisions[-2:] == [2, 3]
            assert await resting_webhooks(here.desk, CIS) == ()

    async def test_who_says_that_it_is_gone_rests_at_once(self) -> None:
        async with group() as here, receiver(410) as program:
            await here.told_at(program.url)
            await here.change()
            await here.first.look()
            await here.passes(timedelta(days=30))
            assert program.revisions == [2]
            assert await resting_webhooks(here.desk, LOCAL_OWNER) == ("timetable",)

    async def test_what_somebody_tries_is_sent_whatever_was_told_and_again_when_it_is_not_taken(self) -> None:
        async with group() as here, receiver(TAKEN, 500) as program:
            await here.told_at(program.url)
            await try_webhook(here.desk, LOCAL_OWNER, here.key, Outside("webhooks"))
            with pytest.raises(SourceUnavailable):
                await try_webhook(here.desk, LOCAL_OWNER, here.key, Outside("webhooks"))
            await here.passes(WAITS[0])
        assert program.revisions == [1, 1, 1]
        assert len({each.id for each in program.got}) == 1


class TestItsKey:
    async def test_a_key_that_is_revoked_tells_nothing(self) -> None:
        async with group() as here, receiver() as program:
            await here.told_at(program.url)
            await here.change()
            await revoke_key(here.desk, LOCAL_OWNER, here.key)
            assert await here.webhook() is None
            await here.first.look()
        assert program.got == []

    async def test_nor_does_one_that_is_past_its_time(self) -> None:
        async with group() as here, receiver() as program:
            await here.told_at(program.url)
            await here.change()
            await here.passes(timedelta(days=366))
            assert await here.webhook() is None
            with pytest.raises(InvalidInput, match="has ended"):
                await set_webhook(here.desk, LOCAL_OWNER, here.key, program.url)
        assert program.got == []

    async def test_nor_one_for_which_nobody_answers_until_somebody_takes_it_over(self) -> None:
        async with group() as here, receiver() as program:
            await here.told_at(program.url, of=CIS)
            await end_mandate(here.desk, LOCAL_OWNER, EndMandate(mandate="executes/cis", until=here.desk.today()))
            await here.first.look()
            assert program.got == []
            await take_over_key(here.desk, LOCAL_OWNER, here.key)
            await here.first.look()
        assert program.revisions == [2]

    async def test_one_in_its_place_keeps_the_address_and_the_secret(self) -> None:
        async with group() as here, receiver() as program:
            made = await here.told_at(program.url)
            await here.change()
            newer = await renew_key(here.desk, LOCAL_OWNER, here.key)
            assert await here.webhook() is None
            await here.first.look()
            await here.passes(timedelta(days=30))
            await here.change("Anna")
            await here.first.look()
            assert set(await webhooks_of(here.desk, await keys_of(here.desk, LOCAL_OWNER))) == {newer.info.key}
        assert program.revisions == [2, 3]
        assert all(each.headers["webhook-signature"] == each.signature(made.secret) for each in program.got)


class TestSetting:
    @pytest.mark.parametrize(
        "url",
        [
            "http://helpdesk.school.example/x",
            "ftp://helpdesk.school.example",
            "https://",
            "helpdesk",
            "",
            "https://an:geheim@helpdesk.school.example",
            "https://helpdesk.school.example/ x",
            "https://helpdesk.school.example/\n",
            "https://[::1",
            "https://helpdesk.school.example:99999",
            f"https://helpdesk.school.example/{'x' * 500}",
        ],
    )
    async def test_what_is_no_address_of_https_is_refused(self, url: str) -> None:
        async with group() as here:
            with pytest.raises(InvalidInput, match="no address"):
                await here.told_at(f"{url}a" if url.endswith("\n") else url)
            assert await here.webhook() is None

    async def test_an_address_that_is_left_open_is_told_as_that(self) -> None:
        async with group() as here:
            with pytest.raises(InvalidInput, match="There is no address at which the program is to be told"):
                await here.told_at(" ")

    @pytest.mark.parametrize("url", ["http://127.0.0.1:8080/x", "https://localhost/x", "http://[::1]/x"])
    async def test_this_machine_is_for_whoever_keeps_it(self, url: str) -> None:
        async with group() as here:
            assert (await here.told_at(url)).url == url
            with pytest.raises(InvalidInput):
                await here.told_at(url, CIS)
            assert (await here.told_at("https://school.example/x?code=1", CIS)).url == "https://school.example/x?code=1"

    async def test_it_takes_who_may_make_the_key(self) -> None:
        async with group() as here, receiver() as program:
            await here.told_at(program.url)
            messenger = Outside("webhooks")
            for asked in (
                set_webhook(here.desk, AN, here.key, "https://school.example"),
                end_webhook(here.desk, AN, here.key),
                try_webhook(here.desk, AN, here.key, messenger),
            ):
                with pytest.raises(Forbidden):
                    await asked
            await end_webhook(here.desk, CIS, here.key)
            with pytest.raises(NotFound):
                await try_webhook(here.desk, CIS, here.key, messenger)
        assert program.got == []

    async def test_another_address_takes_the_place_of_the_first_with_a_secret_of_its_own(self) -> None:
        async with group() as here, receiver() as one, receiver() as other:
            first = await here.told_at(one.url)
            second = await set_webhook(here.desk, LOCAL_OWNER, here.key, other.url)
            await here.change()
            await here.first.look()
        assert (one.revisions, other.revisions) == ([], [2])
        assert first.secret != second.secret
        assert other.got[0].headers["webhook-signature"] == other.got[0].signature(second.secret)

    async def test_it_is_noted_and_nothing_that_is_told_afterwards_holds_the_secret(self, tmp_path: Any) -> None:
        async with group(audit_file=AuditFile(tmp_path / "audit.jsonl")) as here:
            made = await here.told_at("https://school.example/x")
            await end_webhook(here.desk, LOCAL_OWNER, here.key)
            told = [(each.action, each.detail) for each in await audit_entries(here.desk)]
            await set_webhook(here.desk, LOCAL_OWNER, here.key, "https://school.example/y")
            facts = await webhooks_of(here.desk, await keys_of(here.desk, LOCAL_OWNER))
        assert told[1:] == [("webhook_set", here.key), ("webhook_ended", here.key)]
        assert "secret" not in repr(facts)
        noted = (tmp_path / "audit.jsonl").read_text()
        assert made.secret not in noted
        assert "school.example" not in noted


class TestSeveral:
    """Three instances on one store."""

    async def test_each_revision_is_told_by_one(self) -> None:
        async with group(3) as here, receiver() as program:
            await here.told_at(program.url)
            for number in range(10):
                await here.change(f"An {number}")
                await asyncio.gather(*(each.look() for each in here.instances))
        assert program.revisions == [*range(2, 12)]
        assert sum((each.outcomes for each in here.instances), Counter()) == {Outcome.TAKEN: 10}

    async def test_one_that_lags_behind_tells_nothing_older(self) -> None:
        async with group(2) as here, receiver() as program:
            await here.told_at(program.url)
            other = here.instances[1]
            await here.change()
            await other.desk.refresh()
            await here.change("Anna")
            await here.first.look()
            await other.telling.look()
        assert program.revisions == [3]

    async def test_one_whose_clock_ran_ahead_holds_the_others_up_for_no_longer(self) -> None:
        async with group(2) as here, receiver() as program:
            await here.told_at(program.url)
            await here.change()
            await here.passes(timedelta(hours=1))
            here.clock.move(-timedelta(hours=1))
            await here.change("Anna")
            await here.instances[1].look()
        assert program.revisions == [2, 3]

    async def test_what_a_killed_one_had_in_hand_is_told_by_another_once_that_lapsed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with group(2) as here, receiver(SILENT) as program:
            await here.told_at(program.url)
            await here.change()
            killed = asyncio.create_task(here.first.look())
            await program.told.wait()
            killed.cancel()
            await asyncio.gather(killed, return_exceptions=True)
            other = here.instances[1]
            await other.look()
            assert len(program.got) == 1
            here.clock.move(IN_HAND)
            await other.look()
            await other.look()
        first, second = program.got
        assert (first.id, first.body) == (second.id, second.body)

    async def test_what_is_committed_while_it_is_told_is_told_at_the_next_look(self) -> None:
        async with group() as here:
            await here.told_at("https://sync.school.example")
            meanwhile = Meanwhile(here)
            async with WatchedTask("webhooks", Telling(here.desk, meanwhile, meanwhile.count).work):
                await here.change()
                await meanwhile.twice.wait()
            found = await here.webhook()
        assert found is not None
        assert found.told == 3


class Meanwhile:
    """Takes every notice; during the first one somebody commits, and an instance looks and finds it in hand."""

    def __init__(self, here: Group) -> None:
        self.here = here
        self.counted = 0
        self.twice = asyncio.Event()

    async def tell(self, _url: str, _body: bytes, _headers: Mapping[str, str]) -> int | None:
        """Take it."""
        if not self.counted:
            await self.here.change("Anna")
            await self.here.first.look()
        return TAKEN

    def count(self, _outcome: Outcome) -> None:
        """Note that what came of it is kept."""
        self.counted += 1
        if self.counted == 2:
            self.twice.set()
