"""What else a report calls a place: "Alder, which the islanders call Elm".

Invariant: a name is another name of a place only where the report's own words say so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from trucewatch.linking.naming import lexicon
from trucewatch.places.names import fold

_NAME = r"[^\W\d_a-z][\w'’-]+(?:[ -][^\W\d_a-z][\w'’-]+){0,2}"
_CLOSED = r"(?=\s*[,.;:)–—])"


def other_names(text: str) -> dict[str, tuple[str, ...]]:
    """The other names that a text gives for a name, by that name's folded form, both ways round."""
    found: dict[str, set[str]] = defaultdict(set)
    for match in _said().finditer(text):
        one, other = [name for name in match.groups() if name]
        if fold(one) != fold(other):
            found[fold(one)].add(other)
            found[fold(other)].add(one)
    return {name: tuple(sorted(others)) for name, others in sorted(found.items())}


@lru_cache(maxsize=1)
def _said() -> re.Pattern[str]:
    listed: dict[str, list[str]] = lexicon()["aliases"]
    calls, known = (
        "|".join(re.escape(word) for word in sorted(listed[key], key=len, reverse=True))
        for key in ("calls", "known")
    )
    return re.compile(
        rf"\b({_NAME}), (?:which|that|what) (?:[\w'’-]+ ){{1,4}}(?:{calls}) ({_NAME})"
        rf"|\b({_NAME})(?:, | \()(?:{known}) ({_NAME}){_CLOSED}"
    )
