"""The parts that the messages of findings have in common."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from graph.domain.choices import MANDATES
from graph.domain.kinds import Edge, Mandate, Node, Record, kind_of_id
from graph.domain.periods import last_day
from graph.domain.text import N_, Named, Series, Text, counted, joined

__all__ = ["NOTHING", "at", "doing", "edge_words", "end_words", "period_words", "quoted", "title_of_mandate", "wider"]

NOTHING = joined(())
"""No words, where a sentence has a part that is not always there."""

MOST_PARTS = 8_192
"""Parts of sentences kept: those about one subject or organisation come back in very many findings."""

_DOING = {
    "DECIDES": N_("to decide on “{subject}”"),
    "EXECUTES": N_("to carry out “{subject}”"),
    "STEERS": N_("to steer and follow up “{subject}”"),
    "CONTACT_POINT_FOR": N_("as contact point for “{subject}”"),
}


@lru_cache(maxsize=MOST_PARTS)
def doing(mandate: str, subject: str) -> Text:
    """What somebody is appointed for, to come after "appointed"."""
    return Text(_DOING[mandate], subject=Named(subject))


@lru_cache(maxsize=MOST_PARTS)
def at(organisation: str | None) -> Text:
    """Where."""
    return NOTHING if organisation is None else Text(" at {organisation}", organisation=Named(organisation))


def wider(affects: tuple[str, ...]) -> Text:
    """A sentence on the other organisations that it affects; empty when there are none."""
    if not affects:
        return NOTHING
    return counted(
        " This also affects {number} other organisation.",
        " This also affects {number} other organisations.",
        len(affects),
    )


def title_of_mandate(mandate: str) -> Text:
    """What a kind of mandate is called."""
    return Text(MANDATES[mandate])


def quoted(ids: Iterable[str], last: str = "") -> Series:
    """Names between quotes, one after the other."""
    return Series(tuple(Text("“{name}”", name=Named(each)) for each in ids), last)


def edge_words(edge: Edge) -> Text:
    """An edge, without the people at its ends."""
    if isinstance(edge, Mandate):
        return Text("“{title}” for “{subject}”", title=title_of_mandate(edge.kind), subject=Named(edge.to_id))
    if edge.kind == "HOLDS":
        return Text("the holding of the function “{role}”", role=Named(edge.to_id))
    named = [end for end in (edge.from_id, edge.to_id) if kind_of_id(end) != "person"]
    if len(named) == 2:
        return Text("the link between “{one}” and “{other}”", one=Named(named[0]), other=Named(named[1]))
    return Text("the link with {other}", other=quoted(named))


def end_words(end: Node) -> Text:
    """An end of an edge; a person is not named."""
    return Text("the person concerned") if end.kind == "person" else Text("“{name}”", name=Named(end.id))


def period_words(record: Record) -> Text:
    """The bounds that a record has."""
    since, last = record.since, last_day(record.until)
    if since is not None and last is not None:
        return Text("from {day} up to and including {last}", day=since, last=last)
    if since is not None:
        return Text("from {day}", day=since)
    return NOTHING if last is None else Text("up to and including {last}", last=last)
