"""Log lines: on stderr, as JSON for a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from service.log import log_to_stderr


@pytest.fixture
def logging_to_stderr(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Logs go to the stderr of this test, and afterwards where they went."""
    before = structlog.get_config()
    log_to_stderr()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("logging_to_stderr")
def test_an_event_is_one_line_of_json_on_stderr_and_nothing_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    log = structlog.get_logger("test")
    try:
        raise ValueError("no good\nat all")
    except ValueError:
        log.exception("refresh_failed", revision=3)
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    event = json.loads(line)
    assert (event["event"], event["level"], event["revision"]) == ("refresh_failed", "error", 3)
    assert "ValueError: no good" in event["exception"]
    assert event["timestamp"].endswith("Z")
