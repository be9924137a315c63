"""Fit the weights of candidate rankings: a conditional logit with a pull towards zero, in plain Python.

A question is a list of candidates of which one (or none) is right. Folds are whole vendors, so that
what is reported for a document was never fitted on its vendor.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEPS = 250
RATE = 0.08
DECAY_1, DECAY_2 = 0.9, 0.999


@dataclass(frozen=True)
class Question:
    """Features of each candidate, which of them are right, and the vendor the document is of."""

    features: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    vendor: str
    weight: float = 1.0


def fit(questions: Sequence[Question], *, pull: float = 0.02) -> dict[str, float]:
    """Weights that make the right candidates likely; the feature ``none`` is the chance that none is."""
    weights: dict[str, float] = defaultdict(float)
    mean: dict[str, float] = defaultdict(float)
    square: dict[str, float] = defaultdict(float)
    total = sum(question.weight for question in questions)
    for step in range(1, STEPS + 1):
        slope = {name: -pull * value for name, value in weights.items()}
        for question in questions:
            for name, value in _slope(question, weights).items():
                slope[name] = slope.get(name, 0.0) + value * question.weight / total
        for name, value in slope.items():
            mean[name] = DECAY_1 * mean[name] + (1 - DECAY_1) * value
            square[name] = DECAY_2 * square[name] + (1 - DECAY_2) * value * value
            size = math.sqrt(square[name] / (1 - DECAY_2**step)) + 1e-8
            weights[name] += RATE * (mean[name] / (1 - DECAY_1**step)) / size
    return {name: round(value, 4) for name, value in sorted(weights.items()) if abs(value) >= 5e-4}


def fit_leaving_out(questions: Sequence[Question], *, folds: int, pull: float) -> dict[str, dict[str, float]]:
    """Weights per vendor, fitted on the documents of the vendors in other folds."""
    vendors = sorted({question.vendor for question in questions})
    fold_of = {vendor: number % folds for number, vendor in enumerate(vendors)}
    fitted = {
        fold: fit([one for one in questions if fold_of[one.vendor] != fold], pull=pull)
        for fold in set(fold_of.values())
    }
    return {vendor: fitted[fold] for vendor, fold in fold_of.items()}


def _slope(question: Question, weights: Mapping[str, float]) -> dict[str, float]:
    """Gradient of log P(a right candidate); where none is right, of log P(none)."""
    rows = [*question.features, {"none": 1.0}]
    right = [*question.right, not any(question.right)]
    scores = [sum(weights.get(name, 0.0) * x for name, x in row.items()) for row in rows]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total, good = sum(powers), sum(power for power, is_right in zip(powers, right, strict=True) if is_right)
    slope: dict[str, float] = defaultdict(float)
    for row, power, is_right in zip(rows, powers, right, strict=True):
        share = (power / good if is_right else 0.0) - power / total
        if abs(share) > 1e-6:
            for name, x in row.items():
                if x:
                    slope[name] += share * x
    return slope
