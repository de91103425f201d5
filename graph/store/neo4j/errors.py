"""What an error of Neo4j means to a user."""

from __future__ import annotations

from neo4j.exceptions import AuthError, ConfigurationError, DriverError, GqlError, TransientError

from graph.domain.errors import StoreError, StoreUnavailable
from graph.domain.text import Quoted, Text
from graph.store.neo4j.calls import NO_WRITES

__all__ = ["told"]

_UNTIL_MENDED = (AuthError, *NO_WRITES)
"""What somebody has to mend before Neo4j takes it."""


def told(error: Exception, address: str, user: str) -> StoreError:
    """What an error of the driver means to a user; it names the address, never the password.

    Args:
        error: of the driver, or of the network below it.
        address: of the server.
        user: as whom it was asked.
    """
    is_refused = isinstance(error, GqlError) and not isinstance(error, (DriverError, *_UNTIL_MENDED, TransientError))
    if is_refused:
        return StoreError(
            Text("Neo4j at {address} refuses: {code}. See the log of Neo4j.", address=address, code=_code(error))
        )
    return StoreUnavailable(_why_unavailable(error, address, user))


def _why_unavailable(error: Exception, address: str, user: str) -> Text:
    if isinstance(error, AuthError):
        return Text(
            "Neo4j at {address} refuses user {user} or its password. "
            "Set MANDAATWIJZER_STORE_PASSWORD, or a secrets file, to the right one.",
            address=address,
            user=Quoted(user),
        )
    if isinstance(error, ConfigurationError):
        return Text(
            "Neo4j at {address} cannot be reached: {reason}. Check the address.", address=address, reason=str(error)
        )
    if isinstance(error, NO_WRITES):
        return Text(
            "Neo4j at {address} takes no changes: its database is read-only, or another server of its cluster "
            "leads ({code}). Nothing was written. "
            "Make the database writable; use neo4j:// as the address of a cluster.",
            address=address,
            code=_code(error),
        )
    if isinstance(error, TransientError):
        return Text(
            "Neo4j at {address} cannot do this at the moment ({code}). "
            "Try again; a change with the same key is made once.",
            address=address,
            code=_code(error),
        )
    return Text(
        "Neo4j at {address} does not answer ({reason}). Is it running, and is the address right?",
        address=address,
        reason=type(error).__name__,
    )


def _code(error: Exception) -> str:
    return str(getattr(error, "code", None) or type(error).__name__)
