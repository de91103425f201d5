"""The steps of the first hour, and which comes next."""

from __future__ import annotations

from dataclasses import dataclass

from graph.usecases.first_hour import Progress
from graph.usecases.rights import Right
from service.web.routes import for_keepers
from service.web.visit import Visit

__all__ = [
    "COLLEAGUES",
    "MOST_LISTED",
    "SCHOOLS",
    "START",
    "Step",
    "card_of",
    "grid_of",
    "next_grid",
    "next_school",
    "own_schools",
    "steps_of",
]

START = "/begin"
SCHOOLS, COLLEAGUES = f"{START}/scholen", f"{START}/collegas"
MOST_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the first hour, as the row of steps shows it."""

    text: str
    href: str | None
    is_done: bool
    is_current: bool


def steps_of(visit: Visit, so_far: Progress, current: str) -> tuple[Step, ...]:
    """The steps, each with a link when the reader may take it."""
    keeps = for_keepers(visit)
    own = own_schools(visit, so_far)
    grid = next_grid(visit, so_far) or (grid_of(own[0]) if own and visit.may(Right.APPOINT, own[0]) else None)
    carded = next((school for school in own if school in so_far.arranged), None)
    steps = (
        (visit._("Schools"), SCHOOLS if keeps else None, bool(so_far.schools), current == SCHOOLS),
        (
            visit._("Colleagues"),
            COLLEAGUES if keeps and so_far.schools else None,
            bool(so_far.colleagues),
            current == COLLEAGUES,
        ),
        (
            visit._("Who does what"),
            grid if so_far.colleagues else None,
            bool(so_far.arranged) and next_school(visit, so_far) is None,
            current.startswith(f"{START}/school/"),
        ),
        (
            visit._("Contact card"),
            card_of(carded) if carded else None,
            carded is not None,
            current.startswith(f"{START}/kaart/"),
        ),
    )
    return tuple(
        Step(text=text, href=None if now else href, is_done=done, is_current=now) for text, href, done, now in steps
    )


def own_schools(visit: Visit, so_far: Progress) -> tuple[str, ...]:
    """The schools at which the reader says who does what; all of them for who says it nowhere."""
    return tuple(school for school in so_far.schools if visit.may(Right.APPOINT, school)) or so_far.schools


def next_school(visit: Visit, so_far: Progress) -> str | None:
    """The first school at which nobody has any work yet and the reader may say who does."""
    open_ones = (school for school in so_far.schools if school not in so_far.arranged)
    return next((school for school in open_ones if visit.may(Right.APPOINT, school)), None)


def next_grid(visit: Visit, so_far: Progress) -> str | None:
    """The address of its grid; None when there is none."""
    school = next_school(visit, so_far)
    return grid_of(school) if school else None


def grid_of(school: str) -> str:
    """The address of the grid of a school."""
    return f"{START}/school/{school.partition('/')[2]}"


def card_of(school: str) -> str:
    """The address of the contact card of a school."""
    return f"{START}/kaart/{school.partition('/')[2]}"
