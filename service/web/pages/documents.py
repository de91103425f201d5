"""The documents of a school as pages to read and print, and as files to take along.

The contact card can also be shown bare, for an intranet that frames it or a paper on the wall.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from graph.domain.errors import NotFound
from graph.domain.text import N_, Text
from graph.reports.model import Report
from graph.reports.render import MEDIA_TYPES, rendered
from graph.reports.render.html import html_blocks
from graph.usecases.auditing import AuditAction
from graph.usecases.documents import DOCUMENT_FORMATS, DocumentOptions, document
from service.web.links import PAGES, Link, address_of
from service.web.routes import Answer, PageRoute
from service.web.visit import Crumb, Visit

__all__ = ["ROUTES", "documents_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """A document with its address.

    Attributes:
        kind: kind of the record that it is about.
        word: last part of its address.
        name: of the document, as the use case knows it.
        title: what it is called, for a button.
    """

    kind: str
    word: str
    name: str
    title: str


_DOCUMENT_PAGES = (
    DocumentPage(kind="organisation", word="contactkaart", name="contact-card", title=N_("Contact card")),
    DocumentPage(kind="organisation", word="bellijst", name="crisis-list", title=N_("Call list in a crisis")),
    DocumentPage(
        kind="organisation", word="beleidsplan", name="plan-chapter", title=N_("Chapter for the ICT policy plan")
    ),
    DocumentPage(kind="role", word="taakomschrijving", name="role-sheet", title=N_("Task description")),
    DocumentPage(kind="person", word="overdrachtsblad", name="handover", title=N_("Handover sheet")),
)


def document_page(page: DocumentPage) -> Answer:
    """The answer for a document: the page, or the file in the format that the address asks."""

    async def answer(visit: Visit) -> Response:
        about = visit.record_id(page.kind)
        here = f"{address_of(about)}/{page.word}"
        options = DocumentOptions(address=str(visit.request.url.replace(path=here, query="")))
        report = await visit.compute(lambda _: document(visit.world, page.name, about, visit.texts, options))
        if visit.asked("form"):
            return await _file(visit, report, page.word)
        link = visit.link(about)
        return visit.page(
            "document_bare.html" if visit.asked("bare") else "document.html",
            title=report.title,
            crumbs=(Crumb(link.text, link.href or "/"),),
            about=report.about,
            blocks=html_blocks(report.blocks, visit.texts),
            files=tuple((form.upper(), visit.here(here, form=form)) for form in ("docx", "html")),
            bare_href=visit.here(here, bare=1) if page.name == "contact-card" else "",
        )

    return answer


async def _file(visit: Visit, report: Report, name: str) -> Response:
    form = visit.asked("form")
    if form not in DOCUMENT_FORMATS:
        raise NotFound(Text("This file"))
    body = await visit.compute(lambda _: rendered(report, form, among=DOCUMENT_FORMATS))
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"', "cache-control": "no-store"}
    return Response(body, media_type=MEDIA_TYPES[form], headers=headers)


def documents_of(visit: Visit, kind: str, record_id: str) -> tuple[Link, ...]:
    """The documents that there are about a record."""
    return tuple(
        Link(text=visit.texts.gettext(page.title), href=visit.here(f"{address_of(record_id)}/{page.word}"))
        for page in _DOCUMENT_PAGES
        if page.kind == kind
    )


ROUTES = tuple(
    PageRoute(
        path=f"/{PAGES[page.kind]}/{{key}}/{page.word}",
        answer=document_page(page),
        for_programs=True,
        noted=AuditAction.PERSON_READ if page.kind == "person" else None,
    )
    for page in _DOCUMENT_PAGES
)
