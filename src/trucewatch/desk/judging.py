"""What a reviewer's form does: a verdict, corrections, comments, a word on two records, one of these taken back.

Invariant: nothing is kept of a form that is wrong in any field, or whose record somebody else reviewed since the form
was made; and whatever was put into such a form is given back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trucewatch.archive import Archive, ArchiveError, correcting, reviews
from trucewatch.archive.judgements import VERDICTS, judge
from trucewatch.archive.reviews import Review, applied, standing_of
from trucewatch.archive.searching import Whole, by_id
from trucewatch.desk import values
from trucewatch.desk.access import Visitor

ACTIONS = ("accept", "reject", "correct", "comment")
_LONGEST = 10_000


@dataclass(frozen=True)
class Outcome:
    """What came of a form: the numbers of the reviews that it made; or why there are none.

    `errors` are by field, `wrong` is about the whole; `meanwhile` are the reviews that the form did not know of.
    `changed` are the values that the form changes.
    """

    did: str = ""
    numbers: tuple[int, ...] = ()
    changed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    meanwhile: tuple[Review, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing was kept of the form."""
        return bool(self.errors or self.wrong or self.meanwhile)


def say(
    archive: Archive, visitor: Visitor, record: Whole, said: list[Review], form: Mapping[str, str]
) -> Outcome:
    """Keep what a form says of a record; `said` is all that was said of it before."""
    action = form.get("action", "")
    seen = int(form["seen"]) if form.get("seen", "").isdecimal() and len(form["seen"]) < 10 else 0
    then = applied(record.body, standing_of([one for one in said if one.number <= seen]).corrections)
    now = applied(record.body, standing_of(said).corrections)
    changed = values.sent(then, form)
    note = form.get("note", "").strip()[:_LONGEST]
    if action == "accept" and changed:
        action = "correct"
    meanwhile = tuple(one for one in said if one.number > seen)
    if meanwhile and action != "comment":
        return Outcome(changed=changed, meanwhile=meanwhile)
    fit, errors = _checked(now, changed) if action == "correct" else ({}, {})
    if errors:
        return Outcome(changed=changed, errors=errors)
    if (action == "correct" and not fit) or (action == "comment" and not note):
        return Outcome(changed=changed, wrong="Nothing was changed, and nothing said.")
    try:
        if action == "correct":
            exact = by_id(archive, [record.id])[0].body
            made = [
                _one(
                    archive,
                    visitor,
                    record.id,
                    action,
                    field=name,
                    note=note,
                    value=_unblurred(value, record.body.get(name), exact.get(name)),
                )
                for name, value in fit.items()
            ]
        else:
            about = form.get("about", "") if action == "comment" else ""
            made = [_one(archive, visitor, record.id, action, field=about, note=note)]
    except ArchiveError as error:
        return Outcome(changed=changed, wrong=str(error))
    return Outcome(did=action, numbers=tuple(made), changed=changed)


def take_back(archive: Archive, visitor: Visitor, record: str, numbers: str) -> Outcome:
    """Take back reviews of a record, by their numbers parted by commas, the last one first."""
    taken = [int(one) for one in numbers.split(",") if one.isdecimal() and len(one) < 10]
    try:
        made = [
            reviews.review(
                archive, record, "withdraw", value=number, who=visitor.name, clearance=visitor.clearance
            ).number
            for number in sorted(taken, reverse=True)[:100]
        ]
    except ArchiveError as error:
        return Outcome(wrong=str(error))
    return Outcome(did="withdraw", numbers=tuple(made))


def pair(
    archive: Archive, visitor: Visitor, record: str, others: list[str], verdict: str, note: str = ""
) -> Outcome:
    """Keep whether a record is about one thing with others; "withdrawn" takes that back."""
    if verdict not in VERDICTS or not others:
        return Outcome(wrong="Say of which record, and what.")
    try:
        for other in others:
            judge(
                archive,
                record,
                other,
                verdict,
                note[:_LONGEST],
                who=visitor.name,
                clearance=visitor.clearance,
            )
    except ArchiveError as error:
        return Outcome(wrong=str(error))
    return Outcome(did=verdict)


def _one(archive: Archive, visitor: Visitor, record: str, action: Any, **more: Any) -> int:
    return reviews.review(
        archive, record, action, who=visitor.name, clearance=visitor.clearance, **more
    ).number


def _unblurred(value: Any, shown: Any, exact: Any) -> Any:
    """A new value of a place that was shown roughly: whoever left the rough point as it was did not mean it."""
    if shown == exact or not all(isinstance(one, Mapping) for one in (value, shown, exact)):
        return value
    point = ("latitude", "longitude")
    if any(value.get(part) != shown.get(part) for part in point) or value.get("name") != shown.get("name"):
        return value
    return {**value, **{part: exact[part] for part in (*point, "id") if part in exact}}


def _checked(body: dict[str, Any], changed: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that are new to a record and fit it one after the other, and what is wrong with the others."""
    fit: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in changed.items():
        if value == body.get(name):
            continue
        try:
            fit[name] = correcting.corrected_value(body, name, value)
        except ArchiveError as error:
            errors[name] = _told(body, name, str(error))
            continue
        body = correcting.corrected(body, name, value) or body
    return fit, errors


def _told(body: Mapping[str, Any], name: str, error: str) -> str:
    """What is wrong with a value, as a person would say it."""
    kinds = {one.kind for field_ in values.fields(body) if field_.name == name for one in field_.inputs}
    if "pattern" in error and (
        helped := [values.HELP[kind] for kind in ("date", "duration") if kind in kinds]
    ):
        return f"Write it as {helped[0]}."
    told = error.removeprefix(f"{name}: ").removeprefix("cannot be that: ")
    if lacking := re.fullmatch(r"(?:(\d+)\.)?(.*): Field required", told):
        number = f" of number {int(lacking[1]) + 1}" if lacking[1] else ""
        return f"The {values.label(lacking[2].rpartition('.')[2])}{number} is missing."
    return told
