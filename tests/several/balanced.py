"""Three instances as processes of their own over one Neo4j, behind a real HAProxy configured as it is shipped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from graph.domain.kinds import Person
from graph.store.neo4j import store as neo4j_store
from graph.store.neo4j.store import Neo4jStore
from graph.usecases.desk import Desk
from graph.usecases.keys import NewKey, create_key
from graph.usecases.viewer import LOCAL_OWNER
from tests.api.clients import small_group
from tests.components import lacks
from tests.conftest import Neo4jServer
from tests.contract.older import PREVIOUS, drop_what_came_after, one_schema_older
from tests.contract.records import change_set, puts
from tests.faults.servers import PROGRAM, ROOT, until
from tests.signed_in import signed_in
from tests.signin.ports import free_port
from tests.waiting import GENEROUS

__all__ = [
    "MUTATION",
    "OLDER",
    "QUESTION",
    "SHIPPED",
    "START_SECONDS",
    "Balanced",
    "Clients",
    "Instance",
    "balanced",
    "certificate",
    "check_written",
    "environment",
    "haproxy",
    "is_slow",
    "is_told",
    "people_in",
    "placed",
    "told",
]

SHIPPED = ROOT / "docs" / "operations" / "haproxy.cfg"
OLDER = (sys.executable, "-m", "tests.contract.older")
"""The program of the previous schema; started where the tests are found."""
NAMES = ("one", "two", "three")
HOST = "mandaten.vaart.example"
STAYS = "mandaatwijzer_instance"
MUTATION = (
    "mutation ($input: CreatePersonInput!) { createPerson(input: $input) { person { id } errors { code message } } }"
)
QUESTION = "query ($id: ID!) { node(id: $id) { id } }"
START_SECONDS = 300.0
"""Seconds within which an instance has started beside others, on a machine that has more to do."""
PATIENT = 2 * GENEROUS
"""Seconds that a client waits for an answer that is not held up by anything but the machine."""


def haproxy() -> str:
    """The program."""
    found = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
    return found or lacks("haproxy", "HAProxy is not installed: apt-get install haproxy")


@dataclass(slots=True)
class Instance:
    """One of the three, as a process.

    Attributes:
        name: as the balancer knows it.
        port: on which it listens, each time that it is started.
        environment: of its process.
        log: file for what it says.
        program: which version is started.
    """

    name: str
    port: int
    environment: dict[str, str]
    log: Path
    program: tuple[str, ...] = PROGRAM
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is asked without the balancer."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin to serve; it is not waited for."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.program, "serve", "--port", str(self.port)],
                cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip

    def wait(self) -> None:
        """Wait until it says that it is ready."""
        until(self._is_ready, seconds=START_SECONDS)

    def _is_ready(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            # Without certificates: reading those for each look takes more than the instance that starts can spare.
            bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            return httpx.get(f"{self.address}/readyz", timeout=GENEROUS, verify=bare).status_code == 200
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        return False

    def tell(self, number: signal.Signals) -> None:
        """Give its process a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    def stop(self) -> int:
        """Let it end in good order; its exit code."""
        self.tell(signal.SIGTERM)
        assert self.process is not None
        return self.process.wait(GENEROUS)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It does nothing, and keeps its connections, in a `with`; then it goes on."""
        self.tell(signal.SIGSTOP)
        try:
            yield
        finally:
            self.tell(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass(frozen=True, slots=True)
class Balanced:
    """The three, and the balancer before them.

    Attributes:
        address: of the balancer.
        trust: in its certificate.
        instances: behind it.
        key: of a program that may do everything.
        session: of a browser of An.
    """

    address: str
    trust: ssl.SSLContext
    instances: tuple[Instance, ...]
    key: str
    session: dict[str, str]

    def program(self, at: Instance | None = None, *, patience: float = PATIENT) -> httpx.Client:
        """A client with the key, of the balancer or of one instance."""
        shown = {"host": HOST, "authorization": f"Bearer {self.key}"}
        return httpx.Client(
            base_url=self.address if at is None else at.address, verify=self.trust, headers=shown, timeout=patience
        )

    def browser(self, *, patience: float = PATIENT) -> httpx.Client:
        """A browser in the session, that goes through the balancer."""
        cookies = {f"__Host-{name}": secret for name, secret in self.session.items()}
        return httpx.Client(
            base_url=self.address, verify=self.trust, headers={"host": HOST}, cookies=cookies, timeout=patience
        )

    def sends_to(self, instance: Instance) -> bool:
        """Whether the balancer lets who was there before stay with an instance."""
        stays = {STAYS: instance.name}
        with httpx.Client(
            base_url=self.address, verify=self.trust, headers={"host": HOST}, cookies=stays, timeout=2
        ) as client:
            try:
                answer = client.get("/healthz")
            except httpx.TimeoutException:
                return False
        return answer.status_code == 200 and STAYS not in answer.cookies


@contextmanager
def balanced(server: Neo4jServer, folder: Path, *, older: bool = False) -> Iterator[Balanced]:
    """Three instances over an empty Neo4j with the small group, behind a balancer; all are ended.

    Args:
        server: the Neo4j.
        folder: for files.
        older: whether they, and the store, are of the previous schema.
    """
    program = haproxy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neo4j_store, "WRITE_SECONDS", START_SECONDS)
        if older:
            drop_what_came_after(PREVIOUS, server)
            one_schema_older(patch)
        key, session = asyncio.run(_filled(server))
    instances = tuple(
        Instance(
            name, free_port(), environment(server, folder, name), folder / f"{name}.log", OLDER if older else PROGRAM
        )
        for name in NAMES
    )
    trusted, pem = certificate(folder)
    port = free_port()
    configuration = folder / "haproxy.cfg"
    configuration.write_text(placed(SHIPPED.read_text(), instances, port, pem))
    with contextlib.ExitStack() as stack:
        for instance in instances:
            stack.callback(instance.kill)
            instance.start()
            instance.wait()
        log = stack.enter_context((folder / "haproxy.log").open("wb"))
        balancing = stack.enter_context(subprocess.Popen([program, "-f", configuration], stdout=log, stderr=log))
        stack.callback(balancing.kill)
        made = Balanced(
            f"https://127.0.0.1:{port}", ssl.create_default_context(cadata=trusted), instances, key, session
        )
        until(lambda: _is_listening(made) and all(map(made.sends_to, instances)))
        yield made


async def _filled(server: Neo4jServer) -> tuple[str, dict[str, str]]:
    async with Desk(_store(server)) as desk:
        await desk._store.commit(change_set(*puts(*small_group()), key="first"))
        await desk.refresh()
        made = await create_key(desk, LOCAL_OWNER, NewKey(name="sync", scopes=("admin",)))
        return made.secret, await signed_in(desk, "person/an", "school")


def _store(server: Neo4jServer) -> Neo4jStore:
    return Neo4jStore(server.uri, user=server.user, password=server.password)


def people_in(server: Neo4jServer) -> list[Person]:
    """All people in the store."""

    async def load() -> list[Person]:
        store = _store(server)
        _version, records = await store.load()
        await store.close()
        return [record for record in records if isinstance(record, Person)]

    return asyncio.run(load())


def environment(server: Neo4jServer, folder: Path, name: str) -> dict[str, str]:
    """The settings of an instance, as variables of its process."""
    settings = {
        "store": f"{server.uri.replace('://', f'://{server.user}@')}/neo4j",
        "store_password": server.password,
        "address": f"https://{HOST}",
        "proxies": "127.0.0.1",
        "untrusted_documents": "true",
        "audit_file": str(folder / f"{name}.audit.jsonl"),
        "drain_seconds": "3",
    }
    return {**os.environ, **{f"MANDAATWIJZER_{setting.upper()}": value for setting, value in settings.items()}}


def placed(shipped: str, instances: tuple[Instance, ...], port: int, pem: Path) -> str:
    """The configuration as it is shipped, at other places."""
    places = {
        "bind :80\n": f"bind 127.0.0.1:{free_port()}\n",
        "bind :443 ssl crt /etc/haproxy/mandaatwijzer.pem ": f"bind 127.0.0.1:{port} ssl crt {pem} ",
        **{
            f" mandaatwijzer-{number}:8450 ": f" 127.0.0.1:{instance.port} "
            for number, instance in enumerate(instances, 1)
        },
    }
    for there, here in places.items():
        assert shipped.count(there) == 1
        shipped = shipped.replace(there, here)
    return shipped


def certificate(folder: Path) -> tuple[str, Path]:
    """A certificate of this machine, as text, and the file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = folder / "mandaatwijzer.pem"
    pem.write_bytes(made + private)
    return made.decode(), pem


