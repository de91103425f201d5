"""Settings: from options, the environment and secret files, and every wrong one at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.domain.errors import InvalidInput
from service.config import read_settings

SECRET = "correct-horse"


def test_an_option_goes_before_the_environment_and_the_environment_before_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.config.SECRETS", tmp_path)
    (tmp_path / "mandaatwijzer_port").write_text("1111\n")
    assert read_settings().port == 1111
    monkeypatch.setenv("MANDAATWIJZER_PORT", "2222")
    assert read_settings().port == 2222
    assert read_settings(port=3333).port == 3333
    assert read_settings(port=None).port == 2222


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PORT": "many", "LANGUAGE": "fr", "TIMEZONE": "Mars/Olympus", "AUDIT_SECONDS": "0"}.items():
        monkeypatch.setenv(f"MANDAATWIJZER_{name}", value)
    with pytest.raises(InvalidInput) as refused:
        read_settings()
    assert {problem.place for problem in refused.value.problems} == {
        "MANDAATWIJZER_PORT",
        "MANDAATWIJZER_LANGUAGE",
        "MANDAATWIJZER_TIMEZONE",
        "MANDAATWIJZER_AUDIT_SECONDS",
    }


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../../etc/passwd", ""])
def test_a_time_zone_that_does_not_exist_is_refused(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANDAATWIJZER_TIMEZONE", zone)
    with pytest.raises(InvalidInput, match="MANDAATWIJZER_TIMEZONE"):
        read_settings()


def test_a_password_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.config.SECRETS", tmp_path)
    (tmp_path / "mandaatwijzer_store_password").write_text(f"{SECRET}\n")
    settings = read_settings()
    assert settings.store_password is not None
    assert settings.store_password.value == SECRET
    assert SECRET not in f"{settings!r} {settings}"


def test_names_of_a_proxy_are_read_without_spaces_and_capitals() -> None:
    assert read_settings(names=" Wie.School.example, ,b.example").hosts == {"wie.school.example", "b.example"}
