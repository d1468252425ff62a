"""Incidents: acts of violence and breaches, with who did it to whom and what it cost.

A record is put together from an act ("shells hit the market") and the harm told with it ("killing six"),
which may stand in one clause, in two of a sentence, or in the sentence after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import Lexicon, assertion_of, date_of, date_told, lexicon, tidy, without, words
from trucewatch.reading.tables import incident_rows
from trucewatch.records import Actor, Casualties, Count, Incident, Place, Span

# where two words of one act disagree about its type, the one that says more about the means wins
_SPECIFIC = (
    "drone attack", "missile attack", "air strike", "shelling", "explosion", "downing", "airspace violation", "abduction", "detention",
    "shooting", "armed clash", "ground offensive", "raid", "obstruction", "killing", "ceasefire violation", "toll", "attack", "other",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_SPECIFIC)}
_ONE_ACT = {"attack", "killing", "other", "raid", "shooting"}


@dataclass(slots=True, eq=False)
class _Draft:
    """An incident in the making."""

    type: str
    weight: str
    clause: Clause
    clauses: list[Clause] = field(default_factory=list)
    harms: list[tuple[str, Count, str | None]] = field(default_factory=list)
    harm_clauses: list[Clause] = field(default_factory=list)
    victims: list[Token] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    definite: bool = False

    @property
    def sentence(self) -> int:
        return int(self.clause.predicate.sent.start)


def read(document: Document) -> list[Incident]:
    """The incidents that a report tells of, in the order of their first words."""
    reader = _Reader(document, lexicon("incidents"))
    return reader.read()


class _Reader:
    def __init__(self, document: Document, words_: Lexicon) -> None:
        self.document = document
        self.lexicon = words_
        tables = words_.tables
        self.harm_verbs = {v: outcome for outcome, verbs in tables["harm"].items() for v in verbs}
        self.harm_words = {w: outcome for outcome, ws in tables["harm_adjectives"].items() for w in ws}
        self.intransitive = set(tables["intransitive_harm"]["verbs"])
        self.victim_nouns = set(tables["victims"]["nouns"])
        self.means = set(tables["means"]["nouns"])
        self.objects = {name: set(nouns) for name, nouns in tables["objects"].items()}

    def read(self) -> list[Incident]:
        acts = self._acts()
        self._add_harm(acts)
        records = [r for r in (self._record(act) for act in acts) if r is not None]
        types = {w: e["type"] for w, e in self.lexicon.nouns.items() if e["weight"] != "frame"}
        rows = incident_rows(self.document, types)
        return _merge([*rows, *records])

    # ---- acts

    def _acts(self) -> list[_Draft]:
        drafts: list[_Draft] = []
        for clause, entry in self.document.triggers(self.lexicon.verbs, self.lexicon.nouns):
            if not self._fits(clause, entry):
                continue
            draft = _Draft(type=entry["type"], weight=entry["weight"], clause=clause, clauses=[clause])
            draft.definite = clause.nominal and any(
                c.lower_ in ("the", "this", "that", "these", "such") for c in clause.predicate.lefts
            )
            known = next((d for d in reversed(drafts) if self._one_act(d, draft)), None)
            if known is not None:
                known.clauses.append(clause)
                if _RANK[draft.type] < _RANK[known.type] and (
                    draft.weight == "sure" or known.weight != "sure"
                ):
                    known.type = draft.type
                known.weight = "sure" if "sure" in (known.weight, draft.weight) else known.weight
            else:
                drafts.append(draft)
        return drafts

    def _fits(self, clause: Clause, entry: dict[str, Any]) -> bool:
        """Whether a verb has the kind of object that makes it an act of violence."""
        if clause.nominal:
            return True
        objects = {content_head(t).lemma_.lower() for t in clause.patients}
        if "objects" in entry:
            return bool(objects & self.objects[entry["objects"]])
        return not objects & self.objects["never"]

    def _one_act(self, known: _Draft, new: _Draft) -> bool:
        """Whether two triggers of a sentence tell of one act: one is the other's argument, means or apposition."""
        if known.sentence != new.clause.predicate.sent.start:
            return False
        predicate = new.clause.predicate
        for clause in known.clauses:
            other = clause.predicate
            linked = {
                t.i for c in (clause, new.clause) for t in (*c.agents, *c.patients, *c.means, *c.complements)
            }
            if predicate.i in linked or other.i in linked:
                return True
            if predicate.head.i == other.i and predicate.dep_ in (
                "advcl",
                "appos",
                "compound",
                "conj",
                "acl",
                "relcl",
                "amod",
                "xcomp",
            ):
                return predicate.dep_ != "conj" or (clause.nominal and new.clause.nominal)
            if other.head.i == predicate.i and other.dep_ in (
                "compound",
                "amod",
                "acl",
                "relcl",
                "nsubj",
                "dobj",
                "nsubjpass",
            ):
                return True
        return False

    # ---- harm

    def _add_harm(self, acts: list[_Draft]) -> None:
        for clause, outcome, victims in self._harms():
            counts = [
                (outcome, count, words(self.document, v))
                for v in victims
                if (count := self._count(v)) is not None
            ]
            act = self._act_for(clause, acts)
            if act is None:
                if not counts:
                    continue
                kind = {"captured": "detention", "killed": "killing"}.get(outcome, "attack")
                act = _Draft(type=kind, weight="sure", clause=clause, clauses=[clause])
                acts.append(act)
            act.victims.extend(v for v in victims if v not in act.victims)
            act.harm_clauses.append(clause)
            for harm in counts:
                if all((harm[0], harm[1].value) != (h[0], h[1].value) for h in act.harms):
                    act.harms.append(harm)
        acts.sort(key=lambda a: a.clause.predicate.i)

    def _harms(self) -> Iterable[tuple[Clause, str, list[Token]]]:
        seen: set[int] = set()
        for clause, outcome in self.document.triggers(self.harm_verbs, {}):
            victims = clause.agents if clause.predicate.lemma_ in self.intransitive else clause.patients
            if outcome == "captured" and not any(self._is_victim(v) for v in victims):
                continue
            if victims:
                seen.update(v.i for v in victims)
                yield clause, str(outcome), victims
        for token in self.document.doc:
            outcome = self.harm_words.get(token.lower_)
            if outcome is None or (token.pos_ == "VERB" and token.tag_ not in ("VBN", "VBD")):
                continue
            yield from self._counted_harm(token, outcome, seen)

    def _counted_harm(
        self, token: Token, outcome: str, seen: set[int]
    ) -> Iterable[tuple[Clause, str, list[Token]]]:
        """Harm told by an adjective or a noun with a number: "four dead and nine wounded", "the deaths of two men"."""
        victim = self._counted_before(token)
        if victim is not None and victim.i not in seen:
            seen.add(victim.i)
            yield self.document.clause(token), outcome, [victim]
        elif token.lower_ in (
            "death",
            "deaths",
            "killing",
            "killings",
            "injury",
            "injuries",
            "life",
            "lives",
        ):
            clause = self.document.clause(token)
            victims = [v for v in clause.patients or clause.agents if v.i not in seen and self._is_victim(v)]
            if victims:
                seen.update(v.i for v in victims)
                yield clause, outcome, victims

    def _counted_before(self, token: Token) -> Token | None:
        """The counted word that a harm word follows, with at most a noun phrase and an auxiliary between."""
        if self.document.count_of(token) is not None:
            return token
        node, steps = token, 0
        while node.i > token.sent.start and steps < 5:
            node, steps = node.nbor(-1), steps + 1
            if (
                node.is_punct
                or node.pos_ == "CCONJ"
                or node.lower_ in self.harm_words
                or node.lower_ in ("by", "of", "in", "from")
            ):
                return None
            if self.document.count_at(node) is not None:
                return node
        return None

    def _is_victim(self, token: Token) -> bool:
        return (
            content_head(token).lemma_.lower() in self.victim_nouns
            or self.document.count_of(token) is not None
        )

    def _count(self, victim: Token) -> Count | None:
        count = self.document.count_of(victim)
        if count is not None:
            return count if count.value != 0 else None
        head = content_head(victim)
        if head != victim and (count := self.document.count_of(head)) is not None:
            return count
        if head.tag_ in ("NN", "NNP") and head.lemma_.lower() in self.victim_nouns - {
            "people",
            "personnel",
            "police",
            "staff",
            "family",
        }:
            return Count(value=1, text=words(self.document, victim))
        if head.ent_type_ == "PERSON":
            return Count(value=1, text=words(self.document, victim))
        return None

    def _act_for(self, harm: Clause, acts: list[_Draft]) -> _Draft | None:
        predicate = harm.predicate
        sentence = predicate.sent.start
        here = [a for a in acts if a.sentence == sentence]
        linked = {t.i for t in (*harm.agents, *harm.means, *harm.patients, predicate)}
        for act in here:
            for clause in act.clauses:
                if clause.predicate.i in linked or predicate.i in {
                    t.i for t in (*clause.agents, *clause.patients, *clause.means)
                }:
                    return act
        for act in here:
            if any(
                _hangs_on(predicate, c.predicate) or _hangs_on(c.predicate, predicate) for c in act.clauses
            ):
                return act
        if len(here) == 1:
            return here[0]
        if here:
            return min(here, key=lambda a: abs(a.clause.predicate.i - predicate.i))
        return self._act_before(harm, acts)

    def _act_before(self, harm: Clause, acts: list[_Draft]) -> _Draft | None:
        """A bare toll in a sentence of its own belongs to the act told of just before it, unless it is set elsewhere or at another time."""
        if self._is_toll(harm) or self.document.places_of(harm):
            return None
        sentence = harm.predicate.sent
        if sentence.start == 0:
            return None
        before = self.document.doc[sentence.start - 1].sent.start
        near = [a for a in acts if a.sentence == before]
        own = self.document.time_of(harm)
        if near and (
            own is None or date_of(self.document, near[-1].clause) in (None, own.window or own.value)
        ):
            return near[-1]
        return None

    def _is_toll(self, clause: Clause) -> bool:
        time = self.document.time_of(clause)
        return (
            time is not None
            and time.signal in ("since", "from", "over", "in the past", "during")
            and "/" in (time.window or "")
        )

    # ---- records

    def _record(self, act: _Draft) -> Incident | None:
        document = self.document
        assertion = assertion_of(document, act.clause)
        if assertion is None:
            return None
        actors = self._actors(act)
        targets = self._targets(act, actors)
        place = self._place(act)
        date = next((d for c in (*act.clauses, *act.harm_clauses) if (d := date_of(document, c))), None)
        date = date or date_told(document, act.clause)
        violations = document.count_of(act.clause.predicate) if act.type == "ceasefire violation" else None
        kind = "toll" if act.harms and any(self._is_toll(c) for c in act.harm_clauses) else act.type
        if not self._tells(act, actors, targets, place, date, violations):
            return None
        spans = [document.span_of(c) for c in (*act.clauses, *act.harm_clauses)]
        return Incident(
            assertion=assertion,
            attribution=document.attribution_of(act.clause.predicate),
            evidence=tidy(spans),
            type=kind,  # type: ignore[arg-type]
            date=date,
            place=place,
            actors=tuple(actors),
            targets=tuple(targets),
            casualties=tuple(Casualties(outcome=o, count=c, who=w) for o, c, w in act.harms),  # type: ignore[arg-type]
            violations=violations,
        )

    def _tells(
        self,
        act: _Draft,
        actors: list[Actor],
        targets: list[Actor],
        place: Place | None,
        date: str | None,
        violations: Count | None,
    ) -> bool:
        """Whether enough is told of an act for it to be a claim, and not the mention of one told of elsewhere."""
        if act.harms or violations is not None:
            return True
        told = sum(map(bool, (actors, targets, place, date)))
        if act.weight == "harm":
            done = any(not c.nominal for c in act.clauses)
            return done and bool(actors or act.type != "attack") and bool(targets or place) and told >= 2
        if act.definite and not actors:
            own = any(self.document.places_of(c) or self.document.time_of(c) for c in act.clauses)
            return own and told >= 2
        return told >= 2

    def _actors(self, act: _Draft) -> list[Actor]:
        found: list[Actor] = []
        sides = act.type == "armed clash"
        for clause in (*act.clauses, *act.harm_clauses):
            heads = [*clause.agents]
            if sides and clause in act.clauses:
                heads += [*clause.oblique("between", "with", "against", "among"), *clause.patients]
            for actor in self._doers(heads, act):
                if all(actor.name != a.name for a in found):
                    found.append(actor)
            if clause.nominal and clause in act.clauses:
                for actor in self.document.actors_of([c for c in clause.complements]):
                    if all(actor.name != a.name for a in found) and not found:
                        found.append(actor)
        return without(found, self.document.actors_of(act.victims)) if not sides else found

    def _doers(self, heads: Iterable[Token], act: _Draft) -> list[Actor]:
        """Who acts: the heads themselves, or behind a weapon its owner ("Turkish batteries", "rockets fired by …")."""
        found: list[Actor] = []
        predicates = {c.predicate.i for c in act.clauses}
        for head in heads:
            if head.i in predicates:
                continue
            if content_head(head).lemma_.lower() in self.means:
                owners = [c for c in head.children if c.dep_ in ("amod", "compound", "poss", "nmod")]
                firing = [c for c in head.children if c.dep_ in ("acl", "relcl") and c.pos_ == "VERB"]
                found += self.document.actors_of(
                    [*owners, *(a for v in firing for a in self.document.clause(v).agents)]
                )
            else:
                found += self.document.actors_of([head])
        return found

    def _targets(self, act: _Draft, actors: list[Actor]) -> list[Actor]:
        heads = [t for c in act.clauses for t in c.patients] + act.victims
        predicates = {c.predicate.i for c in (*act.clauses, *act.harm_clauses)}
        named: list[Actor] = []
        for head in heads:
            if head.i in predicates or self.document.place_at(head) is not None:
                continue
            resolved = self.document.actors_of([head])
            if not resolved and head.pos_ == "NOUN" and head.lemma_.lower() not in self.means:
                resolved = [Actor(name=words(self.document, head))]
            named += [a for a in resolved if all(a.name != b.name for b in named)]
        return without(named, actors)

    def _place(self, act: _Draft) -> Place | None:
        for clause in act.clauses:
            for token in clause.patients:
                place = self.document.place_at(token)
                if place is not None and place.name != place.country:
                    return place
        for clause in (*act.clauses, *act.harm_clauses):
            places = self.document.places_of(clause)
            if places:
                return places[0]
        return self.document.place_told(act.clause)


