"""Boosted trees that were learned elsewhere (``bench/training/train_reading_order.py``): from numbers to a likelihood."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

MODEL_FILE = "reading_order.json"
# A leaf is a number, a branch (question, limit, tree up to the limit, tree above it).
Tree = float | tuple[int, float, Any, Any]


@dataclass(frozen=True, slots=True)
class Trees:
    """A start and what each tree adds to it, in logarithms of odds."""

    start: float
    trees: tuple[Tree, ...]

    def odds(self, answers: Sequence[float]) -> float:
        """The logarithm of the odds that what was asked is so."""
        return self.start + sum(_leaf(tree, answers) for tree in self.trees)

    def likelihood(self, answers: Sequence[float]) -> float:
        """How likely it is, between 0 and 1."""
        return 1 / (1 + math.exp(-self.odds(answers)))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Trees:
        """What ``start`` and ``trees`` (lists in lists) say."""
        return cls(data["start"], tuple(map(_tree, data["trees"])))


@lru_cache(maxsize=1)
def reading_order_trees() -> tuple[Trees, Trees]:
    """The likelihood of being read next, and of being read before."""
    data = json.loads(resources.files(__package__).joinpath(MODEL_FILE).read_text(encoding="utf-8"))
    return Trees.from_json(data["is_next"]), Trees.from_json(data["comes_first"])


def _leaf(tree: Tree, answers: Sequence[float]) -> float:
    while isinstance(tree, tuple):
        tree = tree[2] if answers[tree[0]] <= tree[1] else tree[3]
    return tree


def _tree(node: Any) -> Tree:
    if isinstance(node, list):
        question, limit, low, high = node
        return question, limit, _tree(low), _tree(high)
    return float(node)
