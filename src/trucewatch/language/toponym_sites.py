"""Sites: what has a place of its own and a noun that says what it is, with the name whole.

Invariant: a site is where it is named for only if its name says that it is there ("Donetsk airport"); else the
gazetteer knows the whole name, or nobody does.
"""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.language.toponym_evidence import Evidence
from trucewatch.places import Candidate
from trucewatch.places.names import fold

_LONGEST = 7
_NOUNS = 3  # words of the longest noun for a site
ACCEPTED = 1.0
SURE = 2.5


@dataclass(slots=True)
class Spot:
    """Tokens `first` to `last` (exclusive) that may name one of `candidates`; `evidence` that they do.

    `shown` are the tokens of the mention, with the words that belong to the name ("northern Syria", "Idlib
    province"); `kinds` features that those words ask for; `facility` says that the name is that of a road, camp…;
    `around` is what the words around say of a name that the gazetteer does not know.
    """

    first: int
    last: int
    key: str
    candidates: tuple[Candidate, ...]
    evidence: float
    kinds: frozenset[str] = frozenset()
    shown: tuple[int, int] = (0, 0)
    facility: bool = False
    around: float | None = None


class Sites(Evidence):
    """Finds the sites of one document."""

    def run(self, i: int) -> int:
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
        if self.lower[j] in self.lexicon["joiners"]:
            return True
        if self.words[j] == ".":
            return self.lower[j - 1] in self.lexicon["shortened"] and self.begin[j] == self.end[j - 1]
        return self.lower[j] in self.lexicon["articles"] and j + 1 < self.size and self.words[j + 1] == "-"

    def unbroken(self, i: int, run: int) -> int:
        """Where the unbroken capitalised words from token `i` end; only hyphens and articles join them."""
        j = i + 1
        while j < run and (
            self.capital[j] or self.words[j] in ("-", ".", "'") or self.lower[j] in self.lexicon["articles"]
        ):
            j += 1
        while j > i + 1 and not self.capital[j - 1]:
            j -= 1
        return j

    def facility(self, i: int, run: int) -> Spot | None:
        """A road, river, park …: capitalised words of which one says what it is, or a numbered road."""
        if not self.capital[i]:
            return None
        end = self._numbered(i, run)
        if end is None:
            whole = self.unbroken(i, run)
            own = False
            for j in range(i + 1, whole):
                word = self.lower[j - 1]
                own = own or not (word in self.lexicon["institutions"] or word in self.lexicon["never"])
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
        whole_name = self.slice(i, end)
        return Spot(
            i, end, fold(whole_name), self.gazetteer.named(whole_name), SURE, shown=(i, end), facility=True
        )

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

    def at_facility(self, facility: Spot, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """What is named for the place it is at lies there ("Athens Park"); streets and rivers lead away."""
        if self.lower[facility.last - 1] in self.lexicon["elsewhere"] or found[0].match == "demonym":
            return ()
        if self.words[facility.last - 1][:1].isdigit() or found[0].feature == "country":
            return ()
        return found
