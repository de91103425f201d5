"""The cookies of whoever is signed in, for programs that ask like a browser."""

from __future__ import annotations

from graph.usecases.desk import Desk
from graph.usecases.sessions import begin_session

__all__ = ["SESSION", "signed_in"]

SESSION = "mandaatwijzer_session"


async def signed_in(desk: Desk, person: str | None = None, provider: str = "local") -> dict[str, str]:
    """The cookies of a new session of somebody; of the local owner when nobody is named."""
    return {SESSION: await begin_session(desk, person=person, provider=provider)}
