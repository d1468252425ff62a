"""Patrols: joint, unilateral and aerial patrols, escorts and inspection visits; how they went and why not.

Three ways of telling: a noun with what carries it ("held a joint patrol", "the patrol was cut short"), a
verb of patrolling or visiting done by those who do so ("monitors visited X"), and access refused to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import by_word, date_of, date_told, edtf, frame, lexicon, tidy
from trucewatch.reading.entries import following, is_entry, issuer_of, place_of_entry, time_of_entry
from trucewatch.reading.forces import forces_of, is_force, is_mission, nouns, owners, owners_of
from trucewatch.reading.merging import contradict
from trucewatch.reading.whereabouts import ground_kind, must_be_place, place_of, there
from trucewatch.records import Actor, Patrol, Place

_WATCHERS = frozenset({"monitor", "observer", "inspector", "verifier", "peacekeeper", "supervisor"})
_INSPECTORATES = frozenset({"IAEA", "International Atomic Energy Agency", "OPCW", "ICRC"})
_MORE = frozenset({"further", "another", "similar", "next", "new"})
_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_MAKING = frozenset({"force", "make", "compel", "oblige", "order", "tell", "ask"})
_SHARED = frozenset({"joint", "combined", "mixed", "common", "coordinated", "tripartite", "shared"})
_ALOFT = frozenset({"aerial", "air", "helicopter", "drone", "uav", "flight"})
_GOALS = (
    "to",
    "into",
    "in",
    "at",
    "from",
    "near",
    "inside",
    "on",
    "of",
    "around",
    "towards",
    "along",
    "through",
    "over",
    "between",
)


def read(document: Document) -> list[Patrol]:
    """The patrols and inspection visits that a report tells of, in the order of the text."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.lexicon = lexicon("patrols")
        tables = self.lexicon.tables
        self.carriers = by_word(tables["carriers"])
        self.nouns = by_word(tables["nouns"])
        self.refusing = dict.fromkeys(tables["access"]["verbs"], True)
        self.allowing = set(tables["access"]["allowing"])
        self.entries = set(tables["access"]["nouns"])
        self.reasons = set(tables["reasons"]["nouns"])
        self.because = tuple(tables["reasons"]["prepositions"])

    def read(self) -> list[Patrol]:
        found: list[tuple[int, Patrol, bool]] = []
        for clause, entry in self.document.triggers(self.lexicon.verbs, self.lexicon.nouns):
            gerund = clause.predicate.tag_ == "VBG" and clause.predicate.dep_ in _SUBJECT
            noun = "acts" not in entry or (gerund and entry["acts"] == "patrol")  # "patrolling is suspended"
            record = self._by_noun(clause, entry) if noun else self._by_verb(clause, entry)
            if record is not None:
                found.append((clause.predicate.i, record, clause.nominal and _is_definite(clause.predicate)))
        for clause, _ in self.document.triggers({**self.refusing, **dict.fromkeys(self.allowing, True)}, {}):
            found += [(clause.predicate.i, r, False) for r in self._refused(clause)]
        return _merge(sorted(found, key=lambda f: f[0]))

    # ---- nouns

    def _by_noun(self, clause: Clause, entry: dict[str, Any]) -> Patrol | None:
        noun = clause.predicate
        if noun.text.isupper() and self.document.actor_at(noun) is not None:
            return None  # the name of a mission in a heading
        carrier, role = _carrier(noun)
        verb = self.document.clause(carrier) if carrier is not None else None
        status = self._status(clause, verb, role)
        if status is None:
            return None
        off = verb is not None and verb.negated and not verb.denied and status in ("held", "scheduled")
        status = "cancelled" if off else status  # "will not take place"
        participants = self._participants(clause, verb, role, status)
        if entry.get("by") == "watchers" and not self._is_watchers_visit(clause, verb):
            return None
        kind = self._type(noun, entry["type"], participants)
        place, date = self._where(clause, verb), self._when(clause, verb)
        if place is None and status not in ("held", "scheduled"):
            place = self.document.place_told(clause)
        if not participants and self._is_own_entry(noun):
            participants = list(issuer_of(self.document))
        if is_entry(noun):
            place = place or place_of_entry(self.document, noun)
        taken_up = _is_definite(noun) and not participants and noun.tag_ == "NN"
        taken_up = taken_up or (not participants and any(c.lower_ in _MORE for c in noun.lefts))
        settled = status not in ("held", "scheduled") or kind == "joint"
        if not participants and not taken_up and not (settled and (place or kind == "joint")):
            return None
        if entry["type"] == "inspection" and not (participants and place):
            return None
        return self._record(clause, verb, status, kind, participants, place, date)

    def _is_own_entry(self, noun: Token) -> bool:
        """Whether a patrol is that of whoever issues the report: a monitor's log leaves out its own name."""
        issuer = issuer_of(self.document)
        if not issuer or self.document.attribution_of(noun) is not None:
            return False
        return is_entry(noun) or (is_mission(issuer[0].name) and not _is_definite(noun))

    def _status(self, clause: Clause, verb: Clause | None, role: str) -> str | None:
        noun = clause.predicate
        above = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None
        if above is not None and above.lemma_.lower() in self.nouns:
            return self.nouns[above.lemma_.lower()]
        shade = next(
            (
                s
                for c in noun.children
                if c.dep_ in ("acl", "relcl", "amod") and (s := self._shade(c)) not in (None, "held")
            ),
            None,
        )
        if shade is None and noun.dep_ != "pobj" and is_entry(noun):
            shade = self._status_of_entry(noun)
        if verb is None:
            told = noun.dep_ == "ROOT" or (
                noun.dep_ in ("appos", "dobj", "conj", "nsubj") and (shade is not None or is_entry(noun))
            )
            return shade or ("held" if told else None)
        status = self._by_carrier(verb, noun)
        others = verb.predicate.lemma_ == "stop" and bool(verb.agents) and not _is_own(noun)
        if status == "halted" and role == "object" and (others or verb.lemma.startswith("turn")):
            status = "blocked"
        if status is None:
            if role != "subject" or verb.passive:
                return shade
            status = "held"
        if status == "held" and shade is not None and verb.lemma in ("be", "take", "go", "come", "see"):
            status = shade
        planned = verb.modality == "planned" or clause.modality == "planned"
        return "scheduled" if planned and status in ("held", "resumed") else status

    def _shade(self, word: Token) -> str | None:
        """The status that a participle beside the noun gives it: "a *cancelled* patrol", "the patrol *planned* for …"."""
        if word.pos_ == "VERB":
            return self._by_carrier(self.document.clause(word))
        return self.carriers.get(word.lemma_.lower())

    def _status_of_entry(self, noun: Token) -> str | None:
        """What a log's entry says became of a patrol: "GMM towards X *turned round* at a roadblock"."""
        for word in following(noun):
            if word.tag_ in ("VBN", "VBD", "JJ") and word.pos_ in ("VERB", "ADJ", "AUX"):
                verb = self.document.clause(word) if word.pos_ == "VERB" else None
                status = (
                    self._by_carrier(verb) if verb is not None else self.carriers.get(word.lemma_.lower())
                )
                if status is not None:
                    return status
        return None

    def _by_carrier(self, verb: Clause, noun: Token | None = None) -> str | None:
        made = next((c for c in verb.predicate.children if c.dep_ in ("xcomp", "ccomp")), None)
        if made is not None and verb.predicate.lemma_ in _MAKING:
            return self._by_carrier(self.document.clause(made))  # "forced the patrol to turn back"
        beside = (c for c in noun.rights if c.dep_ == "advmod") if noun is not None else ()
        for child in (*verb.predicate.children, *beside):  # "turned a patrol *back*"
            if child.dep_ in ("dobj", "acomp", "oprd", "advmod", "prep"):
                found = self.carriers.get(f"{verb.predicate.lemma_.lower()} {child.lower_}")
                if found is not None:
                    return found
        return self.carriers.get(verb.lemma) or self.carriers.get(verb.predicate.lemma_.lower())

    def _participants(self, clause: Clause, verb: Clause | None, role: str, status: str) -> list[Actor]:
        noun = clause.predicate
        heads: list[Token] = [t for t in clause.agents if t.i != noun.i]
        found = owners_of(self.document, noun)
        heads += clause.oblique("by", "of", "between", "with", "involving", "including")
        if verb is not None and role != "subject" and status not in ("blocked",):
            heads += [t for t in verb.agents if t.i != noun.i] + verb.oblique("with", "between", "alongside")
        armed = [t for t in heads if self._takes_part(t)]
        for actor in forces_of(self.document, armed):
            if all(actor.name != a.name for a in found):
                found.append(actor)
        return [a for a in found if a.name.lower() != noun.text.lower()]

    def _is_watchers_visit(self, clause: Clause, verb: Clause | None) -> bool:
        heads = [
            *clause.agents,
            *owners(clause.predicate),
            *clause.oblique("by"),
            *(verb.agents if verb is not None else ()),
        ]
        return any(self._watches(t) for t in heads)

    def _takes_part(self, token: Token) -> bool:
        return is_force(self.document, token) or self._watches(token)

    def _type(self, noun: Token, kind: str, participants: list[Actor]) -> str:
        beside = {c.lower_ for c in noun.children} | {
            c.lower_ for child in noun.lefts for c in child.children
        }
        if beside & _ALOFT:
            return "aerial"
        if beside & _SHARED or (kind == "unilateral" and len(participants) > 1):
            return "joint"
        return kind

    # ---- verbs

    def _by_verb(self, clause: Clause, entry: dict[str, Any]) -> Patrol | None:
        visits = entry["acts"] == "visit"
        agents = [t for t in clause.agents if (self._watches(t) if visits else self._takes_part(t))]
        participants = forces_of(self.document, agents)
        arriving = clause.lemma == "arrive" and any(self.document.count_of(t) for t in agents)
        if not participants or arriving:  # so many observers who arrive are a deployment
            return None
        place = self._goal(clause)
        along = any(ground_kind(t) for t in (*clause.patients, *clause.oblique(*_GOALS)))
        if place is None and not (along and not visits):
            return None
        status, assertion = "held", clause.modality
        if visits and (clause.negated or self._unable(clause.predicate)) and not clause.denied:
            status, assertion = "blocked", "actual"
        elif self._made_to_leave(clause):
            status = "halted"
        elif clause.modality == "planned":
            status = "scheduled"
        elif clause.predicate.dep_ == "xcomp":
            # "have stopped patrolling X"
            above = self.carriers.get(clause.predicate.head.lemma_.lower())
            status = above if above in ("halted", "resumed") else status
        elif clause.modality == "possible":
            return None
        common = frame(self.document, clause)
        if common is None and status != "blocked":
            return None
        common = common or {
            "attribution": self.document.attribution_of(clause.predicate),
            "evidence": tidy([self.document.span_of(clause)]),
        }
        common["assertion"] = assertion
        kind = entry["type"] if len(participants) < 2 or visits else "joint"
        return Patrol(
            **common,
            type=kind,
            participants=tuple(participants),
            place=place,
            date=date_of(self.document, clause),
            status=status,
            reason=self._reason(clause),
        )

    def _unable(self, verb: Token) -> bool:
        return (
            verb.dep_ in ("xcomp", "ccomp") and verb.head.lemma_ in ("unable", "fail")
        ) or verb.head.lower_ == "unable"

    def _made_to_leave(self, clause: Clause) -> bool:
        """ "were made to leave the fields at X", "were told to go": who watches is sent away."""
        above = clause.predicate.head
        return clause.predicate.dep_ in ("xcomp", "ccomp") and above.lemma_ in (
            "make",
            "order",
            "tell",
            "force",
        )

    def _watches(self, token: Token) -> bool:
        """Whether somebody monitors, inspects or escorts for a mission."""
        head = content_head(token)
        lemma = head.lemma_.lower()
        if lemma in _WATCHERS:
            return True
        mention = self.document.actor_at(head)
        mission = mention is not None and (is_mission(mention.name) or mention.type == "organisation")
        if mission and (lemma in nouns().monitors or head.pos_ in ("PROPN", "PRON")):
            return True
        return lemma in nouns().monitors and any(
            is_mission(a.name) or a.name in _INSPECTORATES for a in owners_of(self.document, head)
        )

    def _goal(self, clause: Clause) -> Place | None:
        for token in (*clause.patients, *clause.oblique(*_GOALS)):
            place = must_be_place(self.document, token)
            if token.lower_ == "it" and not self.document.actors_of([token]):
                place = there(self.document, token)
            if place is not None and place.name != place.country:
                return place
        for token in (t for p in clause.patients for t in p.subtree):  # "escorted a convoy *to X*"
            if token.dep_ == "pobj" and token.head.lower_ in ("to", "from", "into", "in", "near"):
                place = must_be_place(self.document, token)
                if place is not None:
                    return place
        governor = clause.predicate.head if clause.predicate.dep_ == "xcomp" else None
        outer = governor.children if governor is not None else ()
        beside = (c for c in outer if c.dep_ == "npadvmod" and c.i == clause.predicate.i + 1)
        places = self.document.places_of(clause)
        places += [p for c in beside if (p := must_be_place(self.document, c)) is not None]
        return places[0] if places and places[0].name != places[0].country else None

    # ---- access refused

    def _refused(self, clause: Clause) -> Iterator[Patrol]:
        watchers = [t for t in (*clause.patients, *clause.recipients) if self._watches(t)]
        if not watchers:
            return
        allowed = clause.predicate.lemma_ in self.allowing
        if allowed and not clause.negated:
            return
        around = [*clause.patients, *clause.complements, *clause.oblique("from", "to", "at", "on", "into")]
        entry = [t for t in around if t.lemma_.lower() in self.entries or t.pos_ == "VERB"]
        places = [p for t in around if (p := place_of(self.document, t)) is not None]
        for token in entry:
            inner = self.document.clause(token)
            goals = (*inner.patients, *inner.oblique(*_GOALS))
            places += [p for t in goals if (p := must_be_place(self.document, t)) is not None]
        sites = [t for t in around if ground_kind(t) == "site"]
        if not (entry or places or sites):
            return
        if clause.modality != "actual":
            return
        yield Patrol(
            assertion="actual",
            attribution=self.document.attribution_of(clause.predicate),
            evidence=tidy([self.document.span_of(clause)]),
            type="inspection",
            participants=tuple(forces_of(self.document, watchers)),
            place=places[0] if places else None,
            date=date_of(self.document, clause),
            status="blocked",
            reason=self._reason(clause),
        )

    # ---- records

    def _where(self, clause: Clause, verb: Clause | None) -> Place | None:
        for told in (clause, verb):
            if told is None:
                continue
            places = self.document.places_of(told)
            if places:
                return next((p for p in places if p.name != p.country), places[0])
            visitors = told.oblique("of", "by") if told.nominal else []
            kept = [self.document.clause(t) for t in told.oblique("from") if t.pos_ == "VERB"]
            goals = [
                t for c in kept for t in (*c.patients, *c.oblique(*_GOALS))
            ]  # "prevented from entering X"
            inner = [
                *goals,
                *(t for v in visitors for t in self.document.clause(v).oblique("to", "in", "near")),
            ]
            for token in (*told.oblique(*_GOALS), *inner):
                place = must_be_place(self.document, token)
                if place is not None and place.name != place.country:
                    return place
        return None

    def _when(self, clause: Clause, verb: Clause | None) -> str | None:
        own = date_of(self.document, clause) or (date_of(self.document, verb) if verb is not None else None)
        if own is None and is_entry(clause.predicate):
            return edtf(time_of_entry(self.document, clause.predicate))
        return own or date_told(self.document, clause)

    def _reason(self, *clauses: Clause | None) -> str | None:
        for clause in clauses:
            for token in clause.oblique(*self.because) if clause is not None else ():
                if content_head(token).lemma_.lower() in self.reasons:
                    span = self.document.span(token.subtree)
                    return self.document.text[span.start : span.end]
        return None

    def _record(
        self,
        clause: Clause,
        verb: Clause | None,
        status: str,
        kind: str,
        participants: list[Actor],
        place: Place | None,
        date: str | None,
    ) -> Patrol | None:
        leading = verb if verb is not None else clause
        common = frame(self.document, leading, [self.document.span_of(clause)])
        if status == "cancelled" and leading.negated:
            common = {
                "assertion": "actual",
                "attribution": self.document.attribution_of(clause.predicate),
                "evidence": tidy([self.document.span_of(leading), self.document.span_of(clause)]),
            }
        if common is None or (common["assertion"] == "possible" and status == "held"):
            return None
        if status in ("cancelled", "blocked", "halted", "postponed") and common["assertion"] == "planned":
            common["assertion"] = "actual" if leading.modality == "actual" else "planned"
        return Patrol(
            **common,
            type=kind,
            participants=tuple(participants),
            place=place,
            date=date,
            status=status,
            reason=self._reason(verb, clause),
        )


