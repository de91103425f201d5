"""A text keeps what it says apart from how it is said."""

from __future__ import annotations

import copy
import pickle

import pytest

from graph.domain.text import Named, Quoted, Series, Text, counted, either, joined
from graph.words.catalogue import texts_in
from tests.graphs import day

DUTCH, ENGLISH = texts_in("nl"), texts_in("en")
LEAVES = Text("from {day}", day=day("2026-09-01"))


def test_a_text_is_plain_english_without_a_door() -> None:
    text = Text("{who} wrote {what}", who=Named("person/ann"), what=Quoted("x" * 200, most=3))
    assert str(text) == "person/ann wrote 'xxx...'"


def test_a_door_fills_in_days_names_and_numbers_in_the_language_of_its_reader() -> None:
    assert DUTCH.say(LEAVES) == "vanaf 1 september 2026"
    text = Text("{who}, {hours}, {text}", who=Named("person/ann"), hours=1234.5, text=Quoted("wifi"))
    assert DUTCH.say(text, lambda _: "Ann Claes") == "Ann Claes, 1.234,5, “wifi”"


def test_a_text_within_a_text_is_said_in_the_same_language() -> None:
    assert DUTCH.say(joined((LEAVES, LEAVES), "; ")) == "vanaf 1 september 2026; vanaf 1 september 2026"


def test_choices_have_a_word_between_each() -> None:
    text = Text("Name one of the kind {kind}", kind=either(("task", "decision", "group")))
    assert str(text) == "Name one of the kind task or decision or group"
    assert DUTCH.say(text) == "Noem er een van de soort task of decision of group"


def test_a_series_has_a_word_before_its_last_item_where_it_reads_as_a_sentence() -> None:
    assert DUTCH.say(Text("{topics}", topics=Series(("a", "b", "c"), last="and"))) == "a, b en c"
    assert str(Text("{topics}", topics=Series(("a", "b", "c"), last="and"))) == "a, b and c"
    assert DUTCH.say(Text("{choices}", choices=Series(("a", "b")))) == "a, b"


def test_a_counting_text_takes_the_form_of_its_number() -> None:
    told = [ENGLISH.say(counted("{number} sheep", "{number} sheeps", number)) for number in (1, 2)]
    assert told == ["1 sheep", "2 sheeps"]
    assert str(counted("{number} sheep", "{number} sheeps", 2)) == "2 sheeps"


def test_braces_of_the_data_are_left_alone() -> None:
    assert ENGLISH.say(Text("{text}", text="{0} {x}")) == "{0} {x}"
    assert ENGLISH.say(Text("")) == ""


def test_a_sentence_has_one_sign_at_its_end() -> None:
    assert ENGLISH.sentence(Text("Remove them")) == "Remove them."
    assert ENGLISH.sentence(Text("Which day is it?")) == "Which day is it?"


def test_it_tells_which_records_it_speaks_of() -> None:
    inner = Text("{group}", group=Named("task_group/x"))
    text = Text("{who} {what} {others}", who=Named("person/a"), what=inner, others=Series((Named("person/b"),)))
    assert set(text.ids()) == {"person/a", "person/b", "task_group/x"}


def test_a_text_is_a_value() -> None:
    assert Text("from {day}", day=day("2026-09-01")) == LEAVES
    assert Text("from {day}", day=day("2026-09-02")) != LEAVES
    assert len({LEAVES, Text("from {day}", day=day("2026-09-01"))}) == 1
    assert pickle.loads(pickle.dumps(LEAVES)) == LEAVES == copy.deepcopy(LEAVES)  # noqa: S301 (our own bytes)
    with pytest.raises(AttributeError, match="frozen"):
        LEAVES.template = "x"
