"""The command line as somebody at a terminal uses it: words in, stdout, stderr and an exit code out."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graph.domain.changes import ChangeSet, Put
from graph.store.sqlite.store import SqliteStore
from service.cli import main as cli
from tests.api.clients import small_group

ON = "2026-10-15"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit code, data and messages."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The data, as a machine reads them."""
        assert self.code in (0, 1), self.err
        return json.loads(self.out)


Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def stored_group(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the small school group as its first revision; copy it before use."""
    path = tmp_path_factory.mktemp("stored") / "group.db"

    async def fill() -> None:
        store = SqliteStore(str(path))
        records = small_group()
        await store.commit(
            ChangeSet(changes=tuple(Put(record) for record in records), author="test", reason="first", key="first")
        )
        await store.close()

    asyncio.run(fill())
    return path


@pytest.fixture
def store(tmp_path: Path, stored_group: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of its own with the small school group, to which every command of the test goes."""
    path = tmp_path / "group.db"
    shutil.copy(stored_group, path)
    monkeypatch.setenv("MANDAATWIJZER_STORE", f"sqlite:///{path}")
    return path


@pytest.fixture
def no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a store that is not there yet, to which every command of the test goes."""
    path = tmp_path / "new" / "store.db"
    monkeypatch.setenv("MANDAATWIJZER_STORE", f"sqlite:///{path}")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process."""

    def command(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["mandaatwijzer", *map(str, words)])
        capfd.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1 if left.code else 0
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err
        return Ran(code, captured.out, captured.err)

    return command
