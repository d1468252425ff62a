"""Control: who holds a place, who entered, took, lost, left or besieged it.

Two kinds of words tell of it: verbs and event nouns ("captured X", "the fall of X"), and nouns for having
something in one's power with what carries them ("X is in rebel hands", "took control of X").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, conjuncts, content_head
from trucewatch.language.document import Document
from trucewatch.language.times import TimeExpression
from trucewatch.reading.common import by_word, edtf, frame, lexicon, tidy, without
from trucewatch.reading.forces import forces_of, is_force, nouns, owners_of
from trucewatch.reading.merging import contradict, filled, merged
from trucewatch.reading.post_nouns import post_heads
from trucewatch.reading.whereabouts import (
    facility,
    ground_kind,
    is_broad,
    must_be_place,
    named_ground,
    place_of,
    places_among,
    there,
)
from trucewatch.records import Actor, Control, Place

# what a place had done to it may be told once as an entry and once as a capture
_ONE_CHANGE = {
    frozenset(p)
    for p in (
        ("captured", "recaptured"),
        ("captured", "entered"),
        ("entered", "recaptured"),
        ("captured", "handed over"),
        ("captured", "lost"),
    )
}
_LISTING = frozenset({",", "and", "then", "on", "in", "the", "town", "city", "towns", "of", "-", "last"})
_MOST = 6  # places in one coordination


def read(document: Document) -> list[Control]:
    """Who holds, takes, leaves or besieges places in a report, in the order of the text."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.lexicon = lexicon("control")
        power = self.lexicon.tables["power"]
        self.power_nouns = dict.fromkeys(power["nouns"], True)
        self.power_verbs = by_word(power["verbs"])
        self.bastions = dict.fromkeys(self.lexicon.tables["bastions"]["nouns"], True)
        self.flags = dict.fromkeys(self.lexicon.tables["flags"]["nouns"], True)
        self.raising = set(self.lexicon.tables["flags"]["verbs"])
        self.transports = set(self.lexicon.tables["transports"]["nouns"])
        self.held = set(power["held"])
        self.passing = set(power["passing"])
        self.passed = set(power["passed"])
        self.contest = set(self.lexicon.tables["contest"]["nouns"])
        strict = self.lexicon.tables["strict"]
        self.strict = {*strict["verbs"], *strict["nouns"]}
        self.lifting = set(self.lexicon.tables["lifting"]["verbs"])
        self.claiming = set(self.lexicon.tables["claiming"]["verbs"])
        self.again = set(self.lexicon.tables["again"]["words"])

    def read(self) -> list[Control]:
        found: list[tuple[int, Control]] = []
        for clause, entry in self.document.triggers(self.lexicon.verbs, self.lexicon.nouns):
            found += [(clause.predicate.i, r) for r in self._told(clause, entry)]
        for clause, _ in self.document.triggers({}, self.power_nouns):
            found += [(clause.predicate.i, r) for r in self._in_power(clause.predicate)]
        for clause, _ in self.document.triggers({}, self.flags):
            found += [(clause.predicate.i, r) for r in self._flag(clause.predicate)]
        for clause, _ in self.document.triggers({}, self.bastions):
            found += [(clause.predicate.i, r) for r in self._bastion(clause.predicate)]
        return _merge(record for _, record in sorted(found, key=lambda f: f[0]))

    # ---- verbs and event nouns

    def _told(self, clause: Clause, entry: dict[str, Any]) -> list[Control]:
        for name in entry["frames"]:
            found = self._filled(clause, self.lexicon.tables["frames"][name])
            if found:
                return found
        return []

    def _filled(self, clause: Clause, frame_: dict[str, Any]) -> list[Control]:
        change = frame_["change"]
        if change == "besieged" and clause.carrier is not None and clause.carrier.lemma_ in self.lifting:
            return []  # "lifted the siege of X"
        if change in ("entered", "withdrew") and "patient" not in frame_["place"] and self._sends(clause):
            return []
        places = self._places(clause, frame_["place"], change)
        if not places:
            return []
        taken = [t for t, _ in places]
        holders = [t for t in _role(clause, frame_.get("by", ())) if t not in taken]
        losers = [t for t in _role(clause, frame_.get("from", ())) if t not in taken and t not in holders]
        if clause.nominal and not holders and clause.carrier is not None:
            holders = self._claimants(clause.carrier)
        if clause.nominal:
            holders += [
                t
                for t in clause.patients
                if t not in taken and t not in holders and is_force(self.document, t)
            ]
        driven = "patient" in frame_.get("from", ()) and not (clause.passive or clause.nominal)
        if driven and not any(c.dep_ in ("dobj", "obj", "oprd") for c in clause.predicate.children):
            return []  # "having driven there from X"
        if not self._enough(clause, frame_.get("needs"), holders, losers):
            return []
        by = forces_of(self.document, holders)
        losers_named = without(forces_of(self.document, losers), by)
        if change == "captured" and self._again(clause.predicate):
            change = "recaptured"
        if change == "captured" and "patient" in frame_.get("from", ()) and not by:
            change = "lost"  # "were driven out of X": by whom is not said
        if clause.predicate.tag_ in ("VBZ", "VBP", "VBG"):
            change = frame_.get("present", change)
        told = list(self._records(clause, change, [p for _, p in places], by, losers_named))
        return self._dated(clause, told, [t for t, _ in places]) if told else []

    def _claimants(self, verb: Token) -> list[Token]:
        """Forces that claim an act as their own: "*the rebels* announced the capture of X"."""
        if verb.lemma_ not in self.claiming or verb.pos_ != "VERB":
            return []
        return [t for t in self.document.clause(verb).agents if is_force(self.document, t)]

    def _dated(self, clause: Clause, told: list[Control], taken: list[Token]) -> list[Control]:
        """A list whose later members leave the verb out: "captured X on Sunday, *Y on Monday and Z on Friday*"."""
        groups = [g for g in self._groups(clause) if g[0]]
        before = all(t.i < clause.predicate.i for t in taken)  # "X fell on Sunday, *Y on Monday*"
        after = len(groups) > 1 and bool({t.i for t in taken} & {t.i for t in groups[0][0]})
        if not (before and groups) and not after:
            return told
        listed = []
        for tokens, day in groups:
            places = [p for t in tokens if (p := must_be_place(self.document, t)) is not None]
            listed += [told[0].model_copy(update={"place": place, "date": edtf(day)}) for place in places]
        return [*told, *listed] if before else listed

    def _groups(self, clause: Clause) -> Iterator[tuple[list[Token], TimeExpression]]:
        """The names after a verb with the date that follows each of them or each few of them."""
        names: list[Token] = []
        for token in self.document.doc[clause.predicate.i + 1 : clause.predicate.sent.end]:
            day = self.document.time_at(token)
            if day is not None:
                if names:
                    yield names, day
                names = []
            elif token.dep_ in ("compound", "nmod", "punct") or token.is_punct:
                continue
            elif token.pos_ == "PROPN" and token.dep_ not in ("compound", "nmod", "poss", "amod"):
                names.append(token)
            elif token.lower_ not in _LISTING:
                return

    def _is_transport(self, token: Token) -> bool:
        """Whether what moves are reinforcements, a convoy or vehicles, which hold no ground."""
        return content_head(token).lemma_.lower() in nouns().materiel | self.transports

    def _sends(self, clause: Clause) -> bool:
        """Whether somebody moves something else: "moved 1,200 soldiers into X" is a deployment."""
        return (
            not clause.nominal
            and not clause.passive
            and any(content_head(t).pos_ != "PRON" for t in clause.patients)
        )

    def _places(self, clause: Clause, roles: Iterable[str], change: str) -> list[tuple[Token, Place]]:
        if roles == ["there"]:
            place = there(self.document, clause.predicate) if not clause.oblique("in") else None
            return [(clause.predicate, place)] if place is not None else []
        heads = _role(clause, roles)
        if not heads and change == "withdrew" and clause.predicate.dep_ == "conj" and not clause.nominal:
            # "entered X, burned part of it and withdrew"
            above = self.document.clause(clause.predicate.head)
            heads = (
                [*above.patients, *above.oblique("into", "in", "from")]
                if above.predicate.pos_ == "VERB"
                else []
            )
        found: list[tuple[Token, Place]] = []
        for token in self._named_beside(heads):
            place = self._ground(token, clause)
            if place is None or token.i == clause.predicate.i or any(place.name == p.name for _, p in found):
                continue
            if change in ("withdrew", "besieged") and (is_broad(place) or self._is_post(token)):
                continue  # a deployment's withdrawal, or what befalls a post
            found.append((token, place))
        return found[:_MOST]

    def _named_beside(self, heads: Iterable[Token]) -> Iterator[Token]:
        """The heads, or the names that stand for several: "the capitals of both provinces, *X* and *Y*"."""
        for head in heads:
            names = [
                t for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN" for t in conjuncts(c)
            ]
            yield from names if head.tag_ == "NNS" and names else [head]

    def _is_post(self, token: Token) -> bool:
        head = content_head(token)
        return head.lemma_.lower() in post_heads() or any(
            c.dep_ == "compound" and c.lower_ in post_heads() for c in head.children
        )

    def _ground(self, token: Token, clause: Clause | None = None) -> Place | None:
        if content_head(token).pos_ == "PRON" and token.lower_ not in ("it", "which", "there"):
            return None
        if is_force(self.document, token) and self.document.place_at(content_head(token)) is None:
            return None
        place = self._of_subject(token) or place_of(self.document, token)
        if place is None and clause is not None:
            if clause.lemma in self.strict or clause.predicate.lemma_ in self.strict:
                place = must_be_place(self.document, token) or named_ground(self.document, token)
            if place is None and ground_kind(token) == "site":
                place = next(
                    iter(places_among(self.document, clause.oblique("at", "in", "near", "on", "outside"))),
                    None,
                )
            if place is None and any(is_force(self.document, t) for t in clause.agents):
                place = facility(self.document, token)
        return place

    def _of_subject(self, token: Token) -> Place | None:
        """ "X is the last city that they hold", "X was the first capital to fall": what is said of X holds of it."""
        if token.dep_ != "attr" or token.head.lemma_ != "be" or ground_kind(token) is None:
            return None
        subjects = (c for c in token.head.lefts if c.dep_ == "nsubj")
        return next((p for t in subjects if (p := must_be_place(self.document, t)) is not None), None)

    def _enough(self, clause: Clause, needs: str | None, holders: list[Token], losers: list[Token]) -> bool:
        """Whether an everyday word is about holding ground here."""
        holders = [t for t in holders if not (t.lower_ == "it" and t.i == t.sent.start)]
        armed = any(is_force(self.document, t) and not self._is_transport(t) for t in holders)
        if needs == "force":
            return armed
        if needs == "leaver":
            return armed or (
                clause.passive and not holders and clause.lemma in ("vacate", "abandon", "desert")
            )
        if needs == "holder":
            return armed or (clause.predicate.lemma_ == "fall" and not clause.complements and not holders)
        if needs == "loser":
            return any(is_force(self.document, t) and not self._is_transport(t) for t in losers)
        if needs == "given":
            return any(forces_of(self.document, [t]) for t in holders)
        if needs == "actor":
            return armed or bool(forces_of(self.document, holders)) or (clause.passive and not holders)
        return True

    def _again(self, predicate: Token) -> bool:
        return any(c.lower_ in self.again for c in predicate.children)

    # ---- having a place in one's power

    def _in_power(self, noun: Token) -> Iterator[Control]:
        head = noun.head
        verb = head.head.head if head.head.pos_ == "ADV" else head.head  # "is *back* in control of"
        if noun.dep_ == "pobj" and head.lower_ in self.held | self.passed and verb.pos_ in ("VERB", "AUX"):
            yield from self._put_in_power(noun, head.lower_, self.document.clause(verb))
        elif noun.dep_ in ("dobj", "nsubjpass") and head.pos_ == "VERB":
            yield from self._took_power(noun, self.document.clause(head))
        elif noun.dep_ == "nsubj" and head.pos_ == "VERB" and head.lemma_ in self.passing:
            # "control of X passed to the army"
            clause = self.document.clause(head)
            receivers = forces_of(self.document, [*clause.recipients, *clause.oblique("to")])
            if receivers:
                yield from self._records(
                    clause, self.power_verbs[head.lemma_], self._over(noun), receivers, []
                )
        elif (
            noun.dep_ == "pobj"
            and head.lower_ in ("for", "over")
            and head.head.lemma_.lower() in self.contest
        ):
            clause = self.document.clause(head.head)
            sides = [*clause.agents, *clause.oblique("between", "with", "against")]
            yield from self._records(
                clause, "contested", self._over(noun), forces_of(self.document, sides), []
            )

    def _put_in_power(self, noun: Token, preposition: str, verb: Clause) -> Iterator[Control]:
        """ "X is in rebel hands", "X fell into the hands of …", "brought X under its control"."""
        change = self.power_verbs.get(verb.predicate.lemma_.lower())
        over = self._over(noun) if preposition == "in" and change in ("holds", "captured") else []
        if over and any(is_force(self.document, t) for t in verb.agents):
            # "the army is in control of X"
            change = "recaptured" if self._again(verb.predicate) else "holds"
            yield from self._records(verb, change, over, forces_of(self.document, verb.agents), [])
            return
        by = owners_of(self.document, noun)
        if change is None or not by or (change == "holds" and preposition not in self.held):
            return
        subjects = (
            verb.patients
            if verb.passive or (verb.patients and verb.predicate.lemma_ != "be")
            else verb.agents
        )
        places = [
            p
            for t in subjects
            if (p := self._ground(t) or must_be_place(self.document, t) or self._it(t)) is not None
        ]
        losers = forces_of(self.document, verb.oblique("from"))
        if change in ("captured", "holds") and self._again(verb.predicate):
            change = "recaptured"
        elif change == "holds" and _no_longer(verb.predicate):
            change, by, losers = "lost", [], by
        yield from self._records(verb, change, places, by, losers)

    def _bastion(self, noun: Token) -> Iterator[Control]:
        """ "X is the last rebel stronghold"."""
        by = owners_of(self.document, noun)
        if noun.dep_ != "attr" or noun.head.lemma_ not in ("be", "remain", "become") or not by:
            return
        verb = self.document.clause(noun.head)
        places = [p for t in verb.agents if (p := self._ground(t)) is not None]
        yield from self._records(verb, "holds", places, by, [])

    def _flag(self, noun: Token) -> Iterator[Control]:
        """ "raised their flag over X", "the flag of the army went up over X"."""
        verb = self.document.clause(noun.head)
        if noun.head.lemma_ not in self.raising or noun.dep_ not in ("dobj", "nsubj", "nsubjpass"):
            return
        heads = verb.oblique("over", "above", "on", "in", "at", "across")
        places = [p for t in heads if (p := self._ground(t) or must_be_place(self.document, t)) is not None]
        agents = [t for t in verb.agents if t != noun and is_force(self.document, t)]
        by = forces_of(self.document, agents) or owners_of(self.document, noun)
        if by:
            yield from self._records(verb, "captured", places, by, [])

    def _took_power(self, noun: Token, verb: Clause) -> Iterator[Control]:
        """ "took control of X", "lost its grip on X", "control of X was handed to …"."""
        lemma = verb.lemma if verb.lemma in self.power_verbs else verb.predicate.lemma_.lower()
        change = self.power_verbs.get(lemma)
        places = self._over(noun) or self._facilities(noun, verb)
        if change is None or not places:
            return
        agents = forces_of(self.document, verb.agents)
        others = forces_of(
            self.document, [*verb.oblique("from"), *self.document.clause(noun).oblique("from")]
        )
        receivers = forces_of(self.document, [*verb.recipients, *verb.oblique("to")])
        if change in ("lost", "handed over"):
            yield from self._records(verb, change, places, receivers, agents)
        elif agents or verb.passive:
            yield from self._records(verb, change, places, agents, without(others, agents))

    def _over(self, noun: Token) -> list[Place]:
        clause = self.document.clause(noun)
        heads = clause.oblique("of", "over", "on", "in", "around", "at")
        return [p for t in heads if (p := self._ground(t) or must_be_place(self.document, t)) is not None]

    def _facilities(self, noun: Token, verb: Clause) -> list[Place]:
        """What somebody armed has power over, where only the report describes it."""
        if not any(is_force(self.document, t) for t in verb.agents):
            return []
        heads = self.document.clause(noun).oblique("of", "over")
        return [p for t in heads if (p := facility(self.document, t)) is not None]

    def _it(self, token: Token) -> Place | None:
        if token.lower_ in ("it", "which", "there") and not self.document.actors_of([token]):
            return there(self.document, token)
        return None

    # ---- records

    def _records(
        self, clause: Clause, change: str, places: list[Place], by: list[Actor], losers: list[Actor]
    ) -> Iterator[Control]:
        common = frame(self.document, clause)
        if common is None or (change == "holds" and not by):
            return
        if clause.carrier is not None and clause.nominal and clause.carrier.sent == clause.predicate.sent:
            common["evidence"] = tidy([self.document.span_of(clause)])
        for place in places:
            yield Control(
                **common,
                change=change,
                place=place,
                by=tuple(a for a in by if a.name != place.name),
                from_=tuple(losers),
                date=self._date(clause),
            )

    def _date(self, clause: Clause) -> str | None:
        """When a place was held or taken; what holds "by Tuesday" holds on it."""
        time = self.document.time_of(clause)
        return time.value if time is not None and time.signal == "by" else edtf(time)


