"""What is wrong with an installation, and what to do: every part of it looked at once, whatever else is wrong."""

from __future__ import annotations

import asyncio
import http.client
import json
import platform
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from graph.domain.addresses import is_loopback
from graph.domain.errors import MandaatwijzerError, SourceUnavailable
from graph.domain.text import Text, counted
from graph.usecases.desk import Desk
from graph.usecases.owners import owners_of
from service.config import Settings
from service.memory import MEGABYTE, check_room
from service.signin.doors import doors_of
from service.signin.mail import Mail
from service.signin.provider import LEEWAY_SECONDS, Provider
from service.wiring import kept_backups_of, open_desk

__all__ = ["MEGABYTES_TO_SERVE", "Finding", "State", "examine"]

State = Literal["fine", "look", "wrong"]

MEGABYTES_TO_SERVE = 640
"""What the service and its libraries take of the room for addresses, beside the graph; a sixth of it is used."""

LEAST_FREE_MEGABYTES = 500
BACKUP_TOO_OLD = timedelta(hours=36)
MOST_PROBLEMS = 10
SECONDS_FOR_THE_SERVICE = 5.0
FILE = "sqlite:///"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        about: which part of the installation.
        state: `fine`, worth a `look`, or `wrong`.
        message: what is so.
        remedy: what to do; None = nothing.
    """

    about: Text
    state: State
    message: Text
    remedy: Text | None = None


async def examine(settings: Settings) -> list[Finding]:
    """Everything that can be looked at from here; a store that is not there is not made."""
    found = [_versions(), _memory()]
    for look in (_files, _backups, _proxy, _counters):
        found += look(settings)
    for ask in (_store, _sign_in, _service):
        found += await ask(settings)
    return found


def _versions() -> Finding:
    return Finding(
        about=Text("Versions"),
        state="fine",
        message=Text(
            "Mandaatwijzer {version}, Python {python}, SQLite {sqlite}, Neo4j driver {driver}, {system}",
            version=version("mandaatwijzer"),
            python=platform.python_version(),
            sqlite=sqlite3.sqlite_version,
            driver=version("neo4j"),
            system=f"{platform.system()} {platform.machine()}",
        ),
    )


def _memory() -> Finding:
    about = Text("Memory")
    try:
        check_room(MEGABYTES_TO_SERVE)
    except MandaatwijzerError as error:
        return Finding(about=about, state="wrong", message=error.said)
    return Finding(about=about, state="fine", message=Text("There is room to serve"))


# The store


async def _store(settings: Settings) -> list[Finding]:
    about = Text("Store")
    try:
        async with open_desk(settings) as desk:
            return [*await _of_desk(desk), *await _owners(desk, settings)]
    except MandaatwijzerError as error:
        return [Finding(about=about, state="wrong", message=error.said)]


async def _of_desk(desk: Desk) -> list[Finding]:
    about = Text("Store")
    served = Finding(
        about=about,
        state="fine",
        message=Text(
            "It is read: {records} records, at revision {revision}", records=len(desk.snapshot), revision=desk.revision
        ),
    )
    problems = await desk.check()
    found = [Finding(about=about, state="wrong", message=each.message, remedy=each.remedy) for each in problems]
    if len(problems) <= MOST_PROBLEMS:
        return [served, *found]
    all_of_them = Finding(
        about=about,
        state="wrong",
        message=Text("There are {number} problems in all", number=len(problems)),
        remedy=Text("See them all: mandaatwijzer check"),
    )
    return [served, *found[:MOST_PROBLEMS], all_of_them]


async def _owners(desk: Desk, settings: Settings) -> list[Finding]:
    """Whether there is anybody who may let others in."""
    if settings.is_local or await owners_of(desk):
        return []
    return [
        Finding(
            about=Text("Sign-in"),
            state="wrong",
            message=Text("There is no owner: nobody can let others in, or make keys"),
            remedy=Text("Name one: mandaatwijzer owner add ADDRESS"),
        )
    ]


def _files(settings: Settings) -> Iterator[Finding]:
    """The file of an embedded store: who may read it, and how much room there is beside it."""
    file = Path(settings.store.removeprefix(FILE))
    if not settings.store.startswith(FILE) or not file.is_file():
        return
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(
            about=Text("Rights"),
            state="look",
            message=Text("Others on this machine may reach the store {path}", path=str(file)),
            remedy=Text("Take that away: chmod 600 {path}", path=str(file)),
        )
    yield _room(Text("Disk"), file.parent, needed=2 * file.stat().st_size)


def _room(about: Text, folder: Path, *, needed: int) -> Finding:
    free = shutil.disk_usage(folder).free
    enough = free >= max(needed, LEAST_FREE_MEGABYTES * MEGABYTE)
    return Finding(
        about=about,
        state="fine" if enough else "look",
        message=Text("{megabytes} MB are free in {path}", megabytes=free // MEGABYTE, path=str(folder)),
        remedy=None if enough else Text("Make room: what cannot be written is refused"),
    )


# What is around it


def _backups(settings: Settings) -> Iterator[Finding]:
    about = Text("Backups")
    try:
        kept = kept_backups_of(settings)
    except MandaatwijzerError as error:
        yield Finding(about=about, state="wrong", message=error.said)
        return
    if kept is None:
        yield Finding(
            about=about,
            state="look",
            message=Text("None are made"),
            remedy=Text("Set MANDAATWIJZER_BACKUP_FOLDER, or let another program run mandaatwijzer backup"),
        )
        return
    yield _last_backup(about, kept.age_seconds())
    yield _room(Text("Disk"), kept.folder, needed=0)


def _last_backup(about: Text, age: float | None) -> Finding:
    remedy = Text("They are made by a service that runs; its log says why one failed (task_failed)")
    if age is None:
        return Finding(about=about, state="look", message=Text("There is none yet"), remedy=remedy)
    message = Text("The last is {hours} hours old", hours=int(age // 3600))
    if age > BACKUP_TOO_OLD.total_seconds():
        return Finding(about=about, state="wrong", message=message, remedy=remedy)
    return Finding(about=about, state="fine", message=message)


def _proxy(settings: Settings) -> Iterator[Finding]:
    about = Text("Proxy")
    if not settings.behind_proxy and not settings.proxies and not settings.hosts:
        yield Finding(about=about, state="fine", message=Text("There is none: only this machine is served"))
        return
    if not settings.hosts:
        yield Finding(
            about=about,
            state="look",
            message=Text("No name is set under which a proxy asks for the service"),
            remedy=Text("Set MANDAATWIJZER_NAMES; other names than localhost are refused"),
        )
    if not settings.proxies:
        yield Finding(
            about=about,
            state="look",
            message=Text("No proxy is believed when it says that a request came by https"),
            remedy=Text("Set MANDAATWIJZER_PROXIES to its address, so that cookies never go without TLS"),
        )


def _counters(settings: Settings) -> Iterator[Finding]:
    if not settings.metrics:
        yield Finding(
            about=Text("Counters"),
            state="look",
            message=Text("Nobody can see how the service does"),
            remedy=Text("Set MANDAATWIJZER_METRICS and let a Prometheus ask it"),
        )
    elif not is_loopback(settings.metrics.rpartition(":")[0].strip("[]")):
        yield Finding(
            about=Text("Counters"),
            state="look",
            message=Text("They are given on {address}, which others may reach", address=settings.metrics),
            remedy=Text("Let only the Prometheus reach that port"),
        )


# How people come in


async def _sign_in(settings: Settings) -> list[Finding]:
    about = Text("Sign-in")
    if settings.is_local:
        message = Text("Only who opens the address that is printed at the start comes in")
        return [Finding(about=about, state="fine", message=message)]
    doors = doors_of(settings)
    found = [one for each in doors.providers.values() for one in await _provider(each)]
    if doors.mail is not None:
        found.append(await _mail(doors.mail))
    elif not found:
        found.append(
            Finding(
                about=about,
                state="look",
                message=Text("People come in only by a link or passkey that an owner gives them by hand"),
                remedy=Text("Set MANDAATWIJZER_PROVIDERS, or MANDAATWIJZER_SMTP so that links are mailed"),
            )
        )
    return found


async def _provider(provider: Provider) -> list[Finding]:
    about = Text("Sign-in")
    try:
        theirs = await provider.look()
    except SourceUnavailable as error:
        remedy = Text("See its steps in docs/sign-in.md; the log says what was strange")
        return [Finding(about=about, state="wrong", message=error.said, remedy=remedy)]
    answers = Finding(about=about, state="fine", message=Text("{provider} answers", provider=provider.title))
    return [answers] if theirs is None else [answers, _clock(provider, theirs)]


def _clock(provider: Provider, theirs: datetime) -> Finding:
    seconds = round(abs((datetime.now(UTC) - theirs).total_seconds()))
    right = seconds <= LEEWAY_SECONDS
    return Finding(
        about=Text("Clock"),
        state="fine" if right else "wrong",
        message=counted(
            "It differs by {number} second from that of {provider}",
            "It differs by {number} seconds from that of {provider}",
            seconds,
            provider=provider.title,
        ),
        remedy=None if right else Text("Set the clock of this machine by NTP; who signs in is refused until then"),
    )


async def _mail(mail: Mail) -> Finding:
    about = Text("Mail")
    try:
        await mail.look()
    except SourceUnavailable as error:
        remedy = Text("Correct MANDAATWIJZER_SMTP and MANDAATWIJZER_SMTP_PASSWORD")
        return Finding(about=about, state="wrong", message=error.said, remedy=remedy)
    return Finding(about=about, state="fine", message=Text("The mail server takes our mail"))


async def _service(settings: Settings) -> list[Finding]:
    """What a service says that runs here."""
    return [await asyncio.to_thread(_ready, settings)] if settings.port else []


def _ready(settings: Settings) -> Finding:
    about, address = Text("Service"), f"127.0.0.1:{settings.port}"
    asking = http.client.HTTPConnection("127.0.0.1", settings.port, timeout=SECONDS_FOR_THE_SERVICE)
    try:
        asking.request("GET", "/readyz", headers={"Host": "localhost"})
        said = json.loads(asking.getresponse().read())
        state, problems = str(said["status"]), [str(each) for each in said["problems"]]
    except ConnectionRefusedError:
        return Finding(about=about, state="look", message=Text("Nothing listens at {address}", address=address))
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return Finding(
            about=about,
            state="wrong",
            message=Text("What listens at {address} does not answer as the service does", address=address),
            remedy=Text("Restart it; or serve at another port"),
        )
    finally:
        asking.close()
    if state == "ready":
        return Finding(about=about, state="fine", message=Text("It runs at {address} and is ready", address=address))
    return Finding(
        about=about,
        state="wrong",
        message=Text("It runs at {address} and says: {said}", address=address, said="; ".join(problems) or state),
    )
