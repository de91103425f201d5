"""Answers of the questions that plan: rehearsals, proposals, teams, scarce expertise, and who alone joins schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from graph.analyses.planning.repair import REASONS
from graph.domain.codec import to_plain
from graph.usecases.viewer import HIDDEN
from schema.answers import Finding
from schema.arguments import Limit, in_range
from schema.connections import LARGEST_PAGE
from schema.declared import ENUMS, Answer, answers, choice_enum, find_all, plain, reference, references
from schema.fields import computed
from schema.scalars import JSON
from schema.time_answers import show_all
from schema.types import Holder

__all__ = ["Bridge", "Rehearsal", "RepairPlan", "Scarcity", "Team"]

MandateKind = ENUMS["MandateKind"]
UnrepairedReason = choice_enum(
    "UnrepairedReason",
    REASONS,
    "A norm allows no more people; too few can be asked; who could be asked is needed elsewhere or has no hours left.",
)


def _few(kind: Any, world: Any, records: Sequence[Any], limit: int) -> list[Any]:
    in_range("limit", limit, LARGEST_PAGE)
    return show_all(kind, world, records[:limit])


def _people(world: Any, persons: Sequence[str] | None) -> list[Any]:
    return find_all(world, dict.fromkeys(person.partition("#")[0] for person in persons or ()))


# What if


@answers
class ItemChange(Answer):
    """Something that other people would hold or know than now."""

    organisation = reference("organisation", "Organisation", "Where.")
    subject = reference("subject", "Subject", "The task or decision; null for expertise.")
    mandate: MandateKind | None = plain("The kind of mandate; null for expertise.")  # type: ignore[valid-type]
    expertise = reference("expertise", "Expertise", "The topic; null for mandates.")

    @computed("How many people hold it now; null when it is nothing to hold now.")
    def count_before(self) -> int | None:
        return None if self.record.before is None else len(self.record.before)

    @computed("How many people would hold it; null when it would be nothing to hold.")
    def count_after(self) -> int | None:
        return None if self.record.after is None else len(self.record.after)

    @computed("Who hold it now, as far as the viewer may be told.")
    def before(self) -> list[Holder]:
        return _people(self.world, self.record.before)

    @computed("Who would hold it, as far as the viewer may be told.")
    def after(self) -> list[Holder]:
        return _people(self.world, self.record.after)


@answers
class ItemCounts(Answer):
    """How many mandates there are, and how many hang on few people."""

    items: int = plain("All of them.")
    orphans: int = plain("Those that nobody holds.")
    at_risk: int = plain("Those that one person holds.")


@answers
class Rehearsal(Answer):
    """What some changes would do on a day. Nothing is written or kept."""

    on: date = plain("The day on which both sides are looked at.")
    organisations = references("organisations", "Organisation", "What was looked at, with all below; none = all.")
    still_open: int = plain("How many findings would stay.")
    topics_lost = references("topics_lost", "Expertise", "Topics that nobody present in any of them would know.")

    @computed("How many findings would be added.")
    def opened_count(self) -> int:
        return len(self.record.opened)

    @computed("How many findings would be solved.")
    def closed_count(self) -> int:
        return len(self.record.closed)

    @computed("Findings that would be added, gravest first.")
    def opened(self, limit: Limit = 50) -> list[Finding]:
        return _few(Finding, replace(self.world, snapshot=self.record.then), self.record.opened, limit)

    @computed("Findings that would be solved, gravest first.")
    def closed(self, limit: Limit = 50) -> list[Finding]:
        return _few(Finding, self.world, self.record.closed, limit)

    @computed("Mandates that nobody would hold any more.")
    def orphaned(self, limit: Limit = 50) -> list[ItemChange]:
        return _few(ItemChange, self.world, self.record.orphaned, limit)

    @computed("Mandates that one person would hold alone.")
    def at_risk(self, limit: Limit = 50) -> list[ItemChange]:
        return _few(ItemChange, self.world, self.record.at_risk, limit)

    @computed("Mandates that several would hold from now on.")
    def eased(self, limit: Limit = 50) -> list[ItemChange]:
        return _few(ItemChange, self.world, self.record.eased, limit)

    @computed("Topics that nobody of an organisation would know there any more.")
    def expertise_lost(self, limit: Limit = 50) -> list[ItemChange]:
        return _few(ItemChange, self.world, self.record.expertise_lost, limit)

    @computed("Topics that one person of an organisation would know there.")
    def expertise_at_risk(self, limit: Limit = 50) -> list[ItemChange]:
        return _few(ItemChange, self.world, self.record.expertise_at_risk, limit)

    @computed("The mandates as they are.")
    def now(self) -> ItemCounts:
        make: Any = ItemCounts
        return make(record=self.record.now, world=self.world)

    @computed("The mandates as they would be.")
    def afterwards(self) -> ItemCounts:
        make: Any = ItemCounts
        return make(record=self.record.afterwards, world=self.world)


# Whom to ask


@answers
class Learning(Answer):
    """Somebody learns a topic from a colleague who does the same task."""

    topic = reference("topic", "Expertise", "What.")
    level: int = plain("Up to which level, 1-5.")
    teacher = reference("teacher", "Person", "From whom; null when the viewer may not be told.")


@answers
class RepairStep(Answer):
    """A request to one person: a proposal, never an assignment."""

    person = reference("person", "Person", "Whom to ask; null when the viewer may not be told.")
    subject = reference("subject", "Subject", "For which task or decision.")
    mandate: MandateKind = plain("In which kind of mandate.")  # type: ignore[valid-type]
    organisations = references("organisations", "Organisation", "For which organisations.")
    hours_per_week: float | None = plain("What it is known to take; null = not known (hours per week).")
    is_shadowing: bool = plain("Whether they would learn from a colleague first.")

    @computed("What they would learn first, and from whom.")
    def learns(self) -> list[Learning]:
        return show_all(Learning, self.world, self.record.learns)


@answers
class Unrepaired(Answer):
    """A mandate that would stay below the target."""

    organisation = reference("organisation", "Organisation", "Where.")
    subject = reference("subject", "Subject", "The task or decision.")
    mandate: MandateKind = plain("The kind of mandate.")  # type: ignore[valid-type]
    missing: int = plain("How many people it would still miss.")
    reason: UnrepairedReason = plain("Why.")  # type: ignore[valid-type]


@answers
class RepairPlan(Answer):
    """Whom to ask so that every mandate has enough people: as few questions as can be."""

    on: date = plain("The day on which the new mandates would begin.")
    organisation = reference("organisation", "Organisation", "With everything below it.")
    target: int = plain("How many people everything should have.")
    short: int = plain("How many mandates are short now.")
    missing_now: int = plain("How many people they miss together.")
    missing_after: int = plain("How many they would still miss, of those that norms allow.")
    least_missing: int = plain("No plan leaves fewer missing.")
    lower: int = plain("No plan that leaves so few missing has fewer steps.")
    upper: int = plain("The number of steps of this plan.")
    exact: bool = plain("Whether both are proven.")
    method: str = plain("How they were found.")
    seconds: float | None = plain("Time used, when the answer is not exact (seconds).")

    @computed("The requests, by organisation.")
    def steps(self, limit: Limit = 100) -> list[RepairStep]:
        return _few(RepairStep, self.world, self.record.steps, limit)

    @computed("How many of the requests are to learn something from a colleague first.")
    def shadowing_count(self) -> int:
        return len(self.record.shadowings)

    @computed("What would stay below the target.")
    def unrepaired(self, limit: Limit = 100) -> list[Unrepaired]:
        return _few(Unrepaired, self.world, self.record.unrepaired, limit)

    @computed("The new mandates in the native format, as an import takes them; those of hidden people are left out.")
    def changes(self) -> JSON:
        edges = [to_plain(step.edge) for step in self.record.steps if step.person != HIDDEN]
        return JSON({"mandaatwijzer": 1, "nodes": [], "edges": edges})


# Teams, scarcity, bridges


@answers
class TeamMember(Answer):
    """Somebody of a team."""

    person = reference("person", "Person", "Who.")
    organisations = references("organisations", "Organisation", "Where they belong.")
    topics = references("topics", "Expertise", "Which of the topics they cover.")
    inferred = references("inferred", "Expertise", "Which of these rest only on what they do.")
    decides: bool = plain("Whether they have the mandate that was asked.")
    score: float = plain("The best of their scores for these topics (points of 100).")


@answers
class Team(Answer):
    """The fewest people that cover some topics."""

    on: date = plain("The day.")
    topics = references("topics", "Expertise", "As asked.")
    uncovered = references("uncovered", "Expertise", "Topics that nobody covers who can be shown.")
    without_decider: bool = plain("Whether nobody has the mandate that was asked.")
    lower: int = plain("No team has fewer people.")
    exact: bool = plain("Whether it is proven to be the cheapest.")
    method: str = plain("How it was found.")

    @computed("Who covers most first.")
    def members(self) -> list[TeamMember]:
        return show_all(TeamMember, self.world, self.record.members)


@answers
class WishesAt(Answer):
    """Where people want to learn a topic."""

    organisation = reference("organisation", "Organisation", "Where.")
    people: int | None = plain("How many; null = fewer than three.")


@answers
class ScarceTopic(Answer):
    """A topic and how scarce it is: counts only."""

    topic = reference("topic", "Expertise", "Which.")
    needed_at: int = plain("How many organisations need it.")
    missing_at: int = plain("How many of these have nobody of their own who knows it.")
    known_by: int | None = plain("How many people know it; null = fewer than three.")
    wanted_by: int | None = plain("How many people want to learn it; null = fewer than three.")

    @computed("Where they want to learn it, most people first.")
    def wanted_at(self, limit: Limit = 20) -> list[WishesAt]:
        return _few(WishesAt, self.world, self.record.wanted_at, limit)


@answers
class Scarcity(Answer):
    """What some organisation needs and has nobody of its own for, scarcest first."""

    on: date = plain("The day.")
    organisation = reference("organisation", "Organisation", "With everything below it; null = everything.")
    level: int = plain("From which level somebody counts.")

    @computed("The topics.")
    def topics(self, limit: Limit = 50) -> list[ScarceTopic]:
        return _few(ScarceTopic, self.world, self.record.topics, limit)


@answers
class Bridge(Answer):
    """Somebody without whom schools that work together would no longer be connected."""

    person = reference("person", "Person", "Who; null when the viewer may not be told.")
    cut_off = references("cut_off", "Organisation", "The schools that would no longer be connected with the others.")
