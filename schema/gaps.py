"""What is not arranged: on a day, through time, against another moment, and what was left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

import strawberry

from graph.analyses.gaps import findings as analysed
from graph.analyses.gaps.acceptances import STATES, AcceptanceState
from graph.analyses.gaps.causes import CauseGroup, by_cause
from graph.analyses.gaps.difference import GapDifference
from graph.analyses.gaps.findings import SEVERITIES, GapReport, finding_order
from graph.analyses.gaps.history import FindingHistory, GapDays, GapHistory, Interval, OpenCount
from graph.analyses.gaps.table import code_words
from graph.domain.described import OneOf
from graph.domain.kinds import Acceptance
from graph.usecases import gaps, gaps_over_time
from graph.usecases.world import World
from schema.arguments import EverythingBelow, Info, Limit, words
from schema.asking import found
from schema.connections import Connection, Page, Source, page_of
from schema.declared import Answer, choice_enum, find_of
from schema.derive import answers, as_declared, computed, shown, shown_all
from schema.paging import FIRST_PAGE, PageArguments
from schema.scalars import KnownAt
from schema.types import Node

__all__ = ["Finding", "FindingsDifference", "GapsQuery", "Since", "SinceKnownAt", "earlier_of", "findings_by_id"]

choice_enum("FindingCode", code_words(), "What is not arranged.")
choice_enum("Severity", SEVERITIES, "How grave a finding is.")
choice_enum(
    "AcceptanceStatus",
    STATES,
    "What became of an acceptance: it counts for a finding that is there; it counts but the finding no longer is; "
    "it ended; it is still to come.",
)

Code = Annotated[str, OneOf(code_words)]
Severity = Annotated[str, OneOf(SEVERITIES)]
Since = Annotated[
    date | None,
    strawberry.argument(
        description="The earlier day; default: with `sinceKnownAt` the same day, else 1 September before the day."
    ),
]
SinceKnownAt = Annotated[
    KnownAt | None, strawberry.argument(description="The earlier moment as known then; default: as known later.")
]


# On a day


as_declared(analysed.Acceptance, name="FindingAcceptance")
as_declared(analysed.Adopted, name="AdoptedProfile", without=("evidence",))
as_declared(analysed.Excepted, name="NormException", without=("evidence",))


@answers(analysed.Finding)
class Finding(Node):
    """A finding is a node: its id stays the same for the same defect."""


as_declared(CauseGroup, name="FindingCause")


@answers(GapReport, name="FindingConnection", without=("on", "organisation", "findings", "rules"))
class FindingConnection(Connection[Finding]):
    """A page of findings, with what the whole report says besides."""

    record: strawberry.Private[GapReport]
    world: strawberry.Private[World]

    @computed("No mandate says who granted it, so `NEVER_GRANTED` was not judged.")
    def grantors_not_recorded(self) -> bool:
        return self.record.grantors_not_recorded

    @computed("Whether it was looked since when and until when each holds: not in a list of over 500 organisations.")
    def intervals(self) -> bool:
        return self.record.intervals

    @computed("The findings of the whole list grouped by what is behind them, as reports and pages show them.")
    def causes(self, limit: Limit = 100) -> list[Answer[CauseGroup]]:
        return shown_all(self.world, by_cause(self.record.findings)[:limit])


def _page(world: World, found_there: Sequence[analysed.Finding], page: PageArguments) -> Page[Finding]:
    source = Source(
        items=sorted(found_there, key=finding_order),
        key=finding_order,
        show=lambda finding: Finding(record=finding, world=world),
    )
    return page_of(source, page)


async def findings_by_id(info: Info, world: World) -> dict[str, Answer[analysed.Finding]]:
    """Every finding of a world, by its id."""
    report = await info.context.analyses.run(lambda deadline: gaps.gaps(world, intervals=True, deadline=deadline))
    return {one.id: shown(world, one) for one in report.findings}


# Through time


as_declared(Interval, name="OpenInterval")


@answers(FindingHistory, without=("id", "places"))
class ShownHistory(Answer[FindingHistory]):
    """No node: the id is that of the finding on a day."""

    @computed("Id of the finding, the same as in the report of a day.")
    def finding_id(self) -> strawberry.ID:
        return strawberry.ID(self.record.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityDays:
    """Gap-days of one severity.

    Attributes:
        severity: which.
        days: gap-days.
    """

    severity: Severity
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDays:
    """Gap-days of one code.

    Attributes:
        code: which.
        days: gap-days.
    """

    code: Code
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityCount:
    """How many findings of one severity were open.

    Attributes:
        severity: which.
        count: how many.
    """

    severity: Severity
    count: int


@answers(GapDays, name="SchoolYearGaps")
class ShownGapDays(Answer[GapDays]):
    """Pairs of a word and a number are objects here."""

    @computed("The school year, such as 2026-2027.")
    def school_year(self) -> str:
        return str(self.record.school_year)

    @computed("The same per severity, gravest first.")
    def by_severity(self) -> list[Answer[SeverityDays]]:
        days = (SeverityDays(severity=severity, days=days) for severity, days in self.record.by_severity)
        return shown_all(self.world, days)

    @computed("The same per code.")
    def by_code(self) -> list[Answer[CodeDays]]:
        return shown_all(self.world, (CodeDays(code=code, days=days) for code, days in self.record.by_code))


@answers(OpenCount)
class ShownOpenCount(Answer[OpenCount]):
    """The numbers have their severities here."""

    @computed("Per severity, gravest first.")
    def by_severity(self) -> list[Answer[SeverityCount]]:
        counts = zip(SEVERITIES, self.record.by_severity, strict=True)
        return shown_all(self.world, (SeverityCount(severity=severity, count=count) for severity, count in counts))


@answers(GapHistory)
class ShownGapHistory(Answer[GapHistory]):
    """The long lists are shown from the end that matters."""

    @computed("Per organisation and school year, most gap-days first.")
    def gap_days(self, limit: Limit = 100) -> list[Answer[GapDays]]:
        rows = sorted(self.record.gap_days, key=lambda row: (-row.gap_days, row.organisation or "", row.school_year))
        return shown_all(self.world, rows[:limit])

    @computed("How many were open, on each of the last days on which that changed.")
    def open_counts(self, limit: Limit = 100) -> list[Answer[OpenCount]]:
        return shown_all(self.world, self.record.open_counts[-limit:])


# Against another moment


@strawberry.type(description="Findings of one side of a comparison, gravest first.")
class ComparedFindingConnection(Connection[Finding]):
    """Findings of one side of a comparison, gravest first."""


@answers(GapDifference, name="FindingsDifference")
class FindingsDifference(Answer[GapDifference]):
    """The findings of each side in pages, those that closed as they were then."""

    earlier: strawberry.Private[World]

    @computed("Those of the later moment only, gravest first.")
    def opened(self, page: PageArguments = FIRST_PAGE) -> ComparedFindingConnection:
        return _compared(self.world, self.record.opened, page)

    @computed("Those of the earlier moment only, as they were then, gravest first.")
    def closed(self, page: PageArguments = FIRST_PAGE) -> ComparedFindingConnection:
        return _compared(self.earlier, self.record.closed, page)

    @computed("Those of both, as they are at the later moment, gravest first.")
    def still_open(self, page: PageArguments = FIRST_PAGE) -> ComparedFindingConnection:
        return _compared(self.world, self.record.still_open, page)


def _compared(world: World, found_there: Sequence[analysed.Finding], page: PageArguments) -> ComparedFindingConnection:
    made = _page(world, found_there, page)
    return ComparedFindingConnection(edges=made.edges, page_info=made.page_info, count=made.count)


def earlier_of(info: Info, later: World, since: date | None, known_at: object) -> World:
    """The earlier of two moments that are compared."""
    past = None if known_at is None else info.context.world(None, known_at)
    return gaps_over_time.earlier_world(later, since, past)


# What was left as it is


@answers(AcceptanceState)
class ShownAcceptanceState(Answer[AcceptanceState]):
    """The acceptance is a record."""

    @computed("The acceptance.")
    def acceptance(self) -> Answer[Acceptance] | None:
        return find_of(self.world, Acceptance, self.record.acceptance.id)


# The questions


@strawberry.type
class GapsQuery:
    """What is not arranged."""

    @computed(
        "What is not arranged at an organisation and below it, gravest first; null when it is unknown.",
        cost=500,
    )
    async def findings(
        self,
        info: Info,
        world: World,
        organisation: EverythingBelow = None,
        codes: Annotated[list[Code] | None, strawberry.argument(description="Only these.")] = None,
        severities: Annotated[list[Severity] | None, strawberry.argument(description="Only this grave.")] = None,
        accepted: Annotated[
            bool | None,
            strawberry.argument(description="Only those that are left as they are; false: only those that are not."),
        ] = None,
        page: PageArguments = FIRST_PAGE,
    ) -> FindingConnection | None:
        page.checked()
        report = await found(
            info, lambda deadline: gaps.gaps(world, organisation, accepted=accepted, deadline=deadline)
        )
        return None if report is None else _shown_report(world, _chosen(report, codes, severities), page)

    @computed("Which findings opened, closed and stayed since an earlier moment; null when it is unknown.", cost=1000)
    async def findings_difference(
        self,
        info: Info,
        world: World,
        organisation: EverythingBelow = None,
        since: Since = None,
        since_known_at: SinceKnownAt = None,
    ) -> Answer[GapDifference] | None:
        earlier = earlier_of(info, world, since, since_known_at)
        difference = await found(
            info, lambda deadline: gaps_over_time.gap_difference(earlier, world, organisation, deadline=deadline)
        )
        return None if difference is None else shown(world, difference, earlier=earlier)

    @computed(
        "What will be open at the start of the next school year, against the day; null when it is unknown.", cost=1000
    )
    async def findings_next_school_year(
        self,
        info: Info,
        world: World,
        organisation: EverythingBelow = None,
    ) -> Answer[GapDifference] | None:
        difference = await found(
            info, lambda deadline: gaps_over_time.next_year(world, organisation, deadline=deadline)
        )
        if difference is None:
            return None
        return shown(gaps_over_time.next_school_year_of(world), difference, earlier=world)

    @computed("Findings that were left as they are, and what became of that; those that count first.", cost=500)
    async def acceptances(
        self,
        info: Info,
        world: World,
        limit: Limit = 100,
    ) -> list[Answer[AcceptanceState]]:
        states = await info.context.analyses.run(lambda deadline: gaps_over_time.acceptances(world, deadline=deadline))
        return shown_all(world, states[:limit])


def _chosen(report: GapReport, codes: Sequence[str] | None, severities: Sequence[str] | None) -> GapReport:
    """The report with findings of these codes and severities only."""
    wanted_codes = code_words() if codes is None else words(codes)
    wanted_severities = SEVERITIES if severities is None else words(severities)
    return replace(
        report,
        findings=tuple(
            finding
            for finding in report.findings
            if finding.code in wanted_codes and finding.severity in wanted_severities
        ),
    )


def _shown_report(world: World, report: GapReport, page: PageArguments) -> FindingConnection:
    made = _page(world, report.findings, page)
    return FindingConnection(edges=made.edges, page_info=made.page_info, count=made.count, record=report, world=world)
