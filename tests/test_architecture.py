"""The architecture, held by machines: who may import whom, types, lint, the layout, and the wheel."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WITH_NEO4J

ROOT = Path(__file__).resolve().parents[1]
TOOLS = Path(sys.executable).parent
PACKAGES = ("graph", "schema", "service", "seed_data")
LAYOUT = {
    ".": ("mandaatwijzer", "pyproject.toml", "uv.lock", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"),
    "./": ("Dockerfile", "docker-compose.yml", ".ci/run", "examples", "bench/generate.py"),
    "graph/domain": ("kinds.py", "changes.py", "periods.py", "rules.py", "errors.py"),
    "graph/model": ("snapshot.py", "coverage.py"),
    "graph/store": ("port.py", "neo4j", "sqlite"),
    "graph/analyses": (
        "answers",
        "changes",
        "common",
        "expertise",
        "fragility",
        "gaps",
        "load",
        "networks",
        "planning",
    ),
    "graph/formats": ("graphml", "institutions", "jsonld", "native", "people", "survey", "takenoverzicht", "taxonomy"),
    "graph/formats/": ("reading",),
    "graph/words": ("catalogue.py", "locale"),
    "graph/reports": ("gaps.py", "bus_factor.py", "expertise.py", "model.py", "render", "pictures"),
    "graph/usecases": ("read.py", "change", "gaps.py", "importing.py", "exporting.py"),
    "schema": (
        "types.py",
        "derive.py",
        "inputs.py",
        "query.py",
        "mutations.py",
        "connections.py",
        "errors.py",
        "limits.py",
    ),
    "schema/": ("build.py", "schema.graphql"),
    "service": ("cli", "http", "signin", "web", "config.py", "wiring.py", "serving.py"),
    "service/web": ("pages", "forms", "templates", "static"),
    "seed_data": ("catalogue", "example_group", "answers.json"),
    "tests": ("unit", "contract", "api", "web", "cli", "test_architecture.py", "test_docs.py"),
    "docs": ("architecture.md", "operations.md", "vocabulary.md", "commands.md", "adr"),
}


def _tool(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOLS / words[0], *words[1:]], cwd=ROOT, capture_output=True, text=True, timeout=300)


def test_imports_go_one_way() -> None:
    done = _tool("lint-imports", "--no-cache", "--no-logo")
    assert done.returncode == 0, done.stdout


# A world by any of the names that doors give it, or as a function just gave it.
PAST_THE_VERBS = re.compile(r"(\b(world|now|earlier|later)|\))\.(snapshot|coverage)\b")


@pytest.mark.parametrize("door", ["schema", "service/web", "service/cli"])
def test_pages_commands_and_resolvers_ask_verbs_and_not_the_graph(door: str) -> None:
    """A verb gives what the viewer may see; the graph and its coverage give everything."""
    past_the_verbs = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in sorted((ROOT / door).rglob("*.py"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if PAST_THE_VERBS.search(line)
    ]
    assert past_the_verbs == []


def test_a_way_past_the_verbs_is_seen() -> None:
    assert PAST_THE_VERBS.search("found = self.world.snapshot.nodes(kind)")
    assert PAST_THE_VERBS.search("found = self.world.moved(on).coverage.scope_of(record)")
    assert not PAST_THE_VERBS.search("world = replace(context.now, snapshot=done.snapshot)")


# How findings are put in order and in groups, and the names of codes: no answers, so no viewer matters.
NO_ANSWERS = {"by_cause", "code_words", "finding_order"}


def test_resolvers_take_classes_and_choices_of_analyses_and_ask_verbs() -> None:
    """What an analysis gives is everything; a verb gives what the viewer may see."""
    asked = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in sorted((ROOT / "schema").rglob("*.py"))
        for name, found in _taken_of_analyses(file)
        if inspect.isfunction(found) and name not in NO_ANSWERS
    }
    assert asked == set()


def _taken_of_analyses(file: Path) -> Iterator[tuple[str, object]]:
    for line in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(line, ast.ImportFrom) and (line.module or "").startswith("graph.analyses"):
            module = importlib.import_module(line.module or "")
            yield from ((name.name, getattr(module, name.name, None)) for name in line.names)


def test_types_are_strict() -> None:
    done = _tool("mypy", "--strict")
    assert done.returncode == 0, done.stdout


def test_lint_is_clean() -> None:
    done = _tool("ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout


def test_the_layout_of_the_code_is_the_agreed_one() -> None:
    done = _tool("ruff", "format", "--check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", PACKAGES)
def test_our_package_names_mean_our_packages(name: str) -> None:
    file = importlib.import_module(name).__file__
    assert file == str(ROOT / name / "__init__.py"), f"{name} is loaded from elsewhere: {file}"


@pytest.mark.parametrize("folder", LAYOUT)
def test_every_concept_is_where_the_layout_says(folder: str) -> None:
    missing = [name for name in LAYOUT[folder] if not (ROOT / folder / name).exists()]
    assert missing == []


def test_a_merge_requires_every_optional_component() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    components = set(re.findall(r"@pytest.mark.(\w+)|\"(\w+): needs a real", (ROOT / "pyproject.toml").read_text()))
    wanted = {name for found in components for name in found if name}
    *_, tests, libraries = script.read_text().splitlines()
    assert tests == f'MANDAATWIJZER_REQUIRE="{" ".join(sorted(wanted, reverse=True))}" ./mandaatwijzer test'
    assert libraries == "exec .venv/bin/python .ci/libraries"


def test_whatever_asks_for_a_neo4j_shares_its_process() -> None:
    asks = re.compile(r"\b(neo4j_server(_2026)?|empty_neo4j|lasting|killed_place)\b: ")
    files = (
        str(file.relative_to(ROOT)) for file in (ROOT / "tests").rglob("test_*.py") if asks.search(file.read_text())
    )
    assert [file for file in files if not file.startswith(WITH_NEO4J)] == []


def test_the_lock_file_is_current() -> None:
    done = _tool("uv", "lock", "--check", "--offline")
    assert done.returncode == 0, done.stderr


# The wheel


def _shipped() -> set[str]:
    """What has to be in the wheel: every file of the packages, and the examples."""
    files = [file for name in PACKAGES for file in (ROOT / name).rglob("*") if file.is_file()]
    own = {str(file.relative_to(ROOT)) for file in files if "__pycache__" not in file.parts}
    return own | {f"service/examples/{file.name}" for file in (ROOT / "examples").iterdir()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    done = _tool("uv", "build", "--wheel", "--quiet", "--out-dir", str(folder))
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a clean environment that holds the wheel and the libraries of the lock file, nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    libraries = folder / "libraries.txt"
    for words in (
        ("export", "--frozen", "--quiet", "--no-dev", "--no-emit-project", "--output-file", str(libraries)),
        ("venv", "--quiet", "--python", sys.executable, str(folder / "venv")),
        ("pip", "install", "--quiet", "--python", str(folder / "venv"), "-r", str(libraries)),
        ("pip", "install", "--quiet", "--python", str(folder / "venv"), "--no-deps", str(wheel)),
    ):
        done = _tool("uv", *words)
        assert done.returncode == 0, done.stderr
    return folder / "venv" / "bin"


def _environment() -> dict[str, str]:
    """That of a user with another folder before him: nothing points at this checkout."""
    left_out = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in left_out}


def _installed_run(program: Path, *words: str, cwd: Path) -> str:
    done = subprocess.run([program, *words], cwd=cwd, env=_environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        licences = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
    assert held == _shipped()
    assert licences


def test_an_installed_copy_shows_its_help_and_its_schema(installed: Path, tmp_path: Path) -> None:
    program = installed / "mandaatwijzer"
    assert "Usage: mandaatwijzer" in _installed_run(program, "--help", cwd=tmp_path)
    assert _installed_run(program, "schema", cwd=tmp_path) == (ROOT / "schema" / "schema.graphql").read_text()


def test_an_installed_copy_serves_the_example_group_with_its_pages(installed: Path, tmp_path: Path) -> None:
    demo = subprocess.Popen(
        [installed / "mandaatwijzer", "demo", "--port", "0"],
        cwd=tmp_path,
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert demo.stdout is not None
        demo.stdout.readline()
        found = re.search(r"(http://[\d.:]+)/open\?token=(\S+)", demo.stdout.readline())
        assert found is not None
        address, token = found.groups()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        urllib.request.install_opener(opener)
        opener.open(f"{address}/open", data=f"token={token}".encode(), timeout=30).close()
        answered = _read(f"{address}/graphql", {"query": "{ organisations(first: 1) { totalCount } }"})
        assert json.loads(answered)["data"]["organisations"]["totalCount"] > 10
        assert b"<h1" in _read(f"{address}/")
        assert b"WhoKnows" in _read(f"{address}/api")
        assert _read(f"{address}/static/app.css")
        assert _read(f"{address}/graphiql")
    finally:
        demo.terminate()
        demo.communicate(timeout=30)


def _read(address: str, question: dict[str, str] | None = None) -> bytes:
    request = urllib.request.Request(  # noqa: S310 (an address of this machine)
        address,
        data=json.dumps(question).encode() if question else None,
        headers={"content-type": "application/json"} if question else {},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content
