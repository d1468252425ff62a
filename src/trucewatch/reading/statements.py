"""Statements: what a person or body says that matters to the arrangement.

Not every saying is one. "The ministry said three died" hands on a fact, and the ministry is that fact's
attribution; a position, a demand, a warning, a pledge, a denial is a statement of its own. What tells them apart
is weighed in statements.toml, where an analyst can see and change it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from spacy.tokens import Token

from trucewatch.language.attribution import Attribution
from trucewatch.language.clauses import conjuncts
from trucewatch.language.document import Document
from trucewatch.language.reporting import lexicon as reporting
from trucewatch.reading.common import edtf, lexicon, tidy
from trucewatch.records import Source, Span, Statement

_QUOTES = re.compile(r"[\"“”«»„]")
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# How many sayings on either side may stand inside one another.
_NEAR = 8
_PRONOUNS = frozenset(("i", "we", "he", "she", "it", "they", "our", "my", "its", "his", "her", "their"))


@dataclass(slots=True)
class _Saying:
    attribution: Attribution
    speaker: Source
    content: str
    words: list[str]
    stance: str
    spans: list[Span]
    quoted: bool
    sentence: int


def read(document: Document) -> list[Statement]:
    """The statements of a report, in the order of the text; sayings of one speaker in one sentence are one."""
    score = _tables()["score"]
    sayings = list(_sayings(document))
    kept = [
        s
        for i, s in enumerate(sayings)
        if sum(score[f] for f in _features(document, s, sayings[max(i - _NEAR, 0) : i + _NEAR]))
        >= score["enough"]
    ]
    return [_statement(document, saying) for saying in _joined(kept)]


def _tables() -> dict[str, Any]:
    return lexicon("statements").tables


# ---- what is said, by whom


def _sayings(document: Document) -> Iterator[_Saying]:
    for attribution in document.attributions:
        if attribution.source_token is None or attribution.negated or not attribution.content:
            continue
        for speaker in _speakers(document, document.doc[attribution.source_token]):
            if attribution.lemma == ":":
                yield from _turn(document, attribution, speaker)
                continue
            cue = attribution.cue_token if attribution.cue_token is not None else attribution.source_token
            spans = [Span(start=s, end=e) for s, e in attribution.content if not _is_when(document, s, e)]
            if spans:
                yield _saying(document, attribution, speaker, spans, document.doc[cue].sent.start)


def _is_when(document: Document, start: int, end: int) -> bool:
    """Whether words only say when: "signed an agreement on *31 May 1974*"."""
    words = document.doc.char_span(start, end, alignment_mode="expand")
    return words is not None and all(document.time_at(t) is not None for t in words)


def _speakers(document: Document, source: Token) -> list[Source]:
    """Whoever says something: each of "the United States and Saudi Arabia" in a joint statement."""
    found: list[Source] = []
    for head in conjuncts(source):
        speaker = document.coreference.speaker(head)
        if speaker is not None and speaker not in found and (not found or speaker.organisation):
            found.append(speaker)
    return found


def _turn(document: Document, attribution: Attribution, speaker: Source) -> Iterator[_Saying]:
    """Sentence by sentence what somebody says after a colon."""
    for start, end in attribution.content:
        inside = document.doc.char_span(start, end, alignment_mode="expand")
        for sentence in {token.sent.start: token.sent for token in inside or ()}.values():
            span = Span(start=max(start, sentence.start_char), end=min(end, sentence.end_char))
            said = replace(attribution, content=[(span.start, span.end)], cue=[])
            yield _saying(document, said, speaker, [span], sentence.start)


def _saying(
    document: Document, attribution: Attribution, speaker: Source, spans: list[Span], sentence: int
) -> _Saying:
    content = " ".join(document.text[s.start : s.end] for s in spans)
    words = [w.lower() for w in _WORDS.findall(content)]
    return _Saying(
        attribution=attribution,
        speaker=speaker,
        content=content,
        words=words,
        stance=_stance(attribution, speaker, content, words),
        spans=spans,
        quoted=attribution.quoted or bool(_QUOTES.search(content)),
        sentence=sentence,
    )


# ---- stance


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    tables = _tables()
    return [
        (
            stance,
            re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, tables["stance"][stance])) + r")(?!\w)", re.I),
        )
        for stance in tables["order"]["stances"]
    ]


def _stance(attribution: Attribution, speaker: Source, content: str, words: list[str]) -> str:
    if attribution.stance != "states":
        return attribution.stance
    for stance, pattern in _patterns():
        if pattern.search(content) and (stance != "pledges" or _speaks_of_itself(speaker, words)):
            return stance
    return "states"


def _speaks_of_itself(speaker: Source, words: list[str]) -> bool:
    """Whether the words begin with the speaker: "we will", "that it would", "Russia will"."""
    names = {w.lower() for n in (speaker.name, speaker.organisation) if n for w in n.split()}
    return any(w in _PRONOUNS or w in names for w in words[:5])


# ---- what makes it a statement


def _features(document: Document, saying: _Saying, near: list[_Saying]) -> list[str]:
    """What speaks for or against a saying being a statement of its own, by the names of [score].

    `near` are the sayings around it, those inside it among them.
    """
    tables = _tables()
    attribution, speaker, words = saying.attribution, saying.speaker, set(saying.words)
    lemma, cues = attribution.lemma, tables["cues"]
    plain = attribution.stance == "states"
    role = set((speaker.role or "").lower().split())
    known = bool(speaker.name or speaker.organisation)
    body = not known and not plain and bool(role & set(tables["bodies"]["nouns"]))
    found = {
        "stance": not plain,
        "content": plain and saying.stance != "states",
        "position": lemma in cues["position"],
        "act": lemma in cues["act"],
        "hands_on": lemma in cues["hands_on"],
        "quoted": _quoted_words(saying) > 1,
        "no_cue": attribution.cue_token is None,
        "first_person": bool(words & set(tables["persons"]["first"])),
        "official": not known and not body and bool(role & reporting().speakers),
        "body": body,
        "nameless": not known and not body and not role & reporting().speakers,
        "figures": plain and _has_figures(document, saying),
        "event": plain and bool(words & set(tables["events"]["words"])),
        "idle": attribution.kind == "attitude" and attribution.stance not in tables["attitudes"]["stances"],
        "acts": bool(document.actors_of([document.doc[attribution.source_token]]))
        if attribution.source_token is not None
        else False,
        "evidence": attribution.kind == "evidence",
        "short": len(saying.words) < 3,
        "relays": plain and _relays(saying, near),
        "addition": lemma == "add",
        "restrictive": _restrictive(document, attribution),
        "thing": plain and not _predicates(document, saying),
    }
    return [name for name, holds in found.items() if holds]


def _quoted_words(saying: _Saying) -> int:
    """How many words of a saying stand between quotation marks; all of a quotation's that the text marks whole."""
    if saying.attribution.quoted and not _QUOTES.search(saying.content):
        return len(saying.content.split())
    inside = re.findall(r"[\"“«„]([^\"”»“]+)", saying.content)
    return sum(len(part.split()) for part in inside)


