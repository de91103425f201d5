"""The keys of programs: which there are, a new one that is shown once, one in place of another, taking one back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.domain.errors import InvalidInput, NotFound, SourceUnavailable
from graph.usecases import read
from graph.usecases.keys import (
    DAYS,
    MOST_DAYS,
    CreatedKey,
    KeyState,
    NewKey,
    create_key,
    keys_of,
    places_for,
    renew_key,
    revoke_key,
    scopes_for,
    take_over_key,
)
from graph.usecases.webhooks import end_webhook, set_webhook, try_webhook, webhooks_of, why_not_taken
from graph.words.titles import KEY_STATE_TITLES, SCOPE_TITLES, title
from service.web.choices import organisation_choices
from service.web.links import Link
from service.web.problems import shown_error
from service.web.routes import PageRoute
from service.web.shown import shown_moment
from service.web.visit import Crumb, Visit
from service.wiring import messenger

if TYPE_CHECKING:
    from graph.store.kept import WebhookFacts
    from graph.usecases.keys import KeyInfo

__all__ = ["KEYS", "ROUTES"]

KEYS = "/sleutels"
TONES = {KeyState.VALID: "good", KeyState.EXPIRED: "calm", KeyState.REVOKED: "bad", KeyState.UNHELD: "warn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKey:
    """A key as people read it; its secret is no part of it."""

    key: str
    name: str
    state: str
    tone: str
    is_valid: bool
    is_ending: bool
    is_unheld: bool
    scopes: tuple[str, ...]
    places: tuple[Link, ...]
    made: str
    made_by: str
    ends: str
    used: str
    webhook: ShownWebhook | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWebhook:
    """A webhook as people read it; its secret is no part of it."""

    url: str
    told: str
    why_not: str
    rests: bool


async def keys(visit: Visit) -> Response:
    """The keys that the reader may know of, and the form for a new one."""
    return await _page(visit)


async def create(visit: Visit) -> Response:
    """Make a key, and show it this once."""
    try:
        place = read.place_named(visit.world, visit.sent("organisation"))
        asked = NewKey(
            name=visit.sent("name"),
            scopes=visit.sent_all("scope"),
            organisations=(place,) if place else (),
            days=_days(visit),
        )
        return _made(visit, await create_key(visit.desk, visit.viewer, asked))
    except (InvalidInput, NotFound) as error:
        return await _page(visit, error)


async def renew(visit: Visit) -> Response:
    """Make a key in the place of another one, and show it this once."""
    try:
        return _made(visit, await renew_key(visit.desk, visit.viewer, visit.sent("of")))
    except InvalidInput as error:
        return await _page(visit, error)


async def revoke(visit: Visit) -> Response:
    """Take a key back."""
    revoked = await revoke_key(visit.desk, visit.viewer, visit.sent("of"))
    told = visit._("The key of {name} is revoked: that program is let in no more.", name=revoked.name)
    return visit.redirect(KEYS, message=told)


async def take_over(visit: Visit) -> Response:
    """Answer for a key in the place of somebody who may not any more."""
    taken = await take_over_key(visit.desk, visit.viewer, visit.sent("of"))
    told = visit._("You answer for the key of {name} from now on.", name=taken.name)
    return visit.redirect(KEYS, message=told)


async def webhook(visit: Visit) -> Response:
    """Set where a program is told that the register changed and show the secret this once, end that, or try it."""
    key, action = visit.sent("of"), visit.sent("action")
    if action == "end":
        ended = await end_webhook(visit.desk, visit.viewer, key)
        return visit.redirect(KEYS, message=visit._("The program of {name} is told nothing any more.", name=ended.name))
    try:
        if action == "try":
            await try_webhook(visit.desk, visit.viewer, key, messenger())
            return visit.redirect(KEYS, message=visit._("The notice was taken."))
        made = await set_webhook(visit.desk, visit.viewer, key, visit.sent("url"))
    except (InvalidInput, SourceUnavailable) as error:
        return await _page(visit, error)
    return visit.page(
        "webhook_made.html",
        title=visit._("Notices for {name}", name=made.name),
        crumbs=(Crumb(visit._("Keys of programs"), KEYS),),
        made=made,
    )


def _made(visit: Visit, made: CreatedKey) -> Response:
    return visit.page(
        "key_made.html",
        title=visit._("A key for {name}", name=made.info.name),
        crumbs=(Crumb(visit._("Keys of programs"), KEYS),),
        key=_shown(visit, made.info, None),
        secret=made.secret,
    )


async def _page(visit: Visit, error: InvalidInput | NotFound | SourceUnavailable | None = None) -> Response:
    found = await keys_of(visit.desk, visit.viewer)
    webhooks = await webhooks_of(visit.desk, found)
    places = places_for(visit.desk, visit.viewer)
    return visit.page(
        "keys.html",
        title=visit._("Keys of programs"),
        status=200 if error is None else 422,
        crumbs=(Crumb(visit._("For other programs"), "/api"),),
        told=() if error is None else shown_error(visit, error),
        keys=tuple(_shown(visit, info, webhooks.get(info.key)) for info in found),
        scopes=tuple(
            (scope.value, title(SCOPE_TITLES, scope.value, visit.texts)) for scope in scopes_for(visit.viewer)
        ),
        chosen=visit.sent_all("scope"),
        name=visit.sent("name"),
        days=visit.sent("days") or DAYS,
        most_days=MOST_DAYS,
        everywhere=places is None,
        choices=organisation_choices(visit, visit.sent("organisation"), among=places),
        place_text=visit.sent("organisation"),
    )


def _shown(visit: Visit, info: KeyInfo, webhook: WebhookFacts | None) -> ShownKey:
    by = visit.name(info.made_by) if info.made_by.startswith("person/") else visit._("the owner of this machine")
    return ShownKey(
        key=info.key,
        name=info.name,
        state=title(KEY_STATE_TITLES, info.state.value, visit.texts),
        tone=TONES[info.state],
        is_valid=info.state in (KeyState.VALID, KeyState.UNHELD),
        is_unheld=info.state is KeyState.UNHELD,
        is_ending=info.is_ending,
        scopes=tuple(title(SCOPE_TITLES, scope, visit.texts) for scope in info.scopes),
        places=tuple(visit.link(place) for place in info.organisations),
        made=shown_moment(visit, info.made),
        made_by=by,
        ends=shown_moment(visit, info.ends),
        used=shown_moment(visit, info.used) if info.used else visit._("never"),
        webhook=None if webhook is None else _shown_webhook(visit, webhook),
    )


def _shown_webhook(visit: Visit, webhook: WebhookFacts) -> ShownWebhook:
    why = why_not_taken(webhook)
    return ShownWebhook(
        url=webhook.url,
        told=shown_moment(visit, webhook.told_at) if webhook.told_at else visit._("never"),
        why_not=visit.texts.say(why) if why else "",
        rests=webhook.rests,
    )


def _days(visit: Visit) -> int:
    """The number that was typed; 0, which no key lasts, for what is none."""
    text = visit.sent("days") or str(DAYS)
    return int(text) if text.isdecimal() and len(text) <= len(str(MOST_DAYS)) else 0


ROUTES = (
    PageRoute(path=KEYS, answer=keys),
    PageRoute(path=KEYS, answer=create, method="POST", writes=True, once=True),
    PageRoute(path=f"{KEYS}/vernieuwen", answer=renew, method="POST", writes=True, once=True),
    PageRoute(path=f"{KEYS}/intrekken", answer=revoke, method="POST", writes=True),
    PageRoute(path=f"{KEYS}/overnemen", answer=take_over, method="POST", writes=True),
    PageRoute(path=f"{KEYS}/webhook", answer=webhook, method="POST", writes=True, once=True),
)
