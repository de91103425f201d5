"""Whom to turn to at a school: one page for the staff room, and one line of it for a crisis list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from graph.analyses.answers.general_contact import general_contact_points, head_of
from graph.analyses.answers.responsibility import Answerer, responsibility
from graph.analyses.common.reaching import channels_of
from graph.analyses.common.task_groups import subjects_in_play, top_task_group
from graph.domain.choices import SCHOOL_TYPES
from graph.domain.errors import NotFound
from graph.domain.kinds import At, Holds, Organisation, Serves
from graph.domain.text import Quoted, Text
from graph.model.coverage import Coverage

__all__ = ["ContactCard", "ContactLine", "CrisisLine", "CrisisList", "OnSite", "contact_card", "crisis_list"]

KEPT = 2
"""So many contact points of a line are shown: the first, and who to try next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """For a task group, or for single subjects of it, whom to turn to.

    Attributes:
        group: the task group; None for subjects without one.
        subjects: the subjects that have other contact points than the rest of the group; empty = the rest of it.
        contacts: the first and the second to ask; empty = nobody was appointed.
    """

    group: str | None
    subjects: tuple[str, ...]
    contacts: tuple[Answerer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSite:
    """Somebody with a function that is at the school on fixed days.

    Attributes:
        person: their id.
        role: the function.
        days: half days there, as `mon_am`, in order of the week.
    """

    person: str
    role: str
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """Whom to turn to at an organisation on a day.

    Attributes:
        organisation: its id.
        on: the day.
        general: whom to ask when nobody knows whom to ask; None = the organisation has no contact points.
        lines: by task group.
        on_site: who is there on which days.
    """

    organisation: str
    on: date
    general: Answerer | None
    lines: tuple[ContactLine, ...]
    on_site: tuple[OnSite, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisLine:
    """Whom to reach at one organisation.

    Attributes:
        organisation: its id.
        phones: ids of the channels of the organisation itself to call, in order.
        contacts: the general contact point, and who to try next; empty = nobody was appointed.
        head: who decides on granting mandates there, the nearest first: the head, in whatever way the school arranged
            it; None = nobody.
    """

    organisation: str
    phones: tuple[str, ...]
    contacts: tuple[Answerer, ...]
    head: Answerer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisList:
    """Whom to reach at every school of an organisation in a crisis.

    Attributes:
        organisation: the group, board or community; or one school.
        on: the day.
        lines: the organisation itself and the schools and centres below it, by name.
    """

    organisation: str
    on: date
    lines: tuple[CrisisLine, ...] = field(default=())


def contact_card(coverage: Coverage, organisation: str) -> ContactCard:
    """The contact card of an organisation.

    Raises:
        NotFound: there is no such organisation.
    """
    _check(coverage, organisation)
    return ContactCard(
        organisation=organisation,
        on=coverage.on,
        general=next(iter(general_contact_points(coverage, organisation)), None),
        lines=tuple(_lines(coverage, organisation)),
        on_site=_on_site(coverage, organisation),
    )


def crisis_list(coverage: Coverage, organisation: str) -> CrisisList:
    """The crisis list of an organisation and the schools below it.

    Raises:
        NotFound: there is no such organisation.
    """
    _check(coverage, organisation)
    places = {place for place in coverage.below(organisation) if _is_school(coverage, place)} | {organisation}
    by_name = sorted(places, key=lambda place: (place != organisation, _name(coverage, place), place))
    return CrisisList(
        organisation=organisation, on=coverage.on, lines=tuple(_crisis_line(coverage, place) for place in by_name)
    )


def _check(coverage: Coverage, organisation: str) -> None:
    if coverage.snapshot.find(Organisation, organisation) is None:
        raise NotFound(Text("The organisation {text}", text=Quoted(organisation[:120])))


def _is_school(coverage: Coverage, organisation: str) -> bool:
    node = coverage.snapshot.find(Organisation, organisation)
    return node is not None and node.type in SCHOOL_TYPES


def _name(coverage: Coverage, organisation: str) -> str:
    node = coverage.snapshot.find(Organisation, organisation)
    return "" if node is None else node.name.casefold()


# The card


def _lines(coverage: Coverage, organisation: str) -> Iterable[ContactLine]:
    """A line for what most subjects of a group have in common, and one for each other answer in it."""
    grouped: dict[str | None, dict[str, tuple[Answerer, ...]]] = {}
    for subject in _subjects(coverage, organisation):
        contacts = responsibility(coverage, organisation, subject).contact_points[:KEPT]
        grouped.setdefault(top_task_group(coverage, subject), {})[subject] = contacts
    for group in sorted(grouped, key=lambda group: (group is None, group or "")):
        yield from _lines_of(group, grouped[group])


def _lines_of(group: str | None, answers: dict[str, tuple[Answerer, ...]]) -> Iterable[ContactLine]:
    counted = Counter(_holders(contacts) for contacts in answers.values())
    usual = min(counted, key=lambda holders: (-counted[holders], not holders, holders))
    ordered = sorted(counted, key=lambda holders: (holders != usual, not holders, holders))
    for holders in ordered:
        subjects = tuple(sorted(subject for subject in answers if _holders(answers[subject]) == holders))
        is_rest = group is not None and holders == usual
        yield ContactLine(group=group, subjects=() if is_rest else subjects, contacts=answers[subjects[0]])


def _holders(contacts: Iterable[Answerer]) -> tuple[str, ...]:
    return tuple(contact.holder for contact in contacts)


def _subjects(coverage: Coverage, organisation: str) -> tuple[str, ...]:
    """The tasks and decisions for which a contact point is asked or appointed there, by a name or from above."""
    subjects = subjects_in_play(coverage, organisation)
    cells = (coverage.cell(organisation, subject, "CONTACT_POINT_FOR") for subject in subjects)
    return tuple(cell.subject for cell in cells if cell.holders or cell.demand is not None)


def _on_site(coverage: Coverage, organisation: str) -> tuple[OnSite, ...]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for role, days in _roles(coverage, organisation):
        for holding in coverage.into(Holds, role):
            if (days or holding.days) and not coverage.absent(holding.from_id, organisation):
                found[holding.from_id, role] = days or holding.days
    return tuple(OnSite(person=person, role=role, days=found[person, role]) for person, role in sorted(found))


def _roles(coverage: Coverage, organisation: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The roles that serve the organisation with their days there, and those that are at it."""
    for serves in coverage.into(Serves, organisation):
        yield serves.from_id, serves.days
    for at in coverage.into(At, organisation):
        yield at.from_id, ()


# The crisis list


def _crisis_line(coverage: Coverage, organisation: str) -> CrisisLine:
    general = general_contact_points(coverage, organisation)
    first = {answerer.holder for answerer in general}
    lines = (line.contacts for line in _lines(coverage, organisation) if not line.subjects)
    others = {one.holder: one for contacts in lines for one in contacts if one.holder not in first and one.available}
    return CrisisLine(
        organisation=organisation,
        phones=_phones(coverage, organisation),
        contacts=(*general, *(others[holder] for holder in sorted(others)))[:KEPT],
        head=next(iter(head_of(coverage, organisation)), None),
    )


def _phones(coverage: Coverage, organisation: str) -> tuple[str, ...]:
    return tuple(channel.id for channel in channels_of(coverage, organisation) if channel.type == "phone")