def _restrictive(document: Document, attribution: Attribution) -> bool:
    """Whether the saying only tells which thing is meant: "the truce that the president announced"."""
    if attribution.cue_token is None:
        return False
    cue = document.doc[attribution.cue_token]
    return cue.dep_ in ("relcl", "acl") and any(s <= cue.head.idx < e for s, e in attribution.content)


def _predicates(document: Document, saying: _Saying) -> bool:
    """Whether what is said has a finite verb or names a quality, and not only a thing."""
    for span in saying.spans:
        inside = document.doc.char_span(span.start, span.end, alignment_mode="expand")
        if inside is not None and any(t.tag_ in ("VBD", "VBZ", "VBP", "MD", "VB") for t in inside):
            return True
    return len(saying.spans) > 1


def _within(inner: _Saying, outer: _Saying) -> bool:
    return all(any(o.start <= s.start and s.end <= o.end for o in outer.spans) for s in inner.spans)


def _has_figures(document: Document, saying: _Saying) -> bool:
    for span in saying.spans:
        at = bisect_left(document.counts, span.start, key=lambda count: count.start)
        if at < len(document.counts) and document.counts[at].start < span.end:
            return True
    return False


def _relays(saying: _Saying, near: list[_Saying]) -> bool:
    """Whether it hands on what another says: "Ankara wants them gone, the Kremlin said"."""
    return any(
        other is not saying
        and other.speaker != saying.speaker
        and other.stance != "states"
        and _within(other, saying)
        for other in near
    )


# ---- records


def _joined(sayings: list[_Saying]) -> list[_Saying]:
    """Sayings of one speaker in one sentence, and those inside another of the same speaker, as one."""
    kept: list[_Saying] = []
    by_sentence: dict[int, list[_Saying]] = {}
    for saying in sayings:
        here = by_sentence.setdefault(saying.sentence, [])
        known = next((k for k in here if k.speaker == saying.speaker), None)
        if known is None:
            kept.append(saying)
            here.append(saying)
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
        stance=saying.stance,
        text=saying.content,
        date=_date(document, saying),
        venue=_venue(document, saying),
    )


def _setting(document: Document, saying: _Saying) -> list[Token]:
    """The words that say when and where something was said: the verb's own, and those of "Speaking at …, he said"."""
    if saying.attribution.cue_token is None:
        return []
    cue = document.doc[saying.attribution.cue_token]
    speaking = _tables()["setting"]["verbs"]
    verbs = [cue, *(c for c in cue.children if c.dep_ == "advcl" and c.lemma_ in speaking)]
    words = [t for verb in verbs for t in document.clause(verb).tokens()]
    return [t for t in words if not any(s.start <= t.idx < s.end for s in saying.spans)]


def _date(document: Document, saying: _Saying) -> str | None:
    """When it was said: the date that belongs to the verb of saying, outside what is said."""
    times = [time for t in _setting(document, saying) if (time := document.time_at(t)) is not None]
    return edtf(next((time for time in times if time.kind == "date"), None))


def _venue(document: Document, saying: _Saying) -> str | None:
    """Where it was said: "a news conference in Ankara"."""
    occasions = _tables()["setting"]["occasions"]
    for token in _setting(document, saying):
        if token.dep_ != "pobj" or token.head.lower_ not in ("at", "in", "on", "during", "to"):
            continue
        if (token.lemma_.lower() in occasions and token.tag_ not in ("NNS", "NNPS")) or (
            token.head.lower_ == "in" and document.place_at(token)
        ):
            if token.lemma_.lower() not in occasions and _goes_on(document, saying, token):
                continue
            span = document.span(token.subtree)
            return document.text[span.start : span.end]
    return None


def _goes_on(document: Document, saying: _Saying, place: Token) -> bool:
    """Whether a place only goes on with the thing spoken of: "warned of famine *in Darfur*"."""
    before = place.head.i - 1
    touches = before >= 0 and any(s.start <= document.doc[before].idx < s.end for s in saying.spans)
    return touches and not _predicates(document, saying) and not saying.quoted
