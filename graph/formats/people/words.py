"""The words of a list of people, in Dutch and English: headings, and values that are written in words.

Both languages stand here, as a file is read whatever language its reader speaks.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "CAPACITY_BY_WORD",
    "EXAMPLE",
    "FIELD_BY_HEADING",
    "FRACTION_BY_WORD",
    "GONE_BY_WORD",
    "HALVES_BY_WORD",
    "HEADINGS",
    "PUPIL_WORDS",
    "WEEKDAY_BY_WORD",
    "YES_WORDS",
]

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "staff_number": (
        "stamboeknummer", "stamboeknr", "stamboek", "stamnummer", "stamnr", "personeelsnummer", "personeelsnr",
        "staff number", "staff id", "employee number", "employee id", "employeeid",
    ),
    "family_name": (
        "achternaam", "familienaam", "family name", "last name", "surname", "familyname", "last name required",
    ),
    "given_name": (
        "voornaam", "roepnaam", "given name", "first name", "givenname", "first name required",
    ),
    "name": (
        "naam", "volledige naam", "naam en voornaam", "personeelslid", "name", "full name", "display name",
        "displayname", "weergavenaam",
    ),
    "email": (
        "e mail", "email", "mail", "e mailadres", "emailadres", "mailadres", "e mail werk", "e mail school",
        "e mailadres school", "e mailadres werk", "schoolmail", "school email", "e mail address", "email address",
        "email address required",
    ),
    "other_email": (
        "userprincipalname", "user principal name", "gebruikersprincipalnaam", "alternateemailaddress",
        "work secondary email", "tweede e mail", "tweede e mailadres", "ander e mailadres", "second e mail",
    ),
    "other_name": ("vroegere naam", "meisjesnaam", "andere naam", "former name", "other name"),
    "organisation_number": (
        "instellingsnummer", "instellingsnr", "instnr", "instelnr", "schoolnummer", "institution number",
        "school number",
    ),
    "organisation": (
        "school", "instelling", "organisatie", "instellingsnaam", "vestiging", "organisation", "institution",
    ),
    "role": (
        "ambt", "functie", "rol", "ambtsnaam", "omschrijving ambt", "role", "function", "job title", "position",
        "jobtitle", "functietitel", "employee title",
    ),
    "fraction": (
        "opdracht", "opdrachtbreuk", "breuk", "fractie", "volume", "aanstellingsbreuk", "fraction", "fte", "vte",
        "voltijdsequivalent",
    ),
    "numerator": ("teller", "opdrachtteller", "prestatieteller", "numerator"),
    "denominator": ("noemer", "opdrachtnoemer", "prestatienoemer", "denominator"),
    "hours_per_week": (
        "uren per week", "uren week", "weekuren", "uren", "lesuren", "hours per week", "weekly hours", "hours",
    ),
    "since": (
        "begindatum", "begin", "startdatum", "start", "vanaf", "sinds", "begin date", "start date", "since", "from",
        "van", "datum in dienst", "indiensttreding", "datum indiensttreding", "datum in",
    ),
    "last_day": (
        "einddatum", "einde", "eind", "stop", "stopdatum", "t e m", "tem", "tot en met", "laatste dag", "end date",
        "last day", "datum uit dienst", "uitdiensttreding", "datum uitdiensttreding", "datum uit",
    ),
    "until": ("until", "tot"),
    "days": ("dagen", "werkdagen", "days"),
    "capacity": ("hoedanigheid", "soort", "capacity", "type"),
    "period": ("periode", "looptijd", "geldigheid", "aanstellingsperiode", "schooljaar", "period", "school year"),
    "status": (
        "status", "actief", "in dienst", "active", "enabled", "account enabled", "accountenabled", "status read only",
        "employee status",
    ),
    "blocked": ("geblokkeerd", "uit dienst", "blocked", "block credential", "inactief"),
    "base_role": ("basisrol",),
    "class": ("klas", "klassen", "klasgroep", "klascode", "klasnaam", "officiele klas", "class", "class name"),
    "acting_for": ("vervangt", "vervanger van", "titularis", "replaces", "acting for"),
}  # fmt: skip
"""The folded headings of each column; `last_day` still counts, `until` is the first day that no longer does."""

FIELD_BY_HEADING: Mapping[str, str] = {heading: field for field, known in HEADINGS.items() for heading in known}

GONE_BY_WORD = frozenset(
    [
        "uit dienst", "niet actief", "inactief", "inactive", "suspended", "disabled", "geblokkeerd", "false", "onwaar",
        "nee", "neen", "no", "0", "tobedeleted", "vertrokken", "left", "geschorst", "gearchiveerd", "archived", "n",
    ]
)  # fmt: skip
"""What a column about being there says of somebody who is not, as folded words."""

PUPIL_WORDS = frozenset(["1", "leerling", "pupil", "student"])
"""The base role of a pupil in Smartschool: 1 in what its services answer."""

YES_WORDS = frozenset(["true", "waar", "ja", "yes", "1", "x", "j", "y"])
"""What a column about being gone says of somebody who is, as folded words."""

EXAMPLE = ("stamboeknummer", "naam", "voornaam", "e-mail", "instellingsnummer", "ambt", "opdracht")
"""A row of headings that is read."""

CAPACITY_BY_WORD: Mapping[str, str] = {
    "personeel": "staff", "staff": "staff", "leraar": "staff", "leerkracht": "staff", "teacher": "staff",
    "leerling": "pupil", "cursist": "pupil", "pupil": "pupil", "student": "pupil",
    "ouder": "parent", "parent": "parent", "extern": "external", "externe": "external", "external": "external",
}  # fmt: skip
"""What somebody is at an organisation, by folded word."""

WEEKDAY_BY_WORD: Mapping[str, str] = {
    "maa": "mon", "din": "tue", "woe": "wed", "don": "thu", "vrij": "fri",
    "ma": "mon", "maandag": "mon", "mon": "mon", "monday": "mon", "di": "tue", "dinsdag": "tue", "tue": "tue",
    "tuesday": "tue", "wo": "wed", "woensdag": "wed", "wed": "wed", "wednesday": "wed", "do": "thu",
    "donderdag": "thu", "thu": "thu", "thursday": "thu", "vr": "fri", "vrijdag": "fri", "fri": "fri", "friday": "fri",
}  # fmt: skip
"""Days by folded word."""

HALVES_BY_WORD: Mapping[str, tuple[str, ...]] = {
    "vm": ("am",),
    "am": ("am",),
    "voormiddag": ("am",),
    "nm": ("pm",),
    "pm": ("pm",),
    "namiddag": ("pm",),
}
"""Halves of a day by folded word."""

FRACTION_BY_WORD: Mapping[str, str] = {
    "voltijds": "1", "voltijdse opdracht": "1", "volledig": "1", "volledige opdracht": "1", "fulltime": "1",
    "full time": "1", "half": "1/2", "halftijds": "1/2", "halftijdse opdracht": "1/2", "halve opdracht": "1/2",
    "halftime": "1/2", "half time": "1/2", "kwart": "1/4", "kwarttijds": "1/4", "driekwart": "3/4",
    "driekwarttijds": "3/4", "viervijfde": "4/5", "vier vijfde": "4/5",
}  # fmt: skip
"""Parts of full time by folded word."""
