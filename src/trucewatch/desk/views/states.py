"""What people decided of a record, in the few words that stand beside it.

Invariant: a record that nobody judged says so; what was read is never shown as somebody's decision.
"""

from __future__ import annotations

from trucewatch.archive.reviews import Standing
from trucewatch.desk.views.common import View


class State(View):
    """What people decided of a record as a whole: nothing, or the last verdict with who gave it and when.

    `corrected` are the fields whose values were put right.
    """

    verdict: str | None
    who: str | None
    at: str | None
    corrected: tuple[str, ...]
    comments: int


def state(standing: Standing) -> State:
    """What people decided of a record."""
    return State(
        verdict=standing.verdict,
        who=standing.by.who if standing.by else None,
        at=standing.by.at if standing.by else None,
        corrected=tuple(standing.corrections),
        comments=len(standing.comments),
    )
