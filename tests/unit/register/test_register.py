"""The door for those who write Python: a store opened by its address, asked, and put into frames."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from graph import register
from graph.domain.changes import ChangeSet, Put
from graph.domain.errors import InvalidInput, NotFound
from graph.register import Register
from graph.store.sqlite.store import SqliteStore
from graph.usecases import gaps_over_time, networks, planning
from graph.usecases.desk import Desk
from graph.usecases.expertise import expertise, find_expertise
from graph.usecases.fragility import bridges, bus_factor, bus_factor_of_each
from graph.usecases.gaps import gaps
from graph.usecases.load import load
from graph.usecases.seeding import load_example
from tests.graphs import Plains, edge, node, records_of, school

AN, BRUG, DIJK = "person/an", "organisation/brug", "organisation/dijk"
ONE = [
    school("brug", name="De Brug"),
    node(AN, name="An Peeters", share_expertise="nobody"),
    [node("task/wifi", name="Wifi"), node("task/backup", name="Backup"), node("expertise/wifi", name="Wifi")],
    edge("AFFILIATED_WITH", AN, BRUG),
    edge("EXECUTES", AN, "task/wifi", id="executes/1", scope=[BRUG], until="2027-09-01"),
    edge("KNOWS", AN, "expertise/wifi", id="knows/1", level=3),
]
TWO = [
    school("dijk", name="De Dijk"),
    edge("EXECUTES", AN, "task/wifi", id="executes/2", scope=[DIJK], since="2027-01-01"),
]


async def _kept(file: Path) -> None:
    """Two revisions: one school first, then another one."""
    store = SqliteStore(str(file))
    before: list[Plains] = []
    for number, plains in enumerate((ONE, TWO), 1):
        known = {record.id for record in records_of(before)}
        puts = tuple(Put(record) for record in records_of(before, plains) if record.id not in known)
        await store.commit(ChangeSet(changes=puts, author="test", reason=f"part {number}", key=str(number)))
        before.append(plains)
    await store.close()


@pytest.fixture
def address(tmp_path: Path) -> str:
    file = tmp_path / "store.db"
    asyncio.run(_kept(file))
    return f"sqlite:///{file}"


@pytest.fixture
def schools(address: str) -> Iterator[Register]:
    with register.open(address) as opened:
        yield opened.on("2026-10-01")


def test_it_shows_a_day_and_what_was_known(schools: Register) -> None:
    assert schools.world.on == date(2026, 10, 1)
    assert schools.on(date(2027, 2, 1)).world.on == date(2027, 2, 1)
    assert [found.id for found in schools.nodes("organisation")] == [BRUG, DIJK]
    assert [found.id for found in schools.known_at(1).nodes("organisation")] == [BRUG]
    assert schools.known_at(1).world.on == schools.world.on
    assert repr(schools).endswith("on 2026-10-01, revision 2>")


def test_what_is_not_there_is_refused_in_words(schools: Register, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"elsewhere\.db is not known"):
        register.open(f"sqlite:///{tmp_path}/elsewhere.db")
    with pytest.raises(InvalidInput, match="is not the address of a store"):
        register.open("store.db")
    with pytest.raises(InvalidInput, match=r"'September' is not a date\. Write it as 2026-09-01"):
        schools.on("September")
    with pytest.raises(NotFound, match="Revision 9"):
        schools.known_at(9)
    with pytest.raises(NotFound):
        schools.gaps("organisation/nowhere")
    with pytest.raises(InvalidInput, match=r"Take one of: .*person"):
        schools.nodes("teacher")


def test_the_store_is_closed_and_unwritten_after_a_look(address: str) -> None:
    file = Path(address.removeprefix("sqlite:///"))
    before = file.read_bytes()

    register.open(address).revisions()

    assert file.read_bytes() == before
    assert {each.name for each in file.parent.iterdir()} == {"store.db"}


async def test_it_opens_where_a_loop_runs_already_as_in_a_notebook(tmp_path: Path) -> None:
    await _kept(tmp_path / "store.db")

    assert register.open(f"sqlite:///{tmp_path}/store.db").world.known_at == 2


def test_every_question_answers_what_its_verb_answers(schools: Register) -> None:
    world = schools.world
    assert schools.gaps(BRUG).result == gaps(world, BRUG)
    assert schools.bus_factor().result == bus_factor(world)
    assert schools.critical_set().result == bus_factor(world).critical_set
    assert schools.bridges().result == bridges(world)
    assert schools.expertise().result == expertise(world)
    assert schools.scarcity().result == planning.scarcity(world)
    assert schools.find(["wifi"]).result == find_expertise(world, ["wifi"])
    assert schools.path(DIJK, "wifi").result is None
    assert schools.paths(DIJK, "wifi").result == ()
    assert schools.load().result == load(world)
    assert schools.team(["wifi"]).result == planning.team(world, ["wifi"])
    assert schools.repair(BRUG).result == planning.repair_plan(world, BRUG)
    assert schools.rehearse(leaves=[AN]).result == planning.rehearse(world, planning.WhatIf(leaves=(AN,)))
    assert schools.next_year().result == gaps_over_time.next_year(world)
    assert schools.without_norm().result == ("task/wifi",)


def test_a_question_without_a_method_of_its_own_is_asked_by_its_name(schools: Register) -> None:
    asked = schools.bus_factor_of_each()

    assert asked.result == bus_factor_of_each(schools.world)
    assert tuple(asked) == asked.result
    with pytest.raises(AttributeError, match="no question 'bus_factors'"):
        schools.bus_factors  # noqa: B018


def test_who_does_something_is_a_row_each(schools: Register) -> None:
    [row] = schools.who(BRUG, "task/wifi").rows()

    assert (row["as"], row["holder"], row["mandate"]) == ("executors", AN, "executes/1")


def test_how_somebody_does_something_is_told_with_names_in_the_language_asked() -> None:
    asked = register.example().on("2026-11-26").who("organisation/de-sluis-mechelen", "task/t02")
    [english], [dutch] = ({row["reason"] for row in asked.rows(language=language)} for language in ("en", "nl"))

    assert "through Scholengroep De Vaart" in english
    assert "via Scholengroep De Vaart" in dutch


def test_two_moments_are_held_against_each_other(schools: Register) -> None:
    later = schools.on("2027-02-01")

    changed = later.changes(schools)

    assert [(row["act"], row["id"]) for row in changed.rows()] == [("added", "executes/2")]
    assert changed.records[0].revision.reason == "part 2"
    assert later.gap_difference(schools).opened == ()
    assert [each.reason for each in schools.revisions()] == ["part 1", "part 2"]


def test_an_answer_has_what_its_result_has_and_a_column_a_field(schools: Register) -> None:
    found = schools.bus_factor(BRUG)

    assert found.population == "mandates"
    assert len(found) == 1
    assert [item.persons for item in found] == [(AN,)]
    assert found.rows() == [
        {"organisation": BRUG, "subject": "task/wifi", "mandate": "EXECUTES", "expertise": None, "persons": (AN,),
         "bus_factor": 1},
    ]  # fmt: skip
    with pytest.raises(AttributeError):
        found.nothing  # noqa: B018


def test_a_frame_has_the_same_columns_and_rows(schools: Register) -> None:
    frame = schools.find(["wifi"]).frame()

    assert isinstance(frame, pd.DataFrame)
    assert list(frame["person"]) == [AN]
    assert frame["parts_level"].item() == schools.find(["wifi"]).result[0].parts.level


def test_without_a_library_for_frames_the_error_says_what_to_do(schools: Register) -> None:
    with pytest.raises(ImportError, match=r"A frame needs polars, which is not installed. Install it \(pip install"):
        schools.bridges().frame(library="polars")


def test_texts_of_rows_come_in_the_language_asked() -> None:
    example = register.example().on("2026-11-26")
    asked = ("organisation/ti-de-klinker-willebroek", "expertise/e2-1")

    hops = example.path(*asked)

    assert [row["reason"] for row in hops.rows(language="nl")] != [row["reason"] for row in hops.rows()]
    assert all(isinstance(row["reason"], str) for row in hops.rows())


def test_the_networks_are_those_of_the_verbs(schools: Register) -> None:
    world = schools.world
    for ours, theirs in (
        (schools.holders_and_cells(BRUG), networks.holders_and_cells(world, BRUG)),
        (schools.people_and_topics(min_level=2), networks.people_and_topics(world, min_level=2)),
        (schools.sharing_network(), networks.sharing_network(world)),
        (schools.collaboration_graph(), networks.collaboration_graph(world)),
    ):
        assert nx.utils.graphs_equal(ours, theirs)
    assert set(schools.people_and_topics().edges) == {(AN, "expertise/wifi")}


PAGE = (Path(__file__).resolve().parents[3] / "docs" / "python.md").read_text(encoding="utf-8")


def test_the_page_names_every_question_and_network() -> None:
    shown = [name for name in vars(Register) if not name.startswith("_") and name != "world"]

    assert not [name for name in shown if not re.search(rf"\b{name}\b", PAGE)]


async def test_what_the_page_shows_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Desk(SqliteStore(str(tmp_path / "schools.db"))) as desk:
        await load_example(desk)
    monkeypatch.chdir(tmp_path)
    [shown] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

    exec(shown, {})  # noqa: S102

    assert re.match(r"\d+ [A-Z].*\.\n", capsys.readouterr().out)


def test_every_question_says_what_it_means_and_what_it_takes() -> None:
    shown = [name for name in vars(Register) if not name.startswith("_")]

    assert not [name for name in shown if name != "world" and not getattr(Register, name).__doc__]
    assert list(inspect.signature(Register.gaps).parameters)[1] == "organisation"
