"""The documents that schools have to write anyway, as a viewer may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from graph.analyses.answers.contact_card import contact_card, crisis_list
from graph.analyses.answers.handover_sheet import handover_sheet
from graph.analyses.answers.role_sheet import role_sheet
from graph.analyses.answers.team_plan import team_plan
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import Role
from graph.domain.text import Quoted, Series, Text
from graph.formats.survey.write import survey_of
from graph.reports.documents.contact_card import contact_card_report, crisis_list_report
from graph.reports.documents.handover import handover_report
from graph.reports.documents.plan_chapter import plan_chapter_report
from graph.reports.documents.role_sheet import role_sheet_report
from graph.reports.documents.survey import survey_report
from graph.reports.model import Report
from graph.usecases import read
from graph.usecases.world import World
from graph.words.catalogue import Texts

__all__ = ["DOCUMENTS", "DOCUMENT_FORMATS", "DocumentOptions", "document"]

LONGEST_ADDRESS = 500
"""A longer one makes a code too fine to scan from a wall."""
DOCUMENT_FORMATS = ("md", "html", "docx")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOptions:
    """What a document may be asked besides what it is about.

    Attributes:
        names: whether people are named beside their function, where that can be left out; None = as usual for the
            document: a role sheet names them, a plan chapter does not.
        leaves_on: of a handover sheet, the first day without the person.
        address: of a contact card, the page that is always up to date, for the code to scan.
    """

    names: bool | None = None
    leaves_on: date | None = None
    address: str | None = None


def document(world: World, name: str, about: str, texts: Texts, options: DocumentOptions | None = None) -> Report:
    """What goes on paper about an organisation, function or person, such as a plan chapter or a handover sheet.

    Args:
        world: where and when.
        name: one of `DOCUMENTS`.
        about: the organisation, role or person that it is about, by id, number, address or identifier.
        texts: the language.
        options: more that was asked.

    Raises:
        NotFound: what it is about is unknown.
        InvalidInput: there is no such document, or the address for its code is none of a page.
    """
    if name not in DOCUMENTS:
        raise InvalidInput.because(
            Text("{text} is not a document", text=Quoted(name[:40])),
            Text("Take one of: {choices}", choices=Series(tuple(DOCUMENTS))),
            field="document",
        )
    return DOCUMENTS[name](world, about, texts, options or DocumentOptions())


def _plan_chapter(world: World, about: str, texts: Texts, options: DocumentOptions) -> Report:
    plan = team_plan(world.coverage, read.organisation_named(world, about).id)
    return plan_chapter_report(plan, world.naming(texts), names=bool(options.names))


def _role_sheet(world: World, about: str, texts: Texts, options: DocumentOptions) -> Report:
    role = read.find(world, Role, about)
    if role is None:
        raise NotFound(Text("The role {text}", text=Quoted(about[:120])))
    read.check_held(world, role.id)
    return role_sheet_report(role_sheet(world.coverage, role.id), world.naming(texts), names=options.names is not False)


def _handover(world: World, about: str, texts: Texts, options: DocumentOptions) -> Report:
    person = read.person_named(world, about).id
    world.look_at(person)
    sheet = handover_sheet(
        world.coverage,
        person,
        leaves_on=options.leaves_on,
        visible=world.shares,
    )
    return handover_report(sheet, world.naming(texts))


def _is_page(address: str) -> bool:
    return address.startswith(("https://", "http://")) and len(address) <= LONGEST_ADDRESS


def _contact_card(world: World, about: str, texts: Texts, options: DocumentOptions) -> Report:
    if options.address is not None and not _is_page(options.address):
        raise InvalidInput.because(
            Text("{text} is not the address of a page", text=Quoted(options.address[:80])),
            Text("Give one that begins with https:// and has at most {most} characters", most=LONGEST_ADDRESS),
            field="address",
        )
    card = contact_card(world.coverage, read.organisation_named(world, about).id)
    return contact_card_report(card, world.naming(texts), address=options.address)


def _crisis_list(world: World, about: str, texts: Texts, _options: DocumentOptions) -> Report:
    asked = replace(world, in_crisis=True)
    found = crisis_list(asked.coverage, read.organisation_named(world, about).id)
    return crisis_list_report(found, asked.naming(texts))


def _survey(world: World, about: str, texts: Texts, _options: DocumentOptions) -> Report:
    return survey_report(survey_of(world.coverage, read.organisation_named(world, about).id), world.naming(texts))


DOCUMENTS = {
    "plan-chapter": _plan_chapter,
    "role-sheet": _role_sheet,
    "handover": _handover,
    "contact-card": _contact_card,
    "crisis-list": _crisis_list,
    "survey": _survey,
}
"""Every document by its name on the command line."""
