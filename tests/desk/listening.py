"""A desk that really listens, for tests that need sockets."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

uvicorn = pytest.importorskip("uvicorn", reason="needs the extra desk")


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """Serves an application on this machine, on any free port; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as open_socket:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [open_socket]}, daemon=True)
        thread.start()
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{open_socket.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)
