"""The readers' lexicons: a word has one entry, so that no later line silently takes its meaning away."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

NAMES = sorted(
    path.name for path in (files("trucewatch") / "reading").iterdir() if path.name.endswith(".toml")
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sort", ["verbs", "nouns"])
def test_a_word_triggers_one_thing(name: str, sort: str) -> None:
    lexicon = tomllib.loads((files("trucewatch") / "reading" / name).read_text("utf-8"))
    words = Counter(word for trigger in lexicon.get("trigger", []) for word in trigger.get(sort, []))
    assert [word for word, times in words.items() if times > 1] == []
