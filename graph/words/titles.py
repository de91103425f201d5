"""The words for the codes of the product: one place, so that every report and page says the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

from graph.domain.choices import MANDATES, PROVENANCES
from graph.domain.kinds import kind_of_id
from graph.domain.text import N_
from graph.words.catalogue import Texts

__all__ = [
    "AUDIT_TITLES",
    "HALF_TITLES",
    "KEY_STATE_TITLES",
    "LANGUAGE_TITLES",
    "LEVEL_TITLES",
    "POPULATION_TITLES",
    "PROPOSAL_TITLES",
    "PROPOSAL_TONES",
    "PROVENANCE_TITLES",
    "SCOPE_TITLES",
    "SEVERITY_TITLES",
    "SEVERITY_TONES",
    "Tone",
    "author_name",
    "mandate_title",
    "reason_text",
    "title",
    "with_people",
]

Code = TypeVar("Code", str, int)

_PERSON = re.compile(r"(?<![\w/])person/[\w.~-]*\w")

Tone = Literal["bad", "warn", "notice", "calm", "good"]
"""How a value is meant, from grave to fine; a colour beside words or a sign that say it too, never alone."""

POPULATION_TITLES: Mapping[str, str] = {
    "mandates": N_("tasks and decisions"),
    "expertise": N_("expertise"),
    "crossed": N_("expertise that a task asks for"),
}
"""What the bus factor counts, each apart."""

AUDIT_TITLES: Mapping[str, str] = {
    "person_read": N_("looked at what is personal"),
    "exported": N_("exported"),
    "erased": N_("erased"),
    "signed_in": N_("signed in"),
    "link_made": N_("made a personal link"),
    "key_created": N_("made a service key"),
    "key_renewed": N_("renewed a service key"),
    "key_revoked": N_("revoked a service key"),
    "key_taken_over": N_("took over a service key"),
    "webhook_set": N_("set a webhook"),
    "webhook_ended": N_("took a webhook away"),
    "owner_added": N_("named an owner"),
    "owner_removed": N_("took an owner away"),
    "denied": N_("was refused"),
}
"""What the audit file notes of somebody."""

PROPOSAL_TITLES: Mapping[str, str] = {
    "open": N_("waits for an answer"),
    "accepted": N_("accepted"),
    "changed": N_("accepted in another form"),
    "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
}
"""What became of a proposal."""

PROPOSAL_TONES: Mapping[str, str] = {
    "open": "wait",
    "accepted": "good",
    "changed": "good",
    "declined": "bad",
    "withdrawn": "info",
}

KEY_STATE_TITLES: Mapping[str, str] = {
    "valid": N_("valid"),
    "expired": N_("expired"),
    "revoked": N_("revoked"),
    "unheld": N_("nobody answers for it"),
}
"""How a service key stands."""

SCOPE_TITLES: Mapping[str, str] = {
    "read": N_("Read organisations, functions, mandates and contact points"),
    "read:people": N_("Read who people are and how to reach them"),
    "read:expertise": N_("Read the expertise that people share"),
    "write:people": N_("Change people and their functions"),
    "write:mandates": N_("Change mandates"),
    "admin": N_("Everything, as an owner"),
}
"""What a service key may."""

SEVERITY_TITLES: Mapping[str, str] = {
    "critical": N_("Critical"),
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
}

SEVERITY_TONES: Mapping[str, Tone] = {"critical": "bad", "high": "warn", "medium": "notice", "low": "calm"}
"""The colour beside the word."""

LEVEL_TITLES: Mapping[int, str] = {
    1: N_("Knows the basics"),
    2: N_("Works independently"),
    3: N_("Helps colleagues"),
    4: N_("Is our reference"),
    5: N_("Trains others"),
}
"""The levels of expertise."""

PROVENANCE_TITLES: Mapping[str, str] = {**PROVENANCES, "inferred": N_("inferred from tasks")}
"""Where knowledge of somebody's expertise comes from."""


HALF_TITLES: Mapping[str, str] = {"am": N_("morning"), "pm": N_("afternoon")}
"""The halves of a day."""

LANGUAGE_TITLES: Mapping[str, str] = {"nl": N_("Dutch"), "en": N_("English")}
"""The languages of names and everyday words."""

_AUTHOR_TITLES: Mapping[str, str] = {
    "local owner": N_("the owner of these data"),
    "outside": N_("somebody in the database itself"),
}
"""Authors of revisions who are no people of the data."""

_REASON_TITLES: Mapping[str, str] = {
    "a person was erased": N_("a person was erased"),
    "what is past its time": N_("what is past its time"),
    "catalogues to start from": N_("catalogues to start from"),
    "changed in the store itself": N_("changed in the store itself"),
    "colleagues of the first hour": N_("colleagues of the first hour"),
    "example school group": N_("example school group"),
    "schools of the first hour": N_("schools of the first hour"),
    "who does what, of the first hour": N_("who does what, of the first hour"),
}
"""Reasons of revisions that nobody wrote: the store keeps them in English."""


def title(titles: Mapping[Code, str], code: Code | None, texts: Texts) -> str:
    """The words for a code; nothing for no code."""
    return "" if code is None else texts.gettext(titles[code])


def mandate_title(kind: str | None, texts: Texts) -> str:
    """What a kind of mandate is called; nothing for no kind."""
    return title(MANDATES, kind, texts)


def author_name(author: str, texts: Texts, name: Callable[[str], str]) -> str:
    """Who made a revision: a person by their name, a program by its own, or words of ours for what has none.

    Args:
        author: as the log has it.
        texts: the language.
        name: what a person is called before the reader, by their id.
    """
    if kind_of_id(author) == "person":
        return name(author)
    return title(_AUTHOR_TITLES, author, texts) if author in _AUTHOR_TITLES else author


def reason_text(reason: str, texts: Texts, name: Callable[[str], str]) -> str:
    """Why a revision was made: as its author wrote it, or words of ours where nobody wrote any.

    Args:
        reason: as the log has it; people stand in it by their ids.
        texts: the language.
        name: what a person is called before the reader, by their id.
    """
    if reason in _REASON_TITLES:
        return title(_REASON_TITLES, reason, texts)
    return with_people(reason, name)


def with_people(reason: str, name: Callable[[str], str]) -> str:
    """A reason with something else in the place of each id of a person."""
    return _PERSON.sub(lambda found: name(found.group()), reason)
