"""The verb that fetches the open data about institutions, as a file that an import takes in."""

from __future__ import annotations

from collections.abc import Sequence

from graph.formats.institutions.online import InstitutionsApi, fetch_institutions, filters_of
from graph.formats.reading.result import NamedBytes

__all__ = ["fetch"]


def fetch(api: InstitutionsApi, filters: Sequence[str] = (), boards: Sequence[str] = ()) -> NamedBytes:
    """The institutions that fit, as a file.

    Args:
        api: where and how to ask.
        filters: of the service, as people write them: `instelling_niveau=SO`.
        boards: numbers of boards and communities; only what lies directly under one of them; none = everything.

    Raises:
        InvalidInput: a text is no filter, or the address or the key cannot be used.
        SourceUnavailable: the service does not answer, or not as agreed.
    """
    return fetch_institutions(api, filters_of(filters), boards=boards)
