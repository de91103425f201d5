"""Every kind, field and choice says its words where it is declared; one without them cannot be declared."""

from __future__ import annotations

import pytest

from graph.domain.declaring import Shape, attribute, edge_kind, node_kind
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Kind, Node, field_specs
from graph.words.catalogue import texts_in

KINDS: tuple[Kind, ...] = (*NODE_KINDS.values(), *EDGE_KINDS.values())


def test_a_node_kind_without_a_word_fails() -> None:
    with pytest.raises(TypeError, match="the kind 'printer' has no word for people"):

        @node_kind("printer", "Printer", theme="catalogue")
        class Printer(Node):
            """A machine that prints."""


def test_an_edge_kind_without_a_sentence_about_both_ends_fails() -> None:
    with pytest.raises(TypeError, match="the kind 'REPAIRS' has no sentence for people"):

        @edge_kind("REPAIRS", "person", "task", sentence="{one} repairs it", theme="mandates")
        class Repairs(Edge):
            """Somebody repairs something."""


def test_a_kind_without_a_theme_fails() -> None:
    with pytest.raises(TypeError, match="the kind 'printer' has no theme"):

        @node_kind("printer", "Printer", word="printer")
        class Printer(Node):
            """A machine that prints."""


def test_a_field_without_a_word_fails() -> None:
    with pytest.raises(TypeError, match="the field 'speed' of 'printer' has no word for people"):

        @node_kind("printer", "Printer", word="printer", theme="catalogue")
        class Printer(Node):
            """A machine that prints."""

            speed: int | None = attribute(Shape.INTEGER, "how fast it prints", unit="pages a minute")


def test_a_choice_without_a_word_fails() -> None:
    with pytest.raises(TypeError, match="the choice 'laser' of the field 'type' of 'printer' has no word for people"):

        @node_kind("printer", "Printer", word="printer", theme="catalogue")
        class Printer(Node):
            """A machine that prints."""

            type: str | None = attribute(
                Shape.CHOICE, "how it prints", word="sort of printer", choices={"ink": "ink", "laser": ""}
            )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_choice_of_a_kind_has_the_words_that_its_code_is_shown_with(kind: Kind) -> None:
    for spec in field_specs(kind):
        assert tuple(spec.choice_words) == spec.choices
        assert (spec.shape in (Shape.CHOICE, Shape.CHOICE_SET)) == bool(spec.choices), spec.name


def test_what_a_needed_field_means_is_told_in_dutch_as_well() -> None:
    meanings = {spec.description for kind in KINDS for spec in field_specs(kind) if spec.required}
    assert {meaning for meaning in meanings if texts_in("nl").gettext(meaning) == meaning} == set()