def _no_longer(verb: Token) -> bool:
    """Whether what a verb says has ended: "is *no longer* in rebel hands"."""
    return any(c.lower_ in ("longer", "anymore") for c in verb.subtree if c.dep_ == "advmod")


def _role(clause: Clause, roles: Iterable[str]) -> list[Token]:
    """The heads that play any of these roles: a role of the clause or a preposition."""
    found: list[Token] = []
    for role in roles:
        heads = {"agent": clause.agents, "patient": clause.patients, "recipient": clause.recipients}.get(role)
        if role == "to":
            heads = [*clause.recipients, *clause.oblique("to")]
        found += [t for t in (heads if heads is not None else clause.oblique(role)) if t not in found]
    return found


def _merge(records: Iterable[Control]) -> list[Control]:
    """One record a change: later tellings by the same source add what they know to the first."""
    return merged(records, _same, _join)


def _same(a: Control, b: Control) -> bool:
    if a.assertion != b.assertion or a.place is None or b.place is None:
        return False
    if a.change != b.change and frozenset((a.change, b.change)) not in _ONE_CHANGE:
        return False
    return not contradict(a, b, "attribution", "place", "by", "date")


def _join(a: Control, b: Control) -> Control:
    if a.change == "lost" and b.by:
        a, b = b, a  # who took a place says more than who lost it
    change = a.change if a.change != "entered" else b.change
    return filled(a, b, "by", "from_", "date").model_copy(update={"change": change})
