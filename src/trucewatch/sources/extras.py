"""Libraries that only some sources need.

Invariant: none is imported before it is used; where one is missing, one line says what to install.
"""

from __future__ import annotations

import importlib
from typing import Any

from trucewatch.sources.problems import SourceError


def library(name: str, extra: str = "web") -> Any:
    """The module `name`. Raises SourceError naming the extra of Trucewatch that brings it, where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise SourceError(
            f"needs a library that is not installed: pip install 'trucewatch[{extra}]'"
        ) from None
