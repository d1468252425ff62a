"""E-mail: an event as a letter in plain text, by the mail server that the desk was set up with.

Invariant: nothing is sent where no server is set up, and never in the clear but to this machine; no text of a report
or of a form can put a line into a header.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Literal, get_args

from trucewatch.desk.alerting.sending import Message, SendingError
from trucewatch.desk.settings import LOOPBACK

Security = Literal["starttls", "tls", "none"]
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")
_SECONDS = 20.0
_LONGEST = 200


class MailError(Exception):
    """Mail settings that cannot be used; `str()` names the setting in one line."""


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """The server that takes our letters: see docs/alerts.md for the environment that they are read from."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def from_environment(environment: Mapping[str, str] | None = None) -> MailSettings | None:
    """The settings in the environment; None where it names no server. Raises MailError where they make no sense."""
    known = os.environ if environment is None else environment
    host = known.get("TRUCEWATCH_SMTP_HOST", "").strip()
    if not host:
        return None
    wanted = known.get("TRUCEWATCH_SMTP_SECURITY", "starttls")
    security: Security | None = next((one for one in get_args(Security) if one == wanted), None)
    if security is None:
        raise MailError(f"TRUCEWATCH_SMTP_SECURITY: say {', '.join(get_args(Security))}")
    if security == "none" and host not in LOOPBACK:
        raise MailError(
            "TRUCEWATCH_SMTP_SECURITY: letters go in the clear to this machine's own server alone"
        )
    port = known.get("TRUCEWATCH_SMTP_PORT", "465" if security == "tls" else "587")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise MailError("TRUCEWATCH_SMTP_PORT: is no port")
    try:
        sender = target(known.get("TRUCEWATCH_SMTP_FROM", ""))
    except ValueError as error:
        raise MailError(f"TRUCEWATCH_SMTP_FROM: {error}") from None
    return MailSettings(
        host=host,
        port=int(port),
        sender=sender,
        security=security,
        user=known.get("TRUCEWATCH_SMTP_USER") or None,
        password=known.get("TRUCEWATCH_SMTP_PASSWORD") or None,
    )


def target(address: str) -> str:
    """An address of e-mail that a letter may go to: one, and nothing but it. Raises ValueError where it is none."""
    if not _ADDRESS.fullmatch(address.strip()):
        raise ValueError("is no address of e-mail")
    return address.strip()


class Mail:
    """Sends events as letters.

    Args:
        settings: the server; None where none is set up, and then every letter fails for the time being.
    """

    def __init__(self, settings: MailSettings | None) -> None:
        self._settings = settings

    def send(self, message: Message) -> str:
        """Send an event; see `Channel.send`."""
        settings = self._settings
        if settings is None:
            raise SendingError("no mail server is set up (TRUCEWATCH_SMTP_HOST)", temporary=True)
        made = letter(message, settings.sender)
        try:
            with _connected(settings) as server:
                if settings.user is not None:
                    server.login(settings.user, settings.password or "")
                server.send_message(made, from_addr=settings.sender, to_addrs=[message.alert.target])
        except smtplib.SMTPResponseException as error:
            raise SendingError(
                f"the mail server answered {error.smtp_code}", temporary=400 <= error.smtp_code < 500
            ) from None
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            told = ", ".join(map(str, codes))
            temporary = all(400 <= code < 500 for code in codes)
            raise SendingError(f"the mail server refused the address ({told})", temporary=temporary) from None
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            raise SendingError(f"the mail server has no TLS that holds ({error})", temporary=False) from None
        except (OSError, smtplib.SMTPException) as error:
            raise SendingError(f"no answer from the mail server ({error})"[:200], temporary=True) from None
        return "sent by e-mail"


def letter(message: Message, sender: str) -> EmailMessage:
    """The letter for an event."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = message.alert.target
    made["Subject"] = _line(
        f"[{message.case_name}] {message.rule.name or message.rule.of.name}: {message.event.title}"
    )
    made["Date"] = formatdate(localtime=False)
    made["Message-ID"] = f"<{message.event.key}.{message.alert.number}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content("\n".join(_lines(message)).encode("utf-8", "replace").decode(), cte="quoted-printable")
    return made


def _lines(message: Message) -> list[str]:
    event = message.event
    lines = [event.title, "", event.sentence, ""]
    for quote in event.quotes[:20]:
        where = [
            quote.voice.name,
            quote.outlet if quote.outlet != quote.voice.name else None,
            quote.published,
        ]
        lines += [f"“{' '.join(quote.words.split())}”", f"  {', '.join(part for part in where if part)}", ""]
    lines += [
        f"{len(event.sources)} independent source(s): {', '.join(event.sources) or 'none'}",
        message.link,
    ]
    lines += ["", "-- ", f"By your rule: {message.rule.words}.", "What reports say, not what is established."]
    return lines


def _line(text: str) -> str:
    """Text that can stand in a header: one line, of a bounded length."""
    plain = "".join(" " if not character.isprintable() else character for character in text)
    return " ".join(plain.encode("utf-8", "replace").decode().split())[:_LONGEST]


def _connected(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
    if settings.security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server
