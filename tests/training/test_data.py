"""The labelled snippets that the model is trained on."""

from __future__ import annotations

from collections import Counter

from training.data import NONE, SUB_EVENTS, composed, written
from trucewatch.reading.acled import Rules

LABELS = {*SUB_EVENTS, NONE}


def test_the_labels_are_those_that_are_coded() -> None:
    assert sorted(SUB_EVENTS.values()) == sorted(Rules.load().labels)


def test_every_label_has_its_written_snippets() -> None:
    counts = Counter(snippet.label for snippet in written())
    assert set(counts) == LABELS
    assert min(counts.values()) >= 40
    assert len({snippet.text for snippet in written()}) == sum(counts.values())


def test_composed_snippets_have_every_slot_filled() -> None:
    snippets = composed(20, seed=1)
    assert Counter(s.label for s in snippets) == dict.fromkeys(LABELS, 20)
    assert not [s.text for s in snippets if "{" in s.text or "}" in s.text]


def test_the_same_seed_composes_the_same_snippets() -> None:
    assert composed(5, seed=3) == composed(5, seed=3)
    assert composed(5, seed=3) != composed(5, seed=4)
