"""What is written is true: commands, settings, queries and links in the pages, and the generated pages are current."""

from __future__ import annotations

import glob
import json
import re
import shlex
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import MISSING, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer import Context
from typer.main import get_command
from typer.testing import CliRunner

import seed_data
from graph.formats.vocabulary.write import vocabulary_page
from graph.usecases.seeding import load_example
from schema.build import sdl
from service.cli.app import app
from service.cli.command_page import command_page
from service.config import Settings
from service.http.app import create_app
from service.signin.doors import Doors
from service.signin.printed import PrintedAddress
from service.wiring import open_desk
from tests.signed_in import signed_in

ROOT = Path(__file__).resolve().parents[1]
PRINTED = PrintedAddress()
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
KEEP_A_CHANGELOG = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
PREFIX = "MANDAATWIJZER_"


def _committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


PAGES = [file for file in _committed() if file.suffix == ".md"]
PAGE_NAMES = [str(file.relative_to(ROOT)) for file in PAGES]


def _blocks(page: Path) -> list[tuple[str, str]]:
    """The code blocks of a page: language and text."""
    return FENCE.findall(page.read_text())


def _command_lines(page: Path) -> list[str]:
    """The commands of ours that a page shows; what explains them, after three spaces, is left out."""
    lines = [line for language, text in _blocks(page) if not language for line in text.splitlines()]
    return [line.split("   ")[0] for line in lines if line.startswith("./mandaatwijzer ")]


# The README


def test_the_readme_begins_with_the_two_commands() -> None:
    assert _blocks(ROOT / "README.md")[0] == ("", "./mandaatwijzer demo\n./mandaatwijzer test\n")


def test_the_readme_names_every_page() -> None:
    text = (ROOT / "README.md").read_text()
    missing = [name for name in PAGE_NAMES if re.fullmatch(r"docs/[^/]*\.md", name) and f"({name})" not in text]
    assert missing == []


@pytest.fixture(scope="module")
def example_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store filled by the command that the README gives for it."""
    address = f"sqlite:///{tmp_path_factory.mktemp('store')}/store.db"
    (line,) = [line for line in _command_lines(ROOT / "README.md") if "seed_data" in line]
    words = [name for word in shlex.split(line)[1:] for name in _expanded(word)]
    done = CliRunner().invoke(app, words, env={f"{PREFIX}STORE": address})
    assert done.exit_code == 0, done.output
    return address


def _expanded(word: str) -> list[str]:
    """As the shell expands a word with braces or a star."""
    braces = re.search(r"\{(.*)\}", word)
    names = [word.replace(braces.group(), part) for part in braces.group(1).split(",")] if braces else [word]
    if not word.startswith("seed_data"):
        return names
    return [found for name in names for found in sorted(glob.glob(str(ROOT / name)))]


def _questions() -> list[str]:
    """The commands of the README that neither serve something nor need a file of the reader."""
    lines = _command_lines(ROOT / "README.md")
    return [line for line in lines if shlex.split(line)[1] not in ("demo", "serve", "test", "neo4j", "import")]


@pytest.mark.parametrize("line", _questions())
def test_the_commands_of_the_readme_run(line: str, example_store: str, tmp_path: Path) -> None:
    words = shlex.split(line)[1:]
    words = [str(tmp_path / word) if before == "-o" else word for before, word in pairwise(["", *words])]
    done = CliRunner().invoke(app, words, env={f"{PREFIX}STORE": example_store})
    assert done.exit_code == 0, done.output


# Commands and settings


def _command_below(command: Any, word: str) -> Any:
    return command.get_command(Context(command), word) if hasattr(command, "get_command") else None


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_every_command_that_a_page_shows_exists_with_its_options(name: str) -> None:
    for line in _command_lines(ROOT / name):
        words = shlex.split(re.split(r"\s[|>]\s", line)[0])[1:]
        command: Any = get_command(app)
        while words and (below := _command_below(command, words[0])) is not None:
            command = below
            words.pop(0)
        assert not hasattr(command, "list_commands"), f"{line}: no such command"
        if command.name != "test":
            known = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in words if word.startswith("-")} <= known, line


def test_the_page_of_commands_is_current() -> None:
    assert (ROOT / "docs" / "commands.md").read_text() == command_page(app), (
        "run ./mandaatwijzer commands > docs/commands.md"
    )


def test_every_command_and_option_says_what_it_does() -> None:
    silent = [
        f"{words} {parameter.name}"
        for words, command in _leaves("", get_command(app))
        for parameter in [command, *command.params]
        if not (parameter.help or "").strip() and parameter.name != "help"
    ]
    assert silent == []


def _leaves(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    for name, below in getattr(command, "commands", {}).items():
        yield from _leaves(f"{words} {name}", below)
    if not hasattr(command, "commands"):
        yield words, command


def test_every_setting_is_explained_with_its_default() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    rows = dict(re.findall(rf"^\| `{PREFIX}(\w+)` \| (.*?) \|", page, re.MULTILINE))
    assert {name.lower() for name in rows} == {each.name for each in fields(Settings)}
    fixed = {each.name: each.default for each in fields(Settings) if each.default is not MISSING}
    told = {name: f"`{default}`".lower() if default not in (None, "") else "none" for name, default in fixed.items()}
    assert {name: rows[name.upper()].lower() for name in told} == told


# Generated pages


def test_the_vocabulary_is_current() -> None:
    assert (ROOT / "docs" / "vocabulary.md").read_text() == vocabulary_page(), (
        "run ./mandaatwijzer vocabulary > docs/vocabulary.md"
    )


def test_the_schema_is_current() -> None:
    assert (ROOT / "schema" / "schema.graphql").read_text() == sdl(), (
        "run ./mandaatwijzer schema > schema/schema.graphql"
    )


# Queries


@pytest.fixture
async def example_group() -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service over the example group."""
    settings = Settings(store="sqlite:///:memory:")
    async with open_desk(settings) as desk:
        await load_example(desk)
        transport = httpx.ASGITransport(app=create_app(desk, settings, doors=Doors(printed=PRINTED)))
        cookies = await signed_in(desk)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as client:
            yield client


