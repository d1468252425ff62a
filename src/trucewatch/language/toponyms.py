"""Places that a report names, found and located.

Invariant: a mention covers words of the report that name a place (or, as "Syrian" does, what is of it); its
coordinates are those of the one place that the whole report speaks for, or there are none.

The gazetteer proposes, the words around decide: spaCy's entities and tags are evidence among other evidence,
for the small model takes Saraqeb for a person and Mobile for an adjective.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from spacy.tokens import Doc

from trucewatch.language.toponym_senses import Name, choose
from trucewatch.places import Candidate, Gazetteer
from trucewatch.places.names import fold
from trucewatch.records import PlaceMention

_LONGEST = 7
_JOINERS = frozenset(
    "of the al el de la le les del della di da do dos das du des den der am auf sur upon and y - – ' 's & bin "
    "ibn ou e i".split()
)
_ARTICLES = frozenset("al el ad an ar as ash at az ed ez es er et".split())  # before a hyphen
_SHORTENED = frozenset("st ste mt ft pt n s e w".split())  # before a full stop within a name
_ACCEPTED = 1.0
_SURE = 2.5


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, frozenset[str]]:
    data = _data()
    return {key: frozenset(value) for key, value in data.items() if isinstance(value, list)}


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    text = resources.files("trucewatch.language").joinpath("toponyms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    """A state's or province's name by its abbreviation."""
    return {short: name for name, written in _data()["abbreviations"].items() for short in written}


@dataclass(slots=True)
class _Spot:
    """Tokens `first` to `last` (exclusive) that may name one of `candidates`; `evidence` that they do."""

    first: int
    last: int
    key: str
    candidates: tuple[Candidate, ...]
    evidence: float
    kinds: frozenset[str] = frozenset()
    shown: tuple[int, int] = (0, 0)


def find_places(doc: Doc, *, gazetteer: Gazetteer, title: str | None = None) -> list[PlaceMention]:
    """Every place that the report names, in the order of the text, without overlaps.

    Args:
        doc: the report, parsed by `trucewatch.language.pipeline.parse`.
        gazetteer: where names are looked up.
        title: the report's title, which helps to tell which places are meant.

    Returns:
        mentions whose offsets are those of the text. `name` is the name as the report has it, with the
        compass word or division noun that belongs to it ("northern Syria", "Idlib province"); the place's
        usual name where the report has an abbreviation, capitals or a word for its people. Where the
        gazetteer does not know the name, or the report does not settle which place is meant, there is the
        name alone.
    """
    spots = _Reader(doc, gazetteer).spots()
    names = _names(doc, spots)
    choose(list(names.values()), _hints(title, gazetteer))
    return [_mention(doc, spot, names[spot.key].sense) for spot in spots]


def _hints(title: str | None, gazetteer: Gazetteer) -> list[Candidate]:
    """The sure places of a title: countries, and names that mean one place only."""
    hints = []
    for word in (title or "").replace(",", " ").replace(":", " ").split():
        if word[:1].isupper() and fold(word) not in _lexicon()["never"]:
            found = gazetteer.named(word)
            if found and (len(found) == 1 or found[0].feature == "country"):
                hints.append(found[0])
    return hints


class _Reader:
    """Reads one document for the places that it may name."""

    def __init__(self, doc: Doc, gazetteer: Gazetteer) -> None:
        self.doc = doc
        self.text = doc.text
        self.gazetteer = gazetteer
        self.words = [token.text for token in doc]
        self.lower = [word.lower() for word in self.words]
        self.capital = [word[:1].isupper() for word in self.words]
        self.begin = [token.idx for token in doc]
        self.end = [start + len(word) for start, word in zip(self.begin, self.words, strict=True)]
        self.pos = [token.pos_ for token in doc]
        self.ent = [token.ent_type_ for token in doc]
        self.starts = [bool(token.is_sent_start) for token in doc]
        self.lexicon = _lexicon()
        self.people = self._people()

    def spots(self) -> list[_Spot]:
        """What names a place, in the order of the text."""
        found: list[_Spot] = []
        i, size = 0, len(self.words)
        while i < size:
            spot = self._at(i) if self._may_start(i) else None
            if spot is None:
                i += 1
                continue
            found.append(spot)
            i = max(spot.last, i + 1)
        self._agree(found)
        return [spot for spot in found if spot.evidence >= _ACCEPTED]

    def _people(self) -> frozenset[str]:
        """Last names of persons named in full, or with a title."""
        last = set()
        for entity in self.doc.ents:
            if entity.label_ == "PERSON" and len(entity) > 1:
                words = [t.text for t in entity if t.text[:1].isupper()]
                if len(words) > 1:
                    last.add(fold(words[-1]))
        for i in range(1, len(self.words)):
            if self.capital[i] and self.lower[i - 1] in self.lexicon["titles"] and self.capital[i - 1]:
                last.add(fold(self.words[i]))
        return frozenset(last)

    def _may_start(self, i: int) -> bool:
        if self.capital[i]:
            return True
        article = self.lower[i] in _ARTICLES and i + 2 < len(self.words)
        return article and self.words[i + 1] == "-" and self.capital[i + 2]

    def _run(self, i: int) -> int:
        """Where the capitalised words that start at token `i` end, joiners between them included."""
        j = last = i + 1
        while j < len(self.words) and j - i < _LONGEST and not self.starts[j]:
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
        return self.lower[j] in _ARTICLES and j + 1 < len(self.words) and self.words[j + 1] == "-"

    def _slice(self, i: int, j: int) -> str:
        return self.text[self.begin[i] : self.end[j - 1]]

    def _at(self, i: int) -> _Spot | None:
        """The longest name at token `i` that the gazetteer knows, or one that the words around vouch for."""
        abbreviation = self._abbreviation(i)
        if abbreviation is not None:
            return abbreviation
        run = self._run(i)
        facility = self._facility(i, run)
        longest = run
        if run < len(self.words) and self.lower[run] in self.lexicon["kinds_behind"]:
            longest = run + 1
        for j in range(longest, i, -1):
            if j < run and not self.capital[j - 1]:
                continue
            found = self.gazetteer.named(self._slice(i, j))
            if found and self._allowed(i, j, found):
                if facility is not None and facility.last > j:
                    break
                return self._spot(i, j, found)
        return facility or self._unknown(i, run)

    def _allowed(self, i: int, j: int, found: tuple[Candidate, ...]) -> bool:
        if j - i > 1:
            return True
        if self.lower[i] == "us":
            return self.words[i] == "US"
        return self.lower[i] not in self.lexicon["never"] and len(self.words[i]) > 1

    def _spot(self, i: int, j: int, found: tuple[Candidate, ...]) -> _Spot:
        key = fold(self._slice(i, j))
        spot = _Spot(i, j, key, found, self._evidence(i, j, found), shown=(i, j))
        self._widen(spot)
        return spot

    def _widen(self, spot: _Spot) -> None:
        """Takes in the compass word before and the division noun behind, and notes what they ask for."""
        first, last = spot.first, spot.last
        demonym = spot.candidates[0].match == "demonym" if spot.candidates else False
        if first and not demonym:
            if self.lower[first - 1] in self.lexicon["compass"]:
                spot.shown = (first - 1, last)
            elif first > 2 and self.words[first - 2] == "-" and self._hyphenated(first):
                spot.shown = (first - 3, last)
        if last < len(self.words) and not demonym:
            behind = self.lower[last]
            if behind in self.lexicon["divisions"] and not self.starts[last]:
                spot.shown = (spot.shown[0], last + 1)
                spot.kinds = frozenset({"admin1", "admin2", "region"})
            elif behind in ("city", "town", "village"):
                spot.kinds = frozenset({"city"})
        if first > 1 and self.lower[first - 1] == "of":
            if self.lower[first - 2] in ("city", "town", "village", "suburb", "port"):
                spot.kinds = frozenset({"city"})
            elif self.lower[first - 2] in self.lexicon["divisions"]:
                spot.kinds = frozenset({"admin1", "admin2", "region"})

    def _hyphenated(self, first: int) -> bool:
        return "-".join((self.lower[first - 3], self.lower[first - 1])) in self.lexicon["compass"]

    def _abbreviation(self, i: int) -> _Spot | None:
        """A state's or province's abbreviation: with its full stop anywhere, in two capitals after a comma."""
        for j in (i + 2, i + 1):
            if j > len(self.words):
                continue
            text = self._slice(i, j)
            name = _abbreviations().get(text)
            if name is None and j == i + 1 and self._full_stop(j):
                name = _abbreviations().get(text + ".")
            if name is None:
                continue
            after_comma = i > 1 and self.words[i - 1] == "," and self.capital[i - 2]
            if not after_comma and (not text.endswith(".") or "." not in text[:-1]):
                continue
            for found in self.gazetteer.named(name):
                if found.feature == "admin1" and found.country_code in ("US", "CA"):
                    key = f"{found.country_code} {found.admin1}"
                    return _Spot(i, j, key, (found,), _SURE + 2, shown=(i, j))
        return None

    def _full_stop(self, j: int) -> bool:
        """Whether token `j` is a full stop that touches the token before it."""
        return j < len(self.words) and self.words[j] == "." and self.begin[j] == self.end[j - 1]

    def _facility(self, i: int, run: int) -> _Spot | None:
        """A road, river, park …: capitalised words whose last says what it is, or a numbered road."""
        if not self.capital[i] or self.lower[i] in ("the", "a", "an"):
            return None
        end = None
        for j in range(i + 1, run):
            if self.lower[j] in self.lexicon["facilities"] and self.capital[j - 1] and self.capital[j]:
                end = j + 1
        if (
            self.lower[run - 1] in self.lexicon["roads"]
            and run < len(self.words)
            and self.words[run][:1].isdigit()
        ):
            end = run + 1
        numbered = (
            run - i >= 2
            and self.words[run - 1][:1].isdigit()
            and self.lower[run - 2] in self.lexicon["roads"]
        )
        if numbered:
            end = run
        if end is None or (self.starts[i] and end - i < 2):
            return None
        if self.ent[i] == "PERSON" and self.ent[end - 1] == "PERSON" and end - i > 2:
            return None
        whole = self.gazetteer.named(self._slice(i, end))
        return _Spot(i, end, fold(self._slice(i, end)), whole, _SURE, shown=(i, end))

    def _unknown(self, i: int, run: int) -> _Spot | None:
        """A name that the gazetteer lacks, where the words around or spaCy say that it is a place."""
        j = i + 1
        while j < run and (self.capital[j] or self.words[j] == "-" or self.lower[j] in _ARTICLES):
            j += 1
        while j > i + 1 and not self.capital[j - 1]:
            j -= 1
        word = self._slice(i, j)
        if self.lower[i] in self.lexicon["never"] or len(word) < 4 or not any(c.islower() for c in word):
            return None
        labels = {self.ent[k] for k in range(i, j)}
        evidence = -0.2
        if labels & {"GPE", "LOC", "FAC"}:
            evidence += 1.0
        elif "PERSON" in labels:
            evidence -= 1.0
        elif labels - {""}:
            evidence -= 1.2
        evidence += self._around(i, j)
        if fold(word) in self.people or fold(self.words[j - 1]) in self.people:
            evidence -= 2.0
        if evidence < _ACCEPTED:
            return None
        spot = _Spot(i, j, fold(word), self.gazetteer.spelled(word), evidence, shown=(i, j))
        self._widen(spot)
        return spot

    def _around(self, i: int, j: int) -> float:
        """What the words before token `i` and from token `j` say about a place between them."""
        lexicon, lower = self.lexicon, self.lower
        value = 0.0
        k = i - 1
        while k >= 0 and (lower[k] == "the" or lower[k] in lexicon["compass"]):
            k -= 1
        before = lower[k] if k >= 0 and not self.starts[k + 1] else ""
        if before == "of" and k and lower[k - 1] in lexicon["kinds_before"]:
            value += 2.5
        elif before in lexicon["locative"]:
            value += 1.3
        elif before in lexicon["weakly_locative"]:
            value += 0.3
        elif before in lexicon["kinds_before"]:
            value += 1.3
        elif before in lexicon["titles"] and self.capital[k]:
            value -= 3.0
        if k < i - 1 and lower[i - 1] in lexicon["compass"] and not self.capital[i - 1]:
            value += 1.0
        if j < len(lower) and not self.starts[j]:
            behind = lower[j]
            if behind in lexicon["divisions"]:
                value += 1.5
            elif behind in lexicon["kinds_behind"]:
                value += 1.0
            elif behind in lexicon["saying"]:
                value -= 1.2
            elif behind == "," and j + 1 < len(lower) and self.words[j + 1] in _abbreviations():
                value += 2.5
        return value

    def _evidence(self, i: int, j: int, found: tuple[Candidate, ...]) -> float:
        best = found[0]
        value = self._standing(best) + self._tagged(i, j, best) + self._around(i, j)
        if j - i > 1:
            value += 0.8
        elif self.lower[i] in self.lexicon["seldom"] and best.feature not in ("country", "admin1"):
            value -= 2.0
        if self.starts[i] and j - i == 1 and best.feature == "city":
            value -= 0.5
        value += self._joined(i, j, best)
        key = fold(self.words[j - 1])
        if key in self.people and best.feature not in ("country", "continent"):
            value -= 2.0
        return value

    @staticmethod
    def _standing(best: Candidate) -> float:
        """How well known the likeliest place is."""
        if best.match == "demonym" or best.feature in ("country", "continent"):
            return 2.5
        value = 1.6
        if best.feature == "city":
            people = best.population
            value = (
                1.5 if people >= 1_000_000 else 1.0 if people >= 100_000 else 0.5 if people >= 15_000 else 0.0
            )
        if best.match == "alternate":
            value -= 0.6
        elif best.match == "loose":
            value -= 0.4
        return value

    def _tagged(self, i: int, j: int, best: Candidate) -> float:
        labels = {self.ent[k] for k in range(i, j)}
        value = -0.2
        if labels & {"GPE", "LOC", "FAC"}:
            value = 1.5
        elif "NORP" in labels and best.match == "demonym":
            value = 1.0
        elif "PERSON" in labels:
            value = -1.8
        elif labels & {"DATE", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW", "MONEY", "CARDINAL", "TIME"}:
            value = -0.8
        if best.match != "demonym" and all(self.pos[k] not in ("PROPN", "PUNCT") for k in range(i, j)):
            value -= 1.2
        return value

    def _joined(self, i: int, j: int, best: Candidate) -> float:
        """What capitalised words that touch the name say: an institution's, a person's, a longer name's."""
        value = 0.0
        if j < len(self.words) and self.capital[j] and not self.starts[j]:
            if self.lower[j] in self.lexicon["institutions"]:
                value += 0.6
            elif self.gazetteer.named(self.words[j]) or best.match == "demonym":
                value -= 0.2
            else:
                value -= 1.0
        if (
            i
            and self.capital[i - 1]
            and not self.starts[i]
            and self.lower[i - 1] not in self.lexicon["compass"]
        ):
            known = self.lower[i - 1] in self.lexicon["locative"] or self.starts[i - 1]
            if not known and self.words[i - 1][:1].isalpha() and best.match != "demonym":
                value -= 1.0
        return value

    def _agree(self, spots: Iterable[_Spot]) -> None:
        """One name, one kind of thing per report: the surest mention speaks for the unsure ones."""
        best: dict[str, float] = defaultdict(lambda: -9.0)
        for spot in spots:
            best[spot.key] = max(best[spot.key], spot.evidence)
        for spot in spots:
            if best[spot.key] >= _SURE and spot.evidence > -1.0 and spot.evidence < _ACCEPTED:
                spot.evidence += 0.9


