from __future__ import annotations

from collections.abc import Collection, Iterator
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.expertise.paths import PathAnswer, expertise_paths
from graph.analyses.networks.distance import apart, kilometres
from graph.analyses.networks.sharing import PathCosts
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import (
    MANDATE_KINDS,
    Advises,
    AffiliatedWith,
    Decision,
    Holds,
    Knows,
    MemberOf,
    Organisation,
    Person,
    Supports,
    Task,
)
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.words.catalogue import texts_in
from tests.graphs import Plains, day, edge, node, organisation, school, seat, snapshot_of
from tests.nearest import nearest
from tests.unit.analyses.expertise.towns import INTUNE, town

TODAY = day("2026-10-01")
AN, BRAM, ELS, TOM, ZOE = "person/an", "person/bram", "person/els", "person/tom", "person/zoe"


def person(key: str, *homes: str, knows: int | None = None, shares: str = "everyone") -> list[Plains]:
    """Somebody who belongs to schools, named by key, and may know Intune at a level."""
    own = f"person/{key}"
    return [
        node(own, name=key.title(), share_expertise=shares),
        *(edge("AFFILIATED_WITH", own, f"organisation/{home}") for home in homes),
        *([edge("KNOWS", own, INTUNE, level=knows)] if knows else []),
    ]


def body(key: str, *members: str) -> list[Plains]:
    return [node(f"body/{key}"), *(edge("MEMBER_OF", f"person/{member}", f"body/{key}") for member in members)]


def path(*plains: Plains, start: str = AN, costs: PathCosts | None = None) -> PathAnswer | None:
    snapshot = snapshot_of(TOWN, *plains)
    return nearest(snapshot, TODAY, start, INTUNE, costs=costs)


def why(answer: PathAnswer, hop: int, language: str) -> str:
    """The reason of a hop, with records by the names that they have here."""

    def named(record: str) -> str:
        kind, _, key = record.partition("/")
        return key.title() if kind == "person" else key

    return texts_in(language).say(answer.hops[hop].reason, named)


def hops_of(answer: PathAnswer | None) -> list[tuple[str, str, str, float]]:
    assert answer is not None
    return [(hop.from_id, hop.to_id, hop.fact, hop.cost) for hop in answer.hops]


# Three schools in one municipality without coordinates, so that kilometres cost nothing.
TOWN: Plains = [
    school("brug", municipality="Lokeren"),
    school("dijk", municipality="Lokeren"),
    school("vaart", municipality="Lokeren"),
    node(INTUNE),
]


def test_two_people_in_one_body_are_one_hop_apart() -> None:
    answer = path(person("an", "brug"), person("bram", "dijk", knows=3), body("ict", "an", "bram"))

    assert hops_of(answer) == [(AN, BRAM, "same_body", 1.0)]
    assert answer is not None
    assert (answer.from_id, answer.to_id, answer.topic, answer.cost) == (AN, BRAM, INTUNE, 1.0)
    assert answer.hops[0].via == "body/ict"
    assert why(answer, 0, "nl") == "An en Bram zitten samen in ict"
    assert why(answer, 0, "en") == "An and Bram both sit in ict"


def test_a_colleague_of_the_own_school_leads_to_whom_they_advise() -> None:
    answer = path(
        person("an", "brug"),
        person("els", "brug"),
        person("bram", "dijk", knows=2),
        edge("ADVISES", BRAM, ELS, id="advises/1", about=INTUNE),
    )

    assert hops_of(answer) == [(AN, ELS, "same_organisation", 1.0), (ELS, BRAM, "advises", 1.0)]
    assert answer is not None
    assert why(answer, 0, "nl") == "An en Els horen allebei bij brug"
    assert why(answer, 1, "nl") == "Bram adviseert Els over intune"
    assert answer.hops[1].evidence == ("advises/1",)


