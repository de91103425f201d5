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


PROVIDERS = "MANDAATWIJZER_PROVIDERS"
WRONG = {
    "no JSON": ("{geheim", [PROVIDERS]),
    "a list": ('["geheim"]', [PROVIDERS]),
    "a kind that nobody knows": ('{"a": {"kind": "raar", "client_secret": "geheim"}}', [f"{PROVIDERS}: a"]),
    "a name that cannot be part of an address": (
        '{"A/B": {"kind": "google", "client_id": "x", "client_secret": "geheim", "domains": ["school.example"]}}',
        [PROVIDERS],
    ),
    "an issuer without TLS": (
        '{"a": {"kind": "openid", "issuer": "http://school.example", "client_id": "x", "client_secret": "geheim"}}',
        [f"{PROVIDERS}: a.issuer"],
    ),
    "an algorithm of a shared secret": (
        '{"a": {"kind": "openid", "issuer": "https://school.example", "client_id": "x", "client_secret": "geheim",'
        ' "algorithms": ["HS256"]}}',
        [f"{PROVIDERS}: a.algorithms", f"{PROVIDERS}: a.algorithms.0"],
    ),
    "several mistakes at several providers": (
        '{"a": {"kind": "entra", "tenant": "x", "client_secret": "geheim", "domain": "y"},'
        ' "b": {"kind": "smartschool", "client_id": "x", "client_secret": "", "platforms": []}}',
        [
            f"{PROVIDERS}: a.client_id",
            f"{PROVIDERS}: a.domain",
            f"{PROVIDERS}: a.tenant",
            f"{PROVIDERS}: b.client_secret",
            f"{PROVIDERS}: b.platforms",
        ],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_providers_with_mistakes_are_told_all_at_once_and_without_a_secret(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, places = WRONG[case]
    monkeypatch.setenv(PROVIDERS, given)
    with pytest.raises(InvalidInput) as told:
        read_settings()
    assert sorted(problem.place for problem in told.value.problems) == places
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize(
    "address", ["http://school.example", "school.example", "https://school.example/pad", "ftp://x"]
)
def test_an_address_under_which_nobody_could_sign_in_safely_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANDAATWIJZER_ADDRESS", address)
    with pytest.raises(InvalidInput, match="MANDAATWIJZER_ADDRESS"):
        read_settings()


@pytest.mark.parametrize(
    "server", ["mail.example", "smtp://post:geheim@mail.example", "http://mail.example", "smtp://"]
)
def test_a_mail_server_is_named_without_its_password(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANDAATWIJZER_SMTP", server)
    with pytest.raises(InvalidInput, match="MANDAATWIJZER_SMTP") as told:
        read_settings()
    assert "geheim" not in str(told.value)


def test_providers_may_stand_in_a_file_of_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.config.SECRETS", tmp_path)
    (tmp_path / "mandaatwijzer_providers").write_text(
        '{"g": {"kind": "google", "client_id": "x", "client_secret": "geheim", "domains": ["School.example"]}}'
    )
    settings = read_settings()
    assert settings.providers["g"].shown == "Google"
    assert "geheim" not in repr(settings)
