"""Frameworks of competences as expertise."""

from __future__ import annotations

import pytest

from graph.domain.kinds import Broader, Expertise
from graph.domain.rules import check_all
from graph.formats.reading.result import NamedBytes
from graph.formats.taxonomy.read import read_taxonomy
from graph.model.snapshot import Snapshot
from tests.real_data import real_file

EMPTY = Snapshot.of([])
ENGLISH = """location,context,source,target
frame.area.1.label,,Information,
frame.area.1.description,,To search,
frame.competence.1.2.label,,Evaluating,
"""
DUTCH = ENGLISH.replace("Information,", "Information,Informatie").replace("Evaluating,", "Evaluating,Beoordelen")


def file(text: str, name: str = "core-nl.csv") -> NamedBytes:
    return NamedBytes(name, text.encode())


def test_areas_and_competences_become_topics_in_two_languages() -> None:
    snapshot = EMPTY.apply(read_taxonomy([file(ENGLISH, "core-en.csv"), file(DUTCH)], EMPTY).changes)
    assert {(topic.id, topic.name, topic.names) for topic in snapshot.nodes(Expertise)} == {
        ("expertise/frame-1", "Informatie", (("en", "Information"), ("nl", "Informatie"))),
        ("expertise/frame-1-2", "Beoordelen", (("en", "Evaluating"), ("nl", "Beoordelen"))),
    }
    assert [(edge.from_id, edge.to_id) for edge in snapshot.edges(Broader)] == [
        ("expertise/frame-1-2", "expertise/frame-1")
    ]


def test_one_language_alone_will_do_and_the_other_may_come_later() -> None:
    english = EMPTY.apply(read_taxonomy([file(ENGLISH, "core-en.csv")], EMPTY).changes)
    assert [topic.name for topic in english.nodes(Expertise)] == ["Information", "Evaluating"]
    both = english.apply(read_taxonomy([file(DUTCH)], english).changes)
    assert [topic.name for topic in both.nodes(Expertise)] == ["Informatie", "Beoordelen"]
    assert len(both) == len(english)


def test_importing_twice_changes_nothing() -> None:
    snapshot = EMPTY.apply(read_taxonomy([file(DUTCH)], EMPTY).changes)
    assert read_taxonomy([file(DUTCH)], snapshot).changes == ()
    assert read_taxonomy([file(DUTCH, "other-nl.csv")], snapshot).changes == ()


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("location,source\nframe.area.1.label,x\n", "a-nl.csv", "a-nl.csv:1"),
        (DUTCH, "core.csv", "core.csv:2"),
        (ENGLISH.replace("frame.area.1", "frame.area.2"), "a-en.csv", "a-en.csv:4"),
        ("location,source,target\nframe.level.1.name,Basic,Basis\n", "a-nl.csv", "a-nl.csv"),
        (ENGLISH + "frame.area.1.label,,Otherwise,\n", "a-en.csv", "a-en.csv:5"),
    ],
)
def test_a_file_that_does_not_add_up_is_refused_with_its_place(text: str, name: str, place: str) -> None:
    answer = read_taxonomy([file(text, name)], EMPTY)
    assert answer.problems[0].place == place
    assert answer.changes == ()


def test_the_digital_competence_framework_comes_in() -> None:
    names = ("core-framework-en.csv", "core-framework-nl.csv")
    files = [NamedBytes(name, real_file(f"digcomp3/{name}").read_bytes()) for name in names]
    answer = read_taxonomy(files, EMPTY)
    snapshot = EMPTY.apply(answer.changes)
    assert (answer.problems, check_all(snapshot)) == ((), ())
    topics = snapshot.nodes(Expertise)
    areas = [topic for topic in topics if topic.id.count("-") == 1]
    assert len(snapshot.edges(Broader)) == len(topics) - len(areas)
    assert {language for topic in topics for language, _ in topic.names} == {"en", "nl"}
    assert read_taxonomy(files, snapshot).changes == ()
