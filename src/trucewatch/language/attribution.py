"""Who says what: every stretch of a report that somebody else than the report answers for.

The dependency parse gives the cue's arguments; punctuation and quotation marks correct it where a parser
trained on running text goes wrong (a tag in the middle of a sentence, a quotation of several sentences).
Source, cue and content are those of Pareti, "PARC 3.0: A Corpus of Attribution Relations" (LREC 2016).

Invariant: spans are offsets into the report's own text, in its order, never empty.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from spacy.tokens import Doc

from trucewatch.language.cues import Cues
from trucewatch.language.quotations import Quotation
from trucewatch.language.turns import Turns
from trucewatch.language.utterances import SUBJECTS, Attribution, Draft, Range, View, between

__all__ = ["Attribution", "AttributionIndex", "find_attributions"]


def find_attributions(doc: Doc) -> list[Attribution]:
    """The attributions of a parsed report, in the order of their content.

    Direct quotations, reported speech, "according to", nouns ("the claim that …"), speakers named before a
    colon, and quotations that follow a speaker without a word of saying. Attributions nest: what one source
    says may hold what another says.
    """
    return _Finder(doc).run()


# A quotation of fewer words is a phrase that the report borrows, not speech on its own.
_SPEECH = 4


class AttributionIndex:
    """From a token to the innermost attribution whose content holds it."""

    def __init__(self, doc: Doc, attributions: Iterable[Attribution]) -> None:
        self._innermost: list[Attribution | None] = [None] * len(doc)
        starts = [token.idx for token in doc]
        ordered = sorted(attributions, key=lambda a: -sum(e - s for s, e in a.content))
        for attribution in ordered:
            for start, end in attribution.content:
                for index in between(starts, start, end):
                    self._innermost[index] = attribution

    def content_of(self, token: int) -> Attribution | None:
        """The innermost attribution that answers for `token`, or None where the report itself does."""
        return self._innermost[token]


def _last(attribution: Attribution) -> int:
    """Where the last word of an attribution ends."""
    return max(end for _, end in [*attribution.content, *attribution.cue])


class _Finder:
    """One pass over a document. Drafts are made from cues, then quotations complete them."""

    def __init__(self, doc: Doc) -> None:
        self.view = View(doc)
        self.cues = Cues(self.view)
        self.speakers = self.cues.speakers

    def run(self) -> list[Attribution]:
        drafts = [draft for draft in self.cues.drafts() if draft.content]
        drafts = self._complete(drafts)
        found = [a for a in map(self._finish, drafts) if a.content]
        found += Turns(self.view, self.speakers).find(found)
        found += self._leftovers(found)
        return sorted((a for a in found if a.content), key=lambda a: (a.content[0], a.cue))

    def _complete(self, drafts: list[Draft]) -> list[Draft]:
        """Content grows to the whole quotation that it cuts, and over the ones that follow on from it."""
        for draft in drafts:
            own = self.view.in_quote[draft.cue_token.i]
            grown: list[Range] = []
            for start, end in draft.content:
                for index in (start, end - 1):
                    number = self.view.in_quote[index] if 0 <= index < len(self.view.doc) else -1
                    if number < 0 or number == own:
                        continue
                    first, last = self.view.quote_ranges[number]
                    if not first <= draft.cue_token.i < last:
                        start, end = min(start, first), max(end, last)
                if own >= 0:
                    first, last = self.view.quote_ranges[own]
                    start, end = max(start, first), min(end, last)
                if start < end:
                    grown.append((start, end))
            draft.content = grown
        return [d for d in drafts if d.content]

    def _leftovers(self, found: list[Attribution]) -> list[Attribution]:
        """Quotations without a cue: they go on with the speaker before them."""
        extra: list[Attribution] = []
        owners: dict[int, Attribution] = {}
        for attribution in found:
            self._own(attribution, owners)
        spoken = sorted((_last(a), i) for i, a in enumerate(found) if a.kind == "speech" and a.source)
        for number, quotation in enumerate(self.view.quotations):
            resumes = quotation.continues or self.view.before(quotation.start) == ","
            if number in owners or quotation.words < (2 if resumes else _SPEECH):
                continue
            previous = self._speaker_before(number, found, spoken, owners)
            created = None
            if previous is None or self._is_led_up_to(number, previous):
                # "A diplomat is less certain. “…”", whoever spoke before
                created = self._subject_before(number, quotation)
            if created is None and previous is not None:
                if "\n" not in self.view.text[previous.content[-1][1] : quotation.start]:
                    previous.content = sorted([*previous.content, (quotation.start, quotation.end)])
                    previous.quoted = True
                    owners[number] = previous
                    continue
                created = Attribution(
                    source=previous.source,
                    content=[(quotation.start, quotation.end)],
                    source_token=previous.source_token,
                    lemma=previous.lemma,
                    quoted=True,
                )
            if created is not None:
                extra.append(created)
                owners[number] = created
        return extra

    def _is_led_up_to(self, number: int, previous: Attribution) -> bool:
        """Whether a sentence of its own stands between a quotation that opens a sentence and whoever spoke last."""
        doc, start = self.view.doc, self.view.quote_ranges[number][0]
        if start >= len(doc) or doc[start].i > doc[start].sent.start + 1 or doc[start].sent.start == 0:
            return False
        return _last(previous) <= doc[doc[start].sent.start - 1].sent.start_char

    def _own(self, attribution: Attribution, owners: dict[int, Attribution]) -> None:
        """Notes the quotations that an attribution outside them answers for."""
        cue = attribution.cue_token
        inside = self.view.in_quote[cue] if cue is not None else -1
        for start, end in attribution.content:
            for index in between(self.view.starts, start, end):
                number = self.view.in_quote[index]
                if number >= 0 and number != inside:
                    owners.setdefault(number, attribution)

    def _speaker_before(
        self,
        number: int,
        found: list[Attribution],
        spoken: list[tuple[int, int]],
        owners: dict[int, Attribution],
    ) -> Attribution | None:
        """The attribution of the words just before: in this paragraph, or a quotation left open above.

        `spoken` are the ends of the attributions `found`, in order; `owners` who says which quotation.
        """
        quotation = self.view.quotations[number]
        paragraph = self.view.text.rfind("\n", 0, quotation.start) + 1
        before = owners.get(number - 1)
        if before is not None and before.source:
            earlier = self.view.quotations[number - 1]
            if earlier.start >= paragraph or earlier.continues:
                return before
        at = bisect_right(spoken, (quotation.start, len(found))) - 1
        if at >= 0 and spoken[at][0] >= paragraph:
            return found[spoken[at][1]]
        return None

    def _subject_before(self, number: int, quotation: Quotation) -> Attribution | None:
        """The subject of the sentence that leads up to a quotation of a sentence's length."""
        start, end = self.view.quote_ranges[number]
        if start >= end:
            return None
        sentence = self.view.doc[start].sent
        if self.view.doc[start].i > sentence.start + 1:
            lead = sentence
        elif sentence.start > 0:
            lead = self.view.doc[sentence.start - 1].sent
            if (
                "\n\n" in self.view.text[lead.end_char : quotation.start]
                and self.view.before(quotation.start) != ":"
            ):
                return None
        else:
            return None
        subject = next((c for c in lead.root.children if c.dep_ in SUBJECTS), None)
        if subject is not None and start <= subject.i < end:
            subject = None
        if subject is None:  # "…," was how a captain summed it up
            tail = self.view.doc[end : self.view.doc[end - 1].sent.end]
            subject = next((t for t in tail if t.dep_ == "nsubj"), None)
        if subject is None or not self.speakers.speaks(subject) or start <= subject.i < end:
            return None
        return Attribution(
            source=self.view.chars([self.view.source_range(subject)]),
            content=[(quotation.start, quotation.end)],
            source_token=subject.i,
            quoted=True,
        )

    def _finish(self, draft: Draft) -> Attribution:
        content = self.view.trimmed(self.view.chars(draft.content))
        source: list[Range] = []
        if draft.source is not None:
            source.append(self.view.source_range(draft.source))
        if draft.relative is not None:
            source.append((draft.relative.i, draft.relative.i + 1))
        return Attribution(
            source=self.view.chars(sorted(source)),
            cue=self.view.chars(draft.cue),
            content=content,
            source_token=draft.source.i if draft.source is not None else None,
            cue_token=draft.cue_token.i,
            lemma=draft.lemma,
            stance=draft.stance,
            kind=draft.kind,
            quoted=self.view.is_quoted(content),
            negated=any(c.dep_ == "neg" for c in draft.cue_token.children),
        )
