"""The words of the product for the codes of the graph, in the reader's language.

The texts are marked here for the catalogue and looked up when they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graph.domain.kinds import MANDATE_KINDS
from graph.domain.words import MANDATE_TITLES
from graph.reports.texts import CODE_TITLES, OBLIGATION_TITLES, SEVERITY_TITLES
from service.web.language import Words

__all__ = ["KIND_WORDS", "code_word", "mandate_word", "obligation_word", "severity_word", "word_for"]


def N_(text: str) -> str:  # noqa: N802 (the usual name for a text that is only marked)
    """Mark a text for the catalogue."""
    return text


KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "organisation": N_("organisation"),
        "person": N_("person"),
        "role": N_("function"),
        "body": N_("consultation"),
        "task": N_("task"),
        "decision": N_("decision"),
        "task_group": N_("task group"),
        "expertise": N_("expertise"),
    }
)

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "kind": KIND_WORDS,
        "organisation_type": {
            "school": N_("school"),
            "school_group": N_("school group"),
            "community": N_("school community"),
            "board": N_("school board"),
            "centre": N_("centre"),
            "site": N_("site"),
            "partner": N_("external partner"),
        },
        "level_of_education": {
            "basis": N_("primary education"),
            "secundair": N_("secondary education"),
            "volwassenen": N_("adult education"),
            "buitengewoon": N_("special needs education"),
        },
        "capacity": {
            "staff": N_("staff"),
            "pupil": N_("pupil"),
            "parent": N_("parent"),
            "external": N_("external"),
            "chair": N_("chair"),
            "lead": N_("lead"),
            "secretary": N_("secretary"),
            "member": N_("member"),
        },
        "stage": {
            "advises": N_("advises"),
            "agrees": N_("has to agree"),
            "informed": N_("is informed"),
        },
        "body_type": {
            "ict_team": N_("ICT team"),
            "ict_policy_team": N_("ICT policy team"),
            "management_team": N_("management team"),
            "sounding_board": N_("sounding board"),
            "working_group": N_("working group"),
            "subject_group": N_("subject group"),
            "staff_meeting": N_("staff meeting"),
            "teacher_design_team": N_("teacher design team"),
            "network": N_("network"),
            "council": N_("council"),
            "board": N_("board"),
        },
        "channel_type": {
            "ticketing": N_("helpdesk"),
            "phone": N_("phone"),
            "mail": N_("e-mail"),
            "chat": N_("chat"),
            "whatsapp": N_("WhatsApp"),
            "smartschool": N_("Smartschool"),
            "desk": N_("desk"),
        },
        "level": {
            "1": N_("Knows the basics"),
            "2": N_("Works independently"),
            "3": N_("Helps colleagues"),
            "4": N_("Is our reference"),
            "5": N_("Gives training in it"),
        },
        "provenance": {
            "declared": N_("stated by themselves"),
            "endorsed": N_("confirmed by a colleague"),
            "certified": N_("with certificate"),
            "inferred": N_("derived from tasks"),
        },
        "day": {
            "mon": N_("Monday"),
            "tue": N_("Tuesday"),
            "wed": N_("Wednesday"),
            "thu": N_("Thursday"),
            "fri": N_("Friday"),
        },
        "half": {"am": N_("morning"), "pm": N_("afternoon")},
    }
)
"""Per sort of code, the English text of each code."""


def word_for(words: Words, sort: str, code: str | int | None) -> str:
    """The word for a code; the code itself when it has none, nothing for no code."""
    return "" if code is None else words(WORDS[sort].get(str(code), str(code)))


def mandate_word(words: Words, kind: str) -> str:
    """What a kind of mandate is called."""
    return MANDATE_TITLES[words.language][kind]


def code_word(words: Words, code: str) -> str:
    """What a sort of finding is called."""
    return CODE_TITLES[words.language][code]


def severity_word(words: Words, severity: str) -> str:
    """How serious a finding is, in a word."""
    return SEVERITY_TITLES[words.language][severity]


def obligation_word(words: Words, obligation: str | None) -> str:
    """How binding a norm is, in a word; nothing for no norm."""
    return OBLIGATION_TITLES[words.language].get(obligation or "", "")


MANDATES = MANDATE_KINDS
