"""Gaps over time: when each finding was open, and for how many school days.

The history looks at each organisation by itself. What the report of one day gathers at a group is, for each school in
`affects`, also a gap of its own; so a school's days do not depend on what is missing above it. Otherwise a finding is
open on a day when, and only when, the report of that day has it.

Open gap-days leave July and August out. A finding that somebody accepted is still open: accepting says that it is
known, not that it is arranged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.unnamed import unnamed_absences
from graph.analyses.gaps.area import Area
from graph.analyses.gaps.code import AnyCode, Matter
from graph.analyses.gaps.findings import SEVERITIES
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.report import by_matter
from graph.analyses.gaps.table import code_words, finding_id, gap_codes, title_of
from graph.domain.described import OMITTED, AnySubjectId, Headed, Long, MandateKind, OneOf, OrganisationId
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import Organisation
from graph.domain.periods import SchoolYear, days_outside_summer, school_years_between
from graph.domain.text import N_, Text
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["FindingHistory", "GapDays", "GapHistory", "Interval", "OpenCount", "gap_history"]

MOST_SCHOOL_YEARS = 30

DAYS_KEPT = 48
"""Coverages kept at a time: the day that is judged, and the days that many judgements look back or ahead to."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Days on which something was open, cut at the ends of the span that was asked.

    Attributes:
        since: first day.
        until: first day after it.
    """

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many of its days lie outside July and August."""
        return days_outside_summer(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingHistory:
    """A finding through time; at a school it stands by itself, also while the report gathers it at a group.

    Attributes:
        id: the same as in the report of any of its days.
        code: what was not arranged.
        severity: how grave it is.
        organisation: where, on its last day; None when the records lie at no organisation.
        subject: the task, decision or task group, when it is about one.
        mandate: the kind of mandate, when it is about one.
        places: ids of the organisations of the report that it was ever a gap of, sorted.
        gap_days: days on which it was open, July and August left out.
        intervals: when it was open: the longest runs of days, in order.
    """

    id: str
    code: Annotated[str, OneOf(code_words, title_of), Headed(N_("Point of attention"))]
    severity: Annotated[str, OneOf(SEVERITIES), Headed(N_("Severity"))]
    organisation: OrganisationId | None
    subject: AnySubjectId | None
    mandate: MandateKind | None
    places: tuple[str, ...]
    intervals: Annotated[tuple[Interval, ...], Headed(N_("Times opened"))]
    gap_days: Annotated[int, Headed(N_("Open days"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapDays:
    """The days on which the findings of a school year were open, added up; July and August left out.

    Attributes:
        organisation: whose; None in the totals, where a finding of several organisations counts once.
        school_year: the year, from 1 September up to the next one.
        days: days of the year that lie in the span: the most that one finding can have.
        gap_days: over its findings, the days on which they were open.
        by_severity: the same per severity, gravest first; without those that have none.
        by_code: the same per code, in the order of the table; without those that have none.
    """

    organisation: Annotated[OrganisationId | None, OMITTED]
    school_year: Annotated[SchoolYear, Headed(N_("School year"))]
    days: int
    gap_days: Annotated[int, Headed(N_("Open days"))]
    by_severity: tuple[tuple[str, int], ...]
    by_code: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class OpenCount:
    """How many findings are open from a day until the next count.

    Attributes:
        on: the first day.
        total: all severities together.
        by_severity: the same per severity, from the gravest on.
    """

    on: date
    by_severity: tuple[int, ...]

    @property
    def total(self) -> int:
        """All severities together."""
        return sum(self.by_severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapHistory:
    """When the gaps of an organisation and everything below it were open.

    Attributes:
        organisation: with everything below it; None = everything.
        since: first day.
        until: first day after it.
        findings: those that were ever open, most gap-days first, then by severity and id.
        gap_days: a row per organisation that has any, and school year, by both.
        totals: per school year, in order, each finding of several organisations once; also for a year without findings.
        open_counts: how many were open, at the first day and at each day on which that changes.
        unnamed_absences: how many absences in the span say no longer who was away; what they left undone counts for
            nothing here, so that every number is then a lower bound.
    """

    organisation: OrganisationId | None
    since: date
    until: date
    findings: Annotated[tuple[FindingHistory, ...], Long(50, "finding_count")]
    gap_days: tuple[GapDays, ...]
    totals: tuple[GapDays, ...]
    open_counts: tuple[OpenCount, ...]
    unnamed_absences: int = 0


def gap_history(
    snapshot: Snapshot, since: date, until: date, organisation: str | None = None, *, deadline: Deadline | None = None
) -> GapHistory:
    """When each gap of an organisation and everything below it was open.

    Args:
        snapshot: the graph.
        since: first day of the span.
        until: first day after it.
        organisation: id; None = the whole graph.
        deadline: the time allowed; None = as long as it takes.

    Raises:
        NotFound: there is no such organisation.
        InvalidInput: the span holds no day, or more than 30 school years.
        DeadlineExceeded: the time is over.

    Cost: each cell, function and mandate is judged once for every date in the span that bears on it: seconds for
    a group of 30 schools over three school years.
    """
    _check_span(since, until)
    if organisation is not None and snapshot.find(Organisation, organisation) is None:
        raise NotFound.record(organisation)
    sweep = _Sweep(since, until, deadline or Deadline(None))
    runs = sweep.over(_Tracks(Look.of(snapshot, since, most=DAYS_KEPT), organisation).all())
    return GapHistory(
        organisation=organisation,
        since=since,
        until=until,
        findings=tuple(sorted(_findings(runs), key=_order)),
        gap_days=tuple(_rows(runs, since, until)),
        totals=tuple(_totals(runs, since, until)),
        open_counts=tuple(_open_counts(runs, since, until)),
        unnamed_absences=unnamed_absences(snapshot, since, until, _around(snapshot, since, organisation)),
    )


def _around(snapshot: Snapshot, on: date, organisation: str | None) -> set[str] | None:
    """The organisation with those above and below it; None = everything."""
    coverage = Coverage.of(snapshot, on)
    return None if organisation is None else {*coverage.above(organisation), *coverage.below(organisation)}


@dataclass(frozen=True, slots=True)
class _Gap:
    """What a track finds on a day: a finding without its evidence.

    Attributes:
        places: the organisations of the history that it is a gap of.
    """

    id: str
    code: str
    severity: str
    organisation: str | None
    subject: str | None
    mandate: str | None
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Track:
    """A thing followed through time: the days on which what it is can change, and what it is on a day.

    Between two of them nothing that it rests on changes. The judging itself is that of the report of one day.
    """

    days: frozenset[date]
    judge: Callable[[date], tuple[_Gap, ...]]


class _Tracks:
    """The tracks of an organisation with everything that ever lies below it, or of a whole graph."""

    def __init__(self, look: Look, organisation: str | None) -> None:
        self.look = look
        self.organisation = organisation
        self.area = Area.ever(look.bounds, organisation)
        self._ids: dict[tuple[str, Hashable], str] = {}

    def all(self) -> Iterator[_Track]:
        """Every track; each gap of a report of any day comes from one of them."""
        for matter, codes in by_matter(gap_codes()).items():
            bounds = {code.bounds for code in codes}
            for key in matter.ever(self.area):
                days = matter.bounds(self.look.bounds, key).union(*(each(self.look.bounds, key) for each in bounds))
                yield _Track(days, partial(self._judge, matter, codes, key))

    def _judge(self, matter: Matter[Any, Any], codes: tuple[AnyCode, ...], key: Hashable, on: date) -> tuple[_Gap, ...]:
        look = self.look.at(on)
        found = [code for code, _ in matter.judged(codes, look, matter.on(look, key))]
        if not found:
            return ()
        where = matter.where(look, key)
        places = where.named if self.organisation is None else self._within(look, where.places)
        if not places and self.organisation is not None:
            return ()
        return tuple(
            _Gap(
                id=self._id(code, matter, key),
                code=code.code,
                severity=code.severity_of(where.mandate),
                organisation=where.organisation,
                subject=where.subject,
                mandate=where.mandate,
                places=tuple(sorted(places)),
            )
            for code in found
        )

    def _within(self, look: Look, places: Iterable[str]) -> tuple[str, ...]:
        return tuple(place for place in places if self.organisation in look.coverage.above(place))

    def _id(self, code: AnyCode, matter: Matter[Any, Any], key: Hashable) -> str:
        known = (code.code, key)
        if known not in self._ids:
            self._ids[known] = finding_id(code, matter.identity(key))
        return self._ids[known]


@dataclass(frozen=True, slots=True)
class _Run:
    """Days through which a gap stays the same, its organisations included."""

    gap: _Gap
    since: date
    until: date


Runs = Mapping[str, list[_Run]]
"""The runs of each finding by its id, in order of time."""


class _Sweep:
    """Goes through the days on which anything can change, and judges what can change there."""

    def __init__(self, since: date, until: date, deadline: Deadline) -> None:
        self.since = since
        self.until = until
        self.deadline = deadline
        self._open: dict[int, dict[str, tuple[_Gap, date]]] = {}
        self._runs: dict[str, list[_Run]] = defaultdict(list)

    def over(self, tracks: Iterable[_Track]) -> Runs:
        """The runs of everything that was ever open in the span."""
        due = self._due(tracks)
        for day in sorted(due):
            for number, track in due[day]:
                self.deadline.check()
                self._judge(number, track, day)
        for number in list(self._open):
            self._set(number, (), self.until)
        return {gap: sorted(runs, key=lambda run: run.since) for gap, runs in self._runs.items()}

    def _due(self, tracks: Iterable[_Track]) -> Mapping[date, list[tuple[int, _Track]]]:
        due: dict[date, list[tuple[int, _Track]]] = {self.since: []}
        for number, track in enumerate(tracks):
            self.deadline.check()
            due[self.since].append((number, track))
            for day in track.days:
                if self.since < day < self.until:
                    due.setdefault(day, []).append((number, track))
        return due

    def _judge(self, number: int, track: _Track, day: date) -> None:
        found = track.judge(day)
        if found or number in self._open:
            self._set(number, found, day)

    def _set(self, number: int, gaps: tuple[_Gap, ...], day: date) -> None:
        before = self._open.get(number, {})
        now = {gap.id: (gap, day) for gap in gaps}
        for gap_id, (gap, start) in before.items():
            if gap_id in now and now[gap_id][0] == gap:
                now[gap_id] = (gap, start)
            else:
                self._runs[gap_id].append(_Run(gap, start, day))
        if now:
            self._open[number] = now
        else:
            self._open.pop(number, None)


def _check_span(since: date, until: date) -> None:
    if not since < until:
        raise InvalidInput.because(
            Text("The span from {since} up to {until} holds no day", since=since, until=until),
            Text("Let it end after it begins"),
            field="until",
        )
    if len(list(school_years_between(since, until))) > MOST_SCHOOL_YEARS:
        raise InvalidInput.because(
            Text("The span from {since} up to {until} is long", since=since, until=until),
            Text("Ask {number} school years at most", number=MOST_SCHOOL_YEARS),
            field="since",
        )


def _findings(runs: Runs) -> Iterator[FindingHistory]:
    for gap_id, own in runs.items():
        last = own[-1].gap
        intervals = tuple(_joined(own))
        yield FindingHistory(
            id=gap_id,
            code=last.code,
            severity=last.severity,
            organisation=last.organisation,
            subject=last.subject,
            mandate=last.mandate,
            places=tuple(sorted({place for run in own for place in run.gap.places})),
            intervals=intervals,
            gap_days=sum(interval.days for interval in intervals),
        )


def _joined(runs: Iterable[_Run]) -> Iterator[Interval]:
    """The runs that follow one another without a day between as one interval."""
    current: Interval | None = None
    for run in runs:
        if current is not None and run.since == current.until:
            current = Interval(current.since, run.until)
            continue
        if current is not None:
            yield current
        current = Interval(run.since, run.until)
    if current is not None:
        yield current


def _order(finding: FindingHistory) -> tuple[int, int, str]:
    return (-finding.gap_days, SEVERITIES.index(finding.severity), finding.id)


# Days


def _rows(runs: Runs, since: date, until: date) -> Iterator[GapDays]:
    found: dict[tuple[str, SchoolYear], Counter[tuple[str, str]]] = defaultdict(Counter)
    for own in runs.values():
        for run in own:
            for year, days in _by_year(run):
                for place in run.gap.places:
                    found[place, year][run.gap.severity, run.gap.code] += days
    for (place, year), counted in sorted(found.items()):
        if counted.total():
            yield _row(place, year, counted, since, until)


def _totals(runs: Runs, since: date, until: date) -> Iterator[GapDays]:
    found: dict[SchoolYear, Counter[tuple[str, str]]] = defaultdict(Counter)
    for own in runs.values():
        for run in own:
            for year, days in _by_year(run):
                found[year][run.gap.severity, run.gap.code] += days
    for year in school_years_between(since, until):
        yield _row(None, year, found[year], since, until)


def _by_year(run: _Run) -> Iterator[tuple[SchoolYear, int]]:
    for year in school_years_between(run.since, run.until):
        yield year, days_outside_summer(max(run.since, year.since), min(run.until, year.until))


def _row(place: str | None, year: SchoolYear, counted: Counter[tuple[str, str]], since: date, until: date) -> GapDays:
    severities: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for (severity, code), days in counted.items():
        severities[severity] += days
        codes[code] += days
    return GapDays(
        organisation=place,
        school_year=year,
        days=days_outside_summer(max(since, year.since), min(until, year.until)),
        gap_days=counted.total(),
        by_severity=tuple((word, severities[word]) for word in SEVERITIES if severities[word]),
        by_code=tuple((word, codes[word]) for word in code_words() if codes[word]),
    )


def _open_counts(runs: Runs, since: date, until: date) -> Iterator[OpenCount]:
    steps: dict[date, Counter[str]] = defaultdict(Counter)
    steps[since] = Counter()
    for own in runs.values():
        severity = own[-1].gap.severity
        for interval in _joined(own):
            steps[interval.since][severity] += 1
            steps[interval.until][severity] -= 1
    running: Counter[str] = Counter()
    before: tuple[int, ...] | None = None
    for day in sorted(steps):
        running.update(steps[day])
        now = tuple(running[word] for word in SEVERITIES)
        if day < until and now != before:
            yield OpenCount(day, now)
        before = now
