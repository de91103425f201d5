"""A small register behind the whole service, with everybody who may come to its door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import count
from typing import Any

import httpx
from fastapi import FastAPI

from graph.domain.changes import ChangeSet, Put
from graph.domain.kinds import Record
from graph.store.kept import (
    Identity,
    Kept,
    Owner,
    Passkey,
    PersonalLink,
    Proposal,
    ServiceKey,
    Session,
    Webhook,
    hashed,
)
from graph.store.sqlite.store import SqliteStore
from graph.usecases.analysing import Analyst
from graph.usecases.change.norms import MarkNotUsed, mark_not_used
from graph.usecases.desk import Desk
from graph.usecases.keys import NewKey, create_key
from graph.usecases.proposals import propose
from graph.usecases.sessions import begin_session, viewer_of
from graph.usecases.viewer import LOCAL_OWNER, PUBLIC, Scope, Viewer, ViewerKind
from service.config import Settings
from service.http.app import create_app
from service.web.sessions import Session as Browser
from tests.clocks import HandClock
from tests.graphs import edge, node, norm, organisation, records_of, school, seat
from tests.signed_in import SESSION

__all__ = [
    "BRUG",
    "DIJK",
    "KEYS",
    "LINK",
    "PASSKEY",
    "PEOPLE",
    "VIEWERS",
    "Arena",
    "Guest",
    "arena",
    "filled",
    "register",
]

GROUP, BRUG, DIJK, VER = "organisation/groep", "organisation/brug", "organisation/dijk", "organisation/ver"
PEOPLE: Mapping[str, str | None] = {
    "owner": None, "head": "person/els", "keeper": "person/dirk", "member": "person/cis", "same person": "person/an",
    "guest": "person/gast",
}  # fmt: skip
"""Who signs in, and as whom; the owner as nobody of the register."""
KEYS: Mapping[str, tuple[Scope, ...]] = {
    "key read": (Scope.READ,),
    "key read:people": (Scope.READ, Scope.READ_PEOPLE),
    "key read:expertise": (Scope.READ, Scope.READ_PEOPLE, Scope.READ_EXPERTISE),
    "key write:people": (Scope.WRITE_PEOPLE,),
    "key write:mandates": (Scope.WRITE_MANDATES,),
    "key admin": (Scope.ADMIN,),
}
"""The programs, each for De Brug alone."""
EXPIRED = "expired key"
LINK, PASSKEY = "een-persoonlijke-link-van-an", "cGFzc2tleQ"
"""The secret of a personal link, and the id of a passkey, of An."""
_PLACES = count()
_SORTS: tuple[type[Kept], ...] = (Owner, Session, PersonalLink, Passkey, ServiceKey, Webhook, Identity, Proposal)


def _viewer(name: str) -> Viewer:
    if name in KEYS:
        scopes = frozenset(KEYS[name])
        return Viewer(kind=ViewerKind.KEY, name=name, scopes=scopes, organisations=frozenset({BRUG}))
    person = PEOPLE.get(name)
    return PUBLIC if person is None else Viewer(kind=ViewerKind.PERSON, name=name, person=person)


VIEWERS: Mapping[str, Viewer] = {
    "owner": LOCAL_OWNER,
    **{name: _viewer(name) for name in (*list(PEOPLE)[1:], *KEYS, EXPIRED, "public")},
}
"""Everybody who may come to the door, in the order of the table."""


@cache
def register() -> tuple[Record, ...]:
    """An does ICT at De Brug and is away; Bo is a pupil, Els heads and Dirk keeps De Brug, Cis teaches at De Dijk."""
    return records_of(
        organisation("groep", "school_group"), organisation("anderegroep", "school_group"),
        school("brug", under=["groep"]), school("dijk", under=["groep"]), school("ver", under=["anderegroep"]),
        *(
            node(f"person/{name}", name=f"Naam {name}", email=f"{name}@school.example",
                 identifiers=[f"stamboek:{name}77"], **more)
            for name, more in {
                "an": {"share_expertise": "school"}, "bo": {"type": "pupil"}, "cis": {"share_expertise": "everyone"},
                "dirk": {}, "els": {}, "gast": {},
            }.items()
        ),
        *(edge("AFFILIATED_WITH", f"person/{name}", BRUG) for name in ("an", "bo", "dirk", "els")),
        edge("AFFILIATED_WITH", "person/cis", DIJK), edge("AFFILIATED_WITH", "person/gast", VER),
        node("decision/grant", grants_mandates=True), node("task/keep", keeps_register=True),
        node("task/wifi", keywords={"nl": ["draadloos"]}), node("task_group/net"),
        edge("IN_GROUP", "task/wifi", "task_group/net"), node("expertise/net"), node("expertise/cloud"),
        edge("REQUIRES", "task/wifi", "expertise/net"),
        seat("role/ict", at=BRUG, held_by=["person/an"]), seat("role/head", at=BRUG, held_by=["person/els"]),
        seat("role/keep", at=BRUG, held_by=["person/dirk"]), seat("role/ver", at=VER, held_by=["person/gast"]),
        seat("role/oud", at=BRUG), node("role_type/ict"),
        node("body/team"), edge("BODY_OF", "body/team", BRUG),
        edge("MEMBER_OF", "person/bo", "body/team", id="member_of/bo"),
        edge("DECIDES", "role/head", "decision/grant", granted_by=GROUP), edge("EXECUTES", "role/keep", "task/keep"),
        edge("EXECUTES", "person/an", "task/wifi", scope=[BRUG], note="even vragen", id="executes/an"),
        edge("CONTACT_POINT_FOR", "role/ict", "task/wifi", channel="channel/gsm", id="contact_point_for/ict"),
        edge("KNOWS", "person/an", "expertise/net", level=3, verified_on="2024-02-03", id="knows/an"),
        edge("KNOWS", "person/cis", "expertise/net", level=2),
        edge("KNOWS", "person/els", "expertise/cloud", level=4, verified_on="2023-03-04", id="knows/els"),
        edge("ABSENT_FROM", "person/an", BRUG, since="2026-10-01", until="2026-11-01", id="absent_from/an"),
        edge("HOLDS", "person/an", "role/oud", since="2027-01-01", id="holds/an"),
        node("channel/gsm", type="phone", address="0470 11", private=True),
        edge("REACHED_BY", "role/ict", "channel/gsm"),
        node("allotment/een", ict_hours=3.0), edge("ALLOTTED_TO", "allotment/een", BRUG),
        norm("norm/een", "task/keep", "EXECUTES", applies_to=[BRUG]), node("profile/basis"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at the door.

    Attributes:
        http: their browser, or their program.
        transport: by which it asks.
        token: what the forms of their session carry; empty without one.
        session: the key of their session, or the public part of their key.
    """

    http: httpx.AsyncClient
    transport: httpx.ASGITransport
    token: str = ""
    session: str = ""

    async def get(self, path: str) -> httpx.Response:
        """What is read at an address."""
        return await self._as_they_came(self.http.build_request("GET", path))

    async def ask(self, query: str, **variables: Any) -> httpx.Response:
        """What the API answers."""
        asked = {"query": query, "variables": variables}
        headers = {"accept": "application/json"}
        return await self._as_they_came(self.http.build_request("POST", "/graphql", json=asked, headers=headers))

    async def send(self, path: str, given: Mapping[str, Any]) -> httpx.Response:
        """What is answered to a form; a value of three parts is a file."""
        files = {name: value for name, value in given.items() if isinstance(value, tuple)}
        data = {"csrf_token": self.token, **{name: value for name, value in given.items() if name not in files}}
        return await self._as_they_came(self.http.build_request("POST", path, data=data, files=files or None))

    async def _as_they_came(self, request: httpx.Request) -> httpx.Response:
        """The answer; what it tells the browser to keep is forgotten, and who comes too often comes from elsewhere."""
        kept = httpx.Cookies(self.http.cookies)
        self.transport.client = (f"10.0.{next(_PLACES) % 250}.1", 1)
        answer = await self.http.send(request)
        self.http.cookies = kept
        return answer


