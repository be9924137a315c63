"""Choose among candidates: weigh their features, and turn the weights into a confidence.

The weights are plain numbers over general features, fitted by ``bench/training/fit_weights.py`` and kept
in ``weights.json``. The confidence of a candidate is its share in a softmax over all candidates
and the possibility that none is right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

T = TypeVar("T")
Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """Something that may be the value, and what speaks for and against it."""

    value: T
    features: Features


@dataclass(frozen=True, slots=True)
class Ranked(Generic[T]):
    """A candidate's value and its confidence, 0-1."""

    value: T
    confidence: float
    features: Features


@cache
def all_weights() -> Mapping[str, Features]:
    """The weights that come with the service, by question."""
    found: Mapping[str, Features] = json.loads(
        files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    )
    return found


def weights_of(name: str) -> Features:
    """The weights of one question; empty for an unknown one."""
    return all_weights().get(name, {})


def rank(candidates: Sequence[Candidate[T]], weights: Features) -> list[Ranked[T]]:
    """The candidates, best first; equal ones in the given order. The feature ``none`` weighs having none."""
    scores = [sum(weights.get(name, 0.0) * x for name, x in one.features.items() if x) for one in candidates]
    none = weights.get("none", 0.0)
    top = max([*scores, none], default=0.0)
    total = sum(math.exp(score - top) for score in (*scores, none))
    ranked = [
        Ranked(one.value, math.exp(score - top) / total, one.features)
        for one, score in zip(candidates, scores, strict=True)
    ]
    return sorted(ranked, key=lambda one: -one.confidence)
