"""Where a report names places: spans of text, what each may mean, and how sure it is that it names a place.

Invariant: a spot is accepted on evidence that adds up, none of it decisive alone: how well known the place
is, what spaCy's tagger and entity recogniser think, the words before and behind, the report's other uses of
the name. The weights are set by hand.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from spacy.attrs import ENT_TYPE, IDX, LENGTH, POS, SENT_START
from spacy.symbols import PROPN, PUNCT
from spacy.tokens import Doc

from trucewatch.places import Candidate, Gazetteer
from trucewatch.places.names import fold

_LONGEST = 7
_JOINERS = frozenset(
    "of the al el de la le les del della di da do dos das du des den der am auf sur upon and y - – ' 's & bin "
    "ibn ou e i ad ar au aux az ed er es et ez ye".split()
)
_ARTICLES = frozenset(
    "al el ad an ar as ash at az ed ez es er et".split()
)  # some are English without a hyphen
_SHORTENED = frozenset("st ste mt ft pt n s e w".split())  # before a full stop within a name
_NEVER_FIRST = frozenset("the in at on of and for to from by with a an or but as is".split())
_ANGLOPHONE = frozenset({"US", "GB", "CA", "AU", "IE", "NZ"})
_ACCEPTED = 1.0
_SURE = 2.5

ADMINISTRATIVE = frozenset({"admin1", "admin2", "region"})
SETTLED = frozenset({"city", "capital"})


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    text = resources.files("trucewatch.language").joinpath("toponyms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def lexicon() -> dict[str, frozenset[str]]:
    """The word lists of toponyms.toml."""
    return {key: frozenset(value) for key, value in _data().items() if isinstance(value, list)}


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    """A state's or province's name by its abbreviation."""
    return {short: name for name, written in _data()["abbreviations"].items() for short in written}


@dataclass(slots=True)
class Spot:
    """Tokens `first` to `last` (exclusive) that may name one of `candidates`; `evidence` that they do.

    `shown` are the tokens of the mention, with the words that belong to the name ("northern Syria", "Idlib
    province"); `kinds` features that those words ask for.
    """

    first: int
    last: int
    key: str
    candidates: tuple[Candidate, ...]
    evidence: float
    kinds: frozenset[str] = frozenset()
    shown: tuple[int, int] = (0, 0)


def find_spots(doc: Doc, text: str, gazetteer: Gazetteer) -> list[Spot]:
    """The spans of `doc`, whose text is `text`, that name places: in its order, none overlapping another."""
    return _Reader(doc, text, gazetteer).spots()


class _Reader:
    """Reads one document for the places that it may name."""

    def __init__(self, doc: Doc, text: str, gazetteer: Gazetteer) -> None:
        self.doc = doc
        self.text = text
        self.gazetteer = gazetteer
        # One array instead of an object per token: this is where most of the time would go.
        columns = doc.to_array([IDX, LENGTH, ENT_TYPE, SENT_START, POS]).T.tolist() if len(doc) else [[]] * 5
        self.begin, lengths, entities, starts, tags = columns
        self.end = [start + length for start, length in zip(self.begin, lengths, strict=True)]
        self.words = [text[start:end] for start, end in zip(self.begin, self.end, strict=True)]
        self.lower = [word.lower() for word in self.words]
        self.capital = [word[:1].isupper() for word in self.words]
        self.ent = _labels(doc, entities)
        self.starts = [start == 1 for start in starts]
        self.proper = [tag in (PROPN, PUNCT) for tag in tags]
        self.size = len(self.words)
        self.common = {word for word in self.words if word.islower()}
        self.lexicon = lexicon()
        self.people = self._people()

    def spots(self) -> list[Spot]:
        """What names a place, in the order of the text."""
        found: list[Spot] = []
        i = 0
        while i < self.size:
            spot = self._at(i) if self._may_start(i) else None
            if spot is None:
                i += 1
                continue
            found.append(spot)
            i = max(spot.last, i + 1) if spot.evidence >= _ACCEPTED else i + 1
        self._agree(found)
        self._listed(found)
        self._cohere(found)
        return _apart(spot for spot in found if spot.evidence >= _ACCEPTED)

    def _people(self) -> frozenset[str]:
        """First and last names of persons named in full, and names that follow a title."""
        names = set()
        for entity in self.doc.ents:
            if entity.label_ == "PERSON" and len(entity) > 1:
                words = [k for k in range(entity.start, entity.end) if self.capital[k]]
                if len(words) > 1 and not self.gazetteer.named(self._slice(words[0], words[-1] + 1)):
                    names.update((fold(self.words[words[0]]), fold(self.words[words[-1]])))
        titles = self.lexicon["titles"]
        for i in range(1, self.size):
            if self.capital[i] and self.capital[i - 1] and self.lower[i - 1] in titles and not self.starts[i]:
                names.add(fold(self.words[i]))
        return frozenset(names)

    def _may_start(self, i: int) -> bool:
        if self.capital[i]:
            return self.lower[i] not in _NEVER_FIRST
        return (
            self.lower[i] in _ARTICLES
            and i + 2 < self.size
            and self.words[i + 1] == "-"
            and self.capital[i + 2]
        )

    def _run(self, i: int) -> int:
        """Where the capitalised words that start at token `i` end, joiners between them included."""
        j = last = i + 1
        while j < self.size and j - i < _LONGEST and not self.starts[j]:
            if self.capital[j] or self.words[j][:1].isdigit():
                j += 1
                last = j
            elif self._joins(j):
                j += 1
            else:
                break
        return last

    def _joins(self, j: int) -> bool:
        """Whether token `j`, in small letters, may stand within a name."""
        if self.lower[j] in _JOINERS:
            return True
        if self.words[j] == ".":
            return self.lower[j - 1] in _SHORTENED and self.begin[j] == self.end[j - 1]
        return self.lower[j] in _ARTICLES and j + 1 < self.size and self.words[j + 1] == "-"

    def _proper(self, i: int, run: int) -> int:
        """Where the unbroken capitalised words from token `i` end; only hyphens and articles join them."""
        j = i + 1
        while j < run and (self.capital[j] or self.words[j] in ("-", ".", "'") or self.lower[j] in _ARTICLES):
            j += 1
        while j > i + 1 and not self.capital[j - 1]:
            j -= 1
        return j

    def _slice(self, i: int, j: int) -> str:
        return self.text[self.begin[i] : self.end[j - 1]]

    def _at(self, i: int) -> Spot | None:
        """The longest name at token `i` that the gazetteer knows, or one that the words around vouch for."""
        abbreviation = self._abbreviation(i)
        if abbreviation is not None:
            return abbreviation
        run = self._run(i)
        facility = self._facility(i, run)
        longest = run
        if run < self.size and self.lower[run] in self.lexicon["kinds_behind"] and not self.starts[run]:
            longest = run + 1
        for j in range(longest, i, -1):
            if j < run and not self.capital[j - 1]:
                continue
            found = self.gazetteer.named(self._slice(i, j))
            if not found or not self._allowed(i, j):
                continue
            if facility is not None and facility.last > j:
                facility.candidates = facility.candidates or self._at_facility(facility, found)
                return facility
            spot = self._spot(i, j, found, run)
            if spot.evidence < _ACCEPTED and self._proper(i, run) > spot.last:
                longer = self._unknown(i, run)
                return longer if longer is not None and longer.evidence >= _ACCEPTED else spot
            return spot
        return facility or self._unknown(i, run)

    def _allowed(self, i: int, j: int) -> bool:
        if j - i > 1:
            return True
        if self.lower[i] == "us":
            return self.words[i] == "US"
        return self.lower[i] not in self.lexicon["never"] and len(self.words[i]) > 1

    def _spot(self, i: int, j: int, found: tuple[Candidate, ...], run: int) -> Spot:
        whole = self._proper(i, run)
        if whole > j and found[0].feature == "city" and self.lower[j] not in self.lexicon["institutions"]:
            # A known name within a longer one ("Tell" in "Tell Rifaat"): the longer may be spelled otherwise.
            spelled = self.gazetteer.spelled(self._slice(i, whole))
            if spelled:
                j, found = whole, spelled
        spot = Spot(i, j, fold(self._slice(i, j)), found, self._evidence(i, j, found), shown=(i, j))
        self._widen(spot)
        return spot

    def _widen(self, spot: Spot) -> None:
        """Takes in the compass word before and the division noun behind, and notes what they ask for."""
        first, last = spot.first, spot.last
        if spot.candidates and spot.candidates[0].match == "demonym":
            return
        start, end = first, last
        if first and not self.starts[first]:
            if self.lower[first - 1] in self.lexicon["compass"]:
                start = first - 1
            elif first > 2 and self.words[first - 2] == "-" and self._hyphenated(first):
                start = first - 3
        if last < self.size and not self.starts[last]:
            if self.lower[last] in self.lexicon["divisions"]:
                end = last + 1
                spot.kinds = ADMINISTRATIVE
            elif self.lower[last] in ("city", "town", "village"):
                spot.kinds = SETTLED
        if first > 1 and self.lower[first - 1] == "of" and not spot.kinds:
            if self.lower[first - 2] in ("city", "town", "village", "suburb", "port"):
                spot.kinds = SETTLED
            elif self.lower[first - 2] in self.lexicon["divisions"]:
                spot.kinds = ADMINISTRATIVE
        spot.shown = (start, end)

    def _hyphenated(self, first: int) -> bool:
        return "-".join((self.lower[first - 3], self.lower[first - 1])) in self.lexicon["compass"]

    def _abbreviation(self, i: int) -> Spot | None:
        """A state's or province's abbreviation: with its full stop anywhere, in two capitals after a comma."""
        for j in (i + 2, i + 1):
            if j > self.size:
                continue
            text = self._slice(i, j)
            name = _abbreviations().get(text)
            if name is None and j == i + 1 and j < self.size and self.words[j] == "." and not self._gap(j):
                name = _abbreviations().get(text + ".")
            if name is None:
                continue
            after_comma = i > 1 and self.words[i - 1] == "," and self.capital[i - 2]
            if not after_comma and "." not in text[:-1]:
                continue
            for found in self.gazetteer.named(name):
                if found.feature == "admin1" and found.country_code in ("US", "CA"):
                    return Spot(i, j, fold(name), (found,), _SURE + 2, shown=(i, j))
        return None

    def _gap(self, j: int) -> bool:
        """Whether there is white space before token `j`."""
        return self.begin[j] != self.end[j - 1]

    def _facility(self, i: int, run: int) -> Spot | None:
        """A road, river, park …: capitalised words whose last, or first, says what it is, or a numbered road."""
        if not self.capital[i]:
            return None
        end = self._numbered(i, run)
        if end is None:
            whole = self._proper(i, run)
            own = False
            for j in range(i + 1, whole):
                own = own or self.lower[j - 1] not in self.lexicon["institutions"] | self.lexicon["never"]
                if own and self.lower[j] in self.lexicon["facilities"]:
                    end = j + 1
            if (
                end is None
                and self.lower[i] in self.lexicon["heads"]
                and whole > i + 1
                and not self.starts[i]
            ):
                end = i + 2
        if end is None:
            return None
        if self.ent[i] == "PERSON" and self.ent[end - 1] == "PERSON" and self.lower[end - 1] == "dr.":
            return None
        whole_name = self._slice(i, end)
        return Spot(i, end, fold(whole_name), self.gazetteer.named(whole_name), _SURE, shown=(i, end))

    def _numbered(self, i: int, run: int) -> int | None:
        """The end of a numbered road ("Highway 19", "County Road 43") that starts at token `i`."""
        roads = self.lexicon["roads"]
        for j in range(i + 1, min(run, i + 4)):
            if self.words[j][:1].isdigit():
                return j + 1 if self.lower[j - 1] in roads else None
            if not self.capital[j]:
                return None
        if (
            run < self.size
            and run - i <= 3
            and self.lower[run - 1] in roads
            and self.words[run][:1].isdigit()
        ):
            return run + 1
        return None

    def _at_facility(self, facility: Spot, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """What is named for the place it is at lies there ("Athens Park"); streets and rivers lead away."""
        if self.lower[facility.last - 1] in self.lexicon["elsewhere"] or found[0].match == "demonym":
            return ()
        if self.words[facility.last - 1][:1].isdigit() or found[0].feature == "country":
            return ()
        return found

    def _unknown(self, i: int, run: int) -> Spot | None:
        """A name that the gazetteer lacks, where the words around or spaCy say that it is a place."""
        j = self._proper(i, run)
        word = self._slice(i, j)
        if self.lower[i] in self.lexicon["never"] or len(word) < 4 or not any(c.islower() for c in word):
            return None
        if j == i + 1 and (self.lower[i] in self.common or self.lower[i] in self.lexicon["seldom"]):
            return None
        if i and self.capital[i - 1] and not self.starts[i] and not self._is_kind(i - 1):
            return None
        labels = {self.ent[k] for k in range(i, j)}
        evidence = -0.2
        if labels & {"GPE", "LOC", "FAC"}:
            evidence += 0.9
        elif "PERSON" in labels:
            evidence -= 0.6
        elif labels - {""}:
            evidence -= 0.6 if j == i + 1 else 1.2
        evidence += self._around(i, j)
        if fold(word) in self.people or fold(self.words[j - 1]) in self.people:
            evidence -= 2.0
        if self.starts[i]:
            evidence -= 0.5
        if self.lower[j - 1] in self.lexicon["institutions"]:
            evidence -= 1.5
        if evidence < -0.5:
            return None
        spot = Spot(i, j, fold(word), self.gazetteer.spelled(word), evidence, shown=(i, j))
        self._widen(spot)
        return spot

    def _is_kind(self, k: int) -> bool:
        return self.lower[k] in self.lexicon["compass"] or self.lower[k] in self.lexicon["kinds_before"]

    def _around(self, i: int, j: int) -> float:
        """What the words before token `i` and from token `j` say about a place between them."""
        return self._before(i) + self._behind(i, j)

    def _before(self, i: int) -> float:
        words, lower = self.lexicon, self.lower
        k = i - 1
        while (
            k >= 0 and not self.starts[k + 1] and (lower[k] in ("the", "#") or lower[k] in words["compass"])
        ):
            k -= 1
        if k < 0 or self.starts[k + 1]:
            return 0.0
        value = 1.0 if k < i - 1 and lower[i - 1] in words["compass"] and not self.capital[i - 1] else 0.0
        before = lower[k]
        if before == "-" and k and self.words[k - 1] in ("D", "R") and not self._gap(i):
            return value + 1.5
        if before == "of" and k and lower[k - 1] in words["kinds_before"] and not self.capital[k - 1]:
            return value + 2.5
        if before in words["within"]:
            return value + 1.7
        if before in words["locative"]:
            return value + 1.2
        if before in words["weakly_locative"]:
            return value + 0.3
        if before in words["kinds_before"]:
            return value + (0.3 if self.capital[k] else 1.3)
        if before in words["titles"] and self.capital[k]:
            return value - 3.0
        return value

    def _behind(self, i: int, j: int) -> float:
        words, lower = self.lexicon, self.lower
        if j >= self.size or self.starts[j]:
            return 0.0
        behind = lower[j]
        if behind in words["divisions"]:
            return 1.5
        if behind in words["kinds_behind"]:
            return 1.0
        if behind == "," and j + 1 < self.size and self.words[j + 1] in _abbreviations():
            return 2.5
        if (
            self.starts[i]
            and self.words[i].isupper()
            and len(self.words[i]) > 3
            and behind in words["datelines"]
        ):
            return 2.5
        if (
            behind == "-"
            and j + 1 < self.size
            and lower[j + 1] in ("based", "area", "born", "held", "controlled")
        ):
            return 2.0
        if behind == "(" and j + 1 < self.size and lower[j + 1] in words["kinds_before"]:
            return 2.0
        if behind in words["plural_divisions"] or (behind in (",", "and", "or") and self._listed_kind(j)):
            return 1.8
        return 0.0

    def _listed_kind(self, j: int) -> bool:
        """Whether a list of names from token `j` on ends in the plural of what they are ("… counties")."""
        for k in range(j, min(j + 9, self.size)):
            if self.lower[k] in self.lexicon["plural_divisions"]:
                return self.capital[k - 1]
            if not (self.capital[k] or self.lower[k] in (",", "and", "or")):
                return False
        return False

    def _evidence(self, i: int, j: int, found: tuple[Candidate, ...]) -> float:
        best = found[0]
        wide = best.match == "demonym" or best.feature in ("country", "continent")
        around = self._around(i, j)
        value = _standing(best) + around + self._tagged(i, j, best, around) + self._joined(i, j, best)
        if j - i > 1:
            value += 0.8 if best.country_code in _ANGLOPHONE else 1.2
        elif self.lower[i] in self.lexicon["seldom"] and best.feature not in ("country", "admin1", "capital"):
            value -= 2.0
        elif self.lower[i] in self.common and not wide and self.words[i] != "US":
            value -= 1.0
        if self.words[j - 1][:1].isdigit():
            value -= 2.0
        if best.match == "demonym" and fold(self.words[j - 1]) in self.people and self.ent[i] != "NORP":
            value -= 3.0
        if best.match == "demonym" and self._compound(i, j):
            value -= 4.0
        if not wide:
            if self.starts[i] and j - i == 1 and best.feature == "city":
                value -= 0.5
            if fold(self.words[j - 1]) in self.people:
                value -= 2.0
            if j < self.size and self.lower[j] in self.lexicon["saying"]:
                value -= 1.2
        return value

    def _compound(self, i: int, j: int) -> bool:
        """Whether a word for a people is half of one for another ("African-American")."""
        if j + 1 < self.size and self.words[j] in ("-", "–") and self.lower[j + 1].startswith("american"):
            return True
        return (
            self.lower[i].startswith("american")
            and i > 1
            and self.words[i - 1] == "-"
            and self.capital[i - 2]
        )

    def _tagged(self, i: int, j: int, best: Candidate, around: float) -> float:
        labels = {self.ent[k] for k in range(i, j)}
        value = -0.2
        if labels & {"GPE", "LOC", "FAC"}:
            value = 1.5
        elif "NORP" in labels and best.match == "demonym":
            value = 1.0
        elif "PERSON" in labels:
            # The small model takes what it does not know for persons; it is righter about full names.
            part = (i and self.ent[i - 1] == "PERSON") or (j < self.size and self.ent[j] == "PERSON")
            value = -2.0 if part else -0.6
            value += 0.4 if around >= 1.5 else 0.0
        elif labels & {"DATE", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW", "MONEY", "CARDINAL", "TIME"}:
            value = -0.8 if around < 1.0 else -0.3
        if best.match != "demonym" and not any(self.proper[i:j]):
            value -= 1.2
        return value

    def _joined(self, i: int, j: int, best: Candidate) -> float:
        """What capitalised words that touch the name say: an institution's, a person's, a longer name's."""
        value = 0.0
        known = best.match in ("name", "alternate") and (best.population >= 100_000 or best.feature != "city")
        if j < self.size and self.capital[j] and not self.starts[j]:
            if self.lower[j] in self.lexicon["institutions"]:
                value += 0.6
            elif best.match == "demonym" or self.gazetteer.named(self.words[j]):
                value -= 0.2
            else:
                value -= 0.5 if known else 1.0
        if i and self.capital[i - 1] and not self.starts[i] and best.match != "demonym":
            k = i - 1
            led = self.lower[k] in self.lexicon["locative"] or self.lower[k] in self.lexicon["within"]
            led = led or self._is_kind(k) or (self.starts[k] and self.lower[k] == "the")
            if not led and self.words[k][:1].isalpha():
                value -= 0.6 if known else 1.0
        return value

    def _agree(self, spots: Iterable[Spot]) -> None:
        """One name, one kind of thing per report: the surest mention speaks for the unsure ones."""
        best: dict[str, float] = defaultdict(lambda: -9.0)
        for spot in spots:
            best[spot.key] = max(best[spot.key], spot.evidence)
        for spot in spots:
            if best[spot.key] >= _SURE and -1.0 < spot.evidence < _ACCEPTED:
                spot.evidence += 0.9

    def _listed(self, spots: list[Spot]) -> None:
        """What is coordinated with a place is likely one: "Saraqeb, Maarat and Binnish"."""
        for forward in (True, False):
            ordered = list(spots) if forward else list(reversed(spots))
            for one, other in zip(ordered, ordered[1:], strict=False):
                if one.evidence >= _SURE - 0.5 and -0.5 < other.evidence < _ACCEPTED:
                    left, right = (one, other) if forward else (other, one)
                    between = self.lower[left.shown[1] : right.shown[0]]
                    if (
                        between
                        and len(between) <= 2
                        and all(w in (",", "and", "or", "/", "&") for w in between)
                    ):
                        other.evidence += 1.2

    def _cohere(self, spots: list[Spot]) -> None:
        """A doubtful name that only one country has, which the report speaks of, is likely meant."""
        countries = {
            spot.candidates[0].country_code
            for spot in spots
            if spot.evidence >= _SURE and spot.candidates and spot.candidates[0].match != "fuzzy"
        }
        for spot in spots:
            if not -1.2 <= spot.evidence < _ACCEPTED or not spot.candidates:
                continue
            if self.lower[spot.first] in self.lexicon["seldom"] or spot.key in self.people:
                continue
            first, rest = spot.candidates[0], spot.candidates[1:]
            if first.country_code not in countries:
                continue
            rival = max((c.score for c in rest if c.country_code != first.country_code), default=-9.0)
            if first.country_code in _ANGLOPHONE:
                # English towns share their names with English people.
                spot.evidence += 0.3 if rival < 0 and len(rest) < 4 else 0.0
            elif first.score - rival > 0.8:
                spot.evidence += 1.7 if rival < 0 else 1.0


def _labels(doc: Doc, entities: list[int]) -> list[str]:
    """The entity label of every token, empty for most."""
    names = {code: doc.vocab.strings[code] if code else "" for code in set(entities)}
    return [names[code] for code in entities]


def _standing(best: Candidate) -> float:
    """How well known the likeliest place is."""
    if best.match == "demonym" or best.feature in ("country", "continent"):
        return 2.5
    if best.feature not in ("city", "admin1", "admin2"):
        return 1.6
    value = 1.6
    if best.feature == "city":
        people = best.population
        value = 1.5 if people >= 1_000_000 else 1.0 if people >= 100_000 else 0.5 if people >= 15_000 else 0.0
        if best.match == "name" and best.country_code not in _ANGLOPHONE:
            value += 0.5 if people >= 100_000 else 0.2
    if best.match == "alternate":
        value -= 0.6
    elif best.match in ("loose", "fuzzy"):
        value -= 0.4
    return value


def _apart(spots: Iterable[Spot]) -> list[Spot]:
    """Spots of which none overlaps an earlier one; what is shown of one ends where the next begins."""
    kept: list[Spot] = []
    for spot in spots:
        if kept and spot.first < kept[-1].last:
            continue
        if kept and kept[-1].shown[1] > spot.first:
            kept[-1].shown = (kept[-1].shown[0], spot.first)
        if kept and spot.shown[0] < kept[-1].shown[1]:
            spot.shown = (spot.first, spot.shown[1])
        kept.append(spot)
    return kept
