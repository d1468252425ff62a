"""When, where and how long talks were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause
from trucewatch.language.document import Document
from trucewatch.language.modality import verb_lemma
from trucewatch.language.times import TimeExpression
from trucewatch.reading.common import date_of
from trucewatch.reading.dating import date_of_noun, date_of_verb
from trucewatch.records import Place

_AT = ("in", "at", "near", "outside", "inside", "aboard")
_OTHERWISE = frozenset({"within", "after", "before", "since", "by", "ago", "later", "earlier", "into"})


class Setting:
    """Finds date, place and duration; `tables` are those of the lexicon of talks."""

    def __init__(
        self, document: Document, tables: Mapping[str, Any], *, site: Callable[[Token], Token]
    ) -> None:
        self.document, self.site = document, site
        self.ending = frozenset(tables["outcome"]["ending"])
        self.lasting = frozenset(tables["lasting"]["verbs"])
        self.measured = self.lasting | frozenset(tables["lasting"]["nouns"])
        self.journeys = frozenset(tables["journeys"]["verbs"])

    def date(self, clause: Clause, modifiers: list[Token]) -> str | None:
        if clause.lemma == "agree":
            return date_of_verb(self.document, clause.predicate)  # not when what is agreed is to be
        if not clause.nominal:
            time = self.document.time_of(clause) if clause.negated else None
            return (
                time.value if time is not None and time.signal == "since" else date_of(self.document, clause)
            )
        noun = clause.predicate
        for verb in modifiers:
            own = date_of_verb(self.document, verb) if noun.i < verb.i else None
            if own is not None:
                return own
        own = date_of_noun(self.document, noun) or date_of_noun(self.document, self.site(noun))
        return own or date_of(self.document, clause)

    def place(self, clause: Clause, modifiers: list[Token]) -> Place | None:
        for inner in (*(self.document.clause(v) for v in modifiers), clause):
            places = self.document.places_of(inner, prepositions=_AT)
            if places:
                return places[0]
        return self._journey(clause) or self._journey_before(clause)

    def _journey_before(self, clause: Clause) -> Place | None:
        """ "visited *Sanaa* and met with …", "flew to *Sanaa* to meet …"."""
        verb = clause.predicate
        if (
            clause.nominal
            or verb.dep_ not in ("conj", "advcl", "xcomp")
            or verb.head.lemma_ not in self.journeys
        ):
            return None
        trip = self.document.clause(verb.head)
        heads = (*trip.patients, *trip.oblique("to", "in", "into", "at"))
        return next((p for t in heads if (p := self.document.place_at(t)) is not None), None)

    def _journey(self, clause: Clause) -> Place | None:
        """Where somebody goes for talks: "visited *Moscow* for talks", "arrived in Doha for negotiations"."""
        node = clause.predicate
        if node.dep_ != "pobj" or node.head.head.lemma_ not in self.journeys:
            return None
        trip = self.document.clause(node.head.head)
        heads = (*trip.patients, *trip.recipients, *trip.oblique("to", "in", "into", "at", "for"))
        return next((p for t in heads if (p := self.document.place_at(t)) is not None), None)

    def duration(self, clause: Clause, verb: Token | None, modifiers: list[Token]) -> str | None:
        """How long they lasted: not how long a truce is to, nor how long before or after something they were."""
        noun, site = clause.predicate, self.site(clause.predicate)
        counted = self.document.time_at(site)
        if counted is not None and counted.kind == "duration":
            return counted.duration  # "after *three hours* of talks"
        inside = [t for t in noun.subtree if t.dep_ in ("relcl", "acl")] if clause.nominal else []
        lasting = [v for v in (*modifiers, *inside) if v.lemma_ in self.lasting]
        verbs = [*([verb] if verb is not None else []), *lasting]
        for token in (*clause.tokens(), *(t for v in verbs for t in self.document.clause(v).tokens())):
            time = self.document.time_at(token)
            if (
                time is None
                or time.kind != "duration"
                or time.signal in (*_OTHERWISE, "in")
                or not time.duration
            ):
                continue
            if not self._is_distance(time) and self._measures(token, {noun, site, *verbs}):
                return time.duration
        return None

    def _is_distance(self, time: TimeExpression) -> bool:
        """Whether a stretch of time only parts two events: "met *a day after* the raid"."""
        span = self.document.doc.char_span(time.start, time.end, alignment_mode="expand")
        if span is None or time.signal == "for":
            return False
        behind = self.document.doc[span.end : span.end + 1]
        return any(t.lower_ in _OTHERWISE for t in (*span, *behind))

    def _measures(self, token: Token, own: set[Token]) -> bool:
        """Whether a duration hangs on one of `own` with nothing between that it could be the length of."""
        time, node = self.document.time_at(token), token
        while node not in own:
            other = node.pos_ in ("NOUN", "PROPN", "VERB") and node.lemma_ not in self.measured
            apart = other or node.lower_ in (*_OTHERWISE, "in")
            if node.head == node or (apart and self.document.time_at(node) is not time):
                return False
            node = node.head
        return True

    def outcome(self, site: Token, verb: Token | None) -> str | None:
        """What came of talks, in the report's words: "ended *without agreement*", "*broke up over the prisoners*"."""
        if verb is None or site.dep_ != "nsubj" or site.head != verb or verb_lemma(verb) not in self.ending:
            return None
        told = [
            t
            for c in verb.rights
            if c.dep_ in ("prep", "prt", "dobj", "xcomp", "acomp")
            for t in c.subtree
            if c.dep_ != "prep"
            or not any(self.document.time_at(x) or self.document.place_at(x) for x in c.subtree)
        ]
        if not any(t.pos_ in ("NOUN", "PROPN", "VERB") for t in told):
            return None
        span = self.document.span([verb, *told])
        return self.document.text[span.start : span.end]
