"""Incidents: acts of violence and breaches, with who did it to whom and what it cost.

A record is put together from an act ("shells hit the market") and the harm told with it ("killing six"),
which may stand in one clause, in two of a sentence, or in the sentence after.
"""

from __future__ import annotations

from typing import Any

from trucewatch.language.clauses import Clause, observes
from trucewatch.language.document import Document
from trucewatch.reading.common import assertion_of, date_of, date_told, lexicon, tidy
from trucewatch.reading.incidents.acts import RANK, Act, Acts
from trucewatch.reading.incidents.counters import Counters
from trucewatch.reading.incidents.denials import Denials
from trucewatch.reading.incidents.harm import HarmFinder
from trucewatch.reading.incidents.joining import Joiner, is_toll
from trucewatch.reading.incidents.merging import filled, merge, summed
from trucewatch.reading.incidents.roles import Roles
from trucewatch.reading.tables import incident_rows
from trucewatch.records import Actor, Casualties, Count, Incident, Place, Source
from trucewatch.records.kinds import Assertion


def read(document: Document) -> list[Incident]:
    """The incidents that a report tells of: those of its tables, then those of its text, each once."""
    words = lexicon("incidents")
    acts = Acts(document, words).find()
    acts = Joiner(document).join(acts, HarmFinder(document, words.tables).find())
    types = {w: e["type"] for w, e in sorted(words.nouns.items(), key=lambda e: RANK.get(e[1]["type"], 99))}
    made = _Records(document, words.tables).of(acts)
    denied = Denials(document, words.tables).of(made)
    counted = Counters(document).of(made)
    return merge([*incident_rows(document, types), *(record for _, record in made), *counted, *denied])


