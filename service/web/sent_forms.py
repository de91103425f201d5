"""Forms that were sent without a session: kept for a while, for the browser that sent them, until it signed in.

Whoever signs in there next is given a form that was shown to themselves, and no one else's. What somebody who is signed
in left half-way is `Unfinished`, and kept for them.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["SentForm", "SentForms"]

SECONDS = 1800.0
MOST_FORMS = 200
LARGEST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """A form that was sent by who was not signed in.

    Attributes:
        path: where it goes.
        fields: its names and texts.
        browser: the secret of the browser that sent it.
        reader: of the session in which it was shown.
        sent_at: when it was, on the clock of what keeps it.
    """

    path: str
    fields: tuple[tuple[str, str], ...]
    browser: str
    reader: str
    sent_at: float


class SentForms:
    """Keeps the last forms in memory; they go with the process.

    Args:
        clock: seconds since some moment.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._forms: dict[str, SentForm] = {}

    def keep(self, browser: str, reader: str, path: str, fields: tuple[tuple[str, str], ...]) -> str:
        """The key of a form that waits; empty when it is too large to keep."""
        if sum(len(name) + len(value) for name, value in fields) > LARGEST:
            return ""
        while len(self._forms) >= MOST_FORMS:
            del self._forms[next(iter(self._forms))]
        key = secrets.token_urlsafe(12)
        self._forms[key] = SentForm(path=path, fields=fields, browser=browser, reader=reader, sent_at=self._clock())
        return key

    def find(self, browser: str, reader: str, key: str) -> SentForm | None:
        """The form that a reader sent in a browser; None when it is there no longer, or is not theirs."""
        form = self._forms.get(key)
        if form is None or self._clock() - form.sent_at > SECONDS:
            return None
        is_theirs = form.reader == reader and hmac.compare_digest(form.browser.encode(), browser.encode())
        return form if is_theirs else None
