"""Bringing a file in on the pages: look, answer, take over, undo; and what is said about files that cannot be read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.model.snapshot import Snapshot
from graph.usecases.desk import Desk
from service.web.pages import importing
from tests.api.clients import small_group
from tests.unit.formats.sheets import workbook
from tests.web.conftest import Served, put, serving
from tests.web.visits import Visit, main, press, violations
from tests.web.writers import client_of, session_of, token_of

browsing = pytest.mark.browser

HOSTILE = "<script>document.title='x'</script>"
TURNED = "Rik \u202eneelK"
LIST = f"""naam;e-mail;school;functie
An Peeters;an@vaart.example;Basisschool De Brug;zorgleerkracht
{HOSTILE};mis@vaart.example;Basisschool De Brug;
{TURNED};;Basisschool De Sluis;
Eva Claes;eva@vaart.example;De Overkant;leraar
"""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(lambda desk: put(desk, small_group())) as service:
        yield service


@pytest.fixture(scope="module")
def session(served: Served) -> dict[str, Any]:
    return session_of(served)


def row(visit: Visit, text: str) -> Any:
    """The row of the table that asks what a text means."""
    return visit.page.locator(".asked tbody tr", has=visit.page.locator("th", has_text=text))


def choose(visit: Visit, text: str, label: str) -> None:
    row(visit, text).locator("select").select_option(label=label)


def type_other(visit: Visit, text: str, other: str) -> None:
    details = row(visit, text).locator("details")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    details.locator("input[name^=o-]").fill(other)


def upload(visit: Visit, folder: Path, name: str, content: str) -> None:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    visit.open("/invoeren")
    visit.page.locator("input[type=file]").set_input_files(file)
    press(visit, "Toon wat erin staat")


@browsing
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_list_is_looked_at_answered_taken_over_and_undone(
    browser: Any, served: Served, session: dict[str, Any], tmp_path: Path, scripts: bool
) -> None:
    with Visit(browser, served, storage_state=session, java_script_enabled=scripts) as visit:
        upload(visit, tmp_path, "collega's <i>.csv", LIST)
        assert "collega's <i>.csv" in main(visit)
        assert HOSTILE in main(visit)
        assert "an@vaart.example" not in main(visit)
        assert row(visit, "De Overkant").locator(".tag").inner_text() == "geen suggestie"
        choose(visit, "De Overkant", "Weglaten")
        choose(visit, "Rik", "Later beslissen")
        press(visit, "Bekijk opnieuw met deze keuzes")
        assert "antwoorden genomen" in main(visit)
        assert "zorgleerkracht is een functie bij Basisschool De Brug" in main(visit).replace("\n", " ")
        type_other(visit, "Rik", "Niemand Weet")
        press(visit, "Bekijk opnieuw met deze keuzes")
        assert "Dit is niet gevonden" in row(visit, "Rik").inner_text()
        type_other(visit, "Rik", "ICT-coördinator")
        press(visit, "Overnemen")
        assert "Dit past hier niet." in row(visit, "Rik").inner_text()
        type_other(visit, "Rik", "cis wouters")
        press(visit, "Overnemen")
        visit.page.get_by_role("heading", name="Overgenomen").wait_for()
        assert "Cis Wouters" not in visit.page.title()
        with visit.page.expect_navigation():
            visit.page.get_by_role("link", name="Ongedaan maken").click()
        assert "Verdwijnt" in main(visit)
        assert "collega's <i>.csv ingevoerd" in main(visit)
        press(visit, "Ongedaan maken")
        assert "Ongedaan gemaakt." in main(visit)


NAMES = "naam;school\nAda Nieuw;Basisschool De Brug\nBea Nieuw;Basisschool De Brug\nCis Wouters;Basisschool De Brug\n"


@browsing
def test_one_button_takes_every_suggestion_and_the_difference_is_shown_before_anything_is_written(
    browser: Any, served: Served, session: dict[str, Any], tmp_path: Path
) -> None:
    with Visit(browser, served, storage_state=session) as visit:
        upload(visit, tmp_path, "namen.csv", NAMES)
        assert "waarschijnlijk" in row(visit, "Ada Nieuw").inner_text()
        visit.page.get_by_role("button", name="Neem alle").click()
        visit.page.get_by_text("antwoorden genomen").wait_for()
        assert "Ada Nieuw hoort bij Basisschool De Brug" in main(visit).replace("\n", " ")
        assert visit.page.get_by_role("heading", name="Wat er zou veranderen").is_visible()


def test_what_is_only_proposed_is_not_taken_over_without_being_looked_at(
    served: Served, session: dict[str, Any]
) -> None:
    with client_of(served, session) as http:
        data = {"csrf_token": token_of(http.get("/invoeren").text)}
        file = {"bestand": ("ook.csv", NAMES.replace("Nieuw", "Nieuwer").encode())}
        sent = http.post("/invoeren", data=data, files=file)
        page = http.get(sent.headers["location"]).text
        name = page.partition('name="s-')[2].partition('"')[0]
        fields = {f"a-{name}": "create", f"s-{name}": "create", f"n-{name}": "Ada Nieuwer", "action": "look"}
        looked = http.post(sent.headers["location"], data={**data, **fields}, follow_redirects=True).text
        assert "hoort bij" in looked
        typed = {**data, **fields, "action": "save", "revision": ""}
        untouched = http.post(sent.headers["location"], data=typed, follow_redirects=True).text
        assert "antwoord genomen" not in untouched


def test_a_file_that_takes_long_tells_how_far_it_is_and_can_be_stopped(
    served: Served, session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PATIENCE_SECONDS", 0)
    with client_of(served, session) as http:
        data = {"csrf_token": token_of(http.get("/invoeren").text)}
        sent = http.post("/invoeren", data=data, files={"bestand": ("lang.csv", NAMES.encode())})
        begun = http.get(sent.headers["location"])
        assert begun.headers["location"].endswith("/bezig")
        shown = http.get(begun.headers["location"])
        while "refresh" in shown.headers:
            assert "Stoppen" in shown.text
            shown = http.get(begun.headers["location"])
        assert shown.headers["location"] == sent.headers["location"]
        shown = http.get(sent.headers["location"])
        assert "Ada Nieuw" in shown.text
        again = http.get(sent.headers["location"])
        stopped = http.post(again.headers["location"], data=data, follow_redirects=True)
        assert "Gestopt. Er is niets overgenomen." in stopped.text


def test_the_place_of_a_question_is_shown_in_the_file(served: Served, session: dict[str, Any]) -> None:
    book = workbook(["Taak", "Wie voert uit"], ["Netwerk onderhouden", "Wout"], name="Basisschool De Brug.xlsx")
    with client_of(served, session) as http:
        data = {"csrf_token": token_of(http.get("/invoeren").text)}
        sent = http.post("/invoeren", data=data, files={"bestand": (book.name, book.content)})
        at = f"{sent.headers['location'].partition('?')[0]}/plaats"
        shown = http.get(at, params={"plaats": "Taken!B2"})
        assert '<td class="here"><bdi>Wout</bdi></td>' in shown.text
        assert http.get(at, params={"plaats": "Nergens!B2"}).status_code == 404


SCHOOLS = {
    "blocks": "De Brug; 012345; Lokeren\nDe Sluis; 012346; Lokeren",
    "schools as columns": "De Brug\nDe Sluis",
    "crosses": "Basisschool De Brug",
}
OPEN = {
    "blocks": {"Wie is “An”": "Een nieuwe collega, met als naam: An"},
    "schools as columns": {"Cis": "Een nieuwe collega, met als naam: Cis", "iedereen": "Weglaten"},
    "crosses": {},
}
"""What has no suggestion, with what is chosen for it."""
MESSY = {
    "blocks": [
        ["Wie doet wat op onze scholen? 2026-2027"],
        ["De Brug"],
        ["Taak", "Wie voert uit", "Back-up"],
        ["Printers beheren", "An", "Els Goris"],
        [],
        ["De Sluis"],
        ["Taak", "Wie voert uit", "Back-up"],
        ["Printers", "Cis Wouters (vanaf begin oktober)", "?"],
        ["TOTAAL", 2, 1],
    ],
    "schools as columns": [
        ["Taak", "De Brug", "De Sluis", "Totaal"],
        ["Printers beheren", "An Peeters", "Cis + Els Goris", 3],
        ["Aankopen", "dir", "iedereen", None],
    ],
    "crosses": [
        ["Basisschool De Brug", None, None],
        [None, "An Peeters", "Els Goris"],
        ["Printers beheren", "x", "x (vrijdag)"],
        ["Netwerk", "R", "A"],
    ],
}


RIGHT = {
    "blocks": {
        ("EXECUTES", "An", "printers", "de-brug"),
        ("EXECUTES", "Els Goris", "printers", "de-brug"),
        ("EXECUTES", "Cis Wouters", "printers", "de-sluis"),
    },
    "schools as columns": {
        ("EXECUTES", "An Peeters", "printers", "de-brug"),
        ("EXECUTES", "Cis", "printers", "de-sluis"),
        ("EXECUTES", "Els Goris", "printers", "de-sluis"),
        ("EXECUTES", "Directeur De Brug", "aankopen", "de-brug"),
    },
    "crosses": {
        ("EXECUTES", "An Peeters", "printers", "basisschool-de-brug"),
        ("EXECUTES", "Els Goris", "printers", "basisschool-de-brug"),
        ("EXECUTES", "An Peeters", "netwerk", "basisschool-de-brug"),
        ("DECIDES", "Els Goris", "netwerk", "basisschool-de-brug"),
    },
}
"""Who does what in the messy workbooks: kind, who, a word of the task, and the key of the school."""
MOST_CLICKS = 10


class Clicks:
    """Clicks of somebody who brings in a file, counted; choosing from a list is one too."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.number = 0

    def follow(self, name: str) -> None:
        self._answered(self.visit.page.get_by_role("link", name=name, exact=True))

    def press(self, name: str) -> None:
        self._answered(self.visit.page.get_by_role("button", name=re.compile(f"^{name}")))

    def choose(self, text: str, label: str) -> None:
        self.number += 1
        choose(self.visit, text, label)

    def _answered(self, pressed: Any) -> None:
        self.number += 1
        with self.visit.page.expect_navigation():
            pressed.click()


