"""Settings that cannot be meant stop the start: values without a limit, and names that are no setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.domain.errors import InvalidInput
from service.config import read_settings
from tests.contract.test_faults import told_by_cli

SECONDS = ("REFRESH_SECONDS", "STALE_SECONDS", "AUDIT_SECONDS", "DEADLINE_SECONDS", "DRAIN_SECONDS")


@pytest.mark.parametrize("name", SECONDS)
@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "1e9", "-1"])
def test_seconds_have_limits(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"MANDAATWIJZER_{name}", value)
    with pytest.raises(InvalidInput) as told:
        read_settings()
    assert [problem.place for problem in told.value.problems] == [f"MANDAATWIJZER_{name}"]


def test_a_look_without_a_pause_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANDAATWIJZER_REFRESH_SECONDS", "1e-9")
    with pytest.raises(InvalidInput, match="MANDAATWIJZER_REFRESH_SECONDS"):
        read_settings()


def test_a_misspelt_name_is_told_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANDAATWIJZER_STROE", "sqlite:///x.db")
    monkeypatch.setenv("MANDAATWIJZER_ZZZ", "1")
    monkeypatch.setenv("MANDAATWIJZER_PORT", "many")
    with pytest.raises(InvalidInput) as told:
        read_settings()
    stroe, zzz, port = told.value.problems
    assert (stroe.place, str(stroe.remedy)) == (
        "MANDAATWIJZER_STROE",
        "Perhaps MANDAATWIJZER_STORE is meant; correct it or take it away",
    )
    assert (zzz.place, str(zzz.remedy)) == ("MANDAATWIJZER_ZZZ", "Take it away")
    assert port.place == "MANDAATWIJZER_PORT"


def test_a_misspelt_secret_is_told_without_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.config.SECRETS", tmp_path)
    (tmp_path / "mandaatwijzer_store_pasword").write_text("geheim")
    (tmp_path / "something_of_others").write_text("geheim")
    with pytest.raises(InvalidInput, match="Perhaps MANDAATWIJZER_STORE_PASSWORD is meant") as told:
        read_settings()
    assert "geheim" not in str(told.value)


def test_names_for_developers_and_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANDAATWIJZER_REQUIRE", "neo4j")
    monkeypatch.setenv("PORT", "many")
    assert read_settings().port == 8450


def test_the_command_line_says_so_in_one_sentence_with_2() -> None:
    code, out, err = told_by_cli("check", MANDAATWIJZER_STROE="sqlite:///x.db")
    assert (code, out) == (2, "")
    assert err == (
        "MANDAATWIJZER_STROE: There is no such setting. "
        "Perhaps MANDAATWIJZER_STORE is meant; correct it or take it away\n"
    )
