"""Code a text as an ACLED coder would: the event type and sub-event type of its main event, or none.

Invariant: a coding is one of the labels of acled.toml, ACLED's twenty-five sub-events (Armed Conflict
Location & Event Data Project, "Codebook") and five beside them that have no event type, or none of them.

Two judges vote. The rules count the words that acled.toml lists for each label; the model is a linear head
over the sentence encoder. Where the encoder cannot be loaded the rules decide alone, less well.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from trucewatch.reading.encoder import MODELS, Encoder
from trucewatch.reading.wording import STOP, Wording, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What a listed wording weighs in the first sentence and after it; a report leads with its main event.
_STRENGTHS = {"decides": (3.0, 1.0), "suggests": (1.0, 0.4), "hints": (0.3, 0.1)}
_MOST_OF_A_KIND = 2
_SHORTEST_LEAD = 8
# How much the rules weigh beside the model, and what no event weighs beside the rules alone; chosen on
# snippets that neither was made from.
_RULES_BESIDE_MODEL = 0.5
_NO_EVENT = 0.9


@dataclass(frozen=True, slots=True)
class Coding:
    """The main event of a text.

    `sub_event_type` is None where the text is about none of the labels; `event_type` is None there too, and
    for the labels that ACLED does not have. `probability` is that of the label given; `ranked` holds every
    label (None for no event) with its probability, likeliest first.
    """

    event_type: str | None
    sub_event_type: str | None
    probability: float
    ranked: tuple[tuple[str | None, float], ...]


class Rules:
    """The lexicon of wordings: what each label's words weigh in a text."""

    def __init__(self, lexicon: dict[str, dict[str, object]]) -> None:
        self.labels = tuple(lexicon)
        self.event_types = {label: _optional_text(lexicon[label].get("event_type")) for label in lexicon}
        self._strengths = tuple(_STRENGTHS.values())
        self._wording = Wording(
            (index * len(_STRENGTHS) + rank, pattern)
            for index, label in enumerate(self.labels)
            for rank, strength in enumerate(_STRENGTHS)
            for pattern in _patterns(lexicon[label].get(strength, []))
        )

    @staticmethod
    def load() -> Rules:
        """The rules of acled.toml, read once a process."""
        return _rules()

    def scores(self, text: str) -> list[float]:
        """What speaks for each label, in the order of `labels`; nought where nothing does."""
        tokens = words(text)
        lead = next((i for i, t in enumerate(tokens) if t == STOP and i >= _SHORTEST_LEAD), len(tokens))
        counts: dict[tuple[int, bool], int] = {}
        for key, index in self._wording.find(tokens):
            counts[key, index >= lead] = counts.get((key, index >= lead), 0) + 1
        scores = [0.0] * len(self.labels)
        for (key, later), count in counts.items():
            label, rank = divmod(key, len(_STRENGTHS))
            scores[label] += self._strengths[rank][later] * min(count, _MOST_OF_A_KIND)
        return scores


class Coder:
    """Codes texts by the rules, and by the model where one is given."""

    def __init__(self, rules: Rules, model: Model | None = None) -> None:
        self._rules = rules
        self._model = model
        self._labels: tuple[str | None, ...] = (*rules.labels, None)

    @staticmethod
    def load(*, model: bool = True) -> Coder:
        """The coder, loaded once a process; with `model` false, or where it is missing, by rules alone."""
        return _coder(model and Encoder.available())

    @property
    def has_model(self) -> bool:
        """Whether the model votes."""
        return self._model is not None

    def code(self, texts: Sequence[str]) -> list[Coding]:
        """The main event of each text. A headline and first paragraphs serve as well as a whole report."""
        evidence = [self._rules.scores(text) for text in texts]
        if self._model is None:
            return [self._coding([*scores, _NO_EVENT]) for scores in evidence]
        judged = self._model.scores(texts, self._labels)
        return [
            self._coding([m + _RULES_BESIDE_MODEL * r for m, r in zip(row, [*scores, 0.0], strict=True)])
            for row, scores in zip(judged.tolist(), evidence, strict=True)
        ]

    def _coding(self, scores: list[float]) -> Coding:
        highest = max(scores)
        weights = [math.exp(score - highest) for score in scores]
        total = math.fsum(weights)
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
        ranked = tuple((self._labels[i], weights[i] / total) for i in order)
        label, probability = ranked[0]
        event_type = self._rules.event_types[label] if label is not None else None
        return Coding(event_type, label, probability, ranked)


class Model:
    """The head over the encoder's vectors that scores each label."""

    def __init__(
        self, encoder: Encoder, labels: Sequence[str], weight: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> None:
        self._encoder = encoder
        self._rows = {label or None: row for row, label in enumerate(labels)}
        self._weight = weight
        self._bias = bias

    @staticmethod
    def load() -> Model:
        """The head in models/acled.npz over the encoder beside it."""
        import numpy as np

        with (MODELS / "acled.npz").open("rb") as file:
            arrays = np.load(file)
            return Model(Encoder.load(), arrays["labels"].tolist(), arrays["weight"], arrays["bias"])

    def scores(self, texts: Sequence[str], labels: Sequence[str | None]) -> NDArray[np.float32]:
        """A row for each text, a column for each of the labels; the empty label of the file is None here."""
        import numpy as np

        order = [self._rows[label] for label in labels]
        weight, bias = self._weight[order], self._bias[order]
        scores = np.zeros((len(texts), len(order)), dtype=np.float32)
        # A vector at a time: a product of whole matrices rounds differently for every number of rows.
        for row, vector in enumerate(self._encoder.encode(texts)):
            scores[row] = weight @ vector + bias
        return scores


def _patterns(value: object) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(f"patterns are a list: {value!r}")
    return [str(pattern) for pattern in value]


def _optional_text(value: object) -> str | None:
    return None if value is None else str(value)


@lru_cache(maxsize=1)
def _rules() -> Rules:
    return Rules(tomllib.loads((files("trucewatch.reading") / "acled.toml").read_text(encoding="utf-8")))


@lru_cache(maxsize=2)
def _coder(with_model: bool) -> Coder:
    return Coder(Rules.load(), Model.load() if with_model else None)
