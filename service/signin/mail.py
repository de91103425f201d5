"""Mail with a personal link, through a server that takes it over TLS."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog

from graph.domain.addresses import is_loopback
from graph.domain.errors import SourceUnavailable
from graph.domain.text import Text

__all__ = ["Mail"]

SECONDS = 15.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A server that takes mail.

    Attributes:
        server: smtp://USER@HOST:587, or smtps://USER@HOST:465.
        password: of the user.
        sender: address from which mail comes.
    """

    server: str
    password: str = field(repr=False)
    sender: str

    async def send(self, to: str, subject: str, text: str) -> None:
        """Send a text to one address.

        Raises:
            SourceUnavailable: the server does not take it.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message.set_content(text)
        try:
            await asyncio.to_thread(self._deliver, message)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail_not_sent", reason=type(error).__name__)
            raise SourceUnavailable(Text("The mail could not be sent. Give the link yourself.")) from None

    async def look(self) -> None:
        """Sign in at the server, and send nothing.

        Raises:
            SourceUnavailable: it does not answer, or does not take this user.
        """
        try:
            await asyncio.to_thread(self._deliver, None)
        except (OSError, smtplib.SMTPException) as error:
            reason = type(error).__name__
            raise SourceUnavailable(Text("The mail server does not take our mail: {reason}", reason=reason)) from None

    def _deliver(self, message: EmailMessage | None) -> None:
        parts = urlsplit(self.server)
        host, tls = parts.hostname or "", ssl.create_default_context()
        if parts.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=tls)
        else:
            connection = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
        with connection:
            if parts.scheme == "smtp" and not is_loopback(host):
                connection.starttls(context=tls)
            if parts.username:
                connection.login(unquote(parts.username), self.password)
            connection.ehlo_or_helo_if_needed()
            if message is not None:
                connection.send_message(message)
