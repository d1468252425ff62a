"""What the agreements of a case oblige, and the words for and against each being kept."""

from __future__ import annotations

from trucewatch.cases import Picture
from trucewatch.cases.commitments import Kept, State
from trucewatch.desk.filters import Filters, Text
from trucewatch.desk.views.common import View


class CommitmentFilters(Filters):
    """Commitments of one state: kept, not kept, both, no word."""

    state: Text = None


class Agreed(View):
    """An agreement with its commitments."""

    id: str
    name: str
    date: str | None
    parties: tuple[str, ...]
    commitments: tuple[Kept, ...]


class CommitmentsView(View):
    """The agreements of the case in the order of their dates; `states` counts all commitments by their state."""

    agreements: tuple[Agreed, ...]
    states: dict[State, int]


def view(picture: Picture, filters: CommitmentFilters) -> CommitmentsView:
    """The commitments that fit the filters, by agreement."""
    agreements = sorted(picture.case.agreement, key=lambda one: (one.date or "9999", one.id))
    states: dict[State, int] = {"kept": 0, "not kept": 0, "both": 0, "no word": 0}
    for one in picture.commitments:
        states[one.state] += 1
    return CommitmentsView(
        agreements=tuple(
            Agreed(
                id=agreement.id,
                name=agreement.name,
                date=agreement.date,
                parties=tuple(agreement.parties),
                commitments=tuple(
                    one
                    for one in picture.commitments
                    if one.agreement == agreement.name and filters.state in (None, one.state)
                ),
            )
            for agreement in agreements
        ),
        states=states,
    )
