"""Agreements: truces, zones, corridors, exchanges and accords, and what becomes of them.

A record is one arrangement with one act upon it: signed, in force, broken, lapsed. The act is read from the verb or
noun that governs the arrangement ("the truce *collapsed*", "the *extension* of the truce") and from what describes
it ("a deal *signed* in March"); a later act on the same arrangement is a record of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, conjuncts, content_head, nominal
from trucewatch.language.document import Document, Trigger, noun_keys
from trucewatch.language.modality import verb_lemma
from trucewatch.language.modifiers import bracketed, describing_verbs, word_after
from trucewatch.reading.common import Lexicon, lexicon, tidy
from trucewatch.reading.dating import date_in_brackets, date_of_noun, date_of_verb
from trucewatch.reading.parties import described_by, is_nobody, sides
from trucewatch.reading.periods import begins_after, overlap
from trucewatch.reading.whereabouts import is_broad
from trucewatch.records import Actor, Agreement, Place, Source, Span

_DEFINITE = ("the", "this", "that", "these", "those", "both", "such", "its", "their")
_LOCATIVE = ("in", "at", "near", "outside", "on")
# what saying brings about: "declared a ceasefire", "announced an extension"
_PERFORMED = ("agreed", "extended", "ended", "suspended", "proposed", "rejected")
_BROKEN = ("violated", "collapsed", "extended", "suspended", "expired", "ended")
_REFERRED = ("extended", "collapsed", "expired", "ended", "suspended", "rejected", "violated")
_ARGUMENTS = ("nsubj", "nsubjpass", "dobj")
_NEXT = 45  # words: a sentence further on
_COVERING = (
    "in",
    "for",
    "across",
    "around",
    "throughout",
    "over",
    "within",
    "along",
    "inside",
    "from",
    "between",
    "of",
    "out",
)


@dataclass(slots=True, eq=False)
class _Draft:
    """An agreement in the making."""

    clause: Clause
    type: str
    status: str | None
    assertion: str
    attribution: Source | None
    vague: bool = False
    bare: bool = False  # nothing says what becomes of it
    acted: bool = False  # a finite verb says what becomes of it
    anaphoric: bool = False
    name: str | None = None
    parties: list[Actor] = field(default_factory=list)
    date: str | None = None
    identity: str | None = None  # the date that it is known by: "the 2002 truce"
    place: Place | None = None
    area: Place | None = None
    spans: list[Span] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {a.name for a in self.parties}


@dataclass(slots=True)
class _Act:
    """What is done to an arrangement, by whom and when the text says so."""

    word: Token
    status: str
    main: bool


def read(document: Document) -> list[Agreement]:
    """The agreements that a report tells of, each with what became of it, in the order of their first words."""
    return _Reader(document, lexicon("agreements")).read()


class _Reader:
    def __init__(self, document: Document, words_: Lexicon) -> None:
        self.document = document
        self.lexicon = words_
        tables = words_.tables
        self.status_of: dict[str, str] = {w: status for status, ws in tables["status"].items() for w in ws}
        self.noun_status: dict[str, str] = {
            w: status for status, ws in tables["status_nouns"].items() for w in ws
        }
        self.adjective_status: dict[str, str] = {
            w: status for status, ws in tables["status_adjectives"].items() for w in ws
        }
        self.about: dict[str, str] = {w: kind for kind, ws in tables["about"].items() for w in ws}
        self.between = frozenset(tables["between"]["verbs"])
        self.signing = frozenset(tables["signing"]["verbs"])
        self.papers = frozenset(tables["signing"]["papers"])
        self.proforms = frozenset(tables["proforms"]["words"])
        self.declaring = frozenset(tables["between"]["declaring"])
        self.transparent = frozenset(tables["transparent"]["nouns"])
        self.captives = frozenset(tables["captives"]["nouns"])
        self.persons = frozenset(tables["captives"]["persons"])
        self.exchanging = dict.fromkeys((*tables["captives"]["exchange"],), "exchange") | dict.fromkeys(
            tables["captives"]["release"], "release"
        )
        undertaking = dict(tables["undertaking"])
        self.undertaking = dict.fromkeys(undertaking.pop("verbs"), "undertaking")
        self.undertaken = {w: kind for kind, ws in undertaking.items() for w in ws}
        self.silent = dict.fromkeys(tables["silence"]["verbs"], "silence")
        self.weapons = frozenset(tables["silence"]["nouns"])

    def read(self) -> list[Agreement]:
        kept: list[_Draft] = []
        for draft in self._drafts():
            self._settle(draft, kept)
        told = [d for d in kept if self._tells(d)]
        self._complete(told)
        return [self._record(d) for d in told]

    def _drafts(self) -> Iterator[_Draft]:
        verbs = {**self.silent, **self.undertaking, **self.exchanging}
        last: _Draft | None = None
        for clause, entry in self._triggers(verbs):
            if entry == "proform":
                drafts = self._of_proform(clause, last)
            elif clause.nominal:
                drafts = list(self._of_noun(clause, entry))
            else:
                drafts = []
            if drafts:
                last = drafts[0]
                yield from drafts
            if clause.nominal or entry == "proform":
                continue
            if isinstance(entry, dict):
                continue  # a noun of the lexicon used as an adjective
            make = {"undertaking": self._undertaken, "silence": self._silence}.get(entry, self._exchange)
            draft = make(clause)
            if draft is not None:
                yield draft

    def _triggers(self, verbs: dict[str, str]) -> list[Trigger]:
        found = list(self.document.triggers(verbs, self.lexicon.nouns))
        taken = {clause.predicate.i for clause, _ in found}
        for token in self.document.doc:
            if token.lower_ in self.proforms and token.i not in taken and token.dep_ in _ARGUMENTS:
                found.append(Trigger(nominal(token), "proform"))
        return sorted(found, key=lambda t: t.clause.predicate.i)

    def _of_proform(self, clause: Clause, last: _Draft | None) -> list[_Draft]:
        """ "*It* expired on Monday", "the previous *one* ended in May", of an arrangement told of just before."""
        noun = clause.predicate
        if last is None or noun.sent.start - last.clause.predicate.sent.start > _NEXT:
            return []
        acts = list(self._acts(clause))
        main = next((a for a in acts if a.main and a.status in _REFERRED), None)
        if main is None or self.document.clause(main.word).negated:
            return []
        draft = self._start(clause, last.type, main)
        if draft is None or (draft.assertion == "possible" and main.status != "extended"):
            return []
        draft.anaphoric, draft.acted, draft.parties = noun.lower_ == "it", True, list(last.parties)
        self._when_and_where(draft, main, acts)
        return [draft]

    # ---- an arrangement named

    def _of_noun(self, clause: Clause, entry: dict[str, Any]) -> Iterator[_Draft]:
        noun = clause.predicate
        if self._within_another(noun) or (noun.lemma_ == "fire" and noun.head.lemma_ == "cease"):
            return
        if entry.get("of") == "captives" and not self._captives(clause.oblique("of")):
            return
        acts = list(self._acts(clause))
        main = next((a for a in acts if a.main), None)
        if main is not None and main.word.pos_ in ("VERB", "AUX") and self.document.clause(main.word).negated:
            # "was never respected": what it is said not to do is told, and what made it may be, too
            broken = main.status == "in force" and main.word.lemma_ != "be"
            acts = [a for a in acts if not a.main]
            if broken:
                acts = [_Act(main.word, "violated", False), *acts]
            elif not acts and not self._identity(noun):
                acts = [main]
            main = next((a for a in acts if a.main), None)
        told = main or next(iter(acts), None)
        if noun.dep_ in ("compound", "nmod", "amod") and told is None:
            return
        if entry.get("weak") and told is None and not (self._name(noun) and self._identity(noun)):
            return
        draft = self._start(clause, self._type(clause, entry), told)
        if draft is None:
            return
        draft.bare = told is None
        draft.vague = bool(entry.get("vague") or entry.get("weak"))
        finite = main is not None and main.word.pos_ in ("VERB", "AUX")
        draft.acted = finite and (not entry.get("vague") or draft.status in _BROKEN)
        draft.anaphoric = any(c.lower_ in _DEFINITE for c in noun.lefts)
        draft.name = self._name(noun)
        draft.parties = self._parties(clause, acts)
        self._with_speaker(draft, told)
        self._when_and_where(draft, told, acts)
        yield draft
        if main is not None and main.status != "agreed":
            yield from self._made_before(draft, acts)

    def _within_another(self, noun: Token) -> bool:
        """ "a memorandum of *understanding*", "the agreement on a *ceasefire*": the outer noun tells it."""
        if noun.dep_ != "pobj" or noun.head.lower_ not in ("of", "on"):
            return False
        outer = noun.head.head
        return outer.pos_ in ("NOUN", "PROPN") and any(
            self.lexicon.nouns.get(k, {}).get("type") in ("memorandum", "other", "peace agreement")
            for k in noun_keys(outer)
        )

    def _with_speaker(self, draft: _Draft, told: _Act | None) -> None:
        """ "A deal has been reached with China, India's minister said": the other side is the one that says so."""
        speaker = draft.attribution.organisation if draft.attribution is not None else None
        if speaker is None or told is None or told.status != "agreed" or len(draft.parties) != 1:
            return
        if self.document.clause(told.word).oblique("with") and speaker not in draft.names:
            draft.parties.append(Actor(name=speaker))
            draft.acted = True

    def _made_before(self, draft: _Draft, acts: list[_Act]) -> Iterator[_Draft]:
        """The signing that a described arrangement carries with it, where it is dated: "the deal signed on 3 May lapsed"."""
        made = next((a for a in acts if not a.main and a.status == "agreed"), None)
        if made is None:
            return
        date = self._date_at(made.word)
        if date is None or date == draft.date:
            return
        earlier = self._start(draft.clause, draft.type, made)
        if earlier is None:
            return
        earlier.assertion, earlier.name, earlier.parties = "actual", draft.name, list(draft.parties)
        earlier.vague, earlier.anaphoric = draft.vague, False
        self._when_and_where(earlier, made, [made])
        earlier.spans = [self.document.span([*made.word.subtree, draft.clause.predicate])]
        yield earlier

    def _type(self, clause: Clause, entry: dict[str, Any]) -> str:
        if not entry.get("vague"):
            return str(entry["type"])
        noun = clause.predicate
        beside = [
            *(c for c in noun.lefts if c.dep_ in ("compound", "amod", "nmod")),
            *clause.oblique("on", "for", "of", "over", "about", "to"),
        ]
        beside += [c for c in noun.children if c.dep_ in ("acl", "xcomp") and c.tag_ == "VB"]
        for token in beside:
            for word in (
                token,
                *token.lefts,
                *(g for c in token.children if c.dep_ == "prep" for g in c.children),
                *(c for c in token.children if c.dep_ == "dobj"),
            ):
                kind = self.about.get(word.lemma_.lower())
                if kind is not None:
                    return kind
        return str(entry["type"])

    def _name(self, noun: Token) -> str | None:
        """A name in capitals: "the Riyadh Agreement", "Declaration of Principles"."""
        if not noun.text[:1].isupper() or noun.is_sent_start:
            return None
        inside = [
            noun,
            *(c for c in noun.lefts if c.text[:1].isupper() and c.dep_ in ("compound", "amod", "nmod")),
        ]
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                inside += [child, *(g for g in child.children if g.dep_ == "pobj" and g.text[:1].isupper())]
        span = self.document.span(inside)
        return self.document.text[span.start : span.end]

    # ---- acts upon it

    def _acts(self, clause: Clause) -> Iterator[_Act]:
        """What governs the arrangement first, then what describes it."""
        noun = clause.predicate
        governing = self._governing(noun)
        if governing is not None:
            yield self._undertaken_act(governing)
        for verb in describing_verbs(noun):
            status = self._verb_status(verb, noun)
            if status is not None and (governing is None or verb != governing.word):
                yield _Act(verb, status, False)
        for child in noun.children:
            if child.dep_ in ("amod", "compound") and child.i < noun.i:
                status = self.adjective_status.get(child.lower_) or (
                    self.noun_status.get(child.lower_) if child.dep_ == "compound" else None
                )
                if status is not None:
                    yield _Act(child, status, False)

        beside = {c for c in noun.children if c.dep_ == "prep"} | {word_after(noun)}
        for word in sorted((t for t in beside if t is not None), key=lambda t: t.i):
            status = self._state(word)
            if status is not None:
                yield _Act(word, status, False)  # "a truce, in force since noon"

    def _governing(self, noun: Token) -> _Act | None:
        head, dep = noun.head, noun.dep_
        following = noun.nbor() if noun.i + 1 < noun.sent.end else noun
        if dep in ("appos", "conj", "dep", "npadvmod") and noun in self._subjects(following):
            status = self._verb_status(following, noun)
            return _Act(following, status, True) if status is not None else None
        while dep in ("conj", "appos") and head.pos_ in ("NOUN", "PROPN") and head.head != head:
            head, dep = head.head, head.dep_
        if dep in ("compound", "nmod", "amod"):
            status = self.noun_status.get(head.lemma_.lower())
            if status == "proposed":
                answered = self._governing(head)  # "accepted the truce proposal"
                if answered is not None and answered.status in ("agreed", "rejected"):
                    return answered
            return _Act(head, status, True) if status is not None else None
        if dep == "pobj":
            return self._through_preposition(head)
        if dep == "nsubj" and head.pos_ in ("ADJ", "ADV", "NOUN"):
            status = self.adjective_status.get(head.lower_)  # "considers the truce dead"
            return _Act(head, status, True) if status is not None else None
        if dep == "attr":
            # "what was signed in Minsk is a protocol"
            free = [
                c for c in head.children if c.dep_ in ("csubj", "csubjpass", "nsubj") and c.pos_ == "VERB"
            ]
            told = next((v for v in free if self._listed(v) is not None), None)
            if told is not None:
                return _Act(told, str(self._listed(told)), True)
        if dep in ("dobj", "nsubj", "nsubjpass", "attr", "poss") and head.pos_ in ("VERB", "AUX"):
            status = self._verb_status(head, noun)
            return _Act(head, status, True) if status is not None else None
        return None

    def _subjects(self, verb: Token) -> list[Token]:
        """A finite verb's subjects, those included that the parser lost."""
        if verb.tag_ not in ("VBD", "VBZ", "VBP"):
            return []
        clause = self.document.clause(verb)
        return [*clause.agents, *clause.patients]

    def _through_preposition(self, preposition: Token) -> _Act | None:
        """ "the *collapse* of the truce", "*pulled out* of the deal", "*put an end* to the ceasefire"."""
        word, outer = preposition.lower_, preposition.head
        if outer.pos_ == "ADP" and outer.dep_ in ("prep", "prt"):
            word, outer = f"{outer.lower_} {word}", outer.head
        if outer.pos_ in ("NOUN", "PROPN") and word in ("of", "to", "for", "in", "from", "on"):
            lemma = outer.lemma_.lower()
            if lemma in self.transparent:
                told = self._governing(outer)  # "the *implementation* of the deal has stalled"
                if told is not None:
                    return told
            status = self.noun_status.get(lemma)
            if status is None or (status == "violated" and outer.tag_ == "NNS"):
                return None  # breaches that are counted are incidents
            return _Act(outer, status, True)
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
        return _Act(outer, status, True) if status is not None else None

    def _undertaken_act(self, act: _Act) -> _Act:
        """ "*agreed* to observe the truce": what is undertaken is agreed, by whom and when the undertaking says."""
        verb = act.word
        if not act.main or verb.dep_ != "xcomp" or verb_lemma(verb.head) not in self.undertaking:
            return act
        agreed = act.status in ("agreed", "in force", "carried out", "proposed")
        return _Act(verb.head, "agreed" if agreed else act.status, True)

    def _verb_status(self, verb: Token, noun: Token) -> str | None:
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
            elif child.dep_ == "dobj" and child != noun:
                status = self.status_of.get(f"{verb.lemma_.lower()} {child.lemma_.lower()}")
                if status is not None:
                    return status
        done = any(c.dep_ == "dobj" and c != noun for c in verb.children)
        if done and noun.dep_ == "nsubj" and noun.head == verb:
            return None  # "the accord ended the war"
        return self._listed(verb)

    def _listed(self, verb: Token) -> str | None:
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

    # ---- what stands in the record

    def _start(self, clause: Clause, kind: str, act: _Act | None) -> _Draft | None:
        document = self.document
        governed = clause
        if act is not None and act.main and act.word.pos_ in ("VERB", "AUX", "NOUN"):
            governed = document.clause(act.word)
        status = act.status if act is not None else "agreed"
        denied = governed.denied or clause.denied
        negated = governed.negated if act is not None and act.main else clause.negated
        attribution = document.attribution_of(clause.predicate, performing=self._performing(clause, act))
        modality = governed.modality
        if act is not None and not act.main:
            modality = "actual" if act.status != "proposed" else clause.modality
        assertion = "denied" if denied else modality
        if negated and not denied:
            if attribution is None:
                return None
            assertion = "denied"
        if assertion == "planned" and governed.predicate.dep_ == "xcomp":
            by = verb_lemma(governed.predicate.head)
            if by in self.undertaking and status in ("agreed", "extended"):
                assertion = "actual"  # what was agreed is agreed, whenever it is to be done
        if assertion == "possible" and status in ("agreed", "in force", "carried out"):
            status = "proposed"
        if assertion == "planned" and status == "in force":
            status = "agreed"
        if status == "proposed" and assertion == "actual":
            assertion = "possible"
        draft = _Draft(clause, kind, status, assertion, attribution)
        draft.spans = [document.span_of(clause)]
        if act is not None and act.main:
            draft.spans.append(document.span_of(governed))
        return draft

    def _performing(self, clause: Clause, act: _Act | None) -> list[Token]:
        """The verbs that make, break or keep the arrangement rather than tell of it: "declared", "agreed to observe"."""
        noun = clause.predicate
        verbs = [v for v in describing_verbs(noun) if self._listed(v) == "agreed"]
        if act is not None and act.main and act.status in _PERFORMED:
            verbs.append(act.word)
        if noun.dep_ == "dobj" and self._listed(noun.head) is not None:
            verbs.append(noun.head)
        elif noun.dep_ == "pobj":
            verbs.append(noun.head.head)  # "the UN *proposal* for a truce"
        return verbs

    def _parties(self, clause: Clause, acts: list[_Act]) -> list[Actor]:
        document, noun = self.document, clause.predicate
        tokens = [
            *clause.oblique("between", "with", "among", "by"),
            *(t for t in described_by(noun) if t.head.lower_ != "for" and t.head.lemma_ not in self.between),
        ]
        tokens += [c for child in noun.children if child.dep_ == "appos" for c in described_by(child)]
        for act in acts:
            if act.word.pos_ not in ("VERB", "AUX"):
                tokens += described_by(act.word)
                continue
            doing = document.clause(act.word)
            lemma = verb_lemma(act.word)
            with_others = act.status == "agreed" and bool(sides(document, doing.oblique("with")))
            if (lemma in self.between and not with_others) or (not act.main and act.status == "violated"):
                continue
            tokens += [t for t in (*doing.agents, *doing.oblique("with", "between")) if t != noun]
            if doing.passive is False and noun in doing.agents:
                tokens = [t for t in tokens if t != noun]
        found = [s.party for s in sides(document, [t for t in tokens if document.time_at(t) is None])]
        if not found and not any(c.lower_ in _DEFINITE for c in noun.lefts):
            # "announced a truce", and nobody else is in it
            declared = [a.word for a in acts if a.main and verb_lemma(a.word) in self.declaring]
            found = [s.party for v in declared for s in sides(document, document.clause(v).agents)]
        return found

    def _when_and_where(self, draft: _Draft, told: _Act | None, acts: list[_Act]) -> None:
        document, noun = self.document, draft.clause.predicate
        draft.date = self._date_at(told.word) if told is not None else None
        draft.identity = self._identity(noun)
        if draft.date is None:
            draft.date = draft.identity
        if draft.date is None and told is not None:
            time = document.time_of(
                document.clause(told.word) if told.word.pos_ in ("VERB", "AUX") else draft.clause
            )
            draft.date = (time.window or time.value) if time is not None else None
        for act in acts:
            if draft.place is None and act.status in ("agreed",) and act.word.pos_ == "VERB":
                draft.place = self._place_signed(act.word)
        in_brackets = (self.document.place_at(t) for t in bracketed(noun))
        draft.place = draft.place or next((p for p in in_brackets if p is not None), None)
        draft.place = draft.place or self._place_in_name(noun)
        draft.area = self._place_after(noun, _COVERING)
        if draft.area is None and told is not None and told.status != "agreed" and told.word.pos_ == "VERB":
            draft.area = self._place_after(told.word, _COVERING)
        if draft.area is not None and draft.area.name in draft.names:
            draft.area = None  # "between Armenia and Azerbaijan"
        if draft.place is None and draft.area is not None and draft.status == "agreed" and told is not None:
            signed = verb_lemma(told.word) in self.signing
            if signed and not is_broad(draft.area) and not self._holds_there(draft, told.word):
                draft.place, draft.area = draft.area, None  # "signed a ceasefire in Pretoria"
        self._by_calendar(draft)

    def _holds_there(self, draft: _Draft, verb: Token) -> bool:
        """Whether "in Aden" behind "agreed on a truce" is where it is to hold, not where it was made."""
        ground = draft.type in (
            "ceasefire",
            "humanitarian corridor",
            "demilitarised zone",
            "de-escalation zone",
        )
        return ground and verb_lemma(verb) not in self.papers

    def _by_calendar(self, draft: _Draft) -> None:
        published = self.document.published
        if draft.date is None or published is None or draft.assertion != "actual":
            return
        if begins_after(draft.date, published.isoformat()):
            draft.assertion = "planned"
            if draft.status in ("in force", "carried out"):
                draft.status = "agreed"

    def _date_at(self, word: Token) -> str | None:
        if word.pos_ in ("VERB", "AUX"):
            return date_of_verb(self.document, word)
        return date_of_noun(self.document, word)

    def _identity(self, noun: Token) -> str | None:
        inner = (g for c in noun.children if c.lower_ in ("of", "on") for g in c.children if g.dep_ == "pobj")
        dates = (date_of_noun(self.document, part) for part in (noun, *inner))
        return next((d for d in dates if d is not None), None) or date_in_brackets(self.document, noun)

    def _place_after(self, head: Token, prepositions: tuple[str, ...]) -> Place | None:
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ in prepositions:
                for token in child.children:
                    place = self.document.place_at(token) if token.dep_ == "pobj" else None
                    if place is not None:
                        return place
        return None

    def _place_signed(self, verb: Token) -> Place | None:
        """ "signed *in Doha*", "concluded with the government *in Doha*", hung on the other side."""
        sides_at = (
            g
            for c in verb.children
            if c.lower_ in ("with", "by", "between")
            for g in c.children
            if g.dep_ == "pobj"
        )
        within = (n for g in sides_at for n in conjuncts(g))
        return next(
            (p for head in (verb, *within) if (p := self._place_after(head, _LOCATIVE)) is not None), None
        )

    def _place_in_name(self, noun: Token) -> Place | None:
        """ "the Kuala Lumpur declaration" was signed there."""
        for child in noun.lefts:
            if child.dep_ in ("compound", "nmod", "poss", "amod") and child.pos_ == "PROPN":
                place = self.document.place_at(child)
                body = self.document.actor_at(child)
                if place is not None and not is_broad(place) and (body is None or body.type == "state"):
                    return place
        return None

    # ---- undertakings, exchanges, silence

    def _undertaken(self, clause: Clause) -> _Draft | None:
        for noun in clause.oblique("on", "to", "upon"):
            kind = self.undertaken.get(noun.lemma_.lower())
            if kind is not None and not any(k in self.lexicon.nouns for k in noun_keys(noun)):
                parties = [s.party for s in sides(self.document, [*clause.agents, *clause.oblique("with")])]
                draft = self._verbal(clause, kind, "agreed", parties)
                if draft is not None:
                    draft.area = self._place_after(noun, _COVERING)
                return draft
        for complement in clause.complements:
            if complement.pos_ not in ("VERB", "AUX"):
                continue
            kind = self._kind_undertaken(complement)
            objects = self.document.clause(complement).patients
            if kind is None or any(k in self.lexicon.nouns for t in objects for k in noun_keys(t)):
                continue  # "agreed to set up a buffer zone": the noun tells it
            parties = [s.party for s in sides(self.document, [*clause.agents, *clause.oblique("with")])]
            if kind == "other" and len(parties) < 2:
                return None
            draft = self._verbal(clause, kind, "agreed", parties)
            if draft is not None:
                draft.acted = True
                draft.place = self._place_after(clause.predicate, _LOCATIVE)
                draft.area = self._place_after(complement, _COVERING)
                draft.spans.append(self.document.span_of(self.document.clause(complement)))
            return draft
        return None

    def _kind_undertaken(self, verb: Token) -> str | None:
        lemma = verb_lemma(verb)
        direct = [c for c in verb.children if c.dep_ in ("dobj", "xcomp", "acomp", "advmod")]
        objects = [form for c in direct for form in (c.lemma_.lower(), c.lower_)]
        kinds = [
            *(f"{verb.lemma_.lower()} {o}" for o in objects),
            *(f"{lemma} {c.lower_}" for c in verb.children if c.dep_ == "prep"),
            lemma,
        ]
        kind = next((self.undertaken[k] for k in kinds if k in self.undertaken), None)
        if kind == "prisoner exchange" and not self._captives([c for c in verb.children if c.dep_ == "dobj"]):
            return None
        return kind

    def _exchange(self, clause: Clause) -> _Draft | None:
        exchanged = self._captives([*clause.patients, *clause.oblique("of")])
        kind = self.exchanging.get(verb_lemma(clause.predicate)) or self.exchanging.get(
            clause.predicate.lemma_.lower()
        )
        back = kind == "exchange" and bool(clause.oblique("for"))
        if not exchanged and not (
            back and self._captives([*clause.patients, *clause.oblique("for")], people=True)
        ):
            return None
        parties = [
            s.party
            for s in sides(self.document, [*clause.agents, *clause.oblique("with", "to", "between", "by")])
        ]
        held = sides(
            self.document,
            [t for p in (*clause.patients, *clause.oblique("for")) for t in described_by(content_head(p))],
        )
        parties += [
            s.party for s in held if kind == "exchange" and s.party.name not in {a.name for a in parties}
        ]
        draft = self._verbal(clause, "prisoner exchange", "carried out", parties)
        if draft is None or not (parties or draft.date):
            return None
        draft.acted = True
        return draft

    def _captives(self, heads: Iterable[Token], *, people: bool = False) -> bool:
        wanted = self.captives | self.persons if people else self.captives
        for head in heads:
            inner = content_head(head)
            if inner.lemma_.lower() in wanted or any(c.lower_ in self.captives for c in inner.lefts):
                return True
        return False

    def _silence(self, clause: Clause) -> _Draft | None:
        objects = [c for c in clause.predicate.children if c.dep_ == "dobj"]
        if any(t.lemma_ == "fire" for t in objects):
            return self._held_fire(clause)
        if not any(t.lemma_.lower() in self.weapons for t in (*clause.agents, *clause.patients)):
            return None
        status = "agreed" if clause.modality == "planned" else "in force"
        parties = [s.party for s in sides(self.document, clause.oblique("with", "between"))]
        draft = self._verbal(clause, "ceasefire", status, parties)
        if draft is not None:
            draft.area = self._place_after(clause.predicate, _COVERING)
        return draft

    def _held_fire(self, clause: Clause) -> _Draft | None:
        """ "ordered its forces to *cease fire*": what is ordered or agreed is agreed, by whoever gives the order."""
        verb = clause.predicate
        above = verb.head if verb.dep_ == "xcomp" and verb.head.pos_ == "VERB" else verb
        telling = self.document.clause(above)
        agreed = self._listed(above) == "agreed"
        parties = [s.party for s in sides(self.document, telling.agents)]
        draft = self._verbal(
            telling if agreed else clause, "ceasefire", "agreed" if agreed else "in force", parties
        )
        if draft is not None:
            draft.acted = True
            draft.area = self._place_after(verb, _COVERING)
            draft.spans.append(self.document.span_of(clause))
        return draft

    def _verbal(self, clause: Clause, kind: str, status: str, parties: list[Actor]) -> _Draft | None:
        document = self.document
        if clause.negated and not clause.denied:
            return None
        assertion = "denied" if clause.denied else clause.modality
        if assertion == "planned" and status == "carried out":
            status = "agreed"
        if assertion == "possible":
            status = "proposed"
        draft = _Draft(
            clause, kind, status, assertion, document.attribution_of(clause.predicate), parties=parties
        )
        time = document.time_of(clause)
        draft.date = (time.window or time.value) if time is not None else None
        places = document.places_of(clause, prepositions=_LOCATIVE)
        draft.place = places[0] if places and kind == "prisoner exchange" else None
        draft.spans = [document.span_of(clause)]
        self._by_calendar(draft)
        return draft

    # ---- one record an act

    def _settle(self, draft: _Draft, kept: list[_Draft]) -> None:
        for known in kept:
            if self._same(known, draft):
                _join(known, draft)
                return
        if draft.anaphoric or (len(draft.parties) < 2 and not draft.vague):
            before = next((k for k in reversed(kept) if self._one_arrangement(k, draft)), None)
            if before is not None and not draft.names - before.names:
                again = draft.anaphoric and draft.status == "agreed" and draft.assertion == "actual"
                if (again or draft.bare) and not (draft.date or draft.place or draft.names):
                    return  # "the truce that was agreed", of one told of before
                draft.parties = list(before.parties)
                draft.area = draft.area or before.area
                if draft.vague and draft.type == "other":
                    draft.type = before.type
        kept.append(draft)

    def _complete(self, kept: list[_Draft]) -> None:
        """Sides that the report names with its other arrangements, where it names the same with all of them."""
        named = [k for k in kept if len(k.names) > 1 and k.assertion == "actual"]
        for draft in kept:
            near = [k for k in named if draft.names <= k.names and k is not draft]
            if not draft.names and near and all(k.names == near[0].names for k in near):
                draft.parties = list(near[0].parties)

    def _one_arrangement(self, known: _Draft, draft: _Draft) -> bool:
        """Whether a later mention can be of the arrangement told of before: "the truce", "the deal"."""
        if known.type != draft.type and not (draft.vague and draft.anaphoric):
            return False
        if known.name and draft.name and draft.name not in known.name and known.name not in draft.name:
            return False
        if draft.identity is not None:
            told = known.identity or known.date
            if told is None or not overlap(told, draft.identity):
                return False
        return not (known.names and draft.names and not known.names & draft.names)

    def _same(self, a: _Draft, b: _Draft) -> bool:
        if not self._one_arrangement(a, b) or a.status != b.status or a.assertion != b.assertion:
            return False
        if a.attribution != b.attribution and not b.anaphoric:
            return False
        if a.date and b.date and not overlap(a.date, b.date):
            return False
        if (
            b.type == "prisoner exchange"
            and not b.clause.nominal
            and not (a.date and b.date and a.names & b.names)
        ):
            return False
        return bool(
            b.anaphoric
            or (a.date and b.date)
            or (a.name and a.name == b.name)
            or (a.names & b.names and not (a.date and b.date))
        )

    def _tells(self, draft: _Draft) -> bool:
        known = sum(map(bool, (draft.date, len(draft.names) >= 2, draft.area or draft.place)))
        if draft.status == "proposed" or draft.assertion == "denied":
            return bool(known and draft.names) or known >= 2
        if draft.acted:
            return bool(known or draft.names) or draft.status in _BROKEN
        if draft.type == "monitoring arrangement" or (draft.vague and not draft.identity):
            return known >= 2 or bool(known and draft.names)
        return known >= 1

    def _record(self, draft: _Draft) -> Agreement:
        return Agreement(
            assertion=draft.assertion,
            attribution=draft.attribution,
            evidence=tidy(draft.spans),
            type=draft.type,
            name=draft.name,
            parties=tuple(a for a in draft.parties if not is_nobody(a)),
            date=draft.date,
            place=draft.place,
            area=draft.area,
            status=draft.status,
        )


def _join(known: _Draft, new: _Draft) -> None:
    """Add what a later telling of the same act says."""
    known.parties += [a for a in new.parties if a.name not in known.names]
    known.date = known.date or new.date
    known.place = known.place or new.place
    known.area = known.area or new.area
    known.name = known.name or new.name
    known.spans += new.spans
