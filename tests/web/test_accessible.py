"""Every reading page against WCAG 2.2 A and AA: in both languages, light and dark, narrow and zoomed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Served
from tests.web.visits import Visit, violations

pytestmark = pytest.mark.browser

SCHOOL = "organisation/de-kade-wijgmaal"
PAGES = (
    "/",
    "/zoeken?q=paswoord",
    "/zoeken?q=qqqq",
    "/mij?choose=1",
    "/mij",
    f"/wie?organisation={SCHOOL}&subject=eerstelijnsproblemen",
    "/organisaties",
    "/organisatie/de-kade-wijgmaal",
    "/organisatie/scholengroep-de-vaart",
    "/persoon/k7m2q9xa",
    "/functie/ict-coordinator-basis",
    "/functie/secretariaat-de-sluis",
    "/gegevens?record=organisation/de-kade-wijgmaal",
    "/overleg/ict-team-groep",
    "/taak/t02",
    "/taakgroep/technisch",
    "/expertise/e1-2",
    "/aandachtspunten",
    "/aandachtspunten/verloop",
    "/kwetsbaarheid",
    "/expertise",
    "/expertise?topic=wifi",
    f"/weg?from={SCHOOL}&topic=wifi",
    "/geschiedenis",
    f"/geschiedenis/{SCHOOL}",
    f"/geschiedenis/vergelijk?organisation={SCHOOL}",
    "/organisatie/de-kade-wijgmaal/contactkaart",
    "/organisatie/de-kade-wijgmaal/contactkaart?bare=1",
    f"/kwetsbaarheid/oplossing?organisation={SCHOOL}",
    "/api",
    "/sleutels",
    "/nergens",
    "/open?token=nee",
)
HEAD = "person/kh6y8cee"
LOOKS: dict[str, tuple[tuple[str, int], ...]] = {
    "nl-BE": (("light", 1280),),
    # A screen of 1280 pixels at 200 % is as wide as one of 640.
    "en-GB": (("dark", 320), ("light", 640)),
}
BY_LOOK = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
"""The rules about how a page looks; the others say the same of it in each look."""


@pytest.mark.parametrize("locale", LOOKS)
def test_no_page_shuts_anybody_out(browser: Any, example: Served, locale: str) -> None:
    found: list[str] = []
    with Visit(browser, example, locale=locale) as visit:
        visit.be(HEAD)
        for path in PAGES:
            visit.open(path)
            for number, (scheme, width) in enumerate(LOOKS[locale]):
                visit.page.emulate_media(color_scheme=scheme)
                visit.page.set_viewport_size({"width": width, "height": 800})
                found += [
                    f"{path} ({scheme}, {width}): {problem}"
                    for problem in violations(visit.page, BY_LOOK if number else ())
                ]
                if visit.width() > width:
                    found.append(f"{path} has to be scrolled sideways at {width}")
    assert not found, "\n".join(found)
