"""One report as the readers see it: clauses, and what each of their words denotes.

Invariant: a Document answers from the text alone; what the text does not settle is None or empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Sentence

from trucewatch.language.attribution import Attribution, AttributionIndex, find_attributions
from trucewatch.language.circumstances import AT, BESIDE, Circumstances
from trucewatch.language.clauses import Clause, content_head, nominal, observes, own_tokens, phrase, verbal
from trucewatch.language.coreference import Coreference
from trucewatch.language.counts import find_counts
from trucewatch.language.modality import is_unverified, verb_lemma
from trucewatch.language.tables import Table, find_tables
from trucewatch.language.times import TimeExpression, find_times
from trucewatch.records import (
    Actor,
    ActorMention,
    AttributionMention,
    Count,
    CountMention,
    DateMention,
    Mentions,
    Place,
    PlaceMention,
    Source,
    Span,
)

Entry = TypeVar("Entry")


class Trigger(NamedTuple):
    """A clause whose predicate is in a reader's lexicon, with the lexicon's entry for it."""

    clause: Clause
    entry: Any


class Document:
    """A parsed report with its mentions resolved.

    Made by `trucewatch.language.analyse`. Tokens are spaCy's; offsets are those of `text`. `places` are those
    that the report names; `meant` the places that common nouns stand for, by the noun's token number.
    """

    def __init__(
        self,
        *,
        text: str,
        doc: Doc,
        title: str | None,
        published: date | None,
        places: list[PlaceMention],
        meant: Mapping[int, PlaceMention] | None = None,
        outlet: str | None = None,
    ) -> None:
        self.text = text
        self.doc = doc
        self.title = title
        self.published = published
        self.places = places
        self.times: list[TimeExpression] = find_times(doc, published=published)
        self.counts: list[CountMention] = find_counts(doc)
        self.attributions: list[Attribution] = find_attributions(doc)
        self.coreference = Coreference(
            doc, places=places, title=title, outlet=outlet, attributions=self.attributions
        )
        self.actors: list[ActorMention] = self.coreference.mentions()
        self._clauses: dict[int, Clause] = {}
        self._time_at = self._index(self.times)
        self._meant = dict(meant or {})
        self._place_at = {**self._meant, **self._index(self.places)}
        self._count_at = self._index(self.counts)
        self._actor_at = self._index(self.actors)

    def _index(self, mentions: Iterable[Any]) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for mention in mentions:
            span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if span is not None:
                for token in span:
                    found.setdefault(token.i, mention)
        return found

    # ---- predicates

    def clause(self, token: Token) -> Clause:
        """The clause that `token`, a verb or an event noun, heads; built once."""
        found = self._clauses.get(token.i)
        if found is None:
            as_verb = token.pos_ in ("VERB", "AUX", "ADJ") and not _is_verbal_noun(token)
            found = verbal(token) if as_verb else nominal(token)
            if self._is_unverified(self._said.content_of(token.i)) and found.predicate.i not in self._cues:
                found.modality, found.negated = "possible", False
            self._clauses[token.i] = found
        return found

    @cached_property
    def _predicates(self) -> list[tuple[Token, tuple[str, ...]]]:
        found = []
        for token in self.doc:
            if token.pos_ in ("VERB", "AUX"):
                found.append((token, tuple(f"v:{k}" for k in verb_keys(token))))
            elif token.pos_ in ("NOUN", "PROPN", "ADJ"):
                found.append((token, tuple(f"n:{k}" for k in noun_keys(token))))
        return found

    def triggers(self, verbs: Mapping[str, Entry], nouns: Mapping[str, Entry]) -> Iterator[Trigger]:
        """Clauses whose predicate is a key of `verbs` ("call off") or `nouns` ("air strike"), in text order.

        The longest key wins: "joint patrol" before "patrol", "pull out" before "pull". A verb form that the
        tagger took for a noun, or the reverse, is tried as the other, too.
        """
        for token, keys in self._predicates:
            for key in keys:
                table: Mapping[str, Entry] = verbs if key[0] == "v" else nouns
                entry = table.get(key[2:])
                if entry is not None:
                    yield Trigger(self.clause(token), entry)
                    break

    # ---- what words denote

    def actors_of(self, tokens: Iterable[Token]) -> list[Actor]:
        """The actors that these heads denote, each once; what denotes none is left out."""
        found: list[Actor] = []
        for token in tokens:
            for actor in self.coreference.resolve_all(content_head(token)):
                if all(actor.name != other.name for other in found):
                    found.append(actor)
        return found

    def actor_at(self, token: Token) -> ActorMention | None:
        """The mention of an actor that covers `token`."""
        return self._actor_at.get(token.i)

    def count_of(self, token: Token) -> Count | None:
        """The number that the noun phrase headed by `token` gives: "*eight* soldiers", "*dozens* of fighters"."""
        mention = self._count_at.get(token.i)
        if mention is None:
            for child in reversed(list(token.lefts)):  # of several numbers, the nearest is its own
                if child.dep_ in (
                    "nummod",
                    "amod",
                    "quantmod",
                    "det",
                    "nmod",
                    "compound",
                    "advmod",
                    "predet",
                ):
                    mention = self._count_at.get(child.i) or next(
                        (self._count_at[t.i] for t in child.subtree if t.i in self._count_at), None
                    )
                    if mention is not None:
                        break
        if mention is None and token.dep_ == "pobj" and token.head.lower_ in ("of", "in", "among"):
            outer = token.head.head
            if outer.pos_ in ("NOUN", "NUM", "PRON", "ADJ"):
                mention = self._count_at.get(outer.i)
        return mention.value if mention is not None else None

    def count_at(self, token: Token) -> Count | None:
        """The number whose words `token` is one of."""
        mention = self._count_at.get(token.i)
        return mention.value if mention is not None else None

    def time_at(self, token: Token) -> TimeExpression | None:
        """The time expression that covers `token`."""
        return self._time_at.get(token.i)

    def place_at(self, token: Token) -> Place | None:
        """The place that `token` belongs to the name of, or that it stands for ("captured the *town*")."""
        mention = self._place_at.get(token.i)
        return as_place(mention) if mention is not None else None

    @cached_property
    def _said(self) -> AttributionIndex:
        """Speech and documents only: what somebody thinks, wants or agrees to is not a claim of theirs."""
        told = [a for a in self.attributions if a.source_token is not None and a.kind != "attitude"]
        return AttributionIndex(self.doc, [a for a in told if not self._heads_entry(a)])

    def _heads_entry(self, said: Attribution) -> bool:
        """Whether a place before a colon says where, not who speaks: "Podujevo: three patrols"."""
        token = self.doc[said.source_token or 0]
        return said.lemma == ":" and token.i in self._place_at and not self.coreference.resolve_all(token)

    def reports(self, verb: Token) -> bool:
        """Whether a verb tells that somebody says something."""
        return verb.i in self._cues

    def attribution_of(self, token: Token, *, performing: Iterable[Token] = ()) -> Source | None:
        """Who says what `token` is part of; None where the report itself does, or its issuer.

        Whoever counts or records something says it, too: "the mission *recorded* 14 violations". What a
        reported sentence adds after a comma ("…, which troops entered on Monday") is the report's own. A verb
        that is `performing` what it tells ("declared a ceasefire") attributes nothing.
        """
        said = self._said.content_of(token.i)
        if said is not None and any(said.cue_token == verb.i for verb in performing):
            return None
        if self._is_unverified(said):
            return None  # "could not confirm reports of clashes": whoever says that tells of no clash
        if said is not None and said.source_token is not None:
            if not said.quoted and self._is_aside(token, said):
                return None
            source = self.doc[said.source_token]
            return None if self.coreference.issues(source) else self.coreference.speaker(source)
        return self._observer(token)

    def _is_unverified(self, said: Attribution | None) -> bool:
        """Whether words are those of a claim that somebody could not confirm."""
        if said is None or said.cue_token is None or said.source_token is None:
            return False
        cue, source = self.doc[said.cue_token], self.doc[said.source_token]
        if cue.pos_ == "NOUN" and cue.dep_ == "dobj" and source not in cue.subtree:
            cue = cue.head  # "unable to verify *reports* that …", of nobody
        return is_unverified(cue)

    def _is_aside(self, token: Token, said: Attribution) -> bool:
        """Whether a word of reported speech stands in a relative clause that a comma sets off."""
        node = token
        while node.head != node:
            inside = any(start <= node.idx < end for start, end in said.content)
            if inside and node.dep_ in ("relcl", "ccomp", "advcl"):
                first = node.left_edge
                if first.tag_ in ("WDT", "WRB", "WP") and first.i > 0 and first.nbor(-1).text == ",":
                    return True
            node = node.head
        return False

    def _observer(self, token: Token) -> Source | None:
        node = token
        for _ in range(6):
            if node.head == node:
                return None
            node = node.head
            if node.pos_ == "VERB" and observes(node):
                if node.lemma_ in ("hear", "witness", "notice") or is_unverified(node):
                    return None  # who hears shells tells nobody
                subjects = [t for t in self.clause(node).agents if t.i != token.i]
                if any(self.coreference.issues(t) for t in subjects):
                    return None
                sources = [s for t in subjects if (s := self.coreference.speaker(t)) is not None]
                return sources[0] if sources else None
            if node.pos_ == "VERB" and node.dep_ not in ("xcomp", "conj", "acl", "relcl", "ccomp", "pcomp"):
                return None
        return None

    # ---- when and where

    @cached_property
    def tables(self) -> list[Table]:
        """The tables in the report's text."""
        return find_tables(self.text)

    @cached_property
    def _circumstances(self) -> Circumstances:
        return Circumstances(
            doc=self.doc,
            text=self.text,
            time_at=self._time_at,
            place_at=self._place_at,
            meant=self._meant,
            reports=self.reports,
            acts=lambda token: bool(self.coreference.resolve_all(token)),
            speakers=self._tokens_of_speakers(),
        )

    def _tokens_of_speakers(self) -> frozenset[int]:
        spans = (
            self.doc.char_span(s, e, alignment_mode="expand") for a in self.attributions for s, e in a.source
        )
        return frozenset(token.i for span in spans if span is not None for token in span)

    @cached_property
    def _cues(self) -> frozenset[int]:
        return frozenset(a.cue_token for a in self.attributions if a.cue_token is not None)

    def time_of(self, clause: Clause) -> TimeExpression | None:
        """When the clause's event took place, by its own sentence."""
        return self._circumstances.time_of(clause)

    def time_told(self, clause: Clause) -> TimeExpression | None:
        """When the event took place, by its sentence, else by its line's or section's head or the sentence before."""
        return self._circumstances.time_told(clause)

    def places_of(self, clause: Clause, *, prepositions: tuple[str, ...] = AT + BESIDE) -> list[Place]:
        """Where the clause's event took place by its own words, the likeliest and most specific first."""
        return [as_place(m) for m in self._circumstances.places_of(clause, prepositions=prepositions)]

    def place_told(self, clause: Clause) -> Place | None:
        """Where the event took place, by its clause, else its sentence, its line's head or the sentence before."""
        mention = self._circumstances.place_told(clause)
        return as_place(mention) if mention is not None else None

    # ---- evidence

    def span_of(self, clause: Clause) -> Span:
        """The clause's words, from the first to the last, without punctuation at the ends."""
        return self.span(clause.tokens())

    def span(self, tokens: Iterable[Token]) -> Span:
        """From the first to the last of `tokens`, without spaces and stops at the ends."""
        kept = sorted((t for t in tokens if not t.is_space), key=lambda t: t.i)
        while len(kept) > 1 and (kept[-1].dep_ == "cc" or (kept[-1].is_punct and kept[-1].text not in ')"]')):
            kept.pop()
        while (
            len(kept) > 1
            and (kept[0].is_punct or kept[0].dep_ in ("cc", "mark"))
            and kept[0].text not in '("['
        ):
            kept.pop(0)
        return Span(start=kept[0].idx, end=kept[-1].idx + len(kept[-1]))

    def sentence(self, token: Token) -> Sentence:
        """The sentence of a token."""
        return token.sent

    def mentions(self) -> Mentions:
        """What the language layer saw, for output."""
        return Mentions(
            dates=tuple(
                DateMention(start=t.start, end=t.end, text=self.text[t.start : t.end], value=t.value)
                for t in self.times
                if t.kind == "date"
            ),
            places=tuple(self.places),
            actors=tuple(self.actors),
            counts=tuple(self.counts),
            attributions=tuple(
                AttributionMention(source=tuple(a.source), cue=tuple(a.cue), content=tuple(a.content))
                for a in self.attributions
            ),
        )


