"""The settings of a running instance, from the environment and from secret files; read only where it starts.

Each says how its text is read. Every command reads them, so this is plain Python: pydantic takes longer to load than
most commands take, and comes in where somebody set providers.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path

from graph.domain.addresses import checked_address, is_loopback
from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import is_id_of
from graph.domain.text import Text
from graph.words.catalogue import LANGUAGES

if TYPE_CHECKING:
    from service.signin.settings import ProviderSettings

__all__ = ["Secret", "Settings", "data_folder", "language_that_is_set", "read_settings"]

N = TypeVar("N", int, float)

ORIGIN = re.compile(r"https?://[A-Za-z0-9.*-]+(:\d{1,5})?")
SECRETS = Path("/run/secrets")
PREFIX = "MANDAATWIJZER_"
FOR_DEVELOPERS = frozenset({"MANDAATWIJZER_REQUIRE"})
YES, NO = frozenset({"1", "true", "t", "yes", "y", "on"}), frozenset({"0", "false", "f", "no", "n", "off"})


def data_folder() -> Path:
    """Where the data of the user are."""
    return user_data_path("mandaatwijzer", appauthor=False)


def _default_store() -> str:
    """Address of the embedded store in the user's data folder."""
    return f"sqlite:///{data_folder()}/store.db"


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that no log and no message shows."""

    value: str = field(repr=False)


# How the text of a setting is read; a ValueError says what is wrong with it


def _text(given: Any) -> str:
    return str(given)


def _secret(given: Any) -> Secret:
    return given if isinstance(given, Secret) else Secret(given)


def _yes_or_no(given: Any) -> bool:
    word = str(given).strip().lower()
    if word not in YES | NO:
        raise ValueError(f"{word[:40]!r} is not true or false")
    return word in YES


def _number(sort: type[N], least: N, most: N) -> Callable[[Any], N]:
    def read(given: Any) -> N:
        try:
            number = sort(given)
        except ValueError:
            raise ValueError(f"{str(given)[:40]!r} is no {'whole ' if sort is int else ''}number") from None
        if not least <= number <= most:
            raise ValueError(f"It is not between {least} and {most}")
        return number

    return read


def _like(pattern: str, example: str) -> Callable[[Any], str]:
    def read(given: Any) -> str:
        if not re.fullmatch(pattern, str(given)):
            raise ValueError(f"{str(given)[:80]!r} is not written as {example}")
        return str(given)

    return read


def _language(given: Any) -> str:
    if given not in LANGUAGES:
        raise ValueError(f"{str(given)[:40]!r} is none of: {', '.join(LANGUAGES)}")
    return str(given)


def _time_zone(given: Any) -> str:
    try:
        ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, such as Europe, is an OSError
        raise ValueError(f"There is no time zone {given[:40]!r}, such as Europe/Brussels") from None
    return str(given)


def _organisations(given: Any) -> str:
    for each in str(given).split():
        if not is_id_of("organisation", each):
            raise ValueError(f"{each[:80]!r} is no id of an organisation, such as organisation/de-brug")
    return str(given)


def _origins(given: Any) -> str:
    for origin in str(given).split():
        if not ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin[:80]!r} is not an origin, such as https://intranet.school.example")
    return str(given)


def _networks(given: Any) -> str:
    for address in filter(None, map(str.strip, str(given).split(","))):
        try:
            ip_network(address)
        except ValueError:
            raise ValueError(f"{address[:80]!r} is no address, such as 10.0.0.7 or 10.0.0.0/24") from None
    return str(given)


def _own_address(given: Any) -> str:
    checked = checked_address(given).rstrip("/") if given else ""
    if checked and urlsplit(checked).path:
        raise ValueError("The service stands at the root of its address, such as https://mandaten.school.example")
    return checked


def _mail_server(given: Any) -> str:
    parts = urlsplit(given)
    if given and (parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.password is not None):
        raise ValueError("It is not smtp://USER@HOST:587 or smtps://USER@HOST:465, without a password")
    return str(given)


def _providers(given: Any) -> dict[str, ProviderSettings]:
    if not given:
        return {}
    from service.signin.settings import providers_in

    return providers_in(given)


def _setting(read: Callable[[Any], Any], meaning: str, default: Any) -> Any:
    """A setting: how its text is read, what it means, and what it is when nobody set it."""
    told = {"read": read, "meaning": meaning}
    return field(default_factory=default, metadata=told) if callable(default) else field(default=default, metadata=told)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What can be set. In the environment each name has the prefix `MANDAATWIJZER_`.

    Raises:
        InvalidInput: every setting with an unusable value.
    """

    store: str = _setting(_text, "address of the store", _default_store)
    within: str = _setting(
        _organisations,
        "ids of the organisations of which `serve` holds the part of the register, with spaces between; "
        "everything if absent",
        "",
    )
    places: Path | None = _setting(
        Path, "file with the address at which each organisation is held, for who is held elsewhere", None
    )
    store_password: Secret | None = _setting(_secret, "password of the store, when it asks one", None)
    host: str = _setting(_text, "address to listen on; without `address` loopback only", "127.0.0.1")
    port: int = _setting(_number(int, 0, 65535), "port to listen on; 0 = any free one", 8450)
    timezone: str = _setting(_time_zone, "time zone in which it is today", "Europe/Brussels")
    language: str = _setting(_language, "language of texts for people", "nl")
    refresh_seconds: float = _setting(_number(float, 0.01, 3600), "seconds between two looks for new commits", 1.0)
    stale_seconds: float = _setting(
        _number(float, 1, 3600), "seconds without a good look at the store until /readyz says no", 15.0
    )
    audit_seconds: float = _setting(_number(float, 0.001, 86400), "seconds until a full comparison after a move", 600.0)
    audit_file: Path | None = _setting(
        Path, "file in which is noted who signed in, looked at whom, exported or was refused", None
    )
    audit_days: int | None = _setting(
        _number(int, 1, 36500), "days that entries of that file stay; always when it is not set", None
    )
    retention: bool = _setting(
        _yes_or_no, "whether what is past its time is taken away every day while the service runs", False
    )
    deadline_seconds: float = _setting(_number(float, 0.001, 3600), "seconds that an analysis may take", 20.0)
    drain_seconds: float = _setting(
        _number(float, 0, 600), "seconds after SIGTERM in which requests are taken while /readyz says no", 1.0
    )
    backup_folder: str = _setting(_text, "folder in which a backup is made every night; none if absent", "")
    backup_at: str = _setting(
        _like(r"([01]\d|2[0-3]):[0-5]\d", "02:30"), "time of the day from which on it is made, as 02:30", "02:30"
    )
    backup_keep: int = _setting(_number(int, 1, 10000), "how many of these stay", 14)
    metrics: str = _setting(
        _like(r"(|([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5})", "127.0.0.1:9464"),
        "address at which /metrics is given to a Prometheus, as 127.0.0.1:9464; nowhere if absent",
        "",
    )
    traces: str = _setting(
        _like(r"(|https?://[^/?#@\s]+/?)", "http://127.0.0.1:4318"),
        "receiver of traces (OTLP over HTTP), as http://127.0.0.1:4318; none if absent",
        "",
    )
    access_log: bool = _setting(_yes_or_no, "whether every request is a line in the log", False)
    institutions_url: str = _setting(
        _text,
        "base address of the open institution data of the Flemish government",
        "https://onderwijs.api.vlaanderen.be/instellingsgegevens",
    )
    institutions_key: Secret | None = _setting(_secret, "key for those data, sent as x-api-key", None)
    behind_proxy: bool = _setting(
        _yes_or_no, "in a container whose port is published on loopback: listen on every address", False
    )

    address: str = _setting(
        _own_address, "address under which people open the service; with it people sign in, and it may listen", ""
    )
    providers: dict[str, ProviderSettings] = _setting(
        _providers, "providers of accounts by name, as JSON; holds secrets", dict
    )
    smtp: str = _setting(_mail_server, "server that takes mail: smtp://USER@HOST:587 or smtps://USER@HOST:465", "")
    smtp_password: Secret | None = _setting(_secret, "password of the user of that server", None)
    mail_from: str = _setting(_text, "address from which mail comes", "")

    graphiql: bool | None = _setting(_yes_or_no, "whether the page with GraphiQL is served", None)
    introspection: bool | None = _setting(_yes_or_no, "whether documents may ask for the schema", None)
    suggestions: bool | None = _setting(_yes_or_no, "whether a misspelt name is answered with others", None)
    get_queries: bool | None = _setting(_yes_or_no, "whether queries may come by GET", None)
    untrusted_documents: bool | None = _setting(
        _yes_or_no, "whether other documents than the examples are answered", None
    )

    names: str = _setting(
        _text, "names under which a proxy asks for the service, beside localhost, with commas between", ""
    )

    proxies: str = _setting(
        _networks, "addresses of proxies that are believed about https (X-Forwarded-Proto), with commas", ""
    )

    framed_by: str = _setting(
        _origins, "origins that may show a school's contact card in a frame, with spaces between", ""
    )

    def __post_init__(self) -> None:
        told = [each for each in fields(self) if getattr(self, each.name) not in (None, each.default)]
        problems = [problem for each in told for problem in self._read(each.name, each.metadata["read"])]
        if problems := problems or self._together():
            raise InvalidInput(problems)

    def _together(self) -> list[Problem]:
        """What is wrong between settings that are right one by one."""
        problems = []
        if bool(self.smtp) != bool(self.mail_from):
            problems.append(_unusable("mail_from", "Mail needs both MANDAATWIJZER_SMTP and MANDAATWIJZER_MAIL_FROM"))
        if self.within and self.retention:
            reason = "It takes the whole register: set it on an instance without MANDAATWIJZER_WITHIN"
            problems.append(_unusable("retention", reason))
        return problems

    def _read(self, name: str, read: Callable[[Any], Any]) -> tuple[Problem, ...]:
        try:
            object.__setattr__(self, name, read(getattr(self, name)))
        except ValueError as error:
            return (_unusable(name, str(error)),)
        except InvalidInput as error:  # of several parts, each with its own place
            place = _variable(name)
            return tuple(
                replace(each, place=f"{place}: {each.place}" if each.place else place) for each in error.problems
            )
        return ()

    @property
    def is_local(self) -> bool:
        """Whether the service is for who runs it, and lets in who opens the address that it prints."""
        return not self.address and (self.behind_proxy or is_loopback(self.host))

    def is_open(self, given: bool | None) -> bool:
        """Whether something that is only handy to who develops is open: as it was set, else on this machine alone."""
        return self.is_local and not self.behind_proxy if given is None else given

    @property
    def hosts(self) -> frozenset[str]:
        """The names beside localhost, in small letters."""
        names = [*self.names.split(","), urlsplit(self.address).hostname or ""]
        return frozenset(name.strip().lower() for name in names if name.strip())


