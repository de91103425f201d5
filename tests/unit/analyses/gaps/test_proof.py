"""A rule of the gap report does what its own example shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.analyses.gaps.code import AnyCode
from graph.analyses.gaps.example import edge
from graph.analyses.gaps.proof import failures
from graph.analyses.gaps.report import mandate_gaps
from graph.analyses.gaps.table import code_words, gap_code, gap_codes, known_codes
from graph.domain.errors import InvalidInput
from tests.graphs import snapshot_of

every_code = pytest.mark.parametrize("code", gap_codes(), ids=code_words())


@every_code
def test_a_rule_finds_its_example_once_and_leaves_the_other_alone(code: AnyCode) -> None:
    assert list(failures(code)) == []


@every_code
def test_a_rule_whose_example_is_turned_round_fails(code: AnyCode) -> None:
    example = code.example
    turned = replace(code, example=replace(example, has_it=example.has_it_not, has_it_not=example.has_it))
    assert [str(each) for each in failures(turned)] == [
        f"The rule {code.code} finds its example 0 times, not once",
        f"The rule {code.code} finds what its example has not, 1 times",
    ]


def test_an_example_that_is_no_sound_graph_is_refused() -> None:
    code = gap_code("vacant")
    broken = replace(code.example, has_it=(edge("PARTLY_OF", "organisation/brug", "organisation/groep"),))
    with pytest.raises(InvalidInput):
        list(failures(replace(code, example=broken)))


def test_every_rule_is_looked_for_by_default() -> None:
    assert known_codes(None) == code_words()


def test_only_the_rules_that_were_asked_are_told_and_the_report_says_which() -> None:
    vacant, unfilled = gap_code("vacant").example, gap_code("unfilled_role").example
    snapshot = snapshot_of([dict(plain) for plain in (*vacant.both, *vacant.has_it, *unfilled.both[-2:])])
    report = mandate_gaps(snapshot, vacant.on, intervals=False, rules=known_codes(["unfilled_role"]))
    assert ([finding.code for finding in report.findings], report.rules) == (["unfilled_role"], ("unfilled_role",))


def test_unknown_rules_are_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidInput, match="'nietes' is not a rule"):
        known_codes(["vacant", "nietes"])
