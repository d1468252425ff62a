"""Noun phrases that may denote somebody who acts: names, titled persons, descriptions, pronouns.

Invariant: phrases are in the order of their heads; a token heads at most one. What a phrase denotes in the
report as a whole is coreference's business; here stands only what its own words say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from spacy.tokens import Doc

from trucewatch.language.names import (
    OPPOSITES,
    QUALIFIERS,
    Alias,
    Entry,
    Name,
    about,
    folded,
    scan,
    states,
    table,
)
from trucewatch.records import PlaceMention
from trucewatch.records.reading import ActorType

Kind = Literal["name", "person", "body", "noun", "pronoun"]

_PARTICLES = frozenset(
    "al el ul bin ibn abu abd von van der den de di da dos du la le el-din al-din ould umm um ben bint st ter af".split()
)
_PRONOUNS = {
    "he": ("m", False), "him": ("m", False), "his": ("m", False), "himself": ("m", False),
    "she": ("f", False), "her": ("f", False), "hers": ("f", False), "herself": ("f", False),
    "it": ("n", False), "its": ("n", False), "itself": ("n", False),
    "they": ("", True), "them": ("", True), "their": ("", True), "theirs": ("", True), "themselves": ("", True),
    "i": ("1", False), "me": ("1", False), "my": ("1", False), "mine": ("1", False), "myself": ("1", False),
    "we": ("1", True), "us": ("1", True), "our": ("1", True), "ours": ("1", True), "ourselves": ("1", True),
    "who": ("r", False), "which": ("r", False), "whose": ("r", False), "whom": ("r", False), "that": ("r", False),
    "both": ("b", True), "neither": ("b", True), "latter": ("l", False), "former": ("e", False),
}  # fmt: skip
_ACRONYM = re.compile(
    r"\(\s*[\"“']?(?:the |known as |hereafter )?([A-Z][A-Za-z]*(?:[-/][A-Za-z]+)*\d*)[\"”']?(?=[\s,;)])"
)
_CAPITALISED = re.compile(r"[^\W\d_][\w'’\-/]*")
_LINKS = frozenset("of the for and in to de la del du des et y al a & on against".split())


@dataclass(slots=True, eq=False)
class Phrase:
    """A noun phrase: tokens `start` to `end` (exclusive) less articles, headed by token `head`.

    `entry` is whom a name names; `sense` how. `noun` is the class of a common noun in titles.toml ("army",
    "government", "office" …). `owners` are the states and bodies in its modifiers ("*Turkish* troops", "the
    *Houthi* spokesman", "president *of Chad*"), `words` the phrase in the report's words without article,
    number, owner. `title` heads a person's title, token range.
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


@lru_cache(maxsize=1)
def noun_classes() -> dict[str, str]:
    """Common nouns, singular and plural, with their class; the first class that lists a word has it."""
    titles = table("titles")
    ordered = (
        ("army", titles["bodies"]["army"]),
        ("ministry", titles["bodies"]["ministry"]),
        ("government", titles["bodies"]["government"]),
        ("opposition", titles["bodies"]["opposition"]),
        ("office", titles["persons"]["offices"]),
        ("group", titles["bodies"]["group"]),
        ("mission", titles["bodies"]["mission"]),
        ("coalition", titles["bodies"]["coalition"]),
        ("source", titles["anonymous"]["sources"] + titles["anonymous"]["plurals"]),
        ("people", titles["people"]["nouns"]),
        ("several", titles["bodies"]["several"]),
    )
    classes: dict[str, str] = {}
    for name, nouns in ordered:
        for noun in nouns:
            for form in (noun, *_plurals(noun)):
                classes.setdefault(form, name)
    return classes


def _plurals(noun: str) -> tuple[str, ...]:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return (noun[:-1] + "ies",)
    return (noun + "es",) if noun.endswith(("s", "x", "ch", "sh")) else (noun + "s",)


@lru_cache(maxsize=1)
def _plural_forms() -> frozenset[str]:
    titles = table("titles")
    nouns = [
        n for group in ("persons", "anonymous", "people", "bodies") for v in titles[group].values() for n in v
    ]
    irregular = ["people", "men", "women", "children", "troops", "police", "personnel", "staff", "locals", "gunmen",
                 "policemen", "militiamen", "servicemen", "tribesmen", "herdsmen", "fishermen", "airmen", "authorities"]  # fmt: skip
    return frozenset(
        {p for n in nouns for p in _plurals(n)} | set(irregular) | set(titles["bodies"]["several"])
    )


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    """Words that may stand right before a person's name."""
    persons = table("titles")["persons"]
    singles = {w for key in ("offices", "ranks", "honorifics") for w in persons[key]}
    return frozenset(
        singles
        | {_plurals(w)[0] for w in persons["offices"]}
        | {"analyst", "activist", "journalist", "doctor", "lawyer", "official", "resident", "negotiator"}
    )


@lru_cache(maxsize=1)
def _words(group: str, key: str) -> frozenset[str]:
    return frozenset(table("titles")[group][key])


def _set(group: str, key: str) -> frozenset[str]:
    return frozenset(table("titles")[group][key])


def introduced(text: str, names: Sequence[Name]) -> list[Alias]:
    """Abbreviations that the report explains in brackets, with whom they stand for.

    "the National Liberation Army (ELN)": the words before the bracket that begin with the letters are the name;
    where they are in the lexicon already, the abbreviation is one more alias of that entry.
    """
    ends = {name.end: name for name in names}
    found: dict[str, Alias] = {}
    for match in _ACRONYM.finditer(text):
        short, before = match[1], text[: match.start()].rstrip()
        if len(short) < 2 or sum(c.isupper() for c in short) < 2 or short in found:
            continue
        known = ends.get(len(before))
        if known is not None and known.sense in ("name", "military"):
            if known.entry.type != "state" or _initials(known.entry.name, short):
                found[short] = Alias(short, known.entry, "name")
            continue
        long = _long_form(before[-120:], short)
        if long is not None:
            entry = Entry(None, long, _type_of(long), None)
            found[short] = Alias(short, entry, "name")
            found.setdefault(long, Alias(long, entry, "name"))
    return list(found.values())


def _initials(long: str, short: str) -> bool:
    return "".join(w[0] for w in _CAPITALISED.findall(long) if w[0].isupper()).startswith(short[0])


def _long_form(before: str, short: str) -> str | None:
    """The words at the end of `before` that `short` abbreviates: capitalised, and beginning with its first letter."""
    spans = [(m.start(), m[0]) for m in _CAPITALISED.finditer(before.split("\n")[-1])]
    line = before.split("\n")[-1]
    letters = [c for c in short if c.isupper()]
    best = None
    for start, word in reversed(spans[-10:]):
        if not (word[0].isupper() or word.lower() in _LINKS):
            break
        if word[0].isupper():
            heads = [w[0].upper() for _, w in spans if _ >= start and w[0].isupper()]
            matched = sum((Counter(heads) & Counter(letters)).values())
            if folded(word[0]) == short[0] and matched >= min(len(letters), 3) - (len(letters) > 3):
                best = start
                if len(heads) >= len(letters):
                    break
    if best is None:
        return None
    long = line[best:].strip()
    return long if len(long.split()) >= 2 else None


def _type_of(name: str) -> ActorType:
    words = {w.lower() for w in re.findall(r"\w+", name)}
    return "force" if words & _set("names", "forces") else "organisation"


class Phrases:
    """The phrases of one report, by head and by every token they cover."""

    def __init__(self, doc: Doc, *, places: Sequence[PlaceMention] = (), title: str | None = None) -> None:
        self.doc = doc
        text = doc.text
        first = scan(text)
        heading = scan(title or "")
        self.home = about([*first, *heading, *heading])
        self.names = scan(text, introduced(text, first), self.home)
        self.home = about([*self.names, *heading, *heading])
        self.lower = [t.lower_ for t in doc]
        self.tags = [t.tag_ for t in doc]
        self.pos = [t.pos_ for t in doc]
        self.at: dict[int, Name] = {}
        self.place: dict[int, PlaceMention] = {}
        self._token_at = {t.idx: t.i for t in doc}
        self._starts = [t.idx for t in doc]
        for place in places:
            for i in self.tokens(place.start, place.end):
                self.place.setdefault(i, place)
        self.spans: dict[int, tuple[int, int]] = {}
        for name in self.names:
            span = self.tokens(name.start, name.end)
            for i in span:
                self.at[i] = name
                self.spans[i] = (span.start, span.stop)
        self.by_head: dict[int, Phrase] = {}
        self.covering: dict[int, Phrase] = {}
        self.surnames: dict[str, str] = {}
        self._build()

    def tokens(self, start: int, end: int) -> range:
        """The tokens that the characters from `start` to `end` touch."""
        from bisect import bisect_left, bisect_right

        return range(max(bisect_right(self._starts, start) - 1, 0), bisect_left(self._starts, end))

    def all(self) -> list[Phrase]:
        """Every phrase, in the order of the heads."""
        return [self.by_head[i] for i in sorted(self.by_head)]

    # ---- building

    def _build(self) -> None:
        doc, lower, pos = self.doc, self.lower, self.pos
        classes = noun_classes()
        runs = self._capitalised_runs()
        taken: set[int] = set()
        for start, end in runs:
            phrase = self._person(start, end) or self._body(start, end)
            if phrase is not None:
                self._add(phrase)
                taken.update(range(phrase.start, phrase.end))
        done: set[int] = set()
        for i in range(len(doc)):
            if i in taken:
                continue
            name = self.at.get(i)
            if name is not None:
                if name.start not in done and i + 1 == self.spans[i][1]:
                    done.add(name.start)
                    self._name(i, name)
                continue
            word = lower[i]
            if word in _PRONOUNS and (
                pos[i] == "PRON" or word in ("their", "its", "his", "her", "both", "latter")
            ):
                self._pronoun(i, word)
            elif word in classes and pos[i] in ("NOUN", "PROPN", "ADJ", "X") and self._heads(i):
                self._noun(i, classes[word])

    def _add(self, phrase: Phrase) -> None:
        self.by_head[phrase.head] = phrase
        for i in range(phrase.start, phrase.end):
            other = self.covering.get(i)
            if other is None or other.end - other.start > phrase.end - phrase.start:
                self.covering[i] = phrase

    def _heads(self, i: int) -> bool:
        """Is the noun at `i` the head of its phrase, not a modifier of the next noun?"""
        token = self.doc[i]
        if self.pos[i] == "ADJ" and token.dep_ in ("amod", "compound", "nmod"):
            return False
        if i + 1 < len(self.doc) and token.dep_ in ("compound", "nmod", "amod") and token.head.i > i:
            following = self.lower[i + 1]
            if following == "-" or self.pos[i + 1] in ("NOUN",) or following in noun_classes():
                return False
        return True

    # ---- names in the lexicon

    def _name(self, i: int, name: Name) -> None:
        start, end = self.spans[i]
        if name.sense == "adjective" and not self._acts_as_noun(i, start):
            return
        token = self.doc[i]
        kind: ActorType = name.entry.type
        phrase = Phrase(
            i, start, end, "name", entry=name.entry, sense=name.sense, name=name.entry.name, type=kind
        )
        phrase.words = self.text(start, end)
        phrase.plural = name.sense == "people" or (
            self.lower[i].endswith("s") and name.entry.type == "force" and self.tags[i] == "NNPS"
        )
        phrase.definite = True
        if token.dep_ not in ("compound", "amod", "nmod") or not self._qualifies(end):
            self._add(phrase)

    def _acts_as_noun(self, i: int, start: int) -> bool:
        """ "the French", "the Lebanese": an adjective that stands for its people."""
        following = self.lower[i + 1] if i + 1 < len(self.doc) else ""
        before = self.lower[start - 1] if start else ""
        return (
            before == "the"
            and self.doc[i].dep_ in ("nsubj", "pobj", "dobj", "nsubjpass", "conj")
            and following in (".", ",", "and", "have", "had", "are", "were", "'s")
            or (self.doc[i].dep_ in ("nsubj", "nsubjpass") and self.pos[i] in ("PROPN", "NOUN"))
        )

    def _qualifies(self, end: int) -> bool:
        """Does what follows make the name only a quality: "US-led", "Houthi-held"?"""
        return end + 1 < len(self.doc) and self.lower[end] == "-" and self.lower[end + 1] in QUALIFIERS

    # ---- persons and bodies that no lexicon knows

    def _capitalised_runs(self) -> list[tuple[int, int]]:
        """Stretches of capitalised words with the particles and hyphens between them, less lexicon names."""
        doc, lower, pos = self.doc, self.lower, self.pos
        runs, i, n = [], 0, len(self.doc)
        never = _words("never", "names")
        while i < n:
            if not self._capital(i) or (lower[i] in never and len(lower[i]) > 3):
                i += 1
                continue
            j = i + 1
            while j < n and not doc[j].is_sent_start:
                if self._capital(j):
                    j += 1
                elif (
                    lower[j] == "-"
                    and j + 1 < n
                    and self._glued(j)
                    and (self._capital(j + 1) or lower[j + 1] in _PARTICLES)
                ):
                    j += 1
                elif lower[j] in _PARTICLES and j + 1 < n and (self._capital(j + 1) or lower[j + 1] == "-"):
                    j += 1
                elif (
                    pos[j] == "PUNCT"
                    and self.doc[j].text == "."
                    and len(doc[j - 1]) <= 3
                    and j + 1 < n
                    and self._capital(j + 1)
                ):
                    j += 1
                else:
                    break
            while i > 0 and (
                lower[i - 1] in _PARTICLES
                and lower[i - 1] in ("al", "el", "abu", "umm", "bin", "ibn")
                or (lower[i - 1] == "-" and i > 1 and lower[i - 2] in _PARTICLES)
            ):
                i -= 1
            runs.append((i, j))
            i = max(j, i + 1)
        return runs

    def _capital(self, i: int) -> bool:
        token = self.doc[i]
        text = token.text
        if not text[0].isupper() or i in self.at and self.at[i].sense != "people":
            return False
        if token.is_sent_start and self.pos[i] not in ("PROPN", "X") and not token.ent_type_:
            return False
        return self.pos[i] in ("PROPN", "NOUN", "ADJ", "X") or bool(
            token.ent_type_ and token.ent_type_ in ("PERSON", "ORG", "GPE", "FAC", "NORP")
        )

    def _glued(self, i: int) -> bool:
        return not self.doc[i].whitespace_ and not self.doc[i - 1].whitespace_

    def _person(self, start: int, end: int) -> Phrase | None:
        lower, doc = self.lower, self.doc
        titles = _titles()
        first, titled = start, False
        bare = lambda k: lower[k].rstrip(".")  # noqa: E731
        for k in range(start, end):
            if bare(k) in titles and bare(k) not in ("chief justice",):
                first, titled = k + 1, True
        while first < end and (lower[first] in (".", "-") or bare(first) in ("designate", "elect")):
            first += 1
        if (
            not titled
            and start
            and bare(start - 1) in titles
            and self.tags[start - 1] not in ("NNS", "VBZ", "VB")
        ):
            titled = True
        if not titled and start > 1 and lower[start - 1] == "." and bare(start - 2) in titles:
            titled = True
        if first >= end:
            return None
        if any(
            i in self.place and lower[i] not in self.surnames for i in range(first, end)
        ) and not self._is_person_entity(first, end):
            if not titled or all(i in self.place for i in range(first, end)):
                return None
        last = bare(end - 1)
        if (
            last in _words("never", "names")
            or last in noun_classes()
            or (last in _set_names() and not titled)
        ):
            return None
        if end - first == 1 and self.doc[first].text.isupper() and not titled:
            return None
        if not (titled or self._is_person_entity(first, end) or (end - first == 1 and last in self.surnames)):
            return None
        if end - first > 6:
            return None
        left = self._title_start(first)
        phrase = Phrase(
            end - 1, left, end, "person", name=self.text(first, end), type="person", definite=True
        )
        phrase.title = (left, first) if left < first else None
        phrase.owners = self._owners(left, first) if phrase.title else []
        phrase.gender = self._gender_of_title(left, first)
        surname = folded(self.text(end - 1, end)).lower()
        self.surnames.setdefault(surname, phrase.name)
        return phrase

    def _is_person_entity(self, start: int, end: int) -> bool:
        tagged = sum(self.doc[i].ent_type_ == "PERSON" for i in range(start, end))
        return tagged * 2 > end - start

    def _title_start(self, first: int) -> int:
        """Where the title before a name begins: "Turkish Foreign Minister", "Maj. Gen."."""
        lower, titles = self.lower, _titles()
        prefixes = _words("persons", "prefixes")
        left = first
        while left > 0:
            k = left - 1
            word = lower[k].rstrip(".")
            if self.doc[left].is_sent_start:
                break
            if word in titles or word in prefixes:
                left = k
            elif (
                lower[k] in (".", "-")
                and left < first
                and left > 1
                and not (lower[k] == "." and len(lower[k - 1]) > 4)
            ):
                left = k
            elif (
                left < first
                and (self.pos[k] in ("ADJ", "NOUN", "PROPN") or (k in self.at))
                and lower[k] not in ("%",)
            ):
                left = k
            elif left < first and lower[k] in ("'s", "'") and (k - 1) in self.at:
                left = k
            elif (
                left < first
                and lower[k] in ("and", "&")
                and self.doc[k - 1].text[0].isupper()
                and self.doc[left].text[0].isupper()
            ):
                left = k
            elif (
                left < first
                and lower[k] in ("of", "for")
                and k > 0
                and (lower[k - 1] in titles or lower[k - 1] in ("ministry",))
            ):
                left = k
            else:
                break
        while left < first and lower[left] in (".", "-", "and"):
            left += 1
        if not any(lower[k].rstrip(".") in titles for k in range(left, first)):
            return first
        return left

    def _gender_of_title(self, left: int, first: int) -> str:
        words = {self.lower[k].rstrip(".") for k in range(left, first)}
        if words & _set_gender("feminine"):
            return "f"
        return "m" if words & _set_gender("masculine") else ""

    def _body(self, start: int, end: int) -> Phrase | None:
        """A capitalised name that ends in the noun of a body or force ("Presidential Guard"), or that spaCy takes for one."""
        doc, lower = self.doc, self.lower
        head = end - 1
        last = lower[head]
        if (
            last in _words("never", "names")
            or any(i in self.place for i in range(start, end))
            and last not in _set_names()
        ):
            return None
        if end - start >= 2 and last in _set_names() and noun_classes().get(last) not in ("government",):
            generic = noun_classes().get(last)
            if generic == "ministry" and last in ("ministry", "department", "office"):
                return None
            if start and self._owner_before(start) and generic in ("army", "ministry", "government"):
                return None
            end = self._of_tail(end)
        elif not (
            all(doc[i].ent_type_ == "ORG" for i in range(start, end))
            and (end - start > 1 or doc[start].text.isupper() and len(doc[start]) > 1)
        ):
            return None
        elif last in noun_classes() or last in _titles():
            return None
        name = self.text(start, end)
        phrase = Phrase(head, start, end, "body", name=name, type=_type_of(name), definite=True)
        phrase.owners = self._owners_around(start, end)
        phrase.words = name
        return phrase

    def _of_tail(self, end: int) -> int:
        """ "Union of Congolese Patriots": a capitalised complement belongs to the name."""
        j = end
        while (
            j + 1 < len(self.doc)
            and self.lower[j] in ("of", "for", "and")
            and (self._capital(j + 1) and j + 1 not in self.at)
        ):
            j += 2
            while j < len(self.doc) and self._capital(j):
                j += 1
        return j

    # ---- descriptions and pronouns

    def _noun(self, i: int, noun: str) -> None:
        left, definite = self._left(i)
        phrase = Phrase(i, left, i + 1, "noun", noun=noun, definite=definite)
        phrase.plural = self.lower[i] in _plural_forms() or self.tags[i] in ("NNS", "NNPS")
        phrase.owners = self._owners_around(left, i + 1)
        phrase.words = self._own_words(left, i + 1)
        phrase.gender = (
            "f"
            if self.lower[i] in _set_gender("feminine")
            else "m"
            if self.lower[i] in _set_gender("masculine")
            else ""
        )
        phrase.type = _NOUN_TYPES[noun] if not (noun == "source" and phrase.plural) else "group"
        self._add(phrase)

    def _pronoun(self, i: int, word: str) -> None:
        gender, plural = _PRONOUNS[word]
        if gender == "r" and self.doc[i].dep_ not in ("nsubj", "nsubjpass", "poss", "dobj", "pobj"):
            return
        if word == "that" and self.tags[i] not in ("WDT", "WP"):
            return
        if gender in ("l", "e") and (i == 0 or self.lower[i - 1] != "the" or self.doc[i].dep_ == "amod"):
            return
        phrase = Phrase(i, i, i + 1, "pronoun", gender=gender, plural=plural, words=word)
        phrase.type = "person" if gender in ("m", "f") or word in ("i", "me", "my") else "organisation"
        self._add(phrase)

    def _left(self, i: int) -> tuple[int, bool]:
        """Where the phrase that ends with the noun at `i` begins, articles left out, and whether it is definite."""
        lower, pos, doc = self.lower, self.pos, self.doc
        k, definite = i, False
        while k > 0 and not doc[k].is_sent_start and i - k < 10:
            p = k - 1
            word = lower[p]
            if word in (
                "the",
                "this",
                "these",
                "those",
                "that",
                "its",
                "their",
                "his",
                "her",
                "our",
                "my",
                "both",
            ):
                definite = True
                break
            if word in (
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
            ):
                break
            if word == "'s" or (word == "'" and p > 0):
                definite = True
                k = self._possessor(p)
                break
            if p in self.at:
                k = self.spans[p][0]
            elif (
                pos[p] in ("ADJ", "NOUN", "PROPN", "X")
                or (pos[p] == "VERB" and doc[p].dep_ == "amod")
                or (
                    pos[p] == "ADV" and doc[p].dep_ in ("advmod", "amod") and doc[p].head.i in range(k, i + 1)
                )
            ):
                if word in ("last", "next", "earlier"):
                    break
                k = p
            elif word in ("-", "/") and p > 0:
                k = p - 1 if (p - 1) not in self.at else self.spans[p - 1][0]
            elif (
                word in ("and", ",")
                and p > 0
                and p - 1 in self.at
                and self.at[p - 1].sense == "adjective"
                and k in self.at
            ):
                k = self.spans[p - 1][0]
            else:
                break
        return k, definite

    def _possessor(self, p: int) -> int:
        """The first token of what owns, before the `'s` at `p`."""
        k = p - 1
        if k in self.at:
            return self.spans[k][0]
        while k > 0 and self.pos[k - 1] in ("PROPN", "ADJ", "NOUN") and not self.doc[k].is_sent_start:
            k -= 1
        return k

    def _own_words(self, left: int, end: int) -> str:
        """The phrase without its owners, numbers and possessives."""
        kept = []
        for k in range(left, end):
            if (
                k in self.at
                and self.at[k].sense in ("adjective", "name", "people", "capital", "military", "metonym")
                and k < end - 1
            ):
                if not self._qualifies(self.spans[k][1]) and (
                    self.lower[k - 1] != "-" or self.lower[k - 2] not in OPPOSITES if k > 1 else True
                ):
                    kept = []
                    continue
            if self.lower[k] in ("'s", "'"):
                kept = []
                continue
            if self.pos[k] == "NUM":
                continue
            kept.append(k)
        while kept and (self.lower[kept[0]] in ("-", "and", ",", "/", "other", "more")):
            kept.pop(0)
        if not kept:
            return self.text(end - 1, end)
        return self.text(kept[0], kept[-1] + 1)

    def _owner_before(self, start: int) -> Entry | None:
        k = start - 1
        if k >= 0 and self.lower[k] in ("'s", "'"):
            k -= 1
        name = self.at.get(k)
        return name.entry if name is not None else None

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
            opposed = start > 1 and self.lower[start - 1] == "-" and self.lower[start - 2] in OPPOSITES
            if not opposed and not self._qualifies(end) and all(e is not name.entry for e in found):
                found.append(name.entry)
            k = max(end, k + 1)
        return found

    def _owners_around(self, left: int, end: int) -> list[Entry]:
        found = self._owners(left, end - 1)
        if not found and left > 0 and self._glue_owner(left):
            owner = self._owner_before(left)
            if owner is not None:
                found.append(owner)
        j = end
        while (
            j + 1 < len(self.doc)
            and self.lower[j] in ("of", "for", "to", "in", "from", "at")
            and j - end < 10
        ):
            k = j + 1
            while k < len(self.doc) and (
                self.lower[k] in ("the", "a")
                or (self.pos[k] in ("ADJ", "NOUN", "PROPN") and k not in self.at and k - j < 5)
            ):
                k += 1
            name = self.at.get(k)
            if name is None:
                break
            if self.lower[j] in ("of", "for", "to") or not found:
                found += [name.entry] if all(e is not name.entry for e in found) else []
            j = self.spans[k][1]
        return found

    def _glue_owner(self, left: int) -> bool:
        return self.lower[left - 1] in ("'s", "'") or (left - 1) in self.at

    def text(self, start: int, end: int) -> str:
        """The words of tokens `start` to `end`, on one line."""
        return " ".join(
            self.doc.text[self.doc[start].idx : self.doc[end - 1].idx + len(self.doc[end - 1])].split()
        )


_NOUN_TYPES: dict[str, ActorType] = {
    "army": "force", "ministry": "organisation", "government": "organisation", "opposition": "force", "office": "person",
    "group": "organisation", "mission": "organisation", "coalition": "organisation", "source": "person",
    "people": "group", "several": "group",
}  # fmt: skip


@lru_cache(maxsize=1)
def _set_names() -> frozenset[str]:
    return _set("names", "bodies") | _set("names", "forces")


@lru_cache(maxsize=2)
def _set_gender(which: str) -> frozenset[str]:
    return frozenset(table("titles")["persons"][which])


def owner_states(owners: Iterable[Entry]) -> list[Entry]:
    """The states among `owners`."""
    return [states()[e.id] for e in owners if e.type == "state" and e.id is not None]
