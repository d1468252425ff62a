"""Speakers named before a colon: headlines ("Army: three killed"), logs, and the turns of a transcript."""

from __future__ import annotations

import re

from trucewatch.language.speakers import Speakers
from trucewatch.language.utterances import Attribution, Chars, View, between

_LABEL = re.compile(
    r"^[^\w\n]{0,4}(?P<name>[^\W\d_][^\n:()]{0,60}?)\s*(?:\([^)\n]{1,80}\))?:(?=\s)", re.MULTILINE
)


class Turns:
    """Finds what stands after the name of a speaker and a colon."""

    def __init__(self, view: View, speakers: Speakers) -> None:
        self.view = view
        self.speakers = speakers

    def find(self, found: list[Attribution]) -> list[Attribution]:
        """Attributions by a colon, beside those already `found`."""
        turns = self._transcript()
        return turns or self._colons(found)

    def _transcript(self) -> list[Attribution]:
        """The turns of those who answer, where some paragraphs begin with a question's label."""
        labels = list(_LABEL.finditer(self.view.text))
        asked = [self._asks(label["name"]) for label in labels]
        if len(labels) < 2 or not any(asked):
            return []
        turns = []
        ends = [*(label.start() for label in labels[1:]), len(self.view.text)]
        for label, asks, end in zip(labels, asked, ends, strict=True):
            tokens = between(self.view.starts, label.start("name"), label.end("name"))
            if not asks and tokens:
                turns.append(self._turn(label.span("name"), (label.end() - 1, end), tokens[-1]))
        return [turn for turn in turns if turn.content]

    def _asks(self, name: str) -> bool:
        return name.split()[0].lower().strip(".") in self.view.lexicon.questions

    def _turn(self, source: Chars, content: Chars, token: int) -> Attribution:
        """`content` begins with the colon."""
        return Attribution(
            source=[source],
            cue=[(content[0], content[0] + 1)],
            content=self.view.trimmed([(content[0] + 1, content[1])]),
            source_token=token,
            lemma=":",
            quoted=self.view.is_quoted([content]),
        )

    def _colons(self, found: list[Attribution]) -> list[Attribution]:
        """\"Army: three killed" in one sentence."""
        extra: list[Attribution] = []
        reported: list[int] | None = None
        for token in self.view.doc:
            if token.text != ":" or token.i == 0:
                continue
            sentence = token.sent
            start = sentence.start
            while start < token.i and (self.view.doc[start].is_space or self.view.doc[start].is_punct):
                start += 1
            if not 1 <= token.i - start <= 6 or token.i + 2 >= sentence.end:
                continue
            label = self.view.doc[start : token.i]
            if label.text.lower() in self.view.lexicon.labels or not self.speakers.names_speaker(label):
                continue
            content = (
                self.view.starts[token.i + 1],
                self.view.doc[sentence.end - 1].idx + len(self.view.doc[sentence.end - 1]),
            )
            if reported is None:
                reported = self._earliest_cues(found)
            if any(reported[i] < token.i for i in range(token.i + 1, sentence.end)):
                continue
            span = (label.start_char, label.end_char)
            extra.append(self._turn(span, (token.idx, content[1]), label.root.i))
        return extra

    def _earliest_cues(self, found: list[Attribution]) -> list[int]:
        """For each token the first cue that reports it; the number of tokens where none does."""
        none = len(self.view.doc)
        earliest = [none] * none
        for attribution in found:
            if attribution.cue_token is not None:
                for start, end in attribution.content:
                    for i in between(self.view.starts, start, end):
                        earliest[i] = min(earliest[i], attribution.cue_token)
        return earliest
