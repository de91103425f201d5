"""A plug-in with a rule, a question and a format of its own is seen at every door, in both languages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.analyses.gaps.example import Example, node
from graph.analyses.gaps.proof import failures

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = Path(__file__).with_name("installed")
SCHOOL = "organisation/de-sluis-mechelen"


def run(*words: object, path: Path = INSTALLED) -> subprocess.CompletedProcess[str]:
    """A program of ours where the plug-ins of a folder are installed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(path), str(ROOT)])}
    command = [sys.executable, "-P", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def command(*words: object, path: Path = INSTALLED) -> str:
    """What a command prints, messages included."""
    done = run("-m", "service.cli", *words, path=path)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store with a school, two functions there, and three wishes brought in by the plug-in."""
    folder = tmp_path_factory.mktemp("ring")
    address = f"sqlite:///{folder / 'ring.db'}"
    graph = {
        "mandaatwijzer": 1,
        "nodes": [
            {"kind": "organisation", "id": SCHOOL, "name": "De Sluis", "type": "school"},
            {"kind": "role", "id": "role/ict-ring", "name": "ICT van de ring", "seats": 5},
            {"kind": "role", "id": "role/ict", "name": "ICT-coördinator", "seats": 1},
        ],
        "edges": [
            {"kind": "AT", "from": "role/ict-ring", "to": SCHOOL},
            {"kind": "AT", "from": "role/ict", "to": SCHOOL},
        ],
    }
    (folder / "graph.json").write_text(json.dumps(graph))
    (folder / "ring.wish").write_text("# wish list\nDrones\n3D-printen\nLasersnijden\n")
    command("import", folder / "graph.json", "--store", address)
    assert "3 wensen gelezen" in command("import", folder / "ring.wish", "--store", address, "--language", "nl")
    return address


@pytest.fixture(scope="module")
def doors() -> Any:
    """What the API and the pages say over the example group."""
    done = run("tests/plugin/all_doors.py")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# The rule


@pytest.mark.parametrize(
    ("language", "title", "message"),
    [
        ("nl", "Een functie die een team is", "ICT van de ring is een functie voor 5 mensen; maak er een team van"),
        ("en", "A function that is a team", "ICT van de ring is a function for 5 people; make a team of it"),
    ],
)
def test_a_report_speaks_of_the_rule_in_the_language_of_its_reader(
    store: str, doors: Any, language: str, title: str, message: str
) -> None:
    report = command("report", "gaps", "--store", store, "--language", language, "--format", "csv")
    assert title in report
    assert message in report
    assert title in doors["pages"][language][1]
    assert message in doors["pages"][language][1]


def test_a_program_reads_the_rule_as_json_and_by_the_api(store: str, doors: Any) -> None:
    found = json.loads(run("-m", "service.cli", "report", "gaps", "--store", store, "--json").stdout)["findings"]
    assert [one["code"] for one in found if one["code"] == "crowded_role"] == ["crowded_role"]
    (node_,) = doors["api"]["data"]["findings"]["nodes"]
    assert node_["code"] == "CROWDED_ROLE"
    assert node_["message"]["en"] == "ICT van de ring is a function for 5 people; make a team of it"
    history = command("report", "gap-history", "--store", store, "--json")
    assert "crowded_role" in history


# The question


def test_the_question_is_a_command_with_the_options_of_every_question(store: str) -> None:
    page = command("commands")
    assert "## mandaatwijzer report seats-per-school" in page
    assert "| `--least LEAST` | `1` | Only schools with this many seats or more. |" in page
    dutch = command("report", "seats-per-school", "--store", store, "--language", "nl")
    assert "Plaatsen per school" in dutch
    assert "| De Sluis | 6 |" in dutch
    assert "Seats per school" in command("report", "seats-per-school", "--store", store, "--language", "en")
    asked = ("report", "seats-per-school", "--store", store, "--least", "7", "--json")
    assert json.loads(run("-m", "service.cli", *asked).stdout) == {"schools": []}


@pytest.mark.parametrize("form", ["html", "csv", "xlsx", "docx"])
def test_the_question_is_a_report_in_every_format(store: str, form: str, tmp_path: Path) -> None:
    command("report", "seats-per-school", "--store", store, "--format", form, "-o", tmp_path / "seats")
    assert (tmp_path / "seats").stat().st_size > 0


def test_the_question_is_a_field_of_the_api(doors: Any) -> None:
    schema = command("schema")
    assert "seatsPerSchool(" in schema
    assert "How many people its functions are for." in schema
    (school,) = doors["api"]["data"]["seatsPerSchool"]["schools"]
    assert school["organisation"] == {"id": SCHOOL}
    assert school["seats"] > 5


def test_the_question_is_a_method_in_python(doors: Any) -> None:
    (school,) = doors["python"]
    assert set(school) == {"organisation", "seats"}
    assert school["organisation"] == SCHOOL


@pytest.mark.parametrize(
    ("language", "asked", "heading"),
    [
        ("nl", "Hoeveel plaatsen heeft elke school?", "School van de ring"),
        ("en", "How many seats does each school have?", "Ring school"),
    ],
)
def test_the_question_is_a_page(doors: Any, language: str, asked: str, heading: str) -> None:
    start, _findings, question, _importing = doors["pages"][language]
    assert asked in start
    assert heading in question
    assert "De Sluis" in question


# The format


def test_the_format_is_offered_where_files_come_in_and_goes_out_again(store: str, doors: Any) -> None:
    assert "een verlanglijst van de ring" in doors["pages"]["nl"][3]
    assert "a wish list of the ring" in doors["pages"]["en"][3]
    assert "wishlist" in command("import", "--help")
    out = run("-m", "service.cli", "export", "--format", "wishlist", "--store", store).stdout
    assert out == "# wish list\n3D-printen\nDrones\nLasersnijden\n"


# What is installed, and what is wrong with it


def test_whoever_looks_after_it_sees_what_a_plug_in_adds() -> None:
    assert command("plug-ins") == "schoolring (schoolring 1.0): crowded_role, seats-per-school, wishlist\n"


def test_without_plug_ins_nothing_is_added(tmp_path: Path) -> None:
    assert command("plug-ins", "--language", "en", path=tmp_path) == "No plug-in is installed.\n"
    assert "seatsPerSchool" not in command("schema", path=tmp_path)


def install(folder: Path, name: str, source: str) -> Path:
    """A plug-in of one module in a folder."""
    information = folder / f"{name}-1.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[mandaatwijzer.plugins]\n{name} = {name}\n")
    (folder / f"{name}.py").write_text(source)
    return folder


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 / 0", "The plug-in 'broken' cannot be loaded (ZeroDivisionError: division by zero). Mend it, or uninstall"),
        ("", "The plug-in 'broken' brings nothing. Let broken hold GAP_CODES, QUESTIONS or FORMATS"),
    ],
)
def test_a_plug_in_that_cannot_be_used_is_told_with_what_to_do(tmp_path: Path, source: str, said: str) -> None:
    done = run("-m", "service.cli", "report", "gaps", path=install(tmp_path, "broken", source))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_rule_that_does_not_do_what_it_shows_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    source = (
        "from dataclasses import replace\n"
        "from graph.analyses.gaps.codes.unfilled_role import UNFILLED_ROLE\n"
        "GAP_CODES = (replace(UNFILLED_ROLE, code='blind', judge=lambda look, role: None),)\n"
    )
    folder = install(tmp_path, "blind", source)
    done = run("-m", "service.cli", "plug-ins", "--language", "en", path=folder)
    assert done.returncode == 1
    assert "The rule blind finds its example 0 times, not once." in done.stdout
    assert "BLIND" not in command("schema", path=folder)


def test_the_proof_sees_a_rule_that_finds_too_much() -> None:
    from graph.analyses.gaps.codes.unfilled_role import UNFILLED_ROLE

    example = UNFILLED_ROLE.example
    both = Example(example.both, has_it=example.has_it, has_it_not=(*example.has_it, node("person/tom")))
    from dataclasses import replace

    (said,) = failures(replace(UNFILLED_ROLE, example=both))
    assert str(said).startswith("The rule unfilled_role finds what its example has not")
