"""Talks: meetings, calls, rounds and conferences, with who sat there, who brought them together and when.

A record is put together from every telling of one meeting in a report: the sentence that names it, the anaphors
that add its length or its end ("the talks lasted three hours"), and the sentences on who led whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head, nominal
from trucewatch.language.document import Document, Trigger
from trucewatch.language.modality import verb_lemma
from trucewatch.language.modifiers import describing_verbs
from trucewatch.reading.common import Lexicon, lexicon, tidy, words
from trucewatch.reading.dating import date_of_verb
from trucewatch.reading.parties import is_nobody, is_person, represents, sides
from trucewatch.reading.talks.delegations import Delegations
from trucewatch.reading.talks.drafts import Draft, settle, tells
from trucewatch.reading.talks.failures import Failures
from trucewatch.reading.talks.seating import Seating
from trucewatch.reading.talks.setting import Setting
from trucewatch.reading.talks.standing import Standing
from trucewatch.records import Delegation, Talks

_DEFINITE = ("the", "this", "that", "these", "those", "both", "such", "his", "her", "their", "its")


def read(document: Document) -> list[Talks]:
    """The talks that a report tells of, held, called off or to come, in the order of their first words."""
    return _Reader(document, lexicon("talks")).read()


class _Reader:
    def __init__(self, document: Document, words_: Lexicon) -> None:
        tables = words_.tables
        self.document = document
        self.lexicon = words_
        self.standing = Standing(document, tables)
        self.seating = Seating(document, tables, site=self.standing.site)
        self.setting = Setting(document, tables, site=self.standing.site)
        self.delegations = Delegations(document, tables)
        self.failures = Failures(document, tables)
        self.apart = frozenset(tables["apart"]["before"])
        self.apart_behind = frozenset(tables["apart"]["behind"])
        self.apart_of = frozenset(tables["apart"]["of"])
        self.series = frozenset(tables["series"]["words"])
        self.proforms = frozenset(tables["series"]["proforms"])
        self.bodies = frozenset(tables["bodies"]["nouns"])
        self.facing = frozenset(tables["series"]["facing"])

    def read(self) -> list[Talks]:
        nouns = {clause.predicate.i for clause, _ in self.document.triggers({}, self.lexicon.nouns)}
        kept: list[Draft] = []
        for draft in self._drafts(nouns):
            settle(draft, kept)
        self.delegations.add(kept)
        return [self._record(d) for d in kept if tells(d)]

    def _drafts(self, nouns: set[int]) -> Iterator[Draft]:
        last: Draft | None = None
        for clause, entry in self._triggers():
            if clause.nominal or entry.get("proform"):
                draft = self._of_noun(clause, entry, last)
            elif entry.get("roles") == "failing":
                draft = self._of_failure(clause)
            elif "roles" in entry:
                draft = self._of_verb(clause, entry, nouns)
            else:
                continue  # a noun of the lexicon used as an adjective
            if draft is not None:
                yield draft
                last = draft

    def _triggers(self) -> list[Trigger]:
        found = list(self.document.triggers(self.lexicon.verbs, self.lexicon.nouns))
        taken = {clause.predicate.i for clause, _ in found}
        for token in self.document.doc:
            if token.lower_ in self.proforms and token.i not in taken and _is_subject(token):
                found.append(Trigger(nominal(token), {"proform": True}))
        return sorted(found, key=lambda t: t.clause.predicate.i)

    def _of_noun(self, clause: Clause, entry: dict[str, Any], last: Draft | None) -> Draft | None:
        noun = clause.predicate
        if noun.dep_ in ("compound", "nmod", "poss") or self._is_apart(clause):
            return None
        site = self.standing.site(noun)
        outer = self.document.clause(site) if site != noun else clause
        carrier = outer.carrier or self.standing.left(site)
        modifiers = [*describing_verbs(noun), *(describing_verbs(site) if site != noun else ())]
        if entry.get("proform") and (last is None or not self._stands_for(noun, carrier, last)):
            return None
        draft = self._start(clause, carrier, modifiers, entry.get("format"))
        if draft is None:
            return None
        self.seating.of_noun(draft, carrier, modifiers)
        draft.outcome = self.setting.outcome(site, carrier)
        draft.offered = self.standing.offered(site, carrier)
        if entry.get("weak") and len(draft.names) < 2:
            return None
        draft.anaphoric = any(c.lower_ in _DEFINITE for c in site.lefts)
        beside = {c.lower_ for c in (*site.lefts, *noun.lefts)}
        draft.series = bool(entry.get("proform") or beside & self.series)
        return draft

    def _is_apart(self, clause: Clause) -> bool:
        before = {c.lower_ for c in clause.predicate.lefts if c.dep_ in ("compound", "amod", "nmod")}
        above = clause.predicate.head
        if above.lower_ == "of" and above.head.lemma_.lower() in self.apart_behind:
            return True
        if clause.predicate.lower_ == "talk" and not before:
            return True  # "talk of clashes"
        if clause.predicate.lemma_ == "call" and (
            clause.oblique("for", "to") or (not before and clause.negated)
        ):
            heard = [t for t in clause.oblique("to") if represents(t) or is_person(self.document, t)]
            return not (heard or clause.oblique("with", "between"))  # "a call for restraint"
        return bool(before & self.apart) or any(
            t.lemma_.lower() in self.apart_of for t in clause.oblique("of")
        )

    def _stands_for(self, noun: Token, carrier: Token | None, last: Draft) -> bool:
        """Whether "the sixth" or "the one on Wednesday" stands for talks told of just before."""
        if (
            noun.head.dep_ == "prep"
            or carrier is None
            or any(c.dep_ == "prep" and c.lower_ == "of" for c in noun.children)
        ):
            return False
        distance = noun.sent.start - last.clause.predicate.sent.start
        status = self.standing.status_of.get(verb_lemma(carrier))
        near = distance == 0 or noun.doc[max(0, noun.sent.start - 1)].sent.start <= last.clause.predicate.i
        return near and status in ("held", "cancelled", "postponed", "scheduled")

    def _of_verb(self, clause: Clause, entry: dict[str, Any], nouns: set[int]) -> Draft | None:
        arguments = [*clause.patients, *clause.agents]
        if entry["roles"] != "mutual":
            arguments += [t for ts in clause.obliques.values() for t in ts]
        if any(content_head(t).i in nouns or t.i in nouns for t in arguments):
            return None  # "hosted talks": the noun gathers it all
        roles = entry["roles"]
        form = entry.get("format") if roles != "by phone" else None
        draft = self._start(clause, clause.predicate, [], form)
        if draft is None:
            return None
        if self._by_phone(clause):
            draft.format = "call"
        self.seating.of_verb(draft, "mutual" if roles == "by phone" else roles)
        if roles == "by phone" and draft.format != "call" and not self._face_to_face(draft):
            return None
        if entry.get("needs") == "persons" and not _between_persons(draft):
            return None
        between = roles == "mediator" and draft.mediators and any(map(represents, clause.oblique("between")))
        return draft if draft.parties or between or self._unnamed(clause, roles) else None

    def _of_failure(self, clause: Clause) -> Draft | None:
        """ "Negotiators *failed* to reach a deal in Doha": what they did not bring about is the outcome of talks."""
        failed = self.failures.of(clause)
        draft = self._start(clause, clause.predicate, [], None) if failed is not None else None
        if failed is None or draft is None:
            return None
        draft.parties, draft.place, draft.date = failed.parties, failed.place, failed.date or draft.date
        draft.outcome, draft.topics = failed.outcome, []
        draft.spans.append(failed.span)
        return draft

    def _face_to_face(self, draft: Draft) -> bool:
        """ "Alpha and Bravo *talked* for an hour", "*agreed* in Doha on …": two sides in one place, or at length."""
        clause = draft.clause
        if clause.lemma not in self.facing or clause.passive or draft.status != "held":
            return False
        draft.format, draft.date = "meeting", date_of_verb(self.document, clause.predicate) or draft.date
        together = draft.parties if clause.lemma != "agree" else sides(self.document, clause.agents)
        return len(together) >= 2 and bool(draft.place or draft.duration)

    def _unnamed(self, clause: Clause, roles: str) -> bool:
        """Whether sides that the text does not name here sat together: "the delegations met again on Monday"."""
        alone = all(t.lower_ in ("other", "another") for t in clause.patients)
        several = any(
            represents(t) or t.pos_ == "PRON" or t.tag_ == "NNS" or t.lemma_.lower() in self.bodies
            for t in clause.agents
        )
        return roles == "mutual" and several and clause.lemma in self.standing.sitting and alone

    def _by_phone(self, clause: Clause) -> bool:
        tools = clause.oblique("by", "on", "over", "via")
        return any(
            t.lemma_.lower()
            in ("phone", "telephone", "video", "videolink", "hotline", "link", "teleconference")
            for t in tools
        )

    def _start(
        self, clause: Clause, verb: Token | None, modifiers: list[Token], form: str | None
    ) -> Draft | None:
        document = self.document
        status = self.standing.of(clause, verb, modifiers)
        if status is None:
            return None
        assertion = {"scheduled": "planned", "proposed": "possible"}.get(status, "actual")
        if clause.denied:
            status, assertion = "held", "denied"
        elif status == "held" and self.standing.is_disputed(clause):
            assertion = "denied"
        draft = Draft(clause, status, assertion, document.attribution_of(clause.predicate), format=form)
        draft.date = self.setting.date(clause, modifiers)
        draft.duration = self.setting.duration(clause, verb, modifiers)
        draft.place = self.setting.place(clause, modifiers)
        draft.topics = [
            words(document, t)
            for t in clause.oblique("on", "about", "over")
            if document.time_at(t) is None and document.place_at(t) is None and t.pos_ == "NOUN"
        ]
        draft.spans = [document.span_of(clause)]
        self.standing.by_calendar(draft)
        return draft

    def _record(self, draft: Draft) -> Talks:
        delegations = [
            Delegation(
                party=side.party,
                head=draft.heads.get(side.party.name),
                members=tuple(draft.members.get(side.party.name, ())),
            )
            for side in (*draft.parties, *draft.mediators)
            if side.party.name in draft.heads or draft.members.get(side.party.name)
        ]
        return Talks(
            assertion=draft.assertion,
            attribution=draft.attribution,
            evidence=tidy(draft.spans),
            status=draft.status,
            date=draft.date,
            duration=draft.duration,
            place=draft.place if draft.format != "call" else None,
            format=draft.format or "meeting",
            parties=tuple(s.party for s in draft.parties if not is_nobody(s.party)),
            mediators=tuple(s.party for s in draft.mediators if not is_nobody(s.party)),
            delegations=tuple(delegations),
            topics=tuple(draft.topics),
            outcome=draft.outcome,
        )


def _between_persons(draft: Draft) -> bool:
    """Whether two named persons come together somewhere: "General Clark *saw* President Milosevic in Belgrade"."""
    return len(draft.parties) > 1 and draft.place is not None and all(side.person for side in draft.parties)


def _is_subject(token: Token) -> bool:
    """Whether "the sixth" or "one" is what a verb is about, directly or behind "since" and a comma."""
    return token.dep_ in ("nsubj", "nsubjpass", "dobj") and token.head.pos_ in ("VERB", "AUX")
