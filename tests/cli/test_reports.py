"""Reports on the command line: every report in every format, to stdout and to a file."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest

from graph.reports.render import FORMATS
from tests.cli.conftest import ON, Command

pytestmark = pytest.mark.usefixtures("store")

REPORTS = ("gaps", "bus-factor", "expertise", "load", "changes")


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_comes_as_json_and_as_a_page(run: Command, report: str) -> None:
    assert run("report", report, "--on", ON, "--format", "json").json()
    page = run("report", report, "--on", ON, "--format", "html")
    assert (page.code, page.err) == (0, "")
    assert page.out.startswith('<!doctype html>\n<html lang="nl">')


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("format_name", FORMATS)
def test_every_report_is_written_to_a_file_in_every_format(
    run: Command, tmp_path: Path, report: str, format_name: str
) -> None:
    file = tmp_path / f"report.{format_name}"
    ran = run("report", report, "--on", ON, "--format", format_name, "-o", file, "--language", "en")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    content = file.read_bytes()
    if format_name == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0] == "Overview"
    elif format_name == "docx":
        assert docx.Document(io.BytesIO(content)).core_properties.language == "en-GB"
    else:
        assert content.decode("utf-8-sig")


def test_a_spreadsheet_in_dutch_has_dutch_headings_and_sheets(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "punten.xlsx"
    run("report", "gaps", "--on", ON, "--format", "xlsx", "-o", file)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[:3] == ["Overzicht", "Aandachtspunten", "Punten per school"]
    assert book["Aandachtspunten"]["A1"].value == "Ernst"


def test_the_changes_between_two_moments_are_asked_for(run: Command) -> None:
    found = run("report", "changes", "--on", ON, "--since", "2026-09-10", "--format", "json").json()
    assert (found["before"]["on"], found["after"]["on"]) == ("2026-09-10", ON)
    later = run("report", "changes", "--on", ON, "--since", "2026-12-01")
    assert later.code == 2
    assert "Give an earlier day to compare with" in later.err
    unreadable = run("report", "changes", "--since", "gisteren")
    assert unreadable.code == 2
    assert "--since" in unreadable.err


@pytest.mark.parametrize("report", REPORTS)
def test_a_format_that_does_not_exist_is_refused_at_once(run: Command, report: str) -> None:
    ran = run("report", report, "--format", "pdf")
    assert ran.code == 2
    assert "Take one of: json, md, html, csv, xlsx, docx" in ran.err


def test_a_workbook_is_not_for_a_terminal(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    ran = run("report", "gaps", "--format", "xlsx")
    assert ran.code == 2
    assert "-o report.xlsx" in ran.err


def test_questions_are_answered_as_pages_too(run: Command) -> None:
    page = run("who", "wifi", "--at", "012345", "--on", ON, "--format", "html")
    assert "<h2>Voert uit</h2>" in page.out
