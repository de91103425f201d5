"""The one place where concrete things are chosen by the settings: the desk over a store, services outside."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import is_id_of
from graph.domain.text import Quoted, Text
from graph.store.audit import AuditFile
from graph.store.measured import MeasuredStore, TellCall
from graph.store.port import Store
from graph.usecases.desk import Desk
from graph.usecases.notices import Post
from graph.usecases.opening import IN_MEMORY, file_of, open_store
from service.config import Settings, data_folder

if TYPE_CHECKING:
    from graph.formats.institutions.online import InstitutionsApi
    from graph.usecases.backups import KeptBackups, NightlyBackups
    from graph.usecases.webhooks import Messenger

__all__ = ["TellCall", "institutions_api", "kept_backups_of", "messenger", "nightly_backups", "open_desk", "store_of"]


def open_desk(
    settings: Settings,
    *,
    create: bool = False,
    or_empty: bool = False,
    tellers: Sequence[TellCall] = (),
    lasts: bool = True,
    in_part: bool = False,
) -> Desk:
    """The desk over the store of the settings; nothing is opened until it is entered.

    The arguments beside the settings, and what it raises, are those of `open_store`; each of `tellers` is told of every
    call of the store, and `lasts` is that of a desk. With `in_part` it holds the part that the settings say; whatever
    else is done with a store takes all of it.

    Raises:
        InvalidInput: of the file with places too, every problem.
    """
    within, places = (settings.within.split(), _places(settings.places)) if in_part and settings.within else ((), {})
    store: Store = store_of(settings, create=create, or_empty=or_empty)
    for tell in tellers:
        store = MeasuredStore(store, tell)
    return Desk(
        store,
        timezone=settings.timezone,
        refresh_seconds=settings.refresh_seconds,
        stale_seconds=settings.stale_seconds,
        audit_seconds=settings.audit_seconds,
        audit_file=_audit_file(settings),
        lasts=lasts,
        post=_post(settings),
        within=within,
        places=places,
    )


def store_of(settings: Settings, *, create: bool = False, or_empty: bool = False) -> Store:
    """The store of the settings itself, for what no desk does; see `open_store`."""
    password = settings.store_password.value if settings.store_password else ""
    return open_store(settings.store, password=password, create=create, or_empty=or_empty)


def nightly_backups(desk: Desk, settings: Settings) -> NightlyBackups | None:
    """What makes a backup every night, by the settings; None when no folder is set.

    Raises:
        InvalidInput: nothing can be written in the folder.
    """
    kept = kept_backups_of(settings)
    if kept is None:
        return None
    from graph.usecases.backups import NightlyBackups  # only what makes them knows archives

    return NightlyBackups(
        desk,
        kept,
        at=time.fromisoformat(settings.backup_at),
        keep=settings.backup_keep,
        timezone=settings.timezone,
    )


def kept_backups_of(settings: Settings) -> KeptBackups | None:
    """Where these are; None when no folder is set.

    Raises:
        InvalidInput: nothing can be written in the folder.
    """
    if not settings.backup_folder:
        return None
    folder = Path(settings.backup_folder)
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInput.because(
            Text("Nothing can be written in the folder {path}", path=str(folder)),
            Text("Make it, and let the user of the service write in it"),
            field="MANDAATWIJZER_BACKUP_FOLDER",
        )
    from graph.usecases.backups import KeptBackups

    return KeptBackups(folder)


def _places(path: Path | None) -> Mapping[str, str]:
    """The address at which each organisation is held, from a file with JSON.

    Raises:
        InvalidInput: it cannot be read, or not each organisation has an address.
    """
    if path is None:
        return {}
    try:
        given = json.loads(path.read_bytes())
    except OSError as error:
        raise _unusable(path, Text("It cannot be read ({reason})", reason=os.strerror(error.errno or 0))) from None
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise _unusable(path, Text("It is no JSON object"))
    problems = [
        problem
        for organisation, address in given.items()
        for problem in _problems_of_place(path, organisation, address)
    ]
    if problems:
        raise InvalidInput(problems)
    return {organisation: address.rstrip("/") for organisation, address in given.items()}


def _problems_of_place(path: Path, organisation: str, address: object) -> Iterator[Problem]:
    if not is_id_of("organisation", organisation):
        yield _unusable_place(path, Text("{text} is no id of an organisation", text=Quoted(organisation[:80])))
    parts = urlsplit(address) if isinstance(address, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        yield _unusable_place(path, Text("{text} has no address of http or https", text=Quoted(organisation[:80])))


def _unusable_place(path: Path, message: Text) -> Problem:
    return Problem(
        place=f"MANDAATWIJZER_PLACES: {path}",
        message=message,
        remedy=Text("Write it as {example}", example='{"organisation/de-brug": "https://een.mandaten.example"}'),
    )


def _unusable(path: Path, message: Text) -> InvalidInput:
    return InvalidInput([_unusable_place(path, message)])


def _post(settings: Settings) -> Post | None:
    """What takes mail, by the settings; what nobody set is not loaded."""
    if not settings.smtp:
        return None
    from service.signin.doors import mail_of

    return mail_of(settings)


def _audit_file(settings: Settings) -> AuditFile | None:
    """Where it was set, else beside the store or among the data of the user; for a store in memory nowhere."""
    if settings.audit_file is not None:
        return AuditFile(settings.audit_file)
    if settings.store == IN_MEMORY:
        return None
    store = file_of(settings.store)
    return AuditFile(data_folder() / "audit.jsonl" if store is None else store.with_name(f"{store.name}.audit.jsonl"))


def messenger() -> Messenger:
    """What carries notices to webhooks; whoever sends none does not load it."""
    from service.outside import Outside

    return Outside("webhooks")


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
    return InstitutionsApi(url=settings.institutions_url, key=settings.institutions_key.value)
