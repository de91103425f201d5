"""What a class says of its attributes: their meaning and order from the docstring, their sort from the annotation."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Annotated

import pytest

from graph.domain.described import (
    OMITTED,
    UNTOLD,
    Long,
    MandateKind,
    Omitted,
    OneOf,
    OrganisationId,
    PersonId,
    Ref,
    Unit,
    Written,
    attributes,
    meaning_of,
)
from graph.domain.kinds import MANDATE_KINDS
from graph.usecases.change.verbs import every_verb, request_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """Something that a school gives away.

    More is said here, and it is not told.

    Attributes:
        giver: who gives it.
        number: how many of them there are; a number that takes two lines to explain,
            with a colon: as here.
        worth: what it is worth; None = nobody knows.
        takers: who take it, sorted.
        mandate: the kind of mandate.
        is_large: whether there are many.
    """

    giver: OrganisationId
    takers: Annotated[tuple[PersonId, ...], Long(20)] = ()
    worth: Annotated[float | None, Unit("EUR"), Written("value"), OMITTED] = None
    number: int
    mandate: MandateKind

    @property
    def is_large(self) -> bool:
        """Whether there are many."""
        return self.number > 100


GIFT = {attribute.name: attribute for attribute in attributes(Gift)}


def test_attributes_come_in_the_order_in_which_they_are_told() -> None:
    assert list(GIFT) == ["giver", "number", "worth", "takers", "mandate", "is_large"]


def test_a_meaning_is_a_sentence_with_its_unit() -> None:
    assert GIFT["giver"].sentence == "Who gives it."
    assert GIFT["number"].sentence == (
        "How many of them there are; a number that takes two lines to explain, with a colon: as here."
    )
    assert GIFT["worth"].sentence == "What it is worth; None = nobody knows (EUR)."


def test_an_annotation_says_the_sort_of_a_value() -> None:
    assert GIFT["giver"].mark(Ref) == Ref(("organisation",))
    one_of = GIFT["mandate"].mark(OneOf)
    assert one_of is not None
    assert one_of.choices == MANDATE_KINDS
    assert GIFT["number"].marks == ()
    assert (GIFT["number"].of, GIFT["is_large"].of) == (int, bool)


def test_several_values_and_none_are_told_apart_from_the_sort() -> None:
    takers, worth = GIFT["takers"], GIFT["worth"]
    assert (takers.is_several, takers.is_optional, takers.of) == (True, False, str)
    assert (worth.is_several, worth.is_optional, worth.of) == (False, True, float)
    assert (takers.mark(Ref), takers.mark(Long)) == (Ref(("person",)), Long(20))


def test_an_attribute_knows_its_name_in_json_and_its_default() -> None:
    assert [GIFT[name].written for name in ("giver", "worth")] == ["giver", "value"]
    assert GIFT["worth"].mark(Omitted) is not None
    assert [GIFT[name].default for name in ("giver", "takers")] == [MISSING, ()]


def test_a_class_says_what_it_is_in_its_first_paragraph() -> None:
    assert meaning_of(Gift) == "Something that a school gives away."


@dataclass(frozen=True, kw_only=True)
class Wrapped(Gift):
    """A gift in paper.

    Attributes:
        paper: of which colour.
        cost: for the shop only.
    """

    paper: str
    cost: Annotated[int, UNTOLD] = 0


def test_what_it_is_based_on_is_told_first_and_what_is_untold_is_not() -> None:
    assert [attribute.name for attribute in attributes(Wrapped)] == [*GIFT, "paper"]


def test_an_attribute_without_meaning_is_refused() -> None:
    @dataclass(frozen=True)
    class Silent:
        """Something.

        Attributes:
            said: what is said.
        """

        said: str
        unsaid: str

    with pytest.raises(TypeError, match="Silent does not say what unsaid means"):
        attributes(Silent)


def test_a_meaning_without_attribute_is_refused() -> None:
    @dataclass(frozen=True)
    class Boasting:
        """Something.

        Attributes:
            said: what is said.
            lost: what was taken away.
        """

        said: str

    with pytest.raises(TypeError, match="Boasting tells of lost, which it does not have"):
        attributes(Boasting)


REQUESTS = [request_of(verb) for verb in every_verb()]


@pytest.mark.parametrize("request_class", REQUESTS, ids=lambda found: found.__name__)
def test_every_request_says_what_its_attributes_mean(request_class: type) -> None:
    assert {"key", "reason", "expected_revision"} <= {attribute.name for attribute in attributes(request_class)}
