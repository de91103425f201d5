"""My data: what is kept about the reader, who entered it, who sees it, who looked; sharing, download, erasure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import orjson
from starlette.responses import Response

from graph.domain.choices import SHARING
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import Edge, Knows, Person, Record
from graph.domain.text import N_, Text
from graph.reports.model import Block, Facts, Heading, Paragraph, Report, Table
from graph.reports.render import MEDIA_TYPES, rendered
from graph.usecases.auditing import AuditAction, audited
from graph.usecases.documents import DOCUMENT_FORMATS
from graph.usecases.erasing import erase, planned_erasure
from graph.usecases.my_data import (
    KeptFact,
    MyData,
    as_file,
    colleague_of,
    my_data,
    remove_level,
    share_with,
)
from graph.usecases.viewer import Audience
from graph.words.records import kind_word
from graph.words.titles import AUDIT_TITLES, author_name, title
from service.web.links import Link, address_of
from service.web.pages.facts import fields_of, said_of, values_of
from service.web.pages.people import person_page
from service.web.pages.proposals import shown_proposals
from service.web.pages.signing_in import SIGN_IN
from service.web.pages.unfinished import shown_unfinished
from service.web.routes import PageRoute
from service.web.shown import Fact, shown_moment, shown_notices
from service.web.visit import Crumb, Visit

if TYPE_CHECKING:
    from graph.usecases.auditing import Audited

__all__ = [
    "ROUTES",
]

MY_DATA = "/mij/gegevens"

SEEN_BY = {
    Audience.SELF: N_("only you and the owner of the register"),
    Audience.SCHOOL: N_("colleagues of your own school"),
    Audience.GROUP: N_("colleagues of your school group"),
    Audience.SIGNED_IN: N_("everyone who signs in"),
}
"""How far a fact is seen."""

OTHERS = {
    "school": (Audience.SCHOOL, N_("This is what a colleague of your own school sees.")),
    "andere-school": (Audience.GROUP, N_("This is what a colleague of another school of your group sees.")),
    "gast": (Audience.SIGNED_IN, N_("This is what somebody of outside your school group sees.")),
}
"""By the word in the address: as whom the reader can look at their own page."""

WAYS_IN = {
    "session": N_("sessions of a browser"),
    "passkey": N_("passkeys"),
    "identity": N_("accounts to sign in with"),
    "link": N_("personal links that were not used yet"),
}
"""What is kept to let somebody in, by its sort in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKept:
    """Something that is kept about the reader.

    Attributes:
        said: words, and names with pages.
        more: its other values, in words.
        entered: who entered it, and when.
        seen_by: who sees it, in words.
        remove: its id, where the reader can take it away here; else empty.
    """

    said: tuple[str | Link, ...]
    more: str
    entered: str
    seen_by: str
    remove: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLook:
    """Somebody who looked: when, who, and what they did."""

    moment: str
    who: str
    what: str


async def page(visit: Visit) -> Response:
    """Everything that is kept about the reader."""
    if visit.me is None:
        return visit.redirect("/mij?choose=1")
    mine = await my_data(visit.desk, visit.me)
    return visit.page(
        "my_data.html",
        title=visit._("My data"),
        current="/mij",
        crumbs=(Crumb(visit._("My overview"), "/mij"),),
        person=visit.link(mine.person.id),
        person_id=mine.person.id,
        fields=tuple(fields_of(visit, mine.person)),
        about_me=tuple(_kept(visit, fact) for fact in mine.facts),
        sharing=tuple((code, visit.texts.gettext(word)) for code, word in SHARING.items()),
        shared=mine.person.share_expertise,
        others=tuple((word, visit.texts.gettext(said)) for word, (_, said) in OTHERS.items()),
        ways_in=tuple(_ways_in(visit, mine)),
        proposed=shown_proposals(visit, mine.proposals),
        unfinished=await shown_unfinished(visit),
        notices=shown_notices(visit, mine.notices),
        looked=tuple(_look(visit, each) for each in mine.looked),
        formats=DOCUMENT_FORMATS,
    )


async def share(visit: Visit) -> Response:
    """Share expertise with others than before."""
    choice = visit.sent("share")
    if choice not in SHARING:
        raise InvalidInput.because(Text("There is no such choice"), Text("Choose one that the page shows"))
    await share_with(visit.desk, visit.viewer, reader_of(visit), choice)
    told = visit._("You now share your expertise with: {whom}.", whom=visit.texts.gettext(SHARING[choice]))
    return visit.redirect(MY_DATA, message=told)


