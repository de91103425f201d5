"""What plug-ins add to this installation, for whoever looks after it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.analyses.gaps.table import proven_codes
from graph.domain.plugins import Plugin, plugins
from graph.domain.text import Text
from graph.usecases.questions.registry import named

__all__ = ["Extension", "extensions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """What a plug-in adds.

    Attributes:
        name: of the plug-in.
        distribution: what brings it, with its version.
        gap_codes: the codes that reports look for.
        questions: the names of its questions.
        formats: the names of its formats.
        problems: why something of it is left out.
    """

    name: str
    distribution: str
    gap_codes: tuple[str, ...]
    questions: tuple[str, ...]
    formats: tuple[str, ...]
    problems: tuple[Text, ...]


def extensions() -> tuple[Extension, ...]:
    """What every installed plug-in adds, by name.

    Raises:
        InvalidInput: a plug-in cannot be loaded.
    """
    return tuple(map(_extension, plugins()))


def _extension(plugin: Plugin) -> Extension:
    own = getattr(plugin.loaded, "GAP_CODES", ())
    failures = {code.code: failed for code, failed in proven_codes() if code in own}
    questions = getattr(plugin.loaded, "QUESTIONS", ())
    hidden = tuple(
        Text("The question {name} has the name of another one", name=one.name)
        for one in questions
        if named(one.name) is not one
    )
    return Extension(
        name=plugin.name,
        distribution=plugin.distribution,
        gap_codes=tuple(word for word, failed in failures.items() if not failed),
        questions=tuple(one.name for one in questions if named(one.name) is one),
        formats=tuple(one.name for one in getattr(plugin.loaded, "FORMATS", ())),
        problems=(*hidden, *(text for failed in failures.values() for text in failed)),
    )
