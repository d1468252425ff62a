"""Noun phrases that may denote somebody who acts: names, titled persons, descriptions, pronouns.

Invariant: a token heads at most one phrase. What a phrase denotes in the report as a whole is coreference's
business; here stands only what its own words say.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc

from trucewatch.language.introductions import introduced, type_of
from trucewatch.language.names import Entry, Name, about, folded, scan, split
from trucewatch.language.nouns import CLASSES, nouns
from trucewatch.records import PlaceMention
from trucewatch.records.reading import ActorType

Kind = Literal["name", "person", "body", "noun", "pronoun"]

# gender or kind ("1" first person, "r" relative, "b" both, "l" the latter, "e" the former), plural
_PRONOUNS: dict[str, tuple[str, bool]] = {
    **dict.fromkeys(("he", "him", "his", "himself"), ("m", False)),
    **dict.fromkeys(("she", "her", "hers", "herself"), ("f", False)),
    **dict.fromkeys(("it", "its", "itself"), ("n", False)),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), ("", True)),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), ("1", False)),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), ("1", True)),
    **dict.fromkeys(("who", "which", "whose", "whom", "that"), ("r", False)),
    **dict.fromkeys(("both", "neither"), ("b", True)),
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
_OF = frozenset(["of", "for", "to", "in", "from", "at"])
_LOCATIVE = frozenset(
    [
        "in",
        "at",
        "near",
        "around",
        "outside",
        "inside",
        "towards",
        "toward",
        "across",
        "throughout",
        "into",
        "from",
        "via",
    ]
)
_MODIFIERS = frozenset(["ADJ", "NOUN", "PROPN", "X"])
_NAMELIKE = frozenset(["PROPN", "NOUN", "ADJ", "X"])
_HONORIFICS = frozenset(["mr", "mrs", "ms", "miss", "sir", "dr"])
_LONGEST = 6  # tokens of a person's name


@dataclass(slots=True, eq=False)
class Phrase:
    """A noun phrase: tokens `start` to `end` (exclusive) less articles, headed by token `head`.

    `entry` is whom a name names, `sense` how. `noun` is the class of a common noun ("army", "government", see
    nouns.CLASSES). `owners` are the states and bodies among its modifiers ("*Turkish* troops", "president *of
    Chad*"); `words` is the phrase without article, numbers and owners; `title` the tokens of a person's title.
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
    gender: str = ""


class Phrases:
    """The phrases of one report, by head and by the tokens they cover.

    `places` are the report's place mentions: an untitled name of a place is no person. `title` is the report's;
    what it names counts towards which country the report is about (`home`).
    """

    def __init__(self, doc: Doc, *, places: Sequence[PlaceMention] = (), title: str | None = None) -> None:
        self.doc = doc
        self.source = doc.text
        self.texts = [t.text for t in doc]
        self.lower = [t.lower_ for t in doc]
        self.bare = [w.rstrip(".") for w in self.lower]
        self.tags = [t.tag_ for t in doc]
        self.pos = [t.pos_ for t in doc]
        self.deps = [t.dep_ for t in doc]
        self.entities = [t.ent_type_ for t in doc]
        self.starts = [bool(t.is_sent_start) for t in doc]
        self._offsets = [t.idx for t in doc]
        self._nouns = nouns()
        self._scan(title)
        self.place = {i for p in places for i in self.tokens(p.start, p.end)}
        self.by_head: dict[int, Phrase] = {}
        self.covering: dict[int, Phrase] = {}
        self._surnames: set[str] = set()
        self._build()

    def tokens(self, start: int, end: int) -> range:
        """The tokens that the characters from `start` to `end` touch."""
        return range(max(bisect_right(self._offsets, start) - 1, 0), bisect_left(self._offsets, end))

    def text(self, start: int, end: int) -> str:
        """The words of tokens `start` to `end` (exclusive), on one line."""
        last = end - 1
        return " ".join(
            self.source[self._offsets[start] : self._offsets[last] + len(self.texts[last])].split()
        )

    def all(self) -> list[Phrase]:
        """Every phrase, in the order of the heads."""
        return [self.by_head[i] for i in sorted(self.by_head)]

    # ---- names in the lexicons

    def _scan(self, title: str | None) -> None:
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
        self.home = about([*kept, *heading])

    def _another_council(self, span: range) -> bool:
        """ "Kurdistan Region Security Council", "National Security Council" are not the United Nations'."""
        k = span.start - 1
        if k < 0 or not self.texts[span.start].startswith(("Security", "General", "Human")) or self.starts[span.start]:
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
            if self.texts[before][0].isupper() and self.pos[before] == "PROPN":
                if self.bare[before] not in self._nouns.titles and before not in self.at:
                    return True
        return (
            after < len(self.doc)
            and self.texts[after][0].isupper()
            and self.pos[after] == "PROPN"
            and not self.starts[after]
        )

    # ---- building

    def _build(self) -> None:
        taken: set[int] = set()
        for start, end in self._capitalised():
            phrase = self._person(start, end) or self._body(start, end)
            if phrase is not None:
                self._add(phrase)
                taken.update(range(phrase.start, phrase.end))
        classes = self._nouns.classes
        for i, word in enumerate(self.lower):
            if i in self.at:
                if i + 1 == self.spans[i][1]:
                    self._name(i, self.at[i])
            elif i in taken:
                continue
            elif word in _PRONOUNS:
                self._pronoun(i, word)
            elif word in classes and self.pos[i] in _NAMELIKE and self._heads(i):
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
                words=self.text(start, end), plural=name.sense == "people" and self.lower[i].endswith(("s", "sh")),
                definite=True,
            )
        )  # fmt: skip

    def _stands_alone(self, i: int, start: int) -> bool:
        """ "the French", "the Lebanese": an adjective that stands for its people."""
        following = self.lower[i + 1] if i + 1 < len(self.lower) else "."
        noun_follows = i + 1 < len(self.lower) and self.pos[i + 1] in ("NOUN", "PROPN", "ADJ")
        return start > 0 and self.lower[start - 1] == "the" and not noun_follows and following != "-"

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

    # ---- persons and bodies that no lexicon knows

    def _capitalised(self) -> list[tuple[int, int]]:
        """Stretches of capitalised words with the particles, hyphens and stops between them, less lexicon names."""
        lower, n = self.lower, len(self.lower)
        particles, never = self._nouns.particles, self._nouns.never
        capital = [self._capital(i) for i in range(n)]
        runs, i = [], 0
        while i < n:
            if not capital[i] or (lower[i] in never and len(lower[i]) > 3):
                i += 1
                continue
            j = i + 1
            while j < n and not self.starts[j]:
                after = j + 1 < n and not self.starts[j + 1]
                if (
                    capital[j]
                    or (
                        after
                        and lower[j] == "-"
                        and self._glued(j)
                        and (capital[j + 1] or lower[j + 1] in particles)
                    )
                    or (after and lower[j] in particles and (capital[j + 1] or lower[j + 1] == "-"))
                    or (after and self.texts[j] == "." and len(self.texts[j - 1]) <= 3 and capital[j + 1])
                ):
                    j += 1
                else:
                    break
            runs.append((self._particles_before(i), j))
            i = j
        return runs

    def _particles_before(self, i: int) -> int:
        """ "al-Abadi", "bin Salman": a name may begin with a particle in lower case."""
        while i > 0 and not self.starts[i]:
            before = self.lower[i - 1]
            if before in ("al", "el", "abu", "umm", "bin", "ibn") and self.texts[i - 1].islower():
                i -= 1
            elif (
                before == "-"
                and i > 1
                and self.lower[i - 2] in ("al", "el", "as", "ash", "an", "ar")
                and self._glued(i - 1)
            ):
                i -= 2
            else:
                break
        return i

    def _capital(self, i: int) -> bool:
        if not self.texts[i][0].isupper() or i in self.at:
            return False
        if self.starts[i] and self.pos[i] not in ("PROPN", "X") and not self.entities[i]:
            return False
        return self.pos[i] in _NAMELIKE or self.entities[i] in ("PERSON", "ORG", "GPE", "FAC", "NORP")

    def _glued(self, i: int) -> bool:
        return not self.doc[i].whitespace_ and not self.doc[i - 1].whitespace_

    def _person(self, start: int, end: int) -> Phrase | None:
        first, titled = self._after_title(start, end)
        if first >= end or end - first > _LONGEST:
            return None
        last = self.bare[end - 1]
        if last in self._nouns.never or last in self._nouns.classes or last in ("affairs", "state"):
            return None
        if last in self._nouns.body_names or last in self._nouns.force_names:
            return None
        if not titled and not self._is_person(first, end):
            return None
        name = self.text(first, end)
        self._surnames.add(folded(self.texts[end - 1]).lower())
        return self._titled(first, end, name, None)

    def _after_title(self, start: int, end: int) -> tuple[int, bool]:
        """Where the name begins in a stretch of capitals, and whether a title comes before it."""
        bare, titles, portfolios = self.bare, self._nouns.titles, self._nouns.portfolios
        first, titled = start, False
        for k in range(start, end):
            if bare[k] in titles:
                first, titled = k + 1, True
        while first < end and (
            self.lower[first] in (".", "-", "") or bare[first] in ("designate", "elect", "in-office")
        ):
            first += 1
        if titled or start == 0:
            return first, titled
        before = start - 1
        if self.lower[before] == "." and before > 0:
            before -= 1
        if (
            bare[before] in titles
            and self.tags[before] not in ("NNS", "VBZ", "VB")
            and not self.starts[start]
        ):
            return first, True
        if self.lower[start - 1] in ("of", "for", "the") and self._office_before(start - 1):
            while first < end and bare[first] in portfolios:
                first += 1
            return first, first > start
        return first, False

    def _office_before(self, k: int) -> bool:
        """Do the tokens up to `k` end in "<office> of (the)"?"""
        if self.lower[k] == "the":
            k -= 1
        return k > 0 and self.lower[k] in ("of", "for") and self.bare[k - 1] in self._nouns.titles

    def _is_person(self, start: int, end: int) -> bool:
        """Does an untitled stretch name a person: tagged so, no place, not after a preposition of place?"""
        if any(i in self.place for i in range(start, end)):
            return False
        if end - start == 1:
            if folded(self.texts[start]).lower() in self._surnames:
                return True
            if self.texts[start].isupper():
                return False
        if start and self.lower[start - 1] in _LOCATIVE:
            return False
        if end - start == 1 and not self._person_like(start):
            return False
        tagged = sum(self.entities[i] == "PERSON" for i in range(start, end))
        if tagged * 2 <= end - start:
            return False
        return True

    def _person_like(self, i: int) -> bool:
        """Does a single untitled word stand where persons stand: subject, owner, after "with" or "by"?"""
        if self.deps[i] == "pobj":
            return self.lower[self.doc[i].head.i] in ("with", "by", "against", "between")
        return self.deps[i] in ("nsubj", "nsubjpass", "poss", "dobj")

    def _titled(self, first: int, end: int, name: str, entry: Entry | None) -> Phrase:
        left = self._title_start(first)
        phrase = Phrase(end - 1, left, end, "person", entry=entry, name=name, type="person", definite=True)
        if left < first:
            phrase.title = (left, first)
            phrase.owners = self._owners(left, first)
        titles = set(self.bare[left:first])
        phrase.gender = (
            "f" if titles & self._nouns.feminine else "m" if titles & self._nouns.masculine else ""
        )
        if entry is not None:
            phrase.gender = phrase.gender or entry.gender
        phrase.words = name
        return phrase

    def _title_start(self, first: int) -> int:
        """Where the title before a name begins: "Turkish Foreign Minister", "Maj. Gen.", "Secretary of State"."""
        lower, bare, titles = self.lower, self.bare, self._nouns.titles
        left, seen = first, False
        while left > 0 and not self.starts[left] and first - left < 14:
            k = left - 1
            if bare[k] in titles:
                seen, left = True, k
            elif bare[k] in self._nouns.prefixes or (
                lower[k] in (".", "-") and k > 0 and self._abbreviated(k)
            ):
                left = k
            elif (left < first or lower[k] not in ("of", "for", "the", "and")) and self._leads_to_office(k):
                left = k
            elif seen and (k in self.at or self.pos[k] in _MODIFIERS) and lower[k] not in ("|", "/", "*"):
                left = self.spans[k][0] if k in self.at else k
            elif seen and lower[k] in ("'s", "'") and (k - 1) in self.at:
                left = k
            elif seen and lower[k] in ("and", "&") and self._one_title(k):
                left = k
            else:
                break
        while left < first and (lower[left] in (".", "-", "and") or not (self.texts[left][0].isalpha())):
            left += 1
        return left if any(b in titles for b in bare[left:first]) else first

    def _abbreviated(self, k: int) -> bool:
        return self.lower[k] == "-" or (
            len(self.lower[k - 1]) <= 4 and self.bare[k - 1] in self._nouns.titles
        )

    def _leads_to_office(self, k: int) -> bool:
        """Is `k` part of what an office is of: "Secretary *of State*", "Minister *of Foreign Affairs*"?"""
        if self.lower[k] not in ("of", "for", "the", "and") and self.bare[k] not in self._nouns.portfolios:
            return False
        for back in range(k, max(k - 6, -1), -1):
            if self.bare[back] in self._nouns.titles and back < k:
                return back + 1 < len(self.lower) and self.lower[back + 1] in ("of", "for")
            if (
                self.lower[back] not in ("of", "for", "the", "and")
                and self.bare[back] not in self._nouns.portfolios
            ):
                return False
        return False

    def _one_title(self, k: int) -> bool:
        """Does "and" at `k` join parts of one title: "Foreign and Defence Minister", not "Minister A and President B"?"""
        before, after = self.lower[k - 1] if k else "", self.bare[k + 1]
        joined = before in self._nouns.portfolios or before in self._nouns.titles
        return joined and (after in self._nouns.portfolios or after in self._nouns.titles)

    def _body(self, start: int, end: int) -> Phrase | None:
        """A capitalised name that ends in the noun of a body ("Presidential Guard"), or that spaCy takes for one."""
        last = self.lower[end - 1]
        named = last in self._nouns.body_names or last in self._nouns.force_names
        if last in self._nouns.never or (any(i in self.place for i in range(start, end)) and not named):
            return None
        head, generic = end - 1, self._nouns.classes.get(last)
        if end - start >= 2 and named and generic != "government":
            if last in ("ministry", "department", "office") or (
                self._owned_before(start) and generic in ("army", "ministry")
            ):
                return None
            end = self._complement(end)
        elif not self._tagged_as_body(start, end) or generic or last in self._nouns.titles:
            return None
        name = self.text(start, end)
        return Phrase(
            head, start, end, "body",
            name=name, words=name, type=type_of(name), definite=True, owners=self._owners_around(start, end),
        )  # fmt: skip

    def _tagged_as_body(self, start: int, end: int) -> bool:
        if any(self.entities[i] != "ORG" for i in range(start, end)):
            return False
        if start and self.lower[start - 1] in ("in", "at", "near"):
            return False
        return end - start > 1 or (self.texts[start].isupper() and len(self.texts[start]) > 2)

    def _complement(self, end: int) -> int:
        """ "Union of Congolese Patriots": a capitalised complement belongs to the name."""
        j, n = end, len(self.lower)
        while j + 1 < n and self.lower[j] in ("of", "for", "and") and self.texts[j + 1][0].isupper():
            if j + 1 in self.at and self.at[j + 1].sense != "adjective":
                break
            j += 2
            while j < n and self.texts[j][0].isupper() and self.pos[j] in _NAMELIKE and not self.starts[j]:
                j += 1
        return j

    def _owned_before(self, start: int) -> bool:
        k = start - 1
        return k in self.at or (k > 0 and self.lower[k] in ("'s", "'") and k - 1 in self.at)

    # ---- descriptions and pronouns

    def _noun(self, i: int, noun: str) -> None:
        left, definite = self._left(i)
        word = self.lower[i]
        phrase = Phrase(i, left, i + 1, "noun", noun=noun, definite=definite)
        phrase.plural = word in self._nouns.plurals or self.tags[i] in ("NNS", "NNPS")
        phrase.owners = self._owners_around(left, i + 1)
        phrase.words = self._own_words(left, i + 1)
        if noun == "office":
            phrase.words += self._portfolio(i + 1)
            label = i + 1 < len(self.lower) and self.lower[i + 1] == ":"
            phrase.definite = definite or label or (self.texts[left][0].isupper() and not self.starts[left])
        phrase.gender = "f" if word in self._nouns.feminine else "m" if word in self._nouns.masculine else ""
        phrase.type = "group" if noun == "source" and phrase.plural else CLASSES[noun][1]
        self._add(phrase)

    def _portfolio(self, i: int) -> str:
        """What an office is of, where that belongs to its name: " of State", " of the mission"."""
        j = i
        while j < len(self.lower) and j - i < 6 and j not in self.at and self.bare[j] in self._nouns.portfolios:
            j += 1
        while j > i and self.lower[j - 1] in ("of", "for", "the", "and"):
            j -= 1
        return " " + self.text(i, j) if j > i + 1 and self.lower[i] in ("of", "for") else ""

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
        """Where the phrase that ends with the noun at `i` begins, articles left out, and whether it is definite."""
        lower, pos, k = self.lower, self.pos, i
        while k > 0 and not self.starts[k] and i - k < 10:
            p = k - 1
            word = lower[p]
            if word in _DEFINITE:
                return k, True
            if word in _INDEFINITE:
                return k, False
            if word in ("'s", "'"):
                return self._possessor(p), True
            if p in self.at:
                k = self.spans[p][0]
            elif pos[p] in _MODIFIERS and self.texts[p][0].isalnum():
                k = p
            elif (pos[p] == "VERB" and self.deps[p] == "amod") or (
                pos[p] == "ADV" and self.doc[p].head.i in range(k, i + 1)
            ):
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

    def _possessor(self, p: int) -> int:
        """The first token of what owns, before the `'s` at `p`."""
        k = p - 1
        if k in self.at:
            return self.spans[k][0]
        while k > 0 and self.pos[k - 1] in _MODIFIERS and not self.starts[k]:
            k -= 1
        return k

    def _own_words(self, left: int, end: int) -> str:
        """The phrase without its owners, numbers and possessives."""
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
            elif self.pos[k] != "NUM":
                kept.append(k)
            k += 1
        while kept and self.lower[kept[0]] in ("-", "–", "and", ",", "/", "other", "more", "least", "around"):
            kept.pop(0)
        return self.text(kept[0], kept[-1] + 1) if kept else self.texts[end - 1]

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
                and (self.lower[k] in ("the", "a") or self.pos[k] in _MODIFIERS)
            ):
                k += 1
            name = self.at.get(k)
            if name is None:
                break
            if (self.lower[j] in ("of", "for", "to") or not found) and all(
                e is not name.entry for e in found
            ):
                found.append(name.entry)
            j = self.spans[k][1]
        return found