async def remove(visit: Visit) -> Response:
    """Take away what somebody entered about what the reader knows."""
    await remove_level(visit.desk, visit.viewer, reader_of(visit), visit.sent("record"))
    return visit.redirect(MY_DATA, message=visit._("It is taken away."))


async def seen_by_others(visit: Visit) -> Response:
    """The reader's own page as somebody else sees it."""
    if visit.me is None:
        return visit.redirect("/mij?choose=1")
    near, said = OTHERS.get(str(visit.request.path_params["who"]), (None, ""))
    if near is None:
        raise NotFound(Text("This page"))
    viewer = colleague_of(visit.desk, visit.me, near)
    world = await visit.desk.world(viewer)
    session = replace(visit.session, viewer=viewer, behind=visit.noted_as)
    other = replace(visit, world=world, session=session, me=None)
    try:
        return await person_page(other, visit.me, seen_as=visit.texts.gettext(said))
    except NotFound:
        return visit.redirect(MY_DATA, message=visit._("They do not see you at all."))


async def download(visit: Visit) -> Response:
    """All of it as a file: JSON for a program, a page or a document to read."""
    if visit.me is None:
        return visit.redirect("/mij?choose=1")
    form = str(visit.request.path_params["form"])
    if form != "json" and form not in DOCUMENT_FORMATS:
        raise NotFound(Text("This file"))
    mine = await my_data(visit.desk, visit.me)
    if form == "json":
        body, media = orjson.dumps(as_file(mine), option=orjson.OPT_INDENT_2), "application/json"
    else:
        body, media = rendered(_report(visit, mine), form, among=DOCUMENT_FORMATS), MEDIA_TYPES[form]
    await audited(visit.desk, visit.noted_as, AuditAction.EXPORTED, about=visit.me, detail="my data")
    headers = {"content-disposition": f'attachment; filename="mijn-gegevens.{form}"', "cache-control": "no-store"}
    return Response(body, media_type=media, headers=headers)


# Erasure


async def ask_erasure(visit: Visit) -> Response:
    """What erasing the reader would do."""
    return await _erasure_page(visit, visit.me) if visit.me else visit.redirect("/mij?choose=1")


async def ask_erasure_of(visit: Visit) -> Response:
    """What erasing somebody would do, for the owner."""
    return await _erasure_page(visit, visit.record_id("person"))


async def erase_me(visit: Visit) -> Response:
    """Erase the reader."""
    return await _erase(visit, reader_of(visit))


async def erase_somebody(visit: Visit) -> Response:
    """Erase somebody, for the owner."""
    return await _erase(visit, visit.record_id("person"))


async def _erasure_page(visit: Visit, person: str, *, unsure: bool = False) -> Response:
    planned = await planned_erasure(visit.desk, visit.viewer, person)
    return visit.page(
        "erase.html",
        title=visit._("Erase my data") if planned.person == visit.me else visit._("Erase somebody"),
        status=422 if unsure else 200,
        crumbs=(Crumb(visit._("My data"), MY_DATA),) if planned.person == visit.me else (),
        back=MY_DATA if planned.person == visit.me else address_of(planned.person),
        person=visit.link(planned.person),
        facts=(
            Fact(word=visit._("Records of the register"), text=visit.texts.number(planned.records)),
            Fact(word=visit._("Revisions of the log"), text=visit.texts.number(planned.revisions)),
            Fact(word=visit._("What ends today"), text=visit.texts.number(len(planned.ended))),
            Fact(word=visit._("Sessions, links, passkeys and accounts"), text=visit.texts.number(planned.ways_in)),
        ),
        alone=tuple(visit.link(record) for record in planned.left_with_nobody),
        action=visit.request.url.path,
        unsure=unsure,
    )


async def _erase(visit: Visit, person: str) -> Response:
    if visit.sent("sure") != "1":
        return await _erasure_page(visit, person, unsure=True)
    done = await erase(visit.desk, visit.viewer, person)
    if visit.session.person == done.person:
        await visit.sessions.end_all(visit.session)
        return visit.redirect(f"{SIGN_IN}?klaar=1")
    return visit.redirect(
        "/", message=visit._("The data are erased; {name} stands in their place.", name=done.pseudonym)
    )


def reader_of(visit: Visit) -> str:
    """Id of the reader.

    Raises:
        InvalidInput: they are nobody in the register, or did not say who.
    """
    if visit.me is None:
        raise InvalidInput.because(
            Text("Nobody in the register is known as you"), Text("Say who you are in My overview, or sign in")
        )
    return visit.me


# What it says


