"""What a record may hold, whatever the way in: names that can be read, addresses, numbers and days within reach."""

from __future__ import annotations

from typing import Any

import pytest

from graph.domain.codec import fitted, read_record, value_problems
from graph.domain.errors import Problem
from graph.domain.kinds import Channel, Organisation, Person

PERSON = {"kind": "person", "id": "person/an", "name": "An"}
CHANNEL = {"kind": "channel", "id": "channel/x", "name": "Lijn"}
SCHOOL = {"kind": "organisation", "id": "organisation/brug", "name": "De Brug", "type": "school"}


def problems_of(plain: dict[str, Any]) -> list[str | None]:
    problems: list[Problem] = []
    read_record(plain, "", problems)
    return [problem.field for problem in problems]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Rene\u0301", "Ren\u00e9"),
        ("\u200bNele\ufeff Peeters", "Nele Peeters"),
        ("Jan\u202etoT", "JantoT"),
        ("\u0646\u200c\u0646", "\u0646\u200c\u0646"),
        ("An\u200dn", "Ann"),
    ],
)
def test_a_name_is_kept_without_signs_that_cannot_be_seen(written: str, kept: str) -> None:
    record = read_record({**PERSON, "name": written, "names": {"nl": written}}, "", [])
    assert isinstance(record, Person)
    assert (record.name, record.names) == (kept, (("nl", kept),))


@pytest.mark.parametrize("name", ["\u200b\u200d", "\u3164", "...", "\u202e"])
def test_a_name_without_a_letter_is_refused(name: str) -> None:
    assert problems_of({**PERSON, "name": name}) == ["name"]


@pytest.mark.parametrize(
    ("email", "good"), [("an@x.be", True), ("jan@@x", False), ("An;an@x.be", False), ("an", False)]
)
def test_an_e_mail_address_has_one_at(email: str, good: bool) -> None:
    assert problems_of({**PERSON, "email": email}) == ([] if good else ["email"])


@pytest.mark.parametrize(
    ("sort", "address", "good"),
    [
        ("phone", "015 00 00 10", True),
        ("phone", "+32 (0)15/00.00.10 toestel 12", True),
        ("phone", "112", True),
        ("phone", "tel:+3215000010", True),
        ("phone", "vraag het An", False),
        ("mail", "ict@x.be", True),
        ("mail", "mailto:ict@x.be", True),
        ("mail", "ict at x", False),
        ("mail", "tel:112", False),
        ("ticketing", "https://x.be", True),
        ("ticketing", "javascript:alert(1)", False),
        ("chat", "ICT basis: vraag An", True),
        ("whatsapp", "data:text/html,x", False),
    ],
)
def test_the_address_of_a_channel_is_what_its_sort_asks(sort: str, address: str, good: bool) -> None:
    assert problems_of({**CHANNEL, "type": sort, "address": address}) == ([] if good else ["address"])


@pytest.mark.parametrize(
    ("link", "good"),
    [
        ("Plan <https://x.be/plan>", True),
        ("Vraag <mailto:ict@x.be>", True),
        ("Verslag: punt 3", True),
        ("Plan <javascript:alert(1)>", False),
        ("Plan < JAVASCRIPT:alert(1)>", False),
        ("ftp://x.be", False),
        ("data:text/html,x", False),
    ],
)
def test_a_link_leads_to_a_page_or_a_letter(link: str, good: bool) -> None:
    assert problems_of({**SCHOOL, "links": [link]}) == ([] if good else ["links"])


@pytest.mark.parametrize(("pupils", "good"), [(0, True), (2**31 - 1, True), (2**31, False), (2**53, False)])
def test_a_whole_number_fits_in_32_bits(pupils: int, good: bool) -> None:
    assert problems_of({**SCHOOL, "pupils": pupils}) == ([] if good else ["pupils"])


@pytest.mark.parametrize(
    ("since", "good"), [("1900-01-01", True), ("2200-12-31", True), ("0026-09-01", False), ("9999-12-31", False)]
)
def test_a_day_lies_between_1900_and_2200(since: str, good: bool) -> None:
    assert problems_of({**SCHOOL, "since": since}) == ([] if good else ["since"])


def test_what_was_there_already_is_no_reason_to_refuse_another_change() -> None:
    old = Organisation(id="organisation/brug", name="De Brug", type="school", pupils=2**40)
    changed = Organisation(id="organisation/brug", name="De Nieuwe Brug", type="school", pupils=2**40)
    assert fitted(changed, old) == (changed, [])
    worse = Organisation(id="organisation/brug", name="De Brug", type="school", pupils=2**41)
    assert [problem.field for problem in fitted(worse, old)[1]] == ["pupils"]
    assert [problem.field for problem in fitted(changed, None)[1]] == ["pupils"]


def test_what_an_older_store_holds_is_named_with_a_way_out() -> None:
    hidden = Person(id="person/an", name="An\u200b")
    script = Channel(id="channel/x", name="x", type="chat", address="javascript:x")
    for record in (hidden, script):
        (problem,) = value_problems(record)
        assert problem.record == record.id
        assert problem.remedy
    assert value_problems(Person(id="person/bo", name="Bo")) == []