def verb_keys(verb: Token) -> tuple[str, ...]:
    """What a verb may be listed under, longest first.

    "set fire to", "take hostage", "shoot dead", "fire at", "call off", "call".
    """
    lemma = verb.lemma_.lower()
    keys = []
    particle = verb_lemma(verb)
    for child in verb.children:
        if child.dep_ in ("dobj", "acomp", "oprd", "advmod") and child.i > verb.i:
            after = child.i + 1
            if child.dep_ == "dobj" and after < len(verb.doc) and verb.doc[after].dep_ == "prep":
                keys.append(f"{lemma} {child.lemma_.lower()} {verb.doc[after].lower_}")
            keys.append(f"{lemma} {child.lemma_.lower()}")
        elif child.dep_ in ("prep", "agent") and not _is_of_time(child):
            keys.append(f"{particle} {child.lower_}")
    if particle != lemma:
        keys.append(particle)
    return (*keys, lemma)


def _is_verbal_noun(verb: Token) -> bool:
    """ "*Shelling* by the army killed five": a verb's form in a noun's place, its object and doer in phrases."""
    if verb.tag_ != "VBG" or verb.dep_ not in ("csubj", "csubjpass", "nsubj", "nsubjpass"):
        return False
    children = list(verb.children)
    return any(c.dep_ in ("prep", "agent") and c.lower_ in ("by", "of") for c in children) and not any(
        c.dep_ in ("dobj", "aux", "auxpass", "prt") for c in children
    )


