"""Every mistake gets a sentence that says what is wrong and what to do, exit code 2, and changes nothing."""

from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph.store.neo4j import connection
from graph.store.neo4j import store as neo4j_store
from graph.store.sqlite.schema import STORE_SCHEMA
from graph.store.sqlite.store import SqliteStore
from graph.usecases.importing import import_formats
from tests.cli.conftest import Command
from tests.conftest import Neo4jServer
from tests.waiting import GENEROUS

BRUG = "organisation/brug"

WRONG_WORDS = {
    "an organisation that is not there": (
        ("who", "wifi", "--at", "organisation/none"),
        "The organisation 'organisation/none' is not known. Look the id up with a search.",
    ),
    "a subject that is not there": (
        ("who", "netwerken", "--at", BRUG),
        "'netwerken' is not a known task or decision. Did you mean: Netwerk onderhouden (task/wifi)?",
    ),
    "a topic that is not there": (
        ("find", "quantum"),
        "The topic 'quantum' is not known. Look it up with a search.",
    ),
    "somebody who is not there": (
        ("path", "--from", "person/none", "--topic", "wifi"),
        "The person 'person/none' is not known. Look the id up with a search.",
    ),
    "a record that never was": (
        ("history", "person/none"),
        "'person/none' is not known. Look the id up with a search.",
    ),
    "a revision that is not there": (("revert", "9"), "Revision 9 is not known. Look at the list of revisions."),
    "a moment that is not there": (
        ("report", "gaps", "--known-at", "9"),
        "Revision 9 is not known. The store stands at revision 1; ask for one up to that.",
    ),
    "a day that is none": (
        ("who", "wifi", "--at", BRUG, "--on", "morgen"),
        "--on: 'morgen' is not a date. Write it as 2026-09-01",
    ),
    "an import format that is none": (
        ("import", "/dev/null", "--format", "pdf"),
        f"--format: 'pdf' is not a format. Take one of: {', '.join(each.name for each in import_formats())}",
    ),
    "a severity that is none": (
        ("report", "gaps", "--fail-on", "grave"),
        "--fail-on: 'grave' is not a severity. Take one of: critical, high, medium, low",
    ),
    "a share that is none": (
        ("report", "bus-factor", "--share", "0"),
        "share: '0' is not a share. Give more than 0 and at most 1, as 0.5, 1/3 or 50%",
    ),
    "a population that is none": (
        ("report", "bus-factor", "--items", "dreams"),
        "items: There is no population 'dreams'. Take one of: mandates, expertise, crossed",
    ),
    "a kind of mandate that is none": (
        ("report", "bus-factor", "--mandate", "DOES"),
        "mandates: There is no kind of mandate 'DOES'. Take one of: DECIDES, EXECUTES, STEERS, CONTACT_POINT_FOR",
    ),
    "each school with a choice that is for all together": (
        ("report", "bus-factor", "--each", "--mandate", "DECIDES"),
        "--each: Schools beside each other are counted in full. Leave out --mandate and --task-group",
    ),
    "a language that is none": (
        ("report", "gaps", "--language", "fr"),
        "--language: 'fr' is none of: nl, en. Correct the setting",
    ),
    "a file that is not there": (("import", "/nowhere/x.json"), "/nowhere/x.json: No such file or directory"),
    "a folder in place of a file": (("import", "/"), "/: Is a directory"),
    "a place where nothing can be written": (
        ("export", "--format", "native", "-o", "/nowhere/x.json"),
        "/nowhere/x.json: No such file or directory",
    ),
    "a host that others reach": (
        ("serve", "--host", "0.0.0.0"),  # noqa: S104 (it is refused)
        "--host: 0.0.0.0 can be reached from elsewhere, and nobody could sign in there. "
        "Set MANDAATWIJZER_ADDRESS to the https address under which people open it, or listen on 127.0.0.1",
    ),
    "a store of another make": (
        ("check", "--store", "postgres://x"),
        "--store: 'postgres://x' is not the address of a store. "
        "Write sqlite:///FILE, neo4j://USER@HOST:7687/DATABASE or bolt://USER@HOST:7687/DATABASE",
    ),
    "a password in the address": (
        ("check", "--store", "neo4j://u:s3cret@host"),
        "--store: The address of the store holds a password. "
        "Leave it out, and give it in MANDAATWIJZER_STORE_PASSWORD or a secrets file",
    ),
}


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("name", WRONG_WORDS)
def test_wrong_words_are_answered_with_what_to_do(run: Command, name: str) -> None:
    words, sentence = WRONG_WORDS[name]
    ran = run(*words)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{sentence}\n")


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "words", [("nonsense",), ("who", "wifi"), ("revert", "nul"), ("revert", "0"), ("find", "wifi", "--level", "6")]
)
def test_words_that_are_no_command_are_a_usage_error(run: Command, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage" in ran.err


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("PORT", "x", "MANDAATWIJZER_PORT: 'x' is no whole number."),
        ("LANGUAGE", "fr", "MANDAATWIJZER_LANGUAGE: 'fr' is none of: nl, en."),
        ("TIMEZONE", "Mars", "MANDAATWIJZER_TIMEZONE: There is no time zone 'Mars', such as Europe/Brussels."),
        ("TIMEZONE", "../etc", "MANDAATWIJZER_TIMEZONE: There is no time zone '../etc', such as Europe/Brussels."),
    ],
)
def test_a_setting_that_cannot_be_names_itself(
    run: Command, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"MANDAATWIJZER_{setting}", value)
    ran = run("check")
    assert (ran.code, ran.out, ran.err) == (2, "", f"{sentence} Correct the setting\n")


