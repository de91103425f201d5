"""Readers who may change things: the session of the printed address, shared by the visits of one service."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.web.conftest import Served

__all__ = ["at_step", "client_of", "session_of", "token_of"]

COOKIE = "mandaatwijzer_session"


def session_of(served: Served) -> dict[str, Any]:
    """Open the printed address, once; what a browser context starts with to be in that session."""
    opened = httpx.post(f"{served.address}/open", data={"token": served.token})
    host = urlsplit(served.address).hostname
    return {"cookies": [{"name": COOKIE, "value": opened.cookies[COOKIE], "domain": host, "path": "/"}], "origins": []}


def client_of(served: Served, session: dict[str, Any]) -> httpx.Client:
    """A program in the session, that reads Dutch."""
    cookies = {COOKIE: session["cookies"][0]["value"]}
    return httpx.Client(base_url=served.address, cookies=cookies, headers={"accept-language": "nl"}, timeout=30)


def at_step(answer: httpx.Response) -> str | None:
    """The address of what was typed in a form that was sent and not saved; None when the answer is something else."""
    to: str = answer.headers.get("location", "")
    return to if "bezig=" in to else None


def token_of(page: str) -> str:
    """The token that the forms of a page carry."""
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]