@browsing
@pytest.mark.parametrize("layout", MESSY)
def test_a_messy_workbook_comes_in_from_empty_to_right_with_ten_clicks(
    browser: Any, tmp_path: Path, layout: str
) -> None:
    file = workbook(*MESSY[layout], title="Blad1", name="verdeling.xlsx")
    (tmp_path / file.name).write_bytes(file.content)
    desks: list[Desk] = []

    async def nothing(desk: Desk) -> None:
        desks.append(desk)

    with serving(nothing) as empty, Visit(browser, empty) as visit:
        clicks = Clicks(visit)
        visit.open("/")
        clicks.follow("Laad je takenoverzicht op")
        visit.page.locator("textarea").fill(SCHOOLS[layout])
        clicks.press("Toon wat begrepen is")
        clicks.press("Bewaar en ga verder")
        clicks.number += 1
        visit.page.locator("input[type=file]").set_input_files(tmp_path / file.name)
        clicks.press("Toon wat erin staat")
        for text, label in OPEN[layout].items():
            clicks.choose(text, label)
        clicks.press("Neem alle")
        assert "Dit was niet duidelijk" not in main(visit)
        clicks.press("Overnemen")
        visit.page.get_by_role("heading", name="Overgenomen").wait_for()
        assert clicks.number <= MOST_CLICKS
        snapshot = desks[0].snapshot
    found = {
        (edge.kind, name_of(snapshot, edge.from_id), name_of(snapshot, edge.to_id), place.partition("/")[2])
        for edge in snapshot.mandates()
        for place in edge.scope
    }
    assert len(found) == len(RIGHT[layout])
    for kind, who, task, place in RIGHT[layout]:
        assert any((kind, who, place) == (one[0], one[1], one[3]) and task in one[2].casefold() for one in found), found


