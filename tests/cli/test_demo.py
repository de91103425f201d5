"""The demo leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("number", "last_line"), [(signal.SIGTERM, "Loading"), (signal.SIGHUP, "Open it with")])
def test_its_store_goes_whenever_and_however_it_is_ended(
    number: signal.Signals, last_line: str, tmp_path: Path
) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-P", "-u", "-m", "service.cli", "demo", "--port", "0"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "MANDAATWIJZER_DRAIN_SECONDS": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert demo.stdout is not None
    assert any(line.startswith(last_line) for line in iter(demo.stdout.readline, ""))
    demo.send_signal(number)
    rest, _ = demo.communicate(timeout=60)
    assert "Traceback" not in rest
    assert demo.returncode in (0, 130)  # 130: it did not serve yet
    assert list(tmp_path.iterdir()) == []
