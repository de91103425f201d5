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
    "docx", "fastapi", "neo4j", "networkx", "numpy", "openpyxl", "pyshacl", "rdflib", "scipy", "segno", "strawberry",
    "uvicorn", "xlsxwriter",
)  # fmt: skip
PROBE = f"""
import sys
from service.cli.main import main
try:
    main()
finally:
    print("slow:", *sorted(set(sys.modules) & set({SLOW_TO_IMPORT!r})), file=sys.stderr)
"""


def _run(*words: str) -> tuple[str, str]:
    """What a command prints, and what it imported of what is slow."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROBE, *words], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr.strip().splitlines()[-1]


@pytest.fixture
async def store(tmp_path: Path) -> str:
    """The address of a store with one school and one mandate."""
    file = tmp_path / "store.db"
    records = records_of(
        school("brug", name="Basisschool De Brug"),
        node("person/an", name="An Peeters"),
        node("task/wifi", name="Netwerk onderhouden"),
        edge("EXECUTES", "person/an", "task/wifi", scope=["organisation/brug"]),
    )
    opened = SqliteStore(str(file))
    await opened.commit(
        ChangeSet(changes=tuple(Put(record) for record in records), author="test", reason="first", key="first")
    )
    await opened.close()
    return f"sqlite:///{file}"


def test_the_help_needs_no_slow_library() -> None:
    printed, imported = _run("--help")
    assert "Usage: mandaatwijzer" in printed
    assert imported == "slow:"


async def test_asking_who_does_something_needs_no_slow_library(store: str) -> None:
    printed, imported = _run("who", "task/wifi", "--at", "organisation/brug", "--store", store)
    assert "An Peeters" in printed
    assert imported == "slow:"
