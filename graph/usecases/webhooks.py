"""Webhooks: the program of a key is told that the register changed, and asks what with its key.

A notice holds the number of the newest revision and nothing else, so that whatever its program learns goes by the
rights and scopes of the key; several revisions since the last one are one notice. It is signed as Standard Webhooks
(https://www.standardwebhooks.com) say.

The instances on one store share the work by what it keeps: whoever moves `due` of a webhook ahead has it in hand. When
that one is killed, another tells it once `due` has come. So a notice may come twice, with the same id, and none is
lost.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Protocol
from urllib.parse import urlsplit

import orjson

from graph.domain.addresses import checked_address, is_loopback
from graph.domain.errors import InvalidInput, NotFound, SourceUnavailable, StoreError
from graph.domain.text import Quoted, Text
from graph.store.kept import FAILURES_UNTIL_REST, ServiceKey, Webhook, WebhookFacts
from graph.usecases.auditing import AuditAction, audited
from graph.usecases.desk import Desk
from graph.usecases.keys import KeyInfo, check_lasts, has_ended, is_held, keys_of, known_key, may_keep_keys
from graph.usecases.viewer import Viewer, ViewerKind

__all__ = [
    "CreatedWebhook",
    "Messenger",
    "Outcome",
    "Telling",
    "end_webhook",
    "resting_webhooks",
    "set_webhook",
    "try_webhook",
    "webhooks_of",
    "why_not_taken",
]

WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""How long a webhook waits after each failure; the last one again and again, until it rests."""
IN_HAND = timedelta(seconds=30)
"""How long one instance has a webhook for itself: longer than its `Messenger` waits for an answer."""
SECONDS_BETWEEN_LOOKS = 1.0
LOOKS_BETWEEN_RETRIES = 5
"""Looks after which the store is asked for what is due, although nothing was committed."""
LONGEST_ADDRESS = 500
SECRET_PREFIX = "whsec_"  # noqa: S105 (what every such secret begins with)
GONE = 410

log = logging.getLogger(__name__)


class Messenger(Protocol):
    """Carries notices."""

    async def tell(self, url: str, body: bytes, headers: Mapping[str, str]) -> int | None:
        """The status with which an address answers what is posted; None = it does not answer in time."""


