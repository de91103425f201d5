"""Doubts that a file raises, and the answers that a person gave to them.

An answers file is YAML or JSON: the id of a doubt, and the answer.

    person-an-3f9a21c4: pick person/k4m2x9ab
    person-els-77b0e1d2: create Els Peeters
    task-beamers-0c51aa39: skip
    date-vanaf-kerst-5d2e8f10: open
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.domain.errors import Problem
from graph.domain.text import N_, Quoted, Series, Text
from graph.formats.reading.result import CREATE, OPEN, PICK, SKIP, SURE, Doubt, NamedBytes, Note
from graph.formats.reading.syntax import parse
from graph.formats.reading.text import fold, slug
from graph.words.catalogue import Texts

__all__ = ["Asker", "GivenAnswer", "answers_form", "doubt_id"]

_WORDS = (PICK, CREATE, SKIP, OPEN)
_REMEDY = Text("Write: pick ID, create, skip or open")
_HOW_TO_ANSWER = (
    N_("Write your answer after each colon, instead of open:"),
    N_("    pick ID    that is it: one of the suggestions, or another id that you know"),
    N_("    create     that is new and is added; with a better name: create NAME"),
    N_("    skip       that is not taken over"),
    N_("    open       you do not know yet: it is not taken over now, the rest is"),
)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a person decided: a word, and for `pick` what was picked, for `create` optionally the right name."""

    word: str
    argument: str = ""


def doubt_id(kind: str, organisation: str, text: str) -> str:
    """The id of the doubt that a text of an organisation raises, the same in every file."""
    digest = hashlib.sha256("\0".join((kind, organisation, text)).encode("utf-8", "replace")).hexdigest()[:8]
    return f"{kind}-{slug(text)[:30].strip('-')}-{digest}" if fold(text) else f"{kind}-{digest}"


def answers_form(doubts: Iterable[Doubt], texts: Texts, *, earlier: NamedBytes | None = None) -> str:
    """A file of answers to fill in: how to answer, and each doubt with its place and suggestions, left open.

    Args:
        doubts: what waits for an answer.
        texts: in which it is written.
        earlier: answers in YAML that were given before; they come first, as they are, with their own beginning.
    """
    begin = _commented(map(texts.gettext, _HOW_TO_ANSWER)) if earlier is None else _text_of(earlier)
    return begin + "\n" + "\n".join(_form_of(doubt, texts) for doubt in doubts)


def _text_of(file: NamedBytes) -> str:
    return file.content.decode("utf-8-sig", "replace").rstrip() + "\n"


def _form_of(doubt: Doubt, texts: Texts) -> str:
    lines = [f"{', '.join(map(str, (doubt.address, *doubt.also)))}: {texts.say(doubt.text)}"]
    lines.extend(f"    pick {suggestion.pick}  ({suggestion.said(texts)})" for suggestion in doubt.suggestions)
    lines.append("    " + ", ".join(_open_choices(doubt)))
    return _commented(lines) + f"{doubt.id}: open\n"


def _commented(lines: Iterable[str]) -> str:
    return "".join(f"# {_one_line(line)}\n" for line in lines)


def _open_choices(doubt: Doubt) -> list[str]:
    """The words that may answer a doubt besides its suggestions."""
    picked = "pick 2026-09-01" if doubt.kind == "date" else "pick ID"
    words = [word for word in doubt.choices if word != PICK or not doubt.suggestions]
    return [picked if word == PICK else word for word in words]


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def digest_of(doubt: str) -> str:
    """What of the id of a doubt stays the same when its text is not to be read in it."""
    return doubt.rpartition("-")[2]


