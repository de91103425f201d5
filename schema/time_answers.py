"""Answers about time and load: gaps through the years, what opened and closed, what changed, and hours of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import strawberry

from graph.analyses.changes.record_differences import ACTS
from graph.analyses.gaps.acceptances import STATES
from graph.analyses.gaps.findings import SEVERITIES, finding_order
from graph.domain.choices import THEMES
from graph.usecases.world import World
from schema.answers import Finding, FindingCode, Severity
from schema.arguments import Limit, in_range
from schema.connections import (
    LARGEST_PAGE,
    After,
    Before,
    Connection,
    First,
    Last,
    PageArguments,
    Source,
    paged,
)
from schema.declared import ENUMS, Answer, answers, choice_enum, find, plain, reference, references
from schema.fields import computed
from schema.types import Acceptance, Node

__all__ = [
    "AcceptanceState",
    "FindingsDifference",
    "GapHistory",
    "LoadReport",
    "WhatChanged",
    "show_all",
    "show_difference",
]

MandateKind = ENUMS["MandateKind"]
AcceptanceStatus = choice_enum(
    "AcceptanceStatus",
    STATES,
    "What became of an acceptance: it counts for a finding that is there; it counts but the finding no longer is; "
    "it ended; it is still to come.",
)
ChangeAct = choice_enum("ChangeAct", ACTS, "Holds now and did not; held and does not now; says something else.")
ChangeTheme = choice_enum("ChangeTheme", tuple(THEMES), "What a changed record is about.")


def show_all(kind: Any, world: World, records: Iterable[Any]) -> list[Any]:
    """Results as the API shows them."""
    return [kind(record=record, world=world) for record in records]


def _few(kind: Any, world: World, records: Sequence[Any], limit: int) -> list[Any]:
    in_range("limit", limit, LARGEST_PAGE)
    return show_all(kind, world, records[:limit])


# Gaps through time


@answers
class OpenInterval(Answer):
    """Days on which a finding was open, cut at the ends of the span that was asked."""

    since: date = plain("First day.")
    until: date = plain("First day after it.")


@answers
class FindingHistory(Answer):
    """A finding through time. At a school it stands by itself, also while the report gathers it at a group."""

    @computed("Id of the finding, the same as in the report of a day.")
    def finding_id(self) -> strawberry.ID:
        return strawberry.ID(self.record.id)

    code: FindingCode = plain("What was not arranged.")
    severity: Severity = plain("How grave it is.")
    organisation = reference("organisation", "Organisation", "Where.")
    subject = reference("subject", "Subject", "The task, decision or task group, when it is about one.")
    mandate: MandateKind | None = plain("The kind of mandate, when it is about one.")  # type: ignore[valid-type]
    gap_days: int = plain("Days on which it was open, July and August left out.")

    @computed("When it was open, in order.")
    def intervals(self) -> list[OpenInterval]:
        return show_all(OpenInterval, self.world, self.record.intervals)


@strawberry.type(description="Gap-days of one severity.")
class SeverityDays:
    """Gap-days of one severity."""

    severity: Severity = strawberry.field(description="Which.")
    days: int = strawberry.field(description="Gap-days.")


@strawberry.type(description="Gap-days of one code.")
class CodeDays:
    """Gap-days of one code."""

    code: FindingCode = strawberry.field(description="Which.")
    days: int = strawberry.field(description="Gap-days.")


@answers
class SchoolYearGaps(Answer):
    """The days on which the findings of a school year were open, added up; July and August left out."""

    organisation = reference("organisation", "Organisation", "Whose; null in the totals.")
    days: int = plain("Days of the year that lie in the span: the most that one finding can have.")
    gap_days: int = plain("Over all findings, the days on which they were open.")

    @computed("The school year, such as 2026-2027.")
    def school_year(self) -> str:
        return str(self.record.school_year)

    @computed("The same per severity, gravest first.")
    def by_severity(self) -> list[SeverityDays]:
        return [SeverityDays(severity=word, days=days) for word, days in self.record.by_severity]

    @computed("The same per code.")
    def by_code(self) -> list[CodeDays]:
        return [CodeDays(code=word, days=days) for word, days in self.record.by_code]


@strawberry.type(description="How many findings of one severity were open.")
class SeverityCount:
    """How many findings of one severity were open."""

    severity: Severity = strawberry.field(description="Which.")
    count: int = strawberry.field(description="How many.")


@answers
class OpenCount(Answer):
    """How many findings are open from a day until the next count."""

    on: date = plain("The first day.")
    total: int = plain("All severities together.")

    @computed("Per severity, gravest first.")
    def by_severity(self) -> list[SeverityCount]:
        counts = zip(SEVERITIES, self.record.by_severity, strict=True)
        return [SeverityCount(severity=word, count=count) for word, count in counts]


@answers
class GapHistory(Answer):
    """When the gaps of an organisation and everything below it were open."""

    organisation = reference("organisation", "Organisation", "With everything below it; null = everything.")
    since: date = plain("First day of the span.")
    until: date = plain("First day after it.")

    @computed("How many findings were ever open.")
    def finding_count(self) -> int:
        return len(self.record.findings)

    @computed("Those that were open longest, most gap-days first.")
    def findings(self, limit: Limit = 50) -> list[FindingHistory]:
        return _few(FindingHistory, self.world, self.record.findings, limit)

    @computed("Per organisation and school year, most gap-days first.")
    def gap_days(self, limit: Limit = 100) -> list[SchoolYearGaps]:
        rows = sorted(self.record.gap_days, key=lambda row: (-row.gap_days, row.organisation, row.school_year))
        return _few(SchoolYearGaps, self.world, rows, limit)

    @computed("Per school year, each finding of several organisations once.")
    def totals(self) -> list[SchoolYearGaps]:
        return show_all(SchoolYearGaps, self.world, self.record.totals)

    @computed("How many were open, on each of the last days on which that changed.")
    def open_counts(self, limit: Limit = 100) -> list[OpenCount]:
        in_range("limit", limit, LARGEST_PAGE)
        return show_all(OpenCount, self.world, self.record.open_counts[-limit:])


# What opened and closed


@strawberry.type(description="Findings of one side of a comparison, gravest first.")
class ComparedFindingConnection(Connection[Finding]):
    """Findings of one side of a comparison, gravest first."""


def _findings(world: World, found: Sequence[Any], page: PageArguments) -> Any:
    make: Any = Finding
    source = Source(
        items=sorted(found, key=finding_order),
        key=finding_order,
        keep=lambda _finding: True,
        show=lambda finding: make(record=finding, world=world),
    )
    return paged(source, page, ComparedFindingConnection)


@answers
class FindingsDifference(Answer):
    """Which findings opened, closed and stayed between two moments; a finding is the same when its id is."""

    earlier: strawberry.Private[World]
    before: date = plain("The earlier day.")
    after: date = plain("The later day.")
    organisation = reference("organisation", "Organisation", "With everything below it; null = everything.")

    @computed("Those of the later moment only, gravest first.")
    def opened(
        self, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> ComparedFindingConnection:
        return self._page(self.world, self.record.opened, first, last, after, before)

    @computed("Those of the earlier moment only, as they were then, gravest first.")
    def closed(
        self, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> ComparedFindingConnection:
        return self._page(self.earlier, self.record.closed, first, last, after, before)

    @computed("Those of both, as they are at the later moment, gravest first.")
    def still_open(
        self, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> ComparedFindingConnection:
        return self._page(self.world, self.record.still_open, first, last, after, before)

    @computed("Ids of those of both that are accepted now and were not before.")
    def newly_accepted(self) -> list[strawberry.ID]:
        return [strawberry.ID(one) for one in self.record.newly_accepted]

    @computed("Ids of those of both that were accepted and are open again.")
    def reopened(self) -> list[strawberry.ID]:
        return [strawberry.ID(one) for one in self.record.reopened]

    def _page(self, world: World, found: Sequence[Any], *page: Any) -> Any:
        return _findings(world, found, PageArguments(*page))


def show_difference(earlier: World, later: World, difference: Any) -> Any:
    """A difference as the API shows it."""
    make: Any = FindingsDifference
    return make(record=difference, world=later, earlier=earlier)


@answers
class ChangedRecord(Answer):
    """A record that holds differently, with who last wrote it down and why."""

    earlier: strawberry.Private[World]

    @computed("What is different.")
    def act(self) -> ChangeAct:  # type: ignore[valid-type]
        return self.record.difference.act

    @computed("What the record is about.")
    def theme(self) -> ChangeTheme:  # type: ignore[valid-type]
        return self.record.difference.theme

    @computed("Its id.")
    def record_id(self) -> strawberry.ID:
        return strawberry.ID(self.record.difference.id)

    @computed("The record: as it is now, or as it was when it ended.")
    def node(self) -> Node | None:
        ended = self.record.difference.after is None
        return find(self.earlier if ended else self.world, self.record.difference.id)

    @computed("Names of the fields that say something else, as the native format has them.")
    def fields(self) -> list[str]:
        return list(self.record.difference.fields)

    @computed("Number of the revision that last touched it.")
    def revision(self) -> int | None:
        return None if self.record.revision is None else self.record.revision.number

    @computed("When it was last written down.")
    def at(self) -> datetime | None:
        return None if self.record.revision is None else self.record.revision.at

    @computed("Who wrote it down.")
    def author(self) -> str | None:
        return None if self.record.revision is None else self.record.revision.author

    @computed("Why, in their words.")
    def reason(self) -> str | None:
        return None if self.record.revision is None else self.record.revision.reason or None


@answers
class WhatChanged(Answer):
    """What changed in the division of tasks between two moments, and which findings that opened and closed."""

    earlier: strawberry.Private[World]
    before: date = plain("The earlier day.")
    before_known_at: int = plain("The revision as of which the earlier moment is told.")
    after: date = plain("The later day.")
    after_known_at: int = plain("The revision as of which the later moment is told.")
    organisation = reference("organisation", "Organisation", "With everything below it; null = everything.")

    @computed("How many records hold differently.")
    def record_count(self) -> int:
        return len(self.record.records)

    @computed("What holds differently, by theme and what is different.")
    def records(self, limit: Limit = 100) -> list[ChangedRecord]:
        in_range("limit", limit, LARGEST_PAGE)
        make: Any = ChangedRecord
        return [make(record=one, world=self.world, earlier=self.earlier) for one in self.record.records[:limit]]

    @computed("Which findings opened, closed and stayed.")
    def findings(self) -> FindingsDifference:
        return show_difference(self.earlier, self.world, self.record.gaps)


@answers
class AcceptanceState(Answer):
    """A finding that was left as it is, and what became of that."""

    state: AcceptanceStatus = plain("What became of it.")  # type: ignore[valid-type]

    @computed("The acceptance.")
    def acceptance(self) -> Acceptance | None:
        return find(self.world, self.record.acceptance.id)

    @computed("The finding on the day; null when it does not occur.")
    def finding(self) -> Finding | None:
        make: Any = Finding
        return None if self.record.finding is None else make(record=self.record.finding, world=self.world)


# Hours of work


@answers
class LoadPart(Answer):
    """Work that somebody has, with its hours when they are known."""

    role = reference("role", "Role", "The role through which; null for a task in person.")
    organisations = references("organisations", "Organisation", "The schools that it is for.")
    subject = reference("subject", "Subject", "The task; null when the hours are for the role as a whole.")
    hours: float | None = plain("Null = unknown (hours per week).")

    @computed("Whether several people share it, so that nobody's own hours are known.")
    def shared(self) -> bool:
        return len(self.record.persons) > 1


@answers
class PersonLoad(Answer):
    """What somebody's work asks, at all their schools together."""

    @computed("Who, when the viewer may be told.")
    def person(self) -> Node | None:
        return find(self.world, self.record.person)

    appointed_hours: float | None = plain("Of their appointment; null = unknown (hours per week).")
    hours: float = plain("Of the work that is known to be theirs alone (hours per week).")
    unknown_parts: int = plain("How many parts have unknown or shared hours; with any, `hours` is a lower bound.")
    hours_here: float = plain("Of `hours`, those for organisations of the report only (hours per week).")
    room_hours: float | None = plain(
        "Left of the appointment, below zero when there is too much; null = unknown (hours per week)."
    )
    overloaded: bool = plain("Whether the hours that are known exceed the appointment.")

    @computed("Their work.")
    def parts(self) -> list[LoadPart]:
        return show_all(LoadPart, self.world, self.record.parts)


