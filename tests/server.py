"""A server on this machine that behaves as the web does, well and badly: each test says what stands where."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PROSE = (
    "<p>Officers of the two armies met the observers at the old bridge on Sunday, the joint committee said.</p>"
    "<p>They agreed to hold their fire for a week and to open the road to the harbour again.</p>"
)


@dataclass
class Asked:
    """A request as it came: its method, its path with the query, its headers and body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """What stands at each path, and what was asked. Paths that nothing stands at answer 404."""

    address: str
    pages: dict[str, Answer | bytes | str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def paths(self) -> list[str]:
        """What was asked for, robots.txt aside."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


def answer(status: int, body: bytes | str = b"", **headers: str) -> Answer:
    """An answer of this status; underscores in the names of headers stand for hyphens."""

    def given(handler: BaseHTTPRequestHandler) -> None:
        data = body.encode() if isinstance(body, str) else body
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return given


def article(title: str = "At the bridge", text: str = PROSE, head: str = "") -> str:
    """A page with an article."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}'
        '<meta property="og:site_name" content="Harbour Post">'
        '<meta property="article:published_time" content="2021-06-20"></head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


@contextmanager
def serving() -> Iterator[Server]:
    """A server while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        @property
        def server_asked(self) -> list[Asked]:
            return server.asked

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            server.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            found = server.pages.get(self.path, server.pages.get(self.path.partition("?")[0]))
            if found is None:
                found = answer(404)
            if not callable(found):
                found = answer(200, found, Content_Type="text/html; charset=utf-8")
            try:
                found(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_POST = do_GET  # noqa: N815  the name that http.server looks for

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    with Quiet(("127.0.0.1", 0), Handler) as http:
        server = Server(f"http://127.0.0.1:{http.server_address[1]}")
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
