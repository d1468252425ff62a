"""One pass over the rules: what is new by each, and the telling of it.

Invariant: a rule is evaluated on the picture of what its owner may see at that moment, and, but for a confidential
rule, of what everybody may see; what is not on that picture when it is to be sent is not sent.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from trucewatch.archive import Archive, alerts, people
from trucewatch.archive.alerts import Alert, Delivery
from trucewatch.archive.looks import retrieved
from trucewatch.cases import Picture
from trucewatch.desk.alerting import mail, webhooks
from trucewatch.desk.alerting.events import Event, events
from trucewatch.desk.alerting.rules import Rule
from trucewatch.desk.alerting.sending import Channel, Message, SendingError, again
from trucewatch.desk.case_store import Cases

_log = logging.getLogger("trucewatch.desk")
_TESTED_DAYS = 30


@dataclass
class Ran:
    """What a pass did: events found new, sent, to be tried again, given up."""

    new: int = 0
    sent: int = 0
    waiting: int = 0
    given_up: int = 0


@dataclass(frozen=True, kw_only=True)
class Alerting:
    """The rules of an archive at work on the cases of a desk.

    `channels` has a way to tell by its name; `address` is where the desk is reached, for links.
    """

    archive: Archive
    cases: Cases
    channels: Mapping[str, Channel] = field(default_factory=dict)
    address: str = ""

    def run(self) -> Ran:
        """Find what is new by every rule at work, and send what is due."""
        ran = Ran()
        for alert in alerts.listed(self.archive, active=True):
            try:
                rule = Rule.model_validate_json(alert.rule)
            except ValueError as error:  # a rule of a version that knew other conditions
                _log.error("alert %s cannot be evaluated: %s", alert.number, " ".join(str(error).split()))
                continue
            standing = {event.key: event for event in self.standing(alert.case, alert.person, rule)}
            told = alerts.known(self.archive, alert.number)
            new = {
                key: event.title
                for key, event in standing.items()
                if key not in told and (rule.past or event.came >= alert.since)
            }
            if new:
                ran.new += alerts.queue(self.archive, alert.number, new)
            for delivery in alerts.claim(self.archive, alert.number):
                self._deliver(alert, rule, delivery, standing.get(delivery.event), ran)
        return ran

    def standing(self, case: str, person: str, rule: Rule) -> tuple[Event, ...]:
        """The events of a case that fit a person's rule now; none where they may not see the case, or it is not here."""
        picture = self.seen(case, person, rule)
        if picture is None:
            return ()
        reports = [reading.report.id for reading in picture.readings]
        return events(rule, picture, retrieved(self.archive, reports))

    def seen(self, case: str, person: str, rule: Rule) -> Picture | None:
        """The picture that a person's rule is evaluated on."""
        clearance = self._clearance(person)
        if clearance is None:
            return None
        self.cases.moved()
        return self.cases.picture(case, clearance if rule.confidential else 0, fresh=True)

    def make(self, *, case: str, person: str, rule: Rule, channel: alerts.Channel, target: str) -> Alert:
        """Make a rule of a person's. Raises ValueError for a target that the channel cannot reach.

        A webhook's secret, which its body is signed with, is made here.
        """
        checked = webhooks.target(target) if channel == "webhook" else mail.target(target)
        before = () if rule.past else [event.key for event in self.standing(case, person, rule)]
        return alerts.make(
            self.archive,
            person=person,
            case=case,
            rule=rule.model_dump_json(exclude_defaults=True),
            channel=channel,
            target=checked,
            secret=secrets.token_urlsafe(32) if channel == "webhook" else "",
            before=before,
            who=person,
        )

    def _clearance(self, person: str) -> int | None:
        """What a person may see now; on a desk without people everything, for somebody who is no more nothing."""
        if not people.are_there(self.archive):
            return 2
        found = people.known(self.archive, person)
        return found.clearance if found is not None and found.active else None

    def _deliver(self, alert: Alert, rule: Rule, delivery: Delivery, event: Event | None, ran: Ran) -> None:
        attempts = delivery.attempts + 1
        wait = None
        if event is None:
            outcome = "not sent: it does not stand any more"
            attempts -= 1
            ran.given_up += 1
        else:
            try:
                outcome = self._channel(alert).send(self._message(alert, rule, event))
                ran.sent += 1
            except SendingError as error:
                wait = again(attempts) if error.temporary else None
                outcome = f"failed: {error}" + ("" if wait else "; given up")
                ran.waiting += wait is not None
                ran.given_up += wait is None
                _log.warning("alert %s: %s", alert.number, outcome)
        alerts.settle(self.archive, delivery.number, outcome=outcome, attempts=attempts, again=wait)

    def _channel(self, alert: Alert) -> Channel:
        if alert.channel not in self.channels:
            raise SendingError(f"this desk does not send by {alert.channel}", temporary=True)
        return self.channels[alert.channel]

    def _message(self, alert: Alert, rule: Rule, event: Event) -> Message:
        file = self.cases.files[alert.case]
        path = f"/cases/{alert.case}" + (f"/things/{event.thing}" if event.thing else "")
        return Message(
            alert=alert,
            rule=rule,
            case=alert.case,
            case_name=file.case.name,
            event=event,
            link=self.address.rstrip("/") + path,
        )


def channels(*, allow_private: bool = False) -> dict[str, Channel]:
    """The ways to tell that this machine has: webhooks, and e-mail by the settings in the environment.

    Raises `mail.MailError` where these make no sense.
    """
    return {
        "webhook": webhooks.Webhooks(allow_private=allow_private),
        "email": mail.Mail(mail.from_environment()),
    }


def of_last_days(found: Iterable[Event], today: str) -> list[Event]:
    """The events that came in the last thirty days before `today` (YYYY-MM-DD), that day included."""
    since = (date.fromisoformat(today) - timedelta(days=_TESTED_DAYS)).isoformat()
    return [event for event in found if event.came >= since]
