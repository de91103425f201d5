"""One request for a page: who looks, at which world, in which language, and how to answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.domain.kinds import Node, Person, kind_of_id
from graph.model.bounded import Bounded
from graph.usecases.analysing import Analyses
from graph.usecases.desk import Desk
from graph.usecases.looks import Looks
from graph.usecases.may import Offer
from graph.usecases.proposals import may_propose
from graph.usecases.read import get
from graph.usecases.rights import Right
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from graph.words.catalogue import Texts
from graph.words.titles import author_name
from service.web.links import Link, address, address_of
from service.web.rendering import Page
from service.web.sessions import Session, Sessions, leave_message, take_message
from service.web.uploads import Tray

if TYPE_CHECKING:
    from graph.analyses.common.deadline import Deadline
    from service.signin.doors import Doors
    from service.web.sent_forms import SentForms

__all__ = ["ME_COOKIE", "Crumb", "Visit", "known_person"]

N = TypeVar("N", bound=Node)
T = TypeVar("T")

ME_COOKIE = "mandaatwijzer_me"
MOST_REMEMBERED = 32
"""Answers kept with a snapshot; a report of a large group takes some megabytes."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to a page."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request for a page.

    Attributes:
        request: as it came in.
        desk: the running instance.
        world: what the reader sees, on the day and as known at the moment that the address asks.
        texts: what people read, in the reader's language.
        session: of the browser.
        sessions: of the service.
        doors: the ways to sign in.
        forms: those that were sent without a session and wait for one.
        analyses: the threads for what may take long, with the deadline of this request.
        uploads: the files that were sent and wait to be taken in.
        looks: counts which answers were known already.
        me: id of the person that the reader said to be; None = not said, or no longer known.
        form: what was sent with a POST.
        message: what was left for the reader to see on this page.
    """

    request: Request
    desk: Desk
    world: World
    texts: Texts
    session: Session
    sessions: Sessions
    doors: Doors
    forms: SentForms
    analyses: Analyses
    uploads: Tray
    me: str | None
    looks: Looks = field(default_factory=Looks)
    form: FormData = field(default_factory=FormData)
    message: str = ""

    @property
    def language(self) -> str:
        """`nl` or `en`."""
        return self.texts.language

    def _(self, text: str, /, **values: object) -> str:
        """A text in the reader's language."""
        return self.texts.gettext(text, **values)

    @property
    def viewer(self) -> Viewer:
        """Who asks; the local owner as the person that they said to be."""
        known = self.session.viewer
        return known if known.person is not None or self.me is None else replace(known, person=self.me)

    @property
    def noted_as(self) -> Viewer:
        """Whom the audit file names: of an owner who looks as somebody else the owner."""
        return self.session.behind or self.viewer

    # What the reader may change

    @property
    def offer(self) -> Offer:
        """What the reader may change today, whatever day or revision is looked at."""
        return Offer(self.desk, self.viewer)

    def may(self, right: str, *about: str) -> bool:
        """Whether the reader has a right at all that records bear on; see `Right` and `Offer.may`."""
        return self.offer.may(Right(right), *about)

    def may_edit(self, record_id: str) -> bool:
        """Whether the reader may change a record."""
        return self.offer.may_edit(record_id)

    @property
    def may_propose(self) -> bool:
        """Whether the reader may propose what they may not change."""
        return self.session.behind is None and may_propose(self.desk, self.viewer)

    def is_own(self, person: str) -> bool:
        """Whether a person is the reader, who may change what is their own."""
        return self.offer.is_own(person)

    # What was asked

    def asked(self, name: str) -> str:
        """A parameter of the address, without space around it; empty when it is not there."""
        return self.request.query_params.get(name, "").strip()

    def asked_all(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter that is not empty, each once."""
        return tuple(dict.fromkeys(value for value in self.request.query_params.getlist(name) if value))

    def record_id(self, kind: str) -> str:
        """The id of the record of a kind whose page is asked."""
        return f"{kind}/{self.request.path_params['key']}"

    @property
    def path_with_query(self) -> str:
        """The address that was asked, without the host."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    def sent(self, name: str) -> str:
        """A text of the form; empty when it is not there or a file."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else ""

    def sent_all(self, name: str) -> tuple[str, ...]:
        """Every text of the form under a name, each once."""
        return tuple(dict.fromkeys(value for value in self.form.getlist(name) if isinstance(value, str) and value))

    async def compute(self, ask: Callable[[Deadline], T]) -> T:
        """What a question with a deadline gives, worked out beside the other requests."""
        return await self.analyses.run(ask)

    async def remembered(self, what: Hashable, ask: Callable[[Deadline], T]) -> T:
        """What a question gives, kept with the snapshot for whoever asks the same of the same day.

        Args:
            what: tells this question apart from every other; with everything that its answer depends on besides
                the snapshot, the day and the viewer.
            ask: works the answer out.
        """
        kept: Bounded[Hashable, T] = self.world.kept("answers of pages", lambda: Bounded(MOST_REMEMBERED))
        key = (what, self.world.on, self.world.viewer)
        made: list[T] = []

        def make(deadline: Deadline) -> T:
            made.append(ask(deadline))
            return made[0]

        answer = await self.compute(lambda deadline: kept.get(key, lambda _: make(deadline)))
        self.looks.made += len(made)
        self.looks.found += not made
        return answer

    # What is shown

    def name(self, record_id: str) -> str:
        """What a record is called here; a person that may not be seen is "a colleague"."""
        found = get(self.world, record_id)
        if found is not None and not found.is_edge:
            return found.name_in(self.language)  # type: ignore[union-attr]
        return self._("a colleague") if kind_of_id(record_id) == "person" else record_id

    def by_name(self, nodes: Iterable[N]) -> list[N]:
        """Nodes in order of what they are called here."""
        return sorted(nodes, key=lambda node: node.name_in(self.language).casefold())

    def link(self, record_id: str) -> Link:
        """The name of a record with the address of its page; on another day than today the address keeps the day."""
        known = get(self.world, record_id) is not None
        href = address_of(record_id) if known else None
        return Link(text=self.name(record_id), href=self.here(href) if href else None, kind=kind_of_id(record_id))

    def here(self, path: str, **parameters: str | int | None) -> str:
        """An address that keeps the day and the known time of this page."""
        return address(path, **{**self._kept(), **parameters})

    def to_change(self, path: str) -> str:
        """An address of a form, or of the page after it, that keeps the day; a past revision is not changed."""
        return address(path, on=self._kept()["on"])

    def without(self, name: str) -> str:
        """The address of this page without one of its parameters."""
        asked = self.request.query_params.multi_items()
        rest = urlencode([(key, value) for key, value in asked if key != name])
        return f"{self.request.url.path}?{rest}" if rest else self.request.url.path

    def _kept(self) -> dict[str, str | None]:
        """What an address of this page says of the day and the known time, unless that is today and now."""
        on = self.asked("on") if self.world.on != self.world.today else ""
        return {"on": on or None, "known_at": self.asked("known_at") or None}

    # Answers

    def page(
        self,
        template: str,
        *,
        title: str,
        tab: str = "",
        current: str = "",
        crumbs: tuple[Crumb, ...] = (),
        status: int = 200,
        **view: Any,
    ) -> Response:
        """A whole page.

        Args:
            template: its file.
            title: what it is called, in the tab and in its heading.
            tab: what the tab says before that, to tell it from others of its sort.
            current: address of the entry of the menu that it belongs to.
            crumbs: the way to it.
            status: of the answer.
            view: what the template shows.
        """
        shell = self._shell(title=title, current=current, crumbs=crumbs)
        response = Page(template, self.language, {**shell, "tab": tab, **view}, status=status)
        self._label(response)
        if self.message and self.request.method != "HEAD":
            take_message(response, self.request)
        return response

    def send_again(self, path: str, kept: tuple[tuple[str, str], ...], *, status: int = 200) -> Response:
        """The page for a form that was not accepted because its session had ended, or that came from elsewhere.

        Args:
            path: where the form goes.
            kept: its names and texts; none when there were none, or it held a file.
            status: of the answer.
        """
        title = self._("Nothing was changed yet")
        return self.page("send_again.html", title=title, status=status, action=path, kept=kept)

    def part(self, template: str, **view: Any) -> Response:
        """A part of a page, for a script that puts it in its place."""
        response = Page(template, self.language, {"visit": self, **view})
        self._label(response)
        return response

    def redirect(self, to: str, *, message: str = "") -> Response:
        """Send the browser on to a page of this service, with a text to show there."""
        response = RedirectResponse(to, status_code=303)
        response.headers["cache-control"] = "no-store"
        if message:
            leave_message(response, self.request, self.session, message)
        return response

    def moved(self, on: date) -> Visit:
        """The same visit on another day."""
        return replace(self, world=self.world.moved(on))

    def with_form(self, form: FormData) -> Visit:
        """The same visit with what was sent."""
        return replace(self, form=form)

    def _shell(self, *, title: str, current: str, crumbs: tuple[Crumb, ...]) -> Mapping[str, Any]:
        return {
            "visit": self,
            "language": self.language,
            "title": title,
            "current": current,
            "crumbs": tuple(Crumb(crumb.text, self._keeping(crumb.href)) for crumb in crumbs),
            "menu": self._menu() if self.session.is_signed_in else (),
            "here": self.path_with_query,
            "kept": tuple((name, value) for name, value in self._kept().items() if value),
            "me": self.link(self.me) if self.me else None,
            "who": author_name(self.noted_as.author, self.texts, self.name) if self.session.is_signed_in else "",
            "looks_freely": self.session.viewer.kind is ViewerKind.OWNER and bool(self.session.secret),
            "stale": bool(self.desk.problems),
            "other_day": self.world.on if self.world.on != self.world.today else None,
            "past_revision": self.world.known_at if self.asked("known_at") else None,
        }

    def _keeping(self, href: str) -> str:
        return href if "on=" in href or "known_at=" in href else self.here(href)

    def _menu(self) -> tuple[Link, ...]:
        return (
            Link(text=self._("My overview"), href=self.here("/mij")),
            Link(text=self._("Who does what?"), href=self.here("/wie")),
            Link(text=self._("Points of attention"), href=self.here("/aandachtspunten")),
            Link(text=self._("Vulnerability"), href=self.here("/kwetsbaarheid")),
            Link(text=self._("Who knows what?"), href=self.here("/expertise")),
        )

    def _label(self, response: Response) -> None:
        response.headers["content-language"] = self.language
        response.headers["cache-control"] = "no-store"
        response.headers["vary"] = "accept-language, cookie"


def known_person(world: World, request: Request) -> str | None:
    """The person who signed in; or the one that the local owner said to be, when they still exist."""
    if world.viewer != LOCAL_OWNER:
        return world.viewer.person
    said = request.cookies.get(ME_COOKIE, "")
    return said if isinstance(get(world, said), Person) else None
