"""What records and their fields are called: by the words of their declarations, never by codes, ids or plain dates."""

from __future__ import annotations

import re
from typing import Any

import pytest

from graph.domain.declaring import FieldSpec
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Executes, Holds, Kind, Record, field_specs
from graph.words.catalogue import texts_in
from graph.words.records import (
    NOTHING,
    field_words,
    kind_word,
    relation,
    sentence,
    sentence_parts,
    value_in_words,
)
from tests.contract.records import every_kind
from tests.graphs import day
from tests.marked import Marked, unmarked

DUTCH = texts_in("nl")
FULL = [record for record in every_kind() if record.id.endswith("/full")]


def named(record_id: str) -> str:
    return record_id.partition("/")[2].title()


def spec_of(kind: Kind, name: str) -> FieldSpec:
    return next(spec for spec in field_specs(kind) if spec.name == name)


def said(kind: str, name: str, value: Any) -> str:
    return value_in_words(spec_of({**NODE_KINDS, **EDGE_KINDS}[kind], name), value, DUTCH, named)


def test_an_edge_is_a_sentence_about_its_two_ends() -> None:
    executes = Executes(id="executes/1", from_id="person/an", to_id="task/wifi")
    assert sentence(executes, DUTCH, named) == "An voert “Wifi” uit"
    assert relation("EXECUTES", "person/an", "task/wifi", DUTCH, named) == "An voert “Wifi” uit"
    assert list(sentence_parts(executes, DUTCH)) == [
        ("", "person/an"),
        (" voert “", "task/wifi"),
        ("” uit", None),
    ]


def test_a_kind_and_its_fields_have_their_words() -> None:
    assert kind_word("role", DUTCH) == "functie"
    assert field_words(Holds, ["hours_per_week", "from", "until"], DUTCH) == "uren per week, wie of wat, laatste dag"


@pytest.mark.parametrize(
    ("kind", "name", "value", "words"),
    [
        ("HOLDS", "since", day("2026-09-01"), "1 september 2026"),
        ("HOLDS", "until", day("2027-09-01"), "31 augustus 2027"),
        ("HOLDS", "days", ("mon_am", "tue_pm"), "maandagvoormiddag, dinsdagnamiddag"),
        ("HOLDS", "fraction", 0.5, "50\u00a0%"),
        ("HOLDS", "acting_for", "person/an", "An"),
        ("DECIDES", "note", None, NOTHING),
        ("DECIDES", "ceiling_eur", 5000, "€\u00a05.000"),
        ("DECIDES", "scope", ("organisation/brug", "organisation/sluis"), "Brug, Sluis"),
        ("KNOWS", "level", 4, "Is onze referentie"),
        ("KNOWS", "provenance", "endorsed", "door een collega bevestigd"),
        ("person", "share_expertise", "group", "de eigen scholengroep"),
        ("person", "identifiers", ("alias:jan p.@organisation/brug", "wisa:12"), "jan p., wisa:12"),
        ("person", "aliases", ("person/oud",), "1 gegeven"),
        (
            "task",
            "keywords",
            (("en", ("wifi",)), ("nl", ("draadloos", "wifi"))),
            "Engels: wifi; Nederlands: draadloos, wifi",
        ),
        ("task", "names", (("en", "Network"),), "Engels: Network"),
        ("channel", "private", True, "ja"),
    ],
)
def test_a_value_is_said_as_people_say_it(kind: str, name: str, value: Any, words: str) -> None:
    assert said(kind, name, value) == words


@pytest.mark.parametrize("record", FULL, ids=lambda record: type(record).kind)
def test_every_value_of_every_kind_is_data_or_a_text_of_ours(record: Record) -> None:
    marked = type(DUTCH)("nl", Marked())
    for spec in field_specs(type(record)):
        if spec.name in ("id", "finding"):
            continue
        left = unmarked(value_in_words(spec, getattr(record, spec.name), marked, lambda _: "An"))
        assert not re.search(r"\d{4}-\d\d-\d\d|[a-z]+_[a-z]+/|\b(?:None|True|False)\b", left), (spec.name, left)
        if spec.choices:
            assert not re.search(r"\w", left), (spec.name, left)
