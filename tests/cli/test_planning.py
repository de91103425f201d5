"""The commands that plan, on a small group."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from graph.domain.changes import ChangeSet, Put
from graph.store.sqlite.store import SqliteStore
from service.cli.app import app
from tests.graphs import edge, node, norm, organisation, records_of, school, seat

GROUP, BRUG, DIJK = "organisation/groep", "organisation/brug", "organisation/dijk"


@pytest.fixture
async def store(tmp_path: Path) -> str:
    """The address of a store: An does wifi at De Brug and for the group, Bram could help, Els wants to learn it."""
    file = tmp_path / "store.db"
    records = records_of(
        organisation("groep", "school_group", name="Scholengroep"),
        school("brug", under=["groep"], name="De Brug"),
        school("dijk", under=["groep"], name="De Dijk"),
        node("person/an", name="An Peeters", email="an@groep.example"),
        node("person/bram", name="Bram Claes"),
        node("person/els", name="Els Jacobs"),
        node("task/wifi", name="Netwerk onderhouden"),
        node("expertise/net", name="Netwerken"),
        edge("REQUIRES", "task/wifi", "expertise/net"),
        edge("KNOWS", "person/an", "expertise/net", level=4),
        edge("KNOWS", "person/els", "expertise/net", wants=True),
        edge("EXECUTES", "person/an", "task/wifi", scope=[BRUG]),
        edge("AFFILIATED_WITH", "person/an", BRUG),
        edge("AFFILIATED_WITH", "person/els", BRUG),
        seat("role/ict", at=GROUP, held_by=["person/bram"]),
        norm("norm/wifi", "task/wifi", "EXECUTES", applies_to=[BRUG]),
    )
    opened = SqliteStore(str(file))
    puts = tuple(Put(record) for record in records)
    await opened.commit(ChangeSet(changes=puts, author="test", reason="first", key="first"))
    await opened.close()
    return f"sqlite:///{file}"


def ran(*words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--on", "2026-10-15"])


def told(*words: str) -> Any:
    done = ran(*words, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(*words: str) -> str:
    done = ran(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr


def test_a_rehearsal_tells_what_opens_when_somebody_leaves(store: str) -> None:
    found = told("rehearse", "--leaves", "an@groep.example", "--store", store)

    assert [finding["code"] for finding in found["opened"]] == ["vacant"]
    assert found["orphaned"] == [
        {
            "organisation": BRUG,
            "subject": "task/wifi",
            "mandate": "EXECUTES",
            "before": ["person/an"],
            "after": [],
        }
    ]
    assert found["topics_lost"] == ["expertise/net"]


def test_a_rehearsal_looks_at_the_day_from_which_it_is_so(store: str) -> None:
    found = told("rehearse", "--absent", "person/an", "--from", "2027-07-01", "--until", "2027-08-01", "--store", store)

    assert (found["on"], [finding["code"] for finding in found["opened"]]) == (
        "2027-07-01",
        ["absent_without_replacement"],
    )


def test_a_rehearsal_reads_for_people_in_dutch_and_english(store: str) -> None:
    words = ("rehearse", "--leaves", "person/an", "--store", store)

    assert "# Wat als iemand wegvalt?" in ran(*words).stdout
    assert "Nobody would take this on any more" in ran(*words, "--language", "en").stdout


def test_a_school_can_leave_the_group_in_a_rehearsal(store: str) -> None:
    found = told("rehearse", "--organisation-leaves", DIJK, "--store", store)

    assert (found["organisations"], found["opened"]) == ([GROUP], [])


def test_a_plan_comes_as_a_file_that_an_import_takes_and_a_rehearsal_understands(store: str, tmp_path: Path) -> None:
    file = str(tmp_path / "changes.json")
    plan = told("repair", "--organisation", GROUP, "--store", store, "-o", file)
    (step,) = plan["steps"]
    assert (step["person"], step["organisations"]) == ("person/els", [BRUG])
    assert step["learns"] == [{"expertise": "expertise/net", "level": 2, "from": "person/an"}]
    assert (plan["size"], plan["exact"], plan["missing_after"]) == (1, True, 0)

    found = told("rehearse", "--changes", file, "--store", store)
    assert [(item["before"], item["after"]) for item in found["eased"]] == [
        (["person/an"], ["person/an", "person/els"])
    ]
    taken = CliRunner().invoke(app, ["import", file, "--store", store])
    assert taken.exit_code == 0, taken.output
    assert told("repair", "--organisation", GROUP, "--store", store)["steps"] == []


def test_a_plan_asks_and_never_assigns(store: str) -> None:
    page = ran("repair", "--organisation", GROUP, "--store", store).stdout

    assert "vraag aan Els Jacobs" in page
    assert "Netwerken | An Peeters" in page
    assert "Zoek een oplossing" in page


def test_a_team_and_what_is_scarce(store: str) -> None:
    found = told("team", "expertise/net", "--store", store)
    assert [member["person"] for member in found["members"]] == ["person/an"]

    scarce = told("report", "scarcity", "--organisation", DIJK, "--store", store)
    assert scarce["topics"] == []
    assert told("report", "bridges", "--store", store) == {"bridges": []}


def test_a_mistake_gives_a_sentence(store: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"mandaatwijzer": 1, "edges": [{"kind": "EXECUTES", "from": "person/x", "to": "task/wifi"}]}')

    assert "Name people who leave" in refused("rehearse", "--store", store)
    assert "There is no person/x" in refused("rehearse", "--changes", str(broken), "--store", store)
    assert "The person 'person/x' is not known" in refused("rehearse", "--leaves", "person/x", "--store", store)
    assert "Invalid value for '--target'" in refused(
        "repair", "--organisation", BRUG, "--target", "0", "--store", store
    )
    assert "Say at which organisation" in refused("team", "expertise/net", "--decides", "task/wifi", "--store", store)
