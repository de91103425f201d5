"""A real Neo4j on this machine without a container engine: for development and for tests.

The server's own jars come from Maven's repository, once per version, into the user's cache. It needs Java and Maven.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.domain.errors import StoreUnavailable
from graph.domain.text import Text

__all__ = ["CURRENT", "LTS", "Line", "LocalServer", "neo4j_cache", "why_not"]

START_SECONDS = 90.0
STOP_SECONDS = 20.0
TRIES_FOR_A_PORT = 3
HEAP = "1g"
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Neo4j releases.

    Attributes:
        name: how it is called.
        version: of the artifact `org.neo4j:neo4j`.
        oldest_java: major version that it needs.
        main_class: what starts it.
    """

    name: str
    version: str
    oldest_java: int
    main_class: str


LTS = Line("5.26", "5.26.30", 17, "org.neo4j.server.CommunityEntryPoint")
CURRENT = Line("2026", "2026.08.1", 21, "org.neo4j.server.Neo4jCommunity")

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>neo4j-server</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{version}</version>
  </dependency></dependencies>
</project>
"""
_CONFIGURATION = """server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt}
server.http.listen_address=127.0.0.1:{http}
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.heap.max_size={heap}
server.memory.pagecache.size=128m
"""
_OPENED = tuple(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch"))
# What runs for some minutes at most spends more time on compiling itself well than it ever gets back.
_SHORT_LIVED = ("-XX:TieredStopAtLevel=1",)
# Nor does it get back what it spends on planning a query anew each time that its graph was emptied and filled.
_PLANNED_ONCE = MappingProxyType({"dbms.cypher.min_replan_interval": "24h"})


class LocalServer:
    """A running Neo4j; use `start` as a context manager."""

    def __init__(self, uri: str, password: str, process: subprocess.Popen[bytes]) -> None:
        self.uri = uri
        self.user = "neo4j"
        self.password = password
        self.process = process

    @classmethod
    @contextlib.contextmanager
    def start(
        cls,
        home: Path | None = None,
        *,
        line: Line = LTS,
        settings: Mapping[str, str] = NONE,
        lasting: bool | None = None,
    ) -> Iterator[LocalServer]:
        """Start a server and stop it at the end.

        Args:
            home: folder for its data; kept. None = a temporary one that goes at the end.
            line: which release.
            settings: of the server, beside those that every one has.
            lasting: whether it runs for longer than some minutes; None = when its data are kept.

        Raises:
            StoreUnavailable: Java or Maven is missing, or the server does not start.
        """
        reason = why_not(line)
        if reason is not None:
            raise StoreUnavailable(reason)
        with contextlib.ExitStack() as stack:
            folder = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mandaatwijzer-neo4j-")))
            server = _started(folder, line, settings, lasting=home is not None if lasting is None else lasting)
            # Where the data go anyway, nothing is left to write down first.
            stack.callback(server.stop if home else server.kill)
            yield server

    def stop(self) -> None:
        """Stop the server, by force when it does not listen."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Stop the server at once."""
        self.process.kill()
        self.process.wait()


