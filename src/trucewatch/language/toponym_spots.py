"""Where a report names places: spans of text, what each may mean, and how sure it is that it names a place.

Invariant: the longest name that the gazetteer knows is taken before a shorter one; what it does not know is a
place only where the words around say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from spacy.tokens import Doc

from trucewatch.language.toponym_evidence import ANGLOPHONE, abbreviations
from trucewatch.language.toponym_sites import ACCEPTED, SURE, Sites, Spot
from trucewatch.places import Candidate, Gazetteer
from trucewatch.places.names import fold

ADMINISTRATIVE = frozenset({"admin1", "admin2", "region"})
SETTLED = frozenset({"city", "capital"})


def find_spots(doc: Doc, text: str, gazetteer: Gazetteer) -> list[Spot]:
    """The spans of `doc`, whose text is `text`, that name places: in its order, none overlapping another."""
    return _Reader(doc, text, gazetteer).spots()


class _Reader(Sites):
    """Reads one document for the places that it may name."""

    def spots(self) -> list[Spot]:
        """What names a place, in the order of the text."""
        found: list[Spot] = []
        articles = self.lexicon["articles"]
        i = 0
        while i < self.size:
            starts = self.capital[i] or self.lower[i] in articles
            spot = self._at(i) if starts and self._may_start(i) else None
            if spot is None:
                i += 1
                continue
            found.append(spot)
            i = max(spot.last, i + 1) if spot.evidence >= ACCEPTED else i + 1
        self._agree(found)
        self._listed(found)
        self._cohere(found)
        self._abroad(found)
        return _apart(spot for spot in found if spot.evidence >= ACCEPTED)

    def _may_start(self, i: int) -> bool:
        if self.capital[i]:
            return self.lower[i] not in self.lexicon["never_first"]
        return (
            self.lower[i] in self.lexicon["articles"]
            and i + 2 < self.size
            and self.words[i + 1] == "-"
            and self.capital[i + 2]
        )

    def _at(self, i: int) -> Spot | None:
        """The longest name at token `i` that the gazetteer knows, or one that the words around vouch for."""
        abbreviation = self._abbreviation(i)
        if abbreviation is not None:
            return abbreviation
        run = self.run(i)
        facility = self.facility(i, run)
        longest = run
        if run < self.size and self.lower[run] in self.lexicon["kinds_behind"] and not self.starts[run]:
            longest = run + 1
        for j in range(longest, i, -1):
            if j < run and not self.capital[j - 1]:
                continue
            found = self.gazetteer.named(self.slice(i, j))
            if not found or not self._allowed(i, j):
                continue
            if facility is not None and facility.last > j:
                facility.candidates = facility.candidates or self.at_facility(facility, found)
                return facility
            spot = self._spot(i, j, found, run)
            if spot.evidence < ACCEPTED and self.unbroken(i, run) > spot.last:
                longer = self._unknown(i, run)
                return longer if longer is not None and longer.evidence > spot.evidence else spot
            return spot
        return facility or self._unknown(i, run)

    def _allowed(self, i: int, j: int) -> bool:
        if j - i > 1:
            return True
        if self.lower[i] == "us":
            return self.words[i] == "US"
        return self.lower[i] not in self.lexicon["never"] and len(self.words[i]) > 1

    def _spot(self, i: int, j: int, found: tuple[Candidate, ...], run: int) -> Spot:
        whole = self.unbroken(i, run)
        if whole > j and found[0].feature == "city" and self.lower[j] not in self.lexicon["institutions"]:
            # A known name within a longer one ("Tell" in "Tell Rifaat"): the longer may be spelled otherwise.
            spelled = self.gazetteer.spelled(self.slice(i, whole))
            if spelled:
                j, found = whole, spelled
        spot = Spot(i, j, fold(self.slice(i, j)), found, self.evidence(i, j, found), shown=(i, j))
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
        """A state's or province's abbreviation: with full stops anywhere, in capitals after a comma."""
        for j in (i + 2, i + 1):
            if j > self.size:
                continue
            text = self.slice(i, j)
            name = abbreviations().get(text)
            if name is None and j == i + 1 and j < self.size and self.words[j] == "." and not self.gap(j):
                name = abbreviations().get(text + ".")
            if name is None:
                continue
            after_comma = i > 1 and self.words[i - 1] == "," and self.capital[i - 2]
            if not after_comma and "." not in text[:-1]:
                continue
            for found in self.gazetteer.named(name):
                if found.feature == "admin1" and found.country_code in ("US", "CA"):
                    return Spot(i, j, fold(name), (found,), SURE + 2, shown=(i, j))
        return None

    def _unknown(self, i: int, run: int) -> Spot | None:
        """A name that the gazetteer lacks, where the words around or spaCy say that it is a place."""
        j = self.unbroken(i, run)
        word = self.slice(i, j)
        if self.lower[i] in self.lexicon["never"] and (
            j == i + 1 or self.lower[i] not in self.lexicon["leading"]
        ):
            return None
        if len(word) < 4 or (word.isupper() and not self._is_spelled_out(i, word)):
            return None
        if j == i + 1 and (self.lower[i] in self.common or self.lower[i] in self.lexicon["seldom"]):
            return None
        if i and self.capital[i - 1] and not self.starts[i] and not self._may_precede(i - 1):
            return None
        around = self.around(i, j)
        evidence = around + self._looks(i, j)
        if fold(word) in self.people or fold(self.words[j - 1]) in self.people:
            evidence -= 2.0
        if self.starts[i] and around < 1.5:
            evidence -= 0.5
        if i and self.lower[i - 1] == "the" and around < 2.0 and not self.is_kind(j - 1):
            evidence -= 1.2  # "laid down in the Agreement"
        if fold(self.words[j - 1]) in self.doers:
            evidence -= 1.0
        if self.lower[j - 1] in self.lexicon["institutions"]:
            evidence -= 1.5
        if evidence < -1.5:
            return None
        spelled = self.gazetteer.spelled(word) if evidence >= -0.5 else ()
        spot = Spot(i, j, fold(word), spelled, evidence, shown=(i, j), around=around)
        self._widen(spot)
        return spot

    def _looks(self, i: int, j: int) -> float:
        """What spaCy says about a name that the gazetteer does not know; the small model guesses at such."""
        labels = {self.ent[k] for k in range(i, j)}
        if labels & {"GPE", "LOC", "FAC"}:
            return 0.7
        if labels & {"NORP", "LANGUAGE"}:
            return -2.0
        if "PERSON" in labels:
            return -0.8
        if labels - {""}:
            return -0.8 if j == i + 1 else -1.4
        return -0.2

    def _is_spelled_out(self, i: int, word: str) -> bool:
        """Whether capitals are a name's rather than an acronym's: long, where a place is due."""
        return len(word) > 4 and word.isalpha() and bool(i) and self.lower[i - 1] in self.lexicon["within"]

    def _may_precede(self, k: int) -> bool:
        """Whether the capitalised word at `k` is none of the name behind it: "In Roboski", "Camp Zamzam"."""
        words = self.lexicon
        small = self.lower[k] in words["within"] or self.lower[k] in words["locative"]
        return self.is_kind(k) or (small and self.starts[k])

    def _abroad(self, spots: list[Spot]) -> None:
        """In a report about a country where no English is spoken, an unknown name where a place is due is one.

        At home the same would be a firm or a team ("at Walmart"); gazetteers lack fewer of the places there.
        """
        foreign = home = 0
        for spot in spots:
            if spot.evidence >= SURE and spot.candidates and spot.candidates[0].match != "fuzzy":
                if spot.candidates[0].country_code in ANGLOPHONE:
                    home += 1
                else:
                    foreign += bool(spot.candidates[0].country_code)
        if not foreign or foreign < 2 * home:
            return
        due: dict[str, float] = defaultdict(float)
        for spot in spots:
            if spot.around is not None:
                due[spot.key] += max(spot.around, 0.0)
        for spot in spots:
            if spot.around is None or spot.evidence >= ACCEPTED:
                continue
            if due[spot.key] >= 2.4 or (spot.around >= 1.7 and spot.evidence >= 0.0):
                spot.evidence += 1.0 if spot.evidence >= 0.0 else 2.0 if spot.around >= 0.0 else 0.0

    def _agree(self, spots: Iterable[Spot]) -> None:
        """One name, one kind of thing per report: the surest mention speaks for the unsure ones."""
        best: dict[str, float] = defaultdict(lambda: -9.0)
        for spot in spots:
            best[spot.key] = max(best[spot.key], spot.evidence)
        for spot in spots:
            if best[spot.key] >= SURE and -1.0 < spot.evidence < ACCEPTED:
                spot.evidence += 0.9

    def _listed(self, spots: list[Spot]) -> None:
        """What is coordinated with a place is likely one: "Saraqeb, Maarat and Binnish"."""
        for forward in (True, False):
            ordered = list(spots) if forward else list(reversed(spots))
            for one, other in pairwise(ordered):
                if one.evidence >= SURE - 0.5 and -0.5 < other.evidence < ACCEPTED:
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
            if spot.evidence >= SURE and spot.candidates and spot.candidates[0].match != "fuzzy"
        }
        for spot in spots:
            if not -1.2 <= spot.evidence < ACCEPTED or not spot.candidates:
                continue
            if self.lower[spot.first] in self.lexicon["seldom"] or spot.key in self.people:
                continue
            if spot.last == spot.first + 1 and self._is_surname(spot.first):
                continue
            first, rest = spot.candidates[0], spot.candidates[1:]
            if first.country_code not in countries:
                here = any(c.match == "name" and c.country_code in countries - ANGLOPHONE for c in rest)
                spot.evidence += 1.0 if here and self.around(spot.first, spot.last) >= 1.2 else 0.0
                continue
            rival = max((c.score for c in rest if c.country_code != first.country_code), default=-9.0)
            if first.country_code in ANGLOPHONE:
                # English towns share their names with English people.
                spot.evidence += 0.3 if rival < 0 and len(rest) < 4 else 0.0
            elif first.score - rival > 0.8:
                spot.evidence += 1.7 if rival < 0 else 1.0


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
