"""Talks in the making, and when two tellings are of one meeting."""

from __future__ import annotations

from dataclasses import dataclass, field

from trucewatch.language.clauses import Clause
from trucewatch.reading.parties import Side, represents
from trucewatch.reading.periods import overlap
from trucewatch.reading.whereabouts import is_broad
from trucewatch.records import Person, Place, Source, Span

TALKED = ("held", "ongoing")


@dataclass(slots=True, eq=False)
class Draft:
    """Talks in the making."""

    clause: Clause
    status: str
    assertion: str
    attribution: Source | None
    format: str | None = None
    parties: list[Side] = field(default_factory=list)
    mediators: list[Side] = field(default_factory=list)
    members: dict[str, list[Person]] = field(default_factory=dict)
    heads: dict[str, Person] = field(default_factory=dict)
    date: str | None = None
    duration: str | None = None
    place: Place | None = None
    topics: list[str] = field(default_factory=list)
    outcome: str | None = None
    spans: list[Span] = field(default_factory=list)
    offered: bool = False  # somebody proposes it in so many words
    anaphoric: bool = False
    series: bool = False

    @property
    def names(self) -> set[str]:
        return {s.party.name for s in (*self.parties, *self.mediators)}


def settle(draft: Draft, kept: list[Draft]) -> None:
    """Join a telling to the talks that it is about, or keep it as talks of its own."""
    known = next((k for k in reversed(kept) if same(k, draft)), None)
    if known is not None:
        join(known, draft)
        return
    if draft.anaphoric and not (draft.series or draft.place or _own(draft)):
        return
    told = draft.date or draft.place or not draft.clause.nominal
    if (draft.series or (told and not draft.names)) and len(draft.parties) < 2 and kept:
        before = kept[-1]
        if not draft.names - before.names:
            draft.parties = [Side(side.party) for side in before.parties]  # whoever will come for them
            draft.mediators = [Side(side.party) for side in before.mediators]
    kept.append(draft)


def _own(draft: Draft) -> bool:
    off = draft.status in ("postponed", "cancelled")
    return len(draft.names) >= 2 or bool((draft.names or off) and (draft.date or draft.place))


def same(a: Draft, b: Draft) -> bool:
    """Whether two tellings are of one meeting: nothing speaks against it, and something for it."""
    if (a.status in TALKED) != (b.status in TALKED) or (a.status not in TALKED and a.status != b.status):
        return False
    if a.attribution and b.attribution and a.attribution != b.attribution and not b.anaphoric:
        return False
    if a.date and b.date and not overlap(a.date, b.date):
        return False
    if a.place and b.place and a.place.name != b.place.name and not (is_broad(a.place) or is_broad(b.place)):
        return False
    if b.series and not _is_told_again(a, b):
        return False
    if (a.format == "call") != (b.format == "call") and not (b.anaphoric and b.format is None):
        return False
    if a.names and b.names and not a.names & b.names:
        return False
    if b.anaphoric or _met_for(a, b):
        return True
    shared = len(a.names & b.names)
    return shared >= 2 or bool(a.date and b.date and (shared or not b.names))


def _is_told_again(a: Draft, b: Draft) -> bool:
    """Whether a round is the one told of: of its day and place, or put beside it in one sentence.

    "They met in Sirte for four hours, *the first round of talks since May*".
    """
    if (a.date, a.place) == (b.date, b.place):
        return True
    noun, verb = b.clause.predicate, a.clause.predicate
    beside = noun.sent.start == verb.sent.start and noun.i > verb.i and not b.names
    return beside and b.place is None and b.date in (None, a.date)


def _met_for(a: Draft, b: Draft) -> bool:
    """ "sat down for *talks*", "met for a second *round*": the verb and the noun tell of one meeting."""
    verb, noun = (a, b) if b.clause.nominal else (b, a)
    if verb.clause.nominal or not noun.clause.nominal:
        return False
    return any(noun.clause.predicate in t.subtree for t in verb.clause.oblique("for"))


def tells(draft: Draft) -> bool:
    """Whether enough is said to make a record: two sides, or one and a day or place."""
    if len(draft.names) >= 2:
        meant = not draft.clause.nominal or draft.offered
        return draft.status != "proposed" or bool(draft.date or draft.place or meant)
    if draft.date and draft.place:
        return True
    if draft.status == "proposed":
        return False
    off = draft.status in ("postponed", "cancelled")
    return bool((draft.names or off or _opens(draft)) and (draft.date or draft.place))


def _opens(draft: Draft) -> bool:
    """Whether a sentence is there to tell of talks not told of before: "a new round of talks opened in Jeddah"."""
    clause = draft.clause
    if not clause.nominal and not any(map(represents, clause.agents)):
        return False  # "residents met with gunfire"
    carrier = clause.carrier if clause.nominal else clause.predicate
    if carrier is None or carrier.dep_ != "ROOT" or draft.anaphoric:
        return False
    return carrier.pos_ == "VERB" or draft.status == "ongoing"


def join(known: Draft, new: Draft) -> None:
    """Add what a later telling says to the talks told of before."""
    names = known.names
    known.parties += [s for s in new.parties if s.party.name not in names]
    known.mediators += [s for s in new.mediators if s.party.name not in known.names]
    known.date = known.date or new.date
    if known.place is None or (new.place is not None and is_broad(known.place)):
        known.place = new.place
    known.attribution = known.attribution and new.attribution
    known.duration = known.duration or new.duration
    known.format = known.format or new.format
    known.outcome = known.outcome or new.outcome
    known.topics += [t for t in new.topics if t not in known.topics]
    known.spans += new.spans
