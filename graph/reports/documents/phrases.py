"""Small texts that several documents share."""

from __future__ import annotations

from collections.abc import Iterable

from graph.analyses.answers.duties import Duty
from graph.domain.kinds import Channel
from graph.reports.naming import Naming
from graph.words.catalogue import Texts

__all__ = ["channel_lines", "duty_line", "hours_line", "limit"]


def limit(ceiling_eur: int | None, texts: Texts) -> str:
    """How far a decider may go."""
    if ceiling_eur is None:
        return texts.gettext("without a limit")
    return texts.gettext("up to and including {amount} (excl. VAT)", amount=texts.euro(ceiling_eur))


def hours_line(hours: float | None, texts: Texts) -> str:
    """Hours a week; empty when they are not known."""
    return "" if hours is None else texts.gettext("{hours} hours a week", hours=texts.number(hours))


def channel_lines(channels: Iterable[str], naming: Naming, *, private: bool = False) -> tuple[str, ...]:
    """The ways to reach somebody; private ones, such as a mobile number, only where a document is for a crisis."""
    found = (naming.snapshot.find(Channel, channel) for channel in channels)
    return tuple(
        _reached(channel)
        for channel in found
        if channel is not None and (private or (naming.may_name(channel) and not channel.private))
    )


def _reached(channel: Channel) -> str:
    """An address as people read it aloud: a page without its protocol."""
    address = channel.address or channel.name
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


def duty_line(duty: Duty, naming: Naming, *, places: bool = True) -> str:
    """A duty on one line: the subject, its limit, hours, where, and who is replaced."""
    texts = naming.texts
    parts = [
        limit(duty.ceiling_eur, texts) if duty.kind == "DECIDES" else "",
        hours_line(duty.hours_per_week, texts),
        naming.listing(duty.places) if places else "",
        texts.gettext("in place of {person}", person=naming(duty.acting_for)) if duty.acting_for else "",
    ]
    more = "; ".join(part for part in parts if part)
    return f"{naming(duty.subject)} ({more})" if more else naming(duty.subject)
