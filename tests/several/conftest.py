"""Writers that wait as long as the machine needs."""

from __future__ import annotations

from tests.contract.conftest import patient_writers

__all__ = ["patient_writers"]
