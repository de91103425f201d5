"""Asking: who, find, path, reports, history, revisions; as text for people and as JSON for machines."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.conftest import ON, Command

pytestmark = pytest.mark.usefixtures("store")

BRUG = "organisation/brug"


def test_who_answers_in_the_language_that_is_chosen(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    dutch = run("who", "wifi", "--at", "012345", "--on", ON)
    assert (dutch.code, dutch.err) == (0, "")
    assert dutch.out.startswith("# Netwerk onderhouden - Basisschool De Brug\n\n15 oktober 2026\n")
    assert "## Voert uit\n\n- **An Peeters**: als ICT-coördinator, via Scholengroep De Vaart" in dutch.out
    english = run("who", "wifi", "--at", "012345", "--on", ON, "--language", "en")
    assert english.out.startswith("# Maintain the network - Basisschool De Brug\n\n15 October 2026\n")
    monkeypatch.setenv("MANDAATWIJZER_LANGUAGE", "en")
    assert run("who", "wifi", "--at", "012345", "--on", ON) == english


def test_who_gives_machines_ids(run: Command) -> None:
    answer = run("who", "Aankopen", "--at", BRUG, "--on", ON, "--amount", 5000, "--json").json()
    assert (answer["organisation"], answer["subject"], answer["on"]) == (BRUG, "decision/buy", ON)
    (decider,) = answer["deciders"]
    assert (decider["person"], decider["ceiling_eur"], decider["available"]) == ("person/an", 5000, True)
    assert answer["first_available"] == "person/an"
    assert run("who", "Aankopen", "--at", BRUG, "--on", ON, "--amount", 5001, "--json").json()["deciders"] == []


def test_find_names_who_knows_a_topic(run: Command) -> None:
    assert "An Peeters" in run("find", "wifi", "--on", ON).out
    (found,) = run("find", "wifi", "--on", ON, "--in", "organisation/vaart", "--json").json()["candidates"]
    assert (found["person"], found["known"][0]["level"]) == ("person/an", 4)
    assert run("find", "wifi", "--on", ON, "--level", 5, "--in", "organisation/sluis", "--json").json() == {
        "candidates": []
    }


def test_path_leads_to_somebody_who_knows_it_or_says_that_nobody_is_reached(run: Command) -> None:
    path = run("path", "--from", BRUG, "--topic", "wifi", "--on", ON, "--json").json()
    assert (path["from"], path["to"], path["topic"]) == (BRUG, "person/an", "expertise/wifi")
    assert run("path", "--from", "person/an", "--topic", "wifi", "--on", ON, "--json").json() is None
    nobody = run("path", "--from", "person/an", "--topic", "wifi", "--on", ON)
    assert nobody.out.endswith("Niemand in een andere school is langs gekende contacten te bereiken.\n")
    english = run("path", "--from", "person/an", "--topic", "wifi", "--on", ON, "--language", "en")
    assert english.out.endswith("Nobody in another school can be reached over known contacts.\n")


def test_a_gap_report_comes_in_every_format(run: Command, tmp_path: Path) -> None:
    as_json = run("report", "gaps", "--organisation", BRUG, "--on", ON, "--format", "json").json()
    assert ("vacant", BRUG, "task/print") in {
        (found["code"], found["organisation"], found["subject"]) for found in as_json["findings"]
    }
    rows = list(csv.reader(StringIO(run("report", "gaps", "--on", ON, "--format", "csv").out)))
    assert len(rows) >= 2
    assert len({len(row) for row in rows}) == 1
    text = run("report", "gaps", "--on", ON)
    assert "Printers beheren" in text.out
    to = tmp_path / "gaps.md"
    written = run("report", "gaps", "--on", ON, "-o", to)
    assert (written.code, written.out, to.read_text("utf-8")) == (0, "", text.out)


@pytest.mark.parametrize(("severity", "code"), [("low", 1), ("high", 1), ("critical", 0)])
def test_an_asked_check_fails_with_1_when_a_finding_is_that_severe(run: Command, severity: str, code: int) -> None:
    ran = run("report", "gaps", "--on", ON, "--fail-on", severity)
    assert (ran.code, ran.err) == (code, "")
    assert "Printers beheren" in ran.out


def test_each_school_beside_the_others_is_counted_as_by_itself(run: Command) -> None:
    each = run("report", "bus-factor", "--each", "--on", ON, "--format", "json").json()["organisations"]
    rows = {row["organisation"]: row for row in each}
    assert len(rows) == len(each) >= 2
    for school in sorted(rows)[:2]:
        alone = run("report", "bus-factor", "--organisation", school, "--on", ON, "--format", "json").json()
        counted = [item["bus_factor"] for item in alone["items"]]
        row = rows[school]
        assert (row["items"], row["at_risk"], row["orphans"]) == (len(counted), counted.count(1), counted.count(0))
        assert row["critical_set"] == alone["critical_set"]
        assert row["core_team"] == alone["core_team"]


def test_a_bus_factor_report_tells_what_hangs_on_one_colleague(run: Command) -> None:
    report = run("report", "bus-factor", "--on", ON, "--share", "100%", "--format", "json").json()
    assert [point["person"] for point in report["single_points"]] == ["person/an"]
    assert (report["critical_set"]["size"], report["critical_set"]["exact"]) == (1, True)
    expertise = run("report", "bus-factor", "--on", ON, "--items", "expertise", "--format", "json").json()
    assert [item["expertise"] for item in expertise["items"]] == ["expertise/wifi"]
    only = run("report", "bus-factor", "--on", ON, "--mandate", "DECIDES", "--format", "json").json()
    assert {item["mandate"] for item in only["items"]} == {"DECIDES"}
    for text in (run("report", "bus-factor", "--on", ON), run("report", "bus-factor", "--on", ON, "--format", "csv")):
        assert text.code == 0
        assert "An Peeters" in text.out


def test_an_expertise_report_tells_which_topics_are_known(run: Command) -> None:
    assert "Wifi" in run("report", "expertise", "--on", ON).out
    assert run("report", "expertise", "--on", ON, "--format", "json").code == 0


def test_history_and_revisions_tell_what_happened(run: Command, tmp_path: Path) -> None:
    change = tmp_path / "change.json"
    change.write_text(
        '{"mandaatwijzer": 1, "nodes": [{"kind": "person", "id": "person/cis", "name": "Cis De Wit",'
        ' "share_expertise": "everyone"}]}'
    )
    assert run("import", change).code == 0
    first, second = run("revisions").out.splitlines()
    assert first.startswith("1  20")
    assert "  test  " in first
    assert second.endswith(f"  local owner  1  import of {change.name}")
    assert [entry["number"] for entry in run("revisions", "--json").json()] == [1, 2]
    lines = run("history", "person/cis").out.splitlines()
    assert "    name: Cis Wouters -> Cis De Wit" in lines
    entries = run("history", "person/cis", "--json").json()
    assert [(entry["number"], (entry["before"] or {}).get("name"), entry["after"]["name"]) for entry in entries] == [
        (1, None, "Cis Wouters"),
        (2, "Cis Wouters", "Cis De Wit"),
    ]
    before = run("export", "--format", "native", "--known-at", 1).out
    assert "Cis Wouters" in before


def test_revert_undoes_a_revision_and_says_so(run: Command, tmp_path: Path) -> None:
    change = tmp_path / "change.json"
    change.write_text('{"mandaatwijzer": 1, "nodes": [{"kind": "task", "id": "task/new", "name": "Nieuw"}]}')
    run("import", change)
    assert run("revert", 2).out == "Revisie 2 is ongedaan gemaakt, als revisie 3; records: 1.\n"
    assert run("revert", 2, "--language", "en").out.startswith("Nothing of revision 2 was left to undo.")
    undone = run("revert", 3, "--json").json()
    assert (undone["reverted"], undone["revision"], undone["undone"]) == (3, 4, 1)


def test_check_says_that_a_store_is_sound(run: Command) -> None:
    assert run("check").out == "Alles klopt in de opslag.\n"
    assert run("check", "--language", "en").out == "The store is sound.\n"
    assert run("check", "--json").json() == {"sound": True, "problems": []}


def test_what_is_exported_comes_in_again_and_changes_nothing(run: Command, tmp_path: Path) -> None:
    for name in ("native", "yaml", "ndjson"):
        to = tmp_path / f"export.{'json' if name == 'native' else name}"
        assert run("export", "--format", name, "-o", to).code == 0
        again = run("import", to)
        assert (again.code, again.out) == (0, "Er verandert niets: alles staat er al in.\n")


def test_schema_and_vocabulary_print_what_is_committed(run: Command) -> None:
    root = Path(__file__).parents[2]
    assert run("schema").out == (root / "schema" / "schema.graphql").read_text("utf-8")
    assert run("vocabulary").out == (root / "docs" / "vocabulary.md").read_text("utf-8")


def test_help_is_no_mistake_and_a_bare_command_shows_it(run: Command) -> None:
    assert run("--help").code == 0
    for words in (("report",), ("neo4j",), ()):
        assert "Usage" in (ran := run(*words)).out + ran.err
