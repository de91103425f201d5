"""The launcher, with a stand-in for uv that makes an environment whose Python only says how it was called."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import platform
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

LAUNCHER = Path(__file__).resolve().parents[2] / "mandaatwijzer"
UV = """#!/bin/sh
PATH=/usr/bin:/bin
[ "$1" = --version ] && { echo "uv @VERSION@"; exit; }
echo "$@" >> "@ROOT@/calls"
[ -e "@ROOT@/broken" ] && { echo "no such library" >&2; exit 1; }
mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
rm -f "$UV_PROJECT_ENVIRONMENT/bin/python"
cp "@ROOT@/python" "$UV_PROJECT_ENVIRONMENT/bin/python"
"""
PYTHON = """#!/bin/sh
exec "@PYTHON@" -c 'import json, os, sys
bytecode = [sys.pycache_prefix, sys.dont_write_bytecode]
print(json.dumps([sys.argv[1:], os.getcwd(), os.environ["PYTHONPATH"], *bytecode]))' "$@"
"""


@dataclass(frozen=True)
class Checkout:
    """A copy of the launcher in a folder of its own."""

    root: Path
    tools: Path
    home: Path

    @property
    def calls(self) -> list[str]:
        """How uv was called, without its questions for the version."""
        file = self.root / "calls"
        return file.read_text().splitlines() if file.exists() else []

    def give_uv(self, version: str = "0.13.9") -> None:
        """Put uv on the path."""
        (self.tools / "uv").write_text(self.uv(version))
        (self.tools / "uv").chmod(0o755)

    def uv(self, version: str = "0.13.9") -> str:
        """The stand-in for uv."""
        return UV.replace("@VERSION@", version).replace("@ROOT@", str(self.root))

    def lock(self, wheels: list[dict[str, str]], version: str = "0.13.9") -> None:
        """Write a lock file that names uv."""
        listed = "".join(f'{{ url = "{wheel["url"]}", hash = "{wheel["hash"]}" }},' for wheel in wheels)
        (self.root / "uv.lock").write_text(
            f'version = 1\n[[package]]\nname = "uv"\nversion = "{version}"\nwheels = [{listed}]\n'
        )

    def start(self, *words: str, cwd: Path | None = None, **environment: str) -> subprocess.Popen[str]:
        """Start the launcher with only what it may count on."""
        return subprocess.Popen(
            [sys.executable, self.root / "mandaatwijzer", *words],
            cwd=cwd or self.root,
            env={"PATH": str(self.tools), "HOME": str(self.home), "LC_ALL": "C.UTF-8", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, cwd: Path | None = None, **environment: str) -> tuple[int, str, str]:
        """Run the launcher: exit code, stdout, stderr."""
        process = self.start(*words, cwd=cwd, **environment)
        printed, said = process.communicate(timeout=60)
        return process.returncode, printed, said


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout in a folder with a space and letters outside ASCII; nothing was prepared and there is no uv."""
    made = Checkout(root=tmp_path / "mijn schoolgroep é", tools=tmp_path / "tools", home=tmp_path / "home")
    for folder in (made.root, made.tools, made.home):
        folder.mkdir()
    (made.root / "mandaatwijzer").write_bytes(LAUNCHER.read_bytes())
    (made.root / "pyproject.toml").write_text("[project]\n")
    (made.root / "python").write_text(PYTHON.replace("@PYTHON@", sys.executable))
    (made.root / "python").chmod(0o755)
    made.lock([])
    return made


