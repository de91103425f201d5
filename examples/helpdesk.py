"""Who takes this ticket? For a helpdesk, with nothing but Python.

    mandaatwijzer key create helpdesk --scope read --scope read:people > helpdesk.key
    MW_KEY_FILE=helpdesk.key python3 helpdesk.py organisation/de-sluis-mechelen "wifi valt uit"

The key reads, and nothing else: who it may see the names and channels of is decided by the register. Keep its file for
the helpdesk alone (chmod 600), and renew it when its end comes near: mandaatwijzer key renew.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from pathlib import Path

ADDRESS = os.environ.get("MW_ADDRESS", "http://127.0.0.1:8450")
QUERY = Path(__file__).with_name("helpdesk.graphql").read_text(encoding="utf-8")


def main(school: str, words: str) -> None:
    """Print whom the ticket goes to, with how to reach them and until when that answer holds."""
    key = Path(os.environ["MW_KEY_FILE"]).read_text(encoding="utf-8").strip()
    body = json.dumps({"query": QUERY, "variables": {"school": school, "words": words}}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{ADDRESS}/graphql", body, headers), timeout=30) as answer:
        found = json.load(answer)["data"]["responsibility"]
    for contact in found["contactPoints"]:
        ways = ", ".join(channel["address"] for channel in contact["channels"])
        print(f"{contact['holder']['name']}: {ways}")
    print(f"until {found['validUntil'] or 'something changes'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
