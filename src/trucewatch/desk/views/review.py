"""One record under review: its words in their context, its values, what people said of it, what else its thing has.

Invariant: what was read and what people decided are never mixed: each corrected value stands beside the one that was
read, with who corrected it and when.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from trucewatch.archive.judgements import Judged
from trucewatch.archive.reviews import Review, applied, standing_of
from trucewatch.archive.searching import Whole
from trucewatch.cases import Picture
from trucewatch.desk import values
from trucewatch.desk.views.common import View
from trucewatch.desk.views.marking import Segment, Sheet, paragraphs
from trucewatch.desk.views.search import RECORD
from trucewatch.desk.views.states import State, state
from trucewatch.exports.describe import describe
from trucewatch.exports.wording import source_words
from trucewatch.linking import Reference, Thing
from trucewatch.linking.kept import Kept
from trucewatch.linking.telling import Told
from trucewatch.places.names import fold

_AROUND = 350
"""Characters before and after a record's words that are shown with them."""
_WORDS = 2500
"""Characters of one stretch of words that are shown, at most."""
_OTHERS = 40
_CANDIDATES = 12
_PAST = {
    "accept": "accepted",
    "reject": "rejected",
    "correct": "corrected",
    "comment": "commented on",
    "withdraw": "took back",
}


class SaidView(View):
    """A review in words: who did what, when; `withdrawn` where it was taken back."""

    number: int
    at: str
    who: str
    action: str
    what: str
    note: str
    withdrawn: bool


class FieldRow(View):
    """A field of the form; where it was corrected, what was read and by whom and when it was put right."""

    field: values.Field
    was: str | None = None
    who: str | None = None
    at: str | None = None
    comments: tuple[SaidView, ...] = ()


class Beside(View):
    """Another record: of the same thing, or of one that the record could belong to; `judged` is what people said."""

    id: str
    thing: str
    title: str
    headline: str
    rest: str
    words: str
    voice: str
    report: str
    number: int
    published: str | None
    judged: str | None
    who: str | None
    at: str | None


class ReviewView(View):
    """A record under review; `seen` is the last review of it that this view knows of."""

    id: str
    kind: str
    report: str
    title: str
    outlet: str | None
    published: str | None
    number: int | None
    headline: str
    rest: str
    details: tuple[str, ...]
    said: str | None
    confidence: float | None
    reader: str
    current: bool
    state: State
    fields: tuple[FieldRow, ...]
    comments: tuple[SaidView, ...]
    context: tuple[tuple[Segment, ...], ...]
    history: tuple[SaidView, ...]
    thing: str | None
    thing_title: str | None
    others: tuple[Beside, ...]
    more: int
    candidates: tuple[Beside, ...]
    seen: int


class Case(NamedTuple):
    """What a record is looked at in: the picture of a case, what it was made from, and the judgements that stand."""

    picture: Picture
    kept: Kept
    judged: Sequence[Judged]


def view(case: Case, record: Whole, said: Sequence[Review], merge: str | None = None) -> ReviewView:
    """A record of a case with all that was said of it; `merge` are words of the things that it could belong to."""
    standing = standing_of(said)
    body = applied(record.body, standing.corrections)
    now = RECORD.validate_python(body)
    words = describe(now)
    reference = case.kept.reference(record.id)
    thing = case.picture.linked.thing_of(reference) if reference else None
    others = _others(case, record.id, reference, thing)
    return ReviewView(
        id=record.id,
        kind=now.kind,
        report=record.report,
        title=record.title or record.report[:16],
        outlet=record.outlet,
        published=record.published,
        number=reference.record if reference else None,
        headline=words.headline,
        rest=words.rest,
        details=words.details,
        said=source_words(now.attribution) if now.attribution else None,
        confidence=record.body.get("confidence"),
        reader=record.reader,
        current=record.current,
        state=state(standing),
        fields=rows(record.body, body, said),
        comments=history(record.body, [one for one in standing.comments if not one.field]),
        context=context(record),
        history=history(record.body, said),
        thing=thing.id if thing else None,
        thing_title=thing.title if thing else None,
        others=tuple(_beside(case, record.id, row, its) for row, its in others[:_OTHERS]),
        more=max(0, len(others) - _OTHERS),
        candidates=_candidates(case, record, thing, now.date, merge),
        seen=last(said),
    )


def last(said: Iterable[Review]) -> int:
    """The number of the last review of some, 0 where there is none."""
    return max((one.number for one in said), default=0)


def rows(read: Mapping[str, Any], body: Mapping[str, Any], said: Sequence[Review]) -> tuple[FieldRow, ...]:
    """The fields of a record with what stands in them now, what was read, and the comments on each."""
    standing = standing_of(said)
    comments: dict[str, list[SaidView]] = {}
    for one in history(read, standing.comments):
        comments.setdefault(_field_of(said, one.number), []).append(one)
    found = []
    for field in values.fields(body):
        by = standing.corrections.get(field.name)
        found.append(
            FieldRow(
                field=field,
                was=values.words(read.get(field.name)) if by else None,
                who=by.who if by else None,
                at=by.at if by else None,
                comments=tuple(comments.get(field.name, ())),
            )
        )
    return tuple(found)


