"""Agreements: truces, zones, corridors, exchanges and accords, and what becomes of them.

A record is one arrangement with one act upon it: signed, in force, broken, lapsed. The act is read from the verb or
noun that governs the arrangement ("the truce *collapsed*", "the *extension* of the truce") and from what describes
it ("a deal *signed* in March"); a later act on the same arrangement is a record of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, nominal
from trucewatch.language.document import Document, Trigger, noun_keys
from trucewatch.language.modality import verb_lemma
from trucewatch.reading.agreements.acts import Acts
from trucewatch.reading.agreements.drafts import BROKEN, Act, Draft, complete, settle, tells
from trucewatch.reading.agreements.setting import Setting
from trucewatch.reading.agreements.undertakings import Undertakings
from trucewatch.reading.common import Lexicon, lexicon, tidy
from trucewatch.reading.parties import described_by, is_nobody, sides
from trucewatch.records import Actor, Agreement

_DEFINITE = ("the", "this", "that", "these", "those", "both", "such", "its", "their")
_REFERRED = ("extended", "collapsed", "expired", "ended", "suspended", "rejected", "violated")
_ARGUMENTS = ("nsubj", "nsubjpass", "dobj")
_NEXT = 45  # words: a sentence further on


def read(document: Document) -> list[Agreement]:
    """The agreements that a report tells of, each with what became of it, in the order of their first words."""
    return _Reader(document, lexicon("agreements")).read()


class _Reader:
    def __init__(self, document: Document, words: Lexicon) -> None:
        tables = words.tables
        self.document = document
        self.lexicon = words
        self.acts = Acts(document, tables)
        self.setting = Setting(document, tables)
        self.undertakings = Undertakings(document, words, acts=self.acts, setting=self.setting)
        self.about: dict[str, str] = {
            w: kind for kind, ws in tables["about"].items() if kind != "stopping" for w in ws
        }
        self.ground = frozenset(tables["ground"]["verbs"])
        self.grounds = frozenset(tables["ground"]["nouns"])
        self.stopping = frozenset(tables["about"]["stopping"])
        self.between = frozenset(tables["between"]["verbs"])
        self.declaring = frozenset(tables["between"]["declaring"])
        self.proforms = frozenset(tables["proforms"]["words"])

    def read(self) -> list[Agreement]:
        kept: list[Draft] = []
        for draft in self._drafts():
            settle(draft, kept)
        told = [d for d in kept if tells(d)]
        complete(told)
        return [self._record(d) for d in told]

    def _drafts(self) -> Iterator[Draft]:
        last: Draft | None = None
        for clause, entry in self._triggers():
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
            draft = self.undertakings.draft(clause, entry)
            if draft is not None:
                yield draft

    def _triggers(self) -> list[Trigger]:
        found = list(self.document.triggers(self.undertakings.verbs, self.lexicon.nouns))
        taken = {clause.predicate.i for clause, _ in found}
        for token in self.document.doc:
            if self._is_mistagged(token) and token.i not in taken:
                found.append(Trigger(nominal(token), self.lexicon.nouns[token.lower_]))
                continue
            if token.lower_ == "one" and not any(token.lefts):
                continue  # "manned 27 posts under the accord and closed one"
            if token.lower_ in self.proforms and token.i not in taken and token.dep_ in _ARGUMENTS:
                found.append(Trigger(nominal(token), "proform"))
        return sorted(found, key=lambda t: t.clause.predicate.i)

    def _is_mistagged(self, token: Token) -> bool:
        """ "The Eid *truce* between … ended": a subject or object that the tagger took for a verb."""
        entry = self.lexicon.nouns.get(token.lower_)
        plain = entry is not None and not entry.get("weak") and not entry.get("vague")
        return plain and token.pos_ == "VERB" and token.dep_ in (*_ARGUMENTS, "pobj")

    def _of_proform(self, clause: Clause, last: Draft | None) -> list[Draft]:
        """ "*It* expired on Monday", "the previous *one* ended in May", of an arrangement told of just before."""
        noun = clause.predicate
        if last is None or noun.sent.start - last.clause.predicate.sent.start > _NEXT:
            return []
        acts = list(self.acts.of(clause))
        main = next((a for a in acts if a.main and a.status in _REFERRED), None)
        if main is None or main.word.lemma_ == "be" or self.document.clause(main.word).negated:
            return []
        draft = self._start(clause, last.type, main)
        if draft is None or (draft.assertion == "possible" and main.status != "extended"):
            return []
        draft.anaphoric, draft.acted, draft.parties = noun.lower_ == "it", True, list(last.parties)
        self.setting.fill(draft, main, acts)
        return [draft]

    def _of_noun(self, clause: Clause, entry: dict[str, Any]) -> Iterator[Draft]:
        noun = clause.predicate
        if self._within_another(noun) or (noun.lemma_ == "fire" and noun.head.lemma_ == "cease"):
            return
        if noun.pos_ == "PROPN" and noun.dep_ == "nsubj" and self.document.reports(noun.head):
            return  # "the Permanent Strategic *Framework* said": an alliance
        if entry.get("of") == "captives" and not self.undertakings.captive(clause.oblique("of")):
            return
        acts = self._acts(clause)
        main = next((a for a in acts if a.main), None)
        if main is not None and main.word.pos_ in ("VERB", "AUX") and self.document.clause(main.word).negated:
            # "was never respected": what it is said not to do is told, and what made it may be, too
            broken = main.status == "in force" and main.word.lemma_ != "be"
            acts = [a for a in acts if not a.main]
            if broken:
                acts = [Act(main.word, "violated", False), *acts]
            elif not acts and not self.setting.identity(noun):
                acts = [main]
            main = next((a for a in acts if a.main), None)
        told = main or next(iter(acts), None)
        if noun.dep_ in ("compound", "nmod", "amod") and told is None:
            return
        if entry.get("weak") and told is None and not self._is_plain(clause):
            return
        draft = self._start(clause, self._type(clause, entry), told)
        if draft is None:
            return
        draft.bare = told is None
        draft.vague = bool(entry.get("vague") or entry.get("weak"))
        finite = main is not None and main.word.pos_ in ("VERB", "AUX")
        draft.acted = finite and (not entry.get("vague") or draft.status in BROKEN)
        draft.anaphoric = any(c.lower_ in _DEFINITE for c in noun.lefts)
        draft.opens = main is not None and self._is_told(draft, main)
        draft.name = self._name(noun)
        draft.parties = self._parties(clause, acts)
        self._with_speaker(draft, told)
        self.setting.fill(draft, told, acts)
        yield draft
        if main is not None and main.status != "agreed":
            yield from self._made_before(draft, acts)

    def _is_told(self, draft: Draft, main: Act) -> bool:
        """Whether a sentence is there to tell of it: "the army *declared* a ceasefire", "the truce *is holding*"."""
        if main.word.dep_ != "ROOT" or draft.type == "other" or draft.assertion != "actual":
            return False
        if draft.status != "in force" and (draft.status != "agreed" or draft.anaphoric):
            return False
        noun = draft.clause.predicate
        doers = [t for t in self.document.clause(main.word).agents if t != noun]
        others = draft.clause.oblique("with", "between")
        may = self.undertakings.may_agree
        return (not doers or any(map(may, doers))) and all(map(may, others))

    def _acts(self, clause: Clause) -> list[Act]:
        """The acts upon an arrangement, those left out that one does to ground: troops *leave* a zone."""
        acts = list(self.acts.of(clause))
        if clause.predicate.lemma_.lower() not in self.grounds:
            return acts
        return [a for a in acts if not (self.ground & {verb_lemma(a.word), a.word.lemma_.lower()})]

    def _is_plain(self, clause: Clause) -> bool:
        """Whether a weak noun is an arrangement all the same: dated and named, or "a cessation of hostilities"."""
        noun = clause.predicate
        if self._name(noun) and self.setting.identity(noun):
            return True
        fought = clause.oblique("of", "in", "to")
        return noun.lemma_ in self.stopping and any(self.about.get(t.lemma_) == "ceasefire" for t in fought)

    def _within_another(self, noun: Token) -> bool:
        """ "a memorandum of *understanding*", "the agreement on a *ceasefire*": the outer noun tells it."""
        if noun.dep_ != "pobj" or noun.head.lower_ not in ("of", "on"):
            return False
        outer = noun.head.head
        return outer.pos_ in ("NOUN", "PROPN") and any(
            self.lexicon.nouns.get(k, {}).get("type") in ("memorandum", "other", "peace agreement")
            for k in noun_keys(outer)
        )

    def _with_speaker(self, draft: Draft, told: Act | None) -> None:
        """ "A deal has been reached with China, India's minister said": the other side is the one that says so."""
        speaker = draft.attribution.organisation if draft.attribution is not None else None
        if speaker is None or told is None or told.status != "agreed" or len(draft.parties) != 1:
            return
        if self.document.clause(told.word).oblique("with") and speaker not in draft.names:
            draft.parties.append(Actor(name=speaker))
            draft.acted = True

    def _made_before(self, draft: Draft, acts: list[Act]) -> Iterator[Draft]:
        """The signing that a described arrangement carries with it, where it is dated: "the deal signed on 3 May lapsed"."""
        made = next((a for a in acts if not a.main and a.status == "agreed"), None)
        if made is None:
            return
        date = self.setting.date_at(made.word)
        if date is None or date == draft.date:
            return
        earlier = self._start(draft.clause, draft.type, made)
        if earlier is None:
            return
        earlier.assertion, earlier.name, earlier.parties = "actual", draft.name, list(draft.parties)
        earlier.vague, earlier.anaphoric = draft.vague, False
        self.setting.fill(earlier, made, [made])
        earlier.spans = [self.document.span([*made.word.subtree, draft.clause.predicate])]
        yield earlier

    def _type(self, clause: Clause, entry: dict[str, Any]) -> str:
        noun = clause.predicate
        if not entry.get("vague") or noun.lemma_.lower() in self.grounds:
            return str(entry["type"])
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

    def _start(self, clause: Clause, kind: str, act: Act | None) -> Draft | None:
        document = self.document
        governed = clause
        if act is not None and act.main and act.word.pos_ in ("VERB", "AUX", "NOUN"):
            governed = document.clause(act.word)
        status = act.status if act is not None else "agreed"
        denied = governed.denied or clause.denied
        negated = governed.negated if act is not None and act.main else clause.negated
        attribution = document.attribution_of(clause.predicate, performing=self.acts.performing(clause, act))
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
            if by in self.acts.undertaking and status in ("agreed", "extended"):
                assertion = "actual"  # what was agreed is agreed, whenever it is to be done
        if assertion == "possible" and status in ("agreed", "in force", "carried out"):
            status = "proposed"
        if assertion == "planned" and status == "in force":
            status = "agreed"
        if status == "proposed" and assertion == "actual":
            assertion = "possible"
        draft = Draft(clause, kind, status, assertion, attribution)
        draft.spans = [document.span_of(clause)]
        if act is not None and act.main:
            draft.spans.append(document.span_of(governed))
        return draft

    def _parties(self, clause: Clause, acts: list[Act]) -> list[Actor]:
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
            if (lemma in self.between and not with_others) or (
                not act.main and act.status in ("violated", "proposed")
            ):
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

    def _record(self, draft: Draft) -> Agreement:
        return Agreement(
            assertion=draft.assertion,
            attribution=draft.attribution,
            evidence=tidy(draft.spans),
            type=draft.type,
            name=draft.name,
            parties=tuple(a for a in draft.parties if not is_nobody(a)),
            date=draft.date,
            effective=draft.effective,
            place=draft.place,
            area=draft.area,
            status=draft.status,
        )
