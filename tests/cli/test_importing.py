"""Bringing files in at a terminal: look first, answer what is asked, import again, take it back."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.conftest import ON, Command

pytestmark = pytest.mark.usefixtures("store")

SLUIS = "organisation/sluis"
NOTHING = "Er verandert niets: alles staat er al in.\n"


@pytest.fixture
def overview(tmp_path: Path) -> Path:
    """The task overview of De Sluis as its head keeps it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Taken"
    for row in (
        ["Takenoverzicht Basisschool De Sluis 2026-2027"],
        [],
        ["Luik", "Wat moet er gebeuren?", "Door wie", "Bij wie kan je terecht?", "Hoe vaak", "Extra info"],
        ["Technisch", "Wifi nakijken", "An + Cis, vanaf januari Els", "directie", "wekelijks", None],
        [None, "Printers beheren", "Wim?", None, None, "enkel blok B"],
        [None] * 6,
        [None, "Drone vliegen", "Cis", None, None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A4:A7")
    path = tmp_path / "taken.xlsx"
    book.save(path)
    return path


def answer(form: Path, answers: Mapping[str, str]) -> None:
    """Fill in a form of questions: an answer for each question whose id begins so."""
    text = form.read_text("utf-8")
    for begin, given in answers.items():
        text, times = re.subn(rf"^({begin}\S*): open$", rf"\1: {given}", text, flags=re.MULTILINE)
        assert times == 1, f"{begin} in\n{text}"
    form.write_text(text, encoding="utf-8")


def test_an_overview_is_asked_about_once_and_then_changes_nothing_more(
    run: Command, overview: Path, tmp_path: Path
) -> None:
    form = tmp_path / "answers.yaml"
    first = run("import", overview, "--dry-run", "--questions", form)
    assert first.code == 0
    assert "Let op: Taken!A1: Wat onder deze titel staat, is gelezen als dat van Basisschool De Sluis\n" in first.err
    assert "Let op: Taken!E3: De kolom “Hoe vaak” wordt niet gelezen\n" in first.err
    assert "Taken!B4: De taak “Wifi nakijken” is niet gekend. Welke is het?\n" in first.err
    assert "    pick task/wifi  (Netwerk onderhouden, " in first.err
    assert "% gelijkenis)" in first.err
    assert form.read_text("utf-8").startswith("# Schrijf na elke dubbele punt je antwoord")
    assert "Taken!C4, Taken!C7: Wie is “Cis” bij Basisschool De Sluis?" in form.read_text("utf-8")
    assert "“Wim?” met een vraagteken. Klopt het, en wie is het?" in first.err
    assert first.err.endswith(f"Beantwoord ze in {form} en importeer opnieuw met --answers {form}.\n")

    answer(
        form,
        {
            "task-wifi-nakijken": "pick task/wifi",
            "person-an": "pick person/an",
            "person-cis": "pick person/cis",
            "person-els": "create Els Peeters",
            "holder-directie": "create Directeur De Sluis",
            "task-drone-vliegen": "create Drones besturen",
        },
    )
    second = run("import", overview, "--dry-run", "--answers", form, "--questions", form)
    assert second.out.startswith("Er is nog niets weggeschreven; dit zou er gebeuren:\nToegevoegde records: ")
    assert "Let op: Taken!C5: “Wim?” blijft open\n" in second.err
    answer(form, {"handover-": "pick joins"})
    third = run("import", overview, "--answers", form)
    assert third.out.endswith("Revisie 2. Ongedaan maken: mandaatwijzer revert 2\n")
    assert "Importeer opnieuw" not in third.err

    assert run("import", overview, "--answers", form).out == NOTHING
    again = run("import", overview)
    assert again.out == "Er is nog niets overgenomen: eerst zijn er vragen te beantwoorden.\n"
    assert "“Cis” is Cis Wouters (person/cis), zoals eerder geantwoord" in again.err
    assert re.findall(r"^    id: (\w+-\w+)", again.err, re.MULTILINE) == ["handover-executes", "person-wim"]

    before, after = (
        [one["person"] for one in run("who", "wifi", "--at", SLUIS, "--on", day, "--json").json()["executors"]]
        for day in (ON, "2027-01-01")
    )
    assert {"person/an", "person/cis"} <= set(before)
    assert len(set(after) - set(before)) == 1
    assert "Cis Wouters" in run("who", "Drones besturen", "--at", SLUIS, "--on", ON).out
    assert "Cis Wouters" in run("who", "drone vliegen", "--at", SLUIS, "--on", ON).out


def test_a_revert_takes_an_import_back_and_keeps_later_work(run: Command, tmp_path: Path) -> None:
    brought, later = tmp_path / "brought.yaml", tmp_path / "later.yaml"
    brought.write_text(
        "mandaatwijzer: 1\nnodes:\n- {kind: task, id: task/a, name: A}\n- {kind: task, id: task/b, name: B}\n"
    )
    later.write_text("mandaatwijzer: 1\nnodes:\n- {kind: task, id: task/b, name: B is anders}\n")
    assert run("import", brought).code == run("import", later).code == 0
    ran = run("revert", 2)
    assert ran.out.startswith(
        "Revisie 2 is ongedaan gemaakt, als revisie 4; records: 1.\nBlijft zoals het is: task/b: "
    )
    exported = run("export", "--format", "native").out
    assert "task/a" not in exported
    assert "B is anders" in exported


HEADINGS = {
    "Informat": ("Stamboeknummer", "Naam", "Voornaam", "Instellingsnummer", "E-mail", "Functie", "Opdracht"),
    "WISA": ("Stamnummer", "Familienaam", "Voornaam", "Instelling", "E-mailadres", "Ambt", "Uren"),
}


@pytest.mark.parametrize("package", HEADINGS)
def test_an_export_of_a_school_administration_package_brings_people_and_their_holdings(
    run: Command, tmp_path: Path, package: str
) -> None:
    path = tmp_path / f"{package}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS[package])
        writer.writerow(("10203040506", "Van den Broeck", "José", "012345", "jose@brug.example", "leraar", "15/21"))
        writer.writerow(("10203040507", "Peeters", "An", "012345", "AN@vaart.example", "ICT-coördinator", "6/36"))
    form = tmp_path / "answers.yaml"
    looked = run("import", path, "--dry-run", "--questions", form)
    assert looked.code == 0, looked.err
    done = run("import", path)
    assert done.code == 0, done.err
    exported = run("export", "--format", "native").out
    assert '"family_name":"Van den Broeck"' in exported
    assert exported.count('"email":"an@vaart.example"') == 1
    again = run("import", path)
    assert again.out in (NOTHING, "Er is nog niets overgenomen: eerst zijn er vragen te beantwoorden.\n")


def test_questions_are_not_written_over_a_file_that_is_there(run: Command, overview: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.yaml"
    there.write_text("something: else\n")
    ran = run("import", overview, "--dry-run", "--questions", there)
    assert (ran.code, ran.out, ran.err) == (
        2,
        "",
        f"--questions: {there} is there already. Give another name, or take its answers along with --answers\n",
    )
    assert there.read_text() == "something: else\n"


def test_an_answer_that_does_not_fit_is_named_with_what_would(run: Command, overview: Path, tmp_path: Path) -> None:
    form = tmp_path / "answers.yaml"
    run("import", overview, "--dry-run", "--questions", form)
    answer(form, {"person-cis": "pick person/nobody", "person-els": "maybe"})
    ran = run("import", overview, "--answers", form)
    assert (ran.code, ran.out) == (2, "")
    assert "'maybe' is no answer. Write: pick ID, create, skip or open\n" in ran.err


def test_json_of_a_dry_run_has_the_difference_and_the_questions(run: Command, overview: Path) -> None:
    answer = run("import", overview, "--dry-run", "--json").json()
    assert (answer["revision"], answer["difference"]["added"]) == (None, [])
    kinds = {question["kind"] for question in answer["questions"]}
    assert {"task", "person", "holder"} <= kinds
    assert all(set(question["text"]) == {"nl", "en"} for question in answer["questions"])


def test_a_first_look_needs_no_store(run: Command, no_store: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text('{"mandaatwijzer": 1, "nodes": [{"kind": "task", "id": "task/x", "name": "Wifi"}]}')
    looked = run("import", file, "--dry-run", "--language", "en")
    assert looked.out == "Nothing is written yet; this would happen:\nRecords added: 1\n  task task/x\n"
    assert not no_store.parent.exists()
    assert run("import", file).out == "Toegevoegde records: 1\nRevisie 1. Ongedaan maken: mandaatwijzer revert 1\n"
    assert no_store.exists()
