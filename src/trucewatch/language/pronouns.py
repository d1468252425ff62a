"""Whom pronouns mean.

The most salient referent that agrees in number, gender and kind: subjects before others, near before far
(Lappin and Leass, "An Algorithm for Pronominal Anaphora Resolution", 1994, much reduced).
Invariant: where nobody agrees within a few sentences, a pronoun means nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from trucewatch.language.descriptions import Descriptions
from trucewatch.language.phrases import Phrase, Phrases
from trucewatch.language.referents import Referent, Registry

if TYPE_CHECKING:
    from trucewatch.language.attribution import Attribution

_REACH = 3  # sentences
_AGAINST = frozenset(["at", "against", "on", "upon", "with"])
# the beginning of an entry of a log or live blog: a time of day by itself at the start of a line
_ENTRY = re.compile(r"^[*\[(\s]*\d{1,2}[.:h]\d{2}\b", re.MULTILINE)
_ENTRIES = 3  # fewer make no log
_RAISING = frozenset(["be", "seem", "appear", "remain", "become", "take", "turn"])
_PARTIES = ("state", "force", "organisation")


class Pronouns:
    """Resolves pronouns against the registry of one report; asked in the order of the text."""

    def __init__(
        self,
        phrases: Phrases,
        registry: Registry,
        descriptions: Descriptions,
        attributions: Iterable[Attribution] = (),
    ) -> None:
        self._phrases = phrases
        self._registry = registry
        self._descriptions = descriptions
        entries = [m.start() for m in _ENTRY.finditer(phrases.source)]
        self._entries = entries if len(entries) >= _ENTRIES else []
        # the innermost first
        self._spoken = sorted(
            (end - start, start, end, a.source_token)
            for a in attributions
            if a.source_token is not None
            for start, end in a.content
        )

    def resolve(self, phrase: Phrase) -> list[Referent]:
        """Whom a phrase of kind "pronoun" means; first persons may have to wait for `first_persons`."""
        kind = phrase.gender
        if kind == "1":
            return self._speaking(phrase)
        if kind == "r":
            return self._relative(phrase)
        if kind == "b":
            return self._both(phrase)
        if kind in ("l", "e"):
            latest = self._registry.groups[-1][1] if self._registry.groups else []
            return [latest[-1] if kind == "l" else latest[0]] if len(latest) == 2 else []
        if phrase.plural:
            return self._they(phrase)
        if kind == "n":
            found = None if self._expletive(phrase) else self._salient(phrase, _is_thing)
        else:
            found = self._salient(
                phrase, lambda r: r.type == "person" and not r.plural and r.gender in ("", kind)
            )
            if found is not None:
                found.gender = kind
        return [found] if found is not None else []

    def first_persons(self) -> None:
        """Give "I" and "we" to whoever says them, once all are known: the speaker may be named after them."""
        for phrase in self._phrases.all():
            if phrase.kind == "pronoun" and phrase.gender == "1":
                self._registry.of[phrase.head] = self._speaking(phrase)

    def _speaking(self, phrase: Phrase) -> list[Referent]:
        """Who says "I", or whom "we" speaks for: outside all that is attributed, the report's issuer."""
        at = self._phrases.doc[phrase.head].idx
        saying = [
            source for _, start, end, source in self._spoken if start <= at < end and source is not None
        ]
        if not saying:
            # the "I" of a mission's report is its head, and speaks for it
            return [self._registry.issuer] if self._registry.issuer is not None else []
        speakers = next((who for source in saying if (who := self._registry.of.get(source))), [])
        return [self._spoken_for(r) if phrase.plural else r for r in speakers]

    def _spoken_for(self, speaker: Referent) -> Referent:
        if speaker.type == "person" and speaker.organisation:
            return self._registry.named(speaker.organisation) or speaker
        return speaker

    def _both(self, phrase: Phrase) -> list[Referent]:
        """Two just named together, persons too; else the two sides."""
        here = self._registry.sentence[phrase.head]
        for at, group in self._registry.recent_groups():
            if self._registry.sentence[at] < here - 1:
                break
            if len(group) == 2:
                return group
        return self._descriptions.named_together(("state", "force", "organisation"), 2)

    def _they(self, phrase: Phrase) -> list[Referent]:
        found = self._salient(phrase, lambda r: r.plural or r.type == "force")
        here = self._registry.sentence[phrase.head]
        for at, group in self._registry.recent_groups():
            if self._registry.sentence[at] < here - 1:
                break
            if found is None or at >= found.order:
                return group
        return [found] if found is not None else []

    def _salient(self, phrase: Phrase, fits: Callable[[Referent], bool]) -> Referent | None:
        here, entry = self._registry.sentence[phrase.head], self._entry(phrase.head)
        others = self._others(phrase)
        best: Referent | None = None
        best_rank = (-1, -1)
        for referent in self._registry.mentioned():
            distance = here - self._registry.sentence[referent.order]
            if distance > _REACH or referent.order < entry:
                break
            rank = (2 * (_REACH - distance) + 3 * referent.subject, referent.order)
            if rank > best_rank and referent.name not in others and fits(referent):
                best, best_rank = referent, rank
        return best

    def _entry(self, i: int) -> int:
        """Where the entry of a log or live blog begins that token `i` is in; 0 in running text."""
        at = bisect_right(self._entries, self._phrases.doc[i].idx)
        return self._phrases.tokens(self._entries[at - 1], self._entries[at - 1] + 1)[0] if at else 0

    def _others(self, phrase: Phrase) -> frozenset[str]:
        """Who is named in the object of the pronoun's own clause, and so is somebody else.

        "*It* shelled Moroccan positions", "*its* guns shelled …": not Morocco.
        """
        token = self._phrases.doc[phrase.head]
        if token.dep_ == "poss":
            token = token.head
        if token.dep_ != "nsubj" or token.head.pos_ != "VERB":
            return frozenset()
        names = set()
        for child in token.head.children:
            if child.dep_ == "dobj" or (child.dep_ == "prep" and child.lower_ in _AGAINST):
                for k in range(child.left_edge.i, min(child.right_edge.i + 1, child.i + 6)):
                    if k in self._phrases.at:
                        names.add(self._phrases.at[k].entry.name)
        return frozenset(names)

    def _expletive(self, phrase: Phrase) -> bool:
        """ "It is clear that …", "it was said that …": the pronoun means nobody."""
        if self._phrases.deps[phrase.head] == "expl":
            return True
        token = self._phrases.doc[phrase.head]
        if token.lower_ != "it" or token.dep_ not in ("nsubj", "nsubjpass"):
            return False
        children = {c.dep_ for c in token.head.children}
        if token.head.lemma_ in _RAISING and children & {"acomp", "attr", "ccomp", "csubj"}:
            return True
        return token.dep_ == "nsubjpass" and "ccomp" in children

    def _relative(self, phrase: Phrase) -> list[Referent]:
        node = self._phrases.doc[phrase.head]
        for _ in range(4):
            if node.dep_ == "relcl":
                return self._registry.of.get(node.head.i, [])
            if node.head == node:
                break
            node = node.head
        return []


def _is_thing(referent: Referent) -> bool:
    many = referent.plural and referent.type == "force" and referent.id is None
    return referent.type in _PARTIES and not many