# Files


def native(**parts: Any) -> bytes:
    return json.dumps({"mandaatwijzer": 1, **parts}).encode()


EXECUTES = {"kind": "EXECUTES", "from": "person/cis", "to": "task/print", "scope": [BRUG]}
WRONG_FILES: dict[str, tuple[str, bytes, str]] = {
    "a subject that is not there": (
        "x.json",
        native(edges=[{**EXECUTES, "to": "task/none", "id": "executes/x"}]),
        "{file} $.edges[0] executes/x to: There is no task/none, neither in the import nor in the store. "
        "Add it to the file, import it first, or correct the id",
    ),
    "dates the wrong way round": (
        "x.json",
        native(edges=[{**EXECUTES, "since": "2026-09-01", "until": "2026-01-01"}]),
        "{file} $.edges[0] until: The period ends (2026-01-01) before it has held a day (since 2026-09-01). "
        "Give an `until` after `since`; `until` is the first day that no longer counts",
    ),
    "a circle of organisations": (
        "x.json",
        native(edges=[{"kind": "PART_OF", "from": "organisation/vaart", "to": BRUG, "id": "part_of/x"}]),
        "part_of/x to: PART_OF would go round in a circle: "
        f"{BRUG} -> organisation/vaart -> {BRUG}. Remove one of these links",
    ),
    "control characters": (
        "x.json",
        native(nodes=[{"kind": "task", "id": "task/x", "name": "\x1b[2Jx"}]),
        "{file} $.nodes[0] task/x name: The text holds control characters. Remove them",
    ),
    "a ZIP called a workbook": (
        "x.xlsx",
        b"",
        "{file}: This is a ZIP file, but not a workbook. "
        "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)",
    ),
    "a text called a workbook": (
        "x.xlsx",
        b"hello",
        "{file}: This is not a workbook. Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)",
    ),
    "a file in Latin-1": (
        "x.csv",
        "naam;voornaam;e-mail\nWillems;José\x01;j@x.example\n".encode("latin-1"),
        "{file}:2: The file is not in UTF-8; it looks like Windows-1252 (Latin-1). "
        'Save it again with encoding UTF-8 (in Excel: "CSV UTF-8"), or run: iconv -f CP1252 -t UTF-8 FILE > NEW',
    ),
    "nothing": ("x.csv", b"", "{file}: The file is empty. Give a file with records"),
}


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("more", [(), ("--dry-run",)], ids=["import", "dry run"])
@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_file_that_cannot_be_taken_names_the_place_and_changes_nothing(
    run: Command, tmp_path: Path, name: str, more: tuple[str, ...]
) -> None:
    file_name, content, sentence = WRONG_FILES[name]
    file = tmp_path / file_name
    file.write_bytes(content)
    if name == "a ZIP called a workbook":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("letter.txt", "hello")
    ran = run("import", file, *more)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{sentence.format(file=file)}\n")
    assert len(run("revisions", "--json").json()) == 1


@pytest.mark.usefixtures("store")
def test_all_problems_of_a_file_come_at_once(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(
        native(
            nodes=[{"kind": "task", "id": "task/x"}, {"kind": "wish", "id": "wish/x", "name": "x"}],
            edges=[{**EXECUTES, "since": "2026-02-30"}, {**EXECUTES, "hours": 3}],
        )
    )
    ran = run("import", file)
    places = [line.removeprefix(f"{file} ").partition(" ")[0] for line in ran.err.splitlines()]
    assert (ran.code, places) == (2, ["$.nodes[0]", "$.nodes[1]", "$.edges[0]", "$.edges[1]"])


@pytest.mark.usefixtures("store")
def test_control_characters_of_a_file_name_do_not_reach_the_terminal(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[2J.json"
    file.write_bytes(b"{")
    ran = run("import", file)
    assert ran.code == 2
    assert "\x1b" not in ran.err
    file.write_bytes(native(nodes=[{"kind": "task", "id": "task/x", "name": "x"}]))
    assert run("import", file).code == 0
    assert "\x1b" not in run("revisions").out


# Stores


def test_a_store_that_is_not_there_is_made_by_an_import_only(run: Command, no_store: Path) -> None:
    ran = run("who", "wifi", "--at", BRUG)
    sentence = f"The store {no_store} is not known. Import something first (mandaatwijzer import FILE), or try demo."
    assert (ran.code, ran.out, ran.err) == (2, "", f"{sentence}\n")
    assert not no_store.exists()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6000])


def zeroed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:12288] = bytes(8192)
    path.write_bytes(content)


