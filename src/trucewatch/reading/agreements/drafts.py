"""Agreements in the making, and when two tellings are of one."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from trucewatch.language.clauses import Clause
from trucewatch.reading.periods import overlap
from trucewatch.records import Actor, Place, Source, Span

# what ends or interrupts an arrangement is told even where nothing else is said of it
BROKEN = ("violated", "collapsed", "extended", "suspended", "expired", "ended")


@dataclass(slots=True, eq=False)
class Draft:
    """An agreement in the making."""

    clause: Clause
    type: str
    status: str | None
    assertion: str
    attribution: Source | None
    vague: bool = False
    bare: bool = False  # nothing says what becomes of it
    acted: bool = False  # a finite verb says what becomes of it
    anaphoric: bool = False
    opens: bool = False  # a sentence is there to tell of it
    name: str | None = None
    parties: list[Actor] = field(default_factory=list)
    date: str | None = None
    identity: str | None = None  # the date that it is known by: "the 2002 truce"
    effective: str | None = None
    place: Place | None = None
    area: Place | None = None
    spans: list[Span] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {a.name for a in self.parties}


@dataclass(slots=True)
class Act:
    """What is done to an arrangement, by whom and when the text says so."""

    word: Token
    status: str
    main: bool


def settle(draft: Draft, kept: list[Draft]) -> None:
    """Join a telling to the act that it is about, or keep it, with what was told of the arrangement before."""
    for known in kept:
        if same(known, draft):
            join(known, draft)
            return
    if draft.anaphoric or (len(draft.parties) < 2 and not draft.vague):
        before = next((k for k in reversed(kept) if one_arrangement(k, draft)), None)
        if before is not None and not draft.names - before.names:
            again = draft.anaphoric and draft.status == "agreed" and draft.assertion == "actual"
            if (again or draft.bare) and not (draft.date or draft.place or draft.names):
                return  # "the truce that was agreed", of one told of before
            draft.parties = list(before.parties)
            draft.area = draft.area or before.area
            if draft.vague and draft.type == "other":
                draft.type = before.type
    kept.append(draft)


def complete(kept: list[Draft]) -> None:
    """Sides that the report names with its other arrangements, where it names the same with all of them."""
    named = [k for k in kept if len(k.names) > 1 and k.assertion == "actual"]
    for draft in kept:
        near = [k for k in named if draft.names <= k.names and k is not draft]
        if not draft.names and near and all(k.names == near[0].names for k in near):
            draft.parties = list(near[0].parties)


def one_arrangement(known: Draft, draft: Draft) -> bool:
    """Whether a later mention can be of the arrangement told of before: "the truce", "the deal"."""
    if known.type != draft.type and not (draft.vague and draft.anaphoric):
        return False
    if known.name and draft.name and draft.name not in known.name and known.name not in draft.name:
        return False
    if draft.identity is not None:
        told = known.identity or known.date
        if told is None or not overlap(told, draft.identity):
            return False
    return not (known.names and draft.names and not known.names & draft.names)


def same(a: Draft, b: Draft) -> bool:
    """Whether two tellings are of one act upon one arrangement, by one source."""
    if not one_arrangement(a, b) or a.status != b.status or a.assertion != b.assertion:
        return False
    if a.attribution != b.attribution and not b.anaphoric:
        return False
    if a.date and b.date and not overlap(a.date, b.date):
        return False
    if (
        b.type == "prisoner exchange"
        and not b.clause.nominal
        and not (a.date and b.date and a.names & b.names)
    ):
        return False
    return bool(
        b.anaphoric
        or (a.date and b.date)
        or (a.name and a.name == b.name)
        or (a.names & b.names and not (a.date and b.date))
    )


def tells(draft: Draft) -> bool:
    """Whether enough is said to make a record."""
    known = sum(map(bool, (draft.date, len(draft.names) >= 2, draft.area or draft.place)))
    if draft.status == "proposed" or draft.assertion == "denied":
        return bool(known and draft.names) or known >= 2
    if draft.acted:
        return bool(known or draft.names or draft.opens) or draft.status in BROKEN
    if draft.type == "monitoring arrangement" or (draft.vague and not draft.identity):
        return known >= 2 or bool(known and draft.names)
    return known >= 1


def join(known: Draft, new: Draft) -> None:
    """Add what a later telling of the same act says."""
    known.parties += [a for a in new.parties if a.name not in known.names]
    known.date = known.date or new.date
    known.effective = known.effective or new.effective
    known.place = known.place or new.place
    known.area = known.area or new.area
    known.name = known.name or new.name
    known.spans += new.spans
