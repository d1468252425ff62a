"""Which language a text is in, as far as it matters: English or not.

Invariant: a text is called foreign only when that is plain. Short texts, and lists of names and times such as
a monitor's log, are not judged.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_WORDS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SAMPLE = 20_000
_FEWEST_WORDS = 20
_FEWEST_LETTERS = 40
_ENGLISH_SHARE = 0.15
_FOREIGN_SHARE = 0.06
_SURE = 0.95


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text`, or None where it is too short or too mixed to say.

    English prose is known by its words of grammar, at no cost; only a text without them is put to py3langid
    (Lui and Baldwin 2012, "langid.py: An Off-the-shelf Language Identification Tool").
    """
    sample = text[:_SAMPLE]
    words = _WORDS.findall(sample)
    english = sum(word.lower() in _lexicon()["english"] for word in words) / max(len(words), _FEWEST_WORDS)
    if english >= _ENGLISH_SHARE:
        return "en"
    letters = sum(map(len, words))
    if len(_LATIN.findall(sample)) * 2 < letters:
        return _classify(sample)[0] if letters >= _FEWEST_LETTERS else None
    # Names repeated in a log look like any language; each word of prose, once, tells.
    prose = list(dict.fromkeys(word for word in words if word.islower() and len(word) > 1))
    if len(prose) < _FEWEST_WORDS:
        return None
    code, sureness = _classify(" ".join(prose))
    return code if code == "en" or (sureness >= _SURE and english < _FOREIGN_SHARE) else None


def name(code: str) -> str:
    """The English name of a language, or its code where we have no name."""
    return str(_lexicon()["names"].get(code, code))


@cache
def _lexicon() -> dict[str, Any]:
    table = tomllib.loads(files(__package__).joinpath("languages.toml").read_text("utf-8"))
    return {"english": frozenset(table["english"].split()), "names": table["names"]}


def _classify(sample: str) -> tuple[str, float]:
    code, sureness = _identifier().classify(sample)
    return str(code), float(sureness)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