class Asker:
    """Hands out the answers that were given, and collects the doubts that still need one.

    Args:
        answers: that were given now.
        problems: gets the answers that do not fit.
        notes: gets what was left open.
        kept: answers to earlier files, by the digest at the end of the id of their doubt.
    """

    def __init__(
        self,
        answers: NamedBytes | Mapping[str, str] | None,
        problems: list[Problem],
        notes: list[Note],
        kept: Mapping[str, str] | None = None,
    ) -> None:
        self.problems = problems
        self.notes = notes
        self._place = answers.name if isinstance(answers, NamedBytes) else ""
        self._answers = _given(answers, problems)
        self._kept = kept or {}
        self._open: dict[str, Doubt] = {}
        self._answered: dict[str, Doubt] = {}

    def ask(self, doubt: Doubt) -> GivenAnswer | None:
        """The answer to a doubt: the given one, else that to an earlier file, else what is sure.

        Returns:
            What was picked or created; None when it is skipped, left open, or waits for an answer.
        """
        given = self.given(doubt.id) or _sure(doubt)
        if given is None:
            self._wait(doubt)
            return None
        first = doubt.id not in self._answered
        self._answered.setdefault(doubt.id, doubt)
        if given.word not in doubt.choices:
            self._refuse(doubt, Text("{written} is no answer here", written=Quoted(given.word)), first)
            return None
        if given.word == PICK and not given.argument:
            self._refuse(doubt, Text("Nothing is picked"), first)
            return None
        if given.word == OPEN and first:
            self.notes.append(Note(address=doubt.address, text=Text("“{value}” is left open", value=doubt.value)))
        return given if given.word in (PICK, CREATE) else None

    def one_of(self, doubt: Doubt, these: Collection[str]) -> str | None:
        """Which of these was picked; None when none was, or another one, which is refused."""
        answer = self.ask(doubt)
        if answer is None or answer.argument in these:
            return None if answer is None else answer.argument
        self.refuse(doubt, Text("{written} is none of these", written=Quoted(answer.argument)))
        return None

    def given(self, doubt: str) -> GivenAnswer | None:
        """The answer that was given to a doubt, now or to an earlier file, whether or not it was asked yet."""
        return self._answers.get(doubt) or _answer(self._kept.get(digest_of(doubt)))

    def to_keep(self) -> Mapping[str, str]:
        """By digest of the doubt, the answers of now that no record keeps; empty where one replaces another."""
        found: dict[str, str] = {}
        for doubt in self._answered.values():
            given, digest = self._answers.get(doubt.id), digest_of(doubt.id)
            if given is not None and (given.word == SKIP or (doubt.is_kept and given.word == PICK)):
                found[digest] = f"{given.word} {given.argument}".strip()
            elif given is not None and digest in self._kept:
                found[digest] = ""
        return found

    def refuse(self, doubt: Doubt, message: Text) -> None:
        """The answer that was given does not fit."""
        self._refuse(doubt, message, True)

    def doubts(self) -> tuple[Doubt, ...]:
        """What still waits for an answer, in the order in which it was met."""
        return tuple(self._open.values())

    def answered(self) -> tuple[Doubt, ...]:
        """What was asked and has an answer, also when that leaves it open, in the order in which it was met."""
        return tuple(self._answered.values())

    def _wait(self, doubt: Doubt) -> None:
        known = self._open.get(doubt.id)
        if known is None:
            self._open[doubt.id] = doubt
        elif doubt.address != known.address and doubt.address not in known.also:
            self._open[doubt.id] = replace(known, also=(*known.also, doubt.address))

    def _refuse(self, doubt: Doubt, message: Text, first: bool) -> None:
        remedy = Text("Take one of: {choices}", choices=Series(_choices(doubt)))
        problem = Problem(place=self._place, doubt=doubt.id, message=message, remedy=remedy)
        if first and problem not in self.problems:
            self.problems.append(problem)


def _sure(doubt: Doubt) -> GivenAnswer | None:
    return _answer(doubt.suggested) if doubt.certainty == SURE and doubt.suggested else None


def _choices(doubt: Doubt) -> tuple[str, ...]:
    picks = [f"pick {suggestion.pick}" for suggestion in doubt.suggestions]
    return (*picks, *(word for word in doubt.choices if word != PICK or not picks))


def _given(answers: NamedBytes | Mapping[str, str] | None, problems: list[Problem]) -> Mapping[str, GivenAnswer]:
    if not isinstance(answers, NamedBytes):
        return _said(answers or {}, "", problems)
    parsed = parse(answers, problems)
    return {} if parsed is None else _said(parsed.top, answers.name, problems)


def _said(written: Mapping[str, Any], name: str, problems: list[Problem]) -> Mapping[str, GivenAnswer]:
    answers: dict[str, GivenAnswer] = {}
    for key, value in written.items():
        answer = _answer(value)
        if answer is None:
            problems.append(
                Problem(
                    place=name,
                    doubt=key[:80],
                    message=Text("{written} is no answer", written=ascii(value)[:60]),
                    remedy=_REMEDY,
                )
            )
        else:
            answers[key] = answer
    return answers


def _answer(value: Any) -> GivenAnswer | None:
    if isinstance(value, dict) and len(value) == 1:
        word, argument = next(iter(value.items()))
        value = f"{word} {argument}" if isinstance(argument, str) else None
    if not isinstance(value, str):
        return None
    word, _, argument = value.strip().partition(" ")
    word = word.lower()
    has_more = bool(argument.strip())
    if word not in _WORDS or (has_more and word in (SKIP, OPEN)):
        return None
    return GivenAnswer(word, argument.strip())
