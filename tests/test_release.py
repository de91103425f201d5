"""What goes with a release: an SBOM, the licences, and what is known against the libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / ".ci" / "libraries"


def _run(folder: Path, advisories: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(folder), "--advisories", advisories],
        capture_output=True,
        text=True,
        env={**os.environ, "UV_HTTP_RETRIES": "0"},
    )


@contextmanager
def _advisories(known: dict[str, str]) -> Iterator[str]:
    """A service that knows a weakness, by its number, of the libraries that are named."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            self._say({"results": [self._of(query) for query in asked]})

        def do_GET(self) -> None:
            number = self.path.rpartition("/")[2]
            self._say({"id": number, "modified": "2026-01-01T00:00:00Z", "summary": "It can be broken", "affected": []})

        def _of(self, query: dict[str, dict[str, str]]) -> dict[str, list[dict[str, str]]]:
            number = known.get(query["package"]["name"])
            return {"vulns": [{"id": number, "modified": "2026-01-01T00:00:00Z"}]} if number else {}

        def _say(self, said: object) -> None:
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release for which nobody knew a weakness."""
    folder = tmp_path_factory.mktemp("release")
    with _advisories({}) as address:
        done = _run(folder, address)
    assert done.returncode == 0, done.stderr
    assert "No weakness of these libraries is known" in done.stdout
    return folder


def test_the_sbom_names_every_library_that_is_asked_for(made: Path) -> None:
    sbom = json.loads((made / "sbom.cdx.json").read_text())
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    named = {component["name"] for component in sbom["components"]}
    assert sbom["bomFormat"] == "CycloneDX"
    assert {name.partition(">=")[0].partition("[")[0] for name in wanted} <= named
    assert not named & {"pytest", "mypy", "hypothesis"}, "what only tests need is not shipped"


def test_every_library_says_a_licence_that_lets_it_be_passed_on(made: Path) -> None:
    head, *lines = (made / "licences.tsv").read_text().splitlines()
    assert head == "library\tlicence"
    assert len(lines) > 40
    assert not [line for line in lines if line.endswith("\tunknown")]


def test_wheel_and_sdist_are_beside_it(made: Path) -> None:
    assert sorted(file.suffix for file in made.iterdir() if "mandaatwijzer" in file.name) == [".gz", ".whl"]


def test_a_known_weakness_stops_a_release(tmp_path: Path) -> None:
    with _advisories({"jinja2": "GHSA-made-up-0001"}) as address:
        done = _run(tmp_path, address)
    assert done.returncode == 1
    assert "jinja2" in done.stderr
    assert "GHSA-made-up-0001" in done.stderr


def test_a_service_that_cannot_be_asked_is_told_and_stops_nothing(tmp_path: Path) -> None:
    done = _run(tmp_path, "http://127.0.0.1:9/")
    assert done.returncode == 0
    assert "could NOT be looked up" in done.stdout
