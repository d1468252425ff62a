"""Rules and deliveries as the archive keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from trucewatch.archive import Archive, ArchiveError, alerts, engines, schema
from trucewatch.archive.schema import audit, deliveries


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.db", who="tester") as made:
        yield made


def made(archive: Archive, **values: Any) -> alerts.Alert:
    given: dict[str, Any] = {
        "person": "mira",
        "case": "river-line",
        "rule": '{"condition": "talks-off"}',
        "channel": "webhook",
        "target": "https://hooks.example/T0P/s3cret",
        "secret": "hush",
    }
    return alerts.make(archive, **(given | values))


def test_a_rule_is_kept_until_it_is_stopped_and_both_are_in_the_trail_without_its_secrets(
    archive: Archive,
) -> None:
    rule = made(archive)
    assert alerts.listed(archive, person="mira", case="river-line", active=True) == [rule]
    assert alerts.listed(archive, person="omar") == []
    stopped = alerts.stop(archive, rule.number, person="mira")
    assert not stopped.active
    assert alerts.listed(archive, active=True) == []
    with engines.reading(archive.engine) as connection:
        trail = connection.execute(select(audit.c.action, audit.c.detail)).all()
    assert [entry.action for entry in trail] == ["add alert", "stop alert"]
    assert not any("hush" in entry.detail or "s3cret" in entry.detail for entry in trail)
    assert "hooks.example" in trail[0].detail
    assert archive.verify() == []


def test_nobody_stops_a_rule_of_somebody_else_s(archive: Archive) -> None:
    rule = made(archive)
    with pytest.raises(ArchiveError, match="no such alert"):
        alerts.stop(archive, rule.number, person="omar")
    with pytest.raises(ArchiveError, match="no such alert"):
        alerts.stop(archive, 99)
    assert alerts.listed(archive, active=True) == [rule]


def test_a_rule_tells_of_an_event_once_and_never_of_what_was_there_before(archive: Archive) -> None:
    rule = made(archive, before=["old"])
    assert alerts.queue(archive, rule.number, {"old": "", "new": "Talks off"}) == 1
    assert alerts.queue(archive, rule.number, {"new": "Talks off"}) == 0
    assert alerts.known(archive, rule.number) == {"old", "new"}
    assert [one.event for one in alerts.claim(archive, rule.number)] == ["new"]
    assert [one.event for one in alerts.log(archive, rule.number)] == ["new"]


def test_two_rules_tell_of_one_event_each(archive: Archive) -> None:
    one, other = made(archive), made(archive, person="omar")
    assert (
        alerts.queue(archive, one.number, {"new": ""})
        == alerts.queue(archive, other.number, {"new": ""})
        == 1
    )


def test_what_one_process_is_sending_no_other_sends(archive: Archive) -> None:
    rule = made(archive)
    alerts.queue(archive, rule.number, {"new": ""})
    assert alerts.are_due(archive)
    assert len(alerts.claim(archive, rule.number)) == 1
    assert alerts.claim(archive, rule.number) == []
    assert not alerts.are_due(archive)


def test_a_delivery_that_failed_comes_again_in_its_time_and_one_that_went_does_not(archive: Archive) -> None:
    rule = made(archive)
    alerts.queue(archive, rule.number, {"new": ""})
    (delivery,) = alerts.claim(archive, rule.number)
    alerts.settle(archive, delivery.number, outcome="failed", attempts=1, again=timedelta(minutes=5))
    assert not alerts.are_due(archive)
    with engines.writing(archive.engine) as connection:
        connection.execute(update(deliveries).values(due="2000-01-01T00:00:00Z"))
    (delivery,) = alerts.claim(archive, rule.number)
    assert (delivery.attempts, delivery.outcome) == (1, "failed")
    alerts.settle(archive, delivery.number, outcome="sent", attempts=2)
    assert not alerts.are_due(archive)
    assert [(one.outcome, one.due) for one in alerts.log(archive, rule.number)] == [("sent", None)]


def test_a_rule_that_is_stopped_sends_nothing_that_was_still_waiting(archive: Archive) -> None:
    rule = made(archive)
    alerts.queue(archive, rule.number, {"new": ""})
    alerts.stop(archive, rule.number)
    assert alerts.claim(archive, rule.number) == []
    assert alerts.queue(archive, rule.number, {"newer": ""}) == 0


def test_a_person_has_a_bounded_number_of_rules_and_a_way_that_is_none_is_refused(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "MOST", 1)
    made(archive)
    with pytest.raises(ArchiveError, match="stop some"):
        made(archive)
    made(archive, person="omar")
    with pytest.raises(ArchiveError, match="no way"):
        made(archive, person="iris", channel="pigeon")


def test_what_the_database_refuses_is_an_error_of_the_archive(archive: Archive) -> None:
    rule = made(archive)
    with archive.writing() as connection:
        schema.deliveries.drop(connection)
    with pytest.raises(ArchiveError, match="deliveries"):
        alerts.known(archive, rule.number)
    with pytest.raises(ArchiveError, match="deliveries"):
        alerts.queue(archive, rule.number, {"event": "{}"})
