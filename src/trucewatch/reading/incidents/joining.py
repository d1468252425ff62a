"""Which act the harm belongs to, and which act "the attack" takes up."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from trucewatch.language.clauses import Clause
from trucewatch.language.document import Document
from trucewatch.reading.common import edtf
from trucewatch.reading.incidents.acts import Act
from trucewatch.reading.incidents.harm import Harm

# a definite noun of these types may take up an act of any type
_GENERAL = frozenset(("attack", "other", "killing", "raid"))
_BACK = 8  # sentences that a definite noun may reach back
_LENGTHS = frozenset(("minute", "hour", "day", "night", "week", "fortnight", "month", "year"))
_NEAR = 2  # sentences that a bare toll may reach back


class Joiner:
    """Brings together the acts and the harm of one report."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._sentences = {s.start: n for n, s in enumerate(document.doc.sents)}

    def join(self, acts: list[Act], harms: Iterable[Harm]) -> list[Act]:
        """The acts with their harm, those of harm that stands alone among them, in the order of the text."""
        joined = list(acts)
        for harm in harms:
            act = self._act_of(harm, joined)
            if act is None:
                known = self._counted_before(harm, joined)
                if not harm.groups or (harm.figure and known is None):
                    continue
                kind = {"captured": "detention", "killed": "killing"}.get(harm.outcome, "attack")
                act = Act(type=kind, weight="sure", clause=harm.clause, clauses=[harm.clause], known=known)
                joined.append(act)
            act.harms.append(harm)
        joined.sort(key=lambda a: a.clause.predicate.i)
        for n, act in enumerate(joined):
            if act.definite or act.resumes:
                act.known = self._taken_up(act, joined[:n])
        return joined

    def _act_of(self, harm: Harm, acts: list[Act]) -> Act | None:
        here = [a for a in acts if a.sentence == harm.sentence and not self._is_apart(harm, a)]
        if not here:
            return self._before(harm, acts)
        own = next((a for a in here if any(c.predicate == harm.clause.predicate for c in a.clauses)), None)
        linked = own or next((a for a in here if self._is_linked(harm.clause, a)), None)
        if linked is not None:
            return linked
        nearest = min(here, key=lambda a: abs(a.clause.predicate.i - harm.clause.predicate.i))
        return None if self._is_elsewhere(harm.clause, nearest) else nearest

    def _is_apart(self, told: Harm, act: Act) -> bool:
        """Whether an act only dates the harm ("since the offensive began"), or somebody else did the harm."""
        harm = told.clause
        ours, theirs = (self._document.attribution_of(c.predicate) for c in (harm, act.clause))
        if ours is not None and theirs is not None and ours != theirs:
            return True
        for clause in act.clauses:
            node = clause.predicate
            while node.head != node and node != harm.predicate:
                if node.dep_ == "advcl" and _only_dates(node):
                    return harm.predicate not in node.subtree
                node = node.head
        if harm.nominal or harm.passive or act.type == "armed clash":
            return False
        doers = [t for t in harm.agents if t not in told.victims]
        did = {a.name for a in self._document.actors_of(doers)}
        acted = {a.name for c in act.clauses for a in self._document.actors_of(c.agents)}
        return bool(did and acted) and not did & acted

    def _is_linked(self, harm: Clause, act: Act) -> bool:
        own = {t.i for t in (*harm.agents, *harm.means, *harm.patients, harm.predicate)}
        for clause in act.clauses:
            theirs = {t.i for t in (*clause.agents, *clause.patients, *clause.means)}
            if clause.predicate.i in own or harm.predicate.i in theirs:
                return True
        return any(
            _hangs_on(harm.predicate, c.predicate) or _hangs_on(c.predicate, harm.predicate)
            for c in act.clauses
        )

    def _is_elsewhere(self, harm: Clause, act: Act) -> bool:
        """Whether harm of the same sentence is set in another place than the act, or on another day."""
        ours = {p.name for p in self._document.places_of(harm)}
        theirs = {p.name for c in act.clauses for p in self._document.places_of(c)}
        return bool(ours and theirs) and not ours & theirs

    def _before(self, harm: Harm, acts: list[Act]) -> Act | None:
        """A bare toll in a sentence of its own belongs to the act just before, unless it has another place or time."""
        if is_toll(self._document, harm.clause) or self._document.places_of(harm.clause):
            return None
        number = self._sentences[harm.sentence]
        near = [a for a in acts if 0 < number - self._sentences[a.sentence] <= _NEAR and _took_place(a)]
        if not near or self._parted(near[-1].clause.predicate, harm.clause.predicate):
            return None
        act = near[-1]
        own, told = edtf(self._document.time_of(harm.clause)), edtf(self._document.time_of(act.clause))
        if own is not None and told is not None and own != told:
            return None
        outcomes = {h.outcome for h in act.harms if h.groups}
        return None if harm.outcome in outcomes else act

    def _counted_before(self, harm: Harm, acts: list[Act]) -> Act | None:
        """The act whose harm another number is now given for: "… Beijing admits to four dead; a newspaper says 38"."""
        if is_toll(self._document, harm.clause) or self._document.places_of(harm.clause):
            return None
        if self._document.time_of(harm.clause) is not None and not harm.figure:
            return None
        number = self._sentences[harm.sentence]
        near = (a for a in reversed(acts) if 0 < number - self._sentences[a.sentence] <= _NEAR + 1)
        known = next((a for a in near if any(h.outcome == harm.outcome and h.groups for h in a.harms)), None)
        return (known.known or known) if known is not None else None

    def _parted(self, first: Token, second: Token) -> bool:
        """Whether a paragraph ends between two words."""
        return "\n" in self._document.text[first.idx : second.sent.start_char].rstrip()

    def _taken_up(self, act: Act, before: list[Act]) -> Act | None:
        """The act told of before that a definite noun means, where it says nothing of its own about when and where."""
        for clause in act.clauses:
            if self._document.places_of(clause) or self._document.time_of(clause):
                return None
        number = self._sentences[act.sentence]
        for other in reversed(before):
            if number - self._sentences[other.sentence] > _BACK:
                return None
            if other.sentence == act.sentence:
                continue
            if other.type == act.type or act.type in _GENERAL or act.resumes:
                return other.known or other
        return None


def _only_dates(verb: Token) -> bool:
    """Whether a clause says when, and no more: "*since* it began", "*a day after* a mine went off"."""
    marks = {c.lower_ for c in verb.lefts if c.dep_ == "mark"}
    measured = any(c.dep_ == "npadvmod" and c.lemma_ in _LENGTHS for c in verb.lefts)
    return "since" in marks or (bool(marks & {"after", "before"}) and measured)


def _took_place(act: Act) -> bool:
    clause = act.clause
    return clause.modality == "actual" and not clause.negated and not clause.denied


def is_toll(document: Document, clause: Clause) -> bool:
    """Whether a clause sums up a period: "since April", "between 9 and 21 July", "over the past week"."""
    time = document.time_of(clause)
    if time is None or "/" not in (time.window or ""):
        return False
    return time.signal in ("since", "from", "over", "in the past", "during", "between")


def _hangs_on(token: Token, other: Token) -> bool:
    """Whether `token`'s clause is subordinate to, or coordinated with, that of `other`."""
    node = token
    for _ in range(6):
        if node.head == node:
            return False
        node = node.head
        if node == other:
            return True
    return False