def name_of(snapshot: Snapshot, node_id: str) -> str:
    node = snapshot.node(node_id)
    assert node is not None
    return node.name


@browsing
def test_the_pages_shut_nobody_out(browser: Any, served: Served, session: dict[str, Any], tmp_path: Path) -> None:
    found: list[str] = []
    with Visit(browser, served, storage_state=session) as visit:
        upload(visit, tmp_path, "collega's.csv", LIST)
        pages = [visit.page.url.removeprefix(served.address), "/invoeren", "/invoeren/ongedaan/1", "/invoeren/klaar/1"]
        for path in pages:
            for locale, scheme, width in (("nl", "light", 1280), ("en", "dark", 320)):
                visit.page.set_extra_http_headers({"accept-language": locale})
                visit.page.emulate_media(color_scheme=scheme)
                visit.page.set_viewport_size({"width": width, "height": 800})
                visit.open(path)
                found += [f"{path} ({locale}, {width}): {problem}" for problem in violations(visit.page)]
                if visit.width() > width:
                    found.append(f"{path} has to be scrolled sideways at {width}")
    assert not found, "\n".join(found)


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("foto.txt", "geen werkmap")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("taken.xlsx", zipped(), 422, "Dit is een ZIP-bestand, maar geen werkmap."),
        ("collega's.csv", "naam;e-mail\nAndré\x01;a@b.be\n".encode("latin-1"), 422, "Het bestand is niet in UTF-8"),
        ("foto.png", b"\x89PNG\r\n\x1a\n\0\0", 422, "Het soort bestand is niet herkend."),
        ("leeg.csv", b"", 422, "Het bestand is leeg."),
        ("mensen.csv", b"naam;e-mail\nAn;an@x.example;extra\n", 422, "mensen.csv:2"),
        ("groot.csv", b"naam;e-mail\n" + b"x" * 20_200_000, 413, "mag hoogstens 20 MB zijn"),
    ],
    ids=["renamed ZIP", "Latin-1", "picture", "empty", "shifted row", "too large"],
)
def test_a_file_that_cannot_be_taken_is_told_plainly_and_changes_nothing(
    served: Served, session: dict[str, Any], name: str, content: bytes, status: int, said: str
) -> None:
    with client_of(served, session) as http:
        before = http.get("/").text.partition("Revisie ")[2][:6]
        token = token_of(http.get("/invoeren").text)
        data, files = {"csrf_token": token}, {"bestand": (name, content)}
        answer = http.post("/invoeren", data=data, files=files, follow_redirects=True)
        assert (answer.status_code, said in answer.text) == (status, True), answer.text[-2000:]
        assert http.get("/").text.partition("Revisie ")[2][:6] == before


