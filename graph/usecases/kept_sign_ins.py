"""Who is owner, and whose sessions end, as the access store has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.domain.kinds import Person
from graph.store.kept import Identity, Owner, Passkey, PersonalLink, Session

if TYPE_CHECKING:
    from graph.usecases.desk import Desk

__all__ = ["KeptSignIns"]


class KeptSignIns:
    """What the desk asks and tells about owners and sessions; see `graph.usecases.signing_in.SignIns`.

    Args:
        desk: over the store in which they are kept.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def owners(self) -> frozenset[str]:
        """Ids of the people who are owner of the register, and the addresses of those who did not come in yet."""
        found = await self._desk.access.all(Owner, self._desk.clock.now())
        return frozenset(owner.key for owner in found)

    async def changed(self, people: frozenset[str]) -> None:
        """End the sessions of people and their links; of who is not in the register any more every way in."""
        for person in sorted(people):
            is_there = self._desk.snapshot.find(Person, person) is not None
            more = () if is_there else (Passkey, Identity)
            await self._desk.access.forget(person, Session, PersonalLink, *more)
            if not is_there:
                await self._desk.access.take(Owner, person, self._desk.clock.now(), but_last=True)
