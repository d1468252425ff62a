"""A small server on the loopback that answers as it is told to, faults included."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """One request: what came is kept by the server, what goes out is the next behaviour's."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        behaviour = self.server.next(body, {k.lower(): v for k, v in self.headers.items()}, self.path)
        try:
            behaviour(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def reply(self, status: int, data: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def event(self, data: Any) -> None:
        line = data if isinstance(data, str) else json.dumps(data)
        self.wfile.write(f"data: {line}\n\n".encode())
        self.wfile.flush()

    def hang_up(self) -> None:
        """Cut the line without a word."""
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


class Server(ThreadingHTTPServer):
    """Answers with its behaviours in order, the last one for ever; `asked` are the bodies that came."""

    daemon_threads = True

    def __init__(self, *behaviours: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self._behaviours = list(behaviours)
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def next(self, body: dict[str, Any], headers: dict[str, str], path: str) -> Behaviour:
        with self._lock:
            self.asked.append(body)
            self.headers.append(headers)
            self.paths.append(path)
            return self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[Server]:
    """A server with these behaviours, up while the block runs."""
    server = Server(*behaviours)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def chunk(text: str | None, finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}


def says(text: str, *, finish: str = "stop", tokens: int = 100) -> Behaviour:
    """Answers with `text`, in one piece or streamed, as it was asked to."""

    def behave(handler: Handler, body: dict[str, Any]) -> None:
        usage = {"prompt_tokens": tokens - 10, "completion_tokens": 10, "total_tokens": tokens}
        if not body["stream"]:
            choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
            handler.reply(200, json.dumps({"choices": [choice], "usage": usage}).encode())
            return
        handler.begin_stream()
        for at in range(0, len(text), 50):
            handler.event(chunk(text[at : at + 50]))
        handler.event(chunk(None, finish))
        handler.event({"choices": [], "usage": usage})
        handler.event("[DONE]")

    return behave


def records(*found: dict[str, Any], **options: Any) -> Behaviour:
    """Answers with these records."""
    return says(json.dumps({"records": found}, ensure_ascii=False), **options)


def status(code: int, message: str = "", **headers: str) -> Behaviour:
    """Answers with an error."""

    def behave(handler: Handler, body: dict[str, Any]) -> None:
        data = json.dumps({"error": {"message": message}}).encode() if message else b""
        handler.reply(code, data, **headers)

    return behave


def dies_after(text: str) -> Behaviour:
    """Streams `text` and hangs up in the middle of a piece."""

    def behave(handler: Handler, body: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        piece = f"data: {json.dumps(chunk(text))}\n\n".encode()
        handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\nffff\r\ndata: {")
        handler.wfile.flush()
        handler.hang_up()

    return behave


def silent(seconds: float) -> Behaviour:
    """Says nothing for a while, then hangs up."""

    def behave(handler: Handler, body: dict[str, Any]) -> None:
        time.sleep(seconds)
        handler.hang_up()

    return behave


def raw(data: bytes, kind: str = "application/json") -> Behaviour:
    """Answers with these bytes."""
    return lambda handler, body: handler.reply(200, data, kind)


def endless(handler: Handler, body: dict[str, Any]) -> None:
    """Streams without end."""
    handler.begin_stream()
    for _ in range(100_000):
        handler.event(chunk("x" * 1000))
