"""A mail server on this machine that keeps what it is given (RFC 5321, as much of it as a client needs)."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class PostOffice:
    """Where it listens, what came in, and what it answers to who a letter is for."""

    port: int = 0
    letters: list[tuple[str, list[str], str]] = field(default_factory=list)
    to_recipients: str = "250 fine"
    greeting: str = "220 here"


@contextmanager
def open_for_letters() -> Iterator[PostOffice]:
    """A mail server while the block runs."""
    office = PostOffice()

    class Counter(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            sender, recipients = "", []
            self.say(office.greeting)
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                verb = line[:4].upper()
                if verb in ("EHLO", "HELO", "RSET", "NOOP"):
                    self.say("250 here")
                elif verb == "MAIL":
                    sender = line.partition(":")[2]
                    self.say("250 fine")
                elif verb == "RCPT":
                    recipients.append(line.partition(":")[2])
                    self.say(office.to_recipients)
                elif verb == "DATA":
                    self.say("354 go on")
                    lines = []
                    for part in self.rfile:
                        if part == b".\r\n":
                            break
                        lines.append(part.decode())
                    office.letters.append((sender, recipients, "".join(lines)))
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("502 not here")

        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    class Quiet(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Quiet(("127.0.0.1", 0), Counter) as server:
        office.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield office
        finally:
            server.shutdown()
