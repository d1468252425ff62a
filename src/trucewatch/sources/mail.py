"""E-mail to reports: a message (.eml) or a mailbox (.mbox).

Invariant: each message is one report or one problem; what is attached to it is left aside.
"""

from __future__ import annotations

import email
import mailbox
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import BinaryIO

from trucewatch.records import Report
from trucewatch.sources.problems import SourceError
from trucewatch.sources.text import report

_LONGEST = 50_000_000
"""Bytes of a message with all that is attached to it."""


def message(
    stream: BinaryIO, *, path: str, stem: str, title: str | None, published: str | date | None
) -> Report:
    """The report that a message is: its body, its subject as title, its date, its sender as outlet.

    The plain text is taken where there is one, else the article of the page. `title` and `published` stand in
    where the message has none. Raises SourceError where there is no text in it.
    """
    data = stream.read(_LONGEST + 1)
    return _report(data, path, stem, title, published)


def messages(
    path: str, *, shown: str, stem: str, title: str | None, published: str | date | None
) -> Iterator[Report | SourceError]:
    """The report of each message of a mailbox in mbox form, or what is wrong with the message."""
    box = mailbox.mbox(Path(path), create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            try:
                with box.get_file(key) as stream:
                    data = stream.read(_LONGEST + 1)
                yield _report(data, shown, f"{stem}:{number}", title, published)
            except SourceError as problem:
                yield SourceError(f"message {number} {problem.cause}", path=shown)
    finally:
        box.close()


def _report(data: bytes, path: str, name: str, title: str | None, published: str | date | None) -> Report:
    if len(data) > _LONGEST:
        raise SourceError(f"is too long: more than {_LONGEST / 1e6:.0f} MB")
    try:
        parsed = email.message_from_bytes(data, policy=default)
        text = _body(parsed)
        sender, day = parsed["from"], parsed["date"]
        identifier, subject = parsed["message-id"], parsed["subject"]
        outlet = sender.addresses[0] if sender and sender.addresses else None
        sent = day.datetime.date() if day and day.datetime else None
    except SourceError:
        raise
    except (
        LookupError,
        ValueError,
        AttributeError,
        TypeError,
    ) as error:  # what a malformed message brings on
        raise SourceError(f"is no e-mail that can be read ({error})") from None
    return report(
        text,
        id=str(identifier).strip("<> ") if identifier else name,
        path=path,
        title=str(subject) if subject else title,
        outlet=(outlet.display_name or outlet.addr_spec) if outlet else None,
        published=sent or published,
    )


def _body(parsed: EmailMessage) -> str:
    body = parsed.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise SourceError("has no text, only what is attached to it")
    content = body.get_content()
    if not isinstance(content, str):
        raise SourceError("has no text, only what is attached to it")
    if body.get_content_subtype() == "html":
        from trucewatch.sources import pages

        article = pages.article(content)
        if article is None:
            raise SourceError("no article was found in the message")
        return article.text
    return content.replace("\r\n", "\n")
