"""Who stands behind a role, a body, a person or an organisation, seen from one organisation on one day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graph.domain.kinds import Body, Holds, Mandate, MemberOf, kind_of_id
from graph.domain.periods import overlap
from graph.model.bounded import Bounded
from graph.model.cells import Reaching
from graph.model.day import Day

__all__ = ["Held", "Holders"]

MOST_HELD = 65_536


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds what a record has.

    Attributes:
        seated: each holder, how they hold the role (None = not through a role), and whether they are present.
        names: the distinct holders.
        here: those who are present.
        members: the present members of a body.
        unnamed: whether a body has members without a name.
        is_body: whether it is a body.
    """

    seated: tuple[tuple[str, Holds | None, bool], ...]
    names: frozenset[str]
    here: frozenset[str]
    members: frozenset[str] = frozenset()
    unnamed: bool = False
    is_body: bool = False

    def only_here(self) -> Held:
        """The same without those who are absent."""
        if self.here == self.names:
            return self
        return replace(self, seated=tuple([each for each in self.seated if each[2]]), names=self.here)


class Holders:
    """The holders of a day; what is the same at every organisation is found once."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._anywhere: Bounded[str, tuple[bool, Held]] = Bounded(MOST_HELD)
        self._somewhere: Bounded[tuple[str, str], Held] = Bounded(MOST_HELD)

    def of(self, record_id: str, organisation: str) -> Held:
        """Who holds the mandates of a role, person, body or organisation, seen at an organisation.

        An acting holding is one only while everybody up its chain is away there and the acting person is
        present. A body without members and without unnamed members is no holder.
        """
        same, held = self._anywhere.get(record_id, self._found_anywhere)
        return held if same else self._somewhere.get((record_id, organisation), self._found_somewhere)

    def holdings(self, role: str) -> tuple[Holds, ...]:
        """The holdings of a role that are in force, acting ones that do not count included."""
        return self._day.into(Holds, role)

    def people_of(self, mandate: Mandate) -> frozenset[str]:
        """The people who have a mandate themselves or hold the role that has it, acting or not."""
        if kind_of_id(mandate.from_id) == "role":
            return frozenset([holding.from_id for holding in self.holdings(mandate.from_id)])
        return frozenset({mandate.from_id})

    def all_away(self, mandate: Mandate, organisation: str, subject: str, reaching: Iterable[Reaching]) -> bool:
        """Whether everybody up the chain of an acting mandate is absent, or holds the cell through no mandate.

        Who sits in a body that has one holds the cell through it. The chain goes on over the acting mandates that
        reach the cell, in force or not, each overlapping the one below: when a replacement of somebody who is
        replaced ends, it is the first of them who is back.

        Args:
            mandate: the acting mandate.
            organisation: where the cell is.
            subject: what it is about.
            reaching: every mandate that reaches the cell that day.
        """
        behind = [self.of(edge.from_id, organisation) for edge, _ in reaching]
        back: frozenset[str] = frozenset().union(*(held.here | held.members for held in behind))
        acting = self._day.ever_acting(organisation, subject, mandate.kind)
        waiting, seen = [mandate], {mandate.id}
        while waiting:
            lower = waiting.pop()
            replaced = lower.acting_for
            if replaced is None or replaced in back:
                return False
            upper = [edge for edge in acting if edge.id not in seen and overlap(edge, lower)]
            theirs = [edge for edge in upper if replaced in self.people_of(edge)]
            seen.update(edge.id for edge in theirs)
            waiting.extend(theirs)
        return True

    def _found_anywhere(self, record_id: str) -> tuple[bool, Held]:
        """Who holds it where nobody is absent, and whether that is so at every organisation."""
        kind = kind_of_id(record_id)
        if kind == "organisation":
            return True, _held([(record_id, None, True)])
        if kind == "person":
            return not self._day.absences(record_id), _held([(record_id, None, True)])
        if kind == "role":
            holdings = self.holdings(record_id)
            plain = not any(each.acting_for or self._day.absences(each.from_id) for each in holdings)
            return plain, _held([(each.from_id, each, True) for each in holdings]) if plain else _NOBODY
        members = [edge.from_id for edge in self._day.into(MemberOf, record_id)]
        if all(self._anywhere.get(member, self._found_anywhere)[0] for member in members):
            return True, self._body(record_id, [self._anywhere.get(each, self._found_anywhere)[1] for each in members])
        return False, _NOBODY

    def _found_somewhere(self, key: tuple[str, str]) -> Held:
        record_id, organisation = key
        kind = kind_of_id(record_id)
        if kind == "person":
            return _held([(record_id, None, not self._day.absent(record_id, organisation))])
        if kind == "role":
            return _held(list(self._seated(record_id, organisation)))
        members = [edge.from_id for edge in self._day.into(MemberOf, record_id)]
        return self._body(record_id, [self.of(member, organisation) for member in members])

    def _body(self, body: str, members: Sequence[Held]) -> Held:
        found = self._day.snapshot.find(Body, body)
        unnamed = found is not None and found.unnamed_members > 0
        here: frozenset[str] = frozenset().union(*(held.here for held in members))
        if not unnamed and not any(held.names for held in members):
            return _NOBODY
        is_here = unnamed or bool(here)
        return Held(
            seated=((body, None, is_here),),
            names=frozenset({body}),
            here=frozenset({body}) if is_here else frozenset(),
            members=here,
            unnamed=unnamed,
            is_body=True,
        )

    def _seated(self, role: str, organisation: str) -> Iterator[tuple[str, Holds | None, bool]]:
        for holding in self.holdings(role):
            here = not self._day.absent(holding.from_id, organisation)
            if holding.acting_for is None or (here and self._all_out(holding, organisation)):
                yield holding.from_id, holding, here

    def _all_out(self, holding: Holds, organisation: str) -> bool:
        """Whether everybody up the chain of an acting holding is absent, or no longer holds the role."""
        there = {each.from_id for each in self.holdings(holding.to_id)}
        return not any(
            person in there and not self._day.absent(person, organisation) for person in self._replaced(holding)
        )

    def _replaced(self, holding: Holds) -> Iterator[str]:
        """Everybody up the chain: over acting holdings of the role, in force or not, each overlapping the one below."""
        waiting, seen = [holding], {holding.id}
        while waiting:
            lower = waiting.pop()
            if lower.acting_for is None:
                continue
            yield lower.acting_for
            for upper in self._day.snapshot.out(Holds, lower.acting_for):
                if upper.to_id == holding.to_id and upper.acting_for and upper.id not in seen and overlap(upper, lower):
                    seen.add(upper.id)
                    waiting.append(upper)


def _held(seated: list[tuple[str, Holds | None, bool]]) -> Held:
    return Held(
        seated=tuple(sorted(seated, key=lambda each: (each[0], each[1].id if each[1] else ""))),
        names=frozenset([holder for holder, _, _ in seated]),
        here=frozenset([holder for holder, _, here in seated if here]),
    )


_NOBODY = Held(seated=(), names=frozenset(), here=frozenset())
