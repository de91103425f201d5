"""Which errors say that there is too little memory."""

from __future__ import annotations

import pytest

from service.memory import is_of_memory


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("can't start new thread"),
        SystemError("error return without exception set"),
        SystemError("<built-in function read> error return without exception set"),
    ],
)
def test_python_says_in_several_ways_that_there_is_no_room(error: Exception) -> None:
    assert is_of_memory(error)


@pytest.mark.parametrize("error", [RuntimeError("dictionary changed size"), SystemError("bad call"), ValueError()])
def test_other_errors_are_told_as_what_they_are(error: Exception) -> None:
    assert not is_of_memory(error)
