"""A server on this machine, and a fetcher that may go there and does not dawdle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.server import Server, serving

pytest.importorskip("httpcore", reason="needs trucewatch[web]")
pytest.importorskip("protego", reason="needs trucewatch[web]")

from trucewatch.sources.web.fetching import Fetcher, Settings


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture
def fetcher() -> Callable[..., Fetcher]:
    """Makes fetchers: allowed on this machine, without pauses, trying once, noting how long they would sleep."""

    def made(*, lookup: Any = None, **settings: Any) -> Fetcher:
        known = {"allow_private": True, "pause": 0.0, "attempts": 1, **settings}
        slept: list[float] = []
        extra = {} if lookup is None else {"lookup": lookup}
        one = Fetcher(Settings(**known), sleep=slept.append, **extra)
        one.slept = slept  # type: ignore[attr-defined]
        return one

    return made
