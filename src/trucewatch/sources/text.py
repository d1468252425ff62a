"""A report from text that is at hand, with what is known about it.

Invariant: the report's text is the text given, code point for code point, so offsets hold for both; only
halves of surrogate pairs, which no encoding can carry, are replaced by U+FFFD each.
"""

from __future__ import annotations

import re

from trucewatch.records import Report
from trucewatch.sources import dates, languages
from trucewatch.sources.problems import LanguageError, SourceError

LIMIT = 250_000
"""The longest text that is read as one report, in characters: 40,000 words or 100 pages, for which the parse
takes about a gigabyte of memory."""

_HALVES = re.compile("[\ud800-\udfff]")
_OPEN = frozenset(["", "no", "false", "0", "none", "off", "public", "open"])
_MEANINGFUL = re.compile(r"\w")


def report(
    text: str,
    *,
    id: str,
    path: str | None = None,
    title: object = None,
    outlet: object = None,
    published: object = None,
    url: object = None,
    confidential: object = None,
) -> Report:
    """The report that `text` is, with what is known about it; empty values count as not known.

    `published` is anything that `dates.publication_day` takes; `confidential` is anything but no, false or
    nothing for a confidential report. Raises SourceError for an empty text, one longer than LIMIT, or a date of
    publication that is none; LanguageError, which holds the report, for one in another language than English.
    """
    if not _MEANINGFUL.search(text):
        raise SourceError("is empty: there is no text in it")
    if len(text) > LIMIT:
        raise SourceError(
            f"is too long: {len(text):,} characters, and a report has at most {LIMIT:,}; split it"
        )
    try:
        day = dates.publication_day(published)
    except ValueError as error:
        raise SourceError(str(error)) from None
    text = whole(text)
    language = languages.detect(text)
    found = Report(
        id=whole(id),
        text=text,
        path=None if path is None else whole(path),
        title=_line("title", title),
        outlet=_line("outlet", outlet),
        published=day,
        url=_line("url", url),
        language=language,
        confidential=_is_confidential(confidential),
    )
    if language not in (None, "en"):
        cause = f"is in {languages.name(language)}, and only English can be read without a language model"
        raise LanguageError(cause, report=found)
    return found


def whole(text: str) -> str:
    """`text` with each half of a surrogate pair replaced, at the same length."""
    return _HALVES.sub("\ufffd", text)


def _is_confidential(value: object) -> bool:
    """Whether a mark says that a report is confidential: what is not plainly a "no" is a "yes"."""
    return value is not None and str(value).strip().lower() not in _OPEN


def _line(name: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise SourceError(f"the {name} is a {type(value).__name__}, not text")
    return " ".join(whole(value).split()) or None
