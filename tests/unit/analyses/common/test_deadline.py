"""How long an analysis may take."""

from __future__ import annotations

import pytest

from graph.analyses.common.deadline import Deadline
from graph.domain.errors import DeadlineExceeded


def test_without_seconds_there_is_always_time() -> None:
    deadline = Deadline(None)
    deadline.check()
    assert deadline.left() is None


def test_within_its_seconds_there_is_time() -> None:
    deadline = Deadline(1000)
    deadline.check()
    left = deadline.left()
    assert left is not None
    assert 0 < left <= 1000


def test_when_the_time_is_over_a_check_says_so_and_nothing_is_left() -> None:
    deadline = Deadline(0)
    with pytest.raises(DeadlineExceeded, match="within 0 seconds"):
        deadline.check()
    assert deadline.left() == 0


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_a_deadline_in_the_past_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="deadline"):
        Deadline(seconds)
