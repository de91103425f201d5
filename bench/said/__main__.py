"""The command; see the package."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import process_time
from urllib.parse import parse_qsl

import httpx

from bench.said import __doc__ as about
from bench.said.asked import INPUTS, file_name, lines_of, queries_of
from bench.said.doors import Said, command, example_files, examples, served, stand_still
from bench.said.shown import shown

ME = "person/k767vejc"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
DRAWN = re.compile(r"drawn\d+")
DEAR = "k16a-200-unknown-rows.xlsx"  # takes twenty seconds, so it is asked once
AROUND = Path(__file__).resolve().parents
SHARED = next((above / "shared" for above in AROUND if (above / "shared").is_dir()), Path("shared"))
CASE = "import {file} --organisation organisation/de-sluis-mechelen --on 2026-12-01 --dry-run"


class Recorder:
    """Writes each answer into a file of its own, and works in a folder that is thrown away.

    Attributes:
        folder: of the recording.
        work: where commands run, with the inputs in it.
    """

    def __init__(self, folder: Path, work: Path) -> None:
        self.folder = folder
        self.work = work
        self.count = 0

    def keep(self, group: str, asked: str, said: str) -> None:
        """Keep what was said to a question."""
        path = self.folder / group / file_name(asked)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = DRAWN.sub("drawn", said.rstrip()).replace(str(self.work), "WORK")
        path.write_text(f"{asked}\n\n{text}\n", encoding="utf-8")
        self.count += 1

    def input(self, name: str) -> tuple[str, bytes]:
        """A file to send, with its name."""
        return name, (self.work / name).read_bytes()

    def store(self, name: str, files: Iterable[Path]) -> str:
        """The address of a new store with these files in it."""
        address = f"sqlite:///{self.work}/{name}.db"
        self.run(f"{name}/filling", shlex.join(["import", *map(self.brought, files)]), address)
        return address

    def brought(self, file: Path) -> str:
        """A copy of a file in the work folder, so that its name is the same wherever the product lies."""
        copy = Path(file.parent.name, file.name)
        (self.work / copy.parent).mkdir(exist_ok=True)
        shutil.copy(file, self.work / copy)
        return str(copy)

    def run(self, group: str, line: str, store: str) -> None:
        """Run a command, and keep what it printed and the files that it wrote into `out`."""
        out = self.work / "out"
        out.mkdir()
        said = command(shlex.split(line), store)
        self.keep(group, line, "\n".join((_told(said), *(_written(path) for path in sorted(out.iterdir())))))
        shutil.rmtree(out)

    def run_all(self, group: str, lines: Iterable[str], store: str) -> None:
        """Run commands, one after the other."""
        for line in lines:
            self.run(group, line, store)


def _told(said: Said) -> str:
    media_type = "text/html" if said.out.startswith(b"<!doctype html") else ""
    return f"exit {said.code}\n-- stderr\n{said.err}-- stdout\n{shown(said.out, media_type)}"


def _written(path: Path) -> str:
    return f"-- file {path.name}\n{shown(path.read_bytes())}"


async def pages(recorder: Recorder, group: str, lines: Iterable[str], store: str, me: str | None) -> None:
    """Keep the text of pages, for a visitor and for the owner, in both languages."""
    async with served(store, me=me) as service:
        for line in lines:
            for language in ("nl", "en"):
                for who, client in (("visitor", service.visitor), ("owner", service.owner)):
                    answer = await client.get(line, headers={"accept-language": language, "accept": "text/html"})
                    recorder.keep(f"{group}/{who}-{language}", line, _page(answer))
        recorder.keep(group, "addresses", "\n".join(sorted(service.addresses)))


async def forms(recorder: Recorder, group: str, lines: Iterable[str], store: str, me: str | None) -> None:
    """Keep what the owner reads after sending a form that saves nothing; `field=@name` sends an input as a file."""
    async with served(store, me=me) as service:
        for line in lines:
            address, _, typed = line.partition(" ")
            given = dict(parse_qsl(typed))
            files = {name: recorder.input(text[1:]) for name, text in given.items() if text.startswith("@")}
            for language in ("nl", "en"):
                said = {"accept-language": language, "accept": "text/html"}
                hidden = dict(HIDDEN.findall((await service.owner.get(address, headers=said)).text))
                fields = {name: text for name, text in (hidden | given).items() if name not in files}
                answer = await service.owner.post(
                    address, data=fields, files=files or None, headers=said, follow_redirects=True
                )
                recorder.keep(f"{group}/{language}", line, _page(answer))


async def queries(recorder: Recorder, group: str, asked: Iterable[tuple[str, str]], store: str) -> None:
    """Keep the answers to GraphQL queries."""
    async with served(store, me=None) as service:
        for name, text in asked:
            answer = await service.visitor.post("/graphql", json={"query": text})
            recorder.keep(group, name, _page(answer))


def _page(answer: httpx.Response) -> str:
    kind = answer.headers.get("content-type", "")
    moved = f" to {answer.headers['location']}" if "location" in answer.headers else ""
    return f"{answer.status_code} {kind}{moved}\n{shown(answer.content, kind)}"


def record(folder: Path, real: Path, cases: Path) -> None:
    """Record everything into a folder that is not there yet."""
    folder = folder.resolve()
    real, cases = real.resolve(), cases.resolve()
    folder.mkdir(parents=True)
    stand_still()
    with tempfile.TemporaryDirectory() as work:
        recorder = Recorder(folder, Path(work))
        shutil.copytree(INPUTS, work, dirs_exist_ok=True)
        os.chdir(work)
        _example(recorder)
        _cases(recorder, cases)
        _real(recorder, real)
        print(f"{recorder.count} answers in {folder}, {process_time():.0f} s computed", file=sys.stderr)


def _example(recorder: Recorder) -> None:
    store = recorder.store("example", example_files())
    recorder.run_all("example/later", lines_of("later.txt"), store)
    recorder.run_all("example/commands", lines_of("commands.txt"), store)
    recorder.run_all("example/mistakes", lines_of("mistakes.txt"), store)
    recorder.run_all("example/imports", lines_of("imports.txt"), store)
    asyncio.run(pages(recorder, "example/pages", lines_of("pages.txt"), store, ME))
    asyncio.run(queries(recorder, "example/queries", [*examples().items(), *queries_of("queries.graphql")], store))
    asyncio.run(forms(recorder, "example/forms", lines_of("forms.txt"), store, ME))
    asyncio.run(queries(recorder, "example/mutations", queries_of("mutations.graphql"), store))
    recorder.run_all("example/changing", lines_of("changing.txt"), store)


def _cases(recorder: Recorder, cases: Path) -> None:
    if not cases.is_dir():
        print(f"{cases} is not there: no imports of cases are recorded.", file=sys.stderr)
        return
    store = f"sqlite:///{recorder.work}/cases.db"
    command(["import", *map(recorder.brought, example_files())], store)
    for file in sorted(cases.iterdir()):
        shutil.copy(file, recorder.work)
        for how in ("--language nl",) if DEAR in file.name else ("--language nl", "--language en", "--json"):
            recorder.run("cases", f"{CASE.format(file=file.name)} {how}", store)


def _real(recorder: Recorder, real: Path) -> None:
    if not real.is_file():
        print(f"{real} is not there: nothing is recorded of real data.", file=sys.stderr)
        return
    store = recorder.store("real", [real])
    recorder.run_all("real/commands", lines_of("real_commands.txt"), store)
    asyncio.run(pages(recorder, "real/pages", lines_of("real_pages.txt"), store, None))


def compare(folder: Path, other: Path) -> int:
    """Print what two recordings say otherwise; 1 when there is any."""
    return subprocess.run(["diff", "-r", "-U1", str(folder), str(other)], check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bench.said", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["record", "compare"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("other", type=Path, nargs="?")
    parser.add_argument("--real", type=Path, default=SHARED / "real/kubernetes/sigs.native.json", help="native format")
    parser.add_argument("--cases", type=Path, default=SHARED / "cases/imports", help="folder with files to import")
    asked = parser.parse_args()
    if asked.what == "compare" and asked.other is not None:
        return compare(asked.folder.resolve(), asked.other.resolve())
    if asked.what == "record":
        record(asked.folder, asked.real, asked.cases)
        return 0
    with tempfile.TemporaryDirectory() as now:
        record(Path(now, "now"), asked.real, asked.cases)
        return compare(asked.folder.resolve(), Path(now, "now"))


if __name__ == "__main__":
    sys.exit(main())
