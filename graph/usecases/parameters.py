"""What several questions take beside the world: each with its meaning once, for every door that asks them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.domain.described import AtMost, Between, MandateKind, Meaning, Names, OneOf, Spelled
from graph.domain.errors import InvalidInput
from graph.domain.kinds import MAX_LEVEL
from graph.domain.text import Quoted, Text
from graph.words.titles import POPULATION_TITLES

__all__ = [
    "HALF",
    "MOST_TOPICS",
    "Below",
    "Level",
    "MandateKinds",
    "Near",
    "Place",
    "Population",
    "Share",
    "Time",
    "Topics",
    "Within",
    "share_of",
]

HALF = Fraction(1, 2)
MOST_TOPICS = 10

_AN_ORGANISATION = Names(("organisation",))
_ORGANISATION = Meaning("id, number or name of an organisation; everything below it counts")

Below = Annotated[str | None, _ORGANISATION, _AN_ORGANISATION]
Place = Annotated[str, _ORGANISATION, _AN_ORGANISATION, Spelled("--organisation")]
Within = Annotated[str | None, Meaning("only people of this organisation and below"), _AN_ORGANISATION, Spelled("--in")]
Near = Annotated[
    str | None, Meaning("the organisation that asks, for the distance"), _AN_ORGANISATION, Spelled("--for")
]
Topics = Annotated[
    Sequence[str], Meaning("topics: id, name or an everyday word"), Names(("expertise",)), AtMost(MOST_TOPICS)
]
Level = Annotated[int, Meaning("from this level somebody counts"), Between(1, MAX_LEVEL)]
MandateKinds = Annotated[Collection[MandateKind], Meaning("only this kind of mandate"), Spelled("--mandate")]
Population = Annotated[str, Meaning("what is counted"), OneOf(tuple(POPULATION_TITLES))]
Share = Annotated[Fraction, Meaning("share of the items for the critical set: 0.5, 1/3, 50%")]
Time = Annotated[Deadline | None, Meaning("seconds that it may take")]


def share_of(text: str) -> Fraction:
    """A share as people write it, exactly: "0.5", "1/3" or "50%".

    Raises:
        InvalidInput: it is none of these, or lies outside (0, 1].
    """
    written = text.strip().replace(",", ".")
    try:
        share = Fraction(written[:-1]) / 100 if written.endswith("%") else Fraction(written)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        raise InvalidInput.because(
            Text("{share} is not a share", share=Quoted(text[:40])),
            Text("Give more than 0 and at most 1, as 0.5, 1/3 or 50%"),
            field="share",
        )
    return share
