"""What is worked out once for a picture and then asked for with one request after another.

Invariant: an answer belongs to one picture, and goes with it; only the last few pictures have any.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar, cast

from trucewatch.cases import Picture

_T = TypeVar("_T")
_MOST = 16

_answers: OrderedDict[int, tuple[Picture, dict[str, Any]]] = OrderedDict()
_guard = threading.Lock()


def kept(picture: Picture, name: str, make: Callable[[], _T]) -> _T:
    """What `make` gives for this picture under that name, made the first time that it is asked for."""
    with _guard:
        held = _answers.get(id(picture))
        if held is None or held[0] is not picture:
            held = _answers[id(picture)] = (picture, {})
        _answers.move_to_end(id(picture))
        while len(_answers) > _MOST:
            _answers.popitem(last=False)
    answers = held[1]
    if name not in answers:
        answers[name] = make()
    return cast(_T, answers[name])
