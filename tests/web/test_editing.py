"""Every fact where it stands: looked at, corrected, changed from a day on, ended, taken away, added to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, unquote

import httpx
import pytest

from tests.api.clients import BRUG, GROUP, small_group
from tests.web.conftest import put, serving
from tests.web.writers import at_step, client_of, session_of, token_of


@pytest.fixture
def writer() -> Iterator[httpx.Client]:
    """A program in the session of the printed address, over the small group."""
    with serving(lambda desk: put(desk, small_group())) as served, client_of(served, session_of(served)) as client:
        yield client


def facts(client: httpx.Client, record: str) -> str:
    return client.get("/gegevens", params={"record": record}).text


def new_number(client: httpx.Client) -> str:
    """The id of the phone number that was added to the school: it says nothing."""
    return re.findall(r"channel/[0-9a-f]{12}", unquote(facts(client, BRUG)))[0]


def saved(client: httpx.Client, form: str, **typed: str) -> httpx.Response:
    """Open a form with what its address says, and save it."""
    opened = client.get(f"/wijzigen/{form}", params=typed)
    assert opened.status_code == 200
    return sent(client, form, **typed, csrf_token=token_of(opened.text))


def sent(client: httpx.Client, form: str, **typed: str) -> httpx.Response:
    """The answer to a form that was to be saved: when it was not, the page with what was typed."""
    answer = client.post(f"/wijzigen/{form}", data={**typed, "action": "save"})
    step = at_step(answer)
    return answer if step is None else client.get(step)


def test_every_fact_about_a_school_has_the_ways_to_change_it(writer: httpx.Client) -> None:
    page = facts(writer, BRUG)
    assert "Wat erover genoteerd is" in page
    assert page.count("Anders vanaf een dag") == page.count("/wijzigen/verbeteren?") - 1
    assert "+ functie" in page


def test_somebody_who_only_reads_is_offered_no_change(writer: httpx.Client) -> None:
    with httpx.Client(base_url=writer.base_url, headers={"accept-language": "nl"}) as reader:
        assert "/wijzigen/verbeteren" not in facts(reader, BRUG)


def test_a_new_phone_number_is_a_fact_of_the_school(writer: httpx.Client) -> None:
    answer = saved(
        writer, "toevoegen", kind="channel", at=BRUG, name="Secretariaat", type="phone", address="015 00 00 01"
    )
    assert answer.status_code == 303
    assert "Secretariaat" in facts(writer, BRUG)


def test_a_name_is_corrected_and_the_history_tells_both(writer: httpx.Client) -> None:
    answer = saved(writer, "verbeteren", record=BRUG, name="Basisschool De Nieuwe Brug", type="school")
    assert (answer.status_code, answer.headers["location"]) == (303, "/organisatie/brug")
    history = writer.get("/geschiedenis/organisation/brug").text
    assert "Basisschool De Brug" in history
    assert "Basisschool De Nieuwe Brug" in history


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(writer: httpx.Client) -> None:
    answer = saved(writer, "toevoegen", kind="role", at=BRUG, name="Mediacoach", seats="veel")
    assert answer.status_code == 422
    assert 'id="e-seats"' in answer.text
    assert 'value="Mediacoach"' in answer.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": "person", "at": BRUG, "name": "An Peters", "email": "An@vaart.example"}, "heeft dit e-mailadres al"),
        ({"kind": "person", "at": BRUG, "name": "Peeters An"}, "heet al zo"),
        ({"kind": "task", "name": "printers beheren"}, "heet al zo"),
        ({"kind": "organisation", "name": "De Nieuwe", "type": "school", "number": "012345"}, "heeft dit nummer al"),
    ],
)
def test_what_is_there_already_is_said_before_a_second_one_is_made(
    writer: httpx.Client, typed: dict[str, str], told: str
) -> None:
    opened = writer.get("/wijzigen/toevoegen", params=typed)
    answer = writer.post(
        "/wijzigen/toevoegen", data={**typed, "action": "preview", "csrf_token": token_of(opened.text)}
    )
    page = writer.get(answer.headers["location"]).text
    assert "Staat er al" in page
    assert told in page


def test_a_correction_that_gives_no_name_or_address_tells_of_no_other(writer: httpx.Client) -> None:
    saved(writer, "toevoegen", kind="person", at=BRUG, name="An Peeters")
    opened = writer.get("/wijzigen/verbeteren", params={"record": "person/an"}).text
    typed = {"record": "person/an", "name": "An Peeters", "email": "an@vaart.example", "given_name": "An"}
    data = {**typed, "action": "preview", "csrf_token": token_of(opened)}
    page = writer.get(writer.post("/wijzigen/verbeteren", data=data).headers["location"]).text
    assert "Wat dit doet" in page
    assert "Staat er al" not in page


def test_a_record_says_what_goes_with_it_before_it_is_taken_away(writer: httpx.Client) -> None:
    saved(writer, "toevoegen", kind="channel", at=BRUG, name="Oud nummer", type="phone")
    number = new_number(writer)
    page = writer.get("/wijzigen/verwijderen", params={"record": number}).text
    assert "Er verdwijnt 1 gegeven mee." in page
    assert saved(writer, "verwijderen", record=number).status_code == 303
    assert "Oud nummer" not in facts(writer, BRUG)


def test_what_somebody_took_away_while_its_form_was_open_is_told_so(writer: httpx.Client) -> None:
    saved(writer, "toevoegen", kind="channel", at=BRUG, name="Oud nummer", type="phone")
    number = new_number(writer)
    opened = writer.get("/wijzigen/verbeteren", params={"record": number}).text
    saved(writer, "verwijderen", record=number)
    stood = unescape(opened.partition('name="stood" value="')[2].partition('"')[0])
    typed = {"record": number, "name": "Nieuw nummer", "type": "phone", "stood": stood}
    answer = sent(writer, "verbeteren", **typed, csrf_token=token_of(opened))
    assert answer.status_code == 422
    assert "Iemand nam dit intussen weg." in answer.text


def test_two_things_that_are_there_are_joined(writer: httpx.Client) -> None:
    saved(writer, "toevoegen", kind="task", name="Touchscreens beheren")
    answer = saved(writer, "toevoegen", kind="NOT_USED_AT", fixed="to", to=BRUG, **{"from": "Touchscreens beheren"})
    assert answer.status_code == 303
    assert "Touchscreens beheren" in facts(writer, BRUG)


def test_a_form_that_was_opened_from_nowhere_says_so(writer: httpx.Client) -> None:
    """Of what was taken away after the form was opened, for instance."""
    opened = writer.get("/wijzigen/verbeteren", params={"record": BRUG})
    answer = sent(writer, "verbeteren", record="task/nergens", csrf_token=token_of(opened.text))
    assert answer.status_code == 422
    assert "Open dit formulier vanaf een pagina." in answer.text


def test_the_fixed_days_are_those_of_the_function_that_somebody_has(writer: httpx.Client) -> None:
    page = writer.get("/persoon/an").text
    form = page.partition("/wijzigen/vaste-dagen?holding=")[2].partition('"')[0]
    answer = saved(writer, "vaste-dagen", **{"holding": form, "half:mon_am": GROUP, "half:thu_pm": GROUP})
    assert answer.status_code == 303
    opened = writer.get("/wijzigen/vaste-dagen", params={"holding": form}).text
    assert opened.count(f'value="{GROUP}" selected') == 2


def test_every_fact_has_a_way_to_change_it_beside_it(writer: httpx.Client) -> None:
    """What it says is different from a day on, stops, was wrong, or should never have been there."""
    person = writer.get("/persoon/an").text
    facts_of_an = {
        unquote(each)
        for each in re.findall(r"/gegevens\?record=((?:knows|holds|executes|decides|steers)%2F\w+)", person)
    }
    assert facts_of_an
    for fact in facts_of_an:
        page = writer.get("/gegevens", params={"record": fact})
        for form in ("wijzigen-vanaf", "beeindigen", "verbeteren", "verwijderen"):
            assert f"/wijzigen/{form}?record={quote(fact, safe='')}" in page.text
        assert "Je zet recht wat fout is" in page.text


def test_of_a_fact_that_is_not_there_nothing_is_told(writer: httpx.Client) -> None:
    assert writer.get("/gegevens", params={"record": "executes/nergens"}).status_code == 404
