"""Memory is given back when nobody looks at the past any longer; too little of it is told before anything begins."""

from __future__ import annotations

import contextlib
import gc
import re
import resource
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.model.snapshot import Snapshot
from graph.store.sqlite.store import SqliteStore
from graph.usecases import read
from graph.usecases.desk import Desk
from graph.usecases.read import prepare
from graph.usecases.serving import following
from graph.usecases.serving.past import PAST_SNAPSHOTS_KEPT
from service.memory import NEEDED
from tests.api.clients import small_group
from tests.contract.places import FilePlace
from tests.contract.records import change_set, people, puts
from tests.faults.servers import PROGRAM, ROOT, served, until
from tests.waiting import GENEROUS
from tests.web.conftest import put, serving
from tests.web.writers import client_of, session_of, token_of

NEVER = 3_600.0
MANY = 8
SPARE = 40 * 1_048_576
SWELLS = b"naam;mail\n" + b"a;b\n" * 3_000_000
"""12 MB, and some thirty times that as rows."""


@pytest.fixture(autouse=True)
def every_graph_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Graphs small enough to draw are set aside as those of Flanders are."""
    monkeypatch.setattr(following, "LARGE_SNAPSHOT", 1)
    yield
    gc.unfreeze()


async def with_revisions(store: SqliteStore, count: int) -> SqliteStore:
    """A store in which somebody came at each revision."""
    for number in range(count):
        await store.commit(change_set(*puts(*people(f"p{number}")), key=str(number)))
    return store


async def looked_at(desk: Desk, revision: int) -> weakref.ref[Snapshot]:
    """What was known at a revision, made use of and let go."""
    snapshot = await desk.at(revision)
    prepare(snapshot)
    snapshot.kept("in a circle", lambda: [snapshot])
    return weakref.ref(snapshot)


async def test_a_look_at_the_past_is_given_back_but_for_the_last_few() -> None:
    store = await with_revisions(SqliteStore(":memory:"), MANY)
    async with Desk(store, refresh_seconds=NEVER) as desk:
        await desk.refresh()
        looks = [await looked_at(desk, number) for number in range(1, MANY)]
        gc.collect()
        assert sum(look() is not None for look in looks) == PAST_SNAPSHOTS_KEPT


async def test_a_look_at_the_past_before_the_first_comparison_is_given_back_too() -> None:
    store = await with_revisions(SqliteStore(":memory:"), 3)
    async with Desk(store, refresh_seconds=NEVER) as desk:
        looks = [await looked_at(desk, number) for number in (1, 2)]
        await desk.refresh()
        for number in (0, 1, 2):
            await looked_at(desk, number)
        gc.collect()
        assert looks[0]() is None


async def test_only_what_is_served_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    asides: list[Snapshot] = []
    store = await with_revisions(SqliteStore(":memory:"), 3)
    async with Desk(store, refresh_seconds=NEVER) as desk:
        monkeypatch.setattr(following, "set_aside", lambda: asides.append(desk.snapshot))
        await desk.refresh()
        for number in (0, 1, 2):
            await desk.at(number)
        assert asides == []


@pytest.mark.parametrize("lasts", [True, False])
async def test_what_answers_once_spends_no_time_on_setting_aside(lasts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asides: list[str] = []
    monkeypatch.setattr(following, "set_aside", lambda: asides.append("once"))
    async with Desk(await with_revisions(SqliteStore(":memory:"), 3), refresh_seconds=NEVER, lasts=lasts):
        pass
    assert asides == (["once"] if lasts else [])


async def test_what_was_served_before_the_store_was_read_again_is_given_back(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    place = FilePlace(tmp_path_factory.mktemp("store") / "store.db")
    await with_revisions(place.open(), 2)  # type: ignore[arg-type]
    place.set_by_hand("person/p0", name="An")
    async with Desk(place.open(), refresh_seconds=NEVER) as desk:
        first = desk.snapshot
        first.kept("in a circle", lambda: [desk.snapshot])
        before = weakref.ref(first)
        del first
        await desk.refresh()
        assert desk.revision == 3
        gc.collect()
        assert before() is None
    await place.close()


async def test_a_desk_that_is_left_gives_back_all_that_it_served() -> None:
    async with Desk(await with_revisions(SqliteStore(":memory:"), 1), refresh_seconds=NEVER) as desk:
        served = await looked_at(desk, 1)
    del desk
    gc.collect()
    assert served() is None


@pytest.mark.parametrize(("command", "megabytes"), [("check", 90), ("check", 120), ("serve", 250), ("serve", 600)])
def test_too_little_memory_is_told_in_a_sentence_with_2(command: str, megabytes: int, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/store.db"

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_048_576,) * 2)

    done = subprocess.run(
        [*PROGRAM, command, "--store", store],
        cwd=ROOT, preexec_fn=limited, capture_output=True, text=True, timeout=GENEROUS,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("There is no room for")
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_service_has_loaded_what_computes_before_it_is_asked(tmp_path: Path) -> None:
    with served(f"sqlite:///{tmp_path}/store.db") as (running, client):
        client.get("/healthz").raise_for_status()
        mapped = Path(f"/proc/{running.pid}/maps").read_text()
    assert "openblas" in mapped


def test_whatever_analyses_and_pictures_import_on_the_way_is_loaded_before() -> None:
    sources = [
        path.read_text()
        for folder in ("analyses", "reports/pictures")
        for path in (ROOT / "graph" / folder).rglob("*.py")
    ]
    found = {
        name
        for text in sources
        for name in re.findall(r"^ +(?:import|from) (\w+)[\w.]*(?: as| import)", text, re.MULTILINE)
    }
    assert found - {"graph"} == {name.partition(".")[0] for name in NEEDED}


def test_a_process_that_ends_for_lack_of_memory_does_not_wait_for_its_threads() -> None:
    program = """
