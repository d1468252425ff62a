"""A pass over the rules: what is new is told once, of what its owner may see, and tried again where it failed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.cases.telling import CASE
from tests.desk.alerting.happenings import called_off, killed
from trucewatch.archive import Archive, alerts, engines, people
from trucewatch.archive.schema import deliveries
from trucewatch.desk.alerting.rules import Rule
from trucewatch.desk.alerting.running import Alerting, of_last_days
from trucewatch.desk.alerting.sending import Message, SendingError
from trucewatch.desk.case_store import Cases

OFF = Rule(condition="talks-off")


class Kept:
    """A way to tell that keeps what it is given, or fails as it is told to."""

    def __init__(self) -> None:
        self.told: list[Message] = []
        self.failing: SendingError | None = None

    def send(self, message: Message) -> str:
        if self.failing is not None:
            raise self.failing
        self.told.append(message)
        return "sent"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.db", who="mira") as made:
        yield made


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def alerting(tmp_path: Path, archive: Archive, kept: Kept) -> Alerting:
    case = tmp_path / "case.toml"
    case.write_text(CASE, encoding="utf-8")
    return Alerting(
        archive=archive,
        cases=Cases(archive, [case]),
        channels={"webhook": kept},
        address="https://desk.example/",
    )


def rule(alerting: Alerting, made: Rule = OFF, person: str = "mira") -> alerts.Alert:
    target = "https://hooks.example/x"
    return alerting.make(case="river-line", person=person, rule=made, channel="webhook", target=target)


def test_a_rule_tells_of_what_comes_after_it_and_once(
    alerting: Alerting, archive: Archive, kept: Kept
) -> None:
    archive.add([called_off("before")])
    made = rule(alerting)
    assert made.secret
    assert (alerting.run().new, kept.told) == (0, [])
    archive.add([called_off("after", date="2021-06-09", published="2021-06-08")])
    assert vars(alerting.run()) == {"new": 1, "sent": 1, "waiting": 0, "given_up": 0}
    assert vars(alerting.run()) == {"new": 0, "sent": 0, "waiting": 0, "given_up": 0}
    (message,) = kept.told
    assert message.event.quotes[0].words.startswith("The talks of 2 May")
    assert message.link == f"https://desk.example/cases/river-line/things/{message.event.thing}"
    assert [one.outcome for one in alerts.log(archive, made.number)] == ["sent"]


def test_a_rule_tells_of_the_past_where_it_is_asked_to(
    alerting: Alerting, archive: Archive, kept: Kept
) -> None:
    archive.add([called_off()])
    rule(alerting, OFF.model_copy(update={"past": True}))
    assert alerting.run().sent == 1


def test_nothing_is_sent_where_there_is_no_rule(alerting: Alerting, archive: Archive, kept: Kept) -> None:
    archive.add([called_off(), killed(100)])
    alerting.run()
    assert kept.told == []


def test_what_failed_is_tried_again_later_and_given_up_after_a_bounded_number_of_times(
    alerting: Alerting, archive: Archive, kept: Kept
) -> None:
    made = rule(alerting)
    archive.add([called_off()])
    kept.failing = SendingError("no answer", temporary=True)
    attempts = 0
    while True:
        ran = alerting.run()
        attempts += 1
        assert attempts < 20
        if not ran.waiting:
            break
        assert alerting.run().waiting == 0  # not before its time
        with engines.writing(archive.engine) as connection:
            connection.execute(update(deliveries).values(due="2000-01-01T00:00:00Z"))
    assert ran.given_up == 1
    (delivery,) = alerts.log(archive, made.number)
    assert delivery.attempts == attempts
    assert delivery.due is None
    assert "given up" in delivery.outcome


def test_what_is_refused_for_good_is_given_up_at_once(
    alerting: Alerting, archive: Archive, kept: Kept
) -> None:
    made = rule(alerting)
    archive.add([called_off()])
    kept.failing = SendingError("the server answered 410", temporary=False)
    assert alerting.run().given_up == 1
    assert alerts.log(archive, made.number)[0].attempts == 1


def test_one_rule_that_fails_does_not_keep_another_from_telling(
    alerting: Alerting, archive: Archive, kept: Kept
) -> None:
    rule(alerting, Rule(condition="killed", number=3))
    with engines.writing(archive.engine) as connection:
        from trucewatch.archive.schema import alerts as table

        connection.execute(update(table).values(rule='{"condition": "of an older version"}'))
    rule(alerting)
    archive.add([called_off()])
    assert alerting.run().sent == 1


def staffed(archive: Archive) -> None:
    people.add(archive, "ada", role="administrator", clearance=2, password="seven quiet bridges")
    people.add(archive, "anna", role="analyst", clearance=1)


def asked_with(alerting: Alerting, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The clearances that pictures are asked for with."""
    found: list[int] = []
    whole = alerting.cases.picture

    def picture(slug: str, clearance: int, **more: Any) -> Any:
        found.append(clearance)
        return whole(slug, clearance, **more)

    monkeypatch.setattr(alerting.cases, "picture", picture)
    return found


def test_a_rule_sees_what_everybody_sees_and_a_confidential_one_what_its_owner_sees_at_that_moment(
    alerting: Alerting, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    staffed(archive)
    confidential = OFF.model_copy(update={"confidential": True})
    rule(alerting, OFF, "anna")
    rule(alerting, confidential, "anna")
    clearances = asked_with(alerting, monkeypatch)
    alerting.run()
    assert sorted(clearances) == [0, 1]
    people.change(archive, "anna", clearance=0)
    clearances.clear()
    alerting.run()
    assert clearances == [0, 0]


def test_who_is_let_in_no_more_is_told_nothing_more(alerting: Alerting, archive: Archive, kept: Kept) -> None:
    staffed(archive)
    rule(alerting, OFF, "anna")
    people.deactivate(archive, "anna")
    archive.add([called_off()])
    assert alerting.run().new == 0
    assert kept.told == []


def test_what_does_not_stand_any_more_when_it_is_to_be_sent_again_is_not_sent(
    alerting: Alerting, archive: Archive, kept: Kept
) -> None:
    staffed(archive)
    made = rule(alerting, OFF, "anna")
    archive.add([called_off()])
    kept.failing = SendingError("no answer", temporary=True)
    assert alerting.run().waiting == 1
    people.deactivate(archive, "anna")
    with engines.writing(archive.engine) as connection:
        connection.execute(update(deliveries).values(due="2000-01-01T00:00:00Z"))
    kept.failing = None
    alerting.run()
    assert kept.told == []
    assert "not sent" in alerts.log(archive, made.number)[0].outcome


def test_a_rule_is_tried_on_what_came_in_the_last_days(alerting: Alerting, archive: Archive) -> None:
    archive.add([called_off()])
    (event,) = alerting.standing("river-line", "mira", OFF)
    assert of_last_days([event], event.came[:10]) == [event]
    assert of_last_days([event], "2999-01-01") == []


def test_a_target_that_cannot_be_reached_makes_no_rule(alerting: Alerting, archive: Archive) -> None:
    with pytest.raises(ValueError, match="http"):
        alerting.make(case="river-line", person="mira", rule=OFF, channel="webhook", target="ftp://x")
    with pytest.raises(ValueError, match="e-mail"):
        alerting.make(case="river-line", person="mira", rule=OFF, channel="email", target="a@b\nc")
    assert alerts.listed(archive) == []
