"""What one act of saying is made of, and the text as those who look for it see it.

Invariant: character spans are offsets into the report's own text; ranges are tokens with an exclusive end.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Token

from trucewatch.language.quotations import find_quotations
from trucewatch.language.reporting import Reporting, lexicon

Chars = tuple[int, int]
Range = tuple[int, int]
Kind = Literal["speech", "attitude", "evidence"]
SUBJECTS = ("nsubj", "nsubjpass")
RELATIVES = ("who", "which", "that", "whom", "whose")


@dataclass(slots=True)
class Attribution:
    """One act of saying (or thinking, or showing).

    `source`, `cue` and `content` are character spans. `source_token` and `cue_token` are the tokens that head
    the source phrase (a pronoun as it stands; None where nobody is named) and the cue (None where only
    quotation marks or a colon say that somebody speaks). `lemma` is the cue's, with its particle; `stance` is
    what the lexicon says of it; `kind` tells speech from attitudes and from what documents show.
    """

    source: list[Chars] = field(default_factory=list)
    cue: list[Chars] = field(default_factory=list)
    content: list[Chars] = field(default_factory=list)
    source_token: int | None = None
    cue_token: int | None = None
    lemma: str = ""
    stance: str = "states"
    kind: Kind = "speech"
    quoted: bool = False
    negated: bool = False


@dataclass(slots=True)
class Draft:
    """An attribution in tokens: ranges with exclusive ends."""

    cue_token: Token
    lemma: str
    stance: str
    content: list[Range] = field(default_factory=list)
    source: Token | None = None
    relative: Token | None = None
    cue: list[Range] = field(default_factory=list)
    kind: Kind = "speech"


def between(starts: list[int], start: int, end: int) -> range:
    """The tokens (beginning at `starts`) that begin from `start` to before `end`."""
    return range(bisect_left(starts, start), bisect_left(starts, end))


class View:
    """A parsed report with its quotations: what every part of the search for attributions looks at."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.lexicon: Reporting = lexicon()
        self.text = doc.text
        self.starts = [token.idx for token in doc]
        self.lower = [token.lower_ for token in doc]
        self.quotations = find_quotations(self.text)
        self.quote_ranges: list[Range] = [self.tokens(q.start, q.end) for q in self.quotations]
        self.in_quote: list[int] = [-1] * len(doc)
        for number, (start, end) in enumerate(self.quote_ranges):
            for index in range(start, end):
                self.in_quote[index] = number

    def cue_range(self, cue: Token) -> Range:
        """A verb with its auxiliaries, negation and particle."""
        start = end = cue.i
        for child in cue.children:
            if child.dep_ in ("aux", "auxpass", "neg", "prt"):
                if start - 3 <= child.i < start:
                    start = child.i
                elif child.i == end + 1:
                    end = child.i
        return start, end + 1

    def source_range(self, token: Token) -> Range:
        """A noun phrase without its relative and participial clauses."""
        start, end = token.left_edge.i, token.right_edge.i + 1
        for child in token.children:
            if child.dep_ in ("relcl", "acl", "advcl", "ccomp") and child.i > token.i:
                end = min(end, max(child.left_edge.i, token.i + 1))
        if token.dep_ == "poss":
            end = token.i + 1
        return start, end

    def range(self, token: Token) -> Range:
        """The subtree of a token, from its first word to its last."""
        return token.left_edge.i, token.right_edge.i + 1

    def chars(self, ranges: list[Range]) -> list[Chars]:
        """Token ranges as character spans."""
        return [(self.starts[s], self.starts[e - 1] + len(self.doc[e - 1])) for s, e in ranges if s < e]

    def trimmed(self, spans: list[Chars]) -> list[Chars]:
        """Without spaces, commas and stops at the edges (quotation marks stay)."""
        kept = []
        for start, end in sorted(spans):
            while start < end and (self.text[start].isspace() or self.text[start] in ",;:-–—)"):
                start += 1
            while end > start and (self.text[end - 1].isspace() or self.text[end - 1] in ",;:-–—("):
                end -= 1
            if end > start:
                kept.append((start, end))
        return kept

    def tokens(self, start: int, end: int) -> Range:
        """The tokens that begin in a character span."""
        found = between(self.starts, start, end)
        return found.start, found.stop

    def minus(self, whole: Range, holes: list[Range]) -> list[Range]:
        """What is left of `whole` without `holes`; parts without a word are dropped."""
        parts, (position, end) = [], whole
        for first, last in sorted(holes):
            if first > position:
                parts.append((position, min(first, end)))
            position = max(position, last)
        if position < end:
            parts.append((position, end))
        return [p for p in parts if any(self.doc[i].is_alpha or self.doc[i].like_num for i in range(*p))]

    def is_quoted(self, content: list[Chars]) -> bool:
        """Whether any of the words stands in quotation marks."""
        return any(self.in_quote[i] >= 0 for s, e in content for i in between(self.starts, s, e))

    def before(self, at: int) -> str:
        """The last character before an offset that is no space; empty at the beginning."""
        while at > 0 and self.text[at - 1].isspace():
            at -= 1
        return self.text[at - 1 : at]
