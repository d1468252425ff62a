"""Whom the holder of an office, a commander or a delegate serves, by the words around the office or the name.

Invariant: only the phrase's own words and those that adjoin it are asked; None where they name nobody.
"""

from __future__ import annotations

from trucewatch.language.names import bodies
from trucewatch.language.nouns import heads, nouns
from trucewatch.language.phrases import Phrase, Phrases
from trucewatch.language.referents import Referent, Registry

_POSSESSIVES = frozenset(["its", "their", "his", "her", "our", "my"])


class Service:
    """Answers for one report, from its phrases and the registry of whom they denote so far."""

    def __init__(self, phrases: Phrases, registry: Registry) -> None:
        self._phrases = phrases
        self._registry = registry
        self._nouns = nouns()

    def take_service(self, referent: Referent, phrase: Phrase) -> None:
        """Give a person whom they act for, where the words beside the name tell it.

        "General Haile *for the Eritrean army*", "Abu Omar *of Ahrar al-Sham*", "*a UN team* led by Colonel Ba".
        """
        owner = self.after(phrase.end) or self._led(phrase)
        if owner is not None:
            referent.organisation, referent.serves, referent.state = owner.name, owner.id, owner.state

    def serving(self, phrase: Phrase) -> Referent | None:
        """Whom the holder of an office serves: an owner, "its", or the body that "the movement's" means."""
        for referent in self.possessed(phrase):
            if referent.type != "person":
                return referent
            return self._registry.named(referent.organisation) if referent.organisation else None
        for entry in phrase.owners:
            return self._registry.owner(entry)
        if {self._phrases.lower[phrase.head], *phrase.words.lower().split()} & heads("united_nations"):
            return self._registry.known(bodies()["united-nations"])
        body = self._body_after(phrase.head + 1)
        if body is not None:
            return body
        for k in range(phrase.start, phrase.head):
            inner = self._phrases.by_head.get(k)
            if inner is not None and inner.noun in ("group", "mission", "government", "army", "ministry"):
                found = self._registry.of.get(k)
                if found:
                    return found[0]
        return None

    def after(self, k: int) -> Referent | None:
        """Whom the words from token `k` on name as the one somebody belongs to: "of Hamas", "with the M23"."""
        lower = self._phrases.lower
        if k + 1 >= len(lower) or lower[k] not in ("of", "for", "from", "with"):
            return None
        preposition, k = lower[k], k + 1 + (lower[k + 1] == "the")
        name = self._phrases.at.get(k)
        if name is None:
            covering = self._phrases.covering.get(k)
            known = covering is not None and covering.kind == "body" and covering.start == k
            return self._registry.body(covering) if covering is not None and known else None
        if name.entry.type not in ("state", "force", "organisation"):
            return None
        if name.entry.type == "state" and not self._acted_for(k, preposition, name.sense):
            return None
        return self._registry.owner(name.entry)

    def _acted_for(self, k: int, preposition: str, sense: str) -> bool:
        """Does somebody act for a state named so: "for Chad", "of the Chadian army", but not "of/from Paris"?"""
        if sense == "adjective":
            end = self._phrases.spans[k][1]
            return self._nouns.classes.get(self._phrases.lower[end]) in ("army", "government", "ministry")
        return preposition == "for" or (preposition == "of" and sense == "name")

    def _led(self, phrase: Phrase) -> Referent | None:
        """Whose team or force the person leads: "the Qatari delegation, headed by Ali Said"."""
        start = phrase.title[0] if phrase.title is not None else phrase.start
        lower = self._phrases.lower
        if start < 2 or lower[start - 1] != "by" or lower[start - 2] not in heads("led"):
            return None
        led = self._phrases.doc[start - 2].head
        described = self._phrases.by_head.get(led.i) or self._phrases.described(led.i)
        owner = next((self._registry.owner(e) for e in described.owners if e.type != "group"), None)
        if owner is not None or described.kind != "name" or described.entry is None:
            return owner
        return self._registry.owner(described.entry)

    def _body_after(self, k: int) -> Referent | None:
        """The body that an office is of, named only after it: "head of the Border Council"."""
        lower = self._phrases.lower
        if k + 1 >= len(lower) or lower[k] not in ("of", "for", "at"):
            return None
        k += 1 + (lower[k + 1] in ("the", "its", "our", "their"))
        phrase = self._phrases.covering.get(k)
        if phrase is None or phrase.kind != "body" or phrase.start != k:
            return None
        return self._registry.body(phrase)

    def possessed(self, phrase: Phrase) -> list[Referent]:
        """Whom "its", "their" or "his" before the phrase mean."""
        k = phrase.start - 1
        if k < 0 or self._phrases.lower[k] not in _POSSESSIVES:
            return []
        return self._registry.of.get(k, [])
