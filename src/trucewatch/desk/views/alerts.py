"""Somebody's rules on a case, what they told of, and what a rule would have told of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from trucewatch.archive.alerts import Alert, Channel, Delivery
from trucewatch.desk.alerting.events import Event
from trucewatch.desk.alerting.rules import CONDITIONS, KINDS, Rule
from trucewatch.desk.filters import Filters, Text, given
from trucewatch.desk.views.common import View

_RULE = tuple(name for name in Rule.model_fields if name != "past")
_Condition = Annotated[str, Field(json_schema_extra={"enum": list(CONDITIONS)})]


def _ticked(value: object) -> object:
    return bool(value) if isinstance(value, str) and value in ("", "on") else value


class AlertFilters(Filters):
    """A rule to be tried: what it would have told of in the last thirty days. Nothing is tried without a condition."""

    condition: Annotated[
        _Condition | None, BeforeValidator(given), Field(description="One of the conditions.")
    ] = None
    name: Annotated[
        Annotated[str, Field(max_length=100)] | None,
        BeforeValidator(given),
        Field(description="What its owner calls it."),
    ] = None
    number: Annotated[
        Annotated[float, Field(ge=0, le=1e12)] | None,
        BeforeValidator(given),
        Field(description="Of how many there must be more, for a figure."),
    ] = None
    kind: Text = None
    status: Annotated[
        Text, Field(description="The status that it must have, for the condition `anything`.")
    ] = None
    actor: Text = None
    place: Text = None
    sources: Annotated[
        int,
        BeforeValidator(lambda value: given(value) or 1),
        Field(ge=1, le=50, description="How many independent sources must say so."),
    ] = 1
    confidence: Annotated[
        float,
        BeforeValidator(lambda value: given(value) or 0),
        Field(ge=0, le=1, description="How sure the reading must be, from 0 to 1."),
    ] = 0
    confidential: Annotated[
        bool,
        BeforeValidator(_ticked),
        Field(description="Of confidential reports too, as far as its owner may see them."),
    ] = False

    def rule(self) -> Rule | None:
        """The rule; None where none is asked for. Raises ValueError, in words, for one that makes no sense."""
        if self.condition is None:
            return None
        try:
            return Rule.model_validate({n: v for n in _RULE if (v := getattr(self, n)) is not None})
        except ValidationError as error:
            raise ValueError("; ".join(said(one) for one in error.errors())) from None


def said(problem: Any) -> str:
    """What is wrong with a value, in words."""
    where = ".".join(str(part) for part in problem["loc"] if part != "function-after")
    words = str(problem["msg"]).removeprefix("Value error, ")
    return f"{where}: {words}" if where else words


class AlertLine(View):
    """A rule of one's own; `host` is where it tells of what it finds, `told` of how many events it has."""

    number: int
    since: str
    active: bool
    name: str
    words: str
    channel: Channel
    host: str
    told: int


class Told(View):
    """An event that a rule told of, or is about to: its title is shown only while it stands."""

    alert: int
    at: str
    title: str | None
    thing: str | None
    attempts: int
    outcome: str
    due: str | None


class ConditionView(View):
    """A condition that a rule can have; `measured` where it needs a number."""

    id: str
    name: str
    measured: bool


class AlertsView(View):
    """One's own rules on a case, and the log of what they told of, the latest first.

    `tried` is what the rule in the address would have told of in the last thirty days, null where there is none;
    `wrong` says why it is no rule.
    """

    alerts: tuple[AlertLine, ...]
    log: tuple[Told, ...]
    tried: tuple[Event, ...] | None
    rule: str | None
    wrong: str | None
    conditions: tuple[ConditionView, ...] = tuple(
        ConditionView(id=one.id, name=one.name, measured=one.measure is not None)
        for one in CONDITIONS.values()
    )
    kinds: tuple[str, ...] = KINDS


def view(
    own: Iterable[Alert],
    log: Iterable[Delivery],
    standing: Mapping[tuple[int, str], Event],
    *,
    tried: Iterable[Event] | None = None,
    rule: Rule | None = None,
    wrong: str | None = None,
) -> AlertsView:
    """Rules with what they told of; `standing` has the events that stand now, by rule and key."""
    deliveries = list(log)
    return AlertsView(
        alerts=tuple(_line(one, sum(d.alert == one.number for d in deliveries)) for one in own),
        log=tuple(_told(one, standing.get((one.alert, one.event))) for one in deliveries),
        tried=None if tried is None else tuple(tried),
        rule=rule.words if rule else None,
        wrong=wrong,
    )


def _line(alert: Alert, told: int) -> AlertLine:
    try:
        rule: Rule | None = Rule.model_validate_json(alert.rule)
    except ValueError:
        rule = None
    return AlertLine(
        number=alert.number,
        since=alert.since,
        active=alert.active,
        name=rule.name if rule else "",
        words=rule.words if rule else "A rule of another version, which tells of nothing.",
        channel=alert.channel,
        host=alert.host,
        told=told,
    )


def _told(delivery: Delivery, event: Event | None) -> Told:
    return Told(
        alert=delivery.alert,
        at=delivery.at,
        title=event.title if event else None,
        thing=event.thing if event else None,
        attempts=delivery.attempts,
        outcome=delivery.outcome,
        due=delivery.due,
    )
