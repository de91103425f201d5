"""Service keys: how programs come in, each by a name and with no more than it needs.

A key is `mw_`, a public part that people may see and logs may hold, and 256 random bits of which the store has the hash
alone. It is told once, when it is made. Somebody answers for it: whoever made it, or took it over. It lets its program
in on the days on which they may make such a key themselves, so that no right lasts longer in it than in a person.
"""

from __future__ import annotations

import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from graph.domain.errors import Forbidden, InvalidInput, NotFound
from graph.domain.kinds import Organisation
from graph.domain.text import Quoted, Series, Text
from graph.model.coverage import Coverage
from graph.store.kept import KeyFacts, ServiceKey, Webhook, hashed
from graph.usecases.auditing import AuditAction, audited
from graph.usecases.desk import Desk
from graph.usecases.notices import KEY_MADE, tell
from graph.usecases.rights import Right, rights_of
from graph.usecases.sessions import is_owner, viewer_of
from graph.usecases.viewer import Scope, Viewer, ViewerKind

__all__ = [
    "DAYS",
    "KEY_PREFIX",
    "MOST_DAYS",
    "CreatedKey",
    "KeyInfo",
    "KeyRing",
    "KeyState",
    "NewKey",
    "check_lasts",
    "create_key",
    "has_ended",
    "is_held",
    "keys_of",
    "known_key",
    "may_keep_keys",
    "places_for",
    "renew_key",
    "revoke_key",
    "scopes_for",
    "take_over_key",
    "to_look_after",
]

KEY_PREFIX = "mw_"
DAYS, MOST_DAYS = 365, 730
OVERLAP = timedelta(days=14)
"""How long a key that was renewed still lets its program in, so that the new one can be put in its place."""
WARNED = timedelta(days=30)
"""How long before its end people are told."""
USED_EVERY = timedelta(minutes=1)
LONGEST_NAME = 80
MOST_KNOWN = 1_000
SECONDS_BETWEEN_LOOKS = 1.0
"""A key that is revoked on another instance ends here within this time."""
_KEY = re.compile(r"mw_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")
_NOBODYS = hashed("")
_OF_KEEPERS = (Scope.READ, Scope.READ_PEOPLE, Scope.WRITE_PEOPLE, Scope.WRITE_MANDATES)

log = logging.getLogger(__name__)


