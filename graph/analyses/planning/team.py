"""The cheapest set of people that together know several topics, and may decide when that is asked.

*Cost*: first the number of people; among equally many, the sum over them of 100 minus their best score for a topic
that was asked (`find_expertise`; its distance part counts when it is asked from somewhere), in hundredths of a point.
A decider who knows none of the topics scores 0. People who cover the same are interchangeable but for their score, so
one of each sort is enough; the choice among the sorts is an integer program (HiGHS).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.sharing import Sharing, Visible
from graph.analyses.expertise.finder import Candidate, find_expertise
from graph.analyses.fragility.integer_program import Program
from graph.domain.described import OMITTED, ExpertiseId, Headed, OrganisationId, PersonId, Unit, Written
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import CELL_KINDS, Organisation, kind_of_id
from graph.domain.text import N_, Text
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["Deciding", "Team", "TeamMember", "find_team"]

FULL_SCORE = 100.0
HUNDREDTHS = 100
EVERYBODY = 1_000_000


@dataclass(frozen=True, slots=True)
class Deciding:
    """That somebody of the team may decide in a subject at an organisation, now and in person.

    Attributes:
        organisation: where.
        subject: the task or decision.
    """

    organisation: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """Somebody of a team.

    Attributes:
        person: who.
        organisations: where they belong, sorted.
        topics: which of the topics they cover, in the order asked.
        inferred: which of these rest only on what they do.
        decides: whether they have the mandate that was asked.
        score: the best of their scores for these topics; 0 for who covers none.
    """

    person: PersonId
    organisations: Annotated[tuple[OrganisationId, ...], Headed(N_("Belongs to"))]
    topics: tuple[ExpertiseId, ...]
    inferred: tuple[ExpertiseId, ...]
    decides: Annotated[bool, Headed(N_("May decide"))]
    score: Annotated[float, Unit("points of 100")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The fewest people that cover some topics.

    Attributes:
        on: the day.
        topics: as asked.
        deciding: the mandate that was asked; None = none.
        without_decider: whether nobody has the mandate that was asked.
        members: who they are, by falling number of topics, then by id.
        uncovered: topics that nobody covers who can be shown, in the order asked; the team is for the others.
        size: how many they are.
        lower: no team for the others has fewer people.
        exact: whether the team is proven to be the cheapest.
        method: how it was found.
    """

    on: date
    topics: tuple[ExpertiseId, ...]
    deciding: Annotated[Deciding | None, Written("decides"), OMITTED]
    members: tuple[TeamMember, ...]
    uncovered: tuple[ExpertiseId, ...]
    without_decider: bool
    lower: int
    exact: bool
    method: str

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.members)


def find_team(
    snapshot: Snapshot,
    on: date,
    topics: Sequence[str],
    *,
    deciding: Deciding | None = None,
    level: int = 2,
    within: str | None = None,
    near: str | None = None,
    asker: str | None = None,
    visible: Visible | None = None,
    deadline: Deadline | None = None,
) -> Team:
    """The cheapest team that covers as many of the topics as can be covered at all.

    Args:
        snapshot: the graph.
        on: the day.
        topics: what is asked; each must be covered by somebody.
        deciding: a mandate that somebody of the team must have; None = none.
        level, within, near, asker, visible: as in `find_expertise`; `within` also holds for who decides.
        deadline: when it is over after the people were found, the team is a bound.

    Raises:
        NotFound: a topic, organisation, subject or the asker is not there.
        InvalidInput: no topic, or a level that is none.
        DeadlineExceeded: the people were not found in time.
    """
    limit = deadline or Deadline()
    asked = tuple(dict.fromkeys(topics))
    if not asked:
        raise InvalidInput.because(Text("No topic was asked"), Text("Name at least one topic"), field="topics")
    coverage = Coverage.of(snapshot, on)

    def search(topic: str) -> tuple[Candidate, ...]:
        return find_expertise(
            snapshot,
            on,
            [topic],
            level=level,
            within=within,
            near=near,
            asker=asker,
            limit=EVERYBODY,
            visible=visible,
            deadline=limit,
        )

    deciders = _deciders(coverage, deciding, within, Sharing(coverage, asker, visible=visible), asker)
    people = _people(coverage, asked, search, deciders)
    return _team(people, on, asked, deciding, limit)


