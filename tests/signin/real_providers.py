"""Real providers of accounts on this machine: Keycloak, and the strict `oidc-provider`; each is fetched once.

Keycloak comes from Maven's repository and needs Java and Maven; the other comes from npm's and needs Node.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from graph.store.neo4j.local_server import find_java, neo4j_cache
from tests.signin.ports import free_port

__all__ = ["CLIENT", "SECRET", "keycloak", "oidc_provider", "why_no_keycloak", "why_no_oidc_provider"]

CLIENT, SECRET = "mandaatwijzer", "a-secret-of-the-tests"
KEYCLOAK, OIDC_PROVIDER = "26.7.3", "9.13.3"
OLDEST_JAVA = 17
START_SECONDS = 180.0
STOP_SECONDS = 10.0
HERE = Path(__file__).parent
CACHE = neo4j_cache().parent
# A server of a minute spends more time on compiling itself well than it ever gets back.
JAVA_OPTIONS = {"JAVA_OPTS_KC_HEAP": "-Xms128m -Xmx512m", "JAVA_OPTS_APPEND": "-XX:TieredStopAtLevel=1"}


def why_no_keycloak() -> str | None:
    """Why Keycloak cannot run here; None = it can."""
    if find_java(OLDEST_JAVA) is None:
        return f"Keycloak needs Java {OLDEST_JAVA} or newer. Install a JRE."
    if shutil.which("mvn") is None and not (_keycloak_home() / "complete").is_file():
        return "Keycloak is fetched by Maven, which is not here. Install maven."
    return None


def why_no_oidc_provider() -> str | None:
    """Why the other one cannot run here; None = it can."""
    missing = [program for program in ("node", "npm") if shutil.which(program) is None]
    return f"{' and '.join(missing)} is not here. Install nodejs and npm." if missing else None


@contextlib.contextmanager
def keycloak(redirect: str) -> Iterator[str]:
    """A Keycloak with one realm; its issuer.

    Args:
        redirect: where it may send people back.
    """
    built = _built_keycloak()
    with tempfile.TemporaryDirectory(prefix="mandaatwijzer-keycloak-") as folder:
        home = Path(folder)
        for part in ("lib", "providers", "themes"):
            (home / part).symlink_to(built / part)
        for part in ("bin", "conf"):
            shutil.copytree(built / part, home / part)
        (home / "data" / "import").mkdir(parents=True)
        realm = (HERE / "keycloak-realm.json").read_text(encoding="utf-8").replace("REDIRECT", redirect)
        (home / "data" / "import" / "school-realm.json").write_text(realm, encoding="utf-8")
        port = free_port()
        command = [
            str(home / "bin" / "kc.sh"), "start", "--optimized", "--cache=local", "--http-enabled=true",
            "--http-host=127.0.0.1", f"--http-port={port}", f"--http-management-port={free_port()}",
            "--hostname-strict=false", "--import-realm",
        ]  # fmt: skip
        issuer = f"http://127.0.0.1:{port}/realms/school"
        with _running(command, issuer, environment=_java_environment()):
            yield issuer


@contextlib.contextmanager
def oidc_provider(redirect: str) -> Iterator[str]:
    """A provider that keeps to the letter of the specification; its issuer.

    Args:
        redirect: where it may send people back.
    """
    modules = _fetched_modules()
    issuer = f"http://127.0.0.1:{free_port()}"
    settings = {"issuer": issuer, "redirect": redirect, "client": CLIENT, "secret": SECRET}
    shutil.copy(HERE / "oidc_provider.mjs", modules / "serve.mjs")  # modules are looked for beside the script
    command = ["node", str(modules / "serve.mjs"), json.dumps(settings)]
    with _running(command, issuer, environment={}):
        yield issuer


@contextlib.contextmanager
def _running(command: list[str], issuer: str, *, environment: Mapping[str, str]) -> Iterator[None]:
    """The process, once it answers; its whole group goes at the end."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(process, issuer, output)
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(STOP_SECONDS)


def _wait(process: subprocess.Popen[bytes], issuer: str, output: IO[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5).close()  # noqa: S310
            return
        time.sleep(0.2)
    output.seek(0)
    raise AssertionError(f"it did not start: {output.read()[-2_000:].decode(errors='replace')}")


def _java_environment() -> dict[str, str]:
    java = find_java(OLDEST_JAVA)
    assert java is not None
    return {**JAVA_OPTIONS, "JAVA": java}


def _keycloak_home() -> Path:
    return CACHE / "keycloak" / KEYCLOAK


def _built_keycloak() -> Path:
    """The folder of a Keycloak that was prepared for starting; made at first use."""
    home = _keycloak_home()
    if (home / "complete").is_file():
        return home / "server"
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as work:
        artifact = f"org.keycloak:keycloak-quarkus-dist:{KEYCLOAK}:zip"
        fetch = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={work}/zip"]
        _done(fetch, cwd=Path(work))
        zipfile.ZipFile(next(Path(work, "zip").glob("*.zip"))).extractall(work)
        server = Path(work) / f"keycloak-{KEYCLOAK}"
        (server / "bin" / "kc.sh").chmod(0o755)
        _done([str(server / "bin" / "kc.sh"), "build", "--db=dev-mem"], cwd=server, environment=_java_environment())
        shutil.rmtree(home / "server", ignore_errors=True)
        server.replace(home / "server")
    (home / "complete").touch()
    return home / "server"


def _fetched_modules() -> Path:
    """The folder with the modules of `oidc-provider`; fetched at first use."""
    folder = CACHE / "oidc-provider" / OIDC_PROVIDER
    if not (folder / "complete").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
        _done([*install, f"oidc-provider@{OIDC_PROVIDER}"], cwd=folder)
        (folder / "complete").touch()
    return folder


def _done(command: list[str], *, cwd: Path, environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **(environment or {})}, capture_output=True, text=True)
    assert done.returncode == 0, f"{command[0]} failed: {done.stdout[-1_000:]}{done.stderr[-1_000:]}"
