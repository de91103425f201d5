"""Asks the product at every door over the example group, with whatever plug-ins the path has, and prints the answers.

Run by the tests in a process of its own: plug-ins are looked for once in a process.
"""

from __future__ import annotations

import asyncio
import json
import sys

import httpx

from graph import register
from graph.store.sqlite.store import SqliteStore
from graph.usecases.change.records import ApplyChanges, apply_changes
from graph.usecases.desk import Desk
from graph.usecases.seeding import load_example
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from tests.signed_in import signed_in

CROWDED = {"kind": "role", "id": "role/ict-ring", "name": "ICT van de ring", "seats": 5}
AT_SCHOOL = {"kind": "AT", "from": "role/ict-ring", "to": "organisation/de-sluis-mechelen"}
QUERY = """{
  findings(first: 5, codes: [CROWDED_ROLE]) { nodes { code message { nl en } } }
  seatsPerSchool(organisation: "organisation/de-sluis-mechelen") { schools { organisation { id } seats } }
}"""
PAGES = ("/", "/aandachtspunten?code=crowded_role", "/vragen/seats-per-school", "/invoeren")


async def main() -> None:
    """Print what each door says, as JSON."""
    async with Desk(SqliteStore(":memory:"), refresh_seconds=3_600.0) as desk:
        await load_example(desk)
        await apply_changes(desk, LOCAL_OWNER, ApplyChanges(puts=(CROWDED, AT_SCHOOL)))
        app = create_app(desk, Settings())
        transport = httpx.ASGITransport(app=app)
        cookies = await signed_in(desk)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as client:
            asked = await client.post("/graphql", json={"query": QUERY})
            pages = {
                language: [(await client.get(page, headers={"accept-language": language})).text for page in PAGES]
                for language in ("nl", "en")
            }
    in_python = register.example().seats_per_school("organisation/de-sluis-mechelen").rows()
    json.dump({"api": asked.json(), "pages": pages, "python": in_python}, sys.stdout)


asyncio.run(main())
