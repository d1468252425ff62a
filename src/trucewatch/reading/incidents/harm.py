"""Harm: who was killed, wounded, captured or lost, and how many, wherever a sentence tells it.

Invariant: one word of a report counts as harm once, with one outcome.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import by_word, whole_words, words
from trucewatch.reading.whereabouts import ground_kind
from trucewatch.records import Count

Group = tuple[Count, str | None]


@dataclass(slots=True, eq=False)
class Harm:
    """One outcome for one or more groups of people: the heads of its words, and each counted group.

    `figure` marks a number that means harm only after harm was told of ("put the figure at 38").
    """

    outcome: str
    clause: Clause
    victims: list[Token]
    groups: list[Group] = field(default_factory=list)
    figure: bool = False

    @property
    def sentence(self) -> int:
        """The index of the first token of the harm's sentence."""
        return int(self.clause.predicate.sent.start)


class HarmFinder:
    """Finds the harm that one report tells of; `tables` is the reader's lexicon."""

    def __init__(self, document: Document, tables: dict[str, Any]) -> None:
        self._document = document
        self._verbs = by_word(tables["harm"])
        self._after = by_word(tables["harm_adjectives"])
        self._nouns = by_word(tables["harm_nouns"])
        self._intransitive = frozenset(tables["intransitive_harm"]["verbs"])
        self._people = frozenset(tables["victims"]["nouns"])
        self._many = frozenset(tables["victims"]["collective"])
        self._personal = frozenset(tables["needs_people"]["verbs"])
        self._deadly = frozenset(tables["to_death"]["verbs"])
        self._freeing = frozenset(tables["freeing"]["verbs"])
        self._captive = frozenset(tables["captivity"]["nouns"])
        self._bodies = frozenset(tables["bodies"]["nouns"])
        self._finding = frozenset(tables["bodies"]["found"])
        self._tolls = frozenset(tables["tolls"]["nouns"])
        self._figures = frozenset(tables["tolls"]["figures"])
        self._setting = frozenset(tables["tolls"]["set"])
        self._seen: set[int] = set()

    def find(self) -> list[Harm]:
        """All harm, in the order of its predicates."""
        found = [*self._to_death(), *self._by_verbs(), *self._by_words()]
        return sorted(found, key=lambda h: h.clause.predicate.i)

    # ---- verbs

    def _by_verbs(self) -> Iterator[Harm]:
        for clause, outcome in self._document.triggers(self._verbs, {}):
            victims = [v for v in self._undergoing(clause) if not _is_nobody(v)]
            if not victims or any(v.i in self._seen for v in victims):
                continue
            if clause.lemma == "hold" and clause.passive:
                continue  # prisoners held are a state of things, not what happened
            if outcome == "captured" or clause.lemma in self._personal:
                victims = [v for v in victims if self._is_named_person(v) and not self._is_town(v, clause)]
                if not victims:
                    continue
            if victims[0].i < clause.predicate.i and self._document.count_of(victims[0]) is not None:
                victims = [*self._listed_before(victims[0]), *victims]
            yield self._suffered(str(outcome), clause, victims)

    def _suffered(self, outcome: str, clause: Clause, victims: list[Token]) -> Harm:
        """What befell these people, who are then not looked at again."""
        self._seen.update(v.i for v in victims)
        return Harm(outcome, clause, victims, self._groups(victims))

    def _to_death(self) -> Iterator[Harm]:
        """ "Hacked five villagers *to death*": what was done to them may be any verb."""
        for token in self._document.doc:
            verb = token.head.head
            if token.lower_ != "death" or token.dep_ != "pobj" or token.head.lower_ != "to":
                continue
            if verb.lemma_.lower() not in self._deadly:
                continue
            clause = self._document.clause(verb)
            victims = [v for v in clause.patients if self._is_person(v) and v.i not in self._seen]
            if victims:
                yield self._suffered("killed", clause, victims)

    def _undergoing(self, clause: Clause) -> list[Token]:
        lemma = clause.predicate.lemma_.lower()
        if lemma == "lose":
            lives = [t for t in clause.patients if t.lemma_.lower() in ("life", "leg", "arm", "limb", "foot")]
            return clause.agents if lives and lives[0].lemma_ == "life" else clause.patients
        return clause.agents if lemma in self._intransitive else clause.patients

    # ---- other words

    def _by_words(self) -> Iterator[Harm]:
        for token in self._document.doc:
            word = token.lower_
            if word in self._tolls or (word in self._figures and token.head.lemma_.lower() in self._setting):
                yield from self._toll(token)
            if word in self._nouns:
                yield from self._noun(token, self._nouns[word])
            if word == "dead" and token.pos_ == "ADJ":
                yield from self._shot_dead(token)
            if word in self._after and self._befalls(token):
                yield from self._counted(token, self._after[word])
            if word in self._captive and token.dep_ == "pobj" and token.head.lower_ in ("in", "into"):
                yield from self._counted(token, "captured", start=token.head)

    def _shot_dead(self, token: Token) -> Iterator[Harm]:
        """ "A sniper shot *dead* a soldier", its verb read as a noun."""
        victims = [c for c in token.children if c.dep_ == "dobj" and self._is_person(c)]
        victims = [v for v in victims if v.i not in self._seen]
        if victims and any(c.dep_ == "nsubj" and c.lower_ == "shot" for c in token.children):
            yield self._suffered("killed", self._clause(token), victims)

    def _befalls(self, token: Token) -> bool:
        """Whether a word after a number tells what befell people; what is shot *down* flies."""
        if token.pos_ != "VERB":
            return True
        return token.tag_ in ("VBN", "VBD") and not any(c.dep_ == "prt" for c in token.children)

    def _counted(self, token: Token, outcome: str, start: Token | None = None) -> Iterator[Harm]:
        """Harm told by a word with a number before it: "four soldiers dead and nine wounded"."""
        victim = self._before(start or token)
        if victim is None or victim.i in self._seen or self._is_freed(token) or not self._is_person(victim):
            return
        victims = [*self._listed_before(victim), victim]
        yield self._suffered(outcome, self._clause(token), victims)

    def _noun(self, token: Token, outcome: str) -> Iterator[Harm]:
        """Harm told by a noun: "232 lives", "the deaths of two men", "the bodies of 54 soldiers"."""
        if token.i in self._seen or self._is_freed(token):
            return
        if token.lower_ in self._bodies and token.head.lemma_.lower() not in self._finding:
            return
        clause = self._clause(token)
        if self._document.count_of(token) is not None:
            victims = [v for v in clause.oblique("of") if self._is_person(v) and v.i not in self._seen]
            beside = (*token.children, *token.head.children)
            counted = [token, *(c for c in beside if c.dep_ == "conj" and c.tag_ == "CD" and c.i > token.i)]
            self._seen.update(t.i for t in counted)
            yield Harm(outcome, clause, victims, self._groups(counted))
            return
        victims = [v for v in clause.oblique("of") or clause.patients or clause.agents if self._is_person(v)]
        victims = [v for v in victims if v.i not in self._seen]
        if victims:
            yield self._suffered(outcome, clause, victims)

    def _toll(self, token: Token) -> Iterator[Harm]:
        """ "The toll rose to 45", "the dead number 33", "put the dead at over 100"."""
        if token.dep_ == "pobj" or token.i in self._seen or self._document.count_of(token) is not None:
            return
        governor = token.head if token.dep_ in ("nsubj", "dobj", "nsubjpass", "amod", "compound") else None
        if governor is None or (
            governor.pos_ != "VERB" and governor.lower_ not in ("number", "is", "was", "were")
        ):
            return
        clause = self._document.clause(governor)
        heads = [*clause.oblique("at", "to", "as"), *clause.complements, *clause.patients]
        heads += [c for c in governor.children if c.tag_ == "CD"]
        for head in heads:
            count = self._document.count_of(head) or self._plain(head)
            if count is not None and head.i not in self._seen and self._is_person(head):
                self._seen.add(head.i)
                outcome = "wounded" if token.lower_ in ("wounded", "injured") else "killed"
                figure = token.lower_ in self._figures
                yield Harm(outcome, clause, [], [(count, self._who(head))], figure)
                return

    def _plain(self, token: Token) -> Count | None:
        if token.text.isdigit():
            return Count(value=int(token.text), text=token.text)
        return None

    def _clause(self, token: Token) -> Clause:
        return self._document.clause(token)

    # ---- groups of people

    def _before(self, token: Token) -> Token | None:
        """The counted word that a harm word follows, with at most a noun phrase and an auxiliary between."""
        if token.pos_ == "NOUN" and self._document.count_of(token) is not None:
            return token
        node, steps = token, 0
        while node.i > token.sent.start and steps < 6:
            node, steps = node.nbor(-1), steps + 1
            if node.is_punct and node.text not in "-":
                return None
            if node.pos_ == "CCONJ" or node.lower_ in self._after or node.lower_ in ("by", "from"):
                return None
            if self._document.count_at(node) is not None:
                return self._counted_noun(node, token)
        return None

    def _counted_noun(self, number: Token, end: Token) -> Token:
        """The noun that a number counts, where it stands before `end`."""
        noun = number.head if number.dep_ in ("nummod", "quantmod", "amod", "compound") else number
        while noun.dep_ == "quantmod" and noun.head != noun:
            noun = noun.head
        return noun if number.i <= noun.i < end.i and noun.pos_ in ("NOUN", "PROPN", "NUM") else number

    def _listed_before(self, victim: Token) -> list[Token]:
        """The counted groups that a list puts before `victim` and its harm word: "*159 civilians*, 96 rebels killed"."""
        found: list[Token] = []
        left = min((t.i for t in victim.subtree if t.i <= victim.i and t.dep_ != "conj"), default=victim.i)
        doc, sentence = self._document.doc, victim.sent
        at = left - 1
        while at > sentence.start and (doc[at].text == "," or doc[at].lower_ in ("and", "plus")):
            number = next(
                (i for i in range(at - 1, max(sentence.start, at - 8) - 1, -1) if self._stops(doc[i], at)),
                None,
            )
            if number is None or self._document.count_at(doc[number]) is None:
                break
            group = self._counted_noun(doc[number], doc[at])
            governed = group.dep_ in ("dobj", "attr", "pobj", "nsubj", "nsubjpass", "oprd")
            if (
                group.i in self._seen
                or not self._is_person(group)
                or (governed and group.head != victim.head)
            ):
                break
            found.insert(0, group)
            while number > sentence.start and self._document.count_at(doc[number - 1]) is not None:
                number -= 1
            at = number - 1
        return found

    def _stops(self, token: Token, end: int) -> bool:
        return (
            self._document.count_at(token) is not None
            or token.pos_ in ("VERB", "AUX")
            or token.lower_ in self._after
            or (token.is_punct and token.i != end)
        )

    def _is_freed(self, token: Token) -> bool:
        """Whether people are let go, moved or exchanged, whatever befell them before."""
        node = token
        for _ in range(5):
            if node.lemma_.lower() in self._freeing and node.pos_ in ("VERB", "AUX"):
                return True
            if node.head == node:
                return False
            node = node.head
        return False

    def _noun_of(self, token: Token) -> Token:
        """The noun that is counted; "90 in enemy hands" counts no hands."""
        head = content_head(token)
        elsewhere = head.lower_ in self._captive or self._document.place_at(head) is not None
        return token if elsewhere else head

    def _is_named_person(self, token: Token) -> bool:
        """As `_is_person`, by the word itself: what may be captured or lost may also be a town."""
        head = self._noun_of(token)
        if head.lemma_.lower() in self._people:
            return True
        return head.tag_ == "CD" or self._is_name_of_person(head)

    def _is_town(self, token: Token, clause: Clause) -> bool:
        """Whether what is taken or held is ground rather than a person: "captured *Soledar*", "*Saur hill*"."""
        if ground_kind(token) is not None:
            return True
        alone = token.ent_type_ == "PERSON" and not any(t.ent_type_ == "PERSON" for t in token.lefts)
        bare = alone and not list(token.lefts) and token.lemma_.lower() not in self._people
        return bare and clause.lemma in ("capture", "seize", "hold", "take", "snatch")

    def _is_name_of_person(self, token: Token) -> bool:
        if token.ent_type_ == "NORP":
            return token.tag_ in ("NNS", "NNPS")
        return token.ent_type_ == "PERSON" and self._document.place_at(token) is None

    def _is_person(self, token: Token) -> bool:
        head = self._noun_of(token)
        if head.lemma_.lower() in self._people or self._is_name_of_person(head):
            return True
        if head.pos_ in ("NUM", "ADJ", "DET", "PRON") or head.tag_ == "CD":
            return True
        if head.lower_ in self._after or head.lower_ in self._nouns:
            return True
        return bool(self._document.actors_of([head])) and head.pos_ in ("NOUN", "PROPN")

    def _groups(self, victims: list[Token]) -> list[Group]:
        """The counted groups among victims; a person or two given beside others are counted together."""
        groups: list[Group] = []
        single = 0
        for victim in victims:
            count = self._count(victim)
            if count is None:
                continue
            single += self._document.count_of(victim) is None
            groups.append((count, self._who(victim)))
        if single and len(groups) > 1 and len(groups) == len(victims):
            return [self._together(victims, groups)]
        return groups

    def _together(self, victims: list[Token], groups: list[Group]) -> Group:
        spans = [self._document.span([*v.lefts, v]) for v in victims]
        text = self._document.text[spans[0].start : spans[-1].end]
        return Count(value=sum(c.value or c.low or 0 for c, _ in groups), text=text), text

    def _count(self, victim: Token) -> Count | None:
        head = self._noun_of(victim)
        count = self._document.count_of(victim) or self._document.count_of(head)
        if count is not None:
            return count if count.value != 0 else None
        if head.lemma_.lower() == "couple" and head.tag_ == "NN":
            return Count(value=2, text=words(self._document, victim))
        if head.lower_ in ("another", "someone", "somebody"):
            return Count(value=1, text=head.text)
        single = head.tag_ in ("NN", "NNP") and head.lemma_.lower() in self._people - self._many
        single = single or (head.ent_type_ == "PERSON" and self._is_name_of_person(head))
        if single:
            return Count(value=1, text=words(self._document, victim))
        return None

    def _who(self, victim: Token) -> str | None:
        """Who they were in the report's words, without their number."""
        head = self._noun_of(victim)
        if head.tag_ == "CD" or head.lower_ in self._after or head.lower_ in self._nouns:
            return None
        if head.pos_ not in ("NOUN", "PROPN"):
            return None
        kept = [
            t
            for t in head.subtree
            if t.i <= head.i
            and (t == head or t.head == head or t.head.head == head)
            and t.dep_ not in ("det", "nummod", "quantmod", "predet", "prep", "pobj", "advmod", "cc", "conj")
            and (t == head or self._document.count_at(t) is None)
            and "poss" not in (t.dep_, t.head.dep_)
            and not t.is_punct
        ]
        return whole_words(self._document, kept or [head])


def _is_nobody(token: Token) -> bool:
    """ "*No one* was hurt", "*nobody* was killed"."""
    return token.lower_ in ("nobody", "none", "nothing") or (
        token.lower_ == "one" and any(c.lower_ == "no" for c in token.lefts)
    )
