"""The records of a case in the order in which it pays to review them.

Invariant: what is asked for first is what matters most and is least sure; a record with a verdict waits for none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict

from trucewatch.archive.queue import importance
from trucewatch.archive.reviews import NOTHING, Standing
from trucewatch.archive.searching import Hit
from trucewatch.cases import Picture
from trucewatch.desk.filters import Share, Text, given
from trucewatch.desk.views.common import View
from trucewatch.desk.views.kept import kept as once
from trucewatch.desk.views.search import RECORD, Kind
from trucewatch.exports.describe import describe
from trucewatch.linking import Reference
from trucewatch.linking.kept import Kept
from trucewatch.linking.telling import Told
from trucewatch.places.names import fold
from trucewatch.records import Record

PAGE = 100
_DISPUTED = 3
_MOST_SOURCES = 4
_LEAST = 0.05
"""Doubt that is left of the surest record, so that what matters comes before what does not."""
_UNKNOWN = 0.5
"""How sure a record counts that no reader's confidence is known of."""

State = Literal["open", "accepted", "corrected", "rejected", "commented", "any"]
STATES: tuple[State, ...] = ("open", "accepted", "corrected", "rejected", "commented", "any")
Order = Literal["worth", "confidence", "day"]
ORDERS: tuple[Order, ...] = ("worth", "confidence", "day")


class QueueFilters(BaseModel):
    """Records of a kind, a thing or a report, with certain words, less sure than `below`, in a state of review."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Kind = None
    state: Annotated[State, BeforeValidator(lambda value: given(value) or "open")] = "open"
    below: Share = None
    text: Text = None
    report: Text = None
    thing: Text = None
    order: Annotated[Order, BeforeValidator(lambda value: given(value) or "worth")] = "worth"


class Waiting(NamedTuple):
    """A record in the queue: its id, itself as told (None for one that was rejected), and why it stands where it does."""

    id: str
    reference: Reference | None
    confidence: float | None
    date: str
    importance: int
    reasons: tuple[str, ...]


class QueueLine(View):
    """A record of the queue in one line."""

    id: str
    kind: str
    assertion: str
    headline: str
    rest: str
    date: str | None
    confidence: float | None
    reasons: tuple[str, ...]
    verdict: str | None
    outlet: str | None
    report: str


class QueueView(View):
    """The first of the records that wait, and how many there are."""

    lines: tuple[QueueLine, ...]
    total: int
    kinds: tuple[str, ...]
    states: tuple[str, ...] = STATES
    orders: tuple[str, ...] = ORDERS


def queue(
    picture: Picture,
    kept: Kept,
    standings: Mapping[str, Standing],
    filters: QueueFilters,
    rejected: Iterable[Hit] = (),
) -> list[Waiting]:
    """The records that fit the filters, in order. `rejected` are those of the case, which its picture has not."""
    if filters.state == "rejected":
        return [
            Waiting(hit.id, None, hit.body.get("confidence"), hit.body.get("date") or "", 0, ())
            for hit in rejected
        ]
    return [
        one
        for one in _ranked(picture, kept, filters.order)
        if one.reference is not None
        and _fits(picture.by_reference[one.reference], one.id, picture, standings, filters)
    ]


def view(
    picture: Picture,
    waiting: Sequence[Waiting],
    standings: Mapping[str, Standing],
    rejected: Iterable[Hit] = (),
) -> QueueView:
    """The first of a queue in lines; `standings` are of the whole archive."""
    known = {hit.id: hit for hit in rejected}
    lines = []
    for one in waiting[:PAGE]:
        if one.reference is not None:
            lines.append(_told(one, picture.by_reference[one.reference], standings.get(one.id, NOTHING)))
        elif one.id in known:
            lines.append(_absent(one, known[one.id]))
    return QueueView(
        lines=tuple(lines),
        total=len(waiting),
        kinds=tuple(sorted({row.record.kind for row in picture.rows})),
    )


def _ranked(picture: Picture, kept: Kept, order: Order) -> list[Waiting]:
    """All records of a picture in an order, ranked once: a queue is asked for often."""
    return once(picture, f"queue by {order}", lambda: sorted(_all(picture, kept), key=_order(order)))


def _all(picture: Picture, kept: Kept) -> Iterator[Waiting]:
    disputed = {
        quote.reference
        for one in picture.linked.contradictions
        for standing in one.values
        for quote in standing.quotes
    }
    for row in picture.rows:
        identifier = kept.identifier(row.reference)
        if identifier is not None:
            yield _waiting(row, identifier, picture, row.reference in disputed)


def _waiting(row: Told, identifier: str, picture: Picture, disputed: bool) -> Waiting:
    weight, why = importance(row.record.model_dump(mode="json", by_alias=True, exclude_none=True))
    reasons = list(why)
    thing = picture.linked.thing_of(row.reference)
    sources = len(thing.voices) if thing else 0
    if disputed:
        weight += _DISPUTED
        reasons.append("disputed")
    if sources > 1:
        weight += min(sources, _MOST_SOURCES) - 1
        reasons.append(f"{sources} sources")
    return Waiting(identifier, row.reference, row.record.confidence, row.first, weight, tuple(reasons))


def _order(order: Order) -> Callable[[Waiting], tuple[float, str, str]]:
    """By what to sort: what is at stake times how doubtful it is, the doubt alone, or the day."""

    def key(one: Waiting) -> tuple[float, str, str]:
        doubt = 1.0 - (_UNKNOWN if one.confidence is None else one.confidence)
        rank = {"worth": (1 + max(0, one.importance)) * (doubt + _LEAST), "confidence": doubt, "day": 0.0}
        return -rank[order], one.date, one.id

    return key


def _fits(
    row: Told,
    identifier: str,
    picture: Picture,
    standings: Mapping[str, Standing],
    filters: QueueFilters,
) -> bool:
    if not _in_state(standings.get(identifier, NOTHING), filters.state):
        return False
    confidence = row.record.confidence
    thing = picture.linked.thing_of(row.reference) if filters.thing else None
    return (
        filters.kind in (None, row.record.kind)
        and (filters.below is None or confidence is None or confidence < filters.below)
        and (filters.report is None or row.reference.report.startswith(filters.report))
        and (filters.thing is None or (thing is not None and thing.id.startswith(filters.thing)))
        and (filters.text is None or fold(filters.text) in fold(row.words))
    )


def _in_state(standing: Standing, state: State) -> bool:
    match state:
        case "open":
            return standing.verdict is None
        case "commented":
            return bool(standing.comments)
        case "any":
            return True
        case _:
            return standing.verdict == state


def _told(one: Waiting, row: Told, standing: Standing) -> QueueLine:
    return _line(
        one,
        row.record,
        verdict=standing.verdict,
        outlet=row.report.outlet,
        report=row.reference.report,
    )


def _absent(one: Waiting, hit: Hit) -> QueueLine:
    record = RECORD.validate_python(hit.body)
    return _line(one, record, verdict="rejected", outlet=hit.outlet, report=hit.report)


def _line(one: Waiting, record: Record, *, verdict: str | None, outlet: str | None, report: str) -> QueueLine:
    words = describe(record)
    return QueueLine(
        id=one.id,
        kind=record.kind,
        assertion=record.assertion,
        headline=words.headline,
        rest=words.rest,
        date=record.date,
        confidence=record.confidence,
        reasons=one.reasons,
        verdict=verdict,
        outlet=outlet,
        report=report,
    )
