"""Finding by the words of every day: what is meant comes first, whatever the accents, case, typos and little words."""

from __future__ import annotations

from functools import cache

import pytest

import seed_data
from graph.analyses.answers.search import search
from graph.analyses.answers.search_index import Index
from graph.domain.kinds import Decision, Person, Task, TaskGroup
from graph.formats.native.read import read_native
from graph.formats.reading.result import NamedBytes
from graph.model.snapshot import Snapshot
from tests.graphs import day, node, snapshot_of


@cache
def catalogue() -> Snapshot:
    """The shipped catalogues alone, as a school begins with them."""
    files = [NamedBytes(name=file.name, content=file.read_bytes()) for file in seed_data.catalogue_files()]
    return Snapshot.of(()).apply(read_native(files, Snapshot.of(())).changes)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wifi", "Netwerk onderhouden"),
        ("WIFI werkt niet", "Netwerk onderhouden"),
        ("internet traag", "Netwerk onderhouden"),
        ("paswoord", "Accounts beheren"),
        ("pasword", "Accounts beheren"),
        ("wachtwoord vergeten", "Accounts beheren"),
        ("ik kan niet inloggen", "Accounts beheren"),
        ("paswoord resetten", "Accounts van leerlingen beheren"),
        ("nieuwe leerling", "Accounts van leerlingen beheren"),
        ("nieuwe collega", "Accounts bij in- en uitdiensttreding regelen"),
        ("beamer", "Digitale borden en touchscreens onderhouden"),
        ("de beamer doet het niet", "Digitale borden en touchscreens onderhouden"),
        ("beamer kapot", "Digitale borden en touchscreens onderhouden"),
        ("smartbord", "Digitale borden en touchscreens onderhouden"),
        ("copier", "Printers en kopieertoestellen beheren"),
        ("kopieermachine", "Printers en kopieertoestellen beheren"),
        ("toner", "Printers en kopieertoestellen beheren"),
        ("chromebook", "Werking van toestellen verzekeren"),
        ("laptop", "Werking van toestellen verzekeren"),
        ("scherm stuk", "Hardware herstellen en vervangen"),
        ("computer doet het niet", "Eerstelijnsproblemen oplossen"),
        ("geen geluid", "Eerstelijnsproblemen oplossen"),
        ("software installeren", "Software beheren"),
        ("mail werkt niet", "Microsoft 365 beheren"),
        ("e-mail", "Microsoft 365 beheren"),
        ("Smartschool", "Smartschool beheren"),
        ("bingel", "Bingel beheren"),
        ("licentie", "Licenties beheren"),
        ("aankoop laptops", "Toestellen centraal aankopen"),
        ("factuur", "ICT-budget opvolgen"),
        ("datalek", "Gegevenslekken melden en registreren"),
        ("phishing", "Gegevenslekken melden en registreren"),
        ("GDPR", "IVP-beleid opmaken en evalueren"),
        ("schoolwebsite", "Schoolwebsite beheren"),
        ("caméra", "IP-camera's en IP-telefonie beheren"),
        ("back up", "Back-up en herstel verzorgen"),
        ("bijscholing", "Professionalisering organiseren"),
        ("chatgpt", "AI-gebruik in de les begeleiden"),
        ("forgotten password", "Accounts beheren"),
        ("I forgot the password", "Accounts beheren"),
    ],
)
def test_what_a_secretary_types_finds_the_task_first(typed: str, meant: str) -> None:
    hits = search(catalogue(), typed, kinds=(Task, Decision, TaskGroup), on=day("2026-10-15"), limit=3)
    assert hits
    assert hits[0].record.name == meant, [(hit.record.name, hit.matched, hit.score) for hit in hits]


def small() -> Snapshot:
    return snapshot_of(
        node("task/wifi", name="Wifi", keywords={"nl": ["draadloos netwerk"]}),
        node("task/net", name="Netwerk onderhouden", keywords={"nl": ["wifi", "kabel"]}),
        node("task/print", name="Printers beheren", keywords={"nl": ["papier vast"]}),
        node("person/els", name="Élise Van den Broeck"),
        node("person/old", name="Elise Oud", until="2020-01-01"),
    )


def found(text: str, **more: object) -> list[tuple[str, float]]:
    return [(hit.record.id, hit.score) for hit in search(small(), text, **more)]  # type: ignore[arg-type]


def test_a_name_goes_before_a_keyword() -> None:
    assert found("wifi") == [("task/wifi", 1.0), ("task/net", 0.95)]


def test_accents_and_case_do_not_count() -> None:
    assert found("ELISE van den broeck", on=day("2026-01-01")) == found("élise van den broeck", on=day("2026-01-01"))
    assert found("elise", on=day("2026-01-01"))[0][0] == "person/els"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ayşe Işık", "isik"),
        ("Åse Sjøberg", "sjoberg"),
        ("Paweł Żuławski", "pawel zulawski"),
        ("Jürgen Groß", "gross"),
        ("Ægir Þórsson", "aegir thorsson"),
        ("Đorđe Ðurić", "dorde duric"),
        ("İlkay Doğan", "ilkay dogan"),
        ("Els De\u00adclercq", "declercq"),
    ],
)
def test_a_name_is_found_in_the_letters_of_any_keyboard(name: str, typed: str) -> None:
    graph = snapshot_of(node("person/a", name=name), node("person/b", name="Bart Claes"))
    assert [hit.record.id for hit in search(graph, typed)] == ["person/a"]
    assert [hit.record.id for hit in search(graph, name)] == ["person/a"]


def test_what_does_not_exist_on_the_day_is_left_out() -> None:
    assert [record for record, _ in found("elise", kinds=(Person,), on=day("2026-01-01"))] == ["person/els"]
    assert len(found("elise", kinds=(Person,))) == 2


def test_one_typo_is_forgiven_and_costs_something() -> None:
    ((record, score),) = found("printesr")
    assert (record, score < found("printers")[0][1]) == ("task/print", True)


def test_words_in_one_text_go_before_words_in_several() -> None:
    assert found("draadloos netwerk") == [("task/wifi", 0.95)]
    scores = dict(found("papier kabel printers"))
    assert max(scores, key=lambda record: scores[record]) == "task/print"
    assert max(scores.values()) < 0.8


def test_a_word_longer_than_people_write_is_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Index, "knows", lambda _index, word: bool(asked.append(word)))
    assert search(snapshot_of(node("task/wifi", name="Wifi")), "a" * 101) == ()
    assert set(asked) <= {"a" * 101}


@pytest.mark.parametrize("typed", ["ictcoordinator", "ictcoördinator", "wifinetwerk"])
def test_a_word_written_in_one_is_taken_apart_where_nothing_fits(typed: str) -> None:
    written = snapshot_of(
        node("role/ict", name="ICT-coördinator De Brug"),
        node("task/wifi", name="Wifi en netwerk"),
        node("task/other", name="Printers"),
    )
    assert len(search(written, typed)) == 1


def test_little_words_find_nothing_by_themselves_and_do_not_hinder() -> None:
    assert found("de en het") == []
    assert found("het papier zit vast in de printer")[0][0] == "task/print"


@pytest.mark.parametrize("nothing", ["", "   ", "?!", "qqqqqq", "\x00", "💥"])
def test_what_nobody_could_mean_finds_nothing(nothing: str) -> None:
    assert found(nothing) == []
