"""Records to things: copies of one story, sameness, corroboration, contradiction.

Invariant: what is linked depends on the reports, the knowledge and the judgements alone, never on the order in
which they come.
"""

from trucewatch.linking.linker import Linker, LinkingError, link
from trucewatch.linking.things import (
    Contradiction,
    Copy,
    Difference,
    Finding,
    Judgement,
    Knowledge,
    Link,
    Linked,
    Quote,
    Reference,
    Standing,
    Thing,
    Update,
    Voice,
)

__all__ = [
    "Contradiction",
    "Copy",
    "Difference",
    "Finding",
    "Judgement",
    "Knowledge",
    "Link",
    "Linked",
    "Linker",
    "LinkingError",
    "Quote",
    "Reference",
    "Standing",
    "Thing",
    "Update",
    "Voice",
    "link",
]
