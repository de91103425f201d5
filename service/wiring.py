"""The one place where concrete things are chosen by the settings: the desk over a store, services outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.store.audit import AuditFile
from graph.usecases.desk import Desk
from graph.usecases.opening import IN_MEMORY, file_of, open_store
from service.config import Settings, data_folder

if TYPE_CHECKING:
    from graph.formats.institutions.online import InstitutionsApi

__all__ = ["institutions_api", "open_desk"]


def open_desk(settings: Settings, *, create: bool = False, or_empty: bool = False) -> Desk:
    """The desk over the store of the settings; nothing is opened until it is entered.

    The arguments beside the settings, and what it raises, are those of `open_store`.
    """
    password = settings.store_password.get_secret_value() if settings.store_password else ""
    return Desk(
        open_store(settings.store, password=password, create=create, or_empty=or_empty),
        timezone=settings.timezone,
        refresh_seconds=settings.refresh_seconds,
        stale_seconds=settings.stale_seconds,
        audit_seconds=settings.audit_seconds,
        audit_file=_audit_file(settings),
    )


def _audit_file(settings: Settings) -> AuditFile | None:
    """Where it was set, else beside the store or among the data of the user; for a store in memory nowhere."""
    if settings.audit_file is not None:
        return AuditFile(settings.audit_file)
    if settings.store == IN_MEMORY:
        return None
    store = file_of(settings.store)
    return AuditFile(data_folder() / "audit.jsonl" if store is None else store.with_name(f"{store.name}.audit.jsonl"))


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
