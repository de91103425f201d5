"""Nobody may do more after a change than before, except by somebody who may grant it.

Random viewers make random sequences of changes through the real desk, or propose them and accept what others proposed.
After each one that passes, whoever signs in by an address may be head or keeper nowhere where they were not, on that
day or a day to come, unless whoever made or accepted the change may grant that there, and never whoever did so. Rights
are read the slow way, and by address: taking over somebody else's address, or merging with them, is a gain as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from graph.domain.kinds import Person, Record
from graph.store.kept import Proposal
from graph.usecases import proposal_answers, proposals
from graph.usecases.change.handing_over import HandOver, hand_over
from graph.usecases.change.mandates import ConfirmMandates, confirm_mandates
from graph.usecases.change.merging import MergeRecords, merge_records
from graph.usecases.change.people import Cover, RegisterAbsence, register_absence
from graph.usecases.change.records import (
    ApplyChanges,
    EndRecord,
    RevertRevision,
    apply_changes,
    end_record,
    revert_revision,
)
from graph.usecases.change.request import Request
from graph.usecases.change.verbs import Verb
from graph.usecases.desk import Desk
from graph.usecases.viewer import Scope, Viewer, ViewerKind
from tests.drawing import one
from tests.graphs import Plain, Plains, day, edge, node, organisation, part_of, school, seat
from tests.unit.usecases import rights_oracle
from tests.unit.usecases.desks import desk_over
from tests.unit.usecases.groups import BEEK, BRUG, GRANT, GROEP, KEEP, VER, viewer_of

TODAY = "2026-10-15"
LATER = ("2026-12-01", "2027-09-01")
DAYS = tuple(map(day, (TODAY, *LATER)))

NAMES = ("dir", "alg", "kim", "kaat", "lies")
PEOPLE = tuple(f"person/{name}" for name in NAMES)
PLACES = (GROEP, BRUG, BEEK, VER)
ROLES = ("role/directeur", "role/algemeen", "role/secretariaat", "role/leeg")
BODY, TOPIC = "body/team", "task_group/beleid"
HOLDERS = (*PEOPLE, *ROLES, BODY)
SUBJECTS = (GRANT, KEEP, TOPIC, "task/wifi")

BASE: tuple[Plains, ...] = (
    organisation("groep", "school_group"),
    school("brug", under=["groep"]),
    school("beek", under=["groep"]),
    school("ver"),
    node(GRANT, grants_mandates=True),
    node(KEEP, keeps_register=True),
    node("task/wifi"),
    node(TOPIC),
    node(BODY),
    *(node(person, email=f"{person[7:]}@school.example") for person in PEOPLE),
    seat("role/directeur", at=BRUG, held_by=["person/dir"]),
    seat("role/algemeen", at=GROEP, held_by=["person/alg"]),
    seat("role/secretariaat", at=BRUG, held_by=["person/kim"]),
    seat("role/leeg", at=BEEK),
    edge("BODY_OF", BODY, BEEK),
    edge("DECIDES", "role/directeur", GRANT, granted_by=GROEP, since="2026-09-01"),
    edge("DECIDES", "role/algemeen", GRANT, granted_by=GROEP),
    edge("EXECUTES", "role/secretariaat", KEEP),
    edge("EXECUTES", "person/kaat", KEEP, scope=[GROEP]),
    *(edge("AFFILIATED_WITH", f"person/{name}", BRUG) for name in ("dir", "kim", "lies")),
    *(edge("AFFILIATED_WITH", f"person/{name}", GROEP) for name in ("alg", "kaat")),
)

# What a register can hold besides: what only the owner entered, and that waits to be used.

periods = st.sampled_from(
    [{}, {}, {}, {"since": LATER[0]}, {"until": LATER[0]}, {"since": LATER[0], "until": LATER[1]}, {"until": TODAY}]
)
grants = st.sampled_from(
    [{}, {}, {"granted_by": GROEP}, {"granted_by": "role/directeur"}, {"granted_by": "role/algemeen"}]
)


@st.composite
def mandates(draw: st.DrawFn) -> Plain:
    kind = draw(one("DECIDES", "EXECUTES"))
    holder = draw(one(*HOLDERS))
    more: dict[str, Any] = {}
    if holder in PEOPLE or draw(st.booleans()):
        more["scope"] = sorted(draw(st.sets(one(*PLACES), min_size=1, max_size=2)))
    if draw(one(False, False, True)):
        more["acting_for"] = draw(one(*PEOPLE))
    return edge(kind, holder, draw(one(*SUBJECTS)), **more, **draw(periods), **draw(grants))


@st.composite
def links(draw: st.DrawFn) -> Plain:
    kind, froms, tos = draw(
        one(
            ("HOLDS", PEOPLE, ROLES),
            ("HOLDS", PEOPLE, ROLES),
            ("PART_OF", PLACES, PLACES),
            ("OPTS_OUT", PLACES, SUBJECTS),
            ("NOT_USED_AT", SUBJECTS, PLACES),
            ("ABSENT_FROM", PEOPLE, PLACES),
            ("AFFILIATED_WITH", PEOPLE, PLACES),
            ("MEMBER_OF", (*PEOPLE, *ROLES), (BODY,)),
            ("AT", ROLES, PLACES),
            ("SERVES", ROLES, PLACES),
            ("BODY_OF", (BODY,), PLACES),
            ("IN_GROUP", (GRANT, KEEP, "task/wifi"), (TOPIC,)),
        )
    )
    more: dict[str, Any] = {}
    if kind == "HOLDS" and draw(st.booleans()):
        more["acting_for"] = draw(one(*PEOPLE))
    if kind == "PART_OF" and draw(one(False, False, True)):
        more["inherits"] = False
    return edge(kind, draw(one(*froms)), draw(one(*tos)), **more, **draw(periods))


facts = st.one_of(mandates(), links())


@st.composite
def nodes(draw: st.DrawFn) -> Plain:
    person = draw(one(*PEOPLE, "person/nieuw"))
    address = {"email": f"{draw(one(*NAMES, 'ander'))}@school.example"}
    return draw(
        st.sampled_from(
            [
                node(person, **address),
                node(draw(one(*PLACES)), type=draw(one("school", "school_group", "board"))),
                node(draw(one("organisation/nieuw", *PLACES)), type="school", **draw(periods)),
                node("task/wifi", keeps_register=True),
                node("decision/ander", grants_mandates=True),
                node(draw(one(*ROLES)), **draw(periods)),
            ]
        )
    )


# What viewers do

KEY = Viewer(
    kind=ViewerKind.KEY,
    name="sync",
    organisations=frozenset({GROEP}),
    scopes=frozenset({Scope.WRITE_PEOPLE, Scope.WRITE_MANDATES, Scope.ADMIN}),
)
viewers = one(*map(viewer_of, (*NAMES, "kim", "kaat")), KEY)

Act = tuple[Viewer, str, Any]
plain_acts: st.SearchStrategy[Act] = st.one_of(
    st.tuples(viewers, st.just("put"), st.lists(facts, min_size=1, max_size=2)),
    st.tuples(viewers, st.just("put"), st.lists(nodes(), min_size=1, max_size=1)),
    st.tuples(viewers, st.just("move"), st.tuples(st.integers(0, 60), facts)),
    st.tuples(viewers, one("remove", "end"), st.integers(0, 60)),
    st.tuples(viewers, st.just("revert"), st.integers(1, 6)),
    st.tuples(viewers, st.just("merge"), st.tuples(one(*PEOPLE, *ROLES), one(*PEOPLE, *ROLES))),
    st.tuples(viewers, st.just("absence"), st.tuples(one(*PEOPLE), one(*PLACES), one(None, *PEOPLE))),
    st.tuples(viewers, st.just("hand over"), st.tuples(one(*PEOPLE), one(*PEOPLE))),
    st.tuples(viewers, st.just("confirm"), st.tuples(st.integers(0, 20), one(None, GROEP, "role/directeur"))),
)
acts: st.SearchStrategy[Act] = st.one_of(
    plain_acts,
    plain_acts.map(lambda each: (each[0], "propose", each[1:])),
    st.tuples(viewers, st.just("accept"), st.integers(0, 5)),
)


def asked(desk: Desk, what: str, about: Any) -> tuple[Verb, Request]:
    """What a viewer asks: a verb, and its request."""
    edges = sorted(record.id for record in desk.snapshot.records() if record.is_edge)
    if what == "put":
        return apply_changes, ApplyChanges(puts=tuple(about))
    if what == "move":
        same = [each for each in edges if each.startswith(f"{about[1]['kind'].lower()}/")]
        given = {"id": same[about[0] % len(same)]} if same else {}
        return apply_changes, ApplyChanges(puts=({**about[1], **given},))
    if what == "remove":
        return apply_changes, ApplyChanges(removals=(edges[about % len(edges)],))
    if what == "end":
        return end_record, EndRecord(record=edges[about % len(edges)], until=DAYS[about % 3])
    if what == "revert":
        return revert_revision, RevertRevision(revision=about)
    if what == "merge":
        return merge_records, MergeRecords(keep=about[0], drop=about[1])
    if what == "absence":
        covers = () if about[2] is None else (Cover(task_group=TOPIC, by=about[2]),)
        absence = RegisterAbsence(person=about[0], since=DAYS[0], organisations=(about[1],), covers=covers)
        return register_absence, absence
    if what == "hand over":
        return hand_over, HandOver(person=about[0], to=about[1], on=DAYS[1])
    mandates = [one for one in edges if one.startswith(("decides/", "executes/"))]
    chosen = mandates[about[0] % len(mandates)]
    return confirm_mandates, ConfirmMandates(mandates=(chosen,), granted_by=about[1])


async def act(desk: Desk, viewer: Viewer, what: str, about: Any) -> None:
    """One change by a viewer, or one that somebody proposed; what may not be leaves the register as it is."""
    if what == "propose":
        verb, request = asked(desk, *about)
        await proposals.propose(desk, viewer, verb, request, form="", fields=())
    elif what == "accept":
        waiting = [one for one in await desk.access.all(Proposal, desk.clock.now()) if one.is_open]
        if waiting:
            await proposal_answers.accept_proposal(desk, viewer, waiting[about % len(waiting)].key, reason="")
    else:
        verb, request = asked(desk, what, about)
        await verb(desk, viewer, request)


# Who may what, by what they sign in with

May = Mapping[tuple[str, str, Any, str], bool]


def by_address(records: tuple[Record, ...]) -> dict[str, str]:
    """The person who is found by an address; nobody where several are."""
    found: dict[str, set[str]] = {}
    for record in records:
        if isinstance(record, Person) and record.email:
            found.setdefault(record.email, set()).add(record.id)
    return {address: next(iter(people)) for address, people in found.items() if len(people) == 1}


def allowed(records: tuple[Record, ...], places: Iterable[str]) -> set[tuple[str, str, Any, str]]:
    """Every (address, right, day, organisation) that there is."""
    addresses = by_address(records)
    found = set()
    for on in DAYS:
        for place in places:
            for right, read in (("head", rights_oracle.heads), ("keeper", rights_oracle.keepers)):
                people = read(records, on, place)
                found |= {(address, right, on, place) for address, who in addresses.items() if who in people}
    return found


async def follow(base: list[Plain], sequence: list[Act]) -> int:
    """Let viewers act one after the other; how many changes passed."""
    passed = 0
    async with desk_over(*BASE, base) as desk:
        records = tuple(desk.snapshot.records())
        before = allowed(records, PLACES)
        for viewer, what, about in sequence:
            revision = desk.revision
            try:
                await act(desk, viewer, what, about)
            except (InvalidInput, NotFound, Forbidden, Conflict):
                assert desk.revision == revision
                continue
            if desk.revision == revision:
                continue
            passed += 1
            after_records = tuple(desk.snapshot.records())
            after = allowed(after_records, PLACES)
            mine = {address for address, who in by_address(records).items() if who == viewer.person}
            today = {(right, place) for address, right, on, place in before if address in mine and on == DAYS[0]}
            for address, right, on, place in after - before:
                story = (viewer.name, what, about, address, right, on, place)
                assert address not in mine, story
                grantable = {("head", place)} if right == "head" else {("head", place), ("keeper", place)}
                grantable |= {("keeper", place)} if viewer is KEY and right == "keeper" else set()
                assert viewer is KEY or grantable & today, story
                assert viewer is not KEY or right == "keeper", story
            records, before = after_records, after
    return passed


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(facts, max_size=5), st.lists(acts, min_size=1, max_size=6))
def test_nobody_may_do_more_than_before_except_by_somebody_who_may_grant_it(
    base: list[Plain], sequence: list[Act]
) -> None:
    try:
        asyncio.run(follow(base, sequence))
    except InvalidInput:
        return  # what was drawn to begin with is no sound register


def test_some_of_these_changes_pass() -> None:
    """So that the test above says something."""
    sequence: list[Act] = [
        (viewer_of("kim"), "put", [edge("EXECUTES", "person/lies", KEEP, scope=[BRUG])]),
        (viewer_of("dir"), "put", [edge("DECIDES", "person/lies", GRANT, scope=[BRUG], granted_by="role/directeur")]),
        (viewer_of("kim"), "put", [part_of(BEEK, BRUG)]),
        (viewer_of("kim"), "put", [edge("HOLDS", "person/kim", "role/directeur")]),
    ]
    assert asyncio.run(follow([], sequence)) == 2


def test_some_of_what_is_proposed_passes_and_what_only_the_head_grants_does_not() -> None:
    """So that the test above says something of proposals too."""
    keeps = [edge("EXECUTES", "person/lies", KEEP, scope=[BRUG])]
    heads = [edge("HOLDS", "person/lies", "role/directeur")]
    sequence: list[Act] = [
        (viewer_of("lies"), "propose", ("put", heads)),
        (viewer_of("kim"), "accept", 0),
        (viewer_of("lies"), "accept", 0),
        (viewer_of("dir"), "accept", 0),
        (viewer_of("lies"), "propose", ("put", keeps)),
        (viewer_of("kim"), "accept", 0),
        (viewer_of("kaat"), "accept", 0),
    ]
    assert asyncio.run(follow([], sequence)) == 2
