"""Statements: what a person or body says that matters to the arrangement.

Not every saying is one. "The ministry said three died" hands on a fact, and the ministry is that fact's
attribution; a position, a demand, a warning, a pledge, a denial is a statement of its own. What tells them apart
is weighed in statements.toml, where an analyst can see and change it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Token

from trucewatch.language.attribution import Attribution
from trucewatch.language.document import Document
from trucewatch.reading.common import edtf, lexicon, tidy
from trucewatch.records import Source, Span, Statement

_QUOTES = re.compile(r"[\"“”«»„]")


@dataclass(slots=True)
class _Saying:
    attribution: Attribution
    speaker: Source
    content: str
    stance: str
    spans: list[Span]
    quoted: bool
    sentence: int


def read(document: Document) -> list[Statement]:
    """The statements of a report, in the order of the text; sayings of one speaker in one sentence are one."""
    sayings = [s for a in document.attributions if (s := _saying(document, a)) is not None]
    kept = [s for s in sayings if _weight(document, s) >= _score()["enough"]]
    return [_statement(document, saying) for saying in _joined(kept)]


def _saying(document: Document, attribution: Attribution) -> _Saying | None:
    if attribution.source_token is None or attribution.negated:
        return None
    speaker = document.coreference.speaker(document.doc[attribution.source_token])
    if speaker is None or not attribution.content:
        return None
    spans = [Span(start=s, end=e) for s, e in attribution.content if e > s]
    content = " ".join(document.text[s.start : s.end] for s in spans)
    cue = document.doc[attribution.cue_token] if attribution.cue_token is not None else None
    anchor = cue if cue is not None else document.doc[attribution.source_token]
    if attribution.kind == "attitude" and not document.actors_of([document.doc[attribution.source_token]]):
        return None  # "the escalation raised concern"
    quoted = attribution.quoted or len(_QUOTES.findall(content)) > 0
    return _Saying(
        attribution, speaker, content, _stance(attribution, content), spans, quoted, anchor.sent.start
    )


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    tables = lexicon("statements").tables
    return [
        (
            stance,
            re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, tables["stance"][stance])) + r")(?!\w)", re.I),
        )
        for stance in tables["order"]["stances"]
    ]


def _score() -> dict[str, float]:
    return lexicon("statements").tables["score"]  # type: ignore[no-any-return]


def _stance(attribution: Attribution, content: str) -> str:
    if attribution.stance != "states":
        return attribution.stance
    return next((stance for stance, pattern in _patterns() if pattern.search(content)), "states")


def _weight(document: Document, saying: _Saying) -> float:
    score, tables = _score(), lexicon("statements").tables
    words = re.findall(r"\w+", saying.content.lower())
    attribution, speaker = saying.attribution, saying.speaker
    inside = [c for c in document.counts if any(s.start <= c.start < s.end for s in saying.spans)]
    total = 0.0
    if attribution.stance != "states":
        total += score["stance"]
    elif saying.stance != "states":
        total += score["content"]
    total += score["quoted"] if _quoted_words(saying) >= score["words_quoted"] else 0
    total += score["first_person"] if set(words) & set(tables["persons"]["first"]) else 0
    total += score["person"] if speaker.name and speaker.role else 0
    total += score["official"] if speaker.organisation else score["nameless"]
    total += score["figures"] if inside and attribution.stance == "states" else 0
    if attribution.kind == "attitude":
        total += score["attitude" if attribution.stance in tables["attitudes"]["stances"] else "idle"]
    total += score["evidence"] if attribution.kind == "evidence" else 0
    total += score["short"] if len(words) < 3 else 0
    return total


def _quoted_words(saying: _Saying) -> int:
    """How many words of a saying stand between quotation marks; all of a quotation's that the text marks whole."""
    if saying.attribution.quoted and not _QUOTES.search(saying.content):
        return len(saying.content.split())
    inside = re.findall(r"[\"“«„]([^\"”»“]+)", saying.content)
    return sum(len(part.split()) for part in inside)


def _joined(sayings: list[_Saying]) -> list[_Saying]:
    """Sayings of one speaker in one sentence, and those inside another of the same speaker, as one."""
    kept: list[_Saying] = []
    for saying in sayings:
        known = next((k for k in kept if k.sentence == saying.sentence and k.speaker == saying.speaker), None)
        if known is None:
            kept.append(saying)
        else:
            known.spans += saying.spans
            known.quoted = known.quoted or saying.quoted
            if known.stance == "states":
                known.stance = saying.stance
    return kept


def _statement(document: Document, saying: _Saying) -> Statement:
    cue = saying.attribution.cue
    spans = [*saying.spans, *(Span(start=s, end=e) for s, e in cue)]
    low, high = min(s.start for s in spans), max(s.end for s in spans)
    whole = [Span(start=low, end=high)] if high - low < 600 else spans
    return Statement(
        evidence=tidy(whole),
        speaker=saying.speaker,
        mode="quoted" if saying.quoted else "reported",
        stance=saying.stance,  # type: ignore[arg-type]
        text=saying.content,
        date=_date(document, saying),
        venue=_venue(document, saying),
    )


def _setting(document: Document, saying: _Saying) -> list[Token]:
    """The words that say when and where something was said: the verb's own, and those of "Speaking at …, he said"."""
    if saying.attribution.cue_token is None:
        return []
    cue = document.doc[saying.attribution.cue_token]
    speaking = lexicon("statements").tables["setting"]["verbs"]
    verbs = [cue, *(c for c in cue.children if c.dep_ == "advcl" and c.lemma_ in speaking)]
    words = [t for verb in verbs for t in document.clause(verb).tokens()]
    return [t for t in words if not any(s.start <= t.idx < s.end for s in saying.spans)]


def _date(document: Document, saying: _Saying) -> str | None:
    """When it was said: the date that belongs to the verb of saying, outside what is said."""
    times = [time for t in _setting(document, saying) if (time := document.time_at(t)) is not None]
    return edtf(next((time for time in times if time.kind == "date"), None))


def _venue(document: Document, saying: _Saying) -> str | None:
    """Where it was said: "a news conference in Ankara"."""
    occasions = lexicon("statements").tables["setting"]["occasions"]
    for token in _setting(document, saying):
        if token.dep_ == "pobj" and token.head.lower_ in ("at", "in", "on", "during", "to"):
            if token.lemma_.lower() in occasions or (token.head.lower_ == "in" and document.place_at(token)):
                span = document.span(token.subtree)
                return document.text[span.start : span.end]
    return None