def _names(doc: Doc, spots: list[_Spot]) -> dict[str, Name]:
    """The report's names with what its words say about each: how often, of which kind, within what."""
    names: dict[str, Name] = {}
    for spot in spots:
        name = names.get(spot.key)
        if name is None:
            name = names[spot.key] = Name(spot.key, list(spot.candidates), 0.0)
            if spot.candidates:
                name.demonym = spot.candidates[0].match == "demonym"
                name.fuzzy = spot.candidates[0].match == "fuzzy"
        name.weight += 1.0
        name.kinds = name.kinds or spot.kinds
    for inner, outer in zip(spots, spots[1:], strict=False):
        if _within(doc, inner, outer) and outer.key != inner.key:
            names[inner.key].containers.append(outer.key)
    return names


def _within(doc: Doc, inner: _Spot, outer: _Spot) -> bool:
    """Whether what stands between two names says that the first lies in the second."""
    last = inner.shown[1]
    if outer.shown[0] - last > 4:
        return False
    between = [token.lower_ for token in doc[last : outer.shown[0]]]
    if between in ([","], ["("], [",", "in"], ["in"], ["in", "the"], [",", "in", "the"], [",", "the"]):
        return True
    return bool(between) and between[0] in (",", "in") and len(between) <= 4 and "in" in between


def _mention(doc: Doc, spot: _Spot, sense: Candidate | None) -> PlaceMention:
    first, last = spot.shown
    start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
    text = doc.text[start:end]
    bare = doc[spot.first : spot.last].text
    name = text
    if sense is not None:
        shouted = bare.isupper() and len(bare) > 3
        shortened = "." in bare or (bare.isupper() and len(bare) <= 4)
        if sense.match == "demonym" or shouted or shortened or sense.feature == "country":
            name = text.replace(bare, sense.name)
    return PlaceMention(
        start=start,
        end=end,
        text=text,
        name=name,
        id=(sense.id or None) if sense else None,
        latitude=sense.latitude if sense else None,
        longitude=sense.longitude if sense else None,
        country=(sense.country or None) if sense else None,
    )
