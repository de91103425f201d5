"""The organisations that a reader can choose from in a form: a list while that is short, else a box to type in."""

from __future__ import annotations

from dataclasses import dataclass

from graph.domain.kinds import Organisation
from graph.usecases import read
from service.web.visit import Visit
from service.web.words import word_for

__all__ = ["MOST_CHOICES", "Choice", "group_of_reader", "organisation_choices"]

MOST_CHOICES = 200
ORDER = ("school_group", "community", "board", "school", "centre", "site", "partner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An organisation in a list.

    Attributes:
        id: of the organisation.
        text: its name.
        sort: what sort it is, in a word; lists put those of one sort together.
        chosen: whether it is the one that was asked.
    """

    id: str
    text: str
    sort: str
    chosen: bool


def organisation_choices(
    visit: Visit, chosen: str | None, *, types: tuple[str, ...] = ORDER
) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """The organisations of some types, by type and name; none where there are more than `MOST_CHOICES`."""
    nodes = [node for node in visit.world.snapshot.nodes(Organisation) if node.type in types]
    if len(nodes) > MOST_CHOICES:
        return ()
    shown = [node for node in read.nodes(visit.world, Organisation) if node.type in types]
    groups = []
    for kind in types:
        found = [node for node in shown if node.type == kind]
        found.sort(key=lambda node: node.name_in(visit.language).casefold())
        sort = word_for(visit.texts, "organisation_type", kind)
        if found:
            choices = (
                Choice(id=node.id, text=node.name_in(visit.language), sort=sort, chosen=node.id == chosen)
                for node in found
            )
            groups.append((sort, tuple(choices)))
    return tuple(groups)


def group_of_reader(visit: Visit) -> str | None:
    """The school group of the reader; None when they did not say who they are, or belong to none."""
    for home in visit.world.coverage.affiliations(visit.me) if visit.me else ():
        for above in visit.world.coverage.above(home):
            node = read.find(visit.world, Organisation, above)
            if node is not None and node.type == "school_group":
                return above
    return None
