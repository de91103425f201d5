"""Whoever may not change something proposes it by the same form, and reads what became of it."""

from __future__ import annotations

import asyncio
import re
from html import unescape

import httpx
import pytest

from graph.domain.kinds import Channel, Person
from graph.store.kept import Proposal
from graph.usecases.desk import Desk
from tests.graphs import edge, node
from tests.signed_in import signed_in
from tests.unit.usecases.groups import BEEK, BRUG
from tests.web.test_what_one_may import browser, forms_of
from tests.web.writers import at_step

PHONE = "channel/brug"
MORE = (
    node(PHONE, name="Secretariaat", type="phone", address="+3215000001"),
    edge("REACHED_BY", "role/secretariaat", PHONE),
)
CORRECT = "/wijzigen/verbeteren"
TYPED = {"record": PHONE, "name": "Secretariaat", "type": "phone", "address": "+3215000002"}


def plain(answer: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


async def token(http: httpx.AsyncClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', (await http.get("/wijzigen/niet-beschikbaar")).text)
    assert found is not None
    return found[1]


async def send(http: httpx.AsyncClient, path: str, **values: str) -> httpx.Response:
    """What a form answers: when it was not saved, the page with what was typed."""
    answer = await http.post(path, data={"csrf_token": await token(http), **values})
    step = at_step(answer)
    return answer if step is None else await http.get(step)


async def propose(http: httpx.AsyncClient, **values: str) -> str:
    """Send the form as a proposal; the address of its page."""
    answer = await send(http, CORRECT, action="propose", **{**TYPED, **values})
    assert answer.status_code == 303, plain(answer)
    return answer.headers["location"]


async def be(http: httpx.AsyncClient, desk: Desk, name: str) -> None:
    """Let the browser be that of somebody else."""
    http.cookies.clear()
    for cookie, value in (await signed_in(desk, f"person/{name}", "school")).items():
        http.cookies.set(cookie, value)


def number_of(desk: Desk) -> str | None:
    channel = desk.snapshot.find(Channel, PHONE)
    assert channel is not None
    return channel.address


async def test_the_same_form_is_a_proposal_for_who_may_not_change_it() -> None:
    async with browser("lies", *MORE) as (http, desk):
        opened = await http.get(f"{CORRECT}?record={PHONE}")
        assert "Je wijzigt dit hier niet zelf" in plain(opened)
        shown = await send(http, CORRECT, action="preview", **TYPED)
        assert shown.status_code == 200
        assert 'value="propose"' in shown.text
        assert 'value="save"' not in shown.text
        assert "kim ( secretariaat , brug )" in plain(shown)
        sent = await propose(http, waarom_voorstel="de centrale is vervangen")
        page = await http.get(sent)
        assert "wacht op antwoord" in plain(page)
        assert "de centrale is vervangen" in plain(page)
        assert "+3215000001 → +3215000002" in plain(page)
        assert "Dit gaat naar kim" in plain(page)
        assert (number_of(desk), desk.revision) == ("+3215000001", 1)


async def test_who_may_change_it_is_offered_no_proposal() -> None:
    async with browser("kim", *MORE) as (http, _):
        shown = await send(http, CORRECT, action="preview", **TYPED)
        assert 'value="propose"' not in shown.text
        assert 'value="save"' in shown.text


async def test_who_may_elsewhere_is_offered_to_propose_where_they_may_not() -> None:
    async with browser("dir", *MORE) as (http, _):
        shown = await send(http, CORRECT, action="preview", record=BEEK, name="Aan de beek", type="school")
        assert 'value="propose"' in shown.text
        assert 'value="save"' not in shown.text


async def test_it_waits_on_the_overview_of_who_decides_and_is_accepted_there() -> None:
    async with browser("lies", *MORE) as (http, desk):
        page = await propose(http, waarom_voorstel="nieuw nummer")
        await be(http, desk, "kim")
        mine = plain(await http.get("/mij"))
        assert "1 voorstel wacht op je antwoord" in mine
        assert "nieuw nummer" in mine
        text = (await http.get(page)).text
        assert 'value="accept"' in text
        assert 'id="effect"' in text
        assert (await send(http, page, action="accept")).status_code == 303
        assert number_of(desk) == "+3215000002"
        assert "voorgesteld door lies: nieuw nummer" in plain(await http.get("/geschiedenis"))
        again = await send(http, page, action="accept")
        assert again.status_code == 303
        assert desk.revision == 2
        await be(http, desk, "lies")
        assert "aanvaard" in plain(await http.get("/mij"))


async def test_it_is_declined_with_a_word_that_who_proposed_it_reads() -> None:
    async with browser("lies", *MORE) as (http, desk):
        page = await propose(http)
        await be(http, desk, "kim")
        assert (await send(http, page, action="decline", word="")).status_code == 422
        assert (await send(http, page, action="decline", word="dat is van de buren")).status_code == 303
        await be(http, desk, "lies")
        for path in (page, "/voorstellen", "/mij", "/mij/gegevens"):
            assert "dat is van de buren" in plain(await http.get(path)), path
        assert number_of(desk) == "+3215000001"


async def test_it_is_changed_in_the_form_before_it_is_saved() -> None:
    async with browser("lies", *MORE) as (http, desk):
        page = await propose(http)
        key = page.rpartition("/")[2]
        await be(http, desk, "kim")
        form = await http.get(f"{CORRECT}?voorstel={key}")
        assert 'value="+3215000002"' in form.text
        assert f'name="voorstel" value="{key}"' in form.text
        typed = {**TYPED, "address": "+3215000009", "voorstel": key}
        assert (await send(http, CORRECT, action="save", **typed)).status_code == 303
        assert number_of(desk) == "+3215000009"
        assert (await desk.revisions(1))[-1].reason == "voorgesteld door person/lies"
        assert "in een andere vorm aanvaard" in plain(await http.get(page))


async def test_who_may_not_decide_can_answer_it_by_no_form() -> None:
    async with browser("lies", *MORE) as (http, desk):
        key = (await propose(http)).rpartition("/")[2]
        await be(http, desk, "veer")
        typed = {"person": "person/veer", "from": "2026-11-02", "voorstel": key}
        assert (await http.get(f"/wijzigen/niet-beschikbaar?voorstel={key}")).status_code == 404
        assert (await send(http, "/wijzigen/niet-beschikbaar", action="save", **typed)).status_code == 409
        assert desk.revision == 1
        (there,) = await desk.access.all(Proposal, desk.clock.now())
        assert there.is_open


async def test_two_clicks_propose_it_once() -> None:
    async with browser("lies", *MORE) as (http, desk):
        form = {"csrf_token": await token(http), "action": "propose", "key": "of this page", **TYPED}
        first, second = await asyncio.gather(*(http.post(CORRECT, data=form) for _ in range(2)))
        assert first.headers["location"] == second.headers["location"]
        other = await http.post(CORRECT, data={**form, "address": "+3215000003"})
        assert other.headers["location"] != first.headers["location"]
        assert len(await desk.access.all(Proposal, desk.clock.now())) == 2


async def test_a_form_that_answers_what_was_withdrawn_meanwhile_goes_on_without_it() -> None:
    async with browser("lies", *MORE) as (http, desk):
        page = await propose(http)
        key = page.rpartition("/")[2]
        await be(http, desk, "kim")
        typed = {**TYPED, "address": "+3215000009", "voorstel": key}
        await send(http, CORRECT, action="preview", **typed)
        await be(http, desk, "lies")
        await send(http, page, action="withdraw")
        await be(http, desk, "kim")
        told = await send(http, CORRECT, action="save", **typed)
        assert told.status_code == 409
        assert "Het voorstel wacht niet meer op je antwoord" in plain(told)
        assert 'value="+3215000009"' in told.text
        for text in (
            told.text,
            (await http.get(re.findall(r'href="([^"]*bezig=[^"]+)"', (await http.get("/")).text)[0])).text,
        ):
            assert 'name="voorstel"' not in text
        del typed["voorstel"]
        assert (await send(http, CORRECT, action="save", **typed)).status_code == 303
        assert number_of(desk) == "+3215000009"


async def test_a_form_that_answers_what_another_accepted_meanwhile_shows_both_values() -> None:
    async with browser("lies", *MORE) as (http, desk):
        page = await propose(http)
        key = page.rpartition("/")[2]
        await be(http, desk, "kim")
        stood = re.search(r'name="stood" value="([^"]+)"', (await http.get(f"{CORRECT}?voorstel={key}")).text)
        assert stood is not None
        typed = {**TYPED, "address": "+3215000009", "voorstel": key, "stood": unescape(stood[1])}
        await be(http, desk, "kaat")
        await send(http, page, action="accept")
        await be(http, desk, "kim")
        told = await send(http, CORRECT, action="save", **typed)
        assert told.status_code == 409
        assert "Het voorstel wacht niet meer op je antwoord" in plain(told)
        assert "kaat" in plain(told)
        assert "+3215000002" in plain(told)
        assert number_of(desk) == "+3215000002"


async def test_who_would_change_what_was_answered_already_is_led_to_the_answer() -> None:
    async with browser("lies", *MORE) as (http, desk):
        page = await propose(http)
        await be(http, desk, "kim")
        await send(http, page, action="decline", word="dat is van de buren")
        answer = await http.get(f"{CORRECT}?voorstel={page.rpartition('/')[2]}")
        assert (answer.status_code, answer.headers["location"]) == (303, page)


async def test_a_proposal_opens_in_no_other_form_than_its_own() -> None:
    async with browser("lies", *MORE) as (http, desk):
        key = (await propose(http)).rpartition("/")[2]
        await be(http, desk, "kim")
        assert (await http.get(f"{CORRECT}?voorstel={key}")).status_code == 200
        assert (await http.get(f"/wijzigen/niet-beschikbaar?voorstel={key}")).status_code == 404


async def test_nobody_else_finds_its_page_or_answers_it() -> None:
    async with browser("lies", *MORE) as (http, desk):
        page = await propose(http)
        for name in ("dir", "veer"):
            await be(http, desk, name)
            assert (await http.get(page)).status_code == 404
            for action in ("accept", "decline", "withdraw"):
                assert (await send(http, page, action=action, word="nee")).status_code == 404
        await be(http, desk, "lies")
        assert (await send(http, page, action="accept")).status_code == 404
        assert (await http.post(page, data={"action": "withdraw"})).status_code == 403
        assert (await send(http, page, action="withdraw")).status_code == 303
        assert "teruggetrokken" in plain(await http.get(page))


async def test_one_that_no_longer_fits_says_so_and_cannot_be_accepted() -> None:
    async with browser("lies", *MORE) as (http, desk):
        page = await propose(http)
        await be(http, desk, "kim")
        assert (await send(http, CORRECT, action="save", **{**TYPED, "address": "+3215000005"})).status_code == 303
        shown = await http.get(page)
        assert "Iemand anders wijzigde intussen iets" in plain(shown)
        assert 'value="accept"' not in shown.text
        assert (await send(http, page, action="accept")).status_code == 422
        assert number_of(desk) == "+3215000005"


async def test_what_a_form_did_not_show_stays_as_it_is() -> None:
    """A member does not see by what numbers a colleague signs in: correcting a name does not empty them."""
    nele = node("person/nele", identifiers=["smartschool:nele.dw"], share_expertise="school")
    async with browser("lies", *MORE, nele, edge("AFFILIATED_WITH", "person/nele", BRUG)) as (http, desk):
        assert "nele.dw" not in (await http.get(f"{CORRECT}?record=person/nele")).text
        typed = {"record": "person/nele", "name": "Nele De Wit", "type": "staff", "share_expertise": "school"}
        page = await propose(http, **typed)
        await be(http, desk, "kaat")
        assert (await send(http, page, action="accept")).status_code == 303
        found = desk.snapshot.find(Person, "person/nele")
        assert found is not None
        assert (found.name, found.identifiers) == ("Nele De Wit", ("smartschool:nele.dw",))
        assert found.share_expertise == "school"


@pytest.mark.parametrize("path", ["/wijzigen/klopt-nog", "/wijzigen/bewust-zo-laten"])
async def test_what_is_somebody_s_own_word_is_not_proposed(path: str) -> None:
    async with browser("lies", *MORE) as (http, desk):
        answer = await send(http, path, action="propose", about=BRUG, finding="x", organisation=BRUG)
        assert answer.status_code in (403, 422)
        assert await desk.access.all(Proposal, desk.clock.now()) == []


async def test_the_facts_of_a_school_lead_to_the_forms_that_propose() -> None:
    async with browser("lies", *MORE) as (http, _):
        facts = (await http.get(f"/gegevens?record={PHONE}")).text
    assert "verbeteren" in forms_of(facts)
