"""Noun phrases that may denote somebody who acts: names, titled persons, descriptions, pronouns.

Invariant: a token heads at most one phrase. What a phrase denotes in the report as a whole is coreference's
business; here stands only what its own words say.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from trucewatch.language.lexical import MODIFIERS, Phrase
from trucewatch.language.names import Name
from trucewatch.language.nouns import CLASSES
from trucewatch.language.proper_names import NAMELIKE, ProperNames
from trucewatch.records import PlaceMention
from trucewatch.records.reading import ActorType

# gender or kind ("1" first person, "r" relative, "b" both, "l" the latter, "e" the former), plural
_PRONOUNS: dict[str, tuple[str, bool]] = {
    **dict.fromkeys(("he", "him", "his", "himself"), ("m", False)),
    **dict.fromkeys(("she", "her", "hers", "herself"), ("f", False)),
    **dict.fromkeys(("it", "its", "itself"), ("n", False)),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), ("", True)),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), ("1", False)),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), ("1", True)),
    **dict.fromkeys(("who", "which", "whose", "whom", "that"), ("r", False)),
    **dict.fromkeys(("both", "neither", "two"), ("b", True)),
    "latter": ("l", False),
    "former": ("e", False),
}
_DEFINITE = frozenset(
    ["the", "this", "these", "those", "that", "its", "their", "his", "her", "our", "my", "both"]
)
_INDEFINITE = frozenset(
    [
        "a",
        "an",
        "some",
        "any",
        "no",
        "several",
        "other",
        "another",
        "every",
        "each",
        "all",
        "last",
        "next",
        "earlier",
    ]
)


class Phrases(ProperNames):
    """The phrases of one report, by head and by the tokens they cover.

    Takes what `Lexical` takes.
    """

    def __init__(self, doc: Doc, *, places: Sequence[PlaceMention] = (), title: str | None = None) -> None:
        super().__init__(doc, places=places, title=title)
        self.by_head: dict[int, Phrase] = {}
        self.covering: dict[int, Phrase] = {}
        self._inside = 0  # the end of the last office's own words, which are no phrases for themselves
        self._build()

    def all(self) -> list[Phrase]:
        """Every phrase, in the order of the heads."""
        return [self.by_head[i] for i in sorted(self.by_head)]

    def _build(self) -> None:
        taken: set[int] = set()
        for phrase in self.proper_names():
            self._add(phrase)
            taken.update(range(phrase.start, phrase.end))
        classes = self._nouns.classes
        for i, word in enumerate(self.lower):
            if i in self.at:
                if i + 1 == self.spans[i][1]:
                    self._name(i, self.at[i])
            elif i in taken:
                continue
            elif word in _PRONOUNS and (word != "two" or self._the_two(i)):
                self._pronoun(i, word)
            elif word in classes and self.pos[i] in NAMELIKE and self._heads(i):
                self._noun(i, classes[word])

    def _add(self, phrase: Phrase) -> None:
        if phrase.head in self.by_head:
            return
        self.by_head[phrase.head] = phrase
        for i in range(phrase.start, phrase.end):
            other = self.covering.get(i)
            if other is None or other.end - other.start > phrase.end - phrase.start:
                self.covering[i] = phrase

    def _heads(self, i: int) -> bool:
        """Is the noun at `i` the head of its phrase, not a modifier of the next noun?"""
        dep = self.deps[i]
        if dep not in ("compound", "nmod", "amod"):
            return True
        if self.pos[i] == "ADJ" or i + 1 >= len(self.lower):
            return False
        following = self.lower[i + 1]
        modifies = (
            following == "-" or self.pos[i + 1] in ("NOUN", "PROPN") or following in self._nouns.classes
        )
        return not (modifies and self.doc[i].head.i > i)

    def _name(self, i: int, name: Name) -> None:
        start, end = self.spans[i]
        if name.sense == "adjective" and not self._stands_alone(i, start):
            return
        if name.entry.type == "person":
            self._add(self._titled(start, end, name.entry.name, name.entry))
            return
        if self.deps[i] in ("compound", "amod", "nmod") and self._qualifies(start, end):
            return
        self._add(
            Phrase(
                i, start, end, "name",
                entry=name.entry, sense=name.sense, name=name.entry.name, type=name.entry.type,
                words=self.text(start, end), definite=True,
                plural=name.sense == "people" and self.lower[i].endswith(("s", "sh")),
            )
        )  # fmt: skip

    def _stands_alone(self, i: int, start: int) -> bool:
        """ "the French", "the Lebanese": an adjective that stands for its people."""
        following = self.lower[i + 1] if i + 1 < len(self.lower) else "."
        noun_follows = i + 1 < len(self.lower) and self.pos[i + 1] in ("NOUN", "PROPN", "ADJ")
        return start > 0 and self.lower[start - 1] == "the" and not noun_follows and following != "-"

    def described(self, i: int) -> Phrase:
        """The phrase that the noun at `i` heads, whatever it means; it is not kept."""
        left, definite = self._left(i)
        phrase = Phrase(i, left, i + 1, "noun", definite=definite)
        phrase.plural = self.lower[i] in self._nouns.plurals or self.tags[i] in ("NNS", "NNPS")
        phrase.owners = self._owners_around(left, i + 1)
        phrase.words = self._own_words(left, i + 1)
        return phrase

    def _noun(self, i: int, noun: str) -> None:
        if i < self._inside:
            return
        phrase = self.described(i)
        phrase.noun, left, word = noun, phrase.start, self.lower[i]
        if word == "member":
            phrase.words += " " + self.text(i + 1, end) if (end := self._portfolio(i + 1)) > i + 1 else ""
        if noun == "office":
            self._inside = self._portfolio(i + 1)
            phrase.words += " " + self.text(i + 1, self._inside) if self._inside > i + 1 else ""
            label = i + 1 < len(self.lower) and self.lower[i + 1] == ":"
            indefinite = left > 0 and self.lower[left - 1] in _INDEFINITE
            named = self.texts[left][0].isupper() and not self.starts[left] and not indefinite
            phrase.definite = phrase.definite or label or named
        phrase.gender = "f" if word in self._nouns.feminine else "m" if word in self._nouns.masculine else ""
        phrase.type = "group" if noun == "source" and phrase.plural else CLASSES[noun][1]
        self._add(phrase)

    def _portfolio(self, i: int) -> int:
        """Where the words end that say what an office is of and belong to its name: "of State", "of the mission"."""
        j, n, portfolios = i, len(self.lower), self._nouns.portfolios
        while (
            j < n and j - i < 8 and j not in self.at and (self.bare[j] in portfolios or self.lower[j] == "-")
        ):
            j += 1
        while j > i and self.lower[j - 1] in ("of", "for", "the", "and", "-"):
            j -= 1
        return j if j > i + 1 and self.lower[i] in ("of", "for") else i

    def _the_two(self, i: int) -> bool:
        """ "The two have met": two named before, without a noun."""
        return i > 0 and self.lower[i - 1] == "the" and self.deps[i] in ("nsubj", "nsubjpass", "dobj")

    def _pronoun(self, i: int, word: str) -> None:
        gender, plural = _PRONOUNS[word]
        if gender == "r" and (
            self.deps[i] not in ("nsubj", "nsubjpass", "poss", "dobj", "pobj")
            or self.tags[i] not in ("WDT", "WP", "WP$")
        ):
            return
        if gender in ("l", "e") and (
            i == 0 or self.lower[i - 1] != "the" or self.deps[i] in ("amod", "compound")
        ):
            return
        if gender == "1" and word in ("us", "mine") and self.pos[i] != "PRON":
            return
        kind: ActorType = (
            "person" if gender in ("m", "f") or (gender == "1" and not plural) else "organisation"
        )
        self._add(
            Phrase(i, i, i + 1, "pronoun", gender=gender, plural=plural, words=self.texts[i], type=kind)
        )

    def _left(self, i: int) -> tuple[int, bool]:
        """Where the phrase that ends with `i` begins, less articles, and whether it is definite."""
        lower, pos, k = self.lower, self.pos, i
        while k > 0 and not self.starts[k] and i - k < 10:
            p = k - 1
            word = lower[p]
            if word in _DEFINITE:
                return k, True
            if word in _INDEFINITE or word in self._nouns.times:
                return k, False
            if word in ("'s", "'") and p > 0:
                return self._possessor(p), True
            if p in self.at:
                k = self.spans[p][0]
            elif self._modifies(p, k, i):
                k = p
            elif word in ("-", "/", "–") and p > 0 and self.texts[p - 1][0].isalnum():
                k = self.spans[p - 1][0] if p - 1 in self.at else p - 1
            elif (
                word in ("and", ",")
                and p - 1 in self.at
                and k in self.at
                and self.at[p - 1].sense == "adjective"
            ):
                k = self.spans[p - 1][0]
            elif pos[p] == "NUM":
                if lower[p - 1] in _DEFINITE if p else False:
                    return k, True
                break
            else:
                break
        return k, False

    def _modifies(self, p: int, k: int, i: int) -> bool:
        """Does the word at `p` describe the noun at `i`, of whose phrase `k` is the first word so far?"""
        if self.pos[p] == "VERB":
            return self.deps[p] == "amod"
        if self.pos[p] == "ADV":
            return k <= self.doc[p].head.i <= i
        return self.pos[p] in MODIFIERS and self.texts[p][0].isalnum()

    def _possessor(self, p: int) -> int:
        """The first token of what owns, before the `'s` at `p`."""
        k = p - 1
        if k in self.at:
            return self.spans[k][0]
        while k > 0 and self.pos[k - 1] in MODIFIERS and not self.starts[k]:
            k -= 1
        return k

    def _own_words(self, left: int, end: int) -> str:
        """The phrase without its owners, counts and possessives; "62-year-old woman" is no count."""
        kept: list[int] = []
        k = left
        while k < end:
            if k in self.at and k < end - 1 and self.at[k].entry.type != "group":
                start, stop = self.spans[k]
                if not self._qualifies(start, stop):
                    kept, k = [], stop
                    continue
            if self.lower[k] in ("'s", "'"):
                kept = []
            elif self.pos[k] != "NUM" or self._hyphenated(k):
                kept.append(k)
            k += 1
        while kept and self.lower[kept[0]] in ("-", "–", "and", ",", "/", "other", "more", "least", "around"):
            kept.pop(0)
        return self.text(kept[0], kept[-1] + 1) if kept else self.texts[end - 1]

    def _hyphenated(self, k: int) -> bool:
        return k + 2 < len(self.lower) and self.lower[k + 1] in ("-", "–") and self.pos[k + 2] != "NUM"


__all__ = ["Phrase", "Phrases"]
