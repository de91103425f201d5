"""What findings say, word for word."""

from __future__ import annotations

from typing import Any, NamedTuple

from graph.analyses.gaps.report import mandate_gaps
from graph.words.names import said_in
from tests.graphs import Plains, day, edge, node, norm, organisation, school, seat, snapshot_of

BRUG = "organisation/brug"
WIFI = "task/wifi"
BASE: list[Plains] = [
    school("brug", name="De Brug"),
    node(WIFI, name="wifi", names={"en": "wireless network"}),
    node("person/an", name="An Peeters"),
    node("person/tom", name="Tom Claes"),
]


class Said(NamedTuple):
    """A message in both languages."""

    nl: str
    en: str


def message(*plains: Plains, on: str = "2026-11-24") -> Said:
    snapshot = snapshot_of(BASE, *plains)
    (found,) = mandate_gaps(snapshot, day(on)).findings
    return Said(nl=said_in(found.message, snapshot, "nl"), en=said_in(found.message, snapshot, "en"))


def mandate(kind: str = "EXECUTES", person: str = "person/an", **fields: Any) -> Plains:
    return edge(kind, person, WIFI, **{"scope": [BRUG], "since": "2026-09-01", **fields})


def asks(kind: str = "EXECUTES", **fields: Any) -> Plains:
    return norm("norm/wifi", WIFI, kind, **fields)


def test_each_kind_of_mandate_has_its_own_words() -> None:
    assert message(asks("DECIDES")).nl == "Niemand aangeduid om te beslissen over “wifi” bij De Brug."
    assert message(asks("EXECUTES")).nl == "Niemand aangeduid om “wifi” uit te voeren bij De Brug."
    assert message(asks("STEERS")).nl == "Niemand aangeduid om “wifi” aan te sturen en op te volgen bij De Brug."
    assert message(asks("CONTACT_POINT_FOR")).nl == "Niemand aangeduid als aanspreekpunt voor “wifi” bij De Brug."


def test_english_uses_the_english_names() -> None:
    assert message(asks("DECIDES")).en == "Nobody appointed to decide on “wireless network” at De Brug."
    assert (
        message(asks("CONTACT_POINT_FOR")).en == "Nobody appointed as contact point for “wireless network” at De Brug."
    )


def test_a_gap_of_a_group_says_how_many_it_affects() -> None:
    plain = [organisation("groep", "school_group", name="Groep"), edge("PART_OF", BRUG, "organisation/groep"), asks()]
    found = message(*plain)
    assert found.nl == "Niemand aangeduid om “wifi” uit te voeren bij Groep. Dit raakt ook 1 andere organisatie."
    assert found.en.endswith("This also affects 1 other organisation.")


def test_what_ends_soon_names_the_last_day() -> None:
    found = message(mandate(until="2027-01-01"), asks())
    assert found.nl == (
        "Loopt af op 31 december 2026, nog geen opvolger: wie is aangeduid om “wifi” uit te voeren bij De Brug."
    )
    assert found.en.startswith("Ends on 31 December 2026, no successor yet:")


def test_counts_are_told() -> None:
    assert message(mandate(), asks(minimum=2)).nl == (
        "Te weinig mensen aangeduid om “wifi” uit te voeren bij De Brug: 1, er zijn er minstens 2 nodig."
    )
    assert message(mandate(), mandate(person="person/tom"), asks(maximum=1)).nl == (
        "Te veel mensen aangeduid om “wifi” uit te voeren bij De Brug: 2, er mogen er hoogstens 1 zijn."
    )


def test_more_than_one_decider_is_called_that() -> None:
    group = [organisation("groep", "school_group"), edge("PART_OF", BRUG, "organisation/groep")]
    plain = [mandate("DECIDES", person, granted_by="organisation/groep") for person in ("person/an", "person/tom")]
    assert message(*group, *plain, asks("DECIDES", maximum=1, applies_to_types=["school"])).nl == (
        "Meer dan één beslisser voor “wifi” bij De Brug: het zijn er 2."
    )


def test_an_unfilled_function_is_named() -> None:
    assert message(seat("role/ict", at=BRUG, name="ICT-coördinator")).nl == (
        "Functie niet ingevuld: ICT-coördinator bij De Brug."
    )


def test_a_function_with_too_many_people_tells_how_many_there_are_and_how_many_places() -> None:
    crowded = seat("role/ict", at=BRUG, name="ICT-coördinator", held_by=["person/an", "person/tom"])
    assert message(crowded) == (
        "Te veel mensen in een functie: ICT-coördinator bij De Brug heeft er 2 voor 1 plaats.",
        "Too many people in a function: ICT-coördinator at De Brug has 2 for 1 place.",
    )


def test_what_was_last_confirmed_is_told_with_the_school_year_that_counts() -> None:
    assert message(mandate(since="2025-09-01")).nl == (
        "Dit schooljaar nog niet nagekeken: wie is aangeduid om “wifi” uit te voeren bij De Brug "
        "(laatst op 1 september 2025)."
    )
    assert message(mandate(since="2024-09-01"), on="2026-10-01").nl.startswith("Vorig schooljaar niet nagekeken:")


def test_dates_that_do_not_fit_are_shown_without_the_name_of_a_person() -> None:
    plain = [
        node("person/els", name="Els Maes", since="2026-09-01"),
        edge("AFFILIATED_WITH", "person/els", BRUG, since="2026-08-15"),
    ]
    found = message(*plain)
    assert found.nl == (
        "Data kloppen niet bij De Brug: de band met “De Brug” loopt vanaf 15 augustus 2026, "
        "maar de persoon in kwestie bestaat vanaf 1 september 2026."
    )
    assert "Els" not in found.en


def test_missing_expertise_names_the_topics() -> None:
    plain = [
        node("expertise/netwerk", name="netwerken"),
        edge("REQUIRES", WIFI, "expertise/netwerk"),
        edge("KNOWS", "person/an", "expertise/netwerk", level=1),
        mandate(),
    ]
    assert message(*plain).nl == (
        "Nodige expertise niet gekend bij deze persoon: “netwerken”, nodig om “wifi” uit te voeren bij De Brug."
    )


def test_a_fallback_is_named_by_its_function() -> None:
    plain = [
        node("role_type/directie"),
        seat("role/directeur", at=BRUG, held_by=["person/an"], name="de directie"),
        edge("OF_TYPE", "role/directeur", "role_type/directie"),
        asks(fallback="role_type/directie"),
    ]
    assert message(*plain).nl == (
        "Komt nu bij de directie terecht: niemand aangeduid om “wifi” uit te voeren bij De Brug."
    )
