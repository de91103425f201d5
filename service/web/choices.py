"""The organisations that a reader can choose from in a form: a list while that is short, else a box to type in."""

from __future__ import annotations

from dataclasses import dataclass

from graph.domain.choices import GROUP_TYPES, ORGANISATION_TYPES
from graph.domain.kinds import Organisation
from graph.usecases import read
from graph.usecases.nearby import group_above, homes_of
from graph.words.titles import title
from service.web.visit import Visit

__all__ = [
    "MOST_CHOICES",
    "OrganisationChoice",
    "default_scope",
    "group_choices",
    "group_of_reader",
    "organisation_choices",
]

MOST_CHOICES = 200
ORDER = ("school_group", "community", "board", "school", "centre", "site", "partner")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChoice:
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
    visit: Visit, chosen: str | None, *, types: tuple[str, ...] = ORDER, among: frozenset[str] | None = None
) -> tuple[tuple[str, tuple[OrganisationChoice, ...]], ...]:
    """The organisations of some types, by type and name; none where there are more than `MOST_CHOICES`.

    Args:
        visit: of who chooses.
        chosen: id of the one that was asked.
        types: of which types.
        among: only these; None = all.
    """

    def is_choice(node: Organisation) -> bool:
        return node.type in types and (among is None or node.id in among)

    if read.number_of(visit.world, Organisation, is_choice) > MOST_CHOICES:
        return ()
    shown = read.nodes(visit.world, Organisation, is_choice)
    groups = []
    for kind in types:
        found = visit.by_name(node for node in shown if node.type == kind)
        sort = title(ORGANISATION_TYPES, kind, visit.texts)
        if found:
            choices = (
                OrganisationChoice(id=node.id, text=node.name_in(visit.language), sort=sort, chosen=node.id == chosen)
                for node in found
            )
            groups.append((sort, tuple(choices)))
    return tuple(groups)


def group_choices(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The school groups and communities, each with its name, by name."""
    groups = read.recorded(visit.world, Organisation, lambda node: node.type in GROUP_TYPES)
    by_name = visit.by_name(groups)
    return tuple((node.id, node.name_in(visit.language)) for node in by_name[:MOST_CHOICES])


def default_scope(visit: Visit, near: str | None = None) -> str | None:
    """Where to look when nothing was chosen: everywhere in a small store (None), else one group.

    That is the group above `near`, else that of the reader, else the first by name.
    """
    if read.number_of(visit.world, Organisation) <= MOST_CHOICES:
        return None
    around = group_above(visit.world, near) if near else None
    return around or group_of_reader(visit) or next((group for group, _ in group_choices(visit)), None)


def group_of_reader(visit: Visit) -> str | None:
    """The school group of the reader; None when they did not say who they are, or belong to none."""
    groups = (group_above(visit.world, home) for home in homes_of(visit.world, visit.me))
    return next((group for group in groups if group is not None), None)
