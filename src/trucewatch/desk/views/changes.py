"""What came in for a case, the latest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from trucewatch.cases import Picture
from trucewatch.desk.filters import Day, Filters, Text, given
from trucewatch.desk.views.common import View
from trucewatch.exports.changes import Change, What, changes, fits

MOST = 500
"""Changes that are shown at once at most."""


class ChangeFilters(Filters):
    """Changes of one sort, about one kind of thing, with words in a name of a place, actor or source.

    `since` is the day from which on their reports came in.
    """

    what: Annotated[What | None, BeforeValidator(given)] = None
    kind: Text = None
    place: Text = None
    actor: Text = None
    source: Text = None
    since: Day = None
    limit: Annotated[int, BeforeValidator(lambda value: given(value) or 100), Field(ge=1, le=MOST)] = 100


class ChangesView(View):
    """The latest changes that fit; `total` is how many fit, `kinds` and `sorts` what there is to choose from."""

    changes: tuple[Change, ...]
    total: int
    kinds: tuple[str, ...]
    sorts: tuple[What, ...] = ("thing", "update", "contradiction", "derived")


def view(picture: Picture, filters: ChangeFilters, retrieved: Mapping[str, str]) -> ChangesView:
    """The changes that fit the filters; `retrieved` has when each report came into the archive, by its id."""
    every = changes(picture, retrieved)
    conditions = filters.model_dump(include={"what", "kind", "place", "actor", "source", "since"})
    chosen = [one for one in every if fits(**conditions)(one)]
    return ChangesView(
        changes=tuple(chosen[: filters.limit]),
        total=len(chosen),
        kinds=tuple(sorted({one.kind for one in every})),
    )
