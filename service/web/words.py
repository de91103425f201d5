"""The words for the codes of the graph that only pages show.

What reports say too (codes of findings, levels, obligations) stands in `graph/words/titles.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graph.domain.text import N_
from graph.words.catalogue import Texts

__all__ = ["KIND_WORDS", "word_for"]

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


def word_for(texts: Texts, sort: str, code: str | None) -> str:
    """The word for a code; the code itself when it has none, nothing for no code."""
    return "" if code is None else texts.gettext(WORDS[sort].get(code, code))
