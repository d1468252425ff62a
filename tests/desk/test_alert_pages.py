"""Rules on the desk: seen, tried, made and stopped by those whose they are, and at work while it is open."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.readings import read, report
from tests.desk.team import SLUG, Team, form_token, opened
from tests.server import Server, answer, serving
from trucewatch.archive import alerts
from trucewatch.desk.alerting.background import Background

PAGE = f"/cases/{SLUG}/alerts"
API = f"/api/v1{PAGE}"
INCIDENT = {"condition": "anything", "kind": "incident"}
HOOK = "https://hooks.example/T0P/s3cret"


def made(team: Team, name: str = "rana", **more: str) -> str:
    """Make a rule by the form; returns the page that answers."""
    browser = team.browser(name)
    token = form_token(browser, f"{PAGE}?condition=anything&kind=incident")
    fields = INCIDENT | {"channel": "webhook", "target": HOOK, "form_token": token} | more
    answered = browser.post(PAGE, data=fields)
    assert answered.status_code == 200, answered.text
    return answered.text


def test_a_rule_is_tried_before_it_is_made_and_trying_sends_nothing(team: Team) -> None:
    browser = team.browser("rana")
    page = browser.get(PAGE, params=INCIDENT).text
    assert "It would have told you of 2 events" in page
    assert "Make this rule" in page
    assert alerts.listed(team.archive) == []
    wrong = browser.get(PAGE, params={"condition": "killed"}).text
    assert "needs a number" in wrong
    assert "Make this rule" not in wrong


def test_a_rule_is_made_with_a_secret_that_is_shown_once(team: Team) -> None:
    page = made(team)
    (rule,) = alerts.listed(team.archive)
    assert rule.person == "rana"
    assert rule.secret and rule.secret in page
    again = team.browser("rana").get(PAGE).text
    assert rule.secret not in again
    assert "s3cret" not in again  # nor the address, which may hold one
    assert "hooks.example" in again


def test_a_rule_that_makes_no_sense_or_goes_nowhere_is_refused_in_words(team: Team) -> None:
    browser = team.browser("rana")
    token = form_token(browser, f"{PAGE}?condition=anything&kind=incident")
    for fields, words in (
        (INCIDENT | {"channel": "webhook", "target": "ftp://x"}, "http"),
        (INCIDENT | {"channel": "email", "target": "nobody"}, "e-mail"),
        ({"condition": "killed", "channel": "webhook", "target": HOOK}, "number"),
        ({"channel": "webhook", "target": HOOK}, "condition"),
    ):
        answered = browser.post(PAGE, data=fields | {"form_token": token})
        assert answered.status_code == 422
        assert words in answered.text
    assert alerts.listed(team.archive) == []


def test_a_rule_is_made_from_a_form_of_one_s_own_session_alone(team: Team) -> None:
    browser = team.browser("rana")
    assert browser.post(PAGE, data=INCIDENT | {"channel": "webhook", "target": HOOK}).status_code == 403
    assert alerts.listed(team.archive) == []


def test_nobody_sees_or_stops_a_rule_of_somebody_else_s(team: Team) -> None:
    made(team, "rana")
    (rule,) = alerts.listed(team.archive)
    for name in ("anna", "ada"):
        browser = team.browser(name)
        assert "You have no rule" in browser.get(PAGE).text
        token = form_token(browser, f"{PAGE}?condition=anything&kind=incident")
        other = browser.post(f"{PAGE}/{rule.number}/stop", data={"form_token": token})
        nothing = browser.post(f"{PAGE}/999/stop", data={"form_token": token})
        assert other.status_code == nothing.status_code == 404
        assert other.text == nothing.text
    assert alerts.listed(team.archive, active=True) == [rule]
    own = team.browser("rana")
    stopped = own.post(f"{PAGE}/{rule.number}/stop", data={"form_token": form_token(own, PAGE)})
    assert stopped.status_code == 303
    assert alerts.listed(team.archive, active=True) == []


def test_a_program_makes_sees_and_stops_rules_with_a_token_for_alerts(team: Team) -> None:
    program = team.program("rana", "alerts")
    body = {"rule": INCIDENT, "channel": "webhook", "target": HOOK}
    created = program.post(API, json=body)
    assert created.status_code == 201
    assert created.json()["secret"]
    (seen,) = program.get(API).json()["alerts"]
    assert seen["number"] == created.json()["number"]
    assert program.delete(f"{API}/{seen['number']}").status_code == 204
    assert not program.get(API).json()["alerts"][0]["active"]
    refused = program.post(API, json=body | {"target": "http:///"})
    assert refused.status_code == 422
    assert refused.json()["causes"]
    reading = team.program("rana", "read")
    assert reading.post(API, json=body).status_code == 403
    assert reading.get(API).status_code == 403


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def test_an_open_desk_posts_what_comes_in_and_logs_it(tmp_path: Path, server: Server) -> None:
    server.pages["/hook"] = answer(204)
    with opened(tmp_path, allow_private=True, alerts=False) as team:
        made(team, target=server.url("/hook"), name="rana")
        background = Background(team.app.state.desk.alerting)
        background.look()
        assert server.asked == []  # what was there is no news
        sentence = "In Alder on 2020-04-08, the Northern Army shelled the quay."
        team.archive.add([read(report(sentence, id="new", outlet="Gazette", published="2020-04-09"))])
        assert background.look()
        (asked,) = server.asked
        assert "Northern Army shelled the quay" in json.loads(asked.body)["quotes"][0]["words"]
        assert not background.look()  # nothing moved
        page = team.browser("rana").get(PAGE).text
        assert "the server answered 204" in page


def test_the_desk_looks_by_itself_while_it_is_open(tmp_path: Path, server: Server) -> None:
    server.pages["/hook"] = answer(204)
    with opened(tmp_path, allow_private=True, alerts=False) as team:
        made(team, target=server.url("/hook"), past="yes")
        background = Background(team.app.state.desk.alerting, every=0.05)
        background.start()
        deadline = time.monotonic() + 20
        while len(server.asked) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        background.stop()
    assert len(server.asked) == 2


def test_a_webhook_of_a_desk_that_is_not_told_otherwise_goes_to_no_closed_network(
    tmp_path: Path, server: Server
) -> None:
    server.pages["/hook"] = answer(204)
    with opened(tmp_path, alerts=False) as team:
        made(team, target=server.url("/hook"), past="yes")
        Background(team.app.state.desk.alerting).look()
        assert server.asked == []
        page = team.browser("rana").get(PAGE).text
        assert re.search("closed network", page)
