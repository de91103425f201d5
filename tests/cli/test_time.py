"""The reports about gaps through the years, and what can be switched on and filtered in a report of gaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.clients import BRUG
from tests.cli.conftest import ON, Command


def test_a_history_tells_when_a_gap_was_open_and_for_how_many_school_days(store: Path, run: Command) -> None:
    span = ("--since", "2025-09-01", "--until", "2026-09-01")
    found = run("report", "gap-history", "--organisation", BRUG, *span, "--format", "json").json()
    assert [(one["code"], one["gap_days"], one["intervals"]) for one in found["findings"]] == [
        ("vacant", 303, [{"since": "2025-09-01", "until": "2026-09-01"}])
    ]
    assert found["totals"][0]["by_code"] == {"vacant": 303}


def test_a_history_can_be_read_in_dutch(store: Path, run: Command) -> None:
    page = run("report", "gap-history", "--organisation", BRUG, "--on", ON, "--language", "nl")
    assert "Dagen open per school en schooljaar" in page.out


def test_next_school_year_is_held_against_the_day_asked(store: Path, run: Command) -> None:
    found = run("report", "next-school-year", "--organisation", BRUG, "--on", ON, "--format", "json").json()
    assert (found["before"], found["after"], len(found["still_open"])) == (ON, "2027-09-01", 1)


def test_only_the_rules_that_are_asked_look_for_anything(store: Path, run: Command) -> None:
    gaps = ("report", "gaps", "--on", ON, "--format", "json")
    assert run(*gaps, "--rule", "under_norm").json()["findings"] == []
    found = run(*gaps, "--rule", "vacant", "--rule", "under_norm").json()
    assert ({one["code"] for one in found["findings"]}, found["rules"]) == ({"vacant"}, ["vacant", "under_norm"])


def test_what_is_left_as_it_is_can_be_asked_alone(store: Path, run: Command) -> None:
    gaps = ("report", "gaps", "--on", ON, "--format", "json")
    assert run(*gaps, "--accepted").json()["findings"] == []
    assert run(*gaps, "--open").json()["findings"] == run(*gaps).json()["findings"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("gap-history", "--since", "2026-09-01", "--until", "2026-09-01"), "holds no day"),
        (("gap-history", "--since", "gisteren"), "--since: 'gisteren' is not a date"),
        (("gap-history", "--organisation", "organisation/nergens"), "organisation/nergens"),
        (("next-school-year", "--organisation", "organisation/nergens"), "organisation/nergens"),
        (("gaps", "--rule", "nietes"), "'nietes' is not a rule"),
    ],
)
def test_a_mistake_gets_a_sentence_and_exit_code_2(
    store: Path, run: Command, words: tuple[str, ...], told: str
) -> None:
    done = run("report", *words)
    assert (done.code, told in done.err) == (2, True)