def history(read: Mapping[str, Any], said: Sequence[Review]) -> tuple[SaidView, ...]:
    """All that was said of a record, in words and in order."""
    withdrawn = {one.value for one in said if one.action == "withdraw"}
    by_number = {str(one.number): one for one in said}
    found = []
    now = dict(read)
    for one in said:
        what = values.label(one.field)
        if one.action == "correct":
            new = json.loads(one.value)
            what = f"{what}: was {values.words(now.get(one.field))}, now {values.words(new)}"
            if str(one.number) not in withdrawn:
                now[one.field] = new
        elif one.action == "withdraw":
            taken = by_number.get(one.value)
            what = f"{_PAST[taken.action]} of {taken.who}, {taken.at[:10]}" if taken else ""
        found.append(
            SaidView(
                number=one.number,
                at=one.at,
                who=one.who,
                action=_PAST[one.action],
                what=what,
                note=one.note,
                withdrawn=str(one.number) in withdrawn,
            )
        )
    return tuple(found)


def context(record: Whole) -> tuple[tuple[Segment, ...], ...]:
    """The words of a record with what stands around them; stretches that lie apart are paragraphs of their own."""
    text = record.text
    parts = sorted((span["start"], min(span["end"], len(text))) for span in record.body["evidence"])
    windows: list[tuple[int, int]] = []
    for start, end in parts:
        left = _edge(text, max(0, start - _AROUND), start)
        right = _edge(text, min(len(text), min(end, start + _WORDS) + _AROUND), end, back=True)
        if windows and left <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(right, windows[-1][1]))
        else:
            windows.append((left, right))
    found: list[tuple[Segment, ...]] = []
    for start, end in windows:
        found += paragraphs(text, {0: parts}, Sheet(start, end))
    return tuple(found)


def _edge(text: str, place: int, words: int, *, back: bool = False) -> int:
    """A place in a text moved towards some words to where a word begins or ends."""
    if place in (0, len(text)):
        return place
    if back:
        space = max(text.rfind(" ", words, place), text.rfind("\n", words, place))
        return place if space < 0 else space
    spaces = [at for at in (text.find(" ", place, words), text.find("\n", place, words)) if at >= 0]
    return min(spaces) + 1 if spaces else place


def _field_of(said: Iterable[Review], number: int) -> str:
    return next(one.field for one in said if one.number == number)


def _others(
    case: Case, record: str, reference: Reference | None, thing: Thing | None
) -> list[tuple[Told, Thing]]:
    """The other records of a thing, and those that people said are not about it, each with its thing."""
    told = case.picture.told(thing) if thing else ()
    found = [(row, thing) for row in told if row.reference != reference and thing is not None]
    shown = {row.reference for row, _ in found}
    for judgement in case.judged:
        if record not in (judgement.one, judgement.other):
            continue
        there = case.kept.reference(judgement.other if judgement.one == record else judgement.one)
        if there is not None and there not in shown and there in case.picture.by_reference:
            its = case.picture.linked.thing_of(there)
            if its is not None:
                found.append((case.picture.by_reference[there], its))
    return found


def _beside(case: Case, record: str, row: Told, thing: Thing) -> Beside:
    identifier = case.kept.identifier(row.reference) or ""
    judgement = next((one for one in case.judged if {one.one, one.other} == {record, identifier}), None)
    words = describe(row.record)
    return Beside(
        id=identifier,
        thing=thing.id,
        title=thing.title,
        headline=words.headline,
        rest=words.rest,
        words=row.words,
        voice=row.voice.name,
        report=row.reference.report,
        number=row.reference.record,
        published=row.report.published,
        judged=judgement.verdict if judgement else None,
        who=judgement.who if judgement else None,
        at=judgement.at if judgement else None,
    )


def _candidates(
    case: Case, record: Whole, thing: Thing | None, day: str | None, words: str | None
) -> tuple[Beside, ...]:
    """Records of other things of the same kind that have some words, those of the nearest days first."""
    if words is None:
        return ()
    wanted = fold(words).split()
    found = []
    for other in case.picture.linked.things:
        if other.kind != record.body["kind"] or (thing is not None and other.id == thing.id):
            continue
        row = case.picture.by_reference[other.references[0]]
        told = fold(f"{other.title} {row.words}")
        if all(word in told for word in wanted):
            found.append((_apart(day, row.first), other.title, other.id, row, other))
    nearest = sorted(found, key=lambda one: one[:3])[:_CANDIDATES]
    return tuple(_beside(case, record.id, row, other) for *_, row, other in nearest)


def _apart(one: str | None, other: str) -> int:
    """Days between two days; many where one of them is not known."""
    try:
        return abs((date.fromisoformat((one or "")[:10]) - date.fromisoformat(other)).days)
    except ValueError:
        return 10**6
