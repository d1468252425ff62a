"""Sentences to vectors, by a small transformer that runs on the CPU.

Invariant: a vector depends on its own sentence alone, not on what it is read with, and is the same on every
run. The encoder knows nothing of what its vectors are used for: the heads that score them are elsewhere.

The encoder is all-MiniLM-L6-v2 (Wang and others, "MiniLM", 2020; Reimers and Gurevych, "Sentence-BERT", 2019)
fine-tuned by `python -m training.train`; docs/model-card.md says on what. It needs onnxruntime, which the
extra `model` installs.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODELS: Traversable = files("trucewatch.reading") / "models"
LONGEST = 72
_UNKNOWN, _FIRST, _LAST, _PADDING = "[UNK]", "[CLS]", "[SEP]", "[PAD]"
_LONGEST_WORD = 100


class WordPiece:
    """BERT's uncased tokenizer (Devlin and others, 2019) over a list of pieces in the order of their ids."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._ids = {piece: index for index, piece in enumerate(pieces)}
        self.padding = self._ids[_PADDING]

    def ids(self, text: str, longest: int = LONGEST) -> list[int]:
        """The ids of the pieces of `text`, the marks of its ends included, at most `longest` of them."""
        inner: list[int] = []
        for word in _basic_words(text):
            if len(inner) >= longest - 2:
                break
            inner += self._pieces(word)
        return [self._ids[_FIRST], *inner[: longest - 2], self._ids[_LAST]]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [self._ids[_UNKNOWN]]
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self._ids.get(word[start:end] if start == 0 else f"##{word[start:end]}")
                if piece is not None:
                    break
            else:
                return [self._ids[_UNKNOWN]]
            found.append(piece)
            start = end
        return found


def _basic_words(text: str) -> list[str]:
    plain = (c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    spaced = []
    for character in plain:
        kind = unicodedata.category(character)
        if character.isspace():
            spaced.append(" ")
        elif kind.startswith("C"):
            continue
        elif kind.startswith("P") or character in "$+<=>^`|~":
            spaced.append(f" {character} ")
        else:
            spaced.append(character)
    return "".join(spaced).split()


class Encoder:
    """The transformer, ready to read, read by onnxruntime on one thread."""

    def __init__(self, session: Any, tokenizer: WordPiece) -> None:
        self._session = session
        self._tokenizer = tokenizer

    @staticmethod
    def available() -> bool:
        """Whether onnxruntime is installed and the weights are there."""
        return importlib.util.find_spec("onnxruntime") is not None and (MODELS / "encoder.onnx").is_file()

    @staticmethod
    def load() -> Encoder:
        """The encoder, loaded once a process; an error where it is not `available`."""
        return _load()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text, the mean of its pieces' vectors; longer texts are cut at `LONGEST` pieces."""
        import numpy as np

        vectors = np.zeros((len(texts), self._width()), dtype=np.float32)
        # One at a time: the scale of eight-bit activations is that of everything read together.
        for row, text in enumerate(texts):
            ids = np.array([self._tokenizer.ids(text)], dtype=np.int64)
            vectors[row] = self._session.run(None, {"ids": ids})[0][0]
        return vectors

    def _width(self) -> int:
        return int(self._session.get_outputs()[0].shape[1])


@lru_cache(maxsize=1)
def _load() -> Encoder:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    weights = (MODELS / "encoder.onnx").read_bytes()
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    vocabulary = (MODELS / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    return Encoder(session, WordPiece([piece for piece in vocabulary if piece]))
