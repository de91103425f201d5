"""The codes that a field may choose from, each with what people call it.

The order is that of the declared enums of the API; of `SHARING` it is also from the least to the most.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graph.domain.text import N_

__all__ = [
    "BODY_TYPES",
    "CAPACITIES",
    "CHANNEL_TYPES",
    "GENERAL_TYPES",
    "GROUP_TYPES",
    "HALF_DAYS",
    "LEVELS_OF_EDUCATION",
    "MANDATES",
    "MEMBER_CAPACITIES",
    "OBLIGATIONS",
    "ORGANISATION_TYPES",
    "PROVENANCES",
    "RELATIONS",
    "SCHOOL_TYPES",
    "SHARING",
    "STAGES",
    "THEMES",
    "USUAL_LEVELS",
    "WEEKDAYS",
]

ORGANISATION_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "school": N_("school"),
        "school_group": N_("school group"),
        "community": N_("school community"),
        "board": N_("school board"),
        "centre": N_("centre"),
        "site": N_("site"),
        "partner": N_("external partner"),
    }
)

SCHOOL_TYPES = ("school", "centre")
"""The types of organisation where people teach and learn: what is counted as a school."""

GENERAL_TYPES = (*SCHOOL_TYPES, "school_group")
"""The types of organisation that an agreement is about when it does not name any."""

GROUP_TYPES = ("school_group", "community")
"""The types of organisation in which schools work together."""

LEVELS_OF_EDUCATION: Mapping[str, str] = MappingProxyType(
    {
        "basis": N_("primary education"),
        "secundair": N_("secondary education"),
        "volwassenen": N_("adult education"),
        "buitengewoon": N_("special needs education"),
    }
)

USUAL_LEVELS: Mapping[str, str] = MappingProxyType(
    {"school": N_("school"), "group": N_("school group"), "site": N_("site")}
)

CAPACITIES: Mapping[str, str] = MappingProxyType(
    {"staff": N_("staff"), "pupil": N_("pupil"), "parent": N_("parent"), "external": N_("external")}
)

SHARING: Mapping[str, str] = MappingProxyType(
    {
        "nobody": N_("nobody"),
        "school": N_("the own school"),
        "group": N_("the own school group"),
        "everyone": N_("everyone"),
    }
)

WEEKDAYS: Mapping[str, str] = MappingProxyType(
    {
        "mon": N_("Monday"),
        "tue": N_("Tuesday"),
        "wed": N_("Wednesday"),
        "thu": N_("Thursday"),
        "fri": N_("Friday"),
    }
)

HALF_DAYS: Mapping[str, str] = MappingProxyType(
    {
        "mon_am": N_("Monday morning"),
        "mon_pm": N_("Monday afternoon"),
        "tue_am": N_("Tuesday morning"),
        "tue_pm": N_("Tuesday afternoon"),
        "wed_am": N_("Wednesday morning"),
        "wed_pm": N_("Wednesday afternoon"),
        "thu_am": N_("Thursday morning"),
        "thu_pm": N_("Thursday afternoon"),
        "fri_am": N_("Friday morning"),
        "fri_pm": N_("Friday afternoon"),
    }
)

BODY_TYPES: Mapping[str, str] = MappingProxyType(
    {
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
    }
)

MEMBER_CAPACITIES: Mapping[str, str] = MappingProxyType(
    {"chair": N_("chair"), "lead": N_("lead"), "secretary": N_("secretary"), "member": N_("member")}
)

CHANNEL_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "ticketing": N_("helpdesk"),
        "phone": N_("phone"),
        "mail": N_("e-mail"),
        "chat": N_("chat"),
        "whatsapp": N_("WhatsApp"),
        "smartschool": N_("Smartschool"),
        "desk": N_("desk"),
    }
)

OBLIGATIONS: Mapping[str, str] = MappingProxyType(
    {"law": N_("Required by law"), "recommended": N_("Recommended"), "own": N_("Own agreement")}
)

RELATIONS: Mapping[str, str] = MappingProxyType(
    {"governance": N_("governance"), "community": N_("cooperation"), "location": N_("part of a school")}
)

STAGES: Mapping[str, str] = MappingProxyType(
    {"advises": N_("gives advice"), "agrees": N_("has to agree"), "informed": N_("is informed")}
)

PROVENANCES: Mapping[str, str] = MappingProxyType(
    {
        "declared": N_("their own word"),
        "endorsed": N_("confirmed by a colleague"),
        "certified": N_("with a certificate"),
    }
)

MANDATES: Mapping[str, str] = MappingProxyType(
    {
        "DECIDES": N_("Decides"),
        "EXECUTES": N_("Executes"),
        "STEERS": N_("Steers and follows up"),
        "CONTACT_POINT_FOR": N_("Contact point"),
    }
)
"""The kinds of mandate, as a heading says them."""

THEMES: Mapping[str, str] = MappingProxyType(
    {
        "mandates": N_("Who does what"),
        "functions": N_("Functions"),
        "absences": N_("Not available"),
        "people": N_("Colleagues"),
        "bodies": N_("Consultation"),
        "expertise": N_("Expertise"),
        "norms": N_("Agreements"),
        "organisations": N_("Schools and how to reach them"),
        "catalogue": N_("Tasks and decisions"),
    }
)
"""What a changed record is about, in the order in which people read them."""