class Outcome(StrEnum):
    """What became of a notice."""

    TAKEN = "taken"
    REFUSED = "refused"
    """Answered with another status than one of success."""
    SILENT = "silent"
    """Not answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedWebhook:
    """A webhook that was set.

    Attributes:
        name: of the program.
        url: where it is told.
        secret: by which it knows a notice; told now and never again.
    """

    name: str
    url: str
    secret: str


async def set_webhook(desk: Desk, viewer: Viewer, key: str, url: str) -> CreatedWebhook:
    """Let the program of a key be told at an address from now on, in the place of where it was.

    Args:
        desk: the running instance.
        viewer: who sets it.
        key: public part of the key.
        url: of https; an owner, who keeps the machine, may also name one on it.

    Raises:
        NotFound: there is no such key.
        InvalidInput: it ended, or nothing may be told at such an address.
        Forbidden: the viewer may make no such key.
    """
    held, now = await known_key(desk, viewer, key), desk.clock.now()
    check_lasts(held, now)
    bits = secrets.token_bytes(32)
    webhook = Webhook(key=held.key, url=_checked_url(url, viewer), told=desk.revision, secret=bits, due=now)
    await audited(desk, viewer, AuditAction.WEBHOOK_SET, detail=held.key)
    while not await desk.access.add(webhook, now):
        await desk.access.take(Webhook, held.key, now)
    return CreatedWebhook(name=held.name, url=webhook.url, secret=SECRET_PREFIX + base64.b64encode(bits).decode())


async def end_webhook(desk: Desk, viewer: Viewer, key: str) -> ServiceKey:
    """Tell the program of a key nothing any more; answers the key.

    Raises:
        NotFound: there is no such key.
        Forbidden: the viewer may make no such key.
    """
    held = await known_key(desk, viewer, key)
    await audited(desk, viewer, AuditAction.WEBHOOK_ENDED, detail=held.key)
    await desk.access.take(Webhook, held.key, desk.clock.now())
    return held


async def try_webhook(desk: Desk, viewer: Viewer, key: str, messenger: Messenger) -> None:
    """Send the notice of the newest revision now, whatever was told; one that is taken ends a rest.

    Raises:
        NotFound: there is no such key, or it has no webhook.
        InvalidInput: it ended.
        Forbidden: the viewer may make no such key.
        SourceUnavailable: the notice is not taken.
    """
    held = await known_key(desk, viewer, key)
    check_lasts(held, desk.clock.now())
    while (webhook := await desk.access.find(Webhook, held.key, desk.clock.now())) is not None:
        after = await _told(desk, messenger, webhook)
        why = None if after is None else why_not_taken(after)
        if why is not None:
            raise SourceUnavailable(Text("The notice was not taken: {why}", why=why))
        if after is not None:
            return
    raise NotFound(Text("A webhook of the key {name}", name=Quoted(held.name)), Text("Give it an address first"))


async def webhooks_of(desk: Desk, keys: Iterable[KeyInfo]) -> Mapping[str, WebhookFacts]:
    """The webhooks of keys that somebody knows of, by the public parts of these."""
    wanted = {each.key for each in keys}
    every = await desk.access.all(Webhook, desk.clock.now())
    return {each.key: _facts(each) for each in every if each.key in wanted}


async def resting_webhooks(desk: Desk, viewer: Viewer) -> tuple[str, ...]:
    """The names of the programs that are told nothing any more, for whoever may let that be tried again."""
    if not may_keep_keys(desk, viewer):
        return ()
    keys = await keys_of(desk, viewer)
    webhooks = await webhooks_of(desk, keys)
    return tuple(key.name for key in keys if key.key in webhooks and webhooks[key.key].rests)


def why_not_taken(webhook: WebhookFacts) -> Text | None:
    """Why the last notice was not taken; None when it was."""
    if not webhook.failures:
        return None
    if webhook.status is None:
        return Text("the address does not answer")
    return Text("the address answers with status {status}", status=str(webhook.status))


class Telling:
    """Tells the webhooks of a store what is new, beside the other instances on it.

    Args:
        desk: the running instance.
        messenger: carries the notices.
        counted: is told what became of each.
    """

    def __init__(self, desk: Desk, messenger: Messenger, counted: Callable[[Outcome], None]) -> None:
        self._desk = desk
        self._messenger = messenger
        self._counted = counted
        self._looked_at = -1

    async def work(self) -> None:
        """Go on until cancelled; an address that does not answer keeps no other one waiting."""
        async with asyncio.TaskGroup() as looks:
            for number in count():
                if self._looked_at != self._desk.revision or number % LOOKS_BETWEEN_RETRIES == 0:
                    looks.create_task(self.look())
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def look(self) -> None:
        """Tell each webhook that is due, and take away those of keys that ended."""
        self._looked_at = self._desk.revision
        with contextlib.suppress(StoreError):  # out of reach: the looks at the store say so
            await asyncio.gather(*[self._tell(each) for each in await self._due()])

    async def _due(self) -> list[Webhook]:
        desk, now = self._desk, self._desk.clock.now()
        webhooks = await desk.access.all(Webhook, now)
        keys = {key.key: key for key in await desk.access.all(ServiceKey, now)} if webhooks else {}
        due: list[Webhook] = []
        for each in webhooks:
            key = keys.get(each.key)
            if key is None or has_ended(key, now):
                await desk.access.take(Webhook, each.key, now)
            elif each.told < desk.revision and each.due <= now and not each.rests and await is_held(desk, key):
                due.append(each)
        return due

    async def _tell(self, webhook: Webhook) -> None:
        with contextlib.suppress(StoreError):  # what came of it was not noted: it is told again
            after = await _told(self._desk, self._messenger, webhook)
            if after is not None:
                self._counted(_outcome(after))
        self._looked_at = -1  # what was committed meanwhile found this one in hand


async def _told(desk: Desk, messenger: Messenger, webhook: Webhook) -> Webhook | None:
    """The webhook as it is once its program was told, or was not; None when another instance has it in hand."""
    now = desk.clock.now()
    mine = replace(webhook, due=now + IN_HAND)
    if not await desk.access.swap(webhook, mine, now):
        return None
    revision = desk.revision
    at = await desk.made_at(revision) if revision else now  # an empty register is told when somebody tries it
    body = orjson.dumps({"type": "register.changed", "timestamp": at, "data": {"revision": revision}})
    headers = _signed(webhook.secret, _id_of(webhook, desk.store_id, revision), now, body)
    status = await messenger.tell(webhook.url, body, headers)
    after = _after(webhook, revision, status, desk.clock.now())
    await desk.access.swap(mine, after, desk.clock.now())
    return after


def _after(webhook: Webhook, revision: int, status: int | None, now: datetime) -> Webhook:
    if status is not None and 200 <= status < 300:
        due = min(webhook.due, now)  # nobody waits for the clock of this machine, when it runs ahead
        return replace(webhook, told=revision, told_at=now, failures=0, status=None, due=due)
    log.warning("webhook_not_taken", extra={"facts": {"key": webhook.key, "status": status}})
    failures = FAILURES_UNTIL_REST if status == GONE else webhook.failures + 1
    wait = WAITS[min(webhook.failures, len(WAITS) - 1)]
    told = min(webhook.told, revision - 1)  # also what somebody only tried is tried again
    return replace(webhook, told=told, failures=failures, status=status, due=now + wait)


def _outcome(webhook: Webhook) -> Outcome:
    if not webhook.failures:
        return Outcome.TAKEN
    return Outcome.SILENT if webhook.status is None else Outcome.REFUSED


def _id_of(webhook: Webhook, store_id: str, revision: int) -> str:
    """The same for each time that a program is told of a revision of a store, by whatever instance."""
    told = f"{store_id}.{revision}".encode()
    return f"msg_{hmac.new(webhook.secret, told, hashlib.sha256).hexdigest()[:32]}"


def _signed(secret: bytes, number: str, now: datetime, body: bytes) -> Mapping[str, str]:
    """The headers of a notice."""
    seconds = str(int(now.timestamp()))
    signature = hmac.new(secret, f"{number}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "user-agent": "Mandaatwijzer",
        "webhook-id": number,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def _facts(webhook: Webhook) -> WebhookFacts:
    return WebhookFacts(**{fact.name: getattr(webhook, fact.name) for fact in fields(WebhookFacts)})


def _checked_url(url: str, viewer: Viewer) -> str:
    given = url.strip()
    with contextlib.suppress(ValueError):
        parts = urlsplit(checked_address(given.partition("?")[0]))
        is_theirs = viewer.kind is ViewerKind.OWNER or not is_loopback(parts.hostname or "")
        if is_theirs and parts.port != 0 and len(given) <= LONGEST_ADDRESS and given.isprintable() and " " not in given:
            return given
    raise InvalidInput.because(
        Text("{text} is no address at which a program can be told", text=Quoted(given, most=80))
        if given
        else Text("There is no address at which the program is to be told"),
        Text(
            "Give one that begins with https://, such as {example}", example="https://helpdesk.school.example/register"
        ),
        field="url",
    )
