"""Erasing somebody and taking away what is past its time, by commands."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command


def test_a_dry_run_says_what_erasing_would_do_and_then_it_is_done(run: Command, store: Path) -> None:
    planned = run("person", "erase", "person/an", "--dry-run", "--json").json()
    assert (planned["pseudonym"], planned["done"]) == ("person/erased-1", False)
    assert planned["left_with_nobody"] == ["role/ict"]
    assert "An Peeters" in run("export", "--format", "json").out
    said = run("person", "erase", "person/an", "--language", "nl").out
    assert "person/an is nu person/erased-1" in said
    assert "dan heeft niemand nog: role/ict" in said
    assert "An Peeters" not in run("export", "--format", "json").out
    assert b"An Peeters" not in store.read_bytes()


def test_somebody_who_is_not_there_cannot_be_erased(run: Command, store: Path) -> None:
    ran = run("person", "erase", "person/nobody")
    assert ran.code == 2
    assert "person/nobody" in ran.err


def test_retention_says_what_went(run: Command, store: Path) -> None:
    assert run("retention", "--dry-run", "--json").json() == {
        "absences": 0,
        "audit_entries": 0,
        "expired": 0,
        "done": False,
    }
    assert "Verdwenen:" in run("retention", "--language", "nl").out
