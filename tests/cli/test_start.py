"""The command line starts at once: what only some commands need is not imported by the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph.domain.changes import ChangeSet, Put
from graph.store.sqlite.store import SqliteStore
from tests.graphs import edge, node, records_of, school

ROOT = Path(__file__).resolve().parents[2]
SLOW_TO_IMPORT = (
    "babel", "docx", "fastapi", "httpx", "importlib.metadata", "jinja2", "neo4j", "networkx", "numpy", "openpyxl",
    "pydantic", "pyshacl", "pytz", "rdflib",
    "scipy", "segno", "structlog", "starlette", "strawberry", "uvicorn", "xlsxwriter",
)  # fmt: skip
ANALYSES = (
    "graph.analyses.expertise.finder",
    "graph.analyses.fragility.bus_factor",
    "graph.analyses.gaps.report",
    "graph.analyses.planning.repair",
)
OURS = (*ANALYSES, "graph.usecases.change.request", "graph.usecases.desk", "service.config")
"""Of our own what is large, and what only a command with a store needs."""
PROBE = f"""
import sys
from service.cli.main import main
try:
    main()
finally:
    print("slow:", *sorted(set(sys.modules) & set({(*SLOW_TO_IMPORT, *OURS, "rapidfuzz")!r})), file=sys.stderr)
"""


def _run(*words: str) -> tuple[str, set[str]]:
    """What a command prints, and what it imported of what is slow or large."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROBE, *words], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, set(done.stderr.strip().splitlines()[-1].removeprefix("slow:").split())


@pytest.fixture
async def store(tmp_path: Path) -> str:
    """The address of a store with one school and one mandate."""
    file = tmp_path / "store.db"
    records = records_of(
        school("brug", name="Basisschool De Brug"),
        node("person/an", name="An Peeters"),
        node("task/wifi", name="Netwerk onderhouden"),
        node("expertise/wifi", name="Wifi"),
        edge("KNOWS", "person/an", "expertise/wifi", level=3, provenance="declared"),
        edge("EXECUTES", "person/an", "task/wifi", scope=["organisation/brug"]),
    )
    opened = SqliteStore(str(file))
    await opened.commit(
        ChangeSet(changes=tuple(Put(record) for record in records), author="test", reason="first", key="first")
    )
    await opened.close()
    return f"sqlite:///{file}"


WITH_A_STORE = {"graph.usecases.desk", "service.config"}


def test_the_version_needs_nothing_of_the_graph() -> None:
    printed, imported = _run("--version")
    assert printed.startswith("mandaatwijzer ")
    assert imported == {"importlib.metadata"}  # which tells it


def test_the_help_of_everything_needs_no_slow_library() -> None:
    printed, imported = _run("--help")
    assert "Usage: mandaatwijzer" in printed
    assert {"report", "neo4j", "who"} <= set(printed.split())
    assert imported & set(SLOW_TO_IMPORT) == set()


def test_the_help_of_a_command_needs_no_verb_that_changes_the_graph() -> None:
    printed, imported = _run("report", "gaps", "--help")
    assert "--fail-on" in printed
    assert imported & {*SLOW_TO_IMPORT, "graph.usecases.change.request"} == set()


async def test_asking_who_does_something_needs_no_other_question(store: str) -> None:
    printed, imported = _run("who", "task/wifi", "--at", "organisation/brug", "--store", store)
    assert "An Peeters" in printed
    assert imported == WITH_A_STORE


async def test_asking_what_is_not_arranged_needs_no_other_analysis(store: str) -> None:
    printed, imported = _run("report", "gaps", "--store", store)
    assert printed.startswith("# ")
    assert imported == {*WITH_A_STORE, "graph.analyses.gaps.report"}


async def test_asking_who_knows_something_needs_no_other_analysis(store: str) -> None:
    printed, imported = _run("find", "expertise/wifi", "--store", store)
    assert "An Peeters" in printed
    assert imported == {*WITH_A_STORE, "graph.analyses.expertise.finder"}


async def test_the_log_needs_no_question(store: str) -> None:
    printed, imported = _run("revisions", "--store", store)
    assert "first" in printed
    assert imported == WITH_A_STORE


async def test_writing_the_graph_out_needs_no_analysis(store: str) -> None:
    printed, imported = _run("export", "--format", "native", "--store", store)
    assert "An Peeters" in printed
    assert imported & {*SLOW_TO_IMPORT, "graph.usecases.change.request"} == set()