class KeyState(StrEnum):
    """How a key stands."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNHELD = "unheld"
    """It lets nobody in, because whoever answers for it may make no such key today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What is asked of a key.

    Attributes:
        name: of the program that it is for.
        scopes: what it may.
        organisations: ids of those that it may it in, with all below them; empty = all.
        days: how long it lasts.
    """

    name: str
    scopes: tuple[str, ...]
    organisations: tuple[str, ...] = ()
    days: int = DAYS


@dataclass(frozen=True, kw_only=True)
class KeyInfo(KeyFacts):
    """What people may know of a key, and how it stands.

    Attributes:
        state: how it stands.
        is_ending: whether it ends soon, and nothing takes its place yet.
    """

    state: KeyState
    is_ending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedKey:
    """A key that was made.

    Attributes:
        info: what people may know of it.
        secret: the whole key; told now and never again.
    """

    info: KeyInfo
    secret: str


def _new_secret() -> tuple[str, str, str]:
    """A whole key that nobody has, its public part, and the hash of the rest."""
    public, bits = secrets.token_hex(8), secrets.token_urlsafe(32)
    return f"{KEY_PREFIX}{public}_{bits}", public, hashed(bits)


async def create_key(desk: Desk, viewer: Viewer, asked: NewKey) -> CreatedKey:
    """Make a key.

    Raises:
        InvalidInput: something of what is asked cannot be.
        Forbidden: the viewer may make no such key.
    """
    scopes = _checked_scopes(asked.scopes)
    organisations = tuple(_checked_organisation(desk, each) for each in asked.organisations)
    _check_may(desk, viewer, scopes, organisations)
    now = desk.clock.now()
    ends = now + timedelta(days=_checked_days(asked.days))
    return await _made(
        desk, viewer, name=_checked_name(asked.name), scopes=scopes, organisations=organisations, ends=ends
    )


async def keys_of(desk: Desk, viewer: Viewer) -> tuple[KeyInfo, ...]:
    """The keys that a viewer may know of, by name; one that ended is told for a while.

    Raises:
        Forbidden: the viewer may make none, and so know of none.
    """
    if not may_keep_keys(desk, viewer):
        _check_may(desk, viewer, (), ())
    now = desk.clock.now()
    every = await desk.access.all(ServiceKey, now)
    found = [each for each in every if _may(desk, viewer, each.scopes, each.organisations)]
    states = {each.key: _state_of(each, now, is_held=await is_held(desk, each)) for each in found}
    replaced = {each.renews for each in found if states[each.key] is KeyState.VALID}
    told = [_info(each, now, states[each.key], is_replaced=each.key in replaced) for each in found]
    return tuple(sorted(told, key=lambda info: (info.name.casefold(), info.made, info.key)))


async def to_look_after(desk: Desk, viewer: Viewer) -> tuple[KeyInfo, ...]:
    """The keys that whoever may renew them has to: that nobody answers for, or that end within `WARNED`."""
    if not may_keep_keys(desk, viewer):
        return ()
    return tuple(info for info in await keys_of(desk, viewer) if info.is_ending or info.state is KeyState.UNHELD)


async def renew_key(desk: Desk, viewer: Viewer, key: str, *, days: int = DAYS) -> CreatedKey:
    """Make a key that takes the place of another one, which lets its program in for `OVERLAP` more at most.

    Args:
        desk: the running instance.
        viewer: who renews it.
        key: public part of the one that is renewed.
        days: how long the new one lasts.

    Raises:
        NotFound: there is no such key.
        InvalidInput: it ended, or was renewed already.
        Forbidden: the viewer may not.
    """
    now = desk.clock.now()
    lasts = timedelta(days=_checked_days(days))
    before = await known_key(desk, viewer, key)
    check_lasts(before, now)
    if any(each.renews == before.key for each in await desk.access.all(ServiceKey, now)):
        raise _refused(
            Text("The key {name} was renewed already", name=Quoted(before.name)),
            Text("Renew the newer one, or revoke it first"),
        )
    made = await _made(
        desk, viewer, name=before.name, scopes=before.scopes, organisations=before.organisations, ends=now + lasts,
        renews=before.key,
    )  # fmt: skip
    await _changed(desk, before, lambda held: replace(held, ends=min(held.ends, now + OVERLAP)))
    webhook = await desk.access.find(Webhook, before.key, now)
    if webhook is not None:  # kept twice for a moment: told twice sooner than never
        await desk.access.add(replace(webhook, key=made.info.key), now)
        await desk.access.take(Webhook, before.key, now)
    return made


async def revoke_key(desk: Desk, viewer: Viewer, key: str) -> KeyInfo:
    """Take a key back: it lets nobody in any more, on other instances within `SECONDS_BETWEEN_LOOKS`.

    Its webhook goes with it.

    Raises:
        NotFound: there is no such key.
        Forbidden: the viewer may not.
    """
    held, now = await known_key(desk, viewer, key), desk.clock.now()
    await audited(desk, viewer, AuditAction.KEY_REVOKED, detail=held.key)
    revoked = await _changed(desk, held, lambda held: replace(held, revoked=held.revoked or now))
    await desk.access.take(Webhook, held.key, now)
    return _info(revoked, now, _state_of(revoked, now))


async def take_over_key(desk: Desk, viewer: Viewer, key: str) -> KeyInfo:
    """Answer for a key from now on, in the place of whoever did: its program goes on with what it has.

    Raises:
        NotFound: there is no such key.
        Forbidden: the viewer may make no such key.
    """
    held, now = await known_key(desk, viewer, key), desk.clock.now()
    await audited(desk, viewer, AuditAction.KEY_TAKEN_OVER, detail=held.key)
    taken = await _changed(desk, held, lambda held: replace(held, made_by=viewer.author))
    return _info(taken, now, _state_of(taken, now))


def may_keep_keys(desk: Desk, viewer: Viewer) -> bool:
    """Whether a viewer may make any key: an owner, and a keeper of some organisation."""
    return viewer.kind is ViewerKind.OWNER or (viewer.kind is ViewerKind.PERSON and bool(_kept_by(desk, viewer)))


def scopes_for(viewer: Viewer) -> tuple[Scope, ...]:
    """What a viewer may let a key do; a keeper nothing that the register does not let every keeper do."""
    return tuple(Scope) if viewer.kind is ViewerKind.OWNER else _OF_KEEPERS


class KeyRing:
    """Knows who a program is by its key; what it knows is as old as `SECONDS_BETWEEN_LOOKS` at most.

    Args:
        desk: the running instance, in whose store the keys are.
        clock: seconds since some moment.
    """

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._clock = clock
        self._known: dict[str, _Known] = {}

    def viewer_at_once(self, text: str) -> Viewer | None:
        """Who asks with a key that came just before; None when the store has to be asked."""
        found = _KEY.fullmatch(text)
        known = self._fresh(found[1]) if found else None
        now = self._desk.clock.now()
        if found is None or known is None or known.used is None or now - known.used >= USED_EVERY:
            return None
        is_right = hmac.compare_digest(hashed(found[2]), known.digest)
        return self._viewer(known) if is_right and self._state(known, now) is KeyState.VALID else None

    async def viewer(self, text: str) -> Viewer | None:
        """Who asks with a key; None when it lets nobody in. Why it does not, the log says alone."""
        found = _KEY.fullmatch(text)
        if found is None:
            log.warning("key_refused", extra={"facts": {"reason": "no key"}})
            return None
        public, bits = found.groups()
        key, now = await self._look_up(public), self._desk.clock.now()
        # Compared also where there is no such key: how long the answer takes tells nothing.
        is_right = hmac.compare_digest(hashed(bits), _NOBODYS if key is None else key.digest)
        if key is None or not is_right:
            log.warning(
                "key_refused", extra={"facts": {"reason": "unknown" if key is None else "wrong", "key": public}}
            )
            return None
        state = self._state(key, now)
        if state is not KeyState.VALID:
            log.warning("key_refused", extra={"facts": {"reason": state.value, "key": public}})
            return None
        if key.used is None or now - key.used >= USED_EVERY:
            await self._note_use(key, now)
        return self._viewer(key)

    def _state(self, key: ServiceKey, now: datetime) -> KeyState:
        known = self._known.get(key.key)
        of_owner = known is not None and known.of_owner
        return _state_of(key, now, is_held=_holds(self._desk, key, of_owner=of_owner))

    def _viewer(self, key: ServiceKey) -> Viewer:
        return _viewer(key, Coverage.of(self._desk.snapshot, self._desk.today()))

    def _fresh(self, public: str) -> ServiceKey | None:
        known = self._known.get(public)
        return known.key if known is not None and self._clock() - known.looked < SECONDS_BETWEEN_LOOKS else None

    async def _look_up(self, public: str) -> ServiceKey | None:
        fresh = self._fresh(public)
        if fresh is not None:
            return fresh
        moment = self._clock()
        key = await self._desk.access.find(ServiceKey, public, self._desk.clock.now())
        of_owner = key is not None and await is_owner(self._desk, _answers_for(key))
        self._remember(public, None if key is None else _Known(looked=moment, key=key, of_owner=of_owner))
        return key

    async def _note_use(self, key: ServiceKey, now: datetime) -> None:
        used = replace(key, used=now)
        known = self._known.get(key.key)
        if await self._desk.access.swap(key, used, now) and known is not None:
            self._remember(key.key, replace(known, looked=self._clock(), key=used))

    def _remember(self, public: str, known: _Known | None) -> None:
        self._known.pop(public, None)
        if known is not None:
            while len(self._known) >= MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[public] = known


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A key as the store had it, when that was looked up, and whether an owner answers for it."""

    looked: float
    key: ServiceKey
    of_owner: bool