def _deciders(
    coverage: Coverage, deciding: Deciding | None, within: str | None, sharing: Sharing, asker: str | None
) -> frozenset[str]:
    if deciding is None:
        return frozenset()
    if coverage.snapshot.find(Organisation, deciding.organisation) is None:
        raise NotFound.record(deciding.organisation)
    if kind_of_id(deciding.subject) not in CELL_KINDS or coverage.snapshot.node(deciding.subject) is None:
        raise NotFound.record(deciding.subject, Text("Name a task or decision"))
    cell = coverage.cell(deciding.organisation, deciding.subject, "DECIDES")
    kept = None if within is None else set(coverage.below(within))
    return frozenset(
        person
        for person in cell.people
        if kind_of_id(person) == "person"
        and "#" not in person
        and person != asker
        and sharing.may_be_shown(person)
        and (kept is None or not kept.isdisjoint(coverage.affiliations(person)))
    )


def _people(
    coverage: Coverage,
    asked: Sequence[str],
    search: Callable[[str], Iterable[Candidate]],
    deciders: frozenset[str],
) -> list[TeamMember]:
    found: dict[str, dict[str, Candidate]] = defaultdict(dict)
    for topic in asked:
        for candidate in search(topic):
            found[candidate.person][topic] = candidate
    return [
        _member(coverage, person, found.get(person, {}), person in deciders) for person in sorted({*found, *deciders})
    ]


def _member(coverage: Coverage, person: str, covers: Mapping[str, Candidate], decides: bool) -> TeamMember:
    return TeamMember(
        person=person,
        organisations=tuple(sorted(coverage.affiliations(person))),
        topics=tuple(covers),
        inferred=tuple(topic for topic, candidate in covers.items() if candidate.inferred),
        decides=decides,
        score=max((candidate.score for candidate in covers.values()), default=0.0),
    )


# Choosing

_Sort = tuple[tuple[str, ...], bool]
"""The topics that somebody covers, and whether they decide."""


def _team(
    people: Sequence[TeamMember], on: date, asked: tuple[str, ...], deciding: Deciding | None, deadline: Deadline
) -> Team:
    best: dict[_Sort, TeamMember] = {}
    for person in people:
        kind = (person.topics, person.decides)
        if kind not in best or _loss(person) < _loss(best[kind]):
            best[kind] = person
    coverable = {topic for topics, _ in best for topic in topics}
    decidable = any(decides for _, decides in best)
    wanted = [topic for topic in asked if topic in coverable]
    chosen, lower, method = _cheapest(list(best.values()), wanted, decidable, deadline)
    return Team(
        on=on,
        topics=asked,
        deciding=deciding,
        members=tuple(sorted(chosen, key=lambda member: (-len(member.topics), member.person))),
        uncovered=tuple(topic for topic in asked if topic not in coverable),
        without_decider=deciding is not None and not decidable,
        lower=lower,
        exact=method == "HiGHS",
        method=method,
    )


def _loss(member: TeamMember) -> int:
    return round((FULL_SCORE - member.score) * HUNDREDTHS)


def _cheapest(
    people: Sequence[TeamMember], topics: Sequence[str], decider: bool, deadline: Deadline
) -> tuple[list[TeamMember], int, str]:
    most = len(topics) + int(decider)
    each = most * int(FULL_SCORE) * HUNDREDTHS + 1
    program = Program()
    taken = [program.binary(each + _loss(member)) for member in people]
    for topic in topics:
        program.constrain(
            {column: 1.0 for column, member in zip(taken, people, strict=True) if topic in member.topics}, lowest=1
        )
    if decider:
        program.constrain(
            {column: 1.0 for column, member in zip(taken, people, strict=True) if member.decides}, lowest=1
        )
    if not most:
        return [], 0, "HiGHS"
    solved = program.solve(deadline)
    if solved.values is None or not solved.optimal:
        return _one_by_one(people, topics, decider), min(1, most), "one by one"
    chosen = [member for column, member in zip(taken, people, strict=True) if solved.values[column] > 0.5]
    return chosen, len(chosen), "HiGHS"


def _one_by_one(people: Sequence[TeamMember], topics: Sequence[str], decider: bool) -> list[TeamMember]:
    """Again and again who covers most of what is open: a team, not always the cheapest."""
    open_topics, open_decision = set(topics), decider
    chosen: list[TeamMember] = []
    while open_topics or open_decision:
        best = max(
            people,
            key=lambda member: (
                len(open_topics.intersection(member.topics)) + int(open_decision and member.decides),
                member.score,
            ),
        )
        chosen.append(best)
        open_topics.difference_update(best.topics)
        open_decision = open_decision and not best.decides
    return chosen
