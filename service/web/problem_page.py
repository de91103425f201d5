"""The page that says why something is not done, and what to do instead."""

from __future__ import annotations

from starlette.responses import Response

from service.web.visit import Visit

__all__ = ["problem_page"]


def problem_page(
    visit: Visit,
    status: int,
    *,
    title: str = "",
    details: tuple[tuple[str, ...], ...] = (),
    megabytes: int = 1,
    elsewhere: str | None = None,
) -> Response:
    """The page that says why something is not done.

    Args:
        visit: whose request it is.
        status: of the answer; without a title it also gives the advice on the page.
        title: what happened, where the status alone does not tell.
        details: why, each a few sentences.
        megabytes: that may be sent at once.
        elsewhere: the address at which the page is.
    """
    is_sent = visit.request.method == "POST"
    titles = {
        401: visit._("You are not signed in"),
        400: visit._("This form cannot be read") if is_sent else visit._("This address does not say what you want"),
        403: visit._("This form cannot be accepted"),
        404: visit._("This page is not there"),
        405: visit._("This page is not there"),
        409: visit._("Somebody else changed this in the meantime"),
        413: visit._("This file is too large"),
        421: visit._("This is kept elsewhere"),
        429: visit._("Too often"),
        503: visit._("This does not work just now"),
    }
    return visit.page(
        "problem.html",
        title=title or titles.get(status, visit._("Something went wrong on our side")),
        status=status,
        code="" if title else status,
        is_sent=is_sent,
        details=details,
        megabytes=megabytes,
        elsewhere=elsewhere,
    )
