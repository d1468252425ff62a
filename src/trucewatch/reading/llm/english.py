"""What an English report bears out, by the language layer: its counts, times, names, places and who says what.

Invariant: a value is borne out by the quoted words or by what the language layer resolves from them: whom a pronoun
means, when and where a quoted clause is told to take place, who takes part in it, who says it. Never by other words of
the report, be they of the same sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from spacy.tokens import Token

from trucewatch.language.document import Document, as_place
from trucewatch.language.names import scan, split
from trucewatch.places import Gazetteer
from trucewatch.places.names import fold
from trucewatch.reading.common import lexicon
from trucewatch.reading.incidents.harm import Harm, HarmFinder
from trucewatch.reading.llm.dates import Dated, borne_out
from trucewatch.reading.llm.ground import BorneCount, Chars, Offered, named, overlap, same_name, same_word
from trucewatch.reading.llm.quotes import Folded, align
from trucewatch.records import Actor, ActorMention, Count, Place, PlaceMention, Source, Span

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STEM = 5
_ENDING = 2
_BETWEEN = 3  # words that may stand between those of one name


class English:
    """An analysed report, with what is worked out once for all of its quotes."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def ground(self, spans: Iterable[Chars]) -> EnglishGround:
        """What the report says where these spans stand."""
        return EnglishGround(self, spans)

    @cached_property
    def harms(self) -> list[Harm]:
        """Who the rules find to have been killed, wounded, captured or lost."""
        return HarmFinder(self.document, lexicon("incidents").tables).find()

    @cached_property
    def issuer(self) -> Source | None:
        """Who issues the report, where its words tell."""
        for token in self.document.doc:
            if token.pos_ in ("NOUN", "PROPN", "PRON") and self.document.coreference.issues(token):
                return self.document.coreference.speaker(token)
        return None


