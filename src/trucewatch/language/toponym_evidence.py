"""How sure the words of a report make it that a stretch of it names a place.

Invariant: evidence is a sum, none of it decisive alone: how well known the place is, what spaCy's tagger and
entity recogniser think, the words before and behind, who else the report names. The weights are set by hand.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from spacy.attrs import ENT_TYPE, IDX, LENGTH, POS, SENT_START  # type: ignore[import-not-found]
from spacy.symbols import PROPN, PUNCT  # type: ignore[import-not-found]
from spacy.tokens import Doc

from trucewatch.language.tables import find_tables
from trucewatch.places import Candidate, Gazetteer
from trucewatch.places.names import fold

_TIMED = re.compile(
    r"[\s|>*\-–—•\[(]*(?:at\s+)?\d{1,2}[:.h]?\d{2}\s*(?:hrs?|hours|h|[ap]\.?m\.?|local|GMT|UTC|LT)?"
    r"[\s,.:;|\-–—\])*]*",
    re.IGNORECASE,
)

# English towns share their names with English people, so there a name says less.
ANGLOPHONE = frozenset({"US", "GB", "CA", "AU", "IE", "NZ"})


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    text = resources.files("trucewatch.language").joinpath("toponyms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def lexicon() -> dict[str, frozenset[str]]:
    """The word lists of toponyms.toml."""
    return {key: frozenset(value) for key, value in _data().items() if isinstance(value, list)}


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, str]:
    """A state's or province's name by its abbreviation."""
    return {short: name for name, written in _data()["abbreviations"].items() for short in written}


class Evidence:
    """The words of one document with what they say about places.

    Stretches of it are given by token numbers, the first and the one after the last.
    """

    def __init__(self, doc: Doc, text: str, gazetteer: Gazetteer) -> None:
        self.doc = doc
        self.text = text
        self.gazetteer = gazetteer
        # One array instead of an object per token: this is where most of the time would go.
        columns = doc.to_array([IDX, LENGTH, ENT_TYPE, SENT_START, POS]).T.tolist() if len(doc) else [[]] * 5
        lengths: list[int]
        self.begin: list[int]
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
        self.cells = self._cells_of_places()
        self.people = self._people()
        self.doers = self._doers()
        self.seconds = self._seconds()

    def _people(self) -> frozenset[str]:
        """First and last names of persons named in full, and names that follow a title."""
        names: set[str] = set()
        full = [
            (entity.start, entity.end)
            for entity in self.doc.ents
            if entity.label_ == "PERSON" and len(entity) > 1
        ]
        placed = {self.slice(i, j) for i, j in full if self._is_placed(i, j)}
        for i, j in full:
            words = [k for k in range(i, j) if self.capital[k]]
            if len(words) < 2 or self.slice(i, j) in placed:
                continue
            if not self.gazetteer.named(self.slice(words[0], words[-1] + 1)):
                names.update((fold(self.words[words[0]]), fold(self.words[words[-1]])))
        titles = self.lexicon["titles"]
        for i in range(1, self.size):
            if self.capital[i] and self.capital[i - 1] and self.lower[i - 1] in titles and not self.starts[i]:
                names.add(fold(self.words[i]))
        return frozenset(names)

    def _seconds(self) -> dict[str, int]:
        """Where each word first stands behind a name that is none of a place's words."""
        found: dict[str, int] = {}
        for k in range(1, self.size):
            if self.capital[k] and self.capital[k - 1] and not self.starts[k] and not self.starts[k - 1]:
                word = self.words[k - 1]
                if (
                    len(word) > 2
                    and not word.isupper()
                    and self.lower[k - 1] not in self.lexicon["institutions"]
                ):
                    found.setdefault(self.words[k], k)
        return found

    def _is_placed(self, i: int, j: int) -> bool:
        """Whether something is "in" or "near" what spaCy takes for a person, or it is said to be a town."""
        if i and self.lower[i - 1] in self.lexicon["within"]:
            return True
        return j < self.size and self.words[j] == "," and self._explained(j + 1)

    def _doers(self) -> frozenset[str]:
        """Names by which something is done somewhere in the report, or which speak: hardly unknown places."""
        saying = self.lexicon["saying"]
        return frozenset(
            fold(self.words[i])
            for i in range(1, self.size)
            if self.capital[i]
            and (self.lower[i - 1] == "by" or (i + 1 < self.size and self.lower[i + 1] in saying))
        )

    def slice(self, i: int, j: int) -> str:
        return self.text[self.begin[i] : self.end[j - 1]]

    def gap(self, j: int) -> bool:
        """Whether there is white space before token `j`."""
        return self.begin[j] != self.end[j - 1]

    def is_kind(self, k: int) -> bool:
        return self.lower[k] in self.lexicon["compass"] or self.lower[k] in self.lexicon["kinds_before"]

    def around(self, i: int, j: int) -> float:
        """What the words before token `i` and from token `j` say about a place between them."""
        return self._before(i) + self._behind(i, j) + (1.7 if self._entry(i, j) else 0.0)

    def _entry(self, i: int, j: int) -> bool:
        """Whether the name heads an entry of a log, alone behind the time, or fills a cell of places in a table."""
        if self.cells and self.cells.get(self.begin[i]) == self.end[j - 1]:
            return True
        if j >= self.size or self.lower[j] not in self.lexicon["entries"]:
            return False
        return self.heads_line(i)

    def _cells_of_places(self) -> dict[int, int]:
        """End by start of the cells that the head of their column says hold places."""
        found: dict[int, int] = {}
        if "|" not in self.text and "\t" not in self.text and "   " not in self.text:
            return found
        for table in find_tables(self.text):
            for column, head in enumerate(table.header):
                if self.lexicon["columns"].isdisjoint(head.lower().replace("/", " ").split()):
                    continue
                found.update(
                    (row.cells[column].start, row.cells[column].end)
                    for row in table.rows
                    if len(row.cells) == len(table.header)
                )
        return found

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
        if before == "-" and k and self.words[k - 1] in ("D", "R") and not self.gap(i):
            return value + 1.5
        if before == "of" and k and lower[k - 1] in words["kinds_before"] and not self.capital[k - 1]:
            return value + 2.5
        if before in words["within"]:
            return value + (2.2 if k and lower[k - 1] in words["posts"] else 1.7)
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
        if (behind == "," and self._explained(j + 1)) or (
            behind in ("is", "was") and self._said_to_be(j + 1)
        ):
            return 2.0
        if behind in ("fell", "falls", "fallen") and j + 1 < self.size and lower[j + 1] == "to":
            return 1.7
        if behind in words["kinds_behind"]:
            return 1.0
        if behind == "," and j + 1 < self.size and self.words[j + 1] in abbreviations():
            return 2.5
        if (
            self.starts[i]
            and self.words[i].isupper()
            and len(self.words[i]) > 3
            and behind in words["datelines"]
        ):
            return 2.5
        if behind == "-" and j + 1 < self.size and lower[j + 1] in ("based", "area", "born"):
            return 2.0
        if behind == "(" and j + 1 < self.size and lower[j + 1] in words["kinds_before"]:
            return 2.0
        if behind in (",", "in") and self._divided(j + (behind == ",")):
            return 1.5
        if behind in words["plural_divisions"] or (behind in (",", "and", "or") and self._listed_kind(j)):
            return 1.8
        return 0.0

    def _explained(self, k: int) -> bool:
        """Whether what follows a comma speaks of a place: ", where …", ", a small town", ", north of …"."""
        if k >= self.size:
            return False
        if self.lower[k] in ("where", "whence"):
            return True
        if self.lower[k] == "to" and k + 2 < self.size:
            return self.lower[k + 1] == "the" and self.lower[k + 2] in self.lexicon["compass"]
        return self.lower[k] in ("a", "an", "the") and self._settled(k + 1)

    def _divided(self, k: int) -> bool:
        """Whether a division follows from token `k` on: "in Walungu territory"."""
        k += self.lower[k : k + 1] == ["in"]
        divisions = self.lexicon["divisions"]
        return any(
            self.words[n] in divisions and all(self.capital[k:n]) for n in range(k + 1, min(k + 4, self.size))
        )

    def _said_to_be(self, k: int) -> bool:
        """Whether what follows a copula says that it is a place: "is a village", "is not just any town"."""
        return any(
            self.lower[n] in ("a", "an", "the", "any", "one") and self._settled(n + 1)
            for n in range(k, min(k + 3, self.size))
        )

    def _settled(self, k: int) -> bool:
        """Whether a noun for a settlement follows within small words from token `k` on, itself the head."""
        for n in range(k, min(k + 4, self.size)):
            if self.lower[n] in self.lexicon["settlements"]:
                after = self.words[n + 1] if n + 1 < self.size else ""
                return not (after.islower() and after.isalpha()) or after in self.lexicon["heads_end"]
            if not (self.words[n].islower() or self.words[n] == "-"):
                return False
        return False

    def heads_line(self, i: int) -> bool:
        """Whether only a time of day or a date stands before token `i` on its line ("16:00, Chermalyk: …")."""
        start = self.text.rfind("\n", 0, self.begin[i]) + 1
        return bool(_TIMED.fullmatch(self.text, start, self.begin[i]))

    def _listed_kind(self, j: int) -> bool:
        """Whether a list of names from token `j` on ends in the plural of what they are ("… counties")."""
        for k in range(j, min(j + 9, self.size)):
            if self.lower[k] in self.lexicon["plural_divisions"]:
                return self.capital[k - 1]
            if not (self.capital[k] or self.lower[k] in (",", "and", "or")):
                return False
        return False

    def evidence(self, i: int, j: int, found: tuple[Candidate, ...]) -> float:
        best = found[0]
        wide = best.match == "demonym" or best.feature in ("country", "continent")
        around = self.around(i, j)
        value = _standing(best) + around + self._tagged(i, j, best, around) + self._joined(i, j, best)
        if j - i > 1:
            value += 0.8 if best.country_code in ANGLOPHONE else 1.2
        elif self.lower[i] in self.lexicon["seldom"] and best.feature not in ("country", "admin1", "capital"):
            value -= 2.0
        elif self.lower[i] in self.common and not wide and self.words[i] != "US":
            value -= 1.0
        if self.words[j - 1][:1].isdigit():
            value -= 2.0
        if best.match == "demonym" and fold(self.words[j - 1]) in self.people and self.ent[i] != "NORP":
            value -= 3.0
        if j == i + 1 and self._is_acronym(i) and best.feature in ("city", "capital", "admin1", "admin2"):
            value -= 2.0
        if best.match == "demonym" and self._compound(i, j):
            value -= 4.0
        if not wide:
            if self.starts[i] and j - i == 1 and best.feature == "city":
                value -= 0.5
            if fold(self.words[j - 1]) in self.people:
                value -= 2.0
            elif j == i + 1 and best.feature == "city" and best.population < 100_000 and self._is_surname(i):
                value -= 1.5
            if j < self.size and self.lower[j] in self.lexicon["saying"]:
                value -= 1.2
        return value

    def _is_surname(self, i: int) -> bool:
        """Whether the report writes another name before this one somewhere: "Murat Karayılan"."""
        k = self.seconds.get(self.words[i])
        return (
            k is not None and not self.gazetteer.named(self.slice(k - 1, k + 1)) and not self.is_kind(k - 1)
        )

    def _is_acronym(self, i: int) -> bool:
        """Whether a word is a short one in capitals among words that are not, and heads no line."""
        if not (self.words[i].isupper() and len(self.words[i]) <= 4) or self.starts[i]:
            return False
        around = self.words[max(0, i - 2) : i] + self.words[i + 1 : i + 3]
        return not any(word.isupper() and len(word) > 1 for word in around)

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
        elif "LANGUAGE" in labels:
            value = -4.0
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
            led = led or self.is_kind(k) or (self.starts[k] and self.lower[k] == "the")
            if not led and self.words[k][:1].isalpha():
                value -= 0.6 if known else 1.0
                if self.lower[i] in self.lexicon["articles"] and j - i > 2:
                    value -= 2.5  # "Fatah al-Sham" is one name
        return value


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
        if best.match == "name" and best.country_code not in ANGLOPHONE:
            value += 0.5 if people >= 100_000 else 0.2
    if best.match == "alternate":
        value -= 0.6
    elif best.match in ("loose", "fuzzy"):
        value -= 0.4
    return value
