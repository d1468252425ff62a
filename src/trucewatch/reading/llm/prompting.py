"""What a model is asked: the prompt, and a part of a report as data.

Invariant: the words of a report stand in one message, between two lines that they cannot hold; nothing of a report
gets into the prompt, and nothing else in a question follows from what a report says.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from trucewatch.reading.llm import answers
from trucewatch.reading.llm.instructions import addressed_to_machines, without
from trucewatch.records import Report

PROMPT = "records-1"
"""The name of the prompt in use; a change to its words is a new file with a new number."""
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?؟。])\s+|\n")


class Part(NamedTuple):
    """A stretch of a report's text that one question holds."""

    start: int
    end: int


@lru_cache(maxsize=1)
def prompt() -> str:
    """The words of the prompt in use."""
    return (files(__package__) / "prompts" / f"{PROMPT}.md").read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def version() -> str:
    """The name of the prompt with a hash of its words and of the schema of answers, which belongs to it."""
    content = prompt() + json.dumps(answers.schema(), sort_keys=True)
    return f"{PROMPT}+{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def parts(text: str, longest: int) -> list[Part]:
    """`text` cut into parts of at most `longest` characters, at ends of paragraphs, else of sentences, else of words."""
    found: list[Part] = []
    start = 0
    while len(text) - start > longest:
        end = _cut(text, start, start + longest)
        found.append(Part(start, end))
        start = end
    if text[start:].strip():
        found.append(Part(start, len(text)))
    return found


def _cut(text: str, start: int, limit: int) -> int:
    for pattern in (_PARAGRAPH, _SENTENCE, re.compile(r"\s+")):
        ends = [m.end() for m in pattern.finditer(text, start + (limit - start) // 2, limit)]
        if ends:
            return ends[-1]
    return limit


def messages(
    report: Report, part: Part, *, withheld: list[tuple[int, int]], language: str | None
) -> list[dict[str, str]]:
    """The question about one part of a report.

    The part goes between two lines with a number that follows from its words, so that no report can close
    them; sentences that speak to a machine are `withheld`.
    """
    inside = [
        (max(s, part.start) - part.start, min(e, part.end) - part.start)
        for s, e in withheld
        if s < part.end and part.start < e
    ]
    words = without(report.text[part.start : part.end], inside)
    number = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    known: dict[str, Any] = {
        "title": _harmless(report.title),
        "outlet": _harmless(report.outlet),
        "published": report.published,
        "language": language,
    }
    head = json.dumps({k: v for k, v in known.items() if v}, ensure_ascii=False)
    content = f"What is known about the report: {head}\n----- report {number}\n{words}\n----- end of report {number}"
    return [{"role": "system", "content": prompt()}, {"role": "user", "content": content}]


def _harmless(line: str | None) -> str | None:
    return None if line is None else without(line, addressed_to_machines(line))