def test_who_serves_the_school_is_one_hop_away_and_is_told_as_contact_point_first() -> None:
    answer = path(
        person("an", "brug"),
        person("bram", "dijk", knows=2),
        node("task/wifi"),
        edge("EXECUTES", BRAM, "task/wifi", scope=["organisation/brug"]),
        edge("CONTACT_POINT_FOR", BRAM, "task/wifi", scope=["organisation/brug"]),
    )

    assert hops_of(answer) == [(AN, BRAM, "contact_point", 1.0)]
    assert answer is not None
    assert why(answer, 0, "nl") == "Bram is aanspreekpunt voor “wifi” bij brug, waar An bij hoort"


def test_a_mandate_is_walked_from_the_one_who_serves_too() -> None:
    answer = path(
        person("an", "brug"),
        person("bram", "dijk", knows=2),
        node("task/wifi"),
        seat("role/ict", at="organisation/dijk", held_by=[AN]),
        edge("STEERS", "role/ict", "task/wifi"),
    )

    assert hops_of(answer) == [(AN, BRAM, "mandate", 1.0)]
    assert answer is not None
    assert why(answer, 0, "en") == "An steers “wifi” at dijk, where Bram belongs"


def test_a_mandate_of_a_body_makes_nobody_serve() -> None:
    assert (
        path(
            person("an", "brug"),
            person("bram", "dijk", knows=2),
            body("ict", "bram"),
            node("task/wifi"),
            edge("BODY_OF", "body/ict", "organisation/brug"),
            edge("EXECUTES", "body/ict", "task/wifi"),
        )
        is None
    )


def test_a_school_is_walked_to_the_school_that_supports_it_and_not_back() -> None:
    people = [person("an", "brug"), person("bram", "dijk", knows=2)]

    answer = path(people, edge("SUPPORTS", "organisation/dijk", "organisation/brug", cost=2))

    assert hops_of(answer) == [(AN, BRAM, "supports", 3.0)]
    assert answer is not None
    assert why(answer, 0, "nl") == "Bram hoort bij dijk; dijk ondersteunt brug"
    assert path(people, edge("SUPPORTS", "organisation/brug", "organisation/dijk")) is None


def test_support_costs_one_step_unless_it_says_otherwise() -> None:
    answer = path(
        person("an", "brug"),
        person("bram", "dijk", knows=2),
        edge("SUPPORTS", "organisation/dijk", "organisation/brug"),
    )

    assert answer is not None
    assert answer.cost == 2.0


def test_a_school_that_asks_is_half_a_step_from_its_people_and_one_from_who_serves_it() -> None:
    plains = [
        person("els", "brug"),
        person("bram", "dijk", knows=2),
        body("ict", "els", "bram"),
    ]
    served = [node("task/wifi"), edge("DECIDES", BRAM, "task/wifi", scope=["organisation/brug"])]

    assert hops_of(path(plains, start="organisation/brug")) == [
        ("organisation/brug", ELS, "belongs_to", 0.5),
        (ELS, BRAM, "same_body", 1.0),
    ]
    assert hops_of(path(plains, served, start="organisation/brug")) == [("organisation/brug", BRAM, "mandate", 1.0)]


def test_a_partner_that_serves_the_school_leads_to_its_own_people() -> None:
    answer = path(
        organisation("netfix", "partner"),
        person("an", "brug"),
        person("bram", "netfix", knows=4),
        node("task/wifi"),
        edge("EXECUTES", "organisation/netfix", "task/wifi", scope=["organisation/brug"]),
    )

    assert hops_of(answer) == [
        (AN, "organisation/netfix", "mandate", 1.0),
        ("organisation/netfix", BRAM, "belongs_to", 0.5),
    ]


def test_people_of_a_partner_reach_whom_the_partner_serves() -> None:
    answer = path(
        organisation("netfix", "partner"),
        person("an", "netfix"),
        person("bram", "dijk", knows=4),
        node("task/wifi"),
        edge("EXECUTES", "organisation/netfix", "task/wifi", scope=["organisation/dijk"]),
    )

    assert hops_of(answer) == [
        (AN, "organisation/netfix", "belongs_to", 0.5),
        ("organisation/netfix", BRAM, "mandate", 1.0),
    ]


