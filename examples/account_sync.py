"""Who works at a school today? For a program that makes and closes accounts, with nothing but Python.

    mandaatwijzer key create "account sync" --scope read:people --organisation organisation/de-sluis-mechelen > sync.key
    MW_KEY_FILE=sync.key python3 account_sync.py organisation/de-sluis-mechelen

The key reads the people of that one school and of nothing else. Run it every night; with account_changes.graphql it
asks only what changed since the revision that it saw last. A key that ends says so in the overview of whoever keeps the
register, a month ahead; after mandaatwijzer key renew the old one goes on for 14 days.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ADDRESS = os.environ.get("MW_ADDRESS", "http://127.0.0.1:8450")
QUERY = Path(__file__).with_name("account_sync.graphql").read_text(encoding="utf-8")


def people(school: str) -> Iterator[dict[str, Any]]:
    """The staff of a school, page by page."""
    after = None
    while True:
        page = asked({"school": school, "after": after})["persons"]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def asked(variables: dict[str, str | None]) -> dict[str, Any]:
    """The data that the query answers."""
    key = Path(os.environ["MW_KEY_FILE"]).read_text(encoding="utf-8").strip()
    body = json.dumps({"query": QUERY, "variables": variables}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{ADDRESS}/graphql", body, headers), timeout=30) as answer:
        data: dict[str, Any] = json.load(answer)["data"]
    return data


if __name__ == "__main__":
    for person in people(sys.argv[1]):
        functions = ", ".join(holding["to"]["name"] for holding in person["holdings"]["nodes"])
        print(f"{person['id']}\t{person['email'] or ''}\t{functions}")
