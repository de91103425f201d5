"""Bringing a file in on the pages: look, answer, take over, undo; and what is said about files that cannot be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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


def question(visit: Visit, text: str) -> Any:
    return visit.page.locator("fieldset", has_text=text)


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
        question(visit, "De Overkant").get_by_label("Weglaten").check()
        question(visit, "zorgleerkracht").get_by_role("radio", name="Een nieuwe functie").check()
        press(visit, "Bekijk opnieuw met deze antwoorden")
        assert "2 vragen beantwoord" in main(visit)
        assert "zorgleerkracht is een functie bij Basisschool De Brug" in main(visit).replace("\n", " ")
        question(visit, "Wie is “Rik").get_by_role("radio", name="Een andere collega").check()
        question(visit, "Wie is “Rik").get_by_role("combobox").fill("Niemand Weet")
        press(visit, "Bekijk opnieuw met deze antwoorden")
        assert "Dit is niet gevonden" in question(visit, "Wie is “Rik").inner_text()
        question(visit, "Wie is “Rik").get_by_role("combobox").fill("ICT-coördinator")
        press(visit, "Overnemen")
        assert "Dit past hier niet." in question(visit, "Wie is “Rik").inner_text()
        question(visit, "Wie is “Rik").get_by_role("combobox").fill("cis wouters")
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
def test_names_that_are_like_nobodys_become_new_colleagues_at_once(
    browser: Any, served: Served, session: dict[str, Any], tmp_path: Path
) -> None:
    with Visit(browser, served, storage_state=session) as visit:
        upload(visit, tmp_path, "namen.csv", NAMES)
        press(visit, "De 2 namen die op niemand lijken, zijn nieuwe collega's")
        assert "2 vragen beantwoord" in main(visit)
        assert "Ada Nieuw hoort bij Basisschool De Brug" in main(visit)
        question(visit, "Wie is “Cis Wouters”?").wait_for()


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
        ("taken.xlsx", zipped(), 422, "Dit is een ZIP-bestand, maar geen Excel-werkmap."),
        ("collega's.csv", "naam;e-mail\nAndré;a@b.be\n".encode("latin-1"), 422, "Het bestand is niet in UTF-8"),
        ("foto.png", b"\x89PNG\r\n\x1a\n\0\0", 422, "De soort bestand is niet herkend."),
        ("leeg.csv", b"", 422, "Het bestand is leeg."),
        ("mensen.csv", b"naam;e-mail\nAn;geen adres\n", 422, "mensen.csv:2"),
        ("groot.csv", b"naam;e-mail\n" + b"x" * 20_200_000, 413, "mag hoogstens 20 MB zijn"),
    ],
    ids=["renamed ZIP", "Latin-1", "picture", "empty", "wrong cell", "too large"],
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
    with client_of(served, session) as mine, client_of(served, {"cookies": [{"value": "x"}]}) as other:
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