def test_the_same_school_group_counts_only_when_nothing_else_leads_anywhere() -> None:
    group = [
        organisation("groep", "school_group"),
        edge("PART_OF", "organisation/brug", "organisation/groep"),
        edge("PART_OF", "organisation/dijk", "organisation/groep"),
    ]
    people = [person("an", "brug"), person("bram", "dijk", knows=2)]

    assert hops_of(path(group, people)) == [(AN, BRAM, "same_group", 3.0)]
    assert hops_of(path(group, people, start="organisation/brug")) == [("organisation/brug", BRAM, "same_group", 3.0)]

    # Another holder, far away along three bodies, is reached over facts: the group is then no fact at all.
    chain = [
        person("c1"), person("c2"), person("tom", "vaart", knows=2),
        body("b1", "an", "c1"), body("b2", "c1", "c2"), body("b3", "c2", "tom"),
    ]  # fmt: skip
    answer = path(group, people, chain)
    assert answer is not None
    assert answer.to_id == TOM
    assert answer.second is None


def test_kilometres_count_between_the_nearest_schools_of_two_people() -> None:
    far = [
        school("gent", latitude=51.05, longitude=3.72),
        school("lokeren", latitude=51.10, longitude=3.99),
        school("oostende", latitude=51.23, longitude=2.92),
    ]
    answer = path(far, person("an", "gent"), person("bram", "oostende", "lokeren", knows=2), body("ict", "an", "bram"))

    assert kilometres(51.05, 3.72, 51.10, 3.99) == pytest.approx(19.67, abs=0.01)
    assert answer is not None
    assert answer.cost == pytest.approx(1 + 19.67 / 25, abs=0.001)


def test_unknown_places_cost_one_step_outside_the_municipality_and_a_shared_school_costs_none() -> None:
    elsewhere = school("kaai", municipality="Gent")
    apart_from = path(elsewhere, person("an", "brug"), person("bram", "kaai", knows=2), body("ict", "an", "bram"))
    with_shared = path(
        elsewhere,
        person("an", "brug"),
        person("els", "brug", "kaai"),
        person("bram", "kaai", knows=2),
        body("ict", "an", "els"),
        edge("ADVISES", ELS, BRAM),
    )

    assert apart_from is not None
    assert apart_from.cost == 2.0
    assert with_shared is not None
    assert with_shared.cost == 2.0


def test_a_holder_of_the_own_school_or_of_no_school_is_no_end() -> None:
    assert (
        path(
            person("an", "brug"),
            person("bram", "brug", "dijk", knows=5),
            person("els", knows=5),
            body("ict", "an", "bram", "els"),
        )
        is None
    )


def test_a_narrower_topic_counts_for_the_broader_one_and_not_the_other_way() -> None:
    topics = [node("expertise/mdm"), edge("BROADER", INTUNE, "expertise/mdm")]
    snapshot = snapshot_of(
        TOWN,
        topics,
        person("an", "brug"),
        person("bram", "dijk"),
        person("els", "dijk", knows=2),
        edge("KNOWS", BRAM, "expertise/mdm", level=5),
        body("ict", "an", "bram", "els"),
    )

    broader = expertise_paths(snapshot, TODAY, AN, "expertise/mdm")
    narrower = expertise_paths(snapshot, TODAY, AN, INTUNE)

    assert [answer.to_id for answer in broader] == [BRAM, ELS]
    assert [answer.to_id for answer in narrower] == [ELS]


def test_who_knows_less_than_asked_or_only_wishes_is_no_end() -> None:
    plains = [person("an", "brug"), person("bram", "dijk", knows=1), body("ict", "an", "bram")]

    assert path(plains) is None
    assert path(person("an", "brug"), person("els", "dijk"), body("ict", "an", "els"),
                edge("KNOWS", ELS, INTUNE, wants=True)) is None  # fmt: skip
    snapshot = snapshot_of(TOWN, plains)
    assert nearest(snapshot, TODAY, AN, INTUNE, level=1) is not None


@pytest.mark.parametrize(
    ("shares", "reached"), [("nobody", False), ("school", False), ("group", False), ("everyone", True)]
)
def test_who_does_not_share_with_the_asker_is_no_end(shares: str, reached: bool) -> None:
    answer = path(person("an", "brug"), person("bram", "dijk", knows=3, shares=shares), body("ict", "an", "bram"))

    assert (answer is not None) is reached