class EnglishGround:
    """What `report` says where the spans of a quote stand."""

    def __init__(self, report: English, spans: Iterable[Chars]) -> None:
        self._report = report
        self._document = report.document
        self._spans = list(spans)
        self._quoted = [
            token
            for start, end in self._spans
            for token in self._document.doc.char_span(start, end, alignment_mode="expand") or ()
        ]
        predicates = [token for token in self._quoted if token.pos_ in ("VERB", "AUX", "NOUN")]
        self._clauses = [self._document.clause(token) for token in predicates]

    # ---- how many

    def count(self, offered: Offered, *, outcome: str | None) -> BorneCount | None:
        """The count in the quote that has the offered numbers, or of those harmed by what the quote tells.

        Where the rules find that a number counts people harmed in another way ("killed eight and wounded 14"), or
        harmed where something else is counted, it is not borne out. A single person or thing is counted by its
        noun: "a soldier", "an observation post".
        """
        if not self._may_count(offered, outcome):
            return None
        for mention in self._document.counts:
            if overlap([(mention.start, mention.end)], self._spans) and offered.is_for(mention.value):
                return BorneCount(mention.value, Span(start=mention.start, end=mention.end))
        if outcome is not None:
            return self._harmed(offered, outcome)
        if offered.numbers != [1]:
            return None
        one = next((token for token in self._quoted if _is_single(token)), None)
        return None if one is None else BorneCount(Count(value=1, text=one.text), _span(one))

    @cached_property
    def _harms(self) -> list[Harm]:
        starts = {token.sent.start for token in self._quoted}
        return [harm for harm in self._report.harms if harm.sentence in starts]

    def _may_count(self, offered: Offered, outcome: str | None) -> bool:
        told = {harm.outcome for harm in self._harms for count, _ in harm.groups if offered.is_for(count)}
        return not told or outcome in told

    def _harmed(self, offered: Offered, outcome: str) -> BorneCount | None:
        """The number of people harmed so by what the quote tells, where the rules find it to be the offered one."""
        told = {token.i for token in self._quoted}
        for harm in self._harms:
            in_quote = harm.clause.predicate.i in told or any(victim.i in told for victim in harm.victims)
            for count, _ in harm.groups if in_quote and harm.outcome == outcome else ():
                if offered.is_for(count):
                    victim = harm.victims[0] if harm.victims else harm.clause.predicate
                    return BorneCount(count, _span(victim))
        return None

    # ---- when

    def date(self, offered: str) -> str | None:
        """The date in the quote, or the one at which its clauses are told to take place, where it is the offered one.

        The day of publication is no date for what the words give none: a model that knows no better fills it in.
        """
        return borne_out(offered, self._dates)

    @cached_property
    def _dates(self) -> list[Dated]:
        times = [t for t in self._document.times if overlap([(t.start, t.end)], self._spans)]
        told = (self._document.time_told(clause) for clause in self._clauses)
        times += [time for time in told if time is not None]
        return [Dated(t.value, t.window) for t in times if t.kind in ("date", "time", "duration")]

    def duration(self, offered: str) -> str | None:
        """The length that the quote gives, where it is the offered one."""
        lengths = (t.duration for t in self._document.times if overlap([(t.start, t.end)], self._spans))
        return next((length for length in lengths if length == offered), None)

    # ---- who

    def actor(self, offered: str) -> Actor | None:
        """Who is named in the quote, meant by a noun or pronoun in it, or takes part in what it tells."""
        wanted = _known(offered)
        for actor in self._actors:
            if same_name(offered, actor.name) or (wanted is not None and wanted in _known_as(actor)):
                return actor
        for mention in self._mentions:
            if same_name(offered, mention.text):
                return Actor(name=mention.name, id=mention.id)
        found = self._named(offered)
        return Actor(name=found) if found is not None else None

    @cached_property
    def _mentions(self) -> list[ActorMention]:
        return [m for m in self._document.actors if overlap([(m.start, m.end)], self._spans)]

    @cached_property
    def _actors(self) -> list[Actor]:
        found: dict[str, Actor] = {}
        for token in self._quoted:
            if token.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "DET"):
                for actor in self._document.coreference.resolve_all(token):
                    found.setdefault(actor.name, actor)
        for clause in self._clauses:
            for actor in self._document.actors_of([*clause.agents, *clause.patients]):
                found.setdefault(actor.name, actor)
        for mention in self._mentions:
            found.setdefault(mention.name, Actor(name=mention.name, id=mention.id))
        for name in scan(self._text, split(self._text)):
            found.setdefault(name.entry.name, Actor(name=name.entry.name, id=name.entry.id))
        for source in self._sources:
            if source.organisation:
                found.setdefault(source.organisation, Actor(name=source.organisation))
        return list(found.values())

    def person(self, offered: str) -> str | None:
        """The name of a speaker or of somebody named in the quote, in its fullest form."""
        for source in self._sources:
            if source.name and same_name(offered, source.name):
                return source.name
        actor = self.actor(offered)
        return actor.name if actor is not None else None

    def role(self, offered: str) -> str | None:
        """The role of a speaker, or words of the quote."""
        for source in self._sources:
            if source.role and same_name(offered, source.role):
                return source.role
        return self._named(offered)

    @cached_property
    def _sources(self) -> list[Source]:
        """Who speaks, is said to, or is spoken of in the quote, and whoever issues the report."""
        found: dict[Source, None] = {}
        for attribution in self._document.attributions:
            if attribution.source_token is not None and overlap(attribution.content, self._spans):
                for source in self._document.coreference.speakers(
                    self._document.doc[attribution.source_token]
                ):
                    found.setdefault(source)
        for token in self._quoted:
            if token.pos_ in ("NOUN", "PROPN", "PRON"):
                for source in self._document.coreference.speakers(token):
                    found.setdefault(source)
        if self._report.issuer is not None:
            found.setdefault(self._report.issuer)
        return list(found)

    # ---- where

    def place(self, offered: str) -> Place | None:
        """The place named in the quote, or where the clause's event is told to be."""
        for place in self._places:
            if same_name(offered, place.name):
                return place
        known = {c.id for c in Gazetteer.default().named(offered) if c.id}
        for place in self._places:
            if place.id is not None and place.id in known:
                return place
        found = self._named(offered)
        return Place(name=found) if found is not None else None

    @cached_property
    def _places(self) -> list[Place]:
        mentions: list[PlaceMention] = [
            m for m in self._document.places if overlap([(m.start, m.end)], self._spans)
        ]
        found = {m.name: as_place(m) for m in mentions}
        told = [self._document.place_at(token) for token in self._quoted]
        for clause in self._clauses:
            told += [*self._document.places_of(clause), self._document.place_told(clause)]
        for place in told:
            if place is not None:
                found.setdefault(place.name, place)
        return list(found.values())

    # ---- words

    def outcome(self, offered: str) -> bool:
        """Whether a word for this harm (killed, wounded, missing, captured) stands in the quote, or its clause tells it."""
        if any(harm.outcome == offered for harm in self._harms):
            return True
        words = _harm().get(offered, frozenset())
        return any(t.lemma_.lower() in words or t.lower_ in words for t in self._quoted) or any(
            word in words for word in self._words
        )

    def words(self, offered: str) -> str | None:
        """The report's own words, where the offered ones stand in the quote, or follow each other there."""
        for start, end in self._spans:
            for place in align(offered, Folded(self._document.text, start, end)):
                return self._document.text[place.spans[0][0] : place.spans[-1][1]]
        return offered if _in_order(_name(offered), self._words) else None

    def _named(self, offered: str) -> str | None:
        """The report's own words for a name, where the quote has it."""
        found = named(_name(offered), self._words, same=same_word, between=_BETWEEN)
        return None if found is None else " ".join(word for word, _ in self._pairs[found[0] : found[1] + 1])

    @cached_property
    def _text(self) -> str:
        return "\n\n".join(self._document.text[start:end] for start, end in self._spans)

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        """Each word of the quote and of what heads them, as it is written and folded."""
        text = "\n\n".join([self._text, *self._headings])
        return [(word, part) for word in _WORDS.findall(text) for part in _name(word)]

    @cached_property
    def _words(self) -> list[str]:
        return [folded for _, folded in self._pairs]

    @cached_property
    def _headings(self) -> list[str]:
        """What heads the table that the quote is a row of: its caption and the heads of its columns."""
        tables = self._document.tables
        over = (t for t in tables if any(overlap([(row.start, row.end)], self._spans) for row in t.rows))
        return [words for table in over for words in (table.caption, *table.header)]


