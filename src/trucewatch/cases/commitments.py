"""Commitments: for each, the records that speak for its being kept and those that speak against it.

Invariant: a record counts for a commitment only where its kind, its day, its place and its actors fit; what a record
leaves open never makes it fit. No verdict is given beyond what the records on either side say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from trucewatch.cases.file import Case, CaseAgreement, Commitment
from trucewatch.cases.undertakings import UNDERTAKINGS, Sign
from trucewatch.cases.zones import Polygon, inside
from trucewatch.linking import Quote
from trucewatch.linking.naming import Naming
from trucewatch.linking.positions import position
from trucewatch.linking.telling import Told
from trucewatch.linking.times import window
from trucewatch.records import Agreement, Place
from trucewatch.records.values import Value

State = Literal["kept", "not kept", "both", "no word"]
_NEAR = 15.0
_STATES = ("post", "patrol", "talks", "agreement")


class Kept(Value):
    """How a commitment fares: the words for and against, and whether its day has passed."""

    commitment: str
    agreement: str
    what: str
    who: tuple[str, ...]
    by: str | None
    passed: bool
    state: State
    supporting: tuple[Quote, ...]
    opposing: tuple[Quote, ...]


def fares(
    case: Case, rows: Sequence[Told], naming: Naming, zone: Sequence[Polygon], today: str
) -> tuple[Kept, ...]:
    """Each commitment of the case with the records for and against its being kept, up to the day `today`."""
    return tuple(_fares(case, one, rows, naming, zone, today) for one in case.commitment)


def _fares(
    case: Case,
    commitment: Commitment,
    rows: Iterable[Told],
    naming: Naming,
    zone: Sequence[Polygon],
    today: str,
) -> Kept:
    agreement = next(a for a in case.agreement if a.id == commitment.agreement)
    since = first_day(commitment.since or agreement.date)
    kept, broken = UNDERTAKINGS[commitment.kind].kept, UNDERTAKINGS[commitment.kind].broken
    fitting = [
        row
        for row in rows
        if since <= row.first <= today
        and _said(row, commitment.words)
        and _obliged(row, commitment, naming)
        and _there(row, commitment, naming, zone)
        and _of(row, agreement, case)
    ]
    supporting = _quotes(fitting, kept, broken)
    opposing = _quotes(fitting, broken, kept)
    return Kept(
        commitment=commitment.id,
        agreement=agreement.name,
        what=commitment.what,
        who=tuple(commitment.who),
        by=commitment.by,
        passed=bool(commitment.by) and last_day(commitment.by) < today,
        state=_state(supporting, opposing),
        supporting=supporting,
        opposing=opposing,
    )


def first_day(date: str | None) -> str:
    """The first day that a date may mean; "" where there is none."""
    days = window(date)
    return days.day() if days is not None and days.began else ""


def last_day(date: str | None) -> str:
    """The last day that a date may mean; "9999-12-31" where it has no end or there is none."""
    days = window(date)
    return "9999-12-31" if days is None else days.last_day()


def _quotes(rows: Iterable[Told], signs: Sequence[Sign], opposite: Sequence[Sign]) -> tuple[Quote, ...]:
    """The words of what are signs, and of denials of the opposite ones.

    Who denies that a post fell or that a patrol was halted says that it stands, or went on; who denies one shelling
    does not say that there was none.
    """
    return tuple(
        row.quote
        for row in rows
        if (row.record.assertion == "actual" and any(sign.fits(row.record) for sign in signs))
        or (
            row.record.assertion == "denied"
            and row.record.kind in _STATES
            and any(sign.fits(row.record) for sign in opposite)
        )
    )


def _state(supporting: Sequence[Quote], opposing: Sequence[Quote]) -> State:
    if supporting and opposing:
        return "both"
    if supporting:
        return "kept"
    return "not kept" if opposing else "no word"


def _said(row: Told, words: Sequence[str]) -> bool:
    said = row.words.casefold()
    return not words or any(word.casefold() in said for word in words)


def _obliged(row: Told, commitment: Commitment, naming: Naming) -> bool:
    if not commitment.who:
        return True
    undertaking = UNDERTAKINGS[commitment.kind]
    named = [naming.who(actor) for field in undertaking.who for actor in getattr(row.record, field, ())]
    known = {who.name for who in named} | {who.side for who in named if who.side}
    sides = naming.knowledge.sides
    obliged = ({name, sides.get(name, name)} & known for name in map(naming.canonical, commitment.who))
    return all(obliged) if undertaking.together else any(obliged)


def _there(row: Told, commitment: Commitment, naming: Naming, zone: Sequence[Polygon]) -> bool:
    where = naming.where(getattr(row.record, "place", None) or getattr(row.record, "area", None))
    if commitment.place is None:
        return (
            where is None
            or where.point is None
            or where.level != "spot"
            or not zone
            or inside(zone, where.point)
        )
    how, kilometres = position(where, naming.where(Place(name=naming.canonical(commitment.place))))
    return how in ("same", "near", "within") or 0 <= kilometres <= _NEAR


def _of(row: Told, agreement: CaseAgreement, case: Case) -> bool:
    """Whether what is told of an agreement is of this one: by its name, else the latest by then."""
    if not isinstance(row.record, Agreement) or len(case.agreement) < 2:
        return True
    said = f"{row.record.name or ''} {row.words}".casefold()
    named = [a for a in case.agreement if any(name.casefold() in said for name in a.names)]
    if named:
        return agreement in named
    earlier = [a for a in case.agreement if a.date and first_day(a.date) <= row.first]
    return bool(earlier) and agreement == max(earlier, key=lambda a: first_day(a.date))