@pytest.mark.parametrize(
    ("shares", "reached"), [("nobody", False), ("school", True), ("group", True), ("everyone", True)]
)
def test_who_does_not_share_with_the_asker_is_not_walked_through(shares: str, reached: bool) -> None:
    answer = path(
        person("an", "brug"),
        person("els", "brug", shares=shares),
        person("bram", "dijk", knows=3),
        body("ict", "els", "bram"),
    )

    assert (answer is not None) is reached


def test_sharing_with_the_group_reaches_whoever_lies_under_a_same_school_group() -> None:
    plains = [person("an", "brug"), person("bram", "dijk", knows=3, shares="group"), body("ict", "an", "bram")]
    under = [
        organisation("groep", "school_group"),
        edge("PART_OF", "organisation/brug", "organisation/groep"),
        edge("PART_OF", "organisation/dijk", "organisation/groep"),
    ]
    community = [
        organisation("gemeenschap", "community"),
        edge("PART_OF", "organisation/brug", "organisation/gemeenschap"),
        edge("PART_OF", "organisation/dijk", "organisation/gemeenschap"),
    ]

    assert path(plains, under) is not None
    assert path(plains, community) is None


def test_who_is_absent_everywhere_is_neither_an_end_nor_walked_through() -> None:
    def with_els_absent(*organisations: str) -> PathAnswer | None:
        return path(
            person("an", "brug"),
            person("els", "brug", "vaart"),
            person("bram", "dijk", knows=3),
            body("ict", "els", "bram"),
            *(edge("ABSENT_FROM", ELS, f"organisation/{each}") for each in organisations),
        )

    assert with_els_absent() is not None
    assert with_els_absent("brug") is not None
    assert with_els_absent("brug", "vaart") is None
    assert (
        path(
            person("an", "brug"),
            person("bram", "dijk", knows=3),
            body("ict", "an", "bram"),
            edge("ABSENT_FROM", BRAM, "organisation/dijk"),
        )
        is None
    )


def test_pupils_are_not_named_outside_their_school() -> None:
    assert (
        path(
            person("an", "brug"),
            node("person/pip", type="pupil", share_expertise="everyone"),
            edge("AFFILIATED_WITH", "person/pip", "organisation/dijk"),
            edge("KNOWS", "person/pip", INTUNE, level=5),
            body("ict", "an", "pip"),
        )
        is None
    )


def test_people_whom_the_door_may_not_show_are_left_out() -> None:
    snapshot = snapshot_of(TOWN, person("an", "brug"), person("bram", "dijk", knows=3), body("ict", "an", "bram"))

    assert nearest(snapshot, TODAY, AN, INTUNE, visible=lambda who: who != BRAM) is None


def test_a_second_path_shares_nobody_between_the_ends_and_may_end_elsewhere() -> None:
    answer = path(
        person("an", "brug"),
        person("c1", "brug"),
        person("c2", "brug"),
        person("bram", "dijk", knows=3),
        person("tom", "vaart", knows=3),
        body("one", "c1", "bram"),
        body("two", "c2", "tom"),
    )

    assert answer is not None
    assert [hop.to_id for hop in answer.hops] == ["person/c1", BRAM]
    assert answer.second is not None
    assert [hop.to_id for hop in answer.second.hops] == ["person/c2", TOM]
    assert answer.bridge is None


def test_the_one_person_that_everything_hangs_on_is_the_bridge() -> None:
    answer = path(
        person("an", "brug"),
        person("els", "brug"),
        person("bram", "dijk", knows=3),
        person("tom", "vaart", knows=3),
        body("ict", "els", "bram", "tom"),
    )

    assert answer is not None
    assert answer.to_id == BRAM
    assert answer.second is None
    assert answer.bridge == ELS


