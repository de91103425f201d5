"""The doubts that a file or a pasted list raises, as questions on the screen, and the answers back.

Each question has a field `a-ID` with the choice, `n-ID` with the name of somebody or something new, `o-ID` with
something that is there already but was not proposed, `k-ID` with what sort of question it is, and `s-ID` with what was
chosen for the reader. Answers to questions that are not on the screen travel in the field `carried`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from graph.domain.folding import fold, unturned
from graph.domain.kinds import Body, Decision, Expertise, Node, Organisation, Person, Role, Task, TaskGroup
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.importing import Doubt, NamedBytes, Suggestion
from service.web.links import Link
from service.web.problems import shown_place
from service.web.visit import Visit

__all__ = [
    "ANSWER_FIELDS",
    "CARRIED",
    "MOST_ASKED",
    "Answers",
    "ShownQuestion",
    "answers_of",
    "lists_for",
    "shown_questions",
]

MOST_ASKED = 100
CARRIED = "carried"
MOST_LISTED = 200
ANSWER_FIELDS = ("a-", "n-", "o-", "k-", "s-")
CERTAINTIES = {
    "sure": (N_("sure"), "good"),
    "likely": (N_("likely"), "info"),
    "possible": (N_("maybe"), "wait"),
}
"""How certain a suggestion is, with the class of its colour."""
LATER = "open"
OTHER = "other"

KINDS: Mapping[str, tuple[type[Node], ...]] = {
    "person": (Person, Role, Body, Organisation),
    "holder": (Person, Role, Body, Organisation),
    "organisation": (Organisation,),
    "column": (Organisation,),
    "role": (Role,),
    "task": (Task, Decision),
    "row": (Task, Decision, TaskGroup, Organisation),
    "task_group": (TaskGroup,),
    "topic": (Expertise,),
}
"""What may be picked that was not proposed, by kind of question."""

OTHERS = {
    "person": N_("Another colleague who is known here:"),
    "holder": N_("Another colleague, function or consultation that is known here:"),
    "organisation": N_("Another school or organisation:"),
    "column": N_("The names at this school:"),
    "role": N_("Another function:"),
    "task": N_("Another task or decision:"),
    "row": N_("Another task, decision, task group or school:"),
    "task_group": N_("Another task group:"),
    "topic": N_("Another topic:"),
    "date": N_("Another day:"),
}
NEW = {
    "person": N_("A new colleague, called:"),
    "role": N_("A new function, called:"),
    "task": N_("A new task, called:"),
    "row": N_("A new task, called:"),
    "task_group": N_("A new task group, called:"),
    "topic": N_("A new topic, called:"),
    "holder": N_("A new function, called:"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSuggestion:
    """One way to answer, ready to be chosen."""

    value: str
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuestion:
    """A question with its fields.

    Attributes:
        id: of the question.
        kind: what is asked about.
        value: what is written there.
        text: what is asked.
        places: where it stands in the file, the first few.
        links: the same places, with the address of a picture of what is around them where there is one.
        more_places: how many others there are.
        suggestions: likeliest first.
        other: label of the field for something that was not proposed; empty = there is no such field.
        list_id: id of the list with what can be typed there; empty = there is none.
        is_day: whether that field holds a day.
        new: label of the field for a new name; empty = nothing new can be made.
        can_skip: whether it can be left out for good.
        chosen: value of the choice that is made, or suggested.
        suggested: value of what is chosen for the reader; empty = nothing is, or the reader chose.
        certainty: how certain that is, in a word; empty = nothing is suggested.
        css: class of its colour.
        typed_other: what was typed in the field for something else.
        typed_new: what was typed in the field for a new name.
        error: why the answer does not fit.
    """

    id: str
    kind: str
    value: str
    text: str
    places: str
    links: tuple[Link, ...]
    more_places: int
    suggestions: tuple[ShownSuggestion, ...]
    other: str
    list_id: str
    is_day: bool
    new: str
    can_skip: bool
    chosen: str
    suggested: str
    certainty: str
    css: str
    typed_other: str
    typed_new: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered on the screen.

    Attributes:
        given: by question, the answer as an answers file says it; without those that were put off.
        chosen: by question, the choice as it was made.
        others: by question, what was typed as something else.
        names: by question, the name that was typed for something new.
        errors: by question, why its answer does not fit.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def with_suggestions(self, doubts: Iterable[Doubt]) -> Answers:
        """The same with what is suggested for the doubts that have no answer."""
        more = {one.id: one.suggested for one in doubts if one.suggested and one.id not in self.given}
        return replace(self, given={**self.given, **more})

    def carried(self, shown: Iterable[ShownQuestion]) -> str:
        """The answers to other questions than those that are shown, as the field that keeps them."""
        on_screen = {one.id for one in shown}
        rest = {question: answer for question, answer in self.given.items() if question not in on_screen}
        return json.dumps(rest) if rest else ""

    @property
    def file(self) -> NamedBytes | None:
        """The answers as a file; None when there are none."""
        return NamedBytes("answers.json", json.dumps(dict(self.given)).encode()) if self.given else None


def answers_of(visit: Visit, *, without_suggested: bool = False) -> Answers:
    """The answers that a form holds.

    Args:
        visit: with the form.
        without_suggested: leave open what was chosen for the reader, and not by them.
    """
    chosen = {name[2:]: visit.sent(name) for name in visit.form if name.startswith("a-")}
    others = {name[2:]: visit.sent(name)[:200] for name in visit.form if name.startswith("o-")}
    names = {name[2:]: visit.sent(name)[:200] for name in visit.form if name.startswith("n-")}
    given: dict[str, str] = _carried(visit)
    errors: dict[str, str] = {}
    for question, choice in chosen.items():
        if without_suggested and choice == visit.sent(f"s-{question}") and not others.get(question):
            chosen[question] = LATER
        elif choice == OTHER or others.get(question):
            chosen[question] = OTHER
            kind = visit.sent(f"k-{question}")
            found = _resolved(visit, kind, others.get(question, ""))
            if found:
                given[question] = f"pick {found}"
            else:
                errors[question] = visit._("This was not found, or it could be several. Type the full name or address.")
        elif choice == "create":
            given[question] = f"create {names.get(question, '')}".strip()
        elif choice and choice != LATER:
            given[question] = choice
    return Answers(given=given, chosen=chosen, others=others, names=names, errors=errors)


def _carried(visit: Visit) -> dict[str, str]:
    try:
        kept = json.loads(visit.sent(CARRIED) or "{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}


def shown_questions(
    visit: Visit, doubts: Iterable[Doubt], answers: Answers, pictured: Callable[[str], str | None] | None = None
) -> tuple[ShownQuestion, ...]:
    """Doubts as questions with their fields, filled in with what was answered, else with what is suggested.

    Args:
        visit: of the reader.
        doubts: to show.
        answers: that were given.
        pictured: the address of a picture of a place in the file; None = there is none.
    """
    return tuple(_shown(visit, doubt, answers, pictured) for doubt in doubts)


def lists_for(visit: Visit, questions: Iterable[ShownQuestion]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What can be typed in the fields for something else: per list its id and its names, while they are few."""
    wanted = dict.fromkeys(question.list_id for question in questions if question.list_id)
    return tuple((list_id, _names(visit, list_id.removeprefix("known-"))) for list_id in wanted)