def text(path: Path) -> None:
    path.write_text("hello")


def of_something_else(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE x(a)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


MALFORMED = (
    "{path} is damaged or not a store (database disk image is malformed). "
    "Put a backup in its place, or give another file."
)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (truncated, MALFORMED),
        (zeroed, MALFORMED),
        (
            text,
            "{path} is damaged or not a store (file is not a database). "
            "Put a backup in its place, or give another file.",
        ),
        (of_something_else, "{path} is a database of something else. Give the path of another file."),
        (
            newer,
            f"The store {{path}} has schema 99, this version knows up to {STORE_SCHEMA.version}. "
            "Use the newer version of the product that wrote it.",
        ),
    ],
)
def test_a_store_that_is_unfit_is_left_as_it_is(run: Command, store: Path, harm: Any, sentence: str) -> None:
    harm(store)
    before = store.read_bytes()
    for words in (("check",), ("who", "wifi", "--at", BRUG), ("revert", "1")):
        ran = run(*words)
        assert (ran.code, ran.out, ran.err) == (2, "", f"{sentence.format(path=store)}\n")
    assert store.read_bytes() == before


def test_a_locked_store_is_said_to_be_locked(run: Command, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SqliteStore.__init__.__kwdefaults__, "busy_seconds", 0.1)
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ran = run("revert", 1)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"The store {store} is locked by another process for longer than 0.1 s. "
        "Wait until that one is done, or stop it.\n"
    )
    assert run("revert", 1).code == 0


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port of loopback on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_whoever_waits_for_a_neo4j_knows_within_eight_seconds() -> None:
    assert max(connection.CONNECT_SECONDS, connection.ACQUIRE_SECONDS, neo4j_store.LOOK_SECONDS) < 8


def test_a_neo4j_that_is_down_is_named(run: Command, silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANDAATWIJZER_STORE_PASSWORD", "s3cret")
    ran = run("check", "--store", f"bolt://neo4j@127.0.0.1:{silent_port}")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"Neo4j at bolt://127.0.0.1:{silent_port} does not answer (ServiceUnavailable). "
        "Is it running, and is the address right?\n"
    )


def test_a_neo4j_that_accepts_and_never_answers_is_given_up(run: Command) -> None:
    accepted: list[socket.socket] = []

    def accept(listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                accepted.append(listening.accept()[0])

    with socket.create_server(("127.0.0.1", 0)) as silent:
        accepting = threading.Thread(target=accept, args=(silent,))
        accepting.start()
        port = silent.getsockname()[1]
        began = time.monotonic()
        ran = run("check", "--store", f"bolt://neo4j@127.0.0.1:{port}")
        took = time.monotonic() - began
        silent.shutdown(socket.SHUT_RDWR)
    accepting.join(10)
    for each in accepted:
        each.close()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Neo4j at bolt://127.0.0.1:{port} does not answer (")
    assert took < GENEROUS


def test_a_neo4j_that_refuses_the_password_names_the_user_and_never_the_password(
    run: Command, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANDAATWIJZER_STORE_PASSWORD", "s3cret-but-wrong")
    ran = run("check", "--store", neo4j_server.uri.replace("://", "://neo4j@"))
    assert (ran.code, ran.out) == (2, "")
    assert neo4j_server.uri in ran.err
    assert "refuses" in ran.err
    assert "s3cret" not in ran.err


def test_a_mistake_is_told_in_the_language_that_was_asked(store: Path, run: Command) -> None:
    ran = run("find", "quantum", "--language", "nl", "--store", f"sqlite:///{store}")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Het onderwerp “quantum” is niet gekend. Zoek het op.\n"


@pytest.mark.parametrize(
    "words", [("person", "erase", "person/none"), ("key", "revoke", "nope"), ("owner", "remove", "x")]
)
def test_a_mistake_of_a_command_in_a_group_is_told_in_the_language_that_was_asked(
    store: Path, run: Command, words: tuple[str, ...]
) -> None:
    dutch = run(*words, "--language", "nl", "--store", f"sqlite:///{store}")
    english = run(*words, "--language", "en", "--store", f"sqlite:///{store}")
    assert (dutch.code, english.code) == (2, 2)
    assert "niet gekend" in dutch.err or "is geen" in dutch.err
    assert "niet gekend" not in english.err


def test_a_mistake_is_told_in_the_language_of_the_settings(
    store: Path, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANDAATWIJZER_LANGUAGE", "nl")
    ran = run("export", "--format", "quantum", "--store", f"sqlite:///{store}")
    assert ran.code == 2
    assert ran.err.startswith("format: “quantum” is geen formaat.")
