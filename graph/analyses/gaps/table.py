"""Every code of a gap, in one table: the reports, the history, the words, the API and the pages read it here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType

from graph.analyses.gaps.code import AnyCode
from graph.analyses.gaps.codes.absent_without_replacement import ABSENT_WITHOUT_REPLACEMENT
from graph.analyses.gaps.codes.ends_soon import ENDS_SOON
from graph.analyses.gaps.codes.fallback_only import FALLBACK_ONLY
from graph.analyses.gaps.codes.missing_coupled import MISSING_COUPLED
from graph.analyses.gaps.codes.never_granted import NEVER_GRANTED
from graph.analyses.gaps.codes.not_independent import NOT_INDEPENDENT
from graph.analyses.gaps.codes.outside_period import OUTSIDE_PERIOD
from graph.analyses.gaps.codes.over_norm import OVER_NORM
from graph.analyses.gaps.codes.overfilled_role import OVERFILLED_ROLE
from graph.analyses.gaps.codes.overlapping import OVERLAPPING
from graph.analyses.gaps.codes.stale import STALE
from graph.analyses.gaps.codes.under_norm import UNDER_NORM
from graph.analyses.gaps.codes.unfilled_role import UNFILLED_ROLE
from graph.analyses.gaps.codes.vacant import VACANT
from graph.analyses.gaps.codes.without_expertise import WITHOUT_EXPERTISE
from graph.domain.errors import InvalidInput, Problem
from graph.domain.plugins import brought
from graph.domain.text import Quoted, Series, Text

__all__ = ["code_words", "finding_id", "gap_code", "gap_codes", "known_codes", "proven_codes", "title_of"]

_BUILT_IN: tuple[AnyCode, ...] = (
    VACANT,
    ABSENT_WITHOUT_REPLACEMENT,
    FALLBACK_ONLY,
    UNDER_NORM,
    OVER_NORM,
    UNFILLED_ROLE,
    OVERFILLED_ROLE,
    NOT_INDEPENDENT,
    ENDS_SOON,
    NEVER_GRANTED,
    WITHOUT_EXPERTISE,
    MISSING_COUPLED,
    OUTSIDE_PERIOD,
    OVERLAPPING,
    STALE,
)


def gap_codes() -> tuple[AnyCode, ...]:
    """Every code that a report looks for, in the order in which they are named.

    Of the codes about cells the first that fits is the one that a cell has. Those of plug-ins come last; one that does
    not do what its own example shows is left out, and the others stay.
    """
    return (*_BUILT_IN, *(code for code, failures in proven_codes() if not failures))


@cache
def proven_codes() -> tuple[tuple[AnyCode, tuple[Text, ...]], ...]:
    """The codes of plug-ins, each with what is wrong between it and its example; nothing when it may be used.

    Raises:
        InvalidInput: an example is no sound graph.

    Cost: two tiny reports a code, once in a process.
    """
    from graph.analyses.gaps.proof import failures  # it makes reports, which ask this table for their codes

    return tuple((code, tuple(failures(code))) for code in brought("GAP_CODES"))


def gap_code(word: str) -> AnyCode:
    """The code of a word.

    Raises:
        KeyError: there is no such code.
    """
    return _by_word()[word]


def code_words() -> tuple[str, ...]:
    """The words of every code, in order."""
    return tuple(_by_word())


def title_of(word: str) -> str:
    """What a code is called, English as in the catalogue."""
    return gap_code(word).title


def known_codes(words: Collection[str] | None) -> tuple[str, ...]:
    """The codes that a report looks for.

    Args:
        words: None = all.

    Returns:
        Them, in the order of the table.

    Raises:
        InvalidInput: there is no such code.
    """
    wanted = frozenset(code_words() if words is None else words)
    problems = [_unknown(word) for word in sorted(wanted.difference(code_words()))]
    if problems:
        raise InvalidInput(problems)
    return tuple(word for word in code_words() if word in wanted)


def finding_id(code: AnyCode, identity: tuple[str, ...]) -> str:
    """The id of a finding: the same for the same defect, whatever the date and the texts."""
    return f"finding/{hashlib.sha256(chr(10).join((code.code, *identity)).encode()).hexdigest()[:16]}"


@cache
def _by_word() -> Mapping[str, AnyCode]:
    return MappingProxyType({code.code: code for code in gap_codes()})


def _unknown(word: str) -> Problem:
    return Problem(
        field="rules",
        message=Text("{text} is not a rule", text=Quoted(word[:40])),
        remedy=Text("Take some of: {choices}", choices=Series(code_words())),
    )
