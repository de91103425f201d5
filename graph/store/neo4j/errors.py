"""What an error of Neo4j means to a user."""

from __future__ import annotations

from neo4j.exceptions import AuthError, ConfigurationError, DriverError, GqlError, TransientError

from graph.domain.errors import StoreError, StoreUnavailable
from graph.domain.text import Quoted, Text
from graph.store.neo4j.calls import takes_no_writes

__all__ = ["told"]


def told(error: Exception, address: str, user: str) -> StoreError:
    """What an error of the driver means to a user; it names the address, never the password.

    Args:
        error: of the driver, or of the network below it.
        address: of the server.
        user: as whom it was asked.
    """
    is_of_neo4j = isinstance(error, GqlError) and not isinstance(error, DriverError)
    if is_of_neo4j and not isinstance(error, (AuthError, TransientError)) and not takes_no_writes(error):
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
    if takes_no_writes(error):
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
