"""What plug-ins bring: codes of gaps, questions, file formats, and the texts of these.

A plug-in is an installed distribution with an entry point in the group `mandaatwijzer.plugins`. The entry point is a
module, or any object, with one or more of these names:

    GAP_CODES   a tuple of `graph.analyses.gaps.code.GapCode`
    QUESTIONS   a tuple of `graph.usecases.questions.question.Question`
    FORMATS     a tuple of `graph.formats.format.Format`
    LOCALE      the folder of its translations, laid out as gettext has it

Each table of the product asks here for its own sort, so that a plug-in is seen at every door. `docs/plug-ins.md` shows
how one is made.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from graph.domain.errors import InvalidInput
from graph.domain.text import Quoted, Text

__all__ = ["GROUP", "Plugin", "brought", "plugins"]

GROUP = "mandaatwijzer.plugins"
SORTS = ("GAP_CODES", "QUESTIONS", "FORMATS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """An installed plug-in.

    Attributes:
        name: of its entry point.
        distribution: what brings it, with its version.
        loaded: the module or object that the entry point names.
    """

    name: str
    distribution: str
    loaded: Any


@cache
def plugins() -> tuple[Plugin, ...]:
    """The installed plug-ins, by name; looked for once in a process.

    Raises:
        InvalidInput: one cannot be loaded, or brings nothing that is known.
    """
    if not any(GROUP in declared for declared in _declared()):
        return ()  # as nearly everywhere; what reads entry points takes longer to load than to find that out
    from importlib.metadata import entry_points

    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple(_plugin(point) for point in found)


def brought(sort: str) -> tuple[Any, ...]:
    """Everything of one of `SORTS` that plug-ins bring, in order of their names."""
    return tuple(each for plugin in plugins() for each in getattr(plugin.loaded, sort, ()))


def _declared() -> Iterator[str]:
    """The entry points of every installed distribution, as they are written."""
    for folder in filter(os.path.isdir, sys.path):
        for name in os.listdir(folder):
            file = os.path.join(folder, name, "entry_points.txt")
            if name.endswith((".dist-info", ".egg-info")) and os.path.isfile(file):
                with open(file, encoding="utf-8") as opened:
                    yield opened.read()


def _plugin(point: Any) -> Plugin:
    try:
        loaded = point.load()
    except Exception as error:  # what a plug-in does when it is loaded is not ours to know
        raise InvalidInput.because(
            Text(
                "The plug-in {name} cannot be loaded ({reason})",
                name=Quoted(point.name),
                reason=f"{type(error).__name__}: {error}",
            ),
            Text("Mend it, or uninstall {distribution}", distribution=_distribution(point)),
        ) from error
    if not any(getattr(loaded, sort, ()) for sort in SORTS):
        raise InvalidInput.because(
            Text("The plug-in {name} brings nothing", name=Quoted(point.name)),
            Text("Let {place} hold GAP_CODES, QUESTIONS or FORMATS", place=point.value),
        )
    return Plugin(name=point.name, distribution=_distribution(point), loaded=loaded)


def _distribution(point: Any) -> str:
    return f"{point.dist.name} {point.dist.version}"
