"""Fit the confidence of records on our own annotated reports: python -m training.confidence

Reads `gold-more` beside the project with the reader as it is, and asks of each record whether an analyst took it,
too. A ridge logistic regression is fitted on all reports; its calibration is measured leaving out one report in
five at a time, whole. The 29 reports of `gold` are never seen. Writes src/trucewatch/reading/confidence.toml.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation import reader
from evaluation.reliability import calibration_error, figure
from evaluation.score import held
from evaluation.sets import ROOT, SHARED, folder_reports
from trucewatch.reading.confidence import features

WEIGHTS = ROOT / "src/trucewatch/reading/confidence.toml"
_RIDGE = 2.0
_STEPS = 40
_FOLDS = 5

Matrix = NDArray[np.float64]


def examples(shared: Path) -> tuple[list[dict[str, float]], list[bool], list[int]]:
    """Features of each record that is read, whether it holds, and the number of its report."""
    read = reader.load()
    rows: list[dict[str, float]] = []
    verdicts: list[bool] = []
    groups: list[int] = []
    for number, gold in enumerate(folder_reports(shared / "gold-more")):
        records = read(reader.as_report(gold)).records
        raw = [record.model_dump(mode="json", by_alias=True) for record in records]
        for record, verdict in zip(records, held(gold, raw), strict=True):
            if verdict is not None:
                rows.append(dict(features(record, records, gold.text)))
                verdicts.append(verdict)
                groups.append(number)
    return rows, verdicts, groups


def fit(matrix: Matrix, verdicts: Matrix) -> Matrix:
    """The weights of a ridge logistic regression, by Newton's method; the first column is not shrunk."""
    weights = np.zeros(matrix.shape[1])
    ridge = np.full(matrix.shape[1], _RIDGE)
    ridge[0] = 1e-6
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (chance - verdicts) + ridge * weights
        curvature = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + np.diag(ridge)
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def main() -> None:
    """Fit, measure on what was left out, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the annotated reports lie")
    options = parser.parse_args()
    rows, verdicts, groups = examples(options.shared)
    names = ["bias", *sorted({name for row in rows for name in row} - {"bias"})]
    matrix = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    truth, report = np.array(verdicts, dtype=float), np.array(groups)
    chances = np.zeros(len(truth))
    for fold in range(_FOLDS):
        out = report % _FOLDS == fold
        chances[out] = 1 / (1 + np.exp(-matrix[out] @ fit(matrix[~out], truth[~out])))
    pairs = [(float(c), bool(v)) for c, v in zip(chances, truth, strict=True)]
    print(f"{len(pairs)} records, {truth.mean():.2f} hold; error left out: {calibration_error(pairs):.3f}")
    print(figure(pairs))
    weights = fit(matrix, truth)
    lines = [
        f'"{name}" = {weight:.3f}'
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= 0.005
    ]
    header = (
        "# Made by `python -m training.confidence`: what speaks for a record, in log odds.\n\n[weights]\n"
    )
    WEIGHTS.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"wrote {WEIGHTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
