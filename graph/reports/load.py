"""How many hours the work asks, for people in every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import EllipsisType

from graph.analyses.load.hours import LoadPart, LoadReport, OrganisationLoad, PersonLoad, TaskGroupLoad
from graph.reports.columns import Column, Columns, columns, table, through
from graph.reports.lists import first_rows
from graph.reports.model import Facts, Heading, Paragraph, Picture, Report, Table
from graph.reports.naming import Naming
from graph.reports.pictures.bars import Bar, bars
from graph.words.catalogue import Texts

__all__ = ["load_report"]

MOST_BARS = 40


def load_report(report: LoadReport, naming: Naming) -> Report:
    """The report for people: who has more work than hours, what each takes on, and what schools ask."""
    texts = naming.texts
    place = naming(report.organisation) if report.organisation is not None else texts.gettext("All organisations")
    picture = _picture(report, naming)
    return Report(
        texts=texts,
        title=texts.gettext("How many hours does the work ask?"),
        about=f"{place}, {texts.day(report.on)}",
        blocks=(
            _summary(report, texts),
            Paragraph.of(
                texts.gettext(
                    "Hours that nobody wrote down are unknown, not zero. Where a part is unknown, the hours shown are "
                    "the least that it can be."
                ),
                note=True,
            ),
            *((picture,) if picture is not None else ()),
            Heading(texts.gettext("Per colleague")),
            *first_rows(_people(report, naming), texts),
            Heading(texts.gettext("Per school")),
            *first_rows(_organisations(report, naming), texts),
            Heading(texts.gettext("Per task group")),
            _task_groups(report, naming),
        ),
        sheets=(
            _people(report, naming),
            _organisations(report, naming),
            _task_groups(report, naming),
            _parts(report, naming),
        ),
        wide=True,
    )


def _summary(report: LoadReport, texts: Texts) -> Facts:
    return Facts(
        (
            (texts.gettext("Colleagues"), len(report.people)),
            (texts.gettext("More work than hours"), sum(person.overloaded for person in report.people)),
            (texts.gettext("Hours not fully known"), sum(person.unknown_parts > 0 for person in report.people)),
            (texts.gettext("Hours per week, known"), _total(each.hours for each in report.organisations)),
            (
                texts.gettext("Hours of functions that nobody has"),
                _total(each.unfilled_hours for each in report.organisations),
            ),
        )
    )


def _known(load: PersonLoad | OrganisationLoad | TaskGroupLoad) -> float | None:
    """The hours that are known; None, never zero, when all that there is has unknown hours."""
    return load.hours if load.hours or not load.unknown_parts else None


def _total(hours: Iterable[float]) -> float:
    return round(sum(hours), 2)


def _picture(report: LoadReport, naming: Naming) -> Picture | None:
    """Hours against the appointment, for whom any hours are known; None when there is nobody."""
    texts = naming.texts
    shown = [person for person in report.people if person.hours or person.appointed_hours][:MOST_BARS]
    if not shown:
        return None
    caption = texts.gettext("Hours per week against the appointment")
    return Picture(
        title=caption,
        drawing=bars(
            [_bar(person, naming) for person in shown],
            title=caption,
            description=texts.gettext(
                "A bar for each colleague: as long as the hours that are known, with a stroke at the hours of the "
                "appointment. Orange and ! is more work than hours; + is that a part is unknown."
            ),
        ),
        twin=table(
            _person_columns(naming, ["person", "hours", "appointed_hours", "unknown_parts"]), shown, caption=caption
        ),
    )


def _bar(person: PersonLoad, naming: Naming) -> Bar:
    texts = naming.texts
    known, unknown = _known(person), texts.gettext("unknown")
    hours = unknown if known is None else texts.number(known)
    signs = ("+" if person.unknown_parts and known is not None else "") + (" !" if person.overloaded else "")
    appointed = unknown if person.appointed_hours is None else texts.number(person.appointed_hours)
    return Bar(
        name=naming(person.person),
        length=person.hours,
        mark=person.appointed_hours,
        tone="warn" if person.overloaded else "calm",
        label=f"{hours}{signs}",
        hint=texts.gettext("Known hours: {hours}; appointment: {appointed}", hours=hours, appointed=appointed),
    )


def _people(report: LoadReport, naming: Naming) -> Table:
    texts = naming.texts
    return table(
        _person_columns(naming, ["person", "hours", "hours_here", "unknown_parts", ...]),
        report.people,
        caption=texts.gettext("Per colleague"),
        empty=texts.gettext("Nobody has work or belongs here."),
    )


def _person_columns(naming: Naming, order: Sequence[str | EllipsisType]) -> Columns[PersonLoad]:
    return columns(
        PersonLoad,
        naming,
        order,
        told={
            "hours": _known,
            "hours_here": lambda person: None if _known(person) is None else person.hours_here,
            "overloaded": lambda person: True if person.overloaded else None if person.room_hours is None else False,
        },
    )


def _organisations(report: LoadReport, naming: Naming) -> Table:
    texts = naming.texts

    def where(each: OrganisationLoad) -> str:
        return texts.gettext("For several together") if each.organisation is None else naming(each.organisation)

    return table(
        columns(OrganisationLoad, naming, told={"organisation": where, "hours": _known}),
        report.organisations,
        caption=texts.gettext("Per school"),
        empty=texts.gettext("No work and no hours are recorded here."),
    )


def _task_groups(report: LoadReport, naming: Naming) -> Table:
    texts = naming.texts

    def about(each: TaskGroupLoad) -> str:
        return texts.gettext("Not said per task") if each.task_group is None else naming(each.task_group)

    return table(
        columns(TaskGroupLoad, naming, told={"task_group": about, "hours": _known}),
        report.task_groups,
        caption=texts.gettext("Per task group"),
        empty=texts.gettext("No work and no hours are recorded here."),
    )


def _parts(report: LoadReport, naming: Naming) -> Table:
    """All work, a row for each part of each colleague."""
    texts = naming.texts
    found: Columns[_PartOf] = (
        *through(_whose, columns(PersonLoad, naming, ["person"])),
        *through(_which, columns(LoadPart, naming, ["role", "subject", ...], without=("evidence",))),
        Column(texts.gettext("Shared with"), lambda row: naming.all_of(_others(row))),
        *through(_which, columns(LoadPart, naming, ["evidence"])),
    )
    return table(
        found,
        ((person, part) for person in report.people for part in person.parts),
        caption=texts.gettext("All work"),
        empty=texts.gettext("No work and no hours are recorded here."),
    )


_PartOf = tuple[PersonLoad, LoadPart]


def _whose(row: _PartOf) -> PersonLoad:
    return row[0]


def _which(row: _PartOf) -> LoadPart:
    return row[1]


def _others(row: _PartOf) -> Iterator[str]:
    person, part = row
    return (each for each in part.persons if each != person.person)
