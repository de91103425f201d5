"""Small things that many pages show: periods, half days, work, titles with addresses, and lists in pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from babel.dates import format_datetime

from graph.domain.kinds import Mandate
from graph.domain.week import days_in_words
from graph.usecases.notices import TOLD
from graph.usecases.profiles import Work
from graph.words.titles import mandate_title
from service.web.links import Link
from service.web.visit import Visit

if TYPE_CHECKING:
    from graph.store.kept import Notice

__all__ = [
    "Fact",
    "Pager",
    "ShownWork",
    "WorkGroup",
    "by_name",
    "hours_and_minutes",
    "outside_link",
    "paged",
    "shown_days",
    "shown_moment",
    "shown_notices",
    "shown_work",
]

T = TypeVar("T")

PAGE = 50
_TITLED = re.compile(r"^(?P<title>.*?)\s*<(?P<href>https?://[^<>\s]+)>$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A word with what goes with it: texts, or names with pages."""

    word: str
    text: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWork:
    """One kind of mandate on one subject, at some places.

    Attributes:
        subject: the task, decision or task group.
        kinds: the kinds of mandate in words, each with the id of the mandate.
        places: the schools that it is for.
        more: limits, replacement and last day, in words.
    """

    subject: Link
    kinds: tuple[tuple[str, str], ...]
    places: tuple[Link, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGroup:
    """The work of one function, or what somebody has in person."""

    role: Link | None
    lines: tuple[ShownWork, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager(Generic[T]):
    """A page of a long list.

    Attributes:
        items: of this page.
        first: number of the first of them, from 1.
        last: number of the last of them.
        total: how many there are in all.
        earlier: address of the page before; None on the first.
        later: address of the page after; None on the last.
    """

    items: tuple[T, ...]
    first: int
    last: int
    total: int
    earlier: str | None
    later: str | None


def paged(visit: Visit, items: Sequence[T], *, size: int = PAGE) -> Pager[T]:
    """The page of a list that the address asks for; a page that is not there is the last one."""
    total = len(items)
    last_page = max((total - 1) // size, 0)
    asked = visit.asked("page")
    page = min(max(int(asked) - 1, 0), last_page) if asked.isdecimal() and len(asked) < 7 else 0
    return Pager(
        items=tuple(items[page * size : (page + 1) * size]),
        first=min(page * size + 1, total),
        last=min((page + 1) * size, total),
        total=total,
        earlier=_page_address(visit, page) if page else None,
        later=_page_address(visit, page + 2) if page < last_page else None,
    )


def by_name(visit: Visit, record_ids: Iterable[str]) -> tuple[Link, ...]:
    """Names with pages, in order of their names."""
    return tuple(sorted((visit.link(one) for one in record_ids), key=lambda link: link.text.casefold()))


def hours_and_minutes(visit: Visit, hours: float) -> str:
    """Hours as people in schools write them: `25 u 43`."""
    minutes = round(abs(hours) * 60)
    whole = f"-{minutes // 60}" if hours < 0 else str(minutes // 60)
    if minutes % 60 == 0:
        return visit._("{hours} h", hours=whole)
    rest = f"{minutes % 60:02}"
    return visit._("{hours} h {minutes}", hours=whole, minutes=rest)


def shown_days(visit: Visit, half_days: Iterable[str]) -> str:
    """Half days in words: `maandag en dinsdagvoormiddag`."""
    return visit.texts.say(days_in_words(half_days))


def shown_work(visit: Visit, work: Iterable[Work]) -> tuple[WorkGroup, ...]:
    """Work by function, what is held in person first; the kinds on one subject at the same places in one line."""
    groups: dict[str | None, dict[tuple[str, tuple[str, ...], str], list[Mandate]]] = {}
    for one in work:
        key = (one.mandate.to_id, one.places, _more(visit, one))
        groups.setdefault(one.role, {}).setdefault(key, []).append(one.mandate)
    return tuple(
        WorkGroup(role=visit.link(role) if role else None, lines=_lines(visit, groups[role]))
        for role in sorted(groups, key=lambda role: (role is not None, role or ""))
    )


def outside_link(text: str) -> Link:
    """A text "title <url>" as a link; a text without an address as it is."""
    found = _TITLED.match(text)
    if found is None:
        return Link(text=text, href=text if text.startswith(("https://", "http://")) else None)
    return Link(text=found["title"] or found["href"], href=found["href"])


def _lines(visit: Visit, lines: dict[tuple[str, tuple[str, ...], str], list[Mandate]]) -> tuple[ShownWork, ...]:
    shown = (
        ShownWork(
            subject=visit.link(subject),
            kinds=tuple((mandate_title(one.kind, visit.texts), one.id) for one in mandates),
            places=by_name(visit, places),
            more=more,
        )
        for (subject, places, more), mandates in lines.items()
    )
    return tuple(sorted(shown, key=lambda line: line.subject.text.casefold()))


def _more(visit: Visit, work: Work) -> str:
    mandate = work.mandate
    ceiling = getattr(mandate, "ceiling_eur", None)
    hours = getattr(mandate, "hours_per_week", None)
    parts = (
        visit._("up to and including {amount} (excl. VAT)", amount=visit.texts.euro(ceiling)) if ceiling else "",
        visit._("{hours} a week", hours=hours_and_minutes(visit, hours)) if hours else "",
        visit._("replaces {name}", name=visit.name(mandate.acting_for)) if mandate.acting_for else "",
        visit.texts.last_day(mandate.until),
    )
    return ", ".join(part for part in parts if part)


def _page_address(visit: Visit, page: int) -> str:
    url = visit.request.url.include_query_params(page=page)
    return f"{url.path}?{url.query}"


def shown_moment(visit: Visit, moment: datetime) -> str:
    """A moment in words, in the time zone of the instance."""
    return format_datetime(moment, "d MMMM y, HH:mm", tzinfo=visit.world.timezone, locale=visit.texts.locale)


def shown_notices(visit: Visit, notices: Iterable[Notice]) -> tuple[tuple[str, str], ...]:
    """When and what changed about how somebody signs in."""
    return tuple((shown_moment(visit, each.at), visit.texts.gettext(TOLD[each.what])) for each in notices)
