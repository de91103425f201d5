"""The index of words says what reading every record says, also after changes and for mistyped words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from graph.analyses.answers import search_index
from graph.analyses.answers.search import LITTLE_WORDS, PART_OF_QUESTION, WORTH_SHOWING, search
from graph.analyses.answers.search_index import Index, Vocabulary, typos_allowed, words_in
from graph.domain.changes import Put, Remove
from graph.domain.folding import plain
from graph.domain.kinds import Node, Person, Task
from graph.model.snapshot import Snapshot
from tests.graphs import node, snapshot_of

WORDS = (
    "wifi", "wiff", "wife", "netwerk", "netwrek", "netwerken", "printer", "printers", "an", "ann", "anna", "de", "3310",
    "émile", "emile", "broeck", "broek",
)  # fmt: skip
words = st.sampled_from(WORDS)
texts = st.lists(words, min_size=1, max_size=3).map(" ".join)
people = st.builds(
    lambda key, name, mail: Person(id=f"person/{key}", name=name, email=mail),
    st.sampled_from("abcde"), texts, st.none() | texts,
)  # fmt: skip
tasks = st.builds(
    lambda key, name, also: Task(id=f"task/{key}", name=name, keywords=(("nl", tuple(also)),)),
    st.sampled_from("xyz"), texts, st.lists(texts, max_size=2, unique=True),
)  # fmt: skip
changes = st.lists(
    st.one_of(people, tasks).map(Put) | st.sampled_from(["person/a", "person/b", "task/x"]).map(Remove), max_size=5
)


@settings(max_examples=100)
@given(st.lists(st.one_of(people, tasks), max_size=8), st.lists(changes, max_size=4), texts, st.booleans())
def test_after_any_changes_a_search_finds_what_reading_every_record_finds(
    records: list[Node], steps: list[list[Put | Remove]], asked: str, folds: bool
) -> None:
    snapshot = Snapshot.of(list({record.id: record for record in records}.values()))
    for step in steps:
        search(snapshot, asked, kinds=(Person, Task))  # so that the next one renews its index
        snapshot = snapshot.apply(step)
        snapshot = snapshot.flat() if folds else snapshot

    found = [(hit.record, hit.score) for hit in search(snapshot, asked, kinds=(Person, Task))]

    assert found == read_through(snapshot, asked)


@settings(max_examples=60)
@given(st.lists(people, max_size=6), st.lists(people, max_size=6), texts)
def test_a_graph_that_is_read_anew_renews_the_index_of_the_one_before(
    before: list[Person], after: list[Person], asked: str
) -> None:
    first = Snapshot.of({one.id: one for one in before}.values())
    search(first, asked, kinds=(Person,))

    second = Snapshot.of({one.id: one for one in after}.values(), after=first)

    assert search(second, asked, kinds=(Person,)) == search(second.flat(), asked, kinds=(Person,))
    assert [(hit.record, hit.score) for hit in search(second, asked, kinds=(Person,))] == read_through(second, asked)


@settings(max_examples=100)
@given(st.lists(people, max_size=8), st.lists(changes, max_size=2), st.sets(st.sampled_from("abcde")), texts)
def test_who_sees_a_part_finds_by_the_words_of_the_whole_what_an_index_of_that_part_finds(
    records: list[Person], steps: list[list[Put | Remove]], bare: set[str], asked: str
) -> None:
    whole = Snapshot.of({one.id: one for one in records}.values())
    for step in steps:
        search(whole, asked, kinds=(Person,))  # so that the next one renews its index
        whole = whole.apply(step)
    without_mail = [replace(one, email=None) if one.id[-1] in bare else one for one in whole.nodes(Person)]
    part = Snapshot.of(one for one in without_mail if one.id != "person/b")

    found = search(part, asked, kinds=(Person,), whole=whole)

    assert [(hit.record, hit.score) for hit in found] == read_through(part, asked)


def read_through(snapshot: Snapshot, asked: str) -> list[tuple[Node, float]]:
    """What a search finds, by its definition, from every text of every record."""
    found = [one for kind in (Person, Task) for one in _of_kind(snapshot.nodes(kind), words_in(asked))]
    found.sort(key=lambda one: (-one[1], one[0].id))
    return [one for one in found[:20] if one[1] >= WORTH_SHOWING * found[0][1]]


def _of_kind(nodes: Sequence[Node], asked: list[str]) -> Iterator[tuple[Node, float]]:
    written = {node: list(_texts(node)) for node in nodes}
    known = sorted({word for texts in written.values() for text, _ in texts for word in words_in(text)})
    alike = {word: dict(_alike(word, known)) for word in asked}

    def fit(word: str, text: str) -> float:
        return max((score for each, score in alike[word].items() if each in words_in(text)), default=0.0)

    def share(number: int, text: str) -> float:
        return 0.7 + 0.3 * min(1.0, number / len(words_in(text)))

    whole = {
        node: max(
            sum(fit(word, text) for word in asked) / len(asked) * (weight * share(len(asked), text))
            if all(fit(word, text) for word in asked) else 0.0
            for text, weight in texts
        )
        for node, texts in written.items()
    }  # fmt: skip
    if any(whole.values()):
        yield from ((node, round(score, 4)) for node, score in whole.items() if score)
        return
    if len(asked) == 1:
        return
    total, scores = 0.0, defaultdict[Node, float](float)
    for word in (word for word in asked if word not in LITTLE_WORDS):
        best = {
            node: max(fit(word, text) * (weight * share(1, text)) for text, weight in texts)
            for node, texts in written.items()
        }
        says = log(1 + len(nodes) / max(1, sum(score > 0 for score in best.values())))
        total += says
        for one, score in best.items():
            scores[one] += says * score
    yield from ((node, round(PART_OF_QUESTION * score / total, 4)) for node, score in scores.items() if score)


def _texts(node: Node) -> Iterator[tuple[str, float]]:
    yield node.name, 1.0
    if isinstance(node, Task):
        yield from ((word, 0.95) for _language, also in node.keywords for word in also)
    if isinstance(node, Person) and node.email:
        yield node.email, 0.9


def _alike(asked: str, known: list[str]) -> Iterator[tuple[str, float]]:
    typos = typos_allowed(asked)
    for word in known:
        distance = OSA.distance(asked, word)
        scores = [1.0] if word == asked else [0.6 + 0.35 * len(asked) / len(word)] if word.startswith(asked) else []
        if typos and 0 < distance <= typos and word[0] == asked[0]:
            scores.append(0.8 - 0.15 * distance)
        elif typos and distance == 1:
            scores.append(0.55)
        if scores:
            yield word, max(scores)


@settings(max_examples=150)
@given(
    st.lists(st.text(alphabet="abcdez019éß中💥", min_size=1, max_size=9), min_size=1, unique=True).map(sorted),
    st.text(alphabet="abcdez019éß中💥", min_size=1, max_size=9),
    st.sampled_from([1, 2]),
)
def test_leaving_out_what_cannot_be_alike_leaves_out_nothing_that_is(known: list[str], word: str, typos: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_index, "FEW_WORDS", 0)
        near = Vocabulary(known).near(word, typos)

    assert sorted(near) == [each for each in known if OSA.distance(word, each) <= typos]


def test_what_differs_too_much_is_indexed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "MOST_DIFFERING", 1)
    index = Index.of(snapshot_of(node("task/a", name="wifi")).nodes(Task))
    renewed = index.renewed(snapshot_of(node("task/b", name="print"), node("task/c", name="wifi")).nodes(Task))

    assert (renewed.records, [renewed.text(place).record for place in renewed.places_of("wifi")]) == (2, ["task/c"])


@pytest.mark.parametrize("text", ["Élise", "STRASSE", "İstanbul", "Ⅷ", "e\u0301"])
def test_a_plain_text_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)
