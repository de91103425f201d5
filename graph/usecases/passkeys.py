"""The passkeys of people, as the store keeps them; how one signs is a matter of the door."""

from __future__ import annotations

from dataclasses import replace

from graph.domain.errors import InvalidInput, NotLetIn
from graph.domain.kinds import Person
from graph.domain.text import Text
from graph.store.kept import Passkey
from graph.usecases.desk import Desk
from graph.usecases.notices import PASSKEY_ADDED, tell

__all__ = ["add_passkey", "passkey_used", "passkey_with", "passkeys_of", "remove_passkey", "rename_passkey"]

MOST_PASSKEYS = 10
LONGEST_NAME = 60


async def passkeys_of(desk: Desk, person: str) -> tuple[Passkey, ...]:
    """The passkeys of somebody, the oldest first."""
    found = await desk.access.all(Passkey, desk.clock.now(), about=person)
    return tuple(sorted(found, key=lambda one: one.made))


async def passkey_with(desk: Desk, key: str) -> Passkey:
    """The passkey with a credential id.

    Raises:
        NotLetIn: nobody has it.
    """
    found = await desk.access.find(Passkey, key, desk.clock.now())
    if found is None or desk.snapshot.find(Person, found.person) is None:
        raise NotLetIn(Text("This passkey is not known here any more. Sign in another way and add it again."))
    return found


async def add_passkey(desk: Desk, person: str, *, key: str, public_key: bytes, sign_count: int, name: str) -> None:
    """Keep a new passkey of somebody.

    Raises:
        InvalidInput: it is there already, or they have too many.
    """
    now = desk.clock.now()
    if len(await passkeys_of(desk, person)) >= MOST_PASSKEYS:
        raise InvalidInput.because(
            Text("You have {number} passkeys already", number=MOST_PASSKEYS), Text("Remove one that you no longer use")
        )
    made = Passkey(
        key=key,
        person=person,
        public_key=public_key,
        sign_count=sign_count,
        name=name.strip()[:LONGEST_NAME] or key[:8],
        made=now,
    )
    if not await desk.access.add(made, now):
        raise InvalidInput.because(Text("This passkey was added before"), Text("Take another one"))
    await tell(desk, person, PASSKEY_ADDED)


async def passkey_used(desk: Desk, passkey: Passkey, sign_count: int) -> None:
    """Note that a passkey signed.

    Raises:
        NotLetIn: it was used or taken away at the same moment.
    """
    now = desk.clock.now()
    if not await desk.access.swap(passkey, replace(passkey, sign_count=sign_count, used=now), now):
        raise NotLetIn(Text("This passkey was used elsewhere at the same moment. Try again."))


async def rename_passkey(desk: Desk, person: str, key: str, name: str) -> None:
    """Call a passkey of somebody something else; nothing happens when it is not theirs, or the name is empty."""
    now = desk.clock.now()
    found = await desk.access.find(Passkey, key, now)
    if found is not None and found.person == person and name.strip():
        await desk.access.swap(found, replace(found, name=name.strip()[:LONGEST_NAME]), now)


async def remove_passkey(desk: Desk, person: str, key: str) -> None:
    """Take away a passkey of somebody; nothing happens when it is not theirs."""
    now = desk.clock.now()
    found = await desk.access.find(Passkey, key, now)
    if found is not None and found.person == person:
        await desk.access.take(Passkey, key, now)
