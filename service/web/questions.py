"""Questions that a file or a pasted list raises, as fields that are answered on the screen, and the answers back.

Each question has a field `a-ID` with the choice, `n-ID` with the name of somebody or something new, `o-ID` with
something that is there already but was not proposed, and `k-ID` with what sort of question it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from graph.domain.folding import fold
from graph.domain.kinds import Body, Decision, Expertise, Node, Organisation, Person, Role, Task, TaskGroup
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.importing import NamedBytes, Proposal, Question
from service.web.problems import shown_place
from service.web.visit import Visit

__all__ = ["ANSWER_FIELDS", "MOST_ASKED", "Answers", "ShownQuestion", "answers_of", "lists_for", "shown_questions"]

MOST_ASKED = 60
MOST_LISTED = 200
ANSWER_FIELDS = ("a-", "n-", "o-", "k-")
TURNING = dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
LATER = "open"
OTHER = "other"

KINDS: Mapping[str, tuple[type[Node], ...]] = {
    "person": (Person, Role, Body, Organisation),
    "holder": (Person, Role, Body, Organisation),
    "organisation": (Organisation,),
    "role": (Role,),
    "task": (Task, Decision),
    "row": (Task, Decision, TaskGroup),
    "task_group": (TaskGroup,),
    "topic": (Expertise,),
}
"""What may be picked that was not proposed, by kind of question."""

OTHERS = {
    "person": N_("Another colleague who is known here:"),
    "holder": N_("Another colleague, function or consultation that is known here:"),
    "organisation": N_("Another school or organisation:"),
    "role": N_("Another function:"),
    "task": N_("Another task or decision:"),
    "row": N_("Another task, decision or task group:"),
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
class ShownProposal:
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
        text: what is asked.
        places: where it stands in the file, the first few.
        more_places: how many others there are.
        proposals: likeliest first.
        other: label of the field for something that was not proposed; empty = there is no such field.
        list_id: id of the list with what can be typed there; empty = there is none.
        is_day: whether that field holds a day.
        new: label of the field for a new name; empty = nothing new can be made.
        can_skip: whether it can be left out for good.
        chosen: value of the choice that is made.
        typed_other: what was typed in the field for something else.
        typed_new: what was typed in the field for a new name.
        error: why the answer does not fit.
    """

    id: str
    kind: str
    text: str
    places: str
    more_places: int
    proposals: tuple[ShownProposal, ...]
    other: str
    list_id: str
    is_day: bool
    new: str
    can_skip: bool
    chosen: str
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

    def creating(self, questions: Iterable[str]) -> Answers:
        """The same with something new, under the name that is there, for questions that were put off."""
        later = [one for one in questions if one not in self.given]
        created = {one: f"create {self.names.get(one, '')}".strip() for one in later}
        chosen = dict.fromkeys(later, "create")
        return replace(self, given={**self.given, **created}, chosen={**self.chosen, **chosen})

    @property
    def file(self) -> NamedBytes | None:
        """The answers as a file; None when there are none."""
        return NamedBytes("answers.json", json.dumps(dict(self.given)).encode()) if self.given else None


def answers_of(visit: Visit) -> Answers:
    """The answers that a form holds."""
    chosen = {name[2:]: visit.sent(name) for name in visit.form if name.startswith("a-")}
    others = {name[2:]: visit.sent(name)[:200] for name in visit.form if name.startswith("o-")}
    names = {name[2:]: visit.sent(name)[:200] for name in visit.form if name.startswith("n-")}
    given: dict[str, str] = {}
    errors: dict[str, str] = {}
    for question, choice in chosen.items():
        if choice == OTHER or (choice == LATER and others.get(question)):
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


def shown_questions(visit: Visit, questions: Iterable[Question], answers: Answers) -> tuple[ShownQuestion, ...]:
    """Questions with their fields, filled in with what was answered."""
    return tuple(_shown(visit, question, answers) for question in questions)


def lists_for(visit: Visit, questions: Iterable[ShownQuestion]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What can be typed in the fields for something else: per list its id and its names, while they are few."""
    wanted = dict.fromkeys(question.list_id for question in questions if question.list_id)
    return tuple((list_id, _names(visit, list_id.removeprefix("known-"))) for list_id in wanted)


def _shown(visit: Visit, question: Question, answers: Answers) -> ShownQuestion:
    places = (question.address, *question.also)
    proposals = tuple(_proposal(visit, one) for one in question.proposals)
    can_pick = "pick" in question.choices and question.kind in OTHERS
    return ShownQuestion(
        id=question.id,
        kind=question.kind,
        text=_plain(visit.texts.say(question.text)),
        places=_plain(", ".join(shown_place(visit, place) for place in places[:3])),
        more_places=max(len(places) - 3, 0),
        proposals=proposals,
        other=visit.texts.gettext(OTHERS[question.kind]) if can_pick else "",
        list_id=f"known-{question.kind}" if can_pick and question.kind in KINDS else "",
        is_day=question.kind == "date",
        new=visit.texts.gettext(NEW[question.kind]) if "create" in question.choices and question.kind in NEW else "",
        can_skip="skip" in question.choices,
        chosen=_choice(question, proposals, answers),
        typed_other=answers.others.get(question.id, ""),
        typed_new=answers.names.get(question.id, "") or _plain(question.value)[:120],
        error=answers.errors.get(question.id, ""),
    )


def _choice(question: Question, proposals: tuple[ShownProposal, ...], answers: Answers) -> str:
    """The choice that was made; an answer that is no longer proposed is put off."""
    chosen = answers.chosen.get(question.id, LATER)
    known = {OTHER, "create", "skip", *(one.value for one in proposals)}
    return chosen if chosen in known else LATER


def _proposal(visit: Visit, proposal: Proposal) -> ShownProposal:
    pick, day = proposal.pick, _as_day(proposal.pick)
    known = read.get(visit.world, pick) is not None
    text = visit.name(pick) if known else proposal.called(visit.texts) if day is None else visit.texts.day(day)
    why = "" if proposal.why is None else visit.texts.say(proposal.why)
    return ShownProposal(value=f"pick {pick}", text=text, why=why)


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """A text of a file without the marks that turn the direction of what is written around it."""
    return text.translate(TURNING)


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
