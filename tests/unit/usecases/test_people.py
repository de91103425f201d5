"""A part of full time as it is typed: read as a list of people is."""

from __future__ import annotations

import pytest

from graph.domain.errors import InvalidInput
from graph.usecases.change.people import fraction_of


@pytest.mark.parametrize(
    ("written", "fraction"),
    [("15/20", 0.75), ("0,5", 0.5), ("50 %", 0.5), ("halftijds", 0.5), ("½", 0.5), ("18 op 36", 0.5), ("4/5", 0.8)],
)
def test_a_part_of_full_time_is_read_as_people_write_it(written: str, fraction: float) -> None:
    assert fraction_of(written) == fraction


@pytest.mark.parametrize("written", ["22", "veel", "-1/2", "4 uur", "1/0"])
def test_what_may_be_hours_or_nothing_at_all_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="not a fraction"):
        fraction_of(written)
