"""Where people left, where they went, and where they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.language.referents import sovereign
from trucewatch.places import Gazetteer
from trucewatch.records import Actor, Place

_FROM = ("from", "out of", "of")
_TO = ("to", "into", "towards", "toward", "for", "onto")
_AT = (
    "in",
    "at",
    "near",
    "on",
    "inside",
    "around",
    "across",
    "within",
    "along",
    "throughout",
    "outside",
    "towards",
)
_LEAVING = frozenset(("leave", "flee", "abandon", "quit", "evacuate", "escape"))

_HEADING = frozenset(("head", "bind", "make", "go", "cross", "move", "arrive", "destine"))


class Where(NamedTuple):
    """Origin, destination, the place they are at, and who hosts them."""

    origin: Place | None
    destination: Place | None
    place: Place | None
    host: tuple[Actor, ...]

    @property
    def nowhere(self) -> bool:
        """Whether no place is known at all."""
        return self.origin is None and self.destination is None and self.place is None


class Whence:
    """Reads the places of movements in one report."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, clause: Clause, mover: Token, measure: str) -> Where:
        """The places of the movement that `clause` tells of `mover`."""
        document = self._document
        parts = self._parts(clause, mover)
        origin = self._first(t for t in clause.oblique(*_FROM) if t.i not in parts)
        destination = self._first(t for t in clause.oblique(*_TO) if t.i not in parts)
        left = clause.lemma.split()[0] in _LEAVING
        for token in clause.patients:
            place = document.place_at(token)
            if place is None or token == mover:
                continue  # "sent back 2,000 Haitians": the people are named for a place
            if left and origin is None:
                origin = place
            elif not left:
                destination = destination or place
        origin = origin or self._own(mover, ("from",))
        destination = destination or self._own(mover, ("to", "into")) or self._bound(clause)
        places = document.places_of(clause, prepositions=_AT)
        elsewhere = [document.place_at(clause.predicate.doc[i]) for i in sorted(parts)]
        places = [p for p in places if p not in (origin, destination, *elsewhere)]
        own = self._own(mover, _AT) or self._first(t for t in clause.oblique(*_AT) if t.i not in parts)
        place = next((p for p in (*places, own) if p is not None and p.country is not None), None)
        place = place or own or next(iter(places), None)
        host = self._host(clause, measure)
        owner = home_to(mover)
        if owner is not None and (at_home := self._place(owner)) is not None:
            hosts = tuple(self._states([owner])) if measure == "refugees hosted" else ()
            return Where(None, None, at_home, hosts)
        if measure == "refugees hosted" and place is None and destination is None and host:
            place = self._first(clause.agents) or self._country(clause)
        if origin is None and destination is None and place is None and self._document.count_of(mover):
            # "in the north" is somewhere, if not where the sentence before was
            somewhere = any(document.time_at(t) is None for t in clause.oblique("in", "at", "near", "across"))
            told = None if somewhere else document.place_told(clause)
            place = told if told not in elsewhere else None
        return Where(origin, destination, place, host)

    def _parts(self, clause: Clause, mover: Token) -> set[int]:
        """The words that go with another number of the clause: "fled, *some 345,000 of them to Egypt*"."""
        bare = (
            t
            for t in clause.predicate.subtree
            if t.i > mover.i and t.dep_ in ("dobj", "npadvmod", "conj", "appos")
        )
        others = (
            t for t in bare if t.pos_ in ("NUM", "NOUN") and self._is_part(t) and mover not in t.subtree
        )
        found: set[int] = set()
        for token in others:
            end = next((t.i for t in token.doc[token.i : token.sent.end] if t.is_punct), token.sent.end)
            found.update((*(w.i for w in token.subtree), *range(token.i, end)))
        return found

    def _is_part(self, token: Token) -> bool:
        """Whether a noun phrase counts some of those told of: a bare number, or one "of them"."""
        of_them = any(
            g.lower_ in ("them", "whom") for c in token.children if c.lower_ == "of" for g in c.children
        )
        return of_them or (token.pos_ == "NUM" and self._document.count_at(token) is not None)

    def _first(self, tokens: Iterable[Token]) -> Place | None:
        return next((p for t in tokens if (p := self._place(t)) is not None), None)

    def _place(self, token: Token) -> Place | None:
        """The place of a noun: its own, or that which it is named for ("the *Yeppoon* area")."""
        named = (token, *(c for c in token.lefts if c.dep_ == "compound" and c.pos_ == "PROPN"))
        return next((p for t in named if (p := self._document.place_at(t)) is not None), None)

    def _own(self, mover: Token, prepositions: tuple[str, ...]) -> Place | None:
        """A place in the people's own noun phrase: "families *from Bulo Marer*"."""
        for token in (mover, content_head(mover)):
            heads = (
                t
                for c in token.children
                if c.dep_ == "prep" and c.lower_ in prepositions
                for g in c.children
                for t in (g, *g.lefts)  # "in *northern Ontario* communities"
            )
            place = self._first(heads)
            if place is not None:
                return place
        return None

    def _bound(self, clause: Clause) -> Place | None:
        """Where they are heading: "left the area *for Baquba*", "left on buses, *heading for* Idlib"."""
        for token in (*clause.patients, *clause.oblique("to")):
            place = self._own(token, ("for",))
            if place is not None:
                return place
        for child in clause.predicate.children:
            if child.dep_ in ("advcl", "conj", "xcomp") and child.lemma_.lower() in _HEADING:
                return self._first(self._document.clause(child).oblique(*_TO))
        return None

    def _host(self, clause: Clause, measure: str) -> tuple[Actor, ...]:
        if measure != "refugees hosted" or clause.predicate.pos_ != "VERB":
            return ()
        return tuple(self._document.actors_of(clause.agents))

    def states(self, clause: Clause) -> list[Actor]:
        """The states among those who do it."""
        return self._states(clause.agents)

    def _states(self, tokens: Iterable[Token]) -> list[Actor]:
        actors = self._document.actors_of(tokens)
        return [actor for actor in actors if sovereign(actor.id)]

    def _country(self, clause: Clause) -> Place | None:
        """The country of the one state that hosts, where a pronoun names it: "it already shelters 400,000"."""
        states = self.states(clause)
        found = Gazetteer.default().country(states[0].name) if len(states) == 1 else None
        if found is None:
            return None
        return Place(
            name=found.name,
            id=found.id,
            latitude=found.latitude,
            longitude=found.longitude,
            country=found.country,
        )


def home_to(mover: Token) -> Token | None:
    """Whose home people are in: "*Chad*, home to 400,000 refugees", "*Cox's Bazar* is home to a million"."""
    to = mover.head
    home = to.head if to.lower_ == "to" else None
    if home is None or home.lower_ not in ("home", "refuge", "host"):
        return None
    if home.head.lemma_ == "be":
        return next((c for c in home.head.children if c.dep_ == "nsubj"), None)
    return home.head if home.head.pos_ in ("PROPN", "NOUN") and home.head.i < home.i else None