def test_with_nobody_between_the_second_path_does_not_use_the_last_hop() -> None:
    direct = [person("an", "brug"), person("bram", "dijk", knows=3), body("ict", "an", "bram")]

    alone = path(direct)
    around = path(direct, person("els", "brug"), body("other", "els", "bram"))
    twice = path(direct, body("other", "an", "bram"))

    assert alone is not None
    assert (alone.second, alone.bridge) == (None, BRAM)
    assert around is not None
    assert around.second is not None
    assert [hop.to_id for hop in around.second.hops] == [ELS, BRAM]
    assert twice is not None
    assert twice.second is None


def test_second_and_bridge_are_both_absent_when_the_cheapest_path_blocks_every_other() -> None:
    # An - c1 - c2 - Bram is cheapest; the others are An - c1 - d - Bram and An - e - c2 - Bram, each dearer.
    # Without c1 and c2 nobody is reached, yet neither is needed alone; nor is Bram, as Tom is behind both.
    links = {"a": ("an", "c1"), "b": ("c1", "c2"), "c": ("c2", "bram"), "d": ("c2", "tom"),
             "f": ("c1", "x1"), "g": ("x1", "x2"), "h": ("x2", "tom"),
             "i": ("an", "y1"), "j": ("y1", "y2"), "k": ("y2", "c2")}  # fmt: skip
    answer = path(
        person("an", "brug"),
        person("bram", "dijk", knows=3),
        person("tom", "vaart", knows=3),
        *(person(key) for key in ("c1", "c2", "x1", "x2", "y1", "y2")),
        *(body(key, *ends) for key, ends in links.items()),
        costs=PathCosts(),
    )

    assert answer is not None
    assert [hop.to_id for hop in answer.hops] == ["person/c1", "person/c2", BRAM]
    assert (answer.second, answer.bridge) == (None, None)


def test_several_holders_come_nearest_first_each_with_their_own_path() -> None:
    snapshot = snapshot_of(
        TOWN,
        person("an", "brug"),
        person("els", "brug"),
        person("bram", "dijk", knows=3),
        person("tom", "vaart", knows=3),
        body("one", "an", "tom"),
        body("two", "els", "bram"),
    )

    answers = expertise_paths(snapshot, TODAY, AN, INTUNE)

    assert [(answer.to_id, answer.cost) for answer in answers] == [(TOM, 1.0), (BRAM, 2.0)]
    assert len(expertise_paths(snapshot, TODAY, AN, INTUNE, limit=1)) == 1


def test_the_costs_are_data() -> None:
    answer = path(
        person("an", "brug"), person("bram", "dijk", knows=3), body("ict", "an", "bram"), costs=PathCosts(body=4.0)
    )

    assert answer is not None
    assert answer.cost == 4.0


def test_unknown_ids_and_levels_are_refused() -> None:
    snapshot = snapshot_of(TOWN, person("an", "brug"), node("task/wifi"))

    with pytest.raises(NotFound):
        nearest(snapshot, TODAY, "person/nobody", INTUNE)
    with pytest.raises(NotFound):
        nearest(snapshot, TODAY, AN, "expertise/nothing")
    with pytest.raises(InvalidInput):
        nearest(snapshot, TODAY, "task/wifi", INTUNE)
    with pytest.raises(InvalidInput):
        nearest(snapshot, TODAY, AN, INTUNE, level=6)


# Against the definition, read as plainly as possible: every simple path of a small graph