def _state_of(key: ServiceKey, now: datetime, *, is_held: bool = True) -> KeyState:
    if key.revoked is not None:
        return KeyState.REVOKED
    if key.ends <= now:
        return KeyState.EXPIRED
    return KeyState.VALID if is_held else KeyState.UNHELD


def has_ended(key: ServiceKey, now: datetime) -> bool:
    """Whether a key was taken back or is past its time."""
    return _state_of(key, now) is not KeyState.VALID


def check_lasts(key: ServiceKey, now: datetime) -> None:
    """Do nothing for a key that did not end.

    Raises:
        InvalidInput: it did.
    """
    if has_ended(key, now):
        raise _refused(Text("The key {name} has ended", name=Quoted(key.name)), Text("Make a new one"))


def _answers_for(key: ServiceKey) -> str | None:
    """Id of the person who answers for a key; None = the local owner."""
    return key.made_by if key.made_by.startswith("person/") else None


async def is_held(desk: Desk, key: ServiceKey) -> bool:
    """Whether whoever answers for a key may make it today."""
    return _holds(desk, key, of_owner=await is_owner(desk, _answers_for(key)))


def _holds(desk: Desk, key: ServiceKey, *, of_owner: bool) -> bool:
    holder = viewer_of(desk, _answers_for(key), owner=of_owner)
    return holder is not None and _may(desk, holder, key.scopes, key.organisations)