import threading
from service.cli import main as cli

def app(**_: object) -> None:
    threading.Thread(target=threading.Event().wait).start()
    raise MemoryError

cli.app = app
cli.main()
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=GENEROUS)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "There is too little memory for this. Give the process more, or ask for less at once."
    ]


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("can't start new thread")])
def test_a_page_for_which_there_is_no_memory_says_so_and_the_next_is_answered(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    with serving(lambda desk: put(desk, small_group())) as served, client_of(served, session_of(served)) as client:
        with monkeypatch.context() as patch:
            patch.setattr(read, "search", refuse)
            answer = client.get("/zoeken?q=peeters")
        assert answer.status_code == 503
        assert "Hiervoor is er te weinig geheugen." in answer.text
        assert client.get("/zoeken?q=peeters").status_code == 200


def test_a_file_that_takes_all_the_memory_there_is_leaves_a_service_that_answers_or_none(tmp_path: Path) -> None:
    with served(f"sqlite:///{tmp_path}/store.db") as (running, client):
        assert running.stdout is not None
        token = running.stdout.readline().partition("token=")[2].strip()
        client.headers.update({"accept-language": "nl", "sec-fetch-site": "same-origin"})
        client.post("/open", data={"token": token})
        form = {"csrf_token": token_of(client.get("/invoeren").text)}
        cap = taken_by(running.pid) + SPARE
        resource.prlimit(running.pid, resource.RLIMIT_AS, (cap, cap))
        with contextlib.suppress(httpx.TransportError):  # where even the answer finds no room
            answer = client.post(
                "/invoeren", data=form, files={"bestand": ("lijst.csv", SWELLS)}, follow_redirects=True
            )
            while answer.is_success and answer.url.path.endswith("/bezig"):
                answer = client.get(answer.url, follow_redirects=True)
            assert answer.status_code == 503
            assert "Hiervoor is er te weinig geheugen." in answer.text
        until(lambda: running.poll() is not None or answers(client))


def answers(client: httpx.Client) -> bool:
    """Whether a service is ready, and shows a page."""
    try:
        return client.get("/readyz").is_success and client.get("/wijzigen").is_success
    except httpx.TransportError:
        return False


def taken_by(process: int) -> int:
    """The room for addresses that a process has taken, in bytes."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[0]) * resource.getpagesize()