def read_settings(**given: Any) -> Settings:
    """The settings of this process; arguments that are not None go before the environment.

    Raises:
        InvalidInput: every setting with an unusable value, and every one that does not exist.
    """
    known, unknown = _told()
    chosen = {name: value for name, value in given.items() if value is not None}
    options = {_variable(name): f"--{name.replace('_', '-')}" for name in chosen}
    try:
        settings = Settings(**{**known, **chosen})
    except InvalidInput as error:
        unusable = [replace(each, place=options.get(str(each.place), each.place)) for each in error.problems]
        raise InvalidInput((*unknown, *unusable)) from None
    if unknown:
        raise InvalidInput(unknown)
    return settings


def language_that_is_set() -> str | None:
    """The language that the environment or a secret file sets; None when it sets none of ours."""
    language = _told()[0].get("language")
    return language if language in LANGUAGES else None


def _told() -> tuple[dict[str, str], list[Problem]]:
    """What the environment and, below it, the secret files set, by setting; and of every other name that begins as
    ours, what was meant."""
    files = [file for file in SECRETS.iterdir() if file.is_file()] if SECRETS.is_dir() else []
    given = {
        **{file.name.upper(): file.read_text(encoding="utf-8").strip() for file in files if _is_ours(file.name)},
        **{name.upper(): value for name, value in os.environ.items() if _is_ours(name)},
    }
    known = {_variable(each.name): each.name for each in fields(Settings)}
    unknown = [
        Problem(place=name, message=Text("There is no such setting"), remedy=_meant(name, set(known)))
        for name in sorted(given.keys() - known.keys() - FOR_DEVELOPERS)
    ]
    return {known[name]: value for name, value in given.items() if name in known}, unknown


def _is_ours(name: str) -> bool:
    return name.upper().startswith(PREFIX)


def _meant(name: str, known: set[str]) -> Text:
    near = difflib.get_close_matches(name.removeprefix(PREFIX), (each.removeprefix(PREFIX) for each in known), n=1)
    if near:
        return Text("Perhaps {name} is meant; correct it or take it away", name=f"{PREFIX}{near[0]}")
    return Text("Take it away")


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _unusable(name: str, reason: str) -> Problem:
    return Problem(place=_variable(name), message=Text("{reason}", reason=reason), remedy=Text("Correct the setting"))