def _name(text: str) -> list[str]:
    """The folded words of a name, possessive endings left out."""
    words = (re.sub(r"['’]s?$", "", word) for word in _WORDS.findall(text))
    folded = [part for word in words for part in fold(word).split()]
    return [word for word in folded if word not in ("the", "a", "an")]


def _span(token: Token) -> Span:
    return Span(start=token.idx, end=token.idx + len(token))


def _is_single(token: Token) -> bool:
    """Whether a noun names one thing: "an observation post"."""
    articles = ("a", "an", "another", "one")
    return token.tag_ in ("NN", "NNP") and any(child.lower_ in articles for child in token.children)


def _in_order(words: list[str], text: list[str]) -> bool:
    """Whether each of `words` follows the one before it in `text`, whatever its ending."""
    following = iter(text)
    return bool(words) and all(any(_same_stem(word, other) for other in following) for word in words)


def _same_stem(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    inflected = len(long) - len(short) <= _ENDING and long.startswith(short)
    return inflected or (len(short) >= _STEM and short[:_STEM] == long[:_STEM])


def _known(name: str) -> str | None:
    """The name under which the lexicons know somebody; None where they know nobody by the whole of this one."""
    for found in scan(name, split(name)):
        whole = fold(name[found.start : found.end]) == fold(name)
        if whole and found.sense in ("name", "military", "capital"):
            return found.entry.name
    return None


def _known_as(actor: Actor) -> Iterator[str]:
    yield actor.name
    known = _known(actor.name)
    if known is not None:
        yield known


@lru_cache(maxsize=1)
def _harm() -> dict[str, frozenset[str]]:
    tables = lexicon("incidents").tables
    found: dict[str, set[str]] = {}
    for table in ("harm", "harm_adjectives", "harm_nouns"):
        for outcome, words in tables[table].items():
            found.setdefault(outcome, set()).update(words)
    return {outcome: frozenset(words) for outcome, words in found.items()}