def _kept(visit: Visit, fact: KeptFact) -> ShownKept:
    record = fact.record
    own_level = isinstance(record, Knows) and record.from_id == visit.me
    return ShownKept(
        said=tuple(said_of(visit, record)) if isinstance(record, Edge) else (_named(visit, record),),
        more="; ".join(filter(None, values_of(visit, record))) if isinstance(record, Edge) else "",
        entered=_entered(visit, fact),
        seen_by=visit.texts.gettext(SEEN_BY[fact.seen_by]),
        remove=record.id if own_level else "",
    )


def _named(visit: Visit, record: Record) -> Link:
    link = visit.link(record.id)
    word = kind_word(record.kind, visit.texts)
    return link if isinstance(record, Person) else Link(text=f"{word}: {link.text}", href=link.href)


def _entered(visit: Visit, fact: KeptFact) -> str:
    if fact.entered_at is None:
        return ""
    who = author_name(fact.entered_by, visit.texts, visit.name)
    return visit._("entered by {who} on {moment}", who=who, moment=shown_moment(visit, fact.entered_at))


def _ways_in(visit: Visit, mine: MyData) -> Iterator[Fact]:
    for sort, count in mine.ways_in.items():
        yield Fact(word=visit.texts.gettext(WAYS_IN[sort]), text=visit.texts.number(count))


def _look(visit: Visit, entry: Audited) -> ShownLook:
    action = title(AUDIT_TITLES, entry.action, visit.texts) if entry.action in AUDIT_TITLES else entry.action
    return ShownLook(
        moment=shown_moment(visit, entry.at), who=author_name(entry.actor, visit.texts, visit.name), what=action
    )


# As a document


def _report(visit: Visit, mine: MyData) -> Report:
    return Report(
        texts=visit.texts,
        title=visit._("My data"),
        about=f"{mine.person.name}, {visit.texts.day(visit.world.today)}",
        blocks=tuple(_blocks(visit, mine)),
        wide=True,
    )


def _blocks(visit: Visit, mine: MyData) -> Iterator[Block]:
    yield Facts(tuple((fact.word, fact.text) for fact in fields_of(visit, mine.person)))
    yield Heading(visit._("What the register says of you"))
    yield Table(
        caption=visit._("What the register says of you"),
        headings=(visit._("What"), visit._("More"), visit._("Entered by"), visit._("Who sees it")),
        rows=tuple(
            (_plain(shown.said), shown.more, shown.entered, shown.seen_by)
            for shown in (_kept(visit, fact) for fact in mine.facts)
        ),
    )
    yield Heading(visit._("What lets you in"))
    yield Facts(tuple((fact.word, fact.text) for fact in _ways_in(visit, mine)))
    proposed = shown_proposals(visit, mine.proposals)
    if proposed:
        yield Heading(visit._("What I proposed"))
        yield Table(
            caption=visit._("What I proposed"),
            headings=(visit._("When"), visit._("What"), visit._("More"), visit._("Answer")),
            rows=tuple(
                (one.made, _plain(one.what.said) if one.what else "", one.why, ": ".join((one.state, one.word)))
                for one in proposed
            ),
        )
    if mine.notices:
        yield Heading(visit._("What changed about how you sign in"))
        yield Facts(shown_notices(visit, mine.notices))
    yield Heading(visit._("Who looked in the last 90 days"))
    if not mine.looked:
        yield Paragraph.of(visit._("Nobody looked at what is personal of you."))
        return
    yield Table(
        caption=visit._("Who looked in the last 90 days"),
        headings=(visit._("When"), visit._("Who"), visit._("What")),
        rows=tuple((look.moment, look.who, look.what) for look in (_look(visit, each) for each in mine.looked)),
    )


def _plain(said: tuple[str | Link, ...]) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in said)


ROUTES = (
    PageRoute(path=MY_DATA, answer=page),
    PageRoute(path=f"{MY_DATA}/delen", answer=share, method="POST", writes=True),
    PageRoute(path=f"{MY_DATA}/weg", answer=remove, method="POST", writes=True),
    PageRoute(path=f"{MY_DATA}/zo-ziet/{{who}}", answer=seen_by_others),
    PageRoute(path=f"{MY_DATA}/bestand/{{form}}", answer=download),
    PageRoute(path=f"{MY_DATA}/wissen", answer=ask_erasure),
    PageRoute(path=f"{MY_DATA}/wissen", answer=erase_me, method="POST", writes=True),
    PageRoute(path="/persoon/{key}/wissen", answer=ask_erasure_of),
    PageRoute(path="/persoon/{key}/wissen", answer=erase_somebody, method="POST", writes=True),
)
