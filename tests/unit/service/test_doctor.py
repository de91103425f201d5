"""The doctor looks at every part, whatever is wrong with another, and says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.domain.kinds import Person
from graph.store.sqlite.store import SqliteStore
from service import doctor
from service.config import Settings
from service.doctor import Finding, examine
from service.serving import listen
from tests.contract.places import FilePlace
from tests.contract.records import change_set, puts
from tests.faults.servers import served

NOBODY = "sqlite:////nowhere/store.db"


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
