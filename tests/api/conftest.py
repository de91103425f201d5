"""The API over the small school group, for every test here."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.api.clients import Api, api_over, small_group


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """The API over the small school group; today is 15 October 2026."""
    async with api_over(small_group()) as opened:
        yield opened
