"""Whom somebody works with, as a picture with its table."""

from __future__ import annotations

from collections.abc import Sequence

from graph.analyses.expertise.surroundings import Relation
from graph.domain.kinds import Advises, kind_of_id
from graph.reports.model import Picture, Table
from graph.reports.naming import Naming
from graph.reports.pictures.network import Dot, Tie, network
from graph.words.records import relation

__all__ = ["network_picture"]

MOST_RELATIONS = 40
"""More do not make a picture clearer; the nearest come first."""


def network_picture(relations: Sequence[Relation], person: str, naming: Naming) -> Picture | None:
    """Whom somebody works with: organisations, bodies and people, step by step; None when nothing is known.

    Args:
        relations: the facts, nearest first.
        person: id of whom it is about.
        naming: what the reader may see named.
    """
    if not relations:
        return None
    texts, shown = naming.texts, relations[:MOST_RELATIONS]
    told = [relation(each.kind, each.one, each.other, texts, naming) for each in shown]
    keys = dict.fromkeys([person, *(key for each in shown for key in (each.one, each.other))])
    title = texts.gettext("Whom {person} works with", person=naming(person))
    return Picture(
        title=title,
        drawing=network(
            [_dot(key, person, naming) for key in keys],
            [
                Tie(each.one, each.other, hint, dashed=each.kind == Advises.kind)
                for each, hint in zip(shown, told, strict=True)
            ],
            person,
            title=title,
            description=". ".join(told) + ".",
        ),
        twin=Table(
            caption=title,
            headings=(texts.gettext("What"),),
            rows=tuple((each,) for each in told),
        ),
    )


def _dot(key: str, person: str, naming: Naming) -> Dot:
    is_person = kind_of_id(key) == "person"
    tone = "calm" if key == person else "none" if is_person else "good"
    return Dot(key, naming(key), tone, square=not is_person)
