"""The demo leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


BY_A_PERSON = ()
BY_A_SCRIPT = ("/bin/sh", "-c", 'trap "" INT; exec "$@"', "script")
"""As a shell starts what goes on beside it (`demo &`): Ctrl-C is not meant for it."""


@pytest.mark.parametrize("started", [BY_A_PERSON, BY_A_SCRIPT], ids=["by a person", "by a script"])
@pytest.mark.parametrize(("number", "last_line"), [(signal.SIGTERM, "Loading"), (signal.SIGHUP, "Open it with")])
def test_its_store_goes_whenever_and_however_it_is_ended(
    number: signal.Signals, last_line: str, started: tuple[str, ...], tmp_path: Path
) -> None:
    demo = subprocess.Popen(
        [*started, sys.executable, "-P", "-u", "-m", "service.cli", "demo", "--port", "0"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "MANDAATWIJZER_DRAIN_SECONDS": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert demo.stdout is not None
    with demo:
        try:
            assert any(line.startswith(last_line) for line in iter(demo.stdout.readline, ""))
            demo.send_signal(number)
            rest, _ = demo.communicate(timeout=60)
        finally:
            demo.kill()  # one that does not end is not left to other tests
    assert "Traceback" not in rest
    assert demo.returncode in (0, 130)  # 130: it did not serve yet
    assert list(tmp_path.iterdir()) == []
