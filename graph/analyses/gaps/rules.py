"""The rules of a gap report: which codes it looks for. A rule whose own examples fail cannot be switched on.

Each code has a minimal graph that has it and one that has not (`gap_examples`). Before a report uses a rule, the rule
has to find the first exactly once and leave the second alone; that is checked once per process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache

from graph.analyses.gaps.examples import EXAMPLES, Example, ExamplePair
from graph.analyses.gaps.findings import CODES, GapReport
from graph.analyses.gaps.report import mandate_gaps
from graph.domain.codec import read_record
from graph.domain.errors import InvalidInput, Problem
from graph.model.snapshot import Snapshot

__all__ = ["failures", "switched_on"]

Judge = Callable[[Example], GapReport]


def switched_on(codes: Collection[str] | None = None) -> tuple[str, ...]:
    """The codes that a report looks for, each proven on its examples.

    Args:
        codes: None = all.

    Returns:
        Them, in the order of `CODES`.

    Raises:
        InvalidInput: there is no such code, or a rule fails its examples; with every problem.

    Cost: two tiny reports a code the first time, nothing afterwards.
    """
    problems = [_unknown(code) for code in sorted(set(codes or ())) if code not in CODES]
    if problems:
        raise InvalidInput(problems)
    wanted = CODES if codes is None else tuple(code for code in CODES if code in codes)
    problems = [problem for code in wanted for problem in _own_failures(code)]
    if problems:
        raise InvalidInput(problems)
    return wanted


def failures(code: str, examples: Mapping[str, ExamplePair], judge: Judge) -> Iterator[Problem]:
    """What is wrong between a rule and its examples; nothing when the rule does what they show.

    Args:
        code: of the rule.
        examples: the pair of each code.
        judge: gives the report of an example.
    """
    pair = examples.get(code)
    if pair is None:
        yield _failed(code, "It has no examples")
        return
    found = _count(judge(pair.has_it), code)
    if found != 1:
        yield _failed(code, f"Its example that has it gives {found} findings, not 1")
    wrongly = _count(judge(pair.has_it_not), code)
    if wrongly:
        yield _failed(code, f"Its example that has it not gives {wrongly} findings, not 0")


@cache
def _own_failures(code: str) -> tuple[Problem, ...]:
    return tuple(failures(code, EXAMPLES, _report))


def _report(example: Example) -> GapReport:
    problems: list[Problem] = []
    records = [read_record(plain, f"example record {place}", problems) for place, plain in enumerate(example.records)]
    if problems:
        raise InvalidInput(problems)
    return mandate_gaps(Snapshot.of(each for each in records if each is not None), example.on, intervals=False)


def _count(report: GapReport, code: str) -> int:
    return sum(finding.code == code for finding in report.findings)


def _unknown(code: str) -> Problem:
    return Problem(field="rules", message=f"{code[:40]!r} is not a rule", remedy=f"Take some of: {', '.join(CODES)}")


def _failed(code: str, what: str) -> Problem:
    return Problem(
        record=None,
        field="rules",
        message=f"The rule {code} cannot be switched on. {what}",
        remedy="Leave it out, and mend the rule or its examples",
    )