class Definition:
    """The costs of single hops, and the cheapest of all simple paths by trying every one."""

    def __init__(self, snapshot: Snapshot, asker: str) -> None:
        self.snapshot = snapshot
        self.coverage = Coverage.of(snapshot, TODAY)
        self.asker = asker
        self.people = [each.id for each in snapshot.nodes(Person)]
        self.schools = [each.id for each in snapshot.nodes(Organisation)]
        self.support = self.chains_of_support()
        self.homes = {who: {e.to_id for e in snapshot.out(AffiliatedWith, who)} for who in self.people}
        self.asker_homes = self.homes.get(asker, {asker})
        self.bodies = {who: self.sits_in(who) for who in self.people}
        self.serves = {(way.holder, where) for where in self.schools for way in self.ways_at(where)}
        self.walkable = {who for who in self.people if who == asker or self.may_walk(who)}
        self.holders = {who for who in self.walkable if self.is_holder(who)}

    def ways_at(self, where: str) -> Iterator[object]:
        subjects = [*self.snapshot.nodes(Task), *self.snapshot.nodes(Decision)]
        for subject in subjects:
            for kind in MANDATE_KINDS:
                for way in self.coverage.cell(where, subject.id, kind).ways:
                    if way.counts and not way.holder.startswith("body/") and way.holder != where:
                        yield way

    def sits_in(self, who: str) -> set[str]:
        seats = [who, *(e.to_id for e in self.snapshot.out(Holds, who))]
        return {e.to_id for each in seats for e in self.snapshot.out(MemberOf, each)}

    def groups(self, schools: Collection[str]) -> set[str]:
        above = {up for school in schools for up in self.coverage.above(school)}
        return {up for up in above if self.snapshot.node(up).type == "school_group"}  # type: ignore[union-attr]

    def may_walk(self, who: str) -> bool:
        homes, shares = self.homes[who], self.snapshot.node(who).share_expertise  # type: ignore[union-attr]
        if homes and all(self.coverage.absent(who, home) for home in homes):
            return False
        near = bool(homes & self.asker_homes)
        in_group = bool(self.groups(homes) & self.groups(self.asker_homes))
        return {"nobody": False, "school": near, "group": near or in_group, "everyone": True}[shares]

    def is_holder(self, who: str) -> bool:
        homes = self.homes[who]
        narrower = {INTUNE, "expertise/wifi"}
        knows = [e for e in self.snapshot.out(Knows, who) if e.to_id in narrower and (e.level or 0) >= 2]
        return bool(knows) and bool(homes) and not homes & self.asker_homes

    def hop(self, one: str, other: str, same_group: bool) -> float:
        persons = one in self.homes, other in self.homes
        costs = {
            (True, True): self.between_people,
            (True, False): self.to_organisation,
            (False, True): self.from_organisation,
            (False, False): self.between_organisations,
        }[persons](one, other)
        if same_group and persons[1] and (persons[0] or one == self.asker):
            own = self.homes.get(one, {one})
            if self.groups(own) & self.groups(self.homes[other]):
                costs = [*costs, 3.0 + (self.km(one, other) if persons[0] else 0.0)]
        return min(costs, default=inf)

    def km(self, one: str, other: str) -> float:
        return apart(self.snapshot, self.homes[one], self.homes[other])

    def between_people(self, one: str, other: str) -> list[float]:
        costs = [1.0] if self.homes[one] & self.homes[other] else []
        advised = {(e.from_id, e.to_id) for e in self.snapshot.edges(Advises)}
        served = [(one, home) for home in self.homes[other]] + [(other, home) for home in self.homes[one]]
        if (
            self.bodies[one] & self.bodies[other]
            or advised & {(one, other), (other, one)}
            or any(pair in self.serves for pair in served)
        ):
            costs.append(1.0 + self.km(one, other))
        chains = (self.support[low, high] for low in self.homes[one] for high in self.homes[other])
        return [*costs, min(chains, default=inf) + 1.0 + self.km(one, other)]

    def chains_of_support(self) -> dict[tuple[str, str], float]:
        """The cheapest way from each organisation to each other over support; nothing to itself."""
        cost = {(one, other): 0.0 if one == other else inf for one in self.schools for other in self.schools}
        for e in self.snapshot.edges(Supports):
            cost[e.to_id, e.from_id] = min(cost[e.to_id, e.from_id], e.cost)
        for by in self.schools:
            for one in self.schools:
                for other in self.schools:
                    cost[one, other] = min(cost[one, other], cost[one, by] + cost[by, other])
        return cost

    def to_organisation(self, one: str, other: str) -> list[float]:
        if other.startswith("out:"):
            return [0.5 + self.support[home, other.removeprefix("out:")] for home in self.homes[one]]
        return [1.0 for home in self.homes[one] if (other, home) in self.serves]

    def from_organisation(self, one: str, other: str) -> list[float]:
        served = [1.0 for home in self.homes[other] if (one.removeprefix("out:"), home) in self.serves]
        if one.startswith("out:"):
            return served
        costs = [0.5 + self.support[one, home] for home in self.homes[other]]
        return costs + served + ([1.0] if one == self.asker and (other, one) in self.serves else [])

    def between_organisations(self, one: str, other: str) -> list[float]:
        if one.startswith("out:"):
            return []
        if other.startswith("out:"):
            return [self.support[one, other.removeprefix("out:")]]
        return [1.0] if one == self.asker and (other, one) in self.serves else []

    def cheapest(
        self,
        *,
        same_group: bool,
        without: Collection[str] = (),
        banned: tuple[str, str] | None = None,
        ends: Collection[str] | None = None,
    ) -> float:
        outward = (f"out:{each}" for each in self.schools)
        stops = [each for each in (*self.walkable, *self.schools, *outward) if each not in {*without, self.asker}]
        goals = (self.holders if ends is None else set(ends)) - set(without)
        best = inf

        def extend(at: str, seen: set[str], cost: float) -> None:
            nonlocal best
            if at in goals:
                best = min(best, cost)
            for other in stops:
                if other not in seen and (at.removeprefix("out:"), other) != banned:
                    further = cost + self.hop(at, other, same_group)
                    if further < best - 1e-9:
                        extend(other, seen | {other}, further)

        extend(self.asker, {self.asker}, 0.0)
        return best


