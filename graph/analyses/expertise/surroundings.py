"""Whom somebody works with: the organisations and bodies that they belong to, who else sits there, whom they advise.

Facts of the day only, up to two steps: somebody, their bodies and advice, and the other members of these bodies. Who
else belongs to a same organisation is left out: in a school that is everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.analyses.common.membership import bodies_of, members_of
from graph.domain.kinds import Advises, AffiliatedWith, MemberOf
from graph.model.coverage import Coverage

__all__ = ["Relation", "surroundings"]


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """A fact about two records, by their ids: `kind` is that of the edge that says it."""

    one: str
    other: str
    kind: str


def surroundings(coverage: Coverage, person: str, visible: Callable[[str], bool]) -> tuple[Relation, ...]:
    """The facts around somebody, those nearest first.

    Args:
        coverage: of the graph and day.
        person: id.
        visible: whether a record may be shown; what may not is neither shown nor stepped over.
    """
    near = [each for each in _near(coverage, person) if visible(each.one) and visible(each.other)]
    bodies = [each.other for each in near if each.kind == MemberOf.kind]
    further = [
        Relation(member, body, MemberOf.kind)
        for body in bodies
        for member in members_of(coverage, body)
        if member != person and visible(member)
    ]
    return (*near, *further)


def _near(coverage: Coverage, person: str) -> Iterator[Relation]:
    for organisation in coverage.affiliations(person):
        yield Relation(person, organisation, AffiliatedWith.kind)
    for body in bodies_of(coverage, person):
        yield Relation(person, body, MemberOf.kind)
    advice = (*coverage.out(Advises, person), *coverage.into(Advises, person))
    yield from sorted({Relation(edge.from_id, edge.to_id, Advises.kind) for edge in advice})
