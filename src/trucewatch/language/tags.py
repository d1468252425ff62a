"""Tags, the "he said" beside what is said: content that the parse does not give the cue.

A tag stands before, after or in the middle of the words that it reports, set off by commas, quotation marks
or a colon; a parser trained on running text often gives it no complement.
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from trucewatch.language.utterances import Draft, Range, View


class Tags:
    """Finds content by where a tag stands in its sentence."""

    def __init__(self, view: View) -> None:
        self.view = view

    def around(self, draft: Draft, children: list[Token]) -> None:
        """Content of a tag that the parser gave no complement: what stands beside it in the sentence."""
        cue = draft.cue_token
        sentence = cue.sent
        tag = self._tag_range(draft)
        if any(c.lower_ == "as" and c.i < cue.i and c.i >= tag[0] - 1 for c in children):
            tag = (min(c.i for c in children if c.lower_ == "as"), tag[1])
            head = cue.head
            if head != cue:
                draft.content = self.view.minus(self.view.range(head), [tag])
            return
        before = self.view.lower[tag[0] - 1] if tag[0] > 0 else ""
        if tag[0] - sentence.start > 1 and before in (",", '"', "'", "-", "--", "?", "!"):
            draft.content = self.view.minus((sentence.start, sentence.end), [tag])
            after = draft.content[-1] if draft.content else (0, 0)
            if after[0] >= tag[1] and not self._resumes(tag, after):
                draft.content.pop()
            return
        if before in ('"', "'") and tag[0] > 0 and self.view.in_quote[tag[0] - 1] >= 0:
            draft.content = [self.view.quote_ranges[self.view.in_quote[tag[0] - 1]]]
            return
        draft.content = self._after(cue, sentence)

    def _resumes(self, tag: Range, after: Range) -> bool:
        """Whether what follows a tag goes on with what was said before it ("A, he said, B")."""
        if tag[1] >= len(self.view.doc) or self.view.lower[tag[1]] != ",":
            return False
        first = next((i for i in range(*after) if self.view.lower[i] != ","), None)
        return first is not None and self.view.doc[first].tag_ != "VBG"

    def _after(self, cue: Token, sentence: Span) -> list[Range]:
        """A quotation or clause after a colon, a quotation later in the sentence, or a clause with "that"."""
        for index in range(cue.i + 1, sentence.end):
            if self.view.lower[index] == ":" and index + 1 < len(self.view.doc):
                following = index + 1
                while following < len(self.view.doc) and self.view.doc[following].is_space:
                    following += 1
                if following >= len(self.view.doc):
                    return []
                number = self.view.in_quote[following]
                if number >= 0:
                    return [self.view.quote_ranges[number]]
                end = sentence.end if following < sentence.end else self.view.doc[following].sent.end
                return [(following, end)]
        for index in range(cue.i + 1, sentence.end):
            number = self.view.in_quote[index]
            if number >= 0 and self.view.quotations[number].words > 1 and self.view.in_quote[cue.i] != number:
                return [self.view.quote_ranges[number]]
        for index in range(cue.i + 1, min(sentence.end, cue.i + 12)):
            if self.view.lower[index] == "that" and self.view.doc[index].tag_ in ("IN", "WDT", "DT"):
                if self.view.doc[index].dep_ in ("det", "nsubj", "nsubjpass"):
                    return []
                return [(index, sentence.end)]
        return []

    def _tag_range(self, draft: Draft) -> Range:
        """The words of a tag: "the ministry said in a statement on Friday", "said the envoy"."""
        cue = draft.cue_token
        start, end = cue.i, cue.i + 1
        source = draft.source
        if source is not None and source.sent == cue.sent:
            first, last = self.view.range(source)
            if abs(first - cue.i) < 60:
                start, end = min(start, first), max(end, last if last > cue.i else end)
        for child in cue.children:
            if child.dep_ in ("aux", "auxpass", "neg", "advmod", "prep", "npadvmod", "dobj", "dative", "prt"):
                first, last = self.view.range(child)
                if child.i > cue.i:
                    if first <= end + 1:
                        end = max(end, last)
                elif first >= start - 2:
                    start = min(start, first)
        return start, end

    def trim_tag(self, draft: Draft) -> None:
        """Takes the tag out of content that runs around it."""
        start, end = draft.content[-1]
        cue = draft.cue_token.i
        if start <= cue < end:
            draft.content[-1:] = self.view.minus((start, end), [self._tag_range(draft)])
