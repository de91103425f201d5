"""Every command, with an example, and what it does for whoever holds the file of the store, in the words of the design.

A command takes no session and no key: who holds the file acts as the owner, and who does not has no register to act on.
So each is really run twice: with the store, and by somebody who has everything but the store. The commands come from
the command line itself: one without an example fails here.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

from graph.store.kept import Kept, Owner, PersonalLink, ServiceKey, Webhook
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.documents import DOCUMENT_FORMATS
from graph.usecases.exporting import export_formats
from graph.usecases.keys import NewKey, create_key
from graph.usecases.viewer import LOCAL_OWNER
from service.cli.app import app
from service.cli.command_page import leaves
from service.cli.reports import REPORT_FORMATS
from tests.clocks import HandClock
from tests.sight.arena import BRUG, filled

__all__ = ["DOORS", "EXAMPLES", "MAKES_A_STORE", "OF_THE_PROGRAM", "Ran", "ran"]

DOORS = {"demo", "serve", "test", "neo4j dev", "institutions"}
"""Commands that open a door, whose rows stand in the table, or that ask no register."""
OF_THE_PROGRAM = {"plug-ins", "schema", "vocabulary", "commands"}
"""Commands that tell of the program, and nothing of a register."""
MAKES_A_STORE = {"import", "key create"}
"""Commands with which a new register begins."""
NO_FILE = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A command that is tried.

    Attributes:
        words: after those of the command.
        writes: whether it is expected to change what is kept.
        formats: in which it can answer.
    """

    words: tuple[str, ...] = ()
    writes: bool = False
    formats: tuple[str, ...] = ()


def reads(*words: str, formats: Iterable[str] = ()) -> Example:
    return Example(words, formats=tuple(formats))


def reports(*words: str) -> Example:
    return reads(*words, formats=REPORT_FORMATS)


def writes(*words: str) -> Example:
    return Example(words, writes=True)


