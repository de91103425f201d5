"""The words of the expertise survey, Dutch and English: what is asked, and the answers that are understood.

The list of questions and the reading of the answers share these words, so that whatever was asked is understood.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.domain.kinds import Texts

__all__ = [
    "CONSENT_ANSWERS",
    "CONSENT_QUESTION",
    "CONSENT_WHY",
    "EMAIL_QUESTION",
    "EXPLANATION",
    "LEVEL_ANSWERS",
    "NAME_QUESTION",
    "NOT_KNOWN",
    "RESERVED_HEADINGS",
    "STAFF_NUMBER_QUESTION",
    "TITLE",
    "TOPIC_WHY",
    "WISH",
]


def _both(nl: str, en: str) -> Texts:
    return (("en", en), ("nl", nl))


TITLE = _both("Wie kent wat? Vragenlijst over ICT-expertise", "Who knows what? Survey of ICT expertise")
EXPLANATION = _both(
    "Met deze vragenlijst vinden collega's elkaar: wie kan helpen, en wie wil iets leren. Het is geen beoordeling. "
    "Vul in wat bij je past; wat je openlaat, blijft onbekend. Jij kiest wie je antwoorden mag zien, en je kan ze "
    "later veranderen of laten verwijderen.",
    "This survey helps colleagues find each other: who can help, and who wants to learn. It is no appraisal. Fill in "
    "what fits you; what you leave blank stays unknown. You choose who may see your answers, and you can change them "
    "or have them removed later.",
)
NAME_QUESTION = _both("Je naam", "Your name")
EMAIL_QUESTION = _both("Je e-mailadres op school", "Your e-mail address at school")
STAFF_NUMBER_QUESTION = _both("Je stamboeknummer", "Your staff number")
CONSENT_QUESTION = _both("Wie mag je antwoorden zien?", "Who may see your answers?")
CONSENT_WHY = _both(
    "Bij niemand zien alleen jij en wie de gegevens beheert je antwoorden; ze tellen dan nergens met naam mee.",
    "With nobody only you and whoever keeps the data see your answers; they then count nowhere by name.",
)
TOPIC_WHY = _both(
    "Hoe goed ken je dit? Wil je het leren, duid dat dan ook aan.",
    "How well do you know this? If you want to learn it, tick that too.",
)

NOT_KNOWN = _both("Ken ik niet", "I do not know this")
WISH = _both("Ik wil dit leren", "I want to learn this")
LEVEL_ANSWERS: Mapping[int, Texts] = {
    1: _both("Kent de basis", "Knows the basics"),
    2: _both("Werkt zelfstandig", "Works independently"),
    3: _both("Helpt collega's", "Helps colleagues"),
    4: _both("Is onze referentie", "Is our reference"),
    5: _both("Geeft er vorming over", "Trains others"),
}
"""The levels of expertise in the words of an answer."""

CONSENT_ANSWERS: Mapping[str, Texts] = {
    "nobody": _both("Niemand", "Nobody"),
    "school": _both("Mijn school", "My school"),
    "group": _both("De scholengroep", "The school group"),
    "everyone": _both("Iedereen", "Everyone"),
}
"""Who may see the answers, by the word of `share_expertise`."""

RESERVED_HEADINGS: frozenset[str] = frozenset(
    {
        "id", "naam", "name", "je naam", "your name", "volledige naam", "full name", "voornaam", "achternaam",
        "familienaam", "first name", "last name", "e mail", "email", "e mailadres", "email address", "e mail address",
        "je e mailadres op school", "your e mail address at school", "gebruikersnaam", "username", "stamboeknummer",
        "je stamboeknummer", "your staff number", "staff number", "tijdstempel", "timestamp", "begintijd", "start time",
        "tijd van voltooien", "completion time", "school", "taal", "language",
    }
)  # fmt: skip
"""Folded headings that say something about the person or the form, so that no topic may go by them alone."""
