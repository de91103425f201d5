"""Every way to change something, with an example, and who may do it in the words of the design.

`MAY` is the policy; a row says under which line of it its example falls. What is expected stands here alone, and
nothing of it comes from the service. A verb, or a page that is sent, without a row fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from tests.sight.arena import BRUG, DIJK, LINK, PASSKEY, PEOPLE, VIEWERS

__all__ = ["MAY", "PAGES", "VERBS", "Write", "expected"]

MAY: Mapping[str, frozenset[str]] = {
    "grant": frozenset({"owner", "head"}),
    "appoint": frozenset({"owner", "head", "keeper", "key write:mandates", "key admin"}),
    "affiliate": frozenset({"owner", "head", "keeper", "key write:people", "key admin"}),
    "agree": frozenset({"owner", "head", "keeper", "key admin"}),
    "people": frozenset({"owner", "keeper", "key write:people", "key admin"}),
    "keep": frozenset({"owner", "keeper", "key admin"}),
    "owner": frozenset({"owner"}),
    "own": frozenset({"owner", "keeper", "same person", "key write:people", "key admin"}),
    "own alone": frozenset({"owner", "same person"}),
    "oneself": frozenset(PEOPLE),
    "people of the register": frozenset(PEOPLE) - {"owner"},
    "programs": frozenset({"owner", "keeper"}),
    "keeps a key": frozenset({"keeper"}),
    "own channels": frozenset({"owner", "keeper", "same person", "key admin"}),
    "own mandates": frozenset({"owner", "head", "keeper", "same person", "key write:mandates", "key admin"}),
    "who keeps": frozenset({"owner", "head", "keeper", "key admin"}),
    "sign-ins": frozenset({"owner", "keeper", "key write:people", "key admin"}),
    "links": frozenset({"owner", "keeper"}),
    "that person": frozenset({"same person"}),
    "who has the link": frozenset(VIEWERS),
    "nobody": frozenset(),
}
"""Who may do what at De Brug. What all schools share, and other schools, is the owner's; `sign-ins` is who says how An
signs in: the owner, and who may everything that An may; `nobody`: it writes nothing whoever sends it;
`keeps a key`: who may keep it, without the owner who made it."""


@dataclass(frozen=True, slots=True)
class Write:
    """An attempt to change something.

    Attributes:
        right: the line of `MAY`.
        given: what is sent.
        of: what this one of several is about.
        key: that takes the place of what an address leaves open; of a file the one that the first step led to.
        first: the address, and what is sent there, by which whoever attempts it comes so far.
    """

    right: str
    given: Mapping[str, Any] = field(default_factory=dict)
    of: str = ""
    key: str = ""
    first: tuple[str, Mapping[str, Any]] | None = None


def expected(write: Write, *, by_key: bool) -> frozenset[str]:
    """Who is expected to write; pages take no keys."""
    may = MAY[write.right]
    return may if by_key or write.right == "who has the link" else may & PEOPLE.keys()


def one(right: str, of: str = "", /, **given: Any) -> tuple[Write, ...]:
    return (Write(right, given, of),)


RENAMED = {"name": "Anders"}
TODAY, LATER = "2026-10-15", "2026-12-01"

VERBS: Mapping[str, tuple[Write, ...]] = {
    "acceptFinding": one("agree", finding="{finding}", organisation=BRUG, reason="zo laten"),
    "addRecord": one("keep", kind="role", at=BRUG, values=RENAMED),
    "adoptProfile": one("agree", organisation=BRUG, profile="profile/basis"),
    "applyChanges": (
        Write("keep", {"changes": [{"put": {"kind": "role", "id": "role/oud", **RENAMED}}]}, "a function"),
        Write("owner", {"changes": [{"put": {"kind": "role", "id": "role/ver", **RENAMED}}]}, "of another school"),
    ),
    "appoint": one("appoint", person="person/dirk", role="role/oud"),
    "changeAllotment": one("keep", record="allotment/een", ictHours=4.0),
    "changeBody": one("keep", record="body/team", name="Anders"),
    "changeChannel": one("own channels", record="channel/gsm", name="Anders"),
    "changeDecision": one("owner", record="decision/grant", name="Anders"),
    "changeExpertise": one("owner", record="expertise/net", name="Anders"),
    "changeFrom": one("appoint", record="holds/an", since="2027-02-01", values={"hours_per_week": 2}),
    "changeNorm": one("agree", record="norm/een", name="Anders"),
    "changeOrganisation": one("keep", record=BRUG, name="Anders"),
    "changePerson": (
        Write("people", {"record": "person/an", "name": "Anders"}, "their name"),
        Write("own alone", {"record": "person/an", "shareExpertise": "EVERYONE"}, "with whom they share"),
        Write("sign-ins", {"record": "person/an", "email": "ander@school.example"}, "the address of a member"),
        Write("owner", {"record": "person/els", "email": "ander@school.example"}, "the address of the head"),
        Write("owner", {"record": "person/gast", "name": "Anders"}, "somebody elsewhere"),
    ),
    "changeProfile": one("owner", record="profile/basis", name="Anders"),
    "changeRole": one("keep", record="role/oud", name="Anders"),
    "changeRoleType": one("owner", record="role_type/ict", name="Anders"),
    "changeTask": one("owner", record="task/wifi", name="Anders"),
    "changeTaskGroup": one("owner", record="task_group/net", name="Anders"),
    "confirmExpertise": one("own", knows=["knows/an"]),
    "confirmMandates": one("own mandates", mandates=["executes/an"]),
    "copyArrangement": one("owner", source=BRUG, target="organisation/dijk"),
    "correctRecord": one("keep", record="role/oud", values=RENAMED),
    "createAllotment": one("keep", name="Nieuw", ictHours=2.0),
    "createBody": one("keep", name="Nieuw", at=BRUG, type="ICT_TEAM"),
    "createChannel": one("keep", name="Nieuw", at=BRUG, type="MAIL"),
    "createDecision": one("owner", name="Nieuw"),
    "createExpertise": one("owner", name="Nieuw"),
    "createNorm": one("agree", name="Nieuw", mandate="EXECUTES", subject="task/wifi", appliesTo=[BRUG]),
    "createOrganisation": one("owner", name="Nieuw", type="SCHOOL"),
    "createPerson": one("people", name="Nieuw", at=BRUG),
    "createProfile": one("owner", name="Nieuw"),
    "createRole": one("keep", name="Nieuw", at=BRUG),
    "createRoleType": one("owner", name="Nieuw"),
    "createTask": one("owner", name="Nieuw"),
    "createTaskGroup": one("owner", name="Nieuw"),
    "endHolding": one("appoint", holding="holds/an", until="2027-02-01"),
    "endMandate": one("appoint", mandate="executes/an", until=LATER),
    "endRecord": one("keep", record="role/oud", until=LATER),
    "grantMandate": (
        Write("appoint", {"kind": "EXECUTES", "holder": "role/oud", "subject": "task/wifi", "scope": [BRUG]}, "to do"),
        Write("appoint", {"kind": "CONTACT_POINT_FOR", "holder": "role/oud", "subject": "task/wifi"},
              "to be confirmed"),
        Write("grant", {"kind": "CONTACT_POINT_FOR", "holder": "role/oud", "subject": "task/wifi",
                        "grantedBy": "role/head"}, "granted"),
        Write("who keeps", {"kind": "EXECUTES", "holder": "person/an", "subject": "task/keep", "scope": [BRUG]},
              "to keep the register"),
        Write("owner", {"kind": "EXECUTES", "holder": "role/oud", "subject": "task/wifi",
                        "scope": [BRUG, "organisation/dijk"]}, "also for another school"),
    ),
    "handOver": one("appoint", person="person/an", to="person/dirk", on=LATER, facts=["executes/an"]),
    "joinBody": one("appoint", body="body/team", member="person/an"),
    "leaveBody": one("appoint", membership="member_of/bo", until=LATER),
    "markNotUsed": one("agree", organisation=BRUG, subject="task/wifi"),
    "mergeRecords": one("keep", keep="role/ict", drop="role/oud"),
    "optOut": one("agree", organisation=BRUG, subject="task/wifi"),
    "orderMandates": one("appoint", mandates=["contact_point_for/ict"]),
    "planWeek": one("appoint", holding="holds/an", parts=[{"organisation": BRUG, "days": ["MON_AM"]}]),
    "recordExpertise": one("own", person="person/an", expertise="expertise/cloud", level=2),
    "registerAbsence": one("own", person="person/an", since="2027-01-04", until="2027-01-08"),
    "removeRecord": one("keep", record="allotment/een"),
    "revertRevision": one("keep", revision=2),
    "setNorm": one("agree", name="Nieuw", mandate="EXECUTES", subject="task/wifi", appliesTo=[BRUG]),
}  # fmt: skip
"""By the name of the mutation."""


def form(right: str, of: str = "", /, *, key: str = "", **given: Any) -> tuple[Write, ...]:
    return (Write(right, {"action": "save", **given}, of, key),)


def pasted(right: str, lines: str, group: str = "") -> tuple[Write, ...]:
    """A list that was shown as it is understood, and is sent to be kept."""
    seen = crc32("\n".join((lines, group, "")).encode())
    return form(right, lines=lines, group=group, seen=f"{seen:x}")


ASSIGNED = {"organisation": BRUG, "subject": "task/wifi", "holder": "role/oud", "action": "save"}
FILE = {"bestand": ("mensen.csv", "naam;e-mail;school\nMia Nieuw;mia@school.example;brug\n", "text/csv")}

PAGES: Mapping[str, tuple[Write, ...]] = {
    "/taal": form("nobody", language="en", back="/"),
    "/mij": form("nobody", person="person/bo"),
    "/mij/gezien": form("nobody"),
    "/bekijk-als": form("nobody", person="person/bo"),
    "/aanmelden/bij/{name}": form("nobody", key="school"),
    "/aanmelden/link": form("who has the link", token=LINK),
    "/aanmelden/passkey/vraag": form("nobody"),
    "/aanmelden/passkey": form("nobody", answer="{}"),
    "/afmelden": form("oneself"),
    "/open": form("nobody", token="geraden"),
    "/open/adres": form("nobody", address="http://elders.example"),
    "/mij/sessies/beeindigen": (
        Write("oneself", {"session": "{session}"}, "one's own"),
        Write("owner", {"session": "{session of owner}"}, "the owner's"),
    ),
    "/mij/sessies/alle": form("oneself"),
    "/mij/account/{name}": form("nobody", key="school"),
    "/mij/passkeys/vraag": form("nobody"),
    "/mij/passkeys": form("nobody", answer="{}"),
    "/mij/passkeys/naam": form("that person", passkey=PASSKEY, name="Anders"),
    "/mij/passkeys/weg": form("that person", passkey=PASSKEY),
    "/persoon/{key}/link": (
        Write("links", {}, "a member", "an"),
        Write("owner", {}, "the head", "els"),
        Write("owner", {}, "somebody elsewhere", "gast"),
    ),
    "/mij/gegevens/delen": form("people of the register", share="group"),
    "/mij/gegevens/weg": form("that person", record="knows/an"),
    "/mij/gegevens/wissen": form("people of the register", sure="1"),
    "/persoon/{key}/wissen": form("own alone", key="an", sure="1"),
    "/wijzigen/toewijzen": (
        Write("appoint", {**ASSIGNED, "kind": "EXECUTES"}, "to do"),
        Write("appoint", {**ASSIGNED, "kind": "CONTACT_POINT_FOR"}, "to be confirmed"),
    ),
    "/wijzigen/volgorde": form(
        "appoint", organisation=BRUG, subject="task/wifi", kind="CONTACT_POINT_FOR", mandates="contact_point_for/ict"
    ),
    "/wijzigen/stopzetten": form("appoint", mandate="executes/an", last=LATER),
    "/wijzigen/aanduiden": form("appoint", person="person/dirk", role="role/oud"),
    "/wijzigen/functie-stopzetten": form("appoint", holding="holds/an", last="2027-02-01"),
    "/wijzigen/vaste-dagen": form("appoint", holding="holds/an", **{"half:mon_am": BRUG}),
    "/wijzigen/niet-beschikbaar": form("own", person="person/an", since="2027-01-04", last="2027-01-08"),
    "/wijzigen/overdragen": form("appoint", person="person/an", to="person/dirk", last=LATER, facts="executes/an"),
    "/wijzigen/expertise": form("own", person="person/an", expertise="expertise/cloud", level="2"),
    "/wijzigen/expertise-bevestigen": form("own", person="person/an", knows="knows/an"),
    "/wijzigen/doen-we-zelf": form("agree", organisation=BRUG, subject="task/wifi"),
    "/wijzigen/niet-bij-ons": form("agree", organisation=BRUG, subject="task/wifi"),
    "/wijzigen/minimumafspraak": form(
        "agree", name="Nieuw", subject="task/wifi", mandate="EXECUTES", minimum="1", applies_to=BRUG, obligation="own"
    ),
    "/wijzigen/overleg": form("appoint", body="body/team", member="person/an", capacity="member"),
    "/wijzigen/overleg-verlaten": form("appoint", membership="member_of/bo", last=LATER),
    "/wijzigen/kopieren": form("owner", source=BRUG, target=DIJK),
    "/wijzigen/bewust-zo-laten": form("agree", finding="{finding}", organisation=BRUG, why="zo laten", last=LATER),
    "/wijzigen/klopt-nog": form("own mandates", about="person/an", mandates="executes/an", ticked="1"),
    "/wijzigen/ongedaan-maken": form("keep", number="2"),
    "/wijzigen/samenvoegen": form("keep", keep="role/ict", drop="role/oud"),
    "/wijzigen/toevoegen": form("keep", kind="role", at=BRUG, name="Nieuw"),
    "/wijzigen/verbeteren": form("keep", record="role/oud", name="Anders"),
    "/wijzigen/wijzigen-vanaf": form("appoint", record="holds/an", from_day="2027-02-01", hours_per_week="2"),
    "/wijzigen/beeindigen": form("keep", record="role/oud", last=LATER),
    "/wijzigen/verlengen": form("own", record="absent_from/an", last=LATER),
    "/wijzigen/verwijderen": form("keep", record="allotment/een"),
    "/kwetsbaarheid/wat-als": form("nobody", leaves="person/an", organisation=BRUG),
    "/invoeren": (Write("nobody", FILE),),
    "/invoeren/bestand/{key}": (
        Write("people", {"action": "save", "revision": "2"}, "people of a school", "", ("/invoeren", FILE)),
    ),
    "/invoeren/bestand/{key}/bezig": form("nobody", key="geen"),
    "/invoeren/ongedaan/{key}": form("keep", key="2", expected="2"),
    "/voorstellen/{key}": (
        Write("agree", {"action": "accept"}, "accepted", "{proposal}"),
        Write("agree", {"action": "decline", "word": "nee"}, "declined", "{proposal}"),
        Write("that person", {"action": "withdraw"}, "withdrawn", "{proposal}"),
    ),
    "/bezig/weg": form("nobody", form="niet-bij-ons"),
    "/begin/voorbeeld": form("nobody"),
    "/begin/scholen": pasted("owner", "Basisschool Nieuw", "Groep"),
    "/begin/collegas": pasted("people", "Mia Nieuw;mia@school.example;brug"),
    "/begin/school/{key}": form("appoint", key="brug", **{"EXECUTES task_group/net": "role/oud"}),
    "/sleutels": form("programs", name="sync", scope="read", organisation=BRUG),
    "/sleutels/vernieuwen": form("programs", of="{key}"),
    "/sleutels/intrekken": form("programs", of="{key}"),
    "/sleutels/overnemen": form("keeps a key", of="{key}"),
    "/sleutels/webhook": (
        Write("programs", {"of": "{key}", "url": "https://helpdesk.school.example/register"}, "set"),
        Write("nobody", {"of": "{key}", "action": "end"}, "ended, where there is none"),
    ),
}
"""By the address of the page to which it is sent."""
