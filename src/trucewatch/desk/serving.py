"""The desk as a server on this machine."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable

import uvicorn

from trucewatch.archive import ArchiveError, people
from trucewatch.desk.app import create_app
from trucewatch.desk.settings import LOOPBACK, Settings


def serve(settings: Settings, *, shown: bool, ready: Callable[[str], None]) -> None:
    """Serve the desk until it is interrupted; `ready` gets its address once it listens.

    With `shown` the address is opened in the browser. Port 0 is any free one. Raises OSError where the port cannot be
    had, ArchiveError and CaseError as `create_app` does, and ArchiveError where others could reach a desk without people.
    """
    app = create_app(settings)
    if settings.host not in LOOPBACK and not people.are_there(app.state.desk.archive):
        raise ArchiveError(
            f"{settings.host}: without people everybody there could do everything; `trucewatch people add` first"
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.create_server((settings.host, settings.port), family=family) as listening:
        port = listening.getsockname()[1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        url = f"http://{host}:{port}/"
        ready(url)
        if shown:
            webbrowser.open(url)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listening])
