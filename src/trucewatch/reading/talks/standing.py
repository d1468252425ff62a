"""How talks stand: held, going on, called off, put off, to come or only proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause
from trucewatch.language.document import Document
from trucewatch.language.modality import verb_lemma
from trucewatch.reading.common import assertion_of, by_word
from trucewatch.reading.periods import begins_after
from trucewatch.reading.talks.drafts import TALKED, Draft


class Standing:
    """Reads the status of talks; `tables` are those of the lexicon of talks."""

    def __init__(self, document: Document, tables: Mapping[str, Any]) -> None:
        self.document = document
        self.status_of = by_word(tables["status"])
        self.sitting = frozenset(tables["series"]["sitting"])
        self.rounds = frozenset(tables["series"]["rounds"])
        self.journeys = frozenset(tables["journeys"]["verbs"])
        self.sending = frozenset(tables["journeys"]["sending"])
        self.willing = frozenset(tables["willing"]["adjectives"])

    def of(self, clause: Clause, verb: Token | None, modifiers: list[Token]) -> str | None:
        acts = [v for v in (verb, *modifiers) if v is not None]
        for act in acts:
            status = self.listed(act)
            if status in ("cancelled", "postponed") and self.document.clause(act).modality == "actual":
                return status
        if clause.negated and not clause.denied:
            if self._last_met(clause):
                return "held"
            if not clause.nominal and (clause.modality != "actual" or _unfinished(clause.predicate)):
                return None  # "we will not negotiate", "ruled out meeting them"
            called_off = verb is not None and verb_lemma(verb) in ("take place", "go ahead", "hold")
            if called_off and clause.predicate.dep_ in ("nsubj", "nsubjpass"):
                return "cancelled"
            if assertion_of(self.document, clause) is None:
                return None
        if self._is_offered(clause.predicate):
            return "proposed"
        if self.travelled_for(clause.predicate) is not None or self._sent_for(self.site(clause.predicate)):
            return "scheduled"
        if clause.modality == "planned" or _ahead(self.site(clause.predicate)):
            return "scheduled"
        if clause.modality == "possible":
            return "proposed"
        for act in acts:
            if self.listed(act) == "ongoing" or _progressive(act) or _under_way(act):
                return "ongoing"
        governed = self.site(clause.predicate).dep_ in (
            "dobj",
            "nsubj",
            "nsubjpass",
        )  # not "discussed it in a call"
        if governed and verb is not None and self.listed(verb) in ("scheduled", "proposed"):
            return self.listed(verb)
        return "held"

    def is_disputed(self, clause: Clause) -> bool:
        """Whether somebody says that a meeting did not take place: "the ministry said that they had not met"."""
        return (
            clause.negated and not self._last_met(clause) and assertion_of(self.document, clause) == "denied"
        )

    def _sent_for(self, site: Token) -> bool:
        """ "*sent* a delegation to Cairo for talks"."""
        return site.dep_ == "pobj" and site.head.lower_ == "for" and site.head.head.lemma_ in self.sending

    def _is_offered(self, predicate: Token) -> bool:
        """Whether a verb tells only what somebody is willing to do: "was ready to *meet* him", "open to *talking*"."""
        above = predicate.head
        if predicate.dep_ == "pcomp" and above.lower_ in ("to", "for"):
            above = above.head
        elif predicate.dep_ != "xcomp":
            return False
        return above.lower_ in self.willing

    def travelled_for(self, predicate: Token) -> Token | None:
        """The verb of going somewhere of which a meeting is the purpose: "*arrived* in Beirut to meet the president"."""
        to = any(c.lower_ == "to" and c.dep_ == "aux" for c in predicate.lefts)
        if predicate.dep_ not in ("advcl", "xcomp") or not to:
            return None
        return predicate.head if predicate.head.lemma_ in self.journeys else None

    def left(self, site: Token) -> Token | None:
        """The verb of going away from talks, behind two prepositions: "*pulled* out of the talks"."""
        of = site.head
        if site.dep_ != "pobj" or of.lower_ != "of" or of.head.lower_ != "out":
            return None
        verb = of.head.head
        return verb if f"{verb.lemma_.lower()} out of" in self.status_of else None

    def _last_met(self, clause: Clause) -> bool:
        """ "have not met since March": they met then."""
        time = self.document.time_of(clause) if not clause.nominal else None
        return time is not None and time.signal == "since" and clause.lemma in self.sitting

    def listed(self, verb: Token) -> str | None:
        out = any(c.lower_ == "out" and any(g.lower_ == "of" for g in c.children) for c in verb.children)
        away = self.status_of.get(f"{verb.lemma_.lower()} out of") if out else None
        return away or self.status_of.get(verb_lemma(verb)) or self.status_of.get(verb.lemma_.lower())

    def by_calendar(self, draft: Draft) -> None:
        """A meeting dated after publication is still to come, whatever the tense ("meets on Tuesday")."""
        published = self.document.published
        if draft.date is None or published is None or draft.status not in TALKED:
            return
        if begins_after(draft.date, published.isoformat()):
            draft.status, draft.assertion = "scheduled", "planned"

    def offered(self, site: Token, carrier: Token | None) -> bool:
        """Whether a verb proposes talks in so many words: "suggested a meeting", "called for a summit"."""
        if carrier is None:
            return False
        preposition = site.head.lower_ if site.dep_ == "pobj" else ""
        return "proposed" in (
            self.listed(carrier),
            self.status_of.get(f"{carrier.lemma_.lower()} {preposition}"),
        )

    def site(self, noun: Token) -> Token:
        """Where talks stand in their sentence: "the second *round* of talks", "three *hours* of talks"."""
        node = noun
        while (
            node.dep_ == "pobj" and node.head.lower_ == "of" and node.head.head.lemma_.lower() in self.rounds
        ):
            node = node.head.head
        return node


def _unfinished(verb: Token) -> bool:
    return verb.dep_ in ("xcomp", "pcomp", "dobj") and verb.tag_ in ("VB", "VBG")


def _under_way(verb: Token) -> bool:
    """ "Talks were *under way* in Cairo"."""
    if verb.lemma_ not in ("be", "remain", "get"):
        return False
    beside = {(c.lower_, g.lower_) for c in verb.children for g in c.children}
    return ("under", "way") in beside or any(
        c.lower_ in ("underway", "afoot", "ongoing") for c in verb.children
    )


def _progressive(verb: Token) -> bool:
    if verb.tag_ != "VBG":
        return False
    return any(
        c.dep_ == "aux" and c.lemma_ in ("be", "'s", "'re") and c.tag_ in ("VBZ", "VBP", "VBN")
        for c in verb.children
    )


def _ahead(noun: Token) -> bool:
    """Whether a noun stands for what is to come by its preposition: "ahead of talks", "before the meeting"."""
    preposition = noun.head
    if noun.dep_ != "pobj":
        return False
    return preposition.lower_ == "before" or (
        preposition.lower_ == "of" and preposition.head.lower_ == "ahead"
    )
