"""Talks: meetings, calls, rounds and conferences, with who sat there, who brought them together and when.

A record is put together from every telling of one meeting in a report: the sentence that names it, the anaphors
that add its length or its end ("the talks lasted three hours"), and the sentences on who led whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, conjuncts, content_head, nominal
from trucewatch.language.document import Document, Trigger
from trucewatch.language.modality import verb_lemma
from trucewatch.language.modifiers import describing_verbs
from trucewatch.reading.common import Lexicon, assertion_of, date_of, lexicon, tidy, words
from trucewatch.reading.dating import date_of_noun, date_of_verb
from trucewatch.reading.parties import Side, described_by, is_nobody, is_person, represents, sides
from trucewatch.reading.periods import begins_after, overlap
from trucewatch.reading.whereabouts import is_broad
from trucewatch.records import Actor, Delegation, Person, Place, Source, Span, Talks

_AT = ("in", "at", "near", "outside", "inside", "aboard")
_DEFINITE = ("the", "this", "that", "these", "those", "both", "such", "his", "her", "their", "its")
_NEXT = 40  # words: a sentence further on
_TALKED = ("held", "ongoing")


@dataclass(slots=True, eq=False)
class _Draft:
    """Talks in the making."""

    clause: Clause
    status: str
    assertion: str
    attribution: Source | None
    format: str | None = None
    parties: list[Side] = field(default_factory=list)
    mediators: list[Side] = field(default_factory=list)
    members: dict[str, list[Person]] = field(default_factory=dict)
    heads: dict[str, Person] = field(default_factory=dict)
    date: str | None = None
    duration: str | None = None
    place: Place | None = None
    topics: list[str] = field(default_factory=list)
    outcome: str | None = None
    spans: list[Span] = field(default_factory=list)
    offered: bool = False  # somebody proposes it in so many words
    anaphoric: bool = False
    series: bool = False

    @property
    def names(self) -> set[str]:
        return {s.party.name for s in (*self.parties, *self.mediators)}


def read(document: Document) -> list[Talks]:
    """The talks that a report tells of, held, called off or to come, in the order of their first words."""
    return _Reader(document, lexicon("talks")).read()


class _Reader:
    def __init__(self, document: Document, words_: Lexicon) -> None:
        self.document = document
        self.lexicon = words_
        tables = words_.tables
        self.status_of = {v: status for status, verbs in tables["status"].items() for v in verbs}
        self.apart = frozenset(tables["apart"]["before"])
        self.apart_of = frozenset(tables["apart"]["of"])
        self.audience = frozenset(tables["audience"]["nouns"])
        self.audience_names = frozenset(tables["audience"]["names"])
        self.mediating = frozenset(tables["mediation"]["participles"])
        self.mediation = frozenset(tables["mediation"]["nouns"])
        self.mediators = frozenset(tables["mediation"]["people"])
        self.series = frozenset(tables["series"]["words"])
        self.proforms = frozenset(tables["series"]["proforms"])
        self.sitting = frozenset(tables["series"]["sitting"])
        self.facing = frozenset(tables["series"]["facing"])
        self.gathering = frozenset(tables["mediation"]["gathering"])
        self.rounds = frozenset(tables["series"]["rounds"])
        self.hosts = frozenset(tables["mediation"]["hosts"])
        self.teams = frozenset(tables["delegations"]["nouns"])
        self.leading = frozenset(tables["delegations"]["lead"])
        self.journeys = frozenset(tables["journeys"]["verbs"])
        self.made_of = frozenset(tables["delegations"]["made_of"])

    def read(self) -> list[Talks]:
        nouns = {c.predicate.i for c, entry in self.document.triggers({}, self.lexicon.nouns)}
        kept: list[_Draft] = []
        for draft in self._drafts(nouns):
            self._settle(draft, kept)
        self._add_delegations(kept)
        return [self._record(d) for d in kept if self._tells(d)]

    # ---- drafts

    def _drafts(self, nouns: set[int]) -> Iterator[_Draft]:
        last: _Draft | None = None
        for clause, entry in self._triggers():
            if clause.nominal or entry.get("proform"):
                draft = self._of_noun(clause, entry, last)
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

    def _of_noun(self, clause: Clause, entry: dict[str, Any], last: _Draft | None) -> _Draft | None:
        noun = clause.predicate
        if noun.dep_ in ("compound", "nmod", "poss") or self._is_apart(clause):
            return None
        site = self._site(noun)
        outer = self.document.clause(site) if site != noun else clause
        carrier = outer.carrier
        modifiers = [*describing_verbs(noun), *(describing_verbs(site) if site != noun else ())]
        if entry.get("proform") and (last is None or not self._stands_for(noun, carrier, last)):
            return None
        draft = self._start(clause, carrier, modifiers, entry.get("format"))
        if draft is None:
            return None
        self._sides_of_noun(draft, carrier, modifiers)
        draft.offered = self._offered(site, carrier)
        if entry.get("weak") and len(draft.names) < 2:
            return None
        draft.anaphoric = any(c.lower_ in _DEFINITE for c in site.lefts)
        beside = {c.lower_ for c in (*site.lefts, *noun.lefts)}
        draft.series = bool(entry.get("proform") or beside & self.series)
        return draft

    def _offered(self, site: Token, carrier: Token | None) -> bool:
        """Whether a verb proposes talks in so many words: "suggested a meeting", "called for a summit"."""
        if carrier is None:
            return False
        preposition = site.head.lower_ if site.dep_ == "pobj" else ""
        return "proposed" in (
            self._listed(carrier),
            self.status_of.get(f"{carrier.lemma_.lower()} {preposition}"),
        )

    def _site(self, noun: Token) -> Token:
        """Where talks stand in their sentence: "the second *round* of talks", "three *hours* of talks"."""
        node = noun
        while (
            node.dep_ == "pobj" and node.head.lower_ == "of" and node.head.head.lemma_.lower() in self.rounds
        ):
            node = node.head.head
        return node

    def _is_apart(self, clause: Clause) -> bool:
        before = {c.lower_ for c in clause.predicate.lefts if c.dep_ in ("compound", "amod", "nmod")}
        if clause.predicate.lower_ == "talk" and not before:
            return True  # "talk of clashes"
        if clause.predicate.lemma_ == "call" and (
            clause.oblique("for", "to") or (not before and clause.negated)
        ):
            return not clause.oblique("with", "between")  # "a call for restraint"
        return bool(before & self.apart) or any(
            t.lemma_.lower() in self.apart_of for t in clause.oblique("of")
        )

    def _stands_for(self, noun: Token, carrier: Token | None, last: _Draft) -> bool:
        """Whether "the sixth" or "the one on Wednesday" stands for talks told of just before."""
        if (
            noun.head.dep_ == "prep"
            or carrier is None
            or any(c.dep_ == "prep" and c.lower_ == "of" for c in noun.children)
        ):
            return False
        distance = noun.sent.start - last.clause.predicate.sent.start
        status = self.status_of.get(verb_lemma(carrier))
        near = distance == 0 or noun.doc[max(0, noun.sent.start - 1)].sent.start <= last.clause.predicate.i
        return near and status in ("held", "cancelled", "postponed", "scheduled")

    def _of_verb(self, clause: Clause, entry: dict[str, Any], nouns: set[int]) -> _Draft | None:
        arguments = [*clause.patients, *clause.agents, *(t for ts in clause.obliques.values() for t in ts)]
        if any(content_head(t).i in nouns or t.i in nouns for t in arguments):
            return None  # "hosted talks": the noun gathers it all
        roles = entry["roles"]
        form = entry.get("format") if roles != "by phone" else None
        draft = self._start(clause, clause.predicate, [], form)
        if draft is None:
            return None
        if self._by_phone(clause):
            draft.format = "call"
        self._sides_of_verb(draft, "mutual" if roles == "by phone" else roles)
        if roles == "by phone" and draft.format != "call" and not self._face_to_face(draft):
            return None
        return draft if draft.parties or self._unnamed(clause, roles) else None

    def _face_to_face(self, draft: _Draft) -> bool:
        """ "Alpha and Bravo *talked* for an hour", "*agreed* in Doha on …": two sides in one place, or at length."""
        clause = draft.clause
        if clause.lemma not in self.facing or clause.passive or draft.status != "held":
            return False
        draft.format, draft.date = "meeting", date_of_verb(self.document, clause.predicate) or draft.date
        return len(sides(self.document, clause.agents)) >= 2 and bool(draft.place or draft.duration)

    def _unnamed(self, clause: Clause, roles: str) -> bool:
        """Whether sides that the text does not name here sat together: "the delegations met again on Monday"."""
        several = any(represents(t) or t.pos_ == "PRON" or t.tag_ == "NNS" for t in clause.agents)
        return roles == "mutual" and several and clause.lemma in self.sitting and not clause.patients

    def _by_phone(self, clause: Clause) -> bool:
        tools = clause.oblique("by", "on", "over", "via")
        return any(
            t.lemma_.lower()
            in ("phone", "telephone", "video", "videolink", "hotline", "link", "teleconference")
            for t in tools
        )

    def _start(
        self, clause: Clause, verb: Token | None, modifiers: list[Token], form: str | None
    ) -> _Draft | None:
        document = self.document
        status = self._status(clause, verb, modifiers)
        if status is None:
            return None
        assertion = {"scheduled": "planned", "proposed": "possible"}.get(status, "actual")
        if clause.denied:
            status, assertion = "held", "denied"
        draft = _Draft(clause, status, assertion, document.attribution_of(clause.predicate), format=form)
        draft.date = self._date(clause, modifiers)
        draft.duration = self._duration(clause, verb)
        draft.place = self._place(clause, modifiers)
        draft.topics = [
            words(document, t)
            for t in clause.oblique("on", "about", "over")
            if document.time_at(t) is None and document.place_at(t) is None and t.pos_ == "NOUN"
        ]
        draft.spans = [document.span_of(clause)]
        self._by_calendar(draft)
        return draft

    # ---- status

    def _status(self, clause: Clause, verb: Token | None, modifiers: list[Token]) -> str | None:
        acts = [v for v in (verb, *modifiers) if v is not None]
        for act in acts:
            status = self._listed(act)
            if status in ("cancelled", "postponed") and self.document.clause(act).modality == "actual":
                return status
        if clause.negated and not clause.denied:
            if self._last_met(clause):
                return "held"
            if clause.modality != "actual" and not clause.nominal:
                return None  # "we will not negotiate"
            called_off = verb is not None and verb_lemma(verb) in ("take place", "go ahead", "hold")
            if called_off and clause.predicate.dep_ in ("nsubj", "nsubjpass"):
                return "cancelled"
            if assertion_of(self.document, clause) is None:
                return None
        if clause.modality == "planned" or _ahead(self._site(clause.predicate)):
            return "scheduled"
        if clause.modality == "possible":
            return "proposed"
        for act in acts:
            if self._listed(act) == "ongoing" or _progressive(act):
                return "ongoing"
        governed = self._site(clause.predicate).dep_ in (
            "dobj",
            "nsubj",
            "nsubjpass",
        )  # not "discussed it in a call"
        if governed and verb is not None and self._listed(verb) in ("scheduled", "proposed"):
            return self._listed(verb)
        return "held"

    def _last_met(self, clause: Clause) -> bool:
        """ "have not met since March": they met then."""
        time = self.document.time_of(clause) if not clause.nominal else None
        return time is not None and time.signal == "since" and clause.lemma in self.sitting

    def _listed(self, verb: Token) -> str | None:
        return self.status_of.get(verb_lemma(verb)) or self.status_of.get(verb.lemma_.lower())

    def _by_calendar(self, draft: _Draft) -> None:
        """A meeting dated after publication is still to come, whatever the tense ("meets on Tuesday")."""
        published = self.document.published
        if draft.date is None or published is None or draft.status not in _TALKED:
            return
        if begins_after(draft.date, published.isoformat()):
            draft.status, draft.assertion = "scheduled", "planned"

    # ---- sides

    def _sides_of_noun(self, draft: _Draft, carrier: Token | None, modifiers: list[Token]) -> None:
        document, clause = self.document, draft.clause
        tables = described_by(clause.predicate)
        accompanied = [t for t in clause.oblique("with") if not self._attends(t)]
        parties = [*clause.oblique("between", "among", "involving"), *accompanied, *tables]
        mediators: list[Token] = []
        for verb in (carrier, *modifiers):
            if verb is None:
                continue
            acting = document.clause(verb)
            lemma = verb_lemma(verb)
            doers = [t for t in acting.agents if t != clause.predicate]
            if lemma in self.mediating:
                mediators += doers
            elif verb is carrier or lemma in ("attend", "join", "hold"):
                parties += doers
            if verb is carrier:
                parties += [
                    t
                    for t in acting.oblique("with", "between")
                    if t != clause.predicate and not self._attends(t)
                ]
                mediators += [t for t in acting.oblique("by") if lemma in self.mediating]
        if carrier is None or not clause.carrier:
            parties += clause.agents
        around, inviting = self._around(draft, self._site(clause.predicate))
        parties, mediators = [*parties, *around], [*mediators, *inviting]
        mediators += self._mediators(clause) + self._hosts(self._site(clause.predicate))
        if carrier is not None and not mediators:
            # "held talks in Muscat, mediated by Oman", wherever the parser hangs it
            asides = [t for t in carrier.subtree if t.tag_ == "VBN" and t.lemma_ in self.mediating]
            mediators += [t for v in asides for t in document.clause(v).oblique("by")]
        draft.mediators = sides(document, [t for t in mediators if self._talks(t)])
        named = {s.party.name for s in draft.mediators}
        draft.parties = [
            s for s in sides(document, [t for t in parties if self._talks(t)]) if s.party.name not in named
        ]

    def _around(self, draft: _Draft, site: Token) -> tuple[list[Token], list[Token]]:
        """Sides and mediators outside the noun's phrase.

        "*Oman* is ready for talks", "in a call *Rubio* told *Lavrov*", "*Armenia and Iran* agreed in talks in Doha",
        "*Qatar* invited *both* to a summit".
        """
        if site.dep_ != "pobj":
            return [], []
        preposition, above = site.head.lower_, site.head.head
        if above.pos_ == "ADJ" and above.head.pos_ in ("VERB", "AUX"):
            return [t for c in above.head.children if c.dep_ == "nsubj" for t in conjuncts(c)], []
        if above.pos_ == "NOUN" and above.dep_ == "dobj":
            above = above.head  # "reached an agreement in talks"
        if above.pos_ != "VERB":
            return [], []
        doing = self.document.clause(above)
        if preposition == "to" and above.lemma_ in self.gathering:
            guests = sides(self.document, doing.patients)
            return (
                (doing.patients, doing.agents) if len(guests) > 1 else ([*doing.agents, *doing.patients], [])
            )
        if preposition not in ("in", "during", "at", "after", "following"):
            return [], []
        if draft.format == "call":
            heard = (*doing.patients, *doing.recipients, *doing.oblique("with", "to"))
            return [t for t in (*doing.agents, *heard) if sides(self.document, [t])], []
        together = len(sides(self.document, doing.agents)) > 1 or draft.clause.oblique("with")
        return (doing.agents, []) if together else ([], [])

    def _mediators(self, clause: Clause) -> list[Token]:
        """Who stands behind "Omani-mediated", "under UN auspices", "at the invitation of the king"."""
        found: list[Token] = []
        for child in clause.predicate.lefts:
            if child.dep_ in ("amod", "compound") and child.lemma_.lower() in self.mediating:
                found += [
                    c for c in child.children if c.dep_ in ("npadvmod", "compound", "amod", "nmod", "nsubj")
                ]
        attending = [t for t in clause.oblique("with") if self._attends(t)]
        found += attending
        for token in clause.oblique("under", "through", "with", "at", "by", "from"):
            if token.lemma_.lower() in self.mediation:
                found += described_by(token)
            elif any(c.lemma_.lower() in self.mediators for c in (token, *token.lefts)):
                found.append(token)
        return found

    def _attends(self, token: Token) -> bool:
        """ "with the UN *in attendance*", "with Qatar and Egypt *mediating*": no side, but there."""
        after = token.right_edge.i + 1
        following = [t.lower_ for t in token.doc[after : after + 2]]
        inside = [t.lower_ for t in token.rights]
        words_ = {*following, *inside, *(t.lower_ for c in token.rights for t in c.children)}
        return bool(words_ & {"attendance", "present", "mediating", "observers", "watching", "looking"})

    def _hosts(self, site: Token) -> list[Token]:
        """ "Oman, *host* to the talks", "Qatar was the *venue* of the meeting"."""
        outer = site.head.head if site.dep_ == "pobj" else site
        if (
            outer == site
            or outer.lemma_.lower() not in self.hosts
            or site.head.lower_ not in ("of", "to", "for", "in")
        ):
            return []
        if outer.dep_ == "appos":
            return [outer.head]
        return [c for c in outer.head.children if c.dep_ == "nsubj"] if outer.dep_ == "attr" else [outer]

    def _sides_of_verb(self, draft: _Draft, roles: str) -> None:
        document, clause = self.document, draft.clause
        subjects = [t for t in clause.agents if self._talks(t)]
        objects = [t for t in (*clause.patients, *clause.recipients) if self._talks(t)]
        others = [t for t in clause.oblique("with", "to", "between", "among") if self._talks(t)]
        if roles == "mediator":
            met = sides(document, [*objects, *others])
            draft.mediators, draft.parties = sides(document, subjects), met if len(met) > 1 else []
            return
        if draft.format == "call":
            objects = [t for t in objects if sides(document, [t])]  # "discussed the crisis by phone"
        elif roles == "host" or (roles == "mutual" and clause.patients):
            objects = [
                t for t in objects if roles != "host" or represents(t) or self._may_call(content_head(t))
            ]
            if not sides(document, objects):
                return
        if roles == "gathering" and clause.patients and not clause.passive:
            return
        met = sides(document, [*objects, *others])
        draft.mediators = sides(document, self._mediators(clause))
        if roles == "host" and len(met) > 1:
            draft.mediators += sides(document, subjects)
            draft.parties = met
        elif roles in ("mutual", "by phone", "host"):
            own = sides(document, subjects)
            if not own or (self._needs_other(clause) and not met and len(own) < 2):
                return
            draft.parties = [*own, *(s for s in met if all(s.party.name != o.party.name for o in own))]
        else:
            draft.parties = sides(document, [*subjects, *objects, *others])
        named = {s.party.name for s in draft.mediators}
        draft.parties = [s for s in draft.parties if s.party.name not in named]

    def _may_call(self, head: Token) -> bool:
        """Whether a name is somebody's who can be received: a person, a force or a body, no state."""
        mention = self.document.actor_at(head)
        return (
            mention.type != "state"
            if mention is not None and head.pos_ == "PROPN"
            else is_person(self.document, head)
        )

    def _needs_other(self, clause: Clause) -> bool:
        return clause.lemma not in ("meet", "convene", "confer", "negotiate")

    def _talks(self, token: Token) -> bool:
        """Whether a head may sit at a table: no place name alone, no audience, nothing said to the press."""
        head = content_head(token)
        if head.lemma_.lower() in self.audience or head.text in self.audience_names:
            return False
        return self.document.time_at(head) is None

    # ---- when, where, how long

    def _date(self, clause: Clause, modifiers: list[Token]) -> str | None:
        if not clause.nominal:
            time = self.document.time_of(clause) if clause.negated else None
            return (
                time.value if time is not None and time.signal == "since" else date_of(self.document, clause)
            )
        noun = clause.predicate
        for verb in modifiers:
            own = date_of_verb(self.document, verb) if noun.i < verb.i else None
            if own is not None:
                return own
        own = date_of_noun(self.document, noun) or date_of_noun(self.document, self._site(noun))
        return own or date_of(self.document, clause)

    def _place(self, clause: Clause, modifiers: list[Token]) -> Place | None:
        for inner in (*(self.document.clause(v) for v in modifiers), clause):
            places = self.document.places_of(inner, prepositions=_AT)
            if places:
                return places[0]
        return self._journey(clause) or self._journey_before(clause)

    def _journey_before(self, clause: Clause) -> Place | None:
        """ "visited *Sanaa* and met with …"."""
        verb = clause.predicate
        if clause.nominal or verb.dep_ != "conj" or verb.head.lemma_ not in self.journeys:
            return None
        trip = self.document.clause(verb.head)
        heads = (*trip.patients, *trip.oblique("to", "in", "into", "at"))
        return next((p for t in heads if (p := self.document.place_at(t)) is not None), None)

    def _journey(self, clause: Clause) -> Place | None:
        """Where somebody goes for talks: "visited *Moscow* for talks", "arrived in Doha for negotiations"."""
        node = clause.predicate
        if node.dep_ != "pobj" or node.head.head.lemma_ not in self.journeys:
            return None
        trip = self.document.clause(node.head.head)
        heads = (*trip.patients, *trip.oblique("to", "in", "into", "at", "for"))
        return next((p for t in heads if (p := self.document.place_at(t)) is not None), None)

    def _duration(self, clause: Clause, verb: Token | None) -> str | None:
        for token in (*clause.tokens(), *(self.document.clause(verb).tokens() if verb is not None else ())):
            time = self.document.time_at(token)
            if (
                time is not None
                and time.kind == "duration"
                and time.duration
                and time.signal not in ("in", "within", "after", "before", "since")
            ):
                return time.duration
        return None

    # ---- one record for one meeting

    def _settle(self, draft: _Draft, kept: list[_Draft]) -> None:
        """Join a telling to the talks that it is about, or keep it as talks of its own."""
        known = next((k for k in reversed(kept) if self._same(k, draft)), None)
        if known is not None:
            _join(known, draft)
            return
        if draft.anaphoric and not (draft.series or draft.place or self._own(draft)):
            return
        told = draft.date or draft.place or not draft.clause.nominal
        if (draft.series or (told and not draft.names)) and len(draft.parties) < 2 and kept:
            before = kept[-1]
            if not draft.names - before.names:
                draft.parties, draft.mediators = list(before.parties), list(before.mediators)
        kept.append(draft)

    def _own(self, draft: _Draft) -> bool:
        off = draft.status in ("postponed", "cancelled")
        return len(draft.names) >= 2 or bool((draft.names or off) and (draft.date or draft.place))

    def _same(self, a: _Draft, b: _Draft) -> bool:
        if (a.status in _TALKED) != (b.status in _TALKED) or (
            a.status not in _TALKED and a.status != b.status
        ):
            return False
        if a.attribution and b.attribution and a.attribution != b.attribution and not b.anaphoric:
            return False
        if a.date and b.date and not overlap(a.date, b.date):
            return False
        if (
            a.place
            and b.place
            and a.place.name != b.place.name
            and not (is_broad(a.place) or is_broad(b.place))
        ):
            return False
        if b.series and (a.date, a.place) != (b.date, b.place):
            return False
        if (a.format == "call") != (b.format == "call") and not (b.anaphoric and b.format is None):
            return False
        if a.names and b.names and not a.names & b.names:
            return False
        if b.anaphoric:
            return True
        shared = len(a.names & b.names)
        return shared >= 2 or bool(a.date and b.date and (shared or not b.names))

    def _tells(self, draft: _Draft) -> bool:
        """Whether enough is said to make a record: two sides, or one and a day or place."""
        if len(draft.names) >= 2:
            meant = not draft.clause.nominal or draft.offered
            return draft.status != "proposed" or bool(draft.date or draft.place or meant)
        if draft.date and draft.place:
            return True
        if draft.status == "proposed":
            return False
        off = draft.status in ("postponed", "cancelled")
        return bool((draft.names or off) and (draft.date or draft.place))

    # ---- delegations

    def _add_delegations(self, kept: list[_Draft]) -> None:
        for draft in kept:
            for side in (*draft.parties, *draft.mediators):
                if side.person is not None and side.person.name and draft.format != "call":
                    draft.heads.setdefault(side.party.name, side.person)
        if not kept:
            return
        for token in self.document.doc:
            if token.lemma_.lower() in self.teams and token.pos_ in ("NOUN", "PROPN"):
                self._add_delegation(token, kept)

    def _add_delegation(self, team: Token, kept: list[_Draft]) -> None:
        heads, members = self._people_of(team)
        if not heads and not members:
            return
        draft = self._draft_near(team, kept)
        named = sides(self.document, [team])
        party = named[0].party.name if named else next((p.name for p in self._organisations(heads)), None)
        if draft is None or party is None:
            return
        if party not in draft.names:
            draft.parties.append(named[0] if named else Side(Actor(name=party)))
        for person in heads[:1]:
            draft.heads[party] = self._person(person)
        draft.members.setdefault(party, []).extend(self._person(p) for p in members)
        draft.spans.append(self.document.span([team, *heads, *members]))

    def _people_of(self, team: Token) -> tuple[list[Token], list[Token]]:
        """Who leads a delegation and who is in it, from participles, main verbs and "under the leadership of"."""
        heads: list[Token] = []
        members: list[Token] = []
        verbs = [c for c in team.children if c.dep_ in ("acl", "relcl")]
        if team.dep_ in ("nsubj", "nsubjpass", "dobj") and team.head.pos_ in ("VERB", "AUX"):
            verbs.append(team.head)
        for verb in verbs:
            clause, lemma = self.document.clause(verb), verb_lemma(verb)
            if verb.lemma_.lower() in self.leading and team in clause.patients:
                heads += [t for t in clause.agents if t != team]
            elif (lemma in self.made_of and team not in clause.patients[:1]) or lemma == "make up":
                members += [t for t in (*clause.patients, *clause.oblique("of")) if t != team]
        for preposition in team.children:
            if preposition.dep_ == "prep" and preposition.lower_ in ("under", "with"):
                for inner in preposition.children:
                    if inner.lemma_.lower() in ("leadership", "chairmanship", "head"):
                        heads += described_by(inner)
        return heads, members

    def _organisations(self, people: Iterable[Token]) -> list[Actor]:
        return [side.party for side in sides(self.document, people)]

    def _person(self, token: Token) -> Person:
        source = self.document.coreference.speaker(token) if is_person(self.document, token) else None
        if source is not None and source.name:
            return Person(name=source.name, role=source.role)
        return Person(name=words(self.document, token))

    def _draft_near(self, token: Token, kept: list[_Draft]) -> _Draft | None:
        """The talks of the same sentence, or the last told of before it."""
        sentence = token.sent
        talked = [
            d for d in kept if d.status in _TALKED
        ] or kept  # a delegation has been where it is described
        here = [d for d in talked if sentence.start <= d.clause.predicate.i < sentence.end]
        before = [d for d in talked if d.clause.predicate.i < sentence.start]
        if here or before:
            return here[0] if here else before[-1]
        after = [d for d in talked if d.clause.predicate.i < sentence.end + _NEXT]
        return after[0] if after else None

    # ---- records

    def _record(self, draft: _Draft) -> Talks:
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


