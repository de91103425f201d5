"""The settings of a running instance, from the environment and from secret files; read only where it starts."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import is_id_of
from graph.domain.text import Text
from service.signin.settings import ProviderSettings, checked_address, checked_name, is_loopback

__all__ = ["Settings", "data_folder", "read_settings"]

ORIGIN = re.compile(r"https?://[A-Za-z0-9.*-]+(:\d{1,5})?")
SECRETS = Path("/run/secrets")
PREFIX = "MANDAATWIJZER_"
FOR_DEVELOPERS = frozenset({"MANDAATWIJZER_REQUIRE"})


def data_folder() -> Path:
    """Where the data of the user are."""
    return user_data_path("mandaatwijzer", appauthor=False)


def _default_store() -> str:
    """Address of the embedded store in the user's data folder."""
    return f"sqlite:///{data_folder()}/store.db"


class Settings(BaseModel):
    """What can be set. In the environment each name has the prefix `MANDAATWIJZER_`."""

    model_config = ConfigDict(frozen=True)

    store: str = Field(default_factory=_default_store, description="address of the store")
    within: str = Field(
        default="",
        description="ids of the organisations of which `serve` holds the part of the register, with spaces between; "
        "everything if absent",
    )
    places: Path | None = Field(
        default=None, description="file with the address at which each organisation is held, for who is held elsewhere"
    )
    store_password: SecretStr | None = Field(default=None, description="password of the store, when it asks one")
    host: str = Field(default="127.0.0.1", description="address to listen on; without `address` loopback only")
    port: int = Field(default=8450, ge=0, le=65535, description="port to listen on; 0 = any free one")
    timezone: str = Field(default="Europe/Brussels", description="time zone in which it is today")
    language: Literal["nl", "en"] = Field(default="nl", description="language of texts for people")
    refresh_seconds: float = Field(
        default=1.0, ge=0.01, le=3600, description="seconds between two looks for new commits"
    )
    stale_seconds: float = Field(
        default=15.0, ge=1, le=3600, description="seconds without a good look at the store until /readyz says no"
    )
    audit_seconds: float = Field(
        default=600.0, gt=0, le=86_400, description="seconds until a full comparison after a move"
    )
    audit_file: Path | None = Field(
        default=None,
        description="file in which is noted who signed in, looked at whom, exported or was refused",
    )
    audit_days: int | None = Field(
        default=None, ge=1, le=36_500, description="days that entries of that file stay; always when it is not set"
    )
    retention: bool = Field(
        default=False, description="whether what is past its time is taken away every day while the service runs"
    )
    deadline_seconds: float = Field(default=20.0, gt=0, le=3600, description="seconds that an analysis may take")
    drain_seconds: float = Field(
        default=1.0, ge=0, le=600, description="seconds after SIGTERM in which requests are taken while /readyz says no"
    )
    backup_folder: str = Field(default="", description="folder in which a backup is made every night; none if absent")
    backup_at: str = Field(
        default="02:30",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="time of the day from which on it is made, as 02:30",
    )
    backup_keep: int = Field(default=14, ge=1, le=10_000, description="how many of these stay")
    metrics: str = Field(
        default="",
        pattern=r"^(|([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5})$",
        description="address at which /metrics is given to a Prometheus, as 127.0.0.1:9464; nowhere if absent",
    )
    traces: str = Field(
        default="",
        pattern=r"^(|https?://[^/?#@\s]+/?)$",
        description="receiver of traces (OTLP over HTTP), as http://127.0.0.1:4318; none if absent",
    )
    access_log: bool = Field(default=False, description="whether every request is a line in the log")
    institutions_url: str = Field(
        default="https://onderwijs.api.vlaanderen.be/instellingsgegevens",
        description="base address of the open institution data of the Flemish government",
    )
    institutions_key: SecretStr | None = Field(default=None, description="key for those data, sent as x-api-key")
    behind_proxy: bool = Field(
        default=False, description="in a container whose port is published on loopback: listen on every address"
    )

    address: str = Field(
        default="", description="address under which people open the service; with it people sign in, and it may listen"
    )
    providers: dict[str, ProviderSettings] = Field(
        default_factory=dict, description="providers of accounts by name, as JSON; holds secrets"
    )
    smtp: str = Field(default="", description="server that takes mail: smtp://USER@HOST:587 or smtps://USER@HOST:465")
    smtp_password: SecretStr | None = Field(default=None, description="password of the user of that server")
    mail_from: str = Field(default="", description="address from which mail comes")

    graphiql: bool | None = Field(default=None, description="whether the page with GraphiQL is served")
    introspection: bool | None = Field(default=None, description="whether documents may ask for the schema")
    suggestions: bool | None = Field(default=None, description="whether a misspelt name is answered with others")
    get_queries: bool | None = Field(default=None, description="whether queries may come by GET")
    untrusted_documents: bool | None = Field(
        default=None, description="whether other documents than the examples are answered"
    )

    names: str = Field(
        default="", description="names under which a proxy asks for the service, beside localhost, with commas between"
    )

    proxies: str = Field(
        default="", description="addresses of proxies that are believed about https (X-Forwarded-Proto), with commas"
    )

    framed_by: str = Field(
        default="", description="origins that may show a school's contact card in a frame, with spaces between"
    )

    @field_validator("within")
    @classmethod
    def _known_ids(cls, value: str) -> str:
        for each in value.split():
            if not is_id_of("organisation", each):
                raise ValueError(f"{each[:80]!r} is no id of an organisation, such as organisation/de-brug")
        return value

    @field_validator("framed_by")
    @classmethod
    def _known_origins(cls, value: str) -> str:
        for origin in value.split():
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin[:80]!r} is not an origin, such as https://intranet.school.example")
        return value

    @field_validator("proxies")
    @classmethod
    def _known_addresses(cls, value: str) -> str:
        for address in filter(None, map(str.strip, value.split(","))):
            try:
                ip_network(address)
            except ValueError:
                raise ValueError(f"{address[:80]!r} is no address, such as 10.0.0.7 or 10.0.0.0/24") from None
        return value

    @field_validator("address")
    @classmethod
    def _known_address(cls, value: str) -> str:
        checked = checked_address(value).rstrip("/") if value else ""
        if checked and urlsplit(checked).path:
            raise ValueError("The service stands at the root of its address, such as https://mandaten.school.example")
        return checked

    @field_validator("providers")
    @classmethod
    def _known_names(cls, value: dict[str, ProviderSettings]) -> dict[str, ProviderSettings]:
        for name in value:
            checked_name(name)
        return value

    @field_validator("smtp")
    @classmethod
    def _known_server(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.password is not None):
            raise ValueError("It is not smtp://USER@HOST:587 or smtps://USER@HOST:465, without a password")
        return value

    @model_validator(mode="after")
    def _whole_mail(self) -> Settings:
        if bool(self.smtp) != bool(self.mail_from):
            raise ValueError("Mail needs both MANDAATWIJZER_SMTP and MANDAATWIJZER_MAIL_FROM")
        return self

    @model_validator(mode="after")
    def _whole_register(self) -> Settings:
        if self.within and self.retention:
            raise ValueError(
                "MANDAATWIJZER_RETENTION takes the whole register: set it on an instance without MANDAATWIJZER_WITHIN"
            )
        return self

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

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, such as Europe, is an OSError
            raise ValueError(f"There is no time zone {value[:40]!r}, such as Europe/Brussels") from None
        return value


