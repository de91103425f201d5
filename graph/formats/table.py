"""The table of file formats, from which every door derives what can come in and go out.

for each in formats(): each.name, each.title
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.domain.plugins import brought
from graph.formats.format import Format
from graph.formats.graphml.format import GRAPHML
from graph.formats.institutions.format import INSTITUTIONS
from graph.formats.jsonld.format import LINKED_DATA
from graph.formats.native.format import NATIVE
from graph.formats.oneroster.format import ONEROSTER
from graph.formats.people.format import PEOPLE
from graph.formats.survey.format import SURVEY
from graph.formats.takenoverzicht.format import TAKENOVERZICHT
from graph.formats.taxonomy.format import TAXONOMY

__all__ = ["formats", "readable", "writable"]

_OURS = (NATIVE, GRAPHML, LINKED_DATA, TAKENOVERZICHT, PEOPLE, ONEROSTER, SURVEY, INSTITUTIONS, TAXONOMY)


def formats() -> tuple[Format, ...]:
    """Every format, in the order of `docs/formats.md`; those of plug-ins come last."""
    return (*_OURS, *brought("FORMATS"))


def readable() -> Mapping[str, Format]:
    """The formats that come in, by name."""
    return {each.name: each for each in formats() if each.read is not None}


def writable() -> Mapping[str, Format]:
    """The formats that go out, by every word that `--format` knows for one."""
    return {word: each for each in formats() for word in each.writers}