def neo4j_cache() -> Path:
    """The folder outside the project where servers and their data are kept."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "mandaatwijzer" / "neo4j"


def why_not(line: Line) -> Text | None:
    """Why a server of this line cannot run here; None = it can."""
    if _java(line.oldest_java) is None:
        return Text(
            "Neo4j {line} needs Java {java} or newer, which is not here. Install a JRE.",
            line=line.name,
            java=line.oldest_java,
        )
    if shutil.which("mvn") is None and not _complete(_jars(line)):
        return Text("Neo4j is fetched by Maven, which is not here. Install maven.")
    return None


def _java(oldest: int) -> str | None:
    """The first Java at least so new: of JAVA_HOME, of the path, or of the folders where systems put them."""
    homes = [os.environ.get("JAVA_HOME"), *sorted(map(str, Path("/usr/lib/jvm").glob("*")))]
    found = [shutil.which("java"), *(f"{home}/bin/java" for home in homes if home)]
    for java in found:
        if java and Path(java).is_file() and _major(java) >= oldest:
            return java
    return None


def _major(java: str) -> int:
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30).stderr
    except (OSError, subprocess.TimeoutExpired):
        return 0
    version = re.search(r'version "(\d+)', told)
    return int(version.group(1)) if version else 0


def _jars(line: Line) -> Path:
    return neo4j_cache() / line.version


def _complete(folder: Path) -> bool:
    return (folder / "complete").is_file()


def _fetch(line: Line) -> Path:
    """The folder with the jars of a line; fetched at first use."""
    folder = _jars(line)
    if _complete(folder):
        return folder / "lib"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        (Path(work) / "pom.xml").write_text(_POM.format(version=line.version))
        command = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={work}/lib"]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True)
        if done.returncode:
            raise StoreUnavailable(
                Text("Maven could not fetch Neo4j {version}: {reason}", version=line.version, reason=done.stdout[-500:])
            )
        shutil.rmtree(folder / "lib", ignore_errors=True)
        (Path(work) / "lib").replace(folder / "lib")
    (folder / "complete").touch()
    return folder / "lib"


def _started(home: Path, line: Line, settings: Mapping[str, str], *, lasting: bool) -> LocalServer:
    jars = _fetch(line)
    for _ in range(TRIES_FOR_A_PORT):
        server = _try(home, line, jars, settings, lasting=lasting)
        if server is not None:
            return server
    raise StoreUnavailable(
        Text("Neo4j {version} did not start; its log is in {path}.", version=line.version, path=str(home / "logs"))
    )


def _try(home: Path, line: Line, jars: Path, settings: Mapping[str, str], *, lasting: bool) -> LocalServer | None:
    """A server that is ready; None when its port was taken from it."""
    bolt, http = _free_port(), _free_port()
    java = _java(line.oldest_java)
    environment = {"PATH": os.environ["PATH"], "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    for name in ("conf", "data", "logs", "plugins", "import", "run"):
        (home / name).mkdir(parents=True, exist_ok=True)
    all_settings = {**(NONE if lasting else _PLANNED_ONCE), **settings}
    more = "".join(f"{name}={value}\n" for name, value in all_settings.items())
    (home / "conf" / "neo4j.conf").write_text(_CONFIGURATION.format(bolt=bolt, http=http, heap=HEAP) + more)
    password = _password(home, str(java), jars, environment)
    (home / "logs" / "neo4j.log").unlink(missing_ok=True)
    with (home / "logs" / "console.log").open("wb") as output:
        process = subprocess.Popen(
            [
                str(java), f"-Xmx{HEAP}", "-XX:+UseG1GC", *(() if lasting else _SHORT_LIVED), *_OPENED,
                "-cp", f"{jars}/*", line.main_class,
                f"--home-dir={home}", f"--config-dir={home}/conf",
            ],
            env=environment, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    server = LocalServer(f"bolt://127.0.0.1:{bolt}", password, process)
    try:
        ready = _wait(server, home)
    except BaseException:
        server.stop()
        raise
    if not ready:
        server.stop()
    return server if ready else None


def _password(home: Path, java: str, jars: Path, environment: Mapping[str, str]) -> str:
    """The password of this home folder; set before its first start."""
    file = home / "conf" / "password"
    if file.is_file():
        return file.read_text()
    password = secrets.token_urlsafe(18).replace("-", "a")
    admin = [
        java,
        *_SHORT_LIVED,
        "-cp",
        f"{jars}/*",
        "org.neo4j.server.startup.Neo4jAdminCommand",
        "dbms",
        "set-initial-password",
    ]
    done = subprocess.run([*admin, password], env=dict(environment), capture_output=True, text=True)
    if done.returncode:
        raise StoreUnavailable(
            Text("Neo4j refused its first password: {reason}", reason=done.stderr.replace(password, "***")[-300:])
        )
    file.touch(mode=0o600)
    file.write_text(password)
    return password


def _wait(server: LocalServer, home: Path) -> bool:
    """Wait until our own process says that it started and lets us in; False when it gave up."""
    log = home / "logs" / "neo4j.log"
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.process.poll() is not None:
            return False
        if log.is_file() and "Started." in log.read_text(errors="replace") and _lets_in(server):
            return True
        time.sleep(0.2)
    return False


def _lets_in(server: LocalServer) -> bool:
    try:
        with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            driver.verify_connectivity()
    except AuthError:
        # Asking again with a refused password locks the login.
        raise StoreUnavailable(
            Text("The Neo4j at {address} refuses the password that it was given.", address=server.uri)
        ) from None
    except (DriverError, Neo4jError, OSError):
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