EXAMPLES: Mapping[str, Example] = {
    "import": writes("{people}"),
    "export": reads(formats=export_formats()),
    "report changes": reports("--organisation", BRUG),
    "report bridges": reports(),
    "report bus-factor": reports(),
    "report expertise": reports(),
    "report gap-history": reports("--organisation", BRUG),
    "report gaps": reports("--organisation", BRUG),
    "report load": reports(),
    "report next-school-year": reports("--organisation", BRUG),
    "report scarcity": reports(),
    "document": reads("crisis-list", BRUG, formats=DOCUMENT_FORMATS),
    "history": reads("person/an"),
    "revisions": reads(),
    "revert": writes("2"),
    "backup": reads("{folder}/made.backup"),
    "verify": reads("{backup}"),
    "restore": writes("{backup}", "--store", "sqlite:///{folder}/restored.db"),
    "key create": writes("sync", "--scope", "read"),
    "key list": reads(),
    "key renew": writes("{key}"),
    "key revoke": writes("{key}"),
    "key take-over": reads("{key}"),  # it is the owner's already
    "key webhook": writes("{key}", "https://helpdesk.school.example/register"),
    "owner add": writes("person/an"),
    "owner list": reads(),
    "owner remove": writes("person/dirk"),
    "owner link": writes("person/an"),
    "audit list": reads("--json"),
    "audit verify": reads(),
    "person erase": writes("person/an"),
    "retention": reads("--dry-run"),
    "check": reads(),
    "doctor": reads(),
    "plug-ins": reads(),
    "schema": reads(),
    "vocabulary": reads(),
    "commands": reads(),
    "find": reports("expertise/net"),
    "path": reports("--from", BRUG, "--topic", "expertise/net"),
    "rehearse": reports("--leaves", "person/an"),
    "repair": reports("--organisation", BRUG),
    "team": reports("expertise/net"),
    "who": reports("task/wifi", "--at", BRUG),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command did.

    Attributes:
        asked: its words.
        format_name: in which it answered; empty when it has none to choose.
        example: what was tried.
        code: the exit code, for whoever holds the store.
        told: what it printed for them.
        wrote: whether what is kept was another after it.
        code_without: the exit code, for who has no store.
        told_without: what it printed for them.
    """

    asked: str
    format_name: str
    example: Example
    code: int
    told: bytes
    wrote: bool
    code_without: int
    told_without: bytes


def ran() -> Iterator[Ran]:
    """Every command in every format, as it was run; those that open a door left out."""
    with TemporaryDirectory() as folder:
        place = _Place(Path(folder))
        without: dict[str, tuple[int, bytes]] = {}
        for asked, example, format_name in _asked():
            words = (*asked.split(), *example.words, *(("--format", format_name) if format_name else ()))
            if asked not in without:
                without[asked] = place.run_without(words)
            yield Ran(
                asked=asked,
                format_name=format_name,
                example=example,
                **place.run(words),
                code_without=without[asked][0],
                told_without=without[asked][1],
            )


def _asked() -> Iterator[tuple[str, Example, str]]:
    found = {words.removeprefix(" "): command for words, command in leaves("", get_command(app))}
    assert found.keys() - DOORS == EXAMPLES.keys(), "give each command an example in tests/sight/commands.py"
    for asked, command in found.items():
        if asked in DOORS:
            continue
        example = EXAMPLES[asked]
        has_formats = any("--format" in one.opts for one in command.params)
        assert example.writes or has_formats == bool(example.formats), f"say in which formats {asked} answers"
        for name in example.formats or ("",):
            yield asked, example, name


class _Place:
    """A folder with the store of the small register, and one without."""

    def __init__(self, folder: Path) -> None:
        self._made, self._copy = folder / "made", folder / "copy"
        self._made.mkdir()
        key = asyncio.run(_stored(self._made / "register.db"))
        people = self._made / "people.csv"
        people.write_text("naam;e-mail;school\nMia Nieuw;mia@school.example;brug\n", encoding="utf-8")
        self._names = {"key": key, "folder": str(self._copy), "people": str(people), "backup": str(folder / "b.backup")}
        self._runner, self._before = CliRunner(), None
        code, told = self._run(("backup", "{backup}"), self._made / "register.db")
        assert code == 0, told

    def run(self, words: tuple[str, ...]) -> dict[str, Any]:
        """What a command does over a store that nobody changed before."""
        if self._before is None:
            shutil.rmtree(self._copy, ignore_errors=True)
            shutil.copytree(self._made, self._copy)
            self._before = self._state()
        code, told = self._run(words, self._copy / "register.db")
        wrote = self._state() != self._before
        if wrote:
            self._before = None
        return {"code": code, "told": told, "wrote": wrote}

    def run_without(self, words: tuple[str, ...]) -> tuple[int, bytes]:
        """The same for somebody who has the program and no store, nor a backup of it."""
        missing = [word.replace("{backup}", "{folder}/none.backup") for word in words]
        with TemporaryDirectory() as empty:
            return self._run(tuple(missing), Path(empty) / "none.db")

    def _state(self) -> list[Any]:
        return asyncio.run(_state(*sorted(self._copy.glob("*.db"))))

    def _run(self, words: tuple[str, ...], store: Path) -> tuple[int, bytes]:
        names = {**self._names, "folder": str(store.parent)}
        told = [re.sub(r"\{(\w+)\}", lambda found: names[found[1]], word) for word in words]
        result = self._runner.invoke(app, told, env={"MANDAATWIJZER_STORE": f"sqlite:///{store}"})
        told_so = isinstance(result.exception, SystemExit | FileNotFoundError | type(None))
        assert told_so, (words, result.exception)
        code = NO_FILE if isinstance(result.exception, FileNotFoundError) else result.exit_code
        return code, result.stdout_bytes + result.stderr_bytes


async def _stored(path: Path) -> str:
    """The small register in a file, with two owners; gives the public part of a key."""
    store = SqliteStore(str(path))
    await filled(store)
    async with Desk(store, clock=HandClock(), refresh_seconds=3600) as desk:
        now = desk.clock.now()
        for owner in ("person/dirk", "person/els"):
            await desk.access.add(Owner(key=owner, since=now, by="local owner"), now)
        made = await create_key(desk, LOCAL_OWNER, NewKey(name="helpdesk", scopes=("read",)))
    return made.info.key


_SORTS: tuple[type[Kept], ...] = (Owner, PersonalLink, ServiceKey, Webhook)


async def _state(*paths: Path) -> list[Any]:
    """What is kept in some stores."""
    found: list[Any] = []
    for path in paths:
        store = SqliteStore(str(path))
        try:
            kept = [one for sort in _SORTS for one in await store.access.all(sort, HandClock().now())]
            found.append((path.name, (await store.version()).revision, kept))
        finally:
            await store.close()
    return found