def _shown(visit: Visit, doubt: Doubt, answers: Answers, pictured: Callable[[str], str | None] | None) -> ShownQuestion:
    places = (doubt.address, *doubt.also)
    choice = _choice(doubt, answers)
    suggestions = tuple(_suggestion(visit, one) for one in (*doubt.suggestions, *_picked_beside(doubt, choice)))
    can_pick = "pick" in doubt.choices and doubt.kind in OTHERS
    suggested = _suggested(doubt) if doubt.id not in answers.chosen and doubt.id not in answers.given else ""
    word, css = CERTAINTIES[doubt.certainty] if suggested else ("", "")
    shown_places = tuple(shown_place(visit, place) for place in places[:3])
    return ShownQuestion(
        id=doubt.id,
        kind=doubt.kind,
        value=unturned(doubt.value),
        text=unturned(visit.texts.say(doubt.text)),
        places=unturned(", ".join(shown_places)),
        links=tuple(
            Link(text=unturned(text), href=pictured(text) if pictured is not None else None) for text in shown_places
        ),
        more_places=max(len(places) - 3, 0),
        suggestions=suggestions,
        other=visit.texts.gettext(OTHERS[doubt.kind]) if can_pick else "",
        list_id=f"known-{doubt.kind}" if can_pick and doubt.kind in KINDS else "",
        is_day=doubt.kind == "date",
        new=visit.texts.gettext(NEW[doubt.kind]) if "create" in doubt.choices and doubt.kind in NEW else "",
        can_skip="skip" in doubt.choices,
        chosen=choice,
        suggested=suggested,
        certainty=visit.texts.gettext(word) if word else "",
        css=css,
        typed_other=answers.others.get(doubt.id, ""),
        typed_new=answers.names.get(doubt.id, "") or _name_in(answers.given.get(doubt.id, doubt.suggested), doubt),
        error=answers.errors.get(doubt.id, ""),
    )


