"""What is done to an arrangement: signed, kept, broken, extended, by the words that govern or describe it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause
from trucewatch.language.document import Document
from trucewatch.language.modality import verb_lemma
from trucewatch.language.modifiers import describing_verbs, word_after
from trucewatch.reading.agreements.drafts import Act
from trucewatch.reading.common import by_word

# what saying brings about: "declared a ceasefire", "announced an extension"
_PERFORMED = ("agreed", "extended", "ended", "suspended", "proposed", "rejected")


class Acts:
    """Reads the acts upon an arrangement; `tables` are those of the lexicon of agreements."""

    def __init__(self, document: Document, tables: Mapping[str, Any]) -> None:
        self.document = document
        self.status_of = by_word(tables["status"])
        self.noun_status = by_word(tables["status_nouns"])
        self.adjective_status = by_word(tables["status_adjectives"])
        self.transparent = frozenset(tables["transparent"]["nouns"])
        self.undertaking = frozenset(tables["undertaking"]["verbs"])

    def of(self, clause: Clause) -> Iterator[Act]:
        """What governs the arrangement first, then what describes it."""
        noun = clause.predicate
        governing = self.governing(noun)
        if governing is not None:
            yield self._undertaken_act(governing)
        for verb in describing_verbs(noun):
            status = self.verb_status(verb, noun)
            if status is not None and (governing is None or verb != governing.word):
                yield Act(verb, status, False)
        for child in noun.children:
            if child.dep_ in ("amod", "compound") and child.i < noun.i:
                status = self.adjective_status.get(child.lower_) or (
                    self.noun_status.get(child.lower_) if child.dep_ == "compound" else None
                )
                if status is not None:
                    yield Act(child, status, False)

        beside = {c for c in noun.children if c.dep_ == "prep"} | {word_after(noun)}
        for word in sorted((t for t in beside if t is not None), key=lambda t: t.i):
            status = self._state(word)
            if status is not None:
                yield Act(word, status, False)  # "a truce, in force since noon"

    def governing(self, noun: Token) -> Act | None:
        head, dep = noun.head, noun.dep_
        following = noun.nbor() if noun.i + 1 < noun.sent.end else noun
        if dep in ("appos", "conj", "dep", "npadvmod") and noun in self._subjects(following):
            status = self.verb_status(following, noun)
            return Act(following, status, True) if status is not None else None
        while dep in ("conj", "appos") and head.pos_ in ("NOUN", "PROPN") and head.head != head:
            head, dep = head.head, head.dep_
        if dep in ("compound", "nmod", "amod"):
            status = self.noun_status.get(head.lemma_.lower())
            if status == "proposed":
                answered = self.governing(head)  # "accepted the truce proposal"
                if answered is not None and answered.status in ("agreed", "rejected"):
                    return answered
            return Act(head, status, True) if status is not None else None
        if dep == "pobj":
            return self._through_preposition(head)
        if dep == "nsubj" and head.pos_ in ("ADJ", "ADV", "NOUN"):
            status = self.adjective_status.get(head.lower_)  # "considers the truce dead"
            return Act(head, status, True) if status is not None else None
        if dep == "attr":
            # "what was signed in Minsk is a protocol"
            free = [
                c for c in head.children if c.dep_ in ("csubj", "csubjpass", "nsubj") and c.pos_ == "VERB"
            ]
            told = next((v for v in free if self.listed(v) is not None), None)
            if told is not None:
                return Act(told, str(self.listed(told)), True)
        if dep == "dobj" and head.lower_ == "hold" and head.dep_ == "dobj" and head.head.lemma_ == "put":
            return Act(head.head, "suspended", True)  # "put on *hold* the accord", taken for a verb
        if dep in ("dobj", "nsubj", "nsubjpass", "attr", "poss") and head.pos_ in ("VERB", "AUX"):
            status = self.verb_status(head, noun)
            if status is None and dep in ("nsubj", "nsubjpass"):
                return self._raised(head, noun)
            return Act(head, status, True) if status is not None else None
        return None

    def _raised(self, verb: Token, noun: Token) -> Act | None:
        """ "the truce is *to take effect*", "is due *to expire*", "is expected *to hold*"."""
        predicates = [verb, *(c for c in verb.children if c.dep_ == "acomp")]
        for infinitive in (
            c for p in predicates for c in p.children if c.dep_ == "xcomp" and c.pos_ == "VERB"
        ):
            status = self.verb_status(infinitive, noun)
            if status is not None:
                return Act(infinitive, status, True)
        return None

    def _subjects(self, verb: Token) -> list[Token]:
        """A finite verb's subjects, those included that the parser lost."""
        if verb.tag_ not in ("VBD", "VBZ", "VBP"):
            return []
        clause = self.document.clause(verb)
        return [*clause.agents, *clause.patients]

    def _through_preposition(self, preposition: Token) -> Act | None:
        """ "the *collapse* of the truce", "*pulled out* of the deal", "*put an end* to the ceasefire"."""
        word, outer = preposition.lower_, preposition.head
        if outer.pos_ == "ADP" and outer.dep_ in ("prep", "prt"):
            word, outer = f"{outer.lower_} {word}", outer.head
        if outer.pos_ in ("NOUN", "PROPN") and word in ("of", "to", "for", "in", "from", "on"):
            lemma = outer.lemma_.lower()
            if lemma in self.transparent:
                told = self.governing(outer)  # "the *implementation* of the deal has stalled"
                if told is not None:
                    return told
            status = self.noun_status.get(lemma)
            if status is None or (status == "violated" and outer.tag_ == "NNS"):
                return None  # breaches that are counted are incidents
            return Act(outer, status, True)
        if outer.pos_ not in ("VERB", "AUX"):
            return None
        lemma = verb_lemma(outer)
        keys = (
            f"{lemma} {word}",
            f"{outer.lemma_.lower()} {word}",
            lemma if " " in lemma and word in ("of", "from") else "",
        )
        listed = next((self.status_of[k] for k in keys if k in self.status_of), None)
        status = self._with_object(outer) or listed
        return Act(outer, status, True) if status is not None else None

    def _undertaken_act(self, act: Act) -> Act:
        """ "*agreed* to observe the truce": what is undertaken is agreed, by whom and when the undertaking says."""
        verb = act.word
        if not act.main or verb.dep_ != "xcomp" or verb_lemma(verb.head) not in self.undertaking:
            return act
        agreed = act.status in ("agreed", "in force", "carried out", "proposed")
        return Act(verb.head, "agreed" if agreed else act.status, True)

    def verb_status(self, verb: Token, noun: Token) -> str | None:
        """The status that a verb gives the arrangement, by what stands with it: "is dead", "put on hold"."""
        for child in verb.children:
            if child.dep_ in ("acomp", "oprd", "attr", "advmod", "prt") and child != noun:
                stated = self.adjective_status.get(child.lower_) if child.dep_ != "prt" else None
                status = stated or self.status_of.get(f"{verb.lemma_.lower()} {child.lower_}")
                if status is not None:
                    return status
            elif child.dep_ == "prep":
                status = self._state(child) or self.status_of.get(f"{verb_lemma(verb)} {child.lower_}")
                if status is not None and not any(g == noun for g in child.children):
                    return status
            elif child.dep_ == "dobj" and child != noun and (noun.dep_ != "nsubj" or verb.lemma_ != "put"):
                status = self.status_of.get(f"{verb.lemma_.lower()} {child.lemma_.lower()}")
                if status is not None:
                    return status
        done = any(c.dep_ == "dobj" and c != noun and not self._is_distance(c) for c in verb.children)
        if done and noun.dep_ == "nsubj" and noun.head == verb:
            return None  # "the accord ended the war"
        return self.listed(verb)

    def _is_distance(self, token: Token) -> bool:
        """ "violated *minutes* after it began" does nothing to the minutes."""
        after = token.i + 1
        following = token.doc[after].lower_ if after < len(token.doc) else ""
        return self.document.time_at(token) is not None and following in ("after", "before", "into")

    def listed(self, verb: Token) -> str | None:
        if verb.lemma_ == "be":
            return None
        return self.status_of.get(verb_lemma(verb)) or self.status_of.get(verb.lemma_.lower())

    def _with_object(self, verb: Token) -> str | None:
        """ "put an *end* to", "put their *names* to"."""
        keys = (f"{verb.lemma_.lower()} {c.lemma_.lower()}" for c in verb.children if c.dep_ == "dobj")
        return next((self.status_of[k] for k in keys if k in self.status_of), None)

    def _state(self, preposition: Token) -> str | None:
        """ "in force", "into effect", "on hold", "in tatters"."""
        if preposition.lower_ not in ("in", "into", "on", "at", "to"):
            return None
        for child in preposition.children:
            if child.dep_ == "pobj" and not any(c.dep_ in ("det", "poss") for c in child.lefts):
                return self.adjective_status.get(child.lower_)
        return None

    def performing(self, clause: Clause, act: Act | None) -> list[Token]:
        """The verbs that make, break or keep the arrangement rather than tell of it: "declared", "agreed to observe"."""
        noun = clause.predicate
        verbs = [v for v in describing_verbs(noun) if self.listed(v) in ("agreed", "proposed")]
        if act is not None and act.main and act.status in _PERFORMED:
            verbs.append(act.word)
        if noun.dep_ == "dobj" and self.listed(noun.head) is not None:
            verbs.append(noun.head)
        elif noun.dep_ == "pobj":
            verbs.append(noun.head.head)  # "the UN *proposal* for a truce"
        return verbs
