"""Who is told what: every question, document, export and root field of the API against nine viewers.

    .venv/bin/python -m tests.sight.matrix > docs/authorisation.tsv

One small register, with something hidden of each sort. A viewer is told `all` that the owner is told, `part` of it, or
nothing (`-`); what a part leaves out is held by the property tests beside this module.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from graphql.execution import execute

from graph.domain.errors import MandaatwijzerError
from graph.domain.kinds import Record
from graph.model.seen import StandIns
from graph.model.snapshot import Snapshot
from graph.usecases.analysing import Analyst
from graph.usecases.viewer import LOCAL_OWNER, PUBLIC, Scope, Viewer, ViewerKind
from graph.usecases.world import World
from schema.build import executable
from schema.context import Context
from tests.graphs import edge, node, organisation, records_of, school, seat
from tests.sight.asking import desk_for, documents
from tests.sight.test_every_answer import ASKED, DAY, MOMENT, told

__all__ = ["VIEWERS", "table"]

GROUP, BRUG, VER = "organisation/groep", "organisation/brug", "organisation/ver"


def _person(name: str) -> Viewer:
    return Viewer(kind=ViewerKind.PERSON, name=name, person=f"person/{name}")


def _key(*scopes: Scope) -> Viewer:
    return Viewer(kind=ViewerKind.KEY, name="key", scopes=frozenset(scopes), organisations=frozenset({BRUG}))


VIEWERS = {
    "owner": LOCAL_OWNER,
    "head": _person("els"),
    "keeper": _person("dirk"),
    "member": _person("cis"),
    "same person": _person("an"),
    "guest": _person("gast"),
    "key read": _key(Scope.READ),
    "key read:people": _key(Scope.READ, Scope.READ_PEOPLE),
    "key read:expertise": _key(Scope.READ, Scope.READ_PEOPLE, Scope.READ_EXPERTISE),
    "key write:mandates": _key(Scope.WRITE_MANDATES),
    "public, expired key": PUBLIC,
}


def register() -> tuple[Record, ...]:
    """An does ICT at De Brug and is away; Bo is a pupil, Els heads and Dirk keeps De Brug, Cis teaches at De Dijk."""
    return records_of(
        organisation("groep", "school_group"), organisation("anderegroep", "school_group"),
        school("brug", under=["groep"]), school("dijk", under=["groep"]), school("ver", under=["anderegroep"]),
        *(
            node(f"person/{name}", email=f"{name}@school.example", identifiers=[f"stamboek:{name}77"], **more)
            for name, more in {
                "an": {"share_expertise": "school"}, "bo": {"type": "pupil"}, "cis": {"share_expertise": "everyone"},
                "dirk": {}, "els": {}, "gast": {},
            }.items()
        ),
        *(edge("AFFILIATED_WITH", f"person/{name}", BRUG) for name in ("an", "bo", "dirk", "els")),
        edge("AFFILIATED_WITH", "person/cis", "organisation/dijk"), edge("AFFILIATED_WITH", "person/gast", VER),
        node("decision/grant", grants_mandates=True), node("task/keep", keeps_register=True),
        node("task/wifi", keywords={"nl": ["draadloos"]}), node("expertise/net"),
        edge("REQUIRES", "task/wifi", "expertise/net"),
        seat("role/ict", at=BRUG, held_by=["person/an"]), seat("role/head", at=BRUG, held_by=["person/els"]),
        seat("role/keep", at=BRUG, held_by=["person/dirk"]), seat("role/ver", at=VER, held_by=["person/gast"]),
        node("body/team"), edge("BODY_OF", "body/team", BRUG), edge("MEMBER_OF", "person/bo", "body/team"),
        edge("DECIDES", "role/head", "decision/grant", granted_by=GROUP), edge("EXECUTES", "role/keep", "task/keep"),
        edge("EXECUTES", "person/an", "task/wifi", scope=[BRUG], note="even vragen"),
        edge("CONTACT_POINT_FOR", "role/ict", "task/wifi", channel="channel/gsm"),
        edge("KNOWS", "person/an", "expertise/net", level=3), edge("KNOWS", "person/cis", "expertise/net", level=2),
        edge("ABSENT_FROM", "person/an", BRUG, since="2026-10-01", until="2026-11-01"),
        node("channel/gsm", type="phone", address="0470 11", private=True),
        edge("REACHED_BY", "role/ict", "channel/gsm"),
    )  # fmt: skip


def table() -> str:
    """The whole table, tab-separated."""
    records, stand_ins = register(), StandIns()
    answers = {name: dict(_answers(records, viewer, stand_ins)) for name, viewer in VIEWERS.items()}
    rows = ["\t".join(("what is asked", *VIEWERS))]
    for asked, whole in answers["owner"].items():
        nothing = answers["key write:mandates"][asked]
        cells = (_cell(answers[viewer][asked], whole, nothing, viewer == "owner") for viewer in VIEWERS)
        rows.append("\t".join((asked, *cells)))
    return "\n".join(rows) + "\n"


def _cell(answer: str, whole: str, nothing: str, is_owner: bool) -> str:
    if is_owner or (answer == whole and answer != nothing):
        return "all"
    return "-" if answer == nothing else "part"


def _answers(records: tuple[Record, ...], viewer: Viewer, stand_ins: StandIns) -> Iterator[tuple[str, str]]:
    world = World(graph=Snapshot.of(records), on=DAY, today=DAY, viewer=viewer, known_at=1, stand_ins=stand_ins)
    for asked, ask in ASKED.items():
        yield asked, str(told(ask, world))
    for asked, answer in asyncio.run(_of_the_api(records, viewer, stand_ins)).items():
        yield asked, answer


async def _of_the_api(records: tuple[Record, ...], viewer: Viewer, stand_ins: StandIns) -> dict[str, str]:
    """What each root field answers, by its name, asked in the first way."""
    found: dict[str, str] = {}
    analyst = Analyst()
    try:
        async with desk_for(viewer, records, records, stand_ins) as desk:
            context = await Context.for_request(desk, viewer, analyst.within(60), [1])
            for text, query in documents().items():
                name = f"query {text.strip('{ ').partition('(')[0].partition(' ')[0]}"
                if name in found:
                    continue
                try:
                    result = execute(executable(), query, context_value=context)
                    answer = str(await result if asyncio.iscoroutine(result) else result)
                except MandaatwijzerError as error:
                    answer = str(error)
                found[name] = MOMENT.sub("then", answer)
    finally:
        analyst.close()
    return found


if __name__ == "__main__":
    print(table(), end="")
