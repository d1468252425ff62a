"""Asking a server: the protocol, and every way in which a server can fail to answer."""

import json
import time
from typing import Any

import pytest

from tests.reading.llm import servers
from tests.reading.llm.servers import serving
from trucewatch.reading.llm.budget import Budget, BudgetSpentError
from trucewatch.reading.llm.client import Client
from trucewatch.reading.llm.settings import ModelError, Settings

MESSAGES = [{"role": "user", "content": "Take records."}]
SCHEMA = {"type": "object"}


def client(address: str, waits: list[float] | None = None, **settings: Any) -> Client:
    given = Settings(address=address, **{"seconds": 5.0, "attempts": 3, **settings})
    waited = waits if waits is not None else []
    return Client(given, Budget(given), sleep=waited.append)


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_comes_in_one_piece_or_streamed(stream: bool) -> None:
    with serving(servers.says("Grüße " * 40, tokens=123)) as server:
        answer = client(server.address, stream=stream).ask(MESSAGES, SCHEMA)
    assert (answer.text, answer.whole, answer.tokens) == ("Grüße " * 40, True, 123)


def test_what_is_asked_is_bounded_constrained_and_without_chance() -> None:
    with serving(servers.says("{}")) as server:
        client(server.address, model="m", key="secret", answer_tokens=500, seed=3).ask(MESSAGES, SCHEMA)
    (asked,) = server.asked
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == "Bearer secret"
    assert (asked["model"], asked["temperature"], asked["seed"], asked["max_tokens"]) == ("m", 0, 3, 500)
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    assert asked["messages"] == MESSAGES


def test_without_a_key_none_is_sent() -> None:
    with serving(servers.says("{}")) as server:
        client(server.address).ask(MESSAGES, SCHEMA)
    assert "authorization" not in {name.lower() for name in server.headers[0]}


def test_nothing_in_the_environment_changes_what_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_API_KEY", "another program's")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")
    with serving(servers.says("{}")) as server:
        client(server.address).ask(MESSAGES, SCHEMA)
    assert "another program's" not in json.dumps(server.headers)


def test_an_answer_cut_off_by_its_bound_says_so() -> None:
    with serving(servers.says('{"records": [', finish="length")) as server:
        assert not client(server.address).ask(MESSAGES, SCHEMA).whole


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503])
def test_a_fault_that_may_pass_is_tried_again_after_longer_and_longer_waits(code: int) -> None:
    waits: list[float] = []
    with serving(servers.status(code), servers.status(code), servers.says("{}")) as server:
        assert client(server.address, waits).ask(MESSAGES, SCHEMA).text == "{}"
    assert waits == [0.5, 1.0]


def test_a_server_that_says_how_long_to_wait_is_waited_for_within_reason() -> None:
    waits: list[float] = []
    busy = servers.status(429, Retry_After="7")
    with serving(busy, servers.status(429, Retry_After="86400"), servers.says("{}")) as server:
        client(server.address, waits).ask(MESSAGES, SCHEMA)
    assert waits == [7.0, 30.0]


def test_a_fault_that_stays_is_one_line_in_the_server_s_words() -> None:
    with serving(servers.status(503, "loading\nthe model")) as server:
        with pytest.raises(ModelError) as error:
            client(server.address).ask(MESSAGES, SCHEMA)
        assert str(error.value) == f"{server.address}: answered 503: loading the model (tried 3 times)"
    assert len(server.asked) == 3


@pytest.mark.parametrize("code", [401, 403, 404])
def test_a_refusal_is_not_tried_again(code: int) -> None:
    with (
        serving(servers.status(code, "no such model")) as server,
        pytest.raises(ModelError, match="no such model"),
    ):
        client(server.address).ask(MESSAGES, SCHEMA)
    assert len(server.asked) == 1