def test_an_odd_cell_is_told_first_with_what_to_do_and_refuses_nothing(served: Served, session: dict[str, Any]) -> None:
    with client_of(served, session) as http:
        data = {"csrf_token": token_of(http.get("/invoeren").text)}
        file = {"bestand": ("mensen.csv", b"naam;e-mail\nAn;geen adres\n")}
        page = http.post("/invoeren", data=data, files=file, follow_redirects=True)
        assert page.status_code == 200
        noticed = page.text.partition('id="noticed"')[2].partition("</section>")[0]
        assert "is geen e-mailadres: niet overgenomen. Verbeter" in noticed


def test_a_note_calls_colleagues_and_schools_by_their_names(served: Served, session: dict[str, Any]) -> None:
    with client_of(served, session) as http:
        data = {"csrf_token": token_of(http.get("/invoeren").text)}
        file = {"bestand": ("mensen.csv", b"naam;e-mail;school\nCis Wouters;cis@elders.example;De Brug\n")}
        page = http.post("/invoeren", data=data, files=file, follow_redirects=True)
        assert "naast Cis Wouters (Basisschool De Sluis) met dezelfde naam" in page.text
        assert "person/cis" not in page.text.partition('id="noticed"')[2].partition("</section>")[0]


def test_tasks_that_were_saved_as_text_are_shown_as_a_sheet(served: Served, session: dict[str, Any]) -> None:
    with client_of(served, session) as http:
        data = {"csrf_token": token_of(http.get("/invoeren").text)}
        text = "Taak;Wie voert uit\nIets dat niemand kent;Iemand Anders\n"
        file = {"bestand": ("taken.csv", text.encode("utf-16"))}
        page = http.post("/invoeren", data=data, files=file, follow_redirects=True)
        assert "een takenoverzicht (Excel of CSV)" in page.text
        place = str(page.url.copy_with(query=None)) + "/plaats"
        shown = http.get(place, params={"plaats": "taken!B2"})
        assert (shown.status_code, '<td class="here"><bdi>Iemand Anders</bdi></td>' in shown.text) == (200, True)


