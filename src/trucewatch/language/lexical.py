"""A parsed report word by word, with the lexicons' names in it, and the phrases that are made of them.

Invariant: a token belongs to at most one name.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc

from trucewatch.language.introductions import introduced, things
from trucewatch.language.names import Entry, Name, about, country, scan, split
from trucewatch.language.nouns import nouns
from trucewatch.records import PlaceMention
from trucewatch.records.reading import ActorType

Kind = Literal["name", "person", "body", "noun", "pronoun"]

MODIFIERS = frozenset(["ADJ", "NOUN", "PROPN", "X"])
_OF = frozenset(["of", "for", "to", "in", "from", "at"])


@dataclass(slots=True, eq=False)
class Phrase:
    """A noun phrase: tokens `start` to `end` (exclusive) less articles, headed by token `head`.

    `entry` is whom a name names, `sense` how. `noun` is the class of a common noun ("army", "government", see
    nouns.CLASSES). `owners` are the states and bodies among its modifiers ("*Turkish* troops", "president *of
    Chad*"); `words` is the phrase without article, numbers and owners; `title` the tokens of a person's
    title. A body is not `certain` where only the tagger takes it for one.
    """

    head: int
    start: int
    end: int
    kind: Kind
    noun: str = ""
    entry: Entry | None = None
    sense: str = ""
    owners: list[Entry] = field(default_factory=list)
    words: str = ""
    name: str = ""
    title: tuple[int, int] | None = None
    type: ActorType = "organisation"
    plural: bool = False
    definite: bool = False
    certain: bool = True
    gender: str = ""


class Lexical:
    """The words of one report as lists by token, and the names that the lexicons know (`at`, `spans`).

    `places` are the report's place mentions, `place` their tokens. `title` is the report's; what it names
    counts towards which country the report is about. `governed` counts how often each state is spoken of:
    itself, its people, capital, forces and places, not those who fight it.
    """

    def __init__(self, doc: Doc, *, places: Sequence[PlaceMention] = (), title: str | None = None) -> None:
        self.doc = doc
        self.source = doc.text
        tokens = list(doc)  # spaCy makes a token anew each time that a document is gone through
        self.texts = [t.text for t in tokens]
        self.lower = [t.lower_ for t in tokens]
        self.bare = [w.rstrip(".") for w in self.lower]
        self.tags = [t.tag_ for t in tokens]
        self.pos = [t.pos_ for t in tokens]
        self.deps = [t.dep_ for t in tokens]
        self.entities = [t.ent_type_ for t in tokens]
        self.starts = [bool(t.is_sent_start) for t in tokens]
        self._offsets = [t.idx for t in tokens]
        self._nouns = nouns()
        self._scan(title, places)
        self._things = things(self.source)
        self.place = {i for p in places for i in self.tokens(p.start, p.end)}

    def tokens(self, start: int, end: int) -> range:
        """The tokens that the characters from `start` to `end` touch."""
        return range(max(bisect_right(self._offsets, start) - 1, 0), bisect_left(self._offsets, end))

    def text(self, start: int, end: int) -> str:
        """The words of tokens `start` to `end` (exclusive), on one line."""
        last = end - 1
        return " ".join(
            self.source[self._offsets[start] : self._offsets[last] + len(self.texts[last])].split()
        )

    def _scan(self, title: str | None, places: Sequence[PlaceMention]) -> None:
        words = split(self.source)
        first = scan(self.source, words)
        heading = scan(title or "", split(title or "")) * 2
        names = scan(self.source, words, introduced(self.source, first), about([*first, *heading]))
        self.at: dict[int, Name] = {}
        self.spans: dict[int, tuple[int, int]] = {}
        kept = []
        for name in names:
            span = self.tokens(name.start, name.end)
            if not span or (name.entry.type == "person" and self._somebody_else(span)):
                continue
            if name.entry.parent == "united-nations" and self._another_council(span):
                continue
            kept.append(name)
            for i in span:
                self.at[i] = name
                self.spans[i] = (span.start, span.stop)
        located = [country(p.country) for p in places if p.country and p.name != p.country]
        ruled = [n for n in (*kept, *heading) if n.entry.type == "state" or n.sense == "military"]
        self.governed = about(ruled)
        self.governed.update(s for s in located if s is not None)

    def _another_council(self, span: range) -> bool:
        """ "Kurdistan Region Security Council", "National Security Council" are not the United Nations'."""
        k = span.start - 1
        if (
            k < 0
            or not self.texts[span.start].startswith(("Security", "General", "Human"))
            or self.starts[span.start]
        ):
            return False
        if k in self.at:
            return self.at[k].entry.id != "united-nations"
        return self.texts[k][0].isupper() and self.pos[k] in ("PROPN", "ADJ") and self.lower[k] != "the"

    def _somebody_else(self, span: range) -> bool:
        """Is a leader's short name part of another person's: "*Maher al-*Assad", "Trump *Tower*"?"""
        if len(span) > 3:
            return False
        before, after = span.start - 1, span.stop
        if before >= 0 and not self.starts[span.start]:
            if self.lower[before] == "-" and not self.doc[before].whitespace_:
                return True
            name = self.texts[before][0].isupper() and self.pos[before] == "PROPN"
            if name and self.bare[before] not in self._nouns.titles and before not in self.at:
                return True
        return (
            after < len(self.doc)
            and self.texts[after][0].isupper()
            and self.pos[after] == "PROPN"
            and not self.starts[after]
        )

    def _qualifies(self, start: int, end: int) -> bool:
        """Is a name only somebody else's quality: "US-led", "Houthi-held", "pro-Russian"?"""
        if (
            end + 1 < len(self.lower)
            and self.lower[end] == "-"
            and self.lower[end + 1] in self._nouns.qualities_after
        ):
            return True
        return (
            start > 1
            and self.lower[start - 1] == "-"
            and self.lower[start - 2] in self._nouns.qualities_before
        )

    def _owners(self, left: int, right: int) -> list[Entry]:
        """States and bodies among the tokens from `left` to `right`, less mere qualities ("US-led")."""
        found: list[Entry] = []
        k = left
        while k < right:
            name = self.at.get(k)
            if name is None:
                k += 1
                continue
            start, end = self.spans[k]
            if not self._qualifies(start, end) and all(e is not name.entry for e in found):
                found.append(name.entry)
            k = max(end, k + 1)
        return found

    def _owners_around(self, left: int, end: int) -> list[Entry]:
        found = self._owners(left, end - 1)
        j, n = end, len(self.lower)
        while j + 1 < n and self.lower[j] in _OF and j - end < 10:
            k = j + 1
            while (
                k < n
                and k not in self.at
                and k - j < 5
                and (self.lower[k] in ("the", "a") or self.pos[k] in MODIFIERS or self.deps[k] == "amod")
            ):
                k += 1
            name = self.at.get(k)
            if name is None:
                if k > j + 1 and k + 1 < n and self.lower[k] in ("of", "for"):
                    j = k
                    continue
                break
            if (self.lower[j] in ("of", "for", "to") or not found) and all(
                e is not name.entry for e in found
            ):
                found.append(name.entry)
            j = self.spans[k][1]
        return found
