"""Ask what changed when the register says that something did. A small receiver of webhooks, with nothing but Python.

    mandaatwijzer key webhook 0123456789abcdef https://sync.school.example/register > sync.secret
    MW_SECRET_FILE=sync.secret python3 webhook.py

A notice says the number of a revision and nothing else, and may come twice: ask with account_changes.graphql what
changed since the revision that you asked last. Answer at once, and do the work after that.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

SECONDS = 300
"""How old a notice may be: an older one may be a copy that somebody sends again."""


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether the register sent this, and just now."""
    seconds = headers.get("webhook-timestamp", "")
    signed = f"{headers.get('webhook-id')}.{seconds}.".encode() + body
    key = base64.b64decode(secret.strip().removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    is_signed = any(hmac.compare_digest(wanted, each) for each in headers.get("webhook-signature", "").split())
    return is_signed and abs(time.time() - int(seconds)) < SECONDS


class Receiver(BaseHTTPRequestHandler):
    """Takes notices."""

    def do_POST(self) -> None:
        """Take one."""
        body = self.rfile.read(int(self.headers["content-length"]))
        secret = Path(os.environ["MW_SECRET_FILE"]).read_text(encoding="utf-8")
        is_ours = is_genuine(self.headers, body, secret)
        self.send_response(204 if is_ours else 403)
        self.end_headers()
        if is_ours:
            print("The register is at revision", json.loads(body)["data"]["revision"], flush=True)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", 8460), Receiver).serve_forever()
