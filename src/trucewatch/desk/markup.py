"""What templates can call: values in words, addresses that are safe to link to.

Invariant: everything comes out as text, which the template escapes; nothing here makes markup.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel

from trucewatch.desk.assets import asset_url, missing
from trucewatch.desk.harmless import pieces
from trucewatch.desk.views.common import voice_words
from trucewatch.exports import case_charts
from trucewatch.exports.wording import between, capital, count_words, date_words, many, since
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


def ink_on(colour: str) -> str:
    """Black or white, whichever is read better on a colour (#rrggbb)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"


def outlet(quote: Quote) -> str:
    """Where a quote stands: its outlet, else its report; nothing where the voice is the outlet itself."""
    return quote.outlet if quote.outlet and quote.outlet != quote.voice.name else ""


def address(filters: BaseModel, **others: object) -> str:
    """Filters as they stand in an address, some of them set to others; what is not set is left out."""
    asked = filters.model_dump(exclude_defaults=True) | others
    return urlencode({name: value for name, value in asked.items() if value not in (None, "")}, doseq=True)


FILTERS: dict[str, Callable[..., Any]] = {
    "address": address,
    "between": between,
    "capital": capital,
    "count_words": count_words,
    "date_words": lambda edtf: date_words(edtf) if edtf else "day not known",
    "ink_on": ink_on,
    "many": many,
    "outlet": outlet,
    "pieces": pieces,
    "safe_link": safe_link,
    "shortened": shortened,
    "since_words": since,
    "voice_words": voice_words,
}
GLOBALS: dict[str, Callable[..., Any]] = {
    "asset": asset_url,
    "assets_missing": missing,
    "daily_chart": case_charts.daily,
    "displaced_chart": case_charts.displaced,
    "posts_chart": case_charts.posts,
}
