"""Fit the weights of candidate rankings: a conditional logit with a pull towards zero. Needs ``pip install numpy``.

A question is a list of candidates of which one (or none) is right. Folds are whole vendors, so that
what is reported for a document was never fitted on its vendor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

FOLDS = 6
STEPS = 300
RATE = 0.08
DECAY_1, DECAY_2 = 0.9, 0.999
NONE = "none"
# The vendor of questions that are in every fold: what the project invented itself.
INVENTED = ""


@dataclass(frozen=True)
class Question:
    """Features of each candidate, which of them are right, and the vendor the document is of."""

    features: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    vendor: str
    weight: float = 1.0


def folds_of(vendors: Iterable[str]) -> dict[str, int]:
    """The fold of each vendor."""
    return {vendor: number % FOLDS for number, vendor in enumerate(sorted(set(vendors)))}


def fit(
    questions: Sequence[Question],
    *,
    pull: float,
    signs: Mapping[str, int] | None = None,
    towards: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Weights that make the right candidates likely; the feature ``none`` is the chance that none is.

    ``pull`` is towards zero, or to the weights of ``towards``. ``signs`` names features whose weight may not be below zero (1) or above it (-1): what must speak for a value never speaks
    against it because a few documents happened to say so.
    """
    names = sorted(
        {name for one in questions for row in one.features for name in row} | {NONE, *(towards or {})}
    )
    rows, right, asked = _rows(questions, names)
    worth = np.array([question.weight for question in questions])
    worth = worth / worth.sum()
    start = np.array([(towards or {}).get(name, 0.0) for name in names])
    weights, mean, square = start.copy(), np.zeros(len(names)), np.zeros(len(names))
    least = np.array([0.0 if (signs or {}).get(name, 0) > 0 else -np.inf for name in names])
    most = np.array([0.0 if (signs or {}).get(name, 0) < 0 else np.inf for name in names])
    for step in range(1, STEPS + 1):
        slope = rows.T @ (_surplus(rows @ weights, right, asked) * worth[asked]) - pull * (weights - start)
        mean = DECAY_1 * mean + (1 - DECAY_1) * slope
        square = DECAY_2 * square + (1 - DECAY_2) * slope * slope
        size = np.sqrt(square / (1 - DECAY_2**step)) + 1e-8
        weights = np.clip(weights + RATE * (mean / (1 - DECAY_1**step)) / size, least, most)
    return {
        name: round(float(value), 4) for name, value in zip(names, weights, strict=True) if abs(value) >= 5e-4
    }


def fit_leaving_out(
    questions: Sequence[Question],
    *,
    pull: float,
    signs: Mapping[str, int] | None = None,
    towards: Mapping[str, float] | None = None,
) -> dict[str, dict[str, float]]:
    """Weights per vendor, fitted on the documents of the vendors in other folds."""
    fold_of = folds_of(question.vendor for question in questions if question.vendor != INVENTED)
    fitted = {
        fold: fit(
            [one for one in questions if fold_of.get(one.vendor) != fold],
            pull=pull,
            signs=signs,
            towards=towards,
        )
        for fold in set(fold_of.values())
    }
    return {vendor: fitted[fold] for vendor, fold in fold_of.items()}


def _rows(questions: Sequence[Question], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One row a candidate, the last of each question for none of them; which are right; whose they are."""
    place = {name: number for number, name in enumerate(names)}
    candidates = [
        (number, row, is_right)
        for number, one in enumerate(questions)
        for row, is_right in zip([*one.features, {NONE: 1.0}], [*one.right, not any(one.right)], strict=True)
    ]
    rows = np.zeros((len(candidates), len(names)))
    for at, (_, row, _) in enumerate(candidates):
        for name, value in row.items():
            rows[at, place[name]] = value
    right = np.array([is_right for _, _, is_right in candidates], float)
    return rows, right, np.array([number for number, _, _ in candidates])


def _surplus(scores: np.ndarray, right: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """For each candidate its share among the right ones less its share among all: the slope of log P(right)."""
    count = int(asked[-1]) + 1
    top = np.full(count, -np.inf)
    np.maximum.at(top, asked, scores)
    powers = np.exp(scores - top[asked])
    good = np.bincount(asked, powers * right, count)
    return (
        powers * right / np.maximum(good, 1e-300)[asked] - powers / np.bincount(asked, powers, count)[asked]
    )
