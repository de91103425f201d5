"""Erasing somebody: nothing tells any more who it was, and everything else stays."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import orjson
import pytest

from graph.domain.changes import ChangeSet, Put, RecordChange, Remove
from graph.domain.errors import Forbidden, NotFound
from graph.domain.kinds import Holds, Knows, Organisation, Person
from graph.store.archive import read_archive
from graph.store.audit import AuditFile
from graph.store.kept import Identity, Owner, Passkey, PersonalLink, Proposal, ServiceKey, Session
from graph.store.log import pairs_of
from graph.store.sqlite.store import SqliteStore
from graph.usecases.auditing import audit_entries, person_read, verified_audit
from graph.usecases.backups import back_up, look_through
from graph.usecases.desk import Desk
from graph.usecases.erasing import erase, may_erase, planned_erasure
from graph.usecases.exporting import export, export_formats
from graph.usecases.read import search
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from tests.clocks import MORNING, HandClock
from tests.graphs import edge, node, records_of, school, seat

NOW = MORNING
ZOE, BO = "person/zoe7", "person/bo8"
SELF = Viewer(kind=ViewerKind.PERSON, name="Zoë", person=ZOE, organisations=frozenset({"organisation/brug"}))
OTHER = Viewer(kind=ViewerKind.PERSON, name="Bo", person=BO, organisations=frozenset({"organisation/brug"}))
TRACES = ("zoe7", "zoë", "verstappen", "zoe.v@school.example", "informat:4711", "0470 12 34 56")
"""What tells who she is, in small letters."""

GRAPH = (
    school("brug"),
    node("task/wifi"),
    node("expertise/wifi"),
    node(
        ZOE,
        name="Zoë Verstappen",
        given_name="Zoë",
        family_name="Verstappen",
        email="zoe.v@school.example",
        identifiers=["informat:4711"],
        share_expertise="everyone",
    ),
    node(BO, name="Bo Claes"),
    node("channel/gsm", name="gsm van Zoë Verstappen", type="phone", address="0470 12 34 56"),
    node("role/wagen", name="Laptopkar van Verstappen Zoë", source="mail van zoe.v@school.example"),
    seat("role/ict", at="organisation/brug", held_by=[ZOE]),
    edge("AFFILIATED_WITH", ZOE, "organisation/brug", capacity="staff", source="Verstappen, personeelslijst"),
    edge("AFFILIATED_WITH", BO, "organisation/brug", capacity="staff"),
    edge("ABSENT_FROM", ZOE, "organisation/brug", since="2026-11-02", until="2026-12-01"),
    edge("KNOWS", ZOE, "expertise/wifi", level=3),
    edge("KNOWS", BO, "expertise/wifi", level=2, entered_by=ZOE),
    edge(
        "EXECUTES", ZOE, "task/wifi", scope=["organisation/brug"], channel="channel/gsm", id="executes/zoe7", note="Zoë"
    ),
)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Desk]:
    """A desk over a file, with a log in which Zoë had another name and changed things herself."""
    store = SqliteStore(str(folder / "store.db"))
    puts = tuple(Put(record) for record in records_of(*GRAPH))
    await store.commit(ChangeSet(changes=puts, author="import", reason="Zoë Verstappen komt erbij", key=f"first-{ZOE}"))
    file = AuditFile(folder / "audit.jsonl")
    async with Desk(store, clock=HandClock(), refresh_seconds=3600, audit_file=file) as desk:
        older = replace(desk.snapshot.find(Person, ZOE) or pytest.fail("she is there"), name="Zoë Verstappen-Claes")
        await desk.commit(lambda _: [Put(older)], viewer=LOCAL_OWNER, reason="naam", key="second")
        bo = replace(desk.snapshot.find(Person, BO) or pytest.fail("she is there"), source="zo vroeg Verstappen")
        her = Viewer(kind=ViewerKind.OWNER, name="Zoë Verstappen", person=ZOE)
        await desk.commit(lambda _: [Put(bo)], viewer=her, reason="na overleg met Verstappen", key="third")
        await let_in(desk)
        yield desk


async def let_in(desk: Desk) -> None:
    """Everything that is kept to let her in, and what she made for others."""
    for value in (
        Owner(key="zoe.v@school.example", since=NOW, by="local owner"),
        Owner(key=BO, since=NOW, by=ZOE),
        Owner(key="bestuur@school.example", since=NOW, by="local owner"),
        Session(key="s", person=ZOE, provider="link", opened=NOW, seen=NOW),
        PersonalLink(key="l", person=BO, made=NOW, made_by=ZOE),
        Passkey(key="p", person=ZOE, public_key=b"", sign_count=0, name="gsm van Zoë", made=NOW),
        Identity(key="entra:1", person=ZOE, since=NOW),
        ServiceKey(
            key="k",
            digest="",
            name="script van Zoë Verstappen",
            scopes=("read",),
            organisations=(),
            made=NOW,
            made_by=ZOE,
            ends=NOW + timedelta(days=9),
        ),
        proposed("hers", ZOE, "organisation/brug", name="De Nieuwe Brug"),
        proposed("about-her", BO, ZOE, name="Zoë Verstappen-Maes", email="zoe.v@school.example"),
        proposed("answered-by-her", BO, "organisation/brug", name="De Brug (Verstappen)"),
    ):
        assert await desk.access.add(value, NOW)
    await person_read(desk, OTHER, ZOE)


def proposed(key: str, person: str, record: str, **values: str) -> Proposal:
    """A proposal to change a record."""
    (before,) = (one for one in records_of(*GRAPH) if one.id == record)
    return Proposal(
        key=key,
        person=person,
        made=NOW,
        revision=1,
        changes=orjson.dumps(pairs_of([RecordChange(before=before, after=replace(before, **values))])).decode(),
        form="/wijzigen/verbeteren",
        fields=orjson.dumps([*values.items()]).decode(),
        why="zo vroeg Verstappen",
        state="declined" if key == "answered-by-her" else "open",
        answered=NOW if key == "answered-by-her" else None,
        answered_by=ZOE if key == "answered-by-her" else "",
        word="dank je, Zoë Verstappen" if key == "answered-by-her" else "",
    )


def traces_in(text: str) -> list[str]:
    """What of her a text holds."""
    return [each for each in TRACES if each in text.casefold()]


def traces_in_files(folder: Path) -> dict[str, list[str]]:
    """What of her the bytes of the files of a folder hold, by the file."""
    read = {file.name: file.read_bytes().lower() for file in folder.iterdir()}
    held = {name: [each for each in TRACES if each.encode() in content] for name, content in read.items()}
    return {name: found for name, found in held.items() if found}


def everything_in(path: Path) -> str:
    """Every value of every table of a file."""
    db = sqlite3.connect(path)
    try:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in db.execute(f"SELECT * FROM {table}")]
    finally:
        db.close()
    return " ".join(
        value.decode() if isinstance(value, bytes) else str(value) for row in rows for value in row if value is not None
    )


async def test_the_test_itself_would_find_her(tmp_path: Path) -> None:
    async with opened(tmp_path):
        assert traces_in(everything_in(tmp_path / "store.db")) == list(TRACES)
        assert ZOE in everything_in(tmp_path / "store.db.access")


async def test_nothing_of_her_is_in_any_table_or_file(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await erase(desk, LOCAL_OWNER, ZOE)
        assert traces_in(everything_in(tmp_path / "store.db")) == []
        assert traces_in(everything_in(tmp_path / "store.db.access")) == []
        assert traces_in(repr(list(desk.snapshot.records()))) == []
        assert traces_in(repr(await desk.revisions())) == []
    assert traces_in_files(tmp_path) == {}


async def test_nothing_of_her_is_in_search_or_exports(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await erase(desk, LOCAL_OWNER, ZOE)
        world = await desk.world(LOCAL_OWNER)
        assert search(world, "Verstappen", limit=9) == ()
        for form in export_formats():
            assert traces_in(repr(export(world, form))) == [], form


async def test_a_backup_that_is_made_afterwards_is_sound_and_has_nothing_of_her(tmp_path: Path) -> None:
    file = tmp_path / "backup"
    async with opened(tmp_path) as desk:
        await erase(desk, LOCAL_OWNER, ZOE)
        await back_up(desk, file)
        looked = look_through(file)
        assert (looked.revision, looked.problems) == (desk.revision, ())
        assert traces_in(repr(list(read_archive(file)))) == []


async def test_the_graph_is_as_sound_as_before_and_agrees_with_its_log(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        before = len(desk.snapshot)
        await erase(desk, LOCAL_OWNER, ZOE)
        assert await desk.check() == ()
        assert len(desk.snapshot) == before - 1, "her coming absence never begins"
        (pseudonym,) = [one for one in desk.snapshot.nodes(Person) if one.id != BO]
        assert pseudonym.id == "person/erased-1"
        assert pseudonym.name_in("nl") == "Gewiste persoon 1"
        assert (await desk.at(1)).find(Person, pseudonym.id) is not None


async def test_what_she_had_ends_today_and_its_structure_stays(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await erase(desk, LOCAL_OWNER, ZOE)
        (holding,) = desk.snapshot.edges(Holds)
        assert (holding.from_id, holding.until) == ("person/erased-1", date(2026, 10, 15))
        entered = {edge.from_id: edge.entered_by for edge in desk.snapshot.edges(Knows)}
        assert entered[BO] == "person/erased-1"


async def test_others_keep_their_names_and_their_ways_in(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await erase(desk, LOCAL_OWNER, ZOE)
        bo = desk.snapshot.find(Person, BO)
        assert bo is not None
        assert bo.name == "Bo Claes"
        assert await desk.access.find(PersonalLink, "l", NOW) is not None
        key = await desk.access.find(ServiceKey, "k", NOW)
        assert key is not None
        assert key.made_by == "person/erased-1"
        assert await desk.access.find(Owner, BO, NOW) is not None
        (left,) = await desk.access.all(Proposal, NOW)
        assert (left.key, left.answered_by, left.word) == ("answered-by-her", "person/erased-1", "dank je, erased-1")


async def test_the_audit_is_as_it_was_and_nobody_can_say_whom_it_is_about(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await erase(desk, LOCAL_OWNER, ZOE)
        assert (await verified_audit(desk)).faults == ()
        read, erased = await audit_entries(desk)
        assert (read.action, erased.action) == ("person_read", "erased")
        assert read.about == erased.about
        assert read.about.startswith("p-")


async def test_a_dry_run_says_what_it_would_do_and_does_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        revision = desk.revision
        planned = await planned_erasure(desk, LOCAL_OWNER, ZOE)
        assert planned.left_with_nobody == ("role/ict", "task/wifi")
        assert planned.revisions == 3
        assert planned.ways_in == 4, "a session, a passkey, an account, and that she is owner"
        assert desk.revision == revision
        assert traces_in(everything_in(tmp_path / "store.db")) == list(TRACES)
        done = await erase(desk, LOCAL_OWNER, ZOE)
        assert done.ended == planned.ended
        assert done.left_with_nobody == planned.left_with_nobody


async def test_she_herself_and_an_owner_may_and_nobody_else(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        assert may_erase(desk, LOCAL_OWNER, ZOE)
        assert not may_erase(desk, OTHER, ZOE)
        with pytest.raises(Forbidden):
            await erase(desk, OTHER, ZOE)
        await erase(desk, SELF, ZOE)
        assert traces_in(everything_in(tmp_path / "store.db")) == []
        with pytest.raises(NotFound):
            await erase(desk, LOCAL_OWNER, ZOE)


async def test_somebody_who_is_only_in_the_log_any_more_is_erased_from_it(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "store.db"))
    async with Desk(store, clock=HandClock(), refresh_seconds=3600) as desk:
        zoe = Person(id=ZOE, name="Zoë Verstappen")
        place = Organisation(id="organisation/brug", name="De Brug", type="school")
        await desk.commit(lambda _: [Put(zoe), Put(place)], viewer=LOCAL_OWNER, reason="", key="one")
        await desk.commit(lambda _: [Remove(ZOE)], viewer=LOCAL_OWNER, reason="", key="two")
        await erase(desk, LOCAL_OWNER, ZOE)
        assert traces_in(repr(await desk.revisions())) == []


async def test_the_next_one_gets_the_next_number(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await erase(desk, LOCAL_OWNER, ZOE)
        assert (await erase(desk, LOCAL_OWNER, BO)).pseudonym == "person/erased-2"


async def test_another_instance_on_the_same_store_serves_it_no_more(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        other = SqliteStore(str(tmp_path / "store.db"))
        async with Desk(other, clock=HandClock(), refresh_seconds=3600) as elsewhere:
            assert elsewhere.snapshot.find(Person, ZOE) is not None
            await erase(desk, LOCAL_OWNER, ZOE)
            await elsewhere.refresh()
            assert traces_in(repr(list(elsewhere.snapshot.records()))) == []
            assert traces_in(orjson.dumps([each.author for each in await elsewhere.revisions()]).decode()) == []
