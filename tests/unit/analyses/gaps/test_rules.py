"""A rule of the gap report is proven on its own examples before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.analyses.gaps import rules
from graph.analyses.gaps.examples import EXAMPLES, Example, ExamplePair
from graph.analyses.gaps.findings import CODES, GapReport
from graph.analyses.gaps.report import mandate_gaps
from graph.analyses.gaps.rules import failures, switched_on
from graph.domain.errors import InvalidInput
from tests.graphs import snapshot_of


@pytest.fixture(autouse=True)
def nothing_proven_yet() -> Iterator[None]:
    rules._own_failures.cache_clear()
    yield
    rules._own_failures.cache_clear()


def judged(example: Example) -> GapReport:
    """The report of an example, whose graph has to be sound."""
    return mandate_gaps(snapshot_of([dict(plain) for plain in example.records]), example.on, intervals=False)


def test_every_code_has_its_examples() -> None:
    assert tuple(EXAMPLES) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_rule_finds_its_example_once_and_leaves_the_other_alone(code: str) -> None:
    assert list(failures(code, EXAMPLES, judged)) == []


@pytest.mark.parametrize("code", CODES)
def test_a_rule_whose_examples_are_turned_round_cannot_be_switched_on(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = EXAMPLES[code]
    turned = {**EXAMPLES, code: ExamplePair(has_it=pair.has_it_not, has_it_not=pair.has_it)}
    monkeypatch.setattr(rules, "EXAMPLES", turned)
    with pytest.raises(InvalidInput) as refused:
        switched_on([code])
    assert [problem.message for problem in refused.value.problems] == [
        f"The rule {code} cannot be switched on. Its example that has it gives 0 findings, not 1",
        f"The rule {code} cannot be switched on. Its example that has it not gives 1 findings, not 0",
    ]
    assert switched_on([other for other in CODES if other != code])


def test_a_rule_without_examples_cannot_be_switched_on() -> None:
    (problem,) = failures("vacant", {}, judged)
    assert "It has no examples" in problem.message


def test_every_rule_is_on_by_default() -> None:
    assert switched_on() == CODES


def test_only_the_rules_that_are_switched_on_find_anything_and_the_report_says_which() -> None:
    both = replace(EXAMPLES["vacant"].has_it, records=EXAMPLES["vacant"].has_it.records + UNFILLED)
    snapshot = snapshot_of([dict(plain) for plain in both.records])
    report = mandate_gaps(snapshot, both.on, intervals=False, rules=switched_on(["unfilled_role"]))
    assert ([finding.code for finding in report.findings], report.rules) == (["unfilled_role"], ("unfilled_role",))


def test_unknown_rules_are_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidInput, match="'nietes' is not a rule"):
        switched_on(["vacant", "nietes"])


UNFILLED = tuple(EXAMPLES["unfilled_role"].has_it.records[-2:])