def _is_subject(token: Token) -> bool:
    """Whether "the sixth" or "one" is what a verb is about, directly or behind "since" and a comma."""
    return token.dep_ in ("nsubj", "nsubjpass", "dobj") and token.head.pos_ in ("VERB", "AUX")


def _progressive(verb: Token) -> bool:
    if verb.tag_ != "VBG":
        return False
    return any(
        c.dep_ == "aux" and c.lemma_ in ("be", "'s", "'re") and c.tag_ in ("VBZ", "VBP", "VBN")
        for c in verb.children
    )


def _ahead(noun: Token) -> bool:
    """Whether a noun stands for what is to come by its preposition: "ahead of talks", "before the meeting"."""
    preposition = noun.head
    if noun.dep_ != "pobj":
        return False
    return preposition.lower_ == "before" or (
        preposition.lower_ == "of" and preposition.head.lower_ == "ahead"
    )


def _join(known: _Draft, new: _Draft) -> None:
    """Add what a later telling says to the talks told of before."""
    names = known.names
    known.parties += [s for s in new.parties if s.party.name not in names]
    known.mediators += [s for s in new.mediators if s.party.name not in known.names]
    known.date = known.date or new.date
    if known.place is None or (new.place is not None and is_broad(known.place)):
        known.place = new.place
    known.attribution = known.attribution and new.attribution
    known.duration = known.duration or new.duration
    known.format = known.format or new.format
    known.topics += [t for t in new.topics if t not in known.topics]
    known.spans += new.spans