@answers
class OrganisationLoad(Answer):
    """The hours of work for one organisation."""

    organisation = reference("organisation", "Organisation", "Null = for several together, with unknown shares.")
    hours: float = plain("Known (hours per week).")
    unknown_parts: int = plain("How many parts have unknown hours.")
    unfilled_hours: float = plain("Of roles that nobody holds; not in `hours` (hours per week).")
    people: int = plain("How many people have work there.")
    allotted_hours: float | None = plain("Allotted for ICT this school year; null = unknown (hours per week).")


@answers
class TaskGroupLoad(Answer):
    """The hours of work on the subjects of a task group."""

    task_group = reference("task_group", "TaskGroup", "Null = not said per task, or the task lies in no group.")
    hours: float = plain("Known (hours per week).")
    unknown_parts: int = plain("How many parts have unknown hours.")


@answers
class LoadReport(Answer):
    """How many hours the work of people asks, against their appointment."""

    on: date = plain("The day.")
    organisation = reference("organisation", "Organisation", "With everything below it; null = everything.")

    @computed("How many people have work here.")
    def person_count(self) -> int:
        return len(self.record.people)

    @computed("Who has too much first, most of it first; then by room, unknown last.")
    def people(self, limit: Limit = 50) -> list[PersonLoad]:
        return _few(PersonLoad, self.world, self.record.people, limit)

    @computed("Per organisation, most hours first.")
    def organisations(self, limit: Limit = 100) -> list[OrganisationLoad]:
        rows = sorted(self.record.organisations, key=lambda row: -row.hours)
        return _few(OrganisationLoad, self.world, rows, limit)

    @computed("Per task group.")
    def task_groups(self) -> list[TaskGroupLoad]:
        return show_all(TaskGroupLoad, self.world, self.record.task_groups)
