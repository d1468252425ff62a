"""Webhooks and letters: signed, to where they may go and nowhere else, and harmless whatever a report says."""

from __future__ import annotations

import email
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Iterator
from email.policy import default
from typing import Any

import httpcore
import pytest

from tests.desk.alerting.post_office import PostOffice, open_for_letters
from tests.server import Server, answer, serving
from trucewatch.archive.alerts import Alert
from trucewatch.desk.alerting import mail, webhooks
from trucewatch.desk.alerting.events import Event
from trucewatch.desk.alerting.mail import Mail, MailError, MailSettings
from trucewatch.desk.alerting.rules import Rule
from trucewatch.desk.alerting.sending import WAITS, Message, SendingError, again
from trucewatch.desk.alerting.webhooks import Webhooks
from trucewatch.linking import Quote, Reference, Voice

HOSTILE = "Talks\r\nBcc: everybody@example.org\r\n\r\n<script>\u2028\x00\ud800"


def message(target: str = "https://hooks.example/x", channel: Any = "webhook", **values: Any) -> Message:
    made: dict[str, Any] = {
        "key": "e" * 40,
        "kind": "talks",
        "thing": "abcdef",
        "title": "Talks at Birch",
        "sentence": "talks cancelled, Birch",
        "came": "2021-05-03T09:00:00Z",
        "sources": ("Gazette",),
        "quotes": (
            Quote(
                reference=Reference("r1", 0),
                words="The talks are off",
                voice=Voice(name="Envoy", of="UN"),
                outlet="Gazette",
                published="2021-05-02",
            ),
        ),
    }
    return Message(
        alert=Alert(
            number=7, since="2021-05-01T00:00:00Z", person="mira", case="river-line", rule="{}",
            channel=channel, target=target, secret="hush", active=True,
        ),
        rule=Rule(condition="talks-off"),
        case="river-line",
        case_name=values.pop("case_name", "River line"),
        event=Event.model_validate(made | values),
        link="https://desk.example/cases/river-line/things/abcdef",
    )  # fmt: skip


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def open_to_all(**more: Any) -> Webhooks:
    return Webhooks(allow_private=True, **more)


def test_an_event_is_posted_with_thing_sentence_words_sources_and_link(server: Server) -> None:
    server.pages["/hook"] = answer(204)
    assert open_to_all().send(message(server.url("/hook"))) == "sent: the server answered 204"
    (asked,) = server.asked
    assert asked.method == "POST"
    assert asked.headers["Content-Type"] == "application/json"
    told = json.loads(asked.body)
    assert told["thing"] == "abcdef"
    assert told["sentence"] == "talks cancelled, Birch"
    assert told["sources"] == ["Gazette"]
    assert told["quotes"][0]["words"] == "The talks are off"
    assert told["link"] == "https://desk.example/cases/river-line/things/abcdef"
    assert told["event"] == asked.headers["Trucewatch-Event"]


def test_the_body_is_signed_with_its_time_so_that_neither_can_be_changed(server: Server) -> None:
    server.pages["/hook"] = answer(200)
    open_to_all(clock=lambda: 1_700_000_000.9).send(message(server.url("/hook")))
    (asked,) = server.asked
    expected = hmac.new(b"hush", b"1700000000." + asked.body, hashlib.sha256).hexdigest()
    assert asked.headers["Trucewatch-Signature"] == f"t=1700000000,v1={expected}"
    assert webhooks.signature("hush", 1_700_000_001, asked.body) != asked.headers["Trucewatch-Signature"]
    assert "hush" not in asked.body.decode()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/hook",
        "http://localhost:{port}/hook",
        "http://[::1]:{port}/hook",
        "http://[::ffff:127.0.0.1]:{port}/hook",
        "http://2130706433:{port}/hook",
        "http://0x7f.1:{port}/hook",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[fd00::1]/",
    ],
)
def test_nothing_goes_into_a_closed_network_however_the_address_is_spelt(
    server: Server, address: str
) -> None:
    server.pages["/hook"] = answer(200)
    port = server.address.rpartition(":")[2]
    with pytest.raises(SendingError, match=r"closed network|not known") as failed:
        Webhooks().send(message(address.format(port=port)))
    assert "hush" not in str(failed.value)
    assert server.asked == []


def test_a_name_is_looked_up_once_and_the_connection_goes_to_the_number_that_was_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [ipaddress.ip_address("93.184.216.34"), ipaddress.ip_address("127.0.0.1")]
    connected: list[str] = []

    def rebinding(_: str, __: int) -> list[Any]:
        return [answers.pop(0)]

    def connect(_: object, host: str, *__: object) -> None:
        connected.append(host)
        raise httpcore.ConnectError("nobody here")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    posting = Webhooks(lookup=rebinding)
    with pytest.raises(SendingError, match="no answer"):
        posting.send(message("http://rebind.example/hook"))
    assert connected == ["93.184.216.34"]
    with pytest.raises(SendingError, match="closed network"):
        posting.send(message("http://rebind.example/hook"))
    assert connected == ["93.184.216.34"]


