"""Who moves: the people a predicate of displacement is said of, and how many they are.

Invariant: a mover is a noun phrase of people, or a bare number that the report leaves to be understood of them
("another 1,100 have been relocated"); "one" alone is a pronoun and no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head, phrase
from trucewatch.language.document import Document
from trucewatch.reading.displacement.figures import number_of
from trucewatch.reading.displacement.vocabulary import Words
from trucewatch.records import Count

Entry = dict[str, Any]

_SKIPPED = frozenset(("ADV", "CCONJ", "SPACE", "AUX"))
_LOCAL = ("in", "at", "along", "across", "on", "over", "back", "near", "inside", "under", "towards", "toward")


class Movers:
    """Finds who moves in the clauses of one report."""

    def __init__(self, document: Document, words: Words) -> None:
        self._document = document
        self._words = words

    def of(self, clause: Clause, entry: Entry) -> tuple[list[Token], Entry]:
        """The movers of a clause whose predicate the lexicon lists with `entry`, and the entry that holds of them."""
        found = [t for t in clause.patients if self._moves(t, clause, entry)]
        if entry["role"] == "agent" or (not found and self._may_act(clause, entry)):
            entry = entry.get("agent", entry)
            acting = clause.agents or (clause.patients if clause.nominal else self._hedged(clause))
            found = [t for t in acting if self._moves(t, clause, entry)]
        if not any(self.count(t) for t in found):
            beside = self._beside(clause.predicate, entry)
            found = [beside] if beside is not None else found
        else:
            found = [t for t in found if self.count(t)]  # "8,400 civilians, women and children above all"
            along = (t for t in clause.oblique("with") if self.count(t) and self.are_people(t))
            found += [t for t in along if all(t != f for f in found)]  # "along with 1,500 people from Madaya"
        return (found if self._holds(clause, entry, found) else []), entry

    def _may_act(self, clause: Clause, entry: Entry) -> bool:
        """ "Forced 2,000 people to evacuate", "4,000 evacuated on Monday": who moves is the agent."""
        return entry["role"] == "either" or any(c.lower_ == "to" for c in clause.predicate.lefts)

    def _moves(self, token: Token, clause: Clause, entry: Entry) -> bool:
        if self._suffers_otherwise(token):
            return False
        if self.are_people(token):
            return True
        if self.count(token) is None or not any(t == token for t in clause.patients):
            return False
        noun = content_head(token)
        lemma = noun.lemma_.lower()
        if entry["measure"] == "evacuated" and lemma in self._words.dwellings:
            return True  # "the evacuation of 50 homes" moves fifty households
        return (
            clause.lemma in self._words.moved
            and noun.pos_ == "NOUN"
            and lemma not in self._words.things
            and lemma not in self._words.dwellings
        )

    def count(self, mover: Token) -> Count | None:
        """How many the mover is."""
        document = self._document
        content = content_head(mover)
        if (
            content != mover
            and mover.lemma_.lower() in self._words.shares
            and document.count_at(mover) is None
        ):
            return None  # "half of the 900 families"
        whole = mover.head.head if mover.dep_ == "pobj" and mover.head.lower_ == "of" else None
        if whole is not None and whole.lemma_.lower() in self._words.shares:
            return document.count_at(whole)  # "60 percent of the 4,000 inhabitants"
        found = document.count_of(mover) or document.count_of(content)
        found = found or self._set_off(mover)
        return None if found is None or found.text.lower() == "one" else found

    def _set_off(self, mover: Token) -> Count | None:
        """ "The villagers, *some 700 in all*, fled"; "…, 12 of them children" counts a part."""
        numbers = (c for c in mover.children if c.dep_ == "appos" and c.pos_ == "NUM" and c.i > mover.i)
        whole = (c for c in numbers if not any(g.lower_ == "of" for g in c.children))
        return next((count for c in whole if (count := self._document.count_at(c)) is not None), None)

    def are_people(self, token: Token) -> bool:
        """Whether a noun phrase means people: by its noun, by what it is counted as, or as a bare number."""
        document, words = self._document, self._words
        head = content_head(token)
        if document.place_at(head) is not None and head.pos_ in ("PROPN", "NOUN", "ADJ"):
            return self.count(token) is not None  # "2,000 Haitians", "13,000 Rohingya": known by their land
        lemma = head.lemma_.lower()
        if lemma in words.persons or lemma in words.people or head.lower_ in words.people:
            return True
        if head.lower_ == "those":
            return number_of(words, head) is not None  # "the number of those who fled"
        if self.count(token) is None:
            return False
        return (
            head.pos_ == "NUM"
            or (head.ent_type_ == "NORP" and head.pos_ == "PROPN")
            or (head.lower_ in ("them", "whom", "which") and self._means_people(head))
            or head.tag_ in ("NNPS", "CD")
            or document.count_at(head) is not None
            or (head.tag_ == "NNS" and head.ent_type_ == "NORP")
            or (head.pos_ in ("PROPN", "ADJ") and head.lower_.endswith("s"))
        )

    def _suffers_otherwise(self, token: Token) -> bool:
        """ "25 *missing*, 628,000 relocated": in a list each number has its own word behind it."""
        following = token.nbor(1) if token.i + 1 < len(token.doc) else None
        return following is not None and following.lower_ in self._words.harm

    def _means_people(self, pronoun: Token) -> bool:
        """Whether a pronoun stands for people at large, or for nobody known: "6,000 of them", not of the troops."""
        names = (a.name.split()[-1].lower() for a in self._document.actors_of([pronoun]))
        nouns = self._words.persons | self._words.families | self._words.households | set(self._words.people)
        return all(name in nouns or name.removesuffix("s") in nouns for name in names)

    def _hedged(self, clause: Clause) -> list[Token]:
        """Subjects that the parser took for adverbials: "*Between* 100 and 250 families have left"."""
        return [
            token
            for word, heads in clause.obliques.items()
            for token in heads
            if (count := self.count(token)) is not None and count.text.lower().startswith(f"{word} ")
        ]

    def _holds(self, clause: Clause, entry: Entry, movers: list[Token]) -> bool:
        if any(content_head(t).lemma_.lower() in self._words.care for t in clause.oblique("to", "into")):
            return False
        needs, words = entry.get("needs"), self._words
        if needs == "place":
            return self._leaves_home(clause, movers) or self._forced(clause)
        if needs == "return":
            said = clause.oblique("from", "to", "into", "with")
            return not said or self._leaves_home(clause, movers)
        if needs == "wilds":
            return _any(clause.oblique("to", "into", "for", "in", "on"), words.wilds)
        if needs == "roof":
            return _any(clause.oblique("without"), words.roofs)
        if needs == "shelter":
            without = _any(clause.oblique("without"), words.roofs)
            inside = clause.oblique("in", "at", "under", "with")
            return without or _any(inside, words.shelters) or any(self._needs_roof(t) for t in inside)
        return needs != "vehicle" or self.by_vehicle(clause)

    def _needs_roof(self, token: Token) -> bool:
        """ "In need of emergency shelter"."""
        wanted = [g for c in token.children if c.lower_ in ("of", "for") for g in c.children]
        return token.lemma_.lower() == "need" and _any(wanted, self._words.roofs)

    def _is_unknown_place(self, token: Token) -> bool:
        """A name that is nobody's: what people leave and no gazetteer knows is a village."""
        return token.pos_ == "PROPN" and token.ent_type_ != "ORG" and self._document.actor_at(token) is None

    def _forced(self, clause: Clause) -> bool:
        """ "Forced 17,000 to leave", whatever they left."""
        verb = clause.predicate
        return (
            verb.dep_ == "xcomp"
            and verb.head.lemma_.lower() in self._words.forcing
            and clause.lemma.split()[0] in self._words.leaving
        )

    def by_vehicle(self, clause: Clause) -> bool:
        """Whether they are brought: "on government buses", "by helicopter", "with a convoy"."""
        heads = [
            *clause.oblique("on", "onto", "by", "aboard", "in", "into", "with"),
            *(
                g
                for t in clause.patients
                for c in t.children
                if c.lower_ in ("on", "onto")
                for g in c.children
            ),
        ]
        return _any(heads, self._words.vehicles)

    def _leaves_home(self, clause: Clause, movers: Iterable[Token]) -> bool:
        document, homes = self._document, self._words.homes
        movers = list(movers)
        around = [
            *clause.patients,
            *clause.oblique("from", "out of", "of", "to", "into", "for", "onto", *_LOCAL),
            *(
                t
                for m in movers
                for c in (*m.children, *content_head(m).children)
                if c.lower_ == "from"
                for g in c.children
                for t in phrase(g)
            ),
        ]
        if any(c.lower_ in ("home", "homes") for c in clause.predicate.children):
            return True
        left = clause.patients if clause.lemma in self._words.leaving else []
        if any(self._is_unknown_place(t) for t in (*left, *clause.oblique("from", "of", "into"))):
            return any(self.count(m) is not None for m in movers)
        if any(content_head(t).lemma_.lower() in homes for t in around):
            return True
        return any(document.place_at(t) is not None for t in around) and any(
            self.count(m) is not None for m in movers
        )

    # ---- where the parse lost them

    def _beside(self, predicate: Token, entry: Entry) -> Token | None:
        """The counted people next to a predicate, whatever the parser made of them.

        Headlines, lists and tables put figure and participle side by side ("25 missing, 628,000 relocated"), which
        parsers of full sentences attach at random.
        """
        if predicate.pos_ == "NOUN":
            return self._behind_dangling(predicate)
        if predicate.pos_ not in ("VERB", "ADJ", "PROPN"):
            return None
        if predicate.tag_ not in ("VBN", "VBD", "VB", "JJ", "NNP"):
            return None
        if predicate.tag_ == "VB" and not _has_to(predicate.nbor(-1) if predicate.i else predicate):
            return None
        if entry["role"] == "agent" and predicate.tag_ == "VBN" and predicate.dep_ == "amod":
            return None
        lefts = {c.lemma_.lower() for c in predicate.lefts if c.dep_ in ("aux", "auxpass")}
        if entry["role"] == "patient" and "have" in lefts and "be" not in lefts:
            return None  # "they have displaced": who stands before is not displaced
        return self.before(predicate) or (self._after(predicate) if entry["role"] != "agent" else None)

    def before(self, predicate: Token) -> Token | None:
        """The counted people straight before a participle or adjective, its auxiliaries and adverbs passed over."""
        for token in _leftwards(predicate):
            if token.pos_ in _SKIPPED or (token.tag_ in ("VBN", "VBD") and token.i >= predicate.i - 3):
                continue
            if token.text == "/" or token.is_space or _has_to(token):
                continue
            if token.lemma_.lower() in self._words.copulas:
                continue
            return self._counted(token)
        return None

    def _behind_dangling(self, noun: Token) -> Token | None:
        """ "The evacuation of, by the latest count, 17,631 people": what an "of" cut off from its noun governs."""
        dangling = next((c for c in noun.rights if c.lower_ == "of" and not any(c.children)), None)
        if dangling is None:
            return None
        rest = noun.doc[dangling.i + 1 : noun.sent.end]
        return next((t for t in rest if t.pos_ == "NOUN" and self._counted(t) is not None), None)

    def _after(self, predicate: Token) -> Token | None:
        """ "144,044 evacuated people"; "evacuated from Homs 1,200 people" is the parser's affair."""
        doc = predicate.doc
        if predicate.i + 1 >= len(doc) or predicate.i == 0:
            return None
        noun = doc[predicate.i + 1]
        before = self._document.count_at(doc[predicate.i - 1])
        people = noun.lemma_.lower() in self._words.persons and noun.sent == predicate.sent
        return noun if people and before is not None and self._document.count_of(noun) is not None else None

    def _counted(self, token: Token) -> Token | None:
        """`token` where it is a number or the counted people's noun that ends a noun phrase."""
        count = self._document.count_at(token)
        if count is not None:
            first = token
            while first.i > 0 and self._document.count_at(first.nbor(-1)) is count:
                first = first.nbor(-1)
            governed = first.i > 0 and first.nbor(-1).pos_ == "ADP"  # "nine families *in* ten"
            return None if governed or count.text.lower() == "one" else token
        if token.pos_ not in ("NOUN", "PROPN"):
            return None
        return token if self.count(token) is not None and self.are_people(token) else None


def _any(tokens: Iterable[Token], lemmas: frozenset[str]) -> bool:
    return any(content_head(t).lemma_.lower() in lemmas for t in tokens)


def _has_to(token: Token) -> bool:
    """ "Had to" before a verb, whatever the parser made of it."""
    doc, at = token.doc, token.i
    if token.lower_ == "to":
        return at > 0 and doc[at - 1].lower_ in ("had", "has", "have", "forced", "obliged", "compelled")
    return (
        token.lower_ in ("had", "has", "have", "forced", "obliged")
        and at + 1 < len(doc)
        and doc[at + 1].lower_ == "to"
    )


def _leftwards(token: Token) -> Iterator[Token]:
    first = token.sent.start
    return (token.doc[i] for i in range(token.i - 1, max(first, token.i - 6) - 1, -1))