def _is_of_time(preposition: Token) -> bool:
    """Whether a preposition governs a date: "fired *on Monday*" is no "fire on"."""
    return any(c.dep_ == "pobj" and c.ent_type_ in ("DATE", "TIME") for c in preposition.children)


# what spaCy's rules make of these plurals is another word ("basis")
_LEMMAS = {"bases": "base"}


def noun_keys(noun: Token) -> tuple[str, ...]:
    """What a noun may be listed under, longest first: "joint military patrol", "military patrol", "patrol"."""
    keys = [_LEMMAS.get(noun.lower_) or noun.lemma_.lower()]
    node, words, hyphenated = noun, 0, False
    while node.i > 0 and words < 2:
        left = node.nbor(-1)
        if left.text == "-" and left.i > 0:
            left, hyphenated = left.nbor(-1), True
        elif left.pos_ not in ("NOUN", "ADJ", "PROPN", "VERB"):
            break
        if left.sent != noun.sent or left.is_punct:
            break
        keys.append(f"{left.lower_}{'-' if hyphenated else ' '}{keys[-1]}")
        words += not hyphenated
        node, hyphenated = left, False
    return (*_with_of(noun), *reversed(keys))


def _with_of(noun: Token) -> Iterator[str]:
    """ "exchange of fire", "violation of the truce": a noun with what it is of, which may make it another thing."""
    preposition = next((c for c in noun.children if c.lower_ == "of" and c.i == noun.i + 1), None)
    inner = (
        next((c for c in preposition.children if c.dep_ in ("pobj", "pcomp")), None) if preposition else None
    )
    if inner is not None and inner.i - noun.i <= 3:
        words = " ".join(token.lower_ for token in noun.doc[noun.i + 1 : inner.i + 1])
        yield f"{_LEMMAS.get(noun.lower_) or noun.lemma_.lower()} {words}"


def as_place(mention: PlaceMention) -> Place:
    """The value that a place mention gives a record."""
    return Place(
        name=mention.name,
        id=mention.id,
        latitude=mention.latitude,
        longitude=mention.longitude,
        country=mention.country,
    )


def clause_phrase(document: Document, token: Token) -> str:
    """The words of the noun phrase headed by `token`, as the report has them."""
    span = document.span(own_tokens(token))
    return document.text[span.start : span.end]


__all__ = ["Clause", "Document", "Trigger", "as_place", "clause_phrase", "noun_keys", "phrase"]
