"""How somebody who covers a task or decision is shown: name, reason, limits and how to reach them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.domain.choices import CHANNEL_TYPES
from graph.domain.kinds import Channel
from graph.usecases import read
from graph.words.titles import title
from service.web.links import Link
from service.web.visit import Visit

if TYPE_CHECKING:
    from graph.analyses.answers.responsibility import Answerer

__all__ = ["ShownAnswerer", "ShownChannel", "shown_answerer", "shown_channels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChannel:
    """A way to reach somebody.

    Attributes:
        sort: phone, e-mail, ...
        text: the number or address.
        href: what a click on it opens; None = nothing.
    """

    sort: str
    text: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswerer:
    """Somebody who covers a task or decision.

    Attributes:
        who: the person, body or organisation.
        role: the function through which.
        reason: why they are here.
        ceiling: the largest amount that they decide, in words; empty where that plays no part.
        channels: how to reach them, in order.
        available: whether they are there on the day.
    """

    who: Link
    role: Link | None
    reason: str
    ceiling: str
    channels: tuple[ShownChannel, ...]
    available: bool


def shown_answerer(visit: Visit, answerer: Answerer, *, decides: bool = False) -> ShownAnswerer:
    """One who covers a cell, in the reader's language.

    Args:
        visit: of the reader.
        answerer: as the use case gives them.
        decides: whether a limit, or that there is none, belongs with them.
    """
    return ShownAnswerer(
        who=visit.link(answerer.holder),
        role=visit.link(answerer.role) if answerer.role else None,
        reason=visit.texts.say(answerer.reason, visit.name),
        ceiling=_ceiling(visit, answerer.ceiling_eur) if decides else "",
        channels=tuple(dict.fromkeys(shown for one in answerer.channels if (shown := _shown_channel(visit, one)))),
        available=answerer.available,
    )


def _shown_channel(visit: Visit, channel_id: str) -> ShownChannel | None:
    """A way to reach somebody; None when the reader may not see it."""
    channel = read.find(visit.world, Channel, channel_id)
    if channel is None:
        return None
    text = (channel.address or channel.name_in(visit.language)).removeprefix("https://")
    return ShownChannel(sort=title(CHANNEL_TYPES, channel.type, visit.texts), text=text, href=_opens(channel))


def shown_channels(
    visit: Visit, channels: Iterable[str], *, said: Collection[ShownChannel] = ()
) -> tuple[tuple[str, ShownChannel], ...]:
    """The ways to reach something by id, each once, without those that were said already."""
    found = {shown: one for one in channels if (shown := _shown_channel(visit, one)) is not None}
    return tuple((one, shown) for shown, one in found.items() if shown not in said)


def _ceiling(visit: Visit, amount: int | None) -> str:
    if amount is None:
        return visit._("without a limit")
    return visit._("up to and including {amount} (excl. VAT)", amount=visit.texts.euro(amount))


def _opens(channel: Channel) -> str | None:
    """What a click opens; only addresses that are surely harmless become links."""
    address = channel.address or ""
    if channel.type == "mail" and "@" in address and not any(sign in address for sign in "?&\n\r "):
        return f"mailto:{address}"
    if channel.type in ("phone", "whatsapp"):
        digits = "".join(letter for letter in address if letter.isdigit() or letter == "+")
        return f"tel:{digits}" if digits else None
    return address if address.startswith(("https://", "http://")) else None