def _queries() -> list[tuple[str, str, str | None]]:
    """Each GraphQL block of the pages, with the JSON block that follows it at once."""
    found: list[tuple[str, str, str | None]] = []
    for page in PAGES:
        blocks = [*_blocks(page), ("", "")]
        for (language, text), (following, answer) in pairwise(blocks):
            if language == "graphql":
                found.append((page.name, text, answer if following == "json" else None))
    return found


@pytest.mark.parametrize(("page", "query", "answer"), _queries())
async def test_the_queries_of_the_pages_give_the_answers_that_stand_there(
    page: str, query: str, answer: str | None, example_group: httpx.AsyncClient
) -> None:
    body = (await example_group.post("/graphql", json={"query": query})).json()
    assert "errors" not in body, f"{page}: {body}"
    if answer is not None:
        assert body["data"] == json.loads(answer)


async def test_the_request_by_curl_is_answered_to_the_printed_key(example_group: httpx.AsyncClient) -> None:
    (line,) = [
        line for _, text in _blocks(ROOT / "README.md") for line in text.splitlines() if line.startswith("curl ")
    ]
    words = shlex.split(line)
    address, content = words[2], words[words.index("-d") + 1]
    assert address == f"http://127.0.0.1:{Settings().port}/graphql"
    shown = dict(words[place + 1].split(": ") for place, word in enumerate(words) if word == "-H")
    assert shown["authorization"] == "Bearer $MW_KEY"
    headers = {**shown, "authorization": f"Bearer {PRINTED.key}"}
    example_group.cookies.clear()
    body = (await example_group.post("/graphql", content=content, headers=headers)).json()
    (contact,) = body["data"]["responsibility"]["contactPoints"]
    assert contact["holder"]["name"] in (ROOT / "README.md").read_text()


def test_the_readme_counts_what_it_says_of_the_example_group() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in seed_data.example_files())
    assert "ten schools and centres, about ninety people" in " ".join((ROOT / "README.md").read_text().split())
    assert len(re.findall(r"^    type: (?:school|centre)$", text, re.MULTILINE)) == 10 + 1  # one lies outside the group
    assert round(len(re.findall(r"kind: person\b", text)), -1) == 90


# The pages as pages


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    text = FENCE.sub("", page.read_text())
    for target in filter(None, (found for link in LINK.findall(text) for found in link)):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path) if path else page
        assert there.exists(), f"{target} is not there"
        if anchor:
            assert anchor in _anchors(there), f"{target}: no such heading"


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_changelog_keeps_its_form() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text().splitlines()
    assert lines[0] == "# Changelog"
    versions = [line for line in lines if line.startswith("## ")]
    assert versions[0] == "## Unreleased"
    assert all(re.fullmatch(r"## \[?\d+\.\d+\.\d+\]? - \d{4}-\d\d-\d\d", line) for line in versions[1:])
    parts = [line.removeprefix("### ") for line in lines if line.startswith("### ")]
    assert set(parts) <= KEEP_A_CHANGELOG
    entries = [line for line in lines if line and not line.startswith(("#", "- ", "  ", "The format follows"))]
    assert entries == []


def test_decisions_are_numbered_without_holes_and_say_what_was_rejected() -> None:
    files = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for number, file in enumerate(files, start=1):
        text = file.read_text()
        assert text.startswith(f"# {number}. "), file.name
        assert "**Decision.**" in text, file.name
        assert "**Rejected**" in text, file.name


def test_the_tree_of_the_architecture_is_the_tree() -> None:
    (tree,) = [
        text for _, text in _blocks(ROOT / "docs" / "architecture.md") if "graph/domain/" in text and "kinds" in text
    ]
    shown, folder = set[str](), ""
    for line in tree.splitlines():
        name = line.split()[0]
        if line[0] != " ":
            folder = name
        path = name if line[0] != " " else f"{folder}{name}"
        assert (ROOT / path).exists(), path
        shown.add(path)
    packages = {f"{file.parent.relative_to(ROOT)}/" for name in ("graph", "schema", "service", "seed_data")
                for file in (ROOT / name).glob("*/__init__.py")}  # fmt: skip
    assert packages - shown == set(), "packages that the tree does not show"


def test_what_the_flows_go_through_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    steps = re.findall(r"`([\w/]+\.py)`:\s+`(\w+)(?:\.(\w+))?`", text)
    assert len(steps) > 20
    for path, name, member in steps:
        source = (ROOT / path).read_text()
        assert re.search(rf"^(?:async )?(?:def|class) {name}\b", source, re.MULTILINE), f"{path} has no {name}"
        if member:
            assert re.search(rf"^    (?:async )?def {member}\b", source, re.MULTILINE), f"{path} has no {name}.{member}"


# Written in parts, so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        ("/" + "work/", "/" + "root/", r"(?<!\w)/home/\w+/", r"\bissues? #\d", "py" + r"pi\.org", "python" + "hosted")
    )
)


def test_the_text_speaks_of_itself_alone() -> None:
    """No path of somebody's machine, no host of packages, no number of a tracker; the lock file needs its hosts."""
    found = []
    for file in _committed():
        if file.name == "uv.lock" or "vendor" in file.parts or file.suffix in (".png", ".ico", ".xlsx", ".db"):
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [f"{file.relative_to(ROOT)}: {match.group()}" for match in FOREIGN.finditer(text)]
    assert found == []
