"""Displacement: how many people fled, returned, were evacuated or are hosted, from where, to where, since when.

Every figure is kept with its source and its window. What the measures count follows the glossary of the
Internal Displacement Monitoring Centre: a stock ("are displaced") and a flow ("fled since") are told apart by
the window, never added up. Homes destroyed stand for households displaced, as `possible` records (`housing`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import assertion_of, date_of, date_told, edtf, tidy, words
from trucewatch.reading.displacement.figures import Figure, carried, number_of, parts, stated, takes_up
from trucewatch.reading.displacement.housing import Loss, losses
from trucewatch.reading.displacement.movers import Movers
from trucewatch.reading.displacement.vocabulary import displacement_words
from trucewatch.reading.displacement.whence import Whence, home_to
from trucewatch.reading.tables import displacement_lines, displacement_rows
from trucewatch.records import Count, Displacement, Source, Span

_RANK = {"actual": 0, "planned": 1, "possible": 2, "denied": 3}
_NEAR = 400
_NODES = ("pobj", "prep", "conj", "nmod", "appos", "compound", "amod")


def read(document: Document) -> list[Displacement]:
    """The displacement figures and movements of a report, in the order of the text."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = displacement_words()
        self.movers = Movers(document, self.words)
        self.whence = Whence(document)
        self.used: set[int] = set()  # the counts that a record already tells, by identity
        self.found: list[tuple[int, Displacement]] = []

    def read(self) -> list[Displacement]:
        for record in displacement_rows(self.document):
            self._keep(record.evidence[0].start, record)
        self._predicates()
        self._people()
        self._numbers()
        self._lists()
        for loss in losses(self.document, self.words):
            self._keep(loss.homes.idx, self._lost(loss))
        for record in displacement_lines(self.document, [r.evidence[0] for _, r in self.found]):
            self._keep(record.evidence[0].start, record)
        return _once(record for _, record in sorted(self.found, key=lambda f: f[0]))

    def _keep(self, at: int, record: Displacement | None) -> None:
        if record is None or (record.count is not None and id(record.count) in self.used):
            return
        if record.count is not None:
            self.used.add(id(record.count))
        self.found.append((at, record))

    # ---- what is said

    def _predicates(self) -> None:
        told: set[int] = set()
        for clause, entry in self.document.triggers(self.words.verbs, self.words.nouns):
            number = number_of(self.words, clause.predicate)
            if number is not None:  # "the number of displaced"
                self._told_numbers(clause, str(entry["measure"]), clause.predicate, number)
                continue
            movers, entry = self.movers.of(clause, entry)
            for mover in movers:
                if content_head(mover).i in told:
                    continue
                made = self._tell(clause, self._measure(entry, clause, mover), mover)
                told.update({content_head(mover).i} if made else ())

    def _measure(self, entry: dict[str, Any], clause: Clause, mover: Token) -> str:
        """What the predicate counts: who leaves on buses is evacuated, "took in 300 returnees" counts returnees."""
        of_a_state = "of_a_state" in entry and self.whence.states(clause)
        measure = str(entry["of_a_state" if of_a_state else "measure"])
        brought = measure == "displaced" and entry["role"] == "agent" and self.movers.by_vehicle(clause)
        noun = self.words.people.get(content_head(mover).lemma_.lower())
        if measure == "refugees hosted" and noun in ("newly displaced", "returned", "evacuated"):
            return noun
        return "evacuated" if brought else measure

    def _tell(self, clause: Clause, measure: str, mover: Token) -> bool:
        """Records of a mover: one, or one for each number that its "number of" is given."""
        noun = number_of(self.words, mover) or number_of(self.words, content_head(mover))
        count = self.movers.count(mover)
        if noun is None or count is not None:
            record = self._record(clause, measure, mover, count)
            if record is not None:
                self._keep(mover.idx, record)
                self._in_brackets(record, mover)
            return record is not None
        return self._told_numbers(clause, measure, mover, noun)

    def _in_brackets(self, record: Displacement, mover: Token) -> None:
        """ "44 families *(212 people)*": the same movement counted in another unit is a record of its own."""
        doc, opening = mover.doc, content_head(mover).i + 1
        if opening + 1 >= len(doc) or doc[opening].text not in ("(", "or"):
            return
        for token in doc[opening + 1 : opening + 6]:
            if token.text == ")":
                return
            count = self.document.count_of(token) if token.pos_ == "NOUN" else None
            if count is not None and self.movers.are_people(token) and self._unit(token) != record.unit:
                update = {"count": count, "unit": self._unit(token), "who": None}
                self._keep(token.idx, record.model_copy(update=update))
                return

    def _told_numbers(self, clause: Clause, measure: str, mover: Token, noun: Token) -> bool:
        """Records of the numbers that a noun ("number", "total") is given."""
        figures = stated(self.document, self.words, noun)
        teller = carried(self.document, noun)
        dated = any(figure.time is not None for figure in figures)
        for figure in figures:
            record = self._record(clause, measure, mover, figure.number, figure=figure, teller=teller)
            if record is not None and dated and figure.time is None:
                record = record.model_copy(update={"date": None})  # the date belongs to the other number
            self._keep(figure.token.idx, record)
        return bool(figures)

    def _people(self) -> None:
        """Nouns for people on the move, with a number: "61,000 returnees", "two million Bosnians as refugees"."""
        for clause, measure in self.document.triggers({}, self.words.people):
            noun = clause.predicate
            count = self.document.count_of(noun)
            if count is None and noun.lower_ in self.words.states and not self._describes(noun):
                noun = self._in_state(noun)
                count = self.movers.count(noun)
            if count is None:
                self._counted_as(noun, str(measure))
                continue
            if id(count) not in self.used:
                self._keep(noun.idx, self._record(self._predication(noun), str(measure), noun, count))

    def _describes(self, adjective: Token) -> bool:
        """Whether an adjective stands before people ("displaced families") and says nothing of others."""
        noun = adjective.head
        return adjective.dep_ == "amod" and noun.i > adjective.i and self.movers.are_people(noun)

    def _in_state(self, adjective: Token) -> Token:
        """Who is "homeless": the counted people that its verb is said of, or straight before it."""
        verb = adjective.head
        clause = self.document.clause(verb) if verb.pos_ in ("VERB", "AUX") else None
        said = (*clause.patients, *clause.agents) if clause is not None else ()
        people = (t for t in said if self.movers.count(t) is not None and self.movers.are_people(t))
        return next(people, None) or self.movers.before(adjective) or adjective

    def _counted_as(self, noun: Token, measure: str) -> None:
        """ "The *number of IDPs* reached 7,800"; "registered 5,000 people *as refugees*"."""
        number = number_of(self.words, noun)
        if number is not None:
            self._told_numbers(self._predication(noun), measure, noun, number)
            return
        node = noun
        while node.dep_ in ("pobj", "conj") and node.head != node and node.head.pos_ != "ADP":
            node = node.head
        if node.head.lower_ != "as":
            return
        above = node.head.head
        while above.pos_ not in ("VERB", "AUX") and above.head != above:
            above = above.head
        if above.pos_ not in ("VERB", "AUX"):
            return
        clause = self.document.clause(above)
        for mover in (*clause.patients, *(clause.agents if not clause.patients else ())):
            count = self.movers.count(mover)
            if count is not None and self.movers.are_people(mover):
                self._keep(mover.idx, self._record(clause, measure, mover, count))

    def _numbers(self) -> None:
        """Numbers given for "the figure" that the sentences before have been speaking of."""
        for token in self.document.doc:
            if token.pos_ != "NOUN" or not takes_up(token, self.words):
                continue
            before = self._before(token)
            if before is None:
                continue
            figures = stated(self.document, self.words, token)
            dated = any(figure.time is not None for figure in figures)
            for figure in figures:
                record = self._again(before, token, figure.token, figure.number, figure)
                if dated and figure.time is None:
                    record = record.model_copy(update={"date": None})
                self._keep(figure.token.idx, record)

    def _lists(self) -> None:
        """Bare numbers with a place, in a sentence that a figure of displacement has been read from."""
        for sentence in self.document.doc.sents:
            if not any(sentence.start_char <= at < sentence.end_char for at, _ in self.found):
                continue
            for part in parts(self.document, self.words, sentence, self.used):
                before = self._before(part.token)
                if before is None or before.unit is None:
                    continue
                record = self._again(before, part.token, part.token, part.number, None)
                place = {"place": part.place, "to": None}
                self._keep(part.token.idx, record.model_copy(update=place))

    def _before(self, token: Token) -> Displacement | None:
        """The figure last told before a token, not far above."""
        near = token.sent.start_char - _NEAR
        told = [(at, r) for at, r in self.found if near <= at < token.idx and r.count is not None]
        return max(told, key=lambda f: f[0])[1] if told else None

    def _again(
        self, before: Displacement, noun: Token, at: Token, count: Count, figure: Figure | None
    ) -> Displacement:
        """A record of a further number for what `before` counts."""
        clause = carried(self.document, noun)
        told = edtf(figure.time) if figure is not None else None
        evidence = (
            self.document.span_of(clause) if figure is not None else self.document.span([at, *at.subtree])
        )
        return before.model_copy(
            update={
                "attribution": self._source(at),
                "evidence": (evidence,),
                "count": count,
                "who": None,
                "place": None if figure is not None else before.place,
                "to": None,
                "from_": None if figure is not None else before.from_,
                "host": (),
                "date": told or (date_of(self.document, clause) if figure is not None else before.date),
            }
        )

    # ---- what a record holds

    def _predication(self, noun: Token) -> Clause:
        """The clause that says something of a counted noun: the verb above it, or the noun itself."""
        node = noun
        while node.head != node and node.dep_ in _NODES and home_to(noun) is None:
            node = node.head
        verb = node.head if node.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") else node
        return self.document.clause(verb) if verb.pos_ in ("VERB", "AUX") else self.document.clause(noun)

    def _record(
        self,
        clause: Clause,
        measure: str,
        mover: Token,
        count: Count | None,
        *,
        figure: Figure | None = None,
        teller: Clause | None = None,
    ) -> Displacement | None:
        document = self.document
        assertion = self._assertion(clause, mover)
        if assertion is None or (count is None and clause.nominal):
            return None
        head = content_head(mover)
        if measure == "displaced" and self._is_recent(mover):
            measure = "newly displaced"
        where = self.whence.of(clause, mover, measure)
        if count is None and (where.nowhere or assertion != "actual"):
            return None
        if assertion == "planned" and measure in ("displaced", "newly displaced", "refugees hosted"):
            assertion = "possible"  # who is expected to flee plans nothing
        date = edtf(figure.time) if figure is not None and figure.time is not None else None
        bare = head.pos_ in ("NUM", "PRON", "VERB") or document.count_at(head) is not None
        return Displacement(
            assertion=assertion,
            attribution=self._source(figure.token if figure is not None else mover),
            evidence=self._evidence(clause, mover, teller),
            measure=measure,
            count=count,
            unit=self._unit(head),
            who=None if bare else self._who(head),
            from_=where.origin,
            place=where.place or where.destination,
            to=where.destination,
            host=where.host,
            date=date or self._when(clause, teller, assertion),
        )

    def _assertion(self, clause: Clause, mover: Token) -> str | None:
        """How the clause stands, and its noun in it: "expect 5,000 arrivals" is a mere possibility."""
        own = assertion_of(self.document, clause)
        head = content_head(mover)
        if (
            own is None
            or head.dep_ != "dobj"
            or clause.predicate == head
            or head.lemma_ not in self.words.people
        ):
            return own
        noun = assertion_of(self.document, self.document.clause(head)) or own
        return max(own, noun, key=_RANK.__getitem__)

    def _source(self, token: Token) -> Source | None:
        """Who gives a figure: who says the sentence, else the body that brackets behind the clause name ("(OCHA)")."""
        document = self.document
        said = document.attribution_of(token)
        if said is not None:
            return said
        rest = token.doc[token.i : token.sent.end]
        opening = next((t for t in rest if t.text == "("), None)
        if (
            opening is None
            or opening.i + 2 >= len(token.doc)
            or document.actor_at(opening.nbor(-1)) is not None
        ):
            return None
        name = opening.nbor(1)
        actor = document.actor_at(name)
        closing = next((t for t in rest if t.text == ")" and t.i > opening.i), None)
        whole = actor is not None and closing is not None and actor.end == closing.idx
        return document.coreference.speaker(name) if whole else None

    def _evidence(self, clause: Clause, mover: Token, teller: Clause | None) -> tuple[Span, ...]:
        if mover.sent != clause.predicate.sent:
            return (self.document.span([mover]),)
        spans = [self.document.span_of(clause)]
        if not spans[0].start <= mover.idx < spans[0].end:
            spans.append(self.document.span([*mover.lefts, mover]))
        return tidy([*spans, *([self.document.span_of(teller)] if teller is not None else [])])

    def _unit(self, head: Token) -> str:
        lower, lemma = head.lower_, head.lemma_.lower()
        if lower in self.words.families:
            return "families"
        return "households" if lower in self.words.households or lemma in self.words.dwellings else "people"

    def _when(self, clause: Clause, teller: Clause | None, assertion: str) -> str | None:
        """The window of a figure; what has taken place goes on with the day told before."""
        own = date_of(self.document, clause) or (date_of(self.document, teller) if teller else None)
        return own or (date_told(self.document, clause) if assertion == "actual" else None)

    def _who(self, head: Token) -> str | None:
        """The people in the report's words, without their number and what stands before it."""
        told = words(self.document, head)
        first = self.document.span([head]).start
        counts = [c for c in self.document.counts if first - len(told) <= c.end <= first]
        start = self.document.text.rfind(told, 0, first + len(told))
        if counts and counts[-1].end > start >= 0:
            told = told[counts[-1].end - start :]
        return told.strip(" ,-–\n") or None

    def _is_recent(self, mover: Token) -> bool:
        return any(c.lower_ in self.words.recent for t in (mover, content_head(mover)) for c in t.lefts)

    def _lost(self, loss: Loss) -> Displacement | None:
        document, clause = self.document, loss.clause
        if any(
            at_sentence.evidence[0].start <= loss.homes.idx < at_sentence.evidence[-1].end
            and at_sentence.unit == "households"
            for _, at_sentence in self.found
        ):
            return None
        where = self.whence.of(clause, loss.homes, "displaced")
        noun = content_head(loss.homes)
        return Displacement(
            assertion="denied" if clause.denied else "possible",
            attribution=document.attribution_of(loss.homes),
            evidence=tidy([document.span([*loss.homes.lefts, loss.homes, loss.verb])]),
            measure="displaced",
            count=loss.number,
            unit=self._unit(noun),
            who=f"{words(document, noun)} {document.text[loss.verb.idx : loss.verb.idx + len(loss.verb)]}",
            from_=where.place or where.origin,
            place=where.place,
            date=date_of(document, clause),
        )


def _once(records: Iterable[Displacement]) -> list[Displacement]:
    """The same figure from the same source for the same measure is told once."""
    kept: list[Displacement] = []
    for record in records:
        known = next((k for k in kept if _same(k, record)), None)
        if known is None:
            kept.append(record)
    return kept


def _same(one: Displacement, other: Displacement) -> bool:
    if one.count is None or other.count is None:
        return False
    return (one.count.value, one.count.low, one.unit, one.attribution) == (
        other.count.value,
        other.count.low,
        other.unit,
        other.attribution,
    )