def _info(key: ServiceKey, now: datetime, state: KeyState, *, is_replaced: bool = False) -> KeyInfo:
    return KeyInfo(
        **{fact.name: getattr(key, fact.name) for fact in fields(KeyFacts)},
        state=state,
        is_ending=state is KeyState.VALID and key.ends - now <= WARNED and not is_replaced,
    )


def _viewer(key: ServiceKey, coverage: Coverage) -> Viewer:
    is_admin = Scope.ADMIN in key.scopes
    places = key.organisations or (() if is_admin else _tops(coverage))
    return Viewer(
        kind=ViewerKind.KEY,
        name=f"{key.name} ({KEY_PREFIX}{key.key})",  # no name of a program can pass for somebody else in the log
        organisations=frozenset(places),
        scopes=frozenset(map(Scope, key.scopes)),
    )


def _tops(coverage: Coverage) -> tuple[str, ...]:
    """The organisations that are part of no other one on the day: everything lies at or below them."""

    def found() -> tuple[str, ...]:
        every = (node.id for node in coverage.snapshot.nodes(Organisation))
        return tuple(each for each in every if set(coverage.above(each)) <= {each})

    return coverage.snapshot.kept(("organisations at the top", coverage.on), found)


async def _made(
    desk: Desk,
    viewer: Viewer,
    *,
    name: str,
    scopes: tuple[str, ...],
    organisations: tuple[str, ...],
    ends: datetime,
    renews: str | None = None,
) -> CreatedKey:
    secret, public, digest = _new_secret()
    now = desk.clock.now()
    key = ServiceKey(
        key=public,
        digest=digest,
        name=name,
        scopes=scopes,
        organisations=organisations,
        made=now,
        made_by=viewer.author,
        ends=ends,
        renews=renews,
    )
    await audited(desk, viewer, AuditAction.KEY_RENEWED if renews else AuditAction.KEY_CREATED, detail=public)
    await desk.access.add(key, now)
    if viewer.person is not None:
        await tell(desk, viewer.person, KEY_MADE)
    return CreatedKey(info=_info(key, now, KeyState.VALID), secret=secret)


