"""The words of the expertise survey: what is asked, and the headings and answers that are understood.

The list of questions and the reading of the answers share them, so that whatever was asked is understood. Dutch and
English stand side by side here instead of in the catalogue: a file is read in whatever language its form was, and a
wording that a form was once made with stays understood.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.domain.declaring import Texts
from graph.domain.folding import fold
from graph.formats.people.words import HEADINGS

__all__ = [
    "CONSENT_ANSWERS",
    "CONSENT_BY_ANSWER",
    "CONSENT_QUESTION",
    "CONSENT_WHY",
    "EMAIL_QUESTION",
    "EXPLANATION",
    "FIELD_BY_HEADING",
    "LEVEL_ANSWERS",
    "MEANING_BY_ANSWER",
    "NAMELESS",
    "NAME_QUESTION",
    "NOTHING",
    "NOT_KNOWN",
    "RESERVED_HEADINGS",
    "STAFF_NUMBER_QUESTION",
    "TITLE",
    "TOPIC_WHY",
    "WISH",
    "WISHED",
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

# What is understood besides, folded

FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("time", (
        "tijd van voltooien", "voltooiingstijd", "completion time", "tijdstempel", "timestamp", "ingediend op",
    )),
    ("start", ("begintijd", "starttijd", "start time")),
    ("asked_email", tuple(fold(text) for _, text in EMAIL_QUESTION)),
    ("form_email", (*HEADINGS["email"], "gebruikersnaam", "username")),
    ("staff_number", (*HEADINGS["staff_number"], *(fold(text) for _, text in STAFF_NUMBER_QUESTION))),
    ("asked_name", tuple(fold(text) for _, text in NAME_QUESTION)),
    ("given_name", HEADINGS["given_name"]),
    ("family_name", HEADINGS["family_name"]),
    ("name", HEADINGS["name"]),
    ("consent", tuple(fold(text) for _, text in CONSENT_QUESTION)),
    ("entered_by", ("ingevuld door", "filled in by")),
    ("form", ("id", "taal", "language", "score", "laatste wijzigingstijd", "last modified time", "totaal aantal punten",
              "total points", "quizfeedback", "quiz feedback", "punten", "points")),
)  # fmt: skip
"""The headings of what is no topic; of two fields with the same heading the first counts."""

FIELD_BY_HEADING: Mapping[str, str] = {heading: field for field, known in reversed(FIELDS) for heading in known}
RESERVED_HEADINGS: frozenset[str] = frozenset({*FIELD_BY_HEADING, "school"})
"""Headings that say something about the person or the form, so that no topic may go by them alone."""

NAMELESS = frozenset((
    "anonymous", "anoniem", "anonieme gebruiker", "anonymous user", "gast", "guest", "onbekend", "unknown", "nvt",
    "n v t",
))  # fmt: skip
"""Folded words where a form has no name."""

NOTHING, WISHED = "nothing", "wish"
MEANING_BY_ANSWER: Mapping[str, str] = {
    **{fold(text): str(level) for level, texts in LEVEL_ANSWERS.items() for _, text in texts},
    "ik ken de basis": "1", "basis": "1", "basic": "1", "beginner": "1", "i know the basics": "1",
    "ik werk zelfstandig": "2", "zelfstandig": "2", "independent": "2", "i work independently": "2",
    "ik help collega s": "3", "i help colleagues": "3",
    "ik ben onze referentie": "4", "referentie": "4", "reference": "4", "i am our reference": "4",
    "ik geef er vorming over": "5", "geeft vorming": "5", "i train others": "5", "gives training on it": "5",
    **dict.fromkeys((fold(text) for _, text in NOT_KNOWN), "0"),
    **dict.fromkeys((
        "niet", "geen", "ken ik nog niet", "nog niet", "niet gekend", "not known", "none", "no", "nee", "not at all",
        "helemaal niet", "0",
    ), "0"),
    **dict.fromkeys((fold(text) for _, text in WISH), WISHED),
    **dict.fromkeys((
        "wil ik leren", "ik wil dit graag leren", "wil ik dit leren", "wens ik te leren", "want to learn",
        "i want to learn", "i would like to learn this", "i d like to learn this", "ik wil dit doen",
    ), WISHED),
    **dict.fromkeys(("", "geen antwoord", "no answer", "geen mening", "n v t", "nvt"), NOTHING),
}  # fmt: skip
"""What an answer about a topic means: a level, 0 for not known, or one of the two words above."""

CONSENT_BY_ANSWER: Mapping[str, str] = {
    **{fold(text): word for word, texts in CONSENT_ANSWERS.items() for _, text in texts},
    **{word: word for word in CONSENT_ANSWERS},
    "nee": "nobody", "no": "nobody", "no one": "nobody", "enkel ikzelf": "nobody", "alleen ikzelf": "nobody",
    "onze school": "school", "collega s van mijn school": "school", "scholengroep": "group", "the group": "group",
    "de groep": "group", "everybody": "everyone",
}  # fmt: skip
"""The word of `share_expertise` that an answer means."""