def _is_own(noun: Token) -> bool:
    """Whether the patrol is that of whoever acts on it: "stopped *its* patrols"."""
    return any(c.dep_ == "poss" and c.pos_ == "PRON" for c in noun.lefts)


def _carrier(noun: Token) -> tuple[Token | None, str]:
    """The verb that says what became of a patrol, and whether that is its subject, object or neither."""
    node = noun
    while node.dep_ == "conj" and node.head.pos_ in ("NOUN", "PROPN"):
        node = node.head
    head = node.head
    if head.lemma_ == "be" and node.dep_ == "nsubj":
        # "patrols *are to start* next week"
        head = next((c for c in head.children if c.dep_ == "xcomp" and c.tag_ == "VB"), head)
    if node.dep_ in (*_SUBJECT, "dobj", "attr", "oprd") and head.pos_ in ("VERB", "AUX"):
        return head, "subject" if node.dep_ in ("nsubj", "csubj") else "object"
    blast = head.lower_ == "under" and head.head.lemma_ in ("go", "explode", "detonate", "blow", "burst")
    if node.dep_ == "pobj" and not blast and head.head.pos_ in ("VERB", "AUX"):
        return head.head, "oblique"
    return None, ""


def _merge(found: Iterable[tuple[int, Patrol, bool]]) -> list[Patrol]:
    """One record a patrol: a second telling adds to the first, and "the patrol was cut short" corrects it."""
    kept: list[Patrol] = []
    for _, record, definite in found:
        for n, known in reversed(list(enumerate(kept))):
            if _same(known, record, definite):
                kept[n] = _join(known, record)
                break
        else:
            if not record.participants and kept:
                record = _of_the_same(kept[-1], record)
            if record.participants or record.place or record.date or record.type == "joint":
                kept.append(record)
    return kept


def _of_the_same(known: Patrol, record: Patrol) -> Patrol:
    """What "the patrol" leaves unsaid is that of the patrol told of before."""
    return record.model_copy(
        update={"participants": known.participants, "type": known.type, "place": record.place or known.place}
    )


def _is_definite(noun: Token) -> bool:
    return any(c.lower_ in ("the", "this", "that") for c in noun.lefts)


def _same(a: Patrol, b: Patrol, definite: bool) -> bool:
    if a.assertion != b.assertion or contradict(a, b, "attribution", "participants", "place", "date"):
        return False
    if a.status != b.status and not (definite and a.status == "held"):
        return False
    if a.type != b.type and not definite and "unilateral" not in (a.type, b.type):
        return False
    return definite or bool((a.place and b.place) or (a.date and b.date))


def _join(a: Patrol, b: Patrol) -> Patrol:
    return a.model_copy(
        update={
            "evidence": tidy([*a.evidence, *b.evidence]),
            "status": b.status if a.status == "held" else a.status,
            "type": a.type if a.type != "unilateral" else b.type,
            "participants": a.participants if len(a.participants) >= len(b.participants) else b.participants,
            "place": a.place or b.place,
            "date": a.date or b.date,
            "reason": a.reason or b.reason,
        }
    )
