"""The cookies: none is read by a script, sent with a form of another site, or set by another host of the domain."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from service.http.head import head_of

__all__ = ["bind", "bound", "forget", "remember", "unbind"]

YEAR_SECONDS = 365 * 24 * 3600
HOST = "__Host-"
"""Behind TLS a browser takes a cookie of such a name from this host alone, and sends it nowhere else."""


def bind(response: Response, request: Request, name: str, value: str, *, seconds: int | None = None) -> None:
    """Let the browser carry something on which its access hangs, until it closes when no time is given.

    It comes along when somebody follows a link from elsewhere, as from mail or a provider, and with no form from there.
    """
    _keep(response, _bound_name(request.scope, name), value, seconds=seconds, same_site="lax")


def bound(scope: Scope, name: str) -> str:
    """What the browser carries under a name; empty when it carries nothing."""
    return head_of(scope).cookie(_bound_name(scope, name))


def unbind(response: Response, request: Request, name: str) -> None:
    """Let the browser carry it no longer."""
    response.delete_cookie(_bound_name(request.scope, name), path="/", httponly=True, samesite="lax")


def remember(response: Response, name: str, value: str) -> None:
    """Keep a preference of the reader for a year; it opens nothing."""
    _keep(response, name, value, seconds=YEAR_SECONDS, same_site="strict")


def forget(response: Response, name: str) -> None:
    """Keep a preference no longer."""
    response.delete_cookie(name, path="/", httponly=True, samesite="strict")


def _bound_name(scope: Scope, name: str) -> str:
    return f"{HOST}{name}" if scope["scheme"] == "https" else name


def _keep(
    response: Response, name: str, value: str, *, seconds: int | None, same_site: Literal["lax", "strict"]
) -> None:
    """Set a cookie; the guard adds `Secure` to it behind TLS."""
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite=same_site, path="/")