@settings(max_examples=150)
@given(seed=st.integers(min_value=0, max_value=10**9))
def test_paths_second_paths_and_bridges_are_those_of_the_definition(seed: int) -> None:
    snapshot, asker = town(seed)
    definition = Definition(snapshot, asker)

    answer = nearest(snapshot, TODAY, asker, INTUNE)

    same_group = definition.cheapest(same_group=False) == inf
    cheapest = definition.cheapest(same_group=same_group)
    if answer is None:
        assert cheapest == inf
        return
    assert answer.cost == pytest.approx(cheapest, abs=1e-4)
    assert answer.to_id in definition.holders
    check_hops(answer, definition, same_group)

    between = [hop.to_id for hop in answer.hops[:-1] if hop.to_id in definition.homes]
    banned = None if between else (answer.hops[-1].from_id, answer.hops[-1].to_id)
    second = definition.cheapest(same_group=same_group, without=between, banned=banned)
    if second == inf:
        assert answer.second is None
        cut = [
            who for who in (*between, answer.to_id) if definition.cheapest(same_group=same_group, without=[who]) == inf
        ]
        assert answer.bridge == (cut[0] if cut else None)
    else:
        assert answer.bridge is None
        assert answer.second is not None
        assert answer.second.cost == pytest.approx(second, abs=1e-4)
        assert not {hop.to_id for hop in answer.second.hops[:-1]} & set(between)


def check_hops(answer: PathAnswer, definition: Definition, same_group: bool) -> None:
    stops = [answer.from_id, *(hop.to_id for hop in answer.hops)]
    assert [hop.from_id for hop in answer.hops] == stops[:-1]
    assert stops[-1] == answer.to_id
    for hop in answer.hops:
        ways = [(a, b) for a in (hop.from_id, f"out:{hop.from_id}") for b in (hop.to_id, f"out:{hop.to_id}")]
        costs = [
            definition.hop(a, b, same_group) for a, b in ways if not any(e.startswith("out:person") for e in (a, b))
        ]
        assert hop.cost in [pytest.approx(cost, abs=1e-4) for cost in costs]
        assert all(definition.snapshot.edge(each) is not None for each in hop.evidence)


@settings(max_examples=60)
@given(seed=st.integers(min_value=0, max_value=10**9))
def test_every_further_holder_comes_with_their_cheapest_path(seed: int) -> None:
    snapshot, asker = town(seed)
    definition = Definition(snapshot, asker)
    same_group = definition.cheapest(same_group=False) == inf

    answers = expertise_paths(snapshot, TODAY, asker, INTUNE, limit=10)

    found = {answer.to_id: answer.cost for answer in answers}
    expected = {who: definition.cheapest(same_group=same_group, ends=[who]) for who in definition.holders}
    assert found == pytest.approx({who: cost for who, cost in expected.items() if cost < inf}, abs=1e-4)
    assert list(found.values()) == sorted(found.values())
