"""Which store an address means."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from graph.domain.errors import InvalidInput, NotFound
from graph.domain.text import Text
from graph.store.port import Store
from graph.store.sqlite.store import SqliteStore

__all__ = ["IN_MEMORY", "file_of", "open_store"]

SQLITE = "sqlite:///"
NEO4J_SCHEMES = ("neo4j", "neo4j+s", "bolt", "bolt+s")
BOLT_PORT = 7687
IN_MEMORY = "sqlite:///:memory:"
"""The address of a store that is kept nowhere."""


def open_store(address: str, *, password: str = "", create: bool = False, or_empty: bool = False) -> Store:
    """The store that an address means; it reads nothing before it is asked something.

    Args:
        address: `sqlite:///FILE`, `neo4j://USER@HOST:PORT/DATABASE` or `bolt://...`.
        password: of a server.
        create: whether a SQLite file that is not there yet may be made.
        or_empty: whether an empty store in memory stands in for such a file.

    Raises:
        InvalidInput: the address is not one of a store.
        NotFound: the SQLite file is not there, and may not be made.
    """
    if address == IN_MEMORY:
        return SqliteStore(":memory:")
    if address.startswith(SQLITE):
        if or_empty and not Path(address.removeprefix(SQLITE)).exists():
            return SqliteStore(":memory:")
        return SqliteStore(str(_file(Path(address.removeprefix(SQLITE)), create=create)), create=create)
    if urlsplit(address).scheme in NEO4J_SCHEMES:
        return _neo4j(address, password)
    raise InvalidInput.because(
        Text("{text} is not the address of a store", text=repr(_without_password(address)[:200])),
        Text("Write sqlite:///FILE, neo4j://USER@HOST:7687/DATABASE or bolt://USER@HOST:7687/DATABASE"),
        field="--store",
    )


def file_of(address: str) -> Path | None:
    """The file of a store that is kept in one; None for a server and for memory."""
    if address == IN_MEMORY or not address.startswith(SQLITE):
        return None
    return Path(address.removeprefix(SQLITE))


def _file(path: Path, *, create: bool) -> Path:
    if not path.exists():
        if not create:
            raise NotFound(
                Text("The store {path}", path=str(path)),
                Text("Import something first (mandaatwijzer import FILE), or try demo"),
            )
        path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _neo4j(address: str, password: str) -> Store:
    parts = urlsplit(address)
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
        password=password,
        database=parts.path.strip("/") or "neo4j",
    )


def _without_password(address: str) -> str:
    before, at, after = address.rpartition("@")
    return f"{before.rpartition(':')[0] or before}{at}{after}" if at and ":" in before else address
