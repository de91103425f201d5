"""What is vendored is what it says it is."""

from __future__ import annotations

import hashlib

from service.http.app import STATIC


def test_the_vendored_files_have_their_checksums() -> None:
    vendor = STATIC / "vendor"
    stated = dict(reversed(line.split()) for line in (vendor / "SHA256SUMS").read_text().splitlines())
    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in vendor.iterdir()
        if file.suffix in (".js", ".css")
    }
    assert found == stated


def test_no_page_names_another_server() -> None:
    for file in (*STATIC.glob("*.*"), *(STATIC.parent / "web" / "templates").rglob("*.html")):
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, file.name
        assert "https://" not in text, file.name
