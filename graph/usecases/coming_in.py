"""Who comes in: a sign-in that began is finished once, by the browser that began it, and finds its person.

Nobody is made: who is not in the register is told whom to ask.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph.domain.changes import Put
from graph.domain.errors import NotLetIn
from graph.domain.kinds import Person
from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.store.kept import Owner, SignIn, hashed
from graph.usecases.by_words import ids_by
from graph.usecases.desk import Desk
from graph.usecases.viewer import Viewer, ViewerKind

__all__ = [
    "PASSKEY",
    "Begun",
    "Claim",
    "begin_passkey",
    "begin_sign_in",
    "claim_ownership",
    "connect",
    "finish_sign_in",
    "let_in",
]

PASSKEY = "passkey"
"""Stands for a provider where a passkey signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in that began: what its provider is told, and what the browser keeps.

    Attributes:
        state: comes back with the answer.
        nonce: is repeated in the signed token.
        verifier: of PKCE; its hash goes out, itself only with the code.
        browser: the secret for a cookie.
    """

    state: str
    nonce: str
    verifier: str
    browser: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who a provider says that somebody is.

    Attributes:
        system: of the identifiers of its accounts; the name of the provider where it has no other.
        title: what people call it.
        subject: its own id of them, that it never gives to somebody else.
        known_as: identifiers under which they may stand in the register before they signed in.
        email: their address, when the provider vouches for it and its domain is allowed; else None.
    """

    system: str
    title: str
    subject: str
    known_as: tuple[str, ...] = ()
    email: str | None = None

    @property
    def identifier(self) -> str:
        """As the person carries it."""
        return f"{self.system}:{self.subject}"


async def begin_sign_in(desk: Desk, provider: str, *, browser: str, onward: str, person: str | None = None) -> Begun:
    """Begin a sign-in, to be finished in ten minutes.

    Args:
        desk: the running instance.
        provider: its name.
        browser: the secret that the browser has from a sign-in before; empty = a new one.
        onward: path of the page to which it leads.
        person: id of who connects an account to themselves.
    """
    now = desk.clock.now()
    begun = Begun(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        browser=browser or secrets.token_urlsafe(32),
    )
    kept = SignIn(
        key=hashed(begun.state),
        provider=provider,
        browser=hashed(begun.browser),
        begun=now,
        nonce=begun.nonce,
        verifier=begun.verifier,
        person=person,
        onward=onward,
    )
    await desk.access.add(kept, now)
    return begun


async def begin_passkey(desk: Desk, challenge: str, *, browser: str, onward: str, person: str | None = None) -> None:
    """Wait ten minutes for a passkey to sign a challenge.

    Args:
        desk: the running instance.
        challenge: what it has to sign.
        browser: the secret that the browser has.
        onward: path of the page to which it leads.
        person: id of who adds a passkey.
    """
    now = desk.clock.now()
    kept = SignIn(
        key=hashed(challenge), provider=PASSKEY, browser=hashed(browser), begun=now, person=person, onward=onward
    )
    await desk.access.add(kept, now)


async def finish_sign_in(desk: Desk, provider: str, *, state: str, browser: str) -> SignIn:
    """The sign-in that an answer belongs to: it is given once.

    Raises:
        NotLetIn: none began with that state, it took too long, or it began in another browser or at another provider.
    """
    now = desk.clock.now()
    found = await desk.access.find(SignIn, hashed(state), now)
    ours = found is not None and browser and found.browser == hashed(browser) and found.provider == provider
    taken = await desk.access.take(SignIn, hashed(state), now) if ours else None
    if taken is None:
        raise NotLetIn(Text("This sign-in took too long, or began in another browser. Begin again."))
    return taken


async def let_in(desk: Desk, claim: Claim) -> str:
    """Id of the person that a provider speaks of.

    Found by the identifier of the provider; else, once, by an identifier under which they were imported or by their
    e-mail address, and from then on by the identifier of the provider alone.

    Raises:
        NotLetIn: nobody in the register is that person, or it is not certain who.
    """
    known = _people(desk.snapshot)
    found = known.get(claim.identifier, ())
    if not found:
        ways = (*claim.known_as, *((_by_email(claim.email),) if claim.email else ()))
        found = tuple(sorted({person for way in ways for person in known.get(way, ())}))
        if len(found) == 1:
            await connect(desk, claim, found[0])
    if len(found) == 1:
        return found[0]
    raise _nobody(claim) if not found else _several(claim)


async def connect(desk: Desk, claim: Claim, person: str) -> None:
    """Keep with a person that an account is theirs.

    Raises:
        NotLetIn: another account of that provider is theirs already, or this one is somebody else's.
    """

    def changes(snapshot: Snapshot) -> Iterable[Put]:
        found = snapshot.find(Person, person)
        others = [one for one in _people(snapshot).get(claim.identifier, ()) if one != person]
        if found is None or others:
            raise _several(claim)
        theirs = [one for one in found.identifiers if one.startswith(f"{claim.system}:")]
        strange = [one for one in theirs if one not in (claim.identifier, *claim.known_as)]
        if strange:
            raise NotLetIn(
                Text(
                    "Another account of {provider} belongs to this colleague already. "
                    "Ask whoever keeps the register to take it away first.",
                    provider=claim.title,
                )
            )
        if claim.identifier not in found.identifiers:
            yield Put(replace(found, identifiers=(*found.identifiers, claim.identifier)))

    itself = Viewer(kind=ViewerKind.OWNER, name=claim.system, person=person)  # a provider vouches for what it says
    await desk.commit(
        changes,
        viewer=itself,
        reason=f"Signed in for the first time with {claim.title}",
        key=secrets.token_hex(16),
    )


async def claim_ownership(desk: Desk, claim: Claim, person: str) -> None:
    """Make somebody an owner whose address was named as that of one: the provider vouches for the address.

    From then on the person is the owner, and not the address, which may change.
    """
    if claim.email is None:
        return
    now = desk.clock.now()
    named = await desk.access.take(Owner, claim.email.casefold(), now)
    if named is not None:
        await desk.access.add(replace(named, key=person), now)


def _people(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The ids of people by each identifier and e-mail address."""
    return ids_by("what a provider knows them by", _ways, Person, snapshot)


def _ways(person: Person) -> tuple[str, ...]:
    return (*person.identifiers, *((_by_email(person.email),) if person.email else ()))


def _by_email(email: str) -> str:
    return f"e-mail {email.casefold()}"


def _nobody(claim: Claim) -> NotLetIn:
    if claim.email:
        return NotLetIn(
            Text(
                "Nobody with the address {email} is in the register. "
                "Ask whoever keeps the register of your school to add you.",
                email=claim.email,
            )
        )
    return NotLetIn(
        Text(
            "Your account of {provider} is not known here yet. Ask whoever keeps the register of your school to add "
            "you, or for a personal link with which you can connect it.",
            provider=claim.title,
        )
    )


def _several(claim: Claim) -> NotLetIn:
    return NotLetIn(
        Text(
            "More than one colleague in the register could be you. Ask whoever keeps the register to merge them, "
            "and sign in again with {provider}.",
            provider=claim.title,
        )
    )
