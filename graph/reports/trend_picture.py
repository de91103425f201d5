"""How many points of attention were open through the school years, as a picture with its table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from graph.analyses.gaps.findings import SEVERITIES
from graph.analyses.gaps.history import GapHistory
from graph.domain.periods import SchoolYear, school_year_of, school_years_between
from graph.reports.model import Picture, Table
from graph.reports.pictures.columns import Column, Part, columns
from graph.words.catalogue import Texts
from graph.words.titles import SEVERITY_TITLES, SEVERITY_TONES, title

__all__ = ["open_points"]

_MONTHS_OF_FEW_YEARS = (9, 10, 11, 12, 1, 2, 3, 4, 5, 6)
_MONTHS_OF_MANY_YEARS = (9, 1, 4)
FEW_YEARS = 4
"""Up to so many school years each month outside July and August has a column, beyond it three in each year."""


def open_points(history: GapHistory, texts: Texts) -> Picture | None:
    """How many points were open on the first of each month of the school years; None when none ever was.

    The last column is the last day of the history. July and August are left out.
    """
    days = list(_days(history))
    counts = [_on(history, day) for day in days]
    if not any(map(sum, counts)):
        return None
    caption = texts.gettext("Open points of attention through the school years, counted per school")
    first, last = sum(counts[0]), sum(counts[-1])
    return Picture(
        title=caption,
        drawing=columns(
            [_column(day, count, texts) for day, count in zip(days, counts, strict=True)],
            title=caption,
            description=texts.gettext(
                "A column for each month, the gravest at the foot. On {first_day} {first} points were open, on "
                "{last_day} {last}.",
                first_day=texts.day(days[0]),
                first=texts.number(first),
                last_day=texts.day(days[-1]),
                last=texts.number(last),
            ),
        ),
        twin=Table(
            caption=texts.gettext("Open points through the years"),
            headings=(
                texts.gettext("Day"),
                *(title(SEVERITY_TITLES, severity, texts) for severity in SEVERITIES),
                texts.gettext("Together"),
            ),
            rows=tuple((day, *count, sum(count)) for day, count in zip(days, counts, strict=True)),
        ),
    )


def _days(history: GapHistory) -> Iterator[date]:
    last = date.fromordinal(history.until.toordinal() - 1)
    years = list(school_years_between(history.since, history.until))
    months = _MONTHS_OF_FEW_YEARS if len(years) <= FEW_YEARS else _MONTHS_OF_MANY_YEARS
    for year in years:
        for month in months:
            day = _first_of(year, month)
            if history.since <= day < last:
                yield day
    yield last


def _first_of(year: SchoolYear, month: int) -> date:
    return date(year.first_year + (month < year.since.month), month, 1)


def _on(history: GapHistory, day: date) -> tuple[int, ...]:
    """How many were open on a day, per severity from the gravest on."""
    place = bisect_right(history.open_counts, day, key=lambda count: count.on)
    return history.open_counts[place - 1].by_severity if place else (0,) * len(SEVERITIES)


def _column(day: date, count: tuple[int, ...], texts: Texts) -> Column:
    parts = tuple(
        Part(title(SEVERITY_TITLES, severity, texts), number, SEVERITY_TONES[severity])
        for severity, number in zip(SEVERITIES, count, strict=True)
    )
    told = ", ".join(f"{part.name}: {texts.number(part.number)}" for part in parts if part.number)
    nothing = texts.gettext("No points of attention")
    return Column(
        name=texts.month_at_a_glance(day),
        span=str(school_year_of(day)),
        parts=parts,
        hint=f"{texts.day(day)}: {told or nothing}",
    )
