"""A school that was taken in, as the steps show it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.domain.choices import LEVELS_OF_EDUCATION
from graph.domain.kinds import Adopts, Organisation
from graph.usecases import read
from graph.usecases.first_hour import Progress
from graph.words.titles import title
from service.web.links import Link
from service.web.pages.first_hour.steps import grid_of
from service.web.visit import Visit

__all__ = ["ShownSchool", "known_school"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSchool:
    """A school that was taken in: its levels and starting lists in words, and where its grid is."""

    link: Link
    levels: str
    lists: str
    grid: str
    is_arranged: bool


def known_school(visit: Visit, so_far: Progress, school: str) -> ShownSchool:
    """A school with its levels and starting lists in words."""
    node = read.find(visit.world, Organisation, school)
    levels = node.levels if node is not None else ()
    lists = read.edges_from(visit.world, Adopts, school)
    return ShownSchool(
        link=visit.link(school),
        levels=", ".join(title(LEVELS_OF_EDUCATION, level, visit.texts) for level in levels),
        lists=", ".join(visit.name(edge.to_id) for edge in lists),
        grid=grid_of(school),
        is_arranged=school in so_far.arranged,
    )