def _hangs_on(token: Token, other: Token) -> bool:
    """Whether `token`'s clause is subordinate to, or coordinated with, that of `other`."""
    node = token
    for _ in range(6):
        if node.head == node:
            return False
        node = node.head
        if node == other:
            return True
    return False


def _merge(records: list[Incident]) -> list[Incident]:
    """One record an act: later tellings by the same source add what they know to the first."""
    kept: list[Incident] = []
    for record in records:
        for n, known in enumerate(kept):
            if _same(known, record):
                kept[n] = _join(known, record)
                break
        else:
            kept.append(record)
    return kept


def _same(a: Incident, b: Incident) -> bool:
    if a.assertion != b.assertion or a.attribution != b.attribution or "toll" in (a.type, b.type):
        return False
    if a.type != b.type and not {a.type, b.type} & _ONE_ACT:
        return False
    if a.place and b.place and a.place.name != b.place.name:
        return False
    if a.date and b.date and a.date != b.date:
        return False
    if a.actors and b.actors and not {x.name for x in a.actors} & {x.name for x in b.actors}:
        return False
    counts = {c.outcome: c.count.value for c in a.casualties}
    if any(counts.get(c.outcome, c.count.value) != c.count.value for c in b.casualties):
        return False
    shared = (a.place and b.place) or (a.date and b.date) or (a.casualties and b.casualties)
    return bool(shared)


def _join(a: Incident, b: Incident) -> Incident:
    outcomes = {c.outcome for c in a.casualties}
    update: dict[str, Any] = {
        "evidence": tidy([*a.evidence, *b.evidence]),
        "type": min(a.type or "other", b.type or "other", key=_RANK.__getitem__),
        "date": a.date or b.date,
        "place": a.place or b.place,
        "actors": a.actors or b.actors,
        "targets": a.targets or b.targets,
        "casualties": (*a.casualties, *(c for c in b.casualties if c.outcome not in outcomes)),
        "violations": a.violations or b.violations,
    }
    return a.model_copy(update=update)