@dataclass(frozen=True, slots=True)
class Arena:
    """One copy of the register, with everybody at its door.

    Attributes:
        app: the service.
        desk: the running instance.
        guests: everybody, by name.
        proposal: key of a change that An proposed.
    """

    app: FastAPI
    desk: Desk
    guests: Mapping[str, Guest]
    proposal: str

    async def state(self) -> tuple[Any, ...]:
        """What is kept: a change of it is a write. When somebody was last seen is none, nor a sign-in that began."""
        now = self.desk.clock.now()
        kept = [value for sort in _SORTS for value in await self.desk.access.all(sort, now)]
        return self.desk.revision, tuple(map(_without_use, kept))


async def filled(store: SqliteStore, changed: Iterable[Record] = ()) -> None:
    """Fill a store with the register, in two revisions."""
    later = records_of(node("role/oud", name="Oude functie"))
    for number, records in enumerate((register(), (*later, *changed)), 1):
        puts = tuple(map(Put, records))
        await store.commit(ChangeSet(changes=puts, author="person/dirk", reason="", key=f"key{number}"))


@asynccontextmanager
async def arena(analyst: Analyst, changed: Iterable[Record] = ()) -> AsyncIterator[Arena]:
    """The register in two revisions, and everybody at the door of the service over it.

    Args:
        analyst: the threads for what may take long; of all copies.
        changed: what the second revision changes.
    """
    store = SqliteStore(":memory:")
    await filled(store, changed)
    async with Desk(store, clock=HandClock(), refresh_seconds=3600) as desk:
        app = create_app(desk, Settings(store="sqlite:///:memory:"), analyst=analyst)
        guests = {name: await _guest(desk, app, name) for name in VIEWERS}
        now = desk.clock.now()
        link = PersonalLink(key=hashed(LINK), person="person/an", made=now, made_by="local owner")
        passkey = Passkey(key=PASSKEY, person="person/an", public_key=b"k", sign_count=0, name="gsm", made=now)
        for way_in in (link, passkey):
            await desk.access.add(way_in, now)
        asked = MarkNotUsed(organisation=BRUG, subject="task/wifi")
        proposal = await propose(desk, VIEWERS["same person"], mark_not_used, asked, form="niet-bij-ons", fields=())
        yield Arena(app, desk, guests, proposal.key)


