"""Every sort of thing that is kept beside the graph: sessions, keys, links, proposals, notices.

Each is declared once, as a frozen value with its key, about whom it is and until when it is kept. A store keeps them
all alike, so that a new sort needs nothing from it. Secrets come in hashed (`hashed`), never open.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeVar

__all__ = [
    "ABOUT_PEOPLE",
    "WAYS_IN",
    "AnyKept",
    "AuditAnchor",
    "AuditStart",
    "Identity",
    "Kept",
    "KeyFacts",
    "Notice",
    "Owner",
    "Passkey",
    "PersonalLink",
    "Proposal",
    "ProposalState",
    "Pseudonym",
    "Secret",
    "SentForm",
    "ServiceKey",
    "Session",
    "SignIn",
    "Unfinished",
    "Webhook",
    "WebhookFacts",
    "hashed",
]

IDLE = timedelta(hours=12)
"""A session that did nothing for so long has ended."""
LONGEST = timedelta(days=30)
"""A session ends after so long, whatever it does."""
LINK_LASTS = timedelta(days=7)
SIGN_IN_LASTS = timedelta(minutes=10)
NOTICE_STAYS = timedelta(days=30)
PROPOSAL_LASTS = timedelta(days=90)
"""How long a proposal waits for an answer, and how long it is known after that."""
UNFINISHED_LASTS = timedelta(days=7)
SENT_FORM_IS_KNOWN = timedelta(days=1)
KEY_IS_TOLD = timedelta(days=90)
"""How long a service key that ended is still known as one that ended."""
FAILURES_UNTIL_REST = 21
"""How often in a row a webhook is not taken until it rests: some four days, as `graph.usecases.webhooks` waits."""


def hashed(secret: str) -> str:
    """What is kept in place of a secret of many random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something that a store keeps.

    Attributes:
        key: under which it is found; one of its sort.
    """

    sort: ClassVar[str]
    key: str

    @property
    def about(self) -> str:
        """Id of the person whose it is; empty when it is nobody's."""
        return ""

    @property
    def until(self) -> datetime | None:
        """When it is there no longer; None = it stays until it is taken away."""
        return None