def _choice(doubt: Doubt, answers: Answers) -> str:
    """The choice that was made, else what was answered before, else what is suggested; else it is put off."""
    given = answers.given.get(doubt.id, "")
    made = answers.chosen.get(doubt.id) or given or doubt.suggested
    word = made.partition(" ")[0]
    return word if word in ("create", "skip") else made or LATER


def _name_in(given: str, doubt: Doubt) -> str:
    """The name that an answer gives to something new, else what is written."""
    word, _, name = given.partition(" ")
    return name if word == "create" and name else unturned(doubt.value)[:120]


def _suggested(doubt: Doubt) -> str:
    word = doubt.suggested.partition(" ")[0]
    return "create" if word == "create" else doubt.suggested


def _picked_beside(doubt: Doubt, choice: str) -> tuple[Suggestion, ...]:
    """What was picked without being proposed."""
    picked = choice.removeprefix("pick ")
    if picked == choice or any(one.pick == picked for one in doubt.suggestions):
        return ()
    return (Suggestion(pick=picked, name=picked),)


def _suggestion(visit: Visit, suggestion: Suggestion) -> ShownSuggestion:
    pick, day = suggestion.pick, _as_day(suggestion.pick)
    known = read.get(visit.world, pick) is not None
    text = visit.name(pick) if known else suggestion.called(visit.texts) if day is None else visit.texts.day(day)
    why = "" if suggestion.why is None else visit.texts.say(suggestion.why)
    return ShownSuggestion(value=f"pick {pick}", text=text, why=why)


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _resolved(visit: Visit, kind: str, text: str) -> str:
    """The id of what was typed, or the day; empty when it is unknown or could be several."""
    if kind == "date":
        return text
    kinds = KINDS.get(kind, ())
    found = read.get(visit.world, text)
    if isinstance(found, kinds):
        return found.id
    hits = [hit.record for hit in read.search(visit.world, text, kinds=kinds, limit=10)] if text and kinds else []
    same = [node for node in hits if fold(text) in _called(node)]
    best = same or hits
    return best[0].id if len(best) == 1 else ""


def _called(node: Node) -> set[str]:
    words = {fold(node.name), *(fold(name) for _, name in node.names)}
    return words | {fold(node.email)} if isinstance(node, Person) and node.email else words


def _names(visit: Visit, kind: str) -> tuple[str, ...]:
    nodes = [node for sort in KINDS[kind] for node in read.nodes(visit.world, sort)]
    return tuple(sorted({node.name_in(visit.language) for node in nodes})) if len(nodes) <= MOST_LISTED else ()
