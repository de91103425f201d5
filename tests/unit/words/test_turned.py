"""Marks that turn the direction of a text, as an older store may hold them in a name."""

from __future__ import annotations

from graph.domain.text import Series, Text
from graph.words.catalogue import texts_in


def test_a_name_in_a_sentence_turns_nothing_that_is_written_around_it() -> None:
    name = "An\u202e Claes\u2066"
    said = Text("{names} and {name}", names=Series((name, "Tom")), name=name)
    assert texts_in("en").say(said) == "An Claes, Tom and An Claes"