def read_settings(**given: object) -> Settings:
    """The settings of this process; arguments that are not None go before the environment.

    Raises:
        InvalidInput: every setting with an unusable value, and every one that does not exist.
    """
    known, unknown = _told()
    chosen = {name: value for name, value in given.items() if value is not None}
    if "providers" in known:
        try:
            known["providers"] = json.loads(known["providers"])
        except ValueError:
            raise InvalidInput((*unknown, _no_json("providers"))) from None
    try:
        settings = Settings(**{**known, **chosen})
    except ValidationError as error:
        unusable = [
            Problem(
                place=_place(item["loc"], chosen),
                message=Text("{reason}", reason=item["msg"].removeprefix("Value error, ")),
                remedy=Text("Correct the setting"),
            )
            for item in error.errors(include_input=False)
        ]
        raise InvalidInput((*unknown, *unusable)) from None
    if unknown:
        raise InvalidInput(unknown)
    return settings


def _told() -> tuple[dict[str, Any], list[Problem]]:
    """What the environment and, below it, the secret files set, by setting; and of every other name that begins as
    ours, what was meant."""
    files = [file for file in SECRETS.iterdir() if file.is_file()] if SECRETS.is_dir() else []
    given = {
        **{file.name.upper(): file.read_text(encoding="utf-8").strip() for file in files if _is_ours(file.name)},
        **{name.upper(): value for name, value in os.environ.items() if _is_ours(name)},
    }
    known = {f"{PREFIX}{name.upper()}": name for name in Settings.model_fields}
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


def _no_json(name: str) -> Problem:
    """That a setting of several parts is no JSON; what it holds is told nowhere."""
    return Problem(
        place=f"{PREFIX}{name.upper()}",
        message=Text("It is no JSON"),
        remedy=Text("Write it as docs/sign-in.md shows"),
    )


def _place(location: tuple[int | str, ...], given: Mapping[str, object]) -> str:
    """Where somebody set a setting: the option of the command, or the environment; with the part that it is about."""
    name, *parts = map(str, location or ("",))
    place = f"--{name.replace('_', '-')}" if name in given else f"{PREFIX}{name.upper()}"
    kinds = parts[1:2] if name == "providers" else []  # pydantic names the kind between a provider and its part
    shown = [part for position, part in enumerate(parts) if not (kinds and position == 1)]
    return f"{place}: {'.'.join(shown)}" if shown else place
