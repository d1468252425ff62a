"""Place names in forms that compare: as written, without articles, and as a skeleton of consonants.

Invariant: every form depends on the name alone, so what builds the index and what searches it agree.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"[’‘'`´ʼʻʿʾʹ′ʺ\"“”]")
_BREAKS = re.compile(r"[\s\-‐‑–—_/,.()\[\]]+")
_SHORT = {
    "saint": "st",
    "sainte": "ste",
    "mount": "mt",
    "fort": "ft",
    "and": "&",
}
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ə": "a",
        "ŋ": "n",
    }
)
# The Arabic article before sun letters is written as it is spoken or as it is spelled.
_ARTICLES = frozenset(
    [
        "al",
        "el",
        "ad",
        "an",
        "ar",
        "as",
        "ash",
        "at",
        "az",
        "adh",
        "ath",
        "il",
        "ul",
        "ed",
        "er",
        "es",
        "et",
        "ez",
        "en",
    ]
)
_DIGRAPHS = (
    ("sch", "s"),
    ("tch", "c"),
    ("shch", "s"),
    ("kh", "k"),
    ("gh", "g"),
    ("sh", "s"),
    ("zh", "z"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("ch", "c"),
    ("ts", "s"),
    ("tz", "s"),
    ("ck", "k"),
    ("dj", "j"),
)
_SOUNDS = str.maketrans({"q": "k", "c": "k", "x": "k", "w": "v", "g": "g", "j": "j"})
_VOWELS = str.maketrans("", "", "aeiouyh")
_DOUBLES = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """`name` without case, accents, apostrophes, hyphens, a leading "the"; "Saint" as "st", "Mount" as "mt".

    The form under which a name is found exactly: "Saint-Étienne", "St Etienne" and "ST. ETIENNE" share it.
    """
    if name.isascii():
        text = name.lower()
    else:
        text = unicodedata.normalize("NFKD", name.casefold())
        text = "".join(c for c in text if not unicodedata.combining(c)).translate(_LETTERS)
    words = _BREAKS.sub(" ", _APOSTROPHES.sub("", text)).split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(_SHORT.get(word, word) for word in words)


def loose(folded: str) -> str:
    """A folded name without Arabic articles: "maarrat an numan" and "maarrat al numan" become one."""
    words = folded.split()
    kept = [word for word in words if word not in _ARTICLES]
    return " ".join(kept) if kept else folded


def skeleton(folded: str) -> str:
    """The consonants of a folded name, with what transliterations mix up made one.

    Two spellings of a name usually share it (Saraqeb, Saraqib, Sarakeb); so do many different names,
    therefore it only gathers candidates that are then compared letter by letter.
    """
    text = loose(folded).replace(" ", "")
    for written, sound in _DIGRAPHS:
        text = text.replace(written, sound)
    return _DOUBLES.sub(r"\1", text.translate(_SOUNDS).translate(_VOWELS))
