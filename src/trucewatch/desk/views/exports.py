"""What can be exported of a case under the filters in the address, and in which formats."""

from __future__ import annotations

from trucewatch.cases import Picture
from trucewatch.desk.api.collections import Conditions
from trucewatch.desk.exporting import FORMS, period_of
from trucewatch.desk.views.common import View
from trucewatch.desk.views.search import KIND_NAMES
from trucewatch.exports.chosen import fits
from trucewatch.records.kinds import Assertion


class FormView(View):
    """A format: `file` is the end of its address, `records` says whether the filters on records hold for it."""

    id: str
    title: str
    file: str
    records: bool


class ExportsView(View):
    """The formats, and how many records fit the filters; `since` and `until` are the period of a situation report."""

    forms: tuple[FormView, ...]
    records: int
    since: str
    until: str
    kinds: tuple[str, ...] = KIND_NAMES
    assertions: tuple[Assertion, ...] = ("actual", "planned", "possible", "denied")


def view(picture: Picture, filters: Conditions) -> ExportsView:
    """What the filters let out."""
    return ExportsView(
        forms=tuple(
            FormView(id=name, title=form.title, file=f"{name}.{form.ending}", records=form.of_records)
            for name, form in FORMS.items()
        ),
        records=sum(fits(row, **filters.conditions()) for row in picture.rows),
        since=period_of(picture, filters.since),
        until=picture.today,
    )
