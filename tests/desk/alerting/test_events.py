"""What rules tell of: each condition, what limits it, and that an event stays one event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.cases.telling import ALDER, NORTH, SOUTH, case_file
from tests.desk.alerting.happenings import (
    called_off,
    control,
    displaced,
    killed,
    patrol,
    post,
    violations,
)
from trucewatch.cases import picture
from trucewatch.desk.alerting.events import Event, events
from trucewatch.desk.alerting.rules import CONDITIONS, Rule
from trucewatch.records import Reading

MONDAY, TUESDAY = "2021-05-03T09:00:00Z", "2021-05-04T09:00:00Z"


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """What a rule tells of on the picture of some readings."""

    def tell(
        rule: dict[str, Any], *readings: Reading, came: dict[str, str] | None = None
    ) -> tuple[Event, ...]:
        return events(Rule.model_validate(rule), picture(case_file(tmp_path), readings), came or {})

    return tell


def test_talks_that_are_cancelled_are_told_of_with_their_words_and_sources(told: Any) -> None:
    (event,) = told({"condition": "talks-off"}, called_off(), came={"off": MONDAY})
    assert event.came == MONDAY
    assert event.sources == ("Gazette",)
    assert "cancelled" in event.sentence
    assert event.quotes[0].words == "The talks of 2 May at Birch were cancelled, Gazette said"
    assert told({"condition": "talks-off"}, called_off(status="held")) == ()


def test_what_is_denied_or_only_feared_is_not_told_of(told: Any) -> None:
    assert told({"condition": "talks-off"}, called_off(assertion="denied")) == ()
    assert told({"condition": "talks-off"}, called_off(assertion="possible")) == ()


def test_a_rule_waits_for_as_many_independent_sources_as_it_asks_for(told: Any) -> None:
    rule = {"condition": "talks-off", "sources": 2}
    one, other = called_off("a", outlet="Gazette"), called_off("b", outlet="Herald")
    assert told(rule, one) == ()
    (event,) = told(rule, one, other, came={"a": MONDAY, "b": TUESDAY})
    assert event.came == TUESDAY
    assert set(event.sources) == {"Gazette", "Herald"}


@pytest.mark.parametrize(
    ("limit", "fits"),
    [
        ({"place": "birch"}, True),
        ({"place": "alder"}, False),
        ({"actor": "North"}, True),
        ({"actor": "East"}, False),
        ({"confidence": 0.9}, True),
        ({"confidence": 0.95}, False),
    ],
)
def test_a_rule_is_limited_by_place_actor_and_confidence(
    told: Any, limit: dict[str, Any], fits: bool
) -> None:
    assert bool(told({"condition": "talks-off"} | limit, called_off())) is fits


def test_killed_counts_one_incident_at_the_least_that_a_report_says(told: Any) -> None:
    rule = {"condition": "killed", "number": 5}
    assert told(rule, killed(5)) == ()
    assert len(told(rule, killed(6))) == 1
    assert told(rule, killed(3, "a"), killed(4, "b", outlet="Herald")) == ()
    assert told(rule, killed(6, type="toll", date="2021-01/2021-05")) == ()


def test_a_toll_that_rises_over_the_number_is_told_of_once_when_it_does(told: Any) -> None:
    rule = {"condition": "killed", "number": 5}
    low, high = killed(4, "a"), killed(8, "b", outlet="Herald")
    (event,) = told(rule, low, high, came={"a": MONDAY, "b": TUESDAY})
    assert event.came == TUESDAY
    more = killed(9, "c", outlet="Courier")
    (again,) = told(rule, low, high, more, came={"a": MONDAY, "b": TUESDAY, "c": "2021-06-01T00:00:00Z"})
    assert (again.key, again.came) == (event.key, TUESDAY)


def test_a_post_that_is_surrounded_again_is_a_new_event_and_one_told_of_twice_is_not(told: Any) -> None:
    rule = {"condition": "post-surrounded"}
    first, same = post("surrounded", "2021-05-01", "a"), post("surrounded", "2021-05-02", "b")
    assert len(told(rule, first, same)) == 1
    relieved, anew = post("reopened", "2021-05-10", "c"), post("surrounded", "2021-05-20", "d")
    found = told(rule, first, same, relieved, anew)
    assert len(found) == 2
    assert told(rule, first)[0].key in {event.key for event in found}


def test_a_post_around_which_every_town_is_the_other_side_s_is_told_of_though_no_report_says_so(
    told: Any,
) -> None:
    at_alder = control("captured", SOUTH, "2021-05-03", "a", ALDER)
    (event,) = told({"condition": "post-surrounded"}, at_alder)
    assert event.kind == "post in another's area"
    assert event.title == "Mill post"
    assert told({"condition": "post-surrounded", "place": "Birch"}, at_alder) == ()


def test_a_town_changes_hands_each_time_that_others_take_it(told: Any) -> None:
    rule = {"condition": "town-changes-hands"}
    taken, held = control("captured", SOUTH, "2021-05-01", "a"), control("holds", SOUTH, "2021-05-03", "b")
    again = control("captured", SOUTH, "2021-05-04", "c")
    back = control("recaptured", NORTH, "2021-05-10", "d")
    assert len(told(rule, taken, held, again)) == 1
    assert len(told(rule, taken, held, again, back)) == 2
    assert told(rule, held) == ()


def test_displacement_is_told_of_once_over_the_number(told: Any) -> None:
    rule = {"condition": "displaced", "number": 1000}
    assert told(rule, displaced(900, "a")) == ()
    (event,) = told(rule, displaced(900, "a"), displaced(1500, "b", "2021-05-03"))
    (later,) = told(
        rule, displaced(900, "a"), displaced(1500, "b", "2021-05-03"), displaced(2000, "c", "2021-05-09")
    )
    assert later.key == event.key


def test_violations_are_counted_by_the_day(told: Any) -> None:
    rule = {"condition": "violations", "number": 10}
    found = told(
        rule,
        violations(11, "2021-05-01", "a"),
        violations(12, "2021-05-02", "b"),
        violations(3, "2021-05-03", "c"),
    )
    assert [event.title for event in found] == [
        "Violations on 2021-05-01 Alder",
        "Violations on 2021-05-02 Alder",
    ]


def test_a_contradiction_is_told_of_when_its_second_side_comes_and_not_again_for_a_third(told: Any) -> None:
    rule = {"condition": "contradiction"}
    one, other, third = killed(4, "a"), killed(9, "b", outlet="Herald"), killed(6, "c", outlet="Courier")
    came = {"a": MONDAY, "b": TUESDAY, "c": "2021-06-01T00:00:00Z"}
    assert told(rule, one, came=came) == ()
    (event,) = told(rule, one, other, came=came)
    assert event.came == TUESDAY
    assert event.key in {found.key for found in told(rule, one, other, third, came=came)}
    assert told(rule | {"kind": "talks"}, one, other) == ()
    assert told(rule | {"confidence": 0.85}, one, other) == ()


def test_anything_takes_a_kind_and_a_status(told: Any) -> None:
    assert len(told({"condition": "anything", "kind": "patrol"}, patrol("held"))) == 1
    assert told({"condition": "anything", "kind": "patrol", "status": "blocked"}, patrol("held")) == ()
    assert len(told({"condition": "anything", "kind": "patrol", "status": "Blocked"}, patrol("blocked"))) == 1
    assert len(told({"condition": "patrol-off"}, patrol("blocked"))) == 1


@pytest.mark.parametrize(
    "rule",
    [
        {"condition": "no-such-thing"},
        {"condition": "killed"},
        {"condition": "anything"},
        {"condition": "anything", "kind": "weather"},
        {"condition": "talks-off", "sources": 0},
        {"condition": "talks-off", "confidence": 2},
        {"condition": "talks-off", "colour": "red"},
    ],
)
def test_a_rule_that_makes_no_sense_cannot_be_made(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate(rule)


def test_every_condition_is_told_in_words_and_asks_for_values_that_records_can_have() -> None:
    from typing import get_args, get_type_hints

    from trucewatch.records import Control, Displacement, Patrol, Post, Talks

    fields = {"post": (Post, "status"), "talks": (Talks, "status"), "patrol": (Patrol, "status")}
    fields |= {"control": (Control, "change"), "displacement": (Displacement, "measure")}
    for condition in CONDITIONS.values():
        assert condition.name[0].isupper()
        if condition.values:
            model, field = fields[condition.kind or ""]
            allowed = {value for part in get_args(get_type_hints(model)[field]) for value in get_args(part)}
            assert set(condition.values) <= allowed
