"""Files out and in again by command, each format recognised by its content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.unit.formats.institution_server import KEY, Behaviour, institution_server

ON = "2026-10-15"


@pytest.mark.parametrize(
    ("format_name", "suffix"),
    [("native", "json"), ("ndjson", "ndjson"), ("yaml", "yaml"), ("graphml", "graphml"), ("takenoverzicht", "xlsx")],
)
def test_what_goes_out_comes_in_and_changes_nothing(
    run: Command, store: Path, tmp_path: Path, format_name: str, suffix: str
) -> None:
    file = tmp_path / f"uit.{suffix}"
    assert run("export", "--format", format_name, "--on", ON, "-o", file).code == 0
    imported = run("import", file, "--on", ON, "--json").json()
    assert (imported["revision"], imported["questions"]) == (None, [])


def test_linked_data_go_out_with_the_base_that_is_asked(run: Command, store: Path) -> None:
    document = run("export", "--format", "jsonld", "--base", "https://mandaten.example/id/", "--on", ON).json()
    assert "https://mandaten.example/id/role/ict" in {resource["@id"] for resource in document["@graph"]}
    refused = run("export", "--format", "jsonld", "--base", "no address")
    assert (refused.code, refused.out) == (2, "")


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("--format", "dbase"), "not a format"),
        (("--format", "graphml", "--organisation", "012345"), "whole graph"),
        (("--format", "takenoverzicht", "--organisation", "organisation/nowhere"), "not known"),
    ],
)
def test_an_export_that_cannot_be_is_refused_with_what_to_do(
    run: Command, store: Path, words: tuple[str, ...], word: str
) -> None:
    ran = run("export", *words)
    assert (ran.code, ran.out) == (2, "")
    assert word in ran.err


def test_the_takenoverzicht_of_one_school_has_one_sheet(run: Command, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "brug.xlsx"
    assert run("export", "--format", "takenoverzicht", "--organisation", "012345", "--on", ON, "-o", file).code == 0
    assert file.read_bytes().startswith(b"PK")


def test_the_answers_to_a_survey_come_in(run: Command, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "antwoorden.csv"
    file.write_text("Tijdstempel,E-mailadres,Wifi\n1/10/2026 9:00,an@vaart.example,Geeft er vorming over\n")
    imported = run("import", file, "--on", ON, "--json").json()
    (change,) = imported["difference"]["changed"]
    assert {"field": "level", "before": 4, "after": 5} in change["fields"]


def service() -> Behaviour:
    return Behaviour(
        institutions=[
            {"instelling_nummer": 12345, "instelling_naam": "De Brug", "instelling_bestuur": {"instellingsnummer": 1}},
            {"instelling_nummer": 1, "instelling_naam": "Bestuur vzw", "instelling_type": 300},
        ]
    )


def test_institutions_are_fetched_previewed_kept_and_brought_in(
    run: Command, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with institution_server(service()) as url:
        monkeypatch.setenv("MANDAATWIJZER_INSTITUTIONS_URL", url)
        monkeypatch.setenv("MANDAATWIJZER_INSTITUTIONS_KEY", KEY)
        shown = run("institutions", "--board", "1", "--dry-run", "--json").json()
        assert shown["revision"] is None
        assert {item["id"] for item in shown["difference"]["added"] if item["kind"] == "organisation"} == {
            "organisation/000001"
        }
        file = tmp_path / "instellingen.json"
        assert run("institutions", "--board", "1", "-o", file).code == 0
        assert len(json.loads(file.read_text())["instelling"]) == 1
        assert run("institutions", "--board", "1", "--json").json()["revision"] is not None
    assert run("import", file, "--json").json()["revision"] is None


def test_without_a_key_nothing_is_asked_and_the_message_says_where_to_get_one(run: Command, store: Path) -> None:
    ran = run("institutions")
    assert (ran.code, ran.out) == (2, "")
    assert "MANDAATWIJZER_INSTITUTIONS_KEY" in ran.err
