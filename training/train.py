"""Train the encoder and the head that codes events, and write them to src/trucewatch/reading/models.

    python -m training.train              train on everything and write the weights
    python -m training.train --fold 0     hold a fifth of the written snippets back and measure on it

The second writes weights only with --out FOLDER.

Needs what training/requirements.txt lists. On one core some five minutes; the same seed, versions and machine
give the same weights.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
import zipfile
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from torch import Tensor, nn
from transformers import BertModel

from training.data import NONE, SUB_EVENTS, Snippet, composed, written
from trucewatch.reading.acled import Rules
from trucewatch.reading.encoder import WordPiece

MODELS = Path(__file__).resolve().parent.parent / "src/trucewatch/reading/models"
PIECES = 20000
BATCH = 16
EPOCHS = 4
FROZEN_LAYERS = 2
COMPOSED_PER_LABEL = 30
SEED = 0
LABELS = [*SUB_EVENTS, NONE]
# The weights that sentence-transformers published as all-MiniLM-L6-v2, revision 1110a243fdf4, Apache-2.0; the
# package that carries them says nothing of where they come from.
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class MeanEncoder(nn.Module):
    """The transformer and the mean over its last layer; sentences of one call are of one length."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, ids: Tensor) -> Tensor:
        return self.bert(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state.mean(dim=1)


def base() -> tuple[BertModel, list[str]]:
    """all-MiniLM-L6-v2 and the commonest of its pieces, its embeddings cut to those."""
    archive = files("all_minilm_l6_v2") / "model.zip"
    with tempfile.TemporaryDirectory() as folder, as_file(archive) as path:
        with zipfile.ZipFile(path) as model:
            model.extractall(folder)
        digest = hashlib.sha256((Path(folder) / "model.safetensors").read_bytes()).hexdigest()
        if digest != BASE_SHA256:
            raise SystemExit(f"training: the weights to start from are not those published: {digest}")
        bert = BertModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
        vocabulary = json.loads((Path(folder) / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    ordered = sorted(vocabulary, key=vocabulary.__getitem__)
    # The vocabulary runs from special marks and single characters to words, the commonest first.
    kept = [p for p in ordered if p.isascii() and not p.startswith("[unused")][:PIECES]
    rows = torch.tensor([vocabulary[piece] for piece in kept])
    weights = bert.embeddings.word_embeddings.weight.detach()[rows].clone()
    bert.embeddings.word_embeddings = nn.Embedding.from_pretrained(weights, freeze=True)
    bert.config.vocab_size = len(kept)
    return bert, kept


def batches(rows: list[list[int]], chance: random.Random) -> list[list[int]]:
    """Indices of rows in batches of like length, in random order."""
    order = chance.sample(range(len(rows)), len(rows))
    chunk = BATCH * 8
    found = []
    for start in range(0, len(order), chunk):
        near = sorted(order[start : start + chunk], key=lambda i: len(rows[i]))
        found += [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
    chance.shuffle(found)
    return found


def pooled(bert: BertModel, rows: list[list[int]]) -> Tensor:
    """The mean vector of each row, padding left out."""
    width = max(map(len, rows))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    hidden = bert(input_ids=ids, attention_mask=mask).last_hidden_state
    weight = mask.unsqueeze(-1).float()
    return (hidden * weight).sum(1) / weight.sum(1)


def fit(bert: BertModel, head: nn.Linear, rows: list[list[int]], labels: list[int]) -> None:
    """Fine-tune the upper layers and the head; AdamW, a warm-up of a tenth, then linearly to nothing."""
    for module in [bert.embeddings, *bert.encoder.layer[:FROZEN_LAYERS]]:
        module.requires_grad_(False)
    trained = [p for p in bert.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": trained, "lr": 1e-4}, {"params": head.parameters(), "lr": 2e-3}], weight_decay=0.01
    )
    steps = EPOCHS * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.1 * steps)) * max(0.0, (steps - step) / steps)
    )
    chance, dropout = random.Random(SEED), nn.Dropout(0.2)
    for epoch in range(EPOCHS):
        bert.train()
        total = 0.0
        for batch in batches(rows, chance):
            scores = head(dropout(pooled(bert, [rows[i] for i in batch])))
            wanted = torch.tensor([labels[i] for i in batch])
            loss = nn.functional.cross_entropy(scores, wanted, label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(rows):.3f}", flush=True)


def scores_of(bert: BertModel, head: nn.Linear, rows: list[list[int]]) -> np.ndarray:
    """The head's scores of each row."""
    bert.eval()
    with torch.no_grad():
        return torch.cat([head(pooled(bert, [row])) for row in rows]).numpy()


def measure(scores: np.ndarray, snippets: list[Snippet]) -> None:
    """Print how the model, and the model with the rules, do on snippets that it has not seen."""
    rules = Rules.load()
    columns = [rules.labels.index(SUB_EVENTS[label]) for label in LABELS if label != NONE]
    evidence = np.array([[*np.array(rules.scores(s.text))[columns], 0.0] for s in snippets])
    wanted = [s.label for s in snippets]
    for weight in (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5):
        found = [LABELS[i] for i in (scores + weight * evidence).argmax(1)]
        print(f"rules weigh {weight}: weighted F1 {f1_score(wanted, found, average='weighted'):.3f}")


def export(bert: BertModel, head: nn.Linear, pieces: list[str], out: Path) -> None:
    """Write the encoder in eight bits, its vocabulary and the head."""
    out.mkdir(exist_ok=True)
    (out / "vocabulary.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    np.savez(
        out / "acled.npz",
        labels=np.array([SUB_EVENTS.get(label, "") for label in LABELS]),
        weight=head.weight.detach().numpy().astype(np.float32),
        bias=head.bias.detach().numpy().astype(np.float32),
    )
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "encoder.onnx"
        torch.onnx.export(
            MeanEncoder(bert).eval(),
            (torch.ones(1, 8, dtype=torch.long),),
            str(whole),
            input_names=["ids"],
            output_names=["vectors"],
            dynamic_axes={"ids": {0: "texts", 1: "pieces"}, "vectors": {0: "texts"}},
            opset_version=17,
            dynamo=False,
        )
        # Seven bits, so that processors without exact eight-bit sums give the same result as those with.
        quantize_dynamic(
            whole,
            out / "encoder.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather"],
        )
    model = onnx.load(str(out / "encoder.onnx"))
    model.doc_string = "all-MiniLM-L6-v2 (Apache-2.0), fine-tuned for Trucewatch; see docs/model-card.md"
    onnx.save(model, str(out / "encoder.onnx"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fold", type=int, choices=range(5), help="hold this fifth back and measure on it")
    parser.add_argument("--out", type=Path, help="where to write the weights, if not into the package")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    snippets, held = written(), []
    if options.fold is not None:
        splits = StratifiedKFold(5, shuffle=True, random_state=SEED)
        train, test = list(splits.split(snippets, [s.label for s in snippets]))[options.fold]
        snippets, held = [snippets[i] for i in train], [snippets[i] for i in test]
    snippets += composed(COMPOSED_PER_LABEL, SEED)
    bert, pieces = base()
    tokenizer = WordPiece(pieces)
    head = nn.Linear(bert.config.hidden_size, len(LABELS))
    rows = [tokenizer.ids(s.text) for s in snippets]
    print(f"{len(rows)} snippets, {len(held)} held back")
    fit(bert, head, rows, [LABELS.index(s.label) for s in snippets])
    if held:
        measure(scores_of(bert, head, [tokenizer.ids(s.text) for s in held]), held)
    out = options.out or (None if held else MODELS)
    if out is not None:
        export(bert, head, pieces, out)


if __name__ == "__main__":
    main()
