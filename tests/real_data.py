"""Real data for the tests, from the folder `shared/real` beside the checkout; where it is absent, a small file of the
same form with invented content stands in, so that what a test claims is always tried.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["FOLDER", "real_file"]

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "real"
STAND_INS = Path(__file__).with_name("stand_ins")


def real_file(name: str) -> Path:
    """A file by its name below the folder of real data."""
    real = FOLDER / name
    return real if real.is_file() else STAND_INS / name