def _is_listening(made: Balanced) -> bool:
    with contextlib.suppress(httpx.ConnectError), made.browser() as client:
        return client.get("/healthz").status_code in (200, 503)
    return False


def is_slow(answer: httpx.Response) -> bool:
    """Whether an instance that goes on says to ask again: the store is too slow, or others were quicker five times."""
    is_unavailable = '"UNAVAILABLE"' in answer.text and "The service stops" not in answer.text
    return is_unavailable or '"CONFLICT"' in answer.text


def told(client: httpx.Client, query: str, **variables: Any) -> Any:
    """What GraphQL answers, asked again until it does."""
    answers: list[httpx.Response] = []

    def ask() -> bool:
        with contextlib.suppress(httpx.TimeoutException):
            answers.append(client.post("/graphql", json={"query": query, "variables": variables}))
            return is_told(answers[-1])
        return False

    until(ask)
    return answers[-1].json()["data"]


# Clients that go on asking


def is_told(answer: httpx.Response) -> bool:
    """Whether an answer of GraphQL is what was asked, and no failure of any sort."""
    body = answer.json()
    parts = [body, *(part for part in (body.get("data") or {}).values() if isinstance(part, dict))]
    return not any(part.get("errors") for part in parts)


@dataclass(slots=True)
class Clients:
    """What clients of the balancer were told, while it runs in a `with`.

    Attributes:
        balanced: what they ask.
        patience: seconds after which they ask again, as people do.
        written: names of the people that somebody was told are in the register.
        failed: what was answered otherwise than it should, in order.
        slow: the same, where an instance that goes on said to ask again: that is the machine.
        answers: how many answers there were.
    """

    balanced: Balanced
    patience: float = PATIENT
    written: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    answers: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Clients:
        loops: tuple[Callable[[], None], ...] = (
            lambda: self._write("a"),
            lambda: self._write("b"),
            self._read,
            self._look,
        )
        self._threads += [threading.Thread(target=loop) for loop in loops]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def go_on(self, writes: int = 5) -> None:
        """Wait until so many more writes were acknowledged."""
        before = len(self.written)
        until(lambda: len(self.written) >= before + writes)

    def _write(self, series: str) -> None:
        """Write somebody, with the same key until that is acknowledged; then read them wherever the balancer sends."""
        with self.balanced.program(patience=self.patience) as client:
            for number in count():
                name = f"{series}{number}"
                body = {"query": MUTATION, "variables": {"input": {"name": name, "key": f"key-{name}"}}}
                while not self._ended.is_set():
                    answer = self._asked(client, "POST", "/graphql", json=body)
                    if answer is not None:
                        break
                else:
                    return
                self.written.append(name)
                self._read_back(client, answer)
                sleep(0.2)  # what starts meanwhile needs the machine too

    def _read_back(self, client: httpx.Client, written: httpx.Response) -> None:
        person = written.json()["data"]["createPerson"]["person"]["id"]
        body = {"query": QUESTION, "variables": {"id": person}}
        back = {"x-register-revision": written.headers["x-register-revision"]}
        answer = self._asked(client, "POST", "/graphql", json=body, headers=back)
        if answer is not None and answer.json()["data"]["node"] is None:
            self.failed.append(f"{person} was not there yet")

    def _read(self) -> None:
        with self.balanced.program(patience=self.patience) as client:
            while not self._ended.is_set():
                self._asked(client, "POST", "/graphql", json={"query": "{ __typename }"})
                sleep(0.05)

    def _look(self) -> None:
        with self.balanced.browser(patience=self.patience) as client:
            while not self._ended.is_set():
                self._asked(client, "GET", "/mij/sessies")
                sleep(0.05)

    def _asked(self, client: httpx.Client, method: str, path: str, **more: Any) -> httpx.Response | None:
        """An answer that is what it should be; else why not is noted."""
        try:
            answer = client.request(method, path, **more)
        except httpx.TransportError as error:
            self.failed.append(repr(error))
            sleep(0.1)
            return None
        if answer.status_code != 200 or (method == "POST" and not is_told(answer)):
            (self.slow if is_slow(answer) else self.failed).append(f"{answer.status_code} {answer.text[:300]}")
            sleep(0.1)
            return None
        self.answers += 1
        return answer


def check_written(server: Neo4jServer, clients: Clients) -> None:
    """Everybody of whom a client was told that they are in the register is there, and nobody twice."""
    people = Counter(person.name for person in people_in(server))
    assert [name for name in clients.written if people[name] != 1] == []
    assert set(people.values()) == {1}
