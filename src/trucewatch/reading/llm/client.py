"""One question to an OpenAI-compatible server, and its answer.

Invariant: a request goes to the address of the settings and nowhere else: no redirect is followed, and no proxy,
key or header is taken from the environment. Whatever a server does, `ask` gives an answer or raises ModelError
within bounds of time and size.

httpx does the talking: it is what the well-known clients stand on, it comes with spaCy, and unlike them it reads
neither addresses nor keys nor organisations from variables that somebody set for another program.
"""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from trucewatch.reading.llm.answer import Answer
from trucewatch.reading.llm.budget import Budget
from trucewatch.reading.llm.settings import Constraint, ModelError, Settings

if TYPE_CHECKING:
    import httpx

_MOST_BYTES = 4_000_000
_LETTERS_A_TOKEN = 3
_WORTH_ANOTHER_TRY = frozenset([408, 409, 425, 429, 500, 502, 503, 504])
_REFUSED_CONSTRAINT = frozenset([400, 422, 501])
_LONGEST_WAIT = 30.0
_LOOSER: dict[Constraint, Constraint] = {"schema": "object", "object": "none"}


def require_extra() -> None:
    """Raises ModelError where a library of the extra `llm` is not installed."""
    for name in ("httpx", "babel", "anyascii"):
        try:
            importlib.import_module(name)
        except ImportError:
            raise ModelError(f"needs {name}, which is not installed: pip install 'trucewatch[llm]'") from None


class _TryAgainError(Exception):
    """A fault that may pass; `wait` is how long the server asks to be left alone."""

    def __init__(self, cause: str, wait: float | None = None) -> None:
        super().__init__(cause)
        self.wait = wait


class _LooserError(Exception):
    """The server does not take this constraint on answers."""


class _Came(NamedTuple):
    """What came over the line: the words, why they ended, and the tokens used as far as the server says."""

    text: str
    finish: str | None
    tokens: int | None


