"""Keys, owners and the audit file, by commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command


def create(run: Command, *words: object) -> str:
    """A new key."""
    ran = run("key", "create", "helpdesk", "--scope", "read", *words)
    assert ran.code == 0, ran.err
    return ran.out.strip()


class TestKeys:
    def test_a_key_is_shown_once_and_only_its_public_part_is_listed(self, run: Command, store: Path) -> None:
        secret = create(run, "--organisation", "012345", "--scope", "read:people")
        (listed,) = run("key", "list", "--json").json()
        assert secret.startswith(f"mw_{listed['key']}_")
        assert (listed["scopes"], listed["organisations"]) == (["read", "read:people"], ["organisation/brug"])
        shown = run("key", "list", "--language", "en").out
        assert "helpdesk  valid" in shown
        assert secret.split("_", 2)[2] not in shown + store.with_name("group.db.audit.jsonl").read_text()
        assert secret.split("_", 2)[2].encode() not in store.with_name("group.db.access").read_bytes()

    def test_the_first_key_makes_the_store(self, run: Command, no_store: Path) -> None:
        create(run)
        assert len(run("key", "list", "--json").json()) == 1
        assert no_store.exists()

    def test_for_a_script_everything_is_json(self, run: Command, store: Path) -> None:
        made = run("key", "create", "sync", "--scope", "write:people", "--days", 30, "--json").json()
        assert made["secret"].startswith(f"mw_{made['key']}_")
        renewed = run("key", "renew", made["key"], "--json").json()
        assert (renewed["name"], renewed["scopes"]) == ("sync", ["write:people"])

    def test_a_revoked_key_is_listed_as_such(self, run: Command, store: Path) -> None:
        secret = create(run)
        assert run("key", "revoke", secret.split("_")[1]).code == 0
        assert [key["state"] for key in run("key", "list", "--json").json()] == ["revoked"]

    def test_a_program_is_told_at_an_address_until_that_is_taken_away(self, run: Command, store: Path) -> None:
        key = create(run).split("_")[1]
        made = run("key", "webhook", key, "http://127.0.0.1:1/x?code=1", "--language", "en")
        assert made.out.startswith("whsec_")
        assert "http://127.0.0.1:1/x?code=1" in made.err
        tried = run("key", "webhook", key, "--test", "--language", "en")
        assert tried.code == 2
        assert "The notice was not taken: the address does not answer" in tried.err
        line = "  webhook  http://127.0.0.1:1/x?code=1  none taken yet  the address does not answer"
        assert line in run("key", "list", "--language", "en").out.splitlines()
        (listed,) = run("key", "list", "--json").json()
        assert (listed["webhook"]["failures"], listed["webhook"].keys() & {"secret", "due"}) == (1, set())
        assert run("key", "webhook", key, "--off").code == 0
        assert run("key", "list", "--json").json()[0]["webhook"] is None

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("key", "create", "x", "--scope", "all"), "read:expertise"),
            (("key", "create", "x", "--scope", "read", "--organisation", "organisation/x"), "organisation/x"),
            (("key", "renew", "0000"), "0000"),
            (("key", "revoke", "0000"), "0000"),
            (("key", "webhook", "0000", "https://x.example"), "0000"),
            (("key", "webhook", "0000"), "--test"),
            (("key", "webhook", "0000", "--off", "--test"), "--test"),
            (("owner", "add", "person/nobody"), "person/nobody"),
            (("owner", "remove", "an@vaart.example"), "owner list"),
        ],
    )
    def test_a_mistake_is_told(self, run: Command, store: Path, words: tuple[str, ...], said: str) -> None:
        ran = run(*words)
        assert ran.code == 2
        assert said in ran.err


class TestOwners:
    def test_an_owner_is_named_listed_and_taken_away(self, run: Command, store: Path) -> None:
        assert run("owner", "add", "person/an").code == 0
        assert run("owner", "add", "Head@School.example").code == 0
        assert [each["owner"] for each in run("owner", "list", "--json").json()] == ["head@school.example", "person/an"]
        assert run("owner", "remove", "person/an").code == 0
        assert run("owner", "list").out.startswith("head@school.example")


class TestAudit:
    def test_what_was_done_is_listed_for_everybody_and_for_one(self, run: Command, store: Path) -> None:
        create(run)
        run("owner", "add", "person/an")
        run("export", "--format", "json")
        listed = run("audit", "list", "--json").json()
        assert [(each["actor"], each["action"], each["about"]) for each in listed] == [
            ("local owner", "key_created", ""),
            ("local owner", "owner_added", "person/an"),
            ("local owner", "exported", ""),
        ]
        assert len(run("audit", "list", "--person", "person/an").out.splitlines()) == 1
        assert run("audit", "list", "--person", "person/cis").out == ""

    def test_a_command_that_tells_of_people_is_noted_of_whom_or_of_everybody(self, run: Command, store: Path) -> None:
        for words in (
            ("document", "handover", "person/an"),
            ("history", "person/an"),
            ("report", "load"),
            ("revisions",),
        ):
            assert run(*words).code == 0
        listed = run("audit", "list", "--json").json()
        assert [(each["action"], each["about"], each["detail"]) for each in listed] == [
            ("person_read", "person/an", "handover"),
            ("person_read", "person/an", "history"),
            ("exported", "", "load"),
            ("exported", "", "revisions"),
        ]

    @pytest.mark.parametrize(
        "words", [("report", "load"), ("history", "person/an"), ("document", "handover", "person/an")]
    )
    def test_what_cannot_be_noted_is_not_told(
        self, run: Command, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
    ) -> None:
        monkeypatch.setenv("MANDAATWIJZER_AUDIT_FILE", str(tmp_path))
        ran = run(*words)
        assert (ran.code, ran.out) == (2, "")

    def test_it_is_as_it_was_written_until_somebody_touches_it(self, run: Command, store: Path) -> None:
        create(run)
        run("owner", "add", "person/an")
        assert run("audit", "verify").code == 0
        file = store.with_name("group.db.audit.jsonl")
        whole = file.read_text()
        file.write_text(whole.replace("key_created", "key_revoked"))
        ran = run("audit", "verify", "--json")
        assert (ran.code, [fault["line"] for fault in ran.json()["faults"]]) == (1, [1])
        file.write_text(whole.splitlines(keepends=True)[0])
        assert run("audit", "verify", "--language", "en").out == "Line 2: The entries 2 to 2 were cut off\n"

    def test_it_stands_where_it_was_set(
        self, run: Command, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MANDAATWIJZER_AUDIT_FILE", str(tmp_path / "elsewhere" / "audit.jsonl"))
        create(run)
        assert (tmp_path / "elsewhere" / "audit.jsonl").exists()
        assert not store.with_name("group.db.audit.jsonl").exists()

    def test_what_cannot_be_noted_is_not_done(
        self, run: Command, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MANDAATWIJZER_AUDIT_FILE", str(tmp_path))
        ran = run("export", "--format", "json")
        assert (ran.code, ran.out) == (2, "")
        assert "so this was not done" in ran.err
        assert run("key", "create", "x", "--scope", "read").code == 2
        assert run("key", "list", "--json").json() == []
