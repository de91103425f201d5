"""The tasks, decisions and task groups that the rows and blocks of a task overview are about."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import takewhile
from math import log

from graph.domain.kinds import Decision, InGroup, Task, TaskGroup, kind_of_id
from graph.domain.text import Quoted, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.candidates import Candidates
from graph.formats.reading.result import CREATE, LIKELY, MOST_SUGGESTIONS, OPEN, PICK, POSSIBLE, SKIP, Doubt, Suggestion
from graph.formats.reading.text import fold, opaque_key, slug, squeezed
from graph.formats.reading.workbook import SheetCell
from graph.formats.takenoverzicht.draft import OverviewDraft
from graph.formats.takenoverzicht.layout import Row
from graph.formats.takenoverzicht.words import names_of

__all__ = ["Groups", "Tasks"]

LONGEST_TITLE = 80
_LIKELY = 0.3
_NEARLY_THE_SAME = 0.75
_SAME_LETTERS = 0.9
_OTHER_LETTERS = 0.6
_AT_LEAST_POSSIBLE = 0.5
_CLEARLY_BETTER = 0.15
_STEM = 6
_LONGEST_ENDING = 3
_PART_OF_A_WORD = 0.45
"""What a compound says of the word that it begins with: a *schoolfeest* is no school, though it has to do with one."""
_MERE_DOING = 0.4
"""What the verb at the end of a text says: less than what is done so, as coffee and a server are both set up."""
_REFERENCE = re.compile(r"<((?:task|decision)/[A-Za-z0-9._-]+)>\s*\Z")
_FILLERS = {
    "taken",
    "taak",
    "ict",
    "luik",
    "domein",
    "taakgroep",
    "groep",
    "cluster",
    "en",
    "de",
    "het",
    "van",
    "deel",
    "school",
    "scholen",
}


class Groups:
    """The task groups that blocks are named after."""

    def __init__(self, draft: OverviewDraft, asker: Asker) -> None:
        self.draft = draft
        self.asker = asker
        self.known: dict[str, str | None] = {}
        self.prepared: list[tuple[str, frozenset[str], tuple[frozenset[str], ...]]] = []

    def names_one(self, text: str) -> bool:
        """Whether a text is the title of a task group."""
        answer = self.asker.given(doubt_id("row", "", text))
        return len(text) <= LONGEST_TITLE and (
            len(self._fitting(text)) == 1
            or self.draft.remembered(fold(text)) is not None
            or (answer is not None and isinstance(self.draft.node(answer.argument), TaskGroup))
        )

    def find(self, cell: SheetCell | None) -> str | None:
        """The task group of a block; None when it is not known."""
        if cell is None:
            return None
        key = fold(cell.text)
        if key not in self.known:
            self.known[key] = self._find(cell, key)
        return self.known[key]

    def suggestions(self) -> tuple[Suggestion, ...]:
        """All task groups."""
        return tuple(Suggestion(pick=group.id, name=group.name) for group in self.draft.all(TaskGroup))

    def _find(self, cell: SheetCell, key: str) -> str | None:
        fitting = self._fitting(cell.text)
        remembered = self.draft.remembered(key)
        told = self.asker.given(doubt_id("row", "", cell.text))
        if told is not None and isinstance(self.draft.node(told.argument), TaskGroup):
            self.draft.remember(key, told.argument)
            return told.argument
        if remembered is not None or len(fitting) == 1:
            return remembered or fitting[0]
        doubt = Doubt(
            id=doubt_id("task_group", self.draft.home.id, key),
            kind="task_group",
            address=cell.address,
            value=cell.text,
            text=Text("Which task group is “{text}”?", text=cell.text),
            suggestions=self.suggestions(),
        )
        answer = self.asker.ask(doubt)
        if answer is None:
            return None
        if answer.word == CREATE:
            self.prepared.clear()
            return self.draft.put(
                TaskGroup(
                    id=f"task_group/{slug(answer.argument or cell.text)}",
                    name=answer.argument or squeezed(cell.text),
                    source=self.draft.source,
                )
            )
        if not isinstance(self.draft.node(answer.argument), TaskGroup):
            self.asker.refuse(doubt, Text("There is no task group {id}", id=Quoted(answer.argument)))
            return None
        self.draft.remember(key, answer.argument)
        return answer.argument

    def _fitting(self, text: str) -> list[str]:
        groups, folded, stems = self._named(), fold(text), _stems(text)
        named = [group for group, names, _ in groups if folded in names]
        if len(named) == 1 or not stems:
            return named
        return [
            group for group, _, known in groups if any(stems <= words or words <= stems for words in known if words)
        ]

    def _named(self) -> list[tuple[str, frozenset[str], tuple[frozenset[str], ...]]]:
        """Each task group with its folded names and their telling words, prepared once."""
        if not self.prepared:
            for group in self.draft.all(TaskGroup):
                names = names_of(group)
                self.prepared.append((group.id, frozenset(map(fold, names)), tuple(map(_stems, names))))
        return self.prepared


class Tasks:
    """The tasks and decisions that rows are about."""

    def __init__(self, draft: OverviewDraft, asker: Asker, groups: Groups) -> None:
        self.draft = draft
        self.asker = asker
        self.groups = groups
        self.known: dict[str, str | None] = {}
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.by_keyword: dict[str, set[str]] = defaultdict(set)
        self.names: Candidates[str] = Candidates()
        self.having: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.number = 0
        for subject in (*draft.all(Task), *draft.all(Decision)):
            self._index(subject)

    def find(self, cell: SheetCell, group: SheetCell | None, level: str) -> str | None:
        """The task of a row; None when it waits for an answer, or is left out."""
        text = _without_number(cell.text)
        key = fold(text)
        if not key:
            return None
        written = squeezed(cell.text).casefold()
        if written not in self.known:
            exact = self.exact(cell.text)
            self.known[written] = exact[0] if len(exact) == 1 else self._asked(cell, text, key, group, level)
        elif self.known[written] is None:
            self._asked(cell, text, key, group, level)
        return self.known[written]

    def is_skipped(self, cell: SheetCell) -> bool:
        """Whether the answer was to leave the task out."""
        answer = self.asker.given(doubt_id("task", "", fold(_without_number(cell.text))))
        return answer is not None and answer.word == SKIP

    def exact(self, text: str) -> tuple[str, ...]:
        """The task with the id that stands in <>, else the tasks with this very name, else with this very keyword."""
        reference = _REFERENCE.search(text)
        if reference is not None and isinstance(self.draft.node(reference[1]), Task | Decision):
            return (reference[1],)
        whole, key = fold(text), fold(_without_number(text))
        return tuple(sorted(self.by_name.get(whole) or self.by_name.get(key) or self.by_keyword.get(key) or ()))

    def missing(self, row: Row, names: list[SheetCell]) -> str | None:
        """The task of a row that names people only."""
        above = None if row.after is None else self.find(row.after, row.group, "")
        value = ", ".join(squeezed(cell.text) for cell in names)
        doubt = Doubt(
            id=doubt_id("task", self.draft.home.id, f"(blank) {above} {value}"),
            kind="task",
            address=names[0].address,
            value=value,
            text=Text("Which task does “{value}” belong to? The task of this row is blank.", value=value),
            suggestions=() if above is None else (Suggestion(pick=above, name=self.draft.name(above)),),
            choices=(PICK, SKIP, OPEN),
        )
        answer = self.asker.ask(doubt)
        if answer is None:
            return None
        return self._picked(doubt, answer.argument)

    def suggestions(self, text: str) -> tuple[Suggestion, ...]:
        """Tasks that a text may mean, likeliest first."""
        return tuple(
            Suggestion(
                pick=subject, name=self.draft.name(subject), why=Text("{share} alike", share=format(score, ".0%"))
            )
            for score, subject in self._like(text)[:MOST_SUGGESTIONS]
        )

    def suggested(self, text: str) -> tuple[str, str]:
        """What is chosen already for a text, and how certain that is; nothing when no task is like it."""
        like = self._like(text)
        if not like or like[0][0] < _AT_LEAST_POSSIBLE:
            return "", POSSIBLE
        second = like[1][0] if len(like) > 1 else 0.0
        is_likely = like[0][0] >= _NEARLY_THE_SAME and like[0][0] - second >= _CLEARLY_BETTER
        return f"{PICK} {like[0][1]}", LIKELY if is_likely else POSSIBLE

    def _like(self, text: str) -> list[tuple[float, str]]:
        """The tasks that a text may mean with how well it fits, best first, a task before a decision.

        Words in common say more than letters.
        """
        likeness = self._sharing_words(text)
        for subject, letters in self.names.like(text, at_least=_NEARLY_THE_SAME).items():
            likeness[subject] = max(
                likeness.get(subject, 0.0), letters if letters >= _SAME_LETTERS else letters * _OTHER_LETTERS
            )
        return sorted(
            ((score, subject) for subject, score in likeness.items() if score >= _LIKELY),
            key=lambda item: (-item[0], kind_of_id(item[1]) == "decision", item[1]),
        )

    def _sharing_words(self, text: str) -> dict[str, float]:
        """By subject, how much of what a text says is in its names and keywords: a rarer word says more."""
        parts = _parts_of(text)
        asked = {word: self._says(word) * part for word, part in parts.items()}
        scores: dict[str, float] = defaultdict(float)
        for word, says in asked.items():
            share = says / sum(asked.values()) * max(parts.values())
            for subject, known in self.having.get(word[:_STEM], {}).items():
                scores[subject] += share * max(_fit(word, other) for other in known)
        return scores

    def _says(self, word: str) -> float:
        return log(1 + self.number / max(1, len(self.having.get(word[:_STEM], ()))))

    def answered(
        self, doubt: Doubt, word: str, argument: str, text: str, group: SheetCell | None, level: str
    ) -> str | None:
        """The task that an answer names or makes."""
        if word == PICK:
            subject = self._picked(doubt, argument)
            if subject is not None:
                self.draft.remember(text, subject)
                self.known[squeezed(text).casefold()] = subject
            return subject
        name = argument or squeezed(text)
        known = self.by_name.get(fold(name), set())
        made = next(iter(known)) if len(known) == 1 else self._created(name, group, level)
        self.draft.remember(text, made)
        return made

    def _asked(self, cell: SheetCell, text: str, key: str, group: SheetCell | None, level: str) -> str | None:
        exact = self.exact(text)
        suggestions = (
            tuple(Suggestion(pick=subject, name=self.draft.name(subject)) for subject in exact)
            if exact
            else self.suggestions(text)
        )
        suggested, certainty = ("", POSSIBLE) if exact else self.suggested(text)
        doubt = Doubt(
            id=doubt_id("task", "", key),
            kind="task",
            address=cell.address,
            value=cell.text,
            text=Text("The task “{text}” is not known. Which one is it?", text=text),
            suggestions=suggestions,
            suggested=suggested,
            certainty=certainty,
        )
        answer = self.asker.ask(doubt)
        if answer is None:
            return None
        return self.answered(doubt, answer.word, answer.argument, text, group, level)

    def _picked(self, doubt: Doubt, subject: str) -> str | None:
        if isinstance(self.draft.node(subject), Task | Decision):
            return subject
        self.asker.refuse(doubt, Text("There is no task or decision {id}", id=Quoted(subject)))
        return None

    def _created(self, name: str, group: SheetCell | None, level: str) -> str:
        subject = f"task/{slug(name)}"
        if self.draft.node(subject) is not None:
            subject = f"{subject}-{opaque_key(fold(name))}"
        task = Task(id=subject, name=name, usual_level=_level(level), source=self.draft.source)
        self.draft.put(task)
        self._index(task)
        block = self.groups.find(group)
        if block is not None:
            self.draft.add_edge(InGroup, subject, block)
        return subject

    def _index(self, subject: Task | Decision) -> None:
        self.number += 1
        for name in names_of(subject):
            self.by_name[fold(name)].add(subject.id)
            self._index_words(name, subject.id)
        for _, keywords in subject.keywords:
            for keyword in keywords:
                self.by_keyword[fold(keyword)].add(subject.id)
                self._index_words(keyword, subject.id)

    def _index_words(self, text: str, subject: str) -> None:
        self.names.add(text, subject)
        for word in _telling(text):
            self.having[word[:_STEM]][subject].add(word)


def _stems(text: str) -> frozenset[str]:
    words = [word for word in fold(_without_number(text)).split() if word not in _FILLERS and not word.isdigit()]
    return frozenset(word[:6] for word in words)


def _without_number(text: str) -> str:
    rest = squeezed(text).lstrip("0123456789.)-–•*◦ ").strip()
    return rest if fold(rest) else squeezed(text)


def _level(text: str) -> str | None:
    folded = fold(text)
    if "groep" in folded or "gemeenschap" in folded or "group" in folded:
        return None if "school" in folded.replace("scholengroep", "").replace("scholengemeenschap", "") else "group"
    if "vestiging" in folded or "site" in folded:
        return "site"
    return "school" if "school" in folded else None


def _telling(text: str) -> tuple[str, ...]:
    """The words of a text that say something, each once."""
    return tuple(dict.fromkeys(word for word in fold(text).split() if len(word) > 1 and word not in _FILLERS))


def _parts_of(text: str) -> dict[str, float]:
    """The telling words of a text, each with how much of it counts."""
    words = _telling(text)
    has_verb = len(fold(text).split()) > 1 and text.rstrip().endswith("en")
    return {word: _MERE_DOING if has_verb and word == words[-1] else 1.0 for word in words}


@lru_cache(maxsize=20_000)
def _fit(one: str, other: str) -> float:
    """How much of a word another one has that begins like it: all of it, but for an ending, or only a part."""
    shared = sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(one, other, strict=False)))
    rest = max(len(one), len(other)) - shared
    return 1.0 if rest <= _LONGEST_ENDING else _PART_OF_A_WORD
