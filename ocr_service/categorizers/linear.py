"""Categorize with a small linear model over the rules that were met and the document's structure."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ocr_service.categorizers.keywords import Rules
from ocr_service.categorizers.structure import structure_of
from ocr_service.layout.layout import Layout

MODEL_FILE = "model.json.gz"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights per category and feature; a softmax over the sums gives the shares."""

    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def shares(self, features: Mapping[str, float]) -> dict[str, float]:
        """The share of each category, 0-1; all together 1."""
        sums = {
            category: sum(weights.get(name, 0.0) * x for name, x in features.items())
            for category, weights in self.weights.items()
        }
        top = max(sums.values(), default=0.0)
        powers = {category: math.exp(value - top) for category, value in sums.items()}
        total = sum(powers.values())
        return {category: power / total for category, power in powers.items()}


def features_of(layout: Layout, rules: Rules) -> dict[str, float]:
    """One feature for each rule that was met, the points of each category, and the structure."""
    points = rules.points(layout.text)
    features = {"one": 1.0, **structure_of(layout)}
    for category, (sum_of_points, met) in points.items():
        features[f"points {category}"] = sum_of_points / 3
        features |= {f"{category}: {name}": 1.0 for name in met}
    return features


@cache
def load_model() -> LinearModel:
    """The model that comes with the service."""
    packed = files(__package__).joinpath(MODEL_FILE).read_bytes()
    data: Mapping[str, Any] = json.loads(gzip.decompress(packed))
    return LinearModel(data["weights"])
