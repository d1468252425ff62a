"""Denials that take up an act told of before: "the movement rejects this", "Ankara denied any part in it"."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import tidy
from trucewatch.reading.incidents.acts import Act
from trucewatch.records import Incident, Source

_BACK = 3  # sentences that a denial may reach back


class Denials:
    """Finds the denials of one report; `tables` is the reader's lexicon."""

    def __init__(self, document: Document, tables: dict[str, Any]) -> None:
        self._document = document
        self._verbs = dict.fromkeys(tables["denying"]["verbs"], True)
        self._claims = frozenset(tables["denying"]["claims"])
        self._sentences = {s.start: n for n, s in enumerate(document.doc.sents)}

    def of(self, made: list[tuple[Act, Incident]]) -> list[Incident]:
        """A denied record for each denial of an act in `made` (in the order of the text) by somebody else."""
        found = []
        for clause, _ in self._document.triggers(self._verbs, {}):
            known = self._denied(clause, made) if self._is_bare(clause) else None
            who = self._denier(clause)
            if known is None or who is None:
                continue
            found.append(self._record(clause, known, who))
        return found

    def _is_bare(self, clause: Clause) -> bool:
        """Whether what is denied is only taken up, and not told in the denial itself."""
        heads = [*clause.patients, *(t for t in clause.complements if t.pos_ in ("NOUN", "PRON"))]
        if not heads:
            return not clause.complements and not clause.nominal
        return all(self._takes_up(content_head(t)) for t in heads)

    def _takes_up(self, head: Token) -> bool:
        if head.lower_ in ("this", "it", "that", "these", "those", "them", "all"):
            return True
        if head.lemma_.lower() not in self._claims:
            return False
        inside = (
            g for c in head.children if c.dep_ == "prep" for g in c.children if g.dep_ in ("pobj", "pcomp")
        )
        return all(
            t.pos_ == "PRON" or any(c.lower_ in ("the", "this", "that") for c in t.lefts) for t in inside
        )

    def _denier(self, clause: Clause) -> Source | None:
        sources = (self._document.coreference.speaker(t) for t in clause.agents)
        return next((s for s in sources if s is not None), None)

    def _denied(self, clause: Clause, made: list[tuple[Act, Incident]]) -> Incident | None:
        at = self._sentences[clause.predicate.sent.start]
        for act, record in reversed(made):
            if act.clause.predicate.i >= clause.predicate.i or record.assertion == "denied":
                continue
            return record if at - self._sentences[act.sentence] <= _BACK else None
        return None

    def _record(self, clause: Clause, known: Incident, who: Source) -> Incident:
        deniers = self._document.actors_of(clause.agents)
        named = {a.name for a in known.actors}
        actors = known.actors if not deniers or named & {a.name for a in deniers} else tuple(deniers)
        return known.model_copy(
            update={
                "assertion": "denied",
                "attribution": who,
                "evidence": tidy([self._document.span_of(clause)]),
                "actors": actors,
                "casualties": (),
                "violations": None,
            }
        )