def test_what_schools_have_is_offered_first_and_what_programs_write_last(
    served: Served, session: dict[str, Any]
) -> None:
    with client_of(served, session) as client:
        offered = client.get("/invoeren").text.partition("Wat kun je invoeren?")[2]
    titles = ("een takenoverzicht", "een lijst van collega", "JSON-LD", "een bestand van Mandaatwijzer zelf")
    places = [offered.find(title) for title in titles]
    assert -1 not in places
    assert places == sorted(places)


def test_too_many_files_are_refused_rather_than_cut_off(served: Served, session: dict[str, Any]) -> None:
    with client_of(served, session) as http:
        data = {"csrf_token": token_of(http.get("/invoeren").text)}
        files = [("bestand", (f"{number}.csv", b"naam;e-mail\n")) for number in range(21)]
        answer = http.post("/invoeren", data=data, files=files)
        assert answer.status_code == 422
        assert "Kies hoogstens 20 bestanden tegelijk." in answer.text


def test_the_cells_of_a_takenoverzicht_are_asked_by_address_and_shown_harmless(
    served: Served, session: dict[str, Any]
) -> None:
    book = workbook(
        ["Taakgroep", "Taak", "Wie voert uit"],
        ["Technisch", "Netwerk onderhouden", TURNED],
        ["Technisch", HOSTILE, "An Peeters"],
        name="Basisschool De Brug <b>.xlsx",
    )
    with client_of(served, session) as http:
        data = {"csrf_token": token_of(http.get("/invoeren").text)}
        page = http.post("/invoeren", data=data, files={"bestand": (book.name, book.content)}, follow_redirects=True)
        assert page.status_code == 200
        assert "Basisschool De Brug &lt;b&gt;.xlsx" in page.text
        assert "Taken!C2" in page.text
        assert "&lt;script&gt;document.title=" in page.text
        assert "<script>document" not in page.text
        assert "\u202e" not in page.text


def test_an_upload_is_seen_by_its_own_session_alone(served: Served, session: dict[str, Any]) -> None:
    with client_of(served, session) as mine, client_of(served, served.state) as other:
        token = token_of(mine.get("/invoeren").text)
        data, files = {"csrf_token": token}, {"bestand": ("mensen.csv", LIST.encode())}
        sent = mine.post("/invoeren", data=data, files=files)
        assert sent.status_code == 303
        assert "De Overkant" in mine.get(sent.headers["location"]).text
        assert other.get(sent.headers["location"]).status_code == 410
        assert other.post("/invoeren", data=data, files=files).status_code == 403
        without_token = mine.post("/invoeren", files=files)
        assert without_token.status_code == 403


def test_what_was_answered_survives_a_file_that_is_no_longer_kept(served: Served, session: dict[str, Any]) -> None:
    with client_of(served, session) as http:
        token = token_of(http.get("/invoeren").text)
        answer = {"csrf_token": token, "a-person-x": "skip", "action": "look"}
        gone = http.post("/invoeren/bestand/lang-geleden", data=answer)
        assert gone.status_code == 410
        assert "Kies het opnieuw" in gone.text
        assert '<input type="hidden" name="a-person-x" value="skip">' in gone.text