async def known_key(desk: Desk, viewer: Viewer, key: str) -> ServiceKey:
    """The key that a viewer names by its public part, with or without what stands around it.

    Raises:
        NotFound: there is no such key.
        Forbidden: the viewer may make no such key.
    """
    public = key.strip().removeprefix(KEY_PREFIX).partition("_")[0]
    found = await desk.access.find(ServiceKey, public, desk.clock.now())
    if found is None:
        raise NotFound(Text("The key {key}", key=Quoted(public[:16])), Text("Look it up in the list of keys"))
    _check_may(desk, viewer, found.scopes, found.organisations)
    return found


async def _changed(desk: Desk, key: ServiceKey, change: Callable[[ServiceKey], ServiceKey]) -> ServiceKey:
    """The key as changed, whatever else is noted of it meanwhile."""
    held: ServiceKey | None = key
    while held is not None:
        after, now = change(held), desk.clock.now()
        if await desk.access.swap(held, after, now):
            return after
        held = await desk.access.find(ServiceKey, key.key, now)
    raise NotFound(Text("The key {key}", key=Quoted(key.name)), Text("Look it up in the list of keys"))


def places_for(desk: Desk, viewer: Viewer) -> frozenset[str] | None:
    """The organisations for which a viewer may make a key; None = also one for everywhere."""
    return None if viewer.kind is ViewerKind.OWNER else _kept_by(desk, viewer)


def _kept_by(desk: Desk, viewer: Viewer) -> frozenset[str]:
    """The organisations that a viewer keeps today."""
    return rights_of(viewer, desk.snapshot, desk.today()).at(Right.KEEP)


def _may(desk: Desk, viewer: Viewer, scopes: Iterable[str], organisations: Iterable[str]) -> bool:
    """Whether a viewer may make, see and take back a key for this."""
    if viewer.kind is not ViewerKind.PERSON:
        return viewer.kind is ViewerKind.OWNER
    places = tuple(organisations)
    is_theirs = bool(places) and _kept_by(desk, viewer).issuperset(places)
    return is_theirs and set(scopes) <= set(map(str, _OF_KEEPERS))


def _check_may(desk: Desk, viewer: Viewer, scopes: Iterable[str], organisations: Iterable[str]) -> None:
    if not _may(desk, viewer, scopes, organisations):
        raise Forbidden(
            Text(
                "Keys of programs are made by an owner of the register, and by whoever keeps the register of an "
                "organisation, for that one alone and for {choices}. Ask one of them.",
                choices=Series(tuple(map(str, _OF_KEEPERS))),
            )
        )


def _checked_name(name: str) -> str:
    stripped = " ".join(name.split())
    if not 0 < len(stripped) <= LONGEST_NAME or not stripped.isprintable():
        raise _refused(
            Text("A key needs a name of at most {most} characters", most=LONGEST_NAME),
            Text("Give the name of the program that uses it"),
            field="name",
        )
    return stripped


def _checked_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    asked, known = tuple(dict.fromkeys(scopes)), tuple(map(str, Scope))
    unknown = [each for each in asked if each not in known]
    if unknown or not asked:
        raise _refused(
            Text("{text} is no scope", text=Quoted(unknown[0][:40])) if unknown else Text("A key needs a scope"),
            Text("Take one or more of: {choices}", choices=Series(known)),
            field="scope",
        )
    return tuple(each for each in known if each in asked)


def _checked_organisation(desk: Desk, organisation: str) -> str:
    if desk.snapshot.find(Organisation, organisation) is None:
        raise NotFound.record(organisation)
    return organisation


def _checked_days(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise _refused(
            Text("A key lasts from 1 to {most} days", most=MOST_DAYS), Text("Give another number"), field="days"
        )
    return days


def _refused(message: Text, remedy: Text, *, field: str | None = None) -> InvalidInput:
    return InvalidInput.because(message, remedy, field=field)
