"""Small random registers with everything in them that somebody may not see, and random viewers of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from graph.domain.codec import read_record
from graph.domain.kinds import Record
from graph.usecases.viewer import PUBLIC, Scope, Viewer, ViewerKind
from tests.drawing import one
from tests.graphs import Plain, edge, node, norm, organisation, school

__all__ = ["GRANT", "KEEP", "PEOPLE", "PLACES", "TODAY", "registers", "viewers"]

TODAY = "2026-10-15"
GRANT, KEEP, WIFI, NET = "decision/grant", "task/keep", "task/wifi", "expertise/net"
GROUP, OTHER = "organisation/groep", "organisation/anderegroep"
BRUG, DIJK, VER = "organisation/brug", "organisation/dijk", "organisation/ver"
PARTNER = "organisation/partner"
PLACES = (GROUP, BRUG, DIJK, VER, OTHER, PARTNER)
PEOPLE = tuple(f"person/{name}" for name in ("an", "bo", "cis", "dirk", "els"))
ROLES = ("role/ict", "role/head", "role/ver")
BODIES = ("body/team", "body/net")
CHANNELS = ("channel/gsm", "channel/desk")
PERIODS: tuple[dict[str, str], ...] = (
    {}, {}, {}, {"since": "2026-09-01"}, {"until": "2026-09-01"}, {"until": "2026-10-10"},
    {"since": "2026-12-01"}, {"since": "2026-10-01", "until": "2026-11-01"},
)  # fmt: skip


_periods = st.sampled_from(PERIODS)
_half_days = st.sampled_from([[], ["mon_am"]])


@st.composite
def people(draw: st.DrawFn, person: str) -> Plain:
    name = person.removeprefix("person/")
    return node(
        person,
        name=f"Naam {name}",
        email=f"{name}@school.example",
        other_emails=[f"{name}@thuis.example"],
        identifiers=[f"stamboek:{name}77"],
        type=draw(one("staff", "staff", "staff", "pupil", "parent", "external")),
        share_expertise=draw(one("nobody", "school", "group", "everyone")),
    )


@st.composite
def links(draw: st.DrawFn) -> Plain:
    kind, froms, tos = draw(
        one(
            ("AFFILIATED_WITH", PEOPLE, PLACES),
            ("AFFILIATED_WITH", PEOPLE, (BRUG, DIJK)),
            ("HOLDS", PEOPLE, ROLES),
            ("HOLDS", PEOPLE, ROLES),
            ("ABSENT_FROM", PEOPLE, PLACES),
            ("MEMBER_OF", (*PEOPLE, *ROLES), BODIES),
            ("KNOWS", PEOPLE, (NET, "expertise/cloud")),
            ("KNOWS", PEOPLE, (NET, "expertise/cloud")),
            ("ADVISES", PEOPLE, PEOPLE),
            ("REACHED_BY", (*ROLES, *BODIES, BRUG), CHANNELS),
            ("SERVES", ROLES, PLACES),
            ("SUPPORTS", (PARTNER, DIJK), (BRUG, VER)),
        )
    )
    start, end = draw(one(*froms)), draw(one(*tos))
    more: dict[str, Any] = dict(draw(_periods))
    if kind == "HOLDS":
        more |= {"acting_for": draw(one(None, None, *PEOPLE)), "fraction": 0.5, "days": draw(_half_days)}
    if kind == "KNOWS":
        more |= {"level": draw(one(1, 3, 5)), "entered_by": draw(one(None, *PEOPLE)), "wants": draw(st.booleans())}
    return edge(kind, start, end, **more)


@st.composite
def mandates(draw: st.DrawFn) -> Plain:
    kind = draw(one("DECIDES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR", "CONTACT_POINT_FOR"))
    holder = draw(one(*PEOPLE, *ROLES, *BODIES, PARTNER))
    subject = draw(one(GRANT if kind == "DECIDES" else KEEP, WIFI, WIFI))
    needs_scope = holder.startswith(("person", "organisation"))
    scope = draw(st.sets(one(*PLACES), min_size=1 if needs_scope else 0, max_size=2))
    return edge(
        kind, holder, subject,
        scope=sorted(scope) or None,
        acting_for=draw(one(None, None, None, *PEOPLE)),
        granted_by=draw(one(None, GROUP, "role/head", *PEOPLE)),
        channel=draw(one(None, *CHANNELS)),
        note=draw(one(None, "opmerking")),
        **draw(_periods),
    )  # fmt: skip


@st.composite
def registers(draw: st.DrawFn) -> tuple[Record, ...]:
    """Two school groups and a partner; who belongs, works, knows and is away where is drawn."""
    card = {"contact_card_public": draw(st.booleans())}
    plains: Sequence[Any] = [
        *organisation("groep", "school_group"), *organisation("anderegroep", "school_group"),
        *school("brug", under=["groep"], **card), *school("dijk", under=["groep"]),
        *school("ver", under=["anderegroep"]),
        *organisation("partner", "partner"),
        *(draw(people(person)) for person in PEOPLE),
        *(node(role) for role in ROLES), *(node(body) for body in BODIES),
        edge("AT", "role/ict", GROUP), edge("AT", "role/head", BRUG), edge("AT", "role/ver", VER),
        edge("BODY_OF", "body/team", draw(one(BRUG, GROUP))), edge("BODY_OF", "body/net", draw(one(VER, GROUP))),
        node("channel/gsm", type="phone", address="0470 11", private=True),
        node("channel/desk", type="desk", address="lokaal 5"),
        node(GRANT, grants_mandates=True), node(KEEP, keeps_register=True), node(WIFI, keywords={"nl": ["draadloos"]}),
        node(NET), node("expertise/cloud"), edge("BROADER", "expertise/cloud", NET), edge("REQUIRES", WIFI, NET),
        norm("norm/wifi", WIFI, "EXECUTES", applies_to=sorted(draw(st.sets(one(BRUG, VER, GROUP), max_size=2)))),
        norm("norm/contact", WIFI, "CONTACT_POINT_FOR"),
        node("acceptance/a", finding="finding/0", reason="zo laten", accepted_by=draw(one(*PEOPLE)),
             organisation=draw(one(None, BRUG, VER))),
        node("allotment/a", ict_hours=3.0), edge("ALLOTTED_TO", "allotment/a", draw(one(BRUG, VER))),
        *draw(st.lists(links(), min_size=6, max_size=22)),
        *draw(st.lists(mandates(), max_size=8)),
    ]  # fmt: skip
    found = {record.id: record for record in (read_record(plain, "", []) for plain in plains) if record is not None}
    return tuple(record for record in found.values() if not _joins_itself(record))


def _joins_itself(record: Record) -> bool:
    start, end = getattr(record, "from_id", ""), getattr(record, "to_id", None)
    return start == end or getattr(record, "acting_for", None) == start != ""


_SCOPES = (
    {Scope.READ},
    {Scope.READ, Scope.READ_PEOPLE},
    {Scope.READ_PEOPLE, Scope.READ_EXPERTISE},
    {Scope.WRITE_PEOPLE},
)


def _key(scopes: set[Scope], places: frozenset[str]) -> Viewer:
    return Viewer(kind=ViewerKind.KEY, name="programma", scopes=frozenset(scopes), organisations=places)


def viewers() -> st.SearchStrategy[Viewer]:
    """Somebody of the register, a guest, a program, or nobody who signed in."""
    persons = st.sampled_from([*PEOPLE, "person/gast"]).map(
        lambda person: Viewer(kind=ViewerKind.PERSON, name=person, person=person)
    )
    places = st.sets(st.sampled_from(PLACES), max_size=2).map(frozenset)
    keys = st.builds(_key, st.sampled_from(_SCOPES), places)
    return st.one_of(persons, persons, persons, keys, st.just(PUBLIC))
