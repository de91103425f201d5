"""A small school group behind the API, and a client that asks it like any other program."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

import httpx

from graph.domain.changes import ChangeSet, Put
from graph.domain.kinds import Record
from graph.store.sqlite.store import SqliteStore
from graph.usecases.analysing import Analyst
from graph.usecases.desk import Desk
from service.config import Settings
from service.http.app import ApiOptions, create_app
from service.metrics import Meters
from service.traces import Traces
from tests.clocks import MORNING, HandClock
from tests.graphs import edge, node, organisation, records_of, school, seat
from tests.signed_in import signed_in

__all__ = ["AT_FIRST", "BRUG", "GROUP", "SLUIS", "Api", "api_over", "small_group"]

GROUP, BRUG, SLUIS = "organisation/vaart", "organisation/brug", "organisation/sluis"
AT_FIRST = MORNING


def small_group() -> tuple[Record, ...]:
    """One group with two schools; An is ICT coordinator of the group, Bo is a pupil, Cis teaches at De Sluis."""
    return records_of(
        organisation("vaart", "school_group", name="Scholengroep De Vaart"),
        school("brug", under=["vaart"], name="Basisschool De Brug", number="012345", levels=["basis"]),
        school("sluis", under=["vaart"], name="Basisschool De Sluis", identifiers=["informat:77"]),
        node("person/an", name="An Peeters", email="an@vaart.example", share_expertise="everyone"),
        node("person/bo", name="Bo", type="pupil"),
        node("person/cis", name="Cis Wouters", share_expertise="everyone"),
        edge("AFFILIATED_WITH", "person/an", GROUP, since="2024-09-01", capacity="staff"),
        edge("AFFILIATED_WITH", "person/bo", BRUG, capacity="pupil"),
        edge("AFFILIATED_WITH", "person/cis", SLUIS, capacity="staff"),
        seat("role/ict", at=GROUP, held_by=["person/an"], name="ICT-coördinator"),
        node("task_group/tech", name="Technisch"),
        node(
            "task/wifi",
            name="Netwerk onderhouden",
            names={"nl": "Netwerk onderhouden", "en": "Maintain the network"},
            keywords={"nl": ["draadloos", "wifi"]},
        ),
        node("task/print", name="Printers beheren"),
        node("decision/buy", name="Aankopen"),
        edge("IN_GROUP", "task/wifi", "task_group/tech"),
        edge("EXECUTES", "role/ict", "task/wifi", scope=[GROUP], since="2025-09-01", id="executes/wifi"),
        edge(
            "CONTACT_POINT_FOR",
            "role/ict",
            "task/wifi",
            scope=[GROUP],
            channel="channel/desk",
            id="contact_point_for/wifi",
        ),
        edge("DECIDES", "role/ict", "decision/buy", scope=[GROUP], ceiling_eur=5000, id="decides/buy"),
        node("channel/desk", name="Helpdesk", type="ticketing", address="https://helpdesk.example"),
        node("body/team", name="ICT-team"),
        edge("BODY_OF", "body/team", GROUP),
        edge("MEMBER_OF", "person/an", "body/team", capacity="lead"),
        node("expertise/wifi", name="Wifi"),
        edge("KNOWS", "person/an", "expertise/wifi", level=4, verified_on="2026-09-01"),
        edge("REQUIRES", "task/wifi", "expertise/wifi"),
        node("norm/print", subject="task/print", mandate="EXECUTES", applies_to=[BRUG], name="Iemand voor de printers"),
    )


class Api:
    """A client of the API that fails loudly on what it did not expect."""

    def __init__(self, http: httpx.AsyncClient, desk: Desk) -> None:
        self.http = http
        self.desk = desk

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        body = await self.answer(query, **variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def answer(self, query: str, **variables: Any) -> Any:
        """The whole answer."""
        response = await self.http.post("/graphql", json={"query": query, "variables": variables})
        return response.json()

    async def codes(self, query: str, **variables: Any) -> list[str]:
        """The codes of the errors of an answer."""
        body = await self.answer(query, **variables)
        return [error["extensions"]["code"] for error in body.get("errors", [])]


@asynccontextmanager
async def api_over(
    records: tuple[Record, ...],
    options: ApiOptions | None = None,
    *,
    analyst: Analyst | None = None,
    meters: Meters | None = None,
    traces: Traces | None = None,
    within: tuple[str, ...] = (),
    places: Mapping[str, str] = MappingProxyType({}),
    **settings: Any,
) -> AsyncIterator[Api]:
    """The API over a store in memory with these records as its first revision."""
    store = SqliteStore(":memory:")
    await store.commit(
        ChangeSet(changes=tuple(Put(record) for record in records), author="test", reason="first", key="first")
    )
    async with Desk(store, clock=HandClock(), within=within, places=places) as desk:
        app = create_app(
            desk,
            Settings(store="sqlite:///:memory:", **settings),
            options,
            analyst=analyst,
            meters=meters,
            traces=traces,
        )
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        cookies = await signed_in(desk)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as http:
            yield Api(http, desk)