AnyKept = TypeVar("AnyKept", bound=Kept)
"""One of those sorts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner(Kept):
    """Somebody who may do everything.

    Attributes:
        key: id of the person, or an e-mail address in small letters.
        since: when they were named.
        by: who named them.
    """

    sort = "owner"
    since: datetime
    by: str

    @property
    def about(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Kept):
    """A browser that was let in.

    Attributes:
        key: hash of its secret id.
        person: id of who signed in; None = the local owner.
        provider: how they signed in: the name of a provider, `link`, `passkey` or `local`.
        opened: when.
        seen: when it last did something, to about a minute.
        agent: browser and system, in a few words.
    """

    sort = "session"
    person: str | None
    provider: str
    opened: datetime
    seen: datetime
    agent: str = ""

    @property
    def about(self) -> str:
        return self.person or ""

    @property
    def until(self) -> datetime:
        return min(self.seen + IDLE, self.opened + LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalLink(Kept):
    """A link that lets one person in, once.

    Attributes:
        key: hash of its secret.
        person: id of whom it lets in.
        made: when.
        made_by: id of the person who made it, or `local owner`.
    """

    sort = "link"
    person: str
    made: datetime
    made_by: str

    @property
    def about(self) -> str:
        return self.person

    @property
    def until(self) -> datetime:
        return self.made + LINK_LASTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey(Kept):
    """A passkey of a person.

    Attributes:
        key: its credential id, in base64url.
        person: whose it is.
        public_key: as the authenticator gave it.
        sign_count: how often it signed, as it last said.
        name: what its person calls it.
        made: when it was added.
        used: when it was last used; None = never.
    """

    sort = "passkey"
    person: str
    public_key: bytes
    sign_count: int
    name: str
    made: datetime
    used: datetime | None = None

    @property
    def about(self) -> str:
        return self.person


@dataclass(frozen=True, kw_only=True)
class KeyFacts:
    """What people may know of a key of a program.

    Attributes:
        key: its public part.
        name: of the program that it is for.
        scopes: what it may.
        organisations: ids of those that it may it in, with all below them; empty = all.
        made: when.
        made_by: id of the person who answers for it, as its maker or since they took it over, or `local owner`.
        ends: from when it lets nobody in.
        used: when it was last used, to about a minute; None = never.
    """

    key: str
    name: str
    scopes: tuple[str, ...]
    organisations: tuple[str, ...]
    made: datetime
    made_by: str
    ends: datetime
    used: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceKey(KeyFacts, Kept):
    """A key of a program.

    Attributes:
        digest: hash of its secret part.
        revoked: when it was taken back; None = it was not.
        renews: the public part of the key that it takes the place of.
    """

    sort = "service_key"
    digest: str
    revoked: datetime | None = None
    renews: str | None = None

    @property
    def until(self) -> datetime:
        return min(self.ends, self.revoked or self.ends) + KEY_IS_TOLD


@dataclass(frozen=True, kw_only=True)
class WebhookFacts:
    """What people may know of the webhook of a key.

    Attributes:
        url: where its program is told that the register changed.
        told: the last revision of which it was told.
        told_at: when it took a notice last; None = never.
        failures: how many in a row it did not take.
        status: what it answered to the last of these; None = nothing.
    """

    url: str
    told: int
    told_at: datetime | None = None
    failures: int = 0
    status: int | None = None

    @property
    def rests(self) -> bool:
        """Whether nothing is told any more, until somebody lets it be tried again."""
        return self.failures >= FAILURES_UNTIL_REST


@dataclass(frozen=True, kw_only=True)
class Webhook(WebhookFacts, Kept):
    """The webhook of a key, under the public part of that.

    Attributes:
        secret: with which notices are signed.
        due: when an instance may tell it; one that has it in hand moves this ahead, so that no other does.
    """

    sort = "webhook"
    secret: bytes
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn(Kept):
    """A sign-in that began and still has to be finished, by this instance or another one on the same store.

    Attributes:
        key: hash of its state, or of the challenge of a passkey.
        provider: at which it began; `passkey` for a passkey.
        browser: hash of the secret in a cookie of the browser that began it: another one cannot finish it.
        begun: when.
        nonce: what the signed token has to repeat; empty where the provider signs none.
        verifier: of PKCE.
        person: id of who begins it, where that is known already, as in adding a passkey.
        onward: path of the page to which it leads.
    """

    sort = "sign_in"
    provider: str
    browser: str
    begun: datetime
    nonce: str = ""
    verifier: str = ""
    person: str | None = None
    onward: str = "/"

    @property
    def about(self) -> str:
        return self.person or ""

    @property
    def until(self) -> datetime:
        return self.begun + SIGN_IN_LASTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Kept):
    """Who somebody is at a provider, where the identifiers of their person do not say so.

    Attributes:
        key: the name of the provider, a colon, and its own id of them.
        person: id of the person.
        since: when they were connected.
    """

    sort = "identity"
    person: str
    since: datetime

    @property
    def about(self) -> str:
        return self.person


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    """Accepted in another form than it was proposed."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Kept):
    """A change that somebody may not make, and asks whoever may to make.

    Attributes:
        key: at random.
        person: id of who proposes it.
        made: when.
        revision: of the register that they looked at.
        changes: what it changes: each record as it was and as it would be, in JSON.
        form: address of the form in which it was filled in.
        fields: what was typed there: names and texts, in JSON.
        why: in the words of who proposes it; may be empty.
        state: what became of it.
        answered: when; None = it waits.
        answered_by: id of the person who answered, or `local owner`; empty while it waits.
        word: said with the answer; may be empty.
        became: number of the revision that it became; None = it changed nothing.
    """

    sort = "proposal"
    person: str
    made: datetime
    revision: int
    changes: str
    form: str
    fields: str
    why: str
    state: str = ProposalState.OPEN.value
    answered: datetime | None = None
    answered_by: str = ""
    word: str = ""
    became: int | None = None

    @property
    def about(self) -> str:
        return self.person

    @property
    def until(self) -> datetime:
        return (self.answered or self.made) + PROPOSAL_LASTS

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == ProposalState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished(Kept):
    """A step of a form that somebody began to fill in and did not save.

    Attributes:
        key: hash of whose it is and of which form, and the number of the step after a full stop.
        person: id of who filled it in, or `local owner`.
        at: when they last did.
        form: its address.
        path: address of the page that goes on with it.
        fields: what was typed: names and texts, in JSON.
    """

    sort = "unfinished"
    person: str
    at: datetime
    form: str
    path: str
    fields: str

    @property
    def about(self) -> str:
        return self.person

    @property
    def until(self) -> datetime:
        return self.at + UNFINISHED_LASTS


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm(Kept):
    """That a form was sent which makes something once, unless making it failed.

    Attributes:
        key: hash of what was sent, and of the session that it came from.
        at: when it was sent.
    """

    sort = "sent_form"
    at: datetime

    @property
    def until(self) -> datetime:
        return self.at + SENT_FORM_IS_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Kept):
    """Something that somebody is told about how they sign in.

    Attributes:
        key: random.
        person: id of whom it is for.
        what: happened, in a word.
        at: when.
    """

    sort = "notice"
    person: str
    what: str
    at: datetime

    @property
    def about(self) -> str:
        return self.person

    @property
    def until(self) -> datetime:
        return self.at + NOTICE_STAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonym(Kept):
    """By what a person stands in the audit file; when it is forgotten nobody can say whom that is.

    Attributes:
        key: the pseudonym.
        person: id of the person.
    """

    sort = "pseudonym"
    person: str

    @property
    def about(self) -> str:
        return self.person


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret(Kept):
    """A secret that the instances on one store have in common, and nobody else.

    Attributes:
        key: what it is for.
        value: random bits, as hexadecimal digits.
    """

    sort = "secret"
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditAnchor(Kept):
    """How far an audit file was, so that its end cannot be cut off unseen.

    Attributes:
        key: which file.
        count: how many entries it had.
        digest: hash of the last one.
    """

    sort = "audit_anchor"
    count: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditStart(Kept):
    """Where an audit file begins, once its oldest entries were taken away.

    Attributes:
        key: which file.
        count: number of the last entry that is there no longer.
        digest: its hash, which the first one that is there follows.
    """

    sort = "audit_start"
    count: int
    digest: str


WAYS_IN: tuple[type[Kept], ...] = (Owner, Session, PersonalLink, Passkey, ServiceKey, SignIn, Identity)
"""What lets somebody in."""

ABOUT_PEOPLE: tuple[type[Kept], ...] = (*WAYS_IN, Notice, Proposal, Unfinished, Pseudonym)
"""Every sort in which somebody is named: what erasing goes through, and what has to end some day."""
