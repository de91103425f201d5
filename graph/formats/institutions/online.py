"""The open institution data of the Flemish government, fetched page by page into one document.

What the service does, and what is not taken on trust: it pages by `page` (from 1) and `size`, and ignores a parameter
`number` silently, answering its first page for ever; so `meta.number` is not looked at, pages are counted here, and a
page that repeats the one before is an error. A document is whole or it is not there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from graph.domain.addresses import is_loopback
from graph.domain.errors import InvalidInput, SourceUnavailable
from graph.domain.text import Quoted, Text
from graph.formats.reading.result import NamedBytes

__all__ = ["InstitutionsApi", "fetch_institutions", "filters_of"]

INSTITUTIONS = "/instelling/v2/instelling"
LOCATIONS = "/instellingslocatie/v1/instellingslocatie"
BOARDS = {"instelling_type": "300"}
PAGE_SIZE = 1_000
MOST_PAGES = 2_000
TRIES = 4
LONGEST_PAUSE_SECONDS = 60.0
_WORTH_ANOTHER_TRY = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsApi:
    """Where and how the data are fetched.

    Attributes:
        url: base address; https, or http on this machine.
        key: sent as `x-api-key`, to this address only: redirects are not followed.
        size: institutions on a page.
        timeout_seconds: to wait for one answer.
        sleep: waits a number of seconds.
    """

    url: str
    key: str
    size: int = PAGE_SIZE
    timeout_seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep


def filters_of(texts: Sequence[str]) -> Mapping[str, str]:
    """Filters as a command line gives them: `instelling_niveau=SO`.

    Raises:
        InvalidInput: every text that is no filter.
    """
    filters: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip().removeprefix("filter_")
        if not equals or not value.strip() or not name.startswith(("instelling_", "instellingslocatie_")):
            raise InvalidInput.because(
                Text("{text} is not a filter", text=Quoted(text, most=60)),
                Text("Write NAME=VALUE, such as instelling_niveau=SO or instellingslocatie_hoofdstructuur=311"),
                field="--filter",
            )
        filters[name] = value.strip()
    return filters


def fetch_institutions(
    api: InstitutionsApi, filters: Mapping[str, str] | None = None, *, boards: Sequence[str] = ()
) -> NamedBytes:
    """Institutions with their boards and sites, as one document for the format to read.

    Args:
        api: where.
        filters: of the service, by name without `filter_`; those of institutions and of sites each go to their own.
        boards: numbers of boards or communities; only what lies directly under one of them is kept. None = all.

    Raises:
        InvalidInput: the address or the key cannot be used.
        SourceUnavailable: the service does not answer, or not as agreed. Nothing is half fetched.
    """
    _check_address(api.url)
    query = dict(filters or {})
    of_sites = {name: value for name, value in query.items() if name.startswith("instellingslocatie_")}
    of_institutions = {name: value for name, value in query.items() if name not in of_sites}
    headers = {"x-api-key": api.key, "accept": "application/json"}
    with httpx.Client(headers=headers, timeout=api.timeout_seconds, follow_redirects=False) as client:
        institutions = list(_everything(client, api, INSTITUTIONS, of_institutions))
        known_boards = [] if of_institutions == BOARDS else list(_everything(client, api, INSTITUTIONS, BOARDS))
        sites = list(_everything(client, api, LOCATIONS, of_sites))
    if boards:
        institutions = _under(institutions, boards)
        query["bestuur"] = ",".join(sorted(number.zfill(6) for number in boards))
    numbers = {str(item.get("instelling_nummer")) for item in institutions}
    document = {
        "instellingsgegevens": 1,
        "query": query,
        "bestuur": known_boards,
        "instelling": institutions,
        "instellingslocatie": [site for site in sites if str(site.get("instelling_nummer")) in numbers],
    }
    return NamedBytes(api.url, json.dumps(document, ensure_ascii=False).encode())


def _under(institutions: Sequence[Mapping[str, Any]], boards: Sequence[str]) -> list[Mapping[str, Any]]:
    wanted = {number.lstrip("0") for number in boards}
    return [
        item
        for item in institutions
        if {_referred(item, "instelling_bestuur"), _referred(item, "instelling_scholengemeenschap")} & wanted
    ]


def _referred(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return str(value.get("instellingsnummer", "")).lstrip("0") if isinstance(value, Mapping) else ""


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
        raise InvalidInput.because(
            Text("{url} is no address to send a key to", url=Quoted(url, most=200)),
            Text("Give one that begins with https://"),
            field="MANDAATWIJZER_INSTITUTIONS_URL",
        )


# Pages


def _everything(
    client: httpx.Client, api: InstitutionsApi, path: str, filters: Mapping[str, str]
) -> Iterator[Mapping[str, Any]]:
    """Every item of an endpoint, page after page."""
    before: list[Any] = []
    total = found = 0
    for page in range(1, MOST_PAGES + 1):
        named = {f"filter_{name}": value for name, value in filters.items()}
        answer = _page(client, api, path, {**named, "page": str(page), "size": str(api.size)})
        content, meta = answer["content"], answer["meta"]
        if content and content == before:
            raise SourceUnavailable(
                Text(
                    "{path} answers page {before} again as page {page}. Report it to its keeper.",
                    path=path,
                    before=page - 1,
                    page=page,
                )
            )
        yield from content
        before, total, found = content, meta["total_elements"], found + len(content)
        if meta.get("last") is True or page >= meta["total_pages"]:
            break
    if found != total:
        raise SourceUnavailable(
            Text(
                "{path} speaks of {total} institutions or sites and gives {found}. Try again later.",
                path=path,
                total=total,
                found=found,
            )
        )


def _page(client: httpx.Client, api: InstitutionsApi, path: str, params: Mapping[str, str]) -> dict[str, Any]:
    response = _answered(client, api, path, params)
    try:
        body = response.json()
    except ValueError:
        raise SourceUnavailable(
            Text("{path} answers something that is not JSON. Try again later.", path=path)
        ) from None
    meta = body.get("meta") if isinstance(body, dict) else None
    content = body.get("content") if isinstance(body, dict) else None
    counted = isinstance(meta, dict) and all(type(meta.get(key)) is int for key in ("total_elements", "total_pages"))
    if not counted or not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        raise SourceUnavailable(
            Text("{path} answers without meta and content. Check the address of the service.", path=path)
        )
    return {"meta": meta, "content": content}


def _answered(client: httpx.Client, api: InstitutionsApi, path: str, params: Mapping[str, str]) -> httpx.Response:
    """A good answer, after some tries where that may help."""
    reason: Text
    pause = 0.0
    for attempt in range(TRIES):
        if attempt:
            api.sleep(pause)
        pause = min(2.0**attempt, LONGEST_PAUSE_SECONDS)
        try:
            response = client.get(api.url.rstrip("/") + path, params=dict(params))
        except httpx.TimeoutException:
            reason = Text("does not answer within {seconds} s", seconds=format(api.timeout_seconds, "g"))
            continue
        except httpx.TransportError as error:
            reason = Text("cannot be reached ({error})", error=type(error).__name__)
            continue
        if response.is_success:
            return response
        if response.status_code not in _WORTH_ANOTHER_TRY:
            raise _refused(response, path)
        reason = Text("answers with status {status}", status=response.status_code)
        pause = _asked_pause(response, pause)
    raise SourceUnavailable(
        Text(
            "{address} {reason}, {tries} times in a row. Try again later.",
            address=api.url + path,
            reason=reason,
            tries=TRIES,
        )
    )


def _asked_pause(response: httpx.Response, otherwise: float) -> float:
    asked = response.headers.get("retry-after", "")
    return min(float(asked), LONGEST_PAUSE_SECONDS) if asked.isdigit() else otherwise


def _refused(response: httpx.Response, path: str) -> Exception:
    status = response.status_code
    if status in (401, 403):
        return InvalidInput.because(
            Text("The key is refused (status {status})", status=status),
            Text(
                "Ask one at onderwijs-api-portaal.vlaanderen.be and give it in MANDAATWIJZER_INSTITUTIONS_KEY "
                "or a secrets file"
            ),
            field="MANDAATWIJZER_INSTITUTIONS_KEY",
        )
    if status in (400, 404, 422):
        return InvalidInput.because(
            Text("{path} does not know this question (status {status})", path=path, status=status),
            Text("Check the filters and the address of the service"),
            field="--filter",
        )
    return SourceUnavailable(
        Text("{path} answers with status {status}. Check the address of the service.", path=path, status=status)
    )