def test_a_name_with_one_number_in_a_closed_network_is_refused_whole() -> None:
    both = [ipaddress.ip_address("93.184.216.34"), ipaddress.ip_address("::ffff:10.0.0.1")]
    with pytest.raises(SendingError, match="closed network"):
        Webhooks(lookup=lambda *_: both).send(message("http://two.example/hook"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server: Server, status: int) -> None:
    server.pages["/hook"] = answer(status, Location=server.url("/inside"))
    server.pages["/inside"] = answer(200)
    with pytest.raises(SendingError, match="redirects are not followed") as failed:
        open_to_all().send(message(server.url("/hook")))
    assert not failed.value.temporary
    assert server.paths() == ["/hook"]


@pytest.mark.parametrize(
    ("status", "temporary"), [(500, True), (503, True), (429, True), (404, False), (410, False)]
)
def test_a_server_in_trouble_is_asked_again_and_one_that_refuses_is_not(
    server: Server, status: int, temporary: bool
) -> None:
    server.pages["/hook"] = answer(status)
    with pytest.raises(SendingError, match=str(status)) as failed:
        open_to_all().send(message(server.url("/hook")))
    assert failed.value.temporary is temporary


def test_an_endless_answer_is_left_unread(server: Server) -> None:
    server.pages["/hook"] = answer(200, b"x" * 5_000_000)
    assert "200" in open_to_all().send(message(server.url("/hook")))


def test_a_server_that_is_not_there_may_be_later() -> None:
    with pytest.raises(SendingError) as failed:
        open_to_all().send(message("http://127.0.0.1:9/hook"))
    assert failed.value.temporary


@pytest.mark.parametrize(
    "address",
    [
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://name:pass@hooks.example/",
        "https:///x",
        "",
        "https://hooks.example/" + "y" * 9000,
    ],
)
def test_only_addresses_of_the_web_can_be_targets(address: str) -> None:
    with pytest.raises(ValueError):
        webhooks.target(address)


def test_attempts_come_ever_further_apart_and_end() -> None:
    waits = [again(n) for n in range(1, len(WAITS) + 2)]
    assert waits[-1] is None
    assert list(WAITS) == sorted(WAITS) == waits[:-1]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_for_letters() as made:
        yield made


def by(office: PostOffice) -> Mail:
    return Mail(MailSettings(host="127.0.0.1", port=office.port, sender="desk@example.org", security="none"))


def test_a_letter_tells_the_event_in_plain_text(office: PostOffice) -> None:
    assert by(office).send(message("mira@example.org", "email")) == "sent by e-mail"
    ((sender, recipients, text),) = office.letters
    assert "desk@example.org" in sender
    assert recipients == ["<mira@example.org>"]
    letter = email.message_from_string(text, policy=default)
    assert letter["subject"] == "[River line] Talks are cancelled or postponed: Talks at Birch"
    body = letter.get_content()
    assert "“The talks are off”" in body
    assert "https://desk.example/cases/river-line/things/abcdef" in body
    assert letter.get_content_type() == "text/plain"


def test_no_text_makes_a_header_or_another_recipient(office: PostOffice) -> None:
    hostile = message("mira@example.org", "email", title=HOSTILE, sentence=HOSTILE, case_name=HOSTILE)
    by(office).send(hostile)
    ((_, recipients, text),) = office.letters
    letter = email.message_from_string(text, policy=default)
    assert recipients == ["<mira@example.org>"]
    assert letter["bcc"] is None
    own = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"}
    assert set(letter.keys()) == own | {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mira",
        "mira@",
        "a@b@c",
        "mira@example.org\r\nBcc: x@y",
        "mira@example.org, omar@example.org",
        "<mira@example.org>",
        "mira @example.org",
    ],
)
def test_one_address_of_e_mail_and_nothing_else_can_be_a_target(address: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        mail.target(address)


def test_nothing_is_sent_where_no_mail_server_is_set_up() -> None:
    with pytest.raises(SendingError, match="no mail server"):
        Mail(None).send(message("mira@example.org", "email"))


def test_a_server_without_tls_gets_no_letter_where_tls_is_asked_for(office: PostOffice) -> None:
    settings = MailSettings(host="127.0.0.1", port=office.port, sender="desk@example.org")
    with pytest.raises(SendingError):
        Mail(settings).send(message("mira@example.org", "email"))
    assert office.letters == []


def test_a_recipient_who_is_refused_for_good_is_not_tried_again(office: PostOffice) -> None:
    office.to_recipients = "550 nobody here"
    with pytest.raises(SendingError) as failed:
        by(office).send(message("mira@example.org", "email"))
    assert not failed.value.temporary
    office.to_recipients = "450 later"
    with pytest.raises(SendingError) as failed:
        by(office).send(message("mira@example.org", "email"))
    assert failed.value.temporary


def test_mail_is_set_up_by_the_environment_and_is_off_without_it() -> None:
    assert mail.from_environment({}) is None
    known = {"TRUCEWATCH_SMTP_HOST": "mail.example", "TRUCEWATCH_SMTP_FROM": "desk@example.org"}
    settings = mail.from_environment(known)
    assert settings is not None
    assert (settings.port, settings.security) == (587, "starttls")
    tls = mail.from_environment(known | {"TRUCEWATCH_SMTP_SECURITY": "tls", "TRUCEWATCH_SMTP_PASSWORD": "x9"})
    assert tls is not None and tls.port == 465
    assert "x9" not in repr(tls)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECURITY", "none"), ("SECURITY", "maybe"), ("PORT", "many"), ("FROM", "nobody"), ("FROM", "")],
)
def test_settings_that_make_no_sense_are_refused_by_name(name: str, value: str) -> None:
    known = {"TRUCEWATCH_SMTP_HOST": "mail.example", "TRUCEWATCH_SMTP_FROM": "desk@example.org"}
    with pytest.raises(MailError, match=f"TRUCEWATCH_SMTP_{name}"):
        mail.from_environment(known | {f"TRUCEWATCH_SMTP_{name}": value})
