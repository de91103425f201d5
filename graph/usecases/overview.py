"""What somebody needs to know of their own work: the substance of "Mijn overzicht"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph.analyses.answers.matrix import tally
from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.findings import Finding
from graph.analyses.load.hours import PersonLoad, person_load
from graph.domain.changes import Revision
from graph.domain.kinds import MANDATE_KINDS, Decision, Edge, Holds, Mandate, MemberOf
from graph.usecases import gaps, read
from graph.usecases.granting import headed_by
from graph.usecases.profiles import PersonProfile, person_profile
from graph.usecases.world import World

__all__ = [
    "Ending",
    "HeadSummary",
    "MyPlace",
    "MyRow",
    "Overview",
    "changes_concerning",
    "head_summary",
    "overview",
]

DAYS_AHEAD = 120
MOST_PLACES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPlace:
    """A school where somebody works: hours a week and half days there, as far as they are recorded."""

    organisation: str
    hours: float | None
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyRow:
    """A subject against the places of the overview: per place the kinds of mandate, in the order of `MANDATE_KINDS`."""

    subject: str
    kinds: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A holding, mandate or membership of one's own that ends soon."""

    edge: Holds | Mandate | MemberOf
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The work of one person.

    Attributes:
        profile: what is known of the person.
        load: what their work asks against their appointment.
        places: where they work.
        rows: their tasks against the first `MOST_PLACES` places.
        endings: what ends within `DAYS_AHEAD` days, soonest first.
        heads: the organisations where they decide who gets mandates.
    """

    profile: PersonProfile
    load: PersonLoad
    places: tuple[MyPlace, ...]
    rows: tuple[MyRow, ...]
    endings: tuple[Ending, ...]
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadSummary:
    """An organisation in four numbers, for who answers for it.

    Attributes:
        organisation: its id.
        arranged: tasks and decisions with enough people, as far as something was agreed or appointed.
        open: tasks and decisions of which something asks for attention.
        alone: evaluated cells that one person holds: who does what, counted apart.
        to_confirm: the mandates that the head can confirm, by subject and id.
    """

    organisation: str
    arranged: int
    open: int
    alone: int
    to_confirm: tuple[Mandate, ...]


def overview(world: World, person: str) -> Overview:
    """What a person does, where, how much, and until when.

    Raises:
        NotFound: there is no such person, or they are hidden from the viewer.
    """
    profile = person_profile(world, person)
    places = tuple(_places(profile))
    return Overview(
        profile=profile,
        load=person_load(world.coverage, person),
        places=places,
        rows=tuple(_rows(profile, [place.organisation for place in places[:MOST_PLACES]])),
        endings=tuple(sorted(_endings(world, profile), key=lambda one: (one.until, one.edge.id))),
        heads=headed_by(world, person),
    )


def head_summary(world: World, organisation: str, *, deadline: Deadline | None = None) -> HeadSummary:
    """An organisation in four numbers.

    Raises:
        NotFound: there is no such organisation.
        DeadlineExceeded: the time is over.
    """
    cells = tuple(world.coverage.evaluated(organisation))
    found = tally(cells)
    report = gaps.gaps(world, organisation, intervals=False, deadline=deadline)
    return HeadSummary(
        organisation=organisation,
        arranged=found.arranged,
        open=found.open,
        alone=sum(len(cell.people) == 1 for cell in cells),
        to_confirm=tuple(_never_granted(world, report.findings, organisation)),
    )


def _never_granted(world: World, findings: Iterable[Finding], organisation: str) -> list[Mandate]:
    """What the findings say that nobody granted."""
    ids = {each for one in findings if _is_for_the_head(world, one, organisation) for each in one.evidence}
    found = (world.get(each) for each in ids)
    return sorted((edge for edge in found if isinstance(edge, Mandate)), key=lambda edge: (edge.to_id, edge.id))


def _is_for_the_head(world: World, finding: Finding, organisation: str) -> bool:
    """Whether the head can confirm it; who may grant mandates at all is for the board to say."""
    decision = world.snapshot.find(Decision, finding.subject or "")
    granting = decision is not None and decision.grants_mandates
    return finding.code == "never_granted" and finding.organisation == organisation and not granting


def changes_concerning(world: World, revisions: Iterable[Revision], record_ids: Iterable[str]) -> tuple[Revision, ...]:
    """Of some revisions those with a change of, or of an edge at, one of these records; newest first."""
    wanted = set(record_ids)
    visible = (read.visible_revision(world, revision) for revision in revisions)
    concerned = (one for one in visible if any(wanted & _ids(change.before, change.after) for change in one.changes))
    return tuple(sorted(concerned, key=lambda revision: -revision.number))


def _ids(*records: object) -> set[str]:
    found: set[str] = set()
    for record in records:
        if isinstance(record, Edge):
            found |= {record.from_id, record.to_id}
        elif record is not None:
            found.add(str(getattr(record, "id", "")))
    return found


def _places(profile: PersonProfile) -> Iterator[MyPlace]:
    """Served schools with their hours, else where the functions are, else where the person belongs."""
    hours: dict[str, list[float]] = defaultdict(list)
    days: dict[str, set[str]] = defaultdict(set)
    for post in profile.posts:
        for edge in post.serves:
            days[edge.to_id] |= set(edge.days)
            hours[edge.to_id] += [edge.hours_per_week] if edge.hours_per_week is not None else []
        if not post.serves:
            for place in post.at:
                days[place] |= set(post.holding.days)
                hours[place] += [post.holding.hours_per_week] if post.holding.hours_per_week is not None else []
    if not days:
        days.update({edge.to_id: set() for edge in profile.affiliations})
    for place in sorted(days):
        yield MyPlace(
            organisation=place, hours=sum(hours[place]) if hours[place] else None, days=tuple(sorted(days[place]))
        )


def _rows(profile: PersonProfile, places: list[str]) -> Iterator[MyRow]:
    kinds: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for work in profile.work:
        for place in work.places:
            kinds[work.mandate.to_id][place].add(work.mandate.kind)
    for subject in sorted(kinds):
        cells = (tuple(kind for kind in MANDATE_KINDS if kind in kinds[subject][place]) for place in places)
        yield MyRow(subject=subject, kinds=tuple(cells))


def _endings(world: World, profile: PersonProfile) -> Iterator[Ending]:
    last = world.on + timedelta(days=DAYS_AHEAD)
    edges: list[Holds | Mandate | MemberOf] = [post.holding for post in profile.posts]
    edges += [work.mandate for work in profile.work]
    edges += list(profile.memberships)
    for edge in edges:
        if edge.until is not None and edge.until <= last:
            yield Ending(edge=edge, until=edge.until)