@pytest.fixture
def launcher() -> ModuleType:
    """The launcher as a module, for what cannot be brought about from outside."""
    loader = SourceFileLoader("launcher", str(LAUNCHER))
    spec = spec_from_loader("launcher", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_a_launcher_that_has_nothing_to_prepare_loads_nothing_for_it(checkout: Checkout) -> None:
    checkout.give_uv()
    checkout.run()
    words = [sys.executable, "-S", "-X", "importtime", checkout.root / "mandaatwijzer"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, env={"PATH": str(checkout.tools)})
    assert done.returncode == 0
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "os" in loaded
    assert loaded & {"contextlib", "hashlib", "pathlib", "re", "ssl", "subprocess", "typing", "zipfile"} == set()


def test_the_first_run_prepares_and_the_next_ones_do_not(checkout: Checkout) -> None:
    checkout.give_uv()
    code, _, said = checkout.run("who", "wifi")
    assert (code, "Preparing" in said) == (0, True)
    assert checkout.run("who", "wifi")[2] == ""
    assert len(checkout.calls) == 1
    assert checkout.calls[0].startswith(f"sync --frozen --quiet --python {sys.executable} --no-dev --inexact")


def test_words_and_folder_of_the_caller_reach_the_command_line(checkout: Checkout, tmp_path: Path) -> None:
    checkout.give_uv()
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    _, printed, _ = checkout.run("import", "mijn lijst.csv", "--on", "2026-09-01", cwd=elsewhere)
    words, cwd, path = json.loads(printed)[:3]
    assert words == ["-P", "-m", "service.cli", "import", "mijn lijst.csv", "--on", "2026-09-01"]
    assert (cwd, path) == (str(elsewhere), str(checkout.root))


def test_a_link_to_the_launcher_works_too(checkout: Checkout, tmp_path: Path) -> None:
    checkout.give_uv()
    link = tmp_path / "mw"
    link.symlink_to(checkout.root / "mandaatwijzer")
    done = subprocess.run(
        [sys.executable, link], env={"PATH": str(checkout.tools), "HOME": str(checkout.home)}, capture_output=True
    )
    assert json.loads(done.stdout)[2] == str(checkout.root)


def test_packages_of_the_caller_with_our_names_come_after_ours(checkout: Checkout, tmp_path: Path) -> None:
    checkout.give_uv()
    _, printed, _ = checkout.run("schema", PYTHONPATH=str(tmp_path))
    assert json.loads(printed)[2].split(os.pathsep) == [str(checkout.root), str(tmp_path)]


def test_the_tests_need_more_and_what_they_need_may_stay(checkout: Checkout) -> None:
    checkout.give_uv()
    checkout.run("demo")
    checkout.run("test")
    checkout.run("demo")
    assert ["--no-dev" in call for call in checkout.calls] == [True, False]


def test_a_changed_lock_file_is_followed(checkout: Checkout) -> None:
    checkout.give_uv()
    checkout.run("demo")
    checkout.lock([], version="0.14.0")
    checkout.run("demo")
    assert len(checkout.calls) == 2


def test_where_python_may_write_no_bytecode_it_is_kept_in_our_own_folder(checkout: Checkout) -> None:
    checkout.give_uv()
    _, usual, _ = checkout.run("demo", PYTHONDONTWRITEBYTECODE="")
    _, elsewhere, _ = checkout.run("demo", PYTHONDONTWRITEBYTECODE="1")
    assert json.loads(usual)[3:] == [None, False]
    assert json.loads(elsewhere)[3:] == [str(checkout.root / ".venv" / "bytecode"), False]


def test_what_an_interrupted_run_left_is_made_afresh(checkout: Checkout) -> None:
    checkout.give_uv()
    half = checkout.root / ".venv" / "lib" / "half_a_library.py"
    half.parent.mkdir(parents=True)
    half.touch()
    assert checkout.run("demo")[0] == 0
    assert not half.exists()


def test_a_failed_preparation_says_so_and_is_tried_again(checkout: Checkout) -> None:
    checkout.give_uv()
    broken = checkout.root / "broken"
    broken.touch()
    code, _, said = checkout.run("demo")
    assert code == 2
    assert "no such library" in said
    assert "could not be installed" in said
    broken.unlink()
    assert checkout.run("demo")[0] == 0


def test_an_environment_whose_python_is_gone_is_prepared_again(checkout: Checkout) -> None:
    checkout.give_uv()
    checkout.run("demo")
    python = checkout.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert checkout.run("demo")[0] == 0
    assert len(checkout.calls) == 2


def test_a_second_run_waits_for_the_one_that_prepares(checkout: Checkout) -> None:
    checkout.give_uv()
    with (checkout.root / "mandaatwijzer").open("rb") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = checkout.start("demo")
        assert second.stderr is not None
        assert "Waiting for another run" in second.stderr.readline()
        assert checkout.calls == []
    assert second.communicate(timeout=60)[0]
    assert len(checkout.calls) == 1


def test_an_old_uv_is_passed_by(checkout: Checkout) -> None:
    checkout.give_uv("0.4.30")
    code, _, said = checkout.run("demo")
    assert code == 2
    assert "There is no uv for" in said
    assert checkout.calls == []


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _wheel(checkout: Checkout) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("uv-0.13.9.data/scripts/uv", checkout.uv())
    return content.getvalue()


def _wheel_name() -> str:
    family = "manylinux_2_17" if platform.libc_ver()[0] == "glibc" else "musllinux_1_1"
    return f"uv-0.13.9-py3-none-{'macosx_11_0' if sys.platform == 'darwin' else family}_{platform.machine()}.whl"


def test_without_uv_the_one_of_the_lock_file_is_fetched_once(checkout: Checkout, tmp_path: Path) -> None:
    wheel = _wheel(checkout)
    (tmp_path / _wheel_name()).write_bytes(wheel)
    with _served(tmp_path) as address:
        other = {"url": f"{address}/uv-0.13.9-py3-none-win_amd64.whl", "hash": "sha256:0"}
        ours = {"url": f"{address}/{_wheel_name()}", "hash": f"sha256:{hashlib.sha256(wheel).hexdigest()}"}
        checkout.lock([other, ours])
        assert checkout.run("demo")[0] == 0
    checkout.run("test")  # the server is gone: the one in the cache is used
    assert len(checkout.calls) == 2
    assert (checkout.home / ".cache" / "mandaatwijzer" / "uv-0.13.9" / "uv").is_file()


def test_a_uv_that_is_not_the_one_of_the_lock_file_is_refused(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / _wheel_name()).write_bytes(_wheel(checkout))
    with _served(tmp_path) as address:
        checkout.lock([{"url": f"{address}/{_wheel_name()}", "hash": f"sha256:{'0' * 64}"}])
        code, _, said = checkout.run("demo")
    assert code == 2
    assert "not what uv.lock says" in said
    assert not (checkout.home / ".cache").exists()


def test_without_uv_and_without_a_network_it_says_what_is_needed(checkout: Checkout) -> None:
    checkout.lock([{"url": f"http://127.0.0.1:9/{_wheel_name()}", "hash": "sha256:0"}])
    code, printed, said = checkout.run("demo")
    assert (code, printed) == (2, "")
    assert "could not be fetched" in said
    assert "install uv yourself" in said
    assert "Traceback" not in said


def test_the_lock_file_of_this_repository_names_a_uv_for_the_usual_systems(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels = launcher._locked_uv()["wheels"]
    for system, libc, machine in (
        ("linux", "glibc", "x86_64"),
        ("linux", "", "x86_64"),
        ("linux", "glibc", "aarch64"),
        ("linux", "", "aarch64"),
        ("darwin", "", "arm64"),
        ("darwin", "", "x86_64"),
    ):
        monkeypatch.setattr("sys.platform", system)
        monkeypatch.setattr("platform.libc_ver", lambda libc=libc: (libc, ""))
        monkeypatch.setattr("platform.machine", lambda machine=machine: machine)
        assert machine in launcher._wheel_for_here(wheels)["url"]


def test_a_folder_that_cannot_be_written_is_named(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(SystemExit, match="2"):
        launcher._make("wanted", False, 0)
    assert f"{LAUNCHER.parent} cannot be written" in capsys.readouterr().err


def test_an_old_python_is_told_what_is_needed(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "OLDEST_PYTHON", (99, 0))
    with pytest.raises(SystemExit, match="2"):
        launcher.main()
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err