class Client:
    """Asks one server.

    Args:
        settings: with an address.
        budget: what may be spent; a request that is tried again counts again.
        sleep: how to wait between attempts; tests put a fake here.
    """

    def __init__(
        self, settings: Settings, budget: Budget, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        if settings.address is None:
            raise ModelError("no address of a language model is set (TRUCEWATCH_LLM_ADDRESS)")
        require_extra()
        import httpx

        self._httpx = httpx
        self._settings = settings
        self._budget = budget
        self._sleep = sleep
        self._constraint: Constraint = settings.constraint
        key = settings.key.get_secret_value() if settings.key is not None else ""
        self._client = httpx.Client(
            base_url=settings.address + "/",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(settings.seconds, connect=min(10.0, settings.seconds)),
            follow_redirects=False,
            trust_env=False,
            proxy=settings.proxy,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def ask(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Answer:
        """The answer to `messages`, held to `schema` as far as the server can.

        Faults that may pass (no connection, a busy server, a line that breaks) are tried again, each time after
        twice as long a wait. Raises ModelError where the server cannot be had, and BudgetSpentError.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._once(messages, schema)
            except _LooserError:
                self._constraint = _LOOSER[self._constraint]
                attempt -= 1
            except _TryAgainError as fault:
                if attempt >= self._settings.attempts:
                    tries = f" (tried {attempt} times)" if attempt > 1 else ""
                    raise ModelError(f"{self._settings.address}: {fault}{tries}") from None
                wait = fault.wait if fault.wait is not None else 0.5 * 2 ** (attempt - 1)
                self._sleep(min(wait, _LONGEST_WAIT))

    def _once(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Answer:
        body = self._body(messages, schema)
        asked = sum(len(message["content"]) for message in messages) // _LETTERS_A_TOKEN
        self._budget.take(asked)
        came = self._send(body)
        used = came.tokens if came.tokens is not None else asked + len(came.text) // _LETTERS_A_TOKEN
        self._budget.settle(asked, used)
        return Answer(came.text, came.finish != "length", used)

    def _body(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._settings.model,
            "messages": messages,
            "temperature": 0,
            "seed": self._settings.seed,
            "max_tokens": self._settings.answer_tokens,
            "stream": self._settings.stream,
        }
        if self._settings.stream:
            body["stream_options"] = {"include_usage": True}
        if self._constraint == "schema":
            form = {"name": "records", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        elif self._constraint == "object":
            body["response_format"] = {"type": "json_object"}
        return body

    def _send(self, body: dict[str, Any]) -> _Came:
        faults = self._httpx
        try:
            with self._client.stream("POST", "chat/completions", json=body) as response:
                self._check(response)
                lines = _bounded(response.iter_bytes(), time.monotonic() + self._settings.longest)
                kind = response.headers.get("content-type", "")
                return _streamed(lines) if kind.startswith("text/event-stream") else _whole(b"".join(lines))
        except faults.TimeoutException as error:
            silent = isinstance(error, faults.ReadTimeout)
            cause = (
                f"no answer within {self._settings.seconds:g} seconds"
                if silent
                else "cannot be reached in time"
            )
            raise _TryAgainError(cause) from None
        except faults.ConnectError as error:
            raise _TryAgainError(f"cannot be reached ({error})") from None
        except faults.HTTPError as error:
            raise _TryAgainError(f"the line broke ({type(error).__name__})") from None
        except faults.InvalidURL as error:
            raise ModelError(f"{self._settings.address}: is no address ({error})") from None

    def _check(self, response: httpx.Response) -> None:
        """Nothing where the server took the question; else the fault, in the server's words where it has some."""
        status = response.status_code
        if status == 200:
            return
        said = b"".join(_bounded(response.iter_bytes(), time.monotonic() + 10))[:20_000]
        cause = f"answered {status}{_message(said)}"
        if response.is_redirect:
            raise ModelError(f"{self._settings.address}: sends on to another address, which is not followed")
        if status in _WORTH_ANOTHER_TRY:
            raise _TryAgainError(cause, _retry_after(response.headers.get("retry-after")))
        if status in _REFUSED_CONSTRAINT and self._constraint in _LOOSER and _is_about_form(said):
            raise _LooserError(cause)
        raise ModelError(f"{self._settings.address}: {cause}")


def _bounded(chunks: Iterator[bytes], until: float) -> Iterator[bytes]:
    """The chunks of a body, up to a size and a time after which no more are waited for."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > _MOST_BYTES:
            raise _TryAgainError(f"sent more than {_MOST_BYTES / 1e6:.0f} MB")
        yield chunk
        if time.monotonic() > until:
            raise _TryAgainError("took too long to answer")


def _whole(data: bytes) -> _Came:
    """The answer in one piece."""
    try:
        content = json.loads(data)
        choice = content["choices"][0]
        text = choice["message"]["content"]
        finish = choice.get("finish_reason")
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        raise _TryAgainError("answered with what is no chat completion") from None
    return _Came(text if isinstance(text, str) else "", finish, _tokens(content.get("usage")))


def _streamed(chunks: Iterator[bytes]) -> _Came:
    """The answer from server-sent events; one that ends before the server says so has no reason to end."""
    text: list[str] = []
    finish: str | None = None
    tokens: int | None = None
    begun = False
    for line in _lines(chunks):
        if not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            begun = True
            break
        try:
            event = json.loads(data)
            if event.get("error"):
                raise _TryAgainError(f"broke off{_message(data)}")
            begun = True
            tokens = _tokens(event.get("usage")) or tokens
            for choice in (event.get("choices") or [])[:1]:
                delta = choice.get("delta") or {}
                text.append(delta.get("content") or "")
                finish = choice.get("finish_reason") or finish
        except (ValueError, RecursionError, TypeError, AttributeError):
            continue  # a line that is no event costs that line
    if not begun:
        raise _TryAgainError("answered with what is no chat completion")
    return _Came("".join(text), finish, tokens)


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a body as they come."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    yield rest


def _tokens(usage: object) -> int | None:
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if isinstance(total, int) and total >= 0 else None


def _message(data: bytes) -> str:
    """What a server says is wrong, as ": …" on one line, or nothing."""
    try:
        content = json.loads(data)
        error = content.get("error", content.get("message"))
        said = error.get("message") if isinstance(error, dict) else error
    except (ValueError, RecursionError, AttributeError):
        return ""
    return f": {' '.join(said.split())[:200]}" if isinstance(said, str) and said.strip() else ""


def _is_about_form(data: bytes) -> bool:
    said = data.decode("utf-8", "replace").lower()
    return any(word in said for word in ("response_format", "json_schema", "grammar", "schema"))


def _retry_after(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
