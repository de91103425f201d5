"""Words that are nobody's name and no task."""

from __future__ import annotations

import pytest

from graph.formats.reading.never import Never, is_total, never_a_person


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("TOTAAL", Never.TOTAL),
        ("Totaal uren", Never.TOTAL),
        ("Subtotaal", Never.TOTAL),
        ("?", Never.NOTHING),
        ("12,5", Never.NOTHING),
        ("€ 5.000", Never.NOTHING),
        ("n.v.t.", Never.NOTHING),
        ("n.t.b.", Never.NOTHING),
        ("idem", Never.ELSEWHERE),
        ("dir.", Never.HEAD),
        ("Secretariaat", Never.OFFICE),
        ("extern", Never.OUTSIDE),
        ("Iedereen", Never.EVERYBODY),
    ],
)
def test_a_word_that_is_never_a_person_is_told_by_what_it_is(text: str, what: Never) -> None:
    assert never_a_person(text) is what


@pytest.mark.parametrize("text", ["An", "Tom Maes", "Som De Vries", "Dirk", "Totaaloverzicht licenties bijhouden"])
def test_names_and_tasks_are_none_of_them(text: str) -> None:
    assert never_a_person(text) is None
    assert not is_total(text)
