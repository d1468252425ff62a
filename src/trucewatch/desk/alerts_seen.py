"""Somebody's rules as their page shows them, with what the rule in the address would have told of.

Invariant: what is shown of an event is what its rule sees now; one that stands no more is shown without its words.
"""

from __future__ import annotations

from datetime import UTC, datetime

from trucewatch.archive import alerts as kept
from trucewatch.archive.alerts import Alert
from trucewatch.desk.alerting.events import Event
from trucewatch.desk.alerting.rules import Rule
from trucewatch.desk.alerting.running import of_last_days
from trucewatch.desk.pages import Seen
from trucewatch.desk.state import Desk
from trucewatch.desk.views.alerts import AlertFilters, AlertsView, view


def alerts_view(seen: Seen, filters: AlertFilters) -> AlertsView:
    """The visitor's rules on a case, and what the rule in the address would have told of."""
    desk = seen.desk
    own = kept.listed(desk.archive, person=seen.visitor.name, case=seen.slug)
    rule, wrong, tried = None, None, None
    try:
        rule = filters.rule()
    except ValueError as error:
        wrong = str(error)
    if rule is not None:
        found = desk.alerting.standing(seen.slug, seen.visitor.name, rule)
        tried = of_last_days(found, datetime.now(UTC).date().isoformat())
    log = sorted(
        (one for alert in own for one in kept.log(desk.archive, alert.number)),
        key=lambda one: one.number,
        reverse=True,
    )
    told = {one.alert for one in log}
    standing = _standing(desk, [alert for alert in own if alert.number in told])
    return view(own, log, standing, tried=tried, rule=rule, wrong=wrong)


def _standing(desk: Desk, own: list[Alert]) -> dict[tuple[int, str], Event]:
    """The events that stand now, by rule and key."""
    found = {}
    for alert in own:
        try:
            rule = Rule.model_validate_json(alert.rule)
        except ValueError:
            continue
        for event in desk.alerting.standing(alert.case, alert.person, rule):
            found[alert.number, event.key] = event
    return found
