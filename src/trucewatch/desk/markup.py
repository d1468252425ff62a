"""What templates can call: values in words, addresses that are safe to link to.

Invariant: everything comes out as text, which the template escapes; nothing here makes markup.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from trucewatch.desk.assets import asset_url
from trucewatch.desk.views.common import voice_words
from trucewatch.exports import case_charts
from trucewatch.exports.wording import between, count_words, date_words, many, since, weekday_words
from trucewatch.linking import Quote

_LONGEST = 600


def safe_link(address: str | None) -> str | None:
    """`address` where it may be linked to (http or https, with a host); else None."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def shortened(words: str, longest: int = _LONGEST) -> str:
    """Words of a report on one line, cut with an ellipsis where they go on."""
    line = " ".join(words.split())
    return line if len(line) <= longest else line[: longest - 1].rsplit(" ", 1)[0] + " …"


def outlet(quote: Quote) -> str:
    """Where a quote stands: its outlet, else its report; nothing where the voice is the outlet itself."""
    return quote.outlet if quote.outlet and quote.outlet != quote.voice.name else ""


def first_upper(words: str) -> str:
    """Words with a capital letter at their beginning, and no other letter changed."""
    return words[:1].upper() + words[1:]


FILTERS: dict[str, Callable[..., Any]] = {
    "between": between,
    "count_words": count_words,
    "date_words": lambda edtf: date_words(edtf) if edtf else "day not known",
    "first_upper": first_upper,
    "many": many,
    "outlet": outlet,
    "safe_link": safe_link,
    "shortened": shortened,
    "since_words": since,
    "voice_words": voice_words,
    "weekday_words": weekday_words,
}
GLOBALS: dict[str, Callable[..., Any]] = {
    "asset": asset_url,
    "daily_chart": case_charts.daily,
    "displaced_chart": case_charts.displaced,
    "posts_chart": case_charts.posts,
}
