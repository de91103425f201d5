"""The one place where concrete things are chosen: which store an address means, the desk over it, services outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from graph.domain.errors import InvalidInput, NotFound
from graph.domain.text import Text
from graph.store.port import Store
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from service.config import Settings

if TYPE_CHECKING:
    from graph.formats.institutions.online import InstitutionsApi

__all__ = ["institutions_api", "open_desk", "open_store"]

SQLITE = "sqlite:///"
NEO4J_SCHEMES = ("neo4j", "neo4j+s", "bolt", "bolt+s")
BOLT_PORT = 7687
IN_MEMORY = "sqlite:///:memory:"


def open_desk(settings: Settings, *, create: bool = False, or_empty: bool = False) -> Desk:
    """The desk over the store of the settings; nothing is opened until it is entered.

    Args:
        settings: of this process.
        create: whether a SQLite file that is not there yet may be made.
        or_empty: whether an empty store in memory stands in for such a file.

    Raises:
        InvalidInput: the address is not one of a store.
        NotFound: the SQLite file is not there, and may not be made.
    """
    return Desk(
        open_store(settings, create=create, or_empty=or_empty),
        timezone=settings.timezone,
        refresh_seconds=settings.refresh_seconds,
        audit_seconds=settings.audit_seconds,
    )


def open_store(settings: Settings, *, create: bool = False, or_empty: bool = False) -> Store:
    """The store that an address means; see `open_desk`."""
    address = settings.store
    if address == IN_MEMORY:
        return SqliteStore(":memory:")
    if address.startswith(SQLITE):
        if or_empty and not Path(address.removeprefix(SQLITE)).exists():
            return SqliteStore(":memory:")
        return SqliteStore(str(_file(Path(address.removeprefix(SQLITE)), create=create)))
    if urlsplit(address).scheme in NEO4J_SCHEMES:
        return _neo4j(settings)
    raise InvalidInput.because(
        Text("{text} is not the address of a store", text=repr(_without_password(address)[:200])),
        Text("Write sqlite:///FILE, neo4j://USER@HOST:7687/DATABASE or bolt://USER@HOST:7687/DATABASE"),
        field="--store",
    )


def _file(path: Path, *, create: bool) -> Path:
    if not path.exists():
        if not create:
            raise NotFound(
                Text("The store {path}", path=str(path)),
                Text("Import something first (mandaatwijzer import FILE), or try demo"),
            )
        path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _neo4j(settings: Settings) -> Store:
    parts = urlsplit(settings.store)
    if parts.password is not None:
        raise InvalidInput.because(
            Text("The address of the store holds a password"),
            Text("Leave it out, and give it in MANDAATWIJZER_STORE_PASSWORD or a secrets file"),
            field="--store",
        )
    # Imported here: an embedded store does not need the driver, which is slow to load.
    from graph.store.neo4j.store import Neo4jStore

    try:
        port = parts.port or BOLT_PORT
    except ValueError:
        raise InvalidInput.because(
            Text("The port in the address of the store is no port"),
            Text("Write a number up to 65535, as {port}", port=str(BOLT_PORT)),
            field="--store",
        ) from None
    return Neo4jStore(
        f"{parts.scheme}://{parts.hostname or 'localhost'}:{port}",
        user=unquote(parts.username or "neo4j"),
        password=settings.store_password.get_secret_value() if settings.store_password else "",
        database=parts.path.strip("/") or "neo4j",
    )


def _without_password(address: str) -> str:
    before, at, after = address.rpartition("@")
    return f"{before.rpartition(':')[0] or before}{at}{after}" if at and ":" in before else address


def institutions_api(settings: Settings) -> InstitutionsApi:
    """Where and how the data are fetched, by the settings.

    Raises:
        InvalidInput: no key is set.
    """
    from graph.formats.institutions.online import InstitutionsApi  # only what fetches needs an HTTP client

    if settings.institutions_key is None:
        raise InvalidInput.because(
            Text("The service asks a key, and none is set"),
            Text(
                "Ask one at onderwijs-api-portaal.vlaanderen.be and give it in MANDAATWIJZER_INSTITUTIONS_KEY "
                "or a secrets file; or import the CSV download"
            ),
            field="MANDAATWIJZER_INSTITUTIONS_KEY",
        )
    return InstitutionsApi(url=settings.institutions_url, key=settings.institutions_key.get_secret_value())
