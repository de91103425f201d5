"""The doctor looks at every part, whatever is wrong with another, and says what to do."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, TCPServer

import httpx
import pytest

from graph.domain.kinds import Person
from graph.store.sqlite.store import SqliteStore
from graph.usecases.owners import add_owner
from graph.usecases.viewer import LOCAL_OWNER
from service import doctor
from service.config import Settings
from service.doctor import Finding, examine
from service.outside import Outside
from service.serving import listen
from service.signin.oidc import OpenIdConnect
from service.signin.settings import OpenIdProvider
from service.wiring import open_desk
from tests.contract.places import FilePlace
from tests.contract.records import change_set, puts
from tests.faults.servers import served
from tests.signin.counterpart import Counterpart
from tests.signin.smartschool_server import smartschool

NOBODY = "sqlite:////nowhere/store.db"


ADDRESS = "https://wie.school.example"


def keycloak(counterpart: Counterpart) -> OpenIdConnect:
    """A provider of which a test says what it answers."""
    settings = OpenIdProvider.model_validate(
        {"kind": "openid", "issuer": counterpart.issuer, "client_id": "us", "client_secret": "geheim"}
    )
    return OpenIdConnect("school", settings, Outside("School", httpx.MockTransport(counterpart.answer)))


def mailing(address: str) -> dict[str, object]:
    """The settings of a service that sends mail through a server."""
    return {"address": ADDRESS, "smtp": address, "mail_from": "register@school.example"}


@contextmanager
def mail_server() -> Iterator[tuple[str, list[str]]]:
    """A server that takes any mail: its address, and the lines that it hears."""
    heard: list[str] = []

    class Talk(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 mail.school.example\r\n")
            for line in self.rfile:
                heard.append(line.decode().strip())
                leaving = line.startswith(b"QUIT")
                self.wfile.write(b"221 bye\r\n" if leaving else b"250 mail.school.example\r\n")
                if leaving:
                    return

    with TCPServer(("127.0.0.1", 0), Talk) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}", heard
        finally:
            server.shutdown()
            serving.join()


async def found(about: str, **settings: object) -> list[Finding]:
    """What is said of one part of an installation."""
    chosen = Settings(**{"store": NOBODY, "port": 0, **settings})  # type: ignore[arg-type]
    return [each for each in await examine(chosen) if str(each.about) == about]


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(each.state, f"{each.message}. {each.remedy or ''}") for each in findings]


@pytest.fixture
async def place(tmp_path: Path) -> FilePlace:
    """A file with one person."""
    store = SqliteStore(str(tmp_path / "store.db"))
    await store.commit(change_set(*puts(Person(id="person/an", name="An"))))
    await store.close()
    return FilePlace(tmp_path / "store.db")


class TestStore:
    async def test_one_that_is_sound_is_read(self, place: FilePlace) -> None:
        assert said(await found("Store", store=f"sqlite:///{place.path}")) == [
            ("fine", "It is read: 1 records, at revision 1. ")
        ]

    async def test_one_that_is_not_there_is_not_made_and_the_rest_is_still_looked_at(self) -> None:
        ((state, message),) = said(await found("Store"))
        assert (state, "is not known" in message) == ("wrong", True)
        assert await found("Backups")

    async def test_every_problem_is_told_up_to_some(self, place: FilePlace, monkeypatch: pytest.MonkeyPatch) -> None:
        place.set_by_hand("person/an", since="2026-09-01", until="2020-01-01")
        assert [each.state for each in await found("Store", store=f"sqlite:///{place.path}")][1:] == ["wrong"] * 3
        monkeypatch.setattr(doctor, "MOST_PROBLEMS", 1)
        (_served, _first, last) = await found("Store", store=f"sqlite:///{place.path}")
        assert str(last.message) == "There are 3 problems in all"

    async def test_who_else_may_read_the_file(self, place: FilePlace) -> None:
        assert await found("Rights", store=f"sqlite:///{place.path}") == []
        place.path.chmod(0o644)
        ((state, message),) = said(await found("Rights", store=f"sqlite:///{place.path}"))
        assert (state, f"chmod 600 {place.path}" in message) == ("look", True)


class TestBackups:
    async def test_none_is_worth_a_look(self) -> None:
        assert [each.state for each in await found("Backups")] == ["look"]

    async def test_a_folder_that_is_not_there_is_wrong(self) -> None:
        assert [each.state for each in await found("Backups", backup_folder="/nowhere")] == ["wrong"]

    @pytest.mark.parametrize(("hours", "state"), [(None, "look"), (2, "fine"), (40, "wrong")])
    async def test_how_old_the_last_one_is(self, hours: int | None, state: str, tmp_path: Path) -> None:
        if hours is not None:
            file = tmp_path / "mandaatwijzer-2026-09-01.backup"
            file.touch()
            then = file.stat().st_mtime - hours * 3600
            os.utime(file, (then, then))
        assert [each.state for each in await found("Backups", backup_folder=str(tmp_path))] == [state]


class TestSignIn:
    async def test_on_one_machine_nobody_else_is_let_in(self) -> None:
        assert [each.state for each in await found("Sign-in")] == ["fine"]

    async def test_without_provider_or_mail_links_are_given_by_hand(self) -> None:
        assert [each.state for each in await found("Sign-in", address=ADDRESS)] == ["look"]

    async def test_a_register_that_lets_people_in_needs_an_owner(self, place: FilePlace) -> None:
        store = f"sqlite:///{place.path}"
        assert "There is no owner" in said(await found("Sign-in", store=store, address=ADDRESS))[0][1]
        async with open_desk(Settings(store=store)) as desk:
            await add_owner(desk, LOCAL_OWNER, "an@school.example")
        assert [each.state for each in await found("Sign-in", store=store, address=ADDRESS)] == ["look"]

    async def test_a_provider_that_answers_is_fine_and_one_that_is_gone_is_wrong(self) -> None:
        with smartschool() as server:
            provider = {"kind": "smartschool", "client_id": "us", "client_secret": "geheim", "platforms": ["p.example"]}
            providers = {"school": {**provider, "host": server.address}}
            assert [each.state for each in await found("Sign-in", address=ADDRESS, providers=providers)] == ["fine"]
            assert [each.state for each in await found("Clock", address=ADDRESS, providers=providers)] == ["fine"]
        ((state, message),) = said(await found("Sign-in", address=ADDRESS, providers=providers))
        assert (state, "does not answer" in message) == ("wrong", True)

    async def test_a_provider_without_keys_is_wrong(self) -> None:
        assert [each.state for each in await doctor._provider(keycloak(Counterpart()))] == ["fine"]
        assert [
            each.state for each in await doctor._provider(keycloak(Counterpart(configuration={"issuer": "x"})))
        ] == ["wrong"]

    @pytest.mark.parametrize(("minutes", "state"), [(0, "fine"), (-3, "wrong"), (3, "wrong")])
    async def test_a_clock_by_which_tokens_would_be_refused_is_wrong(self, minutes: int, state: str) -> None:
        theirs = datetime.now(UTC) + timedelta(minutes=minutes)
        assert doctor._clock(keycloak(Counterpart()), theirs).state == state


class TestMail:
    async def test_a_server_that_takes_our_mail_is_fine_and_gets_none(self) -> None:
        with mail_server() as (address, heard):
            assert [each.state for each in await found("Mail", **mailing(address))] == ["fine"]
        assert [line.split()[0] for line in heard] == ["ehlo", "QUIT"]

    async def test_one_that_is_not_there_is_wrong(self) -> None:
        with listen("127.0.0.1", 0) as gone:
            address = f"smtp://127.0.0.1:{gone.getsockname()[1]}"
        ((state, message),) = said(await found("Mail", **mailing(address)))
        assert (state, "ConnectionRefusedError" in message) == ("wrong", True)


class TestAround:
    async def test_a_proxy_needs_a_name_and_to_be_believed(self) -> None:
        assert [each.state for each in await found("Proxy")] == ["fine"]
        assert [each.state for each in await found("Proxy", behind_proxy=True)] == ["look", "look"]
        assert await found("Proxy", behind_proxy=True, names="wie.school.example", proxies="10.0.0.7") == []

    async def test_counters_that_others_may_reach_are_worth_a_look(self) -> None:
        assert await found("Counters", metrics="127.0.0.1:9464") == []
        assert [each.state for each in await found("Counters", metrics="0.0.0.0:9464")] == ["look"]

    async def test_too_little_memory_is_wrong(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "MEGABYTES_TO_SERVE", 2**40)
        assert [each.state for each in await found("Memory")] == ["wrong"]

    def test_the_service_is_asked(self, tmp_path: Path) -> None:
        with served(f"sqlite:///{tmp_path}/store.db") as (_running, client):
            ready = doctor._ready(Settings(port=client.base_url.port))
        assert (ready.state, "is ready" in str(ready.message)) == ("fine", True)
        gone = doctor._ready(Settings(port=client.base_url.port))
        assert (gone.state, "Nothing listens" in str(gone.message)) == ("look", True)

    def test_what_says_nothing_is_wrong(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "SECONDS_FOR_THE_SERVICE", 0.1)
        with listen("127.0.0.1", 0) as silent:
            assert doctor._ready(Settings(port=silent.getsockname()[1])).state == "wrong"