async def _guest(desk: Desk, app: FastAPI, name: str) -> Guest:
    headers = {
        "accept-language": "nl",
        "sec-fetch-site": "same-origin",
        "accept": "text/html,application/json;q=0.9,*/*;q=0.8",
    }
    cookies: dict[str, str] = {}
    token = session = ""
    if name in PEOPLE:
        person = PEOPLE[name]
        secret = await begin_session(desk, person=person, provider="school" if person else "local")
        viewer = viewer_of(desk, person, owner=person is None)
        assert viewer is not None
        cookies[SESSION], token, session = secret, Browser(secret=secret, viewer=viewer).csrf_token, hashed(secret)
    elif name != "public":
        scopes = tuple(map(str, KEYS.get(name, (Scope.READ,))))
        made = await create_key(desk, LOCAL_OWNER, NewKey(name=name, scopes=scopes, organisations=(BRUG,)))
        headers["authorization"], session = f"Bearer {made.secret}", made.info.key
        if name == EXPIRED:
            await _end(desk, made.info.key)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    http = httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies, headers=headers)
    return Guest(http, transport, token, session)


async def _end(desk: Desk, key: str) -> None:
    now = desk.clock.now()
    held = await desk.access.find(ServiceKey, key, now)
    assert held is not None
    assert await desk.access.swap(held, replace(held, ends=now - timedelta(days=1)), now)


def _without_use(value: Kept) -> Kept:
    if isinstance(value, Session):
        return replace(value, seen=value.opened)
    return replace(value, used=None) if isinstance(value, ServiceKey | Passkey) else value
