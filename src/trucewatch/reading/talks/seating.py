"""Who sits at the table of talks, and who brought them to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, conjuncts, content_head
from trucewatch.language.document import Document
from trucewatch.language.modality import verb_lemma
from trucewatch.reading.parties import described_by, is_person, represents, sides
from trucewatch.reading.talks.drafts import Draft

_EACH_OTHER = ("other", "another")


class Seating:
    """Fills in the sides and mediators of a draft.

    `tables` are those of the lexicon of talks; `site` says where a noun for talks stands in its sentence.
    """

    def __init__(
        self, document: Document, tables: Mapping[str, Any], *, site: Callable[[Token], Token]
    ) -> None:
        self.document, self.site = document, site
        self.audience = frozenset(tables["audience"]["nouns"])
        self.audience_names = frozenset(tables["audience"]["names"])
        self.mediating = frozenset(tables["mediation"]["participles"])
        self.mediation = frozenset(tables["mediation"]["nouns"])
        self.mediators = frozenset(tables["mediation"]["people"])
        self.gathering = frozenset(tables["mediation"]["gathering"])
        self.topical = frozenset(tables["series"]["topical"])
        self.hosts = frozenset(tables["mediation"]["hosts"])

    def of_noun(self, draft: Draft, carrier: Token | None, modifiers: list[Token]) -> None:
        document, clause = self.document, draft.clause
        tables = described_by(clause.predicate)
        accompanied = [t for t in clause.oblique("with") if not self._attends(t)]
        parties = [*clause.oblique("between", "among", "involving"), *accompanied, *tables]
        if draft.format == "call":
            parties += clause.oblique("to")  # "made several calls to the presidents"
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
        around, inviting = self._around(draft, self.site(clause.predicate))
        parties, mediators = [*parties, *around], [*mediators, *inviting]
        mediators += self._mediators(clause) + self._hosts(self.site(clause.predicate))
        if carrier is not None and not mediators:
            # "held talks in Muscat, mediated by Oman", wherever the parser hangs it
            asides = [
                t
                for t in carrier.subtree
                if t.tag_ == "VBN" and t.lemma_ in self.mediating and t.i > clause.predicate.i
            ]
            mediators += [t for v in asides for t in document.clause(v).oblique("by")]
        draft.mediators = sides(document, [t for t in mediators if self._talks(t)])
        named = {s.party.name for s in draft.mediators}
        draft.parties = [
            s for s in sides(document, [t for t in parties if self._talks(t)]) if s.party.name not in named
        ]

    def _around(self, draft: Draft, site: Token) -> tuple[list[Token], list[Token]]:
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
            if self.mediation & {token.lemma_.lower(), token.lower_}:
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

    def of_verb(self, draft: Draft, roles: str) -> None:
        document, clause = self.document, draft.clause
        subjects = [t for t in clause.agents if self._talks(t)]
        met_whom = [t for t in clause.patients if t.lower_ not in _EACH_OTHER]
        objects = [t for t in (*met_whom, *clause.recipients) if self._talks(t)]
        others = [t for t in clause.oblique("with", "to", "between", "among") if self._talks(t)]
        if roles == "mediator":
            met = sides(document, [*objects, *others])
            draft.mediators, draft.parties = sides(document, subjects), met if len(met) > 1 else []
            return
        if draft.format == "call" or clause.lemma in self.topical:
            objects = [t for t in objects if sides(document, [t])]  # "discussed the crisis by phone"
        elif roles == "host" or (roles == "mutual" and met_whom):
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
