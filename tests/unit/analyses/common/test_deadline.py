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


def test_things_come_one_after_the_other_while_there_is_time() -> None:
    assert list(Deadline(1000).over("abc")) == ["a", "b", "c"]


def test_once_the_time_is_over_none_comes_any_more() -> None:
    class Ends(Deadline):
        is_now = False

        def check(self) -> None:
            if Ends.is_now:
                super().check()

    coming = Ends(0).over("abc")
    assert [next(coming), next(coming)] == ["a", "b"]
    Ends.is_now = True
    with pytest.raises(DeadlineExceeded):
        next(coming)