class _Records:
    """Turns the acts of one report into records."""

    def __init__(self, document: Document, tables: dict[str, Any]) -> None:
        self._document = document
        self._roles = Roles(document, tables)
        self._telling = frozenset(tables["telling"]["verbs"])
        self._reacting = frozenset(tables["reacting"]["verbs"])
        self._ending = frozenset(tables["ending"]["verbs"])
        self._made: dict[int, Incident] = {}

    def of(self, acts: list[Act]) -> list[tuple[Act, Incident]]:
        """The acts that make a record, each with it."""
        made = []
        for act in acts:
            record = self._record(act)
            if record is not None:
                self._made[id(act)] = record
                made.append((act, record))
        return made

    def _record(self, act: Act) -> Incident | None:
        assertion = self._assertion(act)
        if assertion is None:
            return None
        document, known = self._document, self._made.get(id(act.known))
        actors = [] if known is not None and act.resumes else self._roles.actors(act)
        place = None if known is not None else self._roles.place(act)
        date = None if known is not None else self._date(act)
        violations = document.count_of(act.clause.predicate) if act.type == "ceasefire violation" else None
        targets = [t for t in self._roles.targets(act, actors) if place is None or t.name != place.name]
        if not self._tells(act, actors, targets, place, date, violations):
            return None
        attribution = document.attribution_of(act.clause.predicate) or self._teller(act)
        record = Incident(
            assertion=assertion,
            attribution=attribution,
            evidence=tidy([document.span_of(c) for c in act.all_clauses]),
            type=self._type(act),
            date=date,
            place=place,
            actors=tuple(_without_spokesman(actors, attribution)),
            targets=tuple(targets),
            casualties=_casualties(act),
            violations=violations,
        )
        return summed(filled(record, known) if known is not None else record)

    def _assertion(self, act: Act) -> Assertion | None:
        if act.negative:
            refused = any(c.lower_ in ("would", "could", "can") for c in act.clause.predicate.lefts)
            return "denied" if act.clause.denied else "actual" if refused else act.clause.modality
        if self._is_over(act):
            return None
        if self._teller(act) is not None and not act.clause.negated:
            return "actual"  # "a newspaper would later put it at 38"
        if act.clause.negated and _is_without(act):
            return None
        assertion = assertion_of(self._document, act.clause)
        bare = act.clause.nominal and not self._is_set(act)
        return None if assertion == "possible" and bare else assertion

    def _teller(self, act: Act) -> Source | None:
        """Who gives a number of the dead, where that is all that is told."""
        if not all(c is h.clause for c, h in zip(act.clauses, act.harms, strict=False)) or not act.harms:
            return None
        node = act.clause.predicate
        for _ in range(4):
            if node.pos_ == "VERB" and node.lemma_.lower() in self._telling:
                agents = [t for t in self._document.clause(node).agents if t not in act.victims]
                sources = (self._document.coreference.speaker(t) for t in agents)
                return next((s for s in sources if s is not None), None)
            if node.head == node:
                return None
            node = node.head
        return None

    def _is_over(self, act: Act) -> bool:
        """Whether all that is told of an act is that it ended, or is to end: "operations were suspended"."""
        ending = self._ending
        return all(
            c.nominal
            and c.predicate.dep_ in ("nsubj", "nsubjpass", "dobj", "conj")
            and c.predicate.head.lemma_.lower() in ending
            for c in act.clauses
        )

    def _type(self, act: Act) -> str:
        summed = act.harms and any(is_toll(self._document, c) for c in act.all_clauses)
        return "toll" if summed else act.type

    def _date(self, act: Act) -> str | None:
        since = next((d for c in act.all_clauses if (d := self._since(c))), None)
        own = since or next((d for c in act.all_clauses if (d := date_of(self._document, c))), None)
        return own or date_told(self._document, act.clause)

    def _since(self, clause: Clause) -> str | None:
        """The window that "since the offensive began on 18 February" opens."""
        for verb in clause.predicate.children:
            if verb.dep_ == "advcl" and any(c.lower_ == "since" and c.dep_ == "mark" for c in verb.lefts):
                date = date_of(self._document, self._document.clause(verb))
                return f"{date}/.." if date is not None and "/" not in date else date
        return None

    def _tells(
        self,
        act: Act,
        actors: list[Actor],
        targets: list[Actor],
        place: Place | None,
        date: str | None,
        violations: Count | None,
    ) -> bool:
        """Whether enough is told of an act for it to be a claim, and not the mention of one told of elsewhere."""
        if any(h.groups for h in act.harms) or violations is not None:
            return True
        told = sum(map(bool, (actors, targets, place, date)))
        if act.resumes and act.known is None:
            return False
        observed = not act.definite and any(
            c.carrier is not None and observes(c.carrier) and c.carrier.lemma_ not in self._reacting
            for c in act.clauses
        )
        if (
            act.weight != "harm"
            and told
            and (observed or act.clause.denied)
            and (actors or self._is_set(act))
        ):
            return True
        if act.weight == "means" or not (actors or targets or self._is_set(act)):
            return False
        if act.weight == "harm":
            done = any(
                not c.nominal or c.carrier is not None or self._roles.claimants(c) for c in act.clauses
            )
            attacked = any(c.lemma == "attack" and c.passive for c in act.clauses)  # "a prison was attacked"
            struck = bool(actors) or act.type != "attack" or attacked
            return done and struck and bool(targets or place) and told >= 2
        if act.definite and not actors:
            return self._is_set(act) and told >= 2
        return told >= 2 or (told == 1 and not act.definite and self._is_asserted(act))

    def _is_asserted(self, act: Act) -> bool:
        """Whether a sentence is there to tell of the act: "an explosion rocked Kabul", not "after the blasts"."""
        return any(
            (c.carrier or c.predicate).dep_ == "ROOT" and (c.carrier or c.predicate).pos_ == "VERB"
            for c in act.clauses
        )

    def _is_set(self, act: Act) -> bool:
        """Whether an act's own sentence says when or where it took place."""
        return any(self._document.places_of(c) or self._document.time_of(c) for c in act.clauses)


def _is_without(act: Act) -> bool:
    """ "Without firing a shot" says how something else was done, and denies nothing."""
    head = act.clause.predicate.head
    return head.lower_ == "without" or head.head.lower_ == "without"


def _without_spokesman(actors: list[Actor], source: Source | None) -> list[Actor]:
    """Who says "we" speaks for a body, which acts."""
    if source is None or len(actors) < 2:
        return actors
    return [a for a in actors if a.name != source.name or source.organisation in (None, a.name)]


def _casualties(act: Act) -> tuple[Casualties, ...]:
    found: list[Casualties] = []
    for harm in act.harms:
        for count, who in harm.groups:
            casualty = Casualties(outcome=harm.outcome, count=count, who=who)
            if all((c.outcome, c.count.value) != (harm.outcome, count.value) for c in found):
                found.append(casualty)
    return tuple(found)
