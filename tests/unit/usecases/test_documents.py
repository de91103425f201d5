"""The documents as a reader gets them, in both languages and every format, from a school small enough to draw."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.domain.errors import InvalidInput, NotFound
from graph.reports.model import Picture, Report
from graph.reports.render import rendered
from graph.usecases.documents import DOCUMENT_FORMATS, DOCUMENTS, DocumentOptions, document
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from graph.words.catalogue import LANGUAGES, texts_in
from tests.graphs import Plains, edge, node, organisation, school, seat, snapshot_of

ON = date(2026, 10, 15)
VAART, BRUG = "organisation/vaart", "organisation/brug"
ABOUT = {
    "plan-chapter": BRUG,
    "role-sheet": "role/ict",
    "handover": "person/an",
    "contact-card": BRUG,
    "crisis-list": VAART,
    "survey": BRUG,
}


def small_school() -> list[Any]:
    """An serves De Brug from the group; Hilde is its head; Tom is absent and only a private number reaches him."""
    return [
        organisation("vaart", "school_group", name="Scholengroep De Vaart"),
        school("brug", under=["vaart"], name="De Brug"),
        node("person/an", name="An Peeters", email="an@vaart.example"),
        node("person/tom", name="Tom Smets"),
        node("person/hilde", name="Hilde Nys"),
        seat("role/ict", at=VAART, held_by=["person/an"], name="ICT-coördinator"),
        seat("role/head", at=BRUG, held_by=["person/hilde"], name="Directeur"),
        seat("role/print", at=BRUG, held_by=["person/tom"], name="Printerverantwoordelijke"),
        edge("SERVES", "role/ict", BRUG, hours_per_week=9, days=["mon_am", "mon_pm", "thu_am"]),
        edge("ABSENT_FROM", "person/tom", BRUG, since="2026-10-01"),
        node("task_group/tech", name="Technisch"),
        node("task/wifi", name="Netwerk onderhouden"),
        node("task/print", name="Printers beheren"),
        node("decision/buy", name="Toestellen aankopen"),
        node("decision/grant", name="Mandaten toekennen", grants_mandates=True),
        edge("IN_GROUP", "task/wifi", "task_group/tech"),
        edge("IN_GROUP", "task/print", "task_group/tech"),
        edge("EXECUTES", "role/ict", "task/wifi"),
        edge("EXECUTES", "role/print", "task/print"),
        edge("CONTACT_POINT_FOR", "role/ict", "task/wifi", rank=1),
        edge("CONTACT_POINT_FOR", "role/print", "task/print", rank=1),
        edge("DECIDES", "role/head", "decision/buy", ceiling_eur=5000),
        edge("DECIDES", "role/head", "decision/grant"),
        node("channel/mobile", name="Gsm", type="phone", address="0470 00 00 00", private=True),
        node("channel/desk", name="Lokaal", type="desk", address="lokaal 12"),
        edge("REACHED_BY", "role/ict", "channel/desk", rank=1),
        edge("REACHED_BY", "role/ict", "channel/mobile", rank=2),
        node("expertise/network", name="Netwerken"),
        edge("REQUIRES", "task/wifi", "expertise/network", level=3),
        edge("KNOWS", "person/an", "expertise/network", level=4),
    ]


def world_of(*plains: Plains, viewer: Viewer = LOCAL_OWNER) -> World:
    return World(graph=snapshot_of(*plains), on=ON, today=ON, viewer=viewer, known_at=1)


def written(name: str, world: World | None = None, language: str = "nl", **options: Any) -> str:
    """A document as Markdown."""
    report = document(
        world or world_of(small_school()), name, ABOUT[name], texts_in(language), DocumentOptions(**options)
    )
    return rendered(report, "md").decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_written_in_every_format_and_language(name: str, language: str) -> None:
    report = document(world_of(small_school()), name, ABOUT[name], texts_in(language))
    assert all(len(rendered(report, format_name)) > 200 for format_name in DOCUMENT_FORMATS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_about_next_to_nothing_is_still_one(name: str) -> None:
    bare = [school("brug"), organisation("vaart", "school_group"), node("role/ict"), node("person/an")]
    report = document(world_of(bare), name, ABOUT[name], texts_in("nl"))
    assert rendered(report, "html")


def test_the_plan_chapter_names_functions_and_no_people_levels_or_absences() -> None:
    chapter = written("plan-chapter")
    assert "ICT-coördinator" in chapter
    assert "tot en met € 5.000" in chapter.replace("\u00a0", " ")
    for hidden in ("An Peeters", "Tom Smets", "Hilde Nys", "afwezig", "referentie", "task/", "DECIDES"):
        assert hidden not in chapter


def test_the_plan_chapter_names_people_when_asked() -> None:
    assert "An Peeters" in written("plan-chapter", names=True)


def test_the_role_sheet_tells_the_limit_the_days_and_the_expertise() -> None:
    sheet = written("role-sheet")
    assert "maandag en donderdagvoormiddag" in sheet
    assert "Helpt collega" in sheet
    assert "An Peeters" in sheet
    assert "An Peeters" not in written("role-sheet", names=False)


def test_the_handover_sheet_tells_the_last_day_and_asks() -> None:
    sheet = written("handover", leaves_on=date(2027, 7, 1))
    assert "Laatste dag: 30 juni 2027" in sheet
    assert "nog niemand gekend" in sheet


def test_a_private_number_stands_on_the_crisis_list_alone() -> None:
    assert "0470 00 00 00" in written("crisis-list")
    for name in set(DOCUMENTS) - {"crisis-list"}:
        assert "0470" not in written(name)


def test_the_contact_card_gives_the_work_address_of_whom_no_other_way_is_known() -> None:
    cis = [
        node("person/cis", name="Cis Wouters", email="cis@vaart.example"),
        edge("CONTACT_POINT_FOR", "person/cis", "decision/buy", scope=[BRUG]),
    ]
    card = written("contact-card", world_of(small_school(), cis))
    assert "cis@vaart.example" in card
    assert "lokaal 12" in card
    assert "an@vaart.example" not in card


def test_the_contact_card_has_a_code_to_scan_when_it_has_an_address() -> None:
    def pictures(report: Report) -> list[Picture]:
        return [block for block in report.blocks if isinstance(block, Picture)]

    world = world_of(small_school())
    address = "https://wijzer.example/organisatie/brug"
    with_code = document(world, "contact-card", BRUG, texts_in("nl"), DocumentOptions(address=address))
    assert [picture.drawing.description for picture in pictures(with_code)] == [address]
    assert address in rendered(with_code, "md").decode()
    assert pictures(document(world, "contact-card", BRUG, texts_in("nl"))) == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "brug", "", "https://x.example/" + "a" * 500])
def test_a_code_to_scan_leads_to_a_page_of_the_web(address: str) -> None:
    with pytest.raises(InvalidInput, match="https://") as refused:
        document(world_of(small_school()), "contact-card", BRUG, texts_in("nl"), DocumentOptions(address=address))
    assert refused.value.problems[0].field == "address"


def test_the_survey_asks_what_the_tasks_here_require() -> None:
    assert "Netwerken" in written("survey")
    assert "Wie mag je antwoorden zien?" in written("survey")


def test_a_pupil_from_elsewhere_is_not_named_in_a_document() -> None:
    pupil = [
        node("person/bo", name="Bo Leerling", type="pupil"),
        edge("AFFILIATED_WITH", "person/bo", BRUG),
        edge("CONTACT_POINT_FOR", "person/bo", "task/wifi", scope=[BRUG], rank=0),
    ]
    stranger = Viewer(
        kind=ViewerKind.PERSON, name="els", person="person/els", organisations=frozenset({"organisation/elders"})
    )
    world = world_of(small_school(), pupil, school("elders"), viewer=stranger)
    assert "Bo Leerling" not in written("contact-card", world)
    assert "een collega" in written("contact-card", world)


def test_what_is_unknown_is_told() -> None:
    world, texts = world_of(small_school()), texts_in("nl")
    with pytest.raises(NotFound):
        document(world, "role-sheet", "role/none", texts)
    with pytest.raises(NotFound):
        document(world, "handover", "person/none", texts)
    with pytest.raises(InvalidInput, match="plan-chapter, role-sheet"):
        document(world, "novel", BRUG, texts)