def test_a_server_that_cannot_hold_answers_to_a_schema_is_asked_for_json_then_for_anything() -> None:
    refusals = (
        servers.status(400, "response_format json_schema is not supported"),
        servers.status(422, "bad grammar"),
    )
    with serving(*refusals, servers.says("{}")) as server:
        asked = client(server.address)
        asked.ask(MESSAGES, SCHEMA)
        asked.ask(MESSAGES, SCHEMA)
    forms = [body.get("response_format", {}).get("type") for body in server.asked]
    assert forms == ["json_schema", "json_object", None, None]


@pytest.mark.parametrize("stream", [True, False])
def test_a_server_that_dies_half_way_is_tried_again(stream: bool) -> None:
    with serving(servers.dies_after('{"records": ['), servers.says("{}")) as server:
        assert client(server.address, stream=stream).ask(MESSAGES, SCHEMA).text == "{}"


def test_a_server_that_always_dies_half_way_gives_no_answer_and_no_half_of_one() -> None:
    with (
        serving(servers.dies_after('{"records": [')) as server,
        pytest.raises(ModelError, match="the line broke"),
    ):
        client(server.address).ask(MESSAGES, SCHEMA)


def test_a_silent_server_is_left_after_the_time_set() -> None:
    started = time.monotonic()
    with (
        serving(servers.silent(3)) as server,
        pytest.raises(ModelError, match=r"no answer within 0\.2 seconds"),
    ):
        client(server.address, seconds=0.2, attempts=2).ask(MESSAGES, SCHEMA)
    assert time.monotonic() - started < 3


def test_no_server_at_all_is_one_line() -> None:
    with serving(servers.says("{}")) as server:
        address = server.address
    with pytest.raises(ModelError, match="cannot be reached"):
        client(address).ask(MESSAGES, SCHEMA)


def test_an_answer_without_end_is_left() -> None:
    with serving(servers.endless) as server, pytest.raises(ModelError, match="more than 4 MB"):
        client(server.address, attempts=1).ask(MESSAGES, SCHEMA)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"choices": []}',
        b'{"choices": [{"message": null}]}',
        b"\xff\xfe",
        b"[" * 9000,
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
def test_what_is_no_chat_completion_is_said_to_be_none(data: bytes, kind: str) -> None:
    with serving(servers.raw(data, kind)) as server, pytest.raises(ModelError, match="no chat completion"):
        client(server.address).ask(MESSAGES, SCHEMA)


def test_a_server_that_sends_on_to_another_address_is_not_followed() -> None:
    with serving(servers.says("{}")) as other:
        moved = servers.status(307, Location=other.address + "/chat/completions")
        with serving(moved) as server, pytest.raises(ModelError, match="not followed"):
            client(server.address).ask(MESSAGES, SCHEMA)
        assert other.asked == []


def test_an_error_within_a_stream_is_an_error() -> None:
    broken = servers.raw(b'data: {"error": {"message": "out of memory"}}\n\n', "text/event-stream")
    with serving(broken) as server, pytest.raises(ModelError, match="out of memory"):
        client(server.address).ask(MESSAGES, SCHEMA)


def test_the_budget_of_requests_ends_asking() -> None:
    with serving(servers.says("{}")) as server:
        asked = client(server.address, requests=2)
        asked.ask(MESSAGES, SCHEMA)
        asked.ask(MESSAGES, SCHEMA)
        with pytest.raises(BudgetSpentError, match="budget of 2 requests"):
            asked.ask(MESSAGES, SCHEMA)
    assert len(server.asked) == 2


def test_the_budget_of_tokens_goes_by_what_the_server_says_was_used() -> None:
    with serving(servers.says("{}", tokens=500)) as server:
        asked = client(server.address, tokens=900)
        asked.ask(MESSAGES, SCHEMA)
        asked.ask(MESSAGES, SCHEMA)
        with pytest.raises(BudgetSpentError):
            asked.ask(MESSAGES, SCHEMA)
    assert len(server.asked) == 2


def test_tries_count_against_the_budget() -> None:
    with serving(servers.status(500)) as server, pytest.raises(BudgetSpentError):
        client(server.address, requests=2).ask(MESSAGES, SCHEMA)
    assert len(server.asked) == 2
