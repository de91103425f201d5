"""What people are told when something about how they sign in changes: on their own page for a month, and by mail.

A change of a way in may be somebody else's doing. So the mail goes to the address that was known before it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from graph.domain.changes import RecordChange
from graph.domain.errors import MandaatwijzerError
from graph.domain.kinds import Person
from graph.domain.text import N_
from graph.store.kept import Notice
from graph.usecases.signing_in import people_signing_in_otherwise
from graph.words.catalogue import LANGUAGES, texts_in

if TYPE_CHECKING:
    from graph.usecases.desk import Desk

__all__ = [
    "KEY_MADE",
    "LINK_MADE",
    "PASSKEY_ADDED",
    "TOLD",
    "WAYS_CHANGED",
    "Post",
    "notices_of",
    "tell",
    "tell_changed",
]

PASSKEY_ADDED, WAYS_CHANGED, LINK_MADE, KEY_MADE = "passkey_added", "ways_changed", "link_made", "key_made"
TOLD = {
    PASSKEY_ADDED: N_("A passkey was added with which you sign in."),
    WAYS_CHANGED: N_("The address or an account with which you sign in was changed."),
    LINK_MADE: N_("A personal link was made with which you sign in."),
    KEY_MADE: N_("A key of a program was made in your name."),
}
"""What happened, by the word that is kept."""

_SUBJECT = N_("How you sign in at the register was changed")
_EXPECTED = N_("Was it not you, and did you not expect it? Tell whoever keeps the register of your school.")

log = logging.getLogger(__name__)


class Post(Protocol):
    """Takes mail."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """Send a text to one address.

        Raises:
            SourceUnavailable: it is not taken.
        """


async def tell(desk: Desk, person: str, what: str, *, address: str | None = None) -> None:
    """Tell somebody what happened.

    Args:
        desk: the running instance.
        person: id.
        what: a word of `TOLD`.
        address: that was known before; None = the one that is known now.
    """
    now = desk.clock.now()
    await desk.access.add(Notice(key=secrets.token_hex(8), person=person, what=what, at=now), now)
    found = desk.snapshot.find(Person, person)
    to = address or (found.email if found is not None else None)
    if desk.post is not None and to:
        desk.beside(_mailed(desk.post, to, what))


async def tell_changed(desk: Desk, changes: Iterable[RecordChange]) -> None:
    """Tell those who sign in otherwise after changes; whoever is gone or new is told nothing."""
    found = [change for change in changes if isinstance(change.before, Person) and isinstance(change.after, Person)]
    for change in found:
        if people_signing_in_otherwise([change]) and isinstance(change.before, Person):
            await tell(desk, change.id, WAYS_CHANGED, address=change.before.email)


async def notices_of(desk: Desk, person: str) -> tuple[Notice, ...]:
    """What somebody was told in the last month, newest first."""
    found = await desk.access.all(Notice, desk.clock.now(), about=person)
    return tuple(sorted(found, key=lambda notice: notice.at, reverse=True))


async def _mailed(post: Post, to: str, what: str) -> None:
    """The mail, in every language: nobody knows which one the reader has."""
    told = [texts_in(language) for language in sorted(LANGUAGES, reverse=True)]
    subject = " / ".join(texts.gettext(_SUBJECT) for texts in told)
    text = "\n\n".join(f"{texts.gettext(TOLD[what])}\n{texts.gettext(_EXPECTED)}" for texts in told)
    try:
        await post.send(to, subject, text)
    except MandaatwijzerError:
        log.warning("notice_not_mailed", extra={"facts": {"what": what}})
