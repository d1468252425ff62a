"""Persons and bodies that no lexicon knows: titles, capitals and the tagger together.

Invariant: what the gazetteer takes for a place is no person without a title.
"""

from __future__ import annotations

from trucewatch.language.introductions import type_of
from trucewatch.language.lexical import MODIFIERS, Lexical, Phrase
from trucewatch.language.names import Entry, folded
from trucewatch.language.nouns import heads

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
NAMELIKE = frozenset(["PROPN", "NOUN", "ADJ", "X"])
_LONGEST = 6  # tokens of a person's name


class ProperNames(Lexical):
    """The words of a report, and the persons and bodies that its capitals name."""

    def proper_names(self) -> list[Phrase]:
        """The phrases of persons and bodies outside the lexicons, in the order of the text."""
        leaders = (span for i, span in self.spans.items() if self.at[i].entry.type == "person")
        self._surnames = {folded(self.texts[stop - 1]).lower() for _, stop in leaders}
        found = (self._person(start, end) or self._body(start, end) for start, end in self._capitalised())
        return [phrase for phrase in found if phrase is not None]

    def _capitalised(self) -> list[tuple[int, int]]:
        """Stretches of capitals, with particles, hyphens and stops, less the lexicons' names."""
        lower, n = self.lower, len(self.lower)
        particles, never = self._nouns.particles, self._nouns.never
        capital = [self._capital(i) for i in range(n)]
        runs, i = [], 0
        while i < n:
            if not capital[i] or lower[i] in _LOCATIVE or (lower[i] in never and len(lower[i]) > 3):
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
        return self.pos[i] in NAMELIKE or self.entities[i] in ("PERSON", "ORG", "GPE", "FAC", "NORP")

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
        if self.lower[start] in self._nouns.vessels or (
            start and self.lower[start - 1] in self._nouns.vessels
        ):
            return False
        if end - start == 1 and not self._person_like(start):
            return False
        tagged = sum(self.entities[i] == "PERSON" for i in range(start, end))
        return tagged * 2 > end - start

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
        phrase.words = self.text(first, end)
        return phrase

    def _title_start(self, first: int) -> int:
        """Where the title before a name begins: "Turkish Foreign Minister", "Maj. Gen."."""
        lower, bare, titles = self.lower, self.bare, self._nouns.titles
        left, seen = first, False
        while left > 0 and not self.starts[left] and first - left < 14:
            k = left - 1
            if bare[k] in titles:
                seen, left = True, k
            elif (
                bare[k] in self._nouns.prefixes
                or (lower[k] in (".", "-") and k > 0 and self._abbreviated(k))
                or (
                    (left < first or lower[k] not in ("of", "for", "the", "and")) and self._leads_to_office(k)
                )
            ):
                left = k
            elif seen and (k in self.at or self.pos[k] in MODIFIERS) and lower[k] not in ("|", "/", "*"):
                left = self.spans[k][0] if k in self.at else k
            elif seen and self._joins_title(k):
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

    def _joins_title(self, k: int) -> bool:
        """Does `k` join parts of one title: "Turkey*'s* president", "Foreign *and* Defence Minister"?"""
        if self.lower[k] in ("'s", "'"):
            return k - 1 in self.at
        if self.lower[k] not in ("and", "&"):
            return False
        before, after = self.lower[k - 1] if k else "", self.bare[k + 1]
        joined = before in self._nouns.portfolios or before in self._nouns.titles
        return joined and (after in self._nouns.portfolios or after in self._nouns.titles)

    def _body(self, start: int, end: int) -> Phrase | None:
        """A name that ends in the noun of a body ("Presidential Guard"), or that spaCy takes for a body's."""
        if self.lower[start] == "the" and end - start > 1:
            start += 1
        if " ".join(self.lower[start:end]) in heads("everywhere"):
            return None
        last = self.lower[end - 1]
        named = last in self._nouns.body_names or last in self._nouns.force_names
        if last in self._nouns.never or last in heads("things") or self.texts[end - 1] in self._things:
            return None
        if any(i in self.place for i in range(start, end)) and not named:
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
            name=name, words=name, type=type_of(name), definite=True, certain=named,
            owners=self._owners_around(start, end),
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
            while j < n and self.texts[j][0].isupper() and self.pos[j] in NAMELIKE and not self.starts[j]:
                j += 1
        return j

    def _owned_before(self, start: int) -> bool:
        k = start - 1
        return k in self.at or (k > 0 and self.lower[k] in ("'s", "'") and k - 1 in self.at)
